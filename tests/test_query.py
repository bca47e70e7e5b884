"""Questions to the sample graph: free SPARQL, the library, the forms of an answer, and everything that must be refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store, Variable, parse, parse_query_results
from rich.console import Console

from kg.errors import QueryError
from kg.query import Result, named, run
from kg.questions import FOLDER, Parameter, Question, library, read
from kg.results import render, table
from kg.store import Graph
from kg.vocab import KG, PREFIXES

SAMPLE = Path(__file__).parent / "data" / "sample.trig"
BASE = "https://w3id.org/claimgraph/id/"
LAUNCH, DRILL = BASE + "event/launch/2024-03-14/arvenia", BASE + "event/militaryexercise/2024-03-14/belmora"
ARVENIA, BELMORA, NAVY = BASE + "state/arvenia", BASE + "state/belmora", BASE + "armedforce/belmoran-navy"
NEEDED = {
    "between": {"one": "Arvenia", "other": "Belmora"},
    "claims-of": {"source": "Arvenia"},
    "documents-about": {"entity": "Arvenia"},
    "neighbours": {"entity": "Arvenia"},
    "paths": {"one": "Arvenia", "other": "Belmora"},
    "who-is": {"entity": "Arvenia"},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph.open(SAMPLE)


def shown(result: Result) -> list[tuple[str, ...]]:
    """The rows in short: IRIs without what they have in common, unbound as ""."""
    return [tuple(value.removeprefix(BASE).removeprefix(KG) for value in row) for row in whole(result)]


def whole(result: Result) -> list[tuple[str, ...]]:
    return [tuple(str(value if value is not None else "") for value in row.values()) for row in result.records()]


# ---------------------------------------------------------------- free SPARQL
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT DISTINCT ?o { <state/arvenia> kg:launched ?o }", [("rocket/zephyr-2",)]),
        (f"BASE <{BASE}> SELECT DISTINCT ?o {{ <state/arvenia> kg:launched ?o }}", [("rocket/zephyr-2",)]),
        (f"PREFIX kg: <urn:x:> SELECT ?o {{ <{ARVENIA}> kg:launched ?o }}", []),
        ("SELECT ?n { ?x skos:prefLabel ?n } GROUP BY ?n ORDER BY DESC(?n) LIMIT 2", [("Zephyr-2",), ("Resolution 880",)]),
        ("SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a kg:Article }", [("2",)]),
        ("SELECT ?g { GRAPH ?g { <state/arvenia> kg:launched ?o } }", [("doc/courier-1/asserted",), ("doc/today-1/reported",)]),
        ("SELECT ?o FROM <doc/today-1/reported> { <state/arvenia> kg:launched ?o }", [("rocket/zephyr-2",)]),
        ("SELECT ?o FROM <doc/today-1> { <state/arvenia> kg:launched ?o }", []),
        ("SELECT ?o FROM NAMED <doc/today-1/reported> { GRAPH ?g { <state/arvenia> kg:launched ?o } }", [("rocket/zephyr-2",)]),
        ('SELECT ?s { VALUES ?s { "FROM SERVICE # INSERT" } }', [("FROM SERVICE # INSERT",)]),
        ("SELECT ?service { VALUES ?service { 1 } } # SERVICE <x>", [("1",)]),
        ("SELECT ?x { OPTIONAL { ?s kg:nothing ?x } }", [("",)]),
    ],
)
def test_select(graph: Graph, text: str, rows: list[tuple[str, ...]]) -> None:
    assert shown(run(graph, text)) == rows


def test_rows_without_order_are_sorted_and_cut_after_that(graph: Graph) -> None:
    text = "SELECT DISTINCT ?n { ?x skos:prefLabel ?n }"
    names = [name for (name,) in shown(run(graph, text))]
    assert names == sorted(names)
    assert len(names) == 8
    cut = run(graph, text, limit=3)
    assert ([name for (name,) in shown(cut)], cut.more) == (names[:3], True)
    assert not run(graph, text, limit=8).more


def test_limit_keeps_the_order_asked_for(graph: Graph) -> None:
    result = run(graph, "SELECT DISTINCT ?n { ?x skos:prefLabel ?n } ORDER BY DESC(?n)", limit=1)
    assert (shown(result), result.more) == ([("Zephyr-2",)], True)


@pytest.mark.parametrize(("text", "truth"), [("ASK { <state/arvenia> kg:launched ?x }", True), ("ASK { ?x kg:launched <state/arvenia> }", False)])
def test_ask(graph: Graph, text: str, truth: bool) -> None:
    assert run(graph, text) == Result("truth", truth=truth)


def test_construct_and_describe(graph: Graph) -> None:
    made = run(graph, "CONSTRUCT { ?o kg:launchedBy ?s } WHERE { ?s kg:launched ?o }")
    assert [str(triple) for triple in made.triples] == [f"<{BASE}rocket/zephyr-2> <{KG}launchedBy> <{ARVENIA}>"]
    told = run(graph, "DESCRIBE <rocket/zephyr-2>")
    assert [str(t.object) for t in told.triples] == [f"<{KG}Rocket>", '"Zephyr-2"@en']
    assert run(graph, "DESCRIBE <rocket/zephyr-2>", limit=1).more


def test_records_are_plain_values(graph: Graph) -> None:
    (row,) = run(graph, 'SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) { (<x:y> "t"@en 5 UNDEF) } }').records()
    assert row == {"a": "x:y", "b": "t", "c": 5, "d": None}


@pytest.mark.parametrize(
    ("only", "launched", "violates"),
    [
        (None, 2, 1),
        (["asserted"], 1, 0),
        (["asserted", "kg:reported"], 2, 0),
        (["hypothetical"], 0, 1),
        (["denied"], 0, 0),
        ([], 0, 0),
    ],
)
def test_only_narrows_knowledge_and_keeps_the_record(graph: Graph, only: list[str] | None, launched: int, violates: int) -> None:
    def count(text: str) -> int:
        return len(run(graph, f"SELECT * {{ {text} }}", only=only).rows)

    assert count("<state/arvenia> kg:launched ?o") == launched
    assert count("?s kg:violates ?o") == violates
    assert count("GRAPH ?g { <state/arvenia> kg:launched ?o }") == launched
    assert count("?claim a kg:Claim") == 21


# ---------------------------------------------------------------- refused
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT", ["line 1, column 7", "'*'"]),
        ("SELECT * {\n  ?s foo:p ?o }", ["line 2, column 11", "foo: is not declared", "kg", "  ?s foo:p ?o }\n            ^"]),
        ("SELECT * { ?s ?p ?o } LIMIT x", ["line 1, column 29", "VALUES or a number"]),
        ("SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s", ["the SELECT contains a variable that is unbound"]),
        ("SELECT * { ?s <b ad> ?o }", ["line 1, column 21", "IRI parsing failed"]),
        ("SELECT * { ?s ?p ?o ", ["line 1, column 21", "'}'"]),
        ("SELECT * { ?s ?p ?o }}", ["line 1"]),
        ('SELECT * { ?s ?p "x }', ["line 1, column 22"]),
        ("", ["nothing in it"]),
        ("  # only a remark\n", ["nothing in it"]),
        ("SELECT * { BIND(<http://x/f>(1) AS ?y) }", ["http://x/f", "not supported"]),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", ["INSERT would change the graph"]),
        ("insert data { <a:a> <a:b> <a:c> }", ["INSERT would change"]),
        ("PREFIX a: <b:c> BASE <d:e> # x\nDELETE WHERE { ?s ?p ?o }", ["DELETE would change"]),
        ("DROP ALL", ["DROP would change"]),
        ("LOAD <http://127.0.0.1/>", ["LOAD would change"]),
        ("WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", ["WITH would change"]),
        ("SELECT * { ?s ?p ?o } ; DROP ALL", ["line 1"]),
    ],
)
def test_refused_queries_say_where_and_why(graph: Graph, text: str, said: list[str]) -> None:
    before = len(graph)
    with pytest.raises(QueryError) as caught:
        run(graph, text)
    for words in said:
        assert words in str(caught.value)
    assert len(graph) == before


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?s { ?s ?p ?o } }",
        "SELECT*{SERVICEkg:x{?s ?p ?o}}",
        "SELECT*{?s ?p trueSERVICE<http://127.0.0.1:1/>{}}",
        "SELECT*{?s ?p ?o FILTER(?o<'a>') SERVICE <http://127.0.0.1:1/>{?s ?q '1'}}",
        "SELECT*{?s ?p ?o FILTER(?o<?s#>'''\n) SERVICE <http://127.0.0.1:1/>{?s ?q ?z} #'''\n}",
        "SELECT*{?s ?p kg:x\\#. SERVICE <http://127.0.0.1:1/>{}}",
        "SELECT * {?s ?p ?o #x\r SERVICE <http://127.0.0.1:1/>{}\n}",
        "SELECT * {?s <http://e/\\u0041#> ?o . SERVICE <http://127.0.0.1:1/>{}}",
        "SELECT * {?s ?p '''a\\'''' . SERVICE <http://127.0.0.1:1/>{?s ?p ''}}",
    ],
)
def test_no_other_endpoint_is_asked(graph: Graph, text: str) -> None:
    with pytest.raises(QueryError, match="SERVICE asks another endpoint"):
        run(graph, text)


def test_service_may_be_allowed(graph: Graph) -> None:
    with pytest.raises(QueryError, match="cannot be answered"):
        run(graph, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", service=True)


def test_graphs_are_chosen_once_and_statuses_must_be_there(graph: Graph) -> None:
    with pytest.raises(QueryError, match="FROM and `only`"):
        run(graph, "SELECT * FROM <a:g> { ?s ?p ?o }", only=["asserted"])
    with pytest.raises(QueryError, match="no status 'sure'"):
        run(graph, "ASK {}", only=["sure"])
    flat = Graph(Store())
    flat.store.bulk_extend(Quad(*quad.triple) for quad in graph.store)
    with pytest.raises(QueryError, match="does not keep its statuses apart"):
        run(flat, "ASK {}", only=["asserted"])


# ---------------------------------------------------------------- the library
CLAIMS = [
    ("event/launch/2024-03-14/arvenia", "reported", "2024-03-14", "Arvenia said it launched its Zephyr-2 rocket on Thursday.", "doc/today-1"),
    ("doc/today-1#e6", "denied", "", "Arvenia denied that the launch violated Resolution 880.", "doc/today-1"),
    ("doc/today-1#e10", "hypothetical", "", "Arvenia called on Belmora to halt its exercises.", "doc/today-1"),
]
DEBRIS, WARNED, REFUSED = "it recovered debris from the Grey Sea", "that another launch would violate Resolution 880", "that the launch violated Resolution 880"
SAID = {
    "debris": ("armedforce/belmoran-navy", "Statement", "", DEBRIS, "2024-03-14", "doc/courier-1"),
    "warned": ("state/belmora", "Warning", "state/arvenia", WARNED, "2024-03-14", "doc/courier-1"),
    "drills": ("armedforce/belmoran-navy", "Statement", "", "Belmora held no drills on Thursday", "2024-03-15", "doc/today-1"),
    "success": ("person/lena-ortiz", "Statement", "", "The launch was a complete success,", "2024-03-15", "doc/today-1"),
    "denied": ("state/arvenia", "Denial", "", REFUSED, "2024-03-15", "doc/today-1"),
    "halt": ("state/arvenia", "Request", "state/belmora", "to halt its exercises", "2024-03-15", "doc/today-1"),
    "said": ("state/arvenia", "Statement", "", "it launched its Zephyr-2 rocket on Thursday", "2024-03-15", "doc/today-1"),
}
L, D = "event/launch/2024-03-14/arvenia", "event/militaryexercise/2024-03-14/belmora"
ANSWERS: list[tuple[str, dict[str, object], list[tuple[str, ...]]]] = [
    ("who-said-what", {}, list(SAID.values())),
    ("who-said-what", {"speaker": "lena ortiz"}, [SAID["success"]]),
    ("who-said-what", {"speaker": ["Lena Ortiz", "Belmora"]}, [SAID["warned"], SAID["success"]]),
    ("who-said-what", {"about": "Resolution 880"}, [SAID["warned"], SAID["denied"]]),
    ("who-said-what", {"about": "Zephyr-2", "since": "2024-03-15"}, [SAID["success"], SAID["said"]]),
    ("who-said-what", {"until": "2024-03-14"}, [SAID["debris"], SAID["warned"]]),
    ("who-said-what", {"since": "2024-03", "until": "2024-03"}, list(SAID.values())),
    ("who-said-what", {"since": "2025"}, []),
    ("timeline", {}, [("2024-03-14", L, "Launch", "asserted, reported", "failure, success"), ("2024-03-14", D, "MilitaryExercise", "asserted", "")]),
    ("timeline", {"entity": "Belmora"}, [("2024-03-14", D, "MilitaryExercise", "asserted", "")]),
    ("timeline", {"class": "launch", "since": "2024-03-14", "until": "2024-03-14"}, [("2024-03-14", L, "Launch", "asserted, reported", "failure, success")]),
    ("timeline", {"class": "kg:Event", "since": "2024-03-15"}, []),
    (
        "who-warned-whom",
        {},
        [
            ("state/belmora", "Warning", "state/arvenia", WARNED, "2024-03-14", "doc/courier-1"),
            ("state/arvenia", "Request", "state/belmora", "to halt its exercises", "2024-03-15", "doc/today-1"),
        ],
    ),
    ("who-warned-whom", {"class": "warning"}, [("state/belmora", "Warning", "state/arvenia", WARNED, "2024-03-14", "doc/courier-1")]),
    (
        "who-warned-whom",
        {"to": "Belmora", "by": "Arvenia"},
        [("state/arvenia", "Request", "state/belmora", "to halt its exercises", "2024-03-15", "doc/today-1")],
    ),
    (
        "what-violates-what",
        {},
        [
            ("doc/courier-1#e6", "resolution/resolution-880", "hypothetical", "state/belmora", "doc/courier-1"),
            (L, "resolution/resolution-880", "denied", "state/arvenia", "doc/today-1"),
        ],
    ),
    ("what-coincided", {"entity": "Arvenia"}, [(L, D, "2024-03-14", "doc/courier-1")]),
    ("what-coincided", {"entity": "Lena Ortiz"}, []),
    ("launches", {}, [("2024", "state/arvenia", "1", "1", "1", "")]),
    ("launches", {"class": "MilitaryExercise"}, [("2024", "state/belmora", "1", "0", "0", "")]),
    ("claims-of", {"source": "Arvenia"}, CLAIMS),
    ("claims-of", {"source": "Arvenia", "about": "Belmora"}, CLAIMS[2:]),
    ("corroborated", {}, [(L, "2024-03-14", "2", "Arvenia Today, Coastal Courier")]),
    ("corroborated", {"publishers": 3}, []),
    ("corroborated", {"publishers": "1", "class": "MilitaryExercise"}, [(D, "2024-03-14", "1", "Coastal Courier")]),
    (
        "contradictions",
        {},
        [
            (L, "how it ended", "failure", "Coastal Courier", "success", "person/lena-ortiz"),
            (D, "whether it happened", "asserted", "Coastal Courier", "denied", "armedforce/belmoran-navy"),
        ],
    ),
    ("contradictions", {"entity": "Zephyr-2"}, [(L, "how it ended", "failure", "Coastal Courier", "success", "person/lena-ortiz")]),
    (
        "only-hypothetical",
        {},
        [
            ("doc/courier-1#e6", "Launch", "", "state/belmora", "doc/courier-1"),
            ("doc/courier-1#e7", "Violation", "", "state/belmora", "doc/courier-1"),
            ("doc/courier-1#e9", "Launch", "2024-05", "person/ida-marsh", "doc/courier-1"),
            ("doc/today-1#e10", "MilitaryExercise", "", "state/arvenia", "doc/today-1"),
        ],
    ),
    ("only-hypothetical", {"class": "Launch", "entity": "Ida Marsh"}, [("doc/courier-1#e9", "Launch", "2024-05", "person/ida-marsh", "doc/courier-1")]),
    (
        "evidence",
        {"subject": "Arvenia", "relation": "launched", "object": "Zephyr-2"},
        [
            (
                "state/arvenia",
                "launched",
                "rocket/zephyr-2",
                "asserted",
                "",
                "Arvenia launched its Zephyr-2 rocket on Thursday, but the launch failed.",
                "doc/courier-1",
            ),
            (
                "state/arvenia",
                "launched",
                "rocket/zephyr-2",
                "reported",
                "state/arvenia",
                "Arvenia said it launched its Zephyr-2 rocket on Thursday.",
                "doc/today-1",
            ),
        ],
    ),
    ("documents-about", {"entity": "Ida Marsh"}, [("doc/courier-1", "Coastal Courier", "2024-03-14", "1")]),
    ("documents-about", {"entity": "Arvenia", "since": "2024-03-15"}, [("doc/today-1", "Arvenia Today", "2024-03-15", "6")]),
    (
        "quotations",
        {"containing": "ROCKET"},
        [("state/arvenia", "it launched its Zephyr-2 rocket on Thursday", "2024-03-15", "doc/today-1")],
    ),
    (
        "paths",
        {"one": "Arvenia", "other": "Belmora", "most": 2},
        [
            ("1", "state/arvenia", "calledOn →", "", "", "", "", "state/belmora"),
            ("1", "state/arvenia", "← warned", "", "", "", "", "state/belmora"),
            ("2", "state/arvenia", "calledOn →", "doc/today-1#e10", "agent →", "", "", "state/belmora"),
            ("2", "state/arvenia", "← addressee", "doc/courier-1#e5", "agent →", "", "", "state/belmora"),
            ("2", "state/arvenia", "← agent", "doc/today-1#e9", "addressee →", "", "", "state/belmora"),
        ],
    ),
    ("paths", {"one": "Lena Ortiz", "other": "Ida Marsh", "most": "1"}, []),
    (
        "paths",
        {"one": "Lena Ortiz", "other": "Ida Marsh", "most": "2"},
        [("2", "person/lena-ortiz", "spokespersonFor →", "state/arvenia", "← leads", "", "", "person/ida-marsh")],
    ),
    ("outlets", {}, [("Arvenia Today", "1", "10", "5", "2", "1", "2"), ("Coastal Courier", "1", "11", "7", "1", "3", "0")]),
]


@pytest.mark.parametrize(("name", "params", "rows"), ANSWERS, ids=[f"{name}-{number}" for number, (name, _, _) in enumerate(ANSWERS)])
def test_answers(graph: Graph, name: str, params: dict[str, str], rows: list[tuple[str, ...]]) -> None:
    assert shown(named(graph, name, params)) == rows


def test_neighbours_say_how_certain(graph: Graph) -> None:
    rows = {(s, p, o): told for s, p, o, _, told in shown(named(graph, "neighbours", {"entity": "Arvenia"}))}
    assert rows["state/arvenia", "launched", "rocket/zephyr-2"] == "asserted, reported"
    assert rows["person/ida-marsh", "leads", "state/arvenia"] == "asserted"
    assert len(rows) == 9


def test_most_central(graph: Graph) -> None:
    rows = shown(named(graph, "most-central"))
    assert rows[0] == ("state/arvenia", "7", "11", "2")
    assert not any("#e" in row[0] or "event/" in row[0] for row in rows)
    assert [row[0] for row in shown(named(graph, "most-central", {"kind": "Person"}))] == ["person/ida-marsh", "person/lena-ortiz"]
    cut = named(graph, "most-central", limit=2)
    assert (len(cut.rows), cut.more) == (2, True)


def test_who_is(graph: Graph) -> None:
    rows = [row[:3] for row in shown(named(graph, "who-is", {"entity": "Arvenia"}))]
    assert rows[:2] == [("state/arvenia", PREFIXES["rdf"] + "type", "State"), ("state/arvenia", PREFIXES["owl"] + "sameAs", PREFIXES["wd"] + "Q99000001")]
    assert ("person/lena-ortiz", "spokespersonFor", "state/arvenia") in rows


def test_between_counts_each_claim_once(graph: Graph) -> None:
    rows = [row[:4] for row in shown(named(graph, "between", {"one": "Belmora", "other": "Arvenia"}))]
    assert rows == [("state/belmora", "warned", "state/arvenia", "asserted"), ("state/arvenia", "calledOn", "state/belmora", "asserted")]


@pytest.mark.parametrize(
    ("name", "only", "count"),
    [
        ("who-said-what", ["asserted"], 7),
        ("who-said-what", ["reported"], 0),
        ("claims-of", ["denied"], 1),
        ("claims-of", ["denied", "hypothetical"], 2),
        ("what-violates-what", ["hypothetical"], 1),
        ("timeline", ["reported"], 1),
        ("timeline", ["hypothetical"], 1),
        ("neighbours", ["reported"], 1),
        ("only-hypothetical", ["asserted"], 4),
        ("contradictions", [], 2),
    ],
)
def test_only_narrows_the_claims_of_a_question(graph: Graph, name: str, only: list[str], count: int) -> None:
    assert len(named(graph, name, NEEDED.get(name), only=only).rows) == count


@pytest.mark.parametrize("name", library())
def test_every_question_is_described_ordered_and_the_same_in_any_order_of_loading(graph: Graph, name: str) -> None:
    asked = library()[name]
    assert asked.title
    assert asked.description
    assert "ORDER BY" in asked.text
    assert all(parameter.description for parameter in asked.parameters)
    turned = Graph()
    turned.store.extend(sorted(graph.store, key=str, reverse=True))
    assert render(named(turned, name, NEEDED.get(name)), "tsv") == render(named(graph, name, NEEDED.get(name)), "tsv")


@pytest.mark.parametrize("name", [name for name in library() if name not in NEEDED])
def test_files_run_as_they_stand_elsewhere(graph: Graph, name: str) -> None:
    other = rdflib.Graph()
    for subject, predicate, value, _ in graph.dataset.quads():
        other.add((subject, predicate, value))
    theirs = [tuple(sorted(str(value).split(", ")) if value is not None else [""] for value in row) for row in other.query(library()[name].text)]  # type: ignore[union-attr]
    ours = [tuple(sorted(value.split(", ")) for value in row) for row in whole(named(graph, name, limit=99))]
    assert theirs == ours


def test_defaults_in_the_head_are_those_in_the_query() -> None:
    for asked in library().values():
        for parameter in asked.parameters:
            inside = asked.text.partition(f"VALUES ?{parameter.name} {{ ")[2].partition(" }")[0]
            assert inside == (parameter.default or "UNDEF"), (asked.name, parameter.name)


def test_readme_lists_every_question() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for asked in library().values():
        names = ", ".join(f"`{p.name}`" if p.default is not None else f"**`{p.name}`**" for p in asked.parameters)
        assert f"| `{asked.name}` | {asked.title} | {names} |\n" in text


# ---------------------------------------------------------------- parameters
@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("who-said", {}, "there is no question 'who-said'; choose from who-said-what"),
        ("xyz", {}, "choose from between, claims-of"),
        ("timeline", {"whom": "x"}, "timeline: there is no parameter 'whom'; it has entity, class, since, until"),
        ("outlets", {"x": "y"}, "it has none"),
        ("neighbours", {}, "neighbours: entity must be given: whose neighbours"),
        ("neighbours", {"entity": "Arvnia"}, "did you mean 'Arvenia'"),
        ("timeline", {"class": "Lunch"}, "did you mean 'Launch'"),
        ("timeline", {"since": "yesterday"}, "is no date"),
        ("timeline", {"since": "2024-02-30"}, "is no date"),
        ("timeline", {"since": "2024-3"}, "is no date"),
        ("timeline", {"since": '2024" } #'}, "is no date"),
        ("corroborated", {"publishers": "two"}, "is no whole number"),
        ("corroborated", {"publishers": "2 } #"}, "is no whole number"),
        ("corroborated", {"publishers": "9" * 40}, "is no whole number"),
    ],
)
def test_what_does_not_fit_is_refused(graph: Graph, name: str, params: dict[str, str], said: str) -> None:
    with pytest.raises(QueryError) as caught:
        named(graph, name, params)
    assert said in str(caught.value)


HOSTILE = [
    'Arvenia" } UNION { ?speaker ?p ?o } #',
    "Arvenia> } UNION { ?s ?p ?o } #",
    "http://e/a b",
    "http://e/> . ?s ?p <http://e/",
    "<http://e/x>> }",
    "}} ; DROP ALL",
    "\\u0022 } #",
    "state/arvenia } #",
    "kg:x } UNION { ?s ?p ?o",
    "a\nb\r\t\0",
    "VALUES ?about { UNDEF }",
]


SLOTS = [(name, parameter) for name, asked in library().items() for parameter in asked.parameters]
REFUSED = {"entity": "is called", "class": "is called", "date": "is no date", "integer": "is no whole number"}


@pytest.mark.parametrize(("name", "parameter"), SLOTS, ids=[f"{name}-{parameter.name}" for name, parameter in SLOTS])
def test_hostile_values_of_every_parameter_are_only_values(graph: Graph, name: str, parameter: Parameter) -> None:
    before, needed = len(graph), NEEDED.get(name, {})
    for value in (*HOSTILE, "", '"', "'", "\\", "}", '"^^<http://e/x>', "UNDEF", "?speaker", "1 2", "2024-01-01' 1"):
        given = {**needed, parameter.name: value}
        if parameter.type == "text":
            assert named(graph, name, given).rows == (() if value else named(graph, name, needed).rows)
        else:
            with pytest.raises(QueryError, match=REFUSED[parameter.type]) as caught:
                named(graph, name, given)
            assert ", line " not in str(caught.value), "the engine never saw it"
    assert len(graph) == before


@pytest.mark.parametrize("value", [value for value in HOSTILE if ":" not in value and "\0" not in value])
def test_things_with_hostile_names_are_found_and_nothing_else(value: str) -> None:
    graph = Graph.open(SAMPLE)
    iri, record, statement = NamedNode("urn:e:it's(a)$thing;*"), NamedNode(BASE + "doc/today-1"), NamedNode(BASE + "doc/today-1#s99")
    facts = [
        (iri, PREFIXES["skos"] + "prefLabel", Literal(value)),
        (statement, PREFIXES["rdf"] + "subject", iri),
        (statement, PREFIXES["rdf"] + "predicate", NamedNode(KG + "leads")),
        (statement, PREFIXES["rdf"] + "object", NamedNode(ARVENIA)),
        (statement, PREFIXES["prov"] + "wasDerivedFrom", NamedNode(BASE + "doc/today-1#char=0,9")),
        (NamedNode(BASE + "doc/today-1#char=0,9"), PREFIXES["nif"] + "referenceContext", record),
    ]
    graph.store.extend(Quad(subject, NamedNode(predicate), found, record) for subject, predicate, found in facts)
    assert [row[:3] for row in shown(named(graph, "neighbours", {"entity": value}))] == [(iri.value, "leads", "state/arvenia")]


@pytest.mark.parametrize("value", [*HOSTILE, '"', "'", "\\", "{", "}", "'''", '"""', "SERVICE <http://127.0.0.1:1/> {}", "VALUES ?speaker { <a:b> }"])
def test_hostile_texts_are_only_texts(graph: Graph, value: str) -> None:
    assert named(graph, "quotations", {"containing": value}).rows == ()
    quoting = Graph()
    quoting.store.bulk_extend(graph.store)
    claim, record = NamedNode(BASE + "doc/today-1#c1"), NamedNode(BASE + "doc/today-1")
    quoting.store.add(Quad(claim, NamedNode(KG + "content"), Literal(f"he said: {value}!", language="en"), record))
    (row,) = named(quoting, "quotations", {"containing": value.upper(), "speaker": "Arvenia"}).records()
    assert row["quotation"] == f"he said: {value}!"


