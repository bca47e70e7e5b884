"""The parse: spaCy's words become ours, at their place in the article. Most tests build the parse by hand, without a model."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from kg.embeddings import remember, word_by_word
from kg.errors import ModelError
from kg.lemmas import Analysis, Lemmas
from kg.model import Article, Parse, Sentence, Span
from kg.nlp import DEFAULT_MODEL, LONGEST_PIECE, LONGEST_RUN, Pipeline
from kg.read import layout
from kg.words import Words

HASHES = Path(__file__).parent / "model_hashes.tsv"
SENTENCE_MARKS = frozenset(".!?")


def laid(text: str) -> tuple[Article, object]:
    article = Article("a", text, Span(0, len(text)), "a.txt")
    return article, layout(article, ())


@Language.component("flat", assigns=["token.pos", "token.tag", "token.dep", "token.head", "token.lemma", "doc.ents"])
def flat(doc: Doc) -> Doc:
    """A parse that needs no model: each sentence's first word is its root, and capitalised words are names."""
    root = 0
    starts = [n == 0 or doc[n - 1].text in SENTENCE_MARKS for n in range(len(doc))]
    heads = [root := n if start else root for n, start in enumerate(starts)]
    names = ["O" if not token.text[0].isupper() else "I-PERSON" if token.i and doc[token.i - 1].text[0].isupper() else "B-PERSON" for token in doc]
    words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
    return Doc(
        doc.vocab,
        words=words,
        spaces=spaces,
        heads=heads,
        deps=["ROOT" if head == n else "dep" for n, head in enumerate(heads)],
        lemmas=[word.lower() for word in words],
        pos=["X"] * len(doc),
        tags=["XX"] * len(doc),
        ents=names,
    )


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    blank = spacy.blank("en")
    blank.add_pipe("flat")
    return Pipeline(blank, "by hand")


@pytest.fixture(scope="module")
def model() -> Pipeline:
    return Pipeline.load()


def parsed(pipeline: Pipeline, text: str) -> Parse:
    (found,) = pipeline.parse([laid(text)])  # type: ignore[list-item]  # a Layout
    return found


def check(parse: Parse) -> None:
    """Laws that hold for every parse."""
    text, plain = parse.article.text, layout(parse.article, ()).plain
    assert [token.i for token in parse.tokens] == list(range(len(parse.tokens)))
    for token in parse.tokens:
        assert plain[token.begin : token.end].replace("\u00ad", "") == token.text and token.text.strip() == token.text != ""
        assert token.head.sentence == token.sentence and (token.head is token or token in token.head.children)
        assert token.children == sorted(token.children, key=lambda child: child.i)
    assert all(one.end <= other.begin for one, other in zip(parse.tokens, parse.tokens[1:], strict=False))
    assert [n for sentence in parse.sentences for n in range(sentence.first, sentence.last)] == list(range(len(parse.tokens)))
    for number, sentence in enumerate(parse.sentences):
        words = parse.words(sentence)
        assert (sentence.index, sentence.span) == (number, Span(words[0].begin, words[-1].end))
        assert {token.sentence for token in words} == {number} and text[sentence.span.begin : sentence.span.end]
    letters = sum(character.isalnum() for span in layout(parse.article, ()).paragraphs for character in plain[span.begin : span.end])
    assert letters == sum(character.isalnum() for token in parse.tokens for character in token.text)


# ---------------------------------------------------------------- conversion
def test_words_stand_where_the_article_has_them(pipeline: Pipeline) -> None:
    text = "Kim Jong Un’s\u00a0\u00a0rocket flew. It fell.\r\n\r\n🚀 e\u0301 “Debris” burned."
    parse = parsed(pipeline, text)
    check(parse)
    assert [text[token.begin : token.end] for token in parse.tokens][:5] == ["Kim", "Jong", "Un", "’s", "rocket"]
    assert [token.text for token in parse.tokens][3] == "'s"
    first = parse.tokens[1]
    assert (first.lemma, first.pos, first.tag, first.dep, first.entity, first.head) == ("jong", "X", "XX", "dep", "I-PERSON", parse.tokens[0])
    assert [(sentence.paragraph, text[sentence.span.begin : sentence.span.end]) for sentence in parse.sentences] == [
        (0, "Kim Jong Un’s\u00a0\u00a0rocket flew."),
        (0, "It fell."),
        (1, "🚀 e\u0301 “Debris” burned."),
    ]


