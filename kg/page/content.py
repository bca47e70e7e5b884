"""A view as pyvis nodes and edges, and both as the JSON that the page's script reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.page.layout import place

if TYPE_CHECKING:
    from kg.views import Edge, Evidence, Node, Segment, View

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
INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "&<>\u2028\u2029"}
NAMED = 300  # nodes up to which each has room for its name
MANY = 800  # edges from which they are not drawn while the picture moves


def clean(text: str) -> str:
    """`text` without what could turn it round or break it: control characters, marks of direction, halves of pairs."""
    return INVISIBLE.sub("", text)


def plain(value: Any) -> Any:
    """`value` as JSON can hold it: texts cleaned, numpy's numbers as numbers, what is no data as text."""
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, Mapping):
        return {clean(str(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return clean(str(value))


def embedded(value: Any) -> str:
    """`value` as JSON that may stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(UNSAFE)


def node_options(node: Node) -> Options:
    group = next((name for name in node.lineage if name in STYLES), _topmost(node.lineage))
    style = STYLES.get(group, OTHER)
    return {
        "group": group,
        "shape": style.shape,
        "color": style.colour,
        "size": round(min(8 + 3.2 * node.statements**0.5, 32.0), 1),
        "label": node.label,
        "kind": node.kind_label or node.kind,
        "aliases": node.aliases,
        "links": node.links,
        "mentions": node.mentions,
        "statements": node.statements,
    }


def _topmost(lineage: Sequence[str]) -> str:
    """The widest class that says more than that it is an entity."""
    entity = lineage.index("Entity") if "Entity" in lineage else 1
    return lineage[max(entity - 1, 0)] if lineage else "Entity"


def edge_options(edge: Edge, evidence: Sequence[int]) -> Options:
    return {
        "id": edge.id,
        "label": edge.label,
        "status": edge.status,
        "role": edge.role,
        "mutual": edge.mutual,
        "disputed": edge.disputed,
        "cls": edge.event_class,
        "sources": edge.sources,
        "times": edge.times,
        "evidence": evidence,
        "dashes": DASHES.get(edge.status, False),
        "width": 1.0 if edge.role else round(min(1.2 + 0.5 * len(evidence), 4.0), 1),
        "arrows": "to, from" if edge.mutual else "to",
    }


def curves(pairs: Sequence[tuple[Any, Any]]) -> list[Options]:
    """For each edge between the two ends the bend that keeps it apart from the others between them."""
    bundles = [tuple(sorted((str(a), str(b)))) for a, b in pairs]
    total, seen = Counter(bundles), Counter[tuple[str, ...]]()
    found: list[Options] = []
    for (a, b), bundle in zip(pairs, bundles, strict=True):
        place = seen[bundle] - (total[bundle] - 1) / 2
        seen[bundle] += 1
        if a == b:
            found.append({"selfReference": {"size": 16 + 8 * (place + total[bundle] / 2), "angle": 0.8}})
        elif place == 0:
            found.append({"smooth": False})
        else:
            bend = place if str(a) == bundle[0] else -place
            roundness = round(min(abs(bend) * 0.22, 0.9), 3)
            found.append({"smooth": {"enabled": True, "type": "curvedCW" if bend > 0 else "curvedCCW", "roundness": roundness}})
    return found


def box(node: Options, *, named: bool) -> tuple[float, float]:
    """The width and height that a node takes, with its name below it or without, in pixels."""
    length, size = len(str(node.get("label") or "")), float(node.get("size") or 10)
    if not named:
        return 2 * size + 8, 2 * size + 8
    lines = min(3, -(-length // 18))
    return max(2 * size, min(length, 18) * 7.0) + 14, 2 * size + lines * 15 + 12


def positioned(nodes: Sequence[Options], edges: Sequence[Options]) -> list[Options]:
    """The nodes with `x` and `y`: those that they have, if all have them, else computed ones."""
    if all("x" in node and "y" in node for node in nodes):
        return [dict(node) for node in nodes]
    index = {node["id"]: i for i, node in enumerate(nodes)}
    named = len(nodes) <= NAMED  # in a larger picture names stand only where there is room
    points = place([box(node, named=named) for node in nodes], [(index[edge["from"]], index[edge["to"]]) for edge in edges])
    return [node | {"x": x, "y": y} for node, (x, y) in zip(nodes, points, strict=True)]


class Testimony:
    """Evidence, sentences and articles as numbered lists, each written once however many edges it proves."""

    def __init__(self, view: View) -> None:
        self.numbers: dict[Evidence, int] = {}
        for edge in view.edges:
            for evidence in edge.evidence:
                self.numbers.setdefault(evidence, len(self.numbers))
        documents = {evidence.document.id: evidence.document for evidence in self.numbers}
        self.documents = [{"id": d.id, "title": d.title, "publisher": d.publisher, "issued": d.issued, "url": d.url} for d in documents.values()]
        order = {document: number for number, document in enumerate(documents)}
        sentences: dict[str, int] = {}
        self.evidence: list[Options] = []
        for evidence in self.numbers:
            words, marks = marked(evidence.words)
            self.evidence.append(
                {
                    "document": order[evidence.document.id],
                    "sentence": sentences.setdefault(words, len(sentences)),
                    "marks": marks,
                    "status": evidence.status,
                    "sources": evidence.sources,
                    "time": evidence.time,
                    "outcome": evidence.outcome,
                }
            )
        self.sentences = list(sentences)


def marked(segments: Iterable[Segment]) -> tuple[str, list[int | str]]:
    """The cleaned sentence, and begin, end and part of each mark one after the other, counted as JavaScript counts (UTF-16)."""
    words, marks, at = "", list[int | str](), 0
    for segment in segments:
        text = clean(segment.text)
        end = at + len(text.encode("utf-16-le")) // 2
        if segment.part:
            marks += [at, end, segment.part]
        words, at = words + text, end
    return words, marks


def payload(title: str, nodes: Sequence[Options], edges: Sequence[Options], testimony: Testimony | None, remark: str | None) -> Options:
    """All that the script needs."""
    statuses = sorted({str(edge.get("status") or "asserted") for edge in edges}, key=lambda s: ([*DASHES, s].index(s), s))
    index = {node["id"]: number for number, node in enumerate(nodes)}
    return {
        "title": title,
        "remark": remark,
        "many": MANY,
        "groups": _groups(nodes),
        "statuses": [{"key": status, "dashes": DASHES.get(status, False)} for status in statuses],
        "nodes": [_filled(node | {"shape": None, "color": None} if "group" in node else node) for node in nodes],
        "edges": [_filled(edge | {"from": index[edge["from"]], "to": index[edge["to"]], "dashes": None}) for edge in edges],
        "evidence": [_filled(entry) for entry in testimony.evidence] if testimony else [],
        "sentences": testimony.sentences if testimony else [],
        "documents": [_filled(document) for document in testimony.documents] if testimony else [],
    }


def _filled(options: Options) -> Options:
    """What says something; the script knows what is meant where nothing is said."""
    return {key: value for key, value in options.items() if value is not None and value is not False and value not in ("", (), [])}


def _groups(nodes: Iterable[Options]) -> list[Options]:
    """The legend: the classes that occur, known ones in the order of STYLES, then others by name."""
    styles = {str(node.get("group") or "Entity"): Style(str(node.get("shape") or OTHER.shape), str(node.get("color") or OTHER.colour)) for node in nodes}
    order = [*(name for name in STYLES if name in styles), *sorted(name for name in styles if name not in STYLES)]
    return [{"key": name, "label": _spaced(name), "shape": styles[name].shape, "colour": styles[name].colour} for name in order]


def _spaced(name: str) -> str:
    """A class's local name as words: "Legal instrument"; what has no class of its own is "Other"."""
    return "Other" if name == "Entity" else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
