"""What resolution promises: who is meant, which claims tell of one event, which relations follow. The extractions are written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from kg.extract.claims import extract
from kg.knowledge import Knowledge
from kg.model import Claim, Extraction, Filler, Mention, Reading, Span, Standing, TimeExpression, TimeValue
from kg.resolve.reading import resolve
from tests.conftest import by_hand, effort

ROW = "{0} {0} NNP nsubj tested B-GPE; tested test VBD ROOT -; it it PRP dobj tested"
DAY = date(2023, 8, 22)


def extraction(*agents: str, name: str = "x") -> Extraction:
    """"Iran tested it" for each agent: three words a sentence, the pronoun left out; mention n and claim n are those of sentence n."""
    parse = by_hand(*(ROW.format(agent) for agent in agents), name=name)
    keys = {"Iran": "state/iran", "Norway": "state/norway", "Pyongyang": "city/pyongyang"}
    mentions, claims = [], []
    for number, agent in enumerate(agents):
        subject, verb, _ = parse.words(parse.sentences[number])
        kind = "Organization" if agent not in keys else "City" if agent == "Pyongyang" else "State"
        mentions.append(Mention(subject.span, subject.i, "name", agent, kind, keys.get(agent), agent))
        claims.append(Claim("WeaponTest", "test", verb.span, verb.i, number, (Filler("agent", mention=number),)))
    return Extraction(parse, tuple(mentions), claims=tuple(claims))


def dated(given: Extraction, *values: TimeValue | None) -> Extraction:
    """Claim n at time n; the expression is the sentence's verb, which is as good as any."""
    times = tuple(TimeExpression(c.trigger, c.head, c.head + 1, value or TimeValue()) for c, value in zip(given.claims, values, strict=True))
    claims = tuple(replace(c, times=(n,) if values[n] else ()) for n, c in enumerate(given.claims))
    return replace(given, times=times, claims=claims)


def events(reading: Reading) -> list[str]:
    return [event.id for event in reading.events]


def facts(reading: Reading) -> set[tuple[str, str, str]]:
    return {(fact.subject, fact.relation, fact.object) for fact in reading.facts}


# ---------------------------------------------------------------- entities
def test_a_reading_has_one_referent_a_mention_and_one_event_a_claim(knowledge: Knowledge) -> None:
    reading = resolve(extraction("Iran", "Norway", "Acme"), knowledge)
    assert reading.referents == ("state/iran", "state/norway", "organization/acme")
    assert len(reading.about) == len(reading.times) == 3
    assert sorted(n for event in reading.events for n in event.claims) == [0, 1, 2]
    assert [reading.about[n] for event in reading.events for n in event.claims] == [event.id for event in reading.events for _ in event.claims]
    assert [entity.id for entity in reading.entities] == sorted({entity.id for entity in reading.entities})


def test_a_name_is_the_same_entity_in_every_document(knowledge: Knowledge) -> None:
    one, other = (resolve(extraction("Acme", name=name), knowledge) for name in ("x", "y"))
    assert one.entities == other.entities
    assert one.entities[0].label == "Acme"


def test_what_has_no_name_is_numbered_in_its_document(knowledge: Knowledge) -> None:
    given = extraction("Iran", "Iran")
    nominal = [Mention(m.span, m.head, "nominal", text, "Group") for m, text in zip(given.mentions, ("officials", "soldiers"), strict=True)]
    reading = resolve(replace(given, mentions=tuple(nominal)), knowledge)
    assert [(e.id, e.kind, e.label) for e in reading.entities] == [("doc/x#x1", "Group", "officials"), ("doc/x#x2", "Group", "soldiers")]


def test_a_capital_that_acts_is_its_state_and_one_where_something_is_a_city(knowledge: Knowledge) -> None:
    acting = extraction("Pyongyang")
    assert resolve(acting, knowledge).referents == ("state/north-korea",)
    parse = by_hand("Iran Iran NNP nsubj tested; tested test VBD ROOT -; it it PRP dobj tested; in in IN prep tested; Pyongyang Pyongyang NNP pobj in")
    token = parse.tokens[4]
    mention = Mention(token.span, 4, "name", "Pyongyang", "City", "city/pyongyang", "Pyongyang")
    claim = Claim("WeaponTest", "test", parse.tokens[1].span, 1, 0, (Filler("place", mention=0),))
    assert resolve(Extraction(parse, (mention,), claims=(claim,)), knowledge).referents == ("city/pyongyang",)


def test_a_pronoun_with_nobody_before_it_stays_open(knowledge: Knowledge) -> None:
    given = extraction("Iran")
    reading = resolve(replace(given, mentions=(replace(given.mentions[0], form="pronoun", text="it", entry=None, name=None),)), knowledge)
    assert (reading.referents, reading.entities, facts(reading)) == ((None,), (), set())


def test_spellings_of_one_name_are_aliases(knowledge: Knowledge) -> None:
    given = extraction("Acme", "Acme")
    mentions = (given.mentions[0], replace(given.mentions[1], text="ACME"))
    (entity,) = resolve(replace(given, mentions=mentions), knowledge).entities
    assert (entity.label, entity.aliases) == ("Acme", ("ACME",))
