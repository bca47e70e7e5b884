"""A document of spaCy's as our parse: the words that stand in the paragraphs of its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.model import Article, Parse, Sentence, Span, Token
from kg.read import Layout
from kg.read.plain import INVISIBLE, plain_text

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Token as Word


def parse_of(doc: Doc, article: Article, laid: Layout) -> Parse:
    """The words of a document that stand in the paragraphs of its text; what is set apart, and blanks, have none.

    A word whose head is not among them, or stands in another paragraph, is a root.
    """
    words = list(_within(doc, laid.paragraphs))
    tokens: dict[int, Token] = {}  # by the word's position in the document
    sentences: list[Sentence] = []
    place, numbers = None, {word.i: number for number, sentence in enumerate(doc.sents) for word in sentence}
    for word, paragraph in words:
        if place != (place := (paragraph, numbers[word.i])):
            sentences.append(Sentence(len(sentences), Span(word.idx, word.idx), len(tokens), len(tokens), paragraph))
        token = _token(word, len(tokens), laid.plain, len(sentences) - 1)
        tokens[word.i] = token
        last = sentences[-1]
        sentences[-1] = replace(last, span=Span(last.span.begin, token.end), last=len(tokens))
    for word, _ in words:
        _hang(word, tokens)
    return Parse(article, tuple(sentences), tuple(tokens.values()))


def _within(doc: Doc, paragraphs: Iterable[Span]) -> Iterable[tuple[Word, int]]:
    """The words that stand in a paragraph, and its number."""
    rest = iter(enumerate(paragraphs))
    number, span = next(rest, (0, Span(0, 0)))
    for word in doc:
        while word.idx >= span.end and (following := next(rest, None)):
            number, span = following
        if not word.is_space and span.begin <= word.idx and word.idx + len(word) <= span.end:
            yield word, number


def _token(word: Word, i: int, plain: str, sentence: int) -> Token:
    """The word with plain typography, where the article has it."""
    end = word.idx + len(word)
    text = plain[word.idx : end].replace(INVISIBLE, "")
    lemma = plain_text(word.lemma_).replace(INVISIBLE, "")
    entity = f"{'B' if word.ent_iob_ == 'B' else 'I'}-{word.ent_type_}" if word.ent_type_ else ""
    token = Token(i, text, lemma, word.pos_, word.tag_, word.dep_, word.idx, entity=entity, sentence=sentence)
    token.end = end
    return token


def _hang(word: Word, tokens: dict[int, Token]) -> None:
    """Hangs a word's token on that of its head, or of the nearest word above it that has one."""
    token, above = tokens[word.i], word.head
    while above.i not in tokens and above.head.i != above.i:
        above = above.head
    head = tokens.get(above.i)
    if head is not None and head is not token and head.sentence == token.sentence:
        token.head = head
        head.children.append(token)
    elif above.i != word.i:
        token.dep = "ROOT"
