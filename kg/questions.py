"""The library of questions: SPARQL files with a head that names their parameters, and the binding of values to them.

A parameter is a data block in the query, `VALUES ?name { UNDEF }`, so every file also runs as it stands in any SPARQL 1.1
engine. Binding replaces the rows of that block by RDF terms. The terms are made and written by the engine; what a user
typed never becomes part of the query's syntax.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Store

from kg.errors import QueryError
from kg.lookup import day, find, statuses, term
from kg.vocab import KG, XSD

FOLDER = Path(__file__).parent / "queries"
TYPES = ("entity", "class", "text", "date", "integer")
Value: TypeAlias = str | int | date
Bound: TypeAlias = NamedNode | Literal

_HEAD = re.compile(r"#\s*(title|description|param|limit):\s*(.*)")
_PARAMETER = re.compile(r"(?P<name>\w+) (?P<type>\w+)(?: \[(?P<default>[^\]]*)\])? (?P<description>.+)")
_SLOT = re.compile(r"VALUES \?(\w+) \{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about. `default` is what is bound when nothing is given, "" for no restriction."""

    name: str
    type: str  # one of TYPES; "entity" is a name or an IRI, "class" a class or relation of the ontology
    description: str
    default: str | None = None  # None: it must be given


@dataclass(frozen=True, slots=True)
class Question:
    """A query with a name. `limit` is how many rows it shows unless asked for more."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    limit: int | None = None
    slots: frozenset[str] = frozenset()  # the variables that a value can be bound to


@cache
def library() -> Mapping[str, Question]:
    """The questions that come with claimgraph, by name."""
    return MappingProxyType({path.stem: read(path) for path in sorted(FOLDER.glob("*.rq"))})


def question(name: str) -> Question:
    """The question called so. Raises QueryError with the nearest names."""
    if found := library().get(name):
        return found
    close = get_close_matches(name, library(), n=3) or list(library())
    raise QueryError(f"there is no question {name!r}; choose from {', '.join(close)}")


def read(path: Path) -> Question:
    """The question in a file; its parameters are those that the head names. Raises QueryError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: cannot be read: {error}; give a SPARQL file in UTF-8") from error
    head: dict[str, list[str]] = {"title": [], "description": [], "param": [], "limit": []}
    for line in text.splitlines():
        if found := _HEAD.match(line):
            head[found[1]].append(found[2].strip())
    parameters = tuple(_parameter(line, path) for line in head["param"])
    slots = frozenset(found[1] for found in _SLOT.finditer(text))
    if missing := [parameter.name for parameter in parameters if parameter.name not in slots]:
        raise QueryError(f"{path}: the parameter {missing[0]} has no place; add `VALUES ?{missing[0]} {{ UNDEF }}` to the query")
    limit = int(head["limit"][0]) if head["limit"] and head["limit"][0].isdecimal() else None
    return Question(path.stem, " ".join(head["title"]) or path.stem, " ".join(head["description"]), parameters, text, limit, slots)


def bind(asked: Question, store: Store, values: Mapping[str, Value | Sequence[Value]], only: Sequence[str] | None = None) -> str:
    """The question's text with values in place; `only` fills `?status`, where the question has it.

    Raises QueryError for an unknown or missing parameter, a value that does not fit, or a name that the graph does not know.
    """
    known = {parameter.name: parameter for parameter in asked.parameters}
    for name in values:
        if name not in known:
            raise QueryError(f"{asked.name}: there is no parameter {name!r}; it has {', '.join(known) or 'none'}")
    bound = {name: _bound(parameter, store, asked.name, values.get(name)) for name, parameter in known.items()}
    if only is not None:
        bound["status"] = tuple(NamedNode(KG + status) for status in statuses(only))
    # one pass, so that a bound text which looks like a block is never taken for one
    return _SLOT.sub(lambda slot: f"VALUES ?{slot[1]} {{ {_rows(bound[slot[1]])} }}" if slot[1] in bound else slot[0], asked.text)


def _parameter(line: str, path: Path) -> Parameter:
    found = _PARAMETER.fullmatch(line)
    if found is None or found["type"] not in TYPES:
        raise QueryError(f"{path}: `# param: {line}` is not NAME TYPE [default] description; TYPE is one of {', '.join(TYPES)}")
    return Parameter(found["name"], found["type"], found["description"], found["default"])


def _rows(terms: Sequence[Bound]) -> str:
    return " ".join(str(term) for term in terms) or "UNDEF"


def _bound(parameter: Parameter, store: Store, name: str, given: Value | Sequence[Value] | None) -> tuple[Bound, ...]:
    if given is None:
        if parameter.default is None:
            raise QueryError(f"{name}: {parameter.name} must be given: {parameter.description}")
        return tuple(_default(parameter.type, word) for word in parameter.default.split())
    values = [given] if isinstance(given, Value) else list(given)
    try:
        terms = [found for value in values for found in _terms(parameter.type, store, value)]
    except (QueryError, ValueError) as error:
        raise QueryError(f"{name}: {parameter.name}: {error}") from error
    return tuple(dict.fromkeys(terms))


def _default(kind: str, word: str) -> Bound:
    """A default of a question's head; a class such as kg:Launch holds also in a graph that has none."""
    match kind:
        case "class":
            return NamedNode(KG + word.removeprefix("kg:"))
        case "integer":
            return Literal(_integer(word))
        case _:
            return _date(word) if kind == "date" else Literal(word)


def _terms(kind: str, store: Store, value: Value) -> list[Bound]:
    match kind:
        case "entity":
            return [NamedNode(iri) for iri in find(store, str(value))]
        case "class":
            return [NamedNode(term(store, str(value)))]
        case "date":
            return [_date(str(value))]
        case "integer":
            return [Literal(_integer(value))]
        case _:
            return [Literal(str(value))]


def _integer(value: Value) -> int:
    if isinstance(value, int):
        return value
    if not re.fullmatch(r"[+-]?\d{1,18}", str(value), flags=re.ASCII):
        raise QueryError(f"{value!r} is no whole number; give one such as 2")
    return int(str(value))


def _date(value: str) -> Literal:
    kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    return Literal(day(value), datatype=NamedNode(kinds[len(value)]))
