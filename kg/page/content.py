"""A network as the JSON that the page's script reads: what the first picture needs, and the rest, which is read after it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.page.crowds import folded
from kg.page.layout import place
from kg.page.looks import DASHES, Options, contested, edge_options, legend, node_options
from kg.page.text import clean, filled
from kg.vocab import BASE, KG

if TYPE_CHECKING:
    from kg.views import Evidence, Segment, View

NAMED = 300  # nodes up to which each has room for its name
NODES, EDGES = 1500, 4000  # drawn at once, at most; a larger graph is folded into communities


class Testimony:
    """Evidence, sentences and articles as numbered lists, each written once however many edges it proves."""

    def __init__(self, view: View | None = None) -> None:
        self.numbers: dict[Evidence, int] = {}
        for edge in view.edges if view else ():
            for evidence in edge.evidence:
                self.numbers.setdefault(evidence, len(self.numbers))
        self._documents = {evidence.document.id: evidence.document for evidence in self.numbers}

    def base(self) -> str:
        """What the IRIs of the data begin with, as far as the articles' names tell."""
        return next((found[1] for name in self._documents if (found := re.match(r"(.+/)doc/", name))), BASE)

    def lists(self, index: dict[Any, int]) -> Options:
        """Evidence, sentences, documents and terms; `index` numbers the nodes."""
        order = {document: number for number, document in enumerate(self._documents)}
        sentences: dict[str, int] = {}
        terms: dict[str, int] = {}
        found = []
        for evidence in self.numbers:
            words, marks = marked(evidence.words)
            document = evidence.document.id
            entry = {
                "document": order[document],
                "sentence": sentences.setdefault(words, len(sentences)),
                "marks": marks,
                "status": clean(evidence.status),
                "sources": [clean(name) for name in evidence.sources],
                "voices": [index[voice] for voice in evidence.voices if voice in index],
                "time": _clean(evidence.time),
                "outcome": _clean(evidence.outcome),
                "claim": evidence.claim and clean(evidence.claim.removeprefix(document)),
                "place": evidence.place and clean(evidence.place.removeprefix(document)),
                "record": [terms.setdefault(word, len(terms)) for pair in evidence.record for word in pair],
            }
            found.append(filled(entry))
        documents = [
            filled({"id": clean(d.id), "title": _clean(d.title), "publisher": _clean(d.publisher), "issued": _clean(d.issued), "url": _clean(d.url)})
            for d in self._documents.values()
        ]
        return {"evidence": found, "sentences": list(sentences), "documents": documents, "terms": [clean(term) for term in terms]}


def _clean(text: str | None) -> str | None:
    return None if text is None else clean(text)


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


def described(view: View) -> tuple[list[Options], list[Options], Testimony]:
    """Nodes and edges as the page has them, and what the numbers of their evidence mean."""
    testimony, disputed = Testimony(view), contested(view.edges)
    nodes = [node_options(node, disputed) for node in view.nodes]
    return nodes, [edge_options(edge, disputed, [testimony.numbers[evidence] for evidence in edge.evidence]) for edge in view.edges], testimony


def fragment(view: View) -> Options:
    """A view as the script adds it to a page that is shown: as `payload` has it, but without places; `all` is how many nodes there would be."""
    nodes, edges, testimony = described(view)
    index = {node["id"]: number for number, node in enumerate(nodes)}
    return {
        "all": view.all_nodes,
        "groups": legend(nodes),
        "statuses": _statuses(edges),
        "nodes": [_known_by_group(node) for node in nodes],
        "edges": [_numbered(edge, index) for edge in edges],
        **testimony.lists(index),
    }


def _statuses(edges: Sequence[Options]) -> list[Options]:
    names = sorted({str(edge.get("status") or "asserted") for edge in edges}, key=lambda s: ([*DASHES, s].index(s), s))
    return [{"key": status, "dashes": DASHES.get(status, False)} for status in names]


def _known_by_group(node: Options) -> Options:
    """The node without what its group says of it already."""
    return filled(node | {"shape": None, "color": None} if "group" in node else node)


def _numbered(edge: Options, index: Mapping[Any, int]) -> Options:
    return filled(edge | {"from": index[edge["from"]], "to": index[edge["to"]], "dashes": None, "arrows": None})


