"""The grammar of longer times: "last year", "the first quarter of 2022", "this summer", "the 1990s"."""

from __future__ import annotations

import datetime

from kg.calendar import Marks
from kg.extract.times.cursor import Cursor, Dated
from kg.extract.times.days import date, settle
from kg.extract.times.periods import (
    DAY,
    FUTURE,
    OPEN,
    PAST,
    Fields,
    Period,
    around,
    block,
    choose,
    nth,
    nth_weekday,
    on,
    seasons,
    step,
    unit_around,
    week,
    weekends,
)

CENTURY, YEAR, HALF, QUARTER = 1200, 12, 6, 3  # months
WEEK = 7  # days
MOST = 100  # units that "the first … days of" may count

Ends = tuple[Period, Period]


def span(c: Cursor, i: int) -> Dated | None:
    """A time longer than a day."""
    return _nth(c, i) or _this_or_last(c, i) or _week_of(c, i) or _season(c, i) or _weekend(c, i) or _year(c, i) or _decade(c, i)


def up_to_now(c: Cursor, i: int) -> tuple[Period, Period, int] | None:
    """Both ends of "the past two weeks", "the next decade", with the index after; an end is as exact as the unit."""
    if "the" not in c.marks(i) or not c.issued:
        return None
    sign = c.mark(i + 1, "after-this") or c.mark(i + 1, "shift")
    number = c.mark(i + 2, "number")
    k = i + 2 if number is None else i + 3
    if not sign or "within" in c.marks(k + 1):  # "the last two days of the war"
        return None
    sure = "shift" not in c.marks(i + 1) or "over" in c.marks(i - 1)  # "the past year", "over the last year"
    if number is None and ("plural" in c.marks(k) or not sure):
        return None
    other = _units_away(c.issued, sign * (number or 1), c.marks(k)) if number != 1 else None
    if other is None:
        return None
    far, near = other
    return (far, near, k + 1) if sign < 0 else (near, far, k + 1)


