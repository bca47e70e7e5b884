"""Learning: examples in, Turtle out, to be read by people before it is used."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kg.extract.claims import fill_roles, find_frames
from kg.extract.stance import Stances
from kg.extract.tied import Tied
from kg.extract.times import find as find_times
from kg.knowledge import Knowledge, defined, load
from kg.learn.candidates import Lesson, attempt, choose, propose
from kg.learn.examples import Example, read_examples
from kg.learn.names import observe
from kg.learn.turtle import names_turtle, ties_turtle
from kg.model import Article, Parse, Span
from kg.ontology import parse
from kg.run.reader import Reader
from kg.settings import Settings


def learn(own: Sequence[Path], examples: Path, *, model: str | None = None) -> str:
    """Lexicon entries as Turtle, proposed from a file of JSON lines. Raises UsageError for a line that is no example."""
    reader = Reader(Settings(model=model, ontologies=tuple(own)))
    given = read_examples(examples, reader.knowledge.ontology)
    articles = [Article(f"example-{n}", example.text, Span(0, len(example.text)), f"{examples}:{n}") for n, example in enumerate(given, 1)]
    return lessons_of(own, given, list(reader.parse(articles)), reader.knowledge)


def lessons_of(own: Sequence[Path], examples: Sequence[Example], parses: Sequence[Parse], knowledge: Knowledge) -> str:
    """The same of examples that are parsed already: first the names of classes' members, then the words that tie them."""
    read = [
        (example, parse_, find_frames(parse_, knowledge, find_times(parse_, knowledge.calendar)).mentions)
        for example, parse_ in zip(examples, parses, strict=True)
    ]
    observed, mine = observe(read, _ends(knowledge)), defined(parse(own))
    often = names_turtle(observed, knowledge.ontology, mine, least=2)  # what one example alone names must be found without it
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.ttl"
        path.write_text(often, encoding="utf-8")
        knowing = load([*own, path])
    lessons = [_lesson(n, example, parse_, knowing) for n, (example, parse_) in enumerate(zip(examples, parses, strict=True))]
    sizes = Counter(relation for example in examples for relation in {name for _, name, _ in example.triples})
    return names_turtle(observed, knowledge.ontology, mine) + ties_turtle(choose(attempt(propose(lessons, sizes), lessons), sizes))


def _ends(knowledge: Knowledge) -> dict[str, tuple[str | None, str | None]]:
    """Relation → the classes of domain and range whose names can be learnt; persons have no names in common."""
    tables = knowledge.ontology.domains, knowledge.ontology.ranges
    return {name: (_learnable(tables[0].get(name, ())), _learnable(tables[1].get(name, ()))) for name in {*tables[0], *tables[1]}}


def _learnable(classes: Sequence[str]) -> str | None:
    return next((cls for cls in classes if cls not in ("Person", "Entity", "Agent")), None)


def _lesson(number: int, example: Example, read: Parse, knowledge: Knowledge) -> Lesson:
    frames = find_frames(read, knowledge, find_times(read, knowledge.calendar))
    fill_roles(frames)
    ties = replace(knowledge.ties, rows={})
    return Lesson(number, example, Tied(frames, Stances(read, frames), ties), read.tokens)
