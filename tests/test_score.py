"""`kg score`: annotations and a graph in, figures out, as docs/scoring.md tells it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.score import read_gold, terms
from kg.score.terms import shipped
from kg.store import Graph
from kg.vocab import KG, RDFS

from .conftest import Kg
from .eval.evaluation import FOLDER
from .eval.perfect import perfect
from .pages import blocks

DOCS = Path(__file__).parent.parent / "docs" / "scoring.md"


@pytest.fixture
def drill(tmp_path: Path) -> Path:
    """The annotations of the page about scoring, with their text beside them."""
    for block in blocks(DOCS):
        if block.title:
            (tmp_path / block.title).write_text(block.text, encoding="utf-8")
    return tmp_path / "drill.gold"


@pytest.fixture
def graph(drill: Path) -> Path:
    """The graph of one who understands it as the annotations do."""
    path = drill.with_suffix(".nq")
    path.write_bytes(ox.serialize(perfect(read_gold(drill)), format=ox.RdfFormat.N_QUADS) or b"")
    return path


def test_full_marks_for_one_who_reads_as_the_page_does(kg: Kg, drill: Path, graph: Path) -> None:
    done = kg("score", drill, graph)
    assert (done.code, done.err) == (0, "")
    assert [line.split() for line in done.out.splitlines()] == [
        ["mentions", "events", "roles", "qualifiers", "identity", "relations"],
        *([figure, *["1.00"] * 5, "-"] for figure in ("precision", "recall", "F1")),
    ]


def test_several_articles_and_their_misses(kg: Kg, drill: Path, graph: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.nq"
    empty.write_bytes(b"")
    done = kg("score", f"{drill}={graph}", f"{FOLDER / 'muscat-talks.gold'}={empty}", "-v")
    lines = done.out.splitlines()
    assert done.code == 0 and [line.split()[0] for line in lines[1:3]] == ["drill", "muscat-talks"]
    missed = [line for line in lines if re.match(r"muscat-talks:\d+: missed event e1 ", line)]
    number = int(missed[0].split(":")[1])
    assert (FOLDER / "muscat-talks.gold").read_text(encoding="utf-8").splitlines()[number - 1].startswith("e1 ")
    assert not [line for line in lines if line.startswith("drill:")]


def test_json_has_the_counts(kg: Kg, drill: Path, graph: Path) -> None:
    found = json.loads(kg("score", drill, graph, "-f", "json").out)
    assert found["total"]["events"] == {"right": 4, "guessed": 4, "wanted": 4, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["articles"]["drill"]["relations"]["wanted"] == 0 and found["articles"]["drill"]["remarks"] == []


def test_of_several_documents_the_one_of_the_text_is_scored(kg: Kg, drill: Path, tmp_path: Path) -> None:
    text = drill.with_suffix(".txt").read_text(encoding="utf-8")
    quads = [quad for name in ("other", "drill") for quad in _document(name, "Peru met Chile." if name == "other" else text[:37])]
    path = tmp_path / "both.nq"
    path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    assert json.loads(kg("score", drill, path, "-f", "json").out)["total"]["mentions"]["right"] == 1
    drill.with_suffix(".txt").write_text(text.replace("launched", "has launched"), encoding="utf-8")
    drill.write_text(drill.read_text(encoding="utf-8").replace("Norway [launched]", "has [launched]"), encoding="utf-8")
    done = kg("score", drill, path)
    assert done.code == 1 and "no document of the graph was built from" in done.err and str(drill) in done.err


def _document(name: str, sentence: str) -> list[ox.Quad]:
    """A record with one sentence, whose first word is a mention of somebody called so."""
    doc, word = ox.NamedNode(f"urn:x:doc/{name}"), sentence.split()[0]
    quads = [ox.Quad(doc, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(KG + "Article"), doc)]
    nif = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
    for words in (sentence, word):
        place = ox.NamedNode(f"{doc.value}#char=0,{len(words)}")
        quads += [
            ox.Quad(place, ox.NamedNode(nif + "referenceContext"), doc, doc),
            ox.Quad(place, ox.NamedNode(nif + "beginIndex"), ox.Literal(0), doc),
            ox.Quad(place, ox.NamedNode(nif + "endIndex"), ox.Literal(len(words)), doc),
            ox.Quad(place, ox.NamedNode(nif + "anchorOf"), ox.Literal(words, language="en"), doc),
        ]
    who = ox.NamedNode(f"urn:x:{word}")
    quads.append(ox.Quad(place, ox.NamedNode("http://www.w3.org/2005/11/its/rdf#taIdentRef"), who, doc))
    quads.append(ox.Quad(who, ox.NamedNode(RDFS.label), ox.Literal(word, language="en"), doc))
    return quads


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["drill.gold"], 2, "drill.gold alone cannot be scored; give annotations and a graph"),
        (["drill.gold", "gone.nq"], 2, "gone.nq: there is no such file or store"),
        (["gone.gold", "drill.nq"], 1, "gone.txt: cannot be read (No such file or directory); put the article there"),
        (["drill.gold", "drill.nq", "-f", "csv"], 2, "--format csv: there is no such form; choose from table, json"),
    ],
)
def test_what_cannot_be_scored_is_said(kg: Kg, drill: Path, graph: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, told: str) -> None:
    monkeypatch.chdir(drill.parent)
    done = kg("score", *arguments)
    assert done.code == code and told in done.err


def test_a_bad_line_is_named_and_the_other_articles_are_scored(kg: Kg, drill: Path, graph: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("Norway won.", encoding="utf-8")
    (tmp_path / "bad.gold").write_text('published 2031-01-01\nentity norway State "Norway"\ne1 Win "[lost]"\n', encoding="utf-8")
    done = kg("score", tmp_path / "bad.gold", drill, graph)
    assert done.code == 1 and f"{tmp_path / 'bad.gold'}:3: the quoted text stands 0 times in the article" in done.err
    assert "precision" in done.out


def test_roles_and_relations_are_those_of_the_ontology() -> None:
    assert {"agent", "theme", "cause"} <= set(shipped().roles) and {"leads", "partOf"} <= set(shipped().standing)
    graph = Graph()
    graph.store.add(ox.Quad(ox.NamedNode(KG + "patient"), ox.NamedNode(RDFS.subPropertyOf), ox.NamedNode(KG + "participant"), ox.NamedNode(KG)))
    assert terms(graph.store).roles == (*shipped().roles, "patient")
