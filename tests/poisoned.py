"""Workers that die or stand still over certain texts, as a defect in a library or a lack of memory would make them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any

from kg.model import Article, Parse
from kg.run.cluster import Order, Told, read_chunk
from kg.run.pool import read_articles
from kg.run.reader import Reader
from kg.settings import Settings

DEADLY, STUCK, ONCE = "a deadly text", "a text that never ends", "a text that kills once"
POISONED: list[None] = []


def work(pipe: Connection, settings: Settings) -> None:
    """What a worker process does, poisoned."""
    _poison(settings)
    read_articles(pipe, settings)


def work_on_node(order: Order, articles: Sequence[Article]) -> Iterator[Told]:
    """What a node does, poisoned."""
    if not POISONED:
        POISONED.append(_poison(order.settings))
    yield from read_chunk(order, articles)


def _poison(settings: Settings) -> None:
    real = Reader.understand

    def understand(self: Reader, parse: Parse) -> Any:
        text = parse.article.text
        if DEADLY in text or (ONCE in text and settings.cache and not _seen(settings)):
            os.kill(os.getpid(), signal.SIGKILL)
        if STUCK in text:
            signal.setitimer(signal.ITIMER_REAL, 0)  # what stands still in a library hears no signal
            time.sleep(600)
        return real(self, parse)

    Reader.understand = understand  # type: ignore[method-assign]  # in this process alone


def _seen(settings: Settings) -> bool:
    """Whether this was asked before."""
    assert settings.cache
    mark = settings.cache / "seen"
    seen = mark.exists()
    mark.touch()
    return seen
