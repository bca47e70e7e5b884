"""What a run into shards remembers: the documents that stand in shards already, and who belongs to the run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kg.run.copies import Signature
from kg.run.memory import Memory, lock
from kg.run.packed import packed
from kg.run.place import Place
from kg.run.reader import Built
from kg.run.shards import COPIES, ONTOLOGY, OURS, Entry, File, Manifest, Open, Shard, described, entries, indexed, lines_of

EACH = 1000  # documents in a shard: what a kill may cost
TABLES = """
CREATE TABLE documents (key TEXT PRIMARY KEY, shard TEXT, iri TEXT, day TEXT, signature BLOB, words INT, claims INT, quads INT, begin INT, finish INT);
CREATE TABLE members (key TEXT PRIMARY KEY);
"""
FOUND = "SELECT shard, iri, key, day, signature, words, claims, quads, begin, finish FROM documents WHERE key = ?"


class Shelf:
    """The shards of one run at a time, with the face of a run's memory. Without `recall` every document is read, whatever is there."""

    def __init__(self, place: Place, *, each: int = EACH, recall: bool = True) -> None:
        self._place, self._each, self._recall = place, each, recall
        self._base = sqlite3.connect("", isolation_level=None)  # a file of its own that nobody sees, and that goes with the run
        self._base.executescript(TABLES)
        self._members = Memory(None)
        self._open = Open()
        self._shards: dict[str, Shard] = {}
        self._base.execute("BEGIN")
        for shard, held in indexed(place):
            self._know(shard, held)

    def _know(self, shard: Shard, held: list[Entry]) -> None:
        self._shards[shard.name] = shard
        rows = ((e.key, shard.name, e.iri, e.day, e.signature, e.words, e.claims, e.quads, e.begin, e.end) for e in held)
        self._base.executemany("INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    # ------------------------------------------------------------ the face of a memory
    def parse(self, _key: bytes) -> bytes | None:
        """Nothing: parses are not kept in shards."""
        return None

    def fact(self, _key: bytes, find: Callable[[], bytes]) -> bytes:
        """What is found now: only documents are kept in shards."""
        return find()

    def document(self, key: bytes) -> Built | None:
        """The document that stands in a shard under this key; its lines are fetched when somebody looks at them."""
        row = self._base.execute(FOUND, (key.hex(),)).fetchone() if self._recall else None
        if row is None:
            return None
        name, *rest = row
        entry = Entry(*rest)
        return Built(entry.iri, lines_of(self._place, self._shards[name], entry), entry.words, entry.claims, signature=entry.signature)

    def keep(self, built: Built, key: bytes, day: str, signature: Signature | None) -> None:
        """Takes a document into the run, and into a shard where it stands in none yet."""
        self._members.keep(built, key, day, signature)
        self._base.execute("INSERT OR IGNORE INTO members VALUES (?)", (key.hex(),))
        if self._base.execute("SELECT 1 FROM documents WHERE key = ?", (key.hex(),)).fetchone() is None:
            self._add(Entry(built.iri, key.hex(), day, signature, built.words, built.claims, len(built.lines), 0, 0), packed(built.lines))

    def copies(self) -> dict[str, str]:
        return self._members.copies()

    def save(self) -> None:
        """What was kept is written."""
        if self._open.entries:
            shard, held = self._open.write(self._place), self._open.entries
            self._open = Open()
            self._know(shard, held)

    # ------------------------------------------------------------ the end of a run
    def finish(self, vocabulary: bytes, marks: list[str], versions: Mapping[str, str]) -> Manifest:
        """Leaves the documents of the run and no others, says so in the manifest, and only then removes what is not needed any more."""
        self._sort_out()
        self.save()
        shards = tuple(self._shards[name] for name in sorted(self._shards))
        ontology = self._put(ONTOLOGY, vocabulary.decode().split("\n")[:-1])
        copies = self._put(COPIES, sorted(marks))
        found = Manifest(versions, ontology, copies, shards)
        found.write(self._place)
        needed = {ontology.name, copies.name, *(shard.name for shard in shards), *(shard.index for shard in shards)}
        for name in sorted(set(filter(OURS.fullmatch, self._place.sizes())) - needed):
            self._place.remove(name)
        return found

    def _sort_out(self) -> None:
        """Shards that hold what does not belong to the run are given up, and what does in them is taken over."""
        gone = """SELECT shard FROM documents GROUP BY shard HAVING SUM(key IN (SELECT key FROM members)) < COUNT(*)"""
        stale = {name for (name,) in self._base.execute(gone)}
        held = dict(self._base.execute("SELECT shard, COUNT(*) FROM documents GROUP BY shard"))
        stale |= {name for name, shard in self._shards.items() if held.get(name) != shard.documents}  # a document stands in two shards
        for name in sorted(stale):
            shard = self._shards.pop(name)
            mine = {key for (key,) in self._base.execute("SELECT key FROM documents JOIN members USING (key) WHERE shard = ?", (name,))}
            self._base.execute("DELETE FROM documents WHERE shard = ?", (name,))
            for entry in entries(self._place, shard):
                if entry.key in mine:
                    self._add(entry, lines_of(self._place, shard, entry).data)

    def _add(self, entry: Entry, member: bytes) -> None:
        self._open.add(entry, member)
        if len(self._open.entries) >= self._each:
            self.save()

    def _put(self, kind: str, lines: list[str]) -> File:
        data = packed(lines)
        file = described(kind, data, len(lines))
        self._place.write(file.name, data)
        return file

    def close(self) -> None:
        self._base.close()
        self._members.close()


@contextmanager
def shelving(address: str, *, each: int = EACH, recall: bool = True) -> Iterator[Shelf]:
    """A shelf at an address. What was read is written, however the run ends. Raises GraphError and UsageError."""
    place = Place(address)
    place.make()
    with _alone(place):
        shelf = Shelf(place, each=each, recall=recall)
        try:
            yield shelf
        finally:
            try:
                shelf.save()
            finally:
                shelf.close()


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """On this machine, one run at a time has the folder."""
    path = Path(place.address)
    if not path.is_dir():
        yield
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        lock(folder, path)
        yield
    finally:
        os.close(folder)
