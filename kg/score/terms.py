"""The words of the ontology that scoring asks for: which properties are roles, and which relations stand by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode, Store

from kg.ontology import directory, parse
from kg.vocab import KG, RDF, RDFS

QUALIFIERS = ("status", "by", "time", "beginTime", "endTime", "quantity", "outcome")


@dataclass(frozen=True, slots=True)
class Terms:
    """Local names, in the order of the ontology."""

    roles: tuple[str, ...]
    standing: tuple[str, ...]


@cache
def shipped() -> Terms:
    """Those of the ontology that comes along."""
    statements = parse([directory() / "claimgraph.ttl"])
    roles = (iri for iri, properties in statements.items() if KG + "participant" in properties.get(RDFS.subPropertyOf, ()))
    standing = (iri for iri, properties in statements.items() if KG + "StandingRelation" in properties.get(RDF.type, ()))
    return Terms(tuple(iri.removeprefix(KG) for iri in roles), tuple(iri.removeprefix(KG) for iri in standing))


def terms(store: Store) -> Terms:
    """Those that come along, and behind them those of the ontology that a graph was built with."""
    known = shipped()
    roles = _subjects(store, RDFS.subPropertyOf, "participant")
    standing = _subjects(store, RDF.type, "StandingRelation")
    return Terms(tuple(dict.fromkeys((*known.roles, *roles))), tuple(dict.fromkeys((*known.standing, *standing))))


def _subjects(store: Store, predicate: str, value: str) -> list[str]:
    quads = store.quads_for_pattern(None, NamedNode(predicate), NamedNode(KG + value))
    return sorted({quad.subject.value.removeprefix(KG) for quad in quads if isinstance(quad.subject, NamedNode)})
