"""How much `kg build` costs beside the parse alone: one run, both in turn, CPU time and memory.

Varied articles are made from the annotated ones by changing names, days and numbers, so that no sentence repeats word for word.
Prints the ratio of CPU times (the smaller the better), the same where parses were kept, what a second worker adds, and the peak memory.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median_high
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.settings import Settings

TEXTS = sorted((Path(__file__).parent.parent / "eval").rglob("*.txt"))
SWAPS = (
    ("North Korea", "Iran", "Syria", "Belarus"),
    ("Japan", "Norway", "Kenya", "Peru"),
    ("Monday", "Tuesday", "Wednesday", "Friday"),
    ("two", "three", "seven", "nine"),
)


def articles(count: int, path: Path) -> None:
    """Writes `count` varied articles as JSON lines."""
    turns = itertools.cycle(itertools.product(*(range(len(names)) for names in SWAPS)))
    with path.open("w", encoding="utf-8") as file:
        for number, (text, turn) in enumerate(zip(itertools.islice(itertools.cycle(TEXTS), count), turns, strict=False)):
            body = text.read_text(encoding="utf-8").partition("\n\n")[2]
            for names, shift in zip(SWAPS, turn, strict=True):
                body = body.replace(names[0], names[shift])
            record = {"id": f"a{number:06}", "text": f"{body} It was report number {number}.", "date": "2024-05-06"}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def measure(mode: str, path: Path) -> None:
    """One measured run in a process of its own: prints CPU seconds without start-up, words, and peak memory in MB."""
    from kg.building import build_file
    from kg.read import articles as read
    from kg.read import layout
    from kg.run.pool import recall
    from kg.run.reader import Reader
    from kg.settings import Settings

    words = 0
    if mode == "parse":
        reader = Reader(Settings())
        nlp = reader._pipeline._nlp
        begun = time.process_time()
        for article in read([path], reject=lambda rejection: None):
            laid = layout(article, reader._patterns)
            for doc in nlp.pipe([laid.plain[b:e] for b, e in laid.paragraphs]):
                words += len(doc)
        cpu = time.process_time() - begun
    elif mode == "rules":
        settings = Settings(cache=path.parent / "cache")
        reader = Reader(settings, recall(settings))
        begun = time.process_time()
        for article in read([path], reject=lambda rejection: None):
            words += sum(built.words for built in reader.read([article]))
        cpu = time.process_time() - begun
    elif mode.startswith("workers"):
        words, cpu = pace(path, int(mode.removeprefix("workers")))
    else:
        settings = Settings(cache=path.parent / "cache") if mode == "cached" else Settings()
        start = start_up(path, settings)
        begun = time.process_time()
        words = build_file([path], path.with_suffix(".nq"), settings).words
        cpu = time.process_time() - begun - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "words": words, "peak": peak}))


def start_up(path: Path, settings: Settings) -> float:
    """CPU seconds in which a build makes its reader ready, once all modules and the language recogniser are loaded."""
    from kg.read import articles as read
    from kg.read.language import foreign
    from kg.run.pool import recall
    from kg.run.reader import Reader

    foreign(next(read([path], reject=lambda rejection: None)))
    known = recall(settings) if settings.cache and settings.cache.is_dir() else None
    Reader(settings, known)
    begun = time.process_time()
    Reader(settings, known)
    return time.process_time() - begun


def pace(path: Path, workers: int) -> tuple[int, float]:
    """Words, and the seconds by the clock in which they were read, from when all workers are at work; its own process reads for one worker."""
    from kg.building import build_file
    from kg.settings import Settings

    seen: list[tuple[float, int]] = []
    report = build_file([path], path.with_suffix(".nq"), Settings(workers=workers), progress=lambda report: seen.append((time.monotonic(), report.words)))
    begun = next(number for number, (_, words) in enumerate(seen) if words > report.words / 5)
    return seen[-1][1] - seen[begun][1], seen[-1][0] - seen[begun][0]


def forget(path: Path) -> None:
    """Leaves nothing but the parses in the memory of the runs over these articles: what a changed ontology finds."""
    with sqlite3.connect(path.parent / "cache" / "run.sqlite") as base:
        base.execute("DELETE FROM documents")
    base.close()


def cached(path: Path, rounds: int) -> None:
    """Prints what a build with kept parses costs beside taking those parses up and applying the rules to them."""
    run("cached", path)  # parses all, and keeps the parses
    ratios = []
    for _ in range(rounds):
        forget(path)
        rules, build = run("rules", path), run("cached", path)
        ratios.append(build["cpu"] / rules["cpu"])
        print(f"kept parses and rules {rules['cpu']:6.1f} s  build {build['cpu']:6.1f} s  ratio {ratios[-1]:.3f}")
    print(f"ratio of CPU times with kept parses, median of {rounds}: {median_high(ratios):.3f}")


def workers(path: Path) -> None:
    """Prints what a second worker adds: it says something only where two cores are free."""
    one, two = (measured["words"] / measured["cpu"] for measured in (run("workers1", path), run("workers2", path)))
    print(f"words a second by the clock: {one:,.0f} with one worker, {two:,.0f} with two: the second adds {two / one - 1:.2f} of the first")


def run(mode: str, path: Path) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, "--mode", mode, str(path)], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode")
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if given.mode:
        measure(given.mode, given.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        articles(given.documents, path)
        ratios = []
        for _ in range(given.rounds):
            parse, build = run("parse", path), run("build", path)
            ratios.append(build["cpu"] / parse["cpu"])
            rate = build["words"] / build["cpu"]
            print(f"parse {parse['cpu']:6.1f} s  build {build['cpu']:6.1f} s  ratio {ratios[-1]:.3f}  words {build['words']:,.0f}  words/s {rate:,.0f}")
        print(f"ratio of CPU times, median of {given.rounds}: {median_high(ratios):.3f}")
        cached(path, given.rounds)
        workers(path)
        for count in (given.documents // 4, given.documents):
            articles(count, path)
            print(f"peak memory with {count} documents: {run('build', path)['peak']:.0f} MB")


if __name__ == "__main__":
    main()
