"""What extraction promises, on parses written down by hand; which words give which claims is in cases/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from kg.extract.claims import extract
from kg.knowledge import Knowledge, load
from kg.model import Article, Claim, Extraction, Parse, Span
from tests.conftest import by_hand, chain, effort

WARNED = "Japan Japan NNP nsubj warned B-GPE; warned warn VBD ROOT -; Iran Iran NNP dobj warned B-GPE"
TEST = "Iran Iran NNP nsubj tested B-GPE; tested test VBD ROOT -; two two CD nummod missiles; missiles missile NNS dobj tested"
DENIED = "Iran Iran NNP nsubj test B-GPE; did do VBD aux test; not not RB neg test; test test VB ROOT -; missiles missile NNS dobj test"
MAY = "Iran Iran NNP nsubj test B-GPE; may may MD aux test; test test VB ROOT -; missiles missile NNS dobj test"
SAID = (
    "Japan Japan NNP nsubj said B-GPE; said say VBD ROOT -; Iran Iran NNP nsubj tested B-GPE; "
    "tested test VBD ccomp said; a a DT det missile; missile missile NN dobj tested"
)
PASSIVE = (
    "Missiles missile NNS nsubjpass tested; were be VBD auxpass tested; tested test VBN ROOT -; "
    "by by IN agent tested; Iran Iran NNP pobj by B-GPE; on on IN prep tested; Tuesday Tuesday NNP pobj on B-DATE"
)
LONG_AGO = "Iran Iran NNP nsubj tested B-GPE; tested test VBD ROOT -; missiles missile NNS dobj tested; in in IN prep tested; May May NNP pobj in B-DATE"
REOPENED = "Jordan Jordan NNP nsubj reopened B-GPE; reopened reopen VBD ROOT -; the the DT det crossing; crossing crossing NN dobj reopened"


def words(extraction: Extraction, span: Span) -> str:
    return extraction.parse.article.text[span.begin : span.end]


def roles(extraction: Extraction, claim: Claim) -> Mapping[str, str]:
    """Role → the words of the mention or the class of the claim that fills it."""
    return {
        filler.role: extraction.claims[filler.claim].cls if filler.claim is not None else extraction.mentions[filler.mention or 0].text
        for filler in claim.fillers
    }


# ---------------------------------------------------------------- the record
def test_a_claim_says_who_did_what_and_where_it_stands(knowledge: Knowledge) -> None:
    extraction = extract(by_hand(WARNED), knowledge)
    (claim,) = extraction.claims
    assert (claim.cls, claim.status, claim.sources, claim.sentence, claim.head) == ("Warning", "asserted", (), 0, 1)
    assert words(extraction, claim.trigger) == "warned"
    assert roles(extraction, claim) == {"agent": "Japan", "addressee": "Iran"}
    assert [(m.text, m.form, m.kind, m.entry) for m in extraction.mentions] == [
        ("Japan", "name", "State", "state/japan"),
        ("Iran", "name", "State", "state/iran"),
    ]


@pytest.mark.parametrize(("sentence", "status"), [(TEST, "asserted"), (DENIED, "denied"), (MAY, "hypothetical")])
def test_a_claim_has_the_status_that_its_words_give_it(knowledge: Knowledge, sentence: str, status: str) -> None:
    (claim,) = extract(by_hand(sentence), knowledge).claims
    assert (claim.cls, claim.status) == ("WeaponTest", status)


def test_what_somebody_says_is_reported_on_the_speakers_word(knowledge: Knowledge) -> None:
    extraction = extract(by_hand(SAID), knowledge)
    said, tested = extraction.claims
    assert (said.status, said.sources) == ("asserted", ())
    assert roles(extraction, said) == {"agent": "Japan", "topic": "WeaponTest"}
    assert said.content is not None and words(extraction, said.content) == "Iran tested a missile"
    assert tested.status == "reported"
    assert [extraction.mentions[source].text for source in tested.sources] == ["Japan"]


def test_a_number_is_the_quantity_of_the_theme(knowledge: Knowledge) -> None:
    (claim,) = extract(by_hand(TEST), knowledge).claims
    assert claim.quantity == 2


def test_the_passive_is_turned_round_and_dated(knowledge: Knowledge) -> None:
    extraction = extract(by_hand(PASSIVE), knowledge)
    (claim,) = extraction.claims
    assert roles(extraction, claim) == {"agent": "Iran", "theme": "Missiles"}
    assert [(words(extraction, t.span), t.value.value) for t in extraction.times] == [("Tuesday", date(2023, 8, 22))]
    assert claim.times == (0,)


def test_without_a_publication_date_a_weekday_is_no_time(knowledge: Knowledge) -> None:
    assert not extract(by_hand(PASSIVE, issued=None), knowledge).claims[0].times


def test_an_article_of_nothing_gives_nothing(knowledge: Knowledge) -> None:
    empty = Parse(Article("x", "", Span(0, 0), "x.txt"), (), ())
    assert extract(empty, knowledge) == Extraction(empty)


def test_words_that_are_in_no_entry_give_no_claim(knowledge: Knowledge) -> None:
    parse = by_hand("The the DT det sky; sky sky NN nsubj is; is be VBZ ROOT -; blue blue JJ acomp is")
    assert extract(parse, knowledge).claims == ()


def test_positions_lead_to_records(knowledge: Knowledge) -> None:
    """Fillers, sources, times and owners are positions in the lists of their own extraction."""
    extraction = extract(by_hand(WARNED, SAID, PASSIVE, DENIED), knowledge)
    mentions, claims = range(len(extraction.mentions)), range(len(extraction.claims))
    for claim in extraction.claims:
        assert claim.head < len(extraction.parse.tokens) and extraction.parse.tokens[claim.head].sentence == claim.sentence
        assert all((f.mention in mentions) != (f.claim in claims) for f in claim.fillers)
        assert set(claim.sources) <= set(mentions) and set(claim.times) <= set(range(len(extraction.times)))
    assert all(mention.owner is None or mention.owner in mentions for mention in extraction.mentions)
    assert [claim.trigger for claim in extraction.claims] == sorted(claim.trigger for claim in extraction.claims)


# ---------------------------------------------------------------- one's own words
OWN = """@prefix kg: <https://w3id.org/claimgraph/ontology#> .
@prefix lex: <https://w3id.org/claimgraph/lexicon#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
kg:Reopening a owl:Class ; rdfs:subClassOf kg:Politics ; rdfs:label "reopening"@en ; kg:gives kg:reopened ; kg:evokedBy "reopen.v", "reopening.n" .
kg:reopened a owl:ObjectProperty, kg:Relation ; rdfs:label "reopened"@en ; rdfs:domain kg:Entity ; rdfs:range kg:Entity .
"""
SENSES = """
kg:Filming a owl:Class ; rdfs:subClassOf kg:Event ; rdfs:label "filming"@en .
lex:zoom-lens a kg:Entry ; kg:evokes kg:Filming ; kg:word "reopen.v" ; kg:when "object in lenses" .
lex:lenses a kg:HeadList ; kg:head "lens" .
"""


def own(folder: Path, turtle: str) -> Knowledge:
    path = folder / "own.ttl"
    path.write_text(turtle, encoding="utf-8")
    return load([path])


def test_a_class_of_ones_own_is_a_few_lines_of_turtle(tmp_path: Path, knowledge: Knowledge) -> None:
    mine = own(tmp_path, OWN)
    (claim,) = extract(by_hand(REOPENED), mine).claims
    assert (claim.cls, claim.rule) == ("Reopening", "Reopening-reopen")
    assert roles(extract(by_hand(REOPENED), mine), claim) == {"agent": "Jordan", "theme": "crossing"}
    assert mine.digest != knowledge.digest
    assert "Reopening" not in {c.cls for c in extract(by_hand(REOPENED), knowledge).claims}


def test_a_condition_settles_the_sense(tmp_path: Path) -> None:
    mine = own(tmp_path, OWN + SENSES)
    lens = REOPENED.replace("crossing crossing", "lens lens").replace("det crossing", "det lens")
    assert [c.cls for c in extract(by_hand(lens), mine).claims] == ["Filming"]
    assert [c.cls for c in extract(by_hand(REOPENED), mine).claims] == ["Reopening"]


def test_a_sense_that_no_condition_settles_is_not_guessed(tmp_path: Path) -> None:
    mine = own(tmp_path, OWN.replace(' ; kg:evokedBy "reopen.v", "reopening.n"', "") + SENSES)
    assert "Filming" not in {c.cls for c in extract(by_hand(REOPENED), mine).claims}


# ---------------------------------------------------------------- texts that are no news
CHAINS = {
    "clauses": ("said", "say", "VBD", "ccomp"),
    "infinitives": ("launch", "launch", "VB", "xcomp"),
    "plans": ("want", "want", "VBP", "xcomp"),
    "pairs of verbs": ("launched", "launch", "VBD", "conj"),
    "pairs of nouns": ("missiles", "missile", "NNS", "conj"),
    "owners": ("Iran", "Iran", "NNP", "poss"),
    "compounds": ("missile", "missile", "NN", "compound"),
    "relative clauses": ("launched", "launch", "VBD", "relcl"),
    "numbers": ("100", "100", "CD", "compound"),
    "negations": ("not", "not", "RB", "neg"),
}


@pytest.mark.parametrize(("name", "forwards"), [(name, forwards) for name in CHAINS for forwards in (False, True)])
def test_a_sentence_may_be_nested_as_deep_as_one_likes(knowledge: Knowledge, name: str, forwards: bool) -> None:
    parse = chain(1200, *CHAINS[name], forwards=forwards)
    assert extract(parse, knowledge).parse is parse


@pytest.mark.parametrize("name", CHAINS)
def test_the_work_of_a_nested_sentence_grows_no_faster_than_its_square(knowledge: Knowledge, name: str) -> None:
    once, four = (effort(partial(extract, chain(length, *CHAINS[name]), knowledge)) for length in (40, 160))
    assert four < 20 * once


@pytest.mark.parametrize("sentence", [WARNED, SAID, DENIED, PASSIVE, LONG_AGO])
def test_the_work_grows_with_the_number_of_sentences(knowledge: Knowledge, sentence: str) -> None:
    once, four = (effort(partial(extract, by_hand(*[sentence] * number), knowledge)) for number in (100, 400))
    assert four < 5 * once


# ---------------------------------------------------------------- purity
def test_extraction_leaves_the_parse_as_it_was(knowledge: Knowledge) -> None:
    parse = by_hand(SAID, PASSIVE)
    before = [(t.begin, t.end, t.dep, t.head.i, [c.i for c in t.children]) for t in parse.tokens]
    first = extract(parse, knowledge)
    assert extract(parse, knowledge) == first
    assert [(t.begin, t.end, t.dep, t.head.i, [c.i for c in t.children]) for t in parse.tokens] == before
    other = replace(parse, article=replace(parse.article, id="y", title="Iran tested a missile", publisher="The Courier"))
    assert extract(other, knowledge).claims == first.claims


# ---------------------------------------------------------------- known gaps
def test_a_day_is_no_entity(knowledge: Knowledge) -> None:
    assert [mention.text for mention in extract(by_hand(PASSIVE), knowledge).mentions if mention.form == "name"] == ["Iran"]


def test_a_denied_failure_is_none(knowledge: Knowledge) -> None:
    denied = (
        "Iran Iran NNP nsubj denied B-GPE; denied deny VBD ROOT -; that that IN mark failed; "
        "the the DT det launch; launch launch NN nsubj failed; failed fail VBD ccomp denied"
    )
    launch = next(claim for claim in extract(by_hand(denied), knowledge).claims if claim.cls == "Launch")
    assert launch.outcome != "failure"
