"""What holds for the graph of every text: laws over articles that are put together from parsed sentences and odd characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain
from typing import NamedTuple

import pyoxigraph as ox
import pyshacl
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.building import ontology_lines
from kg.extract.claims import extract
from kg.knowledge import Knowledge, load
from kg.literal import portable
from kg.model import Article, Parse, Reading, Sentence, Span, Token
from kg.ontology import directory
from kg.ontology import parse as statements
from kg.rdf import quads
from kg.resolve.reading import resolve
from kg.slug import document
from kg.vocab import BASE, ITSRDF, KG, NIF, PROV, RDF, XSD
from tests import casefiles

STORED = casefiles.read_parses()
ISSUED = date(2023, 8, 24)
STATUSES = ("asserted", "reported", "hypothetical")
SETTINGS = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
SPAN = re.compile(r"#char=(\d+),(\d+)$")
TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
PERIODS = {XSD.date: r"\d{4}-\d\d-\d\d", XSD.dateTime: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", XSD.gYearMonth: r"\d{4}-\d\d", XSD.gYear: r"\d{4}"}
JOINS = [" ", "\n", "\r\n\r\n", "\u00a0\u00a0", " 🚀 ", "\ufeff", " e\u0301 ", "”\u2028“", "\u200b\n", " \u0338~ ", "\x07 ", ' <b>&amp;\\" ', "\t—\t", " 中文 "]
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
    name = draw(st.sampled_from(["x", "2023/08/24", "Zürich 100 % #1", "e\u0301", 'a<b>"c"\\', "🚀"]))
    issued = draw(st.sampled_from([ISSUED, None]))
    return spliced(texts, joins, blank=draw(st.sampled_from(BLANKS)), inside=draw(st.sampled_from(INSIDE)), name=name, issued=issued)


# ---------------------------------------------------------------- readings
@cache
def knowledge() -> Knowledge:
    return load()


def read(parse: Parse) -> Reading:
    return resolve(extract(parse, knowledge()), knowledge())


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
        assert isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal) and isinstance(quad.graph_name, ox.NamedNode)
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


@cache
def relations() -> frozenset[str]:
    """The IRIs of the relations: what a class gives, and what is typed as one."""
    stated = statements([directory() / "claimgraph.ttl"])
    typed = {s for s, p in stated.items() if {KG + "Relation", KG + "StandingRelation"} & set(p.get(RDF.type, ()))}
    return frozenset(typed | {p[KG + "gives"][0] for p in stated.values() if KG + "gives" in p})


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


# ---------------------------------------------------------------- layers
@SETTINGS
@given(parses())
def test_a_claim_has_one_status_one_event_and_one_class(parse: Parse) -> None:
    written = write(parse)
    claims = dict(written.of_type(KG + "Claim"))
    assert set(claims) == {f"{written.doc}#c{n}" for n in range(1, len(written.reading.extraction.claims) + 1)}
    events = {BASE + event.id for event in written.reading.events}
    for properties in claims.values():
        for name in ("status", "about", "evokes", "trigger", "rule"):
            assert len(properties[KG + name]) == 1, name
        assert properties[KG + "status"][0].removeprefix(KG) in (*STATUSES, "denied")
        assert knowledge().ontology.is_a(properties[KG + "evokes"][0].removeprefix(KG), "Event")
        assert iri_of(properties[KG + "about"][0]) in {iri_of(event) for event in events}


def iri_of(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@SETTINGS
@given(parses())
def test_every_relation_has_a_statement_and_every_statement_a_relation(parse: Parse) -> None:
    written = write(parse)
    stated: dict[str, set[tuple[str, str, str]]] = {status: set() for status in STATUSES}
    sentences = {node for node, _ in written.of_type(NIF.Sentence)}
    claims = dict(written.of_type(KG + "Claim"))
    for _, properties in written.of_type(RDF.Statement):
        ((subject,), (predicate,), (value,), (source,)) = (properties[p] for p in (RDF.subject, RDF.predicate, RDF.object, PROV.wasDerivedFrom))
        assert predicate in relations()
        assert source in claims or source in sentences
        status = claims[source][KG + "status"][0].removeprefix(KG) if source in claims else "asserted"
        assert status != "denied"
        stated[status].add((subject, predicate, value))
    for status, triples in written.known.items():
        assert {t for t in triples if t[1] in relations()} == stated[status]


@SETTINGS
@given(parses())
def test_knowledge_says_no_more_of_an_event_than_its_claims(parse: Parse) -> None:
    """So a denied claim gives nothing: the triples of an event in a status' graph are those of its claims of that status."""
    written = write(parse)
    proven: dict[str, set[tuple[str, str, str]]] = {status: set() for status in STATUSES}
    carried = {KG + name for name in ("status", "about", "evokes", "trigger", "rule", "attributedTo", "content")} | {RDF.type, PROV.wasDerivedFrom}
    for _, claim in written.of_type(KG + "Claim"):
        status, (event,) = claim[KG + "status"][0].removeprefix(KG), claim[KG + "about"]
        if status != "denied":
            proven[status].add((event, RDF.type, claim[KG + "evokes"][0]))
            proven[status].update((event, p, value) for p, values in claim.items() if p not in carried for value in values)
    for status, triples in written.known.items():
        assert {t for t in triples if t[1] not in relations()} == proven[status]


@SETTINGS
@given(parses())
def test_what_stands_on_somebodys_word_is_not_asserted(parse: Parse) -> None:
    for _, claim in write(parse).of_type(KG + "Claim"):
        if KG + "attributedTo" in claim:
            assert claim[KG + "status"] != [KG + "asserted"]


