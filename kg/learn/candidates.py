"""Candidates: every word and construction by which an example may tell its triple, and what each gives on all examples."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from kg.extract.ends import End
from kg.extract.senses import part_of_speech
from kg.extract.tied import Tied
from kg.learn.examples import Example, alike, squeezed
from kg.lexicon import Condition
from kg.model import Span, Token
from kg.ties import ANY, DOMAIN, RANGE, Tie

LONGEST = 4  # steps of both paths together
RARE = 12  # examples of a relation that are so few that one is enough for a word
NO_END = "number"  # a step that leads to no name
WORDS = "vna"  # parts of speech that tell relations


@dataclass(slots=True)
class Candidate:
    """A row and what it gives: of each example, the pairs of names, and whether they are right."""

    row: Tie
    given: dict[int, dict[tuple[str, str], bool]] = field(default_factory=dict)  # in examples that have a triple of the relation
    elsewhere: int = 0  # pairs in examples that have none

    @property
    def right(self) -> int:
        return sum(any(pairs.values()) for pairs in self.given.values())

    @property
    def wrong(self) -> int:
        return sum(not good for pairs in self.given.values() for good in pairs.values())


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example with what is needed to try rows on it."""

    number: int
    example: Example
    tied: Tied
    tokens: tuple[Token, ...]

    def wanted(self, relation: str) -> list[tuple[str, str]]:
        return [(subject, object_) for subject, name, object_ in self.example.triples if name == relation]


def propose(lessons: Sequence[Lesson], sizes: Mapping[str, int]) -> list[Tie]:
    """The rows by which two examples tell their triple, or one where there are few of the relation; the most frequent first."""
    found: Counter[tuple[str, str, str, str, str]] = Counter()
    for lesson in lessons:
        keys = {key for subject, relation, object_ in lesson.example.triples for key in _keys(lesson, relation, subject, object_)}
        found.update(keys)
    enough = {key: count for key, count in found.items() if count > 1 or sizes[key[0]] <= RARE}
    ranked = sorted(enough.items(), key=lambda item: (-item[1], item[0]))
    rows = (Tie("", relation, lemma, pos, (domain,), (range_,)) for (relation, lemma, pos, domain, range_), _ in ranked)
    return [replace(row, conditions=conditions) for row in rows for conditions in _restrictions(lessons[0].tied, row)]


def _restrictions(tied: Tied, row: Tie) -> Iterator[tuple[Condition, ...]]:
    """None, and that one end, or both, is called as members of its class are."""
    known = [Condition(end, "is", frozenset(tied.wanted(row, end)[:1])) for end in (DOMAIN, RANGE) if tied.is_called(tied.wanted(row, end))]
    return (some for size in range(len(known) + 1) for some in combinations(known, size))


