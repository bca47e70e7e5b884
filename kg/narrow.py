"""Which graphs a query reads: those of some statuses, documents or readers, or of documents published in some time.

The engine looks into one graph after another when it is given a list, which is quick for a few and slow for hundreds.
So many graphs are copied into a store in memory once, and that is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from kg.answers import RULES
from kg.errors import QueryError
from kg.lookup import GraphName, Stored, day, find_document, graphs, owner_of, reader_of
from kg.vocab import DCTERMS, KG, RDF

FEW = 24  # graphs that are read one by one


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a query is narrowed to, whatever it says itself. None is no restriction.

    `only` keeps the knowledge of some statuses, beside the records and the ontology. `docs` keeps some documents, by id, IRI, address
    or title. `since` and `until` keep those published then: a year, a month or a day, both included; a document without a date is left out.
    `readers` keeps what some readers found: "rules", which is our own, and the names of others.
    """

    only: Collection[str] | None = None
    docs: Collection[str] | None = None
    since: str | None = None
    until: str | None = None
    readers: Collection[str] | None = None

    def __bool__(self) -> bool:
        return any(part is not None for part in (self.only, self.docs, self.since, self.until, self.readers))


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
    if to.docs is None and to.since is None and to.until is None and to.readers is None:
        return names
    known = _records(store)
    if not known and len(store):
        raise QueryError("this graph does not keep its documents apart; load one that was written as N-Quads, TriG or JSON-LD")
    kept = known if to.docs is None else {find_document(store, name).iri for name in to.docs}
    if to.since is not None or to.until is not None:
        kept = kept & _published(store, _day(to.since, "since"), _day(to.until, "until"))
    owners = {name: owner for name in names if isinstance(name, NamedNode) and (owner := owner_of(name.value)) in known}
    readers = None if to.readers is None else _readers(to.readers, owners)
    left = {name for name, owner in owners.items() if owner not in kept or (readers is not None and reader_of(name.value) not in readers)}
    return [name for name in names if name not in left]


def _readers(wanted: Collection[str], owners: Collection[NamedNode]) -> set[str]:
    """The readers asked for. Raises QueryError for one that has read nothing here."""
    there = {reader_of(name.value) for name in owners}
    if unknown := sorted({name.strip() for name in wanted} - there - {RULES}):
        raise QueryError(f"readers: nothing here was read by {unknown[0]!r}; choose from {', '.join(sorted(there | {RULES}))}")
    return {name.strip() for name in wanted}


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
