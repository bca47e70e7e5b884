"""From a parse to its time expressions: where one begins and ends, and the value that the graph writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from kg.calendar import DIGITS, NOTHING, TRIGGERS, Calendar
from kg.extract.times.cursor import LIKELY, Cursor
from kg.extract.times.days import with_year
from kg.extract.times.periods import FUTURE, PAST, Fields, Period, block, resolve, stretch, value
from kg.extract.times.points import Clock, Point, meaning, point
from kg.extract.times.spans import YEAR, up_to_now
from kg.model import Parse, Span, TimeExpression, TimeValue, Token

GOVERNING = ("ADP", "SCONJ", "VERB")  # what "following" is in "following last week's vote"
REACH = 8  # how many words before a trigger its expression may begin


class Reading(NamedTuple):
    """What words name."""

    time: TimeValue
    period: Period  # what later words may refer to
    last: int  # the index after the last word
    ends: tuple[tuple[int, int, Period], ...] = ()  # first word, index after the last, and period of each end of a span


def find(parse: Parse, calendar: Calendar) -> tuple[TimeExpression, ...]:
    """The time expressions of an article in text order, without overlaps. Durations ("for two years") are none.

    What the text leaves open is resolved against the day of publication; without one, only what the text fixes is found.
    """
    tokens, cursor = parse.tokens, Cursor(parse, calendar)
    found: list[TimeExpression] = []
    memory: list[tuple[int, Period]] = []
    free = 0
    for trigger in _triggers(parse, calendar):
        if trigger < free:
            continue
        cursor.turn(trigger, memory)
        for first in range(_leftmost(cursor, free), trigger + 1):
            reading = _read(cursor, first)
            if reading and reading.last > trigger:
                free = reading.last
                ends = tuple(_expression(tokens, f, last, TimeValue(exact)) for f, last, end in reading.ends if (exact := value(end, 0).value) is not None)
                found.append(replace(_expression(tokens, first, free, reading.time), ends=ends))
                memory.append((cursor.sentence, reading.period))
                cursor.remember(first, free, reading.period)
                break
    return tuple(found)


def _expression(tokens: tuple[Token, ...], first: int, last: int, time: TimeValue) -> TimeExpression:
    return TimeExpression(Span(tokens[first].begin, tokens[last - 1].end), first, last, time)


def _triggers(parse: Parse, calendar: Calendar) -> Iterator[int]:
    """The tokens that a time expression cannot do without."""
    words = calendar.triggers
    for token in parse.tokens:
        lower = token.lower
        figures = lower[:1] in DIGITS or lower[-1:] in DIGITS or "-" in lower  # "mid-1980s"
        if lower in words or "feast" in calendar.words.get(lower, NOTHING) or (figures and not TRIGGERS.isdisjoint(calendar.marks(lower))):
            yield token.i


def _leftmost(c: Cursor, free: int) -> int:
    """The first of the words in a row before the trigger that can be part of a time expression."""
    first = c.trigger
    while first > max(free, c.trigger - REACH) and c.marks(first - 1):
        first -= 1
    return first


def _read(c: Cursor, first: int) -> Reading | None:
    """What the words from `first` on name; None also for a time outside the calendar's years."""
    before = c.marks(first - 1)
    if not {"repeated", "shift", "anaphor", "epithet"}.isdisjoint(before) and not ("anaphor" in before and c.tokens[first - 1].pos in GOVERNING):
        return None
    c.granted = -1
    c.bound = before.get("bound", 0)
    try:
        return _figures(c, first) or _range(c, first) or _from_now(c, first) or _years(c, first) or _single(c, first)
    except (ValueError, OverflowError):
        return None


def _single(c: Cursor, first: int) -> Reading | None:
    found = point(c, first)
    period = meaning(c, found[0]) if found else None
    if not found or not period:
        return None
    to_its_end = c.mark(first - 1, "bound-of-edge") if period.edge > 0 else None
    return Reading(value(period, c.bound or to_its_end or 0), period, found[1], _year_inside(c, first, found[1]))


def _year_inside(c: Cursor, first: int, last: int) -> tuple[tuple[int, int, Period], ...]:
    """The year at the end of "March 11 this year", which has a value of its own."""
    shift = c.mark(last - 2, "shift")
    if last - first < 3 or shift is None or c.mark(last - 1, "month-unit") != YEAR or not c.issued:
        return ()
    return ((last - 2, last, block(c.issued, YEAR, shift)),)


def _from_now(c: Cursor, first: int) -> Reading | None:
    """From then until now, or from now until then: "the past two weeks", "the next five years"."""
    found = up_to_now(c, first)
    return _stretch(found[:2], found[2]) if found else None


