"""What every reader of a stored graph looks up: its documents, its graphs by status, and names for IRIs, both ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Protocol, TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple

from kg.answers import RULES
from kg.errors import QueryError
from kg.vocab import BASE, DCTERMS, KG, OWL, PREFIXES, RDF, RDFS, SKOS

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph

KNOWLEDGE = ("asserted", "reported", "hypothetical")  # a graph of its own for each
STATUSES = (*KNOWLEDGE, "denied")
SYNTAXES = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
ALIASES = {"rdfxml": "rdf", "xml": "rdf", "owl": "rdf", "json": "jsonld", "turtle": "ttl", "ntriples": "nt", "nquads": "nq"}
_PARTS = re.compile(rf"(?:/reader/(?P<reader>[a-z][a-z0-9-]*))?(?:/(?:{'|'.join(KNOWLEDGE)}))?$")
NAMING = (SKOS.prefLabel, DCTERMS.title, RDFS.label)  # best first


class Stored(Protocol):
    """Whatever holds a graph in a pyoxigraph store."""

    @property
    def store(self) -> Store: ...


@dataclass(frozen=True, slots=True)
class Document:
    """An article as its record describes it. `issued` is a day, "2024-03-14"."""

    iri: str
    id: str
    title: str | None = None
    issued: str | None = None
    publisher: str | None = None
    url: str | None = None


# ---------------------------------------------------------------- documents and graphs
def documents(store: Store) -> tuple[Document, ...]:
    """The documents of the graph, by IRI."""
    return tuple(document(store, iri) for iri in sorted(set(_instances(store, "Article"))))


def document(store: Store, iri: str) -> Document:
    """What the record says of one document; only the IRI and id where it says nothing."""
    publisher = next(iter(_objects(store, iri, DCTERMS.publisher)), None)
    url = next(iter(_objects(store, iri, DCTERMS.source)), None)
    return Document(
        iri=iri,
        id=_text(store, iri, DCTERMS.identifier) or iri.partition("/doc/")[2] or iri,
        title=_text(store, iri, DCTERMS.title),
        issued=_text(store, iri, DCTERMS.issued),
        publisher=label(store, publisher.value) if isinstance(publisher, NamedNode) else publisher and publisher.value,
        url=url.value if url else None,
    )


def find_document(store: Store, name: str) -> Document:
    """The document with this id, IRI, address or title. Raises QueryError with the nearest ids when there is none or several."""
    known, iri = documents(store), expand(store, name)
    found = [one for one in known if name in (one.id, one.url) or iri == one.iri] or [one for one in known if one.title and _fold(one.title) == _fold(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise QueryError(f"several documents are called {name!r}; give one of their ids: {_listing(one.id for one in found)}")
    close = get_close_matches(name, [one.id for one in known], n=5, cutoff=0.5)
    remedy = f"did you mean {_listing(close)}?" if close else "give its id, IRI, address or title as `kg info --documents` lists them"
    raise QueryError(f"no document is called {name!r}; {remedy}")


def base(store: Store) -> str:
    """The IRI that the names of this graph's entities begin with."""
    return next((iri.partition("/doc/")[0] + "/" for iri in _instances(store, "Article") if "/doc/" in iri), BASE)


def status_of(graph: GraphName) -> str | None:
    """The status whose knowledge a graph holds; None for a record, the ontology and the default graph."""
    status = graph.value.rpartition("/")[2] if isinstance(graph, NamedNode) else ""
    return status if status in KNOWLEDGE else None


def owner_of(graph: str) -> str:
    """The document that a graph belongs to, by the graph's name: its record, its knowledge, or those of another reader."""
    return _PARTS.sub("", graph)


def record_of(graph: str) -> str:
    """The record that a graph's knowledge was read with; a record's own name for itself."""
    return next((graph.removesuffix(f"/{status}") for status in KNOWLEDGE if graph.endswith(f"/{status}")), graph)


def reader_of(graph: str) -> str:
    """Who read what a document's graph holds: "rules", or the name of another reader."""
    found = _PARTS.search(graph)
    return (found["reader"] if found else None) or RULES


