"""The evidence behind a triple: which claims, which words, on whose word; and how it is shown."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from rich.console import Console

from kg.errors import QueryError
from kg.explain import Evidence, explain, render
from kg.store import Graph
from kg.vocab import KG, NIF

DATA = Path(__file__).parent / "data"
BASE = "https://w3id.org/claimgraph/id/"


@pytest.fixture
def graph() -> Graph:
    return Graph.open(DATA / "sample.trig")


def marked(item: Evidence) -> dict[str, list[str]]:
    """The marked words by what they are."""
    found: dict[str, list[str]] = {}
    for begin, end, part in item.marks:
        found.setdefault(part, []).append(item.sentence[begin:end])
    return found


def heads(evidence: list[Evidence]) -> list[tuple[str, ...]]:
    return [(item.subject, item.relation, item.object or "", item.status, ", ".join(item.sources)) for item in evidence]


def test_triple_that_two_documents_state(graph: Graph) -> None:
    courier, today = explain(graph, "Arvenia", "launched", "Zephyr-2")
    assert heads([courier, today]) == [("Arvenia", "launched", "Zephyr-2", "asserted", ""), ("Arvenia", "launched", "Zephyr-2", "reported", "Arvenia")]
    assert (courier.time, courier.rule, courier.claim) == ("2024-03-14", "launch", BASE + "doc/courier-1#c1")
    assert (courier.document.title, courier.document.publisher) == ("Arvenian Rocket Falls Into the Grey Sea", "Coastal Courier")
    assert courier.sentence == "Arvenia launched its Zephyr-2 rocket on Thursday, but the launch failed."
    assert marked(courier) == {"trigger": ["launched"], "agent": ["Arvenia", "its"], "theme": ["Zephyr-2 rocket"], "time": ["Thursday"]}
    assert today.document.url == "https://today.example/zephyr-2"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (
            ("Belmora", "warned"),
            [
                ("Belmora", "warned", "Arvenia", "asserted", ""),
                ("Belmora", "warned", "violation of Resolution 880", "asserted", ""),
            ],
        ),
        (("Belmora", "warned", "Arvenia"), [("Belmora", "warned", "Arvenia", "asserted", "")]),
        (("Belmoran navy", "recovered"), [("Belmoran navy", "recovered", "debris", "reported", "Belmoran navy")]),
        # a denial has no triple, and is evidence all the same
        (("launch by Arvenia, 2024-03-14", "violates"), [("launch by Arvenia, 2024-03-14", "violation", "Resolution 880", "denied", "Arvenia")]),
        (
            ("event/launch/2024-03-14/arvenia", "kg:violates", "Resolution 880"),
            [("launch by Arvenia, 2024-03-14", "violation", "Resolution 880", "denied", "Arvenia")],
        ),
        (("event/launch/2024-03-14/arvenia", "violates", "Arvenia"), []),
        # a class in the place of a relation
        (
            ("Belmora", "military exercise"),
            [("Belmora", "military exercise", "", "asserted", ""), ("Belmora", "military exercise", "", "denied", "Belmoran navy")],
        ),
        (("Arvenia", "leads"), []),
        (("Ida Marsh", "leads"), [("Ida Marsh", "leads", "Arvenia", "asserted", "")]),
        (("Zephyr-2", "launched"), []),
    ],
)
def test_triples(graph: Graph, asked: tuple[str, ...], found: list[tuple[str, ...]]) -> None:
    evidence = explain(graph, *asked)
    if asked[-1] == "military exercise":
        evidence = [item for item in evidence if item.status != "hypothetical"]
    assert heads(evidence) == found


def test_standing_relation_has_a_sentence_and_no_claim(graph: Graph) -> None:
    (item,) = explain(graph, "Lena Ortiz", "spokesperson for")
    assert item.claim is None
    assert item.rule is None
    assert marked(item) == {"subject": ["Lena Ortiz"], "object": ["Arvenia"]}
    assert item.sentence.startswith('"The launch was')


def test_all_that_is_said_of_a_subject(graph: Graph) -> None:
    found = heads(explain(graph, "Ida Marsh"))
    assert found == [
        ("Ida Marsh", "launch", "", "hypothetical", "Ida Marsh"),
        ("Ida Marsh", "leads", "Arvenia", "asserted", ""),
        ("Ida Marsh", "planned", "launch by Ida Marsh, 2024-05", "asserted", ""),
    ]
    everything = heads(explain(graph, "Arvenia"))
    assert ("Lena Ortiz", "spokesperson for", "Arvenia", "asserted", "") in everything
    assert ("Arvenia", "launch", "", "reported", "Lena Ortiz") in everything
    assert len(everything) == len({*everything}) + 1  # two documents state that it operates the rocket


def test_event_shows_its_claims_in_every_status(graph: Graph) -> None:
    found = explain(graph, "event/militaryexercise/2024-03-14/belmora")
    assert {item.status for item in found if item.relation == "military exercise"} == {"asserted", "denied"}


def test_sources_are_marked(graph: Graph) -> None:
    (item,) = [item for item in explain(graph, "Belmoran navy", "recovered") if item.claim]
    assert marked(item) == {"trigger": ["recovered"], "agent": ["Belmora's navy", "it"], "theme": ["debris"], "origin": ["the Grey Sea"]}
    (denial,) = explain(graph, "event/launch/2024-03-14/arvenia", "violates")
    assert marked(denial)["source"] == ["Arvenia"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [(("Arvnia",), "'Arvenia'"), (("Arvenia", "lunched"), "'launched'"), (("Arvenia", "launched", "Zefyr-2"), "'Zephyr-2'"), (('x" } #',), "is called")],
)
def test_unknown_names(graph: Graph, asked: tuple[str, ...], said: str) -> None:
    with pytest.raises(QueryError) as caught:
        explain(graph, *asked)
    assert said in str(caught.value)


def test_spans_of_time_and_open_ends(graph: Graph) -> None:
    claim, record = NamedNode(BASE + "doc/courier-1#c8"), NamedNode(BASE + "doc/courier-1")
    end = Literal("2024-05-31", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    graph.store.add(Quad(claim, NamedNode(KG + "endTime"), end, record))
    assert [item.time for item in explain(graph, "Ida Marsh", "planned")] == ["../2024-05-31"]


# ---------------------------------------------------------------- showing
def printed(graph: Graph, *asked: str, brackets: bool = False, colour: bool = False) -> str:
    console = Console(width=200, file=io.StringIO(), force_terminal=colour, color_system="standard" if colour else None, highlight=False)
    console.print(render(explain(graph, *asked), brackets=brackets))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_shown_whole(graph: Graph) -> None:
    assert printed(graph, "Arvenia", "launched", brackets=True).rstrip() == (
        "Arvenia launched Zephyr-2\n"
        "  asserted · 2024-03-14\n"
        "  Arvenian Rocket Falls Into the Grey Sea, Coastal Courier, 2024-03-14, https://courier.example/2024/zephyr\n"
        "    [Arvenia] [launched] [its] [Zephyr-2 rocket] on [Thursday], but the launch failed.\n"
        "    rule launch\n"
        "  reported, on the word of Arvenia · 2024-03-14\n"
        "  Zephyr-2 Reaches Orbit, Arvenia Today, 2024-03-15, https://today.example/zephyr-2\n"
        "    [Arvenia] said [it] [launched] [its] [Zephyr-2 rocket] on [Thursday].\n"
        "    rule launch"
    )


def test_marks_are_styles_unless_brackets_are_asked_for(graph: Graph) -> None:
    assert "    Arvenia launched its Zephyr-2 rocket on Thursday, but" in printed(graph, "Arvenia", "launched")
    assert "\x1b[1;7mlaunched\x1b[0m" in printed(graph, "Arvenia", "launched", colour=True)


def test_news_is_never_markup_and_never_steers_the_terminal(graph: Graph) -> None:
    sentence = NamedNode(BASE + "doc/courier-1#char=41,113")
    (old,) = graph.store.quads_for_pattern(sentence, NamedNode(NIF.anchorOf), None)
    graph.store.remove(old)
    hostile = "Arvenia launched [red]its[/red] [link=x]Z \x1b[31m\x9b\u202e\nnow, [/] but"
    graph.store.add(Quad(sentence, old.predicate, Literal(hostile, language="en"), old.graph_name))
    text = printed(graph, "Arvenia", "launched")
    assert "[red]its[/red] [link=x]Z \ufffd[31m\ufffd\ufffd now, [/] but" in text
    assert "\x1b" not in text


def test_nothing_is_shown_for_nothing() -> None:
    assert render([]).plain == ""
