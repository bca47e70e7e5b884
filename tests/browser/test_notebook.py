"""The page in a notebook's cell: a frame that may do nothing but draw, save and follow links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.store import Graph
from tests.browser.conftest import STORY


def test_the_page_works_in_a_cell(browser: Any, tmp_path: Path) -> None:
    with Graph.open(STORY) as graph:
        cell = graph.view(title="Orsia")._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!doctype html><meta charset=utf-8><p>Before</p>{cell}<p>After</p>", encoding="utf-8")
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "notebook.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready=all]").wait_for(state="attached")
    frame.locator("#search").fill("orsia")
    frame.locator("#search").press("Enter")
    assert frame.locator("#details h2").inner_text().strip() == "Orsia"
    frame.locator("#details .row").first.click()
    assert frame.locator("#details blockquote mark").count() > 0
    assert page.evaluate("() => scrollY") == 0
    assert complaints == []
    context.close()
