"""What a data set is, in VoID and DCAT: its size, classes, properties and vocabularies, and the file that it was written to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, serialize

from kg import __version__
from kg.files import replacing, writing
from kg.lookup import ALIASES, KNOWLEDGE, Stored, Term, base
from kg.vocab import DCTERMS, PREFIXES, PROV, RDF, XSD

_VOID, _DCAT, _SPDX = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
MEDIA_TYPES = {
    "nq": "application/n-quads",
    "trig": "application/trig",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "graphml": "application/xml",
    "gexf": "application/xml",
    "csv": "text/csv",
    "zip": "application/zip",
}
_TOTALS = {
    "triples": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "documents": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a kg:Article }",
}
_CLASSES = "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of } GROUP BY ?of"
_PROPERTIES = "SELECT ?of (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?of ?o { ?s ?of ?o } } GROUP BY ?of"


def describe(graph: Stored, out: str | Path, *, distribution: str | Path | None = None) -> Path:
    """The path of the Turtle file that was written: counts over the union of all graphs, and what file holds them.

    The numbers are those of the whole graph. The same graph and file always give the same bytes. Raises GraphError.
    """
    out = Path(out)
    described = NamedNode(base(graph.store) + "dataset")
    found = list(_dataset(graph.store, described))
    if distribution is not None:
        found += _file(described, Path(distribution))
    prefixes = PREFIXES | {"void": _VOID, "dcat": _DCAT, "spdx": _SPDX}
    with writing(out), replacing(out) as file:
        serialize(found, file, RdfFormat.TURTLE, prefixes=prefixes)
    return out


def _dataset(store: Store, described: NamedNode) -> Iterator[Triple]:
    yield _is(described, _VOID + "Dataset")
    yield _is(described, _DCAT + "Dataset")
    yield _told(described, DCTERMS.title, Literal("Claims from news articles", language="en"))
    yield _told(described, PROV.wasAttributedTo, Literal(f"claimgraph {__version__}"))
    yield _told(described, _VOID + "uriSpace", Literal(base(store)))
    for name, query in _TOTALS.items():
        yield _told(described, _VOID + name, _number(next(iter(_rows(store, query)))[1]))
    classes, properties = _rows(store, _CLASSES), _rows(store, _PROPERTIES)
    yield _told(described, _VOID + "classes", _number(len(classes)))
    yield _told(described, _VOID + "properties", _number(len(properties)))
    for namespace in sorted({_namespace(iri) for iri, _ in (*classes, *properties)}):
        yield _told(described, _VOID + "vocabulary", NamedNode(namespace))
    yield from _partitions(described, "class", "entities", classes)
    yield from _partitions(described, "property", "triples", properties)
    for status in KNOWLEDGE:
        part = NamedNode(f"{described.value}#{status}")
        number = _rows(store, f'SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRENDS(STR(?g), "/{status}")) }}')[0][1]
        yield _told(described, _VOID + "subset", part)
        yield from (_is(part, _VOID + "Dataset"), _told(part, DCTERMS.title, Literal(status, language="en")), _told(part, _VOID + "triples", _number(number)))


def _partitions(described: NamedNode, kind: str, counted: str, rows: list[tuple[str, int]]) -> Iterator[Triple]:
    for number, (iri, count) in enumerate(rows, 1):
        part = NamedNode(f"{described.value}#{kind}-{number}")
        yield _told(described, f"{_VOID}{kind}Partition", part)
        yield _told(part, _VOID + kind, NamedNode(iri))
        yield _told(part, _VOID + counted, _number(count))


def _file(described: NamedNode, path: Path) -> Iterator[Triple]:
    """The distribution: name, media type, size and hash of a file that is there."""
    name = path.name.lower()
    ending = name.removesuffix(".gz").rpartition(".")[2]
    part, checksum = NamedNode(f"{described.value}#file"), NamedNode(f"{described.value}#checksum")
    yield _told(described, _DCAT + "distribution", part)
    yield _is(part, _DCAT + "Distribution")
    yield _told(part, DCTERMS.title, Literal(path.name))
    if media := MEDIA_TYPES.get(ALIASES.get(ending, ending)):
        yield _told(part, _DCAT + "mediaType", NamedNode(_MEDIA + media))
    if name.endswith(".gz"):
        yield _told(part, _DCAT + "compressFormat", NamedNode(_MEDIA + "application/gzip"))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    yield _told(part, _DCAT + "byteSize", _number(path.stat().st_size))
    yield _told(part, _SPDX + "checksum", checksum)
    yield _is(checksum, _SPDX + "Checksum")
    yield _told(checksum, _SPDX + "algorithm", NamedNode(_SPDX + "checksumAlgorithm_sha256"))
    yield _told(checksum, _SPDX + "checksumValue", Literal(digest))


def _rows(store: Store, query: str) -> list[tuple[str, int]]:
    """What is counted (empty for a total) and its number, by IRI."""
    found = store.query(query, use_default_graph_as_union=True, prefixes=PREFIXES)
    names = [variable.value for variable in found.variables]  # type: ignore[union-attr]  # SELECT gives rows
    return sorted((row["of"].value if "of" in names else "", int(row["n"].value)) for row in found)  # type: ignore[union-attr]


def _namespace(iri: str) -> str:
    end = max(iri.rfind("#"), iri.rfind("/"))
    return iri[: end + 1] if end > 0 else iri


def _is(subject: NamedNode, kind: str) -> Triple:
    return Triple(subject, NamedNode(RDF.type), NamedNode(kind))


def _told(subject: NamedNode, predicate: str, value: Term) -> Triple:
    return Triple(subject, NamedNode(predicate), value)


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD.integer))
