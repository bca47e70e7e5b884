"""A Ray cluster that reads: chunks of articles go out to whatever processors it has, and packed documents come back.

Ray starts the processes, places the work and notices what dies. What is lost with a process or a node is given out again by `Turns`, as for
processes of one machine, so nothing is asked of Ray that it would have to remember.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import ClusterError, KgError, ModelError, UsageError
from kg.model import Article
from kg.run.copies import signature
from kg.run.packed import Packed, packed
from kg.run.pool import PATIENCE
from kg.run.reader import Built, Reader, base_key, settled
from kg.run.turns import Given, Outcome, Turns
from kg.settings import Cluster, Settings

AHEAD = 2  # chunks that each processor has or waits for, so that none stands idle
ALONE = 120.0  # seconds without any processor after which a cluster is given up
KNOCK = 10.0  # seconds for a cluster to say that it is there
STORE = 200_000_000  # bytes of shared memory for documents on their way, where Ray is started here


@dataclass(frozen=True, slots=True)
class Order:
    """What a run's readers must know, wherever they are."""

    settings: Settings
    ontologies: tuple[tuple[str, bytes], ...]  # the user's own Turtle: a node has no other way to it
    key: bytes  # of program, model, ontology and options


@dataclass(slots=True)
class _Reading:
    """A chunk that was given out. `begun` is when its reader said that it begins, its model loaded."""

    chunk: list[Given]
    begun: float | None = None


Told = list[Outcome] | KgError | None
Work = Callable[[Order, Sequence[Article]], Iterator[Told]]


def read_on_cluster(stream: Iterator[Article | Built], settings: Settings, *, work: Work | None = None) -> Iterator[Outcome]:
    """An outcome for each article, in order; what is built already comes through as it is. `work` is what a worker does.

    Raises UsageError where Ray is not installed, ClusterError where the cluster cannot be reached or is lost, ModelError where a node has
    another program, model or ontology.
    """
    assert settings.cluster
    with _joined(settings.cluster) as ray:
        yield from _Readers(ray, Turns(stream, settings.seconds), settings, work or read_chunk).read()


class _Readers:
    """The cluster's processors, and what they read."""

    def __init__(self, ray: Any, turns: Turns, settings: Settings, work: Work) -> None:
        assert settings.cluster
        self._ray, self._turns, self._seconds, self._most = ray, turns, settings.seconds, settings.cluster.workers
        own = tuple((path.name, path.read_bytes()) for path in settings.ontologies)
        self._order = ray.put(Order(replace(settings, cluster=None), own, base_key(settings)))
        self._task = ray.remote(num_cpus=1, max_retries=0, num_returns="streaming", scheduling_strategy="SPREAD")(work)
        self._out: dict[Any, _Reading] = {}  # by the stream of what its reader tells
        self._seen = self._looked = time.monotonic()
        self._count = 0

    def read(self) -> Iterator[Outcome]:
        while self._turns.unfinished:
            count = self._processors()
            self._turns.take(count)
            while len(self._out) < count * AHEAD and (chunk := self._turns.chunk()):
                self._out[self._task.remote(self._order, [article for _, article in chunk])] = _Reading(chunk)
            ready = self._turns.ready()
            yield from ready
            if not ready:
                self._listen()

    def _processors(self) -> int:
        """How many there are now, as nodes come and go. Raises ClusterError where there are none for long."""
        now = time.monotonic()
        if self._count and now - self._looked < 1:
            return self._count
        found = int(self._ray.cluster_resources().get("CPU", 0))
        self._looked = now
        self._count = min(found, self._most) if self._most else found
        if self._count:
            self._seen = now
        elif now - self._seen > ALONE:
            raise ClusterError(f"the cluster has had no processor for {ALONE:g} seconds; start nodes, and say the same again: it goes on from here")
        return self._count

    def _listen(self) -> None:
        if not self._out:
            time.sleep(1)  # for a node
            return
        told, _ = self._ray.wait(list(self._out), timeout=1.0)
        for stream in told:
            self._hear(stream, self._out.pop(stream))

    def _hear(self, stream: Any, reading: _Reading) -> None:
        """Takes what a reader tells: that it begins, then an outcome for each article; or learns that it is no more."""
        errors = self._ray.exceptions
        try:
            told = self._ray.get(next(stream))
        except (errors.NodeDiedError, errors.ObjectLostError):
            self._turns.again(reading.chunk)
        except errors.OutOfMemoryError:
            self._turns.died(reading.chunk, "out of memory")
        except errors.WorkerCrashedError:
            slow = reading.begun is not None and time.monotonic() - reading.begun >= PATIENCE * self._seconds
            self._turns.died(reading.chunk, "it ended without a word", slow=slow)
        except errors.RayError as error:
            raise ClusterError(f"the cluster cannot read: {_reason(error)}; is claimgraph installed on every node?") from error
        else:
            self._take(stream, reading, told)

    def _take(self, stream: Any, reading: _Reading, told: Told) -> None:
        if isinstance(told, KgError):
            raise told
        if told is None:
            reading.begun = time.monotonic()
            self._out[stream] = reading
        else:
            for (number, _), outcome in zip(reading.chunk, told, strict=True):
                self._turns.done(number, outcome)


