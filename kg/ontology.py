"""The Turtle files read into plain look-ups: classes, relations and what the lexicon may inherit from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kg.errors import OntologyError
from kg.vocab import KG, OWL, RDF, RDFS

Statements = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Subject → predicate → objects, all as plain strings: IRIs whole, literals without language and datatype."""

T = TypeVar("T")
STATUSES = frozenset({"same", "reported", "hypothetical", "denied"})  # what a word can make of what it embeds


def directory() -> Path:
    """The folder of the shipped Turtle: inside the installed package, or beside it in a checkout."""
    installed = Path(__file__).parent / "turtle"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "ontology"


def parse(paths: Iterable[Path]) -> Statements:
    """What the files say, subjects in order of appearance. Raises OntologyError with file, line and column."""
    import pyoxigraph

    found: dict[str, dict[str, list[str]]] = {}
    for path in paths:
        try:
            with path.open("rb") as file:
                for quad in pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.TURTLE, base_iri="https://w3id.org/claimgraph/id/"):
                    subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object.value
                    found.setdefault(subject, {}).setdefault(predicate, []).append(value)
        except OSError as error:
            raise OntologyError(f"{path}: cannot be read ({error.strerror}); give the path of a Turtle file") from error
        except (SyntaxError, ValueError) as error:
            raise OntologyError(f"{path}: not valid Turtle: {error}; mend that line, or leave the file out") from error
    return {s: {p: tuple(values) for p, values in properties.items()} for s, properties in found.items()}


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a class's roles make a relation: the first of `subjects` that is present → the first of `objects`."""

    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    mutual: bool = False


@dataclass(frozen=True, slots=True)
class Ontology:
    """Classes and relations by local name."""

    lineages: Mapping[str, tuple[str, ...]]  # class → itself and its superclasses, nearest first
    gives: Mapping[str, str]  # event class → relation
    patterns: Mapping[str, tuple[Pattern, ...]]  # event class → how its relation is made, as stated (not inherited)
    fills: Mapping[str, Mapping[str, str]]  # class → grammatical function → role, as stated
    content: Mapping[str, str]  # class → status of what it embeds, as stated
    control: Mapping[str, str]  # class → whose subject an infinitive shares, as stated
    identified_by: Mapping[str, tuple[str, ...]]
    ranges: Mapping[str, tuple[str, ...]]  # role or relation → classes
    domains: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    seldom_own: frozenset[str]  # classes of which a speaker hardly ever is the agent
    roles: frozenset[str]
    standing: frozenset[str]  # relations that hold beyond one event
    tools: frozenset[str]  # kinds whose members are used and do not act

    def lineage(self, name: str) -> tuple[str, ...]:
        """The class and its superclasses, nearest first."""
        return self.lineages.get(name, (name,))

    def is_a(self, name: str | None, ancestor: str) -> bool:
        return name is not None and ancestor in self.lineage(name)

    def is_tool(self, name: str | None) -> bool:
        """Whether things of the kind are used and do not act."""
        return name is not None and not self.tools.isdisjoint(self.lineage(name))

    def inherited(self, table: Mapping[str, T], name: str) -> T | None:
        """The entry of the class itself, else of its nearest superclass that has one."""
        return next((table[c] for c in self.lineage(name) if c in table), None)

    def functions(self, name: str) -> dict[str, str]:
        """Grammatical function → role of a class, with all that it inherits."""
        merged: dict[str, str] = {}
        for ancestor in reversed(self.lineage(name)):
            merged.update(self.fills.get(ancestor, {}))
        return merged


def compile_ontology(statements: Statements) -> Ontology:
    """The look-ups of classes and relations that `statements` define."""
    local = {s.removeprefix(KG): p for s, p in statements.items() if s.startswith(KG)}
    _check(local)
    parents = {s: _names(p.get(RDFS.subClassOf, ())) for s, p in local.items() if OWL.Class in p.get(RDF.type, ()) or RDFS.subClassOf in p}
    return Ontology(
        lineages={name: _lineage(name, parents) for name in parents},
        gives=_single(local, "gives"),
        patterns={s: _patterns(p[KG + "pattern"][0]) for s, p in local.items() if KG + "pattern" in p},
        fills={s: dict(_pair(text, s) for text in p[KG + "fills"]) for s, p in local.items() if KG + "fills" in p},
        content=_single(local, "contentStatus"),
        control=_single(local, "control"),
        identified_by={s: _names(p[KG + "identifiedBy"]) for s, p in local.items() if KG + "identifiedBy" in p},
        ranges=_classes(local, RDFS.range),
        domains=_classes(local, RDFS.domain),
        roles=frozenset(s for s, p in local.items() if KG + "participant" in p.get(RDFS.subPropertyOf, ())),
        standing=frozenset(s for s, p in local.items() if KG + "StandingRelation" in p.get(RDF.type, ())),
        tools=frozenset(_single(local, "isTool")),
        seldom_own=frozenset(_single(local, "seldomOwn")),
        labels={s: p[RDFS.label][0] for s, p in local.items() if RDFS.label in p},
    )


def _check(local: Statements) -> None:
    """Raises OntologyError for a value that no code would understand."""
    for subject, properties in local.items():
        for status in properties.get(KG + "contentStatus", ()):
            if status.removeprefix(KG) not in STATUSES:
                raise OntologyError(f'kg:{subject}: kg:contentStatus "{status}" is no status; choose from {", ".join(sorted(STATUSES))}')
        for pattern in properties.get(KG + "pattern", ()):
            _patterns(pattern)


def _names(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(iri.removeprefix(KG) for iri in iris if iri.startswith(KG))


def _classes(local: Statements, predicate: str) -> dict[str, tuple[str, ...]]:
    """Role or relation → the classes of an end, with the kinds that are taken for them."""
    found = {}
    for subject, properties in local.items():
        if predicate in properties:
            classes = _names(properties[predicate])
            others = (kind for cls in classes for kind in _names(local.get(cls, {}).get(KG + "takenFor", ())))
            found[subject] = tuple(dict.fromkeys((*classes, *others)))
    return found


def _single(local: Statements, name: str) -> dict[str, str]:
    return {s: p[KG + name][0].removeprefix(KG) for s, p in local.items() if KG + name in p}


def _lineage(name: str, parents: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found, todo = [name], [name]
    while todo:
        for parent in parents.get(todo.pop(0), ()):
            if parent not in found:
                found.append(parent)
                todo.append(parent)
    return tuple(found)


def _pair(text: str, subject: str) -> tuple[str, str]:
    """A `kg:fills` string as (function, role)."""
    parts = text.split()
    if len(parts) < 2:
        raise OntologyError(f'{subject}: kg:fills "{text}" is not a function and a role; write for example "object theme"')
    return " ".join(parts[:-1]), parts[-1]


def _patterns(text: str) -> tuple[Pattern, ...]:
    """A `kg:pattern` string: "agent | cause -> theme; agent -> topic", "agent <-> agent"."""
    found = []
    for part in text.split(";"):
        if "->" not in part:
            raise OntologyError(f'kg:pattern "{text}" has no arrow; write for example "agent -> theme" or "agent <-> agent"')
        arrow = "<->" if "<->" in part else "->"
        left, _, right = part.partition(arrow)
        roles = [tuple(role.strip() for role in side.split("|")) for side in (left, right)]
        found.append(Pattern(roles[0], roles[1], mutual=arrow == "<->"))
    return tuple(found)
