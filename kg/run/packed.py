"""Lines as bytes that can be sent and laid down as they are, and unpacked when somebody looks at them."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from typing import overload

LEVEL = 6


class Packed(Sequence[str]):
    """The lines of a document as one gzip member, which may stand anywhere in a gzip file. `fetch` gives the member when it is needed."""

    __slots__ = ("_count", "_fetch")

    def __init__(self, count: int, fetch: bytes | Callable[[], bytes]) -> None:
        self._count, self._fetch = count, fetch

    @property
    def data(self) -> bytes:
        return self._fetch if isinstance(self._fetch, bytes) else self._fetch()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return iter(unpacked(self.data))

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        return unpacked(self.data)[index]


def packed(lines: Sequence[str]) -> bytes:
    """A gzip member of the lines, each with its line feed; the same lines give the same bytes."""
    return lines.data if isinstance(lines, Packed) else gzip.compress("".join(f"{line}\n" for line in lines).encode(), LEVEL, mtime=0)


def unpacked(data: bytes) -> list[str]:
    """The lines of gzip members. Raises OSError, EOFError or zlib.error where they are torn."""
    return gzip.decompress(data).decode().split("\n")[:-1]
