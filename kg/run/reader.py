"""The stages between an article and its quads, made ready once in each process that reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import kg
from kg.deadline import TookTooLong, deadline
from kg.errors import KgError
from kg.knowledge import Knowledge, digest, load
from kg.model import Article, Gaps, Parse, Rejection
from kg.parses import freeze, thaw
from kg.run.copies import Signature
from kg.settings import Settings
from kg.slug import document

if TYPE_CHECKING:
    from kg.nlp import Pipeline
    from kg.read import Layout, Pattern

PARSING = ("nlp.py", "parses.py", "model.py")  # the sources of the package that a parse depends on


@dataclass(frozen=True, slots=True)
class Built:
    """One document's quads, as sorted N-Quads lines, and what they count."""

    iri: str
    lines: Sequence[str]
    words: int
    claims: int
    gaps: Gaps | None = None  # what was not read, where the settings ask for it
    parse_key: bytes | None = None
    parse: bytes | None = None  # frozen, where it was made now and somebody keeps parses
    signature: Signature | None = None  # by which copies are found, where it was made already


class Reader:
    """Reads articles. `recall` gives the frozen parse of a key, if one is kept somewhere; what is not there is parsed."""

    def __init__(self, settings: Settings, recall: Callable[[bytes], bytes | None] | None = None) -> None:
        self.settings = settings
        self.knowledge: Knowledge = load(settings.ontologies, only_own=settings.only_own)
        self._recall = recall
        if recall is None:
            self._pipeline  # noqa: B018  # what is missing is said at once

    @cached_property
    def _pipeline(self) -> Pipeline:
        from kg.nlp import Pipeline

        return Pipeline.load(self.settings.model)

    @cached_property
    def _patterns(self) -> tuple[Pattern, ...]:
        from kg.read import compile_patterns

        return compile_patterns(self.knowledge.layout)

    def documents(self, articles: Iterable[Article]) -> Iterator[Built]:
        """A document for each article, in order; about one batch is held in memory."""
        for parse in self.parse(articles):
            yield self.document(parse)

    def parse(self, articles: Iterable[Article]) -> Iterator[Parse]:
        """A parse for each article, in order."""
        return self._pipeline.parse(map(self._lay_out, articles))

    def read(self, articles: Sequence[Article]) -> Iterator[Built]:
        """As `documents`, for a few articles; parses that are kept are taken as they are, and new ones are given along."""
        if self._recall is None:
            yield from self.documents(articles)
            return
        laid = [self._lay_out(article) for article in articles]
        keys = [_parse_key(layout, self.settings.model) for _, layout in laid]
        kept = [self._recall(key) for key in keys]
        new = self._pipeline.parse(pair for pair, data in zip(laid, kept, strict=True) if data is None) if None in kept else iter(())
        for (article, _), key, data in zip(laid, keys, kept, strict=True):
            parse = next(new) if data is None else thaw(article, data)
            frozen = freeze(parse) if data is None else None
            yield replace(self.document(parse), parse_key=key, parse=frozen)

    def warm(self, articles: Sequence[Article]) -> None:
        """Loads the model if one of the articles needs it: that is not to be counted as time of theirs."""
        if "_pipeline" in self.__dict__ or self._recall is None:
            return
        try:
            with deadline(self.settings.seconds):
                needed = any(self._recall(_parse_key(self._lay_out(article)[1], self.settings.model)) is None for article in articles)
        except (TookTooLong, Exception):  # it will show when the article is read
            needed = True
        if needed:
            self._pipeline  # noqa: B018

    def _lay_out(self, article: Article) -> tuple[Article, Layout]:
        """The article with its paragraphs; what its text says of title and publisher fills what metadata leaves open."""
        from kg.read import layout

        laid = layout(article, self._patterns, titles=self.settings.titles)
        return replace(article, title=article.title or laid.title, publisher=article.publisher or laid.publisher), laid

    def document(self, parse: Parse) -> Built:
        from kg.extract.claims import extract
        from kg.gaps import find_gaps
        from kg.rdf import quads
        from kg.resolve.reading import resolve

        reading = resolve(extract(parse, self.knowledge), self.knowledge)
        lines = quads(reading, base=self.settings.base)
        gaps = find_gaps(reading, self.knowledge) if self.settings.gaps else None
        return Built(self.settings.base + document(parse.article.id), lines, len(parse.tokens), len(reading.extraction.claims), gaps)


def settled(reader: Reader, articles: Sequence[Article]) -> Iterator[Built | Rejection]:
    """A document for each article, in order, or why it could not be understood. Articles are read together as long as all goes well."""
    seconds = reader.settings.seconds
    reader.warm(articles)
    found: list[Built] = []
    if len(articles) > 1:
        try:
            with deadline(seconds):
                found = list(reader.read(articles))
        except KgError:
            raise
        except (TookTooLong, Exception):  # noqa: S110  # one of them is at fault: each for itself shows which
            pass
    if found:
        yield from found
    else:
        yield from (_alone(reader, article) for article in articles)


def _alone(reader: Reader, article: Article) -> Built | Rejection:
    try:
        with deadline(reader.settings.seconds):
            return next(reader.read([article]))
    except KgError:
        raise
    except TookTooLong:
        return too_slow(article, reader.settings.seconds)
    except Exception as error:  # a defect in a rule costs this document
        reason = f"it could not be understood ({type(error).__name__}: {str(error)[:120]})"
        return Rejection(article.origin, reason, "please report this defect, with the text")


def too_slow(article: Article, seconds: float) -> Rejection:
    return Rejection(article.origin, f"reading it took longer than {seconds:g} seconds", "divide it into several documents, or allow more with --seconds")


# ---------------------------------------------------------------- what a result depends on
@cache
def _sources(only: tuple[str, ...] | None = None) -> bytes:
    """A digest of the package's own modules: a changed rule may change any document."""
    folder = Path(kg.__file__).parent
    found = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        if only is None or name in only:
            found.update(name.encode() + b"\0" + path.read_bytes())
    return found.digest()


@cache
def _model(name: str | None) -> bytes:
    from kg.nlp import installed

    return installed(name).encode()


def _parse_key(layout: Layout, model: str | None) -> bytes:
    found = hashlib.blake2b(_sources(PARSING) + _model(model), digest_size=16)
    found.update(repr(layout.paragraphs).encode())
    found.update(layout.plain.encode("utf-8", "surrogatepass"))
    return found.digest()


def base_key(settings: Settings) -> bytes:
    """What every document of a run depends on besides itself: program, model, ontology, options."""
    options = (settings.base, settings.titles, settings.gaps, settings.only_own)
    return hashlib.blake2b(_sources() + _model(settings.model) + digest(settings.ontologies).encode() + repr(options).encode(), digest_size=32).digest()


def versions(settings: Settings) -> dict[str, str]:
    """What a run's documents were made with, told one by one; the key is that of all together, options included."""
    return {
        "program": kg.__version__,
        "code": _sources().hex(),
        "model": _model(settings.model).decode(),
        "ontology": digest(settings.ontologies),
        "key": base_key(settings).hex(),
    }


def document_key(article: Article, base: bytes) -> bytes:
    """What one document depends on."""
    known = (article.id, article.title, article.issued, article.url, article.publisher, article.language, article.body)
    found = hashlib.blake2b(base + repr(known).encode("utf-8", "surrogatepass"), digest_size=16)
    found.update(article.text.encode("utf-8", "surrogatepass"))
    return found.digest()
