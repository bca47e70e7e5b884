"""Words that somebody else says stand in a sentence: where they do, and which words of the parse they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.clauses import is_nominal
from kg.extract.frames import Frames
from kg.model import Parse, Sentence, Span, Token

LONGEST = 600  # characters that are still looked for


def occurrences(parse: Parse, sentence: Sentence, words: str) -> Iterator[tuple[Token, ...]]:
    """The tokens of each place where the sentence has these words, whole and letter by letter; white space counts for one blank."""
    parts = words.split()
    if not parts or len(words) > LONGEST:
        return
    tokens = parse.words(sentence)
    for found in re.compile(r"\s+".join(map(re.escape, parts))).finditer(parse.article.text, sentence.span.begin, sentence.span.end):
        inside = tuple(token for token in tokens if found.start() <= token.begin and token.end <= found.end())
        if inside and inside[0].begin == found.start() and inside[-1].end == found.end():
            yield inside


def nearest(parse: Parse, sentence: Sentence, words: str, to: Span) -> tuple[Token, ...] | None:
    """The place that is nearest to other words, the first of two as near; None where the sentence does not have them."""
    places = list(occurrences(parse, sentence, words))
    return min(places, key=lambda tokens: (_distance(span_of(tokens), to), tokens[0].i), default=None)


def span_of(tokens: tuple[Token, ...]) -> Span:
    return Span(tokens[0].begin, tokens[-1].end)


def _distance(one: Span, other: Span) -> int:
    return max(other.begin - one.end, one.begin - other.end, 0)


def roots(tokens: tuple[Token, ...]) -> list[Token]:
    """The words that hang on none of the others, punctuation left out."""
    inside = {token.i for token in tokens}
    return [token for token in tokens if token.pos not in ("PUNCT", "SPACE") and (token.head is token or token.head.i not in inside)]


def participants(tokens: tuple[Token, ...], frames: Frames) -> list[Token]:
    """The heads of the noun phrases that the words are, coordinated ones each; prepositions before them are passed over."""
    inside = {token.i for token in tokens}
    found: list[Token] = []
    todo = roots(tokens)
    while todo:
        token = todo.pop(0)
        if token.pos in ("ADP", "PART"):
            todo = [c for c in token.children if c.i in inside and c.dep in ("pobj", "pcomp")] + todo
        elif is_nominal(token) and not frames.is_empty(token):
            found.append(token)
            todo = [c for c in token.children if c.dep == "conj" and c.i in inside] + todo
    return found


def above_both(one: Token, other: Token) -> Token:
    """The nearest word that governs both, itself one of them where it governs the other."""
    above = [one, *one.ancestors()]
    places = {token.i for token in above}
    return next((token for token in (other, *other.ancestors()) if token.i in places), above[-1])


def path(token: Token, top: Token) -> list[Token]:
    """The words from one up to another that governs it, both of them in, prepositions left out."""
    found = []
    for word in (token, *token.ancestors()):
        if word.pos != "ADP":
            found.append(word)
        if word is top:
            break
    return found
