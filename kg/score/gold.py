"""Annotations as records: what a careful reader says an article tells (the format is in docs/scoring.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kg.errors import GoldError
from kg.model import Span
from kg.score.terms import QUALIFIERS, Terms, shipped

_ENTITY = re.compile(r'(?P<key>\S+) (?P<kinds>\S+) (?P<names>"[^"]+"(?: = "[^"]+"(?: "[^"]+")*)?)$')
_EVENT = re.compile(
    r"(?P<optional>\??)(?P<key>e\d+) (?P<classes>\S+) "
    r'"(?P<left>[^"\[\]]*)\[(?P<trigger>[^"\[\]]+)\](?P<right>[^"\[\]]*)"(?:#(?P<nth>\d+))?(?P<slots>.*)$'
)
_SLOT = re.compile(r' (?P<names>[A-Za-z|]+)(?P<optional>\??)=(?:"(?P<words>[^"]+)"|(?P<value>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Named:
    """An entity; the first of `names` is the canonical one."""

    kinds: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A role or qualifier: any of `names` may carry any of `values`, or the words `words`."""

    names: tuple[str, ...]
    values: tuple[str, ...]  # keys of entities and events, or plain values
    words: str | None  # the head of an unnamed participant
    optional: bool

    def __str__(self) -> str:
        return f"{'|'.join(self.names)}={'|'.join(self.values) if self.words is None else repr(self.words)}"


