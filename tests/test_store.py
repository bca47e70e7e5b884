"""Graphs in memory, in files of every syntax and in folders: opened, filled, replaced, closed; and what is said when that fails."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.errors import GraphError, QueryError
from kg.lookup import base, documents, find, find_document, graphs, label, short, statuses, term
from kg.network import network
from kg.store import Graph
from kg.vocab import KG, PREFIXES

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "sample.trig"
BASE = "https://w3id.org/claimgraph/id/"
COURIER, TODAY = BASE + "doc/courier-1", BASE + "doc/today-1"
SYNTAXES = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "rdfxml": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
}


@pytest.fixture
def graph() -> Graph:
    return Graph.open(SAMPLE)


def quads_of(graph: Graph) -> set[str]:
    return {str(quad) for quad in graph.store}


def written(graph: Graph, path: Path) -> Path:
    """The graph, or for a syntax without graphs one document's record, at `path`."""
    syntax = SYNTAXES[path.name.removesuffix(".gz").rpartition(".")[2]]
    data = graph.store.dump(format=syntax, from_graph=None if syntax.supports_datasets else NamedNode(COURIER))
    path.write_bytes(gzip.compress(data or b"") if path.suffix == ".gz" else data or b"")
    return path


# ---------------------------------------------------------------- opening
def test_nothing_is_a_graph_in_memory() -> None:
    with Graph.open() as graph:
        assert len(graph) == 0
        assert graph.documents() == ()


@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("ending", SYNTAXES)
def test_every_syntax_is_read(graph: Graph, tmp_path: Path, ending: str, packed: str) -> None:
    with Graph.open(written(graph, tmp_path / f"g.{ending}{packed}")) as read:
        whole = SYNTAXES[ending].supports_datasets
        assert len(read) == len(graph) if whole else 0 < len(read) < len(graph)
        assert label(read.store, BASE + "state/arvenia") == "Arvenia"
        if whole:
            assert quads_of(read) == quads_of(graph)


def test_endings_count_in_any_case(graph: Graph, tmp_path: Path) -> None:
    path = written(graph, tmp_path / "g.trig").rename(tmp_path / "G.TriG")
    assert len(Graph.open(path)) == len(graph)


def test_folder_is_made_filled_and_read_again(graph: Graph, tmp_path: Path) -> None:
    folder, file = tmp_path / "store", written(graph, tmp_path / "g.nq")
    with Graph.open(folder, write=True) as new:
        new.load(file)
    with Graph.open(str(folder)) as one, Graph.open(folder) as other:  # readers need no lock
        assert quads_of(one) == quads_of(other) == quads_of(graph)
    with Graph.open(folder, write=True) as again:
        assert len(again) == len(graph)


def test_empty_folder_becomes_a_store(tmp_path: Path) -> None:
    with Graph.open(tmp_path, write=True) as graph:
        assert len(graph) == 0


def no_file(path: Path) -> Path:
    return path / "no.trig"


def unknown_ending(path: Path) -> Path:
    (path / "g.docx").write_text("x")
    return path / "g.docx"


def no_ending(path: Path) -> Path:
    (path / "graph").write_text("x")
    return path / "graph"


def broken_turtle(path: Path) -> Path:
    (path / "g.ttl").write_text('<a:a> <a:b> "x" .\n<a:a> <a:b> }')
    return path / "g.ttl"


def broken_nquads(path: Path) -> Path:
    (path / "g.nq").write_text("<a:a> <a:b> <a:c> <a:g> .\n<a:a> <a:b c> <a:c> .\n")
    return path / "g.nq"


def broken_xml(path: Path) -> Path:
    (path / "g.rdf").write_text("<rdf:RDF>")
    return path / "g.rdf"


def broken_json(path: Path) -> Path:
    (path / "g.jsonld").write_text('{"@id": "a:a",\n "a:b": }')
    return path / "g.jsonld"


def not_utf8(path: Path) -> Path:
    (path / "g.nt").write_bytes(b"\xff\xfe")
    return path / "g.nt"


def not_packed(path: Path) -> Path:
    (path / "g.nq.gz").write_bytes(b"<a:a> <a:b> <a:c> .\n")
    return path / "g.nq.gz"


def cut_short(path: Path) -> Path:
    (path / "g.trig.gz").write_bytes(gzip.compress(SAMPLE.read_bytes())[:-200])
    return path / "g.trig.gz"


