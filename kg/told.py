"""A reading as claims that stand alone: each with its words, its participants by name, its status and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.literal import written
from kg.model import Claim, Entity, Filler, Reading, Span, TimeValue
from kg.slug import encoded
from kg.vocab import BASE


@dataclass(frozen=True, slots=True)
class Participant:
    """Who or what takes part in an event, or on whose word it stands.

    `role` is "agent", "theme", …, or "source". `name` is what the graph calls it, of an event the words that tell it. `iri` is its node;
    None where nobody knows who "they" are. `span` is where the text names it, in code points.
    """

    role: str
    name: str
    iri: str | None
    kind: str | None  # "State"; of an event its class
    span: Span


@dataclass(frozen=True, slots=True)
class ResolvedClaim:
    """What one sentence says of one event, with everybody in it resolved to names and IRIs.

    Spans count code points of the text as it was given, ends exclusive. `time` is "2024-03-14", an instant, "2024-05", "2024", or a span
    "2024-03-14/2024-03-16", in which ".." is an open end.
    """

    cls: str  # local name of the event class, "Launch"
    words: str  # what evokes it
    status: str  # "asserted", "reported", "hypothetical", "denied"
    trigger: Span
    sentence: Span
    participants: tuple[Participant, ...]
    sources: tuple[Participant, ...]
    event: str  # the IRI of the event; two claims with one are about the same
    rule: str  # the entry of the lexicon that found it
    time: str | None = None
    outcome: str | None = None  # "success", "failure"
    quantity: int | None = None
    ordinal: int | None = None

    def role(self, name: str) -> tuple[str, ...]:
        """The names of those in a role, in text order; empty where there is nobody."""
        return tuple(participant.name for participant in self.participants if participant.role == name)

    def __str__(self) -> str:
        by = " & ".join(source.name for source in self.sources)
        parts = [f'{self.cls} "{self.words}" {self.status}', f"by {by}" if by else ""]
        parts += [f"{participant.role}={participant.name}" for participant in self.participants]
        parts += [f"{name}={value}" for name in ("time", "quantity", "ordinal", "outcome") if (value := getattr(self, name)) is not None]
        return " ".join(filter(None, parts))

    @classmethod
    def from_plain(cls, record: Mapping[str, Any]) -> ResolvedClaim:
        """The claim that `dataclasses.asdict` made plain, also after a way through JSON or MessagePack."""
        spans = {name: Span(*record[name]) for name in ("trigger", "sentence")}
        people = {name: tuple(Participant(**{**one, "span": Span(*one["span"])}) for one in record[name]) for name in ("participants", "sources")}
        return cls(**{**record, **spans, **people})


def told(reading: Reading, *, base: str = BASE) -> tuple[ResolvedClaim, ...]:
    """The claims of a reading, in text order. Pure."""
    entities = {entity.id: entity for entity in reading.entities}
    return tuple(_claim(number, reading, entities, base) for number in range(len(reading.extraction.claims)))


def _claim(number: int, reading: Reading, entities: Mapping[str, Entity], base: str) -> ResolvedClaim:
    claim, parse = reading.extraction.claims[number], reading.extraction.parse
    fillers = (_filler(filler, reading, entities, base) for filler in claim.fillers)
    return ResolvedClaim(
        cls=claim.cls,
        words=_words(reading, claim.trigger),
        status=claim.status,
        trigger=claim.trigger,
        sentence=parse.sentences[claim.sentence].span,
        participants=tuple(sorted(fillers, key=lambda one: (one.span, one.role))),
        sources=tuple(_sources(claim, reading, entities, base)),
        event=encoded(base + reading.about[number]),
        rule=claim.rule,
        time=_time(reading.times[number]),
        outcome=claim.outcome,
        quantity=claim.quantity,
        ordinal=claim.ordinal,
    )


def _sources(claim: Claim, reading: Reading, entities: Mapping[str, Entity], base: str) -> Iterator[Participant]:
    for mention in claim.sources:
        yield _mentioned("source", mention, reading, entities, base)


def _filler(filler: Filler, reading: Reading, entities: Mapping[str, Entity], base: str) -> Participant:
    if filler.claim is None:
        return _mentioned(filler.role, filler.mention or 0, reading, entities, base)
    other = reading.extraction.claims[filler.claim]
    return Participant(filler.role, _words(reading, other.trigger), encoded(base + reading.about[filler.claim]), other.cls, other.trigger)


def _mentioned(role: str, number: int, reading: Reading, entities: Mapping[str, Entity], base: str) -> Participant:
    mention, referent = reading.extraction.mentions[number], reading.referents[number]
    entity = entities.get(referent) if referent else None
    if entity is None:
        return Participant(role, mention.text, None, mention.kind, mention.span)
    return Participant(role, entity.label, encoded(base + entity.id), entity.kind, mention.span)


def _words(reading: Reading, span: Span) -> str:
    return " ".join(reading.extraction.parse.article.text[span.begin : span.end].split())


def _time(time: TimeValue | None) -> str | None:
    if time is None:
        return None
    if time.value is not None:
        return written(time.value)
    return "/".join(".." if end is None else written(end) for end in (time.begin, time.end))