def test_invisible_marks_are_not_in_the_words_but_in_their_spans(pipeline: Pipeline) -> None:
    text = "The mis\u00adsile\u200b\ufefffell \u200e."
    parse = parsed(pipeline, text)
    check(parse)
    assert [(token.text, text[token.begin : token.end]) for token in parse.tokens] == [
        ("The", "The"),
        ("missile", "mis\u00adsile"),
        ("fell", "fell"),
        (".", "."),
    ]


def test_nothing_gives_an_empty_parse(pipeline: Pipeline) -> None:
    parse = parsed(pipeline, " \n")
    assert (parse.sentences, parse.tokens) == ((), ())


@pytest.mark.parametrize("batch", [1, 3, 128])
def test_articles_come_in_order_whatever_the_batch(pipeline: Pipeline, batch: int) -> None:
    texts = [f"First {n}.\nSecond {n}. Third." if n % 3 else "" for n in range(10)]
    found = list(pipeline.parse([laid(text) for text in texts], batch=batch))  # type: ignore[misc]
    assert [parse.article.text for parse in found] == texts
    assert [len(parse.sentences) for parse in found] == [3 if text else 0 for text in texts]


def test_articles_are_not_read_before_they_are_needed(pipeline: Pipeline) -> None:
    read: list[int] = []

    def stream() -> object:
        for n in range(100):
            read.append(n)
            yield laid(f"Article {n}. It is short.")

    next(pipeline.parse(stream(), batch=8))  # type: ignore[arg-type]
    assert len(read) <= 8


@pytest.mark.parametrize("unit", ["It rained on. ", "word ", "x", "No! “Yes?” "])
def test_a_long_paragraph_is_parsed_in_pieces(pipeline: Pipeline, unit: str) -> None:
    text = unit * (3 * LONGEST_PIECE // len(unit))
    sizes: list[int] = []
    parse = parsed(_counting(pipeline, sizes), text)
    check(parse)
    assert len(sizes) >= 3 and max(sizes) <= LONGEST_PIECE * (1 + 1 / LONGEST_RUN)
    assert {sentence.paragraph for sentence in parse.sentences} == {0}
    if unit == "It rained on. ":
        assert all(text[sentence.span.begin : sentence.span.end] == "It rained on." for sentence in parse.sentences)


def _counting(pipeline: Pipeline, sizes: list[int]) -> Pipeline:
    blank = spacy.blank("en")
    blank.add_pipe("flat")
    tokenizer = blank.tokenizer

    def counted(text: str) -> Doc:
        sizes.append(len(text))
        doc: Doc = tokenizer(text)
        return doc

    blank.tokenizer = counted
    return Pipeline(blank, "by hand")


SNIPPETS = ["Kim ", "said.", " “It’s", "\u00a0", "\n", "\r\n", " \u200b", "\u00ad", "\ufeff", "🚀", "e\u0301", "  ", '?" he', "x"]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(SNIPPETS), max_size=40).map("".join)))
def test_any_text_keeps_its_places(pipeline: Pipeline, text: str) -> None:
    check(parsed(pipeline, text))


# ---------------------------------------------------------------- lemmas that are looked up
ODD = (
    "Let's go, y'all: there is no time, and they're gonna say we ain't got ta leave. C'mon, it's gotta be so.",
    "There are missiles, there's smoke, and there were warnings that there be dragons.",
    "“Better late than never,” she'd said; he'd better not have lied. Data were lost: them folks' axes lay there.",
    "North Korea fired what Tokyo called 'a ballistic missile' more than 1.5 times; me and him heard its worst, best, least and most of all.",
)


def test_what_is_looked_up_is_what_the_components_say(model: Pipeline) -> None:
    texts = [*ODD, " ".join(ODD), *(path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "eval").glob("*.txt")))]
    assert model._lemmas is not None
    nlp = model._nlp
    left = 0
    for text in texts * 2:  # the second time all words are known
        doc = nlp.make_doc(text)
        parsed = nlp(text, disable=model._lemmas.skipped)
        keys = [(token.orth, token.tag, token.dep) for token in parsed]
        found = model._lemmas.analysed(parsed, keys)
        left += found is None
        if found is None:
            found = [Analysis(token.text, token.lemma_, token.pos_, token.tag_, token.dep_, 0, 0) for token in parsed]
        assert [word[:5] for word in found] == [(token.text, token.lemma_, token.pos_, token.tag_, token.dep_) for token in nlp(doc)]
    assert 2 <= left < len(texts) * 2, "some have a pattern of two words, and most have none"