@dataclass(frozen=True, slots=True)
class Told:
    """An event as one place of the article tells it; `line` is that of the annotations."""

    key: str
    line: int
    classes: tuple[str, ...]
    extent: Span
    optional: bool
    roles: tuple[Slot, ...]
    qualifiers: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two entities, by their keys."""

    line: int
    name: str
    subject: str
    object: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """All that is annotated of one article.

    `same` holds, by line, groups of event keys that are one event, each with whether it is doubtful.
    """

    path: Path
    text: str
    published: date | None
    entities: dict[str, Named]
    events: dict[str, Told]
    same: Mapping[int, tuple[tuple[str, bool], ...]]
    relations: tuple[Relation, ...]
    ignored: tuple[Span, ...]
    mentions: dict[Span, str]

    def counts(self, extent: Span) -> bool:
        """Whether the extent begins outside all ignored text."""
        return not any(span.begin <= extent.begin < span.end for span in self.ignored)

    def words(self, extent: Span) -> str:
        return self.text[extent.begin : extent.end]


@dataclass(slots=True)
class _Draft:
    """What has been read of a file so far."""

    text: str
    published: date | None = None
    entities: dict[str, Named] = field(default_factory=dict)
    events: dict[str, Told] = field(default_factory=dict)
    same: dict[int, tuple[tuple[str, bool], ...]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    ignored: list[Span] = field(default_factory=list)


def read_gold(path: Path, terms: Terms | None = None) -> Gold:
    """The annotations of `path` and the text beside it (`NAME.gold`, `NAME.txt`); raises GoldError.

    `terms` are the roles that there are, those of the shipped ontology for None.
    """
    draft = _Draft(_read(path.with_suffix(".txt"), "put the article there, exactly as it is built"))
    for number, line in enumerate(_read(path, "check the path").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                _read_line(draft, number, line.strip())
            except GoldError as error:
                raise GoldError(f"{path}:{number}: {error}: {line.strip()}") from error
    gold = Gold(
        path=path,
        text=draft.text,
        published=draft.published,
        entities=draft.entities,
        events=draft.events,
        same=draft.same,
        relations=tuple(draft.relations),
        ignored=tuple(draft.ignored),
        mentions=_mentions(draft),
    )
    for number, problem in _problems(gold, terms or shipped()):
        raise GoldError(f"{path}:{number}: {problem}")
    return gold


def _read(path: Path, remedy: str) -> str:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:  # the line ends as they are: offsets count them
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'it is not UTF-8'}); {remedy}") from error


def _read_line(draft: _Draft, number: int, line: str) -> None:
    word, _, rest = line.partition(" ")
    if word == "published":
        draft.published = _day(rest)
    elif word == "entity":
        key, named = _entity(rest)
        if key in draft.entities:
            raise GoldError(f"{key} stands twice; give each entity a key of its own")
        draft.entities[key] = named
    elif word == "ignore":
        draft.ignored.extend(_ignored(draft.text, rest))
    elif word == "same":
        draft.same[number] = tuple((key.rstrip("?"), key.endswith("?")) for key in rest.split())
    elif word == "relation":
        draft.relations.append(_relation(number, rest))
    else:
        event = _event(draft.text, number, line)
        if event.key in draft.events:
            raise GoldError(f"{event.key} stands twice; give each event a key of its own")
        draft.events[event.key] = event


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise GoldError("expected published YYYY-MM-DD") from error


def _ignored(text: str, rest: str) -> list[Span]:
    if len(rest) < 3 or rest[0] != '"' or rest[-1] != '"':
        raise GoldError('expected ignore "WORDS"')
    if places := _places(text, rest[1:-1]):
        return places
    raise GoldError("the quoted text stands 0 times in the article")


def _entity(rest: str) -> tuple[str, Named]:
    match = _ENTITY.match(rest)
    if match is None:
        raise GoldError('expected entity KEY KIND "NAME" = "ALIAS" …')
    return match["key"], Named(tuple(match["kinds"].split("|")), tuple(re.findall(r'"([^"]+)"', match["names"])))


def _relation(number: int, rest: str) -> Relation:
    if len(parts := rest.split()) != 3:
        raise GoldError("expected relation NAME KEY KEY")
    return Relation(number, parts[0].rstrip("?"), parts[1], parts[2], parts[0].endswith("?"))


def _event(text: str, number: int, line: str) -> Told:
    match = _EVENT.match(line)
    if match is None:
        raise GoldError('expected eN CLASS "left [trigger] right" QUALIFIERS')
    places = _places(text, match["left"] + match["trigger"] + match["right"])
    nth = int(match["nth"] or 1)
    if len(places) < nth or (match["nth"] is None and len(places) != 1):
        raise GoldError(f"the quoted text stands {len(places)} times in the article")
    begin = places[nth - 1].begin + len(match["left"])
    slots = [_slot(found) for found in _SLOT.finditer(match["slots"])]
    if left_over := _SLOT.sub("", match["slots"]).strip():
        raise GoldError(f"cannot read {left_over!r}")
    return Told(
        key=match["key"],
        line=number,
        classes=tuple(match["classes"].split("|")),
        extent=Span(begin, begin + len(match["trigger"])),
        optional=bool(match["optional"]),
        roles=tuple(slot for slot in slots if slot.names[0] not in QUALIFIERS),
        qualifiers=tuple(slot for slot in slots if slot.names[0] in QUALIFIERS),
    )


def _slot(match: re.Match[str]) -> Slot:
    values = match["value"].split("|") if match["value"] else ()
    return Slot(tuple(match["names"].split("|")), tuple(values), match["words"], bool(match["optional"]))


def _places(text: str, words: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(re.escape(words), text)]


def _mentions(draft: _Draft) -> dict[Span, str]:
    """Where the names stand outside ignored text, each with its entity; a longer name takes its characters before a shorter one."""
    free = [True] * len(draft.text)
    found: dict[Span, str] = {}
    names = [(name, key) for key, entity in draft.entities.items() for name in entity.names]
    for name, key in sorted(names, key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", draft.text):
            begin, end = match.span()
            if all(free[begin:end]):
                free[begin:end] = [False] * (end - begin)
                if not any(span.begin <= begin < span.end for span in draft.ignored):
                    found[Span(begin, end)] = key
    return found


def _problems(gold: Gold, terms: Terms) -> Iterator[tuple[int, str]]:
    """Line and what contradicts itself across lines: keys that nothing declares, optional events that are joined as if they were certain."""
    if gold.published is None:
        yield 1, "the line `published YYYY-MM-DD` is missing; add it, for days are counted from there"
    known = gold.entities.keys() | gold.events.keys()
    for event in gold.events.values():
        for slot in event.roles + tuple(slot for slot in event.qualifiers if slot.names[0] == "by"):
            if unknown := sorted(set(slot.names) - {*terms.roles, "by"}):
                yield event.line, f"no such role: {', '.join(unknown)}; choose from {', '.join(terms.roles)}"
            if unknown := sorted(set(slot.values) - known):
                yield event.line, f"{slot}: no such entity or event: {', '.join(unknown)}; declare it, or write the head word in quotes"
    for number, key, certain in ((number, key, not doubtful) for number, group in gold.same.items() for key, doubtful in group):
        if key not in gold.events:
            yield number, f"no event {key}; check the key"
        elif certain and gold.events[key].optional:
            yield number, f"{key} is optional, so write {key}?"
    for relation in gold.relations:
        if unknown := sorted({relation.subject, relation.object} - gold.entities.keys()):
            yield relation.line, f"no such entity: {', '.join(unknown)}; declare it"
