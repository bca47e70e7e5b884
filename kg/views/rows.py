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


def describe(store: pyoxigraph.Store, iris: Collection[str], predicates: Sequence[str] = ()) -> dict[str, Description]:
    """Each IRI that the dataset knows, with all that it says of it, or with the values of some predicates only. What is no IRI is not known."""
    from pyoxigraph import NamedNode

    wanted: list[NamedNode | None] = [NamedNode(predicate) for predicate in predicates] or [None]
    found: dict[str, Description] = {}
    for iri in iris:
        try:
            node = NamedNode(iri)
        except ValueError:
            continue
        values: defaultdict[str, set[str]] = defaultdict(set)
        for name in wanted:
            for quad in store.quads_for_pattern(node, name, None):
                values[quad.predicate.value].add(quad.object.value)  # type: ignore[union-attr]  # the portable profile has no triple terms
        if values:
            found[iri] = {predicate: tuple(sorted(values[predicate])) for predicate in sorted(values)}
    return found
