"""A graph as RDF, in constant memory: sorted lines first, and every syntax from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, groupby
from typing import IO, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg.export.statements import beside, with_terms
from kg.lookup import SYNTAXES, GraphName, graphs
from kg.network import knowledge
from kg.sorting import Sorter
from kg.vocab import OWL, PREFIXES, RDF, RDFS, SKOS

Blocks = Iterable[list[bytes]]  # sorted lines of N-Triples, in lists of bounded length

DATASETS = ("nq", "trig", "jsonld")  # syntaxes that keep the named graphs
WITH_TERMS = ("nq", "trig", "nt", "ttl")  # syntaxes in which others read triple terms
_DESCRIBING = (RDF.type, SKOS.prefLabel, SKOS.altLabel, RDFS.label, OWL.sameAs)


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a graph is written, and how its statements are."""

    layer: str = "all"
    only: Collection[str] | None = None
    triple_terms: bool = False


def write(store: Store, file: IO[bytes], syntax: str, choice: Choice) -> None:
    """Writes the graph in one of `SYNTAXES`; those that know no named graphs get the union, and on each statement its status and source."""
    if syntax == "nq":
        file.writelines(_as_quads(by_graph(store, choice)))
    elif syntax in DATASETS:
        quads = (parse(lines, format=RdfFormat.N_QUADS) for lines in _as_quads(by_graph(store, choice)))
        serialize(chain.from_iterable(quads), file, SYNTAXES[syntax], prefixes=PREFIXES)
    else:
        with Sorter() as sorter:
            _flatten(store, choice, sorter)
            if syntax == "nt":
                file.writelines(map(b"".join, sorter.blocks()))
            else:
                triples = (parse(b"".join(block), format=RdfFormat.N_TRIPLES) for block in sorter.blocks())
                serialize(chain.from_iterable(triples), file, SYNTAXES[syntax], prefixes=PREFIXES)


def line_end(name: GraphName) -> bytes:
    """What ends a line of N-Quads in that graph; line feeds in literals are escaped, so " .\\n" is always the end of a line."""
    return b" .\n" if isinstance(name, DefaultGraph) else f" {name} .\n".encode()


def _as_quads(named: Iterable[tuple[GraphName, Blocks]]) -> Iterator[bytes]:
    """Lines of N-Quads, many at a time."""
    for name, blocks in named:
        end = line_end(name)
        for block in blocks:
            yield b"".join(block).replace(b" .\n", end)


# ---------------------------------------------------------------- graph by graph
def by_graph(store: Store, choice: Choice | None = None) -> Iterator[tuple[GraphName, Blocks]]:
    """Each graph that is not empty, in order of the names, with its triples. Read one to its end before the next is asked for."""
    choice = choice or Choice()
    return _wholes(store, choice) if choice.layer == "all" else _layer(store, choice)


def _wholes(store: Store, choice: Choice) -> Iterator[tuple[GraphName, Blocks]]:
    for name in graphs(store, choice.only):
        with Sorter() as sorter:
            _fill(store, name, sorter, choice)
            blocks = sorter.blocks()
            if (first := next(blocks, None)) is not None:
                yield name, chain([first], blocks)


def _fill(store: Store, name: GraphName, sorter: Sorter, choice: Choice) -> None:
    if choice.triple_terms:
        for triple in with_terms(store, name):
            sorter.write(f"{triple} .\n".encode())
    else:
        store.dump(cast(IO[bytes], sorter), RdfFormat.N_TRIPLES, from_graph=name)  # a file that is only written to


def _layer(store: Store, choice: Choice) -> Iterator[tuple[GraphName, Blocks]]:
    """The quads of a layer, and what is read elsewhere of what its entities and events are and are called."""
    with ExitStack() as stack:
        joined, chosen = stack.enter_context(Sorter()), stack.enter_context(Sorter())
        for quad in knowledge(store, layer=choice.layer, only=choice.only):
            chosen.write(_with_graph(quad))
            joined.write("".join(f"{term.value}\n" for term in (quad.subject, quad.object) if isinstance(term, NamedNode)).encode())
        read = set(graphs(store, choice.only))
        for line in joined.lines():
            node = NamedNode(line.decode().rstrip("\n"))
            for predicate in _DESCRIBING:
                for quad in store.quads_for_pattern(node, NamedNode(predicate), None):
                    if quad.graph_name in read:
                        chosen.write(_with_graph(quad))
        for graph, lines in groupby(chosen.lines(), lambda line: line.partition(b"\t")[0]):
            name = NamedNode(graph.decode()) if graph else DefaultGraph()
            yield name, ([line.partition(b"\t")[2]] for line in lines)


def _with_graph(quad: Quad) -> bytes:
    """A line that sorts by graph, then by triple. IRIs hold no tab."""
    graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
    return f"{graph}\t{quad.triple} .\n".encode()


# ---------------------------------------------------------------- all graphs as one
def _flatten(store: Store, choice: Choice, sorter: Sorter) -> None:
    if choice.layer == "all":
        for name in graphs(store, choice.only):
            _fill(store, name, sorter, choice)
    else:
        for _, blocks in _layer(store, choice):
            for block in blocks:
                sorter.write(b"".join(block))
    for triple in beside(store, layer=choice.layer, only=choice.only, triple_terms=choice.triple_terms):
        sorter.write(f"{triple} .\n".encode())
