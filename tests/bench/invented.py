"""A graph of any size in the shape of real ones: entities in communities, each statement with its claim, its sentence and its article.

The same number of nodes gives the same graph. Its words are those of the annotated articles, drawn by lot.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.vocab import BASE, KG, PREFIXES

HERE = Path(__file__).parent
KINDS = ("State", "Person", "Organization", "City", "Company", "Group", "Person", "Person")
ACTS = (("Meeting", "metWith"), ("Criticism", "criticised"), ("Attack", "attacked"), ("Visit", "visited"), ("Sanction", "sanctioned"), ("Aid", "aided"))
LAYERS = ("asserted", "reported", "reported", "hypothetical")
ARTICLE = 12  # statements of an article
COMMUNITY = 900  # nodes of a community, roughly
BATCH = 1_000  # articles that are loaded at a time
WORDS = sorted({word for path in (HERE.parent / "eval").rglob("*.txt") for word in re.findall(r"\b[a-z]{2,}\b", path.read_text(encoding="utf-8"))})
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def pairs(count: int) -> list[tuple[int, int]]:
    """The ends of each statement, about 2.5 a node: the more statements a node has, the more it gets, mostly inside its community."""
    luck = random.Random(count)
    groups = max(1, count // COMMUNITY)
    ends, found = [0, 1], [(0, 1)]
    for node in range(2, count):
        for _ in range(2 + luck.getrandbits(1)):
            other = luck.choice(ends)
            if luck.random() < 0.7 and node > groups:
                other = (luck.randrange(max(1, node // groups)) * groups + node % groups) % node
            if other != node:
                found.append((node, other))
                ends += [node, other]
    return found


def name(node: int) -> str:
    luck = random.Random(node)
    return f"{luck.choice(WORDS).title()} {luck.choice(WORDS).title()} {node}"


def kind(node: int) -> str:
    return KINDS[node * 7 % len(KINDS)]


def iri(node: int) -> str:
    return f"<{BASE}{kind(node).lower()}/{name(node).lower().replace(' ', '-')}>"


def fill(store: Store, count: int) -> None:
    """Puts the graph of `count` nodes into a store, with the ontology."""
    store.bulk_load(path=str(HERE.parents[1] / "ontology" / "claimgraph.ttl"), format=RdfFormat.TURTLE, to_graph=NamedNode(KG))
    told = pairs(count)
    articles = [told[at : at + ARTICLE] for at in range(0, len(told), ARTICLE)]
    for at in range(0, len(articles), BATCH):
        blocks = (block for number, some in enumerate(articles[at : at + BATCH], at) for block in article(number, some))
        store.bulk_load((HEAD + "\n".join(blocks)).encode(), RdfFormat.TRIG)
    store.flush()


def article(number: int, told: Sequence[tuple[int, int]]) -> Iterator[str]:
    """One article that tells of these pairs, as blocks of TriG."""
    luck = random.Random(number)
    doc = f"{BASE}doc/{number}"
    day = f'"2031-{number % 12 + 1:02d}-{number % 28 + 1:02d}"^^xsd:date'
    yield f"""<{doc}> {{ <{doc}> a kg:Article ; dcterms:issued {day} ; dcterms:source <https://news.example/{number}> ;
        dcterms:title "{" ".join(luck.choices(WORDS, k=7)).capitalize()}"@en ; dcterms:publisher "Paper {number % 40}"@en . }}"""
    for node in sorted({end for ends in told for end in ends}):
        yield f'<{doc}> {{ {iri(node)} a kg:{kind(node)} ; skos:prefLabel "{name(node)}"@en . }}'
    at = 0
    for place, (a, b) in enumerate(told):
        evoked, relation = luck.choice(ACTS)
        layer = luck.choice(LAYERS)
        words = f"{name(a)} {relation} {name(b)} {' '.join(luck.choices(WORDS, k=16))}."
        sentence, verb = _span(doc, at, words), _span(doc, at + len(name(a)) + 1, relation)
        first, second = _span(doc, at, name(a)), _span(doc, at + len(name(a)) + len(relation) + 2, name(b))
        spoken = f"; kg:attributedTo {iri(a)}" if layer == "reported" else ""
        yield f"""<{doc}> {{ {"".join(text for _, text in (sentence, verb, first, second))}
            {first[0]} itsrdf:taIdentRef {iri(a)} . {second[0]} itsrdf:taIdentRef {iri(b)} .
            <{doc}#c{place}> a kg:Claim ; kg:evokes kg:{evoked} ; kg:about <{doc}#e{place}> ; kg:agent {iri(a)} ; kg:theme {iri(b)} ;
                kg:time {day} ; kg:status kg:{layer} ; kg:trigger {verb[0]} ; prov:wasDerivedFrom {sentence[0]} {spoken} .
            <{doc}#s{place}> a rdf:Statement ; rdf:subject {iri(a)} ; rdf:predicate kg:{relation} ; rdf:object {iri(b)} ;
                prov:wasDerivedFrom <{doc}#c{place}> . }}
            <{doc}/{layer}> {{ <{doc}#e{place}> a kg:{evoked} ; kg:agent {iri(a)} ; kg:theme {iri(b)} ; kg:time {day} . {iri(a)} kg:{relation} {iri(b)} . }}"""
        at += len(words) + 1


def _span(doc: str, begin: int, words: str) -> tuple[str, str]:
    """The IRI of a stretch of text, and what is said of it."""
    end = begin + len(words)
    where = f"<{doc}#char={begin},{end}>"
    return where, f'{where} a nif:Phrase ; nif:referenceContext <{doc}> ; nif:beginIndex {begin} ; nif:endIndex {end} ; nif:anchorOf "{words}"@en .\n'
