"""What is told on the terminal: remarks and progress on stderr, tables on stdout."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from kg.answers import Tally
    from kg.building import Progress
    from kg.model import Report

SHOWN = 20  # lines of one kind


@contextmanager
def progress_bar(first: str = "loading the language model") -> Iterator[Progress | None]:
    """Documents and words so far, on a terminal only; `first` is what comes before them."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    with Bar(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(first)
        begun = time.monotonic()
        yield lambda report: bar.update(task, description=pace(report, time.monotonic() - begun))


def pace(report: Report, seconds: float) -> str:
    """How far a run is, how fast it goes, and how long it will go on, as far as its files tell."""
    rate = f"{report.words / seconds:,.0f} words/s" if seconds > 1 and report.words else ""
    size = report.size or 0
    share = report.bytes / size if size else 0.0
    left = f"{share:.0%}, {timedelta(seconds=round(seconds * (1 - share) / share))} left" if 0 < share <= 1 and seconds > 5 else ""
    told = f"{report.words:,} words, {report.claims:,} claims" if report.words else f"{report.triples:,} triples"
    counts = f"{report.documents:,} documents, {told}"
    return ", ".join(filter(None, (counts, rate, left)))


def tell(report: Report, where: Path | str | None, seconds: float | None = None) -> None:
    """What a build did: refused inputs, warnings, counts."""
    for rejection in report.rejected:
        remark(str(rejection))
    for failure in report.unanswered[:SHOWN]:
        remark(str(failure))
    if len(report.unanswered) > SHOWN:
        remark(f"… and {len(report.unanswered) - SHOWN:,} more documents of which a reader gave no answer; --summary lists them")
    for warning in report.warnings[:SHOWN]:
        remark(warning)
    if len(report.warnings) > SHOWN:
        remark(f"… and {len(report.warnings) - SHOWN} more documents without an event")
    for name, tally in sorted(report.readers.items()):
        remark(f"reader {name}: {came_of(tally)}")
    counts = f"{counted(report.documents, 'document')}, {counted(report.claims, 'claim')}, {counted(report.triples, 'triple')}"
    for reason, number in sorted(report.skipped.items()):
        remark(f"{counted(number, 'input')} left out: {reason}")
    notes = [f"{report.resumed:,} known from before"] * bool(report.resumed) + [f"{counted(report.copies, 'copy', 'copies')} of others"] * bool(report.copies)
    if seconds is not None and seconds > 5:
        notes.append(f"{report.words / seconds:,.0f} words a second")
    counts += f" ({', '.join(notes)})" if notes else ""
    refused = f"; {counted(len(report.rejected), 'input')} could not be read" if report.rejected else ""
    written = f" in {where}" if report.documents or not report.rejected else "; nothing was written"
    remark(f"{counts}{written}{refused}")


def came_of(tally: Tally) -> str:
    """What came of one reader's answers, as "12 claims and 3 relations of 4 documents; dropped: 2 not in the text"."""
    found = [(tally.claims, "claim"), (tally.relations, "relation"), (tally.names, "name")]
    kept = " and ".join(counted(number, noun) for number, noun in found if number) or "nothing"
    dropped = ", ".join(f"{number:,} {reason}" for reason, number in sorted(tally.dropped.items()))
    return f"{kept} of {counted(tally.documents, 'document')}" + (f"; dropped: {dropped}" if dropped else "")


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun, as "3 documents" or "1 claim"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def remark(text: str) -> None:
    """One line on stderr; what a terminal would obey is taken out."""
    typer.echo("".join(c if c.isprintable() else "�" for c in text), err=True)


def show(what: object) -> None:
    """Rich output on stdout, as wide as the terminal, else wide enough for whole rows."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    console.print(what)
