"""What joins two things, and who is called what: questions of a page that is served, about what it does not hold."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from kg.views.facts import Facts, local_name
from kg.views.findings import findings_between, grouped
from kg.views.records import Graph, View
from kg.views.rows import select
from kg.views.words import Words

if TYPE_CHECKING:
    import pyoxigraph


def between(graph: Graph, one: str, other: str) -> View:
    """The statements that join two IRIs, with their sentences."""
    facts = Facts(graph.store)
    groups = {key: group for key, group in grouped(findings_between(facts, one, other)).items() if {key.subject, key.object} == {one, other}}
    ends = sorted({one, other}) if groups else []
    words = Words(facts, [finding for group in groups.values() for finding in group.findings], ends)
    edges = tuple(words.edge(f"e{number}", key, groups[key]) for number, key in enumerate(sorted(groups), 1))
    return View(tuple(words.node(iri, len(edges)) for iri in ends), edges, len(ends), len(edges))


class Name(NamedTuple):
    """A thing by the name that it goes by; `kind` is the local name of its class."""

    id: str
    label: str
    kind: str


class Names:
    """All names of one store, read once."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        rows = select(store, "SELECT DISTINCT ?name ?thing { ?thing skos:prefLabel|skos:altLabel ?name FILTER(isIRI(?thing)) }")
        self._store = store
        self._names = sorted((_folded(name), thing) for name, thing in rows if name and thing)

    def like(self, text: str, *, most: int) -> list[Name]:
        """The things that have `text` in a name, in any case and without regard to accents: the same name first, then beginnings, then the rest."""
        wanted = _folded(text.strip())
        grades = sorted((_grade(name, wanted), name, thing) for name, thing in self._names if wanted in name) if wanted else []
        words = Words(Facts(self._store), [], things := list(dict.fromkeys(thing for *_, thing in grades))[:most])
        return [Name(iri, words.name(iri), local_name(words.node(iri, 0).kind)) for iri in things]


def _folded(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)).casefold()


def _grade(name: str, wanted: str) -> int:
    return 0 if name == wanted else 1 if name.startswith(wanted) else 2 if f" {wanted}" in name else 3
