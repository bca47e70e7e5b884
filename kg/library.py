"""What `import kg` gives: graphs built and texts read in one call each."""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kg.building import build_graph
from kg.errors import UsageError
from kg.model import Article, Report, Span
from kg.read import Source, content_id
from kg.run.reader import Reader
from kg.settings import Choice, Settings
from kg.told import ResolvedClaim
from kg.vocab import BASE

if TYPE_CHECKING:
    from kg.store import Graph

Day: TypeAlias = datetime.date | str
FEW = 5  # inputs that a warning names


def build(
    sources: Source | Iterable[Source],
    *,
    date: Day | None = None,
    base: str = BASE,
    ontologies: Iterable[str | Path] = (),
    only_own: bool = False,
    model: str | None = None,
    workers: int = 1,
    cache: str | Path | None = None,
    titles: bool = False,
    columns: Mapping[str, str] | None = None,
    readers: Mapping[str, Mapping[str, str]] | None = None,
    report: Report | None = None,
) -> Graph:
    """The graph of news articles, in memory.

    A source is a path, a folder, a glob, an address, or an article as a mapping: `text`, and any of `id`, `title`, `date`, `url`, `publisher`,
    `lang`. `date` dates those that carry none: without one, "on Thursday" stays open. The rest is as for `kg build`, whose options it has:
    `ontologies` are Turtle files of your own, `workers` the processes that read, `columns` how tables and records call their fields;
    `readers` are other readers with their options, `{"llm": {"url": "http://localhost:11434/v1", "model": "qwen3:8b"}}`.

    What cannot be read is left out and counted in `report`; where none is given, a warning names it. Raises KgError.

    >>> import kg
    >>> article = {"id": "alert", "date": "2023-08-24", "text": "Japan warned Iran on Tuesday. Iran did not launch a rocket."}
    >>> graph = kg.build([article])
    >>> graph.query("SELECT ?who ?whom { ?who kg:warned ?whom }").records()
    [{'who': 'https://w3id.org/claimgraph/id/state/japan', 'whom': 'https://w3id.org/claimgraph/id/state/iran'}]
    >>> [(item.subject, item.relation, item.object, item.status, item.time) for item in graph.explain("Japan")]
    [('Japan', 'warned', 'Iran', 'asserted', '2023-08-22')]
    >>> graph.explain("Iran", "launched")[0].status
    'denied'
    """
    settings = Settings(
        base=base,
        model=model,
        issued=_day(date),
        ontologies=tuple(map(Path, ontologies)),
        only_own=only_own,
        workers=workers,
        cache=None if cache is None else Path(cache),
        titles=titles,
        columns=tuple((columns or {}).items()),
        readers=tuple(Choice(name, tuple(options.items())) for name, options in (readers or {}).items()),
    )
    given = [sources] if isinstance(sources, str | os.PathLike | Mapping) else list(sources)
    told = Report() if report is None else report
    graph = build_graph(given, settings, report=told)
    left_out = [*told.rejected, *told.unanswered]
    if report is None and left_out:
        more = f"\nand {len(left_out) - FEW} more" if len(left_out) > FEW else ""
        warnings.warn("\n".join(map(str, left_out[:FEW])) + more, stacklevel=2)
    return graph


def claims(
    text: str, *, date: Day | None = None, base: str = BASE, ontologies: Iterable[str | Path] = (), only_own: bool = False, model: str | None = None
) -> tuple[ResolvedClaim, ...]:
    """The claims of one text, in text order; `date` is the day of its publication. The language model is loaded once.

    Spans count characters of `text` from 0. Raises KgError.

    >>> import kg
    >>> found = kg.claims("Japan said on Tuesday that Iran had not attacked Norway.", date="2023-08-24")
    >>> print(*found, sep="\\n")
    Statement "said" asserted agent=Japan topic=attacked time=2023-08-22
    Attack "attacked" denied by Japan agent=Iran theme=Norway
    >>> attack = found[1]
    >>> attack.role("theme"), attack.trigger, attack.participants[0].iri
    (('Norway',), Span(begin=40, end=48), 'https://w3id.org/claimgraph/id/state/iran')
    """
    if not isinstance(text, str):
        raise UsageError(f"claims: {type(text).__name__} is no text; give a str, or build a graph of many articles with kg.build")
    own = tuple((Path(path), _changed(Path(path))) for path in ontologies)
    reader = _reader(base, model, own, only_own)
    return reader.claims(Article(content_id(text), text, Span(0, len(text)), "the text", issued=_day(date)))


@lru_cache(maxsize=4)
def _reader(base: str, model: str | None, own: tuple[tuple[Path, int], ...], only_own: bool) -> Reader:
    return Reader(Settings(base=base, model=model, ontologies=tuple(path for path, _ in own), only_own=only_own))


def _changed(path: Path) -> int:
    """When a file was last written, so that one that is changed is read again; 0 where there is none."""
    return path.stat().st_mtime_ns if path.is_file() else 0


def _day(given: Day | None) -> datetime.date | None:
    if given is None or isinstance(given, datetime.date):
        return given.date() if isinstance(given, datetime.datetime) else given
    try:
        return datetime.date.fromisoformat(given)
    except ValueError as error:
        raise UsageError(f"date {given!r}: there is no such day; write it as 2023-08-24") from error
