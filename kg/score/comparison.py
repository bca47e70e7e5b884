"""How far a graph tells what its article tells: precision, recall and F1 of six measures (docs/scoring.md says what each counts)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from kg.score.gold import Gold, Slot, Told
from kg.score.guesses import Guess, Guesses
from kg.score.terms import Terms, shipped

MEASURES = ("mentions", "events", "roles", "qualifiers", "identity", "relations")
_LATE = 4  # characters by which a mention may begin after the name: "the U.S. Navy" and "U.S. Navy" are both right


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were found that are right, how many were guessed, how many were wanted."""

    right: int = 0
    guessed: int = 0
    wanted: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.guessed + other.guessed, self.wanted + other.wanted)

    @property
    def counted(self) -> bool:
        """Whether there is anything to measure."""
        return bool(self.guessed or self.wanted)

    @property
    def precision(self) -> float:
        return self.right / self.guessed if self.guessed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Scores = dict[str, Tally]


class Remark(NamedTuple):
    """What was missed, with the line of the annotations that asks for it; or what was wrong, with None where no line speaks of it."""

    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """The tally of each measure of one article, and the remarks in the order of the measures."""

    scores: Scores
    remarks: tuple[Remark, ...]


def total(results: Iterable[Result]) -> Scores:
    """The sums of all articles: every single thing counts the same, whichever article it stands in."""
    scores = dict.fromkeys(MEASURES, Tally())
    for result in results:
        scores = {measure: scores[measure] + result.scores[measure] for measure in MEASURES}
    return scores


def compare(gold: Gold, guesses: Guesses, terms: Terms | None = None) -> Result:
    """The scores of what a graph says of one article. `terms` has the standing relations; those of the shipped ontology for None."""
    pairing = _pair(gold, guesses)
    counts = {measure: _Count() for measure in MEASURES}
    _score_mentions(gold, guesses, counts["mentions"])
    _score_events(gold, pairing, counts["events"])
    _score_slots(gold, guesses, pairing, counts["roles"], counts["qualifiers"])
    _score_identity(gold, pairing, counts["identity"])
    _score_relations(gold, guesses, terms or shipped(), counts["relations"])
    remarks = tuple(remark for count in counts.values() for remark in count.remarks)
    return Result({measure: Tally(count.right, count.guessed, count.wanted) for measure, count in counts.items()}, remarks)


@dataclass(slots=True)
class _Count:
    """A tally in the making, with the remarks on it."""

    right: int = 0
    guessed: int = 0
    wanted: int = 0
    remarks: list[Remark] = field(default_factory=list)

    def want(self, found: bool, what: str, line: int | None = None) -> None:
        """Counts something that the annotations ask for."""
        self.wanted += 1
        self.right += found
        self.guessed += found
        if not found:
            self.remarks.append(Remark(line, f"missed {what}"))

    def reject(self, what: str, line: int | None = None) -> None:
        """Counts something that the annotations do not know."""
        self.guessed += 1
        self.remarks.append(Remark(line, f"wrong {what}"))


@dataclass(frozen=True, slots=True)
class _Pairing:
    """Which claim tells which annotated event, and the claims that tell none."""

    found: Mapping[str, Guess]  # by the event's key
    surplus: tuple[Guess, ...]


def _pair(gold: Gold, guesses: Guesses) -> _Pairing:
    """Each event with the claim of its class that shares most characters with its trigger."""
    free = {guess.node: guess for guess in guesses.claims if gold.counts(guess.extent)}
    candidates = sorted(
        (
            (guess.extent.shared(event.extent), key, node)
            for key, event in gold.events.items()
            for node, guess in free.items()
            if guess.extent.shared(event.extent) and set(guess.classes) & set(event.classes)
        ),
        reverse=True,
    )
    found: dict[str, Guess] = {}
    for _, key, node in candidates:
        if key not in found and node in free:
            found[key] = free.pop(node)
    return _Pairing(found, tuple(sorted(free.values(), key=lambda guess: guess.extent)))


# ---------------------------------------------------------------- names
def _is(gold: Gold, guesses: Guesses, node: str, key: str) -> bool:
    """Whether the node carries one of the entity's names."""
    wanted = {_folded(name) for name in gold.entities[key].names}
    return any(_folded(name).removeprefix("the ") in wanted for name in guesses.called(node))


def _folded(name: str) -> str:
    return name.lower().replace("\u2019", "'")


def _words(text: str) -> list[str]:
    """The words in lower case, without possessive and plural endings."""
    found = re.findall(r"[\w-]+", _folded(text).replace("'s", ""))
    return [word[:-1] if word.endswith("s") and len(word) > 3 else word for word in found]


def _fills(gold: Gold, guesses: Guesses, pairing: _Pairing, node: str, slot: Slot) -> bool:
    """Whether the node is what the slot asks for: a named entity, an event (by any of its mentions), or a phrase with that head."""
    if slot.words is not None:
        return any(head in _words(name) for head in _words(slot.words)[-1:] for name in guesses.called(node))
    for value in slot.values:
        if value in gold.events:
            if any(pairing.found[key].about == node for key in _mentions_of(gold, value) if key in pairing.found):
                return True
        elif _is(gold, guesses, node, value):
            return True
    return False


def _mentions_of(gold: Gold, key: str) -> tuple[str, ...]:
    """The keys of the event's other mentions and its own."""
    return next((tuple(k for k, _ in group) for group in reversed(tuple(gold.same.values())) if any(k == key for k, _ in group)), (key,))


