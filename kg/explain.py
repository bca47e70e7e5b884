"""Why a triple stands in the graph: the claims behind it, and the sentences behind the claims, with the words that count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import NamedNode, Store

from kg.lookup import Document, Stored, Term, clean, document, find, label, local, status_of, term
from kg.vocab import ITSRDF, KG, NIF, PREFIXES, PROV

if TYPE_CHECKING:
    from rich.text import Text

_STATEMENTS = Template("""SELECT DISTINCT ?statement ?proof ?s ?p ?o {
  VALUES ?s { $subject } VALUES ?p { $relation } VALUES ?o { $object }
  ?statement rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasDerivedFrom ?proof }""")
_CLAIMS = Template("""SELECT DISTINCT ?claim {
  VALUES ?who { $subject } ?claim a kg:Claim .
  { ?claim kg:about ?who } UNION { ?claim ?role ?who . ?role rdfs:subPropertyOf kg:participant } }""")
_OF_RELATION = Template("""SELECT DISTINCT ?claim {
  VALUES ?who { $subject } VALUES ?p { $relation } VALUES ?other { $object }
  ?claim a kg:Claim ; ?role ?who ; ?also ?other . ?role rdfs:subPropertyOf kg:participant . ?also rdfs:subPropertyOf kg:participant .
  { ?claim kg:status kg:denied ; kg:evokes/rdfs:subClassOf*/kg:gives ?p } UNION { ?claim kg:evokes/rdfs:subClassOf* ?p } }""")

_NO_ROLES = {KG + name for name in ("about", "attributedTo", "time", "beginTime", "endTime")}


class Mark(NamedTuple):
    """Characters of a sentence that count, from its beginning: `part` is "trigger", a role, "source", "time", "subject" or "object"."""

    begin: int
    end: int
    part: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves one triple, or one claim that gave none: a claim with its sentence, or a sentence alone.

    `subject`, `relation`, `object` and `sources` are names; where there are no sources, the document itself says so.
    """

    subject: str
    relation: str
    object: str | None
    status: str
    sources: tuple[str, ...]
    time: str | None  # "2024-03-14", "2024-05", "2024-03-14/2024-03-16"; ".." is an open end
    document: Document
    sentence: str
    marks: tuple[Mark, ...]
    rule: str | None
    claim: str | None


class _Phrase(NamedTuple):
    begin: int
    end: int
    values: frozenset[Term]  # what it stands for


def explain(graph: Stored, subject: str | None = None, relation: str | None = None, object: str | None = None) -> list[Evidence]:
    """The evidence for a triple, for all that the graph says of a subject, or for all of the graph: by triple, then by date and place in the text.

    Names are labels, prefixed names or IRIs; a class may stand in the place of the relation. Denials of the triple are
    evidence too. Raises QueryError for an unknown name.
    """
    store = graph.store
    subjects = find(store, subject) if subject else ()
    predicate = term(store, relation) if relation else None
    objects = find(store, object) if object else ()
    rows = list(_statements(store, subjects, predicate, objects))
    proved = {proof for _, proof, _ in rows}
    bare = [claim for claim in _claims(store, subjects, predicate, objects) if claim not in proved]
    reader = _Reader(store)
    found = [reader.statement(*row) for row in rows] + [reader.claim(claim) for claim in bare]
    return sorted(found, key=_order)


def render(evidence: Sequence[Evidence], *, brackets: bool = False) -> Text:
    """The evidence for the terminal; marked words are styled, and bracketed too where styles will not be seen.

    Nothing in it is read as markup, and what would steer a terminal is replaced.
    """
    from rich.text import Text

    text = Text()
    shown = None
    for item in evidence:
        head = " ".join(filter(None, (item.subject, item.relation, item.object)))
        if head != shown:
            text.append("\n" if shown is not None else "").append(clean(head) + "\n", style="bold")
            shown = head
        word = f"{item.status}, on the word of {', '.join(item.sources)}" if item.sources else item.status
        text.append("  " + clean(" · ".join(filter(None, (word, item.time)))) + "\n")
        source = (item.document.title or item.document.id, item.document.publisher, item.document.issued, item.document.url)
        text.append("  " + clean(", ".join(filter(None, source))) + "\n", style="dim")
        text.append("    ").append_text(_marked(item, brackets=brackets)).append("\n")
        text.append(f"    rule {clean(item.rule)}\n" if item.rule else "", style="dim")
    return text


