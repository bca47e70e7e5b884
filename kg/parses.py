"""A parse as bytes and back: what the language model found costs far more to find again than to keep."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterable
from itertools import chain

from kg.model import Article, Parse, Sentence, Span, Token

WORDS = ("text", "lemma", "pos", "tag", "dep", "entity")
NUMBERS = 3  # of each token: begin, end less begin, head


def freeze(parse: Parse) -> bytes:
    """All of a parse but its article, packed."""
    strings: dict[str, int] = {}
    columns = [array("I", (strings.setdefault(getattr(token, name), len(strings)) for token in parse.tokens)) for name in WORDS]
    columns += [array("I", values) for values in zip(*((t.begin, t.end - t.begin, t.head.i) for t in parse.tokens), strict=True)] or [array("I")] * NUMBERS
    sentences = array("I", chain.from_iterable((*s.span, s.first, s.last, s.paragraph) for s in parse.sentences))
    names = json.dumps(list(strings), ensure_ascii=False).encode()
    head = array("I", (len(parse.tokens), len(sentences), len(names)))
    return zlib.compress(b"".join((head.tobytes(), names, *(column.tobytes() for column in columns), sentences.tobytes())), 1)


def thaw(article: Article, data: bytes) -> Parse:
    """The parse of the article that was frozen."""
    whole = memoryview(zlib.decompress(data))
    count, size, length = whole[:12].cast("I")
    strings = json.loads(bytes(whole[12 : 12 + length]))
    numbers = array("I", bytes(whole[12 + length :]))
    columns = [numbers[at : at + count].tolist() for at in range(0, (len(WORDS) + NUMBERS) * count, count)] if count else [[]] * (len(WORDS) + NUMBERS)
    flat = numbers[len(numbers) - size :].tolist()
    sentences = tuple(_sentence(n // 5, *flat[n : n + 5]) for n in range(0, size, 5))
    return Parse(article, sentences, tuple(_tokens(strings, columns, sentences)))


def _sentence(index: int, begin: int, end: int, first: int, last: int, paragraph: int) -> Sentence:
    return Sentence(index, Span(begin, end), first, last, paragraph)


def _tokens(strings: list[str], columns: list[list[int]], sentences: Iterable[Sentence]) -> list[Token]:
    places = chain.from_iterable([sentence.index] * (sentence.last - sentence.first) for sentence in sentences)
    words = [list(map(strings.__getitem__, column)) for column in columns[: len(WORDS)]]
    begins, lengths, heads = columns[len(WORDS) :]
    tokens = []
    for i, (text, lemma, pos, tag, dep, entity, begin, length, place) in enumerate(zip(*words, begins, lengths, places, strict=True)):
        token = Token(i, text, lemma, pos, tag, dep, begin, entity=entity, sentence=place)
        token.end = begin + length
        tokens.append(token)
    for token, head in zip(tokens, heads, strict=True):
        if head != token.i:
            token.head = tokens[head]
            token.head.children.append(token)
    return tokens