def records_of(store: Store, document: str) -> list[str]:
    """The graphs of a document's records: its own, then those of other readers, by name."""
    parts = store.quads_for_pattern(None, NamedNode(DCTERMS.isPartOf), NamedNode(document))
    readings = {quad.subject.value for quad in parts if isinstance(quad.subject, NamedNode) and owner_of(quad.subject.value) == document}
    return [document, *sorted(readings - {document})]


def graphs_of(store: Store, document: str) -> list[str]:
    """The names of all graphs that a document may have: records, and knowledge by status."""
    return [name for record in records_of(store, document) for name in (record, *(f"{record}/{status}" for status in KNOWLEDGE))]


def statuses(only: Iterable[str]) -> tuple[str, ...]:
    """The statuses asked for, in order of certainty. Raises QueryError for a word that is none."""
    wanted = {name.strip().removeprefix("kg:") for name in only}
    if unknown := sorted(wanted.difference(STATUSES)):
        raise QueryError(f"only: there is no status {unknown[0]!r}; choose from {', '.join(STATUSES)}")
    return tuple(status for status in STATUSES if status in wanted)


def graphs(store: Store, only: Collection[str] | None = None) -> list[GraphName]:
    """The graphs to read, by name: all, or the records, the ontology and the knowledge of some statuses.

    Raises QueryError where a status is asked for and the graph does not tell statuses apart.
    """
    named: list[GraphName] = sorted(store.named_graphs(), key=str)
    if only is None:
        return [DefaultGraph(), *named]
    wanted = statuses(only)
    if len(store) and not any(status_of(graph) for graph in named):
        raise QueryError("only: this graph does not keep its statuses apart; load one that was written as N-Quads, TriG or JSON-LD")
    return [DefaultGraph(), *(graph for graph in named if status_of(graph) in (None, *wanted))]


def relations(store: Store) -> frozenset[str]:
    """The predicates that stand in the relation layer: those that statements are about."""
    rows = store.query(f"SELECT DISTINCT ?p {{ ?s <{RDF.predicate}> ?p }}", use_default_graph_as_union=True)
    return frozenset(row["p"].value for row in rows)  # type: ignore[union-attr]  # SELECT gives rows


def day(text: str) -> str:
    """The text, where it is a year, a month or a day. Raises QueryError."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text, flags=re.ASCII):
        try:
            date.fromisoformat(text + "-01-01"[len(text) - 4 :])
            return text
        except ValueError:
            pass
    raise QueryError(f"{text!r} is no date; give a year, month or day such as 2024, 2024-03 or 2024-03-14")


# ---------------------------------------------------------------- IRI to name
def label(store: Store, iri: str) -> str:
    """The name of a thing in the graph, else its IRI in short."""
    return next((text for predicate in NAMING if (text := _text(store, iri, predicate))), short(iri))


def short(iri: str) -> str:
    """An IRI as people write it: "kg:Launch", "state/arvenia", or unchanged."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix(BASE) or iri


def local(iri: str) -> str:
    """The last part of a term's IRI: "Launch"."""
    return re.split(r"[#/]", iri)[-1]


def clean(text: str) -> str:
    """The text without characters that steer a terminal or turn the reading direction; as long as before."""
    return "".join(_seen(char) for char in text)


def _seen(char: str) -> str:
    if char in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    turns = "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
    return "\ufffd" if turns or unicodedata.category(char) in ("Cc", "Cs") else char


def _instances(store: Store, cls: str) -> Iterator[str]:
    for quad in store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(KG + cls)):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject.value


def _objects(store: Store, iri: str, predicate: str) -> list[NamedNode | Literal]:
    found = {q.object for q in store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None)}
    return sorted((term for term in found if isinstance(term, NamedNode | Literal)), key=str)


def _text(store: Store, iri: str, predicate: str) -> str | None:
    texts = [term for term in _objects(store, iri, predicate) if isinstance(term, Literal)]
    texts.sort(key=lambda term: (term.language not in ("en", None), term.value))
    return texts[0].value if texts else None


# ---------------------------------------------------------------- name to IRI
def find(store: Store, name: str) -> tuple[str, ...]:
    """The IRIs of the things called so: an IRI, a prefixed name, "state/arvenia", or a label in any case.

    A preferred label goes before an alias, and an alias before a description ("spy satellite"), of which there may be many.
    Raises QueryError with the nearest names when nothing is called so.
    """
    if (iri := expand(store, name)) and occurs(store, iri):
        return (iri,)
    wanted = _fold(name)
    for predicate in (SKOS.prefLabel, SKOS.altLabel, RDFS.label, DCTERMS.title):
        if found := sorted({iri for iri, text in _named(store, predicate) if _fold(text) == wanted}):
            return tuple(found)
    raise QueryError(f"nothing in the graph is called {name!r}; {_suggestion(store, wanted)}")


