"""A graph as nodes and edges, for tools that know no RDF: entities and events, joined by relations and roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.errors import UsageError
from kg.lookup import KNOWLEDGE, clean, graphs, label, local, relations, status_of
from kg.vocab import KG, RDF

if TYPE_CHECKING:
    import networkx

LAYERS = ("all", "relations", "events")
DETAILS = ("time", "beginTime", "endTime", "outcome", "quantity", "ordinal")  # of an event, as attributes of its node


@dataclass(frozen=True, slots=True)
class Node:
    """An entity or an event. `details` are pairs such as ("time", "2024-03-14"), several values joined by "|"."""

    iri: str
    label: str
    kind: str  # local names of its classes, joined by "|"
    event: bool
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation, or the role of a participant in an event, with the statuses and documents in which it stands."""

    subject: str
    relation: str
    object: str
    label: str
    role: bool
    statuses: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes by IRI, edges by their ends and relation."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def knowledge(store: Store, *, layer: str = "all", only: Collection[str] | None = None) -> Iterator[Quad]:
    """The quads of a layer: relations, what describes events, or both. Records and the ontology are left out."""
    if layer not in LAYERS:
        raise UsageError(f"layer: there is no layer {layer!r}; choose from {', '.join(LAYERS)}")
    names = relations(store)
    told = {quad.object for quad in store.quads_for_pattern(None, NamedNode(KG + "about"), None)}
    for graph in graphs(store, only):
        if status_of(graph) is None and not isinstance(graph, DefaultGraph):
            continue
        for quad in store.quads_for_pattern(None, None, None, graph):
            if quad.predicate.value in names:
                if layer != "events" and isinstance(quad.object, NamedNode):
                    yield quad
            elif layer != "relations" and quad.subject in told:
                yield quad


def network(store: Store, *, layer: str = "all", only: Collection[str] | None = None) -> Network:
    """The nodes and edges of a layer, in order; `only` leaves out what stands in other statuses alone."""
    names = relations(store)
    found: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    details: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in knowledge(store, layer=layer, only=only):
        if not isinstance(quad.subject, NamedNode):
            continue
        subject, predicate = quad.subject.value, quad.predicate.value
        if local(predicate) in DETAILS and isinstance(quad.object, Literal | NamedNode):
            details[subject][local(predicate)].add(local(quad.object.value) if isinstance(quad.object, NamedNode) else quad.object.value)
        elif isinstance(quad.object, NamedNode) and predicate.startswith(KG) | (predicate in names):
            graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
            found[subject, predicate, quad.object.value].add((status_of(quad.graph_name) or "", graph.rpartition("/")[0]))
    edges = tuple(_edge(store, triple, sorted(places), names) for triple, places in sorted(found.items()))
    ends = {iri for edge in edges for iri in (edge.subject, edge.object)} | set(details)
    return Network(tuple(_node(store, iri, details.get(iri, {})) for iri in sorted(ends)), edges)


def multigraph(net: Network) -> networkx.MultiDiGraph[str]:
    """The network as networkx holds it; attributes are strings and numbers, so that it can be written anywhere."""
    import networkx

    found: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in net.nodes:
        found.add_node(node.iri, label=clean(node.label), kind=node.kind, group="event" if node.event else "entity", **dict(node.details))
    for edge in net.edges:
        found.add_edge(
            edge.subject,
            edge.object,
            key=local(edge.relation),
            relation=edge.relation,
            label=clean(edge.label),
            group="role" if edge.role else "relation",
            status="|".join(edge.statuses),
            documents="|".join(edge.documents),
            weight=max(len(edge.documents), 1),
        )
    return found


def _edge(store: Store, triple: tuple[str, str, str], places: list[tuple[str, str]], names: frozenset[str]) -> Edge:
    subject, relation, other = triple
    found = {status for status, _ in places}
    statuses = tuple(status for status in KNOWLEDGE if status in found)
    documents = tuple(sorted({graph for _, graph in places if graph}))
    return Edge(subject, relation, other, label(store, relation).removeprefix("kg:"), relation not in names, statuses, documents)


def _node(store: Store, iri: str, details: dict[str, set[str]]) -> Node:
    types = store.quads_for_pattern(NamedNode(iri), NamedNode(RDF.type), None)
    kinds = sorted({local(quad.object.value) for quad in types if isinstance(quad.object, NamedNode)})
    event = next(store.quads_for_pattern(None, NamedNode(KG + "about"), NamedNode(iri)), None) is not None
    pairs = tuple((name, "|".join(sorted(values))) for name, values in sorted(details.items()))
    return Node(iri, label(store, iri), "|".join(kinds), event, pairs)
