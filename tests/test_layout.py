"""Layout: what of a news text is parsed, what is set apart, and that every offset stays true."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import OntologyError
from kg.model import Article, Span
from kg.ontology import directory, parse
from kg.read import Layout, compile_patterns, layout
from kg.read.plain import INVISIBLE, PADDING, plain_text
from kg.vocab import KG, RDF, SKOS

STATEMENTS = parse([directory() / "layout.ttl"])
PATTERNS = compile_patterns(STATEMENTS)
EXAMPLES = [(iri, text) for iri, properties in STATEMENTS.items() if KG + "regex" in properties for text in properties.get(SKOS.example, ())]
PROSE = "Norland lifted an alert on Thursday."


def laid(text: str, *, title: str | None = None) -> Layout:
    return layout(Article("a", text, Span(0, len(text)), "a.txt", title), PATTERNS)


def paragraphs(text: str, *, title: str | None = None) -> list[str]:
    return [text[span.begin : span.end] for span in laid(text, title=title).paragraphs]


def apart(text: str, *, title: str | None = None) -> list[tuple[str, str]]:
    return [(piece.kind, text[piece.span.begin : piece.span.end]) for piece in laid(text, title=title).apart]


# ---------------------------------------------------------------- the patterns
@pytest.mark.parametrize(("iri", "example"), EXAMPLES)
def test_every_pattern_sets_its_examples_apart(iri: str, example: str) -> None:
    kind = STATEMENTS[iri][KG + "setsApart"][0]
    found = [piece_kind for piece_kind, _ in apart(f"{PROSE}\n\n{example}\n\n{PROSE}")]
    assert found == [kind]


def test_every_pattern_has_an_example() -> None:
    patterns = {iri for iri, properties in STATEMENTS.items() if KG + "LayoutPattern" in properties.get(RDF.type, ())}
    assert patterns == {iri for iri, _ in EXAMPLES} and len(patterns) >= 20


@pytest.mark.parametrize(
    "news",
    [
        "More stories of abuse have come out since the inquiry opened, the lawyer said.",
        "Related party transactions were investigated by the ministry.",
        "Copyright law was changed by the Senate on Monday.",
        "Share prices fell on Tuesday after the ministry's warning.",
        "By Monday the army had withdrawn from the town.",
        "By Friday night, Norland and Sudland had signed the treaty.",
        "Read in the name of the king, the speech warned of war.",
        "Published in 2019, the report found that the ministry had failed.",
        "File-sharing was banned by Norland in 2010.",
        "Reporting by state media was denied by Sudland.",
        "Photo evidence showed that the army had bombed the school.",
        "Join us or leave, the rebels told the soldiers.",
        "Watch groups accused Norland of torture.",
        "Source material was burned, the police said.",
        "Norland signed the treaty on Monday (the day of the vote).",
        "Advertisements for the drug were banned on Friday.",
        "Video by the police shows the man who fired the shot.",
        "This report was handed to the ministry on Monday.",
        "All rights groups condemned the arrest.",
        "Register of voters: the commission published it on Monday.",
        "Email messages between the two ministers were published.",
        "Photographers were barred from the court.",
        "Subscribers of the firm lost 3 million dollars.",
        "NATO — the alliance's members said — would respond.",
        "Norland — which shares a border with Sudland — closed it.",
        "The minister (who is ill) - resigned.",
        "X said on Monday that it had closed the account.",
        "“We are ready,” the general said.",
        "24 missiles were fired.",
        "(The ministry denied it.)",
    ],
)
def test_news_is_not_set_apart(news: str) -> None:
    text = f"{PROSE}\n\n{news}\n\n{PROSE}"
    assert paragraphs(text) == [PROSE, news, PROSE]


@pytest.mark.parametrize(
    ("lead", "publisher", "place", "rest"),
    [
        ("(Bloomberg) — Norland said so.", "Bloomberg", None, "Norland said so."),
        ("SEOUL, South Korea (AP) - Norland said so.", "AP", "SEOUL, South Korea", "Norland said so."),
        ("LONDON — Norland said so.", None, "LONDON", "Norland said so."),
        ("Moscow, Oct. 3 (TASS) -- “Norland” said so.", "TASS", "Moscow", "“Norland” said so."),
        ("NEW\u00a0YORK, 3 October 2023 (Example News) – 24 men left.", "Example News", "NEW YORK", "24 men left."),
    ],
)
def test_a_dateline_tells_agency_and_place(lead: str, publisher: str | None, place: str | None, rest: str) -> None:
    found = laid(lead)
    assert (found.publisher, found.place, paragraphs(lead)) == (publisher, place, [rest])


def test_a_dateline_stands_near_the_top() -> None:
    text = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\nLONDON — Norland said so."
    assert paragraphs(text)[3] == "LONDON — Norland said so."


def test_a_pattern_that_is_none_is_refused() -> None:
    iri, good = "https://example.com/p", {RDF.type: (KG + "LayoutPattern",), KG + "setsApart": ("x",), KG + "regex": ("^x",)}
    assert [pattern.extent for pattern in compile_patterns({iri: good})] == ["line"]
    for bad in ({KG + "regex": ("(",)}, {KG + "setsApart": ()}, {KG + "regex": ()}, {KG + "extent": ("page",)}):
        with pytest.raises(OntologyError, match=r"example\.com/p"):
            compile_patterns({iri: {name: values for name, values in (good | bad).items() if values}})


# ---------------------------------------------------------------- titles and headings
@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Norland lifts alert\n\n" + PROSE, None, "Norland lifts alert"),
        ("Will Norland lift its alert?\n\n" + PROSE, None, "Will Norland lift its alert?"),
        ("By Jane Doe\n\nNorland lifts alert\n\n" + PROSE, None, "Norland lifts alert"),
        ("Norland Lifts “Alert”\n" + PROSE, 'Norland lifts "alert"', "Norland Lifts “Alert”"),
        (PROSE + "\n\nNorland lifts alert\n\n" + PROSE, "Norland lifts alert", "Norland lifts alert"),
        (PROSE + "\n\n" + PROSE, None, None),
        ("Norland lifts alert\n" + PROSE, None, None),
        ("Norland lifts alert", None, None),
        ("Norland lifts alert", "Norland lifts alert", None),
        ("Norland said:\n\n" + PROSE, None, None),
        ("word " * 60 + "\n\n" + PROSE, None, None),
    ],
)
def test_the_title_is_set_apart(text: str, title: str | None, expected: str | None) -> None:
    assert [words for kind, words in apart(text, title=title) if kind == "title"] == ([expected] if expected else [])


def test_the_title_is_the_sources_before_the_texts() -> None:
    text = "Norland lifts alert\n\n" + PROSE
    assert (laid(text).title, laid(text, title="Alert over").title) == ("Norland lifts alert", "Alert over")


@pytest.mark.parametrize("heading", ["Second attack", "What Happened in the Capital of Norland on the Day", "THE RESPONSE", "## Second attack."])
def test_a_heading_is_set_apart(heading: str) -> None:
    assert apart(f"{PROSE}\n\n{heading}\n\n{PROSE}") == [("heading", heading)]


@pytest.mark.parametrize("line", ["Friday, July 21, 2017", "Norland beat Sudland in the last game of the year", "and then there were two", "It rained."])
def test_other_short_lines_are_parsed(line: str) -> None:
    assert paragraphs(f"{PROSE}\n\n{line}\n\n{PROSE}")[1] == line


def test_lines_without_a_sentence_are_all_parsed() -> None:
    assert len(paragraphs("Norland Lifts Alert\nSudland Fires Rocket\nTalks Begin")) == 3


# ---------------------------------------------------------------- titles as text
def test_a_title_is_a_paragraph_where_asked_for() -> None:
    text = f"Norland lifts alert\n\n{PROSE}"
    found = layout(Article("a", text, Span(0, len(text)), "a.txt"), PATTERNS, titles=True)
    assert [text[span.begin : span.end] for span in found.paragraphs] == ["Norland lifts alert", PROSE]
    assert (found.title, found.apart) == ("Norland lifts alert", ())


# ---------------------------------------------------------------- paragraphs
def test_a_line_is_a_paragraph() -> None:
    text = f"{PROSE}\r\n{PROSE}\r\n\r\n \u200b{PROSE}\u00a0\u2028{PROSE}"
    assert paragraphs(text) == [PROSE] * 4


def test_a_repeated_lead_is_parsed_twice() -> None:
    text = f"Norland lifts alert\n\n{PROSE}\n\n(Example) — {PROSE}"
    assert paragraphs(text) == [PROSE, PROSE]


WRAPPED = """\
Norland Lifts Alert
By Jane Doe

