"""What a view holds, against the stores that it was made from."""

from __future__ import annotations

import io
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import UsageError
from kg.info import info
from kg.store import Graph
from kg.views import Edge, Segment, View, to_networkx, view
from kg.views.facts import Facts
from kg.views.findings import findings, findings_around
from kg.views.outline import outlined
from kg.views.rows import values
from kg.views.words import cut
from kg.vocab import BASE, DCTERMS, KG, PROV, RDF, SKOS

DATA = Path(__file__).parent / "data"


def graph(name: str, *, backwards: bool = False) -> SimpleNamespace:
    quads = list(parse(path=str(DATA / f"{name}.trig"), format=RdfFormat.TRIG))
    store = Store()
    for quad in reversed(quads) if backwards else quads:
        store.add(quad)
    return SimpleNamespace(store=store)


@pytest.fixture(scope="module")
def story() -> View:
    return view(graph("story"))


@pytest.fixture(scope="module")
def sample() -> View:
    return view(graph("sample"))


def edges(seen: View, subject: str, relation: str, object_: str) -> list[Edge]:
    names = {node.id: node.label for node in seen.nodes}
    return [edge for edge in seen.edges if (names[edge.subject], edge.relation, names[edge.object]) == (subject, relation, object_)]


def stated(store: Store) -> Counter[str]:
    """How many different statements there are of each status, read quad by quad; what holds both ways counts once."""

    def one(subject: object, predicate: str) -> str:
        return next(store.quads_for_pattern(subject, NamedNode(predicate), None)).object.value  # type: ignore[arg-type, union-attr]

    found = set()
    for quad in store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(RDF.Statement)):
        ends = one(quad.subject, RDF.subject), one(quad.subject, RDF.object)
        basis = NamedNode(one(quad.subject, PROV.wasDerivedFrom))
        statuses = list(store.quads_for_pattern(basis, NamedNode(KG + "status"), None))
        status = statuses[0].object.value.removeprefix(KG) if statuses else "asserted"
        relation = one(quad.subject, RDF.predicate)
        found.add((tuple(sorted(ends)) if relation in (KG + "exercisedWith", KG + "coincidedWith") else ends, relation, status))
    return Counter(status for *_, status in found)


@pytest.mark.parametrize("name", ["story", "sample"])
def test_every_statement_of_the_store_is_an_edge(name: str) -> None:
    made = graph(name)
    seen = view(made)
    assert Counter(edge.status for edge in seen.edges if not edge.role) == stated(made.store)
    assert (seen.all_nodes, seen.all_edges, seen.left_out) == (len(seen.nodes), len(seen.edges), None)
    assert {end for edge in seen.edges for end in (edge.subject, edge.object)} == {node.id for node in seen.nodes}


@pytest.mark.parametrize("name", ["story", "sample"])
def test_the_order_of_quads_does_not_matter(name: str) -> None:
    assert view(graph(name)) == view(graph(name, backwards=True))


@pytest.mark.parametrize("name", ["story", "sample"])
def test_every_edge_has_a_sentence_and_every_claim_a_marked_word(name: str) -> None:
    for edge in view(graph(name)).edges:
        assert edge.evidence
        for evidence in edge.evidence:
            assert evidence.sentence.strip()
            assert evidence.document.title
            assert evidence.claim is None or any(segment.part == "trigger" for segment in evidence.words)


def test_a_node_is_described(story: View) -> None:
    node = next(node for node in story.nodes if node.label == "Veldania")
    assert node.id == f"{BASE}state/veldania"
    assert (node.kind, node.kind_label, node.lineage[-1]) == ("State", "state", "Entity")
    assert (node.aliases, node.links, node.mentions) == (("Veldanian",), ("http://www.wikidata.org/entity/Q1",), 4)
    assert node.statements == sum(node.id in (edge.subject, edge.object) for edge in story.edges)


