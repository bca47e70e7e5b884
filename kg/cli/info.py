"""`kg info`: what a graph holds, counted."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import GraphArgument, app, open_graph
from kg.cli.say import counted, show
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table
    from rich.text import Text

    from kg.info import Info, Row
    from kg.lookup import Document

MOST = 20  # rows of a table on the terminal; JSON has all


@app.command()
def info(
    graph: GraphArgument,
    listing: Annotated[bool, typer.Option("--documents", help="List the documents instead.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """Count documents, entities, events and relations, by class, status and source."""
    from kg.info import info as count

    if form not in ("table", "json"):
        raise UsageError(f"--format {form}: there is no such format; choose table or json")
    with open_graph(graph) as opened:
        if listing:
            documents = opened.documents()
            _print([asdict(one) for one in documents]) if form == "json" else show(_documents(documents))
            return
        found = count(opened)
    _print(found.plain()) if form == "json" else _tables(found)


def _print(what: object) -> None:
    typer.echo(json.dumps(what, ensure_ascii=False, indent=1))


def _tables(found: Info) -> None:
    published = f", published {' to '.join(dict.fromkeys(found.issued))}" if found.issued else ""
    show(
        f"{counted(found.documents, 'document')}{published}\n"
        f"{found.sentences:,} sentences, {found.claims:,} claims, {found.events:,} events, {found.entities:,} entities, "
        f"{found.relations:,} relations, {found.quads:,} triples in all graphs\n"
    )
    for title, counts in (("entities", found.kinds), ("documents by publisher", found.publishers), ("claims by status", found.statuses)):
        show(_counts(title, counts))
        show("")
    for title, rows in (("events by class", found.classes), ("relations", found.predicates), ("claims by source", found.sources)):
        show(_by_status(title, rows))
        show("")


def _counts(title: str, counts: dict[str, int]) -> Table:
    table = _table(title, len(counts))
    for name, number in list(counts.items())[:MOST]:
        table.add_row(_text(name), f"{number:,}")
    return table


def _by_status(title: str, rows: Sequence[Row]) -> Table:
    from kg.lookup import STATUSES

    table = _table(title, len(rows), *STATUSES)
    for row in rows[:MOST]:
        table.add_row(_text(row.name), f"{row.all:,}", *(f"{row.status[status]:,}" if status in row.status else "" for status in STATUSES))
    return table


def _table(title: str, rows: int, *statuses: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(f"{title}, the first {MOST} of {rows:,}" if rows > MOST else title, min_width=36, overflow="fold")
    for name in ("all", *statuses):
        table.add_column(name, justify="right")
    return table


def _documents(documents: Sequence[Document]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("id", "published", "publisher", "title"):
        table.add_column(name, overflow="fold")
    for one in documents:
        table.add_row(_text(one.id), _text(one.issued or ""), _text(one.publisher or ""), _text(one.title or ""))
    return table


def _text(text: str) -> Text:
    """Text that no terminal reads as markup or command."""
    from rich.text import Text

    from kg.lookup import clean

    return Text(clean(text))