def folder_of_files(path: Path) -> Path:
    (path / "a.ttl").write_text("")
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (no_file, ["no.trig", "no such file", "kg build"]),
        (unknown_ending, ["g.docx", ".nq", ".trig", ".ttl", ".nt", ".jsonld", ".rdf", ".gz"]),
        (no_ending, ["graph", "name it"]),
        (broken_turtle, ["g.ttl, line 2, column 13", "mend"]),
        (broken_nquads, ["g.nq, line 2, column 7", "IRI"]),
        (broken_xml, ["g.rdf", "prefix rdf"]),
        (broken_json, ["g.jsonld, line 2"]),
        (not_utf8, ["g.nt, line 1", "UTF-8"]),
        (not_packed, ["g.nq.gz", "whole"]),
        (cut_short, ["g.trig.gz", "whole"]),
        (folder_of_files, ["not a store's folder", "kg build --store"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_cannot_be_opened_says_where_and_what_to_do(tmp_path: Path, make: Callable[[Path], Path], said: list[str]) -> None:
    with pytest.raises(GraphError) as caught:
        Graph.open(make(tmp_path))
    for words in said:
        assert words in str(caught.value)


def test_store_is_not_made_in_a_folder_that_holds_other_files(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="not a store's folder"):
        Graph.open(folder_of_files(tmp_path), write=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.ttl"]


def test_two_writers_are_refused(tmp_path: Path) -> None:
    with Graph.open(tmp_path / "store", write=True), pytest.raises(GraphError, match="is writing to this store; wait"):
        Graph.open(tmp_path / "store", write=True)


def test_broken_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(GraphError, match=r"cannot be opened: .*build it anew"):
        Graph.open(tmp_path)


def test_reader_cannot_write(tmp_path: Path) -> None:
    Graph.open(tmp_path / "store", write=True).close()
    with Graph.open(tmp_path / "store") as graph:
        for change in (lambda: graph.replace(COURIER, b""), lambda: graph.load(SAMPLE), lambda: graph.add(b"<a:a> <a:b> <a:c> <a:g> .\n")):
            with pytest.raises(GraphError, match="open"):
                change()


def test_closed_graph_says_so(graph: Graph) -> None:
    graph.close()
    graph.close()
    with pytest.raises(GraphError, match=r"sample\.trig: the graph is closed"):
        len(graph)


# ---------------------------------------------------------------- adding and replacing
def test_bytes_are_added() -> None:
    graph = Graph()
    graph.add(b'<a:s> <a:p> "x"@en <a:g> .\n')
    assert quads_of(graph) == {'<a:s> <a:p> "x"@en <a:g>'}
    with pytest.raises(GraphError, match=r"the N-Quads given, line 2, column \d+"):
        graph.add(b"<a:s> <a:p> <a:o> <a:g> .\n<a:s> <a:p> .\n")


def test_document_is_replaced_alone(graph: Graph) -> None:
    others = {quad for quad in quads_of(graph) if not quad.partition("> <")[2] or f"<{COURIER}" not in quad.rpartition(" ")[2]}
    new = f'<{COURIER}> <{KG}rule> "a \\"b\\" \\\\u0022 }} ; DROP ALL"@en <{COURIER}> .\n<a:s> <a:p> <a:o> <{COURIER}/reported> .\n'
    graph.replace(COURIER, new.encode())
    assert quads_of(graph) == others | {line.removesuffix(" .") for line in new.splitlines()}
    graph.replace(COURIER, new.encode())
    assert len(graph) == len(others) + 2
    graph.replace(COURIER, b"")
    assert quads_of(graph) == others


def test_replacing_in_a_folder_lasts(tmp_path: Path) -> None:
    with Graph.open(tmp_path / "store", write=True) as graph:
        graph.replace(COURIER, f"<a:s> <a:p> <a:o> <{COURIER}> .\n".encode())
    with Graph.open(tmp_path / "store") as graph:
        assert quads_of(graph) == {f"<a:s> <a:p> <a:o> <{COURIER}>"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"<a:s> <a:p> <a:o> <{TODAY}> .", "is in another graph"),
        (f"<a:s> <a:p> <a:o> <{COURIER}/denied> .", "is in another graph"),
        ("<a:s> <a:p> <a:o> .", "is in another graph"),
        (f"<a:s> <a:p> <a:o <{COURIER}> .", "line 2, column"),
    ],
)
def test_refused_replacement_changes_nothing(graph: Graph, line: str, said: str) -> None:
    before = quads_of(graph)
    with pytest.raises(GraphError, match=said):
        graph.replace(COURIER, f"<a:s> <a:p> <a:o> <{COURIER}> .\n{line}\n".encode())
    assert quads_of(graph) == before


def test_dropped_document_takes_what_only_it_supports(graph: Graph) -> None:
    before = quads_of(graph)
    gone = {quad for quad in before if quad.rpartition(" <")[2].startswith(COURIER)}
    assert graph.drop(COURIER) == len(gone) > 0
    assert quads_of(graph) == before - gone
    assert [document.iri for document in graph.documents()] == [TODAY]
    assert label(graph.store, BASE + "state/arvenia") == "Arvenia"  # the other document says so too
    assert find(graph.store, "Arvenia") == (BASE + "state/arvenia",)
    with pytest.raises(QueryError, match="nothing in the graph is called 'Ida Marsh'"):
        find(graph.store, "Ida Marsh")
    assert not any(name.value.startswith(COURIER) for name in graph.store.named_graphs() if isinstance(name, NamedNode))


@pytest.mark.parametrize("iri", [COURIER + "x", BASE, KG + "x", COURIER + "/asserted/x", "a:b"])
def test_what_is_no_document_is_not_dropped(graph: Graph, iri: str) -> None:
    before = quads_of(graph)
    with pytest.raises(GraphError, match=r"there is no document .*; `kg info"):
        graph.drop(iri)
    assert quads_of(graph) == before


@pytest.mark.parametrize("iri", [KG, COURIER + "/asserted"])
def test_the_ontology_and_a_part_of_a_document_are_no_document(graph: Graph, iri: str) -> None:
    with pytest.raises(GraphError, match="there is no document"):
        graph.drop(iri)


def test_store_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(self: Path, target: Path) -> None:
        raise OSError("stopped")

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(GraphError, match="cannot be opened: stopped"):
        Graph.open(tmp_path / "store", write=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["courier-1", COURIER, f"<{COURIER}>", "doc/courier-1", "https://courier.example/2024/zephyr", "arvenian rocket falls  into the Grey Sea"]
)
def test_documents_are_found(graph: Graph, name: str) -> None:
    assert find_document(graph.store, name).iri == COURIER


@pytest.mark.parametrize(
    ("name", "said"), [("courier-2", "did you mean 'courier-1'"), ("xyz", "kg info --documents"), ("", "kg info"), ("x> } ; DROP ALL #", "kg info")]
)
def test_unknown_documents_get_candidates(graph: Graph, name: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        find_document(graph.store, name)
    assert said in str(caught.value)


def test_documents_of_one_title_are_told_apart_by_id() -> None:
    graph = Graph()
    for number in (2, 1):
        node = f"<{BASE}doc/a{number}>"
        graph.add(f'{node} <{PREFIXES["rdf"]}type> <{KG}Article> {node} .\n{node} <{PREFIXES["dcterms"]}title> "Floods"@en {node} .\n'.encode())
    with pytest.raises(QueryError, match="several documents are called 'floods'; give one of their ids: 'a1', 'a2'"):
        find_document(graph.store, "floods")


# ---------------------------------------------------------------- what is in it
def test_documents(graph: Graph) -> None:
    courier, today = graph.documents()
    assert (courier.iri, courier.id, courier.title) == (COURIER, "courier-1", "Arvenian Rocket Falls Into the Grey Sea")
    assert (today.issued, today.publisher, today.url) == ("2024-03-15", "Arvenia Today", "https://today.example/zephyr-2")


def test_document_that_says_nothing_of_itself_and_a_publisher_with_an_iri() -> None:
    graph = Graph()
    graph.add(
        f"<{BASE}doc/a/b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG}Article> <{BASE}doc/a/b> .\n"
        f"<{BASE}doc/a/b> <http://purl.org/dc/terms/publisher> <{BASE}mediaorganization/post> <{BASE}doc/a/b> .\n"
        f'<{BASE}mediaorganization/post> <http://www.w3.org/2004/02/skos/core#prefLabel> "The Post"@en <{BASE}doc/a/b> .\n'.encode()
    )
    (document,) = graph.documents()
    assert (document.id, document.title, document.publisher) == ("a/b", None, "The Post")


def test_dataset_is_what_rdflib_sees(graph: Graph) -> None:
    dataset = graph.dataset
    names = {str(name) for (name,) in dataset.query("SELECT DISTINCT ?n { <" + BASE + "state/arvenia> skos:prefLabel ?n }")}
    assert names == {"Arvenia"}
    assert sum(1 for _ in dataset.quads()) == len(graph)
    assert COURIER + "/asserted" in {str(one.identifier) for one in dataset.graphs()}


def test_networkx(graph: Graph) -> None:
    made = graph.to_networkx()
    assert made.nodes[BASE + "state/arvenia"] == {"label": "Arvenia", "kind": "State", "group": "entity"}
    launch = made.nodes[BASE + "event/launch/2024-03-14/arvenia"]
    assert (launch["group"], launch["time"], launch["outcome"]) == ("event", "2024-03-14", "failure|success")
    edge = made.edges[BASE + "state/arvenia", BASE + "rocket/zephyr-2", "launched"]
    assert (edge["status"], edge["weight"], edge["group"]) == ("asserted|reported", 2, "relation")
    assert made.edges[BASE + "doc/courier-1#e8", BASE + "person/ida-marsh", "agent"]["group"] == "role"


@pytest.mark.parametrize(
    ("layer", "only", "has", "lacks"),
    [
        ("relations", None, {"launched", "violates", "leads"}, {"agent", "theme"}),
        ("events", None, {"agent", "theme", "topic"}, {"launched", "leads"}),
        ("all", ["hypothetical"], {"violates", "agent"}, {"launched", "leads"}),
        ("relations", ["reported"], {"launched", "recovered"}, {"leads", "violates"}),
        ("all", ["denied"], set(), {"launched"}),
    ],
)
def test_layers_and_statuses(graph: Graph, layer: str, only: list[str] | None, has: set[str], lacks: set[str]) -> None:
    found = {edge.relation.removeprefix(KG) for edge in network(graph.store, layer=layer, only=only).edges}
    assert has <= found
    assert not lacks & found


def test_flattened_graph_has_a_network_without_statuses(graph: Graph) -> None:
    flat = Graph(Store())
    flat.store.bulk_extend(Quad(*quad.triple) for quad in graph.store)
    edges = network(flat.store).edges
    assert {(e.subject, e.relation, e.object) for e in edges} == {(e.subject, e.relation, e.object) for e in network(graph.store).edges}
    assert {(e.statuses, e.documents) for e in edges} == {((), ())}


# ---------------------------------------------------------------- names
@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Arvenia", "state/arvenia"),
        ("  aRVENIA ", "state/arvenia"),
        ("Republic of  Arvenia", "state/arvenia"),
        ("state/arvenia", "state/arvenia"),
        (BASE + "state/arvenia", "state/arvenia"),
        (f"<{BASE}state/arvenia>", "state/arvenia"),
        ("debris", "doc/courier-1#x1"),
        ("launch by Arvenia, 2024-03-14", "event/launch/2024-03-14/arvenia"),
        ("Zephyr-2 Reaches Orbit", "doc/today-1"),
    ],
)
def test_names_are_found(graph: Graph, name: str, iri: str) -> None:
    assert find(graph.store, name) == (BASE + iri,)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Arvnia", "did you mean 'Arvenia'"),
        ("navy", "'Belmoran navy'"),
        ("", "nothing in the graph is called ''"),
        ("http://e/a b", "give a name"),
        ('x" } UNION { ?s ?p ?o', "give a name"),
        ("kg:Nothing", "nothing in the graph"),
    ],
)
def test_unknown_names_get_candidates(graph: Graph, name: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        find(graph.store, name)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["launched", "kg:launched", KG + "launched", "Launched"])
def test_relations_are_found(graph: Graph, name: str) -> None:
    assert term(graph.store, name) == KG + "launched"