def term(store: Store, name: str) -> str:
    """The IRI of a class, role or relation: an IRI, a prefixed name, its local name or label in any case."""
    known = _vocabulary(store)
    if (iri := expand(store, name)) and (iri in known.values() or occurs(store, iri)):
        return iri
    if found := known.get(_squeeze(name)):
        return found
    close = get_close_matches(_squeeze(name), known, n=5, cutoff=0.6)
    remedy = f"did you mean {_listing([local(known[key]) for key in close])}?" if close else "`kg ontology words` lists what there is"
    raise QueryError(f"no class or relation is called {name!r}; {remedy}")


def expand(store: Store, name: str) -> str | None:
    """The IRI that is written in full, with a known prefix or relative to the graph's base; None for any other text."""
    text = name.strip().removeprefix("<").removesuffix(">")
    prefix, colon, rest = text.partition(":")
    if colon and prefix in PREFIXES:
        text = PREFIXES[prefix] + rest
    elif not colon and re.fullmatch(r"[a-z]+/\S+", text):
        text = base(store) + text
    try:
        return NamedNode(text).value
    except ValueError:
        return None


def near_terms(store: Store, name: str, more: Iterable[str] = ()) -> list[str]:
    """Terms that are nearly called so, in short: "kg:launched". `more` are local names besides those of the graph."""
    known = {_squeeze(one): KG + one for one in sorted(more)} | _vocabulary(store)
    return list(dict.fromkeys(short(known[key]) for key in get_close_matches(_squeeze(name), known, n=4, cutoff=0.7)))[:2]


def occurs(store: Store, iri: str) -> bool:
    """Whether an IRI stands anywhere in the graph but in the place of a graph's name."""
    node = NamedNode(iri)
    patterns = (store.quads_for_pattern(*spot) for spot in ((node, None, None), (None, None, node), (None, node, None)))
    return any(next(found, None) is not None for found in patterns)


def _named(store: Store, predicate: str) -> Iterator[tuple[str, str]]:
    """IRIs and names of what is no claim and no term of an ontology."""
    claims = set(_instances(store, "Claim")) if predicate == RDFS.label else set()
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, Literal) or quad.graph_name == NamedNode(KG):
            continue
        iri = quad.subject.value
        if iri not in claims and not iri.startswith(KG):
            yield iri, quad.object.value


def _suggestion(store: Store, wanted: str) -> str:
    names = {_fold(text): text for predicate in (RDFS.label, SKOS.altLabel, SKOS.prefLabel) for _, text in _named(store, predicate)}
    inside = sorted((key for key in names if wanted and wanted in key), key=lambda key: (len(key), key))
    close = list(dict.fromkeys([*get_close_matches(wanted, sorted(names), n=5, cutoff=0.6), *inside]))[:5]
    if close:
        return f"did you mean {_listing([names[key] for key in close])}?"
    return "give a name as the documents spell it, or an IRI"


def _vocabulary(store: Store) -> dict[str, str]:
    """Squeezed local names and labels of the ontology's terms, and of those that the claims use → IRIs."""
    used = [(None, NamedNode(KG + "evokes"), None, None), (None, NamedNode(RDF.predicate), None, None)]
    found = {quad.object.value for spot in used for quad in store.quads_for_pattern(*spot) if isinstance(quad.object, NamedNode)}
    kinds = (NamedNode(OWL.Class), NamedNode(OWL.ObjectProperty), NamedNode(OWL.DatatypeProperty))
    typed = (quad.subject for kind in kinds for quad in store.quads_for_pattern(None, NamedNode(RDF.type), kind))
    found.update(subject.value for subject in typed if isinstance(subject, NamedNode))
    labels = {_squeeze(_text(store, iri, RDFS.label) or local(iri)): iri for iri in sorted(found)}
    return labels | {_squeeze(local(iri)): iri for iri in sorted(found)}


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _squeeze(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _listing(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in dict.fromkeys(names))
