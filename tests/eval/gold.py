"""Annotations as records: what a careful reader says an article tells (the format is in README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROLES = ("agent", "theme", "addressee", "topic", "instrument", "origin", "destination", "place", "cause")
QUALIFIERS = ("status", "by", "time", "beginTime", "endTime", "quantity", "outcome")
STANDING = ("partOf", "locatedIn", "memberOf", "leads", "spokespersonFor", "worksFor", "operates", "issuedBy", "basedIn", "citizenOf")

_ENTITY = re.compile(r'(?P<key>\S+) (?P<kinds>\S+) (?P<names>"[^"]+"(?: = "[^"]+"(?: "[^"]+")*)?)$')
_EVENT = re.compile(
    r"(?P<optional>\??)(?P<key>e\d+) (?P<classes>\S+) "
    r'"(?P<left>[^"\[\]]*)\[(?P<trigger>[^"\[\]]+)\](?P<right>[^"\[\]]*)"(?:#(?P<nth>\d+))?(?P<slots>.*)$'
)
_SLOT = re.compile(r' (?P<names>[A-Za-z|]+)(?P<optional>\??)=(?:"(?P<words>[^"]+)"|(?P<value>[^\s"]+))')


class GoldError(ValueError):
    """An annotation that cannot be right; the message names file and line."""


class Extent(NamedTuple):
    """Characters of the article, counted in code points; `end` is exclusive."""

    begin: int
    end: int

    def shared(self, other: Extent) -> int:
        """The number of characters that both hold."""
        return max(0, min(self.end, other.end) - max(self.begin, other.begin))


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
    """An event as one place of the article tells it."""

    key: str
    classes: tuple[str, ...]
    extent: Extent
    optional: bool
    roles: tuple[Slot, ...]
    qualifiers: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    name: str
    subject: str
    object: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """All that is annotated of one article. `same` holds groups of event keys that are one event, each with whether it is doubtful."""

    path: Path
    text: str
    published: str
    entities: dict[str, Named]
    events: dict[str, Told]
    same: tuple[tuple[tuple[str, bool], ...], ...]
    relations: tuple[Relation, ...]
    ignored: tuple[Extent, ...]
    mentions: dict[Extent, str]

    def counts(self, extent: Extent) -> bool:
        """Whether the extent begins outside all ignored text."""
        return not any(span.begin <= extent.begin < span.end for span in self.ignored)

    def words(self, extent: Extent) -> str:
        return self.text[extent.begin : extent.end]


@dataclass(slots=True)
class _Draft:
    """What has been read of a file so far."""

    text: str
    published: str = ""
    entities: dict[str, Named] = field(default_factory=dict)
    events: dict[str, Told] = field(default_factory=dict)
    same: list[tuple[tuple[str, bool], ...]] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    ignored: list[Extent] = field(default_factory=list)


def read_gold(path: Path) -> Gold:
    """The annotations of `path` and the text beside it (`NAME.gold`, `NAME.txt`); raises GoldError."""
    draft = _Draft(path.with_suffix(".txt").read_text(encoding="utf-8"))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                _read_line(draft, line.strip())
            except GoldError as error:
                raise GoldError(f"{path}:{number}: {error}: {line}") from error
    gold = Gold(
        path=path,
        text=draft.text,
        published=draft.published,
        entities=draft.entities,
        events=draft.events,
        same=tuple(draft.same),
        relations=tuple(draft.relations),
        ignored=tuple(draft.ignored),
        mentions=_mentions(draft),
    )
    for problem in _problems(gold):
        raise GoldError(f"{path}: {problem}")
    return gold


def _read_line(draft: _Draft, line: str) -> None:
    word, _, rest = line.partition(" ")
    if word == "published":
        draft.published = rest
    elif word == "entity":
        key, named = _entity(rest)
        draft.entities[key] = named
    elif word == "ignore":
        draft.ignored.extend(_places(draft.text, rest[1:-1]))
    elif word == "same":
        draft.same.append(tuple((key.rstrip("?"), key.endswith("?")) for key in rest.split()))
    elif word == "relation":
        draft.relations.append(_relation(rest))
    else:
        event = _event(draft.text, line)
        if event.key in draft.events:
            raise GoldError(f"{event.key} stands twice")
        draft.events[event.key] = event


def _entity(rest: str) -> tuple[str, Named]:
    match = _ENTITY.match(rest)
    if match is None:
        raise GoldError('expected entity KEY KIND "NAME" = "ALIAS" …')
    return match["key"], Named(tuple(match["kinds"].split("|")), tuple(re.findall(r'"([^"]+)"', match["names"])))


def _relation(rest: str) -> Relation:
    if len(parts := rest.split()) != 3:
        raise GoldError("expected relation NAME KEY KEY")
    return Relation(parts[0].rstrip("?"), parts[1], parts[2], parts[0].endswith("?"))


def _event(text: str, line: str) -> Told:
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
        classes=tuple(match["classes"].split("|")),
        extent=Extent(begin, begin + len(match["trigger"])),
        optional=bool(match["optional"]),
        roles=tuple(slot for slot in slots if slot.names[0] not in QUALIFIERS),
        qualifiers=tuple(slot for slot in slots if slot.names[0] in QUALIFIERS),
    )


def _slot(match: re.Match[str]) -> Slot:
    values = match["value"].split("|") if match["value"] else ()
    return Slot(tuple(match["names"].split("|")), tuple(values), match["words"], bool(match["optional"]))


def _places(text: str, words: str) -> list[Extent]:
    return [Extent(*match.span()) for match in re.finditer(re.escape(words), text)]


def _mentions(draft: _Draft) -> dict[Extent, str]:
    """Where the names stand outside ignored text, each with its entity; a longer name takes its characters before a shorter one."""
    free = [True] * len(draft.text)
    found: dict[Extent, str] = {}
    names = [(name, key) for key, entity in draft.entities.items() for name in entity.names]
    for name, key in sorted(names, key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", draft.text):
            begin, end = match.span()
            if all(free[begin:end]):
                free[begin:end] = [False] * (end - begin)
                if not any(span.begin <= begin < span.end for span in draft.ignored):
                    found[Extent(begin, end)] = key
    return found


def _problems(gold: Gold) -> Iterator[str]:
    """What contradicts itself across lines: keys that nothing declares, optional events that are joined as if they were certain."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", gold.published):
        yield "the line `published YYYY-MM-DD` is missing"
    for event in gold.events.values():
        for slot in event.roles + tuple(slot for slot in event.qualifiers if slot.names[0] == "by"):
            if unknown := set(slot.names) - {*ROLES, "by"}:
                yield f"{event.key}: no such role: {sorted(unknown)}"
            if unknown := set(slot.values) - gold.entities.keys() - gold.events.keys():
                yield f"{event.key} {slot}: no such entity or event: {sorted(unknown)}"
    for key, certain in ((key, not doubtful) for group in gold.same for key, doubtful in group):
        if key not in gold.events:
            yield f"same: no event {key}"
        elif certain and gold.events[key].optional:
            yield f"same: {key} is optional, so write {key}?"
    for relation in gold.relations:
        if unknown := {relation.subject, relation.object} - gold.entities.keys():
            yield f"relation {relation.name}: no such entity: {sorted(unknown)}"