def test_question_of_a_file(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        "# title: Mine\n# param: who entity whoever\n# limit: 1\n"
        "PREFIX kg: <https://w3id.org/claimgraph/ontology#>\nSELECT ?p ?o { VALUES ?who { UNDEF } ?who ?p ?o } ORDER BY ?p ?o\n",
        encoding="utf-8",
    )
    asked = read(path)
    assert (asked.name, asked.limit, [p.name for p in asked.parameters]) == ("mine", 1, ["who"])
    assert named(graph, asked, {"who": "Arvenia"}).more
    # a question without ?status is narrowed like any query
    assert len(named(graph, asked, {"who": "Arvenia"}, limit=99, only=["denied"]).rows) < len(named(graph, asked, {"who": "Arvenia"}, limit=99).rows)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# param: who entity whoever\nSELECT * { ?s ?p ?o }", "the parameter who has no place; add `VALUES ?who { UNDEF }`"),
        ("# param: who person whoever\nSELECT * { VALUES ?who { UNDEF } }", "TYPE is one of entity"),
        ("# param: who\nSELECT * { VALUES ?who { UNDEF } }", "is not NAME TYPE"),
        (None, "cannot be read"),
    ],
)
def test_faulty_question_files(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "mine.rq"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(QueryError) as caught:
        read(path)
    assert said in str(caught.value)
    assert "mine.rq" in str(caught.value)


def test_values_may_be_several_and_ambiguous_names_stand_for_all() -> None:
    graph = Graph()
    for number in (1, 2):
        node, record = f"<{BASE}doc/a{number}#x1>", f"<{BASE}doc/a{number}>"
        graph.add(
            f'{node} <{PREFIXES["rdfs"]}label> "spy satellite"@en {record} .\n'
            f"<a:m{number}> <{PREFIXES['itsrdf']}taIdentRef> {node} {record} .\n"
            f"<a:m{number}> <{PREFIXES['nif']}referenceContext> {record} {record} .\n".encode()
        )
    assert [row[0] for row in shown(named(graph, "documents-about", {"entity": "Spy satellite"}))] == ["doc/a1", "doc/a2"]
    assert [row[0] for row in shown(named(graph, "documents-about", {"entity": ["doc/a2#x1"]}))] == ["doc/a2"]


def test_library_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        library()["x"] = Question("x", "", "", (), "")  # type: ignore[index]


# ---------------------------------------------------------------- forms of an answer
TRICKY = (
    'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (<http://e/é> "a\\tb\\n\\"c\\" <d> & , é"@en UNDEF) ("" 5 "x") ("2024-03-14"^^xsd:date true "[red]") } } ORDER BY ?a'
)


@pytest.mark.parametrize(("form", "syntax"), [("json", QueryResultsFormat.JSON), ("xml", QueryResultsFormat.XML), ("tsv", QueryResultsFormat.TSV)])
def test_formats_are_read_back_as_they_were(graph: Graph, form: str, syntax: QueryResultsFormat) -> None:
    result = run(graph, TRICKY)
    back = parse_query_results(render(result, form), syntax)
    assert isinstance(back, QuerySolutions)
    assert back.variables == [Variable(name) for name in result.variables]
    assert [tuple(row[name] for name in result.variables) for row in back] == list(result.rows)


def test_csv(graph: Graph) -> None:
    written = render(run(graph, TRICKY), "csv")
    assert written.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows[0] == ["a", "b", "c"]
    assert ["http://e/é", 'a\tb\n"c" <d> & , é', ""] in rows


@pytest.mark.parametrize("truth", [True, False])
def test_truth_in_every_form(graph: Graph, truth: bool) -> None:
    result = Result("truth", truth=truth)
    assert json.loads(render(result, "json"))["boolean"] is truth
    back = parse_query_results(render(result, "xml"), QueryResultsFormat.XML)
    assert isinstance(back, QueryBoolean)
    assert bool(back) is truth
    assert render(result, "plain") == ("yes\n" if truth else "no\n")


@pytest.mark.parametrize(
    ("form", "syntax"), [("turtle", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD), ("rdfxml", RdfFormat.RDF_XML)]
)
def test_triples_in_every_form(graph: Graph, form: str, syntax: RdfFormat) -> None:
    result = run(graph, "DESCRIBE <state/arvenia>")
    assert {quad.triple for quad in parse(render(result, form), syntax)} == set(result.triples)
    assert render(result, "plain") == render(result, "turtle")


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("ASK {}", "csv", "no way to say yes or no; choose from table, json, xml"),
        ("ASK {}", "turtle", "holds triples"),
        ("SELECT * {}", "nt", "holds triples"),
        ("DESCRIBE <a:b>", "json", "holds rows"),
        ("SELECT * {}", "xlsx", "there is no 'xlsx'; choose from table, json"),
    ],
)
def test_forms_that_do_not_fit(graph: Graph, text: str, form: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        render(run(graph, text), form)
    assert said in str(caught.value)


def printed(result: Result, graph: Graph, width: int = 120) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    console.print(table(result, graph))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_table_shows_names(graph: Graph) -> None:
    text = printed(named(graph, "evidence", {"subject": "Arvenia", "relation": "calledOn"}), graph, 200)
    for words in ("subject", "Arvenia", "called on", "exercise by Belmora", "asserted", "Zephyr-2 Reaches Orbit"):
        assert words in text
    assert "https://" not in text
    assert "kg:nothing" in printed(run(graph, "SELECT ?x { VALUES ?x { kg:nothing } }"), graph)


def test_table_wraps_and_reads_no_markup(graph: Graph) -> None:
    steering = "[bold]not bold[/bold] [link=http://e]\x1b[31mred\x9b\u202eturned " + "long " * 60
    text = printed(Result("rows", ("[red]x",), ((Literal(steering),),)), graph, 60)
    assert "[bold]not bold[/bold]" in text
    assert "[red]x" in text
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) <= 60
    assert text.count("long") == 60


def test_table_of_truth_and_triples(graph: Graph) -> None:
    assert "yes" in printed(run(graph, "ASK {}"), graph)
    assert "rocket" in printed(run(graph, "DESCRIBE <rocket/zephyr-2>"), graph)
