"""What a killed build leaves behind: SIGKILL at random moments of a build into a store, then a look at every document.

Two versions of the same articles are built in turn into one store, which is made anew now and then, so that kills fall into the making of a
store, into the first writing of documents and into their replacement. After each kill the store must open, for reading and for writing,
and hold of each document all of one version or nothing. Exit code 1 if it does not.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from kg.building import build_file, build_store, ontology_lines
from kg.errors import GraphError
from kg.run.memory import Memory
from kg.run.reader import Built
from kg.settings import Settings
from kg.store import Graph
from kg.vocab import KG

ANEW = 8  # the store is made anew every so many kills
SLOWER = 1.03  # a build that was killed may have needed longer than the last one that was not: the machine has other things to do
SENTENCES = (
    "{a} launched a rocket on Monday, and {b} said that the launch violated Resolution {n}.",
    "{b} warned {a} on Tuesday against another test, according to {c}.",
    "{c} denied that {a} had attacked {b}, but {b} may call on the United Nations to act.",
    "The president of {c} met the president of {b} in March and signed an agreement on trade.",
)
STATES = ("Norway", "Kenya", "Peru", "Laos", "Iran", "Japan", "Syria", "Chile", "Nepal", "Ghana")
Quads = frozenset[str]


@dataclass
class Tally:
    """What was found after the kills. `writing` counts those that fell between the first document and the last."""

    kills: int = 0
    finished: int = 0  # builds that were done before their kill
    writing: int = 0
    unopened: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        stages = f"{self.writing} while documents were written, {self.finished} after the last"
        return f"{self.kills} kills ({stages}): {len(self.unopened)} stores that do not open, {len(self.torn)} documents half present"


def articles(path: Path, count: int, version: int) -> None:
    """Writes `count` short articles as JSON lines; another version has the same ids and other texts."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            names = [STATES[(number + step * (version + 1)) % len(STATES)] for step in range(3)]
            text = "\n\n".join(line.format(a=names[0], b=names[1], c=names[2], n=1700 + number) for line in SENTENCES[version:] + SENTENCES[:version])
            file.write(json.dumps({"id": f"a{number:04}", "date": f"2031-0{version + 1}-20", "text": text}) + "\n")


def by_document(quads: list[str]) -> dict[str, Quads]:
    """The quads of each document, and of the ontology, by IRI."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in quads:
        graph = quad.rpartition(" <")[2].removesuffix(">")
        found[next((graph.removesuffix(end) for end in ("/asserted", "/reported", "/hypothetical") if graph.endswith(end)), graph)].add(quad)
    return {iri: frozenset(quads) for iri, quads in found.items()}


def written(path: Path) -> dict[str, Quads]:
    return by_document([str(quad) for quad in parse(path=path, format=RdfFormat.N_QUADS)])


class Trial:
    """A store that builds are killed on. `versions` are what each build writes, whole."""

    def __init__(self, folder: Path, commands: list[list[str]], versions: list[dict[str, Quads]], seed: int) -> None:
        self.folder, self.commands, self.versions = folder, commands, versions
        self.random, self.tally, self.held = random.Random(seed), Tally(), dict[str, Quads]()
        self.whole = 0.0  # seconds that a build takes, as last seen

    def run(self, kills: int) -> Tally:
        begun = time.monotonic()
        subprocess.run(self.commands[0], check=True, capture_output=True)
        self.whole = time.monotonic() - begun
        self.look(0)
        assert self.held == self.versions[0], "a build that is not killed must write all, else the kills show nothing"
        for number in range(kills):
            if number % ANEW == 0:
                shutil.rmtree(self.folder, ignore_errors=True)
                self.held = {}
            self.kill(self.commands[number % 2], self.moment(number) * self.whole)
            self.look(number)
        return self.tally

    def moment(self, number: int) -> float:
        """When to kill, as a share of the time that a build takes: every other kill falls at any moment, the rest near the end, where documents are written."""
        return self.random.random() if number // 2 % 2 else self.random.uniform(0.85, 1.05)

    def kill(self, command: list[str], seconds: float) -> None:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(seconds)
            self.tally.finished += 1
            self.whole = time.monotonic() - begun
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.whole *= SLOWER
        self.tally.kills += 1

    def look(self, number: int) -> None:
        if not self.folder.exists():
            return  # killed before the store was made
        try:
            Graph.open(self.folder).close()
            with Graph.open(self.folder, write=True) as graph:
                found = by_document([str(quad) for quad in graph.store])
        except GraphError as error:
            self.tally.unopened.append(f"kill {number}: {error}")
            shutil.rmtree(self.folder, ignore_errors=True)
            self.held = {}
            return
        new = self.versions[number % 2]
        changed = 0
        for iri in {*found, *self.held, *new}:
            now, before = found.get(iri, frozenset()), self.held.get(iri, frozenset())
            if now not in (before, new.get(iri, frozenset())):
                self.tally.torn.append(f"kill {number}: {iri}: {len(now)} quads, where {len(before)} were and {len(new.get(iri, ()))} were to come")
            changed += iri != KG and now != before
        self.tally.writing += 0 < changed < len(new) - 1
        self.held = found


def real(folder: Path, count: int) -> tuple[list[list[str]], list[dict[str, Quads]]]:
    """The commands that build each version into the store, and what each writes."""
    commands, versions = [], []
    for version in (0, 1):
        source, out = folder / f"v{version}.jsonl", folder / f"v{version}.nq"
        articles(source, count, version)
        build_file([source], out, Settings())
        commands.append([sys.executable, "-m", "kg", "build", str(source), "--store", str(folder / "store")])
        versions.append(written(out))
    return commands, versions


def ready(folder: Path, versions: list[list[Built]]) -> list[list[str]]:
    """The commands that put documents into the store which were read before: the same writing without a language model."""
    commands = []
    for number, documents in enumerate(versions):
        path = folder / f"v{number}.pickle"
        path.write_bytes(pickle.dumps(documents))
        commands.append([sys.executable, "-m", "tests.bench.kills", "--ready", str(path), "--store", str(folder / "store")])
    return commands


def put(path: Path, store: Path) -> None:
    """Builds the documents of a file that `ready` wrote into the store."""
    import kg.building

    def read(*given: object) -> Iterator[Built]:
        memory = given[-1]
        assert isinstance(memory, Memory)
        for number, built in enumerate(pickle.loads(path.read_bytes())):
            memory.keep(built, f"{path.name} {number}".encode(), "2031-01-20", None)
            yield built

    kg.building.documents = read  # type: ignore[assignment]  # as it is called by what builds a store
    build_store([], store, Settings())


def expected(documents: list[Built]) -> dict[str, Quads]:
    graph = Store()
    graph.load(ontology_lines() + "".join(f"{line}\n" for built in documents for line in built.lines).encode(), RdfFormat.N_QUADS)
    return by_document([str(quad) for quad in graph])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ready", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ready:
        put(given.ready, given.store)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands, versions = real(folder, given.documents)
        tally = Trial(folder / "store", commands, versions, given.seed).run(given.kills)
    print(tally)
    for line in tally.unopened + tally.torn:
        print(line)
    return 1 if tally.unopened or tally.torn else 0


if __name__ == "__main__":
    sys.exit(main())