@pytest.mark.parametrize(
    ("name", "found"), [("military exercise", "MilitaryExercise"), ("called on", "calledOn"), ("launch", "Launch"), ("weapons test", None), ("lanched", None)]
)
def test_terms_are_found_by_label(graph: Graph, name: str, found: str | None) -> None:
    if found:
        assert term(graph.store, name) == KG + found
    else:
        with pytest.raises(QueryError, match=r"did you mean|kg ontology"):
            term(graph.store, name)


def test_several_things_of_one_name() -> None:
    graph = Graph()
    for number in (2, 1):
        node = f"<{BASE}doc/a{number}#x1>"
        graph.add(f'{node} <http://www.w3.org/2000/01/rdf-schema#label> "spy satellite"@en <{BASE}doc/a{number}> .\n'.encode())
    assert find(graph.store, "Spy Satellite") == (BASE + "doc/a1#x1", BASE + "doc/a2#x1")


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        (KG + "Launch", "kg:Launch"),
        (BASE + "state/arvenia", "state/arvenia"),
        ("https://x.example/a", "https://x.example/a"),
        (KG + "a/b", KG + "a/b"),
        (BASE, BASE),
    ],
)
def test_iris_in_short(iri: str, shown: str) -> None:
    assert short(iri) == shown


def test_base_and_graphs(graph: Graph) -> None:
    assert base(graph.store) == base(Store()) == BASE
    names = [str(name) for name in graphs(graph.store, ["reported"])]
    assert f"<{COURIER}>" in names
    assert f"<{COURIER}/reported>" in names
    assert f"<{COURIER}/asserted>" not in names
    assert statuses(["kg:reported", "asserted"]) == ("asserted", "reported")
    with pytest.raises(QueryError, match="there is no status 'sure'; choose from asserted"):
        graphs(graph.store, ["sure"])


def test_labels_prefer_english() -> None:
    store = Store()
    for text, language in (("Aaa", "de"), ("Zzz", "en")):
        store.add(Quad(NamedNode("a:s"), NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal(text, language=language), NamedNode("a:g")))
    assert label(store, "a:s") == "Zzz"
    assert documents(store) == ()
