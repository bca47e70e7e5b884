"""A run's documents in shards: packed N-Quads files in a folder or at an address, each with an index, and one manifest when the run is done.

A shard is a gzip file of whole documents, one member each, so that one document can be read or dropped without a look at the others. Its
index is written after it and has its hash: a shard whose index cannot be read is not there. All `.nq.gz` of a finished run together are its
graph. What the index knows of a document, its key above all, is what the next run goes on from.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from kg.errors import GraphError
from kg.run.packed import Packed, unpacked
from kg.run.place import Place

MANIFEST = "manifest.json"
FORMAT = "claimgraph shards 1"
DOCUMENTS, ONTOLOGY, COPIES = "documents", "ontology", "copies"
ENDING, INDEX = ".nq.gz", ".index.gz"
OURS = re.compile(rf"(?:{DOCUMENTS}|{ONTOLOGY}|{COPIES})-[0-9a-f]{{16}}\.(?:nq|index)\.gz")  # names of files, each with the hash of its content
LEVEL = 6


@dataclass(frozen=True, slots=True)
class File:
    """A file of a run as its manifest knows it."""

    name: str
    bytes: int
    sha256: str
    quads: int

    def __post_init__(self) -> None:
        if not OURS.fullmatch(self.name):  # it becomes part of a path
            raise ValueError(f"{self.name!r} is no name of a shard")


@dataclass(frozen=True, slots=True)
class Shard(File):
    documents: int
    index: str  # the name of its index
    index_sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a shard, as its index knows it."""

    iri: str
    key: str  # of text, ontology, model and program, in hexadecimal
    day: str
    signature: bytes | None
    words: int
    claims: int
    quads: int
    begin: int  # where it stands in the shard, and where it ends, in bytes
    end: int


# ---------------------------------------------------------------- writing
class Open:
    """A shard that is being filled."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._members: list[bytes] = []
        self._size = 0

    def add(self, entry: Entry, member: bytes) -> None:
        """Takes a document in; where it stands is told by the shard."""
        self.entries.append(replace(entry, begin=self._size, end=self._size + len(member)))
        self._members.append(member)
        self._size += len(member)

    def write(self, place: Place) -> Shard:
        """The shard as it was written, its index after it."""
        data = b"".join(self._members)
        file = described(DOCUMENTS, data, sum(entry.quads for entry in self.entries))
        index = {**asdict(file), "documents": len(self.entries)}
        lines = [index, *({**asdict(entry), "signature": _text(entry.signature)} for entry in self.entries)]
        packed = gzip.compress("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode(), LEVEL, mtime=0)
        shard = Shard(**asdict(file), documents=len(self.entries), index=file.name.removesuffix(ENDING) + INDEX, index_sha256=digest(packed))
        place.write(shard.name, data)
        place.write(shard.index, packed)
        return shard


def described(kind: str, data: bytes, quads: int) -> File:
    """What a manifest says of a packed file, under a name that its content gives it."""
    found = digest(data)
    return File(f"{kind}-{found[:16]}{ENDING}", len(data), found, quads)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ---------------------------------------------------------------- reading
def indexed(place: Place) -> Iterator[tuple[Shard, list[Entry]]]:
    """The shards that are there whole with what they hold, by name; what a broken run left half written is passed over."""
    sizes = place.sizes()
    for name in sorted(sizes):
        if OURS.fullmatch(name) and name.endswith(INDEX):
            data = place.read(name)
            try:
                shard, entries = _index(name, data)
            except (ValueError, KeyError, TypeError, OSError, EOFError, zlib.error):
                continue
            if sizes.get(shard.name) == shard.bytes:
                yield shard, entries


def _index(name: str, data: bytes) -> tuple[Shard, list[Entry]]:
    head, *rest = (json.loads(line) for line in unpacked(data))
    entries = [Entry(**{**entry, "signature": _bytes(entry["signature"])}) for entry in rest]
    if len(entries) != head["documents"] or sum(entry.quads for entry in entries) != head["quads"]:
        raise ValueError(name)
    return Shard(**head, index=name, index_sha256=digest(data)), entries


def entries(place: Place, shard: Shard) -> list[Entry]:
    """What a shard of a manifest holds. Raises GraphError where its index is not the one that the manifest knows."""
    data = place.read(shard.index)
    if digest(data) != shard.index_sha256:
        raise GraphError(f"{place.address}: {shard.index} is not as the manifest has it; remove it, and say the same `kg build` again")
    found, held = _index(shard.index, data)
    if found != shard:
        raise GraphError(f"{place.address}: {shard.index} does not agree with the manifest; remove it, and say the same `kg build` again")
    return held


def content(place: Place, file: File) -> bytes:
    """A file of a manifest, packed, whole. Raises GraphError where it is not as the manifest has it."""
    data = place.read(file.name)
    if len(data) != file.bytes or digest(data) != file.sha256:
        raise GraphError(f"{place.address}: {file.name} is not as the manifest has it; remove it, and say the same `kg build` again")
    return data


def lines_of(place: Place, shard: Shard, entry: Entry) -> Packed:
    """The lines of a document, fetched when they are looked at."""
    return Packed(entry.quads, lambda: place.read(shard.name, entry.begin, entry.end))


def _text(signature: bytes | None) -> str | None:
    return None if signature is None else base64.b64encode(signature).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


# ---------------------------------------------------------------- the manifest
@dataclass(frozen=True, slots=True)
class Manifest:
    """What a finished run wrote."""

    versions: Mapping[str, str]  # of program, code, model and ontology, and the key of all of them with the options
    ontology: File
    copies: File
    shards: tuple[Shard, ...]

    @property
    def documents(self) -> int:
        return sum(shard.documents for shard in self.shards)

    @property
    def quads(self) -> int:
        return self.ontology.quads + self.copies.quads + sum(shard.quads for shard in self.shards)

    def write(self, place: Place) -> None:
        told: dict[str, Any] = {"format": FORMAT, "documents": self.documents, "quads": self.quads, "versions": dict(self.versions)}
        told |= {"ontology": asdict(self.ontology), "copies": asdict(self.copies), "shards": [asdict(shard) for shard in self.shards]}
        place.write(MANIFEST, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


def manifest(place: Place) -> Manifest:
    """What the folder's finished run wrote. Raises GraphError where there is none."""
    if MANIFEST not in place.sizes():
        raise GraphError(f"{place.address}: there is no {MANIFEST}; where a run was broken off, say the same `kg build` again")
    try:
        told = json.loads(place.read(MANIFEST))
        if told["format"] != FORMAT:
            raise ValueError(f"its format is {told['format']!r}, not {FORMAT!r}")
        shards = tuple(Shard(**shard) for shard in told["shards"])
        found = Manifest(told["versions"], File(**told["ontology"]), File(**told["copies"]), shards)
        if (found.documents, found.quads) != (told["documents"], told["quads"]):
            raise ValueError("its counts do not add up")
    except (ValueError, KeyError, TypeError) as error:
        raise GraphError(f"{place.address}/{MANIFEST}: cannot be understood ({error}); say the same `kg build` again") from error
    return found
