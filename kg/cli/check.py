"""`kg check`: the graph against the shapes, and every span against the text."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import GraphArgument, app, open_graph
from kg.cli.say import counted, remark


@app.command()
def check(
    graph: GraphArgument,
    text: Annotated[list[str] | None, typer.Option(help="The sources that the graph was built from, to compare every span with.", show_default=False)] = None,
) -> None:
    """Check the graph against the shapes, and every span against the text."""
    from kg.check import check as find

    texts = _texts(text) if text else None
    with open_graph(graph) as opened:
        problems = find(opened, texts=texts)
    for problem in problems:
        typer.echo(str(problem))
    remark("no problem was found" if not problems else counted(len(problems), "problem"))
    raise typer.Exit(1 if problems else 0)


def _texts(sources: list[str]) -> dict[str, str]:
    from kg.model import Rejection
    from kg.read import articles

    rejected: list[Rejection] = []
    found = {article.id: article.text for article in articles(sources, reject=rejected.append)}
    for rejection in rejected:
        remark(str(rejection))
    return found
