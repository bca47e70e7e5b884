"""`kg explain`: the words behind a triple."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kg.cli.app import GraphArgument, app, open_graph
from kg.cli.say import remark, show


@app.command()
def explain(
    graph: GraphArgument,
    subject: Annotated[str, typer.Argument(help="A name, a prefixed name or an IRI.", show_default=False)],
    relation: Annotated[str | None, typer.Argument(help="A relation, such as launched.", show_default=False)] = None,
    object_: Annotated[str | None, typer.Argument(metavar="[OBJECT]", help="A name, a prefixed name or an IRI.", show_default=False)] = None,
) -> None:
    """Show the claims and the marked sentences behind a triple."""
    from kg.explain import explain as find
    from kg.explain import render

    with open_graph(graph) as opened:
        evidence = find(opened, subject, relation, object_)
        if not evidence:
            remark(f"{' '.join(filter(None, (subject, relation, object_)))}: the graph says nothing of it; ask for the subject alone to see what it does say")
            raise typer.Exit(1)
        show(render(evidence, brackets=not sys.stdout.isatty()))
