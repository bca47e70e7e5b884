"""usage: python -m tests.eval [-v] [NAME | FILE.gold=GRAPH.nq]...

Builds the annotated articles (all, or those named) and prints precision, recall and F1 of each measure. A pair of
files is scored as it is, without building. -v lists what was missed and what was wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from .evaluation import evaluate, names, table
from .gold import read_gold
from .graph import read_graph
from .scorer import Result, compare


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 2 where an argument names nothing."""
    wanted = [argument for argument in arguments if argument != "-v"]
    pairs = [argument.rsplit("=", 1) for argument in wanted if "=" in argument]
    articles = [argument for argument in wanted if "=" not in argument]
    if "-h" in articles or "--help" in articles:
        print(__doc__)
        return 0
    if unknown := sorted(set(articles) - set(names())):
        print(f"no annotated article {', '.join(unknown)}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    results = {Path(gold).stem: compare(read_gold(Path(gold)), read_graph(Path(graph))) for gold, graph in pairs}
    with TemporaryDirectory() as folder:
        results |= evaluate(articles if wanted else names(), Path(folder))
    show(results, verbose="-v" in arguments)
    return 0


def show(results: dict[str, Result], *, verbose: bool) -> None:
    if verbose:
        for name, result in results.items():
            print(name)
            for remark in result.remarks:
                print(f"  {remark}")
    print("\n".join(table(results)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