# ---------------------------------------------------------------- what is asked for
def _query(store: Store, text: str) -> Iterator[dict[str, Any]]:
    answer: Any = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    names = [variable.value for variable in answer.variables]
    for row in answer:
        yield {name: row[name] for name in names if row[name] is not None}


def _iris(iris: Iterable[str]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in iris) or "UNDEF"


def _statements(store: Store, subjects: Sequence[str], predicate: str | None, objects: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, str, Term]]]:
    """Statement, proof and triple of every statement that fits; of one name alone, also those that it is the object of."""
    relation, subject = _iris([predicate] if predicate else []), _iris(subjects)
    texts = [_STATEMENTS.substitute(subject=subject, relation=relation, object=_iris(objects))]
    if subjects and not objects and not predicate:
        texts.append(_STATEMENTS.substitute(subject="UNDEF", relation="UNDEF", object=subject))
    found = {(row["statement"].value, row["proof"].value, row["s"].value, row["p"].value, row["o"]) for text in texts for row in _query(store, text)}
    for statement, proof, s, p, o in sorted(found, key=str):
        yield statement, proof, (s, p, o)


def _claims(store: Store, subjects: Sequence[str], predicate: str | None, objects: Sequence[str]) -> list[str]:
    """The claims about or with the subject; with a relation, those that deny it; with a class, those that evoke it."""
    if predicate:
        text = _OF_RELATION.substitute(subject=_iris(subjects), relation=_iris([predicate]), object=_iris(objects))
    elif objects:
        return []
    elif not subjects:
        text = "SELECT ?claim { ?claim a kg:Claim }"
    else:
        text = _CLAIMS.substitute(subject=_iris(subjects))
    return sorted({row["claim"].value for row in _query(store, text)})


def _order(item: Evidence) -> tuple[str | int, ...]:
    begin = min((mark.begin for mark in item.marks), default=0)
    head = (item.subject, item.relation, item.object or "")
    return (*head, item.document.issued or "", item.document.iri, item.sentence, begin, item.claim or "")


