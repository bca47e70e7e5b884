"""The joint of the stages: sources in, documents' quads out, into a file or a store."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.errors import GraphError
from kg.files import replacing
from kg.knowledge import Knowledge, load
from kg.literal import portable
from kg.model import Article, Gaps, Parse, Rejection, Report, Skipped
from kg.ontology import directory
from kg.settings import Settings
from kg.slug import document
from kg.vocab import BASE, KG, XSD

if TYPE_CHECKING:
    from kg.nlp import Pipeline
    from kg.push.loading import Pushed
    from kg.push.target import Target
    from kg.read import Layout
    from kg.report import ReadingReport
    from kg.store import Graph

CHUNK = 16  # articles that travel together to a worker
PENDING = 3  # chunks in flight for each worker
STREAMED = (".nq", ".nq.gz")  # syntaxes that are written as they come

Progress = Callable[[Report], None]
Source = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Built:
    """One document's quads, as sorted N-Quads lines, and what they count."""

    iri: str
    lines: list[str]
    words: int
    claims: int
    gaps: Gaps | None = None  # what was not read, where the settings ask for it


class Reader:
    """The stages between an article and its quads, made ready once."""

    def __init__(self, settings: Settings) -> None:
        from kg.nlp import Pipeline
        from kg.read import compile_patterns

        self.settings = settings
        self.knowledge: Knowledge = load(settings.ontologies, only_own=settings.only_own)
        self._patterns = compile_patterns(self.knowledge.layout)
        self._pipeline: Pipeline = Pipeline.load(settings.model)

    def documents(self, articles: Iterable[Article]) -> Iterator[Built]:
        """A document for each article, in order; about one batch is held in memory."""
        for parse in self.parse(articles):
            yield self.document(parse)

    def parse(self, articles: Iterable[Article]) -> Iterator[Parse]:
        """A parse for each article, in order."""
        return self._pipeline.parse(map(self._lay_out, articles))

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


# ---------------------------------------------------------------- many documents
def documents(
    sources: Sequence[Source], settings: Settings, report: Report, progress: Progress | None = None, unread: ReadingReport | None = None
) -> Iterator[Built]:
    """The documents of all sources; what cannot be read is counted in `report`, and the rest goes on. `unread` is told the gaps of each."""
    from kg.read import Options, articles

    def reject(rejection: Rejection) -> None:
        report.rejected.append(rejection)

    def skip(skipped: Skipped) -> None:
        report.skipped[skipped.reason] += 1

    stream = articles(sources, issued=settings.issued, reject=reject, skip=skip, options=Options(columns=dict(settings.columns)))
    for built in _read_alone(stream, settings) if settings.workers == 1 else _read_together(stream, settings):
        report.documents += 1
        report.words += built.words
        report.claims += built.claims
        report.triples += len(built.lines)
        if built.claims == 0:
            report.warnings.append(f"{built.iri}: no event was found in it")
        if unread is not None and built.gaps is not None:
            unread.add(built.iri, built.gaps)
        if progress:
            progress(report)
        yield built


def _read_alone(stream: Iterable[Article], settings: Settings) -> Iterator[Built]:
    return Reader(settings).documents(stream)


_worker: list[Reader] = []  # the reader of a worker process


def _start_worker(settings: Settings) -> None:
    _worker[:] = [Reader(settings)]


def _work(chunk: list[Article]) -> list[Built]:
    return list(_worker[0].documents(chunk))


def _read_together(stream: Iterator[Article], settings: Settings) -> Iterator[Built]:
    """As `_read_alone`, by several processes; the order stays that of the sources."""
    import multiprocessing
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor
    from itertools import islice

    Reader(settings).knowledge  # noqa: B018  # so that what is missing is said here, not by every worker
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one thread a process is faster than many in each
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(settings.workers, mp_context=context, initializer=_start_worker, initargs=(settings,)) as pool:
        waiting: deque[Future[list[Built]]] = deque()
        while chunk := list(islice(stream, CHUNK)):
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) >= settings.workers * PENDING:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


# ---------------------------------------------------------------- into a file
def build_file(sources: Sequence[Source], out: Path, settings: Settings, *, progress: Progress | None = None, unread: ReadingReport | None = None) -> Report:
    """Writes the graph of all sources to `out`, in the syntax of its ending; nothing half-written stays under that name.

    The same sources give the same bytes, in whatever order they come. `unread` is told what was not read in each document.
    Raises GraphError where `out` cannot be written.
    """
    from kg.store import syntax

    if syntax(out) is None:
        raise GraphError(f"{out}: its ending tells no RDF syntax; name it .nq, .trig, .ttl, .nt, .jsonld or .rdf, with .gz if you like")
    report = Report()
    with _spool(out) as spool:
        places = [(built.iri, spool.append(built.lines)) for built in documents(sources, settings, report, progress, unread)]
        if places or not report.rejected:
            _write(out, spool, [place for _, place in sorted(places)], ontology_lines(settings.ontologies))
    return report


