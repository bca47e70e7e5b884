"""What a worker process does: one job after another on a graph that it can only read. A job that takes too long is ended with its process.

A job gives a head and then pieces of the body, so that a graph of any size passes through without being held.
"""

from __future__ import annotations

import contextlib
import json
import resource
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kg.errors import KgError, UsageError
from kg.lookup import base
from kg.query import Scope, run
from kg.results import render
from kg.serve.negotiate import choose
from kg.serve.things import described, page_of
from kg.store import Graph
from kg.vocab import PREFIXES

if TYPE_CHECKING:
    from kg.views import Names

ROWS = {"application/sparql-results+json": "json", "application/sparql-results+xml": "xml", "text/csv": "csv", "text/tab-separated-values": "tsv"}
ROWS |= {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
TRUTH = {name: form for name, form in ROWS.items() if form in ("json", "xml")}
TRIPLES = {"text/turtle": "turtle", "application/n-triples": "nt", "application/ld+json": "jsonld", "application/rdf+xml": "rdfxml", "text/plain": "nt"}
QUADS = {"application/n-quads": RdfFormat.N_QUADS, "application/trig": RdfFormat.TRIG, "application/ld+json": RdfFormat.JSON_LD}
SYNTAXES = {"turtle": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdfxml": RdfFormat.RDF_XML}
PIECE = 5_000  # quads written at a time
Values: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Head:
    """How an answer begins: its HTTP status, its media type, and whether a limit cut it off."""

    status: int
    media: str
    cut: bool = False


Answer: TypeAlias = Iterator[Head | bytes]


def main(pipe: Connection, folder: str, memory: int) -> None:
    """Serves jobs from the pipe until it closes. `memory` in bytes is the most that the process may ask for."""
    with contextlib.suppress(ValueError, OSError):  # a lower limit that is set already stays
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with Graph.open(folder) as graph, contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send(None)
        while (job := pipe.recv()) is not None:
            for part in _answer(graph, *job):
                pipe.send(part)
            pipe.send(None)


def _answer(graph: Graph, kind: str, values: Values) -> Answer:
    """The job's answer; what cannot be answered is told in one line, never as a trace."""
    try:
        yield from JOBS[kind](graph, values)
    except UsageError as error:
        yield from _told(404, str(error))
    except KgError as error:
        yield from _told(400, str(error))
    except MemoryError:
        yield from _told(503, "this needs more memory than one request may have; ask for less")
    except Exception as error:  # the one place where a defect must not reach the client
        yield from _told(500, f"the request could not be answered ({type(error).__name__})")


def _told(status: int, text: str) -> Answer:
    yield Head(status, "text/plain; charset=utf-8")
    yield f"{text}\n".encode()


# ---------------------------------------------------------------- SPARQL
def _query(graph: Graph, values: Values) -> Answer:
    default, named, accept = values["default"], values["named"], values["accept"]
    assert isinstance(default, tuple) and isinstance(named, tuple)
    scope = Scope(default, named) if default or named else None
    result = run(graph, str(values["query"]), at_most=_count(values["rows"]), scope=scope)
    forms = {"rows": ROWS, "truth": TRUTH, "triples": TRIPLES}[result.kind]
    media = choose(None if accept is None else str(accept), list(forms))
    if media is None:
        yield from _told(406, f"the answer can be had as {', '.join(forms)}; ask for one of these")
        return
    yield Head(200, f"{media}; charset=utf-8" if media.startswith("text/") else media, result.more)
    yield render(result, forms[media]).encode()


def _count(value: object) -> int:
    assert isinstance(value, int)
    return value


# ---------------------------------------------------------------- whole graphs
def _graph(graph: Graph, values: Values) -> Answer:
    """One named graph, the union of all (None), or the dataset (no "graph" among the values)."""
    accept = None if values["accept"] is None else str(values["accept"])
    if "graph" not in values:
        media = choose(accept, list(QUADS))
        quads = graph.store.quads_for_pattern(None, None, None, None)
        yield from _unoffered(list(QUADS)) if media is None else _written(media, QUADS[media], quads)
        return
    media = choose(accept, list(TRIPLES))
    if media is None:
        yield from _unoffered(list(TRIPLES))
        return
    name = None if values["graph"] is None else _iri("graph", values["graph"])
    if name is not None and not graph.store.contains_named_graph(name):
        raise UsageError(f"there is no graph {name.value}; its documents are listed by SELECT DISTINCT ?g {{ GRAPH ?g {{}} }}")
    triples = (quad.triple for quad in graph.store.quads_for_pattern(None, None, None, name))
    yield from _written(media, SYNTAXES[TRIPLES[media]], triples)


def _iri(name: str, value: object) -> NamedNode:
    try:
        return NamedNode(str(value))
    except ValueError as error:
        raise KgError(f"{name}: not an IRI ({error}); give a whole one") from error


def _unoffered(offers: list[str]) -> Answer:
    yield from _told(406, f"this can be had as {', '.join(offers)}; ask for one of these")


def _written(media: str, syntax: RdfFormat, statements: Iterator[Quad | Triple]) -> Answer:
    yield Head(200, f"{media}; charset=utf-8" if media.startswith("text/") else media)
    if syntax not in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES):  # what has a frame is written as one
        yield serialize(statements, format=syntax, prefixes=PREFIXES) or b""  # type: ignore[arg-type]  # all of one kind
        return
    while piece := list(islice(statements, PIECE)):
        yield serialize(piece, format=syntax) or b""  # type: ignore[arg-type]  # all of one kind


# ---------------------------------------------------------------- for people
def _thing(graph: Graph, values: Values) -> Answer:
    """What the graph says of an IRI: as a page for people, as RDF for programs."""
    tried = values["iris"]
    assert isinstance(tried, tuple)
    thing = described(graph.store, tried, _count(values["rows"]))
    if thing is None:
        raise UsageError(f"{tried[0]}: the graph says nothing of it; look for it by name with the editor")
    accept = None if values["accept"] is None else str(values["accept"])
    media = choose(accept, ["text/html", "text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"])
    if media is None:
        yield from _told(406, "this can be had as text/html, text/turtle, application/ld+json, application/n-triples, application/rdf+xml")
        return
    yield Head(200, f"{media}; charset=utf-8" if media.startswith("text/") else media, thing.more)
    if media == "text/html":
        yield page_of(thing, graph.store, base(graph.store)).encode()
    else:
        yield serialize(thing.triples, format=SYNTAXES[TRIPLES[media]], prefixes=PREFIXES) or b""


def _picture(graph: Graph, values: Values) -> Answer:
    from kg.page import Page
    from kg.views import view

    options = {name: str(values[name]) for name in ("about", "since", "until") if values.get(name)}
    seen = view(graph, **options)  # type: ignore[arg-type]  # the three are texts
    page = Page(seen, served={name: options[name] for name in ("since", "until") if name in options}).html()
    yield Head(200, "text/html; charset=utf-8")
    yield page.encode()


def _neighbours(graph: Graph, values: Values) -> Answer:
    """What surrounds a node of the picture, or what joins it to another one, as the page's script reads it."""
    from kg.page.content import fragment
    from kg.views import between, view

    node, other = (None if values[name] is None else _iri(name, values[name]) for name in ("node", "other"))
    assert node is not None
    if other is None:
        days = {name: str(values[name]) for name in ("since", "until") if values.get(name)}
        seen = view(graph, about=node.value, max_nodes=_count(values["limit"]) + 1, **days)
    else:
        seen = between(graph, node.value, other.value)
    yield from _json(fragment(seen))


def _named(graph: Graph, values: Values) -> Answer:
    yield from _json({"names": [name._asdict() for name in _names(graph.store).like(str(values["like"]), most=_count(values["limit"]))]})


@cache
def _names(store: Store) -> Names:
    """A process has one store, which does not change under it."""
    from kg.views import Names

    return Names(store)


def _json(value: object) -> Answer:
    yield Head(200, "application/json")
    yield json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


JOBS: dict[str, Callable[[Graph, Values], Answer]] = {
    "query": _query,
    "graph": _graph,
    "thing": _thing,
    "picture": _picture,
    "neighbours": _neighbours,
    "names": _named,
}
