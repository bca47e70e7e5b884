"""The joint of the stages: sources in, documents' quads out, into a file or a store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg.answers import Tally
from kg.errors import GraphError
from kg.files import packing, replacing, writing
from kg.literal import portable
from kg.model import Article, Rejection, Report, Skipped
from kg.ontology import directory
from kg.run.copies import signature
from kg.run.pool import read_together
from kg.run.reader import Built, Reader, base_key, document_key, fact_key, settled, unfinished_key, versions
from kg.run.turns import CHUNK, CHUNK_CHARACTERS
from kg.settings import Settings
from kg.slug import document
from kg.vocab import BASE, KG, XSD

if TYPE_CHECKING:
    from kg.push.loading import Pushed
    from kg.push.target import Target
    from kg.read import Source
    from kg.read.language import Classified
    from kg.report import ReadingReport
    from kg.run.memory import Memory, Remembers
    from kg.store import Graph

BATCH = 32 << 20  # bytes of lines that a new store is given together
STREAMED = (".nq", ".nq.gz")  # syntaxes that are written as they come

Progress = Callable[[Report], None]


# ---------------------------------------------------------------- many documents
def documents(
    sources: Sequence[Source],
    settings: Settings,
    report: Report,
    progress: Progress | None = None,
    unread: ReadingReport | None = None,
    memory: Remembers | None = None,
) -> Iterator[Built]:
    """The documents of all sources; what cannot be read is counted in `report`, and the rest goes on. `unread` is told the gaps of each.

    What `memory` has finished already is taken from there, and what is finished now is kept in it.
    """
    from kg.read import Options, articles, size

    def watch(count: int) -> None:
        report.bytes += count

    def skip(skipped: Skipped) -> None:
        report.skipped[skipped.reason] += 1

    notes = _Notes(settings, memory, report)
    options = Options(columns=dict(settings.columns), seconds=settings.seconds, watch=watch, classify=notes.classified if memory else None)
    report.size = size(sources) if progress else None
    stream = articles(sources, issued=settings.issued, reject=report.rejected.append, skip=skip, options=options)
    todo = notes.known(stream) if memory else stream
    for outcome in _read(todo, settings, memory):
        if isinstance(outcome, Rejection):
            report.rejected.append(outcome)
            continue
        notes.keep(outcome)
        report.documents += 1
        report.words += outcome.words
        report.claims += outcome.claims
        report.triples += len(outcome.lines)
        for heard in outcome.heard:
            report.readers.setdefault(heard.name, Tally()).add(heard)
            report.unanswered.extend([heard.failure] if heard.failure else ())
        if outcome.claims == 0:
            report.warnings.append(f"{outcome.iri}: no event was found in it")
        if unread is not None and outcome.gaps is not None:
            unread.add(outcome.iri, outcome.gaps)
        if progress:
            progress(report)
        yield outcome


class _Notes:
    """What is known of each article on its way, to be kept with its document."""

    def __init__(self, settings: Settings, memory: Remembers | None, report: Report) -> None:
        self._base = settings.base
        self._memory, self._report = memory, report
        self._depends = base_key(settings) if memory else b""
        self._signed = settings.cluster is not None  # what reads on a cluster tells signatures too: here they would hold it up
        self._open: dict[str, tuple[bytes, str, bytes | None]] = {}  # key, day and signature, by the document's IRI

    def classified(self, text: str) -> Classified:
        """The language of a text, as an earlier run found it or as it is found now."""
        from kg.read.language import classified

        assert self._memory
        found: Classified = json.loads(self._memory.fact(fact_key("language", text), lambda: json.dumps(classified(text)).encode()))
        return found

    def known(self, stream: Iterator[Article]) -> Iterator[Article | Built]:
        """The articles, or their documents where an earlier run has finished them."""
        assert self._memory
        for article in stream:
            key = document_key(article, self._depends)
            day = article.issued.isoformat() if article.issued else "9999"
            found = self._memory.document(key)
            told = found.signature if found else None
            if told is None and (found or not self._signed):
                text = article.text[article.body.begin :]
                told = self._memory.fact(fact_key("signature", text), partial(signature, text))
            self._open[self._base + document(article.id)] = key, day, told
            self._report.resumed += found is not None
            yield found or article

    def keep(self, built: Built) -> None:
        if self._memory:
            key, day, told = self._open.pop(built.iri)
            self._memory.keep(built, key if built.complete else unfinished_key(key, built), day, told or built.signature)


def _read(stream: Iterator[Article | Built], settings: Settings, memory: Remembers | None) -> Iterator[Built | Rejection]:
    """An outcome for each article, from whatever reads: this process, several, or a cluster."""
    if settings.cluster:
        from kg.run.cluster import read_on_cluster

        return read_on_cluster(stream, settings)
    return _read_alone(stream, settings, memory) if settings.workers == 1 else read_together(stream, settings)


def _read_alone(stream: Iterator[Article | Built], settings: Settings, memory: Remembers | None) -> Iterator[Built | Rejection]:
    reader: Reader | None = None
    chunk: list[Article] = []
    for item in chain(stream, (None,)):
        if isinstance(item, Built):
            yield item
            continue
        if item is not None:
            chunk.append(item)
        if chunk and (item is None or len(chunk) >= CHUNK or sum(len(article.text) for article in chunk) >= CHUNK_CHARACTERS):
            reader = reader or Reader(settings, memory.parse if memory and settings.cache else None)
            yield from settled(reader, chunk)
            chunk = []


# ---------------------------------------------------------------- into a file
def build_file(sources: Sequence[Source], out: Path, settings: Settings, *, progress: Progress | None = None, unread: ReadingReport | None = None) -> Report:
    """Writes the graph of all sources to `out`, in the syntax of its ending; nothing half-written stays under that name.

    The same sources give the same bytes, in whatever order they come. `unread` is told what was not read in each document.
    Raises GraphError where `out` cannot be written.
    """
    from kg.disc import syntax

    if syntax(out) is None:
        raise GraphError(f"{out}: its ending tells no RDF syntax; name it .nq, .trig, .ttl, .nt, .jsonld or .rdf, with .gz if you like")
    report = Report()
    with writing(out), _remembering(out, settings) as memory:
        for _ in documents(sources, settings, report, progress, unread, memory):
            pass
        if report.documents or not report.rejected:
            write(out, (data for _, data in _wholes(memory, report)), ontology_lines(settings.ontologies))
    return report


@contextmanager
def _remembering(out: Path, settings: Settings) -> Iterator[Memory]:
    """The memory of a run: in the folder that the user names, else beside what is written, for as long as the run is not done."""
    from kg.run.memory import remembering

    if not out.parent.is_dir():
        raise GraphError(f"{out}: cannot be written (there is no folder {out.parent}); make it, or check the path")
    folder = settings.cache or out.with_name(f"{out.name}.run")
    with remembering(folder, keep=settings.cache is not None) as memory:
        yield memory


def _wholes(memory: Memory, report: Report) -> Iterator[tuple[str, bytes]]:
    """The documents of a run by IRI, each as its sorted lines, copies marked: which are copies is known when all were read."""
    memory.save()
    marked = marks(memory, report)
    for iri, lines in memory.documents():
        yield iri, whole(lines, marked.get(iri))


def whole(lines: bytes, mark: str | None) -> bytes:
    """A document as its sorted lines, its mark as a copy included."""
    return b"\n".join(sorted([*lines.split(b"\n")[:-1], mark.encode()])) + b"\n" if mark else lines


def marks(memory: Remembers, report: Report) -> dict[str, str]:
    """The line that marks a document as a copy, by its IRI; counted in the report."""
    copies = memory.copies()
    report.copies = len(copies)
    report.triples += len(copies)
    return {iri: f"<{iri}> <{KG}copyOf> <{original}> <{iri}> ." for iri, original in copies.items()}


def write(out: Path, documents: Iterable[bytes], vocabulary: bytes) -> None:
    """Documents, each as its lines, and the ontology into an RDF file, which is there whole or not at all. Raises OSError."""
    if out.name.lower().endswith(STREAMED):
        with replacing(out) as file, packing(file, out) as target:
            target.write(vocabulary)
            target.writelines(documents)
        return
    from kg.export import export
    from kg.store import Graph

    graph = Graph()
    graph.add(b"".join([vocabulary, *documents]))
    export(graph, out)


# ---------------------------------------------------------------- into shards
def build_shards(
    sources: Sequence[Source],
    address: str,
    settings: Settings,
    *,
    each: int | None = None,
    progress: Progress | None = None,
    unread: ReadingReport | None = None,
) -> Report:
    """Writes the documents of all sources as shards of `each` documents into a folder, or to any address that fsspec knows; see `kg.run.shards`.

    What the folder has of them already is not read again, and what it has besides them is removed when the run is done. Raises GraphError.
    """
    from kg.run.shelf import EACH, shelving

    report = Report()
    with shelving(address, each=each or EACH, recall=not settings.gaps) as shelf:
        for _ in documents(sources, settings, report, progress, unread, shelf):
            pass
        if report.documents or not report.rejected:
            shelf.finish(ontology_lines(settings.ontologies), list(marks(shelf, report).values()), versions(settings))
    return report


# ---------------------------------------------------------------- into a store
def build_store(
    sources: Sequence[Source], folder: Path, settings: Settings, *, progress: Progress | None = None, unread: ReadingReport | None = None
) -> Report:
    """Puts each document into the store at `folder`, whole, in the place of what it had of that document, once all are read.

    A new store is filled beside its place by the engine's bulk loader, in less than half of the time of transactions, and takes its name when all
    is in it. `unread` is told what was not read in each.
    """
    from kg.disc import is_new
    from kg.store import Graph

    with ExitStack() as held:
        graph = None if is_new(folder) else held.enter_context(Graph.open(folder, write=True))
        memory = held.enter_context(_remembering(folder, settings))
        report = Report()
        for _ in documents(sources, settings, report, progress, unread, memory):
            pass
        known = chain([(KG, ontology_lines(settings.ontologies))], _wholes(memory, report))
        if graph is None:
            _fill(folder, known)
        else:
            for iri, data in known:
                graph.replace(iri, data)
    return report


def _fill(folder: Path, known: Iterable[tuple[str, bytes]]) -> None:
    from kg.disc import new_folder
    from kg.store import Graph

    with writing(folder), new_folder(folder) as part, Graph.open(part, write=True) as graph:
        for batch in _batches(data for _, data in known):
            graph.add(batch)


def _batches(documents: Iterable[bytes]) -> Iterator[bytes]:
    """Documents together, some megabytes at a time: the more the bulk loader gets at once, the faster it is."""
    held, size = list[bytes](), 0
    for data in documents:
        held.append(data)
        size += len(data)
        if size >= BATCH:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


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
    from kg.run.memory import remembering
    from kg.store import Graph

    settings, report = settings or Settings(), report or Report()
    graph = Graph()
    graph.add(ontology_lines(settings.ontologies))
    with remembering(None, keep=False) as memory:
        for built in documents(sources, settings, report, memory=memory):
            graph.replace(built.iri, ("\n".join(built.lines) + "\n").encode())
        if marked := marks(memory, report):
            graph.add("".join(f"{line}\n" for line in marked.values()).encode())
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
