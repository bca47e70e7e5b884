"""Examples: sentences with their triples, checked where they enter, and where the text has the names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.model import Span
from kg.ontology import Ontology
from kg.vocab import KG

LINE = '{"text": "…", "triples": [["Anna Berg", "birth place", "Oslo"]]}'


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its triples: subject, local name of the relation, object."""

    text: str
    triples: tuple[tuple[str, str, str], ...]


def read_examples(path: Path, ontology: Ontology) -> list[Example]:
    """The examples of a file of JSON lines. Raises UsageError with the line that is wrong."""
    names = {name: name for name in {*ontology.domains, *ontology.ranges, *ontology.gives.values()}}
    names |= {_plain(ontology.labels[name]): name for name in sorted(names) if name in ontology.labels}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error}); give a UTF-8 file of JSON lines, each {LINE}") from error
    return [_example(line, f"{path}:{number}", names) for number, line in enumerate(lines, 1) if line.strip()]


def _example(line: str, place: str, names: dict[str, str]) -> Example:
    try:
        row = json.loads(line)
        text, given = row["text"], [tuple(map(str, triple)) for triple in row["triples"]]
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{place}: not an example ({error!r}); write it as {LINE}") from error
    if not isinstance(text, str) or any(len(triple) != 3 for triple in given):
        raise UsageError(f"{place}: not an example; write it as {LINE}")
    triples = []
    for subject, relation, object_ in given:
        name = names.get(relation.removeprefix(KG).removeprefix("kg:")) or names.get(_plain(relation))
        if name is None:
            known = ", ".join(sorted(set(names.values()) & {n for n in names if n[:1].islower()})[:6])
            raise UsageError(f'{place}: "{relation}" is the label of no relation; define it in the ontology, or take one of it ({known}, …)')
        triples.append((subject, name, object_))
    return Example(text, tuple(triples))


def _plain(label: str) -> str:
    return " ".join(label.replace("_", " ").lower().split())


# ---------------------------------------------------------------- where the names stand
def places(name: str, text: str) -> Iterator[Span]:
    """Where a text has a name, whatever its blanks and capitals; whole words only."""
    letters = r"\s*".join(re.escape(character) for character in name if not character.isspace())
    if letters:
        for match in re.finditer(rf"(?<!\w)(?:{letters})(?!\w)", text, re.IGNORECASE):
            yield Span(*match.span())


def squeezed(text: str) -> str:
    """A name without blanks and capitals, as names are compared."""
    return re.sub(r"\s+", "", text).lower()


def alike(one: str, other: str) -> bool:
    """Whether two names may be of one thing: equal, or one the last words of the other ("Berg", "Anna Berg")."""
    first, second = squeezed(one), squeezed(other)
    last = one.split()[-1:] == other.split()[-1:]
    return first == second or last or first.endswith(second) or second.endswith(first)
