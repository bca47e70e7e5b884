"""Hostile text on the page: it is shown, and does nothing."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kg.page import Page
from kg.views import Document, Edge, Evidence, Node, Segment, View
from tests.browser.visits import Visit

HIT = "window.hit=1"
TAGS = [
    "script",
    "img src=x onerror",
    "svg onload",
    "body onload",
    "iframe src",
    "math><mtext",
    "details open ontoggle",
    "video><source onerror",
    "input autofocus onfocus",
    "style onload",
    "object data",
    "a href",
    "form action",
    "meta http-equiv=refresh content",
    "base href",
    "link rel=stylesheet href",
    "template",
    "noscript",
    "textarea",
    "title",
    "marquee onstart",
    "select autofocus onfocus",
]
BREAKS = ["{0}", '"><{0}', "'><{0}", "</script><{0}", "--><{0}", "]]><{0}"]
MARKUP = [lead.format(f"{'' if i % 2 else '<'}{tag}={HIT}>") for i, (tag, lead) in enumerate(product(TAGS, BREAKS))]
ADDRESSES = [
    f"{scheme}{HIT}"
    for scheme in (
        "javascript:",
        "JaVaScRiPt:",
        " javascript:",
        "java\tscript:",
        "data:text/html,<script>",
        "vbscript:",
        "blob:",
        "file:///",
        "javascript&colon;",
        "\x01javascript:",
        "view-source:javascript:",
        "jar:",
    )
]
TEMPLATES = [
    "{{7*7}}",
    "{% raw %}",
    "${" + HIT + "}",
    "#{7*7}",
    "<%= 7 %>",
    "[[7*7]]",
    "{{constructor.constructor('" + HIT + "')()}}",
    "{{{x}}}",
    "@{x}",
    "%7B%7B7*7%7D%7D",
    "{#",
    "#}",
    "{{",
    "}}",
    "{%",
    "`${" + HIT + "}`",
]
SIGNS = [
    "a\u2028b",
    "a\u2029b",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\u200f\u200e",
    "\u0000",
    "\u0007\u001b[31m",
    "\ufeff",
    "\ufffe",
    "\u0085",
    "e\u0301" * 50,
    "\U0001f680" * 40,
    "\U000e0041",
    "ﷺ" * 30,
    "‮" * 9,
    "\ud800",
    "a\rb\nc\td",
    "\\u003cscript\\u003e",
    "&lt;script&gt;",
    "&#60;b&#62;",
]
NAMES = [
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    "valueOf",
    "prototype",
    "null",
    "undefined",
    "NaN",
    "true",
    "-1",
    "0",
    "",
    " ",
    "id",
    "length",
    "then",
    "c0",
    "#node=x",
    "e1",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
]
LONG = ["w" * 10_000, "ab " * 3_334, "\U0001f680" * 5_000, "<b>" * 3_334, "(((((a+)+)+[" * 800, '"' * 10_000, "\\" * 10_000]
STRINGS = [*MARKUP, *ADDRESSES, *TEMPLATES, *SIGNS, *NAMES, *LONG]
CHUNK = 40


def hostile(texts: list[str]) -> View:
    """Two nodes and an edge for each text, which stands wherever a text can stand."""
    nodes, edges = [], []
    for at, text in enumerate(texts):
        document = Document(f"urn:d{at}{text}", text, text, text, [*ADDRESSES, text][at % (len(ADDRESSES) + 1)])
        words = (Segment(text, "subject"), Segment(" "), Segment(text, "trigger"))
        evidence = Evidence(document, words, "denied" if at % 5 else "reported", (text,), text, text, text, (f"{text}{at}a",), text, ((text, text),))
        ends = [Node(f"{text}{at}{end}", text, text, (text,), text, (text,), (*ADDRESSES, text), 1, 1) for end in "ab"]
        nodes += ends
        edges.append(Edge(f"{text}{at}", ends[0].id, text, ends[1].id, text, "reported", text, False, False, (text,), (text,), (evidence,), text, True))
    return View(tuple(nodes), tuple(edges))


def test_there_are_enough_of_them() -> None:
    assert len(set(STRINGS)) >= 200


@pytest.mark.parametrize("start", range(0, len(STRINGS), CHUNK))
def test_hostile_text_stays_text(browser: Any, tmp_path: Path, start: int) -> None:
    texts = STRINGS[start : start + CHUNK]
    Page(hostile(texts), title=texts[0]).write(tmp_path / "page.html")
    opened = Visit(browser, tmp_path / "page.html")
    assert f"{len(texts)} statements" in opened.counts()
    opened.page.click("#tab-table")
    rows = opened.page.locator("tbody .open")
    assert rows.count() == len(texts)
    for at in range(0, len(texts), 4):
        rows.nth(at).dispatch_event("click")
        assert opened.page.locator("#details blockquote").count() == 1
        opened.page.locator("#details .end").first.dispatch_event("click")
    for key in "341":
        opened.page.keyboard.press("Escape")
        opened.page.locator(f"[role=tab] >> nth={int(key) - 1}").click()
    opened.page.mouse.move(640, 400)
    for text in texts[:6]:
        opened.page.fill("#search", text[:200])
        opened.page.keyboard.press("Escape")
    opened.page.evaluate("() => document.querySelectorAll('.facet > summary').forEach((made) => made.parentElement.open || made.click())")
    for kind in ("csv", "ttl", "svg", "rq"):
        assert opened.taken(kind)
    links = opened.page.evaluate("() => [...document.querySelectorAll('#details a')].map((a) => a.protocol)")
    assert set(links) <= {"http:", "https:"}
    assert opened.page.evaluate(
        "() => [window.hit, document.querySelectorAll('img, iframe, object, embed, form, main script, [onerror], [onload]').length]"
    ) == [None, 0]
    assert opened.requests == [(tmp_path / "page.html").as_uri()]
    opened.close()


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
