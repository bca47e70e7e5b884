"""Rows of SPARQL answers as plain text: IRIs whole, literals without language and datatype."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from kg.vocab import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

Row = tuple[str | None, ...]
Description = Mapping[str, Sequence[str]]
"""Predicate → values, in order of text."""

CHUNK = 1000  # IRIs in one VALUES block


def terms(store: pyoxigraph.Store, query: str) -> pyoxigraph.QuerySolutions:
    """The rows of a SELECT over the union of all graphs, as the engine gives them."""
    return cast("pyoxigraph.QuerySolutions", store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True))


def select(store: pyoxigraph.Store, query: str) -> Iterator[Row]:
    """The same as text."""
    for solution in terms(store, query):
        yield tuple([None if term is None else term.value for term in solution])


def scan(pattern: str) -> str:
    """A pattern that the engine reads from end to end and then joins, rather than look its parts up one by one: a look-up takes as long as fifty steps."""
    return f"{{ SELECT * {{ {pattern} }} }}"


def listed(iris: Iterable[str]) -> str:
    """IRIs as they stand in a VALUES block, in order."""
    return " ".join(f"<{iri}>" for iri in sorted(iris))


def numbered(iris: Sequence[str], start: int) -> str:
    """A block of them as ?it, each with its place as ?n: the engine gives a number sooner than an IRI."""
    rows = (f"(<{iri}> {number})" for number, iri in enumerate(iris[start : start + CHUNK], start))
    return f"VALUES (?it ?n) {{ {' '.join(rows)} }}"


def blocks(iris: Collection[str], size: int = CHUNK) -> Iterator[str]:
    """The same in several blocks, none of them too long for a query."""
    ordered = sorted(iris)
    for start in range(0, len(ordered), size):
        yield listed(ordered[start : start + size])


def values(store: pyoxigraph.Store, iris: Collection[str], predicate: str, *, most: bool = False) -> dict[str, tuple[str, ...]]:
    """For each IRI that has any, the values of a predicate in order of text. `most` of those that have any are asked for: then it is scanned."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    told = scan(f"?it <{predicate}> ?value") if most else f"?it <{predicate}> ?value"
    for some in blocks(iris, len(iris) or 1) if most else blocks(iris):
        for iri, value in cast("Iterator[tuple[str, str]]", select(store, f"SELECT DISTINCT ?it ?value {{ VALUES ?it {{ {some} }} {told} }}")):
            found[iri].append(value)
    return {iri: tuple(sorted(set(told))) for iri, told in found.items()}


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
        told: defaultdict[str, set[str]] = defaultdict(set)
        for name in wanted:
            for quad in store.quads_for_pattern(node, name, None):
                told[quad.predicate.value].add(quad.object.value)  # type: ignore[union-attr]  # the portable profile has no triple terms
        if told:
            found[iri] = {predicate: tuple(sorted(told[predicate])) for predicate in sorted(told)}
    return found
