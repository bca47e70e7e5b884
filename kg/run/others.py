"""Readers besides our own rules: asked of an article, held to its words and to the ontology, written into graphs of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.answers import NOT_FIT, Heard
from kg.deadline import TookTooLong, deadline
from kg.errors import ReaderError
from kg.model import Reading, Rejection

if TYPE_CHECKING:
    from kg.answers import Answer, OtherReader
    from kg.knowledge import Knowledge
    from kg.settings import Settings


PATIENCE = 5  # documents in a row without an answer, after which a reader is asked no more


class Others:
    """The other readers of a run, opened once in each process. Raises UsageError or ModelError for one that cannot be had."""

    def __init__(self, settings: Settings, knowledge: Knowledge) -> None:
        from kg.readers import open_reader

        self._settings, self._knowledge = settings, knowledge
        self._failures: Counter[str] = Counter()  # in a row, by reader
        self._readers: list[OtherReader] = [open_reader(choice, knowledge, settings) for choice in settings.readers]

    def __bool__(self) -> bool:
        return bool(self._readers)

    def read(self, ours: Reading) -> tuple[list[str], tuple[Heard, ...]]:
        """The lines of all readers' graphs of an article that our own rules have read, and what came of each."""
        lines: list[str] = []
        heard = []
        for found, what in self._each(ours):
            lines.extend(found)
            heard.append(what)
        return lines, tuple(heard)

    def _each(self, ours: Reading) -> Iterator[tuple[list[str], Heard]]:
        """One after another, all within the time that one document may take."""
        parse, seconds = ours.extraction.parse, self._settings.seconds
        share = seconds / len(self._readers)
        for reader in self._readers:
            failure = self._given_up(reader.name)
            if failure is None:
                try:
                    with deadline(share):
                        answer = reader.read(parse)
                    found = self._written(ours, answer)
                except ReaderError as error:
                    failure = error
                except TookTooLong:
                    failure = ReaderError(f"no answer came within {share:g} seconds", "divide the document, or allow more with --seconds")
                except Exception as error:  # a defect in a reader costs its own reading of this document
                    failure = ReaderError(f"it broke off ({type(error).__name__}: {str(error)[:120]})", "please report this defect, with the text")
            if failure is None:
                self._failures[reader.name] = 0
                yield found
            else:
                self._failures[reader.name] += 1
                rejection = Rejection(parse.article.origin, f"reader {reader.name}: {failure.reason}", failure.remedy)
                yield [], Heard(reader.name, failure=rejection)

    def _given_up(self, name: str) -> ReaderError | None:
        """Why a reader is not even asked; who never answered in so many tries would cost every other document its time."""
        if self._failures[name] < PATIENCE:
            return None
        return ReaderError(f"not asked: the {PATIENCE} documents before had no answer", "mend what their messages say, and run it again")

    def _written(self, ours: Reading, answer: Answer) -> tuple[list[str], Heard]:
        """The lines of an answer, and what was dropped of it on the way."""
        from kg.extract.answer import find_answer
        from kg.rdf import quads
        from kg.resolve.reading import resolve

        extraction, names, dropped = find_answer(ours.extraction.parse, answer, self._knowledge)
        reading = _of_its_own(resolve(extraction, self._knowledge, ours), names)
        dropped += Counter({NOT_FIT: len(reading.refused)}) if reading.refused else Counter()
        relations = sum(fact.standing is not None for fact in reading.facts)
        claims = sum(claim.rule == extraction.rule for claim in extraction.claims)
        heard = Heard(answer.teller.name, claims, relations, len(names), dict(sorted(dropped.items())))
        return quads(reading, base=self._settings.base), heard


def _of_its_own(reading: Reading, names: frozenset[int]) -> Reading:
    """The reading without what our own rules see beside it: names that it does not speak of, and what names tell by themselves."""
    claims = reading.extraction.claims
    used = {filler.mention for claim in claims for filler in claim.fillers} | {source for claim in claims for source in claim.sources} | names
    facts = tuple(fact for fact in reading.facts if fact.mention is None)
    ends = {end for fact in facts for end in (fact.subject, fact.object)}
    spoken = ends | {reading.referents[index] for index in used if index is not None}
    referents = tuple(referent if referent in spoken else None for referent in reading.referents)
    return replace(reading, referents=referents, facts=facts, titled=())
