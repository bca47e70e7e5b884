"""Open files: unpacked as they are read, with an eye on what they unpack to."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO, RawIOBase
from typing import IO, Any

from kg.errors import SourceError
from kg.read.metadata import ByteStream

RATIO = 250  # how many times its packed size a file may unpack to: text packs to a tenth, much repeated text to a fiftieth
ROOM = 100_000_000  # bytes that any file may unpack to
PACKINGS = (".gz", ".zst")
PACKED = 2048  # bytes of zstd data that are unpacked at a time; each four of them may stand for 128 KB


class Unpacked:
    """A stream that ends with an error once it has given more than `most` bytes: what packs that well is no news."""

    def __init__(self, stream: ByteStream, origin: str, most: int) -> None:
        self._stream, self._origin, self._left, self._most = stream, origin, most, most

    def read(self, size: int = -1, /) -> bytes:
        return self._counted(self._stream.read(size if size >= 0 else self._left + 1))

    def readline(self, size: int = -1, /) -> bytes:
        return self._counted(self._stream.readline(size if size >= 0 else self._left + 1))

    def _counted(self, part: bytes) -> bytes:
        self._left -= len(part)
        if self._left < 0:
            raise too_much(self._origin, self._most)
        return part


def most_unpacked(packed: int) -> int:
    """Bytes that a file of so many packed bytes may unpack to."""
    return max(ROOM, RATIO * packed)


def too_much(origin: str, most: int) -> SourceError:
    return SourceError(origin, f"it unpacks to more than {most // 1_000_000:,} MB, far more than text does", "unpack it yourself, and look")


@contextmanager
def unpacking(raw: IO[bytes] | RawIOBase, packing: str | None, origin: str, packed: int) -> Iterator[ByteStream]:
    """The stream of a packed file, unpacked; `packed` is its size in bytes."""
    if packing is None:
        yield raw
    elif packing == ".gz":
        with gzip.open(raw, "rb") as stream:
            yield Unpacked(stream, origin, most_unpacked(packed))
    else:
        with BufferedReader(_Zstandard(raw, origin)) as stream:
            yield Unpacked(stream, origin, most_unpacked(packed))


class _Zstandard(RawIOBase):
    """Zstandard frames as bytes. The package's own reader takes a frame that ends early for a whole one."""

    def __init__(self, raw: IO[bytes] | RawIOBase, origin: str) -> None:
        import zstandard

        self._raw, self._origin, self._fault = raw, origin, zstandard.ZstdError
        self._make = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj
        self._frame = self._make()
        self._begun = False
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any, /) -> int:
        while not self._ready:
            packed = (self._frame.unused_data if self._frame.eof else b"") or self._raw.read(PACKED)
            if not packed:
                if self._begun and not self._frame.eof:
                    raise SourceError(self._origin, "the zstd data ends early", "fetch or pack the file again")
                return 0
            self._ready = memoryview(self._unpacked(packed))
        size = min(len(target), len(self._ready))
        target[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _unpacked(self, packed: bytes) -> bytes:
        if self._frame.eof:
            self._frame = self._make()
        self._begun = True
        try:
            return self._frame.decompress(packed)
        except self._fault as error:
            raise SourceError(self._origin, f"the zstd data is damaged ({error})", "fetch or pack the file again") from error


def whole(stream: ByteStream, origin: str, largest: int) -> bytes:
    """All bytes of a stream, of which there may be `largest`. Raises SourceError."""
    parts: list[bytes] = []
    left = largest + 1
    while left > 0 and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise SourceError(origin, f"it is larger than the limit of {largest // 1_000_000:,} MB", "divide it into several files")
    return b"".join(parts)


def seekable(stream: ByteStream, origin: str, largest: int) -> Any:
    """A file in which one can go back and forth: the stream itself, or all that it gives."""
    can = getattr(stream, "seekable", None)
    return stream if can is not None and can() else BytesIO(whole(stream, origin, largest))
