"""What does not hold in a graph: spans that differ from the text, claims and triples without proof, terms that stores refuse."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat, Store, serialize

from kg.literal import portable
from kg.lookup import KNOWLEDGE, STATUSES, Document, Stored, Term, documents, graphs_of, records_of
from kg.ontology import directory
from kg.portable import reasons
from kg.vocab import KG, NIF, PROV, RDF, RDFS

if TYPE_CHECKING:
    import rdflib

TOGETHER = 4  # documents that one run of SHACL takes, with the ontology; more take longer each
_SH = "http://www.w3.org/ns/shacl#"

_Record = Mapping[str, Mapping[str, frozenset[Term]]]  # subject → predicate → objects


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What does not hold, and where; `document` is an id, "" where the fault lies in no single document."""

    document: str
    node: str
    what: str

    def __str__(self) -> str:
        return f"{self.document or 'graph'}: {self.node}: {self.what}"


def check(graph: Stored, *, texts: Mapping[str, str] | None = None, shapes: bool = True) -> list[Problem]:
    """Everything that does not hold, in order; an empty list is a sound graph.

    Spans are compared with their sentences, and with `texts` (by document id) where they are given. `shapes` also runs the
    ontology's SHACL, a few documents at a time, which takes much longer than all the rest.
    """
    store, known = graph.store, documents(graph.store)
    found = {Problem(*problem) for problem in _places(store, known)}
    for document in known:
        text = None if texts is None else texts.get(document.id)
        if texts is not None and text is None:
            found.add(Problem(document.id, document.iri, "its text was not given; give the source that it was built from"))
        found.update(Problem(document.id, node, what) for node, what in _document(store, document.iri, text))
    if shapes:
        found.update(_shapes(store, known))
    return sorted(found)


def _places(store: Store, known: tuple[Document, ...]) -> Iterator[tuple[str, str, str]]:
    """Terms that are not portable, and quads in graphs that belong to no document."""
    owners = {KG: ""} | {name: d.id for d in known for name in graphs_of(store, d.iri)}
    outside: dict[str, int] = defaultdict(int)
    for quad in store:
        name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        if name not in owners:
            outside[name] += 1
        for reason in reasons(quad):
            yield owners.get(name, ""), str(quad.subject), f"{quad.predicate}: {reason}"
    for name, number in outside.items():
        remedy = "name it after one" if name else "load a graph that was written as N-Quads or TriG"
        yield "", name or "default graph", f"holds quads ({number}), and belongs to no document; {remedy}"


# ---------------------------------------------------------------- one document
def _document(store: Store, iri: str, text: str | None) -> Iterator[tuple[str, str]]:
    """Faults of the records of a document, those of other readers too, each with its own knowledge."""
    for graph in records_of(store, iri):
        yield from _read(store, iri, graph, text)


def _read(store: Store, iri: str, graph: str, text: str | None) -> Iterator[tuple[str, str]]:
    record = _record(store, graph)
    knowledge = {status: _record(store, f"{graph}/{status}") for status in KNOWLEDGE}
    claims = _of_class(record, KG + "Claim")
    yield from _spans(iri, record, text)
    for node in claims:
        yield from _claim(record, node)
    for node in _of_class(record, RDF.Statement):
        yield from _statement(record, knowledge, node)
    told = {(status, event): node for node in claims for status in _locals(record[node], "status") for event in _values(record[node], KG + "about")}
    for status, triples in knowledge.items():
        yield from _knowledge(record, status, triples, {event for told_as, event in told if told_as == status}, claims)


def _record(store: Store, graph: str) -> _Record:
    found: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for quad in store.quads_for_pattern(None, None, None, NamedNode(graph)):
        if isinstance(quad.subject, NamedNode):
            found[quad.subject.value][quad.predicate.value].add(quad.object)
    return {subject: {p: frozenset(objects) for p, objects in properties.items()} for subject, properties in found.items()}


def _of_class(record: _Record, cls: str) -> list[str]:
    return sorted(node for node, about in record.items() if NamedNode(cls) in about.get(RDF.type, ()))


def _values(about: Mapping[str, frozenset[Term]], predicate: str) -> list[str]:
    return sorted(getattr(term, "value", str(term)) for term in about.get(predicate, ()))


def _locals(about: Mapping[str, frozenset[Term]], name: str) -> list[str]:
    return [value.removeprefix(KG) for value in _values(about, KG + name)]


def _one(about: Mapping[str, frozenset[Term]], predicate: str) -> str | None:
    values = _values(about, predicate)
    return values[0] if len(values) == 1 else None


# ---------------------------------------------------------------- spans
def _spans(iri: str, record: _Record, text: str | None) -> Iterator[tuple[str, str]]:
    """Faults of sentences and phrases: their IRIs, offsets and words."""
    sentences = sorted((*span, words) for node in _of_class(record, NIF.Sentence) if (span := _offsets(node)) and (words := _one(record[node], NIF.anchorOf)))
    for node in sorted({*_of_class(record, NIF.Sentence), *_of_class(record, NIF.Phrase)}):
        about, span = record[node], _offsets(node)
        begin, end, words = (_one(about, name) for name in (NIF.beginIndex, NIF.endIndex, NIF.anchorOf))
        if begin is None or end is None or words is None or _values(about, NIF.referenceContext) != [iri]:
            yield node, "a span has one nif:beginIndex, one nif:endIndex, one nif:anchorOf, and its document as nif:referenceContext"
        elif span is None or (str(span[0]), str(span[1])) != (begin, end) or not node.startswith(f"{iri}#"):
            yield node, f"its IRI and its offsets {begin},{end} differ"
        elif (there := _there(span, text, sentences)) is not None and there != words:
            yield node, f"nif:anchorOf is {words!r}, and the text there is {there!r}"


