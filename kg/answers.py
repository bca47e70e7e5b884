"""What a reader besides our own rules says of one article, in words of the article: nothing of it is believed before it is found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kg.model import Rejection, Teller

if TYPE_CHECKING:
    from kg.knowledge import Knowledge
    from kg.model import Parse
    from kg.ontology import Ontology

RULES = "rules"  # what our own reader is called where readers are chosen
BUILT_IN = ("llm", "gliner")
NOT_FOUND = "not in the text"
NOT_KNOWN = "not in the ontology"
NOT_FIT = "of a kind that the ontology does not admit"
NOT_STATED = "not stated as a fact"
NO_WORD = "no word that tells it"
BROKEN = "broken answer"


@dataclass(frozen=True, slots=True)
class SaidClaim:
    """That a sentence tells of an event. `trigger`, what fills the roles, `shown` and `source` are words of that sentence.

    `shown` are the words that prove the status. A status or source without words of the text is not taken over.
    """

    sentence: int  # index into Parse.sentences
    cls: str
    trigger: str
    roles: tuple[tuple[str, str], ...] = ()  # (role, words)
    status: str | None = None
    shown: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class SaidRelation:
    """That a sentence states a standing relation between two things."""

    sentence: int
    relation: str
    subject: str
    object: str


@dataclass(frozen=True, slots=True)
class SaidName:
    """That words of a sentence name something of a kind."""

    sentence: int
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a reader says of one article; `broken` counts what it said in a form that nobody can read."""

    teller: Teller
    claims: tuple[SaidClaim, ...] = ()
    relations: tuple[SaidRelation, ...] = ()
    names: tuple[SaidName, ...] = ()
    broken: int = 0


class OtherReader(Protocol):
    """Whatever reads articles besides our own rules. It is made once in each process, and asked for one article after another."""

    name: str  # one word in small letters: part of the graphs' IRIs

    def read(self, parse: Parse) -> Answer:
        """What it says of the article. The same article gives the same answer, as far as that is in its power. Raises ReaderError."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one reader's answer to one article: what was taken over, what was dropped and why, or why there is none."""

    name: str
    claims: int = 0
    relations: int = 0
    names: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)  # reason → how many
    failure: Rejection | None = None


@dataclass(slots=True)
class Tally:
    """What came of one reader's answers in a run."""

    documents: int = 0
    claims: int = 0
    relations: int = 0
    names: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def add(self, heard: Heard) -> None:
        self.documents += heard.failure is None
        self.claims += heard.claims
        self.relations += heard.relations
        self.names += heard.names
        self.dropped.update(heard.dropped)


# ---------------------------------------------------------------- what may be said
@dataclass(frozen=True, slots=True)
class Sayable:
    """What the ontology has words for, and so all that a reader may say."""

    classes: Mapping[str, tuple[str, ...]]  # event class → its roles
    relations: tuple[str, ...]
    kinds: tuple[str, ...]  # of entities


def sayable(knowledge: Knowledge) -> Sayable:
    """The event classes with their roles, the standing relations and the kinds, in order of name; one's own alone, where only these count."""
    ontology, only = knowledge.ontology, knowledge.only
    events = (cls for cls in sorted(ontology.lineages) if cls != "Event" and ontology.is_a(cls, "Event") and _gives(cls, ontology))
    told = {tie.relation for rows in knowledge.ties.rows.values() for tie in rows}
    return Sayable(
        {cls: _roles(cls, ontology) for cls in events if only is None or not only.isdisjoint(ontology.lineage(cls))},
        tuple(sorted(relation for relation in ontology.standing | told if only is None or relation in only)),
        tuple(kind for kind in sorted(ontology.lineages) if kind != "Entity" and ontology.is_a(kind, "Entity")),
    )


def _gives(cls: str, ontology: Ontology) -> bool:
    """Whether a class, or one that it is below, gives a relation: what only groups classes does not."""
    return not ontology.gives.keys().isdisjoint(ontology.lineage(cls))


def _roles(cls: str, ontology: Ontology) -> tuple[str, ...]:
    """What any part of a sentence fills in a class, and what its relation is made of."""
    found = set(ontology.functions(cls).values())
    for pattern in ontology.inherited(ontology.patterns, cls) or ():
        found.update(pattern.subjects, pattern.objects)
    return tuple(sorted(found & ontology.roles))