@SETTINGS
@given(parses())
def test_whatever_is_named_is_described(parse: Parse) -> None:
    """No reference leads nowhere: entities have a kind and a label, events a label."""
    written = write(parse)
    described = set(written.record)
    for triples in (*written.known.values(), [(s, p, o) for s, ps in written.record.items() for p, os in ps.items() for o in os]):
        for subject, predicate, value in triples:
            named = {subject, value} if predicate != RDF.type else {subject}
            assert {n for n in named if n.startswith(BASE)} <= described
    for node, properties in written.record.items():
        for target in properties.get(ITSRDF.taIdentRef, ()):
            assert RDF.type in written.record[target], node


# ---------------------------------------------------------------- bytes
@SETTINGS
@given(parses())
def test_the_same_parse_gives_the_same_lines(parse: Parse) -> None:
    lines = quads(read(parse))
    assert lines == quads(read(parse)), "reading changed the parse"
    assert lines == sorted(set(lines))


@SETTINGS
@given(parses())
def test_the_lines_keep_to_the_portable_profile(parse: Parse) -> None:
    lines = quads(read(parse))
    doc = BASE + document(parse.article.id)
    graphs = {doc, *(f"{doc}/{status}" for status in STATUSES)}
    for line, quad in zip(lines, parsed(lines), strict=True):
        assert line == f"{quad} ." and unicodedata.is_normalized("NFC", line)
        assert isinstance(quad.subject, ox.NamedNode) and isinstance(quad.graph_name, ox.NamedNode)
        assert quad.graph_name.value in graphs
        for node in (quad.subject, quad.predicate, quad.object):
            check_literal(node) if isinstance(node, ox.Literal) else check_iri(node)


def check_iri(node: object) -> None:
    assert isinstance(node, ox.NamedNode)
    assert re.match(r"https?://[^\s<>\"{}|\\^`]+$", node.value) and node.value.isprintable()


def check_literal(literal: ox.Literal) -> None:
    assert literal.value.isprintable() or all(unicodedata.category(c) != "Cc" for c in literal.value)
    kind = literal.datatype.value
    if literal.language is not None:
        assert TAG.fullmatch(literal.language)
    elif kind == XSD.integer:
        assert literal.value == str(int(literal.value))
    else:
        assert kind == XSD.string or re.fullmatch(PERIODS[kind], literal.value)


# ---------------------------------------------------------------- what is read
@SETTINGS
@given(st.sampled_from(sorted(STORED)), st.sampled_from(JOINS), st.sampled_from(JOINS), st.sampled_from(BLANKS))
def test_what_stands_around_a_sentence_and_how_its_blanks_are_written_changes_nothing(text: str, before: str, after: str, blank: str) -> None:
    plain, odd = read(spliced([text], ["", ""])), read(spliced([text], [before, after], blank=blank))
    assert [" ".join(line.split()) for line in casefiles.render(odd)] == casefiles.render(plain)


def test_marks_that_are_not_seen_change_no_name() -> None:
    text = "An earthquake struck Indonesia on Friday."
    assert "state/indonesia" in {entity.id for entity in read(spliced([text], ["", ""], inside="\u00ad")).entities}


def alone() -> list[str]:
    """The texts that tell of no attempt: what was attempted may stand in an earlier sentence."""
    attempts = {lemma for (lemma, _), entries in knowledge().lexicon.entries.items() if any(entry.type == "attempt" for entry in entries)}
    return [text for text, stored in sorted(STORED.items()) if not attempts & {str(row).split(" ")[1] for row in stored["words"]}]


@SETTINGS
@given(st.lists(st.deferred(lambda: st.sampled_from(alone())), min_size=2, max_size=2), st.sampled_from(JOINS))
def test_every_sentence_keeps_its_claims_in_any_company(texts: list[str], join: str) -> None:
    """Triggers, classes and statuses are a matter of the sentence; only who is meant may depend on what stands before it."""

    def drafts(*pieces: str) -> list[tuple[str, str, str]]:
        extraction = read(spliced(list(pieces), ["", *([join] * len(pieces))])).extraction
        text = extraction.parse.article.text
        return [(claim.cls, text[claim.trigger.begin : claim.trigger.end], claim.status) for claim in extraction.claims]

    assert drafts(*texts) == drafts(texts[0]) + drafts(texts[1])


# ---------------------------------------------------------------- shapes
@cache
def ontology_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology_lines().decode().replace(f" <{KG}> .\n", " .\n"), format="nt")


@cache
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(directory() / "shapes.ttl")


def complaints(parse: Parse) -> list[str]:
    """What the shapes find wrong with the union of a reading's graphs and the ontology's."""
    union = rdflib.Graph()
    union += ontology_graph()
    union.parse(data="\n".join(f"{quad.triple} ." for quad in parsed(quads(read(parse)))), format="nt")
    holds, found, _ = pyshacl.validate(union, shacl_graph=shapes())
    return [] if holds else sorted(map(str, found.objects(None, rdflib.SH.resultMessage)))


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(parses())
def test_the_shapes_hold(parse: Parse) -> None:
    assert complaints(parse) == []


def test_the_shapes_hold_for_all_cases_together() -> None:
    texts = sorted(STORED)
    assert complaints(spliced(texts, ["", *[" \r\n 🚀" for _ in texts]], blank="\u00a0")) == []


def test_the_shapes_hold_for_letters_with_combining_marks() -> None:
    text = "Garry Kasparov voted on Sunday. Kasparov criticised the election."
    assert complaints(spliced([text], ["", ""], inside="\u0301")) == []
