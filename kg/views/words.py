"""How nodes and edges are called, and the sentences behind them with their words marked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from pyoxigraph import NamedNode

from kg.views.facts import EVOKES, Facts, local_name, place_of
from kg.views.findings import Finding, Group, Key
from kg.views.records import Document, Edge, Evidence, Node, Segment
from kg.views.rows import CHUNK, Description, describe, listed, scan, select, values
from kg.vocab import DCTERMS, ITSRDF, KG, NIF, OWL, RDF, RDFS, SKOS

if TYPE_CHECKING:
    import pyoxigraph

Mentions = dict[str, list[tuple[int, int, str]]]
"""Document → begin, end and IRI of what is mentioned."""

SAID = KG + "said"
NAMING = (RDF.type, SKOS.prefLabel, SKOS.altLabel, RDFS.label, OWL.sameAs)  # what is told of a node


def recorded(claim: Description) -> list[str]:
    """The predicates of a claim that its record shows; where its words stand is shown by their marks."""
    return sorted(name for name in claim if name.startswith(KG) and name != KG + "trigger")


class Words:
    """Look-ups of all that a view shows, read from the store once."""

    def __init__(self, facts: Facts, findings: Sequence[Finding], ends: Collection[str]) -> None:
        store, documents = facts.store, sorted({f.document for f in findings})
        self.claims = {claim: facts.of(claim) for claim in {f.claim for f in findings if f.claim}}
        self.sentences = values(store, {f.sentence for f in findings}, NIF.anchorOf, most=facts.whole)
        self.span = facts.span
        self.documents = _documents(facts, documents)
        self.mentions = _mentions(facts, documents, ends)
        self.counts = Counter(node for found in self.mentions.values() for _, _, node in found)
        sources = {iri for claim in self.claims.values() for iri in claim.get(KG + "attributedTo", ())}
        told = {value for claim in self.claims for name, value in facts.links(claim) if name.startswith(KG) and not value.startswith(KG)}
        self.iris = sources.union(told, ends)
        self.things = _named(facts, sources.union(told).difference(ends), (SKOS.prefLabel, RDFS.label)) | _named(facts, set(ends), NAMING)
        self.lineages = lineages(store)
        self.evoked = _evoked(facts, [iri for iri in ends if RDF.type not in self.things.get(iri, {})])
        kinds = {kind for thing in self.things.values() for kind in thing.get(RDF.type, ())}.union(*self.evoked.values())
        self._names: dict[str, str] = {}
        self._terms: dict[str, str] = {}
        self.terms = describe(store, kinds | {f.relation for f in findings} | {f.event_class for f in findings if f.event_class})

    def node(self, iri: str, statements: int) -> Node:
        thing = self.things.get(iri, {})
        kinds = [kind for kind in (*thing.get(RDF.type, ()), *self.evoked.get(iri, ())) if kind.startswith(KG)]
        lineage = max((self.lineages.get(kind, (kind,)) for kind in kinds), key=len, default=(KG + "Entity",))
        return Node(
            id=iri,
            label=self.name(iri),
            kind=local_name(lineage[0]),
            lineage=tuple(local_name(kind) for kind in lineage),
            kind_label=self.term(lineage[0]),
            aliases=tuple(thing.get(SKOS.altLabel, ())),
            links=tuple(thing.get(OWL.sameAs, ())),
            mentions=self.counts[iri],
            statements=statements,
        )

    def edge(self, id: str, key: Key, group: Group) -> Edge:
        evidence = tuple(dict.fromkeys(self.evidence(f) for f in group.findings))
        classes = sorted({f.event_class for f in group.findings if f.event_class})
        return Edge(
            id=id,
            subject=key.subject,
            relation=local_name(key.relation),
            object=key.object,
            label=self.term(key.relation),
            status=key.status,
            event_class=self.term(classes[0]) if classes else None,
            role=key.role,
            mutual=group.mutual,
            sources=tuple(sorted({name for e in evidence for name in e.sources if e.status == key.status})),
            times=tuple(sorted({e.time for e in evidence if e.time})),
            evidence=evidence,
            iri=key.relation,
            speech=SAID in (key.relation, *self.terms.get(key.relation, {}).get(RDFS.subPropertyOf, ())),
        )

    def evidence(self, finding: Finding) -> Evidence:
        claim = self.claims.get(finding.claim or "", {})
        outcomes = claim.get(KG + "outcome", ())
        voices = sorted((self.name(iri), iri) for iri in claim.get(KG + "attributedTo", ()))
        return Evidence(
            document=self.documents.get(finding.document, Document(finding.document)),
            words=self.words(finding, claim),
            status=finding.status,
            sources=tuple(name for name, _ in voices),
            time=finding.when,
            outcome=local_name(outcomes[0]) if outcomes else None,
            claim=finding.claim,
            voices=tuple(iri for _, iri in voices),
            place=finding.sentence,
            record=tuple((self.term(name), self.value(value)) for name in recorded(claim) for value in claim[name]),
        )

    def value(self, text: str) -> str:
        """What stands in a claim, as words: names for IRIs, texts and dates as they are."""
        return self.term(text) if text.startswith(KG) else self.name(text) if text in self.iris else text

    def words(self, finding: Finding, claim: Description) -> tuple[Segment, ...]:
        """The sentence, cut where the trigger and the mentions of subject and object begin and end."""
        text, (start, _) = "".join(self.sentences.get(finding.sentence, ())[:1]), self.span(finding.sentence)
        marks = [(*self.span(iri), "trigger") for iri in claim.get(KG + "trigger", ())]
        parts = {finding.object: "object", finding.subject: "subject"}
        marks += [(begin, end, parts[node]) for begin, end, node in self.mentions.get(finding.document, ()) if node in parts]
        return tuple(cut(text, [(begin - start, end - start, part) for begin, end, part in marks]))

    def name(self, iri: str) -> str:
        if iri not in self._names:
            thing = self.things.get(iri, {})
            self._names[iri] = next((min(thing[label]) for label in (SKOS.prefLabel, RDFS.label) if label in thing), local_name(iri))
        return self._names[iri]

    def term(self, iri: str) -> str:
        if iri not in self._terms:
            labels = self.terms.get(iri, {}).get(RDFS.label, ())
            self._terms[iri] = min(labels) if labels else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local_name(iri)).lower()
        return self._terms[iri]


def cut(text: str, marks: Iterable[tuple[int, int, str]]) -> Iterator[Segment]:
    """`text` in stretches; where marks overlap, the trigger and then the longest wins. Marks outside the text are left out."""
    kept: list[tuple[int, int, str]] = []
    for begin, end, part in sorted(marks, key=lambda mark: (mark[2] != "trigger", mark[0] - mark[1], mark)):
        if 0 <= begin < end <= len(text) and all(end <= first or last <= begin for first, last, _ in kept):
            kept.append((begin, end, part))
    at = 0
    for begin, end, part in sorted(kept):
        if at < begin:
            yield Segment(text[at:begin])
        yield Segment(text[begin:end], part)
        at = end
    if at < len(text):
        yield Segment(text[at:])


def _documents(facts: Facts, iris: Collection[str]) -> dict[str, Document]:
    """The articles; a publisher that is an IRI is called by its name."""
    houses = {value for iri in iris for name, value in facts.links(iri) if name == DCTERMS.publisher}
    called = describe(facts.store, houses, (SKOS.prefLabel, RDFS.label))
    publishers = {iri: min(names[0] for names in house.values()) for iri, house in called.items()}

    def document(iri: str) -> Document:
        told = facts.of(iri)
        title, publisher, issued, url = (next(iter(told.get(name, ())), None) for name in (DCTERMS.title, DCTERMS.publisher, DCTERMS.issued, DCTERMS.source))
        return Document(iri, title, publishers.get(publisher or "", publisher), issued, url)

    return {iri: document(iri) for iri in iris}


def _named(facts: Facts, iris: Collection[str], predicates: Sequence[str]) -> dict[str, Description]:
    """What is told of each IRI by these predicates. The engine makes one of what thousands of articles say alike."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for name in predicates:
        for iri, told in values(facts.store, iris, name, most=facts.whole or (name != RDF.type and len(iris) > CHUNK // 2)).items():
            found.setdefault(iri, {})[name] = told
    return {**found}


def _mentions(facts: Facts, documents: Collection[str], things: Collection[str]) -> Mentions:
    """Where the documents name the things; a phrase's IRI says where it stands."""
    wanted, found = set(documents), defaultdict[str, set[tuple[int, int, str]]](set)
    named = f"?place <{ITSRDF.taIdentRef}> ?thing"
    own = not facts.whole and all(facts.store.contains_named_graph(NamedNode(document)) for document in documents)
    told = f"{{ SELECT ?place ?thing {{ VALUES ?document {{ {listed(documents)} }} GRAPH ?document {{ {named} }} }} }}" if own else scan(named)
    for place, thing in select(facts.store, f"SELECT ?place ?thing {{ VALUES ?thing {{ {listed(things)} }} {told} }}"):
        at = place_of(place or "")
        if at and at[0] in wanted:
            found[at[0]].add((*at[1:], thing or ""))
    return {document: sorted(places) for document, places in found.items()}


def _evoked(facts: Facts, events: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The classes of events that are in no layer of knowledge, as those that are only denied; their claims tell."""
    return {event: tuple(sorted({name for claim in facts.about(event) for name in facts.of(claim).get(EVOKES, ())})) for event in events}


def lineages(store: pyoxigraph.Store) -> dict[str, tuple[str, ...]]:
    """Each class with its superclasses, nearest first."""
    parents: defaultdict[str, list[str]] = defaultdict(list)
    rows = cast("Iterator[tuple[str, str]]", select(store, "SELECT DISTINCT ?class ?parent { ?class rdfs:subClassOf ?parent }"))
    for name, parent in sorted(rows):
        if parent.startswith(KG):
            parents[name].append(parent)
    lines = {}
    for name in list(parents):
        found = [name]
        for ancestor in found:
            found += [parent for parent in parents.get(ancestor, ()) if parent not in found]
        lines[name] = tuple(found)
    return lines
