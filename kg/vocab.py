"""The IRIs that claimgraph writes. A misspelt term of a closed vocabulary raises AttributeError where it is written."""

from __future__ import annotations

KG = "https://w3id.org/claimgraph/ontology#"
BASE = "https://w3id.org/claimgraph/id/"

PREFIXES = {
    "kg": KG,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    "wd": "http://www.wikidata.org/entity/",
}


class Vocabulary:
    """A namespace with a closed list of local names; `NIF.Phrase` is the whole IRI."""

    def __init__(self, namespace: str, names: str) -> None:
        self.namespace = namespace
        self.__dict__.update({name.rstrip("_"): namespace + name.rstrip("_") for name in names.split()})

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"<{self.namespace}> has no {name!r} here; add it to kg/vocab.py if the standard has it")


RDF = Vocabulary(PREFIXES["rdf"], "type Statement subject predicate object reifies")
RDFS = Vocabulary(PREFIXES["rdfs"], "label comment subClassOf subPropertyOf domain range")
OWL = Vocabulary(PREFIXES["owl"], "Class ObjectProperty DatatypeProperty Ontology sameAs inverseOf")
XSD = Vocabulary(PREFIXES["xsd"], "integer decimal date dateTime gYear gYearMonth string boolean")
SKOS = Vocabulary(PREFIXES["skos"], "prefLabel altLabel definition example exactMatch closeMatch broadMatch narrowMatch")
DCTERMS = Vocabulary(PREFIXES["dcterms"], "title issued publisher source language identifier isPartOf")
PROV = Vocabulary(PREFIXES["prov"], "wasDerivedFrom wasAttributedTo")
SCHEMA = Vocabulary(PREFIXES["schema"], "NewsArticle")
NIF = Vocabulary(PREFIXES["nif"], "Phrase Sentence Context referenceContext beginIndex endIndex anchorOf")
ITSRDF = Vocabulary(PREFIXES["itsrdf"], "taIdentRef")
