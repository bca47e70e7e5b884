"""A large graph in outline: every node and triple, with the sentences of the most connected part only.

It is read from the indices of the store, triple by triple, without a join, so that what is kept in memory grows with the number of
nodes and edges and not with that of sentences. Parts that somebody has in what is only denied are not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from pyoxigraph import NamedNode

from kg.views.facts import Facts, local_name
from kg.views.findings import Key, findings_of, grouped
from kg.views.records import STATUSES, Edge, Node, View
from kg.views.rows import describe, select
from kg.views.words import SAID, Words, lineages
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    import pyoxigraph

CORE = 1000  # nodes whose statements among each other have their sentences in the view
SENTENCES = 2000  # edges that have them


class Told(NamedTuple):
    """What the graph knows of a triple without a look at its claims. `issued` is the first article's day."""

    key: Key
    issued: str | None


def outlined(store: pyoxigraph.Store, *, focus: Collection[str] | None, max_nodes: int | None) -> View:
    """The view of a large store; `focus` and `max_nodes` as for `kg.views.view`."""
    facts = Facts(store)
    told = _around(list(_triples(facts)), focus)
    linked = Counter(end for found in told if not found.key.role for end in {found.key.subject, found.key.object})
    degrees = Counter(end for found in told for end in {found.key.subject, found.key.object})
    ranked = sorted(degrees, key=lambda node: (node not in (focus or ()), -linked[node], -degrees[node], node))
    kept = set(ranked[:max_nodes])
    shown = [found for found in told if found.key.subject in kept and found.key.object in kept] if len(kept) < len(ranked) else told
    proved = _proved(facts, shown, {node: place for place, node in enumerate(ranked[:CORE])})
    names, lines = _names(store, kept), _kinds(facts, kept)
    labels = _labels(store)
    speech = {SAID, *facts.having(RDFS.subPropertyOf, SAID)}
    rest = [Told(key, None) for key in sorted(proved.keys() - {found.key for found in shown}) if key.subject in kept and key.object in kept]
    back = {key._replace(subject=key.object, object=key.subject) for key, edge in proved.items() if edge.mutual}
    once = [found for found in told if found.key not in back]
    shown = [found for found in shown if found.key not in back]
    edges = [
        replace(proved[found.key], id=f"e{number}") if found.key in proved else _edge(found, number, labels, speech)
        for number, found in enumerate([*shown, *rest], 1)
    ]
    nodes = [
        Node(iri, names.get(iri) or local_name(iri), local_name(line[0]), tuple(map(local_name, line)), labels.get(line[0], ""), statements=degrees[iri])
        for iri in sorted(kept)
        for line in [lines.get(iri, (KG + "Entity",))]
    ]
    return View(tuple(nodes), tuple(edges), len(ranked), len(once) + len(rest))


def _triples(facts: Facts) -> Iterator[Told]:
    """The relations of all layers of knowledge in order, then the parts in events that are ends of relations."""
    store = facts.store
    issued = _pairs(store, f"?a <{DCTERMS.issued}> ?b")
    relations = {relation for (relation,) in select(store, f"SELECT DISTINCT ?p {{ ?s <{RDF.predicate}> ?p }}") if relation}
    found: dict[Key, str | None] = {}
    for name in sorted(relations):
        for subject, object_, graph in _edges(store, name):
            _add(found, Key(subject, name, object_, *_status(graph), False), issued.get(graph.rpartition("/")[0]))
    parts: dict[Key, str | None] = {}
    for event in sorted(filter(facts.is_event, {end for key in found for end in (key.subject, key.object)})):
        for quad in facts.store.quads_for_pattern(NamedNode(event), None, None):
            part, named = quad.predicate.value, quad.graph_name
            if part.startswith(KG) and part not in relations and isinstance(quad.object, NamedNode) and isinstance(named, NamedNode):
                _add(parts, Key(event, part, quad.object.value, *_status(named.value), True), issued.get(named.value.rpartition("/")[0]))
    surest: dict[tuple[str, str, str], Key] = {}  # a part has one edge, of its surest status
    for key in sorted(parts):
        surest.setdefault(key[:3], key)
    yield from (Told(key, found[key]) for key in sorted(found))
    yield from (Told(key, parts[key]) for key in sorted(surest.values()))


