"""What holds for the graph of every text: laws over articles that are put together from parsed sentences and odd characters."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain, groupby, pairwise
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.extract.claims import extract
from kg.knowledge import Knowledge, load
from kg.literal import portable
from kg.model import Article, Parse, Reading, Sentence, Span, Token
from kg.rdf import quads
from kg.resolve.reading import resolve
from kg.slug import document
from kg.vocab import BASE, ITSRDF, KG, NIF, PROV, RDF, XSD
from tests import casefiles

STORED = json.loads(casefiles.PARSES.read_text(encoding="utf-8"))
ISSUED = date(2023, 8, 24)
STATUSES = ("asserted", "reported", "hypothetical")
SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SPAN = re.compile(r"#char=(\d+),(\d+)$")
TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
PERIODS = {XSD.date: r"\d{4}-\d\d-\d\d", XSD.dateTime: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", XSD.gYearMonth: r"\d{4}-\d\d", XSD.gYear: r"\d{4}"}
JOINS = [" ", "\n", "\r\n\r\n", "\u00a0\u00a0", " 🚀 ", "\ufeff", " e\u0301 ", "”\u2028“", "\u200b\n", " \u0338~ ", "\x07 ", " <b>&amp;\\\" ", "\t—\t", " 中文 "]
BLANKS = [" ", "\u00a0", "\n", "\r\n", "  ", "\t", "\u2009"]
INSIDE = ["", "\u00ad", "\u200d"]


# ---------------------------------------------------------------- articles
def spliced(texts: list[str], joins: list[str], *, blank: str = " ", inside: str = "", name: str = "x", issued: date | None = ISSUED) -> Parse:
    """The stored parses of the texts as one article: `joins` before and after each, blanks and the middle of long words written otherwise."""
    written: list[str] = [joins[0]]
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for paragraph, (text, join) in enumerate(zip(texts, joins[1:], strict=True)):
        _append(casefiles.load(casefiles.Case("", "", "", text), STORED[text]), written, tokens, sentences, (blank, inside), paragraph)
        written.append(join)
    whole = "".join(written)
    return Parse(Article(name, whole, Span(0, len(whole)), "x.txt", issued=issued), tuple(sentences), tuple(tokens))


def _append(old: Parse, written: list[str], tokens: list[Token], sentences: list[Sentence], marks: tuple[str, str], paragraph: int) -> None:
    blank, inside = marks
    first, at, end = len(tokens), sum(map(len, written)), 0
    text = old.article.text
    for token in old.tokens:
        gap = text[end : token.begin].replace(" ", blank)
        word = text[token.begin : token.end]
        word = word[:2] + inside + word[2:] if len(word) > 5 else word
        written += (gap, word)
        at, end = at + len(gap) + len(word), token.end
        new = Token(
            first + token.i, token.text, token.lemma, token.pos, token.tag, token.dep, at - len(word),
            entity=token.entity, sentence=len(sentences) + token.sentence,
        )  # fmt: skip
        new.end = at
        tokens.append(new)
    for token in old.tokens:
        new = tokens[first + token.i]
        new.head = tokens[first + token.head.i]
        if new.head is not new:
            new.head.children.append(new)
    number = len(sentences)
    for sentence in old.sentences:
        bounds = Span(tokens[first + sentence.first].begin, tokens[first + sentence.last - 1].end)
        sentences.append(Sentence(number + sentence.index, bounds, first + sentence.first, first + sentence.last, paragraph))


@st.composite
def parses(draw: st.DrawFn) -> Parse:
    texts = draw(st.lists(st.sampled_from(sorted(STORED)), min_size=1, max_size=4))
    joins = draw(st.lists(st.sampled_from(JOINS), min_size=len(texts) + 1, max_size=len(texts) + 1))
    name = draw(st.sampled_from(["x", "2023/08/24", "Zürich 100 % #1", "e\u0301", "a<b>\"c\"\\", "🚀"]))
    issued = draw(st.sampled_from([ISSUED, None]))
    return spliced(texts, joins, blank=draw(st.sampled_from(BLANKS)), inside=draw(st.sampled_from(INSIDE)), name=name, issued=issued)


# ---------------------------------------------------------------- readings
@cache
def knowledge() -> Knowledge:
    return load()


def read(parse: Parse) -> Reading:
    return resolve(extract(parse, knowledge()), knowledge().ontology, knowledge().gazetteer)


class Written(NamedTuple):
    """A reading's graph, and what stands in it as strings: IRIs whole, literals as N-Triples writes them."""

    reading: Reading
    lines: list[str]
    doc: str
    record: dict[str, dict[str, list[str]]]  # subject → predicate → objects, of the record graph
    known: dict[str, set[tuple[str, str, str]]]  # status → the triples of its graph

    def of_type(self, *types: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
        return ((s, p) for s, p in self.record.items() if set(types) <= set(p.get(RDF.type, ())))


def write(parse: Parse) -> Written:
    reading = read(parse)
    lines = quads(reading)
    doc = BASE + document(parse.article.id)
    record: dict[str, dict[str, list[str]]] = {}
    known: dict[str, set[tuple[str, str, str]]] = {status: set() for status in STATUSES}
    for quad in parsed(lines):
        subject, predicate, value, graph = quad.subject.value, quad.predicate.value, term(quad.object), quad.graph_name.value
        if graph == doc:
            record.setdefault(subject, {}).setdefault(predicate, []).append(value)
        else:
            known[graph.removeprefix(doc + "/")].add((subject, predicate, value))
    return Written(reading, lines, doc, record, known)


def parsed(lines: list[str]) -> list[ox.Quad]:
    return list(ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS))


