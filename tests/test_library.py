"""The library: what `import kg` gives, and that its docstrings say what is so."""

from __future__ import annotations

import dataclasses
import datetime
import doctest
import inspect
import json
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.nlp import Pipeline
from kg.store import Graph
from kg.told import ResolvedClaim
from kg.vocab import KG

STORY = Path(__file__).parent / "data" / "story.trig"
ALERT = {"id": "alert", "date": "2023-08-24", "publisher": "Courier", "text": "Japan warned Iran on Tuesday. Iran did not launch a rocket."}


@pytest.fixture
def story() -> Graph:
    return Graph.open(STORY)


# ---------------------------------------------------------------- the names
def test_there_are_few_names_and_each_is_there() -> None:
    assert len(kg.__all__) <= 15 and sorted(kg.__all__) == kg.__all__
    for name in kg.__all__:
        assert getattr(kg, name) is not None and name in dir(kg)


def test_each_name_says_what_it_is_and_every_argument_has_a_type() -> None:
    for thing in (getattr(kg, name) for name in kg.__all__ if name != "__version__"):
        assert len(inspect.getdoc(thing) or "") > 20, thing
        if inspect.isfunction(thing):
            assert set(inspect.signature(thing).parameters) | {"return"} == set(thing.__annotations__)


def test_a_name_that_is_not_there_is_said_to_be_none() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'Grpah'; the library is Evidence, Graph"):
        kg.Grpah  # noqa: B018


@pytest.mark.model
@pytest.mark.parametrize("name", ["build", "claims", "Graph"])
def test_what_a_docstring_shows_is_what_comes_back(name: str, one_pipeline: Pipeline) -> None:
    thing: Any = getattr(kg, name)
    tests = [found for found in doctest.DocTestFinder(recurse=False).find(thing, name) if found.examples]
    assert tests
    for test in tests:
        assert doctest.DocTestRunner().run(test).failed == 0


# ---------------------------------------------------------------- claims
@pytest.mark.model
def test_claims_stand_alone(one_pipeline: Pipeline) -> None:
    text = "Japan warned Iran on Tuesday.\n\nTwo men said that the rocket failed."
    warning, *rest = kg.claims(text, date=datetime.date(2023, 8, 24))
    assert (warning.cls, warning.status, warning.time) == ("Warning", "asserted", "2023-08-22")
    assert text[slice(*warning.trigger)] == warning.words == "warned"
    assert text[slice(*warning.sentence)] == "Japan warned Iran on Tuesday."
    assert [(one.role, one.kind, text[slice(*one.span)]) for one in warning.participants] == [("agent", "State", "Japan"), ("addressee", "State", "Iran")]
    assert all(text[slice(*claim.trigger)] == claim.words for claim in rest)


@pytest.mark.model
def test_a_claim_survives_json(one_pipeline: Pipeline) -> None:
    for claim in kg.claims("Japan said that Iran attacked Norway on May 3.", date="2023-08-24"):
        assert ResolvedClaim.from_plain(json.loads(json.dumps(dataclasses.asdict(claim)))) == claim


@pytest.mark.model
def test_claims_and_graph_agree(one_pipeline: Pipeline) -> None:
    found = kg.claims(str(ALERT["text"]), date="2023-08-24")
    graph = kg.build([{**ALERT, "id": None}])
    rows = graph.query("SELECT ?cls ?event ?status { ?c kg:evokes ?cls ; kg:about ?event ; kg:status ?status } ORDER BY ?c").records()
    assert [(KG + c.cls, c.event, KG + c.status) for c in found] == [(r["cls"], r["event"], r["status"]) for r in rows]
    named = {one.iri for claim in found for one in claim.participants if one.iri and "#" not in one.iri}
    assert named == {f"https://w3id.org/claimgraph/id/state/{name}" for name in ("japan", "iran")}


