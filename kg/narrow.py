"""Which graphs a query reads: those of some statuses, of some documents, or of documents published in some time.

The engine looks into one graph after another when it is given a list, which is quick for a few and slow for hundreds.
So many graphs are copied into a store in memory once, and that is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kg.errors import QueryError
from kg.lookup import KNOWLEDGE, GraphName, Stored, day, find_document, graphs
from kg.vocab import DCTERMS, KG, RDF

FEW = 24  # graphs that are read one by one


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a query is narrowed to, whatever it says itself. None is no restriction.

    `only` keeps the knowledge of some statuses, beside the records and the ontology. `docs` keeps some documents, by id, IRI, address
    or title. `since` and `until` keep those published then: a year, a month or a day, both included; a document without a date is left out.
    """

    only: Collection[str] | None = None
    docs: Collection[str] | None = None
    since: str | None = None
    until: str | None = None

    def __bool__(self) -> bool:
        return any(part is not None for part in (self.only, self.docs, self.since, self.until))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A part of a graph as a graph of its own, in memory."""

    store: Store


def narrow(graph: Stored, to: Narrowing) -> Narrowed:
    """A copy of what is left. Worth it for several queries to the same part; takes some seconds a million quads. Raises QueryError."""
    return Narrowed(copy(graph.store, chosen(graph.store, to)))


def copy(store: Store, names: Collection[GraphName]) -> Store:
    """These graphs of a store, in memory."""
    copied = Store()
    copied.bulk_extend(quad for name in names for quad in store.quads_for_pattern(None, None, None, name))
    return copied


def chosen(store: Store, to: Narrowing) -> list[GraphName]:
    """The graphs that are left, the default graph and what belongs to no document among them. Raises QueryError."""
    names = graphs(store, to.only)
    if to.docs is None and to.since is None and to.until is None:
        return names
    known = _records(store)
    if not known and len(store):
        raise QueryError("this graph does not keep its documents apart; load one that was written as N-Quads, TriG or JSON-LD")
    kept = known if to.docs is None else {find_document(store, name).iri for name in to.docs}
    if to.since is not None or to.until is not None:
        kept = kept & _published(store, _day(to.since, "since"), _day(to.until, "until"))
    left = {graph for iri in known - kept for graph in (iri, *(f"{iri}/{status}" for status in KNOWLEDGE))}
    return [name for name in names if isinstance(name, DefaultGraph) or name.value not in left]


def _records(store: Store) -> set[str]:
    """The documents that have a graph of their own."""
    articles = store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(KG + "Article"))
    return {quad.subject.value for quad in articles if isinstance(quad.subject, NamedNode) and quad.subject == quad.graph_name}


def _published(store: Store, since: str | None, until: str | None) -> set[str]:
    found = set()
    for quad in store.quads_for_pattern(None, NamedNode(DCTERMS.issued), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            issued = quad.object.value
            if (since is None or issued[: len(since)] >= since[: len(issued)]) and (until is None or issued[: len(until)] <= until):
                found.add(quad.subject.value)
    return found


def _day(text: str | None, name: str) -> str | None:
    try:
        return text if text is None else day(text)
    except QueryError as error:
        raise QueryError(f"{name}: {error}") from error