def term(value: ox.NamedNode | ox.Literal) -> str:
    return value.value if isinstance(value, ox.NamedNode) else str(value)


def words(text: str) -> str:
    """A literal of the text as `term` has it."""
    return str(ox.Literal(portable(text), language="en"))


def relations() -> set[str]:
    """The IRIs that join two entities or events: what a class gives, and the standing relations."""
    ontology = knowledge().ontology
    roles = {"participant", "agent", "theme", "addressee", "topic", "instrument", "origin", "destination", "place", "cause"}
    return {KG + name for name in (*ontology.gives.values(), *ontology.domains) if name not in roles and name in ontology.ranges and _joins(name)}


def _joins(name: str) -> bool:
    ontology = knowledge().ontology
    classes = [*ontology.domains.get(name, ()), *ontology.ranges[name]]
    return bool(classes) and all(ontology.is_a(c, "Entity") or ontology.is_a(c, "Event") or c == "Thing" for c in classes) and not name[0].isupper()


# ---------------------------------------------------------------- spans
@SETTINGS
@given(parses())
def test_spans_slice_to_the_words_that_the_graph_holds(parse: Parse) -> None:
    written, text = write(parse), parse.article.text
    extraction = written.reading.extraction
    spans = [m.span for m in extraction.mentions] + [t.span for t in extraction.times] + [s.span for s in parse.sentences]
    spans += [c.trigger for c in extraction.claims] + [c.content for c in extraction.claims if c.content is not None]
    for span in spans:
        assert 0 <= span.begin < span.end <= len(text)
        assert text[span.begin : span.end] == text[span.begin : span.end].strip()
    for node, properties in written.record.items():
        if NIF.anchorOf in properties:
            found = SPAN.search(node)
            assert found and node.startswith(written.doc + "#")
            begin, end = int(found[1]), int(found[2])
            assert properties[NIF.anchorOf] == [words(text[begin:end])]
            assert (properties[NIF.beginIndex], properties[NIF.endIndex]) == ([f'"{begin}"^^<{XSD.integer}>'], [f'"{end}"^^<{XSD.integer}>'])
            assert properties[NIF.referenceContext] == [written.doc]
        else:
            assert not SPAN.search(node)


@SETTINGS
@given(parses())
def test_every_span_of_a_claim_stands_in_the_document(parse: Parse) -> None:
    written, text = write(parse), parse.article.text
    nodes = {node for node, _ in chain(written.of_type(NIF.Phrase), written.of_type(NIF.Sentence))}
    for number, claim in enumerate(written.reading.extraction.claims, 1):
        record = written.record[f"{written.doc}#c{number}"]
        sentence = parse.sentences[claim.sentence].span
        assert record[KG + "trigger"] == [f"{written.doc}#char={claim.trigger.begin},{claim.trigger.end}"]
        assert record[PROV.wasDerivedFrom] == [f"{written.doc}#char={sentence.begin},{sentence.end}"]
        assert {*record[KG + "trigger"], *record[PROV.wasDerivedFrom]} <= nodes
        assert sentence.covers(claim.trigger)
        if claim.content is not None:
            assert record[KG + "content"] == [words(text[claim.content.begin : claim.content.end])]
