"""The W3C's SPARQL 1.1 query, syntax and result tests: neither the library nor the server may pass one fewer than the engine alone.

The suite is read from the folder in CLAIMGRAPH_W3C, a copy of https://github.com/w3c/rdf-tests (the folder that holds `sparql/`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.store import Graph
from tests.w3c.compare import same, same_tables
from tests.w3c.faces import Endpoint, Engine, Library, served
from tests.w3c.suite import MANIFESTS, Answer, Case, Suite

VARIABLE = "CLAIMGRAPH_W3C"
FLOORS = {"query": 318, "results": 8}  # what pyoxigraph 0.5.13 passes of the 328 and 10 cases of August 2026


@pytest.fixture(scope="module")
def suite() -> Suite:
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"the W3C's test suite is not here; set {VARIABLE} to a copy of github.com/w3c/rdf-tests")
    assert (Path(folder) / MANIFESTS["query"]).is_file(), f"{VARIABLE}={folder}: there is no {MANIFESTS['query']} in it"
    return Suite(Path(folder))


@pytest.fixture(scope="module")
def cases(suite: Suite) -> dict[str, list[Case]]:
    return {name: list(suite.cases(manifest)) for name, manifest in MANIFESTS.items()}


@pytest.fixture(scope="module")
def alone(suite: Suite, cases: dict[str, list[Case]]) -> dict[str, set[str]]:
    """The names of the cases that the engine passes."""
    engine = Engine(suite)
    return {name: {case.query + case.name for case in some if engine.passes(case)} for name, some in cases.items()}


@pytest.fixture(scope="module")
def endpoint(suite: Suite, cases: dict[str, list[Case]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("w3c") / "store"
    with Graph.open(folder, write=True) as graph:
        Library(suite, [case for some in cases.values() for case in some], graph)
    with served(folder) as address:
        found = Endpoint(suite, address)
        yield found
        found.http.close()


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_engine_passes_what_it_is_known_to_pass(alone: dict[str, set[str]], name: str) -> None:
    assert len(alone[name]) >= FLOORS[name]


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_library_passes_no_fewer(suite: Suite, cases: dict[str, list[Case]], alone: dict[str, set[str]], name: str) -> None:
    library = Library(suite, cases[name])
    assert alone[name] - {case.query + case.name for case in cases[name] if library.passes(case)} == set()


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_server_passes_no_fewer(cases: dict[str, list[Case]], alone: dict[str, set[str]], endpoint: Endpoint, name: str) -> None:
    assert alone[name] - {case.query + case.name for case in cases[name] if endpoint.passes(case)} == set()


# ---------------------------------------------------------------- the judge
A, B, P = BlankNode("a"), BlankNode("b"), NamedNode("urn:p")
INTEGER, DECIMAL = (NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}") for name in ("integer", "decimal"))


@pytest.mark.parametrize(
    ("expected", "found", "alike"),
    [
        (Answer(truth=True), Answer(truth=True), True),
        (Answer(truth=True), Answer(truth=False), False),
        (Answer(truth=False), Answer(rows=[]), False),
        (Answer(rows=[]), Answer(rows=[]), True),
        (Answer(rows=[{"x": P}]), Answer(rows=[{"x": P}, {"x": P}]), False),
        (Answer(rows=[{"x": P}]), Answer(rows=[{"y": P}]), False),
        (Answer(rows=[{"x": P}, {}]), Answer(rows=[{}, {"x": P}]), True),
        (Answer(rows=[{"x": A, "y": A}]), Answer(rows=[{"x": B, "y": B}]), True),
        (Answer(rows=[{"x": A, "y": A}]), Answer(rows=[{"x": A, "y": B}]), False),
        (Answer(rows=[{"x": A, "y": B}]), Answer(rows=[{"x": A, "y": A}]), False),
        (Answer(rows=[{"x": A}, {"x": B}]), Answer(rows=[{"x": A}, {"x": A}]), False),
        (Answer(rows=[{"x": Literal("1.0", datatype=DECIMAL)}]), Answer(rows=[{"x": Literal("1.00", datatype=DECIMAL)}]), True),
        (Answer(rows=[{"x": Literal("1", datatype=DECIMAL)}]), Answer(rows=[{"x": Literal("1", datatype=INTEGER)}]), False),
        (Answer(rows=[{"x": Literal("a", language="en")}]), Answer(rows=[{"x": Literal("a")}]), False),
        (Answer(triples=[Triple(A, P, B), Triple(B, P, A)]), Answer(triples=[Triple(B, P, A), Triple(A, P, B)]), True),
        (Answer(triples=[Triple(A, P, B), Triple(B, P, A)]), Answer(triples=[Triple(A, P, A), Triple(B, P, B)]), False),
    ],
)
def test_answers_are_compared_by_what_they_mean(expected: Answer, found: Answer, alike: bool) -> None:
    assert same(expected, found) is alike


@pytest.mark.parametrize(
    ("found", "alike"), [("b,a\r\n2,_:y\r\n", True), ("a,b\r\n_:y,3\r\n", False), ("a,c\r\n_:y,2\r\n", False), ("a,b\r\n_:y,2\r\n_:y,2\r\n", False)]
)
def test_tables_are_compared_by_column(found: str, alike: bool) -> None:
    assert same_tables("a,b\r\n_:x,2\r\n", found) is alike
