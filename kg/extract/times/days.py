"""The grammar of days: "early Thursday", "Aug. 18", "two weeks ago", "the following Monday".

Every function that takes a cursor and an index tries to read at that token. It gives what it found and the index after, or None.
"""

from __future__ import annotations

from kg.extract.times.cursor import Cursor, Dated
from kg.extract.times.periods import DAY, FUTURE, Fields, Period, block, choose, on, resolve, step, unit_around, week, weekdays
from kg.model import Token

MOST_MONTHS = 1200  # that "… ago" may count: more is a round number


def day(c: Cursor, i: int) -> Dated | None:
    """A day by any name, with the part of the day after it. Also what counts from a day: "five years ago", "that year"."""
    found = feast(c, i) or relative_day(c, i) or weekday(c, i) or date(c, i) or counted(c, i) or anaphor(c, i) or day_part_of(c, i)
    return (found[0], c.skip(found[1], "day-part")) if found else None


def feast(c: Cursor, i: int) -> Dated | None:
    """A day like "Christmas Eve", "New Year's Day 2019"."""
    found = c.feast(i)
    return with_year(c, found[1], Fields(month=found[0] // 100, day=found[0] % 100)) if found else None


def relative_day(c: Cursor, i: int) -> Dated | None:
    """A day like "yesterday", "tonight", "last night", "this morning", "the day before yesterday"."""
    marks = c.marks(i)
    if not c.issued:
        return None
    if "relative-day" in marks:
        return None if c.is_name(i) else (on(c.issued + DAY * marks["relative-day"]), i + 1)
    if marks.get("shift", 1) <= 0 and "day-part" in c.marks(i + 1) and c.is_single(i + 1):
        return on(c.issued + DAY * marks["shift"]), i + 2
    k = c.skip(i, "the")
    sign = c.mark(k + 1, "earlier")
    if sign and c.mark(k, "day-unit") == 1 and c.mark(k + 2, "relative-day") == sign:
        return on(c.issued + DAY * 2 * sign), k + 3
    return None


def weekday(c: Cursor, i: int) -> Dated | None:
    """A day like "Thursday", "last Friday", "this coming Monday", "Wednesday March 8", "Thursday of last week"."""
    shift, k = c.shift(i)
    marks = c.marks(k)
    if "weekday" not in marks or not c.is_weekday(k):
        return None
    dated = date(c, c.skip(k + 1, "comma")) if shift is None else None
    if dated and isinstance(dated[0], Fields) and dated[0].day:
        return dated[0]._replace(weekday=marks["weekday"]), dated[1]
    if "short" in marks and not c.is_dated(k):
        return None
    return _weekday_of_week(c, k + 1, marks["weekday"]) or _shifted_weekday(c, k + 1, marks["weekday"], shift)


def _weekday_of_week(c: Cursor, i: int, weekday: int) -> Dated | None:
    shift, k = c.shift(c.skip(i, "of"))
    if shift is None or c.mark(k, "day-unit") != 7 or not c.issued:
        return None
    return on(week(c.issued, shift).begin + DAY * weekday), k + 1


def _shifted_weekday(c: Cursor, end: int, weekday: int, shift: int | None) -> Dated | None:
    if shift is None:
        return Fields(weekday=weekday), end
    if not c.issued:
        return None
    options = weekdays(weekday, c.issued)
    found = step(options, on(c.issued), shift) if shift else choose(options, c.issued, c.direction or FUTURE)
    return (found, end) if found else None


def date(c: Cursor, i: int) -> Dated | None:
    """A day like "Aug. 18", "March 3, 2022", "3 March", "the 18th of August", "May 2021", "2022-03-03", "in March"."""
    marks = c.marks(i)
    if "month" in marks:
        return _month_first(c, i, marks["month"]) if c.is_capital(i) or "sure" in marks else None
    if "iso" in marks or "slashed" in marks or "year" in marks:
        return _in_figures(c, i)
    k = c.skip(i, "the")
    marks = c.marks(k)
    day = marks.get("day", marks.get("ordinal", 0))
    joined = c.skip(k + 1, "of") if "ordinal" in marks else k + 1
    month = c.mark(joined, "month")
    if day < 1 or not month or not c.is_capital(joined) or ("day" not in marks and joined == k + 1):  # "its second May launch"
        return None
    return with_year(c, joined + 1, Fields(month=month, day=day))


def _month_first(c: Cursor, i: int, month: int) -> Dated | None:
    day = c.mark(i + 1, "day")
    if day and (not c.counts(i + 1) or _memorial(month, day) in c.marks(i + 2)):
        return with_year(c, i + 2, Fields(month=month, day=day))
    year, end = _year_after(c, i + 1)
    if year:
        return Fields(year, month), end
    return (Fields(month=month), i + 1) if c.is_month(i) else None


def with_year(c: Cursor, i: int, fields: Fields) -> Dated:
    """The day with the year that stands at `i`, if one does, or that a word there tells: "attacks"."""
    year, end = _year_after(c, i)
    return fields._replace(year=year or c.mark(i, _memorial(fields.month, fields.day))), end


def _year_after(c: Cursor, i: int) -> tuple[int | None, int]:
    """The year that belongs to the month before, and the index after it: ", 2022", "of 2022", "this year", "of that year"."""
    at = i + 1 if "comma" in c.marks(i) else c.skip(i, "of")
    year = c.mark(at, "year")
    if year and not c.counts(at) and "zone" not in c.marks(at + 1):
        return year, at + 1
    at = c.skip(i, "of")
    shift, k = c.shift(at)
    if shift is not None and c.issued and c.mark(k, "month-unit") == 12 and c.is_single(k):
        return c.issued.year + shift, k + 1
    back = anaphor(c, at)
    if back and isinstance(back[0], Period) and c.mark(back[1] - 1, "month-unit") == 12:
        return back[0].begin.year, back[1]
    return None, i


def _memorial(month: int | None, day: int | None) -> str:
    """The mark of words that give this day a year: "attacks" has "0911"."""
    return f"{month:02}{day:02}"


def _in_figures(c: Cursor, i: int) -> Dated | None:
    """A date in one token or cut at its hyphens; None where day and month could be exchanged."""
    marks, parts, end = c.marks(i), [c.tokens[i].text], i + 1
    if "iso" in marks or "slashed" in marks:
        parts = parts[0].replace("/", "-").split("-")
    elif "dash" in c.marks(i + 1) and "dash" in c.marks(i + 3) and c.is_whole(i, i + 5):
        parts, end = [*parts, c.tokens[i + 2].text, c.tokens[i + 4].text], i + 5
    elif "dash" in c.marks(i + 1) and c.is_whole(i, i + 3) and c.is_year(i):
        return _year_and_month(marks["year"], c.tokens[i + 2].text, i + 3)
    if len(parts) != 3 or not all(part.isdigit() and part.isascii() for part in parts):
        return None
    year, month, day = map(int, parts)
    if year <= 31:
        first, second, year = year, month, day
        if first <= 12 and second <= 12 and first != second:
            return None
        month, day = min(first, second), max(first, second)
    return (Fields(year, month, day), end) if 1 <= month <= 12 and 1 <= day <= 31 and year >= 1000 else None


def _year_and_month(year: int, month: str, end: int) -> Dated | None:
    """A month like "2017-03"; but "2008-09" is two years."""
    number = int(month) if len(month) == 2 and month.isdigit() and month.isascii() else 0
    return (Fields(year, number), end) if 1 <= number <= min(12, year % 100) else None


def day_part_of(c: Cursor, i: int) -> Dated | None:
    """A day like "the morning of March 3", "the early hours of Thursday"."""
    k = c.skip(i, "the", "part")
    return day(c, k + 2) if "day-part" in c.marks(k) and "on" in c.marks(k + 1) else None


def counted(c: Cursor, i: int) -> Dated | None:
    """A day like "two weeks ago", "a year earlier", "three days later", "five years from now"; "five years" after "will end in"."""
    number, k = _number(c, i)
    days, months = c.mark(k, "day-unit") or 0, c.mark(k, "month-unit") or 0
    if number is None or not (days or months) or number * (months or days // 7) > MOST_MONTHS or (c.is_single(k) and number > 1):
        return None
    issued = on(c.issued) if c.issued else None
    after = c.marks(k + 1)
    if "ago" in after:
        base, sign, end = issued, after["ago"], k + 2
    elif "from" in after and "now" in c.marks(k + 2):
        base, sign, end = issued, FUTURE, k + 3
    elif "earlier" in after and not _has_complement(c.tokens[k + 1]):
        base, sign, end = c.near or (issued if after["earlier"] < 0 else None), after["earlier"], k + 2
    elif _is_ahead(c, i, k + 1):
        base, sign, end = issued, FUTURE, k + 1
    else:
        return None
    if base is None or (days and not base.is_day):
        return None
    return (on(base.begin + DAY * days * number * sign) if days else block(base.begin, months, number * sign)), end


def _has_complement(word: Token) -> bool:
    """Whether something is later or earlier than the time: "a day after the vote"."""
    return word.dep == "mark" or any(child.i > word.i for child in word.children)


def _number(c: Cursor, i: int) -> tuple[int | None, int]:
    """A number in words or figures, "the" as one, and the index after: "twenty-one", "a couple of", "[Ten]"."""
    k = c.skip(i, "the", "bracket")
    number = c.mark(k, "number")
    if number is None:
        return (1, k) if "the" in c.marks(i) else (None, i)
    k += 1
    further = c.mark(k, "number")
    digit = c.mark(k + 1, "number") or 0
    if number == 1 and further:
        number, k = further, k + 1  # "a couple", "a dozen"
    elif number % 10 == 0 and "dash" in c.marks(k) and 0 < digit < 10:
        number, k = number + digit, k + 2
    return number, c.skip(k, "bracket", "of")


def _is_ahead(c: Cursor, i: int, end: int) -> bool:
    """Whether "in" before and a plan or future verb make a number of units a date: "will end in five years"."""
    if "in" not in c.marks(i - 1) or "the" in c.marks(i) or "on" in c.marks(end):
        return False
    return c.tokens[i - 1].head.pos in ("VERB", "AUX") and c.direction == FUTURE


def anaphor(c: Cursor, i: int) -> Dated | None:
    """From the time named before: "the previous day", "the next morning", "that year", "the following Monday"."""
    k = c.skip(i, "the")
    marks, after, base = c.marks(k), c.marks(k + 1), c.near
    shift = marks.get("that" if k == i else "anaphor")
    if k == i and shift == 0 and c.mark(k + 1, "anaphor") == 0:  # "that same year"
        k, after = k + 1, c.marks(k + 2)
    if shift is None and marks.get("shift") == 1 and (k > i or after.get("day-unit") == 1 or "day-part" in after):
        shift = 1
    if shift is None or not base or "plural" in after:
        return None
    if after.get("day-unit") == 1 or "day-part" in after:
        return (on(c.named.begin + DAY * shift), k + 2) if c.named else None
    if "weekday" in after and shift:
        found = step(weekdays(after["weekday"], base.begin if shift < 0 else base.end), base, shift)
    else:
        found = unit_around(base.begin, shift, days=after.get("day-unit", 0), months=after.get("month-unit", 0))
    return (found, k + 2) if found else None


def settle(c: Cursor, found: Fields | Period) -> Period | None:
    """The period that a date means, against the day of publication and the tense."""
    return found if isinstance(found, Period) else resolve(found, c.anchor, c.direction)
