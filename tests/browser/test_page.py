"""The page in a real browser: what one sees, what one can do, and that nothing else happens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from kg.page import Page
from kg.views import Document, Edge, Evidence, Node, Segment, View, view

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install 'claimgraph[browser]'")
CHROMIUM = Path(os.environ.get("KG_CHROMIUM", "/usr/bin/chromium"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not there: apt-get install chromium, or set KG_CHROMIUM"),
]

QUIET = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
STORY = Path(__file__).parent.parent / "data" / "story.trig"
PAYLOADS = [
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=1">',
    "' onmouseover='window.hit=1' autofocus onfocus='window.hit=1",
    "{{constructor.constructor('window.hit=1')()}}${window.hit=1}",
    'href <a href="javascript:window.hit=1">x</a>',
    "a\u2028window.hit=1\u2029b",
    "\u202egnp.exe\u2066",
    "__proto__",
]
ADDRESSES = ["javascript:window.hit=1", "data:text/html,<script>window.hit=1</script>", "vbscript:window.hit=1", "https://host.example/<script>?a=\"'>"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as runner:
        started = runner.chromium.launch(executable_path=str(CHROMIUM), args=QUIET.split())
        yield started
        started.close()


class Visit:
    """An open page, with whatever it asked for or complained of."""

    def __init__(self, browser: Any, path: Path, **settings: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | settings)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        self.page.goto(path.as_uri())
        self.picture()

    def picture(self) -> str:
        """What the canvas shows, after two frames."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return str(self.page.evaluate("() => document.querySelector('#graph canvas').toDataURL()"))

    def details(self) -> str:
        return str(self.page.locator("#details").inner_text())

    def counts(self) -> str:
        return str(self.page.locator("#counts").inner_text())

    def find(self, name: str) -> None:
        self.page.keyboard.press("/")
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Store()
    store.load(path=str(STORY), format=RdfFormat.TRIG)
    path = tmp_path_factory.mktemp("story") / "story.html"
    Page(view(SimpleNamespace(store=store)), title="Orsia and Veldania").write(path)
    return path


@pytest.fixture
def visit(browser: Any, story: Path) -> Iterator[Visit]:
    opened = Visit(browser, story)
    yield opened
    opened.context.close()
    assert opened.requests == [story.as_uri()]
    assert opened.complaints == []


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
        assert opened.complaints == []
        opened.context.close()


