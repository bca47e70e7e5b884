"""One browser for all tests of the page, and the page of a short story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from kg.page import Page
from kg.views import view
from tests.browser.visits import CHROMIUM, QUIET, Visit

STORY = Path(__file__).parent.parent / "data" / "story.trig"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install 'claimgraph[browser]'")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there: apt-get install chromium, or set KG_CHROMIUM")
    with playwright.sync_playwright() as runner:
        started = runner.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def store() -> Store:
    made = Store()
    made.load(path=str(STORY), format=RdfFormat.TRIG)
    return made


@pytest.fixture(scope="session")
def story(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
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
