"""Walking over the page, keeping the place, and taking things away."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.vocab import KG, RDF
from tests.browser.visits import Visit


def test_the_keyboard_moves_the_picture(visit: Visit) -> None:
    before = visit.picture()
    for key in ("+", "-", "ArrowLeft", "ArrowDown"):
        moved = visit.picture()
        visit.press(key)
        assert visit.picture() != moved
    visit.press("0")
    assert visit.picture() == before


@pytest.mark.parametrize("name", ["in", "out"])
def test_buttons_zoom_and_fit(visit: Visit, name: str) -> None:
    before = visit.picture()
    visit.page.click(f"[data-do={name}]")
    assert visit.picture() != before
    visit.page.click("[data-do=fit]")
    assert visit.picture() == before


@pytest.mark.parametrize("how", ["key", "button"])
def test_focus_expand_hide_and_undo(visit: Visit, how: str) -> None:
    def act(name: str, key: str) -> None:
        visit.press(key) if how == "key" else visit.page.click(f"[data-act={name}]")

    visit.find("tarn")
    act("focus", "f")
    few = int(visit.text("#remark").split()[0])
    assert few < 19
    act("focus", "f")  # one step further
    assert int(visit.text("#remark").split()[0]) > few
    visit.press("u")
    assert int(visit.text("#remark").split()[0]) == few
    visit.find("orsia")
    act("expand", "e")
    grown = int(visit.text("#remark").split()[0])
    assert grown > few
    assert "added" in visit.text("#said")
    act("hide", "h")
    assert "1 node hidden" in visit.text("#remark")
    assert int(visit.text("#remark").split()[0]) == grown - 1
    visit.page.click("#undo") if how == "button" else visit.press("Control+z")
    assert "hidden" not in visit.text("#remark")
    visit.page.click("[data-do=whole]") if how == "button" else visit.press("a")
    assert visit.text("#remark") == ""


def test_a_node_is_dragged_pinned_and_put_back(visit: Visit) -> None:
    before = visit.picture()
    x, y = visit.spot("Person")
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x + 60, y + 40, steps=5)
    visit.page.mouse.up()
    visit.page.mouse.move(5, 5)
    assert "pin=" in visit.address()
    assert visit.picture() != before
    visit.press("u")
    assert "pin=" not in visit.address()
    assert visit.picture() == before


def test_a_node_is_pinned_and_moved_by_the_keyboard(visit: Visit) -> None:
    visit.find("tarn")
    visit.press("p")
    assert "pin=" in visit.address()
    place = visit.address()
    visit.press("Shift+ArrowRight")
    assert visit.address() != place
    visit.press("p")
    assert "pin=" not in visit.address()


def test_the_next_neighbour_is_one_key_away(visit: Visit) -> None:
    visit.find("tarn")
    visit.press("n")
    assert visit.heading() == "Orsia"
    visit.press("Escape", "n")
    assert visit.heading()


def test_tidy_arranges_what_is_shown(visit: Visit) -> None:
    before = visit.picture()
    visit.press("t")
    assert visit.picture() != before


@pytest.mark.parametrize("how", ["key", "button"])
def test_ways_between_two_nodes(visit: Visit, how: str) -> None:
    visit.find("tarn")
    visit.press("w") if how == "key" else visit.page.click("[data-act=way]")
    visit.page.keyboard.type("veldania")
    visit.press("Enter")
    assert "how they hang together" in visit.details()
    first = visit.page.locator(".way").first.locator("li").all_inner_texts()
    assert "Tarn" in first[0]
    assert "Veldania" in first[-1]
    visit.page.locator(".way .row").first.click()
    assert "exercised with" in visit.text("#details h2")


def test_a_way_that_is_not_there_is_said(visit: Visit) -> None:
    visit.page.locator("#filter-relation summary").click()
    visit.find("tarn")
    visit.page.locator("#filter-relation .toggle", has_text="exercised").click()
    visit.page.uncheck("#parts")
    visit.find("tarn")
    visit.press("w")
    visit.page.keyboard.type("veldania")
    visit.press("Enter")
    assert "No way of" in visit.details()


def test_the_address_keeps_all_of_it(browser: Any, story: Path, visit: Visit) -> None:
    visit.find("orsia")
    visit.press("f")
    visit.page.locator("#filter-status .toggle", has_text="Hypothetical").click()
    visit.page.check("#two")
    visit.page.uncheck("#two")
    visit.press("3")
    address = visit.page.evaluate("() => location.hash")
    again = Visit(browser, story, address=address)
    assert again.heading() == "Orsia"
    assert again.counts() == visit.counts()
    assert again.page.locator("[role=tab][aria-selected=true]").get_attribute("data-tab") == "timeline"
    again.press("1")
    visit.press("1")
    assert again.text("#remark") == visit.text("#remark")
    again.close()


@pytest.mark.parametrize(
    "address", ["#node=nobody&focus=nobody&open=9&group=7", "#tab=x&edge=e999&since=yesterday", "#%E0%A4%A", "#pin=a,b,c&hops=99&no-kind=%3Cscript%3E"]
)
def test_an_address_that_means_nothing_does_no_harm(browser: Any, story: Path, address: str) -> None:
    opened = Visit(browser, story, address=address)
    assert "17 statements" in opened.counts()
    opened.close()


# ---------------------------------------------------------------- taking away
def test_the_picture_can_be_taken(visit: Visit) -> None:
    assert visit.taken("png")[1:4] == "PNG"
    drawing = visit.taken("svg")
    from xml.etree import ElementTree

    root = ElementTree.fromstring(drawing)  # our own page's, and it is well-formed
    texts = ["".join(found.itertext()) for found in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Veldania" in texts
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path[@fill='none']")) == 29


def test_the_table_can_be_taken(visit: Visit) -> None:
    rows = list(csv.DictReader(io.StringIO(visit.taken("csv").removeprefix("\ufeff"))))
    assert len(rows) == 29
    seized = next(row for row in rows if row["relation"] == "seized" and row["status"] == "reported")
    assert (seized["subject"], seized["sources"], seized["times"]) == ("Orsian coast guard", "Orsia", "2024-03-05")
    assert "seized the trawler Marigold" in seized["sentences"]


def test_triples_keep_their_status(visit: Visit) -> None:
    quads = list(parse(visit.taken("ttl").encode(), format=RdfFormat.TURTLE))
    statements = [quad for quad in quads if quad.predicate.value == RDF.type and quad.object == NamedNode(RDF.Statement)]
    assert len(statements) == 29
    plain = [quad for quad in quads if quad.predicate.value == KG + "launched"]
    assert plain == []  # nobody but the navy says so
    status = {quad.subject: quad.object.value for quad in quads if quad.predicate.value == KG + "status"}
    launched = next(quad.subject for quad in quads if quad.predicate.value == RDF.predicate and quad.object == NamedNode(KG + "launched"))
    assert status[launched] == KG + "reported"


@pytest.mark.parametrize("steps", [(), ("status",), ("find", "f"), ("contra",), ("since",)])
def test_the_query_gives_what_is_seen(visit: Visit, store: Store, steps: tuple[str, ...]) -> None:
    if "status" in steps:
        visit.page.locator("#filter-status .toggle", has_text="Hypothetical").click()
    if "find" in steps:
        visit.find("tarn")
        visit.press("f")
    if "contra" in steps:
        visit.page.check("#contra")
    if "since" in steps:
        visit.page.locator("#since").press("ArrowRight")
    rows = csv.DictReader(io.StringIO(visit.taken("csv").removeprefix("\ufeff")))
    seen = {(frozenset((row["subject_iri"], row["object_iri"])), row["status"]) for row in rows if row["relation"] not in ROLES}
    answers: Any = store.query(visit.taken("rq"), use_default_graph_as_union=True)
    found = {(frozenset((row["subject"].value, row["object"].value)), row["status"].value.removeprefix(KG)) for row in answers}
    assert seen == found
    assert seen


ROLES = {"agent", "theme", "addressee", "topic", "instrument", "origin", "destination", "place", "cause"}
