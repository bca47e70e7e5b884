"""The words of one sentence as the grammar of times sees them, with what is known of the article so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kg.calendar import NOTHING, Calendar, Marks
from kg.extract.times.periods import FUTURE, OPEN, PAST, Fields, Period
from kg.extract.times.tense import direction, governing, is_timetabled, report_of
from kg.model import Parse, Token

LIKELY = range(1800, 2100)  # years that are one on the model's word alone
HORIZON = 20  # words after the trigger that its expression may reach; what nests in words ("the end of the end of …") ends there
LONGEST_FEAST = 4  # words of "New Year's Eve"
WEEK = 7  # days before publication that an article tells of as its own story
COUNTED = ("", "DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT")  # labels of the model that are no names

Dated = tuple[Fields | Period, int]
"""A date or period with the index after its last word."""


class Cursor:
    """Words by index, each with the parts that it can play in a date. `turn` points it at the next word that may belong to one."""

    __slots__ = (
        "_cache",
        "_calendar",
        "_end",
        "_first",
        "_parse",
        "_said",
        "_sentence",
        "_stop",
        "bound",
        "granted",
        "issued",
        "named",
        "near",
        "tokens",
        "told",
        "trigger",
    )

    def __init__(self, parse: Parse, calendar: Calendar) -> None:
        self.tokens: Sequence[Token] = parse.tokens
        self.issued: date | None = parse.article.issued
        self.trigger = 0
        self.bound = OPEN  # -1 after "since", 1 after "until"
        self.granted = -1  # a token that may be a bare month or year, because of what stands before it
        self.near: Period | None = None  # the period named last, in this sentence or the one before
        self.named: Period | None = None  # the day named last, likewise
        self.told: Period | None = None  # the day that a clock time alone belongs to
        self._parse, self._calendar = parse, calendar
        self._sentence, self._first, self._stop, self._end = -1, 0, 0, 0
        self._cache: dict[int, Marks] = {}
        self._said: dict[int, date] = {}  # verb → the day that dates it

    @property
    def anchor(self) -> date | None:
        """The day that a day or month without a year is near: that of publication; in reported speech that of the report, where one was named.

        "Said on Monday that it would end on Wednesday" means the Wednesday after that Monday.
        """
        reported = report_of(self.tokens[self.trigger], self._calendar, ahead=self.direction == FUTURE)
        said = self._said.get(reported.i) if reported else None
        return said if said and self.issued and said <= self.issued else self.issued

    def remember(self, first: int, last: int, period: Period) -> None:
        """The verb whose day was named."""
        inside = range(first, last)
        top = next((t for t in self.tokens[first:last] if t.head.i not in inside), None)
        verb = governing(top) if top and period.is_day else None
        if verb:
            self._said.setdefault(verb.i, period.begin)

    def turn(self, trigger: int, memory: Sequence[tuple[int, Period]]) -> None:
        """Point at `trigger`; `memory` is what was named before, with the sentence of each."""
        self.trigger = trigger
        sentence = self.tokens[trigger].sentence
        if sentence != self._sentence:
            around = self._parse.sentences[sentence]
            self._sentence, self._first, self._stop, self._cache = sentence, around.first, around.last, {}
        self._end = min(self._stop, trigger + HORIZON)
        recent = [period for number, period in memory[-4:] if number >= sentence - 1]
        self.near = recent[-1] if recent else None
        self.named = next((period for period in reversed(recent) if period.is_day), None)
        self.told = self.named or _day_of_story(memory, self.issued)

    @property
    def sentence(self) -> int:
        return self._sentence

    @property
    def direction(self) -> int:
        """-1 if the words around tell what was, 1 if they tell what will be, else 0."""
        if self.bound < 0:
            return PAST
        token = self.tokens[self.trigger]
        found = direction(token, self._calendar) or self.bound
        return FUTURE if found == OPEN and "weekday" in self.marks(self.trigger) and is_timetabled(token) else found

    # ---- words
    def marks(self, i: int) -> Marks:
        """The parts that a token can play; none outside the sentence, or far from the trigger."""
        if not self._first <= i < self._end:
            return NOTHING
        found = self._cache.get(i)
        if found is None:
            found = self._cache[i] = self._calendar.marks(self.tokens[i].lower)
        return found

    def mark(self, i: int, kind: str) -> int | None:
        return self.marks(i).get(kind)

    def skip(self, i: int, *kinds: str) -> int:
        """The index after tokens of these kinds, at most one of each, in this order."""
        for kind in kinds:
            i += kind in self.marks(i)
        return i

    def shift(self, i: int) -> tuple[int | None, int]:
        """How far "last", "this", "next", "this past" point, and the index after; None and `i` where nothing points."""
        shift = self.mark(i, "shift")
        if shift is None or (shift and "the" in self.marks(i - 1)):
            return None, i
        further = self.mark(i + 1, "after-this") if shift == 0 else None
        return (further, i + 2) if further else (shift, i + 1)

    def feast(self, i: int) -> tuple[int, int] | None:
        """Month and day of a feast that begins at `i` ("New Year's Eve"), as 1231, and the index after."""
        if "feast" not in self.marks(i) or not self.is_capital(i) or self.is_name(i):
            return None
        for last in range(min(i + LONGEST_FEAST, self._stop), i, -1):
            found = self._calendar.feasts.get(tuple(token.lower.replace("’", "'") for token in self.tokens[i:last]))
            if found is not None:
                return found, last
        return None

    # ---- what a word is in this place
    def is_capital(self, i: int) -> bool:
        return self._first <= i < self._stop and self.tokens[i].text[:1].isupper()

    def is_dated(self, i: int) -> bool:
        return self.tokens[i].entity[2:] == "DATE"

    def is_name(self, i: int) -> bool:
        """Whether the model takes the word for a part of somebody's or something's name."""
        return self.tokens[i].entity[2:] not in COUNTED

    def is_single(self, i: int) -> bool:
        return "plural" not in self.marks(i)

    def counts(self, i: int) -> bool:
        """Whether a number counts the noun after it: "in March 20 people died"."""
        token = self.tokens[i]
        return token.dep == "nummod" and token.head.i > i and token.head.tag in ("NNS", "NNPS") and not self.is_dated(i)

    def is_whole(self, first: int, last: int) -> bool:
        """Whether tokens stand without white space between them."""
        return last <= self._stop and all(self.tokens[i].end == self.tokens[i + 1].begin for i in range(first, last - 1))

    def is_weekday(self, i: int) -> bool:
        token, before = self.tokens[i], self.marks(i - 1)
        return self.is_capital(i) and token.pos != "VERB" and not self.is_name(i) and "epithet" not in before and "repeated" not in before

    def is_month(self, i: int) -> bool:
        """Whether a month's name without day or year means the month."""
        if self.tokens[i].pos in ("AUX", "VERB"):
            return False
        if i == self.granted or "sure" in self.marks(i):
            return True
        if "dating" in self.marks(i - 1):
            return not self.is_name(i)
        return self.is_dated(i) and not self._is_first_name(i)

    def _is_first_name(self, i: int) -> bool:
        """Whether a name that is no word of time follows: "August Willich"."""
        return self.is_capital(i + 1) and self.tokens[i + 1].pos == "PROPN" and not self.marks(i + 1)

    def is_year(self, i: int) -> bool:
        """Whether four figures mean a year: after "in", "since", …, or by the model's label; not in "Resolution 1718"."""
        before, after = self.marks(i - 1), self.marks(i + 1)
        if "numbered" in before or "repeated" in before or "plural" in after or "month-unit" in after or self.counts(i):
            return False
        if "epithet" in before or ("month-unit" in before and "epithet" in self.marks(i - 2)):  # "fiscal year 2023"
            return False
        if i == self.granted or "sure" in self.marks(i) or before.get("dating", 0) > (self.tokens[i].entity[2:] not in ("", "DATE")):
            return True
        return self.is_dated(i) and self.marks(i).get("year", LIKELY.start) in LIKELY


def _day_of_story(memory: Sequence[tuple[int, Period]], issued: date | None) -> Period | None:
    """The day named last of those in the week before publication."""
    if issued is None:
        return None
    return next((period for _, period in reversed(memory) if period.is_day and 0 <= (issued - period.begin).days <= WEEK), None)
