"""What the graph says of one IRI, and that as a page. Text of the news is only ever shown as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template
from pyoxigraph import Literal, NamedNode, Store, Triple

from kg.lookup import clean, label


@dataclass(frozen=True, slots=True)
class Thing:
    """An IRI with the triples that it is the subject or the object of, sorted. `more` tells that a limit cut some off."""

    iri: str
    triples: tuple[Triple, ...]
    more: bool


def described(store: Store, iris: Sequence[str], limit: int) -> Thing | None:
    """The first of the IRIs that the graph knows, with at most `limit` triples each way; None where it knows none."""
    for iri in iris:
        try:
            node = NamedNode(iri)
        except ValueError:
            continue
        ways = [(node, None, None), (None, None, node)]
        found = [list(islice(store.quads_for_pattern(*way), limit + 1)) for way in ways]
        if any(found):
            triples = {quad.triple for quads in found for quad in quads[:limit]}
            return Thing(iri, tuple(sorted(triples, key=str)), any(len(quads) > limit for quads in found))
    return None


def page_of(thing: Thing, store: Store, base: str) -> str:
    """The thing as an HTML page; IRIs of the graph link to their own pages here."""
    outgoing = [(_cell(t.predicate, store, base), _cell(t.object, store, base)) for t in thing.triples if str(t.subject) == f"<{thing.iri}>"]
    incoming = [(_cell(t.subject, store, base), _cell(t.predicate, store, base)) for t in thing.triples if str(t.object) == f"<{thing.iri}>"]
    return _template().render(title=clean(label(store, thing.iri)), iri=thing.iri, outgoing=outgoing, incoming=incoming, more=thing.more)


def _cell(term: object, store: Store, base: str) -> tuple[str, str | None]:
    """What is shown of a term, and where it leads."""
    if isinstance(term, NamedNode):
        return clean(label(store, term.value)), link(term.value, base)
    if isinstance(term, Literal):
        return clean(term.value), None
    return clean(str(term)), None


def link(iri: str, base: str) -> str:
    """The address here of what an IRI names."""
    if iri.startswith(base) and "#" not in iri and "?" not in iri:
        return "/id/" + quote(iri[len(base) :], safe="/:@!$&'()*+,;=~%-._")
    return "/describe?iri=" + quote(iri, safe="")


@cache
def _template() -> Template:
    text = files("kg.serve").joinpath("static/thing.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(text)
