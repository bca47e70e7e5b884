"""What a reading says of what it left out, and how it is written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kg.building import build_file
from kg.errors import UsageError
from kg.gaps import find_gaps
from kg.knowledge import Knowledge
from kg.model import Claim, Extraction, Filler, Gap, Gaps, Mention, Reading, Span
from kg.report import check_ending, reading_report
from kg.resolve.reading import resolve
from kg.run.reader import Reader
from kg.settings import Settings
from tests.conftest import by_hand

ROWS = (
    "Iran Iran NNP nsubj attacked B-GPE; attacked attack VBD ROOT -; Norway Norway NNP dobj attacked B-GPE; in in IN prep attacked; "
    "coordination coordination NN pobj in",
    "Acme Acme NNP nsubj juggled B-ORG; juggled juggle VBD ROOT -; kites kite NNS dobj juggled",
)


@pytest.fixture
def reading(knowledge: Knowledge) -> Reading:
    """ "Iran attacked Norway in coordination": a claim whose place is none; "Acme juggled kites": nothing."""
    parse = by_hand(*ROWS)
    tokens = parse.tokens
    mentions = (
        Mention(tokens[0].span, 0, "name", "Iran", "State", "state/iran", "Iran"),
        Mention(tokens[2].span, 2, "name", "Norway", "State", "state/norway", "Norway"),
        Mention(tokens[4].span, 4, "nominal", "coordination"),
        Mention(tokens[5].span, 5, "name", "Acme", "Organization", None, "Acme"),
    )
    fillers = (Filler("agent", mention=0), Filler("theme", mention=1), Filler("place", mention=2))
    return resolve(Extraction(parse, mentions, claims=(Claim("Attack", "attack", tokens[1].span, 1, 0, fillers),)), knowledge)


def test_a_filler_of_another_kind_is_left_out_of_the_claim(reading: Reading) -> None:
    assert [f.role for f in reading.extraction.claims[0].fillers] == ["agent", "theme"]
    assert [(r.property, r.kind, r.wanted) for r in reading.refused] == [("place", "Entity", ("Place",))]


def test_an_event_is_no_destination(knowledge: Knowledge) -> None:
    parse = by_hand(ROWS[0])
    claim = Claim("Attack", "attack", parse.tokens[1].span, 1, 0, (Filler("destination", claim=0),))
    assert resolve(Extraction(parse, claims=(claim,)), knowledge).extraction.claims[0].fillers == ()


def test_gaps_name_the_words_and_the_reason(reading: Reading, knowledge: Knowledge) -> None:
    gaps = find_gaps(reading, knowledge)
    text = reading.extraction.parse.article.text
    assert [gap.what for gap in gaps.silent] == [text[reading.extraction.parse.sentences[1].span.begin : reading.extraction.parse.sentences[1].span.end]]
    assert [(gap.what, gap.why) for gap in gaps.words] == [
        ("coordination.n", "the lexicon has no such word"),
        ("juggle.v", "the lexicon has no such word"),
    ]
    assert [(gap.what, gap.why) for gap in gaps.names] == [("Acme", "no link to an entry elsewhere; read as Organization")]
    assert [(gap.what, gap.why) for gap in gaps.refused] == [("coordination", "kg:place wants kg:Place; this is of kind kg:Entity")]
    assert all(text[gap.span.begin : gap.span.end] == gap.what for gap in (*gaps.silent, *gaps.names, *gaps.refused))


def test_a_word_that_no_sense_fits_is_told_apart_from_an_unknown_one(reading: Reading, knowledge: Knowledge) -> None:
    gaps = find_gaps(replace(reading, extraction=replace(reading.extraction, claims=())), knowledge)
    assert ("attack.v", "the lexicon has the word, but no sense whose conditions hold here") in [(gap.what, gap.why) for gap in gaps.words]


# ---------------------------------------------------------------- the report
GAPS = Gaps(3, (Gap(Span(0, 9), "It *rained*.", "no event"),), (Gap(Span(3, 9), "rain.v", "unknown"),) * 2, (), (Gap(Span(0, 2), "it", "no place"),))


def test_lines_of_json_hold_each_document_and_a_summary(tmp_path: Path) -> None:
    path = tmp_path / "unread.jsonl"
    with reading_report(path) as report:
        assert report is not None
        report.add("doc/x", GAPS)
        report.add("doc/y", GAPS)
    first, _, last = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert first["document"] == "doc/x"
    assert first["silent"] == [{"begin": 0, "end": 9, "what": "It *rained*.", "why": "no event"}]
    assert last["summary"] == {"documents": 2, "sentences": 6, "silent": 2, "words": [["rain.v", 4]], "names": [], "refused": [["no place", 2]]}


def test_markdown_shows_the_words_of_the_news_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "unread.md"
    with reading_report(path) as report:
        assert report is not None
        report.add("doc/x", GAPS)
    text = path.read_text(encoding="utf-8")
    assert "- 0–9 It \\*rained\\*.: no event" in text
    assert "- 2 × rain.v" in text


def test_a_report_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), reading_report(tmp_path / "unread.md"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_an_ending_that_is_no_format_is_said() -> None:
    with pytest.raises(UsageError, match=r"unread\.pdf: its ending tells no format; name it \.jsonl or \.md"):
        check_ending(Path("unread.pdf"))


@pytest.mark.model
def test_a_build_reports_each_document_and_writes_the_same_graph(news: Path, tmp_path: Path, reader: Reader) -> None:
    with reading_report(tmp_path / "unread.jsonl") as unread:
        build_file([news], tmp_path / "a.nq", Settings(gaps=True), unread=unread)
    build_file([news], tmp_path / "b.nq", Settings())
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()
    rows = [json.loads(line) for line in (tmp_path / "unread.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["document"].rsplit("/", 1)[-1] for row in rows[:-1]] == ["courier", "herald", "quiet"]
    assert [gap["what"] for gap in rows[2]["silent"]] == ["The weather is fine, and the sky is blue."]
