"""A graph into a running store, graph by graph: replaced, counted, and taken up where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import GraphError, PushError
from kg.lookup import Stored
from kg.push.parts import Part, of_store
from kg.push.target import Target

TOGETHER = 200  # graphs that are counted with one query
BODY = 8_000_000  # bytes of N-Quads that are sent with one request
PATIENCE = 10  # graphs that may be refused before the rest is not tried any more

Progress = Callable[["Pushed"], None]


@dataclass(slots=True)
class Pushed:
    """What became of the graphs. `failed` has a line for each that is not in the store as it should be."""

    graphs: int = 0
    triples: int = 0
    sent: int = 0  # graphs
    kept: int = 0  # graphs that were there already
    failed: list[str] = field(default_factory=list)
    stopped: str | None = None  # why the rest was not tried

    @property
    def complete(self) -> bool:
        return not self.failed and self.stopped is None


def push(
    graph: Stored,
    target: Target,
    *,
    layer: str = "all",
    only: Collection[str] | None = None,
    default_graph: str | None = None,
    state: str | Path | None = None,
    progress: Progress | None = None,
) -> Pushed:
    """Puts every graph into the target in the place of what it has under that name, and counts it there.

    `state` is a file that remembers what was loaded: what it knows and the store still counts is not sent again. It is made if
    need be. Other graphs of the store stay as they are. Raises UsageError where the store needs a name for the default graph.
    """
    return load(of_store(graph.store, layer=layer, only=only, default=default_graph), target, state=state, progress=progress)


def load(parts: Iterable[Part], target: Target, *, state: str | Path | None = None, progress: Progress | None = None) -> Pushed:
    """As `push`, of parts that come one after the other."""
    report = Pushed()
    with ExitStack() as stack:
        memory = stack.enter_context(_Memory(Path(state) if state else None, target.url))
        for batch in stack.enter_context(closing(_batches(parts))):
            try:
                _load(batch, target, memory, report)
            except PushError as error:
                report.stopped = str(error)
            finally:
                for part in batch:
                    part.close()
            if progress:
                progress(report)
            if report.stopped is None and len(report.failed) > PATIENCE:
                report.stopped = f"more than {PATIENCE} graphs were refused"
            if report.stopped is not None:
                break
    return report


def _batches(parts: Iterable[Part]) -> Generator[list[Part], None, None]:
    """Parts that are sent, and then counted, together: few enough for one query, small enough to wait in memory."""
    batch: list[Part] = []
    size = 0
    try:
        for part in parts:
            if batch and (len(batch) == TOGETHER or size + part.size > BODY):
                full, batch, size = batch, [part], part.size
                yield full
            else:
                batch.append(part)
                size += part.size
        last, batch = batch, []
        if last:
            yield last
    finally:
        for part in batch:  # what was begun when the rest was given up
            part.close()


def _load(batch: list[Part], target: Target, memory: _Memory, report: Pushed) -> None:
    before = target.counts([part.graph for part in batch])
    wanted = [part for part in batch if before[part.graph] != part.count or (part.count and not memory.knows(part))]
    kept = [part for part in batch if part.count and part not in wanted]
    report.kept += len(kept)
    report.graphs += len(kept)
    report.triples += sum(part.count for part in kept)
    sent, fatal = _send(wanted, before, target, report)
    after = target.counts([part.graph for part in sent]) if sent else {}
    for part in sent:
        if after[part.graph] == part.count:
            memory.add(part)
            report.sent += 1
            report.graphs += bool(part.count)
            report.triples += part.count
        else:
            name = part.graph or "the default graph"
            report.failed.append(f"{name}: the store counts {after[part.graph]} triples, not {part.count}; it took the request, but not all that was in it")
    if fatal is not None:
        raise fatal


def _send(wanted: list[Part], before: dict[str | None, int], target: Target, report: Pushed) -> tuple[list[Part], PushError | None]:
    """The parts that were sent and not refused, and the error after which nothing else was tried."""
    fresh = [part for part in wanted if not before[part.graph] and part.count and part.graph is not None and part.size <= BODY]
    sent: list[Part] = []
    if target.profile.quads and len(fresh) > 1:
        try:
            target.add_quads(b"".join(part.quads() for part in fresh))
            sent = fresh
        except PushError as error:
            if error.fatal:
                return [], error
    for part in wanted:
        if part in sent:
            continue
        try:
            target.replace(part)
            sent.append(part)
        except PushError as error:
            if error.fatal:
                return sent, error
            report.failed.append(str(error))
    return sent, None


class _Memory:
    """Which graphs a target was seen to hold, with their hashes: lines in a file that only grow."""

    def __init__(self, path: Path | None, url: str) -> None:
        self._path = path
        self._url = url
        self._known: dict[str, str] = {}

    def __enter__(self) -> _Memory:
        if self._path is None:
            return self
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch()
            for line in self._path.read_text(encoding="utf-8").splitlines():
                url, _, rest = line.partition("\t")
                graph, _, digest = rest.partition("\t")
                if url == self._url and len(digest) == 64:
                    self._known[graph] = digest
            self._file = self._path.open("a", encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise GraphError(f"{self._path}: cannot be read and written ({error}); give another file with --state") from error
        return self

    def knows(self, part: Part) -> bool:
        return self._known.get(part.graph or "") == part.digest

    def add(self, part: Part) -> None:
        if self._path is not None:
            self._file.write(f"{self._url}\t{part.graph or ''}\t{part.digest}\n")
            self._file.flush()

    def __exit__(self, *_: object) -> None:
        if self._path is not None:
            self._file.close()
