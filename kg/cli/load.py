"""`kg load`: shards into a graph."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.build import interruptible
from kg.cli.say import progress_bar, tell
from kg.errors import UsageError


@app.command()
def load(
    shards: Annotated[
        list[str],
        typer.Argument(
            metavar="SHARDS…", help="A folder or address that `kg build` wrote shards to; of several, copies among all are marked.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The RDF file to write (.nq .trig .ttl .nt .jsonld .rdf, with .gz).", show_default=False)
    ] = None,
    store: Annotated[Path | None, typer.Option(help="The store's folder: a new one, or one to add to.", show_default=False)] = None,
) -> None:
    """Put the shards of finished runs into a file or a store, every one verified.

    A document that the store has already is replaced, in one transaction. A new store is filled faster, and takes its name when all is in it.
    """
    from kg.load import load_file, load_store

    addresses = [address.removesuffix("manifest.json") for address in shards]
    if (out is None) == (store is None):
        raise UsageError("kg load: give either -o FILE or --store DIR; for example: kg load shards/ --store news")
    with interruptible(), progress_bar("reading the manifests") as progress:
        if out is not None:
            report = load_file(addresses, out)
        elif store is not None:
            report = load_store(addresses, store, progress=progress)
    tell(report, out or store)
