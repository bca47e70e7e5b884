"""Files that other tools read: every format whole, the same each time, or not there at all."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import networkx
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

import kg.export.triples
from kg.errors import GraphError, KgError, QueryError, UsageError
from kg.export import export
from kg.sorting import Sorter
from kg.store import Graph
from kg.vocab import DCTERMS, KG, PREFIXES, PROV, RDF, SKOS

SAMPLE = Path(__file__).parent / "data" / "sample.trig"
BASE = "https://w3id.org/claimgraph/id/"
ARVENIA, ZEPHYR, LAUNCHED = BASE + "state/arvenia", BASE + "rocket/zephyr-2", KG + "launched"
DATASETS, FLAT, NETWORKS = ("nq", "trig", "jsonld"), ("nt", "ttl", "rdf"), ("graphml", "gexf", "csv", "zip")
MARKS = (f"<{KG}statedAs>", f"<{KG}statedBy>", f"<{DCTERMS.isPartOf}>")  # what is written on statements where named graphs are lost


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph.open(SAMPLE)


def triples(graph: Graph) -> set[str]:
    return {str(quad.triple) for quad in graph.store}


# ---------------------------------------------------------------- RDF
@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("ending", [*DATASETS, *FLAT])
def test_rdf_is_read_back_as_it_was(graph: Graph, tmp_path: Path, ending: str, packed: str) -> None:
    path = export(graph, tmp_path / f"g.{ending}{packed}")
    back = Graph.open(path)
    assert {line for line in triples(back) if not any(mark in line for mark in MARKS)} == triples(graph)
    if ending in DATASETS:
        assert {str(quad) for quad in back.store} == {str(quad) for quad in graph.store}


@pytest.mark.parametrize(("ending", "syntax"), [("nt", "nt"), ("ttl", "turtle"), ("rdf", "xml"), ("nq", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_another_parser_reads_the_same(graph: Graph, tmp_path: Path, ending: str, syntax: str) -> None:
    read = rdflib.Dataset(default_union=True)
    read.parse(export(graph, tmp_path / f"g.{ending}"), format=syntax)
    mine = {str(quad.triple) for quad in Graph.open(tmp_path / f"g.{ending}").store}
    assert len({(s, p, o) for s, p, o, _ in read.quads()}) == len(mine)


@pytest.mark.parametrize("layer", ["all", "relations", "events"])
@pytest.mark.parametrize("ending", [*DATASETS, *FLAT, *NETWORKS, "nq.gz", "graphml.gz"])
def test_same_graph_same_bytes(graph: Graph, tmp_path: Path, ending: str, layer: str) -> None:
    turned = Graph()
    turned.store.extend(sorted(graph.store, key=str, reverse=True))
    one = export(graph, tmp_path / f"one.{ending}", layer=layer).read_bytes()
    other = export(turned, tmp_path / f"other.{ending}", layer=layer).read_bytes()
    assert one == other
    assert one


def test_lines_are_sorted_and_prefixes_are_used(graph: Graph, tmp_path: Path) -> None:
    lines = export(graph, tmp_path / "g.nt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    for ending in ("ttl", "trig"):
        text = export(graph, tmp_path / f"g.{ending}").read_text(encoding="utf-8")
        assert f"@prefix kg: <{KG}> ." in text
        assert "kg:launched" in text


def test_characters_of_all_kinds_survive(tmp_path: Path) -> None:
    graph = Graph()
    for number, text in enumerate(['a "b" \\ \\u0022', "é 中文 🚀", "line\nbreak\ttab", "]]> <b> & '", ""]):
        graph.store.add(Quad(NamedNode(f"{BASE}x/é{number}"), NamedNode(SKOS.prefLabel), Literal(text, language="en"), NamedNode(BASE + "doc/x")))
    for ending in (*DATASETS, *FLAT):
        assert triples(Graph.open(export(graph, tmp_path / f"g.{ending}"))) == triples(graph), ending


# ---------------------------------------------------------------- layers
@pytest.mark.parametrize(
    ("layer", "only", "has", "lacks"),
    [
        ("all", None, {LAUNCHED, KG + "agent", KG + "status", KG + "gives"}, set()),
        ("relations", None, {LAUNCHED, KG + "violates", KG + "leads", SKOS.prefLabel}, {KG + "agent", KG + "status", KG + "gives"}),
        ("events", None, {KG + "agent", KG + "time", SKOS.prefLabel}, {LAUNCHED, KG + "status", KG + "gives"}),
        ("relations", ["hypothetical"], {KG + "violates"}, {LAUNCHED, KG + "leads"}),
        ("all", ["reported"], {LAUNCHED, KG + "status"}, {KG + "violates", KG + "leads"}),
    ],
)
def test_layers(graph: Graph, tmp_path: Path, layer: str, only: list[str] | None, has: set[str], lacks: set[str]) -> None:
    back = Graph.open(export(graph, tmp_path / "g.nq", layer=layer, only=only))
    found = {quad.predicate.value for quad in back.store}
    assert has <= found
    assert not lacks & found


def test_what_a_layer_joins_is_described(graph: Graph, tmp_path: Path) -> None:
    back = Graph.open(export(graph, tmp_path / "g.trig", layer="relations"))
    nodes = {term.value for quad in back.store if quad.predicate.value.startswith(KG) for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
    for node in nodes:
        predicates = {quad.predicate.value.rpartition("#")[2] for quad in back.store.quads_for_pattern(NamedNode(node), None, None)}
        assert {"prefLabel", "label"} & predicates, node
    assert str(NamedNode(BASE + "doc/today-1/reported")) in {str(name) for name in back.store.named_graphs()}


def test_flattened_graph_is_exported_by_layer_too(graph: Graph, tmp_path: Path) -> None:
    flat = Graph(Store())
    flat.store.bulk_extend(Quad(*quad.triple) for quad in graph.store)
    one = triples(Graph.open(export(graph, tmp_path / "a.nt", layer="relations")))
    assert triples(Graph.open(export(flat, tmp_path / "b.nt", layer="relations"))) == one


# ---------------------------------------------------------------- without named graphs, and with triple terms
@pytest.mark.parametrize("layer", ["all", "relations"])
@pytest.mark.parametrize("ending", FLAT)
def test_statements_keep_status_source_and_document_without_named_graphs(graph: Graph, tmp_path: Path, ending: str, layer: str) -> None:
    back = Graph.open(export(graph, tmp_path / f"g.{ending}", layer=layer))
    query = """SELECT ?as ?by ?in { ?s rdf:subject ?x ; rdf:predicate kg:recovered ; rdf:object ?y ; kg:statedAs ?as ; kg:statedBy ?by ; dcterms:isPartOf ?in .
        ?x kg:recovered ?y }"""
    rows = {tuple(term.value for term in row) for row in back.store.query(query, prefixes=PREFIXES)}  # type: ignore[union-attr]
    assert rows == {(KG + "reported", BASE + "armedforce/belmoran-navy", BASE + "doc/courier-1")}
    statements = {quad.subject for quad in graph.store.quads_for_pattern(None, NamedNode(RDF.predicate), None)}
    assert {quad.subject for quad in back.store.quads_for_pattern(None, NamedNode(KG + "statedAs"), None)} == statements


def test_events_keep_their_claims_without_named_graphs(graph: Graph, tmp_path: Path) -> None:
    back = Graph.open(export(graph, tmp_path / "g.nt", layer="events", only=["reported"]))
    claims = {quad.subject: quad.object for quad in back.store.quads_for_pattern(None, NamedNode(KG + "status"), None)}
    assert set(claims.values()) == {NamedNode(KG + "reported")}
    assert NamedNode(BASE + "doc/courier-1#c4") in claims


@pytest.mark.parametrize("ending", ["nq", "trig", "nt", "ttl"])
def test_triple_terms_say_what_statements_say(graph: Graph, tmp_path: Path, ending: str) -> None:
    back = Graph.open(export(graph, tmp_path / f"g.{ending}", triple_terms=True))
    term = Triple(NamedNode(ARVENIA), NamedNode(LAUNCHED), NamedNode(ZEPHYR))
    found = [quad.subject for quad in back.store.quads_for_pattern(None, NamedNode(RDF.reifies), term)]
    proofs = {quad.object for subject in found for quad in back.store.quads_for_pattern(subject, NamedNode(PROV.wasDerivedFrom), None)}
    assert NamedNode(BASE + "doc/courier-1#c1") in proofs
    old = (RDF.subject, RDF.predicate, RDF.object)
    assert not any(next(back.store.quads_for_pattern(None, NamedNode(place), None), None) for place in old)
    statements = {quad.subject for quad in graph.store.quads_for_pattern(None, NamedNode(RDF.predicate), None)}
    assert {quad.subject for quad in back.store.quads_for_pattern(None, NamedNode(RDF.reifies), None)} == statements


def test_a_graph_larger_than_what_is_held_comes_out_the_same(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {ending: export(graph, tmp_path / f"whole.{ending}").read_bytes() for ending in (*DATASETS, *FLAT, *NETWORKS)}
    monkeypatch.setattr(Sorter.__init__, "__defaults__", (500,))
    for ending, data in whole.items():
        assert export(graph, tmp_path / f"g.{ending}").read_bytes() == data, ending


# ---------------------------------------------------------------- networks
@pytest.mark.parametrize(("ending", "reader"), [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)])
def test_networks_are_read_back(graph: Graph, tmp_path: Path, ending: str, reader: object) -> None:
    assert callable(reader)
    path = export(graph, tmp_path / f"g.{ending}", layer="relations")
    back = reader(path)
    made = graph.to_networkx(layer="relations")
    assert set(back.nodes) == set(made.nodes)
    assert back.number_of_edges() == made.number_of_edges()
    (edge,) = [data for _, other, data in back.edges(ARVENIA, data=True) if other == ZEPHYR and data["relation"] == LAUNCHED]
    assert (edge["status"], edge["label"]) == ("asserted|reported", "launched")
    assert b"lastmodified" not in path.read_bytes()


def test_networks_hold_no_characters_that_xml_refuses(tmp_path: Path) -> None:
    graph = Graph()
    graph.store.bulk_extend(Graph.open(SAMPLE).store)
    graph.store.add(Quad(NamedNode(ARVENIA), NamedNode(SKOS.prefLabel), Literal("A\x07\x1b<&>"), NamedNode(BASE + "doc/courier-1")))
    for ending, reader in (("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)):
        assert "A\ufffd\ufffd<&>" in {data.get("label") for _, data in reader(export(graph, tmp_path / f"g.{ending}")).nodes(data=True)}


def test_edges_as_a_table(graph: Graph, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(export(graph, tmp_path / "g.csv", layer="relations").read_text(encoding="utf-8"))))
    (row,) = [row for row in rows if (row[":START_ID"], row[":TYPE"], row[":END_ID"]) == (ARVENIA, "launched", ZEPHYR)]
    assert row == {
        ":START_ID": ARVENIA,
        ":END_ID": ZEPHYR,
        ":TYPE": "launched",
        "name": "launched",
        "relation": LAUNCHED,
        "status:string[]": "asserted;reported",
        "documents:string[]": f"{BASE}doc/courier-1;{BASE}doc/today-1",
        "weight:int": "2",
    }


def test_tables_in_a_zip(graph: Graph, tmp_path: Path) -> None:
    with zipfile.ZipFile(export(graph, tmp_path / "g.zip")) as packed:
        assert packed.namelist() == ["nodes.csv", "relationships.csv"]
        nodes = {row[":ID"]: row for row in csv.DictReader(io.StringIO(packed.read("nodes.csv").decode()))}
        edges = list(csv.DictReader(io.StringIO(packed.read("relationships.csv").decode())))
    assert (nodes[ARVENIA]["name"], nodes[ARVENIA][":LABEL"]) == ("Arvenia", "State;Entity")
    event = nodes[BASE + "event/launch/2024-03-14/arvenia"]
    assert (event[":LABEL"], event["outcome:string[]"], event["time:string[]"]) == ("Launch;Event", "failure;success", "2024-03-14")
    assert {end for row in edges for end in (row[":START_ID"], row[":END_ID"])} <= set(nodes)


# ---------------------------------------------------------------- formats and failures
@pytest.mark.parametrize(
    ("name", "form", "begins"),
    [
        ("g.dat", "ttl", b"@prefix"),
        ("g.dat.gz", "nq", b"\x1f\x8b"),
        ("g.xml", None, b"<?xml"),
        ("g.NT", None, b"<"),
        ("g.nt", "turtle", b"@prefix"),
        ("g", "rdfxml", b"<?xml"),
        ("g.json", None, b"["),
    ],
)
def test_format_by_name_or_ending(graph: Graph, tmp_path: Path, name: str, form: str | None, begins: bytes) -> None:
    assert export(graph, str(tmp_path / name), form).read_bytes().startswith(begins)


def test_packed_files_carry_no_time(graph: Graph, tmp_path: Path) -> None:
    data = export(graph, tmp_path / "g.nt.gz").read_bytes()
    assert data[3:8] == b"\0\0\0\0\0"  # no name, no time
    assert gzip.decompress(data) == export(graph, tmp_path / "g.nt").read_bytes()


@pytest.mark.parametrize(
    ("name", "options", "kind", "said"),
    [
        ("g.docx", {}, GraphError, "g.docx: its ending is no format; choose from nq, trig, ttl, nt, jsonld, rdf, graphml, gexf, csv, zip"),
        ("g", {}, GraphError, "no format"),
        ("g.nt", {"form": "xls"}, GraphError, "xls is no format"),
        ("no/such/folder/g.nt", {}, GraphError, "cannot be written (No such file or directory); check the folder"),
        (".", {"form": "nt"}, GraphError, "cannot be written"),
        ("g.nt", {"layer": "claims"}, UsageError, "there is no layer 'claims'; choose from all, relations, events"),
        ("g.csv", {"layer": "claims"}, UsageError, "there is no layer"),
        ("g.rdf", {"triple_terms": True}, UsageError, "triple terms can be written as nq, trig, nt, ttl only"),
        ("g.nt", {"only": ["sure"]}, QueryError, "there is no status 'sure'"),
    ],
)
def test_what_cannot_be_written_leaves_nothing(graph: Graph, tmp_path: Path, name: str, options: dict[str, str], kind: type[KgError], said: str) -> None:
    with pytest.raises(kind) as caught:
        export(graph, tmp_path / name, **options)  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_broken_off_export_keeps_the_old_file(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "g.trig"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kg.export.triples, "serialize", fail)
    with pytest.raises(GraphError, match="No space left"):
        export(graph, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_export_replaces_a_file_with_ordinary_rights(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "g.nt"
    path.write_text("old")
    other = tmp_path / "other"
    other.write_text("")
    export(graph, path)
    assert path.stat().st_mode == other.stat().st_mode
    assert path.read_text(encoding="utf-8") != "old"
