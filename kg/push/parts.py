"""A graph in the pieces in which it travels: one named graph each, as sorted lines, with its count and its hash."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from typing import IO

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.errors import GraphError, UsageError
from kg.export.triples import Choice, by_graph
from kg.lookup import KNOWLEDGE, record_of
from kg.vocab import KG, RDF

HELD = 8 << 20  # bytes of one graph that are held in memory
GENID = "/.well-known/genid/"


class Part:
    """One graph: its IRI (None for the default graph), its number of triples and the SHA-256 of its lines of N-Triples."""

    def __init__(self, graph: str | None, blocks: Iterable[Collection[bytes]]) -> None:
        self.graph = graph
        self.count = 0
        digest = hashlib.sha256()
        self._body: IO[bytes] = tempfile.SpooledTemporaryFile(HELD)  # noqa: SIM115  # closed by who takes the part
        for block in blocks:
            data = b"".join(block)
            digest.update(data)
            self._body.write(data)
            self.count += len(block)
        self.digest = digest.hexdigest()
        self.size = self._body.tell()

    def pieces(self, size: int, lines: int | None = None) -> Iterator[bytes]:
        """The lines in pieces of at most `size` bytes (but one line at least) and `lines` lines."""
        self._body.seek(0)
        held: list[bytes] = []
        total = 0
        for line in self._body:
            if held and (total + len(line) > size or len(held) == lines):
                yield b"".join(held)
                held, total = [], 0
            held.append(line)
            total += len(line)
        if held:
            yield b"".join(held)

    def quads(self) -> bytes:
        """The lines of a named graph as N-Quads."""
        self._body.seek(0)
        return self._body.read().replace(b" .\n", f" {NamedNode(self.graph or '')} .\n".encode())

    def close(self) -> None:
        self._body.close()


def of_store(store: Store, *, layer: str = "all", only: Collection[str] | None = None, default: str | None = None) -> Iterator[Part]:
    """The graphs in order of their names; `default` is the IRI that the default graph goes by, None to let it be the default graph.

    A document that has nothing of some status gives an empty part for it, so that what a store still has there can go.
    Blank nodes get IRIs that depend on nothing but the graph.
    """
    if default is not None and next(store.quads_for_pattern(None, None, None, NamedNode(default)), None) is not None:
        raise UsageError(f"--default-graph {default}: a graph of that name is there already; choose another IRI")
    for name, blocks in by_graph(store, Choice(layer, only)):
        graph = name.value if isinstance(name, NamedNode) else default
        if isinstance(name, BlankNode):
            raise GraphError(f"the graph {name} has no IRI; give it one, since no store can be told to replace it")
        yield Part(graph, _named(graph or KG, blocks))
        if not isinstance(name, NamedNode) or layer != "all" or only is not None:
            continue
        if any(Quad(name, NamedNode(RDF.type), NamedNode(KG + cls), name) in store for cls in ("Article", "Reading")):
            for status in KNOWLEDGE:
                if next(store.quads_for_pattern(None, None, None, NamedNode(f"{graph}/{status}")), None) is None:
                    yield Part(f"{graph}/{status}", ())


def of_lines(document: str, lines: Iterable[str]) -> Iterator[Part]:
    """The graphs of a document from its lines of N-Quads, which the builder writes sorted: four for each reader, those without lines empty."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.removesuffix(" .").rpartition(" ")[2], []).append(line)
    records = dict.fromkeys((document, *(record_of(name[1:-1]) for name in sorted(found))))
    for name in (name for record in records for name in (record, *(f"{record}/{status}" for status in KNOWLEDGE))):
        yield of_graph(name, found.get(f"<{name}>", ()))


def of_graph(graph: str, lines: Iterable[str]) -> Part:
    """One graph from its lines of N-Quads."""
    return Part(graph, [sorted({f"{line.removesuffix(' .').rpartition(' ')[0]} .\n".encode() for line in lines})])


def manifest(parts: Iterable[Part]) -> Iterator[str]:
    """A line for each part that is not empty: graph, count, SHA-256, with tabs between."""
    for part in parts:
        with closing(part):
            if part.count:
                yield f"{part.graph or ''}\t{part.count}\t{part.digest}\n"


# ---------------------------------------------------------------- blank nodes
def _named(graph: str, blocks: Iterable[list[bytes]]) -> Iterator[Collection[bytes]]:
    for block in blocks:
        if any(line.startswith(b"_:") or b" _:" in line for line in block):
            rest = [*block, *(line for other in blocks for line in other)]
            yield sorted({f"{triple} .\n".encode() for triple in _skolem(graph, rest)})
            return
        yield block


def _skolem(graph: str, lines: list[bytes]) -> Iterator[Triple]:
    """The triples with an IRI for each blank node: the same graph always gives the same."""
    dataset = Dataset(parse(b"".join(lines), format=RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    host = "/".join(graph.split("/")[:3]) if graph.startswith("http") else KG.partition("/ontology")[0]
    mark = hashlib.sha256(graph.encode()).hexdigest()[:16]

    def named(term: object) -> object:
        return NamedNode(f"{host}{GENID}{mark}-{term.value}") if isinstance(term, BlankNode) else term

    for quad in dataset:
        assert isinstance(quad.graph_name, DefaultGraph)
        yield Triple(named(quad.subject), quad.predicate, named(quad.object))  # type: ignore[arg-type]  # the term itself, or an IRI
