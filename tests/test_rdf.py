"""A reading, written by hand, as the N-Quads that it must give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest

from kg.model import Claim, Entity, Event, Extraction, Fact, Filler, Mention, Reading, Span, TimeExpression, TimeValue
from kg.rdf import quads
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
