"""The words of dates and times, read from Turtle, and what a word or a figure counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from kg.errors import OntologyError
from kg.ontology import parse
from kg.vocab import RDF

CAL = "https://w3id.org/claimgraph/calendar#"
DIGITS = frozenset("0123456789")

Marks = Mapping[str, int]
"""The parts that a word can play in a date, each with what it counts: "may" is {"month": 5}."""

NOTHING: Marks = MappingProxyType({})
KINDS = frozenset({
    "after-this", "ago", "anaphor", "and", "apostrophe", "at", "backshift", "between", "bound", "bound-of-edge", "bracket", "clock-name", "closing",
    "comma", "current", "dash", "dating", "day-part", "day-unit", "decade-name", "deferral", "earlier", "edge", "epithet", "feast", "from",
    "hour-unit", "in", "local-time", "memorial", "meridiem", "month", "month-unit", "now", "number", "numbered", "of", "on", "opening", "ordinal",
    "over", "part", "plan", "plan-link", "quarter-name", "range-word", "relative-day", "repeated", "schedule", "season", "shift", "that", "the",
    "weekday", "weekend", "weeklong", "within", "zone",
})  # fmt: skip
TRIGGERS = frozenset({
    "clock", "clock-name", "day-part", "day-unit", "decade", "decade-name", "iso", "meridiem", "military", "month", "month-unit", "quarter-name",
    "relative-day", "season", "slashed", "weekday", "weekend", "year", "years",
})  # fmt: skip
_FIGURES = re.compile(
    r"(?P<plain>\d{1,3})|(?P<rank>\d{1,2})(?:st|nd|rd|th)|(?P<four>\d{4})|(?P<decade>\d{3}0)'?s|(?P<short>[2-9]0)'?s"
    r"|(?P<hour>\d{1,2})(?:(?P<sign>[:.])(?P<minute>[0-5]\d))?(?P<half>[ap]\.?m\.?)?"
    r"|(?P<iso>\d{4}-\d\d-\d\d)|(?P<slashed>\d{1,2}/\d{1,2}/\d{4}|\d{4}/\d{1,2}/\d{1,2})"
    r"|(?P<from>\d{4}(?=[–/])|\d{1,2}(?=–))[–/](?P<to>\d{1,4})",
    re.ASCII,
)


class Calendar:
    """What words mean in dates and times. Compiled once from triples of strings; looked up, never changed."""

    __slots__ = ("feasts", "triggers", "words")

    def __init__(self, triples: Iterable[tuple[str, str, str]]) -> None:
        subjects: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, value in triples:
            if subject.startswith(CAL):
                subjects.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self.words: dict[str, dict[str, int]] = {}
        self.feasts: dict[tuple[str, ...], int] = {}  # words of a day that every year has → month and day, 1225
        for subject, properties in subjects.items():
            self._add(subject, properties)
        self.triggers = frozenset(form for form, marks in self.words.items() if not TRIGGERS.isdisjoint(marks))

    @classmethod
    def load(cls, paths: Iterable[Path]) -> Calendar:
        """The calendar that Turtle files hold. Raises OntologyError with file and line."""
        statements = parse(paths)
        return cls((s, p, value) for s, properties in statements.items() for p, values in properties.items() for value in values)

    def marks(self, lower: str) -> Marks:
        """The parts that a word in lower case can play; empty for any other word."""
        found = self.words.get(lower)
        if found is not None:
            return found
        if lower[:1] in DIGITS:
            return _figures(lower)
        prefix, hyphen, rest = lower.partition("-")
        return {**self.marks(rest), "sure": 1} if hyphen and "part" in self.words.get(prefix, NOTHING) else NOTHING

    def _add(self, subject: str, properties: Mapping[str, list[str]]) -> None:
        kind = _kind(subject, properties.get(RDF.type, []))
        number = _number(subject, properties.get(CAL + "number", []))
        for form in properties.get(CAL + "word", ()):
            words = tuple(form.lower().split())
            if kind == "feast":
                self.feasts[words] = number
            self._mark(subject, words[0] if kind == "feast" else form, kind, 0 if kind == "feast" else number)
        for form in properties.get(CAL + "plural", ()):
            self._mark(subject, form, kind, number, extra="plural")
        for form in properties.get(CAL + "short", ()):
            self._mark(subject, form, kind, number, extra="short")
            self._mark(subject, form + ".", kind, number)

    def _mark(self, subject: str, form: str, kind: str, number: int, *, extra: str | None = None) -> None:
        marks = self.words.setdefault(form.lower(), {})
        if kind == "memorial":
            kind, number = f"{number % 10000:04}", number // 10000
        if marks.get(kind, number) != number:
            raise OntologyError(f'{subject}: "{form}" is a {kind} with another number already ({marks[kind]}); leave one of the two out')
        marks[kind] = number
        if extra:
            marks[extra] = 1


def _kind(subject: str, types: Iterable[str]) -> str:
    """A class's local name in small letters, "DayPart" as "day-part"."""
    for name in types:
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name.removeprefix(CAL)).lower()
        if kind in KINDS:
            return kind
    raise OntologyError(f"{subject}: has no class that the grammar of times knows; give it one of the classes used in times.ttl")


def _number(subject: str, numbers: list[str]) -> int:
    try:
        (number,) = map(int, numbers)
    except ValueError as error:
        raise OntologyError(f"{subject}: needs one whole cal:number, has {numbers or 'none'}; write for example cal:number 1") from error
    return number


def _figures(lower: str) -> Marks:
    """What figures count: "18th", "1998", "1990s", "18:00", "2.30pm", "2022-03-03"."""
    match = _FIGURES.fullmatch(lower)
    if match is None or match.lastgroup is None:
        thousands = lower.replace(",", "")
        return {"number": int(thousands)} if thousands.isascii() and thousands.isdigit() and len(thousands) < 8 else NOTHING
    match match.lastgroup:
        case "plain" | "rank" as kind:
            number = int(match[kind])
            marks = {"number" if kind == "plain" else "ordinal": number}
            return {**marks, "day": number} if 1 <= number <= 31 else marks
        case "four":
            return _four_figures(int(lower))
        case "decade":
            return {"decade": int(match["decade"]), "sure": 1}
        case "short":
            return {"decade": 1900 + int(match["short"])}
        case "iso" | "slashed" as kind:
            return {kind: 1}
        case "to":
            return _from_to(match["from"], match["to"])
        case _:
            return _clock(match)


def _four_figures(number: int) -> Marks:
    marks = {"number": number, "year": number} if 1000 <= number <= 2199 else {"number": number}
    return {**marks, "military": number // 100 * 60 + number % 100} if number % 100 < 60 and number < 2400 else marks


def _from_to(first: str, last: str) -> Marks:
    """Two years or days in one word, as one number: "2017–19" is 20172019, "24–31" is 2431."""
    if len(first) == 4:
        last = first[:2] + last if len(last) == 2 else last
        return {"years": int(first + last)} if len(last) == 4 and 1000 <= int(first) < int(last) <= 2199 else NOTHING
    return {"days": int(first) * 100 + int(last)} if 1 <= int(first) < int(last) <= 31 else NOTHING


def _clock(match: re.Match[str]) -> Marks:
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if hour > 23 or (half and not 1 <= hour <= 12):
        return NOTHING
    if half:
        return {"clock": (hour % 12 + (12 if half[0] == "p" else 0)) * 60 + minute, "sure": 1}
    return {"clock": hour * 60 + minute, "dotted": 1} if match["sign"] == "." else {"clock": hour * 60 + minute}
