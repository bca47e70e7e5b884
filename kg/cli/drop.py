"""`kg drop`: a document out of a graph."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import GraphArgument, app
from kg.cli.say import counted, remark


@app.command()
def drop(
    graph: GraphArgument,
    docs: Annotated[list[str], typer.Argument(metavar="DOC…", help="A document's id, IRI, address or title; see `kg info --documents`.", show_default=False)],
) -> None:
    """Remove documents, each with all that only it supports."""
    from kg.export import export
    from kg.lookup import find_document
    from kg.store import Graph

    path = Path(graph)
    with Graph.open(path, write=path.is_dir()) as opened:
        for document in [find_document(opened.store, name) for name in docs]:
            remark(f"{document.id}: {counted(opened.drop(document.iri), 'triple')} removed")
        if not path.is_dir():
            export(opened, path)
