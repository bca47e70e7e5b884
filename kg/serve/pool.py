"""Processes that answer: each holds the graph open for reading, and one that takes too long is ended and made anew."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from kg.serve.work import Head, main

_FRESH = multiprocessing.get_context("spawn")  # a fork would copy the server's threads and sockets
STARTING = 60.0  # seconds that a process may take to open the graph


class BusyError(Exception):
    """All processes are at work, and stayed so for the whole waiting time."""


class SlowError(Exception):
    """The answer took longer than the time limit, or its process ended; nothing more will come."""


class Worker:
    """One process and the pipe to it."""

    def __init__(self, folder: str, memory: int) -> None:
        self._folder, self._memory = folder, memory
        self._start()

    def _start(self) -> None:
        self._pipe, other = _FRESH.Pipe()
        self._process: SpawnProcess = _FRESH.Process(target=main, args=(other, self._folder, self._memory), daemon=True)
        self._process.start()
        other.close()
        self._ready = False

    async def parts(self, kind: str, values: Mapping[str, object], seconds: float) -> AsyncGenerator[Head | bytes, None]:
        """The head and then the pieces of the answer. Raises SlowError, and then the process has been replaced."""
        whole = False
        try:
            if not self._ready:
                await asyncio.to_thread(_receive, self._pipe, STARTING)
                self._ready = True
            end = time.monotonic() + seconds
            await asyncio.to_thread(self._pipe.send, (kind, dict(values)))
            while (part := await asyncio.to_thread(_receive, self._pipe, end - time.monotonic())) is not None:
                yield part
            whole = True
        except (EOFError, OSError) as error:
            raise SlowError from error
        finally:
            if not whole:  # also where the client went away: what is left of the answer must not become the next one's
                self.end()
                self._start()

    def end(self) -> None:
        self._process.kill()
        self._process.join()  # the pipe closes when the thread that may still read it lets go


def _receive(pipe: Connection, seconds: float) -> Head | bytes | None:
    if not pipe.poll(max(seconds, 0)):
        raise TimeoutError
    part: Head | bytes | None = pipe.recv()
    return part


class Pool:
    """A fixed number of workers. `seconds` limits an answer, and the waiting for a free worker."""

    def __init__(self, folder: str, *, workers: int, seconds: float, memory: int) -> None:
        self.seconds = seconds
        self._workers = [Worker(folder, memory) for _ in range(workers)]
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        for worker in self._workers:
            self._idle.put_nowait(worker)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Worker]:
        """A worker for one job. Raises BusyError."""
        try:
            worker = await asyncio.wait_for(self._idle.get(), self.seconds)
        except TimeoutError as error:
            raise BusyError from error
        try:
            yield worker
        finally:
            self._idle.put_nowait(worker)

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()
