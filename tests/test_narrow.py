"""Queries narrowed by status, document and day without a change of their text; the time limit; terms that are not there; data frames."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Quad, Store

from kg import narrow as narrowing
from kg.errors import QueryError
from kg.narrow import Narrowing, narrow
from kg.query import Result, named, run
from kg.questions import library
from kg.store import Graph
from kg.vocab import BASE, KG

SAMPLE = Path(__file__).parent / "data" / "sample.trig"
COURIER, TODAY = BASE + "doc/courier-1", BASE + "doc/today-1"
LAUNCHED = "SELECT * { <state/arvenia> kg:launched ?o }"
CLAIMS = "SELECT * { ?claim a kg:Claim }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph.open(SAMPLE)


NARROWED: list[tuple[dict[str, Any], int, int]] = [  # what it is narrowed to, launches, claims
    ({}, 2, 21),
    ({"docs": ["courier-1"]}, 1, 11),
    ({"docs": [TODAY]}, 1, 10),
    ({"docs": ["https://today.example/zephyr-2", "courier-1"]}, 2, 21),
    ({"docs": []}, 0, 0),
    ({"since": "2024-03-15"}, 1, 10),
    ({"until": "2024-03-14"}, 1, 11),
    ({"since": "2024-03-14", "until": "2024-03-15"}, 2, 21),
    ({"since": "2024", "until": "2024-03"}, 2, 21),
    ({"since": "2024-04"}, 0, 0),
    ({"until": "2023"}, 0, 0),
    ({"only": ["asserted"], "docs": ["today-1"]}, 0, 10),
    ({"only": ["reported"], "since": "2024-03-15"}, 1, 10),
    ({"docs": ["courier-1"], "since": "2024-03-15"}, 0, 0),
]


@pytest.mark.parametrize("copied", [False, True])
@pytest.mark.parametrize(("to", "launches", "claims"), NARROWED)
def test_any_query_is_narrowed(graph: Graph, monkeypatch: pytest.MonkeyPatch, to: dict[str, Any], launches: int, claims: int, copied: bool) -> None:
    monkeypatch.setattr("kg.query.FEW", 0 if copied else 1000)
    assert len(run(graph, LAUNCHED, **to).rows) == launches
    assert len(run(graph, "SELECT * { GRAPH ?g { <state/arvenia> kg:launched ?o } }", **to).rows) == launches
    assert len(run(graph, CLAIMS, **to).rows) == claims
    assert run(graph, "ASK { kg:Launch rdfs:subClassOf kg:Event }", **to) == run(graph, "ASK { kg:Launch rdfs:subClassOf kg:Event }"), "the ontology stays"


def test_a_part_is_a_graph_of_its_own(graph: Graph) -> None:
    part = narrow(graph, Narrowing(docs=["courier-1"], only=["asserted"]))
    assert len(run(part, LAUNCHED).rows) == 1
    assert {name.value.partition("/doc/")[2] for name in part.store.named_graphs() if "/doc/" in name.value} == {"courier-1", "courier-1/asserted"}
    assert len(part.store) < len(graph)


def test_questions_of_the_library_are_narrowed(graph: Graph) -> None:
    everything = named(graph, "who-said-what").rows
    assert set(named(graph, "who-said-what", docs=["courier-1"]).rows) | set(named(graph, "who-said-what", since="2024-03-15").rows) == set(everything)
    assert len(named(graph, "who-said-what", docs=["courier-1"]).rows) == 2
    assert named(graph, "claims-of", {"source": "Arvenia"}, only=["denied"], docs=["courier-1"]).rows == ()


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ({"docs": ["courier-2"]}, "no document is called 'courier-2'; did you mean 'courier-1'"),
        ({"since": "yesterday"}, "since: 'yesterday' is no date"),
        ({"until": "2024-02-30"}, "until: '2024-02-30' is no date"),
        ({"since": "2024-3"}, "is no date"),
        ({"since": '2024" } #'}, "is no date"),
        ({"only": ["sure"]}, "there is no status 'sure'"),
    ],
)
def test_what_cannot_be_narrowed_to_is_refused(graph: Graph, to: dict[str, Any], said: str) -> None:
    with pytest.raises(QueryError) as caught:
        run(graph, CLAIMS, **to)
    assert said in str(caught.value)


def test_graphs_are_chosen_once_and_documents_must_be_apart(graph: Graph) -> None:
    with pytest.raises(QueryError, match="FROM and `only`, `docs`, `since`, `until` or `readers`"):
        run(graph, "SELECT * FROM <a:g> { ?s ?p ?o }", docs=["courier-1"])
    flat = Graph(Store())
    flat.store.bulk_extend(Quad(*quad.triple) for quad in graph.store)
    with pytest.raises(QueryError, match="does not keep its documents apart"):
        run(flat, CLAIMS, since="2024")


def test_graphs_of_no_document_stay() -> None:
    mine = Graph.open(SAMPLE)
    mine.add(b"<a:s> <a:p> <a:o> <a:mine> .\n")
    assert run(mine, "ASK { <a:s> <a:p> <a:o> }", docs=["courier-1"]).truth
    assert narrowing.chosen(mine.store, Narrowing(since="2030"))


# ---------------------------------------------------------------- the time limit
def test_slow_query_is_given_up(graph: Graph) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryError, match=r"no answer after 0\.2 seconds; ask for less, or allow more time"):
        run(graph, ENDLESS, seconds=0.2)
    assert time.monotonic() - begun < 20


def test_quick_query_and_its_errors_are_as_without_a_limit(graph: Graph) -> None:
    assert run(graph, LAUNCHED, seconds=60) == run(graph, LAUNCHED)
    assert named(graph, "launches", seconds=60) == named(graph, "launches")
    with pytest.raises(QueryError, match="line 1, column 7"):
        run(graph, "SELECT", seconds=60)
    with pytest.raises(QueryError, match="no document is called"):
        run(graph, CLAIMS, docs=["x"], seconds=60)


# ---------------------------------------------------------------- terms that are not there
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { ?s kg:lanched ?o }", ["query, line 1, column 15: neither the graph nor its ontology has kg:lanched; did you mean kg:launched"]),
        ("SELECT *\n{ ?s a\n  kg:Lunch }", ["line 3, column 3: neither the graph nor its ontology has kg:Lunch; did you mean kg:Launch"]),
        (f"SELECT * {{ ?s <{KG}wraned> ?o }}", [f"column 15: neither the graph nor its ontology has <{KG}wraned>; did you mean kg:warned"]),
        (f"PREFIX k: <{KG}> SELECT * {{ ?s k:wraned ?o }}", ["has k:wraned; did you mean kg:warned"]),
        ("SELECT * { ?s kg:xqzzt ?o }", ["has kg:xqzzt; no term is like it"]),
        ("SELECT * { ?s kg:lanched|kg:Lunch ?o . ?t kg:lanched ?u }", ["kg:lanched", "kg:Lunch"]),
        ("SELECT * { ?s kg:launched ?o ; a kg:State }", []),
        ("PREFIX kg: <urn:x:> SELECT * { ?s kg:lanched ?o }", []),
        ("SELECT * { ?s ?p 'kg:lanched' } # kg:lanched", []),
        ("SELECT ?kg { ?kg:p ?p ?o }", None),
        ("CONSTRUCT { ?s kg:mine ?o } WHERE { ?s kg:launched ?o }", []),
        ("CONSTRUCT { ?s kg:mine ?o } WHERE { ?s kg:lanched ?o }", ["kg:lanched; did you mean"]),
        ("ASK { ?s kg:begins ?o }", ["kg:begins"]),
        ("ASK { ?s kg:beginTime|kg:ordinal ?o }", []),  # the ontology has them, this graph does not
    ],
)
def test_terms_that_are_not_there_are_remarked(graph: Graph, text: str, said: list[str] | None) -> None:
    if said is None:
        with pytest.raises(QueryError):
            run(graph, text)
        return
    remarks = run(graph, text).remarks
    assert len(remarks) == len(said)
    for remark, words in zip(remarks, said, strict=True):
        assert words in remark


@pytest.mark.parametrize("name", library())
def test_the_library_uses_only_what_there_is(graph: Graph, name: str) -> None:
    assert run(graph, library()[name].text).remarks == ()


# ---------------------------------------------------------------- order
def test_rows_that_differ_only_in_kind_have_an_order() -> None:
    text = "SELECT ?x {{ VALUES ?x {{ {} }} }}"
    terms = ['"a"', "<urn:a>", '"urn:a"', '"a"@en', '"a"@de', "1", '"1"', '"1"^^xsd:string']
    there, back = (run(Graph(), text.format(" ".join(order))).rows for order in (terms, terms[::-1]))
    assert there == back
    with_gaps = run(Graph(), 'SELECT ?x ?y { VALUES (?x ?y) { (UNDEF 1) (1 UNDEF) ("b" "c") (UNDEF UNDEF) } }')
    assert [sum(cell is None for cell in row) for row in with_gaps.rows] == [2, 1, 1, 0]


# ---------------------------------------------------------------- data frames
def test_rows_become_columns_of_their_kind(graph: Graph) -> None:
    pytest.importorskip("pandas")
    text = """SELECT ?iri ?text ?whole ?part ?yes ?day ?instant ?partial ?some {
      VALUES (?iri ?text ?whole ?part ?yes ?day ?instant ?partial ?some) {
        (<state/arvenia> "a" 1 1.5 true "2024-03-14"^^xsd:date "2024-03-14T10:00:00Z"^^xsd:dateTime "2024-03-14"^^xsd:date UNDEF)
        (<state/belmora> "b"@en 2 2.5 false "2024-03-15"^^xsd:date "2024-03-14T11:00:00Z"^^xsd:dateTime "2024"^^xsd:gYear 7) } } ORDER BY ?whole"""
    frame = run(graph, text).to_pandas()
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert kinds == {
        "iri": "object", "text": "object", "whole": "Int64", "part": "Float64", "yes": "boolean",
        "day": kinds["day"], "instant": kinds["instant"], "partial": "object", "some": "Int64",
    }  # fmt: skip
    assert kinds["day"].startswith("datetime64") and "UTC" in kinds["instant"]
    assert frame["iri"][0] == BASE + "state/arvenia" and frame["whole"].sum() == 3 and frame["some"].isna().tolist() == [True, False]
    assert run(graph, text).to_pandas(graph)["iri"].tolist() == ["Arvenia", "Belmora"]


def test_every_kind_of_answer_has_a_frame(graph: Graph) -> None:
    pytest.importorskip("pandas")
    assert run(graph, "ASK {}").to_pandas().to_dict("list") == {"answer": ["yes"]}
    assert list(run(graph, "DESCRIBE <state/arvenia>").to_pandas().columns) == ["subject", "predicate", "object"]
    empty = run(graph, "SELECT ?a ?b { ?a <urn:x> ?b }").to_pandas()
    assert (list(empty.columns), len(empty)) == (["a", "b"], 0)
    assert len(named(graph, "timeline").to_pandas()) == 2
    assert Result("rows", ("x",), ((None,),)).to_pandas()["x"].isna().all()
