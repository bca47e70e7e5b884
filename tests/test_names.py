"""Which kind a name has, in the sentences of cases/names.case, and where a title names what the text names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.extract.claims import extract
from kg.knowledge import Knowledge
from kg.model import Article, Parse, Reading, Span
from kg.resolve.reading import resolve
from tests import casefiles

CASES = {case.id: case for case in casefiles.read_cases() if case.file == "names.case"}
STORED = casefiles.read_parses()


def parse(case: str) -> Parse:
    return casefiles.load(CASES[case], STORED[CASES[case].text])


def read(given: Parse, knowledge: Knowledge) -> Reading:
    return resolve(extract(given, knowledge), knowledge)


@pytest.mark.parametrize(
    ("case", "name", "kind"),
    [
        ("first-name", "Regina Hartwell", "Person"),
        ("hyphened-given-name", "Lam Siu-ming", "Person"),
        ("first-name-law", "Nathan Law", "Person"),
        ("acronym-of-a-body", "QRB", "Organization"),
        ("town-and-region", "Ashgrove", "City"),
        ("university-of", "University of Texas", "Organization"),
        ("state-university", "Colorado State University", "Organization"),
        ("religion", "Islam", None),
        ("product", "Chrome", "Artifact"),
        ("party-by-last-word", "Green Liberty Party", "PoliticalParty"),
        ("acronym-given", "International Atomic Energy Agency", "InternationalOrganization"),
        ("last-name-of-a-person", "Marta Olsson", "Person"),
        ("resolution-number", "Resolution 1718", "Resolution"),
    ],
)
def test_a_name_has_its_kind(knowledge: Knowledge, case: str, name: str, kind: str | None) -> None:
    assert {entity.label: entity.kind for entity in read(parse(case), knowledge).entities}[name] == kind


@pytest.mark.parametrize("case", ["pro-prefix", "non-muslim"])
def test_an_adjective_made_of_a_name_names_nobody(knowledge: Knowledge, case: str) -> None:
    assert not [mention for mention in extract(parse(case), knowledge).mentions if mention.form == "name"]


def test_a_town_is_also_known_with_its_region(knowledge: Knowledge) -> None:
    entities = {entity.label: entity for entity in read(parse("town-and-region"), knowledge).entities}
    assert entities["Ashgrove"].aliases == ("Ashgrove, Indiana",)


# ---------------------------------------------------------------- titles
def with_title(case: str, title: str) -> Parse:
    """The parse of a case behind a title of its own."""
    given = parse(case)
    text = f"{title}\n\n{given.article.text}"
    shift = len(title) + 2
    for token in given.tokens:
        token.begin, token.end = token.begin + shift, token.end + shift
    sentences = tuple(replace(s, span=Span(s.span.begin + shift, s.span.end + shift)) for s in given.sentences)
    return Parse(Article("x", text, Span(0, len(text)), "x.txt", title=title), sentences, given.tokens)


def test_a_title_names_whom_the_text_names(knowledge: Knowledge) -> None:
    reading = read(with_title("acronym-given", "IAEA and Iran: no Irani deal"), knowledge)
    text = reading.extraction.parse.article.text
    assert [(text[span.begin : span.end], entity) for span, entity in reading.titled] == [
        ("IAEA", "internationalorganization/international-atomic-energy-agency"),
        ("Iran", "state/iran"),
    ]


def test_a_title_gives_no_claim(knowledge: Knowledge) -> None:
    reading = read(with_title("first-name", "Regina Hartwell attacks Iran"), knowledge)
    assert [claim.cls for claim in reading.extraction.claims] == ["Criticism"]
    assert [entity for _, entity in reading.titled] == ["person/regina-hartwell"]
