"""A graph as nodes and edges, written as they come: GraphML, GEXF, and tables in the form that Neo4j imports."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Collection, Iterator
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import Store

from kg.lookup import clean, local
from kg.network import DETAILS, Edge, Node, edges, nodes

_NODE = ("label", "kind", "group", *DETAILS)
_EDGE = {"relation": "string", "label": "string", "group": "string", "status": "string", "documents": "string", "weight": "integer"}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _of_node(node: Node) -> dict[str, str]:
    return {"label": clean(node.label), "kind": node.kind, "group": "event" if node.event else "entity", **dict(node.details)}


def _of_edge(edge: Edge) -> dict[str, str]:
    return {
        "relation": edge.relation,
        "label": clean(edge.label),
        "group": "role" if edge.role else "relation",
        "status": "|".join(edge.statuses),
        "documents": "|".join(edge.documents),
        "weight": str(max(len(edge.documents), 1)),
    }


# ---------------------------------------------------------------- XML
def _graphml(store: Store, file: IO[bytes], layer: str, only: Collection[str] | None) -> None:
    file.write((_HEAD + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n').encode())
    for name in _NODE:
        file.write(f'<key id="n.{name}" for="node" attr.name="{name}" attr.type="string"/>\n'.encode())
    for name, kind in _EDGE.items():
        file.write(f'<key id="e.{name}" for="edge" attr.name="{name}" attr.type="{"int" if kind == "integer" else kind}"/>\n'.encode())
    file.write(b'<graph edgedefault="directed">\n')
    for node in nodes(store, layer=layer, only=only):
        file.write(f"<node id={quoteattr(node.iri)}>{_data('n', _of_node(node))}</node>\n".encode())
    for number, edge in enumerate(edges(store, layer=layer, only=only)):
        ends = f"source={quoteattr(edge.subject)} target={quoteattr(edge.object)}"
        file.write(f'<edge id="e{number}" {ends}>{_data("e", _of_edge(edge))}</edge>\n'.encode())
    file.write(b"</graph>\n</graphml>\n")


def _data(kind: str, values: dict[str, str]) -> str:
    return "".join(f'<data key="{kind}.{name}">{escape(value)}</data>' for name, value in values.items())


def _gexf(store: Store, file: IO[bytes], layer: str, only: Collection[str] | None) -> None:
    file.write((_HEAD + '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n<graph defaultedgetype="directed" mode="static">\n').encode())
    for kind, names in (("node", _NODE[1:]), ("edge", tuple(name for name in _EDGE if name not in ("label", "weight")))):
        listed = "".join(f'<attribute id="{kind[0]}.{name}" title="{name}" type="string"/>' for name in names)
        file.write(f'<attributes class="{kind}" mode="static">{listed}</attributes>\n'.encode())
    file.write(b"<nodes>\n")
    for node in nodes(store, layer=layer, only=only):
        values = _of_node(node)
        label = values.pop("label")
        file.write(f"<node id={quoteattr(node.iri)} label={quoteattr(label)}>{_attvalues('n', values)}</node>\n".encode())
    file.write(b"</nodes>\n<edges>\n")
    for number, edge in enumerate(edges(store, layer=layer, only=only)):
        values = _of_edge(edge)
        told = f"label={quoteattr(values.pop('label'))} weight={quoteattr(values.pop('weight'))}"
        ends = f"source={quoteattr(edge.subject)} target={quoteattr(edge.object)}"
        file.write(f'<edge id="e{number}" {ends} {told}>{_attvalues("e", values)}</edge>\n'.encode())
    file.write(b"</edges>\n</graph>\n</gexf>\n")


def _attvalues(kind: str, values: dict[str, str]) -> str:
    listed = "".join(f'<attvalue for="{kind}.{name}" value={quoteattr(value)}/>' for name, value in values.items())
    return f"<attvalues>{listed}</attvalues>"


# ---------------------------------------------------------------- tables
NODE_COLUMNS = (":ID", "name", ":LABEL", *(f"{name}:string[]" for name in DETAILS))
EDGE_COLUMNS = (":START_ID", ":END_ID", ":TYPE", "name", "relation", "status:string[]", "documents:string[]", "weight:int")


def _relationships(store: Store, file: IO[bytes], layer: str, only: Collection[str] | None) -> None:
    _table(file, EDGE_COLUMNS, map(_edge_row, edges(store, layer=layer, only=only)))


def _zip(store: Store, file: IO[bytes], layer: str, only: Collection[str] | None) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, columns, rows in (
            ("nodes.csv", NODE_COLUMNS, map(_node_row, nodes(store, layer=layer, only=only))),
            ("relationships.csv", EDGE_COLUMNS, map(_edge_row, edges(store, layer=layer, only=only))),
        ):
            entry = zipfile.ZipInfo(name)  # carries no time of its own
            entry.compress_type = zipfile.ZIP_DEFLATED
            with packed.open(entry, "w", force_zip64=True) as target:
                _table(target, columns, rows)


def _node_row(node: Node) -> list[str]:
    details = dict(node.details)
    kinds = node.kind.split("|") if node.kind else []
    labels = _several([*kinds, "Event" if node.event else "Entity"])
    return [node.iri, clean(node.label), labels, *(_several(details.get(name, "").split("|")) for name in DETAILS)]


def _edge_row(edge: Edge) -> list[str]:
    statuses, documents = _several(edge.statuses), _several(edge.documents)
    return [edge.subject, edge.object, local(edge.relation), clean(edge.label), edge.relation, statuses, documents, str(max(len(edge.documents), 1))]


def _several(values: Collection[str]) -> str:
    """Several values of one cell, in order and each once, as Neo4j's import parts them."""
    return ";".join(dict.fromkeys(value.replace(";", ",") for value in values))


def _table(file: IO[bytes], columns: Collection[str], rows: Iterator[list[str]]) -> None:
    """CSV in UTF-8, a row at a time."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    text.detach()


WRITERS: dict[str, Callable[[Store, IO[bytes], str, Collection[str] | None], None]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _relationships,
    "zip": _zip,
}
