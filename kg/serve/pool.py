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
        self._ready, self._working, self._end = False, False, 0.0
        self._coming: asyncio.Future[Head | bytes | None] | None = None

    async def parts(self, kind: str, values: Mapping[str, object], seconds: float) -> AsyncGenerator[Head | bytes, None]:
        """The head and then the pieces of the answer. Raises SlowError."""
        try:
            if not self._ready:
                self._end = time.monotonic() + STARTING
                await self._next()
                self._ready = True
            self._end, self._working = time.monotonic() + seconds, True
            await asyncio.shield(asyncio.to_thread(self._pipe.send, (kind, dict(values))))
            while (part := await self._next()) is not None:
                yield part
            self._working = False
        except (EOFError, OSError) as error:
            self._replace()
            raise SlowError from error

    async def settle(self) -> None:
        """Read what nobody waits for any more, so that it does not become the next answer; past the time limit, begin anew."""
        try:
            while self._coming is not None or self._working:
                part = await self._next()
                self._ready, self._working = True, self._working and part is not None
        except (EOFError, OSError):
            self._replace()

    async def _next(self) -> Head | bytes | None:
        """The next thing from the pipe. Whoever gives up waiting leaves the reading to the next one who asks."""
        if self._coming is None:
            self._coming = asyncio.ensure_future(asyncio.to_thread(_receive, self._pipe, self._end - time.monotonic()))
        try:
            return await asyncio.shield(self._coming)
        finally:
            if self._coming.done():
                self._coming = None

    def _replace(self) -> None:
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
        self._settling: set[asyncio.Task[None]] = set()
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
            task = asyncio.get_running_loop().create_task(self._back(worker))
            self._settling.add(task)
            task.add_done_callback(self._settling.discard)

    async def _back(self, worker: Worker) -> None:
        await worker.settle()
        self._idle.put_nowait(worker)

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()
