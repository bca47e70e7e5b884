"""A run over broken inputs of every sort, mixed with good documents of every form.

The run must end with exit code 1. Of the good documents the graph must hold what a run over them alone writes, line by line; each broken
input must be in the report with its reason, and nothing else may be; the parent and its workers must stay under a limit of memory.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kg.vocab import BASE, KG
from tests.bench import damage
from tests.bench.kills import SENTENCES, STATES
from tests.bench.watch import Held, watched

MOST = 2000.0  # megabytes of the parent and its workers
ALONE, ALL, SUMMARY, ASIDE = "alone.nq", "all.nq", "summary.json", "aside"
HEAVY = 2  # inputs of each heavy kind
OVERRIDE, SEARCH, DROP = 1, 2, 24  # root's two rights to read whatever it likes, and the call that gives a right up, as Linux numbers them


@dataclass
class Found:
    """What a run over a corpus came to, and what was wrong with that."""

    held: Held
    documents: int = 0
    rejected: int = 0
    faults: list[str] = field(default_factory=list)


# ---------------------------------------------------------------- good documents
def told(number: int) -> str:
    names = [STATES[(number * 3 + step) % len(STATES)] for step in range(3)]
    return " ".join(line.format(a=names[0], b=names[1], c=names[2], n=1700 + number) for line in SENTENCES)


def _text(number: int) -> bytes:
    return f"id: good-{number}\ndate: 2031-05-27\n\n{told(number)}\n".encode()


def _record(number: int) -> bytes:
    return json.dumps({"id": f"good-{number}", "date": "2031-05-27", "text": told(number)}).encode() + b"\n"


def _page(number: int) -> bytes:
    paragraphs = "".join(f"<p>{told(number + step)}</p>" for step in (0, 1000, 2000))
    link = f'<link rel="canonical" href="https://good.example/{number}">'
    return f"<!DOCTYPE html><html><head><title>Report {number}</title>{link}</head><body><article>{paragraphs}</article></body></html>".encode()


def _feed(number: int) -> bytes:
    item = f"<item><link>https://good.example/{number}</link><description>{told(number)}</description></item>"
    return f"<rss><channel><title>A paper</title>{item}</channel></rss>".encode()


def _pdf(number: int) -> bytes:
    return damage.pdf(damage.Random(number), damage.stream(f"BT /F1 12 Tf 72 700 Td ({told(number)}) Tj ET".encode()))


def _warc(number: int) -> bytes:
    return damage.warc(damage.Random(number), _page(number))


GOOD: tuple[tuple[str, Callable[[int], bytes]], ...] = (
    ("txt", _text),
    ("jsonl", _record),
    ("html", _page),
    ("csv", lambda number: f'id,date,text\ngood-{number},2031-05-27,"{told(number)}"\n'.encode()),
    ("rss", _feed),
    ("eml", lambda number: damage.mail(damage.Random(number), told(number).encode())),
    ("pdf", _pdf),
    ("docx", lambda number: damage.zipped({"word/document.xml": _word(told(number))})),
    ("parquet", lambda number: damage.parquet(damage.Random(number), [told(number)])),
    ("warc.gz", lambda number: damage.packed(_warc(number))),
    ("txt.gz", lambda number: damage.packed(_text(number))),
    ("jsonl.zst", lambda number: damage.zst(_record(number))),
    ("zip", lambda number: damage.zipped({"a.txt": _text(number)})),
)


def _word(text: str) -> bytes:
    return f"<w:document {damage.WORD}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>".encode()


def good(folder: Path, count: int) -> list[Path]:
    """Writes good documents of all forms below a folder, one a file."""
    paths = []
    for number in range(count):
        ending, make = GOOD[number % len(GOOD)]
        place = folder / f"{number % 20:02}"
        place.mkdir(parents=True, exist_ok=True)
        paths.append(place / f"{(number * 7919) % 1000:04}-good{number}.{ending}")
        paths[-1].write_bytes(make(number))
    return paths


# ---------------------------------------------------------------- the run
def common() -> None:
    """Gives up root's right to read what nobody may read: else there would be no file without permission."""
    for right in (OVERRIDE, SEARCH):
        ctypes.CDLL(None).prctl(DROP, right, 0, 0, 0)


