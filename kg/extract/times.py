"""Time expressions: the words of a text that name a time, and the time that they name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kg.extract.calendar import DIGITS, TRIGGERS, Calendar
from kg.extract.periods import FUTURE, PAST, Fields, Period, resolve, stretch, value
from kg.extract.timegrammar import Clock, Point, Reader
from kg.model import Parse, Span, TimeExpression, TimeValue

REACH = 8  # how many words before a trigger its expression may begin

Reading = tuple[TimeValue, Period, int]  # the value, what later words may refer to, and the index after the last word


def find(parse: Parse, calendar: Calendar) -> tuple[TimeExpression, ...]:
    """The time expressions of an article in text order, without overlaps. Durations ("for two years") are none.

    What the text leaves open is resolved against the day of publication; without one, only what the text fixes is found.
    """
    tokens = parse.tokens
    reader = Reader(tokens, calendar, parse.article.issued)
    found: list[TimeExpression] = []
    memory: list[tuple[int, Period]] = []
    free = 0
    for trigger in _triggers(parse, calendar):
        if trigger < free:
            continue
        _turn(reader, parse, trigger, memory)
        for first in range(_leftmost(reader, trigger, free), trigger + 1):
            reading = _read(reader, first)
            if reading and reading[2] > trigger:
                time, period, free = reading
                found.append(TimeExpression(Span(tokens[first].begin, tokens[free - 1].end), first, free, time))
                memory.append((reader.sentence, period))
                break
    return tuple(found)


def _triggers(parse: Parse, calendar: Calendar) -> Iterator[int]:
    """The tokens that a time expression cannot do without."""
    words = calendar.triggers
    for token in parse.tokens:
        lower = token.lower
        if lower in words or ((lower[:1] in DIGITS or lower[-1:] in DIGITS) and not TRIGGERS.isdisjoint(calendar.marks(lower))):
            yield token.i


def _turn(reader: Reader, parse: Parse, trigger: int, memory: list[tuple[int, Period]]) -> None:
    """Point the reader at a trigger, and tell it what was named before."""
    reader.trigger = trigger
    reader.sentence = parse.tokens[trigger].sentence
    reader.stop = parse.sentences[reader.sentence].last
    recent = [period for sentence, period in memory[-4:] if sentence >= reader.sentence - 1]
    reader.near = recent[-1] if recent else None
    reader.named = next((period for period in reversed(recent) if period.is_day), None)
    reader.told = reader.named or _day_of_story(memory, parse.article.issued)


def _day_of_story(memory: list[tuple[int, Period]], issued: date | None) -> Period | None:
    """The day named last of those in the week before publication."""
    if issued is None:
        return None
    return next((period for _, period in reversed(memory) if period.is_day and 0 <= (issued - period.begin).days <= 7), None)


def _leftmost(reader: Reader, trigger: int, free: int) -> int:
    """The first of the words in a row before the trigger that can be part of a time expression."""
    first = trigger
    while first > max(free, trigger - REACH) and reader.marks(first - 1):
        first -= 1
    return first


def _read(reader: Reader, first: int) -> Reading | None:
    """What the words from `first` on name; None also for a time outside the calendar's years."""
    before = reader.marks(first - 1)
    if not {"repeated", "shift", "anaphor", "epithet"}.isdisjoint(before):
        return None
    reader.granted = -1
    reader.bound = before.get("bound", 0)
    try:
        return _range(reader, first) or _single(reader, first)
    except (ValueError, OverflowError):
        return None


def _single(reader: Reader, first: int) -> Reading | None:
    found = reader.point(first)
    period = reader.resolve(found[0]) if found else None
    if not found or not period:
        return None
    bound = reader.bound or (reader.mark(first - 1, "bound-of-edge") or 0 if period.edge > 0 else 0)
    return value(period, bound), period, found[1]


def _range(reader: Reader, first: int) -> Reading | None:
    """From one point to another: "Aug. 24 and Aug. 31" after "between", "2017 to 2019", "Monday through Friday", "24-31 August"."""
    between, opened = "between" in reader.marks(first - 1), "from" in reader.marks(first - 1)
    left = reader.point(first) or _bare_day(reader, first)
    if not left:
        return None
    joint = reader.marks(left[1])
    if not ("and" in joint if between else "range-word" in joint or "dash" in joint):
        return None
    reader.granted = left[1] + 1
    right = reader.point(left[1] + 1)
    if not right and (opened or between or "dash" in joint):
        right = _rest(reader, left[0], left[1] + 1)
    if not right or not (opened or between or _alike(left[0], right[0])):
        return None
    periods = _join(reader, left[0], right[0])
    if not periods or periods[1].end < periods[0].begin:
        return None
    begin, end = periods
    return stretch(begin, end), Period(begin.begin, end.end), right[1]


def _bare_day(reader: Reader, i: int) -> tuple[Point, int] | None:
    """The day of "24-31 August", whose month comes later."""
    day = reader.mark(i, "day")
    return (Fields(day=day), i + 1) if day else None


def _rest(reader: Reader, left: Point, i: int) -> tuple[Point, int] | None:
    """The second half of "Aug. 24-31" or "2017-19"."""
    number = reader.mark(i, "number")
    if not isinstance(left, Fields) or number is None or reader.counts(i):
        return None
    if left.day and left.month and "day" in reader.marks(i):
        return reader.with_year(Fields(month=left.month, day=number), i + 1)
    if left.year and not left.month and left.year % 100 < number < 100:
        return Fields(left.year // 100 * 100 + number), i + 1
    return None


def _alike(left: Point, right: Point) -> bool:
    """Whether two points are named to the same exactness, which a dash or "to" alone needs to join them."""
    if isinstance(left, Fields) and isinstance(right, Fields):
        return (left.day is None, left.month is None or left.day == 0) == (right.day is None, right.month is None) or left.month is None and bool(left.day)
    return type(left) is type(right)


def _join(reader: Reader, left: Point, right: Point) -> tuple[Period, Period] | None:
    """Both ends, each helped by what the other says of month, year and day."""
    if isinstance(left, Clock) and isinstance(right, Clock) and left.day is None:
        left = left._replace(day=right.day)
    if isinstance(left, Fields) and isinstance(right, Fields):
        return _join_dates(reader, left, right)
    if isinstance(left, Fields) and left.day and not left.month:
        return None
    begin, end = reader.resolve(left), reader.resolve(right)
    return (begin, end) if begin and end else None


def _join_dates(reader: Reader, left: Fields, right: Fields) -> tuple[Period, Period] | None:
    if left.day and not left.month:
        left = left._replace(month=right.month, year=right.year)
        if not right.day:
            return None
    later = (left.month or 0, left.day or 0) > (right.month or 0, right.day or 0)
    if right.year and not left.year and left.month:
        left = left._replace(year=right.year - later)
    elif left.year and not right.year and right.month:
        right = right._replace(year=left.year + later)
    if reader.direction == FUTURE and right.weekday is None:
        end = resolve(right, reader.issued, FUTURE)
        begin = resolve(left, end.end, PAST) if end else None
    else:
        begin = resolve(left, reader.issued, reader.direction)
        end = resolve(right, begin.begin, FUTURE) if begin else None
    return (begin, end) if begin and end else None
