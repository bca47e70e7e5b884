"""`kg export`: the graph in another syntax."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import GraphArgument, Only, app, open_graph, statuses
from kg.cli.say import remark


@app.command()
def export(
    graph: GraphArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.", show_default=False)],
    form: Annotated[
        str | None,
        typer.Option("--format", "-f", help="nt nq ttl trig jsonld rdfxml graphml gexf csv; else the file's ending tells.", show_default=False),
    ] = None,
    layer: Annotated[str, typer.Option(help="all, relations or events.")] = "all",
    only: Only = None,
) -> None:
    """Write the graph in another syntax."""
    from kg.export import export as write

    with open_graph(graph) as opened:
        write(opened, out, form, layer=layer, only=statuses(only))
    remark(f"written to {out}")
