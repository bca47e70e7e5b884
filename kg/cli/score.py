"""`kg score`: a graph against annotations of its articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app, open_graph
from kg.cli.say import remark
from kg.errors import GoldError, UsageError

if TYPE_CHECKING:
    from kg.score import Result
    from kg.store import Graph

FORMATS = ("table", "json")


@app.command()
def score(
    given: Annotated[
        list[str],
        typer.Argument(metavar="GOLD… GRAPH", help="Annotations and the graph of their articles; or GOLD=GRAPH, each with its own.", show_default=False),
    ],
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also list what was missed and what was wrong, with the line that asks for it.")] = False,
) -> None:
    """Score a graph against annotations: precision, recall and F1 of names, events, roles and more.

    NAME.gold says what a careful reader finds in NAME.txt, beside it; docs/scoring.md has the format, and what is counted.
    """
    from kg.score.table import table, to_json

    if form not in FORMATS:
        raise UsageError(f"--format {form}: there is no such form; choose from {', '.join(FORMATS)}")
    results: dict[str, Result] = {}
    wrong = 0
    for graph, paths in groupby(_pairs(given), key=lambda pair: pair[1]):
        with open_graph(graph) as opened:
            for path, _ in paths:
                try:
                    results[_name(path, results)] = _score(path, opened)
                except GoldError as error:
                    remark(str(error))
                    wrong += 1
    if results:
        typer.echo(to_json(results) if form == "json" else table(results), nl=False)
    if verbose and form == "table":
        for line in _remarks(results):
            typer.echo(line)
    raise typer.Exit(1 if wrong else 0)


def _pairs(given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Annotations, each with its graph."""
    divided = [argument.rpartition("=") for argument in given]
    if all(equals and gold and graph and not Path(argument).exists() for argument, (gold, equals, graph) in zip(given, divided, strict=True)):
        yield from ((gold, graph) for gold, _, graph in divided)
    elif len(given) < 2:
        raise UsageError(f"kg score: {given[0]} alone cannot be scored; give annotations and a graph: kg score article.gold graph.trig")
    else:
        yield from ((gold, given[-1]) for gold in given[:-1])


def _score(path: str, graph: Graph) -> Result:
    from kg.score import compare, of_article, read_gold, terms

    known = terms(graph.store)
    gold = read_gold(Path(path), known)
    return compare(gold, of_article(graph, gold, known), known)


def _name(path: str, taken: dict[str, Result]) -> str:
    """What the table calls an article: its file's name, or all of its path where two have one name."""
    name = Path(path).stem
    return path if name in taken else name


def _remarks(results: dict[str, Result]) -> Iterator[str]:
    for name, result in results.items():
        for line, text in result.remarks:
            yield f"{name}{'' if line is None else f':{line}'}: {text}"
