"""What the endpoint says of itself, in the words of SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from kg.vocab import PREFIXES, RDF

SD, FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_SYNTAXES = {"turtle": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdfxml": RdfFormat.RDF_XML}


def description(endpoint: str, form: str) -> bytes:
    """The description of the endpoint at that address, in one of turtle, nt, jsonld, rdfxml."""
    return serialize(_triples(NamedNode(endpoint)), format=_SYNTAXES[form], prefixes={"sd": SD, "formats": FORMATS, "rdf": PREFIXES["rdf"]}) or b""


def _triples(endpoint: NamedNode) -> Iterator[Triple]:
    dataset, union = BlankNode("dataset"), BlankNode("union")
    kind = NamedNode(RDF.type)
    yield Triple(endpoint, kind, NamedNode(SD + "Service"))
    yield Triple(endpoint, NamedNode(SD + "endpoint"), endpoint)
    yield Triple(endpoint, NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query"))
    yield Triple(endpoint, NamedNode(SD + "feature"), NamedNode(SD + "UnionDefaultGraph"))
    for name in _RESULTS:
        yield Triple(endpoint, NamedNode(SD + "resultFormat"), NamedNode(FORMATS + name))
    yield Triple(endpoint, NamedNode(SD + "defaultDataset"), dataset)
    yield Triple(dataset, kind, NamedNode(SD + "Dataset"))
    yield Triple(dataset, NamedNode(SD + "defaultGraph"), union)
    yield Triple(union, kind, NamedNode(SD + "Graph"))
