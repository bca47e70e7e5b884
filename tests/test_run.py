"""A run: it goes on where it was broken off, a bad document costs itself alone, and copies are known as copies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.building import build_file, build_graph
from kg.errors import GraphError, ModelError
from kg.model import Parse, Report
from kg.nlp import Pipeline, installed
from kg.parses import freeze, thaw
from kg.read.language import classified
from kg.run.copies import bands, signature, similarity
from kg.run.memory import Memory
from kg.run.pool import read_together
from kg.run.reader import Reader
from kg.settings import Settings
from kg.vocab import KG
from tests import poisoned
from tests.conftest import by_hand

pytestmark = pytest.mark.model
STORY = (
    "The ferry Aurora ran aground off Bergen on Tuesday with two hundred passengers aboard, the coast guard of Norway said. Nobody was hurt. "
    "A second ferry took the passengers to the harbour in the night. The police opened an investigation and questioned the captain, who has led "
    "the ship for nine years. The owner of the ferry said that a pump had failed, and promised to repay all tickets within a month."
)


@pytest.fixture(autouse=True)
def shared(one_pipeline: Pipeline) -> None: ...


def article(folder: Path, name: str, text: str, **known: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text("".join(f"{key}: {value}\n" for key, value in {"id": name, **known}.items()) + f"\n{text}\n", encoding="utf-8")
    return path


def content(path: Path) -> list[str]:
    return sorted(path.read_text(encoding="utf-8").splitlines())


class Counted:
    """How many articles were parsed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.articles = 0
        real = Pipeline.parse

        def parse(pipeline: Pipeline, articles: Any, **options: Any) -> Any:
            for found in real(pipeline, articles, **options):
                self.articles += 1
                yield found

        monkeypatch.setattr(Pipeline, "parse", parse)


# ---------------------------------------------------------------- parses that are kept
def test_a_parse_comes_back_as_it_was(reader: Reader, news: Path) -> None:
    from kg.read import articles

    found = list(articles([news], reject=lambda rejection: None))
    parses = [*reader._pipeline.parse(map(reader._lay_out, found)), by_hand("It it PRP nsubj rains; rains rain VBZ ROOT -")]
    for parse in [*parses, Parse(found[0], (), ())]:
        again = thaw(parse.article, freeze(parse))
        assert again.sentences == parse.sentences
        for one, other in zip(again.tokens, parse.tokens, strict=True):
            for name in ("i", "text", "lower", "lemma", "pos", "tag", "dep", "begin", "end", "entity", "sentence"):
                assert getattr(one, name) == getattr(other, name)
            assert one.head.i == other.head.i and [c.i for c in one.children] == [c.i for c in other.children]


def test_a_model_is_named_without_being_loaded() -> None:
    assert "en_core_web_sm" in installed(None) and "spacy 3" in installed(None)
    with pytest.raises(ModelError, match="no_such_model"):
        installed("no_such_model")