def payload(title: str, nodes: Sequence[Options], edges: Sequence[Options], testimony: Testimony, remark: str | None) -> tuple[Options, Options]:
    """What the first picture needs, and the rest. Nodes have whole numbers instead of ids as the ends of edges."""
    index = {node["id"]: number for number, node in enumerate(nodes)}
    first: Options = {
        "title": title,
        "remark": remark,
        "base": clean(testimony.base()),
        "vocabulary": KG,
        "limits": {"nodes": NODES, "edges": EDGES},
        "groups": legend(nodes),
        "statuses": _statuses(edges),
        "nodes": [],
        "edges": [],
    }
    rest = testimony.lists(index)
    if len(nodes) <= NODES and len(edges) <= EDGES:
        first["nodes"] = [_known_by_group(node) for node in positioned(nodes, edges)]
        first["edges"] = [_numbered(edge, index) for edge in edges]
        return first, rest
    pairs = [(index[edge["from"]], index[edge["to"]]) for edge in edges]
    community, overview = folded([str(node.get("label") or node["id"]) for node in nodes], pairs)
    folding = f"{len(nodes):,} nodes are folded into {len(overview['crowds'])} communities."
    first["remark"] = " ".join(filter(None, (folding, remark)))
    counts = {"nodeCount": len(nodes), "edgeCount": sum(not edge.get("role") for edge in edges)}
    return first | overview | counts, rest | columns(nodes, edges, index, community, first)


NODE_COLUMNS = {"id", "label", "group", "kind", "type", "statements", "size", "shape", "color"}
RELATION = ("label", "relation", "role", "speech", "cls", "status")  # of an edge, what many have alike
EDGE_COLUMNS = {"id", "from", "to", "label", "relation", "status", "role", "speech", "cls", "issued", "dashes", "arrows"}


def columns(nodes: Sequence[Options], edges: Sequence[Options], index: dict[Any, int], community: Sequence[int], first: Options) -> Options:
    """A large graph column by column, which packs well. What only few nodes or edges have stands in `more`, by position."""
    groups = {group["key"]: number for number, group in enumerate(first["groups"])}
    kinds: dict[tuple[Any, Any], int] = {}
    days: dict[str | None, int] = {}
    relations: dict[tuple[Any, ...], int] = {}
    ordered = sorted(edges, key=lambda edge: index[edge["from"]])
    starts = [index[edge["from"]] for edge in ordered]
    more, degrees = _more(nodes, NODE_COLUMNS), Counter(end for edge in edges for end in {edge["from"], edge["to"]})
    for number, node in enumerate(nodes):  # the script counts lines itself; nearly always there are as many statements
        if (statements := node.get("statements") or 0) != degrees[node["id"]]:
            more.setdefault(number, {})["statements"] = statements
    return {
        "nodes": {
            "id": [_id(node, first["base"]) for node in nodes],
            "label": [node.get("label") or "" for node in nodes],
            "group": [groups[str(node.get("group") or "Entity")] for node in nodes],
            "kind": [kinds.setdefault((node.get("kind"), node.get("type")), len(kinds)) for node in nodes],
            "kinds": [filled({"kind": kind, "type": type_}) for kind, type_ in kinds],
            "crowd": list(community),
            "more": more,
        },
        "edges": {
            "step": [b - a for a, b in zip([0, *starts], starts, strict=False)],
            "to": [index[edge["to"]] for edge in ordered],
            "relation": [relations.setdefault(_relation(edge), len(relations)) for edge in ordered],
            "relations": [filled(dict(zip(RELATION, relation, strict=True))) for relation in relations],
            "day": [days.setdefault(edge.get("issued"), len(days)) for edge in ordered],
            "days": list(days),
            "more": _more(ordered, EDGE_COLUMNS),
        },
    }


def _id(node: Options, base: str) -> str:
    """The part of a node's IRI after the base; nothing where the script can tell it by the node's kind and name, as most often."""
    found, label = str(node["id"]).removeprefix(base), node.get("label") or ""
    told = f"{node.get('kind') or ''}/{label.lower().replace(' ', '-')}"
    return "" if found == told and label.isascii() and found != str(node["id"]) else found


def _more(things: Sequence[Options], usual: Collection[str]) -> dict[int, Options]:
    """By position, what things have beside what is usual."""
    rare: dict[tuple[str, ...], list[str]] = {}
    found = {}
    for number, thing in enumerate(things):
        names = tuple(thing)
        if names not in rare:
            rare[names] = [name for name in names if name not in usual]
        if extra := filled({name: thing[name] for name in rare[names]}):
            found[number] = extra
    return found


def _relation(edge: Options) -> tuple[Any, ...]:
    get = edge.get
    return get("label"), get("relation"), get("role"), get("speech"), get("cls"), get("status") or "asserted"


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
