"""Noun phrases: the words that belong to a head, without determiner and without what is only added."""

from __future__ import annotations

from kg.model import Parse, Span, Token

LEFT = frozenset({"amod", "compound", "nummod", "nmod", "quantmod", "advmod", "npadvmod", "punct", "poss", "case", "det", "predet", "neg", "cc", "conj"})
EDGE = frozenset({"det", "predet", "poss", "punct", "cc", "neg", "case", "preconj", "mark"})


def left_edge(head: Token) -> Token:
    """The first word of the phrase that is neither determiner nor possessor."""
    edge = head
    for child in reversed(head.children):
        if child.i > head.i:
            continue
        if child.dep not in LEFT or child.dep in EDGE:
            if child.dep == "punct" and child.text in "\"'-":
                continue
            break
        if child.dep == "advmod" and child.pos == "ADV" and child.i == edge.i - 1 and child.lower in ("already", "also"):
            break
        edge = _first(child)
    return edge


def _first(token: Token) -> Token:
    while token.children and token.children[0].i < token.i:
        token = token.children[0]
    return token


def right_edge(head: Token, *, dated: frozenset[int] = frozenset(), limit: int = 8, depth: int = 0) -> Token:
    """The last word: prepositional phrases that follow the head at once belong to it, relative clauses and times (`dated`) do not."""
    edge = head
    for child in head.children:
        if child.i < head.i:
            continue
        if child.dep != "prep" or child.i != edge.i + 1 or child.lower not in ("of", "in", "from", "for", "at", "on", "to"):
            break
        last = _last_of_prep(child, dated, depth)
        if last is None or last.i - child.i > limit:
            break
        edge = last
    return edge


def _last_of_prep(prep: Token, dated: frozenset[int], depth: int) -> Token | None:
    noun = next((child for child in prep.children if child.dep == "pobj"), None)
    if noun is None or noun.i in dated or depth > 3:
        return None
    last = right_edge(noun, dated=dated, limit=4, depth=depth + 1)
    return last if prep.i < noun.i else None


def phrase(parse: Parse, head: Token, named: frozenset[int] = frozenset(), dated: frozenset[int] = frozenset()) -> tuple[Span, str]:
    """The span of a head's phrase up to the head, and the words of the whole, white space made single.

    Where `named` tokens stand in it, the phrase begins with the first of them: "United Nations resolutions", not "several …".
    A time (`dated`) that the parse hangs on the head belongs to the verb: "on Sunday rebels attacked", "killed six people on Sunday".
    """
    left, right = left_edge(head), right_edge(head, dated=dated)
    adverbial = left.i > 0 and parse.tokens[left.i - 1].pos in ("ADP", "AUX", "VERB")
    while adverbial and left.i in dated and left.i < head.i:
        left = parse.tokens[left.i + 1]
    for i in range(left.i, head.i):
        if i in named:
            left = parse.tokens[i]
            break
    text = parse.article.text
    return Span(left.begin, head.end), clean(text[left.begin : right.end])


def clean(text: str) -> str:
    """White space made single, quotation marks at the ends dropped."""
    return " ".join(text.split()).strip("\"'“”‘’ ")