def _there(span: tuple[int, int], text: str | None, sentences: list[tuple[int, int, str]]) -> str | None:
    """The words at the offsets, of the text or else of the sentence around them; None where neither is at hand."""
    begin, end = span
    if text is not None:
        return portable(text[begin:end])
    around = next((s for s in sentences if s[0] <= begin and end <= s[1] and len(s[2]) == s[1] - s[0]), None)
    return around[2][begin - around[0] : end - around[0]] if around else None


def _offsets(node: str) -> tuple[int, int] | None:
    found = re.search(r"#char=(\d+),(\d+)$", node)
    return (int(found[1]), int(found[2])) if found else None


# ---------------------------------------------------------------- claims, statements, knowledge
def _claim(record: _Record, node: str) -> Iterator[tuple[str, str]]:
    about = record[node]
    if len(_locals(about, "status")) != 1 or _locals(about, "status")[0] not in STATUSES:
        yield node, f"a claim has one kg:status of {', '.join(STATUSES)}; it has {', '.join(_locals(about, 'status')) or 'none'}"
    for name, noun in (("about", "event"), ("evokes", "class")):
        if _one(about, KG + name) is None:
            yield node, f"a claim has one {noun} (kg:{name}); it has {len(_values(about, KG + name))}"
    trigger, sentence = _one(about, KG + "trigger"), _one(about, PROV.wasDerivedFrom)
    if trigger is None or sentence is None or trigger not in record or sentence not in record:
        yield node, "a claim has one trigger and one sentence, both described in its document"
    elif (inner := _offsets(trigger)) and (outer := _offsets(sentence)) and not outer[0] <= inner[0] <= inner[1] <= outer[1]:
        yield node, "its trigger stands outside its sentence"


def _statement(record: _Record, knowledge: Mapping[str, _Record], node: str) -> Iterator[tuple[str, str]]:
    about = record[node]
    subject, predicate = _one(about, RDF.subject), _one(about, RDF.predicate)
    objects, proofs = about.get(RDF.object, frozenset()), _values(about, PROV.wasDerivedFrom)
    if subject is None or predicate is None or len(objects) != 1 or not proofs:
        yield node, "a statement has one subject, one predicate, one object, and at least one proof"
        return
    for proof in proofs:
        if proof not in record:
            yield node, f"its proof <{proof}> is not described in its document"
        elif not any(objects & knowledge[status].get(subject, {}).get(predicate, frozenset()) for status in _statuses(record[proof])):
            yield node, f"its triple does not stand in the graph of its proof's status ({', '.join(_statuses(record[proof])) or 'denied'})"


def _statuses(proof: Mapping[str, frozenset[Term]]) -> list[str]:
    """The knowledge graphs that a proof may put a triple into: a claim its own, a sentence any."""
    own = _locals(proof, "status")
    return [status for status in KNOWLEDGE if not own or status in own]


def _knowledge(record: _Record, status: str, triples: _Record, events: set[str], claims: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Triples of one status that nothing of that status in the record proves."""
    statements = [record[node] for node in _of_class(record, RDF.Statement)]
    relations = {value for about in statements for value in _values(about, RDF.predicate)}
    stated = {
        (s, p, o)
        for about in statements
        if any(status in _statuses(record.get(proof, {})) for proof in _values(about, PROV.wasDerivedFrom))
        for s in _values(about, RDF.subject)
        for p in _values(about, RDF.predicate)
        for o in about.get(RDF.object, ())
    }
    told = {
        (event, p, o)
        for node in claims
        if status in _locals(record[node], "status")
        for event in _values(record[node], KG + "about")
        for p, objects in record[node].items()
        for o in objects
    }
    for subject, about in triples.items():
        for predicate, objects in about.items():
            for value in sorted(objects, key=str):
                if predicate in relations and (subject, predicate, value) in stated:
                    continue
                known = (subject, predicate, value) in told or (subject in events and predicate in (RDF.type, RDFS.label))
                if not known:
                    yield subject, f"<{predicate}> {value} is {status}, and no {status} claim or sentence proves it"


# ---------------------------------------------------------------- SHACL
def _shapes(store: Store, known: tuple[Document, ...]) -> Iterator[Problem]:
    """What the shipped shapes find, over a few documents with the ontology at a time."""
    import pyshacl
    import rdflib

    path = directory() / "shapes.ttl"
    if not path.is_file():
        return
    shapes = rdflib.Graph().parse(path)
    ontology = _ontology(store)
    for first in range(0, len(known), TOGETHER):
        some = known[first : first + TOGETHER]
        data = _rdflib(store, [name for document in some for name in graphs_of(store, document.iri)])
        data += ontology
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
        yield from _results(report, some)


def _ontology(store: Store) -> rdflib.Graph:
    """The vocabulary that the graph carries, else the shipped one."""
    import rdflib

    carried = _rdflib(store, [KG])
    return carried if len(carried) else rdflib.Graph().parse(directory() / "claimgraph.ttl")


def _rdflib(store: Store, names: Iterable[str]) -> rdflib.Graph:
    import rdflib

    found = rdflib.Graph()
    for name in names:
        triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, NamedNode(name)))
        found.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    return found


def _results(report: rdflib.Graph, some: tuple[Document, ...]) -> Iterator[Problem]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        focus, value = report.value(result, sh.focusNode), report.value(result, sh.value)
        node = str(value if str(focus) == KG and value is not None else focus)
        messages = sorted(str(message) for message in report.objects(result, sh.resultMessage))
        owner = next((d.id for d in some if node == d.iri or node.startswith((d.iri + "#", d.iri + "/"))), "")
        yield Problem(owner, node, " ".join(messages))