@pytest.mark.model
def test_an_ontology_of_ones_own_is_read_again_when_it_changes(one_pipeline: Pipeline, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    head = "@prefix kg: <https://w3id.org/claimgraph/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    own.write_text(head + 'kg:Find rdfs:subClassOf kg:Event ; kg:evokedBy "unearth.v" .\n', encoding="utf-8")
    assert [claim.cls for claim in kg.claims("Divers unearthed a ship.", ontologies=[own])] == ["Find"]
    own.write_text(head + 'kg:Digging rdfs:subClassOf kg:Event ; kg:evokedBy "unearth.v" .\n# another\n', encoding="utf-8")
    assert [claim.cls for claim in kg.claims("Divers unearthed a ship.", ontologies=[str(own)])] == ["Digging"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: kg.claims("Japan warned Iran.", date="24 August"), r"date '24 August': there is no such day; write it as 2023-08-24"),
        (lambda: kg.claims(["Japan warned Iran."]), r"claims: list is no text"),  # type: ignore[arg-type]
        (lambda: kg.build([], base="here"), r"--base here: not an absolute IRI"),
        (lambda: Graph.open("nowhere.trig"), r"nowhere.trig: there is no such file"),
        (lambda: Graph().push("http://127.0.0.1:9/", user="me"), r"user me: there is no password; give it too"),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(call: Any, told: str) -> None:
    with pytest.raises(kg.KgError, match=told):
        call()


# ---------------------------------------------------------------- graphs
@pytest.mark.model
def test_what_cannot_be_read_is_warned_of_or_counted(one_pipeline: Pipeline, tmp_path: Path) -> None:
    sources = [ALERT, {"title": "empty"}, tmp_path / "gone.txt"]
    with pytest.warns(UserWarning, match=r'record 2: it has no "text".*\n.*gone.txt: it cannot be read'):
        assert len(kg.build(sources).documents()) == 1
    report = kg.Report()
    kg.build(sources, report=report)
    assert (report.documents, len(report.rejected)) == (1, 2)


@pytest.mark.model
def test_one_source_needs_no_list(one_pipeline: Pipeline, short: Path) -> None:
    assert [len(kg.build(source).documents()) for source in (short, str(short), ALERT)] == [1, 1, 1]


def test_a_graph_answers(story: Graph) -> None:
    assert story.query("ASK { ?c a kg:Claim }").truth is True
    assert story.query("SELECT ?c { ?c a kg:Claim }", limit=3).more
    days = [{day for row in story.ask("who-said-what", **narrowed).records() for day in [row.get("published")]} for narrowed in ({}, {"since": "2100-01-01"})]
    assert days[0] and not days[1]
    assert story.check(shapes=False) == []


def test_a_graph_is_written(story: Graph, tmp_path: Path) -> None:
    with Graph.open(story.export(tmp_path / "story.nq")) as again:
        assert len(again) == len(story)


def test_a_data_frame_has_a_row_for_all_that_is_said(story: Graph) -> None:
    frame = story.to_pandas()
    assert list(frame.columns[:6]) == ["subject", "relation", "object", "status", "source", "time"]
    claims = {row["c"] for row in story.query("SELECT DISTINCT ?c { ?c a kg:Claim }").records()}
    assert claims == {item.claim for item in story.explain() if item.claim}
    assert set(frame["status"]) <= {"asserted", "reported", "hypothetical", "denied"} and frame["sentence"].str.len().min() > 0
    assert str(frame["issued"].dtype).startswith("datetime64")
    shown = frame.dropna(subset=["words"])
    assert all(words in sentence for words, sentence in zip(shown["words"], shown["sentence"], strict=True))


def test_a_data_frame_of_one_subject_has_its_rows_alone(story: Graph) -> None:
    name = story.to_pandas()["subject"].iloc[0]
    frame = story.to_pandas(name)
    assert 0 < len(frame) <= len(story.to_pandas()) and (frame["subject"].eq(name) | frame["object"].eq(name) | frame["sentence"].notna()).all()


def test_an_empty_graph_gives_an_empty_frame() -> None:
    frame = Graph().to_pandas()
    assert len(frame) == 0 and len(frame.columns) == 14


def test_the_ecosystem_gets_its_own_types(story: Graph) -> None:
    import networkx
    import rdflib

    network, dataset = story.to_networkx(), story.dataset
    assert isinstance(network, networkx.MultiDiGraph) and network.number_of_edges() > 0
    assert isinstance(dataset, rdflib.Dataset) and len(list(dataset.query("SELECT ?c { ?c a <" + KG + "Claim> }"))) > 0
