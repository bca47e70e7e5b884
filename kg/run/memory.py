"""What a run remembers, in one SQLite file: finished documents, parses, and who belongs to the run. Whatever kills the run, the file is whole."""

from __future__ import annotations

import fcntl
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import zstandard

from kg.errors import GraphError
from kg.run.copies import BANDS, Signature, bands, similarity
from kg.run.reader import Built

FILE = "run.sqlite"
LEVEL = 1  # of packing: the lines of a document are much the same, so that more costs time and saves little
EVERY = 64  # documents between two commits: what a kill may cost
TABLES = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS parses (key BLOB PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS documents (key BLOB PRIMARY KEY, iri TEXT, words INT, claims INT, lines BLOB, gaps BLOB);
CREATE TABLE IF NOT EXISTS members (iri TEXT PRIMARY KEY, key BLOB, day TEXT, signature BLOB);
"""


class Remembers(Protocol):
    """What a build asks of a run's memory, wherever that keeps the documents."""

    def parse(self, key: bytes) -> bytes | None: ...
    def fact(self, key: bytes, find: Callable[[], bytes]) -> bytes: ...
    def document(self, key: bytes) -> Built | None: ...
    def keep(self, built: Built, key: bytes, day: str, signature: Signature | None) -> None: ...
    def save(self) -> None: ...
    def copies(self) -> dict[str, str]: ...


class Memory:
    """The memory of one run at a time. Without a folder it lasts as long as the run and holds no documents."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._lock: IO[str] | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder)
        self._base = sqlite3.connect(folder / FILE if folder else "", isolation_level=None)
        try:
            self._base.executescript(TABLES)
            self._base.execute("DELETE FROM members")
            self._base.execute("BEGIN")
        except sqlite3.Error:
            self._release()
            raise
        self._waiting = 0
        self._pack, self._unpack = zstandard.ZstdCompressor(level=LEVEL).compress, zstandard.ZstdDecompressor().decompress

    def parse(self, key: bytes) -> bytes | None:
        return _parse(self._base, key)

    def fact(self, key: bytes, find: Callable[[], bytes]) -> bytes:
        """What was found under this key in any run; what was not is found now, and remembered for the next."""
        if self.folder is None:
            return find()
        row = self._base.execute("SELECT data FROM facts WHERE key = ?", (key,)).fetchone()
        if row is not None:
            return bytes(row[0])
        found = find()
        self._base.execute("INSERT INTO facts VALUES (?, ?)", (key, found))
        return found

    def document(self, key: bytes) -> Built | None:
        """The document that was finished under this key."""
        row = self._base.execute("SELECT iri, lines, words, claims, gaps FROM documents WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        iri, lines, words, claims, notes = row
        gaps, heard = pickle.loads(notes) if notes else (None, ())  # noqa: S301  # our own file, as trusted as the program's
        return Built(iri, self._unpack(lines).decode().split("\n")[:-1], words, claims, gaps, heard=heard)

    def keep(self, built: Built, key: bytes, day: str, signature: Signature | None) -> None:
        """Takes a document into the run, and remembers it for the next."""
        if self.folder is not None:
            notes = pickle.dumps((built.gaps, built.heard)) if built.gaps or built.heard else None
            row = (key, built.iri, built.words, built.claims, self._pack(("\n".join(built.lines) + "\n").encode() if built.lines else b""), notes)
            self._base.execute("INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?, ?)", row)
            if built.parse is not None:
                self._base.execute("INSERT OR IGNORE INTO parses VALUES (?, ?)", (built.parse_key, built.parse))
        self._base.execute("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?)", (built.iri, key, day, signature))
        self._waiting += 1
        if self._waiting >= EVERY:
            self.save()

    def save(self) -> None:
        """What was kept is on the disk."""
        self._base.execute("COMMIT")
        self._base.execute("BEGIN")
        self._waiting = 0

    def copies(self) -> dict[str, str]:
        """For each document of the run that is a copy, which it is a copy of: the earliest of those that are much the same."""
        self._divide()
        shared = """SELECT iri FROM members WHERE iri IN (SELECT iri FROM bands WHERE band IN
            (SELECT band FROM bands GROUP BY band HAVING COUNT(*) > 1)) ORDER BY day, iri"""
        near = f"SELECT DISTINCT iri FROM bands WHERE band IN ({', '.join('?' * BANDS)})"  # noqa: S608  # question marks alone
        found: dict[str, str] = {}
        originals: dict[str, int] = {}  # those before, in their order
        for (iri,) in self._base.execute(shared).fetchall():
            mine = self._signature(iri)
            marks = (bands(mine) * BANDS)[:BANDS]
            earlier = sorted((other for (other,) in self._base.execute(near, marks) if other in originals), key=originals.__getitem__)
            original = next((other for other in earlier if similarity(mine, self._signature(other))), None)
            if original is None:
                originals[iri] = len(originals)
            else:
                found[iri] = original
        return found

    def _divide(self) -> None:
        """All signatures as bands, by which those that may be alike are found: sorting them once costs far less than a place for each at its time."""
        self._base.execute("DROP TABLE IF EXISTS temp.bands")
        self._base.execute("CREATE TEMP TABLE bands (band INT, iri TEXT)")
        members = self._base.execute("SELECT iri, signature FROM members")
        self._base.executemany("INSERT INTO temp.bands VALUES (?, ?)", ((band, iri) for iri, signature in members for band in bands(signature)))
        self._base.execute("CREATE INDEX temp.by_band ON bands (band, iri)")

    def _signature(self, iri: str) -> Signature:
        row = self._base.execute("SELECT signature FROM members WHERE iri = ?", (iri,)).fetchone()
        return bytes(row[0])

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """The documents of the run with their lines, each with its line feed, by IRI."""
        rows = self._base.execute("SELECT members.iri, lines FROM members JOIN documents USING (key) ORDER BY members.iri")
        return ((iri, self._unpack(lines)) for iri, lines in rows)

    def finished(self) -> int:
        """How many documents are remembered."""
        return int(self._base.execute("SELECT COUNT(*) FROM documents").fetchone()[0])

    def close(self) -> None:
        """Saves, and lets go of the folder."""
        try:
            self._base.execute("COMMIT")
        finally:
            self._release()

    def _release(self) -> None:
        self._base.close()
        if self._lock is not None:
            self._lock.close()


@contextmanager
def remembering(folder: Path | None, *, keep: bool) -> Iterator[Memory]:
    """A memory in a folder. Where it is not to be kept, it goes once the run has ended well, and stays for the next run where not."""
    try:
        memory = Memory(folder)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise GraphError(f"{folder}: the run's folder cannot be used ({reason}); remove it, or check the free space and your rights there") from error
    done = False
    try:
        yield memory
        done = True
    except sqlite3.Error as error:
        raise GraphError(f"{folder}: the run's folder cannot be used ({error}); remove it, or check the free space") from error
    finally:
        done = done or not memory.finished()
        memory.close()
        if folder is not None and done and not keep:
            shutil.rmtree(folder, ignore_errors=True)


def recalling(folder: Path) -> Callable[[bytes], bytes | None]:
    """How another process looks parses up in the same memory."""
    base = sqlite3.connect(f"{(folder / FILE).resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=60)
    return lambda key: _parse(base, key)


def _parse(base: sqlite3.Connection, key: bytes) -> bytes | None:
    row = base.execute("SELECT data FROM parses WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def lock(file: IO[str] | int, folder: Path) -> None:
    """Keeps other runs out of the folder for as long as `file`, in it or the folder itself, is open. Raises GraphError where another has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise GraphError(f"{folder}: another run uses this folder; wait until it is done, or end it") from error


def _locked(folder: Path) -> IO[str]:
    file = (folder / "lock").open("w")
    try:
        lock(file, folder)
    except GraphError:
        file.close()
        raise
    return file
