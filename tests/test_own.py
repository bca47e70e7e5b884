"""An ontology of one's own: kept alone, checked with remedies, and tried on a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.advice import check, words
from kg.building import build_graph
from kg.check import check as check_graph
from kg.cli import main
from kg.errors import UsageError
from kg.settings import Settings
from kg.trial import attempt
from kg.vocab import KG

HEAD = """@prefix kg: <https://w3id.org/claimgraph/ontology#> .
@prefix lex: <https://w3id.org/claimgraph/lexicon#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
REOPENING = """
kg:Reopening a owl:Class ; rdfs:subClassOf kg:Politics ; rdfs:label "reopening"@en ; kg:gives kg:reopened ; kg:evokedBy "reopen.v" .
kg:reopened a owl:ObjectProperty, kg:Relation ; rdfs:label "reopened"@en ; rdfs:domain kg:Entity ; rdfs:range kg:Entity .
"""


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def written(turtle: str) -> Path:
        path = tmp_path / "own.ttl"
        path.write_text(HEAD + turtle, encoding="utf-8")
        return path

    return written


# ---------------------------------------------------------------- alone
def test_only_ones_own_classes_are_kept_and_whose_word_it_is(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    article = tmp_path / "a.txt"
    article.write_text("Japan's Coast Guard warned Iran. Japan said that Jordan had reopened the crossing.\n", encoding="utf-8")
    settings = Settings(ontologies=(write(REOPENING),), only_own=True)
    found = [str(quad) for quad in build_graph([article], settings).store.quads_for_pattern(None, None, None, None) if quad.graph_name.value != KG]
    text = "\n".join(found)
    assert f"<{KG}evokes> <{KG}Reopening>" in text and f"<{KG}reopened>" in text
    assert f"<{KG}status> <{KG}reported>" in text and f"<{KG}attributedTo> <https://w3id.org/claimgraph/id/state/japan>" in text
    assert not [name for name in ("Warning", "warned", "Statement", "said", "partOf") if f"<{KG}{name}>" in text]


def test_what_to_keep_to_must_be_there() -> None:
    with pytest.raises(UsageError, match=r"--ontology my\.ttl"):
        Settings(only_own=True)


MOORED = """
kg:berth a owl:ObjectProperty, kg:StandingRelation ; rdfs:label "berth"@en ; rdfs:domain kg:Ferry ; rdfs:range kg:City .
kg:Ferry a owl:Class ; rdfs:subClassOf kg:Artifact ; rdfs:label "ferry"@en ; kg:takenFor kg:Person, kg:Organization .
lex:berth a kg:Tie ; kg:tells kg:berth ; kg:word "moor.v" ; kg:fills "object domain", "in range" .
"""


def test_a_kind_that_a_class_is_taken_for_keeps_the_shapes(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    article = tmp_path / "a.txt"
    article.write_text("Clara Jones is moored in Oslo.\n", encoding="utf-8")
    graph = build_graph([article], Settings(ontologies=(write(MOORED),)))
    found = [quad.subject.value for quad in graph.store.quads_for_pattern(None, NamedNode(KG + "berth"), None, None)]
    assert [iri for iri in found if iri.endswith("person/clara-jones")] and check_graph(graph) == []


OPERATED = """
kg:operator a owl:ObjectProperty, kg:StandingRelation ; rdfs:label "operator"@en ; rdfs:domain kg:Line ; rdfs:range kg:Organization ; kg:toldBy "operator.n" .
kg:Line a owl:Class ; rdfs:subClassOf kg:Artifact ; rdfs:label "line"@en ; kg:shape "Line 9" .
"""


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Line 12's operator, Arriva, apologised for the delay.",
        "Line 12 operator Arriva apologised for the delay.",
        "Arriva, the operator of Line 12, apologised for the delay.",
    ],
)
def test_a_noun_tells_its_relation_beside_the_name_that_it_stands_for(text: str, write) -> None:  # type: ignore[no-untyped-def]
    assert "Line 12 operator Arriva (row operator)" in attempt(text, [write(OPERATED)])


