"""Days, weeks, months and years as periods; which of many Mondays or Mays is meant. Dates only, no words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from kg.model import TimeValue

DAY = timedelta(days=1)
PAST, OPEN, FUTURE = -1, 0, 1


class Period(NamedTuple):
    """From one day to another, both included; `instant` is a time of the day, in UTC."""

    begin: date
    end: date
    instant: datetime | None = None
    edge: int = 0  # -1 its beginning is meant, 1 its end

    @property
    def is_day(self) -> bool:
        return self.begin == self.end


class Fields(NamedTuple):
    """A date as far as its words go; 0 is Monday."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


def on(day: date) -> Period:
    return Period(day, day)


def block(at: date, months: int, shift: int = 0) -> Period:
    """The month, quarter, year, decade or century that a day lies in, or one so many before or after."""
    index = (at.year * 12 + at.month - 1) // months + shift
    return Period(_first(index * months), _first((index + 1) * months) - DAY)


def week(at: date, shift: int = 0) -> Period:
    """Monday to Sunday."""
    monday = at - DAY * at.weekday() + DAY * 7 * shift
    return Period(monday, monday + DAY * 6)


def weekends(at: date) -> list[Period]:
    """The weekends around a day."""
    saturday = week(at).begin + DAY * 5
    return [Period(saturday + DAY * days, saturday + DAY * (days + 1)) for days in (-14, -7, 0, 7, 14)]


def weekdays(weekday: int, at: date) -> list[Period]:
    """The days of that name around a day, itself if it is one."""
    latest = at - DAY * ((at.weekday() - weekday) % 7)
    return [on(latest + DAY * days) for days in (-7, 0, 7, 14)]


def seasons(month: int, years: Iterable[int]) -> list[Period]:
    """The three months from `month` on, in each year."""
    return [Period(_first(year * 12 + month - 1), _first(year * 12 + month + 2) - DAY) for year in years]


def unit_around(at: date, shift: int, *, days: int = 0, months: int = 0) -> Period | None:
    """The week (7 days) or unit of months that a day lies in, or one so many before or after; None for any other unit."""
    if days:
        return week(at, shift) if days == 7 else None
    return block(at, months, shift) if months else None


def around(year: int, reach: int = 1) -> range:
    return range(year - reach, year + reach + 1)


def choose(options: Iterable[Period], anchor: date, direction: int) -> Period | None:
    """The latest that has begun (past), the first that has not ended (future), else the nearest; of two the earlier."""
    if direction < 0:
        return max((p for p in options if p.begin <= anchor), default=None)
    if direction > 0:
        return min((p for p in options if p.end >= anchor), default=None)
    return min(options, key=lambda p: (_distance(p, anchor), p.begin), default=None)


def step(options: Iterable[Period], anchor: Period, shift: int) -> Period | None:
    """The last that ended before, or the first that begins after."""
    if shift < 0:
        return max((p for p in options if p.end < anchor.begin), default=None)
    return min((p for p in options if p.begin > anchor.end), default=None)


def resolve(fields: Fields, anchor: date | None, direction: int) -> Period | None:
    """The period that the words name; what they leave open is chosen about `anchor`, and open without it."""
    year, month, day, weekday = fields
    if year is not None:
        return _fixed(year, month, day)
    if anchor is None:
        return None
    if month is None:
        return None if weekday is None else choose(weekdays(weekday, anchor), anchor, direction or PAST)
    leap = month == 2 and day == 29
    options = [p for p in (_fixed(y, month, day) for y in around(anchor.year, 8 if leap else 1)) if p]
    matching = [p for p in options if p.is_day and p.begin.weekday() == weekday]
    return choose(matching or options, anchor, direction) or choose(matching, anchor, OPEN)


def nth(whole: Period, rank: int, *, days: int = 0, months: int = 0, count: int = 1) -> Period | None:
    """The `rank`th unit of `days` or `months` inside `whole` (-1: the last) and those after it, `count` in all."""
    if days:
        begin = whole.begin + DAY * days * (rank - 1) if rank > 0 else whole.end + DAY - DAY * days * count
        found = Period(begin, begin + DAY * (days * count - 1))
    else:
        first, last = (rank - 1, rank + count - 2) if rank > 0 else (1 - count, 0)
        start = whole.begin if rank > 0 else whole.end
        found = Period(block(start, months, first).begin, block(start, months, last).end)
    return found if whole.begin <= found.begin and found.end <= whole.end else None


def nth_weekday(whole: Period, rank: int, weekday: int) -> Period | None:
    """The `rank`th day of that name inside `whole` (-1: the last)."""
    start = whole.begin if rank > 0 else whole.end - DAY * 6
    begin = start + DAY * ((weekday - start.weekday()) % 7 + 7 * max(rank - 1, 0))
    return on(begin) if whole.begin <= begin <= whole.end else None


def at_clock(day: date, minute: int, offset: int) -> Period:
    """The day with that minute of it; `offset` is the zone's, in minutes east of UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Period(day, day, midnight + timedelta(minutes=minute - offset))


def value(period: Period, bound: int) -> TimeValue:
    """The period as the graph writes it; `bound` -1 for "since", 1 for "until", which leave the other side open."""
    exact = _exact(period)
    if bound < 0:
        return TimeValue(begin=period.begin if exact is None or period.edge < 0 else exact)
    if bound > 0:
        return TimeValue(end=period.end if exact is None or period.edge > 0 else exact)
    return TimeValue(begin=period.begin, end=period.end) if exact is None else TimeValue(exact)


def stretch(left: Period, right: Period) -> TimeValue:
    """From the one to the other, each as exact as its words."""
    begin, end = value(left, PAST).begin, value(right, FUTURE).end
    return TimeValue(begin) if begin == end else TimeValue(begin=begin, end=end)


def _exact(period: Period) -> date | datetime | str | None:
    """A day, an instant, "2023-05" or "2023"; None for any other period."""
    begin, end, instant, _ = period
    if instant is not None or period.is_day:
        return instant or begin
    if begin.day != 1 or (end + DAY).day != 1:
        return None
    if begin.month == end.month and begin.year == end.year:
        return f"{begin.year:04}-{begin.month:02}"
    return f"{begin.year:04}" if begin.year == end.year and end.month - begin.month == 11 else None


def _first(index: int) -> date:
    """The first day of a month counted from year 0."""
    return date(index // 12, index % 12 + 1, 1)


def _fixed(year: int, month: int | None, day: int | None) -> Period | None:
    """The day, month or year; None for a day that no calendar has."""
    if month is None:
        return block(date(year, 1, 1), 12)
    first = date(year, month, 1)
    if day is None:
        return block(first, 1)
    return on(first + DAY * (day - 1)) if day <= block(first, 1).end.day else None


def _distance(period: Period, anchor: date) -> timedelta:
    if period.begin <= anchor <= period.end:
        return timedelta(0)
    return min(abs(period.begin - anchor), abs(period.end - anchor))
