"""Graphs as the scorer sees them: mentions, claims and standing relations of one article, read from N-Quads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from .gold import QUALIFIERS, ROLES, Extent

KG = "https://w3id.org/claimgraph/ontology#"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
ITSRDF = "http://www.w3.org/2005/11/its/rdf#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

PROPERTY = {name: KG + ("attributedTo" if name == "by" else name) for name in ROLES + QUALIFIERS}

Node = dict[str, list[str]]  # the values of each property, sorted


@dataclass(frozen=True, slots=True)
class Guess:
    """A claim: what the builder read at one trigger."""

    node: str
    classes: tuple[str, ...]
    extent: Extent
    about: str  # its event, else the claim itself
    roles: Mapping[str, tuple[str, ...]]  # IRIs and texts
    qualifiers: Mapping[str, tuple[str, ...]]  # terms of the vocabulary by their local names


@dataclass(frozen=True, slots=True)
class Graph:
    names: Mapping[str, tuple[str, ...]]  # of every node that has any
    mentions: Mapping[Extent, str]
    guesses: tuple[Guess, ...]
    relations: tuple[tuple[str, str, str], ...]  # local name or IRI of the relation, subject, object

    def called(self, node: str) -> tuple[str, ...]:
        return self.names.get(node, ())


def read_graph(path: Path) -> Graph:
    """The union of all graphs in an N-Quads file, so that it does not matter in which of them something stands."""
    with path.open("rb") as source:
        return graph_of(ox.parse(source, format=ox.RdfFormat.N_QUADS))


def graph_of(quads: ox.QuadParser | list[ox.Quad]) -> Graph:
    """What the quads say in the terms that are scored."""
    nodes = _nodes(quads)
    return Graph(
        names={node: called for node, properties in nodes.items() if (called := _names(properties))},
        mentions={
            extent: properties[ITSRDF + "taIdentRef"][-1]
            for properties in nodes.values()
            if ITSRDF + "taIdentRef" in properties and (extent := _extent(properties))
        },
        guesses=tuple(guess for node in sorted(nodes) if (guess := _guess(node, nodes))),
        relations=tuple(sorted({found for properties in nodes.values() if (found := _relation(properties))})),
    )


def _nodes(quads: ox.QuadParser | list[ox.Quad]) -> dict[str, Node]:
    values: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        values[_plain(quad.subject)][quad.predicate.value].add(_plain(quad.object))
    return {node: {name: sorted(found) for name, found in properties.items()} for node, properties in sorted(values.items())}


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))


def _names(properties: Node) -> tuple[str, ...]:
    return tuple(name for label in (RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel") for name in properties.get(label, ()))


def _extent(properties: Node) -> Extent | None:
    begin, end = properties.get(NIF + "beginIndex"), properties.get(NIF + "endIndex")
    return Extent(int(begin[0]), int(end[0])) if begin and end else None


def _guess(node: str, nodes: Mapping[str, Node]) -> Guess | None:
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
        roles={role: tuple(properties[PROPERTY[role]]) for role in ROLES if PROPERTY[role] in properties},
        qualifiers={name: tuple(_local(value) for value in properties[PROPERTY[name]]) for name in QUALIFIERS if PROPERTY[name] in properties},
    )


def _local(value: str) -> str:
    return value.removeprefix(KG)


def _relation(properties: Node) -> tuple[str, str, str] | None:
    """Relation, subject and object of a statement."""
    if RDF + "Statement" not in properties.get(RDF + "type", ()):
        return None
    parts = [properties.get(RDF + part) for part in ("predicate", "subject", "object")]
    found = [part[0] for part in parts if part]
    return (_local(found[0]), found[1], found[2]) if len(found) == 3 else None