Norland lifted an alert on Thursday that had told all
residents of Eastmark to take shelter, its prime
minister said.
   Sudland had fired a rocket minutes before, according to
the general staff of Norland.
- The rocket failed, state media said, in its third
stage.

(c) 2023 Example News
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_hard_wrapped_lines_are_joined(end: str) -> None:
    text = WRAPPED.replace("\n", end)
    assert [" ".join(paragraph.split()) for paragraph in paragraphs(text)] == [
        "Norland lifted an alert on Thursday that had told all residents of Eastmark to take shelter, its prime minister said.",
        "Sudland had fired a rocket minutes before, according to the general staff of Norland.",
        "The rocket failed, state media said, in its third stage.",
    ]
    assert [kind for kind, _ in apart(text)] == ["title", "byline", "bullet", "copyright"]


def test_only_the_body_is_divided() -> None:
    text = f"title: Alert\n\n{PROSE}"
    found = layout(Article("a", text, Span(14, len(text)), "a.txt", "Alert"), PATTERNS)
    assert found.paragraphs == (Span(14, len(text)),)


def test_nothing_gives_nothing() -> None:
    assert (laid("").paragraphs, laid(" \n\u200b\n").paragraphs) == ((), ())


# ---------------------------------------------------------------- plain text
def test_typography_is_made_plain() -> None:
    assert plain_text("“It’s”\u00a0a\tco\u00adop\u2011test—\r\n\ufeff🚀") == f'"It\'s" a co{INVISIBLE}op-test—  {INVISIBLE}🚀'