def documents(path: Path) -> dict[str, set[str]]:
    """The lines of each document of a graph, by the document's IRI."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8") as file:
        for line in file:
            graph = line.rpartition(" <")[2].removesuffix("> .\n")
            if graph != KG:
                found["/".join(graph.split("/")[: BASE.count("/") + 2])].add(line)
    return found


def run(folder: Path, corpus: Path, paths: list[Path], bad: dict[str, str], *options: str) -> Found:
    """Builds the graph of the good documents alone, then of all, and compares."""
    kg, temporary = [sys.executable, "-m", "kg", "build"], folder / "tmp"
    temporary.mkdir()
    subprocess.run([*kg, *map(str, paths), "-o", str(folder / ALONE)], check=True, capture_output=True)
    with (folder / "said.txt").open("wb") as said:
        command = [*kg, *asked(folder, corpus), *options]
        code, held = watched(command, stdout=said, stderr=said, preexec_fn=common, env={**os.environ, "TMPDIR": str(temporary)})
    if code != 1:
        said_ = (folder / "said.txt").read_text(encoding="utf-8", errors="replace")[-2000:]
        return Found(held, faults=[f"exit code {code}, where 1 was to come: {said_}"])
    figures = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    return Found(held, figures["documents"], figures["rejected"], judged(folder, bad))


def asked(folder: Path, corpus: Path) -> list[str]:
    """What `kg build` is told besides its options."""
    return [str(corpus), "-o", str(folder / ALL), "--summary", str(folder / SUMMARY), "--rejected", str(folder / ASIDE)]


def judged(folder: Path, bad: dict[str, str]) -> list[str]:
    """What is wrong with what a run left behind."""
    reasons = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))["reasons"]
    faults = compare(documents(folder / ALONE), documents(folder / ALL)) + reported(reasons, bad)
    listed = [json.loads(line)["input"] for line in (folder / ASIDE / "reasons.jsonl").read_text(encoding="utf-8").splitlines()]
    if listed != [reason["input"] for reason in reasons]:
        faults.append("the folder of rejected inputs does not list what the summary lists")
    left = (*folder.glob("tmp/*"), *folder.glob(".*.part"), *folder.glob("*.run"))
    return faults + [f"left behind: {path}" for path in left]


def compare(alone: dict[str, set[str]], all_: dict[str, set[str]]) -> list[str]:
    """What the graph of all inputs has of the good documents otherwise than the graph of them alone."""
    lost = [f"lost: {iri}" for iri in sorted(set(alone) - set(all_))]
    return lost + [f"changed: {iri}" for iri in sorted(alone) if iri in all_ and all_[iri] != alone[iri]]


def reported(reasons: list[dict[str, str]], bad: dict[str, str]) -> list[str]:
    """Broken inputs that are not in the report with their reason, and what is in it that is not broken."""
    by_path: defaultdict[str, list[str]] = defaultdict(list)
    faults = []
    for reason in reasons:
        path = next((path for path in _above(reason["input"], bad)), None)
        if path is None or not reason["remedy"]:
            faults.append(f"reported, though not broken, or without a remedy: {reason}")
        else:
            by_path[path].append(reason["reason"])
    for path, pattern in bad.items():
        if pattern and not any(re.search(pattern, reason) for reason in by_path[path]):
            faults.append(f"{path}: expected /{pattern}/, reported {by_path[path][:3]}")
    return faults


def _above(origin: str, bad: dict[str, str]) -> list[str]:
    """The broken input that an origin is, or is a part of."""
    pieces = re.split(r"(?<=[^/])(?=[/:,.])", origin)
    return [path for n in range(len(pieces), 0, -1) if (path := "".join(pieces[:n])) in bad]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--good", type=int, default=104)
    parser.add_argument("--heavy", type=int, default=HEAVY)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "corpus"
        paths = good(corpus, given.good)
        bad = damage.damaged(corpus, given.inputs, heavy=given.heavy, seed=given.seed)
        begun = time.monotonic()
        found = run(folder, corpus, paths, bad, "--workers", str(given.workers), "--seconds", str(given.seconds))
        took = time.monotonic() - begun
        damage.open_again(corpus)
    print(f"{len(bad)} broken inputs, {len(paths)} good documents: {found.documents} documents, {found.rejected} rejections, {took:.0f} s")
    print(f"peak memory of parent and workers: {found.held.most:.0f} MB ({', '.join(f'{peak:.0f}' for peak in found.held.peaks.values())})")
    if found.held.most > MOST:
        found.faults.append(f"more memory than {MOST:.0f} MB")
    for fault in found.faults:
        print(fault)
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
