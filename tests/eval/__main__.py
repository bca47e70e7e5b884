"""usage: python -m tests.eval [-v] [NAME]...

Builds the annotated articles (all, or those named) and prints F1 of each measure, and precision and recall of all together.
-v lists what was missed and what was wrong. For annotations of your own there is `kg score`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.score.table import table

from .evaluation import evaluate, names


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 2 where an argument names nothing."""
    articles = [argument for argument in arguments if argument != "-v"]
    if "-h" in articles or "--help" in articles:
        print(__doc__)
        return 0
    if unknown := sorted(set(articles) - set(names())):
        print(f"no annotated article {', '.join(unknown)}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        results = evaluate(articles or names(), Path(folder))
    for name, result in results.items() if "-v" in arguments else ():
        for line, text in result.remarks:
            print(f"{name}:{line or ''}: {text}")
    print(table(results), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
