"""Every export, read back by strict parsers of other makers: raptor, n3.js, Jena's riot."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.export import export
from kg.export.describe import describe
from kg.store import Graph
from kg.vocab import DCTERMS, KG, RDF, SKOS, XSD
from tests.stores import jena

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "tests" / "data" / "sample.trig"
BASE = "https://example.org/id/"
SYNTAXES = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}
TEXTS = (
    "plain",
    "a \"quoted\" word, a back\\slash and 'another'",
    "100 % of <b>&amp;</b> ]]> --> {curly} | pipe ^ hat ` tick",
    "Łódź, Zoë, 東京, Олег, עברית, 🚀, é",
    "\\u0041 is no escape here, nor is %41",
    " leading, trailing ",
    "",
    "long " * 60_000,
)


@pytest.fixture(scope="module")
def hard() -> Graph:
    """A graph with every datatype that is written, texts that break careless writers, and names with percent signs and letters of all scripts."""
    graph = Graph.open(SAMPLE)
    doc = NamedNode(BASE + "doc/x")
    for number, text in enumerate(TEXTS):
        thing = NamedNode(f"{BASE}person/o%27neil-{number}-日本-é")
        graph.store.add(Quad(thing, NamedNode(SKOS.prefLabel), Literal(text, language="en"), doc))
        graph.store.add(Quad(thing, NamedNode(SKOS.altLabel), Literal(text), NamedNode(f"{BASE}doc/ünï-{number}")))
    typed = {
        "integer": ("0", "-12", str(2**63 - 1)),
        "decimal": ("0.5", "-13.4"),
        "date": ("2024-02-29",),
        "dateTime": ("2024-03-14T06:30:00Z",),
        "gYear": ("1999",),
        "gYearMonth": ("2024-05",),
        "boolean": ("true", "false"),
    }
    for name, values in typed.items():
        for value in values:
            graph.store.add(Quad(NamedNode(f"{BASE}doc/{name}"), NamedNode(KG + "value"), Literal(value, datatype=NamedNode(f"{XSD.namespace}{name}")), doc))
    graph.store.add(Quad(doc, NamedNode(DCTERMS.title), Literal("Titel", language="de-CH"), doc))
    graph.store.add(Quad(doc, NamedNode(RDF.type), NamedNode(KG + "Article"), doc))
    return graph


def rapper(path: Path, syntax: str) -> bytes:
    if shutil.which("rapper") is None:
        pytest.skip("raptor is not installed; on Debian: apt-get install raptor2-utils")
    named = {"nt": "ntriples", "nq": "nquads", "ttl": "turtle", "trig": "trig", "rdf": "rdfxml"}[syntax]
    done = subprocess.run(["rapper", "-q", "-i", named, "-o", "nquads", path], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


N3 = """
const n3 = require('n3'), fs = require('fs'), [file, format] = process.argv.slice(1);
const writer = new n3.Writer(process.stdout, {format: 'N-Quads', end: false});
writer.addQuads(new n3.Parser({format}).parse(fs.readFileSync(file, 'utf8')));
writer.end();
"""


def n3(path: Path, syntax: str) -> bytes:
    places = os.pathsep.join(filter(None, (os.environ.get("NODE_PATH"), str(ROOT / ".venv" / "node" / "node_modules"))))
    environment = {**os.environ, "NODE_PATH": places}
    if shutil.which("node") is None or subprocess.run(["node", "-e", "require('n3')"], env=environment, capture_output=True, check=False).returncode:
        pytest.skip("n3.js is not installed; npm install --prefix .venv/node n3")
    named = {"nt": "N-Triples", "nq": "N-Quads", "ttl": "Turtle", "trig": "TriG"}[syntax]
    done = subprocess.run(["node", "-e", N3, path, named], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def riot(path: Path, syntax: str) -> bytes:
    if reason := jena.missing():
        pytest.skip(reason)
    named = {"nt": "ntriples", "nq": "nquads", "ttl": "turtle", "trig": "trig", "rdf": "rdfxml", "jsonld": "jsonld10"}[syntax]
    done = jena.command("riotcmd.riot", "--strict", f"--syntax={named}", "--output=nquads", path)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr[:2000]
    return done.stdout


READERS: list[tuple[Callable[[Path, str], bytes], str]] = [
    *((rapper, syntax) for syntax in ("nt", "nq", "ttl", "trig", "rdf")),
    *((n3, syntax) for syntax in ("nt", "nq", "ttl", "trig")),
    *(pytest.param(riot, syntax, marks=pytest.mark.stores) for syntax in ("nt", "nq", "ttl", "trig", "rdf", "jsonld")),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("reader", "syntax"), READERS)
def test_others_read_what_is_written(hard: Graph, tmp_path: Path, reader: Callable[[Path, str], bytes], syntax: str) -> None:
    path = export(hard, tmp_path / f"g.{syntax}")
    read = {str(quad) for quad in parse(reader(path, syntax), format=RdfFormat.N_QUADS)}
    if syntax in SYNTAXES:
        assert read == {str(quad) for quad in hard.store}
    else:
        assert read == {str(quad) for quad in parse(export(hard, tmp_path / "again.nt").read_bytes(), format=RdfFormat.N_TRIPLES)}
        assert {str(quad.triple) for quad in hard.store} <= read


@pytest.mark.parametrize("syntax", ["nt", "nq", "ttl", "trig"])
def test_triple_terms_are_read_by_another_parser_of_rdf_1_2(hard: Graph, tmp_path: Path, syntax: str) -> None:
    path = export(hard, tmp_path / f"g.{syntax}", triple_terms=True)
    text = n3(path, syntax).decode()
    statements = sum(1 for _ in hard.store.quads_for_pattern(None, NamedNode(RDF.predicate), None))
    assert text.count(f"<{RDF.reifies}> <<") == statements > 0


@pytest.mark.parametrize("syntax", ["nt", "trig"])
def test_packed_files_are_read_too(hard: Graph, tmp_path: Path, syntax: str) -> None:
    packed = export(hard, tmp_path / f"g.{syntax}.gz")
    plain = Path(tempfile.mkstemp(dir=tmp_path)[1])
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    assert rapper(plain, syntax)


def test_the_description_is_turtle_and_counts_right(tmp_path: Path) -> None:
    graph = Graph.open(SAMPLE)
    data = export(graph, tmp_path / "g.nq.gz")
    path = describe(graph, tmp_path / "void.ttl", distribution=data)
    assert path.read_bytes() == describe(graph, tmp_path / "again.ttl", distribution=data).read_bytes()
    told = {(quad.predicate.value.rpartition("#")[2], quad.object.value) for quad in parse(rapper(path, "ttl"), format=RdfFormat.N_QUADS)}
    assert ("triples", str(len({quad.triple for quad in graph.store}))) in told
    assert {("documents", "2"), ("byteSize", str(data.stat().st_size)), ("http://purl.org/dc/terms/title", "g.nq.gz")} <= told
