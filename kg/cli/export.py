"""`kg export`: the graph in another syntax."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import GraphArgument, Only, app, open_graph, statuses
from kg.cli.say import remark
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store import Graph


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
    triple_terms: Annotated[
        bool, typer.Option("--triple-terms", help="Statements as RDF 1.2 triple terms (nq trig nt ttl), for stores that read them.")
    ] = False,
    describe: Annotated[
        Path | None, typer.Option(help="Also write a description of the data set in VoID and DCAT to this Turtle file.", show_default=False)
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="STORE",
            help="Write what this store's own loader reads into the folder -o, and print its command: "
            "oxigraph fuseki rdf4j graphdb virtuoso stardog blazegraph neptune qlever neo4j.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the graph in another syntax.

    nq, trig and jsonld keep the named graphs. nt, ttl and rdf hold the union of them and write beside each statement its status
    (kg:statedAs), its source (kg:statedBy) and its document (dcterms:isPartOf). graphml, gexf, csv and zip are entities and events
    with what joins them, csv and zip as Neo4j imports them. An ending .gz packs any of them.
    """
    from kg.export import export as write
    from kg.export.describe import describe as tell

    with open_graph(graph) as opened:
        if store is not None:
            if form is not None or layer != "all" or only is not None or triple_terms or describe is not None:
                raise UsageError("kg export --for: the store decides on the form, and gets the whole graph; leave the other options out")
            _for_store(opened, store, out)
            return
        write(opened, out, form, layer=layer, only=statuses(only), triple_terms=triple_terms)
        if describe is not None:
            tell(opened, describe, distribution=out)
    remark(f"written to {out}")


def _for_store(graph: Graph, store: str, folder: Path) -> None:
    """Files, and the command that loads them on stdout."""
    from kg.push.bulk import bulk

    made = bulk(graph, store, folder)
    remark(f"written: {', '.join(map(str, made.files))}; load them with")
    typer.echo(made.command)