class _Spool:
    """Documents' lines on disk, in the order in which they came."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def append(self, lines: list[str]) -> tuple[int, int]:
        """Keeps the lines; returns where they lie: offset and length in bytes."""
        data = ("\n".join(lines) + "\n").encode()
        offset = self._file.seek(0, os.SEEK_END)
        self._file.write(data)
        return offset, len(data)

    def read(self, place: tuple[int, int]) -> bytes:
        self._file.seek(place[0])
        return self._file.read(place[1])


@contextmanager
def _spool(out: Path) -> Iterator[_Spool]:
    try:
        with tempfile.TemporaryFile(dir=out.parent) as file:
            yield _Spool(file)
    except OSError as error:
        raise GraphError(f"{out}: cannot be written ({error.strerror}); check the folder, the free space and your rights there") from error


def _write(out: Path, spool: _Spool, places: Sequence[tuple[int, int]], vocabulary: bytes) -> None:
    name = out.name.lower()
    if name.endswith(STREAMED):
        with replacing(out) as file:
            target = gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") if name.endswith(".gz") else file
            target.write(vocabulary)
            for place in places:
                target.write(spool.read(place))
            if target is not file:
                target.close()
        return
    from kg.export import export
    from kg.store import Graph

    graph = Graph()
    graph.add(b"".join([vocabulary, *(spool.read(place) for place in places)]))
    export(graph, out)


# ---------------------------------------------------------------- into a store
def build_store(
    sources: Sequence[Source], folder: Path, settings: Settings, *, progress: Progress | None = None, unread: ReadingReport | None = None
) -> Report:
    """Puts each document into the store at `folder`, in the place of what it had of that document; `unread` is told what was not read in it."""
    from kg.store import Graph

    report = Report()
    with Graph.open(folder, write=True) as graph:
        graph.replace(KG, ontology_lines(settings.ontologies))
        for built in documents(sources, settings, report, progress, unread):
            graph.replace(built.iri, ("\n".join(built.lines) + "\n").encode())
    return report


def build_endpoint(
    sources: Sequence[Source],
    target: Target,
    settings: Settings,
    *,
    state: Path | None = None,
    progress: Progress | None = None,
    unread: ReadingReport | None = None,
) -> tuple[Report, Pushed]:
    """Puts each document into a running store as it is read, in the place of what the store had of it; what was read, and what became of it there.

    `state` is the file that remembers what was loaded, as for `kg.push.loading.push`.
    """
    from kg.push.loading import load as put
    from kg.push.parts import Part, of_graph, of_lines

    report = Report()

    def parts() -> Iterator[Part]:
        yield of_graph(KG, ontology_lines(settings.ontologies).decode().splitlines())
        for built in documents(sources, settings, report, progress, unread):
            yield from of_lines(built.iri, built.lines)

    return report, put(parts(), target, state=state)


def build_graph(sources: Sequence[Source], settings: Settings | None = None, *, report: Report | None = None) -> Graph:
    """The graph of all sources, in memory."""
    from kg.store import Graph

    settings = settings or Settings()
    graph = Graph()
    graph.add(ontology_lines(settings.ontologies))
    for built in documents(sources, settings, report or Report()):
        graph.replace(built.iri, ("\n".join(built.lines) + "\n").encode())
    return graph


def ontology_lines(own: Sequence[Path] = ()) -> bytes:
    """The vocabulary, the user's `own` included, in its named graph, as sorted N-Quads: so every graph can be asked by superclass."""
    import pyoxigraph as ox

    name = ox.NamedNode(KG)
    found = set()
    for path in (directory() / "claimgraph.ttl", *own):
        with path.open("rb") as file:
            for quad in ox.parse(file, format=ox.RdfFormat.TURTLE, base_iri=BASE):
                value = quad.object
                if isinstance(quad.subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
                    continue  # only shapes need them, and shapes are no vocabulary
                if isinstance(value, ox.Literal) and value.datatype.value != XSD.integer:
                    value = ox.Literal(portable(value.value), language=value.language, datatype=None if value.language else value.datatype)
                found.add(f"{ox.Quad(quad.subject, quad.predicate, value, name)} .\n")
    return "".join(sorted(found)).encode()
