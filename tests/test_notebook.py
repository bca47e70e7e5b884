"""What a notebook shows of a graph: a summary, and the page in a frame; and the notebook of the examples, run."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.store import Graph
from kg.vocab import DCTERMS, KG, RDF

STORY = Path(__file__).parent / "data" / "story.trig"


class Rows(HTMLParser):
    """The texts of a table's cells, in order, and the names of all elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.names: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def shown(thing: object) -> str:
    """What IPython shows of a thing as HTML."""
    formatters = pytest.importorskip("IPython.core.formatters")
    return str(formatters.HTMLFormatter()(thing))


def test_a_graph_is_summed_up() -> None:
    with Graph.open(STORY) as graph:
        cells = Rows(shown(graph)).cells
        claims = sum(1 for _ in graph.store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(f"{KG}Claim")))
        statements = sum(1 for _ in graph.store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(RDF.Statement)))
        articles = len(graph.documents())
    assert cells[::2] == ["Articles", "Claims", "Statements", "Who and what"]
    assert cells[1].startswith(f"{articles}, 20")
    assert cells[3].startswith(f"{claims}: asserted ")
    assert cells[5].startswith(f"{statements}: ")
    assert "State " in cells[7]


def test_an_empty_graph_is_summed_up() -> None:
    assert Rows(shown(Graph())).cells[1::2] == ["0", "0", "0", "0"]


def test_a_hostile_name_stays_text() -> None:
    graph = Graph()
    record = NamedNode("urn:d")
    graph.store.add(Quad(record, NamedNode(RDF.type), NamedNode(f"{KG}Article"), record))
    graph.store.add(Quad(record, NamedNode(DCTERMS.issued), Literal("<script>hit()</script>"), record))
    found = Rows(shown(graph))
    assert "<script>hit()" in found.cells[1]
    assert "script" not in found.names


def test_a_view_is_shown_in_a_frame_and_can_be_written(tmp_path: Path) -> None:
    with Graph.open(STORY) as graph:
        page = graph.view(title="Of late", max_nodes=5)
    assert shown(page).startswith('<iframe title="Of late" sandbox="allow-scripts ')
    assert "The 5 most connected of " in page.remark
    page.write(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page.html()


def test_about_keeps_to_one_name() -> None:
    with Graph.open(STORY) as graph:
        assert len(graph.view(about="Orsia").nodes) < len(graph.view().nodes)


# ---------------------------------------------------------------- the example
NOTEBOOK = Path(__file__).parent.parent / "examples" / "notebook.ipynb"


@pytest.fixture(scope="module")
def executed() -> list[Any]:
    """The cells of code of the example after they were run, in the folder where it stands, by a kernel of its own."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    book = nbformat.read(NOTEBOOK, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(NOTEBOOK.parent.parent), os.environ.get("PYTHONPATH")))))
        nbclient.NotebookClient(book, timeout=600, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    return [cell for cell in book.cells if cell.cell_type == "code"]


def outputs(cell: Any, kind: str) -> str:
    """What a cell gave, in one form: "text/html", or "stdout"."""
    return "".join(out.get("text", "") if kind == "stdout" else out.get("data", {}).get(kind, "") for out in cell.outputs)


def test_the_example_is_kept_without_outputs() -> None:
    book = pytest.importorskip("nbformat").read(NOTEBOOK, as_version=4)
    assert not [cell for cell in book.cells if cell.get("outputs") or cell.get("execution_count")]


@pytest.mark.model
def test_the_example_runs_and_warns_of_nothing(executed: list[Any]) -> None:
    assert not [out for cell in executed for out in cell.outputs if out.output_type == "error" or out.get("name") == "stderr"]


@pytest.mark.model
def test_the_example_shows_claims_tables_and_the_page(executed: list[Any]) -> None:
    claims, summary, question, denied, counted, proof, busiest, page = executed
    assert 'Attack "attacked" denied by Japan agent=Iran theme=Norway' in outputs(claims, "stdout")
    assert Rows(outputs(summary, "text/html")).cells[1].startswith("5, ")
    assert "National Space Bureau" in outputs(question, "text/html")
    assert [cell.strip() for cell in Rows(outputs(denied, "text/html")).cells[1:7]] == ["subject", "relation", "object", "source", "sentence", "document"]
    assert "hypothetical" in outputs(counted, "text/html")
    assert "reported, on the word of National Space Bureau: North Korea successfully launched the satellite Saebyol-1" in outputs(proof, "stdout")
    assert "North Korea" in outputs(busiest, "text/plain")
    assert outputs(page, "text/html").startswith("<iframe ") and "<script" not in outputs(page, "text/html").partition("srcdoc")[0]
