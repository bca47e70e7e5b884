"""What axe-core finds: nothing serious, in any view, light and dark."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.browser.visits import Visit

VIEWS = {
    "first": (),
    "node": ("find",),
    "statement": ("find", "row"),
    "table": ("2",),
    "timeline": ("3",),
    "said": ("4",),
    "search": ("type",),
    "filters": ("unfold",),
    "menu": ("menu",),
}


@pytest.fixture(scope="session")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed: pip install 'claimgraph[browser]'")
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_serious_fault(browser: Any, story: Path, axe: str, view: str, scheme: str) -> None:
    opened = Visit(browser, story, color_scheme=scheme, bypass_csp=True)
    for step in VIEWS[view]:
        if step == "find":
            opened.find("orsia")
        elif step == "row":
            opened.page.locator("#details .row").first.click()
        elif step == "type":
            opened.page.fill("#search", "orsia")
        elif step == "unfold":
            opened.page.evaluate(
                "() => ['class', 'relation', 'source', 'document'].forEach((facet) => document.querySelector(`#filter-${facet} > summary`).click())"
            )
        elif step == "menu":
            opened.page.click("#take summary")
        else:
            opened.press(step)
    opened.page.evaluate(axe)
    found = opened.page.evaluate(
        "() => axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => [id, impact, nodes.slice(0, 3).map(({ html }) => html)]))"
    )
    assert [fault for fault in found if fault[1] in ("serious", "critical", "moderate")] == []
    opened.close()
