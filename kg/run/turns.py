"""Articles on their way to the processes that read them, and what became of each on its way out, in the order in which they came.

Articles travel in chunks. Those that a process had not done when it died are given out again, each alone: whatever kills its reader
again and again is at fault itself, is given up, and costs nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from kg.model import Article, Rejection
from kg.run.reader import Built, too_slow

CHUNK = 16  # articles that travel together
CHUNK_CHARACTERS = 100_000
PENDING = 4  # chunks for each worker that may wait for their turn to come out
TRIES = 3  # processes that one document may kill before it is given up

Outcome = Built | Rejection
Given = tuple[int, Article]


class Turns:
    """What waits to be read, what is being read, and what waits to come out. `seconds` is the time that a document may take."""

    def __init__(self, stream: Iterator[Article | Built], seconds: float) -> None:
        self._stream, self._seconds = stream, seconds
        self._waiting: deque[Given] = deque()
        self._again: deque[Given] = deque()  # to be read alone
        self._deaths: dict[int, int] = {}  # of readers, by the article that they read alone
        self._done: dict[int, Outcome] = {}
        self._given = self._next = 0
        self._open = True  # there may be more to come

    @property
    def unfinished(self) -> bool:
        return self._open or self._next < self._given

    @property
    def chunks(self) -> int:
        """How many chunks can be given out now."""
        return len(self._again) + -(-len(self._waiting) // CHUNK)

    def take(self, workers: int) -> None:
        """Takes in as much as so many workers can soon be given; what is built already waits only for its turn."""
        while self._open and len(self._waiting) < workers * CHUNK and self._given - self._next < workers * CHUNK * PENDING:
            item = next(self._stream, None)
            if item is None:
                self._open = False
                return
            if isinstance(item, Built):
                self._done[self._given] = item
            else:
                self._waiting.append((self._given, item))
            self._given += 1

    def chunk(self) -> list[Given]:
        """What one worker is to read next; nothing if nothing waits."""
        if self._again:
            return [self._again.popleft()]
        chunk: list[Given] = []
        size = 0
        while self._waiting and len(chunk) < CHUNK and size < CHUNK_CHARACTERS:
            chunk.append(self._waiting.popleft())
            size += len(chunk[-1][1].text)
        return chunk

    def done(self, number: int, outcome: Outcome) -> None:
        self._done[number] = outcome
        self._deaths.pop(number, None)

    def again(self, todo: Sequence[Given]) -> None:
        """These were lost by no fault of theirs."""
        self._again.extend(todo)

    def died(self, todo: Sequence[Given], how: str, *, slow: bool = False) -> None:
        """These had not been done when their reader died, or stood still."""
        if len(todo) != 1:
            self._again.extend(todo)
            return
        ((number, article),) = todo
        self._deaths[number] = self._deaths.get(number, 0) + 1
        if slow:
            self._done[number] = too_slow(article, self._seconds)
        elif self._deaths[number] >= TRIES:
            reason = f"each of {TRIES} processes that read it died ({how})"
            self._done[number] = Rejection(article.origin, reason, "look whether it is a text at all; leave it out, or divide it")
        else:
            self._again.append((number, article))

    def ready(self) -> list[Outcome]:
        """The outcomes whose turn it is."""
        found = []
        while self._next in self._done:
            found.append(self._done.pop(self._next))
            self._next += 1
        return found
