"""How much `kg build` costs beside the parse alone: one run, both in turn, CPU time and memory.

Varied articles are made from the annotated ones by changing names, days and numbers, so that no sentence repeats word for word.
Prints the ratio of CPU times (the smaller the better) and the peak memory at each number of documents.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
    else:
        begun = time.process_time()
        Reader(Settings())
        start = time.process_time() - begun
        begun = time.process_time()
        words = build_file([path], path.with_suffix(".nq"), Settings()).words
        cpu = time.process_time() - begun - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "words": words, "peak": peak}))


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
        print(f"ratio of CPU times, median of {given.rounds}: {sorted(ratios)[len(ratios) // 2]:.3f}")
        for count in (given.documents // 4, given.documents):
            articles(count, path)
            print(f"peak memory with {count} documents: {run('build', path)['peak']:.0f} MB")


if __name__ == "__main__":
    main()
