"""Everything that the product knows about news, read from Turtle once a run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.calendar import Calendar
from kg.errors import OntologyError
from kg.gazetteer import Gazetteer, compile_gazetteer
from kg.lexicon import Lexicon, compile_lexicon
from kg.ontology import Ontology, Statements, compile_ontology, directory, parse
from kg.ties import Ties, compile_ties
from kg.vocab import KG

LAYERS = ("claimgraph.ttl", "numbers.ttl", "gazetteer.ttl")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The ontology with its lexicon, gazetteer and calendar, and a digest of the files that they came from."""

    ontology: Ontology
    lexicon: Lexicon
    gazetteer: Gazetteer
    calendar: Calendar
    ties: Ties
    layout: Statements
    digest: str
    only: frozenset[str] | None = None  # the classes and relations that are kept, where not all are


def files(own: Sequence[Path] = ()) -> list[Path]:
    """The Turtle that words, names and classes come from; the user's `own` last."""
    folder = directory()
    return [*(folder / name for name in LAYERS), *sorted((folder / "lexicon").glob("*.ttl")), *own]


def load(own: Sequence[Path] = (), *, only_own: bool = False) -> Knowledge:
    """The shipped knowledge with the user's `own` Turtle files added; `only_own` keeps nothing but what these define. Raises OntologyError."""
    folder, paths = directory(), files(own)
    statements, mine = parse(paths), parse(own)
    ontology = compile_ontology(statements)
    return Knowledge(
        ontology=ontology,
        lexicon=compile_lexicon(statements, ontology, mine),
        gazetteer=compile_gazetteer(statements),
        calendar=Calendar.load([folder / "times.ttl"]),
        ties=compile_ties(statements, ontology),
        layout=parse([folder / "layout.ttl"]),
        digest=digest(own),
        only=defined(mine) if only_own else None,
    )


def digest(own: Sequence[Path] = ()) -> str:
    """The SHA-256 of all files that `load` would read. Raises OntologyError."""
    folder = directory()
    found = hashlib.sha256()
    for path in [*files(own), folder / "times.ttl", folder / "layout.ttl"]:
        try:
            found.update(path.read_bytes())
        except OSError as error:
            raise OntologyError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    return found.hexdigest()


def defined(statements: Statements) -> frozenset[str]:
    """The classes and relations that statements are about, by local name; those that they only add words to included."""
    return frozenset(subject.removeprefix(KG) for subject in statements if subject.startswith(KG))
