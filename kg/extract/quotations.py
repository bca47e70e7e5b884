"""Quotations and who speaks in them, over sentences and paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.sources import Sources
from kg.model import Parse, Token

OPENING, CLOSING = frozenset({"“", "``"}), frozenset({"”", "''"})
EITHER = '"'
SHORTEST = 4  # words of a quotation that says something; fewer only name: a "space launch vehicle"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between marks: the indices of the first and the last."""

    first: int
    last: int
    whole: bool  # begins where a sentence begins


class Quotations:
    """Word → the speaker of the quotation around it."""

    def __init__(self, parse: Parse, sources: Sources) -> None:
        self._parse, self._sources = parse, sources
        self._speakers: dict[int, list[Token]] = {}
        found = list(_find(parse))
        quoted = {i for q in found for i in range(q.first, q.last + 1)}
        before: Quotation | None = None
        speakers: list[Token] = []
        for quotation in found:
            own = self._reporter(quotation, quoted)
            if not own and not (quotation.whole and before is not None and self._follows(before, quotation)):
                own = self._announced(quotation, quoted) if quotation.whole else []
            elif not own:
                own = speakers
            speakers, before = own, quotation
            self._speakers.update(dict.fromkeys(range(quotation.first, quotation.last + 1), own) if own else {})

    def speakers(self, token: Token) -> list[Token]:
        """Who says the words around `token`; empty outside quotations and where nobody is named."""
        return self._speakers.get(token.i, [])

    def _reporter(self, quotation: Quotation, quoted: set[int]) -> list[Token]:
        """Who says it, by the verb that governs its last sentence, then its first, or that stands beside it."""
        tokens = self._parse.tokens
        for edge in (tokens[quotation.last], tokens[quotation.first]):
            for verb in (edge, *edge.ancestors()):
                if verb.i not in quoted and (frame := self._sources.reporter(verb)) is not None:
                    return self._sources.speakers(frame)
        if not quotation.whole and tokens[quotation.last].pos != "PUNCT":
            return []
        last, first = (self._parse.sentences[tokens[i].sentence] for i in (quotation.last, quotation.first))
        beside = [t for t in tokens[quotation.last + 1 : last.last] if t.i not in quoted]
        beside += reversed([t for t in tokens[first.first : quotation.first] if t.i not in quoted])
        return next((self._sources.speakers(frame) for t in beside if (frame := self._sources.reporter(t)) is not None), [])

    def _follows(self, before: Quotation, quotation: Quotation) -> bool:
        """Whether a quotation goes on from the one before: no sentence stands between, and at most one paragraph ends."""
        tokens, sentences = self._parse.tokens, self._parse.sentences
        end, start = sentences[tokens[before.last].sentence], sentences[tokens[quotation.first].sentence]
        return start.index - end.index <= 1 and start.paragraph - end.paragraph <= 1

    def _announced(self, quotation: Quotation, quoted: set[int]) -> list[Token]:
        """Who speaks in the sentence before, where it ends in a colon."""
        index = self._parse.tokens[quotation.first].sentence - 1
        if index < 0:
            return []
        words = [w for w in self._parse.words(self._parse.sentences[index]) if w.pos != "SPACE"]
        if not words or words[-1].text != ":":
            return []
        reporters = [frame for w in words if w.i not in quoted and (frame := self._sources.reporter(w)) is not None]
        return self._sources.speakers(reporters[-1]) if reporters else []


def _find(parse: Parse) -> Iterator[Quotation]:
    """The quotations in text order; one that is not closed ends with its paragraph."""
    start: int | None = None
    for sentence in parse.sentences:
        last = sentence.index + 1 == len(parse.sentences) or parse.sentences[sentence.index + 1].paragraph != sentence.paragraph
        for token in parse.words(sentence):
            if start is None and (token.text in OPENING or token.text == EITHER):
                start = token.i
            elif start is not None and (token.text in CLOSING or token.text == EITHER):
                yield from _quotation(parse, start, token.i)
                start = None
        if last and start is not None:
            yield from _quotation(parse, start, sentence.last)
            start = None


def _quotation(parse: Parse, start: int, end: int) -> Iterator[Quotation]:
    if end - start > SHORTEST:
        yield Quotation(start + 1, end - 1, start == parse.sentences[parse.tokens[start].sentence].first)
