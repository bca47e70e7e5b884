"""The grammar of points of time: a clock time, a day, a longer time, or a part of one of them."""

from __future__ import annotations

from typing import NamedTuple

from kg.extract.times.cursor import Cursor, Dated
from kg.extract.times.days import day, settle
from kg.extract.times.periods import PAST, Fields, Period, at_clock, on
from kg.extract.times.spans import span, this_unit

HOUR, NOON, DAY = 60, 720, 1440  # minutes
FARTHEST = 14 * HOUR  # that a zone is ahead of UTC


class Clock(NamedTuple):
    """A time of day; `offset` is None where the text names no zone, `day` where it names no day."""

    minute: int
    offset: int | None
    day: Fields | Period | None


Point = Fields | Period | Clock
Found = tuple[Point, int]
"""A point of time with the index after its last word."""


def point(c: Cursor, i: int) -> Found | None:
    """Any point of time: "10 p.m. Wednesday", "the end of May", "Aug. 18", "2023"."""
    return _clock_and_day(c, i) or _part(c, i) or _day_and_clock(c, i) or span(c, i)


def meaning(c: Cursor, found: Point) -> Period | None:
    """The period that a point means. A clock time belongs to the day named with it, else to that of the story, else to that of publication."""
    if not isinstance(found, Clock):
        return settle(c, found)
    issued = on(c.issued) if c.issued else None
    usual = c.told if c.told and (c.direction == PAST or not issued) else issued
    base = usual if found.day is None else settle(c, found.day)
    if base is None or not base.is_day or found.offset is None:
        return base
    return at_clock(base.begin, found.minute, found.offset)


def _part(c: Cursor, i: int) -> Found | None:
    """A part of a time: "early Thursday", "mid-July", "the end of this month", "late on Friday"."""
    k = c.skip(i, "the")
    edge = c.mark(k, "edge")
    if edge is not None and "of" in c.marks(k + 1):
        inner = k + 2
    elif "part" in c.marks(k):
        inner = k + 1 + ("on" in c.marks(k + 1) or "dash" in c.marks(k + 1))
        edge = 0
    else:
        return None
    c.granted = inner
    found = this_unit(c, inner) or point(c, inner)
    if not found or not edge:
        return found
    period = meaning(c, found[0])
    return (period._replace(edge=edge), found[1]) if period else None


def _clock_and_day(c: Cursor, i: int) -> Found | None:
    clock = _clock(c, i)
    if not clock:
        return None
    minute, offset, end = clock
    found = day(c, c.skip(end, "comma", "on")) or day(c, end)
    return (Clock(minute, offset, found[0]), found[1]) if found else (Clock(minute, offset, None), end)


def _day_and_clock(c: Cursor, i: int) -> Found | None:
    found = day(c, i)
    clock = _clock(c, c.skip(found[1], "comma", "at", "at")) if found and _is_day(found) else None
    return (Clock(clock[0], clock[1], found[0]), clock[2]) if found and clock else found


def _is_day(found: Dated) -> bool:
    return found[0].is_day if isinstance(found[0], Period) else bool(found[0].day or found[0].weekday is not None)


def _clock(c: Cursor, i: int) -> tuple[int, int | None, int] | None:
    """Minute of the day, zone or None, and the index after: "3:50 a.m.", "18:00 UTC", "0200 GMT", "noon"."""
    marks, half = c.marks(i), c.mark(i + 1, "meridiem")
    minute, end = marks.get("clock", marks.get("clock-name")), i + 1
    sure = "sure" in marks or "clock-name" in marks
    if half is not None and (minute is not None or "number" in marks):
        minute = marks["number"] * HOUR if minute is None else minute
        if not HOUR <= minute < HOUR * 13:
            return None
        minute, end, sure = minute % NOON + half * HOUR, i + 2, True
    zone = c.mark(end, "zone")
    if minute is None and zone is not None:
        minute = marks.get("military")
    if minute is None or ("dotted" in marks and not sure):
        return None
    if zone is not None:
        return minute, zone, end + 1
    local = _local_time(c, end)
    if not (sure or local > end or "at" in c.marks(i - 1)):
        return None
    return _with_utc(c, minute, local) or (minute, None, local)


def _with_utc(c: Cursor, minute: int, i: int) -> tuple[int, int, int] | None:
    """The clock time with the zone that follows from the same time told in another: "4 a.m. local time (0200 GMT)"."""
    other = _clock(c, i + 1) if "opening" in c.marks(i) else None
    if not other or other[1] is None or "closing" not in c.marks(other[2]):
        return None
    ahead = (minute - other[0] + other[1]) % DAY
    return minute, ahead if ahead <= FARTHEST else ahead - DAY, other[2] + 1


def _local_time(c: Cursor, i: int) -> int:
    """The index after "local time", "Eastern", "Tokyo time"."""
    if c.is_capital(i) and "local-time" in c.marks(i + 1):
        i += 1
    while "local-time" in c.marks(i):
        i += 1
    return i
