"""Everything that the product knows about news, read from Turtle once a run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.calendar import Calendar
from kg.gazetteer import Gazetteer, compile_gazetteer
from kg.lexicon import Lexicon, compile_lexicon
from kg.ontology import Ontology, Statements, compile_ontology, directory, parse

LAYERS = ("claimgraph.ttl", "numbers.ttl", "gazetteer.ttl")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The ontology with its lexicon, gazetteer and calendar, and a digest of the files that they came from."""

    ontology: Ontology
    lexicon: Lexicon
    gazetteer: Gazetteer
    calendar: Calendar
    layout: Statements
    digest: str


def load(own: Sequence[Path] = ()) -> Knowledge:
    """The shipped knowledge with the user's `own` Turtle files added. Raises OntologyError."""
    folder = directory()
    paths = [*(folder / name for name in LAYERS), *sorted((folder / "lexicon").glob("*.ttl")), *own]
    statements = parse(paths)
    ontology = compile_ontology(statements)
    digest = hashlib.sha256()
    for path in [*paths, folder / "times.ttl", folder / "layout.ttl"]:
        digest.update(path.read_bytes())
    return Knowledge(
        ontology=ontology,
        lexicon=compile_lexicon(statements, ontology),
        gazetteer=compile_gazetteer(statements),
        calendar=Calendar.load([folder / "times.ttl"]),
        layout=parse([folder / "layout.ttl"]),
        digest=digest.hexdigest(),
    )
