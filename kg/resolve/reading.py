"""One article's extraction resolved: who each mention is, which event each claim is about, which relations follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from kg.knowledge import Knowledge
from kg.model import Claim, Entity, Event, Extraction, Fact, Filler, Reading, TimeValue
from kg.ontology import Ontology, Pattern
from kg.resolve.coref import Candidate, Coreference
from kg.resolve.entities import Names, merge, unnamed
from kg.resolve.events import Events
from kg.resolve.ranges import admitted, refusal
from kg.resolve.titles import titled


def resolve(extraction: Extraction, knowledge: Knowledge, known: Reading | None = None) -> Reading:
    """The reading of one article. Pure, and without a look at any other article.

    Whom a mention stands for in a reading of the same article that is `known`, it stands for here too; and what a word tells there, it tells here.
    """
    ontology = knowledge.ontology
    names = Names(extraction, knowledge.gazetteer, knowledge.lexicon)
    entities, referents, joint = _identify(extraction, names, knowledge, _settled(extraction, known))
    extraction = replace(extraction, claims=tuple(_apart(claim, joint) for claim in extraction.claims))
    bodies = sorted(names.states.items())
    entities.extend(names.of_entry(state) for _, (state, _) in bodies)
    kinds = {entity.id: entity.kind for entity in entities}
    claims, refused = admitted(extraction.claims, ontology, referents, kinds)
    extraction = replace(extraction, claims=claims)
    fillers = [_by_role(claim, referents) for claim in claims]
    times = [_time_of(claim, extraction) for claim in extraction.claims]
    labels = {entity.id: entity.label for entity in entities}
    events = Events(extraction, ontology, fillers, times, labels, knowledge.lexicon.listed("others"))
    named = _as_known(events.named(), extraction, known)
    about = tuple(named[index].id for index in events.of_claim)
    facts, misfits = [], []
    for fact in (*_facts(extraction, ontology, referents, about), *_standing(extraction, referents), *_embodied(bodies, knowledge.only)):
        misfit = refusal(fact, ontology, kinds)
        if misfit is None:
            facts.append(fact)
        else:
            misfits.append(misfit)
    return Reading(
        extraction,
        merge(entities),
        tuple(referents),
        named,
        about,
        tuple(times),
        facts=tuple(dict.fromkeys(facts)),
        refused=(*refused, *misfits),
        titled=titled(extraction.parse, entities),
    )


Joint = dict[int, tuple[int, ...]]
"""Mention that stands for several → the mentions of each."""


def _settled(extraction: Extraction, known: Reading | None) -> dict[int, Entity]:
    """Mention → whom it stands for in a reading that is known."""
    if known is None:
        return {}
    entities = {entity.id: entity for entity in known.entities}
    there = {(m.span, m.head): entities[r] for m, r in zip(known.extraction.mentions, known.referents, strict=True) if r in entities}
    return {index: there[m.span, m.head] for index, m in enumerate(extraction.mentions) if (m.span, m.head) in there}


def _as_known(events: tuple[Event, ...], extraction: Extraction, known: Reading | None) -> tuple[Event, ...]:
    """The events, each by the name that it has in a reading that is known: where a word tells an event of the same class in both."""
    if known is None:
        return events
    there = {(claim.head, claim.cls): about for claim, about in zip(known.extraction.claims, known.about, strict=True)}
    taken: set[str] = set()
    found = []
    for event in events:
        names = (there.get((extraction.claims[number].head, event.cls)) for number in event.claims)
        name = next((name for name in names if name is not None and name not in taken), event.id)
        taken.add(name)
        found.append(replace(event, id=name))
    return tuple(found)


def _identify(extraction: Extraction, names: Names, knowledge: Knowledge, settled: dict[int, Entity]) -> tuple[list[Entity], list[str | None], Joint]:
    """Every mention's entity: names first, then the rest in text order, so that a pronoun sees what stands before it."""
    mentions = extraction.mentions
    found = ((settled.get(index), names.identify(index)) for index in range(len(mentions)))
    entities: list[Entity] = [known or entity for known, entity in found if entity is not None]
    named = iter(entities)
    referents = [next(named).id if mention.form in ("name", "demonym") else None for mention in mentions]
    kinds: dict[str, str | None] = {entity.id: entity.kind for entity in entities}
    labels = {entity.id: entity.label for entity in entities}
    coreference = Coreference(extraction, knowledge.ontology, knowledge.lexicon, referents, kinds, labels)
    earlier: list[Candidate] = []
    joint: Joint = {}
    number = 0
    for index in sorted(range(len(mentions)), key=lambda i: (mentions[i].head, i)):
        mention = mentions[index]
        if referents[index] is None and index in settled:
            entities.append(settled[index])
            referents[index], kinds[settled[index].id] = settled[index].id, settled[index].kind
        if referents[index] is None:
            referents[index] = coreference.resolve(index, earlier)
        if referents[index] is None and (several := coreference.jointly(index, earlier)):
            joint[index] = several
        elif referents[index] is None and mention.form == "nominal":
            number += 1
            entity = unnamed(extraction, index, number)
            entities.append(entity)
            referents[index], kinds[entity.id] = entity.id, entity.kind
        referent = referents[index]
        if referent is not None:
            sentence = extraction.parse.tokens[mention.head].sentence
            earlier.append(Candidate(index, mention.head, sentence, referent, kinds.get(referent)))
    for index, mention in enumerate(mentions):
        if mention.form == "pronoun" and referents[index] is None:
            referents[index] = coreference.speaker(index)
    return entities, referents, joint


