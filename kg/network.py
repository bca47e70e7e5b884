"""A graph as nodes and edges, for tools that know no RDF: entities and events, joined by relations and roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.errors import UsageError
from kg.lookup import KNOWLEDGE, Term, clean, graphs, label, local, relations, status_of
from kg.sorting import Sorter
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
    for graph in graphs(store, only):
        if status_of(graph) is None and not isinstance(graph, DefaultGraph):
            continue
        subject, told = None, False
        for quad in store.quads_for_pattern(None, None, None, graph):
            if quad.predicate.value in names:
                if layer != "events" and isinstance(quad.object, NamedNode):
                    yield quad
            elif layer != "relations":
                if quad.subject != subject:
                    subject, told = quad.subject, _is_told(store, quad.subject)
                if told:
                    yield quad


def network(store: Store, *, layer: str = "all", only: Collection[str] | None = None) -> Network:
    """The nodes and edges of a layer, in order; `only` leaves out what stands in other statuses alone."""
    return Network(tuple(nodes(store, layer=layer, only=only)), tuple(edges(store, layer=layer, only=only)))


def edges(store: Store, *, layer: str = "all", only: Collection[str] | None = None) -> Iterator[Edge]:
    """The edges of a layer by their ends and relation, each once, in memory that does not grow with the graph."""
    names = relations(store)
    with Sorter() as sorter:
        for quad in knowledge(store, layer=layer, only=only):
            if _joins(quad, names):
                graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
                row = (quad.subject.value, quad.predicate.value, quad.object.value, status_of(quad.graph_name) or "", graph.rpartition("/")[0])  # type: ignore[union-attr]  # both ends are IRIs
                sorter.write(("\t".join(row) + "\n").encode())  # IRIs hold no tab
        rows = (line.decode().rstrip("\n").split("\t") for line in sorter.lines())
        for triple, places in groupby(rows, lambda row: row[:3]):
            yield _edge(store, triple, [(status, document) for *_, status, document in places], names)


def nodes(store: Store, *, layer: str = "all", only: Collection[str] | None = None) -> Iterator[Node]:
    """What the edges of a layer join, and events that have details, by IRI."""
    names = relations(store)
    with Sorter() as sorter:
        for quad in knowledge(store, layer=layer, only=only):
            if not isinstance(quad.subject, NamedNode):
                continue
            detail = local(quad.predicate.value)
            if detail in DETAILS and isinstance(quad.object, Literal | NamedNode):
                value = local(quad.object.value) if isinstance(quad.object, NamedNode) else quad.object.value
                sorter.write(f"{quad.subject.value}\t{detail}\t{' '.join(value.split())}\n".encode())
            elif _joins(quad, names):
                sorter.write(f"{quad.subject.value}\n{quad.object.value}\n".encode())  # type: ignore[union-attr]  # both ends are IRIs
        rows = (line.decode().rstrip("\n").split("\t") for line in sorter.lines())
        for iri, found in groupby(rows, lambda row: row[0]):
            details: dict[str, set[str]] = defaultdict(set)
            for _, *detail_value in found:
                if detail_value:
                    details[detail_value[0]].add(detail_value[1])
            yield _node(store, iri, details)


def _joins(quad: Quad, names: Collection[str]) -> bool:
    """Whether a quad is an edge: a relation, or a term of the vocabulary from one thing to another."""
    predicate = quad.predicate.value
    known = predicate in names or (predicate.startswith(KG) and local(predicate) not in DETAILS)
    return known and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)


def _is_told(store: Store, subject: Term) -> bool:
    """Whether a claim is about it: then it is an event."""
    return next(store.quads_for_pattern(None, NamedNode(KG + "about"), subject), None) is not None


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


def _edge(store: Store, triple: Sequence[str], places: list[tuple[str, str]], names: frozenset[str]) -> Edge:
    subject, relation, other = triple
    found = {status for status, _ in places}
    statuses = tuple(status for status in KNOWLEDGE if status in found)
    documents = tuple(sorted({graph for _, graph in places if graph}))
    return Edge(subject, relation, other, label(store, relation).removeprefix("kg:"), relation not in names, statuses, documents)


def _node(store: Store, iri: str, details: dict[str, set[str]]) -> Node:
    types = store.quads_for_pattern(NamedNode(iri), NamedNode(RDF.type), None)
    kinds = sorted({local(quad.object.value) for quad in types if isinstance(quad.object, NamedNode)})
    pairs = tuple((name, "|".join(sorted(values))) for name, values in sorted(details.items()))
    return Node(iri, label(store, iri), "|".join(kinds), _is_told(store, NamedNode(iri)), pairs)
