"""Rows of SPARQL answers as plain text: IRIs whole, literals without language and datatype."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from kg.vocab import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

Row = tuple[str | None, ...]
Description = Mapping[str, Sequence[str]]
"""Predicate → values, in order of text."""

CHUNK = 1000  # IRIs in one VALUES block


def select(store: pyoxigraph.Store, query: str) -> Iterator[Row]:
    """The rows of a SELECT over the union of all graphs."""
    solutions = cast("pyoxigraph.QuerySolutions", store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True))
    for solution in solutions:
        yield tuple(None if term is None else cast(Any, term).value for term in solution)


def select_values(store: pyoxigraph.Store, variable: str, iris: Collection[str], query: str) -> Iterator[Row]:
    """The rows of a SELECT whose `variable` is one of the IRIs, asked for in blocks."""
    ordered = sorted(iris)
    for start in range(0, len(ordered), CHUNK):
        block = " ".join(f"<{iri}>" for iri in ordered[start : start + CHUNK])
        yield from select(store, query.replace("{", f"{{ VALUES ?{variable} {{ {block} }} ", 1))


def describe(store: pyoxigraph.Store, iris: Collection[str]) -> dict[str, Description]:
    """Each IRI that the dataset knows, with all that it says of it."""
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in select_values(store, "s", iris, "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }"):
        found[cast(str, subject)][cast(str, predicate)].add(cast(str, value))
    return {s: {p: tuple(sorted(values)) for p, values in properties.items()} for s, properties in found.items()}