def _apart(claim: Claim, joint: Joint) -> Claim:
    """The claim with each of those whom "the two countries" stands for as a filler and source of its own."""
    if not joint:
        return claim
    fillers = (replace(f, mention=m) for f in claim.fillers for m in joint.get(-1 if f.mention is None else f.mention, (f.mention,)))
    sources = (m for source in claim.sources for m in joint.get(source, (source,)))
    return replace(claim, fillers=tuple(dict.fromkeys(fillers)), sources=tuple(dict.fromkeys(sources)))


def _by_role(claim: Claim, referents: list[str | None]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for filler in claim.fillers:
        referent = referents[filler.mention] if filler.mention is not None else None
        if referent is not None:
            found.setdefault(filler.role, set()).add(referent)
    return found


def _time_of(claim: Claim, extraction: Extraction) -> TimeValue | None:
    """The most precise of a claim's times; the parts of a span that stand in two expressions are joined."""
    values = [extraction.times[index].value for index in claim.times]
    values.extend(TimeValue(end=value.end or value.value) for index in claim.ends if (value := extraction.times[index].value))
    points = [value for value in values if value.value is not None]
    if not values:
        return None
    end = next((value.end for value in values if value.end is not None), None)
    if points:
        point = max(points, key=_precision)
        return TimeValue(begin=point.value, end=end) if claim.ends and str(end) > str(point.value) else point
    begin = next((value.begin for value in values if value.begin is not None), None)
    return TimeValue(begin=begin, end=end)


def _precision(time: TimeValue) -> int:
    value = time.value
    return len(value.isoformat()) if isinstance(value, date | datetime) else len(value or "")


# ---------------------------------------------------------------- relations
def _facts(extraction: Extraction, ontology: Ontology, referents: list[str | None], about: tuple[str, ...]) -> Iterable[Fact]:
    """What the patterns of the claims' classes give."""
    for number, claim in enumerate(extraction.claims):
        relation = ontology.inherited(ontology.gives, claim.cls)
        if claim.status == "denied" or relation is None:
            continue
        for pattern in ontology.inherited(ontology.patterns, claim.cls) or ():
            for subject, object_ in _pairs(claim, pattern, referents, about):
                yield Fact(subject, relation, object_, claim=number)


def _pairs(claim: Claim, pattern: Pattern, referents: list[str | None], about: tuple[str, ...]) -> list[tuple[str, str]]:
    subjects, objects = (_first_role(claim, roles, referents, about) for roles in (pattern.subjects, pattern.objects))
    return [(s, o) for s in subjects for o in objects if s != o]


def _first_role(claim: Claim, roles: tuple[str, ...], referents: list[str | None], about: tuple[str, ...]) -> list[str]:
    for role in roles:
        found = [node for filler in claim.fillers if filler.role == role and (node := _node(filler, referents, about)) is not None]
        if found and not (role == "agent" and len(found) == 1 and role != roles[0]):
            return list(dict.fromkeys(found))
    return []


def _node(filler: Filler, referents: list[str | None], about: tuple[str, ...]) -> str | None:
    if filler.claim is not None:
        return about[filler.claim]
    return referents[filler.mention] if filler.mention is not None else None


def _standing(extraction: Extraction, referents: list[str | None]) -> Iterable[Fact]:
    for number, standing in enumerate(extraction.standings):
        subject, object_ = referents[standing.subject], referents[standing.object]
        if subject is not None and object_ is not None and subject != object_:
            yield Fact(subject, standing.relation, object_, standing=number)


def _embodied(bodies: list[tuple[str, tuple[str, int]]], only: frozenset[str] | None) -> Iterable[Fact]:
    """A body's name says whose it is: the fact rests on the first mention that does."""
    if only is not None and "partOf" not in only:
        return
    for body, (state, mention) in bodies:
        yield Fact(body, "partOf", state, mention=mention)
