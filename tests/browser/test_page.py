"""The page in a real browser: what one sees, finds and reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.page import Page
from kg.views import Document, Edge, Evidence, Node, Segment, View
from tests.browser.visits import Visit


# ---------------------------------------------------------------- what one sees
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_picture_is_the_final_one(browser: Any, story: Path, scheme: str) -> None:
    first, second = (Visit(browser, story, color_scheme=scheme) for _ in range(2))
    picture = first.picture()
    assert len(picture) > 10_000
    assert picture == second.picture()
    first.page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    assert first.picture() == picture
    for opened in (first, second):
        opened.close()


def test_light_and_dark_differ_and_can_be_turned(browser: Any, story: Path) -> None:
    pages = [Visit(browser, story, color_scheme=scheme) for scheme in ("light", "dark")]
    light, dark = (opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor") for opened in pages)
    pictures = [opened.picture() for opened in pages]
    assert light != dark
    assert pictures[0] != pictures[1]
    pages[0].page.click("[data-do=theme]")
    assert pages[0].page.evaluate("() => getComputedStyle(document.body).backgroundColor") == dark
    assert pages[0].picture() == pictures[1]
    pages[0].press("d")
    assert pages[0].picture() == pictures[0]
    for opened in pages:
        opened.close()


def test_counts_are_those_of_the_view(visit: Visit) -> None:
    assert visit.counts() == "19 nodes · 17 statements · 2 articles"
    assert visit.page.locator("#filter-kind .toggle").all_inner_texts()[0].split() == ["State", "3"]


def test_a_phone_shows_the_details_below(browser: Any, story: Path) -> None:
    opened = Visit(browser, story, viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True)
    assert opened.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    stage, details = (opened.page.locator(name).bounding_box() for name in ("#stage", "#details"))
    assert details["y"] >= stage["y"] + stage["height"] - 1
    assert not opened.page.locator("#filters").is_visible()
    opened.page.locator("#details .row").first.tap()
    assert opened.heading() == "Orsia"
    opened.page.locator("[data-act=focus]").tap()
    assert "around Orsia" in opened.text("#remark")
    opened.page.locator("#legend summary").first.tap()
    assert opened.page.locator("#filters").is_visible()
    for tab in ("table", "timeline", "said", "graph"):
        opened.page.locator(f"#tab-{tab}").tap()
        assert opened.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    opened.close()


def test_an_empty_view_says_so(browser: Any, tmp_path: Path) -> None:
    Page(View()).write(tmp_path / "empty.html")
    opened = Visit(browser, tmp_path / "empty.html")
    assert "Nothing to show" in opened.details()
    opened.press("0", "t", "a", "n", "u", "2", "3", "4", "1")
    opened.close()


# ---------------------------------------------------------------- finding
def test_search_finds_and_escape_goes_back(visit: Visit) -> None:
    before = visit.picture()
    visit.find("ána bri")
    assert visit.heading() == "Ana Brisk"
    assert "Person · 3 statements, 1 mention" in visit.details()
    assert visit.picture() != before
    visit.press("Escape")
    assert "Most connected" in visit.details()
    assert visit.picture() == before


def test_an_alias_is_found(visit: Visit) -> None:
    visit.find("veldanian")
    assert visit.heading() == "Veldania"
    link = visit.page.locator("#details dd a")
    assert link.get_attribute("href") == "http://www.wikidata.org/entity/Q1"
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_suggestions_are_walked_with_the_arrows(visit: Visit) -> None:
    visit.press("/")
    visit.page.keyboard.type("orsia")
    options = visit.page.locator("#found [role=option]")
    assert options.count() > 2
    visit.press("ArrowDown")
    assert visit.page.locator("#search").get_attribute("aria-activedescendant") == "found-1"
    second = options.nth(1).locator(".label").inner_text()
    visit.press("Enter")
    assert visit.heading() == second
    assert visit.page.locator("#found").is_hidden()


def test_a_suggestion_is_clicked(visit: Visit) -> None:
    visit.page.fill("#search", "marigold")
    visit.page.locator("#found [role=option]").first.click()
    assert visit.heading() == "Marigold"


def test_a_question_in_words_finds_the_statement(visit: Visit) -> None:
    visit.find("who said that the coast guard seized the trawler?")
    assert "seized" in visit.text("#details h2")
    assert "trawler Marigold" in visit.details()


def test_what_is_not_there_is_said(visit: Visit) -> None:
    visit.page.fill("#search", "zzzz")
    assert "Nothing has that" in visit.text("#found")


# ---------------------------------------------------------------- filters
def test_kinds_and_statuses_are_switched_off_and_on(visit: Visit) -> None:
    before, counts = visit.picture(), visit.counts()
    states = visit.page.locator("#filter-kind .toggle", has_text="State")
    states.click()
    assert states.get_attribute("aria-pressed") == "false"
    assert " of 19 nodes · " in visit.counts()
    assert not visit.shows("State")
    states.press("Enter")
    assert (visit.counts(), visit.picture()) == (counts, before)
    for name in ("Reported", "Hypothetical"):
        visit.page.locator("#filter-status .toggle", has_text=name).click()
    visit.page.uncheck("#parts")
    visit.press("2")
    assert set(visit.page.locator("td.short:nth-of-type(3)").all_inner_texts()) == {"Asserted"}


def test_every_filter_says_how_many_and_keeps_its_word(visit: Visit) -> None:
    visit.page.uncheck("#parts")
    for facet, column in (("class", None), ("relation", 1), ("source", 4), ("document", None)):
        if visit.page.locator(f"#filter-{facet}[open]").count() == 0:
            visit.page.click(f"#filter-{facet} summary")
        row = visit.page.locator(f"#filter-{facet} li").first
        name, count = row.locator(".label").inner_text(), int(row.locator(".count").inner_text())
        row.locator(".only").press("Enter")
        assert f"{count} of 17 statements" in visit.counts(), facet
        visit.press("2")
        rows = visit.page.locator("tbody tr")
        assert rows.count() == count
        if column and name != "the articles themselves":
            assert all(name in words for words in visit.page.locator(f"tbody tr > :nth-child({column + 1})").all_inner_texts())
        visit.press("1")
        visit.page.click(f"#filter-{facet} >> text=Show all again")
        assert "17 statements" in visit.counts()


def test_only_contradictions_and_only_what_two_sources_say(visit: Visit) -> None:
    count = int(visit.page.locator("label:has(#contra) .count").inner_text())
    assert count
    visit.page.check("#contra")
    assert f"{count} of 17 statements" in visit.counts()
    visit.press("2")
    assert "disputed" in visit.text("tbody")
    visit.page.uncheck("#contra")
    visit.page.locator("#two").press("Space")
    two = int(visit.page.locator("label:has(#two) .count").inner_text())
    assert visit.page.locator("tbody tr").count() >= two
    assert f"{two} of 17 statements" in visit.counts()


def test_the_time_slider_keeps_what_happened_then(visit: Visit) -> None:
    visit.page.locator("#since").press("End")
    assert visit.page.locator("#period").inner_text() == "1 Apr 2024 – 1 Apr 2024" or "Apr 2024" in visit.text("#period")
    visit.press("2")
    assert visit.page.locator("tbody tr").count() >= 1
    assert all("Apr 2024" in row for row in visit.page.locator("tbody tr").all_inner_texts() if "Asserted" in row and "exercised" in row)
    visit.page.locator("#since").press("Home")
    visit.page.locator("#until").press("Home")
    assert "since=" not in visit.address()
    assert "until=" in visit.address()


def test_events_fold_into_lines(visit: Visit) -> None:
    assert visit.shows("Event")
    events = int(visit.page.locator("#filter-kind .toggle", has_text="Event").locator(".count").inner_text())
    visit.page.check("#folded")
    assert int(visit.page.locator("#filter-kind .toggle", has_text="Event").locator(".count").inner_text()) < events
    visit.press("2")
    assert "said: seizure" in visit.text("tbody")
    visit.page.locator("tbody .open", has_text="said: seizure").first.click()
    assert "said that its coast guard seized" in visit.details()


# ---------------------------------------------------------------- reading
def test_a_statement_shows_who_says_so_and_in_which_words(visit: Visit) -> None:
    visit.find("orsian coast")
    visit.page.locator("#details .row", has_text="seized").nth(1).click()
    assert visit.page.locator(".chip").all_inner_texts() == ["Reported", "5 Mar 2024"]
    assert visit.page.locator(".claim .who").inner_text() == "On the word of Orsia · 5 Mar 2024"
    assert visit.page.locator("mark").all_inner_texts() == ["coast guard", "seized", "Marigold"]
    assert visit.page.locator("mark:not(.part)").all_inner_texts() == ["seized"]
    assert visit.page.locator("figcaption").inner_text() == "Orsia Seizes Veldanian Trawler\nHarbour Post, 6 Mar 2024"
    link = visit.page.locator("figcaption a")
    assert (link.get_attribute("href"), link.get_attribute("rel")) == ("https://harbour.example/news/1", "noopener noreferrer")
    visit.page.click(".record summary")
    assert "#c2" in visit.text(".record")
    assert "place\nGull Island" in visit.text(".record")
    visit.page.click(".voice")
    assert visit.heading() == "Orsia"


def test_a_node_tells_what_it_did_said_and_what_is_said_of_it(visit: Visit) -> None:
    visit.find("orsia")
    sections = visit.page.locator("#details h3").all_inner_texts()
    assert [name.rsplit(" ", 1)[0] for name in sections if name.startswith(("What it did", "What it said"))] == ["What it did", "What it said"]
    visit.find("veldania")
    assert "What others say of it" in visit.details()
    assert "Timeline" in visit.details()


def test_a_denial_is_shown_beside_what_it_denies(visit: Visit) -> None:
    visit.page.locator("#details .row", has_text="disputed").first.click()
    assert "Disputed" in visit.text(".chips")
    assert [text.split(" · ")[0] for text in visit.page.locator(".claim .who").all_inner_texts()] == ["On the word of Orsian navy", "Denied by Veldania"]


def test_a_line_and_a_node_can_be_clicked(browser: Any, tmp_path: Path) -> None:
    ends = [Node("urn:a", "Ada", "Person", ("Person",)), Node("urn:b", "Bora", "State", ("State",))]
    evidence = Evidence(Document("urn:d", "Title"), (Segment("Ada met Bora."),), "asserted")
    edge = Edge("e1", "urn:a", "metWith", "urn:b", "met with", "asserted", evidence=(evidence,))
    Page(View(tuple(ends), (edge,))).write(tmp_path / "pair.html")
    opened = Visit(browser, tmp_path / "pair.html")
    person, state = opened.spot("Person"), opened.spot("State")
    middle = (person[0] + state[0]) / 2, (person[1] + state[1]) / 2
    opened.page.mouse.move(*middle)
    opened.page.mouse.click(*middle)
    assert "Ada met Bora." in opened.details()
    assert "Stated by the article itself" in opened.details()
    opened.page.mouse.click(*person)
    assert opened.heading() == "Ada"
    opened.page.mouse.click(middle[0], middle[1] + 200)
    assert "Most connected" in opened.details() or "Choose a node" in opened.details()
    opened.close()


# ---------------------------------------------------------------- the other views
def test_tabs_are_walked_with_the_arrows(visit: Visit) -> None:
    visit.page.focus("#tab-graph")
    for name in ("table", "timeline", "said", "graph"):
        visit.press("ArrowRight")
        assert visit.page.locator("[role=tab][aria-selected=true]").get_attribute("data-tab") == name


def test_the_table_has_every_statement(visit: Visit) -> None:
    visit.page.click("#tab-table")
    rows = visit.page.locator("tbody tr")
    assert rows.count() == 29
    visit.page.locator("thead button", has_text="When").click()
    visit.page.locator("thead button", has_text="When").click()
    assert "Apr 2024" in rows.first.inner_text()
    assert visit.page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    visit.page.fill("#search", "protested")
    assert rows.count() == 1
    visit.page.locator("td .open").click()
    assert "Fishermen in Port Lind protested against the coast guard." in visit.details()


def test_the_timeline_is_in_order(visit: Visit) -> None:
    visit.page.click("#tab-timeline")
    days = visit.page.locator(".days h2").all_inner_texts()
    assert days.index("5 Mar 2024") < days.index("6 Mar 2024")
    assert sum(visit.page.locator(".days > li").nth(i).locator("li").count() for i in range(len(days))) == 17
    visit.page.locator(".days .open", has_text="seized").first.click()
    assert "Marigold" in visit.text("#details h2")


def test_who_said_what_marks_who_disagrees(visit: Visit) -> None:
    visit.page.click("#tab-said")
    first = visit.page.locator(".matrix tbody tr").first
    assert "disagree" in first.inner_text()
    assert any("denies it" in (label or "") for label in [mark.get_attribute("aria-label") for mark in first.locator("button.stand").all()])
    first.locator("button.stand").first.press("Enter")
    assert visit.details()


def test_more_rows_than_a_screen_needs_come_on_demand(browser: Any, tmp_path: Path) -> None:
    nodes = tuple(Node(f"urn:{i}", f"Node {i}", "State", ("State",), statements=2) for i in range(330))
    edges = tuple(Edge(f"e{i}", f"urn:{i}", "said", f"urn:{(i + 1) % 330}", "said", "asserted") for i in range(330))
    Page(View(nodes, edges)).write(tmp_path / "ring.html")
    opened = Visit(browser, tmp_path / "ring.html")
    opened.page.click("#tab-table")
    assert opened.page.locator("tbody tr").count() == 300
    opened.page.click("text=Show 30 more of 30")
    assert opened.page.locator("tbody tr").count() == 330
    opened.close()