def _status(graph: str) -> tuple[int, str]:
    """The rank and name of the status that a named graph is for; (-1, "") if it is no layer of knowledge."""
    name = graph.rpartition("/")[2]
    return (STATUSES.index(name), name) if name in STATUSES else (-1, "")


def _add(found: dict[Key, str | None], key: Key, day: str | None) -> None:
    if key.rank >= 0 and not key.object.startswith(KG):
        found[key] = min(filter(None, (day, found.get(key))), default=None)


def _edges(store: pyoxigraph.Store, relation: str) -> Iterator[tuple[str, str, str]]:
    """Subject, object and graph of each quad with the predicate that joins two things."""
    for quad in store.quads_for_pattern(None, NamedNode(relation), None):
        subject, object_, graph = quad.subject, quad.object, quad.graph_name
        if isinstance(subject, NamedNode) and isinstance(object_, NamedNode):
            yield subject.value, object_.value, graph.value if isinstance(graph, NamedNode) else ""


def _pairs(store: pyoxigraph.Store, pattern: str) -> dict[str, str]:
    """For each ?a of the pattern its ?b, the first by the alphabet. The engine makes one of what thousands of articles say alike."""
    rows = cast("Iterator[tuple[str, str]]", select(store, f"SELECT DISTINCT ?a ?b {{ {pattern} }}"))
    return dict(sorted(rows, reverse=True))


def _around(told: list[Told], focus: Collection[str] | None) -> list[Told]:
    """The relations that touch the focus or an event in which it takes part (all, if None), with the parts in their events."""
    if focus is None:
        return told
    wanted = {key.subject for key, _ in told if key.role and key.object in focus}.union(focus)
    relations = [found for found in told if not found.key.role and (found.key.subject in wanted or found.key.object in wanted)]
    ends = {end for found in relations for end in (found.key.subject, found.key.object)}
    return relations + [found for found in told if found.key.role and found.key.subject in ends]


def _proved(facts: Facts, told: Collection[Told], places: dict[str, int]) -> dict[Key, Edge]:
    """The edges among the most connected nodes with their sentences, and those that are denied only."""
    among = [found.key for found in told if found.key.subject in places and found.key.object in places]
    core = set(sorted(among, key=lambda key: (max(places[key.subject], places[key.object]), key))[:SENTENCES])
    groups = grouped(findings_of(facts, {(key.subject, key.relation, key.object) for key in core}))
    words = Words(facts, [finding for group in groups.values() for finding in group.findings], {end for key in groups for end in (key.subject, key.object)})
    return {key: words.edge("", key, group) for key, group in sorted(groups.items())}


def _edge(found: Told, number: int, labels: dict[str, str], speech: Collection[str]) -> Edge:
    (subject, relation, object_, _, status, role), issued = found
    name = labels.get(relation) or local_name(relation)
    return Edge(
        f"e{number}", subject, local_name(relation), object_, name, status, role=role, iri=relation, speech=relation in speech, issued=issued, outlined=True
    )


def _names(store: pyoxigraph.Store, wanted: Collection[str]) -> dict[str, str]:
    """The name of each node, the first by the alphabet where there are several."""
    found = _pairs(store, f"?a <{RDFS.label}> ?b") | _pairs(store, f"?a <{SKOS.prefLabel}> ?b")
    return {iri: found[iri] for iri in wanted if iri in found}


def _labels(store: pyoxigraph.Store) -> dict[str, str]:
    """The names of the ontology's own terms."""
    return _pairs(store, f"GRAPH <{KG}> {{ ?a <{RDFS.label}> ?b }}")


def _kinds(facts: Facts, wanted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The class of each node with its superclasses, the most exact where there are several."""
    found: dict[str, tuple[str, ...]] = {}
    lines = sorted(lineages(facts.store).items())
    entities = [(name, line) for name, line in lines if KG + "Entity" in line]
    for name, line in entities:
        for (iri,) in select(facts.store, f"SELECT DISTINCT ?thing {{ ?thing a <{name}> }}"):
            assert iri is not None
            if iri in wanted and len(line) > len(found.get(iri, ())):
                found[iri] = line
    for iri, told in describe(facts.store, sorted(set(wanted).difference(found)), (RDF.type,)).items():  # events, of which most are no nodes
        found[iri] = max((line for name, line in lines if name in told[RDF.type]), key=len, default=(KG + "Entity",))
    return found
