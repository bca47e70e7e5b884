"""The stages between an article and its quads, made ready once in each process that reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import kg
from kg.deadline import TookTooLong, deadline
from kg.errors import KgError
from kg.knowledge import Knowledge, digest, load
from kg.model import Article, Gaps, Parse, Reading, Rejection
from kg.parses import freeze, thaw
from kg.run.copies import Signature
from kg.settings import Settings
from kg.slug import document

if TYPE_CHECKING:
    from kg.answers import Heard
    from kg.model import Reading
    from kg.nlp import Pipeline
    from kg.read import Layout, Pattern
    from kg.run.others import Others
    from kg.told import ResolvedClaim

Prepared = tuple[Article, "Layout", bytes, bytes | None]  # an article with its layout, the key of its parse, and the parse that is kept
FACTS = ("read/language.py", "run/copies.py")  # those that tell a text's language, and its signature
PARSING = ("nlp.py", "embeddings.py", "lemmas.py", "words.py", "parses.py", "model.py")  # the sources of the package that a parse depends on


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
    heard: tuple[Heard, ...] = ()  # what other readers said of it

    @property
    def complete(self) -> bool:
        """Whether every reader that was asked has answered."""
        return all(heard.failure is None for heard in self.heard)


class Reader:
    """Reads articles. `recall` gives the frozen parse of a key, if one is kept somewhere; what is not there is parsed."""

    def __init__(self, settings: Settings, recall: Callable[[bytes], bytes | None] | None = None) -> None:
        self.settings = settings
        self.knowledge: Knowledge = load(settings.ontologies, only_own=settings.only_own)
        self._recall = recall
        self._prepared: tuple[Sequence[Article], list[Prepared]] | None = None
        self.others: Others | None = None
        if settings.readers:
            from kg.run.others import Others

            self.others = Others(settings, self.knowledge)
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

    def parse(self, articles: Iterable[Article]) -> Iterator[Parse]:
        """A parse for each article, in order."""
        return self._pipeline.parse(map(self._lay_out, articles))

    def read(self, articles: Sequence[Article]) -> Iterator[Built]:
        """A document for each of a few articles, in order; parses that are kept are taken as they are, and new ones are given along."""
        return (built for built, _ in self.readings(articles))

    def readings(self, articles: Sequence[Article]) -> Iterator[tuple[Built, Reading]]:
        """As `read`, with the reading that each document was written from."""
        if self._recall is None:
            yield from map(self._built, self.parse(articles))
            return
        prepared = self._prepare(articles, self._recall)
        missing = [(article, layout) for article, layout, _, data in prepared if data is None]
        new = self._pipeline.parse(missing) if missing else iter(())
        for article, _, key, data in prepared:
            parse = next(new) if data is None else thaw(article, data)
            frozen = freeze(parse) if data is None else None
            built, reading = self._built(parse)
            yield replace(built, parse_key=key, parse=frozen), reading

    def warm(self, articles: Sequence[Article]) -> None:
        """Loads the model if one of the articles needs it: that is not to be counted as time of theirs."""
        if "_pipeline" in self.__dict__ or self._recall is None:
            return
        try:
            with deadline(self.settings.seconds):
                needed = any(data is None for *_, data in self._prepare(articles, self._recall))
        except (TookTooLong, Exception):  # it will show when the article is read
            needed = True
        if needed:
            self._pipeline  # noqa: B018

    def _prepare(self, articles: Sequence[Article], recall: Callable[[bytes], bytes | None]) -> list[Prepared]:
        """The articles laid out, each with its parse's key, and the parse if it is kept; of the same sequence again, what was found before."""
        if self._prepared is None or self._prepared[0] is not articles:
            laid = [(*pair, _parse_key(pair[1], self.settings.model)) for pair in map(self._lay_out, articles)]
            self._prepared = articles, [(article, layout, key, recall(key)) for article, layout, key in laid]
        return self._prepared[1]

    def _lay_out(self, article: Article) -> tuple[Article, Layout]:
        """The article with its paragraphs; what its text says of title and publisher fills what metadata leaves open."""
        from kg.read import layout

        laid = layout(article, self._patterns, titles=self.settings.titles)
        return replace(article, title=article.title or laid.title, publisher=article.publisher or laid.publisher), laid

    def understand(self, parse: Parse) -> Reading:
        from kg.extract.claims import extract
        from kg.resolve.reading import resolve

        return resolve(extract(parse, self.knowledge), self.knowledge)

    def claims(self, article: Article) -> tuple[ResolvedClaim, ...]:
        """The claims of one article as records, without a graph."""
        from kg.told import told

        return tuple(claim for parse in self.parse([article]) for claim in told(self.understand(parse), base=self.settings.base))

    def ask_others(self, built: Built, reading: Reading) -> Built:
        """The document with what other readers say of it, in graphs of their own."""
        if self.others is None:
            return built
        lines, heard = self.others.read(reading)
        return replace(built, lines=sorted([*built.lines, *lines]), heard=heard)

    def _built(self, parse: Parse) -> tuple[Built, Reading]:
        from kg.gaps import find_gaps
        from kg.rdf import quads

        reading = self.understand(parse)
        lines = quads(reading, base=self.settings.base)
        gaps = find_gaps(reading, self.knowledge) if self.settings.gaps else None
        return Built(self.settings.base + document(parse.article.id), lines, len(parse.tokens), len(reading.extraction.claims), gaps), reading


def settled(reader: Reader, articles: Sequence[Article]) -> Iterator[Built | Rejection]:
    """A document for each article, in order, or why it could not be understood. Articles are read together as long as all goes well.

    Other readers are asked of one article after another, once our own rules are done with it, and have as long again.
    """
    seconds = reader.settings.seconds
    reader.warm(articles)
    found: list[Built] = []
    if len(articles) > 1 and reader.others is None:
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
            built, reading = next(reader.readings([article]))
    except KgError:
        raise
    except TookTooLong:
        return too_slow(article, reader.settings.seconds)
    except Exception as error:  # a defect in a rule costs this document
        reason = f"it could not be understood ({type(error).__name__}: {str(error)[:120]})"
        return Rejection(article.origin, reason, "please report this defect, with the text")
    return reader.ask_others(built, reading)


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


def fact_key(kind: str, text: str) -> bytes:
    """What the language or the signature of a text depends on: itself, and what tells it."""
    found = hashlib.blake2b(_sources(FACTS) + _recogniser() + kind.encode(), digest_size=16)
    found.update(text.encode("utf-8", "surrogatepass"))
    return found.digest()


@cache
def _recogniser() -> bytes:
    return version("py3langid").encode()


def base_key(settings: Settings) -> bytes:
    """What every document of a run depends on besides itself: program, model, ontology, options."""
    options: tuple[object, ...] = (settings.base, settings.titles, settings.gaps, settings.only_own)
    if settings.readers:
        from kg.readers import depends_on

        options = (*options, *(depends_on(choice) for choice in settings.readers))
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


def unfinished_key(key: bytes, built: Built) -> bytes:
    """The key of a document of which a reader gave no answer: no later run takes it for finished."""
    return hashlib.blake2b(key + "\n".join(built.lines).encode("utf-8", "surrogatepass"), digest_size=16).digest()
