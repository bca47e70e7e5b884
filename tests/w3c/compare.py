"""Whether two answers are the same: rows as bags, triples as sets, blank nodes by their place, numbers by value and type."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from tests.w3c.suite import Answer, Term

XSD = "http://www.w3.org/2001/XMLSchema#"
FLOATS = {XSD + "double", XSD + "float"}
DECIMALS = {XSD + "decimal", XSD + "integer"}
Key = tuple[str, ...]
Item = tuple[tuple[Hashable, Key], ...]  # (place, term) of everything in a row or a triple
BLANK = "blank"


def same(expected: Answer, found: Answer) -> bool:
    """Whether `found` is what was expected."""
    if expected.text is not None:
        return found.text is not None and same_tables(expected.text, found.text)
    if expected.truth is not None:
        return expected.truth == found.truth
    if expected.triples is not None:
        return found.triples is not None and match(_triples(expected.triples), _triples(found.triples))
    return found.rows is not None and match(_rows(expected.rows or []), _rows(found.rows))


def same_tables(expected: str, found: str) -> bool:
    """Two CSV documents with the same columns, in any order, and the same rows, in any order."""
    return match(_table(expected), _table(found))


def match(left: Sequence[Item], right: Sequence[Item]) -> bool:
    """Whether some renaming of blank nodes makes both bags equal."""
    if Counter(map(_shape, left)) != Counter(map(_shape, right)):
        return False
    blank = [[item for item in items if any(key[0] == BLANK for _, key in item)] for items in (left, right)]
    return _paired(blank[0], blank[1], {})


def _paired(left: Sequence[Item], right: Sequence[Item], names: dict[Key, Key]) -> bool:
    if not left:
        return True
    first, rest = left[0], left[1:]
    tried = set()
    for place, other in enumerate(right):
        if other in tried or _shape(first) != _shape(other):
            continue
        tried.add(other)
        more = _renamed(first, other, names)
        if more is not None and _paired(rest, [*right[:place], *right[place + 1 :]], more):
            return True
    return False


def _renamed(one: Item, other: Item, names: dict[Key, Key]) -> dict[Key, Key] | None:
    """The renaming, with what this pair adds to it; None where it contradicts."""
    more = dict(names)
    for (_, key), (_, found) in zip(one, other, strict=True):
        if key[0] == BLANK and more.setdefault(key, found) != found:
            return None
    return more if len(set(more.values())) == len(more) else None


def _shape(item: Item) -> Item:
    return tuple((place, (BLANK,) if key[0] == BLANK else key) for place, key in item)


def _rows(rows: Iterable[dict[str, Term]]) -> list[Item]:
    return [tuple(sorted(((name, _key(term)) for name, term in row.items()), key=lambda pair: str(pair[0]))) for row in rows]


def _triples(triples: Iterable[Triple]) -> list[Item]:
    return [((0, _key(one.subject)), (1, _key(one.predicate)), (2, _key(one.object))) for one in set(triples)]


def _table(text: str) -> list[Item]:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    cells = (sorted(zip(header, row, strict=True)) for row in rows)
    return [(("", tuple(sorted(header))), *((name, (BLANK, cell) if cell.startswith("_:") else ("text", cell)) for name, cell in row)) for row in cells]


def _key(term: Term) -> Key:
    match term:
        case NamedNode():
            return ("iri", term.value)
        case BlankNode():
            return (BLANK, term.value)
        case Literal():
            return ("literal", _value(term.value, term.datatype.value), term.datatype.value, (term.language or "").lower())
        case _:
            return ("triple", str(term))


def _value(text: str, datatype: str) -> str:
    """The same text for the same value, where the type has one: 1.0 and 1.00, but not 1 and 1.0 of different types."""
    try:
        if datatype in FLOATS:
            return repr(float(text))
        if datatype in DECIMALS:
            return str(Decimal(text).normalize() + 0)
    except (ValueError, InvalidOperation):
        return text
    return {"1": "true", "0": "false"}.get(text, text) if datatype == XSD + "boolean" else text
