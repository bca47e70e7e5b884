"""The application that every command is registered with, what commands share, and how errors leave."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kg import __version__
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.store import Graph

app = typer.Typer(
    name="kg",
    help="News articles to a knowledge graph in which every triple has the words that prove it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

GraphArgument = Annotated[str, typer.Argument(metavar="GRAPH", help="A store's folder or an RDF file of any syntax.", show_default=False)]
Only = Annotated[str | None, typer.Option(help="Keep to these statuses: asserted, reported, hypothetical (comma between).", show_default=False)]


def main() -> None:
    """Runs the command line; errors become one line on stderr and an exit code (2 wrong usage, 1 something could not be read)."""
    try:
        app()
    except KgError as error:
        sys.stderr.write(f"kg: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False) -> None:
    if show:
        typer.echo(f"claimgraph {__version__}")
        raise typer.Exit


def statuses(only: str | None) -> list[str] | None:
    """The statuses of an `--only`, or None for all."""
    return [part.strip() for part in only.split(",") if part.strip()] if only else None


def open_graph(graph: str) -> Graph:
    """Opens a graph; the store is loaded only here."""
    from kg.store import Graph

    return Graph.open(graph)
