"""What a run leaves behind besides the graph: its figures, and the inputs that it could not read."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.files import writing
from kg.model import Rejection, Report

LARGEST = 100_000_000  # bytes of an input that is copied; of a larger one the place is told
SLUG = re.compile(r"[^\w.-]+")


def figures(report: Report, seconds: float) -> dict[str, Any]:
    """The run in numbers; `seconds` is how long it took."""
    return {
        "documents": report.documents,
        "resumed": report.resumed,
        "copies": report.copies,
        "rejected": len(report.rejected),
        "skipped": dict(sorted(report.skipped.items())),
        "words": report.words,
        "claims": report.claims,
        "triples": report.triples,
        "seconds": round(seconds, 3),
        "words_a_second": round(report.words / seconds) if seconds > 0 else None,
        "reasons": _reasons(report.rejected),
        "readers": {name: asdict(tally) | {"dropped": dict(sorted(tally.dropped.items()))} for name, tally in sorted(report.readers.items())},
        "unanswered": _reasons(report.unanswered),
    }


def _reasons(rejections: Sequence[Rejection]) -> list[dict[str, str]]:
    return [{"input": r.origin, "reason": r.reason, "remedy": r.remedy} for r in rejections]


def write_figures(path: Path, report: Report, seconds: float) -> None:
    """The figures as a JSON file. Raises GraphError."""
    with writing(path):
        path.write_text(json.dumps(figures(report, seconds), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def set_aside(folder: Path, rejections: Sequence[Rejection]) -> None:
    """Copies every file that could not be read at all into a folder, and lists all rejections in its `reasons.jsonl`. Raises GraphError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "reasons.jsonl").open("w", encoding="utf-8") as list_:
            for number, rejection in enumerate(rejections, 1):
                name = _copied(Path(rejection.origin), folder, number)
                record = {"input": rejection.origin, "reason": rejection.reason, "remedy": rejection.remedy, "file": name}
                list_.write(json.dumps(record, ensure_ascii=False) + "\n")
    except OSError as error:
        raise GraphError(f"{folder}: cannot be written to ({error.strerror}); check the folder, the free space and your rights there") from error


def _copied(path: Path, folder: Path, number: int) -> str | None:
    """The name of the copy; None for a part of a file, for what is no file, and for what is too large."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        name = f"{number:06}-{SLUG.sub('-', path.name)[-80:]}"
        shutil.copyfile(path, folder / name)
        return name
    except (OSError, ValueError):  # it may be the reason why it could not be read
        return None
