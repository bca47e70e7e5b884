"""The graph that a builder would write if it understood its article just as the annotations do."""

from __future__ import annotations

import pyoxigraph as ox

from kg.model import Span
from kg.score.gold import Gold, Slot, Told
from kg.score.guesses import property_of
from kg.vocab import ITSRDF, KG, NIF, RDF, RDFS

BASE = "https://perfect.example.org/"
RECORD = ox.NamedNode(BASE + "doc")


def perfect(gold: Gold) -> list[ox.Quad]:
    """The quads, all in one graph; of alternatives the first is taken, and everything optional is there."""
    quads = [quad for key, entity in gold.entities.items() for quad in [_literal(iri("entity", key), RDFS.label, entity.names[0])]]
    for extent, key in gold.mentions.items():
        quads += [*_phrase(extent), _link(_place(extent), ITSRDF.taIdentRef, iri("entity", key))]
    for event in gold.events.values():
        quads += _claim(gold, event)
    for number, relation in enumerate(gold.relations):
        statement = iri("statement", str(number))
        quads += [
            _link(statement, RDF.type, ox.NamedNode(RDF.Statement)),
            _link(statement, RDF.subject, iri("entity", relation.subject)),
            _link(statement, RDF.predicate, ox.NamedNode(KG + relation.name)),
            _link(statement, RDF.object, iri("entity", relation.object)),
        ]
    return quads


def iri(sort: str, key: str) -> ox.NamedNode:
    """The name that things of the annotations have in the graph: sort is entity, claim, event, phrase, participant or statement."""
    return ox.NamedNode(f"{BASE}{sort}/{key}")


def _claim(gold: Gold, event: Told) -> list[ox.Quad]:
    claim = iri("claim", event.key)
    quads = [
        *_phrase(event.extent),
        _link(claim, KG + "trigger", _place(event.extent)),
        _link(claim, KG + "evokes", ox.NamedNode(KG + event.classes[0])),
        _link(claim, KG + "about", event_of(gold, event.key)),
    ]
    for number, slot in enumerate(event.roles + event.qualifiers):
        quads += _filled(gold, claim, slot, iri("participant", f"{event.key}-{number}"))
    return quads


def _filled(gold: Gold, claim: ox.NamedNode, slot: Slot, participant: ox.NamedNode) -> list[ox.Quad]:
    """The slot's property with its first value; a value in quotes becomes a participant with that label."""
    name = property_of(slot.names[0])
    if slot.words is not None:
        return [_link(claim, name, participant), _literal(participant, RDFS.label, f"unnamed {slot.words}")]
    value = slot.values[0]
    if value in gold.events:
        return [_link(claim, name, event_of(gold, value))]
    if value in gold.entities:
        return [_link(claim, name, iri("entity", value))]
    return [_link(claim, name, ox.NamedNode(KG + value)) if value.isalpha() else _literal(claim, name, value)]


def event_of(gold: Gold, key: str) -> ox.NamedNode:
    """The event that a mention tells: it bears the key of its first mention."""
    return iri("event", next((group[0][0] for group in reversed(tuple(gold.same.values())) if any(key == other for other, _ in group)), key))


def _place(extent: Span) -> ox.NamedNode:
    return iri("phrase", f"{extent.begin}-{extent.end}")


def _phrase(extent: Span) -> list[ox.Quad]:
    place = _place(extent)
    return [_literal(place, NIF.beginIndex, str(extent.begin)), _literal(place, NIF.endIndex, str(extent.end))]


def _link(subject: ox.NamedNode, predicate: str, object_: ox.NamedNode) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(predicate), object_, RECORD)


def _literal(subject: ox.NamedNode, predicate: str, value: str) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(predicate), ox.Literal(value), RECORD)
