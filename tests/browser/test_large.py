"""A graph that is too large to draw: communities, their members, neighbours, search."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.page import Page
from kg.views import Document, Edge, Evidence, Node, Segment, View
from tests.browser.visits import Visit

RINGS, SIZE = 40, 60


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    nodes = tuple(
        Node(
            f"urn:n{i}",
            f"{'Leader' if i % SIZE == 0 else 'Member'} {i}",
            "Person" if i % SIZE else "State",
            ("Person",) if i % SIZE else ("State",),
            statements=SIZE if i % SIZE == 0 else 2,
        )
        for i in range(RINGS * SIZE)
    )
    pairs = [(r * SIZE, r * SIZE + a) for r in range(RINGS) for a in range(1, SIZE)] + [
        (r * SIZE + a, r * SIZE + a + 1) for r in range(RINGS) for a in range(1, SIZE - 1)
    ]
    pairs += [(r * SIZE, (r + 1) % RINGS * SIZE) for r in range(RINGS)]
    edges = []
    for i, (a, b) in enumerate(pairs):
        evidence = (Evidence(Document("urn:d", "Title"), (Segment(f"Sentence {i}."),), "asserted"),) if i % 2 else ()
        edges.append(Edge(f"e{i}", nodes[a].id, "metWith", nodes[b].id, "met with", "asserted", evidence=evidence, issued="2024-03-06"))
    path = tmp_path_factory.mktemp("large") / "large.html"
    Page(View(nodes, tuple(edges), 2 * len(nodes), 2 * len(edges)), title="Many").write(path)  # half of it is left out, and so there is more to remark
    return path


EVERY_PICTURE = """(() => {
  const seen = window.seen = [];
  const look = () => {
    const canvas = document.querySelector("canvas"), picture = canvas && canvas.toDataURL();
    if (picture && picture !== seen[seen.length - 1]) seen.push(picture);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def visit(browser: Any, large: Path) -> Iterator[Visit]:
    opened = Visit(browser, large)
    yield opened
    opened.close()
    assert opened.requests == [large.as_uri()]


def test_the_picture_comes_first_and_stays(browser: Any, large: Path) -> None:
    opened = Visit(browser, large, watch=EVERY_PICTURE)
    assert opened.page.locator("#graph canvas").count() == 1
    assert opened.page.locator("canvas.glass").count() == 0  # vis-network's own has taken its place
    assert opened.page.evaluate("() => window.seen.length") == 1
    opened.close()


@pytest.mark.parametrize("size", [(1280, 800), (1280, 500), (800, 700), (390, 600)])
def test_the_remark_covers_no_community_and_names_keep_their_order(browser: Any, large: Path, size: tuple[int, int]) -> None:
    opened = Visit(browser, large, viewport={"width": size[0], "height": size[1]})
    graph, remark = (opened.page.locator(name).bounding_box() for name in ("#graph", "#remark"))
    opened.page.locator("#details .more").first.click()
    labels = opened.page.locator("#details ul").first.locator(".row .label").all_inner_texts()
    root = ElementTree.fromstring(opened.taken("svg"))
    left, top, width, _ = map(float, root.attrib["viewBox"].split())
    zoom = graph["width"] / width
    discs = [[float(disc.attrib[name]) for name in ("cx", "cy", "r")] for disc in root.iter(f"{SVG}circle")]
    assert len(discs) == RINGS
    for x, y, r in discs:
        beside = graph["x"] + (x - r - left) * zoom >= remark["x"] + remark["width"] - 1
        assert beside or graph["y"] + (y + r - top) * zoom <= remark["y"] + 1
    names = [[line.text or "" for line in text.iter(f"{SVG}tspan")][:-1] for text in root.iter(f"{SVG}text")]
    assert len(names) == RINGS
    for lines in names:
        words = " ".join(lines).removesuffix(" …")
        assert any(label.startswith(words) for label in labels), (words, labels)
    opened.close()


def test_communities_open_and_fold(visit: Visit) -> None:
    assert visit.counts().startswith("2,400 nodes · ")
    assert "folded into" in visit.text("#remark")
    assert not visit.shows("State")
    visit.page.locator("#details .row").first.click()
    assert "shown" in visit.text("#said")
    assert visit.shows("State")
    assert "open=" in visit.address()
    visit.page.click(".acts .act")
    assert not visit.shows("State")
    visit.press("u")
    assert visit.shows("State")
    visit.press("a")
    assert not visit.shows("State")


def test_a_member_of_an_open_community_is_chosen_by_mouse(visit: Visit) -> None:
    visit.page.locator("#details .row").first.click()
    x, y = (place + 14 for place in visit.spot("State"))  # further in than its upper edge
    visit.page.mouse.move(x, y)
    visit.picture()
    visit.page.mouse.click(x, y)
    assert visit.heading() == "Leader 0"
    visit.press("Escape")
    box = visit.page.locator("#graph").bounding_box()
    visit.page.mouse.click(box["x"] + box["width"] / 2 + 60, box["y"] + 0.08 * box["height"])  # in the disc, above all members
    assert visit.heading().startswith("Leader 0, ")


def test_a_member_is_dragged_over_an_image_of_the_others(visit: Visit) -> None:
    visit.page.locator("#details .row").first.click()
    before = visit.picture()
    x, y = (place + 14 for place in visit.spot("State"))  # further in than its upper edge
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x + 60, y + 40, steps=5)
    held = visit.picture()
    visit.page.mouse.move(x + 90, y + 40, steps=5)
    assert len({before, held, visit.picture()}) == 3, "it follows the mouse"
    assert visit.shows("State") and visit.shows("Person"), "the others stay in sight"
    visit.page.mouse.up()
    visit.page.mouse.move(5, 5)
    assert "pin=" in visit.address()
    visit.press("u")
    assert "pin=" not in visit.address()
    assert visit.picture() == before


def test_a_disc_is_opened_by_mouse_and_by_keyboard(visit: Visit) -> None:
    box = visit.page.locator("#graph").bounding_box()
    visit.page.click("#details .row >> nth=3")
    visit.press("a")
    visit.page.click("#details .row >> nth=3")
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    visit.page.click(".acts .act")  # folded again, and in the middle of the window
    visit.page.mouse.dblclick(*middle)
    assert visit.shows("State")
    visit.press("Escape")
    visit.page.mouse.click(middle[0] + 150, middle[1] + 150)
    if visit.page.locator(".acts .act").count():
        visit.page.focus("#graph")
        visit.press("Enter")
        assert not visit.shows("State")


def test_search_reaches_everyone_and_shows_the_neighbours(visit: Visit) -> None:
    visit.find("member 1234")
    assert visit.heading() == "Member 1234"
    assert "4 nodes around Member 1234" in visit.text("#remark")
    visit.find("leader 1200")
    visit.press("f")
    assert "51 nodes around Leader 1200" in visit.text("#remark")  # fifty at a time
    assert "not in the picture" in visit.details()
    visit.press("e")
    assert "62 nodes around" in visit.text("#remark")


def test_a_way_leads_through_what_was_not_drawn(visit: Visit) -> None:
    visit.find("member 1")
    visit.press("w")
    visit.page.keyboard.type("member 130")
    visit.press("Enter")
    assert "Way 1, 4 steps" in visit.details()
    assert "nodes around Member 1 and Member 130" in visit.text("#remark")


def test_a_statement_without_its_sentences_says_where_they_are(visit: Visit) -> None:
    visit.find("member 1234")
    for row in visit.page.locator("#details .row").all():
        row.click()
        if "kg explain GRAPH" in visit.details():
            break
        visit.find("member 1234")
    assert "kg explain GRAPH 'urn:n1200' metWith 'urn:n1234'" in visit.details() or "kg explain GRAPH" in visit.details()


def test_filters_and_tables_cover_all(visit: Visit) -> None:
    visit.press("2")
    assert "4,720 statements" in visit.text("caption")
    visit.page.locator("#filter-kind .toggle", has_text="State").click()
    assert "2,320 of 4,720 statements" in visit.counts()


def test_a_page_in_columns_has_each_node_and_line_as_it_was(browser: Any, tmp_path: Path) -> None:
    kinds = (("State", "state"), ("LegalInstrument", "legal instrument"), ("Person", ""))
    names = ("Name {}", "Ístanbul {}", "NAME  {}", "it’s {}", "{}", "A-b {}")
    nodes = tuple(
        Node(
            f"https://w3id.org/claimgraph/id/{'state' if i % 7 else 'other'}/{name.lower().replace(' ', '-')}",
            name,
            kind,
            (kind,),
            label,
            statements=2 if i % 5 else 9,
        )
        for i in range(1600)
        for (kind, label), name in [(kinds[i % 3], names[i % 6].format(i))]
    )
    statuses = ("asserted", "reported", "hypothetical", "denied")
    edges = tuple(Edge(f"e{i}", node.id, "metWith", nodes[i - 1].id, "met with", statuses[i % 4], issued="2024-03-06") for i, node in enumerate(nodes))
    path = tmp_path / "columns.html"
    Page(View(nodes, edges)).write(path)
    opened = Visit(browser, path)
    opened.press("2")
    rows = list(csv.DictReader(io.StringIO(opened.taken("csv").removeprefix("\ufeff"))))
    opened.close()
    columns = ("subject_iri", "subject", "object_iri", "object", "status")
    named = {node.id: node.label for node in nodes}
    expected = [(edge.subject, named[edge.subject], edge.object, named[edge.object], edge.status) for edge in edges]
    assert sorted(tuple(row[name] for name in columns) for row in rows) == sorted(expected)