# ---------------------------------------------------------------- what is found
class _Reader:
    """Reads evidence from a store; keeps each document's description and phrases, which many claims share."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.documents: dict[str, Document] = {}
        self.phrases: dict[str, list[_Phrase]] = {}

    def statement(self, statement: str, proof: str, triple: tuple[str, str, Term]) -> Evidence:
        subject, relation, other = triple
        names = (label(self.store, subject), _relation(self.store, relation), self._name(other))
        about = self._properties(proof)
        if KG + "status" in about:
            return self._evidence(names, proof, about)
        ends: dict[str, list[Term]] = {"subject": [NamedNode(subject)], "object": [other]}
        origin = self._document(about)
        return Evidence(
            *names,
            status=self._status(triple, origin.iri),
            sources=(),
            time=None,
            document=origin,
            sentence=_first(about, NIF.anchorOf) or "",
            marks=self._marks(about, origin, [], ends),
            rule=_first(self._properties(statement), KG + "rule"),
            claim=None,
        )

    def claim(self, claim: str) -> Evidence:
        about = self._properties(claim)
        agents, event = about.get(KG + "agent", []), about.get(KG + "about", [])
        others = next((about[KG + role] for role in ("theme", "addressee", "topic") if KG + role in about), [])
        cls = _first(about, KG + "evokes") or KG + "Event"
        names = (", ".join(map(self._name, agents or event)), _relation(self.store, cls), ", ".join(map(self._name, others)) or None)
        return self._evidence(names, claim, about)

    def _evidence(self, names: tuple[str, str, str | None], claim: str, about: dict[str, list[Term]]) -> Evidence:
        sentence = self._properties(_first(about, PROV.wasDerivedFrom) or "")
        origin = self._document(sentence)
        sources = about.get(KG + "attributedTo", [])
        times = [value for name in ("time", "beginTime", "endTime") for value in about.get(KG + name, [])]
        parts = {local(name): values for name, values in about.items() if name.startswith(KG) and name not in _NO_ROLES}
        parts |= {"time": times, "source": sources}
        return Evidence(
            *names,
            status=local(_first(about, KG + "status") or ""),
            sources=tuple(map(self._name, sources)),
            time=_time(about),
            document=origin,
            sentence=_first(sentence, NIF.anchorOf) or "",
            marks=self._marks(sentence, origin, about.get(KG + "trigger", []), parts),
            rule=_first(about, KG + "rule"),
            claim=claim,
        )

    def _properties(self, iri: str) -> dict[str, list[Term]]:
        found: dict[str, set[Term]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(NamedNode(iri), None, None) if iri else ():
            found[quad.predicate.value].add(quad.object)
        return {name: sorted(values, key=str) for name, values in found.items()}

    def _document(self, sentence: dict[str, list[Term]]) -> Document:
        iri = _first(sentence, NIF.referenceContext) or ""
        if iri not in self.documents:
            self.documents[iri] = document(self.store, iri) if iri else Document("", "")
        return self.documents[iri]

    def _status(self, triple: tuple[str, str, Term], origin: str) -> str:
        quads = self.store.quads_for_pattern(NamedNode(triple[0]), NamedNode(triple[1]), triple[2])
        graphs = sorted((quad.graph_name for quad in quads), key=str)
        return next((status for graph in graphs if str(graph).startswith(f"<{origin}/") and (status := status_of(graph))), "asserted")

    def _name(self, value: Term) -> str:
        return label(self.store, value.value) if isinstance(value, NamedNode) else getattr(value, "value", str(value))

    def _marks(self, sentence: dict[str, list[Term]], origin: Document, triggers: list[Term], parts: dict[str, list[Term]]) -> tuple[Mark, ...]:
        """The trigger, and the mentions of fillers in the sentence; the longer one where two overlap."""
        begin, end = (int(_first(sentence, index) or 0) for index in (NIF.beginIndex, NIF.endIndex))
        found = [Mark(*span, "trigger") for trigger in triggers if (span := _span(trigger))]
        inside = [p for p in self._phrases_of(origin.iri) if begin <= p.begin and p.end <= end]
        for phrase in sorted(inside, key=lambda p: (p.begin - p.end, p.begin)):
            part = next((name for name, values in parts.items() if phrase.values.intersection(values)), None)
            if part and not any(mark.begin < phrase.end and phrase.begin < mark.end for mark in found):
                found.append(Mark(phrase.begin, phrase.end, part))
        return tuple(sorted(Mark(b - begin, e - begin, part) for b, e, part in found if begin <= b and e <= end))

    def _phrases_of(self, iri: str) -> list[_Phrase]:
        if iri not in self.phrases:
            found: dict[tuple[int, int], set[Term]] = defaultdict(set)
            for quad in self.store.quads_for_pattern(None, NamedNode(NIF.referenceContext), NamedNode(iri)) if iri else ():
                if (span := _span(quad.subject)) is not None:
                    for name in (ITSRDF.taIdentRef, KG + "value", KG + "beginTime", KG + "endTime"):
                        found[span].update(q.object for q in self.store.quads_for_pattern(quad.subject, NamedNode(name), None))
            self.phrases[iri] = [_Phrase(*span, frozenset(values)) for span, values in sorted(found.items())]
        return self.phrases[iri]


def _relation(store: Store, iri: str) -> str:
    return label(store, iri).removeprefix("kg:")


def _first(about: dict[str, list[Term]], predicate: str) -> str | None:
    values = about.get(predicate)
    return getattr(values[0], "value", None) if values else None


def _span(place: Term) -> tuple[int, int] | None:
    found = re.search(r"#char=(\d+),(\d+)$", place.value) if isinstance(place, NamedNode) else None
    return (int(found[1]), int(found[2])) if found else None


def _time(about: dict[str, list[Term]]) -> str | None:
    if (point := _first(about, KG + "time")) is not None:
        return point
    begin, end = _first(about, KG + "beginTime"), _first(about, KG + "endTime")
    return f"{begin or '..'}/{end or '..'}" if begin or end else None


def _marked(item: Evidence, *, brackets: bool) -> Text:
    from rich.text import Text

    text, at = Text(), 0
    for begin, end, part in item.marks:
        text.append(clean(item.sentence[at:begin]))
        style = "bold reverse" if part == "trigger" else "underline"
        word = clean(item.sentence[begin:end])
        text.append(f"[{word}]" if brackets else word, style=style)
        at = end
    return text.append(clean(item.sentence[at:]))