# ---------------------------------------------------------------- measures
def _score_mentions(gold: Gold, guesses: Guesses, count: _Count) -> None:
    for extent, key in gold.mentions.items():
        found = any(other.begin <= extent.begin + _LATE and other.shared(extent) and _is(gold, guesses, node, key) for other, node in guesses.mentions.items())
        count.want(found, f"mention {gold.words(extent)!r} at {extent.begin} of {gold.entities[key].names[0]!r}")
    for extent, node in sorted(guesses.mentions.items()):
        keys = [key for other, key in gold.mentions.items() if other.shared(extent)]
        if gold.counts(extent) and keys and not any(_is(gold, guesses, node, key) for key in keys):
            count.reject(f"mention {gold.words(extent)!r} at {extent.begin} as {' = '.join(guesses.called(node)) or node}")


def _score_events(gold: Gold, pairing: _Pairing, count: _Count) -> None:
    for key, event in gold.events.items():
        if not event.optional:
            count.want(key in pairing.found, f"event {key} {'|'.join(event.classes)} {gold.words(event.extent)!r}", event.line)
    for guess in pairing.surplus:
        count.reject(f"event {'|'.join(guess.classes)} {gold.words(guess.extent)!r} at {guess.extent.begin}")


def _score_slots(gold: Gold, guesses: Guesses, pairing: _Pairing, roles: _Count, qualifiers: _Count) -> None:
    for key, event in gold.events.items():
        guess = pairing.found.get(key)
        if not event.optional:
            _score_roles(gold, guesses, pairing, event, guess, roles)
            if guess is not None:
                _score_qualifiers(gold, guesses, pairing, event, guess, qualifiers)
    for guess in pairing.surplus:
        roles.guessed += sum(len(fillers) for fillers in guess.roles.values())


def _score_roles(gold: Gold, guesses: Guesses, pairing: _Pairing, event: Told, guess: Guess | None, count: _Count) -> None:
    """Counts the roles of one event; each filler answers one slot, those with keys before those with words."""
    free = [(role, node) for role, fillers in guess.roles.items() for node in fillers] if guess else []
    for slot in sorted(event.roles, key=lambda slot: slot.words is not None):
        fitting = [pair for name in slot.names for pair in free if pair[0] == name and _fills(gold, guesses, pairing, pair[1], slot)]
        if fitting:
            free.remove(fitting[0])
        if not slot.optional:
            count.want(bool(fitting), f"role {event.key} {slot}", event.line)
    for role, node in free:
        count.reject(f"role {event.key} {role}={' = '.join(guesses.called(node)) or node}", event.line)


def _score_qualifiers(gold: Gold, guesses: Guesses, pairing: _Pairing, event: Told, guess: Guess, count: _Count) -> None:
    for slot in event.qualifiers:
        if slot.optional:
            continue
        given = guess.qualifiers.get(slot.names[0], ())
        attribution = slot.names[0] == "by"
        right = any(_fills(gold, guesses, pairing, value, slot) if attribution else _agrees(value, slot) for value in given)
        count.wanted += 1
        count.guessed += bool(given)
        count.right += right
        if not right:
            count.remarks.append(Remark(event.line, f"wrong qualifier {event.key} {slot}, given {', '.join(given) or 'nothing'}"))
    asked = {slot.names[0] for slot in event.qualifiers}
    for name, values in guess.qualifiers.items():
        if name not in asked and name != "status":
            for value in values:
                count.reject(f"qualifier {event.key} {name}={value}", event.line)


def _agrees(value: str, slot: Slot) -> bool:
    """Whether the value is the annotated one or more precise: a day in the month, an hour of the day."""
    wanted = slot.words or "|".join(slot.values)
    return value == wanted or value.startswith((wanted + "-", wanted + "T"))


def _score_identity(gold: Gold, pairing: _Pairing, count: _Count) -> None:
    """Counts pairs of event mentions: those that are one event and those that the graph makes one."""
    wanted, doubtful = set[frozenset[str]](), set[frozenset[str]]()
    for group in gold.same.values():
        for (one, maybe), (other, perhaps) in combinations(group, 2):
            (doubtful if maybe or perhaps else wanted).add(frozenset((one, other)))
    found = [key for key in pairing.found if not gold.events[key].optional]
    joined = {frozenset(pair) for pair in combinations(found, 2) if pairing.found[pair[0]].about == pairing.found[pair[1]].about}
    for pair in _in_order(wanted):
        count.want(pair in joined, f"identity of {' and '.join(sorted(pair))}")
    for pair in _in_order(joined - wanted - doubtful):
        count.reject(f"identity of {' and '.join(sorted(pair))}")


def _in_order(pairs: Iterable[frozenset[str]]) -> Iterator[frozenset[str]]:
    yield from sorted(pairs, key=sorted)


def _score_relations(gold: Gold, guesses: Guesses, terms: Terms, count: _Count) -> None:
    """Counts relations of the names that are annotated, and of all that stand by themselves."""
    names = {*terms.standing, *(relation.name for relation in gold.relations)}
    free = list(guesses.relations)
    for relation in gold.relations:
        fitting = [
            found
            for found in free
            if found[0] == relation.name and _is(gold, guesses, found[1], relation.subject) and _is(gold, guesses, found[2], relation.object)
        ]
        if fitting:
            free.remove(fitting[0])
        if not relation.optional:
            count.want(bool(fitting), f"relation {relation.name} {relation.subject} {relation.object}", relation.line)
    for name, subject, object_ in free:
        if name in names:
            count.reject(f"relation {name} {' = '.join(guesses.called(subject))} {' = '.join(guesses.called(object_))}")
