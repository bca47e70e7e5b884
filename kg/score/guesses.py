"""What a graph says of one article, in the terms that are scored: mentions, claims and relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import GoldError
from kg.literal import portable
from kg.lookup import Document, Stored, documents
from kg.model import Span
from kg.score.gold import Gold
from kg.score.terms import QUALIFIERS, Terms, shipped
from kg.vocab import ITSRDF, KG, NIF, RDF, RDFS, SKOS

Node = dict[str, list[str]]  # the values of each property, sorted


@dataclass(frozen=True, slots=True)
class Guess:
    """A claim: what the builder read at one trigger."""

    node: str
    classes: tuple[str, ...]
    extent: Span
    about: str  # its event, else the claim itself
    roles: Mapping[str, tuple[str, ...]]  # IRIs and texts
    qualifiers: Mapping[str, tuple[str, ...]]  # terms of the vocabulary by their local names


@dataclass(frozen=True, slots=True)
class Guesses:
    """All that is scored of one article."""

    names: Mapping[str, tuple[str, ...]]  # of every node that has any
    mentions: Mapping[Span, str]
    claims: tuple[Guess, ...]
    relations: tuple[tuple[str, str, str], ...]  # local name or IRI of the relation, subject, object

    def called(self, node: str) -> tuple[str, ...]:
        return self.names.get(node, ())


def property_of(name: str) -> str:
    """The property that carries a role or qualifier."""
    return KG + ("attributedTo" if name == "by" else name)


def of_article(graph: Stored, gold: Gold, terms: Terms | None = None) -> Guesses:
    """What the record of the annotated article says: of the document that was made from its text. Raises GoldError.

    What other readers than our own rules said of it stands in records of their own, and is left out. Where a graph knows no documents, all of it counts.
    """
    known = documents(graph.store)
    if not known:
        return guesses(graph.store, terms)
    for document in known:
        if not _differs(graph.store, document, gold.text):
            return guesses(graph.store.quads_for_pattern(None, None, None, NamedNode(document.iri)), terms)
    text = gold.path.with_suffix(".txt")
    raise GoldError(f"{gold.path}: no document of the graph was built from {text}; build the graph from that file, as it is now")


def _differs(store: Store, document: Document, text: str) -> bool:
    """Whether a document's record quotes other words than stand in the text at that place."""
    for place in store.quads_for_pattern(None, NamedNode(NIF.referenceContext), NamedNode(document.iri)):
        values = [
            next((q.object.value for q in store.quads_for_pattern(place.subject, NamedNode(name), None) if isinstance(q.object, Literal)), None)
            for name in (NIF.beginIndex, NIF.endIndex, NIF.anchorOf)
        ]
        begin, end, words = values
        if begin is not None and end is not None and words is not None and portable(text[int(begin) : int(end)]) != words:
            return True
    return False


def guesses(quads: Iterable[Quad], terms: Terms | None = None) -> Guesses:
    """What the quads say, in whichever graphs they stand. `terms` has the roles; those of the shipped ontology for None."""
    nodes = _nodes(quads)
    roles = (terms or shipped()).roles
    return Guesses(
        names={node: called for node, properties in nodes.items() if (called := _names(properties))},
        mentions={
            extent: properties[ITSRDF.taIdentRef][-1] for properties in nodes.values() if ITSRDF.taIdentRef in properties and (extent := _extent(properties))
        },
        claims=tuple(_claims(nodes, roles)),
        relations=tuple(sorted({found for properties in nodes.values() if (found := _relation(properties))})),
    )


def _nodes(quads: Iterable[Quad]) -> dict[str, Node]:
    values: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        values[_plain(quad.subject)][quad.predicate.value].add(_plain(quad.object))
    return {node: {name: sorted(found) for name, found in properties.items()} for node, properties in sorted(values.items())}


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))


def _names(properties: Node) -> tuple[str, ...]:
    return tuple(name for label in (RDFS.label, SKOS.prefLabel, SKOS.altLabel) for name in properties.get(label, ()))


def _extent(properties: Node) -> Span | None:
    begin, end = properties.get(NIF.beginIndex), properties.get(NIF.endIndex)
    return Span(int(begin[0]), int(end[0])) if begin and end else None


def _claims(nodes: Mapping[str, Node], roles: tuple[str, ...]) -> Iterator[Guess]:
    for node in nodes:
        if guess := _guess(node, nodes, roles):
            yield guess


def _guess(node: str, nodes: Mapping[str, Node], roles: tuple[str, ...]) -> Guess | None:
    """The claim that the node is, if it evokes a class of the vocabulary at a place of the text."""
    properties = nodes[node]
    classes = tuple(_local(cls) for cls in properties.get(KG + "evokes", ()) if cls.startswith(KG))
    extent = next((_extent(nodes[trigger]) for trigger in properties.get(KG + "trigger", ()) if trigger in nodes), None)
    if not classes or extent is None:
        return None
    return Guess(
        node=node,
        classes=classes,
        extent=extent,
        about=next(iter(properties.get(KG + "about", ())), node),
        roles={role: tuple(properties[property_of(role)]) for role in roles if property_of(role) in properties},
        qualifiers={name: tuple(_local(value) for value in properties[property_of(name)]) for name in QUALIFIERS if property_of(name) in properties},
    )


def _local(value: str) -> str:
    return value.removeprefix(KG)


def _relation(properties: Node) -> tuple[str, str, str] | None:
    """Relation, subject and object of a statement."""
    if RDF.Statement not in properties.get(RDF.type, ()):
        return None
    parts = [properties.get(getattr(RDF, part)) for part in ("predicate", "subject", "object")]
    found = [part[0] for part in parts if part]
    return (_local(found[0]), found[1], found[2]) if len(found) == 3 else None
