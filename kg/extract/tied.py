"""Relations that the user's own words tell: in copulas, appositions, possessives, noun phrases and verbs."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.clauses import is_nominal
from kg.extract.ends import End, Ends
from kg.extract.frames import Frame, Frames
from kg.extract.reach import Reach
from kg.extract.senses import part_of_speech
from kg.extract.stance import Stances
from kg.lexicon import Entry
from kg.model import Span, Standing, Token
from kg.ties import ANY, DOMAIN, RANGE, Tie, Ties

ENDS = (DOMAIN, RANGE)
Pair = tuple[End, End]


class Tied:
    """Finds the ties of one parse. What is denied, only maybe so, or so on somebody's word alone is no standing relation."""

    def __init__(self, frames: Frames, stances: Stances, ties: Ties) -> None:
        self._frames, self._stances, self._ties = frames, stances, ties
        self._ontology, self._mentions = frames.ontology, frames.mentions
        self.reach = Reach(frames.parse, frames.grammar, frames.lexicon.listed("copulas"))
        self.ends = Ends(frames.parse, frames.mentions, self.reach, ties, frames.ontology, frames.lexicon)
        self._stated: dict[int, bool] = {}
        self._drafts: list[Frame] = []  # kept, for stances are known by the frame

    def find(self) -> Iterator[Standing]:
        """In text order of the telling words."""
        if not self._ties.rows:
            return
        for token in self._frames.parse.tokens:
            for row in self.rows(token):
                for pair in self.pairs(token, row):
                    if self.is_stated(token):
                        yield self._standing(token, row, *pair)

    def rows(self, token: Token) -> tuple[Tie, ...]:
        """The rows for a word, the most specific first."""
        if not self.may_tell(token):
            return ()
        pos, rows = part_of_speech(token), self._ties.rows
        return (*rows.get((token.lemma.lower(), pos), ()), *rows.get((ANY, pos), ()))

    def may_tell(self, token: Token) -> bool:
        """Whether a word is more than a part of a name."""
        return self.ends.name(token) is None or token.dep in ("compound", "nmod", "attr", "appos", "pobj")

    def pairs(self, token: Token, row: Tie) -> Iterator[Pair]:
        """Domain and range of a row at a word, where its companions and conditions hold."""
        entry = Entry(row.id, "event", row.lemma, row.pos, companions=row.companions)
        if row.companions and not self._frames.senses.has_companions(token, entry):
            return
        if not all(condition.function in ENDS or self._frames.senses.holds(condition, token, entry) for condition in row.conditions):
            return
        subjects = self.at(token, row.domain, self.wanted(row, DOMAIN))
        objects = self.at(token, row.range, self.wanted(row, RANGE)) if subjects else []
        for subject in subjects:
            yield from ((subject, object_) for object_ in objects if self.are_two(subject, object_))

    def wanted(self, row: Tie, end: str) -> tuple[str, ...]:
        """The classes that an end may be of: the row's own condition, else those of the relation."""
        stated = next((condition for condition in row.conditions if condition.function == end and condition.test == "is"), None)
        table = self._ontology.domains if end == DOMAIN else self._ontology.ranges
        return tuple(sorted(stated.values)) if stated is not None else table.get(row.relation, ())

    def is_called(self, classes: tuple[str, ...]) -> bool:
        """Whether it is known how members of the first of the classes are called, and that others are taken for them."""
        return len(classes) > 1 and classes[0] in self._ties.patterns

    def at(self, token: Token, paths: tuple[str, ...], wanted: tuple[str, ...]) -> list[End]:
        """What stands at the end of the first of the paths that leads to any of a wanted class."""
        for path in sorted(paths, key=lambda path: (path == "subject", path)):  # what is acted on before who acts: "was born in"
            for group in self.reach.follow(token, path):
                found = [end for token_ in group for end in self.ends.of(token_, wanted)]
                if found:
                    return list(dict.fromkeys(found))
        return []

    def are_two(self, one: End, other: End) -> bool:
        """Whether two ends are not the same words, nor one inside the other."""
        return not one.span.covers(other.span) and not other.span.covers(one.span)

    # ------------------------------------------------------------ how sure it is
    def is_stated(self, token: Token) -> bool:
        """Whether the clause of the word says so by itself: no negation, modal, question or condition, and on nobody's word."""
        known = self._stated.get(token.i)
        if known is None:
            carrier = token.head if is_nominal(token) and token.dep in ("attr", "oprd") else token
            draft = Frame(
                token, Entry("tie", "event", token.lemma, part_of_speech(token)), "Event", carrier, self._frames.grammar.functions(token), words=[token]
            )
            self._drafts.append(draft)
            known = self._stated[token.i] = self._stances.of(draft).status == "asserted"
        return known

    def _standing(self, token: Token, row: Tie, subject: End, object_: End) -> Standing:
        first, second = self.ends.mention(subject), self.ends.mention(object_)
        spans = self._mentions.all[first].span, self._mentions.all[second].span
        span = Span(min(s.begin for s in spans), max(s.end for s in spans))
        return Standing(row.relation, first, second, row.id, token.sentence, span)