def test_an_edge_tells_who_says_so_when_and_in_which_words(story: View) -> None:
    asserted, reported = edges(story, "Orsian coast guard", "seized", "Marigold")
    assert (asserted.status, reported.status) == ("asserted", "reported")
    assert (reported.sources, reported.times, reported.event_class, reported.label) == (("Orsia",), ("2024-03-05",), "seizure", "seized")
    (evidence,) = reported.evidence
    assert (evidence.document.publisher, evidence.document.issued) == ("Harbour Post", "2024-03-06")
    assert evidence.document.url == "https://harbour.example/news/1"
    marked = {segment.part: segment.text for segment in evidence.words if segment.part}
    assert marked == {"subject": "coast guard", "trigger": "seized", "object": "Marigold"}
    assert evidence.sentence == "Orsia said that its coast guard seized the trawler Marigold near Gull Island on Tuesday."


def test_what_is_said_is_an_event_with_its_participants(story: View) -> None:
    (said,) = edges(story, "Orsia", "said", "seizure of Marigold by Orsian coast guard, 2024-03-05")
    roles = {(edge.relation, edge.object.removeprefix(BASE)) for edge in story.edges if edge.role and edge.subject == said.object}
    assert roles == {("agent", "armedforce/orsian-coast-guard"), ("theme", "vehicle/marigold"), ("place", "place/gull-island")}


def test_a_standing_relation_has_its_sentence(story: View) -> None:
    (leads,) = edges(story, "Ana Brisk", "leads", "Veldania")
    assert (leads.status, leads.event_class, leads.evidence[0].claim) == ("asserted", None, None)


def test_what_holds_both_ways_is_one_edge(story: View) -> None:
    assert [edge.mutual for edge in edges(story, "Orsia", "exercisedWith", "Tarn")] == [True]
    assert not edges(story, "Tarn", "exercisedWith", "Orsia")


def test_a_denial_stands_beside_what_it_denies(story: View) -> None:
    (launched,) = edges(story, "Veldania", "launched", "patrol drones")
    assert launched.disputed
    assert launched.status == "reported"
    assert launched.sources == ("Orsian navy",)  # who denies it is no source of it
    assert [(evidence.status, evidence.sources) for evidence in launched.evidence] == [("reported", ("Orsian navy",)), ("denied", ("Veldania",))]


def test_an_event_that_is_only_denied_has_its_class_and_participants(sample: View) -> None:
    (denied,) = edges(sample, "Arvenia", "denied", "violation of Resolution 880")
    assert next(node.kind for node in sample.nodes if node.id == denied.object) == "Violation"
    assert {edge.status for edge in sample.edges if edge.subject == denied.object} == {"denied"}


@pytest.mark.parametrize("about", ["Veldania", "veldania", "VELDANIAN", f"{BASE}state/veldania"])
def test_about_keeps_what_touches_a_node_and_its_events(about: str) -> None:
    seen = view(graph("story"), about=about)
    names = {node.label for node in seen.nodes}
    assert {"Veldania", "patrol drones", "Ana Brisk", "violation of Strait Treaty"} <= names
    assert not {"Tarn", "fishermen", "Marigold"} & names


def test_about_reaches_an_event_by_a_role() -> None:
    seen = view(graph("story"), about="Marigold")
    assert edges(seen, "Orsia", "said", "seizure of Marigold by Orsian coast guard, 2024-03-05")


def test_about_nobody_names_who_is_meant() -> None:
    with pytest.raises(UsageError, match="nothing in the graph is called 'Veldanja'; did you mean Veldania"):
        view(graph("story"), about="Veldanja")


@pytest.mark.parametrize(
    ("since", "until", "there", "absent"),
    [
        ("2024-03-07", None, "launched", "seized"),
        (None, "2024-03-05", "seized", "launched"),
        ("2024-04", "2024-04", "exercisedWith", "launched"),
        ("2024-03-06", "2024-03-06", "metWith", "seized"),
        ("2024-03-06", "2024-03-06", "protestedAgainst", "planned"),  # no time of their own: their articles' days
        ("2024", None, "seized", "none"),
    ],
)
def test_time_is_a_range_with_both_ends(since: str | None, until: str | None, there: str, absent: str) -> None:
    relations = {edge.relation for edge in view(graph("story"), since=since, until=until).edges if not edge.role}
    assert there in relations
    assert absent not in relations


