"""What a store says of claims, sentences and articles, read from its indices, each of them once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import NamedNode

from kg.views.rows import CHUNK, Description, blocks, listed, numbered, scan, select, terms
from kg.vocab import DCTERMS, KG, NIF, PROV, RDF

if TYPE_CHECKING:
    import pyoxigraph

ABOUT, STATUS, EVOKES, TIME, BEGIN, END = (KG + name for name in ("about", "status", "evokes", "time", "beginTime", "endTime"))
DERIVED = PROV.wasDerivedFrom
UNCLASSED = f"FILTER(?name != <{RDF.type}>)"  # nobody asks for the class of what is looked up here
Told = tuple[Description, tuple[tuple[str, str], ...]]
"""What is said of a thing, and the predicates that lead from it to IRIs, with these, in order."""

_PLACE = re.compile(r"(.+)#char=(\d+),(\d+)")


class Statement(NamedTuple):
    """A triple as it is stated, and the claim or the sentence that proves it."""

    subject: str
    relation: str
    object: str
    proof: str


class Proof(NamedTuple):
    """A claim, or a sentence without one, with the article that it stands in."""

    claim: str | None
    event_class: str | None
    status: str
    sentence: str
    document: str
    issued: str | None
    time: str | None
    begin: str | None
    end: str | None


class Facts:
    """Look-ups in one store. What was read is kept, so use one for one picture.

    Where the `whole` of a store is to be shown, its claims are read in one pass rather than one by one.
    """

    def __init__(self, store: pyoxigraph.Store, *, whole: bool = False) -> None:
        self.store, self.whole = store, whole
        self._known: dict[str, Told] = {}
        self._proofs: dict[str, tuple[Proof, ...]] = {}
        self._issued: dict[str, tuple[str, ...]] = {}
        self._about: dict[str, list[str]] = {}
        if whole:
            self._read_claims()

    def of(self, iri: str) -> Description:
        """All that is said of it, its class perhaps left out."""
        return self._read(iri)[0]

    def links(self, iri: str) -> tuple[tuple[str, str], ...]:
        """The predicates that lead from it to other IRIs, with these, in order. What is only text is not among them."""
        return self._read(iri)[1]

    def _read(self, iri: str) -> Told:
        if iri not in self._known:
            self._known[iri] = _told((quad.predicate.value, quad.object) for quad in self.store.quads_for_pattern(NamedNode(iri), None, None))
        return self._known[iri]

    def read(self, iris: Collection[str]) -> None:
        """Look several up at once."""
        wanted, found = sorted(set(iris).difference(self._known)), defaultdict[str, list[tuple[str, Any]]](list)
        for at in range(0, len(wanted), CHUNK):
            for it, name, value in terms(self.store, f"SELECT ?n ?name ?value {{ {numbered(wanted, at)} ?it ?name ?value {UNCLASSED} }}"):
                found[wanted[int(it.value)]].append((name.value, value))
        self._known.update((iri, _told(found[iri])) for iri in wanted)

    def read_proofs(self, iris: Collection[str]) -> None:
        """Look up claims, or sentences without one, with their articles and whoever else tells of their events."""
        self.read(iris)
        places = (place_of(sentence) for iri in iris for sentence in (iri, *self.of(iri).get(DERIVED, ())))
        self.read({place[0] for place in places if place})
        self.read_about({event for iri in iris for event in self.of(iri).get(ABOUT, ())})

    def read_about(self, events: Collection[str]) -> None:
        """Look up the claims about several things at once; none are about what is no event."""
        wanted, found = sorted(set(events).difference(self._about)), defaultdict[str, set[str]](set)
        for at in range(0, 0 if self.whole else len(wanted), CHUNK):
            for it, claim in terms(self.store, f"SELECT ?n ?claim {{ {numbered(wanted, at)} ?claim <{ABOUT}> ?it }}"):
                if isinstance(claim, NamedNode):
                    found[wanted[int(it.value)]].add(claim.value)
        self._about.update((event, sorted(found[event])) for event in wanted)
        self.read({claim for event in events for claim in self._about[event]})

    def _read_claims(self) -> None:
        found: defaultdict[str, list[tuple[str, Any]]] = defaultdict(list)
        for it, name, value in terms(self.store, f"SELECT ?it ?name ?value {{ {scan(f'?it <{STATUS}> ?status')} {scan(f'?it ?name ?value {UNCLASSED}')} }}"):
            if isinstance(it, NamedNode):
                found[it.value].append((name.value, value))
        self._known.update((claim, _told(told)) for claim, told in found.items())
        for claim in sorted(self._known):
            for event in self.of(claim).get(ABOUT, ()):
                self._about.setdefault(event, []).append(claim)

    def having(self, predicate: str, value: str) -> list[str]:
        """The IRIs of whose `predicate` this is a value, in order."""
        quads = self.store.quads_for_pattern(None, NamedNode(predicate), NamedNode(value))
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})

    # ------------------------------------------------------------ statements
    def statements(self) -> Iterator[Statement]:
        """All of them."""
        names = zip("srop", (RDF.subject, RDF.predicate, RDF.object, DERIVED), strict=True)
        for row in terms(self.store, f"SELECT ?s ?r ?o ?p {{ {' '.join(scan(f'?it <{name}> ?{part}') for part, name in names)} }}"):
            if all(isinstance(term, NamedNode) for term in row):
                yield Statement(*(term.value for term in row))

    def statements_of(self, ends: Collection[str]) -> Iterator[Statement]:
        """Those whose subject or object is one of the IRIs."""
        either = f"{{ ?it <{RDF.subject}> ?end }} UNION {{ ?it <{RDF.object}> ?end }}"
        queries = (f"SELECT DISTINCT ?it {{ VALUES ?end {{ {some} }} {either} }}" for some in blocks(ends))
        yield from self._told({str(it) for query in queries for (it,) in select(self.store, query)})

    def statements_between(self, pairs: Collection[tuple[str, str]]) -> Iterator[Statement]:
        """Those whose subject and object are one of the pairs."""
        ends = f"VALUES (?a ?b) {{ {' '.join(f'(<{a}> <{b}>)' for a, b in sorted(pairs))} }}"
        first = scan(f"VALUES ?a {{ {listed({a for a, _ in pairs})} }} ?it <{RDF.subject}> ?a")
        second = scan(f"VALUES ?b {{ {listed({b for _, b in pairs})} }} ?it <{RDF.object}> ?b")
        yield from self._told({str(it) for (it,) in select(self.store, f"SELECT DISTINCT ?it {{ {ends} {first} {second} }}")})

    def _told(self, iris: Collection[str]) -> Iterator[Statement]:
        self.read(iris)
        for iri in sorted(iris):
            values: defaultdict[str, list[str]] = defaultdict(list)
            for name, value in self.links(iri):
                values[name].append(value)
            yield from _stated(values[RDF.subject], values[RDF.predicate], values[RDF.object], values[DERIVED])

    # ------------------------------------------------------------ claims
    def about(self, event: str) -> list[str]:
        """The claims about an event; empty for what is none."""
        if event not in self._about:
            self.read_about((event,))
        return self._about[event]

    def events(self, iris: Collection[str]) -> list[str]:
        """Those that claims are about, in order."""
        query = f"SELECT DISTINCT ?it {{ VALUES ?it {{ {listed(iris)} }} {scan(f'?claim <{ABOUT}> ?it')} }}"
        return sorted(str(it) for (it,) in select(self.store, query)) if iris else []

    def is_claim(self, iri: str) -> bool:
        return STATUS in self.of(iri)

    def proofs(self, iri: str) -> tuple[Proof, ...]:
        """The claim or the sentence with this IRI as a proof; one for each value, should it have several of what it may have once."""
        if iri not in self._proofs:
            self._proofs[iri] = tuple(self._claimed(iri) if self.is_claim(iri) else self._written(iri))
        return self._proofs[iri]

    def _claimed(self, iri: str) -> Iterator[Proof]:
        told = self.of(iri)
        times = [told.get(name) or (None,) for name in (TIME, BEGIN, END)]
        for event_class, status, sentence in product(told.get(EVOKES, ()), told[STATUS], told.get(DERIVED, ())):
            for document in self._documents(sentence):
                for issued, time, begin, end in product(self._days(document), *times):
                    yield Proof(iri, event_class, local_name(status), sentence, document, issued, time, begin, end)

    def _written(self, iri: str) -> Iterator[Proof]:
        for document in self._documents(iri):
            for issued in self._days(document):
                yield Proof(None, None, "asserted", iri, document, issued, None, None, None)

    def _documents(self, sentence: str) -> tuple[str, ...]:
        place = place_of(sentence)
        return (place[0],) if place else tuple(self.of(sentence).get(NIF.referenceContext, ()))

    def span(self, iri: str) -> tuple[int, int]:
        """Begin and end (exclusive) of a stretch of text in its document."""
        if place := place_of(iri):
            return place[1:]
        begin, end = (int(next(iter(self.of(iri).get(name, ())), 0)) for name in (NIF.beginIndex, NIF.endIndex))
        return begin, end

    def _days(self, document: str) -> tuple[str | None, ...]:
        if document not in self._issued:
            self._issued[document] = tuple(self.of(document).get(DCTERMS.issued, ()))
        return self._issued[document] or (None,)


def place_of(iri: str) -> tuple[str, int, int] | None:
    """The document, begin and end (exclusive) of a stretch of text, as its IRI says it (RFC 5147); None if it is none."""
    found = _PLACE.fullmatch(iri)
    return (found[1], int(found[2]), int(found[3])) if found else None


def _told(pairs: Iterable[tuple[str, Any]]) -> Told:
    values: defaultdict[str, set[str]] = defaultdict(set)
    links = set()
    for name, value in pairs:
        values[name].add(value.value)
        if isinstance(value, NamedNode):
            links.add((name, value.value))
    return {name: tuple(sorted(values[name])) for name in sorted(values)}, tuple(sorted(links))


def _stated(*columns: Collection[str]) -> Iterator[Statement]:
    for values in product(*columns):
        yield Statement(*values)


@lru_cache(maxsize=10_000)
def local_name(iri: str) -> str:
    """The last part of an IRI, "north-korea" of ".../state/north-korea"."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
