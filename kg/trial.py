"""One text read with the user's ontology: what is found in it, by which words, and why other words gave nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.extract.claims import extract, find_frames
from kg.extract.frames import Frames
from kg.extract.senses import part_of_speech
from kg.extract.times import find as find_times
from kg.gaps import find_gaps
from kg.knowledge import Knowledge, defined
from kg.model import Article, Claim, Reading, Span
from kg.ontology import parse as parse_turtle
from kg.resolve.reading import resolve
from kg.run.reader import Reader
from kg.settings import Settings

FEW = 4  # entries of a word that are told of, where none is the user's


def attempt(text: str, own: Sequence[Path], *, model: str | None = None) -> list[str]:
    """Lines to be read by people: each claim and relation with the row that found it, then what was passed over and why."""
    reader = Reader(Settings(model=model, ontologies=tuple(own)))
    lines: list[str] = []
    for parse in reader.parse([Article("try", text, Span(0, len(text)), "the sentence")]):
        reading = resolve(extract(parse, reader.knowledge), reader.knowledge)
        frames = find_frames(parse, reader.knowledge, find_times(parse, reader.knowledge.calendar))
        found = [*_claims(reading, frames), *_facts(reading)]
        lines += [*(found or ["nothing was found"]), *_passed_over(frames, reading, reader.knowledge, defined(parse_turtle(own)))]
    return lines


def _claims(reading: Reading, frames: Frames) -> Iterator[str]:
    labels = {entity.id: entity.label for entity in reading.entities}
    for claim in reading.extraction.claims:
        yield f'{claim.cls} "{_words(reading, claim.trigger)}", {claim.status}{_by(claim, reading, labels)}'
        frame = frames.by_token[claim.head]
        for filler in claim.fillers:
            places = [name for name, role in sorted(frame.entry.fills.items()) if role == filler.role and frame.functions.get(name)]
            where = f" ({', '.join(places)})" if places else ""
            yield f"    {filler.role}: {_filler(filler.mention, filler.claim, reading, labels)}{where}"
        wants = "".join(f", when {condition}" for condition in frame.entry.conditions)
        yield f'    because of "{frame.entry.word}"{wants} (row {frame.entry.id})'


def _by(claim: Claim, reading: Reading, labels: dict[str, str]) -> str:
    names = [_filler(source, None, reading, labels) for source in claim.sources]
    return f", on the word of {' and '.join(names)}" if names else ""


def _filler(mention: int | None, claim: int | None, reading: Reading, labels: dict[str, str]) -> str:
    if claim is not None:
        return f'the {reading.extraction.claims[claim].cls} "{_words(reading, reading.extraction.claims[claim].trigger)}"'
    referent = reading.referents[mention or 0]
    return labels.get(referent or "", f'"{reading.extraction.mentions[mention or 0].text}", which stays unresolved')


def _facts(reading: Reading) -> Iterator[str]:
    labels = {entity.id: entity.label for entity in reading.entities}
    for event, claim in zip(reading.about, reading.extraction.claims, strict=True):
        labels.setdefault(event, f'the {claim.cls} "{_words(reading, claim.trigger)}"')
    for fact in reading.facts:
        row = f" (row {reading.extraction.standings[fact.standing].rule})" if fact.standing is not None else ""
        yield f"{labels[fact.subject]} {fact.relation} {labels[fact.object]}{row}"


def _passed_over(frames: Frames, reading: Reading, knowledge: Knowledge, mine: frozenset[str]) -> Iterator[str]:
    """Words that evoke nothing, with what the user's own entries for them want, else the first few; ends that are not admitted."""
    gaps = find_gaps(reading, knowledge)
    tokens = {token.begin: token for token in frames.parse.tokens}
    for gap in gaps.words:
        token = tokens[gap.span.begin]
        yield f'"{token.text}" gave nothing: {gap.why}'
        entries = knowledge.lexicon.entries.get((token.lemma, part_of_speech(token)), ())
        for entry in [entry for entry in entries if entry.cls in mine] or entries[-FEW:]:
            wanted = frames.senses.misfit(token, entry)
            if wanted is not None:
                yield f'    {entry.cls or entry.type} "{entry.word}" wants: {wanted} (row {entry.id})'
    for gap in gaps.refused:
        yield f'"{gap.what}" was left out: {gap.why}'


def _words(reading: Reading, span: Span) -> str:
    return " ".join(reading.extraction.parse.article.text[span.begin : span.end].split())
