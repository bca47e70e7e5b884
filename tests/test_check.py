"""What the check finds: one fault put into the sample graph, one problem reported, with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.check import Problem, check
from kg.store import Graph
from kg.vocab import KG, NIF, PROV, RDF, RDFS, XSD

DATA = Path(__file__).parent / "data"
TEXTS = {"courier-1": (DATA / "courier.txt").read_text(encoding="utf-8"), "today-1": (DATA / "today.txt").read_text(encoding="utf-8")}
BASE = "https://w3id.org/claimgraph/id/"
COURIER = BASE + "doc/courier-1"
Fault = Callable[[Store], None]


@pytest.fixture
def graph() -> Graph:
    return Graph.open(DATA / "sample.trig")


def node(text: str) -> NamedNode:
    return NamedNode(text.replace("kg:", KG) if text.startswith("kg:") else text if ":" in text.partition("#")[0] else BASE + text)


def add(subject: str, predicate: str, value: str | Literal, graph: str = "doc/courier-1") -> Fault:
    term = value if isinstance(value, Literal) else node(value)
    return lambda store: store.add(Quad(node(subject), node(predicate), term, node(graph)))


def drop(subject: str, predicate: str | None = None, graph: str | None = None) -> Fault:
    def fault(store: Store) -> None:
        place = node(graph) if graph else None
        for quad in list(store.quads_for_pattern(node(subject), node(predicate) if predicate else None, None, place)):
            store.remove(quad)

    return fault


def swap(subject: str, predicate: str, value: str | Literal) -> Fault:
    def fault(store: Store) -> None:
        drop(subject, predicate)(store)
        add(subject, predicate, value, subject.partition("#")[0])(store)

    return fault


def whole(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD.integer))


# ---------------------------------------------------------------- sound
def test_sample_holds(graph: Graph) -> None:
    assert check(graph, shapes=False) == []
    assert check(graph, texts=TEXTS, shapes=False) == []


def test_sample_holds_by_the_shapes(graph: Graph) -> None:
    assert check(graph) == []


def test_nothing_holds() -> None:
    assert check(Graph()) == []


# ---------------------------------------------------------------- texts
def test_text_that_differs(graph: Graph) -> None:
    texts = TEXTS | {"courier-1": TEXTS["courier-1"].replace("Zephyr-2", "Zypher-2")}
    problems = check(graph, texts=texts, shapes=False)
    assert {problem.document for problem in problems} == {"courier-1"}
    assert [problem.node.rpartition("#")[2] for problem in problems] == ["char=41,113", "char=62,77"]
    assert "nif:anchorOf is 'Zephyr-2 rocket', and the text there is 'Zypher-2 rocket'" in str(problems[1])


def test_text_that_is_shorter_and_text_that_is_missing(graph: Graph) -> None:
    problems = check(graph, texts={"today-1": TEXTS["today-1"][:60]}, shapes=False)
    assert problems[0] == Problem("courier-1", COURIER, "its text was not given; give the source that it was built from")
    assert all(problem.document == "today-1" for problem in problems[1:])
    assert len(problems) > 10


def test_line_ends_of_the_text_are_spaces_in_the_graph(graph: Graph) -> None:
    texts = TEXTS | {"courier-1": TEXTS["courier-1"].replace("rocket on", "rocket\non")}
    assert check(graph, texts=texts, shapes=False) == []


# ---------------------------------------------------------------- faults
CLAIM, SPAN, STATEMENT = "doc/courier-1#c1", "doc/courier-1#char=49,57", "doc/courier-1#s1"
FAULTS: list[tuple[str, Fault, str, str]] = [
    ("no status", drop(CLAIM, "kg:status"), CLAIM, "a claim has one kg:status of asserted, reported, hypothetical, denied; it has none"),
    ("two statuses", add(CLAIM, "kg:status", "kg:denied"), CLAIM, "it has asserted, denied"),
    ("odd status", swap(CLAIM, "kg:status", "kg:sure"), CLAIM, "it has sure"),
    ("no event", drop(CLAIM, "kg:about"), CLAIM, "a claim has one event (kg:about); it has 0"),
    ("two events", add(CLAIM, "kg:about", "doc/courier-1#e3"), CLAIM, "a claim has one event (kg:about); it has 2"),
    ("two classes", add(CLAIM, "kg:evokes", "kg:Plan"), CLAIM, "a claim has one class (kg:evokes); it has 2"),
    ("no trigger", drop(CLAIM, "kg:trigger"), CLAIM, "one trigger and one sentence"),
    ("trigger elsewhere", swap(CLAIM, "kg:trigger", "doc/today-1#char=24,31"), CLAIM, "one trigger and one sentence"),
    ("trigger in another sentence", swap(CLAIM, "kg:trigger", "doc/courier-1#char=181,187"), CLAIM, "its trigger stands outside its sentence"),
    ("no sentence", drop(CLAIM, PROV.wasDerivedFrom), CLAIM, "one trigger and one sentence"),
    ("other words", swap(SPAN, NIF.anchorOf, Literal("lunched_", language="en")), SPAN, "nif:anchorOf is 'lunched_', and the text there is 'launched'"),
    ("other offset", swap(SPAN, NIF.beginIndex, whole(48)), SPAN, "its IRI and its offsets 48,57 differ"),
    ("no offset", drop(SPAN, NIF.endIndex), SPAN, "a span has one nif:beginIndex"),
    ("two texts", add(SPAN, NIF.anchorOf, Literal("x", language="en")), SPAN, "a span has one nif:beginIndex"),
    ("other document", swap(SPAN, NIF.referenceContext, "doc/today-1"), SPAN, "its document as nif:referenceContext"),
    ("no object", drop(STATEMENT, RDF.object), STATEMENT, "a statement has one subject"),
    ("no proof", drop(STATEMENT, PROV.wasDerivedFrom), STATEMENT, "at least one proof"),
    ("proof elsewhere", swap(STATEMENT, PROV.wasDerivedFrom, "doc/today-1#c1"), STATEMENT, "is not described in its document"),
    (
        "triple gone",
        drop("state/arvenia", "kg:operates"),
        "doc/courier-1#s2",
        "does not stand in the graph of its proof's status (asserted, reported, hypothetical)",
    ),
    ("denied proof", swap("doc/today-1#s4", PROV.wasDerivedFrom, "doc/today-1#c6"), "doc/today-1#s4", "proof's status (denied)"),
    (
        "relation without statement",
        add("state/belmora", "kg:launched", "rocket/zephyr-2", "doc/courier-1/reported"),
        "state/belmora",
        "is reported, and no reported claim or sentence proves it",
    ),
    (
        "relation in the graph of another status",
        add("state/arvenia", "kg:launched", "rocket/zephyr-2", "doc/courier-1/hypothetical"),
        "state/arvenia",
        "is hypothetical, and no hypothetical claim",
    ),
    (
        "participant that no claim names",
        add("event/launch/2024-03-14/arvenia", "kg:agent", "state/belmora", "doc/courier-1/asserted"),
        "event/launch/2024-03-14/arvenia",
        "is asserted, and no asserted claim",
    ),
    ("event that no claim is about", add("doc/courier-1#e99", RDF.type, "kg:Launch", "doc/courier-1/reported"), "doc/courier-1#e99", "is reported, and no"),
]


@pytest.mark.parametrize(("fault", "where", "what"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_faults_are_found_where_they_are(graph: Graph, fault: Fault, where: str, what: str) -> None:
    fault(graph.store)
    problems = check(graph, shapes=False)
    assert [problem for problem in problems if problem.node == BASE + where and what in problem.what], problems
    assert problems == sorted(problems)
    document = where.removeprefix("doc/").partition("#")[0] if where.startswith("doc/") else "courier-1"
    assert document in {problem.document for problem in problems}


def test_shapes_are_run_too(graph: Graph) -> None:
    drop("doc/courier-1#c1", "kg:status")(graph.store)
    add("state/arvenia", "kg:leads", "rocket/zephyr-2", "doc/today-1/asserted")(graph.store)
    found = {(problem.document, problem.node) for problem in check(graph) if problem not in check(graph, shapes=False)}
    assert found >= {("courier-1", BASE + "doc/courier-1#c1")}
    assert any(place.startswith(BASE) for _, place in found)


# ---------------------------------------------------------------- the portable profile
S, P, G = NamedNode(BASE + "doc/courier-1"), NamedNode(RDFS.comment), NamedNode(COURIER)


def typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(datatype if ":" in datatype else XSD.integer.replace("integer", datatype)))


@pytest.mark.parametrize(
    ("quad", "what"),
    [
        (Quad(S, P, BlankNode("b"), G), "the object is a blank node"),
        (Quad(BlankNode("b"), P, S, G), "the subject is a blank node"),
        (Quad(S, P, Triple(S, P, S), G), "the object is a triple term"),
        (Quad(S, P, NamedNode("http://e/e\u0301"), G), "not an absolute, valid IRI in NFC"),
        (Quad(S, P, Literal("e\u0301"), G), "is not in NFC"),
        (Quad(S, P, Literal("a\x07b", language="en"), G), "has control characters"),
        (Quad(S, P, Literal("a\nb"), G), "has control characters"),
        (Quad(S, P, typed("1.5", "double"), G), "#double> is not portable; use boolean, date, dateTime"),
        (Quad(S, P, typed("P1D", "duration"), G), "is not portable"),
        (Quad(S, P, typed("x", "http://www.opengis.net/ont/geosparql#wktLiteral"), G), "is not portable"),
        (Quad(S, P, typed("9223372036854775808", "integer"), G), "is not how every store writes an xsd:integer"),
        (Quad(S, P, typed("007", "integer"), G), "is not how every store writes"),
        (Quad(S, P, typed("1.50", "decimal"), G), "is not how every store writes an xsd:decimal"),
        (Quad(S, P, typed("2024-03-14Z", "date"), G), "xsd:date"),
        (Quad(S, P, typed("2024-03-14T10:00:00", "dateTime"), G), "xsd:dateTime"),
        (Quad(S, P, typed("2024-03-14T10:00:00+09:00", "dateTime"), G), "xsd:dateTime"),
        (Quad(S, P, typed("-0044", "gYear"), G), "xsd:gYear"),
        (Quad(S, P, typed("1", "boolean"), G), "xsd:boolean"),
    ],
)
def test_terms_that_some_store_refuses(graph: Graph, quad: Quad, what: str) -> None:
    from kg.portable import reasons

    assert any(what in reason for reason in reasons(quad)), list(reasons(quad))
    graph.store.add(quad)
    if any(list(reasons(kept)) for kept in graph.store):  # the engine itself writes some values anew
        (problem, *_) = check(graph, shapes=False)
        assert problem.document == "courier-1"


@pytest.mark.parametrize(
    "literal",
    [
        Literal("é 中文 🚀", language="zh-Hans-CN"),
        Literal(""),
        *(typed(value, "integer") for value in ("0", "-5", "9223372036854775807")),
        *(typed(value, "decimal") for value in ("1.5", "0.25", "-3")),
        typed("2024-03-14T10:00:00Z", "dateTime"),
        typed("2024", "gYear"),
        typed("2024-05", "gYearMonth"),
        typed("true", "boolean"),
    ],
)
def test_terms_that_every_store_takes(literal: Literal) -> None:
    from kg.portable import reasons

    assert list(reasons(Quad(S, P, literal, G))) == []


def test_quads_outside_documents_are_counted(graph: Graph) -> None:
    graph.store.add(Quad(S, P, S, DefaultGraph()))
    graph.store.add(Quad(S, P, S, NamedNode(COURIER + "/denied")))
    assert [str(problem) for problem in check(graph, shapes=False)] == [
        "graph: default graph: holds quads (1), and belongs to no document; load a graph that was written as N-Quads or TriG",
        f"graph: {COURIER}/denied: holds quads (1), and belongs to no document; name it after one",
    ]
