"""`kg query`: ask in SPARQL, or one of the library's questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypedDict

import typer

from kg.cli.app import Only, app, open_graph, statuses
from kg.cli.say import remark, show
from kg.errors import UsageError


class _Narrowed(TypedDict):
    only: list[str] | None
    docs: list[str] | None
    since: str | None
    until: str | None
    readers: list[str] | None
    seconds: float | None


@app.command()
def query(
    graph: Annotated[str | None, typer.Argument(metavar="GRAPH", help="A store's folder or an RDF file of any syntax.", show_default=False)] = None,
    text: Annotated[str | None, typer.Argument(metavar="SPARQL|FILE.rq", help="The query, or the file that holds it.", show_default=False)] = None,
    name: Annotated[str | None, typer.Option(help="A question of the library instead; see --list.", show_default=False)] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter of that question; may be given again.", show_default=False),
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="table, json, csv, tsv, xml; for graphs turtle or nt.")] = "table",
    only: Only = None,
    doc: Annotated[list[str] | None, typer.Option(help="Keep to this document (id, IRI, address or title); may be given again.", show_default=False)] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Keep to documents published then or later.", show_default=False)] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Keep to documents published then or before.", show_default=False)] = None,
    reader: Annotated[
        str | None, typer.Option(help="Keep to what these read: rules, which is our own, llm, gliner (comma between).", show_default=False)
    ] = None,
    timeout: Annotated[float | None, typer.Option(metavar="SECONDS", min=0.001, help="Give up after so many seconds.", show_default=False)] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the library's questions and leave.")] = False,
) -> None:
    """Ask in SPARQL 1.1, or one of the library's questions."""
    from kg.query import named, run
    from kg.results import render, table

    if listing:
        _list_questions()
        return
    if graph is None or (text is None) == (name is None):
        raise UsageError("kg query: give a graph and either a SPARQL query (or a .rq file) or --name QUESTION; `kg query --list` lists the questions")
    narrowed: _Narrowed = {"only": statuses(only), "docs": doc or None, "since": since, "until": until, "readers": statuses(reader), "seconds": timeout}
    with open_graph(graph) as opened:
        result = named(opened, name, _parameters(param), **narrowed) if name else run(opened, _query_text(text or ""), **narrowed)
        for told in result.remarks:
            remark(told)
        if form == "table" and result.kind == "rows":
            show(table(result, opened))
        else:
            typer.echo(render(result, form if form != "table" else "plain"), nl=False)


def _query_text(text: str) -> str:
    if text.endswith(".rq") and "{" not in text:
        try:
            return Path(text).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{text}: cannot be read ({error}); give a file of SPARQL in UTF-8, or the query itself") from error
    return text


def _parameters(given: list[str] | None) -> dict[str, str]:
    found = {}
    for item in given or ():
        key, equals, value = item.partition("=")
        if not equals:
            raise UsageError(f"--param {item}: there is no = in it; write NAME=VALUE")
        found[key] = value
    return found


def _list_questions() -> None:
    from rich.table import Table

    from kg.questions import library

    table = Table("name", "question", "parameters", box=None, pad_edge=False)
    for name, question in sorted(library().items()):
        table.add_row(name, question.title, ", ".join(p.name for p in question.parameters))
    show(table)
