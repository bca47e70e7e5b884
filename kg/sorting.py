"""Lines in order, in a fixed amount of memory: what does not fit is laid on disk in sorted runs, and the runs are merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO

HELD = 24 << 20  # bytes of lines that are held before a run is laid on disk
_BLOCK = 1 << 16  # lines of a merge that are handed out together


class Sorter:
    """Takes text in pieces of any size and gives its lines back, in the order of their bytes and each once.

    Every line ends with a line feed. Use it in a `with` block: the runs on disk go with it.
    """

    def __init__(self, held: int = HELD) -> None:
        self._held = held
        self._pieces: list[bytes] = []
        self._size = 0
        self._runs: list[IO[bytes]] = []

    def write(self, data: bytes) -> int:
        """Take a piece; it may begin and end inside a line, as long as the next one goes on there."""
        self._pieces.append(bytes(data))
        self._size += len(data)
        if self._size >= self._held:
            self._lay_down()
        return len(data)

    def flush(self) -> None:
        """Nothing: what writes into files asks for it."""

    def blocks(self) -> Iterator[list[bytes]]:
        """The lines, each with its line feed, in lists of bounded length."""
        held, rest = self._take()
        if rest:
            held = sorted({*held, rest + b"\n"})
        if not self._runs:
            if held:
                yield held
            return
        for run in self._runs:
            run.seek(0)
        block: list[bytes] = []
        last = b""
        for line in heapq.merge(*self._runs, held):
            if line == last:
                continue
            last = line
            block.append(line)
            if len(block) >= _BLOCK:
                yield block
                block = []
        if block:
            yield block

    def lines(self) -> Iterator[bytes]:
        for block in self.blocks():
            yield from block

    def _take(self) -> tuple[list[bytes], bytes]:
        """The whole lines that are held, in order, and what follows the last line feed."""
        whole, feed, rest = b"".join(self._pieces).rpartition(b"\n")
        self._pieces, self._size = [], 0
        return sorted(set((whole + feed).splitlines(keepends=True))), rest

    def _lay_down(self) -> None:
        lines, rest = self._take()
        run = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the sorter
        self._runs.append(run)
        run.writelines(lines)
        self._pieces, self._size = [rest], len(rest)

    def __enter__(self) -> Sorter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for run in self._runs:
            run.close()
        self._runs = []
