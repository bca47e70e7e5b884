"""Times in the title, which is not parsed: the years and dates that its words fix by themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from kg.calendar import Calendar
from kg.extract.times.cursor import LIKELY
from kg.extract.times.expressions import find
from kg.model import Article, Parse, Sentence, TimeExpression, Token

WORD = re.compile(r"\d{4}-\d\d-\d\d|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?!\w)|[^\W\d]+\.?(?=\s\d)|\w+|[^\w\s]")
PLURAL = re.compile(r"[^\WA-Z]+s")  # what a figure before it counts: "2000 homes"


def find_in_title(parse: Parse, calendar: Calendar) -> tuple[TimeExpression, ...]:
    """The expressions in the title whose value needs neither the day of publication nor a tense. They date no event."""
    place = parse.title
    if place is None:
        return ()
    text = parse.article.text
    tokens = [_word(i, match) for i, match in enumerate(WORD.finditer(text, place.begin, place.end))]
    for figure, noun in pairwise(tokens):
        if figure.pos == "NUM" and PLURAL.fullmatch(noun.text):
            figure.head, figure.dep, figure.entity, noun.tag = noun, "nummod", "", "NNS"
    article = Article(parse.article.id, text, parse.article.body, parse.article.origin)  # no day of publication
    found = find(Parse(article, (Sentence(0, place, 0, len(tokens)),), tuple(tokens)), calendar)
    return tuple(replace(expression, first=0, last=0) for expression in found)  # its words are none of the parse's


def _word(i: int, match: re.Match[str]) -> Token:
    """A word as the grammar of times sees it; the model is not asked, so four figures that can be a year are dated."""
    word = match[0]
    if not word[0].isdigit():
        return Token(i, word, word.lower(), "PROPN" if word[0].isupper() else "X", "NNP", "dep", match.start())
    year = len(word) == 4 and word.isdigit() and int(word) in LIKELY
    return Token(i, word, word, "NUM", "CD", "dep", match.start(), entity="B-DATE" if year else "")
