"""The grammar of points of time: from the words at one place to a date, a period or a clock time."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kg.extract.calendar import NOTHING, Calendar, Marks
from kg.extract.periods import (
    DAY,
    FUTURE,
    OPEN,
    PAST,
    Fields,
    Period,
    around,
    at_clock,
    block,
    choose,
    nth,
    nth_weekday,
    on,
    resolve,
    seasons,
    step,
    week,
    weekdays,
    weekends,
)
from kg.extract.tense import direction
from kg.model import Token

LIKELY = range(1800, 2100)  # years that are one on the model's word alone
MOST = 100  # of years, that "N years ago" may count: more is a round number


class Clock(NamedTuple):
    """A time of day; `offset` is None where the text names no zone, `day` where it names no day."""

    minute: int
    offset: int | None
    day: Fields | Period | None


Point = Fields | Period | Clock
Found = tuple[Point, int]  # with the index after its last word
Dated = tuple[Fields | Period, int]


class Reader:
    """Reads points of time in one sentence, around one word that may belong to a date.

    Every method that takes `i` tries to read at that token and returns what it found, or None.
    """

    __slots__ = ("bound", "calendar", "granted", "issued", "named", "near", "sentence", "stop", "told", "tokens", "trigger")

    def __init__(self, tokens: tuple[Token, ...], calendar: Calendar, issued: date | None) -> None:
        self.tokens = tokens
        self.calendar = calendar
        self.issued = issued
        self.trigger = 0
        self.sentence = 0
        self.stop = 0  # the end of the trigger's sentence
        self.bound = OPEN  # -1 after "since", 1 after "until"
        self.granted = -1  # a token before which stands something that makes a bare month or year a date
        self.near: Period | None = None  # the period named last, in this sentence or the one before
        self.named: Period | None = None  # the day named last, likewise
        self.told: Period | None = None  # the day that a clock time alone belongs to, if it is of the past

    # ---- words
    def marks(self, i: int) -> Marks:
        return self.calendar.marks(self.tokens[i].lower) if 0 <= i < self.stop and self.tokens[i].sentence == self.sentence else NOTHING

    def mark(self, i: int, kind: str) -> int | None:
        return self.marks(i).get(kind)

    def skip(self, i: int, *kinds: str) -> int:
        """The index after tokens of these kinds, at most one of each, in this order."""
        for kind in kinds:
            i += kind in self.marks(i)
        return i

    @property
    def direction(self) -> int:
        if self.bound < 0:
            return PAST
        return direction(self.tokens[self.trigger], self.calendar) or self.bound

    # ---- a point of time
    def point(self, i: int) -> Found | None:
        """Any point of time: "10 p.m. Wednesday", "the end of May", "2023"."""
        return self.clock_and_day(i) or self.part(i) or self.day_and_clock(i) or self.period(i)

    def resolve(self, point: Point) -> Period | None:
        """The period that a point names, against the day of publication and the tense."""
        if isinstance(point, Period):
            return point
        if isinstance(point, Fields):
            return resolve(point, self.issued, self.direction)
        day = on(self.issued) if self.issued else None
        if point.day is not None:
            day = self.resolve(point.day)
        elif self.told and (self.direction == PAST or not day):
            day = self.told
        if day is None or not day.is_day or point.offset is None:
            return day
        return at_clock(day.begin, point.minute, point.offset)

    def part(self, i: int) -> Found | None:
        """A part of a period: "early Thursday", "mid-July", "the end of this month", "late on Friday"."""
        k = self.skip(i, "the")
        edge, early = self.mark(k, "edge"), "part" in self.marks(k)
        if edge is not None and "of" in self.marks(k + 1):
            inner = self.skip(k + 1, "of")
        elif early:
            inner = k + 1 + ("on" in self.marks(k + 1) or "dash" in self.marks(k + 1))
        else:
            return None
        self.granted = inner
        found = self.this_unit(inner) or self.point(inner)
        if not found or not edge:
            return found
        period = self.resolve(found[0])
        return (period._replace(edge=edge), found[1]) if period else None

    def this_unit(self, i: int) -> Dated | None:
        """A unit that the day of publication lies in, where something before tells its part: "(later in) the week"."""
        k = self.skip(i, "the")
        k = self.skip(k, "current")
        return self.unit(k, on(self.issued), 0) if self.issued and "plural" not in self.marks(k) else None

    def unit(self, i: int, base: Period, shift: int) -> Dated | None:
        """The week, weekend, month, quarter, year, … so many from `base`."""
        marks = self.marks(i)
        if marks.get("day-unit") == 7:
            return week(base.begin, shift), i + 1
        if "month-unit" in marks and marks["month-unit"] != 6:
            return block(base.begin, marks["month-unit"], shift), i + 1
        return None

    # ---- clock
    def clock(self, i: int) -> tuple[int, int | None, int] | None:
        """Minute of the day, zone or None, and the index after: "3:50 a.m.", "18:00 UTC", "0200 GMT", "noon"."""
        marks = self.marks(i)
        half = self.mark(i + 1, "meridiem")
        minute = marks.get("clock", marks.get("clock-name"))
        end, sure = i + 1, "sure" in marks or "clock-name" in marks
        if half is not None and (minute is not None or "number" in marks):
            minute = marks["number"] * 60 if minute is None else minute
            if not 60 <= minute < 780:
                return None
            minute, end, sure = minute % 720 + half * 60, i + 2, True
        zone = self.mark(end, "zone")
        if minute is None and zone is not None:
            minute = marks.get("military")
        if minute is None or ("dotted" in marks and not sure):
            return None
        if zone is not None:
            return minute, zone, end + 1
        local = self.local_time(end)
        return (minute, None, local) if sure or local > end or "at" in self.marks(i - 1) else None

    def local_time(self, i: int) -> int:
        """The index after "local time", "Eastern", "Tokyo time"."""
        if i < self.stop and self.tokens[i].text[:1].isupper() and "local-time" in self.marks(i + 1):
            i += 1
        while "local-time" in self.marks(i):
            i += 1
        return i

    def clock_and_day(self, i: int) -> Found | None:
        clock = self.clock(i)
        if not clock:
            return None
        minute, offset, end = clock
        day = self.day(self.skip(end, "comma", "on")) or self.day(end)
        return (Clock(minute, offset, day[0]), day[1]) if day else (Clock(minute, offset, None), end)

    def day_and_clock(self, i: int) -> Found | None:
        day = self.day(i)
        if not day:
            return None
        clock = self.clock(self.skip(day[1], "comma", "at", "at"))
        return (Clock(clock[0], clock[1], day[0]), clock[2]) if clock else day

    # ---- days
    def day(self, i: int) -> Dated | None:
        found = self.relative_day(i) or self.weekday(i) or self.date(i) or self.counted(i) or self.anaphor(i) or self.day_part_of(i)
        return (found[0], self.skip(found[1], "day-part")) if found else None

    def relative_day(self, i: int) -> Dated | None:
        """"yesterday", "tonight", "last night", "this morning", "the day before yesterday"."""
        marks = self.marks(i)
        if not self.issued:
            return None
        if "relative-day" in marks:
            return None if self.is_name(i) else (on(self.issued + DAY * marks["relative-day"]), i + 1)
        if "shift" in marks and marks["shift"] <= 0 and "day-part" in self.marks(i + 1) and "plural" not in self.marks(i + 1):
            return on(self.issued + DAY * marks["shift"]), i + 2
        k = self.skip(i, "the")
        if self.mark(k, "day-unit") == 1 and (sign := self.mark(k + 1, "earlier")) and self.mark(k + 2, "relative-day") == sign:
            return on(self.issued + DAY * 2 * sign), k + 3
        return None

    def weekday(self, i: int) -> Dated | None:
        """"Thursday", "last Friday", "this coming Monday", "Wednesday March 8", "Thursday of last week"."""
        shift, k = self.shift(i)
        marks = self.marks(k)
        if "weekday" not in marks or not self.is_weekday(k):
            return None
        weekday = marks["weekday"]
        date = self.date(self.skip(k + 1, "comma")) if shift is None else None
        if date and isinstance(date[0], Fields) and date[0].day:
            return date[0]._replace(weekday=weekday), date[1]
        if "short" in marks and not self.is_dated(k):
            return None
        return self.weekday_of_week(k + 1, weekday) or self.shifted_weekday(weekday, shift, k + 1)

    def weekday_of_week(self, i: int, weekday: int) -> Dated | None:
        shift, k = self.shift(self.skip(i, "of"))
        if shift is None or self.mark(k, "day-unit") != 7 or not self.issued:
            return None
        return on(week(self.issued, shift).begin + DAY * weekday), k + 1

    def shifted_weekday(self, weekday: int, shift: int | None, end: int) -> Dated | None:
        if shift is None:
            return Fields(weekday=weekday), end
        if not self.issued:
            return None
        options = weekdays(weekday, self.issued)
        found = step(options, on(self.issued), shift) if shift else choose(options, self.issued, self.direction or FUTURE)
        return (found, end) if found else None

    def shift(self, i: int) -> tuple[int | None, int]:
        """How far "last", "this", "next", "this past" point, and the index after; None and `i` where nothing points."""
        shift = self.mark(i, "shift")
        if shift is None or (shift and "the" in self.marks(i - 1)):
            return None, i
        further = self.mark(i + 1, "after-this") if shift == 0 else None
        return (further, i + 2) if further else (shift, i + 1)

    def date(self, i: int) -> Dated | None:
        """"Aug. 18", "March 3, 2022", "3 March", "the 18th of August", "May 2021", "2022-03-03", "in March"."""
        marks = self.marks(i)
        if "month" in marks:
            return self.month_first(i, marks["month"]) if self.tokens[i].text[0].isupper() or "sure" in marks else None
        if "iso" in marks or "slashed" in marks or "year" in marks:
            return self.figures(i)
        k = self.skip(i, "the")
        day = self.mark(k, "day") or self.mark(k, "ordinal")
        ranked = "ordinal" in self.marks(k)
        month_at = self.skip(k + 1, "of") if ranked else k + 1
        month = self.mark(month_at, "month")
        if not day or not month or day < 0 or not self.tokens[month_at].text[0].isupper():
            return None
        if ranked and "day" not in self.marks(k) and month_at == k + 1:
            return None  # "its second May launch"
        return self.with_year(Fields(month=month, day=day), month_at + 1)

    def month_first(self, i: int, month: int) -> Dated | None:
        day, k = self.mark(i + 1, "day"), i + 2
        if day and not self.counts(i + 1):
            return self.with_year(Fields(month=month, day=day), k)
        year_at = self.skip(i + 1, "comma") if "comma" in self.marks(i + 1) else self.skip(i + 1, "of")
        year = self.mark(year_at, "year")
        if year and not self.counts(year_at):
            return Fields(year, month), year_at + 1
        return (Fields(month=month), i + 1) if self.is_month(i) else None

    def with_year(self, fields: Fields, i: int) -> Dated:
        """The date with the year that follows it, if one does: ", 2022", "2022", "this year"."""
        year_at = self.skip(i, "comma")
        year = self.mark(year_at, "year")
        if year and not self.counts(year_at) and "zone" not in self.marks(year_at + 1):
            return fields._replace(year=year), year_at + 1
        shift, k = self.shift(self.skip(i, "of"))
        if shift is not None and self.issued and self.mark(k, "month-unit") == 12 and "plural" not in self.marks(k):
            return fields._replace(year=self.issued.year + shift), k + 1
        return fields._replace(year=self.mark(i, f"{fields.month:02}{fields.day:02}")), i

    def figures(self, i: int) -> Dated | None:
        """A date in figures, in one token or cut at its hyphens; None where day and month could be exchanged."""
        text = self.tokens[i].text
        if "iso" in self.marks(i) or "slashed" in self.marks(i):
            parts, end = text.replace("/", "-").split("-"), i + 1
        else:
            if "dash" not in self.marks(i + 1) or "dash" not in self.marks(i + 3) or not self.is_whole(i, i + 5):
                return None
            parts, end = [text, self.tokens[i + 2].text, self.tokens[i + 4].text], i + 5
        if not all(part.isdigit() and part.isascii() for part in parts):
            return None
        first, second, third = map(int, parts)
        if first > 31:
            year, month, day = first, second, third
        elif first > 12 or second > 12 or first == second:
            year, month, day = third, min(first, second), max(first, second)
        else:
            return None
        return (Fields(year, month, day), end) if 1 <= month <= 12 and 1 <= day <= 31 and year >= 1000 else None

    def day_part_of(self, i: int) -> Dated | None:
        """"the morning of March 3", "the early hours of Thursday"."""
        k = self.skip(i, "the", "part")
        if "day-part" not in self.marks(k) or "on" not in self.marks(k + 1):
            return None
        return self.day(k + 2)

    # ---- from one time to another
    def counted(self, i: int) -> Dated | None:
        """"two weeks ago", "a year earlier", "three days later", "five years" after "in"."""
        number, k = self.number(i)
        marks = self.marks(k)
        days, months = marks.get("day-unit", 0), marks.get("month-unit", 0)
        if number is None or not (days or months) or number * (months or days / 30) > MOST * 12 or "plural" not in marks and number > 1:
            return None
        after = self.marks(k + 1)
        base, sign, end = on(self.issued) if self.issued else None, 0, k + 2
        if "ago" in after:
            sign = after["ago"]
        elif "from" in after and "now" in self.marks(k + 2):
            sign, end = 1, k + 3
        elif "earlier" in after and not self.tokens[k + 1].children and self.tokens[k + 1].dep != "mark":
            sign, base = after["earlier"], self.near or (base if after["earlier"] < 0 else None)
        elif self.is_ahead(i, k + 1):
            sign, end = 1, k + 1
        if not sign or base is None or (days and not base.is_day):
            return None
        return (on(base.begin + DAY * days * number * sign), end) if days else (block(base.begin, months, number * sign), end)

    def number(self, i: int) -> tuple[int | None, int]:
        """A number in words or figures, "the" as one, and the index after: "twenty-one", "a couple of"."""
        k = self.skip(i, "the", "bracket")
        marks = self.marks(k)
        if "number" not in marks:
            return (1, k) if "the" in self.marks(i) else (None, i)
        number, k = marks["number"], k + 1
        if number == 1 and self.mark(k, "number") and "number" in self.marks(k):
            number, k = self.marks(k)["number"], k + 1  # "a couple", "a dozen"
        elif number % 10 == 0 and "dash" in self.marks(k) and 0 < (self.mark(k + 1, "number") or 0) < 10:
            number, k = number + self.marks(k + 1)["number"], k + 2
        return number, self.skip(k, "bracket", "of")

    def is_ahead(self, i: int, end: int) -> bool:
        """Whether "in" before and a plan or future verb make a number of units a date: "will end in five years"."""
        if "in" not in self.marks(i - 1) or "the" in self.marks(i) or "on" in self.marks(end):
            return False
        return self.tokens[i - 1].head.pos in ("VERB", "AUX") and self.direction == FUTURE

    def anaphor(self, i: int) -> Dated | None:
        """From the time named before: "the previous day", "the next morning", "that year", "the following Monday"."""
        k = self.skip(i, "the")
        marks = self.marks(k)
        shift = marks.get("that" if k == i else "anaphor")
        if shift is None and marks.get("shift") == 1 and (k > i or self.mark(k + 1, "day-unit") == 1 or "day-part" in self.marks(k + 1)):
            shift = 1
        after, base = self.marks(k + 1), self.near
        if shift is None or not base or "plural" in after:
            return None
        if after.get("day-unit") == 1 or "day-part" in after:
            return (on(self.named.begin + DAY * shift), k + 2) if self.named else None
        if "weekday" in after and shift:
            found = step(weekdays(after["weekday"], base.begin if shift < 0 else base.end), base, shift)
            return (found, k + 2) if found else None
        return self.unit(k + 1, base, shift)

    # ---- periods longer than a day
    def period(self, i: int) -> Found | None:
        return self.nth(i) or self.this_or_last(i) or self.season(i) or self.weekend(i) or self.year(i) or self.decade(i)

    def this_or_last(self, i: int) -> Found | None:
        """"this week", "last year", "next quarter", "last December", "the current decade"."""
        if not self.issued:
            return None
        shift, k = self.shift(i)
        if shift is None:
            k = self.skip(i, "the")
            if "current" not in self.marks(k):
                return None
            shift, k = 0, k + 1
        month = self.mark(k, "month")
        if month and self.tokens[k].text[0].isupper():
            options = [block(date(year, month, 1), 1) for year in around(self.issued.year)]
            found = step(options, block(self.issued, 1), shift) if shift else options[1]
            return (found, k + 1) if found else None
        return self.unit(k, on(self.issued), shift) if "plural" not in self.marks(k) or shift == 0 else None

    def nth(self, i: int) -> Found | None:
        """"the first quarter of 2022", "the last week of May", "first nine months of this year", "the 20th century"."""
        k = self.skip(i, "the")
        marks = self.marks(k)
        rank, k = (marks["quarter-name"], k) if "quarter-name" in marks else (marks.get("ordinal"), k + 1)
        if not rank:
            return None
        number = self.mark(k, "number")
        count = number if number and number <= MOST else 1
        k = self.skip(k, "dash") if number is None else k + 1
        unit: Marks = {"month-unit": 3} if "quarter-name" in marks else self.marks(k)
        days, months = unit.get("day-unit", 0), unit.get("month-unit", 0)
        if months == 1200 and 1 <= rank <= 22:
            return block(date(rank * 100 - 50, 1, 1), months), k + 1
        weekday = unit.get("weekday")
        whole = self.whole(k + 1) if days or months or weekday is not None else None
        if not whole:
            return self.quarter(rank, k + 1) if months == 3 and self.issued and "on" not in self.marks(k + 1) else None
        if weekday is not None:
            found = nth_weekday(whole[0], rank, weekday)
        elif months == 6 and whole[0] != block(whole[0].begin, 12):
            found = whole[0]  # "the first half of May": no narrower name
        else:
            found = nth(whole[0], rank, days=days, months=months, count=count)
        return (found, whole[1]) if found else None

    def whole(self, i: int) -> tuple[Period, int] | None:
        """The month or year that a unit is counted in: "of 2022", "of last year", "in the month"."""
        k = self.skip(i, "of") if "of" in self.marks(i) else self.skip(i, "comma")
        self.granted = k
        found = self.this_unit(k) if k > i and "of" in self.marks(i) else None
        found_point = found or self.date(k) or self.period(k)
        period = self.resolve(found_point[0]) if found_point else None
        return (period, found_point[1]) if found_point and period and not period.is_day else None

    def quarter(self, rank: int, end: int) -> Found | None:
        assert self.issued
        years = [block(date(year, 1, 1), 12) for year in around(self.issued.year)]
        options = [p for p in (nth(year, rank, months=3) for year in years) if p]
        found = choose(options, self.issued, self.direction or PAST)
        return (found, end) if found else None

    def season(self, i: int) -> Found | None:
        """"this summer", "the fall of 2022", "winter 2021", "in the spring"."""
        shift, k = self.shift(i)
        k = self.skip(k, "the") if shift is None else k
        month = self.mark(k, "season")
        if not month:
            return None
        year_at = self.skip(k + 1, "of")
        year = self.mark(year_at, "year")
        if shift is None and year:
            return seasons(month, (year,))[0], year_at + 1
        if not self.issued or (shift is None and (k == i or "dating" not in self.marks(i - 1) or "of" in self.marks(k + 1))):
            return None
        options = seasons(month, around(self.issued.year, 2))
        found = step(options, on(self.issued), shift) if shift else choose(options, self.issued, self.direction if shift is None else OPEN)
        return (found, k + 1) if found else None

    def weekend(self, i: int) -> Found | None:
        """"the weekend", "last weekend", "this weekend"."""
        shift, k = self.shift(i)
        k = self.skip(k, "the") if shift is None else k
        if "weekend" not in self.marks(k) or not self.issued or k == i:
            return None
        usual = PAST if shift is None else FUTURE
        options = weekends(self.issued)
        found = step(options, on(self.issued), shift) if shift else choose(options, self.issued, self.direction or usual)
        return (found, k + 1) if found else None

    def year(self, i: int) -> Found | None:
        """"2022" where the words around make it a year, "the year 2022"."""
        k = self.skip(i, "the")
        if self.mark(k, "month-unit") == 12 and self.mark(k + 1, "year"):
            return Fields(self.marks(k + 1)["year"]), k + 2
        year = self.mark(i, "year")
        return (Fields(year), i + 1) if year and self.is_year(i) else None

    def decade(self, i: int) -> Found | None:
        """"the 1990s", "the '90s", "the sixties"."""
        k = self.skip(i, "the")
        if k < self.stop and self.tokens[k].text in ("'", "’", "‘"):
            k += 1
        marks = self.marks(k)
        decade = marks.get("decade", marks.get("decade-name"))
        definite = "sure" in marks or k > i + 1 or (k > i and ("decade-name" in marks or self.is_dated(k))) or self.granted == i
        return (block(date(decade, 1, 1), 120), k + 1) if decade and definite else None

    # ---- what a word is in this place
    def label(self, i: int) -> str:
        return self.tokens[i].entity[2:]

    def is_dated(self, i: int) -> bool:
        return self.label(i) == "DATE"

    def is_name(self, i: int) -> bool:
        """Whether the model takes the word for a part of somebody's or something's name."""
        return self.label(i) not in ("", "DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT")

    def counts(self, i: int) -> bool:
        """Whether a number counts the noun after it: "in March 20 people died"."""
        token = self.tokens[i]
        return token.dep == "nummod" and token.head.i > i and token.head.tag in ("NNS", "NNPS") and not self.is_dated(i)

    def is_whole(self, first: int, last: int) -> bool:
        """Whether tokens stand without white space between them."""
        return last <= self.stop and all(self.tokens[i].end == self.tokens[i + 1].begin for i in range(first, last - 1))

    def is_weekday(self, i: int) -> bool:
        token = self.tokens[i]
        before = self.marks(i - 1)
        return token.text[0].isupper() and token.pos != "VERB" and not self.is_name(i) and "epithet" not in before and "repeated" not in before

    def is_month(self, i: int) -> bool:
        """Whether a month's name without day or year means the month."""
        token = self.tokens[i]
        if token.pos in ("AUX", "VERB"):
            return False
        if i == self.granted or "sure" in self.marks(i):
            return True
        if "dating" in self.marks(i - 1):
            return not self.is_name(i)
        return self.is_dated(i) and not self.is_first_name(i)

    def is_first_name(self, i: int) -> bool:
        """Whether a name that is no word of time follows: "August Willich"."""
        following = self.tokens[i + 1] if i + 1 < self.stop else None
        return following is not None and following.pos == "PROPN" and following.text[:1].isupper() and not self.marks(i + 1)

    def is_year(self, i: int) -> bool:
        """Whether four figures mean a year: after "in", "since", …, or by the model's label, and not "Resolution 1718"."""
        before = self.marks(i - 1)
        after = self.marks(i + 1)
        if "numbered" in before or "repeated" in before or "plural" in after or "month-unit" in after or self.counts(i):
            return False
        if i == self.granted or "sure" in self.marks(i) or before.get("dating", 0) > (self.label(i) not in ("", "DATE")):
            return True
        return self.is_dated(i) and self.marks(i)["year"] in LIKELY
