"""A reading, written by hand, as the N-Quads that it must give."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pyoxigraph as ox
import pytest

from kg.model import Claim, Entity, Event, Extraction, Fact, Filler, Mention, Reading, Span, TimeExpression, TimeValue
from kg.rdf import iri, quads
from kg.vocab import BASE, PREFIXES
from tests.conftest import by_hand

SENTENCE = "Iran Iran NNP nsubj tested B-GPE; tested test VBD ROOT -; missiles missile NNS dobj tested; Tuesday Tuesday NNP npadvmod tested B-DATE"
DAY = date(2023, 8, 22)
EVENT = "event/weapon-test/2023-08-22/iran"


def reading(**changes: object) -> Reading:
    """ "Iran tested missiles Tuesday", read; `changes` are fields of its one claim."""
    parse = by_hand(SENTENCE)
    iran, tested, missiles, tuesday = parse.tokens
    claim = Claim("WeaponTest", "test", tested.span, 1, 0, (Filler("agent", mention=0), Filler("theme", mention=1)), times=(0,))
    claim = replace(claim, **changes)  # type: ignore[arg-type]  # names of fields
    extraction = Extraction(
        parse,
        (Mention(iran.span, 0, "name", "Iran", "State", "state/iran", "Iran"), Mention(missiles.span, 2, "nominal", "missiles", "Missile")),
        (TimeExpression(tuesday.span, 3, 4, TimeValue(DAY)),),
        (claim,),
    )
    denied = claim.status == "denied"
    return Reading(
        extraction,
        (Entity("doc/x#x1", "Missile", "missiles"), Entity("state/iran", "State", "Iran", ("Persia",), (PREFIXES["wd"] + "Q794",))),
        ("state/iran", "doc/x#x1"),
        (Event(EVENT, "WeaponTest", (0,)),),
        (EVENT,),
        (TimeValue(DAY),),
        () if denied else (Fact("state/iran", "tested", "doc/x#x1", claim=0),),
    )


def short(lines: list[str], graph: str = "") -> set[str]:
    """The triples of a graph, IRIs as prefixed names and relative ones, so that they can be read."""
    name = f"{BASE}doc/x{'/' + graph if graph else ''}"
    found = set()
    for quad in ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, ox.NamedNode)
        if quad.graph_name.value == name:
            triple = f"{quad.subject} {quad.predicate} {quad.object}"
            for prefix, namespace in PREFIXES.items():
                triple = triple.replace(f"<{namespace}", f"<{prefix}:")
            found.add(triple.replace(BASE, "").replace("<", "").replace(">", "").replace("^^xsd:", " "))
    return found


# ---------------------------------------------------------------- graphs
def test_the_knowledge_stands_in_the_graph_of_its_status() -> None:
    lines = quads(reading())
    assert short(lines, "asserted") == {
        f"{EVENT} rdf:type kg:WeaponTest",
        f"{EVENT} kg:agent state/iran",
        f"{EVENT} kg:theme doc/x#x1",
        f'{EVENT} kg:time "2023-08-22" date',
        "state/iran kg:tested doc/x#x1",
    }
    assert not short(lines, "reported") | short(lines, "hypothetical")


@pytest.mark.parametrize("status", ["reported", "hypothetical"])
def test_another_status_is_another_graph(status: str) -> None:
    assert short(quads(reading(status=status)), status) == short(quads(reading()), "asserted")
    assert not short(quads(reading(status=status)), "asserted")


def test_what_is_denied_stands_in_the_record_alone() -> None:
    lines = quads(reading(status="denied"))
    assert not short(lines, "asserted") | short(lines, "reported") | short(lines, "hypothetical") | short(lines, "denied")
    assert "doc/x#c1 kg:status kg:denied" in short(lines)
    assert {line for line in short(lines) if line.startswith(EVENT)} == {f'{EVENT} rdfs:label "weapon test by Iran, 2023-08-22"@en'}


def test_the_record_of_a_claim() -> None:
    record = short(quads(reading(quantity=2, ordinal=3, outcome="failure", content=Span(5, 20))))
    assert {line for line in record if line.startswith(("doc/x#c1 ", "doc/x#s1 "))} == {
        "doc/x#c1 rdf:type kg:Claim",
        "doc/x#c1 kg:evokes kg:WeaponTest",
        f"doc/x#c1 kg:about {EVENT}",
        "doc/x#c1 kg:status kg:asserted",
        'doc/x#c1 kg:rule "test"',
        "doc/x#c1 kg:trigger doc/x#char=5,11",
        "doc/x#c1 prov:wasDerivedFrom doc/x#char=0,28",
        "doc/x#c1 kg:agent state/iran",
        "doc/x#c1 kg:theme doc/x#x1",
        'doc/x#c1 kg:time "2023-08-22" date',
        'doc/x#c1 kg:quantity "2" integer',
        'doc/x#c1 kg:ordinal "3" integer',
        "doc/x#c1 kg:outcome kg:failure",
        'doc/x#c1 kg:content "tested missiles"@en',
        "doc/x#s1 rdf:type rdf:Statement",
        "doc/x#s1 rdf:subject state/iran",
        "doc/x#s1 rdf:predicate kg:tested",
        "doc/x#s1 rdf:object doc/x#x1",
        "doc/x#s1 prov:wasDerivedFrom doc/x#c1",
    }


def test_the_record_of_mentions_entities_and_times() -> None:
    record = short(quads(reading()))
    assert {
        "doc/x#char=0,4 rdf:type nif:Phrase",
        "doc/x#char=0,4 nif:referenceContext doc/x",
        'doc/x#char=0,4 nif:beginIndex "0" integer',
        'doc/x#char=0,4 nif:endIndex "4" integer',
        'doc/x#char=0,4 nif:anchorOf "Iran"@en',
        "doc/x#char=0,4 itsrdf:taIdentRef state/iran",
        "doc/x#char=0,28 rdf:type nif:Sentence",
        'doc/x#char=21,28 kg:value "2023-08-22" date',
        "state/iran rdf:type kg:State",
        'state/iran skos:prefLabel "Iran"@en',
        'state/iran skos:altLabel "Persia"@en',
        "state/iran owl:sameAs wd:Q794",
        "doc/x#x1 rdf:type kg:Missile",
        'doc/x#x1 rdfs:label "missiles"@en',
    } <= record


def test_the_record_of_the_document() -> None:
    given = reading()
    article = replace(
        given.extraction.parse.article,
        title='A "test"\nof\tmissiles \\',
        publisher="The\u00a0Courier e\u0301",
        issued=DAY,
        url="https://example.org/a b|c?d=é",
        language="en-GB",
    )
    parse = replace(given.extraction.parse, article=article)
    record = short(quads(replace(given, extraction=replace(given.extraction, parse=parse))))
    assert {line for line in record if line.startswith("doc/x ")} == {
        "doc/x rdf:type kg:Article",
        "doc/x rdf:type schema:NewsArticle",
        'doc/x dcterms:title "A \\"test\\" of missiles \\\\"@en',
        'doc/x dcterms:publisher "The\u00a0Courier \u00e9"@en',
        'doc/x dcterms:issued "2023-08-22" date',
        "doc/x dcterms:source https://example.org/a%20b%7Cc?d=é",
        'doc/x dcterms:identifier "x"',
        'doc/x dcterms:language "en-GB"',
    }


# ---------------------------------------------------------------- what is left out
def test_what_stayed_open_is_left_out() -> None:
    """A role, a source or a mention without referent gives no triple."""
    given = reading(sources=(1,), status="reported")
    found = short(quads(replace(given, referents=("state/iran", None), facts=())))
    assert not [line for line in found if "kg:theme" in line or "kg:attributedTo" in line or "#x1" in line]
    assert "doc/x#c1 kg:agent state/iran" in found


def test_the_source_of_a_claim_is_whom_it_is_attributed_to() -> None:
    assert "doc/x#c1 kg:attributedTo state/iran" in short(quads(reading(sources=(0,), status="reported")))


def test_a_claim_may_fill_a_role() -> None:
    given = reading(fillers=(Filler("topic", claim=0),))
    assert f"doc/x#c1 kg:topic {EVENT}" in short(quads(given))


def test_a_relation_that_a_sentence_proves_rests_on_the_sentence() -> None:
    given = reading()
    record = short(quads(replace(given, facts=(Fact("doc/x#x1", "partOf", "state/iran", mention=0),))))
    assert "doc/x#s1 prov:wasDerivedFrom doc/x#char=0,28" in record


# ---------------------------------------------------------------- terms
@pytest.mark.parametrize(
    ("value", "written"),
    [
        (DAY, '"2023-08-22" date'),
        (datetime(2023, 8, 22, 23, 5, 7, tzinfo=UTC), '"2023-08-22T23:05:07Z" dateTime'),
        ("2023-08", '"2023-08" gYearMonth'),
        ("2023", '"2023" gYear'),
        (date(987, 8, 22), '"0987-08-22" date'),
        (datetime(987, 8, 22, tzinfo=UTC), '"0987-08-22T00:00:00Z" dateTime'),
    ],
)
def test_a_time_is_as_precise_as_the_text(value: date | datetime | str, written: str) -> None:
    given = replace(reading(), times=(TimeValue(value),))
    assert f"{EVENT} kg:time {written}" in short(quads(given), "asserted")


def test_a_span_of_time_has_a_begin_and_an_end() -> None:
    found = short(quads(replace(reading(), times=(TimeValue(begin=DAY, end="2023-09"),))), "asserted")
    assert {line for line in found if "ime" in line} == {f'{EVENT} kg:beginTime "2023-08-22" date', f'{EVENT} kg:endTime "2023-09" gYearMonth'}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://example.org/a", "<https://example.org/a>"),
        ("https://example.org/日本", "<https://example.org/日本>"),
        ("https://example.org/e\u0301", "<https://example.org/\u00e9>"),
        ("https://example.org/a b", "<https://example.org/a%20b>"),
        ('https://example.org/<">{}|\\^`', "<https://example.org/%3C%22%3E%7B%7D%7C%5C%5E%60>"),
        ("https://example.org/\x07\u2028\u200b", "<https://example.org/%07%E2%80%A8%E2%80%8B>"),
    ],
)
def test_what_an_iri_may_not_hold_is_encoded(text: str, written: str) -> None:
    assert iri(text) == written
    (quad,) = ox.parse(f"{written} {written} {written} {written} .".encode(), format=ox.RdfFormat.N_QUADS)
    assert isinstance(quad.subject, ox.NamedNode)


def test_the_base_is_where_all_names_begin() -> None:
    base = "https://example.org/news/"
    lines = quads(reading(), base=base)
    assert BASE not in "".join(lines)
    assert [line.replace(base, BASE) for line in lines] == quads(reading())


def test_the_lines_are_sorted_and_each_stands_once() -> None:
    given = reading()
    twice = replace(given, facts=given.facts * 2)
    assert quads(given) == sorted(set(quads(given)))
    assert len(quads(twice)) == len(set(quads(twice)))
