"""What the store costs beside the engine that it stands on: loading and queries on one large graph, in one run, medians.

Each query is asked in turn of pyoxigraph alone, of `kg.query.run`, and (once, or a few times if it is quick) of rdflib's own store and evaluator.
Everything reads all rows. The ratios are of medians. Exit code 1 if loading takes more than 1.15 times or a query more than 1.2 times as long as
by the engine alone.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from pyoxigraph import QuerySolutions, RdfFormat, Store

from kg.query import run
from kg.store import Graph
from kg.vocab import BASE, PREFIXES
from tests.bench.corpus import make_graph

LOADING, ASKING = 1.15, 1.2  # the most that may be paid
ROLES = "kg:agent|kg:theme|kg:addressee|kg:topic"
QUERIES = {
    "two joins, selective": "SELECT ?event ?status { ?claim kg:agent <state/north-korea-05> ; kg:about ?event ; kg:status ?status }",
    "seven patterns, date range": """SELECT ?who ?event ?title ?date {
  ?claim kg:agent ?who ; kg:about ?event ; kg:evokes kg:Launch ; kg:status kg:reported ; prov:wasDerivedFrom ?sentence .
  ?sentence nif:referenceContext ?document . ?document dcterms:title ?title ; dcterms:issued ?date .
  FILTER(?date >= "2004-01-01"^^xsd:date && ?date < "2006-01-01"^^xsd:date) }""",
    "two OPTIONAL": """SELECT ?claim ?to ?what { ?claim kg:evokes kg:Statement ; kg:agent <state/north-korea-07>
  OPTIONAL { ?claim kg:addressee ?to } OPTIONAL { ?claim kg:content ?what } }""",
    "GROUP BY, top 10": "SELECT ?who (COUNT(?claim) AS ?n) { ?claim kg:agent ?who } GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 10",
    "path and COUNT": "SELECT (COUNT(?claim) AS ?n) { ?kind rdfs:subClassOf* kg:Communication . ?claim kg:evokes ?kind }",
    "CONTAINS over texts": """SELECT ?sentence ?text { ?sentence a nif:Sentence ; nif:anchorOf ?text FILTER(CONTAINS(?text, "nothing reached orbit")) }
  ORDER BY ?text ?sentence LIMIT 50""",
    "one thing": "SELECT ?property ?value { <state/north-korea-11> ?property ?value }",
    "named together": """SELECT ?other (COUNT(DISTINCT ?document) AS ?n) {
  ?one itsrdf:taIdentRef <state/north-korea-13> ; nif:referenceContext ?document .
  ?two nif:referenceContext ?document ; itsrdf:taIdentRef ?other } GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT 20""",
}


def timed(action: Callable[[], object]) -> float:
    gc.collect()
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


# ---------------------------------------------------------------- asking
def ask_engine(store: Store, text: str) -> int:
    found = store.query(text, prefixes=PREFIXES, base_iri=BASE, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return len([tuple(row[name] for name in names) for row in found])


def ask_library(graph: Graph, text: str) -> int:
    return len(run(graph, text).rows)


def compare(turns: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each, taken in turn."""
    for action in turns.values():
        action()
    taken: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(rounds):
        for name in sorted(turns, reverse=bool(number % 2)):
            taken[name].append(timed(turns[name]))
    return {name: median(values) for name, values in taken.items()}


def rounds_for(action: Callable[[], object]) -> int:
    """So many that quick queries are measured often."""
    return min(201, max(5, int(2 / max(timed(action), 1e-4)) | 1))


# ---------------------------------------------------------------- loading
def load_engine(path: Path, folder: Path | None) -> Store:
    store = Store(folder) if folder else Store()
    store.bulk_load(path=path, format=RdfFormat.N_QUADS)
    return store


def load_library(path: Path, folder: Path | None) -> Graph:
    if folder is None:
        return Graph.open(path)
    graph = Graph.open(folder, write=True)
    graph.load(path)
    return graph


def loading(path: Path, place: Path, rounds: int) -> dict[str, dict[str, float]]:
    count = iter(range(1000))
    turns = {
        "memory": {"engine": lambda: load_engine(path, None), "library": lambda: load_library(path, None)},
        "folder": {"engine": lambda: load_engine(path, place / f"e{next(count)}"), "library": lambda: load_library(path, place / f"l{next(count)}")},
    }
    return {where: compare(actions, rounds) for where, actions in turns.items()}


def rdflib_alone(path: Path) -> tuple[float, dict[str, float]]:
    """Seconds to load, and to answer each query once, of rdflib's store in memory and its own evaluator."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    load = timed(lambda: dataset.parse(path, format="nquads"))
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return load, {name: timed(lambda text=text: len(list(dataset.query(f"BASE <{BASE}>\n{text}")))) for name, text in QUERIES.items()}


# ---------------------------------------------------------------- the run
def line(name: str, seconds: dict[str, float], other: float | None) -> tuple[str, float]:
    ratio = seconds["library"] / seconds["engine"]
    beside = f"   rdflib {other:8.2f} s = {other / seconds['library']:,.0f}×" if other is not None else ""
    return f"{name:28} engine {seconds['engine'] * 1000:9.2f} ms   library {seconds['library'] * 1000:9.2f} ms   ratio {ratio:.2f}{beside}", ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5, help="of loading")
    parser.add_argument("--no-rdflib", action="store_true", help="leave rdflib out: it takes minutes and 2 GB")
    given = parser.parse_args()
    dear = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "graph.nq"
        copies = make_graph(path, given.triples)
        load, answers = (None, {}) if given.no_rdflib else rdflib_alone(path)
        for where, seconds in loading(path, Path(name), given.rounds).items():
            text, ratio = line(f"load into {where}", seconds, load if where == "memory" else None)
            dear += [where] if ratio > LOADING else []
            print(text, flush=True)
        graph = Graph.open(path)
        store = graph.store
        print(f"{len(graph):,} triples in {len(graph.documents()):,} documents, {copies} copies of the example")
        for name, text in QUERIES.items():
            assert ask_engine(store, text) == ask_library(graph, text) > 0, name
            turns = {"engine": lambda text=text: ask_engine(store, text), "library": lambda text=text: ask_library(graph, text)}
            shown, ratio = line(name, compare(turns, rounds_for(turns["engine"])), answers.get(name))
            dear += [name] if ratio > ASKING else []
            print(shown, flush=True)
    if dear:
        print(f"too dear: {', '.join(dear)}")
    return 1 if dear else 0


if __name__ == "__main__":
    sys.exit(main())
