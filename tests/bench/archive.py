"""An archive in one run: what the parent, its workers and the disk hold after so many articles, and whether the pace stays.

Short articles are made of sentences of the example and the annotated articles, in other names, days and numbers; they are read by several
workers into a store. At each mark the memory and the open files of the parent and of its workers are told, and the articles that were read
for each second of CPU time since the mark before: on a machine that others use too, the clock says little.
Exit code 1 where memory, open files or temporary files grow, or the pace at the end is under 0.9 of that at the start.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.bench.watch import Held, watched

ROOT = Path(__file__).parents[2]
TEXTS = (*sorted((ROOT / "tests" / "eval").glob("*.txt")), *sorted((ROOT / "examples" / "articles").glob("*.txt")))
STATES = (
    *("Norway", "Kenya", "Peru", "Laos", "Iran", "Japan", "Syria", "Chile", "Nepal", "Ghana"),
    *("Oman", "Malta", "Qatar", "Sudan", "Egypt", "India", "Yemen", "Libya", "Togo", "Spain"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
SENTENCE = re.compile(r"(?<=[.”])\s+(?=[A-Z“])")
SLACK = 1.1  # how much of the first mark's memory a later one may have
PACE = 0.9
MARKS = (0.1, 0.4, 1.0)  # shares of all articles at which is told what is held


# ---------------------------------------------------------------- articles
def sentences() -> list[str]:
    """The sentences of all texts that name something or somebody, of a common length."""
    found: dict[str, None] = {}
    for path in TEXTS:
        for paragraph in path.read_text(encoding="utf-8").partition("\n\n")[2].split("\n\n"):
            found |= {sentence: None for sentence in SENTENCE.split(" ".join(paragraph.split())) if 8 <= len(sentence.split()) <= 32}
    return list(found)


def articles(count: int, words: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Articles of at least so many words, no two alike: sentences by chance, their states, days, months and numbers replaced."""
    luck, known = random.Random(seed), sentences()
    places = re.compile(
        rf"\b(?:(?P<state>North Korea|South Korea|{'|'.join(STATES)})|(?P<day>{'|'.join(DAYS)})|(?P<month>{'|'.join(MONTHS)})|(?P<number>\d{{1,3}}))\b"
    )
    choices: dict[str, Sequence[str]] = {"state": STATES, "day": DAYS, "month": MONTHS, "number": [str(n) for n in range(2, 29)]}
    for number in range(count):
        parts: list[str] = []
        while sum(len(part.split()) for part in parts) < words:
            parts.append(luck.choice(known))
        text = places.sub(lambda match: luck.choice(choices[match.lastgroup or "number"]), " ".join(parts))
        day = f"20{luck.randrange(10, 30)}-{luck.randrange(1, 13):02}-{luck.randrange(1, 29):02}"
        yield {"id": f"a{number:06}", "date": day, "text": f"{text} It was report {number}."}


# ---------------------------------------------------------------- what is held
@dataclass(frozen=True, slots=True)
class Mark:
    """What was held when so many articles were read: megabytes, open files, files of the run; CPU seconds so far."""

    articles: int
    parent: float
    workers: tuple[float, ...]
    files: int
    left: int
    cpu: float
    seconds: float

    def __str__(self) -> str:
        workers = " + ".join(f"{size:.0f}" for size in self.workers)
        return f"{self.articles:7,} articles: parent {self.parent:.0f} MB, workers {workers} MB, {self.files} open files, {self.left} files of the run"


@dataclass
class Watch:
    """Looks at a run from outside, and notes what it holds at each mark."""

    folder: Path
    base: Path
    marks: list[int]
    begun: float = field(default_factory=time.monotonic)
    found: list[Mark] = field(default_factory=list)
    looked: float = 0.0

    def __call__(self, held: Held) -> None:
        if len(self.found) == len(self.marks) or time.monotonic() - self.looked < 1:
            return
        self.looked = time.monotonic()
        count = finished(self.base)
        if count >= self.marks[len(self.found)]:
            workers = sorted(size for process, size in held.now.items() if process != held.parent and size > 50)  # the others only track resources
            left = sum(len(files) for _, _, files in os.walk(self.folder))
            at = self.looked - self.begun
            mark = Mark(count, held.now.get(held.parent, 0.0), tuple(workers), sum(held.files.values()), left, held.cpu, at)
            self.found.append(mark)
            print(mark, f"[{held.cpu:.0f} s of CPU time, {at:.0f} s by the clock]", flush=True)


def finished(base: Path) -> int:
    """How many documents a run has finished, as its memory tells on the disk."""
    if not base.is_file():
        return 0
    try:
        memory = sqlite3.connect(f"{base.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
        try:
            return int(memory.execute("SELECT COALESCE(MAX(rowid), 0) FROM documents").fetchone()[0])
        finally:
            memory.close()
    except sqlite3.Error:  # it is being made, or removed
        return 0


def faults(found: Sequence[Mark]) -> list[str]:
    """What grows from the second mark on, and whether the pace falls; the first mark ends the start, in which models are loaded."""
    first, *later = found[1:]
    wrong = []
    for mark in later:
        for name, before, now in (("parent", first.parent, mark.parent), ("workers", sum(first.workers), sum(mark.workers))):
            if now > SLACK * before:
                wrong.append(f"the memory of the {name} grew from {before:.0f} to {now:.0f} MB between {first.articles:,} and {mark.articles:,} articles")
        if mark.files > first.files or mark.left > first.left:
            wrong.append(
                f"files grew: {first.files} open and {first.left} left at {first.articles:,} articles, {mark.files} and {mark.left} at {mark.articles:,}"
            )
    paces = [(b.articles - a.articles) / (b.cpu - a.cpu) for a, b in pairwise(found)]
    print("articles for each second of CPU time:", ", ".join(f"{pace:.1f} up to {mark.articles:,}" for pace, mark in zip(paces, found[1:], strict=True)))
    if paces[-1] < PACE * paces[0]:
        wrong.append(f"the pace fell to {paces[-1] / paces[0]:.2f} of that at the start")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--words", type=int, default=20, help="of an article, at least")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, store, summary, temporary = folder / "articles.jsonl", folder / "store", folder / "summary.json", folder / "tmp"
        temporary.mkdir()
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles(given.articles, given.words))
        watch = Watch(folder, folder / "store.run" / "run.sqlite", [int(given.articles * share) for share in (0.02, *MARKS[:-1], 0.95)])
        command = [sys.executable, "-m", "kg", "build", str(source), "--store", str(store), "--summary", str(summary), "--workers", str(given.workers)]
        code, held = watched(command, each=watch, env={**os.environ, "TMPDIR": str(temporary)})
        figures = json.loads(summary.read_text(encoding="utf-8")) if code == 0 else {}
        size = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
    if code or len(watch.found) < len(watch.marks):
        print(f"exit code {code}, {len(watch.found)} of {len(watch.marks)} marks")
        return 1
    counts = ", ".join(f"{figures[name]:,} {name}" for name in ("documents", "copies", "words", "triples"))
    print(f"{counts} in {figures['seconds']:.0f} s, {held.cpu:.0f} s of CPU time; store: {size / figures['triples']:.0f} bytes a triple")
    print(f"the most that the parent held, writing the store included: {held.peaks[held.parent]:.0f} MB")
    wrong = faults(watch.found)
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