def test_words_that_make_a_pattern_by_chance_are_asked_apart(model: Pipeline) -> None:
    strings = model._nlp.vocab.strings
    keys = [(strings.add(text), strings.add(tag), strings.add("dep")) for text, tag in (("let", "VB"), ("'s", "POS"), ("house", "NN"))]
    assert model._lemmas is not None
    model._lemmas.clear()
    model._lemmas._learn(keys)
    assert [model._lemmas[key].lemma for key in keys] == ["let", "'s", "house"]


@pytest.mark.parametrize(
    "change",
    [
        lambda nlp: nlp.get_pipe("attribute_ruler").add([[{"LOWER": "north"}, {"OP": "*"}, {"LOWER": "korea"}]], {"LEMMA": "x"}),
        lambda nlp: nlp.get_pipe("attribute_ruler").add([[{"ENT_TYPE": "GPE"}]], {"POS": "PROPN"}),
        lambda nlp: nlp.add_pipe("attribute_ruler", name="another"),
        lambda nlp: nlp.add_pipe("flat"),
        lambda nlp: nlp.add_pipe("morphologizer", first=True),
    ],
)
def test_other_pipelines_keep_their_components_at_work(change: Callable[[Language], object]) -> None:
    nlp = _blank("en", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")
    assert Lemmas.of(nlp) is not None
    change(nlp)
    assert Lemmas.of(nlp) is None


# ---------------------------------------------------------------- vectors that are looked up
def layers(nlp: Language) -> list[Any]:
    """The layers that make vectors of words, those that remember them included."""
    models: list[Any] = [nlp.get_pipe(name) for name in ("tok2vec", "ner")]
    return [layer for component in models for layer in component.model.walk() if layer.name == "known_words" or word_by_word(layer)]


@pytest.mark.model
@pytest.mark.parametrize("kept", [20_000, 50])
def test_rows_that_are_looked_up_are_those_of_the_layers(monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    monkeypatch.setattr("kg.embeddings.KEPT", kept)
    nlp = spacy.load(DEFAULT_MODEL)
    texts = ["", *ODD, " ".join(ODD), *(path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "eval").glob("*.txt")))]
    docs = [nlp.make_doc(text) for text in texts]
    wanted = [layer.predict(docs) for layer in layers(nlp)]
    assert remember(nlp) == 2
    order = Random(1).sample(range(len(texts)), len(texts))
    for size in (1, 3, len(texts)):  # whatever is met first, and whatever stands beside it
        for places in (order[at : at + size] for at in range(0, len(texts), size)):
            for layer, rows in zip(layers(nlp), wanted, strict=True):
                for place, found in zip(places, layer.predict([docs[place] for place in places]), strict=True):
                    assert np.array_equal(found, rows[place])


def test_layers_that_look_beyond_a_word_are_left_alone() -> None:
    nlp = spacy.blank("en")
    shape = {"width": 8, "depth": 1, "embed_size": 10, "window_size": 1, "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": True}
    nlp.add_pipe("tok2vec", config={"model": {"@architectures": "spacy.HashEmbedCNN.v2", **shape}})
    assert remember(nlp) == 0


# ---------------------------------------------------------------- words that are kept
def test_words_that_come_again_are_kept_and_all_others_forgotten() -> None:
    nlp = spacy.blank("en")
    words = Words(nlp)
    texts = (["Qatarville's harbour opened."], ["Qatarville's harbour, don't close it."], ["The harbour at Omanburg."])
    for batch in texts:
        words.learn(batch)
        with nlp.memory_zone():
            list(nlp.pipe(batch))
    stored = [word for word in ("Qatarville", "harbour", "opened", "close", "Omanburg") if word in nlp.vocab.strings]
    assert stored == ["Qatarville", "harbour"]


@given(st.lists(st.lists(st.text(max_size=60) | st.lists(st.sampled_from(SNIPPETS), max_size=9).map("".join), max_size=3), max_size=4))
@settings(max_examples=40, deadline=None)
def test_what_the_tokenizer_keeps_changes_no_text(batches: list[list[str]]) -> None:
    plain, keeping = spacy.blank("en"), spacy.blank("en")
    words = Words(keeping)
    for batch in [*batches, *batches]:
        words.learn(batch)
        with keeping.memory_zone():
            assert [[t.text_with_ws for t in doc] for doc in keeping.pipe(batch)] == [[t.text_with_ws for t in plain.make_doc(text)] for text in batch]


def test_no_more_words_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.words.MET", 50)
    nlp = spacy.blank("en")
    nlp.tokenizer.max_cache_size = 100
    words = Words(nlp)
    for batch in ([f"word{number}" for number in range(at, at + 30)] for at in (0, 0, 30, 60, 90, 60, 60, 0, 30, 30, 30, 0)):
        words.learn(batch)
    assert len(words._met) <= 80 and 60 <= len(words._kept) < 130