# ---------------------------------------------------------------- going on
def test_a_run_goes_on_where_it_was_broken_off(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(report: Report) -> None:
        if report.documents == 2:
            raise KeyboardInterrupt

    build_file([news], tmp_path / "whole.nq", Settings())
    with pytest.raises(KeyboardInterrupt):
        build_file([news], tmp_path / "g.nq", Settings(), progress=stop)
    assert (tmp_path / "g.nq.run").is_dir() and not (tmp_path / "g.nq").exists()
    parsed = Counted(monkeypatch)
    report = build_file([news], tmp_path / "g.nq", Settings())
    assert (report.documents, report.resumed, parsed.articles) == (3, 2, 1)
    assert (tmp_path / "g.nq").read_bytes() == (tmp_path / "whole.nq").read_bytes()
    assert not (tmp_path / "g.nq.run").exists()


def test_what_changed_is_read_again_and_nothing_else(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(cache=tmp_path / "cache")
    build_file([news], tmp_path / "a.nq", settings)
    parsed = Counted(monkeypatch)
    article(news, "herald", "Japan warned Iran on Thursday.")
    report = build_file([news], tmp_path / "b.nq", settings)
    assert (report.resumed, parsed.articles) == (2, 1)
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix kg: <https://w3id.org/claimgraph/ontology#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        'kg:Calm a owl:Class ; rdfs:subClassOf kg:Politics ; rdfs:label "calm"@en ; kg:evokedBy "weather.n" .\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(Pipeline, "load", None)  # no model is needed for parses that are kept
    changed = Settings(cache=tmp_path / "cache", ontologies=(own,))
    report = build_file([news], tmp_path / "c.nq", changed)
    assert (report.resumed, report.documents, parsed.articles) == (0, 3, 1)
    assert any("#Calm>" in line and "doc/quiet" in line for line in content(tmp_path / "c.nq"))
    assert build_file([news], tmp_path / "d.nq", changed).resumed == 3
    assert content(tmp_path / "d.nq") == content(tmp_path / "c.nq")


def test_what_was_found_of_a_text_is_not_sought_again(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sought: list[str] = []

    def noted(kind: str, real: Callable[[str], Any]) -> Callable[[str], Any]:
        return lambda text: sought.append(f"{kind}: {text[:10]}") or real(text)

    monkeypatch.setattr("kg.building.signature", noted("signature", signature))
    monkeypatch.setattr("kg.read.language.classified", noted("language", classified))
    article(news, "story", STORY)
    article(news, "bericht", "Die Fähre lief am Dienstag vor der Küste auf Grund, und niemand wurde dabei verletzt, wie die Polizei am Abend sagte.")
    settings = Settings(cache=tmp_path / "cache")
    first = build_file([news], tmp_path / "a.nq", settings)
    assert {"signature: The ferry ", "language: The ferry ", "language: Die Fähre "} <= set(sought)
    sought.clear()
    article(news, "new", "Again: " + STORY)
    second = build_file([news], tmp_path / "b.nq", Settings(cache=tmp_path / "cache", base="https://example.org/"))
    assert sorted(sought) == ["language: Again: The", "signature: Again: The"]
    assert first.skipped == second.skipped == {"language de": 1}
    assert second.copies == first.copies + 1


def test_a_folder_serves_one_run_at_a_time(news: Path, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "cache")
    with pytest.raises(GraphError, match="another run uses this folder"):
        build_file([news], tmp_path / "g.nq", Settings(cache=tmp_path / "cache"))
    memory.close()


# ---------------------------------------------------------------- documents that cannot be read
def test_a_defect_costs_its_document(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Reader.understand

    def understand(self: Reader, parse: Parse) -> Any:
        if parse.article.id == "herald":
            raise RecursionError("too deep")
        return real(self, parse)

    monkeypatch.setattr(Reader, "understand", understand)
    report = build_file([news], tmp_path / "g.nq", Settings())
    assert report.documents == 2
    assert [(r.origin, r.reason) for r in report.rejected] == [(str(news / "herald.txt"), "it could not be understood (RecursionError: too deep)")]


def test_a_document_has_its_time(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Reader.understand

    def understand(self: Reader, parse: Parse) -> Any:
        while parse.article.id == "herald":
            pass
        return real(self, parse)

    monkeypatch.setattr(Reader, "understand", understand)
    report = build_file([news], tmp_path / "g.nq", Settings(seconds=2))
    assert report.documents == 2
    assert [r.reason for r in report.rejected] == ["reading it took longer than 2 seconds"]


def test_whatever_kills_a_worker_costs_itself_alone(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_file([news], tmp_path / "one.nq", Settings())
    article(news, "a-deadly", f"This is {poisoned.DEADLY}.")
    article(news, "b-once", f"This is {poisoned.ONCE}.")
    article(news, "m-stuck", f"This is {poisoned.STUCK}.")
    monkeypatch.setattr("kg.building.read_together", partial(read_together, work=poisoned.work))
    report = build_file([news], tmp_path / "two.nq", Settings(workers=2, seconds=6, cache=tmp_path / "cache"))
    assert {(Path(r.origin).stem, r.reason) for r in report.rejected} == {
        ("a-deadly", "each of 3 processes that read it died (signal 9: out of memory, perhaps)"),
        ("m-stuck", "reading it took longer than 6 seconds"),
    }
    assert report.documents == 4
    assert [line for line in content(tmp_path / "two.nq") if "doc/b-once" not in line] == content(tmp_path / "one.nq")


def test_what_is_missing_is_said_by_workers_too(news: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no_such_model"):
        build_file([news], tmp_path / "g.nq", Settings(workers=2, model="no_such_model"))


# ---------------------------------------------------------------- copies
@pytest.mark.parametrize(
    ("other", "same"),
    [
        (STORY, True),
        (STORY + "\n\n(Agency)", True),
        (STORY.replace("Aurora", "Boreas").replace("Bergen", "Turku").replace("Norway", "Finland"), False),
        ("OSLO — " + STORY.replace("Nobody was hurt. ", "Nobody was hurt.\n\n"), True),
        (STORY[: len(STORY) // 2], False),
        ("A storm struck Bergen on Tuesday. " * 20, False),
        ("Short.", False),
    ],
)
def test_much_the_same(other: str, same: bool) -> None:
    one, two = signature(STORY), signature(other)
    assert similarity(one, two) is same
    assert not same or set(bands(one)) & set(bands(two))


def test_short_texts_are_the_same_or_not() -> None:
    assert similarity(signature("It rained."), signature("it  rained"))
    assert not similarity(signature("It rained."), signature("It snowed."))


def test_a_story_in_several_papers_is_one_source(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, day in (("post", "2031-05-28"), ("agency", "2031-05-27"), ("herald", "2031-05-29")):
        article(folder, name, STORY, date=day, publisher=name)
    article(folder, "other", "The coast guard of Norway said on Tuesday that the ferry Aurora ran aground.", date="2031-05-28", publisher="other")
    build_file([folder], tmp_path / "g.nq", Settings())
    build_file(sorted(folder.iterdir(), reverse=True), tmp_path / "r.nq", Settings())
    assert (tmp_path / "g.nq").read_bytes() == (tmp_path / "r.nq").read_bytes()
    found = [line.split() for line in content(tmp_path / "g.nq") if "#copyOf> <" in line and "/doc/" in line]
    assert [(s.rpartition("/")[2], o.rpartition("/")[2]) for s, _, o, *_ in found] == [("herald>", "agency>"), ("post>", "agency>")]
    report = Report()
    with build_graph([folder], report=report) as graph:
        marked = list(graph.store.quads_for_pattern(None, ox.NamedNode(KG + "copyOf"), None, None))
        assert (len([quad for quad in marked if "/doc/" in quad.object.value]), report.copies) == (2, 2)
