"""`kg push`: a graph into a running store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import GraphArgument, Only, app, open_graph, statuses
from kg.cli.endpoint import PASSWORD, Auth, PasswordEnv, Profile, Seconds, TokenEnv, User, endpoint, memory_of, tell_pushed

if TYPE_CHECKING:
    from kg.store import Graph


@app.command()
def push(
    graph: GraphArgument,
    to: Annotated[str, typer.Option(metavar="URL", help="The address of the store, dataset or repository; see docs/triplestores.md.", show_default=False)],
    name: Profile = None,
    user: User = None,
    password_env: PasswordEnv = PASSWORD,
    token_env: TokenEnv = None,
    auth: Auth = None,
    layer: Annotated[str, typer.Option(help="all, relations or events.")] = "all",
    only: Only = None,
    default_graph: Annotated[
        str | None, typer.Option(metavar="IRI", help="The graph into which triples go that stand in no named graph.", show_default=False)
    ] = None,
    update_url: Annotated[str | None, typer.Option(metavar="URL", help="Where updates go, if elsewhere.", show_default=False)] = None,
    store_url: Annotated[str | None, typer.Option(metavar="URL", help="Where a SPARQL 1.1 graph store answers, if elsewhere.", show_default=False)] = None,
    state: Annotated[Path | None, typer.Option(help="The file that remembers what was loaded; one for each address by default.", show_default=False)] = None,
    again: Annotated[bool, typer.Option("--again", help="Replace every graph, whatever is remembered.")] = False,
    seconds: Seconds = 120.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be sent: graph, count and hash. Nobody is asked.")] = False,
) -> None:
    """Put the graph into a running triplestore, graph by graph, and count it there.

    Each named graph is put in the place of what the store has under that name; other graphs stay as they are. What is there
    already is not sent again, so a push that broke off goes on where it stopped.
    """
    with open_graph(graph) as opened:
        if dry_run:
            _list_parts(opened, layer, statuses(only), default_graph)
            return
        access = endpoint(
            to, name=name, user=user, password_env=password_env, token_env=token_env, auth=auth, seconds=seconds, update=update_url, store=store_url
        )
        with access as target:
            from kg.push.loading import push as send

            memory = state or memory_of(to)
            if again:
                memory.unlink(missing_ok=True)
            report = send(opened, target, layer=layer, only=statuses(only), default_graph=default_graph, state=memory)
            tell_pushed(report, f"{to} ({target.profile.name})")
    raise typer.Exit(0 if report.complete else 1)


def _list_parts(graph: Graph, layer: str, only: list[str] | None, default_graph: str | None) -> None:
    from kg.push.parts import of_store

    for part in of_store(graph.store, layer=layer, only=only, default=default_graph):
        with closing(part):
            if part.count:
                typer.echo(f"{part.graph or ''}\t{part.count}\t{part.digest}")
