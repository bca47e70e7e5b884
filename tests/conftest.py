"""What several test files share: the knowledge, and one language model for the whole run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.build import Reader
from kg.knowledge import Knowledge, load
from kg.nlp import Pipeline
from kg.settings import Settings

ARTICLES = {
    "courier.txt": (
        "title: A rocket falls\ndate: 2031-05-27\nid: courier\npublisher: The Courier\n\n"
        "North Korea launched a satellite on Tuesday, but the launch failed.\n\n"
        "Japan said that Iran had not attacked Norway. South Korea may launch a rocket in June.\n"
    ),
    "herald.txt": (
        "title: A denial\ndate: 2031-05-29\nid: herald\n\n"
        "Pyongyang denied that the launch failed. Garry Kasparov, the leader of Norway, criticised the launch.\n"
    ),
    "quiet.txt": "id: quiet\ndate: 2031-05-30\n\nThe weather is fine, and the sky is blue.\n",
}
SHORT = "date: 2023-08-24\nid: short\n\nJapan warned Iran on Tuesday.\n"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The language model, loaded once."""
    return Pipeline.load()


@pytest.fixture
def one_pipeline(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """Every reader that is made in the test uses the one language model; another model is loaded as ever."""
    load_model: Callable[[str | None], Pipeline] = Pipeline.load
    monkeypatch.setattr(Pipeline, "load", lambda model=None: pipeline if model is None else load_model(model))
    return pipeline


@pytest.fixture
def reader(one_pipeline: Pipeline) -> Reader:
    return Reader(Settings())


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with three small articles, one of which tells of no event."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """The smallest article that gives a relation."""
    path = tmp_path / "short.txt"
    path.write_text(SHORT, encoding="utf-8")
    return path