def test_light_and_dark_differ(browser: Any, story: Path) -> None:
    pages = [Visit(browser, story, color_scheme=scheme) for scheme in ("light", "dark")]
    light, dark = (opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor") for opened in pages)
    assert light != dark
    assert pages[0].picture() != pages[1].picture()
    for opened in pages:
        opened.context.close()


def test_counts_are_those_of_the_view(visit: Visit) -> None:
    assert visit.counts() == "19 nodes · 29 statements · 2 articles"
    assert visit.page.locator("#groups .toggle").all_inner_texts()[0].split() == ["State", "3"]


def test_a_phone_shows_the_details_below(browser: Any, story: Path) -> None:
    opened = Visit(browser, story, viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True)
    assert opened.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    stage, details = (opened.page.locator(name).bounding_box() for name in ("#stage", "#details"))
    assert details["y"] >= stage["y"] + stage["height"] - 1
    assert not opened.page.locator("#groups").is_visible()
    opened.page.locator("#details .row").first.tap()
    assert opened.page.locator("#details h2").inner_text() == "Orsia"
    opened.context.close()


# ---------------------------------------------------------------- what one can do
def test_search_finds_and_escape_goes_back(visit: Visit) -> None:
    before = visit.picture()
    visit.find("ána bri")
    assert visit.page.locator("#details h2").inner_text() == "Ana Brisk"
    assert "Person · 3 statements, 1 mention" in visit.details()
    assert visit.picture() != before
    visit.page.keyboard.press("Escape")
    assert "Most connected" in visit.details()
    assert visit.picture() == before


def test_an_alias_is_found(visit: Visit) -> None:
    visit.find("veldanian")
    assert visit.page.locator("#details h2").inner_text() == "Veldania"
    link = visit.page.locator("#details dd a")
    assert link.get_attribute("href") == "http://www.wikidata.org/entity/Q1"
    assert link.get_attribute("rel") == "noopener noreferrer"


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


def test_a_denial_is_shown_beside_what_it_denies(visit: Visit) -> None:
    visit.page.locator("#details .row", has_text="disputed").click()
    assert "Disputed" in visit.page.locator(".chips").inner_text()
    assert [text.split(" · ")[0] for text in visit.page.locator(".claim .who").all_inner_texts()] == ["On the word of Orsian navy", "Denied by Veldania"]


def test_kinds_and_statuses_are_switched_off_and_on(visit: Visit) -> None:
    before = visit.picture()
    states = visit.page.locator("#groups .toggle", has_text="State")
    states.click()
    assert states.get_attribute("aria-pressed") == "false"
    assert visit.counts().startswith("16 of 19 nodes · 14 of 29 statements")
    assert visit.picture() != before
    states.click()
    assert (visit.counts(), visit.picture()) == ("19 nodes · 29 statements · 2 articles", before)
    for name in ("Reported", "Hypothetical", "Parts in events"):
        visit.page.locator("#statuses .toggle", has_text=name).click()
    visit.page.click("#as-table")
    assert set(visit.page.locator("td.short:nth-of-type(3)").all_inner_texts()) == {"Asserted"}


def test_the_table_has_every_statement(visit: Visit) -> None:
    visit.page.click("#as-table")
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


def test_the_keyboard_moves_the_picture(visit: Visit) -> None:
    before = visit.picture()
    for key in ("+", "-", "ArrowLeft", "ArrowDown"):
        moved = visit.picture()
        visit.page.keyboard.press(key)
        assert visit.picture() != moved
    visit.page.keyboard.press("0")
    assert visit.picture() == before


def test_a_line_and_a_node_can_be_clicked(browser: Any, tmp_path: Path) -> None:
    ends = [Node("urn:a", "Ada", "Person", ("Person",)), Node("urn:b", "Ben", "Person", ("Person",))]
    evidence = Evidence(Document("urn:d", "Title"), (Segment("Ada met Ben."),), "asserted")
    edge = Edge("e1", "urn:a", "metWith", "urn:b", "met with", "asserted", evidence=(evidence,))
    Page(View(tuple(ends), (edge,))).write(tmp_path / "pair.html")
    opened = Visit(browser, tmp_path / "pair.html")
    box = opened.page.locator("#graph").bounding_box()
    middle = box["x"] + box["width"] / 2
    rows = [box["y"] + box["height"] / 2 + step for step in range(-40, 41, 4)]
    for y in rows:
        opened.page.mouse.click(middle, y)
        if "Ada met Ben." in opened.details():
            break
    assert "Stated by the article itself" in opened.details()
    assert opened.complaints == []
    opened.context.close()


def test_more_rows_than_a_screen_needs_come_on_demand(browser: Any, tmp_path: Path) -> None:
    nodes = tuple(Node(f"urn:{i}", f"Node {i}", "State", ("State",), statements=2) for i in range(330))
    edges = tuple(Edge(f"e{i}", f"urn:{i}", "said", f"urn:{(i + 1) % 330}", "said", "asserted") for i in range(330))
    Page(View(nodes, edges)).write(tmp_path / "ring.html")
    opened = Visit(browser, tmp_path / "ring.html")
    opened.page.click("#as-table")
    assert opened.page.locator("tbody tr").count() == 300
    opened.page.click("text=Show 30 more of 30")
    assert opened.page.locator("tbody tr").count() == 330
    opened.context.close()


def test_an_empty_view_says_so(browser: Any, tmp_path: Path) -> None:
    Page(View()).write(tmp_path / "empty.html")
    opened = Visit(browser, tmp_path / "empty.html")
    assert "Nothing to show" in opened.details()
    opened.page.keyboard.press("0")
    opened.page.click("#as-table")
    assert opened.complaints == []
    opened.context.close()


# ---------------------------------------------------------------- what must not happen
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text(browser: Any, tmp_path: Path, payload: str) -> None:
    document = Document("urn:d", payload, payload, payload, ADDRESSES[0])
    evidence = Evidence(document, (Segment(payload, "subject"), Segment(payload, "trigger")), "reported", (payload,), payload, payload)
    ends = [Node(f"{payload}{i}", payload, payload, (payload,), payload, (payload,), tuple(ADDRESSES), 1, 1) for i in range(2)]
    edge = Edge("e1", ends[0].id, payload, ends[1].id, payload, "reported", payload, sources=(payload,), times=(payload,), evidence=(evidence,))
    Page(View(tuple(ends), (edge,)), title=payload).write(tmp_path / "page.html")
    opened = Visit(browser, tmp_path / "page.html")
    opened.page.locator("#details .row").first.click()
    assert opened.page.locator("#details a").count() == 1  # of all addresses, only the https one
    opened.page.locator("#details .row").first.click()
    assert opened.page.locator("mark").count() == 2
    opened.page.mouse.move(640, 400)
    opened.page.fill("#search", payload)
    opened.page.keyboard.press("Escape")
    opened.page.click("#as-table")
    assert opened.page.evaluate("() => [window.hit, document.querySelectorAll('img, iframe, main script, [onerror]').length]") == [None, 0]
    assert opened.page.locator("h1").inner_text().strip() == opened.page.title().strip()
    assert opened.requests == [(tmp_path / "page.html").as_uri()]
    assert opened.complaints == []
    opened.context.close()


def test_the_policy_refuses_what_was_not_in_the_file(browser: Any, story: Path) -> None:
    opened = Visit(browser, story)
    opened.page.evaluate(
        """() => {
          const script = document.createElement("script"); script.textContent = "window.hit = 1"; document.body.append(script);
          const style = document.createElement("style"); style.textContent = "body { display: none }"; document.body.append(style);
          const image = new Image(); image.src = "https://host.example/pixel.png"; document.body.append(image);
          const holder = document.createElement("div"); holder.innerHTML = '<b onclick="window.hit = 1">x</b>'; document.body.append(holder);
          holder.firstChild.click();
          return fetch("https://host.example/").catch(() => null);
        }"""
    )
    assert opened.page.evaluate("() => [window.hit, getComputedStyle(document.body).display]") == [None, "flex"]
    assert all("Content Security Policy" in complaint for complaint in opened.complaints)
    assert len(opened.complaints) >= 5
    opened.context.close()
