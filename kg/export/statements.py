"""What stays with each statement where named graphs are lost, and statements as triple terms."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pyoxigraph import NamedNode, Quad, Store, Triple

from kg.lookup import GraphName, Term, statuses
from kg.vocab import DCTERMS, KG, PROV, RDF

_TYPE, _STATEMENT, _REIFIES = NamedNode(RDF.type), NamedNode(RDF.Statement), NamedNode(RDF.reifies)
_SUBJECT, _PREDICATE, _OBJECT = NamedNode(RDF.subject), NamedNode(RDF.predicate), NamedNode(RDF.object)
_DERIVED, _PART = NamedNode(PROV.wasDerivedFrom), NamedNode(DCTERMS.isPartOf)
_STATUS, _SOURCE = NamedNode(KG + "status"), NamedNode(KG + "attributedTo")
_STATED_AS, _STATED_BY, _ASSERTED = NamedNode(KG + "statedAs"), NamedNode(KG + "statedBy"), NamedNode(KG + "asserted")
_TOLD = (_TYPE, NamedNode(KG + "about"), _STATUS, _SOURCE)  # what is left of a claim beside its event


def beside(store: Store, *, layer: str, only: Collection[str] | None, triple_terms: bool) -> Iterator[Triple]:
    """Status, source and document of each statement, for a graph that is written without its named graphs.

    With the layer "relations" also the statements themselves; with "events" instead the claims that the events stand on.
    """
    wanted = None if only is None else {NamedNode(KG + status) for status in statuses(only)}
    if layer == "events":
        yield from _claims(store, wanted)
        return
    for quad in store.quads_for_pattern(None, _PREDICATE, None):
        statement = quad.subject
        proofs = _objects(store, statement, _DERIVED)
        status = next((found for proof in proofs for found in _objects(store, proof, _STATUS)), _ASSERTED)
        if not isinstance(statement, NamedNode) or (wanted is not None and status not in wanted):
            continue
        yield Triple(statement, _STATED_AS, status)
        yield Triple(statement, _PART, NamedNode(statement.value.partition("#")[0]))
        yield from (Triple(statement, _STATED_BY, source) for proof in proofs for source in _objects(store, proof, _SOURCE))
        if layer == "relations":
            yield from _itself(store, quad, triple_terms=triple_terms)


def _itself(store: Store, quad: Quad, *, triple_terms: bool) -> Iterator[Triple]:
    if triple_terms and (term := _term(store, quad)):
        yield Triple(quad.subject, _REIFIES, term)
        return
    yield Triple(quad.subject, _TYPE, _STATEMENT)
    for place in (_SUBJECT, _PREDICATE, _OBJECT):
        yield from (Triple(quad.subject, place, value) for value in _objects(store, quad.subject, place))


def _claims(store: Store, wanted: Collection[NamedNode] | None) -> Iterator[Triple]:
    for about in store.quads_for_pattern(None, NamedNode(KG + "about"), None):
        if wanted is None or any(status in wanted for status in _objects(store, about.subject, _STATUS)):
            for predicate in _TOLD:
                yield from (Triple(about.subject, predicate, value) for value in _objects(store, about.subject, predicate))


def with_terms(store: Store, graph: GraphName) -> Iterator[Triple]:
    """The triples of a graph, each rdf:Statement written as a reifier of a triple term (RDF 1.2)."""
    for quad in store.quads_for_pattern(None, None, None, graph):
        if quad.predicate == _PREDICATE and (term := _term(store, quad)):
            yield Triple(quad.subject, _REIFIES, term)
        elif not _said_by_term(store, quad):
            yield quad.triple


def _said_by_term(store: Store, quad: Quad) -> bool:
    """Whether a triple term says what this quad says: that something is a statement, and its subject and object."""
    if quad.predicate not in (_SUBJECT, _OBJECT) and not (quad.predicate == _TYPE and quad.object == _STATEMENT):
        return False
    return any(_term(store, found) for found in store.quads_for_pattern(quad.subject, _PREDICATE, None))


def _term(store: Store, quad: Quad) -> Triple | None:
    """The triple that a statement is about, of its quad with rdf:predicate; None where it is no whole triple."""
    subjects, objects = _objects(store, quad.subject, _SUBJECT), _objects(store, quad.subject, _OBJECT)
    if len(subjects) != 1 or len(objects) != 1 or not isinstance(quad.object, NamedNode) or not isinstance(subjects[0], NamedNode):
        return None
    return Triple(subjects[0], quad.object, objects[0])


def _objects(store: Store, subject: Term, predicate: NamedNode) -> list[Term]:
    if not isinstance(subject, NamedNode):
        return []
    return sorted({quad.object for quad in store.quads_for_pattern(subject, predicate, None)}, key=str)