def test_every_kind_of_space_is_a_blank() -> None:
    spaces = "".join(character for character in map(chr, range(sys.maxunicode + 1)) if character.isspace())
    assert plain_text(spaces) == " " * len(spaces)


# ---------------------------------------------------------------- laws
WORDS = ["Norland ", "said", " it’s “over”. ", "By Jane Doe", "© 2023", "LONDON — ", "• ", "🚀", "e\u0301", "-", "A"]
GAPS = ["\n", "\r\n", "\n\n", "\u00a0", "\u200b", "\u00ad", "\ufeff", "\u2028", "\t"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(WORDS + GAPS), max_size=40).map("".join))


@given(TEXTS, st.none() | st.just("Norland said"))
def test_spans_are_ordered_apart_and_cover_every_word(text: str, title: str | None) -> None:
    found = laid(text, title=title)
    assert len(found.plain) == len(text)
    spans = sorted([*found.paragraphs, *(piece.span for piece in found.apart)])
    assert list(found.paragraphs) == sorted(found.paragraphs) and [piece.span for piece in found.apart] == sorted(piece.span for piece in found.apart)
    assert all(0 <= span.begin < span.end <= len(text) for span in spans)
    assert all(one.end <= other.begin for one, other in pairwise(spans))
    assert all(found.plain[span.begin : span.end].strip(PADDING) == found.plain[span.begin : span.end] for span in found.paragraphs)
    covered = set().union(*(range(*span) for span in spans))
    assert all(found.plain[i] in PADDING for i in range(len(text)) if i not in covered)
