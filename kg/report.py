"""The report of a reading: what was not read, document by document, and what was missed most, as JSON lines or Markdown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kg.errors import UsageError
from kg.files import replacing, writing
from kg.model import Gap, Gaps

ENDINGS = (".jsonl", ".ndjson", ".md")
MOST = 50  # rows of the summary's lists
HEADINGS = {
    "silent": "Sentences that gave nothing",
    "words": "Words that may tell of an event and evoke no class",
    "names": "Names without a link",
    "refused": "Refused by domains and ranges",
}


@dataclass(slots=True)
class ReadingReport:
    """Writes each document's gaps as they come; holds only the counts of the summary."""

    file: IO[bytes]
    markdown: bool
    documents: int = 0
    sentences: int = 0
    silent: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in ("words", "names", "refused")})

    def add(self, document: str, gaps: Gaps) -> None:
        """Writes what was not read in the document with this IRI."""
        self.documents += 1
        self.sentences += gaps.sentences
        self.silent += len(gaps.silent)
        for name, counter in self.counts.items():
            counter.update(gap.why if name == "refused" else gap.what for gap in getattr(gaps, name))
        self._write("\n".join(_section(document, gaps)) if self.markdown else _line(document, gaps))

    def summary(self) -> None:
        """Writes the totals, and what was missed most over all documents."""
        totals = {"documents": self.documents, "sentences": self.sentences, "silent": self.silent}
        most = {name: sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:MOST] for name, counter in self.counts.items()}
        if not self.markdown:
            self._write(json.dumps({"summary": {**totals, **most}}, ensure_ascii=False))
            return
        lines = ["# All documents", "", f"Documents: {self.documents:,}. Sentences: {self.sentences:,}, of which {self.silent:,} gave nothing.", ""]
        for name, rows in most.items():
            lines += [f"## {HEADINGS[name]}", "", *(f"- {count:,} × {_plain(what)}" for what, count in rows), ""]
        self._write("\n".join(lines))

    def _write(self, text: str) -> None:
        self.file.write((text + "\n").encode())


def _line(document: str, gaps: Gaps) -> str:
    lists = {name: [_row(gap) for gap in getattr(gaps, name)] for name in HEADINGS}
    return json.dumps({"document": document, "sentences": gaps.sentences, **lists}, ensure_ascii=False)


def _row(gap: Gap) -> dict[str, object]:
    return {"begin": gap.span.begin, "end": gap.span.end, "what": gap.what, "why": gap.why}


def _section(document: str, gaps: Gaps) -> Iterator[str]:
    yield f"# {document}\n\nSentences: {gaps.sentences:,}, of which {len(gaps.silent):,} gave nothing.\n"
    for name, heading in HEADINGS.items():
        rows = getattr(gaps, name)
        if rows:
            yield f"## {heading}\n"
            yield from (f"- {gap.span.begin}–{gap.span.end} {_plain(gap.what)}: {gap.why}" for gap in rows)
            yield ""


def _plain(text: str) -> str:
    """Words of the news as Markdown shows them, whatever marks they hold."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|&~" else c for c in text if c.isprintable())


def check_ending(path: Path) -> None:
    """Raises UsageError where the file's ending tells no format."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"--report {path}: its ending tells no format; name it .jsonl or .md")


@contextmanager
def reading_report(path: Path | None) -> Iterator[ReadingReport | None]:
    """The report that is written to `path`, whole or not at all; None where none is wanted. Raises GraphError where it cannot be written."""
    if path is None:
        yield None
        return
    with writing(path), replacing(path) as file:
        report = ReadingReport(file, markdown=path.suffix.lower() == ".md")
        yield report
        report.summary()