def _range(c: Cursor, first: int) -> Reading | None:
    """From one point to another: "Aug. 24 and Aug. 31" after "between", "2017 to 2019", "Monday through Friday", "24-31 August"."""
    between, opened = "between" in c.marks(first - 1), "from" in c.marks(first - 1)
    left = point(c, first) or _bare_day(c, first)
    if not left:
        return None
    at = left[1] + (between and "comma" in c.marks(left[1]))
    joint = c.marks(at)
    if not between and "and" in joint:
        return _two_days(c, left, at + 1)
    if not ("and" in joint if between else "range-word" in joint or "dash" in joint):
        return None
    c.granted = at + 1
    right = point(c, at + 1)
    if not right and (opened or between or "dash" in joint):
        right = _rest(c, left[0], at + 1)
    if not right or not (opened or between or _exactness(left[0]) == _exactness(right[0])):
        return None
    ends = _join(c, left[0], right[0])
    reading = _stretch(ends, right[1])
    if reading is None or ends is None:
        return None
    return reading._replace(ends=((first, left[1], ends[0]), (at + 1, right[1], ends[1])))


def _two_days(c: Cursor, left: tuple[Point, int], i: int) -> Reading | None:
    """Two days that follow each other: "March 5 and 6", "5 and 6 March"."""
    right = _rest(c, left[0], i) or point(c, i)
    if not right or not isinstance(left[0], Fields) or not isinstance(right[0], Fields) or not right[0].day or not left[0].day:
        return None
    if right[0].day != left[0].day + 1 or (left[0].month and right[0].month != left[0].month) or "the" in c.marks(i):
        return None
    return _stretch(_join(c, left[0], right[0]), right[1])


def _stretch(ends: tuple[Period, Period] | None, end: int) -> Reading | None:
    if not ends or ends[1].end < ends[0].begin:
        return None
    return Reading(stretch(*ends), Period(ends[0].begin, ends[1].end), end)


def _figures(c: Cursor, first: int) -> Reading | None:
    """Two years or days in one word: "2017–2019", "Aug. 24–31", "3–5 May 2022"."""
    years = c.mark(first, "years")
    if years:
        return _stretch(_join_dates(c, Fields(years // 10000), Fields(years % 10000)), first + 1) if c.is_year(first) else None
    at = first if c.mark(first, "month") else first + 1
    month, days = c.mark(at, "month"), c.mark(2 * first + 1 - at, "days")
    if not month or not days or not c.is_capital(at):
        return None
    right, end = with_year(c, first + 2, Fields(month=month, day=days % 100))
    return _stretch(_join(c, Fields(month=month, day=days // 100), right), end)


def _years(c: Cursor, first: int) -> Reading | None:
    """Years that only their joint makes years: "the 1992-1995 war", "the 1980–88 war"."""
    if c.is_name(first) or "numbered" in c.marks(first - 1):
        return None
    years = c.mark(first, "years")
    if years:
        left, right, end = years // 10000, years % 10000, first + 1
    else:
        left, right, end = c.mark(first, "year") or 0, c.mark(first + 2, "year") or 0, first + 3
        if "dash" not in c.marks(first + 1) or not c.is_whole(first, end):
            return None
    if left not in LIKELY or right not in LIKELY or left >= right or c.counts(end - 1):
        return None
    return _stretch(_join_dates(c, Fields(left), Fields(right)), end)


def _bare_day(c: Cursor, i: int) -> tuple[Point, int] | None:
    """The day of "24-31 August", whose month comes later."""
    day = c.mark(i, "day")
    return (Fields(day=day), i + 1) if day else None


def _rest(c: Cursor, left: Point, i: int) -> tuple[Point, int] | None:
    """The second half of "Aug. 24-31" or "2017-19"."""
    number = c.mark(i, "number")
    if not isinstance(left, Fields) or number is None or c.counts(i):
        return None
    if left.day and left.month and "day" in c.marks(i):
        return with_year(c, i + 1, Fields(month=left.month, day=number))
    if left.year and not left.month and left.year % 100 < number < 100:
        return Fields(left.year // 100 * 100 + number), i + 1
    return None


def _exactness(found: Point) -> str:
    """How exact a point is; two that a dash or "to" alone joins must agree."""
    if isinstance(found, Fields):
        return "day" if found.day or found.weekday is not None else "month" if found.month else "year"
    return "clock" if isinstance(found, Clock) else "day" if found.is_day else "period"


def _join(c: Cursor, left: Point, right: Point) -> tuple[Period, Period] | None:
    """Both ends, each helped by what the other says of day, month and year."""
    if isinstance(left, Clock) and isinstance(right, Clock) and left.day is None:
        left = left._replace(day=right.day)
    if isinstance(left, Fields) and isinstance(right, Fields):
        return _join_dates(c, left, right)
    if isinstance(left, Fields) and left.day and not left.month:
        return None
    begin, end = meaning(c, left), meaning(c, right)
    return (begin, end) if begin and end else None


def _join_dates(c: Cursor, left: Fields, right: Fields) -> tuple[Period, Period] | None:
    if left.day and not left.month:
        if not right.day:
            return None
        left = left._replace(month=right.month, year=right.year)
    later = (left.month or 0, left.day or 0) > (right.month or 0, right.day or 0)
    if right.year and not left.year and left.month:
        left = left._replace(year=right.year - later)
    elif left.year and not right.year and right.month:
        right = right._replace(year=left.year + later)
    if c.direction == FUTURE and right.weekday is None:
        end = resolve(right, c.anchor, FUTURE)
        begin = resolve(left, end.end, PAST) if end else None
    else:
        begin = resolve(left, c.anchor, c.direction)
        end = resolve(right, begin.begin, FUTURE) if begin else None
    return (begin, end) if begin and end else None