def _units_away(at: datetime.date, count: int, unit: Marks) -> Ends | None:
    """The day, month or year so many units from `at`, and that of `at` itself; hours only if they make whole days."""
    if abs(count) > MOST:
        return None
    days, rest = divmod(abs(count) * unit.get("hour-unit", 0), 24)
    days = unit.get("day-unit", 0) * abs(count) or (0 if rest else days)
    if days:
        return on(at + DAY * days * (1 if count > 0 else -1)), on(at)
    months = unit.get("month-unit", 0)
    if not months or months in (QUARTER, HALF):
        return None
    size = min(months, YEAR)
    return block(at, size, count * months // size), block(at, size)


def _week_of(c: Cursor, i: int) -> Dated | None:
    """A week by a day of it: "the week of March 4", "the week ending March 17", "the weekend of March 9"."""
    k = c.skip(i, "the")
    weekend = "weekend" in c.marks(k)
    way = 0 if "of" in c.marks(k + 1) else c.mark(k + 1, "weeklong")
    if way is None or not (weekend or c.mark(k, "day-unit") == WEEK):
        return None
    found = date(c, c.skip(k + 2, "on"))
    day = settle(c, found[0]) if found else None
    if not found or not day or not day.is_day:
        return None
    if weekend:
        options = [period for period in weekends(day.begin) if period.begin <= day.begin <= period.end]
        return (options[0], found[1]) if options and not way else None
    whole = Period(day.begin, day.begin + DAY * (WEEK - 1)) if way > 0 else Period(day.end - DAY * (WEEK - 1), day.end)
    return whole if way else week(day.begin), found[1]


def this_unit(c: Cursor, i: int) -> Dated | None:
    """The unit that the day of publication lies in, where something before tells its part: "(later in) the week"."""
    k = c.skip(i, "the", "current")
    return _unit(c, k, 0) if c.is_single(k) else None


def _unit(c: Cursor, i: int, shift: int) -> Dated | None:
    marks = c.marks(i)
    if not c.issued or marks.get("month-unit") == HALF:
        return None
    found = unit_around(c.issued, shift, days=marks.get("day-unit", 0), months=marks.get("month-unit", 0))
    return (found, i + 1) if found else None


def _this_or_last(c: Cursor, i: int) -> Dated | None:
    """A time like "this week", "last year", "next quarter", "last December", "the current decade"."""
    shift, k = c.shift(i)
    if shift is None:
        k = c.skip(i, "the")
        if "current" not in c.marks(k):
            return None
        shift, k = 0, k + 1
    month = c.mark(k, "month")
    if month and c.issued and c.is_capital(k):
        options = [block(datetime.date(year, month, 1), 1) for year in around(c.issued.year)]
        found = step(options, block(c.issued, 1), shift) if shift else options[1]
        return (found, k + 1) if found else None
    return _unit(c, k, shift) if c.is_single(k) or shift == 0 else None


def _nth(c: Cursor, i: int) -> Dated | None:
    """A time like "the last week of May", "first nine months of this year", "Q3 2022", "the 20th century", "the first Monday of June"."""
    k = c.skip(i, "the")
    rank, months, days, count = c.mark(k, "quarter-name"), QUARTER, 0, 1
    if rank is None:
        rank, k = c.mark(k, "ordinal"), k + 1
        number = c.mark(k, "number")
        if number is not None and 1 <= number <= MOST:
            count, k = number, k + 1
        k = c.skip(k, "dash")
        months, days = c.mark(k, "month-unit") or 0, c.mark(k, "day-unit") or 0
    weekday = c.mark(k, "weekday")
    if not rank or not (months or days or weekday is not None):
        return None
    if months == CENTURY and 1 <= rank <= 22:
        return block(datetime.date(rank * 100 - 50, 1, 1), CENTURY), k + 1
    whole = _whole(c, k + 1)
    if not whole:
        return _quarter(c, k + 1, rank) if months == QUARTER and rank > 0 and "on" not in c.marks(k + 1) else None
    if weekday is not None:
        found = nth_weekday(whole[0], rank, weekday)
    elif months == HALF and whole[0] != block(whole[0].begin, YEAR):
        found = whole[0]  # "the first half of May": no narrower name
    else:
        found = nth(whole[0], rank, days=days, months=months, count=count)
    return (found, whole[1]) if found else None


def _whole(c: Cursor, i: int) -> tuple[Period, int] | None:
    """The month or year that a unit is counted in: "of 2022", "of last year", "in the month"."""
    within = "within" in c.marks(i)
    k = i + 1 if within else c.skip(i, "comma")
    c.granted = k
    found = (this_unit(c, k) if within else None) or date(c, k) or span(c, k)
    period = settle(c, found[0]) if found else None
    return (period, found[1]) if found and period and not period.is_day else None


def _quarter(c: Cursor, end: int, rank: int) -> Dated | None:
    """A quarter whose year is not named."""
    if not c.issued:
        return None
    years = [block(datetime.date(year, 1, 1), YEAR) for year in around(c.issued.year)]
    options = [quarter for year in years if (quarter := nth(year, rank, months=QUARTER))]
    found = choose(options, c.issued, c.direction or PAST)
    return (found, end) if found else None


def _season(c: Cursor, i: int) -> Dated | None:
    """A time like "this summer", "the fall of 2022", "winter 2021", "in the spring"."""
    shift, k = c.shift(i)
    k = c.skip(k, "the") if shift is None else k
    month = c.mark(k, "season")
    if not month:
        return None
    at = c.skip(k + 1, "of")
    year = c.mark(at, "year")
    if shift is None and year:
        return seasons(month, (year,))[0], at + 1
    if not c.issued or (shift is None and i != c.granted and (k == i or "dating" not in c.marks(i - 1) or "of" in c.marks(k + 1))):
        return None
    options = seasons(month, around(c.issued.year, 2))
    found = step(options, on(c.issued), shift) if shift else choose(options, c.issued, c.direction if shift is None else OPEN)
    return (found, k + 1) if found else None


def _weekend(c: Cursor, i: int) -> Dated | None:
    """A time like "the weekend", "last weekend", "this weekend"."""
    shift, k = c.shift(i)
    k = c.skip(k, "the") if shift is None else k
    if "weekend" not in c.marks(k) or not c.issued or k == i or ("of" in c.marks(k + 1) and "day" in {**c.marks(k + 2), **c.marks(k + 3)}):
        return None
    options = weekends(c.issued)
    usual = PAST if shift is None else FUTURE
    found = step(options, on(c.issued), shift) if shift else choose(options, c.issued, c.direction or usual)
    return (found, k + 1) if found else None


def _year(c: Cursor, i: int) -> Dated | None:
    """A time like "2022" where the words around make it a year, "the year 2022"."""
    k = c.skip(i, "the")
    named = c.mark(k + 1, "year") if c.mark(k, "month-unit") == YEAR else None
    if named:
        return Fields(named), k + 2
    year = c.mark(i, "year")
    return (Fields(year), i + 1) if year and c.is_year(i) else None


def _decade(c: Cursor, i: int) -> Dated | None:
    """A time like "the 1990s", "the '90s", "the sixties"."""
    the = c.skip(i, "the")
    k = c.skip(the, "apostrophe")
    marks = c.marks(k)
    decade = marks.get("decade", marks.get("decade-name"))
    definite = "sure" in marks or k > the or (the > i and ("decade-name" in marks or c.is_dated(k))) or c.granted == i
    return (block(datetime.date(decade, 1, 1), 120), k + 1) if decade and definite else None