def _reason(error: Exception) -> str:
    """The last line of what Ray says, which is what happened."""
    return str(error).strip().splitlines()[-1][:300] if str(error).strip() else type(error).__name__


# ---------------------------------------------------------------- the cluster
@contextmanager
def _joined(cluster: Cluster) -> Iterator[Any]:
    """Ray, joined to the cluster or started on this machine for as long as the block lasts; it reports to nobody and shows no board."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_task_oom_retries", "0")  # what dies is given out again here, and counted
    try:
        import ray
    except ModuleNotFoundError as error:
        raise UsageError("--engine ray: Ray is not installed; pip install 'claimgraph[ray]'") from error
    ray.logger.setLevel(logging.CRITICAL)  # what becomes of a run is told in its report
    _knock(cluster.address)
    options: dict[str, Any] = {"log_to_driver": False, "configure_logging": False, "include_dashboard": None}
    with tempfile.TemporaryDirectory(prefix="kg-ray-", dir=_short(), ignore_cleanup_errors=True) as folder:
        if cluster.address is None:
            options |= {"num_cpus": cluster.workers, "include_dashboard": False, "object_store_memory": STORE, "_temp_dir": folder}
        stop = signal.getsignal(signal.SIGTERM)
        try:
            ray.init(address=cluster.address or "local", **options)
        except Exception as error:  # it has no error of its own for what keeps it from beginning
            where = f"--address {cluster.address}" if cluster.address else "--engine ray"
            raise ClusterError(
                f"{where}: there is no cluster to read with ({_reason(error)}); start its nodes with `ray start`, and check the address"
            ) from error
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, stop)  # Ray would have its own way of ending
        try:
            yield ray
        finally:
            ray.shutdown()


def _knock(address: str | None) -> None:
    """Raises ClusterError where nobody listens at an address: Ray itself would ask for minutes."""
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if not host:
        return
    try:
        socket.create_connection((host, int(port)), timeout=KNOCK).close()
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"--address {address}: nobody answers there ({error}); start the cluster's head with `ray start --head`, and check the address"
        ) from error


def _short() -> str | None:
    """A folder for Ray's sockets, whose paths must be short."""
    return "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108  # a folder with a name of its own is made in it


# ---------------------------------------------------------------- on a node
_ready: dict[bytes, Reader] = {}  # of this process, by the key of what it reads with


def read_chunk(order: Order, articles: Sequence[Article]) -> Iterator[Told]:
    """None when all is ready to read, then an outcome for each article, in order, documents packed.

    What keeps this node from reading at all is told as a value, since it must arrive whole.
    """
    try:
        reader = _ready.get(order.key) or _ready.setdefault(order.key, _reader(order))
        yield None
        yield list(_watched(reader, articles))
    except KgError as error:
        yield error


def _watched(reader: Reader, articles: Sequence[Article]) -> Iterator[Outcome]:
    """As `settled`. If a library stands still, so that no signal is heard, this process ends."""
    with Path(os.devnull).open("w") as nowhere:
        try:
            faulthandler.dump_traceback_later(PATIENCE * reader.settings.seconds, exit=True, file=nowhere)
            for article, outcome in zip(articles, settled(reader, articles), strict=True):
                faulthandler.dump_traceback_later(PATIENCE * reader.settings.seconds, exit=True, file=nowhere)
                yield _signed(article, outcome)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _signed(article: Article, outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Built):
        return outcome
    lines = Packed(len(outcome.lines), packed(outcome.lines))
    return replace(outcome, lines=lines, signature=signature(article.text[article.body.begin :]))


def _reader(order: Order) -> Reader:
    """The stages made ready with the run's own ontologies. Raises ModelError where this node would read otherwise than the one that asks."""
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        paths = []
        for number, (name, data) in enumerate(order.ontologies):
            paths.append(Path(folder, str(number), name))
            paths[-1].parent.mkdir()
            paths[-1].write_bytes(data)
        settings = replace(order.settings, ontologies=tuple(paths))
        if base_key(settings) != order.key:
            raise ModelError(f"the node {socket.gethostname()} has another claimgraph, ontology or language model than here; install the same on every node")
        return Reader(settings)