@pytest.mark.parametrize("text", ["May", "2024-3", "06.03.2024", ""])
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"since: .* is not a date; write a year, a month or a day"):
        view(graph("story"), since=text)


def test_the_most_connected_stay_and_the_rest_is_counted() -> None:
    whole, seen = view(graph("story")), view(graph("story"), max_nodes=6)
    assert len(seen.nodes) <= 6
    assert {"Orsia", "Veldania"} <= {node.label for node in seen.nodes}
    assert (seen.all_nodes, seen.all_edges) == (len(whole.nodes), len(whole.edges))
    nodes, left = len(seen.nodes), len(whole.edges) - len(seen.edges)
    assert seen.left_out == f"The {nodes} most connected of 19 nodes are shown; {19 - nodes} nodes and {left} of 29 statements are left out."


def test_an_empty_store_gives_an_empty_view() -> None:
    assert view(SimpleNamespace(store=Store())) == View()


def test_a_publisher_that_is_no_name_is_only_text() -> None:
    made = graph("story")
    document = NamedNode(f"{BASE}doc/harbour-1")
    for quad in list(made.store.quads_for_pattern(document, NamedNode(DCTERMS.publisher), None)):
        made.store.remove(quad)
    made.store.add(Quad(document, NamedNode(DCTERMS.publisher), Literal('http://x.example/a{b}> "<script>'), document))
    publishers = {evidence.document.publisher for edge in view(made).edges for evidence in edge.evidence}
    assert publishers == {'http://x.example/a{b}> "<script>', "Orsian Herald"}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], "Ada met Ben"),
        ([(4, 7, "trigger")], "Ada [met] Ben"),
        ([(0, 3, "subject"), (4, 7, "trigger"), (8, 11, "object")], "[Ada] [met] [Ben]"),
        ([(0, 7, "subject"), (4, 7, "trigger")], "Ada [met] Ben"),  # the trigger goes first
        ([(0, 3, "subject"), (0, 7, "object")], "[Ada met] Ben"),  # then the longest
        ([(-5, 2, "subject"), (9, 99, "object"), (3, 3, "object")], "Ada met Ben"),  # of another sentence
    ],
)
def test_words_are_cut_at_their_marks(marks: list[tuple[int, int, str]], expected: str) -> None:
    segments = list(cut("Ada met Ben", marks))
    assert "".join(f"[{segment.text}]" if segment.part else segment.text for segment in segments) == expected


def test_no_words_are_no_segments() -> None:
    assert list(cut("", [(0, 1, "trigger")])) == []
    assert list(cut("a", [(0, 1, "trigger")])) == [Segment("a", "trigger")]


def test_networkx_has_the_same_nodes_and_edges(story: View) -> None:
    networkx = pytest.importorskip("networkx")
    made = to_networkx(story)
    assert (made.number_of_nodes(), made.number_of_edges()) == (len(story.nodes), len(story.edges))
    assert list(made.nodes) == [node.id for node in story.nodes]
    written = io.BytesIO()
    networkx.write_graphml(made, written)
    assert "seized" in written.getvalue().decode()


@pytest.mark.parametrize("name", ["story", "sample"])
def test_what_is_read_in_one_pass_is_what_is_looked_up(name: str) -> None:
    store = graph(name).store
    whole = findings(Facts(store, whole=True))
    found = findings_around(Facts(store), {end for f in whole for end in (f.subject, f.object)})
    assert whole
    assert set(found) == set(whole)


def test_values_that_are_scanned_are_those_that_are_looked_up() -> None:
    store = graph("story").store
    iris = {quad.subject.value for quad in store.quads_for_pattern(None, NamedNode(SKOS.prefLabel), None)}
    found = values(store, iris | {"urn:nobody"}, SKOS.prefLabel)
    assert set(found) == iris
    assert found == values(store, iris | {"urn:nobody"}, SKOS.prefLabel, most=True)
    assert values(store, set(), SKOS.prefLabel, most=True) == {}


