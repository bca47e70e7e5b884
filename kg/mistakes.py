"""What is wrong with a query, in words: where it cannot be read and what was expected there, and terms that the ontology does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.lookup import near_terms, occurs
from kg.ontology import directory
from kg.vocab import KG, PREFIXES

_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_EXPECTED = re.compile(r'"(?:\\.|[^"\\])*"|\[[^\]]*\](?:\s*\|\s*\[[^\]]*\])*|[^,]+')
_DECLARED = re.compile(r"PREFIX\s+([\w.-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_TEMPLATE = re.compile(r"\bCONSTRUCT\s*\{[^{}]*\}", re.IGNORECASE)  # says what is made, not what is looked for


# ---------------------------------------------------------------- what cannot be read
def explained(text: str, message: str) -> str:
    """Line, column, what was expected there, and the line itself with a mark under the place."""
    found = _POSITION.fullmatch(message)
    if found is None:
        return f"query: {message}; change the query"
    line, column, expected = int(found[1]), int(found[2]), found[3]
    lines = text.splitlines() or [""]
    shown = lines[line - 1] if line <= len(lines) else ""
    mark = f"\n  {shown}\n  {' ' * (column - 1)}^"
    return f"query, line {line}, column {column}: {_reason(expected, shown[: column - 1])}{mark}"


def _reason(expected: str, before: str) -> str:
    if "Prefix not found" in expected and (name := re.search(r"([\w.-]*):[\w.-]*$", before)):
        return f"the prefix {name[1]}: is not declared; declare it with PREFIX, or use one of {', '.join(sorted(PREFIXES))}"
    words = [_word(item.strip()) for item in _EXPECTED.findall(expected)]
    sentences = [word for word in words if " " in word and not word.startswith(("'", "a "))]
    tokens = list(dict.fromkeys(word for word in words if word and word not in sentences))
    if sentences:
        return f"{sentences[0].replace('The ', 'the ', 1)}; mend the query there"
    if tokens:
        return f"expected {tokens[0] if len(tokens) == 1 else ', '.join(tokens[:-1]) + ' or ' + tokens[-1]}"
    return "the query cannot be read from here on; look for a missing bracket, dot or quotation mark before it"


def _word(item: str) -> str:
    """An item of the engine's list as people read it; "" for classes of characters."""
    if item.startswith("["):
        return "a number" if item.startswith("['0'..='9'") else ""
    return "'" + item[1:-1].replace('\\"', '"').replace("\\\\", "\\") + "'" if item.startswith('"') else item


# ---------------------------------------------------------------- what is not there
def terms(text: str, bare: str) -> tuple[tuple[int, str, str], ...]:
    """The terms of the ontology that a query looks for, each once: where it begins, how it is written, its local name.

    `bare` is the query with all blanked in which no keyword can stand.
    """
    declared = dict(_DECLARED.findall(text))
    names = {name for name, iri in declared.items() if iri == KG} | ({"kg"} if "kg" not in declared else set())
    made = _TEMPLATE.search(bare)
    found: dict[str, tuple[int, str, str]] = {}
    for start, written, name in _occurrences(text, bare, names):
        if made is None or not made.start() <= start < made.end():
            found.setdefault(name, (start, written, name))
    return tuple(found.values())


def _occurrences(text: str, bare: str, prefixes: set[str]) -> Iterator[tuple[int, str, str]]:
    for prefix in sorted(prefixes):
        for found in re.finditer(rf"(?<![\w?$:@.-]){re.escape(prefix)}:([A-Za-z][\w-]*)", bare):
            yield found.start(), found[0], found[1]
    for found in re.finditer(rf"<{re.escape(KG)}([A-Za-z][\w-]*)>", text):
        yield found.start(), found[0], found[1]


def unknown(store: Store, text: str, used: tuple[tuple[int, str, str], ...]) -> tuple[str, ...]:
    """A remark for each term that neither the graph nor its ontology has, with the nearest that there are."""
    return tuple(_remark(store, text, start, written, name) for start, written, name in used if not occurs(store, KG + name) and name not in _shipped())


@cache
def _shipped() -> frozenset[str]:
    """The terms of the ontology that comes with claimgraph, for graphs that do not hold it."""
    quads = parse(path=directory() / "claimgraph.ttl", format=RdfFormat.TURTLE)
    return frozenset(quad.subject.value.removeprefix(KG) for quad in quads if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(KG))


def _remark(store: Store, text: str, start: int, written: str, name: str) -> str:
    before = text[:start]
    place = f"query, line {before.count(chr(10)) + 1}, column {start - before.rfind(chr(10))}"
    near = near_terms(store, name, _shipped())
    meant = f"; did you mean {' or '.join(near)}?" if near else "; no term is like it"
    return f"{place}: neither the graph nor its ontology has {written}{meant}"
