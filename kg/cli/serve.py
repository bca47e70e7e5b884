"""`kg serve`: the graph over HTTP, for reading."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import GraphArgument, app
from kg.cli.say import remark
from kg.errors import UsageError


@app.command()
def serve(
    graph: GraphArgument,
    host: Annotated[str, typer.Option(help="The address to listen on; other than the default, others can reach it.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 7070,
    seconds: Annotated[float, typer.Option(help="The most seconds that one answer may take.", min=0.1)] = 30.0,
    rows: Annotated[int, typer.Option(help="The most rows or triples of one answer to a query.", min=1)] = 10_000,
    workers: Annotated[int, typer.Option(help="How many requests are answered at once.", min=1, max=64)] = 4,
    name: Annotated[list[str] | None, typer.Option(metavar="HOST", help="Another host name that it answers to.", show_default=False)] = None,
    cors: Annotated[list[str] | None, typer.Option(metavar="ORIGIN", help="A site whose scripts may read it; may be given again.", show_default=False)] = None,
) -> None:
    """Serve the graph for reading: SPARQL, an editor, the page, and every IRI."""
    try:
        from kg.serve import serve as run_server
        from kg.serve.app import Limits
    except ModuleNotFoundError as error:
        raise UsageError(f"kg serve: {error.name} is not installed; pip install 'claimgraph[serve]'") from error

    remark(f"serving {graph} at http://{host}:{port}/ (editor), /sparql, /store, /graph; end it with Ctrl-C")
    limits = Limits(seconds=seconds, rows=rows, workers=workers)
    run_server(graph, host=host, port=port, limits=limits, names=name or (), origins=cors or ())
