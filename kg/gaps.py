"""What was not read in an article, and why: the way to better words, names and ontologies."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from kg.knowledge import Knowledge
from kg.lexicon import Lexicon
from kg.model import Gap, Gaps, Reading, Refusal, Span, Token

VERBLESS = frozenset({"aux", "auxpass"})
OPERATORS = frozenset({"operator", "support", "attempt"})


def find_gaps(reading: Reading, knowledge: Knowledge) -> Gaps:
    """The gaps of one article's reading. Pure."""
    return Gaps(
        sentences=len(reading.extraction.parse.sentences),
        silent=tuple(_silent(reading)),
        words=tuple(_words(reading, knowledge.lexicon)),
        names=tuple(_names(reading)),
        refused=tuple(sorted({_refused(reading, refusal) for refusal in reading.refused}, key=lambda gap: (gap.span, gap.what, gap.why))),
    )


def _silent(reading: Reading) -> Iterator[Gap]:
    """Sentences with a verb from which neither a claim nor a standing relation came."""
    extraction = reading.extraction
    told = {claim.sentence for claim in extraction.claims} | {standing.sentence for standing in extraction.standings}
    for sentence in extraction.parse.sentences:
        if sentence.index not in told and any(token.pos in ("VERB", "AUX") for token in extraction.parse.words(sentence)):
            yield Gap(sentence.span, _text(reading, sentence.span), "no event and no standing relation was found in it")


def _words(reading: Reading, lexicon: Lexicon) -> Iterator[Gap]:
    """Verbs, and nouns that end as names of acts do, which are part of no claim's trigger."""
    extraction = reading.extraction
    triggers = _covered(extraction.parse.tokens, (claim.trigger for claim in extraction.claims))
    named = _covered(extraction.parse.tokens, (m.span for m in extraction.mentions if m.form in ("name", "demonym")))
    dated = {i for time in extraction.times for i in range(time.first, time.last)}
    sources = lexicon.listed("source-prepositions")  # "according" is tagged as a verb
    endings = tuple(sorted(lexicon.listed("event-endings")))
    for token in extraction.parse.tokens:
        if token.i in triggers or token.i in named or token.i in dated or token.dep in VERBLESS:
            continue
        pos = {"VERB": "v", "NOUN": "n"}.get(token.pos)
        if pos is None or not token.lower[:1].isalpha() or token.lower in sources or (pos == "n" and token.lemma in lexicon.kinds):
            continue
        entries = lexicon.entries.get((token.lemma, pos), ())
        if any(entry.type in OPERATORS for entry in entries):
            continue
        if entries:
            yield Gap(token.span, f"{token.lemma}.{pos}", "the lexicon has the word, but no sense whose conditions hold here")
        elif pos == "v" or token.lemma.endswith(endings):
            yield Gap(token.span, f"{token.lemma}.{pos}", "the lexicon has no such word")


def _covered(tokens: tuple[Token, ...], spans: Iterable[Span]) -> set[int]:
    """The tokens that begin in any of the spans."""
    begins = [token.begin for token in tokens]
    return {i for span in spans for i in range(bisect_left(begins, span.begin), bisect_left(begins, span.end))}


def _names(reading: Reading) -> Iterator[Gap]:
    """The first mention of each named entity without a link."""
    entities = {entity.id: entity for entity in reading.entities}
    seen = set()
    for mention, referent in sorted(zip(reading.extraction.mentions, reading.referents, strict=True), key=lambda pair: pair[0].span):
        if mention.form != "name" or referent is None or referent in seen:
            continue
        seen.add(referent)
        entity = entities[referent]
        if not entity.links:
            kind = entity.kind or "of no known kind"
            yield Gap(mention.span, entity.label, f"no link to an entry elsewhere; read as {kind}")


def _refused(reading: Reading, refusal: Refusal) -> Gap:
    """A refusal with the words that it is about."""
    extraction = reading.extraction
    if refusal.object_mention is not None:
        span = extraction.mentions[refusal.object_mention].span
    elif refusal.claim is not None:
        span = extraction.claims[refusal.claim].trigger
    elif refusal.standing is not None:
        span = extraction.standings[refusal.standing].span
    else:
        span = extraction.parse.article.body
    why = f"kg:{refusal.property} wants {' or '.join(f'kg:{name}' for name in refusal.wanted)}; this is of kind kg:{refusal.kind}"
    return Gap(span, _text(reading, span), why)


def _text(reading: Reading, span: Span) -> str:
    return " ".join(reading.extraction.parse.article.text[span.begin : span.end].split())