# ---------------------------------------------------------------- models
@pytest.mark.parametrize("name", ["en_core_web_none", "./no/such/folder", "json", "no such name", "kg.nlp"])
def test_a_model_that_is_missing_is_named_with_what_to_install(name: str) -> None:
    with pytest.raises(ModelError, match=f"pip install {DEFAULT_MODEL}") as raised:
        Pipeline.load(name)
    assert repr(name) in str(raised.value)


def _blank(language: str, *components: str) -> Language:
    nlp = spacy.blank(language)
    for component in components:
        nlp.add_pipe(component)
    return nlp


def _other_labels() -> Language:
    nlp = _blank("en", "tagger", "attribute_ruler", "parser", "lemmatizer", "ner")
    nlp.get_pipe("parser").add_label("obj")  # type: ignore[attr-defined]  # a parser
    return nlp


@pytest.mark.parametrize(
    ("nlp", "message"),
    [
        (lambda: _blank("en"), "has no tagger, attribute_ruler, parser, lemmatizer, ner"),
        (lambda: _blank("en", "tagger", "parser", "lemmatizer"), "has no attribute_ruler, ner"),
        (_other_labels, "calls no dependency 'dobj'"),
        (lambda: _blank("en", "flat", "sentencizer"), None),
        (lambda: _blank("de", "flat"), "is for 'de'"),
    ],
)
def test_a_model_that_lacks_a_part_is_refused(nlp: Callable[[], Language], message: str | None) -> None:
    if message is None:
        assert Pipeline(nlp(), "x").version == "en_pipeline 0.0.0"
        return
    with pytest.raises(ModelError, match=message) as raised:
        Pipeline(nlp(), "x")
    assert "'x'" in str(raised.value) and f"pip install {DEFAULT_MODEL}" in str(raised.value)


def test_the_installed_model_is_the_pinned_one() -> None:
    spec = find_spec(DEFAULT_MODEL)
    assert spec is not None and spec.origin is not None
    root = Path(spec.origin).parent
    pinned = dict(line.split("\t") for line in HASHES.read_text().splitlines()[1:])
    files = [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == pinned


@pytest.mark.parametrize(("file", "digits"), [("tok2vec/model", "e84fc06e"), ("tagger/model", "1ec3d93f")])
def test_the_pinned_model_has_the_weights_of_the_official_one(file: str, digits: str) -> None:
    """The digits are those that others recorded of en_core_web_sm 3.8.0."""
    (row,) = [line for line in HASHES.read_text().splitlines() if line.split("\t")[0].endswith(f"/{file}")]
    assert row.split("\t")[1].startswith(digits)


def test_importing_the_stages_loads_nothing_heavy() -> None:
    code = "import sys, kg.nlp, kg.read; print(sorted({'spacy', 'numpy', 'trafilatura', 'pyoxigraph', 'rdflib'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# ---------------------------------------------------------------- with the model
NEWS = """Norland lifts alert

(Example) — Norland’s Coast Guard said that a rocket, which Sudland had fired at 3:50 a.m., fell into the sea.
“Is it war?” he asked. Gen. Jane Doe told U.S. officials it wasn’t.
"""


@pytest.mark.model
def test_the_model_parses_news(model: Pipeline) -> None:
    parse = parsed(model, NEWS)
    check(parse)
    assert model.version == f"{DEFAULT_MODEL} 3.8.0"
    assert [NEWS[sentence.span.begin : sentence.span.end] for sentence in parse.sentences][-2:] == [
        "“Is it war?” he asked.",
        "Gen. Jane Doe told U.S. officials it wasn’t.",
    ]
    said = next(token for token in parse.tokens if token.text == "said")
    assert (said.lemma, said.pos, said.dep) == ("say", "VERB", "ROOT")
    assert [child.text for child in said.children if child.dep in ("nsubj", "ccomp")] == ["Guard", "fell"]
    assert {"B-ORG", "I-ORG"} <= {token.entity for token in parse.tokens}


@pytest.mark.model
def test_a_parse_is_the_same_alone_and_in_company(model: Pipeline) -> None:
    others = ["Sudland denied it.", NEWS, "The talks went on.\n\nThey failed."]
    alone = parsed(model, NEWS)
    (_, together, _) = model.parse([laid(text) for text in others])  # type: ignore[misc]
    assert [repr(token) for token in together.tokens] == [repr(token) for token in alone.tokens]
    assert together.sentences == alone.sentences
    assert isinstance(alone.sentences[0], Sentence)
