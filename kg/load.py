"""Shards into a graph: every file verified, the documents of several runs joined, copies among all of them marked."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from kg.building import marks, whole, write
from kg.disc import is_new
from kg.errors import GraphError
from kg.files import writing
from kg.model import Report
from kg.run.memory import Memory
from kg.run.packed import Packed
from kg.run.place import Place
from kg.run.reader import Built
from kg.run.shards import Shard, content, entries, manifest
from kg.vocab import KG

Progress = Callable[[Report], None]
TABLE = "CREATE TABLE documents (iri TEXT PRIMARY KEY, shard INT, begin INT, finish INT, quads INT, words INT, claims INT)"


class Row(NamedTuple):
    """Where a document stands in its shard, and how many quads it has."""

    iri: str
    begin: int
    end: int
    quads: int


class Runs:
    """Finished runs as one: of a document that stands in several of them, the last counts. Raises GraphError and UsageError."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.shards: list[tuple[Place, Shard]] = []
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(f"{TABLE}; BEGIN")
        vocabulary: set[bytes] = set()
        with closing(Memory(None)) as memory:
            for place in map(Place, addresses):
                found = manifest(place)
                vocabulary.update(_lines(content(place, found.ontology), found.ontology.quads, place).splitlines(keepends=True))
                for shard in found.shards:
                    self._take(place, shard, memory)
            self.report = self._counted()
            self.marks = marks(memory, self.report)
        self.vocabulary = b"".join(sorted(vocabulary))
        self.quads = self.report.triples + len(vocabulary)

    def _take(self, place: Place, shard: Shard, memory: Memory) -> None:
        number = len(self.shards)
        self.shards.append((place, shard))
        for entry in entries(place, shard):
            row = (entry.iri, number, entry.begin, entry.end, entry.quads, entry.words, entry.claims)
            self._base.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            memory.keep(Built(entry.iri, Packed(entry.quads, b""), entry.words, entry.claims), bytes.fromhex(entry.key), entry.day, entry.signature)

    def _counted(self) -> Report:
        counts = self._base.execute("SELECT COUNT(*), SUM(words), SUM(claims), SUM(quads) FROM documents").fetchone()
        documents, words, claims, quads = (count or 0 for count in counts)
        return Report(documents=documents, words=words, claims=claims, triples=quads)

    def rows(self, number: int) -> list[Row]:
        """The documents that a shard is to give, in its order."""
        found = self._base.execute("SELECT iri, begin, finish, quads FROM documents WHERE shard = ? ORDER BY begin", (number,))
        return [Row(*row) for row in found]

    def by_iri(self) -> Iterator[tuple[int, Row]]:
        """All documents by their IRIs, each with the number of its shard."""
        for number, *row in self._base.execute("SELECT shard, iri, begin, finish, quads FROM documents ORDER BY iri"):
            yield number, Row(*row)

    def whole(self, row: Row, member: bytes, place: Place) -> bytes:
        """A document as its sorted lines, its mark as a copy included. Raises GraphError where it has not as many as were told."""
        return whole(_lines(member, row.quads, place), self.marks.get(row.iri))

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr([shard.sha256 for _, shard in self.shards]).encode() + self.vocabulary).hexdigest()

    def close(self) -> None:
        self._base.close()


def _lines(member: bytes, quads: int, place: Place) -> bytes:
    lines = gzip.decompress(member)
    if (found := lines.count(b"\n")) != quads:
        raise GraphError(f"{place.address}: a document has {found} lines where its index tells {quads}; build it again")
    return lines


# ---------------------------------------------------------------- into a file
def load_file(addresses: Sequence[str], out: Path) -> Report:
    """Writes the graph of finished runs to `out`, in the syntax of its ending: the bytes that one build of all their sources would write."""
    with writing(out), closing(Runs(addresses)) as runs, tempfile.TemporaryFile() as spool:
        begins = []
        for place, shard in runs.shards:
            begins.append(spool.tell())
            spool.write(content(place, shard))

        def documents() -> Iterator[bytes]:
            for number, row in runs.by_iri():
                spool.seek(begins[number] + row.begin)
                yield runs.whole(row, spool.read(row.end - row.begin), runs.shards[number][0])

        write(out, documents(), runs.vocabulary)
        return runs.report


# ---------------------------------------------------------------- into a store
def load_store(addresses: Sequence[str], folder: Path, *, progress: Progress | None = None) -> Report:
    """Puts the documents of finished runs into the store at `folder`.

    A store that is there already gets each document in one transaction, in the place of what it had of it. A new one is filled beside
    its place by the engine's bulk loader, and takes its name when all is in it and counted; a load that was broken off goes on there.
    """
    from kg.store import Graph

    with closing(Runs(addresses)) as runs:
        done = Report()
        if not is_new(folder):
            with Graph.open(folder, write=True) as graph:
                graph.replace(KG, runs.vocabulary)
                for number, (place, shard) in enumerate(runs.shards):
                    data = content(place, shard)
                    for row in runs.rows(number):
                        graph.replace(row.iri, runs.whole(row, data[row.begin : row.end], place))
                    _tell(done, shard, progress)
        else:
            with writing(folder):
                _fill(runs, folder, done, progress)
        return runs.report


def _fill(runs: Runs, folder: Path, done: Report, progress: Progress | None) -> None:
    """A new store, made beside its place; what was loaded there by a load that was broken off is not loaded again."""
    from kg.store import Graph

    beside = folder.with_name(f".{folder.name}.loading")
    loaded = _loaded(beside, runs.digest)
    with Graph.open(beside / "store", write=True) as graph, (beside / "done").open("a", encoding="utf-8") as told:
        for number, (place, shard) in enumerate(runs.shards):
            if shard.name not in loaded:
                data = content(place, shard)
                members = b"".join(data[row.begin : row.end] for row in runs.rows(number))
                graph.add(gzip.GzipFile(fileobj=BytesIO(members)))
                told.write(f"{shard.name}\n")
                told.flush()
            _tell(done, shard, progress)
        graph.add(runs.vocabulary + "".join(f"{line}\n" for line in runs.marks.values()).encode())
        if len(graph) != runs.quads:
            raise GraphError(f"{beside}: {len(graph):,} quads were loaded where the manifests tell {runs.quads:,}; remove it, and load again")
    if folder.exists():
        folder.rmdir()
    (beside / "store").replace(folder)
    shutil.rmtree(beside)


def _loaded(beside: Path, digest: str) -> set[str]:
    """The shards that are in a store which was begun for the same load; what was begun for another one is removed."""
    done = beside / "done"
    head, *names = done.read_text(encoding="utf-8").splitlines() if done.exists() else [""]
    if head != digest:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        done.write_text(f"{digest}\n", encoding="utf-8")
        return set()
    return set(names)


def _tell(done: Report, shard: Shard, progress: Progress | None) -> None:
    done.documents += shard.documents
    done.triples += shard.quads
    if progress:
        progress(done)
