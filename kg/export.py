"""A graph written to one file: RDF in six syntaxes, networks, tables. The file is whole, or it is not there."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple, serialize

from kg.errors import GraphError
from kg.files import replacing
from kg.lookup import ALIASES, SYNTAXES, Stored, clean, graphs
from kg.network import Edge, Network, Node, knowledge, multigraph, network
from kg.vocab import OWL, PREFIXES, RDF, RDFS, SKOS

if TYPE_CHECKING:
    import networkx

_DATASETS = ("nq", "trig", "jsonld")  # syntaxes that keep the named graphs
_DESCRIBING = (RDF.type, SKOS.prefLabel, SKOS.altLabel, RDFS.label, OWL.sameAs)


def export(graph: Stored, out: str | Path, form: str | None = None, *, layer: str = "all", only: Collection[str] | None = None) -> Path:
    """The path that was written; the same graph always gives the same bytes.

    The format is that of the file's ending unless `form` says otherwise; ".gz" packs any. N-Quads, TriG and JSON-LD keep the
    named graphs, the other syntaxes hold the union. `layer` keeps to the relations or to the events, each with descriptions of
    what they join; "all" is everything, records and ontology included. `only` keeps to the knowledge of some statuses. A network
    (graphml, gexf, csv, zip) is always knowledge alone: ".csv" is its edges, ".zip" holds nodes.csv and edges.csv.
    Raises GraphError, UsageError for an unknown layer, QueryError for an unknown status.
    """
    out = Path(out)
    written = _format(out, form)
    with _replacing(out) as file, _packing(file, out) as target:
        if written in SYNTAXES:
            _rdf(graph.store, target, written, layer, only)
        else:
            _NETWORKS[written](network(graph.store, layer=layer, only=only), target)
    return out


def _format(out: Path, form: str | None) -> str:
    """The format asked for, by name or by the file's ending."""
    name = (form or out.name.lower().removesuffix(".gz").rpartition(".")[2]).lower()
    name = ALIASES.get(name, name)
    if name not in SYNTAXES and name not in _NETWORKS:
        known = ", ".join([*SYNTAXES, *_NETWORKS])
        raise GraphError(f"{out}: {form or 'its ending'} is no format; choose from {known}, with .gz if you like")
    return name


@contextmanager
def _replacing(out: Path) -> Iterator[IO[bytes]]:
    """A file beside `out` that takes its name when all went well, and vanishes when not."""
    try:
        with replacing(out) as file:
            yield file
    except OSError as error:
        raise GraphError(f"{out}: cannot be written ({error.strerror or error}); check the folder, the free space and your rights there") from error


@contextmanager
def _packing(file: IO[bytes], out: Path) -> Iterator[IO[bytes]]:
    """The file itself, or one that packs into it, without the time and name that gzip would add."""
    if not out.name.lower().endswith(".gz"):
        yield file
        return
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
        yield packed  # type: ignore[misc]  # writes like any binary file


# ---------------------------------------------------------------- RDF
def _rdf(store: Store, file: IO[bytes], syntax: str, layer: str, only: Collection[str] | None) -> None:
    quads = _everything(store, only) if layer == "all" else _layer(store, layer, only)
    if syntax in _DATASETS:
        written: Iterable[Any] = quads
    else:
        written = sorted({quad.triple for quad in quads}, key=_key)
    if syntax in ("nq", "nt"):
        file.writelines(f"{statement} .\n".encode() for statement in written)
    else:
        serialize(written, file, SYNTAXES[syntax], prefixes=PREFIXES)


def _key(statement: Quad | Triple) -> tuple[str, str, str]:
    return str(statement.subject), str(statement.predicate), str(statement.object)


def _everything(store: Store, only: Collection[str] | None) -> Iterator[Quad]:
    """All quads, graph by graph, so that one graph at a time is held."""
    for name in graphs(store, only):
        yield from sorted(store.quads_for_pattern(None, None, None, name), key=_key)


def _layer(store: Store, layer: str, only: Collection[str] | None) -> Iterator[Quad]:
    """The quads of a layer, and what else is read says that its entities and events are and are called."""
    chosen = set(knowledge(store, layer=layer, only=only))
    joined = {term for quad in chosen for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
    read = set(graphs(store, only))
    described = {
        quad for node in joined for predicate in _DESCRIBING for quad in store.quads_for_pattern(node, NamedNode(predicate), None) if quad.graph_name in read
    }
    yield from sorted(chosen | described, key=lambda quad: (not isinstance(quad.graph_name, DefaultGraph), str(quad.graph_name), *_key(quad)))


# ---------------------------------------------------------------- networks
def _graphml(net: Network, file: IO[bytes]) -> None:
    import networkx

    networkx.write_graphml_xml(_numbered(net), file)


def _gexf(net: Network, file: IO[bytes]) -> None:
    import networkx

    made = io.BytesIO()
    networkx.write_gexf(_numbered(net), made)
    file.write(re.sub(rb' lastmodifieddate="[^"]*"', b"", made.getvalue()))  # the day must not change the bytes


def _numbered(net: Network) -> networkx.MultiDiGraph[str]:
    """The network with an id of its own for each edge, which these formats ask for."""
    import networkx

    found: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    made = multigraph(net)
    found.add_nodes_from(made.nodes(data=True))
    for number, (subject, other, _, data) in enumerate(made.edges(keys=True, data=True)):
        found.add_edge(subject, other, key=f"e{number}", **data)
    return found


def _edges_csv(net: Network, file: IO[bytes]) -> None:
    file.write(_table(net.edges, Edge.__slots__))


def _zip(net: Network, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows, columns in (("nodes.csv", net.nodes, Node.__slots__), ("edges.csv", net.edges, Edge.__slots__)):
            packed.writestr(zipfile.ZipInfo(name), _table(rows, columns), zipfile.ZIP_DEFLATED)


def _table(rows: Iterable[Node | Edge], columns: Iterable[str]) -> bytes:
    """CSV in UTF-8; several values in one cell are joined by "|", details are name=value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in attrgetter(*columns)(row)])
    return out.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join("=".join(item) if isinstance(item, tuple) else item for item in value)
    return str(value).lower() if isinstance(value, bool) else clean(str(value))


_NETWORKS: dict[str, Callable[[Network, IO[bytes]], None]] = {"graphml": _graphml, "gexf": _gexf, "csv": _edges_csv, "zip": _zip}
