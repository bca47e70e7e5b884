"""What resolution promises: who is meant, which claims tell of one event, which relations follow. The extractions are written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from kg.knowledge import Knowledge
from kg.model import Claim, Extraction, Filler, Mention, Reading, Span, Standing, TimeExpression, TimeValue
from kg.resolve.reading import resolve
from tests.conftest import by_hand, effort

ROW = "{0} {0} NNP nsubj tested B-GPE; tested test VBD ROOT -; it it PRP dobj tested"
DAY = date(2023, 8, 22)


def extraction(*agents: str, name: str = "x") -> Extraction:
    """ "Iran tested it" for each agent: three words a sentence, the pronoun left out; mention n and claim n are those of sentence n."""
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
    it = given.parse.tokens[2]
    reading = resolve(replace(given, mentions=(Mention(it.span, it.i, "pronoun", "it"),)), knowledge)
    assert (reading.referents, reading.entities, reading.facts) == ((None,), (), ())


def test_spellings_of_one_name_are_aliases(knowledge: Knowledge) -> None:
    given = extraction("Acme", "Acme")
    mentions = (given.mentions[0], replace(given.mentions[1], text="ACME"))
    (entity,) = resolve(replace(given, mentions=mentions), knowledge).entities
    assert (entity.label, entity.aliases) == ("Acme", ("ACME",))


# ---------------------------------------------------------------- events
def test_one_agent_on_one_day_is_one_event_that_other_documents_find(knowledge: Knowledge) -> None:
    at = TimeValue(DAY)
    one = resolve(dated(extraction("Iran", "Iran", name="x"), at, at), knowledge)
    other = resolve(dated(extraction("Iran", name="y"), at), knowledge)
    assert events(one) == events(other) == ["event/weapon-test/2023-08-22/iran"]
    assert one.about == ("event/weapon-test/2023-08-22/iran",) * 2


@pytest.mark.parametrize(
    ("agents", "times", "changes"),
    [
        (("Iran", "Norway"), (TimeValue(DAY), TimeValue(DAY)), ({}, {})),
        (("Iran", "Iran"), (TimeValue(DAY), TimeValue(date(2023, 8, 23))), ({}, {})),
        (("Iran", "Iran"), (TimeValue(DAY), TimeValue(DAY)), ({"ordinal": 1}, {"ordinal": 2})),
        (("Iran", "Iran"), (TimeValue(DAY), TimeValue(DAY)), ({"outcome": "success"}, {"outcome": "failure"})),
        (("Iran", "Iran"), (TimeValue(DAY), TimeValue(DAY)), ({"quantity": 2}, {"quantity": 3})),
        (("Iran", "Iran"), (TimeValue(DAY), TimeValue(DAY)), ({"cls": "WeaponTest"}, {"cls": "Attack"})),
        (("Iran", "Iran"), (TimeValue(DAY), TimeValue(DAY)), ({}, {"status": "hypothetical"})),
        (("Iran", "Iran"), (TimeValue(DAY), TimeValue(DAY)), ({"cls": "Statement"}, {"cls": "Statement"})),
        (("Iran", "Iran"), (TimeValue(DAY), TimeValue(DAY)), ({"cls": "Plan"}, {"cls": "Plan"})),
        (("Iran", "Iran"), (None, None), ({}, {})),
    ],
    ids=["agent", "day", "ordinal", "outcome", "quantity", "class", "status", "statements", "plans", "nothing known"],
)
def test_what_differs_is_two_events(
    knowledge: Knowledge, agents: tuple[str, ...], times: tuple[TimeValue | None, ...], changes: tuple[dict[str, object], ...]
) -> None:
    given = dated(extraction(*agents), *times)
    claims = tuple(replace(claim, **change) for claim, change in zip(given.claims, changes, strict=True))  # type: ignore[arg-type]  # names of fields
    reading = resolve(replace(given, claims=claims), knowledge)
    assert len(set(reading.about)) == len(reading.events) == 2


@pytest.mark.parametrize("value", [TimeValue("2023-08"), TimeValue("2023"), TimeValue(begin=DAY, end=date(2023, 8, 31)), None])
def test_an_event_that_is_not_known_to_the_day_is_its_documents_own(knowledge: Knowledge, value: TimeValue | None) -> None:
    assert events(resolve(dated(extraction("Iran"), value), knowledge)) == ["doc/x#e1"]


def test_what_is_only_denied_gets_no_name_that_others_share(knowledge: Knowledge) -> None:
    given = dated(extraction("Iran"), TimeValue(DAY))
    denied = replace(given, claims=(replace(given.claims[0], status="denied"),))
    assert events(resolve(denied, knowledge)) == ["doc/x#e1"]


def test_the_more_precise_time_is_the_claims(knowledge: Knowledge) -> None:
    given = dated(extraction("Iran", "Iran"), TimeValue("2023-08"), TimeValue(DAY))
    both = replace(given, claims=(replace(given.claims[0], times=(0, 1)), given.claims[1]))
    assert resolve(both, knowledge).times[0] == TimeValue(DAY)


# ---------------------------------------------------------------- relations
def warning(status: str = "asserted", *, roles: tuple[str, str] = ("agent", "addressee")) -> Extraction:
    given = extraction("Iran", "Norway")
    fillers = tuple(Filler(role, mention=n) for n, role in enumerate(roles))
    return replace(given, claims=(replace(given.claims[0], cls="Warning", fillers=fillers, status=status),))


@pytest.mark.parametrize("status", ["asserted", "reported", "hypothetical"])
def test_a_claim_gives_the_relation_of_its_class(knowledge: Knowledge, status: str) -> None:
    (fact,) = resolve(warning(status), knowledge).facts
    assert (fact.subject, fact.relation, fact.object, fact.claim) == ("state/iran", "warned", "state/norway", 0)


def test_a_denied_claim_gives_no_relation(knowledge: Knowledge) -> None:
    reading = resolve(warning("denied"), knowledge)
    assert not reading.facts and len(reading.events) == 1


@pytest.mark.parametrize("roles", [("agent", "agent"), ("addressee", "topic"), ("place", "time")])
def test_without_both_ends_there_is_no_relation(knowledge: Knowledge, roles: tuple[str, str]) -> None:
    assert not resolve(warning(roles=roles), knowledge).facts


def test_nobody_is_related_to_himself(knowledge: Knowledge) -> None:
    given = warning()
    assert not resolve(replace(given, mentions=(given.mentions[0], replace(given.mentions[0], span=given.mentions[1].span))), knowledge).facts


def test_a_standing_relation_does_not_join_what_its_range_excludes(knowledge: Knowledge) -> None:
    """The model took Acme for a place once; its other mentions say that it is a company."""
    given = extraction("Norway", "Acme", "Acme", "Acme")
    taken = replace(given.mentions[1], kind="City")
    mentions = (given.mentions[0], taken, *given.mentions[2:])
    reading = resolve(replace(given, mentions=mentions, claims=(), standings=(Standing("basedIn", 0, 1, "of", 0, Span(0, 4)),)), knowledge)
    assert reading.referents[1] == "organization/acme" and not reading.facts


def test_a_standing_relation_rests_on_its_sentence(knowledge: Knowledge) -> None:
    given = extraction("Acme", "Norway")
    (fact,) = resolve(replace(given, claims=(), standings=(Standing("basedIn", 0, 1, "of", 0, Span(0, 4)),)), knowledge).facts
    assert (fact.subject, fact.relation, fact.object, fact.standing, fact.claim) == ("organization/acme", "basedIn", "state/norway", 0, None)


# ---------------------------------------------------------------- purity, effort
def test_resolving_again_gives_the_same(knowledge: Knowledge) -> None:
    given = dated(extraction("Iran", "Norway", "Iran"), TimeValue(DAY), None, TimeValue("2023-08"))
    assert resolve(given, knowledge) == resolve(given, knowledge)


def test_the_work_grows_with_the_number_of_claims(knowledge: Knowledge) -> None:
    once, four = (effort(partial(resolve, extraction(*["Iran"] * number), knowledge)) for number in (50, 200))
    assert four < 5 * once


def test_the_work_grows_with_the_number_of_mentions(knowledge: Knowledge) -> None:
    def pronouns(number: int) -> Extraction:
        given = extraction(*["Iran", "Acme"] * number)
        objects = (given.parse.tokens[m.head + 2] for m in given.mentions)
        return replace(given, mentions=(*given.mentions, *(Mention(t.span, t.i, "pronoun", "it") for t in objects)), claims=())

    once, four = (effort(partial(resolve, pronouns(number), knowledge)) for number in (100, 400))
    assert four < 5 * once
