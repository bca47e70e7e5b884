"""Words are learnt from sentences with their triples, written for people to read, and find the same in other sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.building import build_graph
from kg.errors import UsageError
from kg.learn import learn
from kg.settings import Settings
from kg.vocab import KG
from tests.conftest import Kg

RELATIONS = """@prefix kg: <https://w3id.org/claimgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
kg:birthPlace rdfs:subPropertyOf kg:standingRelation ; rdfs:label "birth place"@en ; rdfs:domain kg:Person ; rdfs:range kg:Place .
kg:employer rdfs:subPropertyOf kg:standingRelation ; rdfs:label "employer"@en ; rdfs:domain kg:Person ; rdfs:range kg:Organization .
"""
EXAMPLES: list[tuple[str, list[tuple[str, str, str]]]] = [
    ("Anna Berg was born in Oslo.", [("Anna Berg", "birth place", "Oslo")]),
    ("Peter Hansen, born in Bergen, is a painter.", [("Peter Hansen", "birth place", "Bergen")]),
    ("Maria Lopez was born in Madrid in 1950.", [("Maria Lopez", "birth place", "Madrid")]),
    ("John Smith lives in London.", []),
    ("Tom Baker was born in Paris and lives in Rome.", [("Tom Baker", "birth place", "Paris")]),
]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.ttl"
    path.write_text(RELATIONS, encoding="utf-8")
    return path


def written(folder: Path, lines: list[str]) -> Path:
    path = folder / "examples.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def examples(folder: Path) -> Path:
    return written(folder, [json.dumps({"text": text, "triples": triples}) for text, triples in EXAMPLES])


def born(text: str, ontologies: tuple[Path, ...], folder: Path) -> set[tuple[str, str]]:
    """The birth places that are told, by the ends of their IRIs."""
    (folder / "a.txt").write_text(text, encoding="utf-8")
    with build_graph([folder / "a.txt"], Settings(ontologies=ontologies, only_own=True)) as graph:
        return {(s.rpartition("/")[2], o.rpartition("/")[2]) for s, p, o, _ in graph.dataset.quads() if str(p) == KG + "birthPlace"}


@pytest.mark.model
def test_what_is_learnt_finds_the_same_elsewhere(own: Path, tmp_path: Path) -> None:
    lexicon = tmp_path / "learnt.ttl"
    lexicon.write_text(learn([own], examples(tmp_path)), encoding="utf-8")
    text = lexicon.read_text(encoding="utf-8")
    assert "kg:tells kg:birthPlace" in text and "kg:right 4 ; kg:wrong 0" in text and '"live.v"' not in text and "kg:employer" not in text
    assert born("Clara Jones was born in Vienna. Eva Moser moved to Graz.", (own, lexicon), tmp_path) == {("clara-jones", "vienna")}
    assert born("Clara Jones was born in Vienna.", (own,), tmp_path) == set()


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Clara Jones was not born in Vienna.",
        "Clara Jones may have been born in Vienna.",
        "Was Clara Jones born in Vienna?",
        "Peru said that Clara Jones was born in Vienna.",
    ],
)
def test_what_is_not_stated_is_no_relation(own: Path, tmp_path: Path, text: str) -> None:
    lexicon = tmp_path / "learnt.ttl"
    lexicon.write_text(learn([own], examples(tmp_path)), encoding="utf-8")
    assert born(text, (own, lexicon), tmp_path) == set()


@pytest.mark.model
def test_learning_gives_the_same_each_time(own: Path, tmp_path: Path) -> None:
    assert learn([own], examples(tmp_path)) == learn([own], examples(tmp_path))


@pytest.mark.model
def test_the_command_takes_ontology_and_examples_and_writes_ties(own: Path, tmp_path: Path, kg: Kg) -> None:
    code, _, err = kg("ontology", "learn", own, examples(tmp_path), "-o", tmp_path / "learnt.ttl")
    assert code == 0 and "1 tie in " in err
    assert "kg:tells kg:birthPlace" in (tmp_path / "learnt.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "examples.jsonl:1: not an example"),
        ('{"text": "A."}', "examples.jsonl:1: not an example"),
        ('{"text": "A.", "triples": [["a", "b"]]}', "examples.jsonl:1: not an example"),
        ('{"text": "A.", "triples": [["a", "owner", "b"]]}', 'examples.jsonl:1: "owner" is the label of no relation'),
    ],
)
def test_a_line_that_is_no_example_is_named(own: Path, tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        learn([own], written(tmp_path, [line]))
    assert said in str(error.value) and "; " in str(error.value)
