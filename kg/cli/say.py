"""What is told on the terminal: remarks and progress on stderr, tables on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from kg.build import Progress
    from kg.model import Report


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Documents and words so far, on a terminal only, from the second second on."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    with Bar(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("loading the language model")
        yield lambda report: bar.update(task, description=f"{report.documents:,} documents, {report.words:,} words, {report.claims:,} claims")


def tell(report: Report, where: Path | str | None) -> None:
    """What a build did: refused inputs, warnings, counts."""
    for rejection in report.rejected:
        remark(str(rejection))
    for warning in report.warnings[:20]:
        remark(warning)
    if len(report.warnings) > 20:
        remark(f"… and {len(report.warnings) - 20} more documents without an event")
    counts = f"{counted(report.documents, 'document')}, {counted(report.claims, 'claim')}, {counted(report.triples, 'triple')}"
    refused = f"; {counted(len(report.rejected), 'input')} could not be read" if report.rejected else ""
    written = f" in {where}" if report.documents or not report.rejected else "; nothing was written"
    remark(f"{counts}{written}{refused}")


def counted(number: int, noun: str) -> str:
    """A number with its noun, as "3 documents" or "1 claim"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def remark(text: str) -> None:
    """One line on stderr; what a terminal would obey is taken out."""
    typer.echo("".join(c if c.isprintable() else "�" for c in text), err=True)


def show(what: object) -> None:
    """Rich output on stdout, as wide as the terminal, else wide enough for whole rows."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    console.print(what)
