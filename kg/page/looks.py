"""How nodes and edges look: a kind of thing has a colour and a shape, a status has a line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.page.text import clean
from kg.vocab import KG

if TYPE_CHECKING:
    from kg.views import Edge, Node

Options = dict[str, Any]
"""A node or an edge as pyvis keeps it."""


class Style(NamedTuple):
    """How the nodes of a class and its subclasses look; `shape` is a name of vis-network's."""

    shape: str
    colour: str


STYLES = {  # the colours of Okabe and Ito, which people with any colour vision tell apart; the shape tells the same again
    "State": Style("hexagon", "#0072B2"),
    "Person": Style("dot", "#E69F00"),
    "Group": Style("triangleDown", "#56B4E9"),
    "Organization": Style("square", "#009E73"),
    "Place": Style("triangle", "#F0E442"),
    "Artifact": Style("diamond", "#D55E00"),
    "LegalInstrument": Style("box", "#56B4E9"),
    "Programme": Style("box", "#E69F00"),
    "Work": Style("box", "#F0E442"),
    "Event": Style("star", "#CC79A7"),
}
OTHER = Style("dot", "#999999")
DASHES: dict[str, bool | list[int]] = {"asserted": False, "reported": [9, 5], "hypothetical": [2, 5], "denied": [10, 4, 2, 4]}


def node_options(node: Node, contested: frozenset[str] = frozenset()) -> Options:
    group = _group(node.lineage)
    style = STYLES.get(group, OTHER)
    return {
        "id": clean(node.id),
        "group": clean(group),
        "shape": style.shape,
        "color": style.colour,
        "size": round(min(8 + 3.2 * node.statements**0.5, 32.0), 1),
        "label": clean(node.label),
        "kind": clean(node.kind_label or node.kind),
        "type": clean(node.kind),
        "aliases": [clean(name) for name in node.aliases],
        "links": [clean(link) for link in node.links],
        "mentions": node.mentions or None,  # of a large graph nearly all are unknown, and nothing is written of them
        "statements": node.statements,
        "contested": node.id in contested,
    }


@lru_cache(maxsize=10_000)
def _group(lineage: tuple[str, ...]) -> str:
    """The nearest class that has a style, else the widest that says more than that it is an entity."""
    entity = lineage.index("Entity") if "Entity" in lineage else 1
    return next((name for name in lineage if name in STYLES), lineage[max(entity - 1, 0)] if lineage else "Entity")


def contested(edges: Iterable[Edge]) -> frozenset[str]:
    """The events that somebody denies, or that are told to have ended differently."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for edge in edges:
        for evidence in edge.evidence if edge.role else ():
            if evidence.status == "denied" or (evidence.outcome and evidence.status != "hypothetical"):
                told[edge.subject].add("denied" if evidence.status == "denied" else evidence.outcome or "")
    return frozenset(event for event, ends in told.items() if "denied" in ends or len(ends) > 1)


def edge_options(edge: Edge, contested: frozenset[str], evidence: Sequence[int]) -> Options:
    named = edge.iri.removeprefix(KG) or edge.relation
    options = _line(edge.label, named, edge.status, edge.role, edge.mutual, edge.speech, edge.event_class or "").copy()
    options["from"], options["to"], options["id"] = clean(edge.subject), clean(edge.object), clean(edge.id)
    options["disputed"] = edge.disputed or _ends_differ(edge) or (not edge.role and not edge.speech and (edge.subject in contested or edge.object in contested))
    options["sources"] = [clean(name) for name in edge.sources]
    options["issued"] = edge.issued
    options["times"] = [clean(time) for time in edge.times]
    options["evidence"] = evidence
    return options


@lru_cache(maxsize=10_000)
def _line(label: str, relation: str, status: str, role: bool, mutual: bool, speech: bool, event_class: str) -> Options:
    """What many edges have alike, in its place among the rest. To be copied."""
    return {
        "from": "",
        "to": "",
        "id": "",
        "label": clean(label),
        "relation": clean(relation),
        "status": clean(status),
        "role": role,
        "mutual": mutual,
        "disputed": False,
        "speech": speech,
        "cls": clean(event_class),
        "sources": [],
        "issued": None,
        "times": [],
        "evidence": [],
        "dashes": DASHES.get(status, False),
        "arrows": "to, from" if mutual else "to",
    }


def _ends_differ(edge: Edge) -> bool:
    told = edge.evidence
    return len(told) > 1 and len({evidence.outcome for evidence in told if evidence.outcome and evidence.status in ("asserted", "reported")}) > 1


def legend(nodes: Iterable[Options]) -> list[Options]:
    """The classes that occur, known ones in the order of STYLES, then others by name."""
    styles = {str(node.get("group") or "Entity"): Style(str(node.get("shape") or OTHER.shape), str(node.get("color") or OTHER.colour)) for node in nodes}
    order = [*(name for name in STYLES if name in styles), *sorted(name for name in styles if name not in STYLES)]
    return [{"key": name, "label": _spaced(name), "shape": styles[name].shape, "colour": styles[name].colour} for name in order]


def _spaced(name: str) -> str:
    """A class's local name as words: "Legal instrument"; what has no class of its own is "Other"."""
    return "Other" if name == "Entity" else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
