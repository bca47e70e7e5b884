"""The scorer itself: full marks for a perfect graph, fewer for a spoilt one, and annotations that hold together."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import GoldError
from kg.score import MEASURES, Gold, Remark, Result, Tally, compare, guesses, of_article, read_gold, total
from kg.score.table import table
from kg.store import Graph
from kg.vocab import ITSRDF, KG, RDF

from .evaluation import FOLDER, names
from .perfect import RECORD, iri, perfect

Quads = list[ox.Quad]

TEXT = """Launch fails

The Norland space agency said its second launch failed on Thursday. Japan condemned the launch, and Prime Minister
Aiko Tachimori warned reporters that Norland could launch three rockets in May. Officials denied it.
"""
ANNOTATIONS = """# a comment
published 2031-04-11
entity agency GovernmentBody "Norland space agency"
entity norland State "Norland"
entity japan State "Japan"
entity aiko Person "Aiko Tachimori" = "Tachimori"
ignore "Launch fails"
e1 Statement "agency [said] its" agent=agency topic=e2 status=asserted
e2 Launch "second [launch] failed" agent=agency time=2031-04-10 outcome=failure status=reported by=agency
e3 Criticism "Japan [condemned] the" agent=japan theme|topic=e4 status=asserted
e4 Launch "condemned the [launch]," agent?=agency
e5 Warning "[warned] reporters" agent=aiko addressee="reporters" topic=e6 status=asserted
e6 Launch|WeaponTest "could [launch] three" agent=norland theme="rockets" quantity=3 time=2031-05 status=hypothetical by=aiko
?e7 Denial "Officials [denied] it" agent="officials" topic=e6
relation leads aiko japan
relation partOf? agency norland
same e2 e4
"""


@pytest.fixture
def gold(tmp_path: Path) -> Gold:
    return write_gold(tmp_path)


def write_gold(folder: Path, annotations: str = ANNOTATIONS) -> Gold:
    (folder / "small.txt").write_text(TEXT, encoding="utf-8")
    (folder / "small.gold").write_text(annotations, encoding="utf-8")
    return read_gold(folder / "small.gold")


def without(sort: str, key: str, *properties: str) -> Callable[[Quads], Quads]:
    """Takes the properties (all, if none is named) from one node."""
    return lambda quads: [q for q in quads if q.subject != iri(sort, key) or (properties and q.predicate.value not in properties)]


def changed(sort: str, key: str, name: str, value: ox.NamedNode | ox.Literal) -> Callable[[Quads], Quads]:
    """Gives one property of one node another value."""
    return lambda quads: [*without(sort, key, name)(quads), ox.Quad(iri(sort, key), ox.NamedNode(name), value, RECORD)]


def added(sort: str, key: str, *pairs: tuple[str, ox.NamedNode | ox.Literal]) -> Callable[[Quads], Quads]:
    return lambda quads: [*quads, *(ox.Quad(iri(sort, key), ox.NamedNode(name), value, RECORD) for name, value in pairs)]


def place(words: str) -> str:
    begin = TEXT.index(words)
    return f"{begin}-{begin + len(words)}"


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(KG + name)


STRAY_CLAIM = added("claim", "stray", (KG + "evokes", term("Attack")), (KG + "trigger", iri("phrase", place("condemned"))))
STRAY_RELATION = added(
    "statement",
    "stray",
    (RDF.type, ox.NamedNode(RDF.Statement)),
    (RDF.subject, iri("entity", "japan")),
    (RDF.predicate, term("partOf")),
    (RDF.object, iri("entity", "norland")),
)

# measure, what is done to the perfect graph, and the tally that is left: right, guessed, wanted
SPOILT = [
    ("mentions", without("phrase", place("Japan"), ITSRDF.taIdentRef), (3, 3, 4)),
    ("mentions", changed("phrase", place("Japan"), ITSRDF.taIdentRef, iri("entity", "norland")), (3, 4, 4)),
    ("events", without("claim", "e5"), (5, 5, 6)),
    ("events", without("claim", "e7"), (6, 6, 6)),
    ("events", STRAY_CLAIM, (6, 7, 6)),
    ("events", changed("claim", "e6", KG + "evokes", term("WeaponTest")), (6, 6, 6)),
    ("events", changed("claim", "e6", KG + "evokes", term("Attack")), (5, 6, 6)),
    ("roles", without("claim", "e5", KG + "addressee"), (9, 9, 10)),
    ("roles", without("claim", "e4", KG + "agent"), (10, 10, 10)),
    ("roles", changed("claim", "e5", KG + "agent", iri("entity", "japan")), (9, 10, 10)),
    ("roles", added("claim", "e3", (KG + "place", iri("entity", "japan"))), (10, 11, 10)),
    ("roles", without("claim", "e5"), (7, 7, 10)),
    ("qualifiers", changed("claim", "e3", KG + "status", term("denied")), (10, 11, 11)),
    ("qualifiers", without("claim", "e2", KG + "outcome"), (10, 10, 11)),
    ("qualifiers", changed("claim", "e6", KG + "time", ox.Literal("2031-05-09")), (11, 11, 11)),
    ("qualifiers", changed("claim", "e6", KG + "time", ox.Literal("2031")), (10, 11, 11)),
    ("qualifiers", added("claim", "e3", (KG + "time", ox.Literal("2031-04-10"))), (11, 12, 11)),
    ("identity", changed("claim", "e4", KG + "about", iri("event", "e4")), (0, 0, 1)),
    ("identity", changed("claim", "e6", KG + "about", iri("event", "e2")), (1, 3, 1)),
    ("relations", without("statement", "0"), (0, 0, 1)),
    ("relations", without("statement", "1"), (1, 1, 1)),
    ("relations", STRAY_RELATION, (1, 2, 1)),
]


@pytest.mark.parametrize(("measure", "spoil", "left"), SPOILT)
def test_a_spoilt_graph_loses_what_was_spoilt(gold: Gold, measure: str, spoil: Callable[[Quads], Quads], left: tuple[int, int, int]) -> None:
    assert compare(gold, guesses(spoil(perfect(gold)))).scores[measure] == Tally(*left)


def test_remarks_name_what_was_missed_and_what_was_wrong(gold: Gold) -> None:
    spoilt = STRAY_CLAIM(without("claim", "e5", KG + "addressee")(perfect(gold)))
    assert compare(gold, guesses(spoilt)).remarks == (Remark(None, "wrong event Attack 'condemned' at 88"), Remark(12, "missed role e5 addressee='reporters'"))


def test_an_empty_graph_scores_nothing(gold: Gold) -> None:
    scores = compare(gold, guesses([])).scores
    assert {(tally.precision, tally.recall, tally.f1) for tally in scores.values()} == {(0.0, 0.0, 0.0)}
    assert all(tally.wanted for measure, tally in scores.items() if measure != "qualifiers")


@pytest.mark.parametrize("name", names())
def test_a_perfect_graph_scores_full_marks(name: str, tmp_path: Path) -> None:
    gold = read_gold(FOLDER / f"{name}.gold")
    path = tmp_path / "perfect.nq"
    path.write_bytes(ox.serialize(perfect(gold), format=ox.RdfFormat.N_QUADS) or b"")
    with Graph.open(path) as graph:
        result = compare(gold, of_article(graph, gold))
    assert result.remarks == ()
    assert {(tally.precision, tally.recall, tally.f1) for tally in result.scores.values() if tally.wanted} == {(1.0, 1.0, 1.0)}


@pytest.fixture(scope="module")
def terms() -> set[str]:
    """Local names of all that the ontology declares."""
    with (FOLDER.parents[1] / "ontology" / "claimgraph.ttl").open("rb") as file:
        quads = list(ox.parse(file, format=ox.RdfFormat.TURTLE))
    return {quad.subject.value.removeprefix(KG) for quad in quads if quad.predicate.value == RDF.type}


@pytest.mark.parametrize("name", names())
def test_the_annotations_speak_the_language_of_the_ontology(name: str, terms: set[str]) -> None:
    gold = read_gold(FOLDER / f"{name}.gold")
    used = {kind for entity in gold.entities.values() for kind in entity.kinds} | {relation.name for relation in gold.relations}
    for event in gold.events.values():
        used |= {*event.classes, *(name for slot in event.roles for name in slot.names)}
        used |= {value for slot in event.qualifiers if slot.names[0] in ("status", "outcome") for value in slot.values}
    assert sorted(used - terms) == []


@pytest.mark.parametrize("name", names())
def test_every_name_and_every_ignored_span_stands_in_the_article(name: str) -> None:
    gold = read_gold(FOLDER / f"{name}.gold")
    used = {key for relation in gold.relations for key in (relation.subject, relation.object)}
    used |= {value for event in gold.events.values() for slot in event.roles for value in slot.values}
    assert sorted(gold.entities.keys() - used - set(gold.mentions.values())) == []
    assert len(gold.ignored) >= 1


def test_the_total_counts_every_thing_alike() -> None:
    one = Result(dict.fromkeys(MEASURES, Tally(1, 1, 1)), ())
    other = Result(dict.fromkeys(MEASURES, Tally(0, 2, 3)), ())
    assert total([one, other])["events"] == Tally(1, 3, 4)
    assert [line.split()[:2] for line in table({"one": one, "other": other}).splitlines()[1:]] == [
        ["one", "1.00"],
        ["other", "0.00"],
        [],
        ["precision", "0.33"],
        ["recall", "0.25"],
        ["F1", "0.29"],
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('e8 Launch "no such [words]"', "stands 0 times"),
        ('e8 Launch "[launch]"', "stands 3 times"),
        ('e2 Launch "[launch]"#1', "e2 stands twice"),
        ('e8 Launch "[launch]"#1 agent=mars', "no such entity or event: mars"),
        ('e8 Launch "[launch]"#1 agnt=japan', "no such role: agnt"),
        ('e8 Launch "[launch]"#1 agent="nobody', "cannot read"),
        ("e8 Launch launch", "expected eN CLASS"),
        ("entity japan", "expected entity KEY KIND"),
        ("relation leads aiko", "expected relation NAME KEY KEY"),
        ("relation leads aiko mars", "no such entity: mars"),
        ("same e1 e9", "no event e9"),
        ("same e1 e7", "e7 is optional, so write e7?"),
        ("published soon", "expected published YYYY-MM-DD"),
        ('ignore "nowhere"', "stands 0 times"),
        ('entity japan State "Nippon"', "japan stands twice"),
    ],
)
def test_annotations_that_cannot_be_right_are_refused(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(GoldError) as raised:
        write_gold(tmp_path, ANNOTATIONS + line + "\n")
    assert problem in str(raised.value)
    assert re.search(r"small\.gold:\d+: ", str(raised.value))


def test_annotations_without_a_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"small\.gold:1: the line `published YYYY-MM-DD` is missing"):
        write_gold(tmp_path, ANNOTATIONS.replace("published 2031-04-11\n", ""))
