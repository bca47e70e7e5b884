"""The gazetteer compiled: names, demonyms, capitals, the bodies that every state has, and titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.errors import OntologyError
from kg.ontology import Statements
from kg.vocab import BASE, KG, OWL, RDF, RDFS, SKOS


@dataclass(frozen=True, slots=True)
class Entry:
    """A known name. `key` is relative to the base IRI, "state/north-korea"."""

    key: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    capital_of: str | None = None
    part_of: str | None = None  # key of what it is a part of
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class BodyPattern:
    """A body that many states have: "Coast Guard" with "Japan" makes "Japan Coast Guard"."""

    key: str
    kind: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """Words before or after a person's name, and the relation to the state or body that they are joined with."""

    key: str
    relation: str | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Look-ups by the exact words of a text."""

    entries: Mapping[str, Entry]  # key →
    names: Mapping[str, tuple[str, ...]]  # name or alias → keys
    demonyms: Mapping[str, str]  # "South Korean" → key of the state
    bodies: Mapping[str, BodyPattern]  # words in lower case →
    titles: Mapping[str, Title]  # words in lower case →
    longest: int  # the most words that a name has
    first_words: frozenset[str]  # first words, in lower case, of names that begin with a small letter


def compile_gazetteer(statements: Statements) -> Gazetteer:
    """The gazetteer that `statements` hold."""
    capitals = {capital: s for s, p in statements.items() for capital in p.get(KG + "capital", ())}
    entries: dict[str, Entry] = {}
    bodies: dict[str, BodyPattern] = {}
    titles: dict[str, Title] = {}
    for subject, properties in statements.items():
        if not subject.startswith(BASE):
            continue
        types = [t.removeprefix(KG) for t in properties.get(RDF.type, ())]
        if "BodyPattern" in types:
            if RDFS.label not in properties:
                raise OntologyError(f'{subject}: a kg:BodyPattern needs an rdfs:label; write for example rdfs:label "{{state}} Coast Guard"')
            body = BodyPattern(_key(subject), _one(properties, "ofKind") or "GovernmentBody", properties[RDFS.label][0], properties.get(SKOS.altLabel, ()))
            bodies.update({word.lower(): body for word in properties.get(KG + "word", ())})
        elif "Title" in types:
            title = Title(_key(subject), _one(properties, "relation"))
            titles.update({word.lower(): title for word in properties.get(KG + "word", ())})
        elif SKOS.prefLabel in properties:
            if not types:
                raise OntologyError(f"{subject}: a name needs a kind; write for example <{subject}> a kg:Person")
            entries[_key(subject)] = _entry(subject, types[0], properties, capitals.get(subject))
    names = _names(entries.values())
    return Gazetteer(
        entries=entries,
        names=names,
        demonyms={d: e.key for e in entries.values() for d in e.demonyms},
        bodies=bodies,
        titles=titles,
        longest=max((len(name.split()) for name in names), default=1) + 2,
        first_words=frozenset(name.split()[0].split("-")[0] for name in names if name[:1].islower()),
    )


def _key(iri: str) -> str:
    return iri.removeprefix(BASE)


def _one(properties: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    value = properties.get(KG + name, (None,))[0]
    return value.removeprefix(KG).removeprefix(BASE) if value else None


def _entry(subject: str, kind: str, properties: Mapping[str, tuple[str, ...]], capital_of: str | None) -> Entry:
    return Entry(
        key=_key(subject),
        kind=kind,
        label=properties[SKOS.prefLabel][0],
        aliases=properties.get(SKOS.altLabel, ()),
        demonyms=properties.get(KG + "demonym", ()),
        links=properties.get(OWL.sameAs, ()),
        capital_of=_key(capital_of) if capital_of else None,
        part_of=_one(properties, "partOf"),
        ambiguous=KG + "ambiguous" in properties,
    )


def _names(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """Name → keys; a preferred label goes before an alias."""
    found: dict[str, list[str]] = {}
    ranked = [(entry.label, entry.key) for entry in entries]
    for label, key in ranked:
        found.setdefault(label, []).append(key)
    for entry in entries:
        for alias in entry.aliases:
            keys = found.setdefault(alias, [])
            if entry.key not in keys:
                keys.append(entry.key)
    return {name: tuple(keys) for name, keys in found.items()}