def _keys(lesson: Lesson, relation: str, subject: str, object_: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Relation, word, part of speech and both paths of each row that gives this triple."""
    tied = lesson.tied
    blank = Tie("", relation, "", "", (), ())
    domain, range_ = tied.wanted(blank, DOMAIN), tied.wanted(blank, RANGE)
    ends = [_heads(lesson, subject, domain, alike), _heads(lesson, object_, range_, _equal)]
    if not all(ends):
        return
    for token in lesson.tokens:
        pos = part_of_speech(token)
        if pos not in WORDS or not tied.may_tell(token):
            continue
        paths = tied.reach.paths(token)
        sides = [
            sorted({paths[t.i] for t in side if t.i in paths and NO_END not in paths[t.i].split("/")}, key=lambda path: (path.count("/"), path))[:2]
            for side in ends
        ]
        for first in sides[0]:
            for second in sides[1]:
                if first != second and first.count("/") + second.count("/") + 2 <= LONGEST:
                    yield relation, token.lemma.lower(), pos, first, second
                    yield relation, ANY, pos, first, second


def _heads(lesson: Lesson, name: str, classes: tuple[str, ...], good: Callable[[str, str], bool]) -> list[Token]:
    """The words that give a name, of one name the word that its others hang on."""
    giving: dict[Span, list[Token]] = defaultdict(list)
    for token in lesson.tokens:
        for end in lesson.tied.ends.of(token, classes):
            if good(end.text, name):
                giving[end.span].append(token)
    return [t for tokens in giving.values() for t in tokens if t.head is t or t.head not in tokens]


def _equal(one: str, other: str) -> bool:
    return squeezed(one) == squeezed(other)


def attempt(rows: Iterable[Tie], lessons: Sequence[Lesson]) -> list[Candidate]:
    """What each row gives on all lessons."""
    by_word: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    candidates = [Candidate(row) for row in rows]
    for candidate in candidates:
        by_word[candidate.row.lemma, candidate.row.pos].append(candidate)
    for lesson in lessons:
        known: dict[tuple[int, str, tuple[str, ...]], list[End]] = {}
        for token in lesson.tokens:
            pos = part_of_speech(token)
            if pos in WORDS and lesson.tied.may_tell(token):
                for candidate in (*by_word.get((token.lemma.lower(), pos), ()), *by_word.get((ANY, pos), ())):
                    _try(candidate, token, lesson, known)
    return candidates


def _try(candidate: Candidate, token: Token, lesson: Lesson, known: dict[tuple[int, str, tuple[str, ...]], list[End]]) -> None:
    row, tied = candidate.row, lesson.tied
    ends = []
    for paths, end in ((row.domain, DOMAIN), (row.range, RANGE)):
        classes = tied.wanted(row, end)
        key = token.i, paths[0], classes
        if key not in known:
            known[key] = tied.at(token, paths, classes)
        if not known[key]:
            return
        ends.append(known[key])
    pairs = [(s, o) for s in ends[0] for o in ends[1] if tied.are_two(s, o)]
    if not pairs or not tied.is_stated(token):
        return
    wanted = lesson.wanted(row.relation)
    if not wanted:
        candidate.elsewhere += len(pairs)
        return
    given = candidate.given.setdefault(lesson.number, {})
    for subject, object_ in pairs:
        texts = subject.text, object_.text
        given[texts] = any(alike(texts[0], s) and _equal(texts[1], o) for s, o in wanted)


# ---------------------------------------------------------------- the best together
def choose(candidates: Sequence[Candidate], sizes: Mapping[str, int], *, price: float = 0.1, least: float = 0.8) -> list[Candidate]:
    """The candidates that together give most: the mean of precision and recall over the examples, `price` off for each pair elsewhere.

    A candidate must hold for two examples, where its relation has more than RARE; it must add `least` examples' worth.
    """
    chosen: list[Candidate] = []
    for relation in sorted({candidate.row.relation for candidate in candidates}):
        few = sizes[relation] <= RARE
        group = [c for c in candidates if c.row.relation == relation and c.right >= (1 if few else 2) and c.right >= c.wrong * 0.6]
        chosen += _choose(group, price=price, least=0.3 if few else least)
    return chosen


def _choose(group: list[Candidate], *, price: float, least: float) -> list[Candidate]:
    chosen: list[Candidate] = []
    state: dict[int, dict[tuple[str, str], bool]] = defaultdict(dict)
    while group:
        gains = [(_gain(candidate, state) - price * candidate.elsewhere - 0.05, candidate) for candidate in group]
        best, candidate = max(gains, key=lambda one: (one[0], one[1].row.lemma != ANY, one[1].row.lemma, one[1].row.domain, one[1].row.range))
        if best < least:
            break
        chosen.append(candidate)
        for number, pairs in candidate.given.items():
            state[number].update(pairs)
        group = [one for gain, one in gains if one is not candidate and gain > -len(state)]
    return chosen


def _gain(candidate: Candidate, state: Mapping[int, dict[tuple[str, str], bool]]) -> float:
    return sum(_worth({**state.get(number, {}), **pairs}) - _worth(state.get(number, {})) for number, pairs in candidate.given.items())


def _worth(pairs: Mapping[tuple[str, str], bool]) -> float:
    """F1 of one example: one triple is wanted, and these pairs are given."""
    return 2 / (len(pairs) + 1) if any(pairs.values()) else -0.15 * bool(pairs)
