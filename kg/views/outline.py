"""A large graph in outline: every node and triple, with the sentences of the most connected part only.

It is read from the indices of the store, triple by triple, without a join, so that what is kept in memory grows with the number of
nodes and edges and not with that of sentences. Parts that somebody has in what is only denied are not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from kg.views.facts import Facts, local_name
from kg.views.findings import Key, findings_of, grouped
from kg.views.records import STATUSES, Edge, Node, View
from kg.views.rows import Row, blocks, select, values
from kg.views.words import SAID, Words, lineages
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    import pyoxigraph

CORE = 1000  # nodes whose statements among each other have their sentences in the view
SENTENCES = 2000  # edges that have them
UNKNOWN = (KG + "Entity",)  # the class of what has none


class Told(NamedTuple):
    """What the graph knows of a triple without a look at its claims. `issued` is the first article's day."""

    key: Key
    issued: str | None


def outlined(store: pyoxigraph.Store, *, focus: Collection[str] | None, max_nodes: int | None) -> View:
    """The view of a large store; `focus` and `max_nodes` as for `kg.views.view`."""
    facts = Facts(store)
    things = _entities(facts)
    told = _around(list(_triples(facts, things)), focus)
    linked = Counter(end for found in told if not found.key.role for end in {found.key.subject, found.key.object})
    degrees = Counter(end for found in told for end in {found.key.subject, found.key.object})
    ranked = sorted(degrees, key=lambda node: (node not in (focus or ()), -linked[node], -degrees[node], node))
    kept = set(ranked[:max_nodes])
    shown = [found for found in told if found.key.subject in kept and found.key.object in kept] if len(kept) < len(ranked) else told
    proved = _proved(facts, shown, {node: place for place, node in enumerate(ranked[:CORE])})
    names, lines = _names(store, kept), _kinds(facts, kept, things)
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
    classes = {line: (local_name(line[0]), tuple(map(local_name, line)), labels.get(line[0], "")) for line in {*lines.values(), UNKNOWN}}
    nodes = [Node(iri, names.get(iri) or local_name(iri), *classes[lines.get(iri, UNKNOWN)], statements=degrees[iri]) for iri in sorted(kept)]
    return View(tuple(nodes), tuple(edges), len(ranked), len(once) + len(rest))


def _triples(facts: Facts, things: Collection[str]) -> Iterator[Told]:
    """The relations of all layers of knowledge in order, then the parts in events that are ends of relations; `things` are known to be none."""
    issued = _pairs(facts.store, f"?a <{DCTERMS.issued}> ?b")
    relations = sorted(name for (name,) in select(facts.store, f"SELECT DISTINCT ?p {{ ?s <{RDF.predicate}> ?p }}") if name)
    found = _found(((name, *row) for name in relations for row in _joining(facts.store, name)), issued, role=False)
    events = facts.events({end for key in found for end in (key.subject, key.object) if end not in things})
    parts = _found((row for row in _parts(facts.store, events) if row[0] not in relations), issued, role=True)
    surest: dict[tuple[str, str, str], Key] = {}  # a part has one edge, of its surest status
    for key in _ordered(parts):
        surest.setdefault(key[:3], key)
    yield from (Told(key, found[key]) for key in _ordered(found))
    yield from (Told(key, parts[key]) for key in surest.values())


def _ordered(keys: Collection[Key]) -> list[Key]:
    """Sorted, without comparing the same long names again and again."""
    places = {iri: place for place, iri in enumerate(sorted({end for key in keys for end in (key.subject, key.object)}))}
    return sorted(keys, key=lambda key: (places[key.subject], key.relation, places[key.object], key.rank, key.status))


def _found(rows: Iterable[Row], issued: Mapping[str, str], *, role: bool) -> dict[Key, str | None]:
    """Edges of predicate, subject, object and graph, each with the first day on which an article was issued that tells it."""
    found: dict[Key, str | None] = {}
    layers: dict[str, tuple[int, str, str | None]] = {}
    for name, subject, object_, graph in cast("Iterable[tuple[str, str, str, str]]", rows):
        if graph not in layers:
            document, _, status = graph.rpartition("/")
            layers[graph] = STATUSES.index(status) if status in STATUSES else -1, status, issued.get(document)
        rank, status, day = layers[graph]
        if rank >= 0 and not object_.startswith(KG):
            key = Key(subject, name, object_, rank, status, role)
            known = found.get(key)
            found[key] = day if known is None or (day is not None and day < known) else known
    return found


def _joining(store: pyoxigraph.Store, relation: str) -> Iterator[Row]:
    """Subject, object and graph of what joins two things by the relation."""
    return select(store, f"SELECT ?s ?o ?g {{ GRAPH ?g {{ ?s <{relation}> ?o FILTER(isIRI(?s) && isIRI(?o)) }} }}")


def _parts(store: pyoxigraph.Store, events: Collection[str]) -> Iterator[Row]:
    """What else leads from the events to other things: predicate, event, object and graph."""
    for some in blocks(events):
        rows = select(store, f"SELECT ?p ?s ?o ?g {{ VALUES ?s {{ {some} }} GRAPH ?g {{ ?s ?p ?o FILTER(isIRI(?o) && ?p != <{RDF.type}>) }} }}")
        yield from (row for row in rows if (row[0] or "").startswith(KG))


def _pairs(store: pyoxigraph.Store, pattern: str) -> dict[str, str]:
    """For each ?a of the pattern its ?b, the first by the alphabet. The engine makes one of what thousands of articles say alike."""
    found: dict[str, str] = {}
    for a, b in cast("Iterator[tuple[str, str]]", select(store, f"SELECT DISTINCT ?a ?b {{ {pattern} }}")):
        if a not in found or b < found[a]:
            found[a] = b
    return found


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


def _entities(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The class of each entity with its superclasses, the most exact where there are several."""
    found: dict[str, tuple[str, ...]] = {}
    for name, line in sorted(lineages(facts.store).items()):
        for (iri,) in select(facts.store, f"SELECT DISTINCT ?thing {{ ?thing a <{name}> }}") if KG + "Entity" in line else ():
            if iri and len(line) > len(found.get(iri, ())):
                found[iri] = line
    return found


def _kinds(facts: Facts, wanted: Collection[str], things: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The same of all nodes, `things` among them and events, of which most are no nodes."""
    found, lines = {iri: things[iri] for iri in wanted if iri in things}, sorted(lineages(facts.store).items())
    for iri, told in values(facts.store, set(wanted).difference(found), RDF.type).items():
        found[iri] = max((line for name, line in lines if name in told), key=len, default=UNKNOWN)
    return found
