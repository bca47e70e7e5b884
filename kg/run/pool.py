"""Worker processes: a document that kills or stops the process that reads it is lost alone, and named.

The order of what comes out is that of what went in. A worker gets a few articles at a time and tells of each as it is done. If it dies
or stands still, those that it had not done are given to others one by one: whatever kills its reader again and again is at fault itself.
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
from kg.model import Article, Rejection
from kg.run.reader import Built, Reader, settled, too_slow
from kg.settings import Settings

CHUNK = 16  # articles that travel together to a worker
CHUNK_CHARACTERS = 100_000
PENDING = 4  # chunks for each worker that may wait for their turn to come out
TRIES = 3  # processes that one document may kill before it is given up
STARTS = 6  # processes that may die in a row before any of them was ready
PATIENCE = 2.5  # times a document's limit without a word, after which a worker is taken to stand still
START = 300.0  # seconds that a worker has to make itself ready, and to load the model

Outcome = Built | Rejection
Given = tuple[int, Article]


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
    crew = _Crew(settings, work or read_articles)
    try:
        yield from crew.read(stream)
    finally:
        crew.end()


class _Crew:
    """The workers, what waits for them, and what waits to come out."""

    def __init__(self, settings: Settings, work: Callable[[Connection, Settings], None]) -> None:
        self._settings, self._work = settings, work
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._waiting: deque[Given] = deque()
        self._again: deque[Given] = deque()  # to be read alone
        self._deaths: dict[int, int] = {}  # of workers, by the article that they read alone
        self._done: dict[int, Outcome] = {}
        self._given = self._next = 0
        self._failed_starts = 0
        self._open = True  # there may be more to come

    def read(self, stream: Iterator[Article | Built]) -> Iterator[Outcome]:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # one thread a process is faster than many in each
        while self._open or self._next < self._given:
            self._take(stream)
            self._hire()
            self._hand_out()
            if self._next in self._done:
                while self._next in self._done:
                    yield self._done.pop(self._next)
                    self._next += 1
            elif self._workers:
                self._listen()

    # ------------------------------------------------------------ giving
    def _take(self, stream: Iterator[Article | Built]) -> None:
        """Takes in as much as the workers can soon be given; what is built waits only for its turn."""
        count = self._settings.workers
        while self._open and len(self._waiting) < count * CHUNK and self._given - self._next < count * CHUNK * PENDING:
            item = next(stream, None)
            if item is None:
                self._open = False
                return
            if isinstance(item, Built):
                self._done[self._given] = item
            else:
                self._waiting.append((self._given, item))
            self._given += 1

    def _hire(self) -> None:
        busy = sum(bool(worker.todo) for worker in self._workers)
        wanted = min(self._settings.workers, busy + len(self._again) + -(-len(self._waiting) // CHUNK))
        while len(self._workers) < wanted:
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=self._work, args=(theirs, self._settings), daemon=True)
            process.start()
            theirs.close()
            self._workers.append(_Worker(process, ours, heard=time.monotonic()))

    def _hand_out(self) -> None:
        for worker in list(self._workers):
            if worker.ready and not worker.todo and (chunk := self._chunk()):
                worker.todo.extend(chunk)
                worker.heard = time.monotonic()
                self._tell(worker, [article for _, article in chunk])

    def _chunk(self) -> list[Given]:
        if self._again:
            return [self._again.popleft()]
        chunk: list[Given] = []
        size = 0
        while self._waiting and len(chunk) < CHUNK and size < CHUNK_CHARACTERS:
            chunk.append(self._waiting.popleft())
            size += len(chunk[-1][1].text)
        return chunk

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
            self._done[number] = message
            self._deaths.pop(number, None)

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
        if len(worker.todo) != 1:
            self._again.extend(worker.todo)
            return
        ((number, article),) = worker.todo
        self._deaths[number] = self._deaths.get(number, 0) + 1
        if slow:
            self._done[number] = too_slow(article, self._settings.seconds)
        elif self._deaths[number] >= TRIES:
            self._done[number] = Rejection(article.origin, _cause(worker.process.exitcode), "look whether it is a text at all; leave it out, or divide it")
        else:
            self._again.append((number, article))

    def end(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join(10)


def _cause(code: int | None) -> str:
    how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    memory = ": out of memory, perhaps" if code == -signal.SIGKILL else ""
    return f"each of {TRIES} processes that read it died ({how}{memory})"


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
