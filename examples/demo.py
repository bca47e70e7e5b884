"""Builds the graph of the example articles, asks it three questions and writes the page: what `make demo` runs."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "demo"
QUESTIONS = ("what-violates-what", "contradictions", "who-warned-whom")


def kg(*words: str) -> None:
    """Runs the command line as a user would, showing what is typed."""
    print("\n$ kg " + shlex.join(words), flush=True)
    done = subprocess.run([sys.executable, "-m", "kg", *words], check=False)  # noqa: S603  # the words stand below
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    graph, page = OUT / "graph.trig", OUT / "page.html"
    where = [str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path) for path in (HERE / "articles", graph, page)]
    kg("build", where[0], "-o", where[1])
    for name in QUESTIONS:
        kg("query", where[1], "--name", name)
    kg("view", where[1], "-o", where[2], "--title", "A launch, as three papers tell it")
    print(f"\nOpen {page.resolve()} in a browser. The graph is {graph.resolve()}.")


if __name__ == "__main__":
    main()
