"""The counts of a graph, and that they agree with what its parts say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.info import Info, Row, info
from kg.store import Graph
from kg.vocab import KG

DATA = Path(__file__).parent / "data"
COURIER = "https://w3id.org/claimgraph/id/doc/courier-1"


@pytest.fixture(scope="module")
def counted() -> Info:
    return info(Graph.open(DATA / "sample.trig"))


def test_totals(counted: Info) -> None:
    assert (counted.documents, counted.sentences, counted.claims, counted.entities, counted.events, counted.relations) == (2, 10, 21, 9, 17, 19)
    assert counted.quads == len(Graph.open(DATA / "sample.trig"))
    assert counted.issued == ("2024-03-14", "2024-03-15")


def test_by_class_status_and_source(counted: Info) -> None:
    assert counted.publishers == {"Arvenia Today": 1, "Coastal Courier": 1}
    assert list(counted.kinds) == ["Person", "State", "ArmedForce", "Entity", "Resolution", "Rocket", "WaterBody"]
    assert counted.classes[:2] == (Row("Statement", 4, {"asserted": 4}), Row("Launch", 3, {"asserted": 1, "reported": 1, "hypothetical": 2}))
    assert Row("launched", 1, {"asserted": 1, "reported": 1}) in counted.predicates  # one relation, told twice
    assert Row("leads", 1, {"asserted": 1}) in counted.predicates
    assert counted.statuses == {"asserted": 12, "reported": 3, "hypothetical": 4, "denied": 2}
    assert counted.sources[0] == Row("state/arvenia", 3, {"reported": 1, "hypothetical": 1, "denied": 1})


@pytest.mark.parametrize("name", ["sample.trig", "story.trig"])
def test_parts_make_the_whole(name: str) -> None:
    counted = info(Graph.open(DATA / name))
    assert sum(counted.statuses.values()) == counted.claims
    assert sum(row.all for row in counted.predicates) == counted.relations
    assert sum(row.all for row in counted.classes) >= counted.events
    assert sum(counted.kinds.values()) >= counted.entities > 0
    for row in (*counted.classes, *counted.predicates, *counted.sources):
        assert max(row.status.values()) <= row.all <= sum(row.status.values())


def test_what_documents_share_is_counted_once_and_stays_when_one_goes(counted: Info) -> None:
    graph = Graph.open(DATA / "sample.trig")
    graph.drop(COURIER)
    left = info(graph)
    assert (left.documents, left.claims) == (1, 10)
    graph.drop(COURIER.replace("courier", "today"))
    empty = info(graph)
    assert (empty.documents, empty.claims, empty.entities, empty.events, empty.relations, empty.issued) == (0, 0, 0, 0, 0, None)
    assert empty.quads > 0, "the ontology stays"
    assert counted.entities < left.entities + info_of_courier().entities


def info_of_courier() -> Info:
    graph = Graph.open(DATA / "sample.trig")
    graph.drop(COURIER.replace("courier", "today"))
    return info(graph)


def test_empty_graph_and_json() -> None:
    counted = info(Graph())
    assert (counted.quads, counted.classes, counted.issued) == (0, (), None)
    assert json.loads(json.dumps(counted.plain()))["documents"] == 0


def test_a_bases_own_names_are_shown_in_short() -> None:
    graph = Graph()
    doc = "https://other.example/doc/a"
    lines = f"<{doc}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG}Article> <{doc}> .\n"
    lines += f"<{doc}#c1> <{KG}attributedTo> <https://other.example/state/x> <{doc}> .\n<{doc}#c1> <{KG}status> <{KG}reported> <{doc}> .\n"
    graph.add(lines.encode())
    assert info(graph).sources == (Row("state/x", 1, {"reported": 1}),)