# ---------------------------------------------------------------- checked
MISTAKES = {
    "no words": ("kg:Hush a owl:Class ; rdfs:subClassOf kg:Politics .", "no word evokes", "kg:evokedBy"),
    "a word twice": ('kg:Hush a owl:Class ; rdfs:subClassOf kg:Politics ; kg:evokedBy "warn.v" .', '"warn.v" is claimed by kg:Hush and kg:Warning', "kg:when"),
    "a role nowhere": (
        'kg:Hush a owl:Class ; rdfs:subClassOf kg:Politics ; kg:pattern "husher -> theme" ; kg:evokedBy "hush.v" .',
        "needs the role husher",
        'kg:fills "object husher"',
    ),
    "an own role nowhere": ("kg:husher a owl:ObjectProperty ; rdfs:subPropertyOf kg:participant .", "no part of the sentence fills the role", "kg:fills"),
    "an empty domain": (
        REOPENING.replace("domain kg:Entity", "domain kg:Gate") + "kg:Gate a owl:Class ; rdfs:subClassOf kg:Entity .",
        "its domain, kg:Gate",
        'kg:Gate kg:headedBy "noun"',
    ),
    "a misspelling": ('kg:Hush a owl:Class ; rdfs:subClassOf kg:Politics ; kg:evokdBy "hush.v" .', "kg:evokdBy is not a term", "did you mean kg:evokedBy?"),
    "a class that is not": ('kg:Hush a owl:Class ; rdfs:subClassOf kg:Politcs ; kg:evokedBy "hush.v" .', "kg:Politcs, which is no class", "kg:Politics"),
    "a relation that is not": (
        'kg:Hush a owl:Class ; rdfs:subClassOf kg:Politics ; kg:gives kg:hushed ; kg:evokedBy "hush.v" .',
        "kg:hushed, which nothing defines",
        "add: kg:hushed",
    ),
    "a relation of nothing": ('kg:hushed a owl:ObjectProperty, kg:Relation ; rdfs:label "hushed"@en .', "no event class gives", "kg:gives kg:hushed"),
    "another namespace": ("<https://example.org/Hush> a owl:Class .", "only terms of the kg: namespace", "call it kg:Hush"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found_with_its_remedy(name: str, write) -> None:  # type: ignore[no-untyped-def]
    turtle, problem, remedy = MISTAKES[name]
    assert [str(advice) for advice in check([write(turtle)]) if problem in advice.problem and remedy in advice.remedy]


def test_a_whole_ontology_has_no_mistakes(write) -> None:  # type: ignore[no-untyped-def]
    assert check([write(REOPENING)]) == ()


def test_a_relation_that_words_tell_is_no_mistake(write) -> None:  # type: ignore[no-untyped-def]
    told = 'kg:berth a owl:ObjectProperty, kg:StandingRelation ; rdfs:label "berth" ; rdfs:domain kg:Ferry ; rdfs:range kg:City .'
    ferry = 'kg:Ferry a owl:Class ; rdfs:subClassOf kg:Artifact ; rdfs:label "ferry" ; kg:named "Aurora" .'
    tie = 'lex:berth a kg:Tie ; kg:tells kg:berth ; kg:word "moor.v" ; kg:fills "object domain", "in range" .'
    assert check([write(told + ferry + tie)]) == ()
    assert check([write(told + ferry + 'kg:berth kg:toldBy "berth.n" .')]) == ()
    (advice,) = check([write(told + ferry)])
    assert advice.place == "kg:berth" and "kg:toldBy" in advice.remedy


QUAKE = 'kg:Quake a owl:Class ; rdfs:subClassOf kg:Disaster ; rdfs:label "quake"@en ; kg:gives kg:struck ; kg:evokedBy "earthquake.n", "flood.n" .'


def test_a_word_that_a_class_takes_over_from_the_one_above_it_is_no_mistake(write) -> None:  # type: ignore[no-untyped-def]
    assert check([write(QUAKE)]) == ()


@pytest.mark.model
def test_a_word_of_ones_own_goes_before_ours(write) -> None:  # type: ignore[no-untyped-def]
    found = attempt("The earthquake killed nine people. The flood destroyed a village.", [write(QUAKE)])
    assert [line.split()[0] for line in found if '"earthquake"' in line or '"flood"' in line if line[0].isupper()] == ["Quake", "Quake"]


def test_the_shipped_ontology_has_words_for_its_classes() -> None:
    assert {"warn.v", "warning.n"} <= {entry.word for entry in words("kg:Warning")}
    assert {entry.cls for entry in words("Harm")} >= {"Death", "Injury"}
    with pytest.raises(UsageError, match="did you mean kg:Warning"):
        words("Warnin")


# ---------------------------------------------------------------- tried
def test_a_trial_tells_what_is_found_and_why(write) -> None:  # type: ignore[no-untyped-def]
    lines = attempt("Japan said Jordan had reopened the crossing.", [write(REOPENING)])
    assert 'Reopening "reopened", reported, on the word of Japan' in lines
    assert "    theme: crossing (object)" in lines and '    because of "reopen.v" (row Reopening-reopen)' in lines


def test_a_trial_tells_what_a_word_wants(write) -> None:  # type: ignore[no-untyped-def]
    gates = 'lex:ungate a kg:Entry ; kg:evokes kg:Reopening ; kg:word "unlock.v" ; kg:when "object in gates" . lex:gates a kg:HeadList ; kg:head "gate" .'
    lines = attempt("Jordan unlocked the box.", [write(REOPENING + gates)])
    assert '    Reopening "unlock.v" wants: object in gates (row ungate)' in lines


# ---------------------------------------------------------------- on the command line
@pytest.mark.parametrize(("turtle", "code"), [(REOPENING, 0), (MISTAKES["no words"][0], 1)])
def test_kg_ontology_check_says_by_its_exit_code_whether_all_is_well(turtle: str, code: int, write, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    assert run("check", write(turtle)) == code
    assert bool(capsys.readouterr().out) == bool(code)


def test_kg_ontology_words_and_try(write, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    path = write(REOPENING)
    assert run("words", "Reopening", "--ontology", path) == 0
    assert capsys.readouterr().out == "Reopening: reopen.v (row Reopening-reopen)\n"
    assert run("try", path, "Jordan reopened the crossing.") == 0
    assert "Jordan reopened crossing\n" in capsys.readouterr().out


def run(*arguments: object) -> object:
    """The exit code of `kg ontology …`."""
    with pytest.raises(SystemExit) as left, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["kg", "ontology", *map(str, arguments)])
        main()
    return left.value.code
