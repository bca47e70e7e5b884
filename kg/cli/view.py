"""`kg view`: the interactive page."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import GraphArgument, app, open_graph
from kg.cli.say import remark


@app.command()
def view(
    graph: GraphArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write, one HTML file that needs no network.")] = Path("page.html"),
    about: Annotated[str | None, typer.Option(help="Only what has to do with this name.", show_default=False)] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", show_default=False)] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", show_default=False)] = None,
    max_nodes: Annotated[
        int | None, typer.Option(min=1, help="Keep only so many nodes, the most connected; what is left out is said.", show_default=False)
    ] = None,
    title: Annotated[str, typer.Option(help="The page's heading.")] = "News as a graph",
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write the interactive page."""
    from kg.page import Page
    from kg.views import view as make_view

    with _no_circles():
        with open_graph(graph) as opened:
            seen = make_view(opened, about=about, since=since, until=until, max_nodes=max_nodes)
        Page(seen, title=title).write(out)
    if seen.left_out:
        remark(seen.left_out)
    remark(f"the page is {out.resolve()}")
    if show:
        typer.launch(out.resolve().as_uri())


@contextmanager
def _no_circles() -> Iterator[None]:
    """A view is hundreds of thousands of records, none in a circle: to look for circles among them took a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
