"""Worker processes: a document that kills or stops the process that reads it is lost alone, and named.

A worker gets a few articles at a time and tells of each as it is done. What one had not done when it died or stood still is given out again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from kg.errors import KgError, ModelError
from kg.model import Article
from kg.run.reader import Built, Reader, settled
from kg.run.turns import Given, Outcome, Turns
from kg.settings import Settings

STARTS = 6  # processes that may die in a row before any of them was ready
PATIENCE = 2.5  # times a document's limit without a word, after which a worker is taken to stand still
START = 300.0  # seconds that a worker has to make itself ready, and to load the model


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    warm: bool = False  # it has loaded what it needs, and reads
    todo: deque[Given] = field(default_factory=deque)  # what it was given and has not told of
    heard: float = 0.0  # when it last said something


def read_together(stream: Iterator[Article | Built], settings: Settings, *, work: Callable[[Connection, Settings], None] | None = None) -> Iterator[Outcome]:
    """An outcome for each article; what is built already comes through as it is. `work` is what a worker does."""
    crew = _Crew(Turns(stream, settings.seconds), settings, work or read_articles)
    try:
        yield from crew.read()
    finally:
        crew.end()


class _Crew:
    """The workers, and what they read."""

    def __init__(self, turns: Turns, settings: Settings, work: Callable[[Connection, Settings], None]) -> None:
        self._turns, self._settings, self._work = turns, settings, work
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def read(self) -> Iterator[Outcome]:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # one thread a process is faster than many in each
        while self._turns.unfinished:
            self._turns.take(self._settings.workers)
            self._hire()
            self._hand_out()
            ready = self._turns.ready()
            yield from ready
            if not ready and self._workers:
                self._listen()

    # ------------------------------------------------------------ giving
    def _hire(self) -> None:
        busy = sum(bool(worker.todo) for worker in self._workers)
        wanted = min(self._settings.workers, busy + self._turns.chunks)
        while len(self._workers) < wanted:
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=self._work, args=(theirs, self._settings), daemon=True)
            process.start()
            theirs.close()
            self._workers.append(_Worker(process, ours, heard=time.monotonic()))

    def _hand_out(self) -> None:
        for worker in list(self._workers):
            if worker.ready and not worker.todo and (chunk := self._turns.chunk()):
                worker.todo.extend(chunk)
                worker.heard = time.monotonic()
                self._tell(worker, [article for _, article in chunk])

    def _tell(self, worker: _Worker, articles: list[Article]) -> None:
        try:
            worker.pipe.send(articles)
        except (BrokenPipeError, ConnectionResetError):
            self._bury(worker)

    # ------------------------------------------------------------ hearing
    def _listen(self) -> None:
        """Hears what the workers say; those that died or stand still are buried."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe), timeout=1.0):
            worker = by_pipe[pipe]  # type: ignore[index]  # it is one of those that were waited for
            try:
                self._hear(worker, worker.pipe.recv())
            except (EOFError, OSError):  # it ended, perhaps in the middle of what it said
                self._bury(worker)
        now = time.monotonic()
        for worker in list(self._workers):
            patience = PATIENCE * self._settings.seconds if worker.warm else START
            if (worker.todo or not worker.ready) and now - worker.heard > patience:
                worker.process.kill()
                self._bury(worker, slow=True)

    def _hear(self, worker: _Worker, message: Any) -> None:
        worker.heard = time.monotonic()
        if isinstance(message, KgError):
            raise message
        if message is None:
            worker.ready, worker.warm = True, worker.ready
            self._failed_starts = 0
        else:
            number, _ = worker.todo.popleft()
            self._turns.done(number, message)

    def _bury(self, worker: _Worker, *, slow: bool = False) -> None:
        if worker not in self._workers:
            return
        self._workers.remove(worker)
        worker.process.join(10)
        worker.pipe.close()
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                raise ModelError(
                    f"the worker processes end before they are ready (exit code {worker.process.exitcode}); is there memory for --workers? Try fewer"
                )
        self._turns.died(list(worker.todo), _cause(worker.process.exitcode), slow=slow)

    def end(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join(10)


def _cause(code: int | None) -> str:
    how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    memory = ": out of memory, perhaps" if code == -signal.SIGKILL else ""
    return how + memory


# ---------------------------------------------------------------- in the worker
def read_articles(pipe: Connection, settings: Settings) -> None:
    """What a worker does until the pipe ends: takes articles, and tells of each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    try:
        reader = Reader(settings, recall(settings))
        pipe.send(None)
        while True:
            articles = pipe.recv()
            reader.warm(articles)
            pipe.send(None)
            for outcome in settled(reader, articles):
                pipe.send(outcome)
    except KgError as error:
        pipe.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent has gone


def recall(settings: Settings) -> Callable[[bytes], bytes | None] | None:
    """How kept parses are looked up in this process."""
    if settings.cache is None:
        return None
    from kg.run.memory import recalling

    return recalling(settings.cache)
