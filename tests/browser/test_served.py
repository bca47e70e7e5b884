"""A page that `kg serve` gives out: it asks its own server for what it does not hold, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.visits import Visit
from tests.test_serve import Server

TARN = "state/tarn"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server("--workers", "1")
    yield running
    running.close()


@pytest.fixture
def visit(browser: Any, server: Server) -> Iterator[Visit]:
    opened = Visit(browser, f"http://127.0.0.1:{server.port}/graph?about=Ana+Brisk")
    yield opened
    opened.close()
    assert {urlsplit(url).netloc for url in opened.requests} == {f"127.0.0.1:{server.port}"}


def said(visit: Visit, words: str) -> None:
    """Waits until the page says so."""
    visit.page.locator("#said", has_text=words).wait_for()


def names(visit: Visit) -> set[str]:
    """Who stands in the table of what is shown."""
    visit.press("2")
    found = set(visit.page.locator("#sheet tbody th, #sheet tbody td").all_inner_texts())
    visit.press("1")
    return found


def asked(visit: Visit) -> list[str]:
    return [url for url in visit.requests if "/neighbours" in url]


def test_expand_brings_neighbours_from_the_server_and_undo_takes_them_back(visit: Visit) -> None:
    before = visit.counts()
    visit.find("veldania")
    assert "Expand asks the server" in visit.details()
    visit.press("e")
    said(visit, "added")
    assert len(asked(visit)) == 1
    assert visit.counts() != before
    assert visit.shows("Event")
    assert "asked=50," in visit.address()
    visit.page.locator("#details .row", has_text="patrol drones").first.click()
    assert visit.page.locator("#details blockquote mark").count()  # with the sentence and its marked words
    visit.press("u", "u")
    assert not visit.shows("Event")


def test_the_same_walk_gives_the_same_picture(browser: Any, server: Server) -> None:
    pictures = []
    for _ in range(2):
        opened = Visit(browser, f"http://127.0.0.1:{server.port}/graph?about=Ana+Brisk")
        opened.find("veldania")
        opened.press("e")
        said(opened, "added")
        opened.press("0")
        pictures.append(opened.picture())
        opened.close()
    assert pictures[0] == pictures[1]


def test_an_address_brings_back_what_was_fetched(browser: Any, visit: Visit, server: Server) -> None:
    visit.find("veldania")
    visit.press("e")
    said(visit, "added")
    again = Visit(browser, str(visit.page.url))
    assert again.counts() == visit.counts()
    assert again.heading() == "Veldania"
    assert again.shows("Event")
    again.close()


def test_search_finds_who_is_not_in_the_page(visit: Visit) -> None:
    visit.press("/")
    visit.page.keyboard.type("tarn")
    visit.page.locator("#found li", has_text="on the server").wait_for()
    visit.press("Enter")
    visit.page.locator("#details h2", has_text="Tarn").wait_for()
    assert "exercised with" in visit.details()
    assert TARN in visit.address()


def test_a_node_that_has_no_more_is_asked_for_once(visit: Visit) -> None:
    visit.find("veldania")
    visit.press("e")
    said(visit, "added")
    visit.press("e")
    said(visit, "All its neighbours are there")
    assert len(asked(visit)) == 1


def test_a_server_that_is_gone_is_told_in_plain_words(browser: Any) -> None:
    gone = Server("--workers", "1")
    opened = Visit(browser, f"http://127.0.0.1:{gone.port}/graph?about=Ana+Brisk")
    gone.close()
    opened.find("veldania")
    opened.press("e")
    said(opened, "The server cannot be reached; what is in the page can still be used.")
    opened.find("ana")
    assert opened.heading() == "Ana Brisk"
    opened.context.close()
    assert all("ERR_CONNECTION_REFUSED" in complaint for complaint in opened.complaints)  # the browser's own line, no fault of the script
