"""What several test files share: the knowledge, and one language model for the whole run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

from kg.cli import main
from kg.knowledge import Knowledge, load
from kg.model import Article, Parse, Sentence, Span, Token
from kg.nlp import Pipeline
from kg.run.reader import Reader
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


class Done(NamedTuple):
    code: int
    out: str
    err: str


Kg = Callable[..., Done]


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kg:
    """Runs `kg` with the arguments, in this process."""

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 0 if left.code is None else 1
        return Done(code, *capsys.readouterr())

    return run


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


# ---------------------------------------------------------------- parses by hand
POS = {"NNP": "PROPN", "NN": "NOUN", "NNS": "NOUN", "MD": "AUX", "IN": "ADP", "DT": "DET", "JJ": "ADJ", "RB": "ADV", "TO": "PART", "POS": "PART"}
POS |= {"PRP": "PRON", "PRP$": "PRON", "CD": "NUM", "CC": "CCONJ", ".": "PUNCT", ",": "PUNCT"}


def by_hand(*sentences: str, name: str = "x", issued: date | None = date(2023, 8, 24)) -> Parse:
    """A parse written down: a sentence is "word lemma tag dependency head; …", the head by its word or, of the root, "-".

    A fifth field is the model's name label. Each sentence is a paragraph of its own, its words divided by single blanks.
    """
    tokens: list[Token] = []
    spans: list[Sentence] = []
    at = 0
    for number, sentence in enumerate(sentences):
        rows = [row.split() for row in sentence.split(";")]
        first = len(tokens)
        for text, lemma, tag, dep, _, *entity in rows:
            pos = POS.get(tag, "AUX" if dep in ("aux", "auxpass") else "VERB")
            tokens.append(Token(len(tokens), text, lemma, pos, tag, dep, at, entity=entity[0] if entity else "", sentence=number))
            at += len(text) + 1
        _hang(tokens[first:], [row[4] for row in rows])
        spans.append(Sentence(number, Span(tokens[first].begin, tokens[-1].end), first, len(tokens), number))
    text = " ".join(token.text for token in tokens)
    return Parse(Article(name, text, Span(0, len(text)), f"{name}.txt", issued=issued), tuple(spans), tuple(tokens))


def _hang(tokens: list[Token], heads: list[str]) -> None:
    for token, head in zip(tokens, heads, strict=True):
        if head != "-":
            token.head = next(other for other in tokens if other.text == head and other is not token)
            token.head.children.append(token)


def chain(length: int, word: str, lemma: str, tag: str, dep: str, *, forwards: bool = False) -> Parse:
    """A sentence of one word over and over, each hanging on the one before it, or `forwards` on the one behind it."""
    tokens = [Token(n, word, lemma, POS.get(tag, "VERB"), tag, dep, n * (len(word) + 1)) for n in range(length)]
    for one, other in pairwise(tokens):
        below, above = (one, other) if forwards else (other, one)
        below.head = above
        above.children.append(below)
    (tokens[-1] if forwards else tokens[0]).dep = "ROOT"
    text = " ".join([word] * length)
    span = Span(0, len(text))
    return Parse(Article("chain", text, span, "chain.txt"), (Sentence(0, span, 0, length),), tuple(tokens))


def effort(work: Callable[[], object]) -> int:
    """How many lines of Python a piece of work runs through: a measure of its size that is the same on every machine and every day."""
    lines = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines
