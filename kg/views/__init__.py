"""What a picture of a graph shows: nodes, statements, and the words behind each of them.

The view is the relation layer. Where somebody says, plans or causes an event, the event is a node of its own, linked to
its participants by their roles. A triple that is asserted in one place and reported in another gives two edges, so that
each edge has one status; who denies it stands among the evidence.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.views.facts import STATUS, Facts
from kg.views.findings import day, findings, findings_around, grouped, reached, within
from kg.views.near import Name, Names, between
from kg.views.outline import outlined
from kg.views.records import STATUSES, Document, Edge, Evidence, Graph, Node, Segment, View
from kg.views.rows import select
from kg.views.words import Words
from kg.vocab import KG, RDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx
    import pyoxigraph

__all__ = ["STATUSES", "Document", "Edge", "Evidence", "Graph", "Name", "Names", "Node", "Segment", "View", "between", "to_networkx", "view"]

LARGE = 11_000  # claims and statements of a store above which it is read in outline; about 250,000 quads
CENTRAL = 25_000  # quads that lead to a name above which what surrounds it is; about 4,000 statements


def view(graph: Graph, *, about: str | None = None, since: date | str | None = None, until: date | str | None = None, max_nodes: int | None = None) -> View:
    """The statements of `graph` with their evidence.

    `about` (a name or an IRI) keeps the statements about one node and the events that it takes part in. `since` and
    `until`, both inclusive, keep what happened then; a claim without a time counts on its article's day. Above
    `max_nodes` the nodes with the most statements stay, parts in events not counted. Of a large graph only the most connected part has its
    sentences, unless a time is asked for. Raises UsageError if `about` names nothing or a date is none.
    """
    first, last = day(since, "since", end=False), day(until, "until", end=True)
    focus = _called(graph.store, about) if about is not None else None
    if first is None and last is None and _is_large(graph.store, focus):
        return outlined(graph.store, focus=focus, max_nodes=max_nodes)
    facts = Facts(graph.store, whole=focus is None)
    read = findings(facts) if focus is None else findings_around(facts, focus)
    found = [finding for finding in read if within(finding, first, last)]
    groups = grouped(reached(found, focus))
    degrees = Counter(end for key in groups for end in {key.subject, key.object})
    told = Counter(end for key in groups if not key.role for end in {key.subject, key.object})
    kept = set(sorted(degrees, key=lambda node: (node not in (focus or ()), -told[node], -degrees[node], node))[:max_nodes])
    shown = sorted(key for key in groups if key.subject in kept and key.object in kept)
    ends = sorted({end for key in shown for end in (key.subject, key.object)})
    words = Words(facts, [finding for key in shown for finding in groups[key].findings], ends)
    return View(
        nodes=tuple(words.node(iri, degrees[iri]) for iri in ends),
        edges=tuple(words.edge(f"e{number}", key, groups[key]) for number, key in enumerate(shown, 1)),
        all_nodes=len(degrees),
        all_edges=len(groups),
    )


def to_networkx(view: View) -> networkx.MultiDiGraph[str]:
    """The view as a directed multigraph; all attributes are strings, numbers or booleans, so that any file format can hold them."""
    import networkx

    result: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in view.nodes:
        links = "; ".join(node.links)
        result.add_node(node.id, label=node.label, kind=node.kind, statements=node.statements, mentions=node.mentions, links=links)
    for edge in view.edges:
        attributes = {
            "relation": edge.relation,
            "label": edge.label,
            "event_class": edge.event_class or "",
            "status": edge.status,
            "role": edge.role,
            "mutual": edge.mutual,
            "disputed": edge.disputed,
            "sources": "; ".join(edge.sources),
            "times": "; ".join(edge.times),
            "evidence": len(edge.evidence),
            "sentences": " | ".join(evidence.sentence for evidence in edge.evidence),
        }
        result.add_edge(edge.subject, edge.object, key=edge.id, **attributes)
    return result


def _is_large(store: pyoxigraph.Store, focus: frozenset[str] | None) -> bool:
    if focus is None:
        told = f"{{ ?it <{STATUS}> ?status }} UNION {{ ?it <{RDF.subject}> ?thing }}"
        return next(iter(select(store, f"SELECT ?it {{ {told} }} OFFSET {LARGE} LIMIT 1")), None) is not None
    leading = chain.from_iterable(store.quads_for_pattern(None, None, NamedNode(iri)) for iri in sorted(focus))
    return next(islice(leading, CENTRAL, None), None) is not None


def _called(store: pyoxigraph.Store, about: str) -> frozenset[str]:
    """The IRIs of what has the name `about`, in any case of letters; an IRI is its own name. Raises UsageError."""
    with suppress(ValueError):
        if next(store.quads_for_pattern(None, None, NamedNode(about)), None) is not None:
            return frozenset((about,))
    query = "SELECT DISTINCT ?node ?name { ?node skos:prefLabel|skos:altLabel|rdfs:label ?name FILTER NOT EXISTS { ?node a kg:Claim } }"
    names = [(node, name) for node, name in cast("Iterator[tuple[str, str]]", select(store, query)) if not node.startswith(KG)]
    found = frozenset(node for node, name in names if name.casefold() == about.casefold() or node == about)
    if not found:
        from difflib import get_close_matches

        near = get_close_matches(about, sorted({name for _, name in names}), n=3)
        remedy = f"did you mean {' or '.join(near)}?" if near else "give a name or an IRI that the graph has"
        raise UsageError(f"about: nothing in the graph is called {about!r}; {remedy}")
    return found