def test_a_page_is_written_without_what_it_does_not_need(tmp_path: Path) -> None:
    heavy = ("spacy", "rdflib", "networkx", "pandas", "IPython")
    script = (
        "import atexit, sys\n"
        f"atexit.register(lambda: sys.stderr.write('loaded: ' + ' '.join(n for n in {heavy!r} if n in sys.modules)))\n"
        f"sys.argv = ['kg', 'view', {str(DATA / 'story.trig')!r}, '-o', {str(tmp_path / 'page.html')!r}]\n"
        "from kg.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.rpartition("loaded: ")[2]) == (0, "")
    assert (tmp_path / "page.html").exists()


# ---------------------------------------------------------------- large graphs
def test_an_outline_has_the_same_triples_and_sentences() -> None:
    made = graph("story")
    whole, outline = view(made), outlined(made.store, focus=None, max_nodes=None)

    def stated(seen: View) -> set[tuple[object, ...]]:
        return {
            (frozenset((e.subject, e.object)) if e.mutual or e.relation == "exercisedWith" else (e.subject, e.object), e.iri, e.status, e.role)
            for e in seen.edges
        }

    assert stated(outline) == stated(whole)
    assert {(node.id, node.label, node.kind, node.lineage) for node in outline.nodes} == {
        (node.id, node.label, node.kind, node.lineage) for node in whole.nodes
    }
    sentences = {(e.subject, e.iri, e.object, e.status): e.evidence for e in whole.edges}
    assert all(e.evidence == sentences[e.subject, e.iri, e.object, e.status] for e in outline.edges if e.evidence)
    assert [edge.id for edge in outline.edges] == [f"e{number}" for number in range(1, len(outline.edges) + 1)]


def test_an_outline_says_which_sentences_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.views.outline.CORE", 4)
    seen = outlined(graph("story").store, focus=None, max_nodes=None)
    proved = [edge for edge in seen.edges if edge.evidence]
    assert 0 < len(proved) < len(seen.edges)
    assert seen.left_out == (
        f"The sentences of {len(proved)} of {len(seen.edges)} statements are here, those between the most connected nodes; ask about one name for its own."
    )


@pytest.mark.parametrize("about", ["Veldania", "Marigold"])
def test_an_outline_about_a_name_is_the_view_about_it(monkeypatch: pytest.MonkeyPatch, about: str) -> None:
    whole = view(graph("story"), about=about)
    monkeypatch.setattr("kg.views.CENTRAL", 0)
    outline = view(graph("story"), about=about)
    assert {(e.subject, e.iri, e.object, e.status) for e in outline.edges} == {(e.subject, e.iri, e.object, e.status) for e in whole.edges}
    few = view(graph("story"), about=about, max_nodes=3)
    assert len(few.nodes) <= 3
    assert "left out" in (few.left_out or "")


def test_what_was_said_with_a_colon_is_no_name() -> None:
    told = graph("story")
    claim = next(told.store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(KG + "Claim")))
    told.store.add(Quad(claim.subject, NamedNode(KG + "content"), Literal("We warned: do not attack", language="en"), claim.graph_name))
    assert any(("content", "We warned: do not attack") in evidence.record for edge in view(told).edges for evidence in edge.evidence)


def test_the_record_of_a_claim_calls_everything_by_its_name(story: View) -> None:
    values = {value for edge in story.edges for evidence in edge.evidence for _, value in evidence.record}
    assert values
    assert not [value for value in values if value.startswith(("http://", "https://"))]


def test_a_notebook_is_told_the_numbers_that_info_counts() -> None:
    with Graph.open(DATA / "story.trig") as told:
        counted, shown = info(told), told._repr_html_()
    assert f">{counted.relations:,}: " in shown
    assert f">{counted.claims:,}: " in shown
    assert f">{counted.entities:,}: " in shown
    assert f">{counted.documents:,}, " in shown
