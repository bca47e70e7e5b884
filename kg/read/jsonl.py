"""JSON lines: one article a line, as an object with `text` and any of `id`, `title`, `date`, `url`, `publisher`, `lang`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kg.errors import SourceError
from kg.model import Article, Rejection
from kg.read import metadata
from kg.read.metadata import ByteStream, Metadata, Outcome
from kg.read.text import BOM, decode

ESCAPED = 12  # bytes of the longest way to write one character, "\ud83d\ude80"
ROOM = 65_536  # bytes for the other fields of a line


def read_json_lines(stream: ByteStream, origin: str, *, longest: int) -> Iterator[Outcome]:
    """One outcome for every line that is not blank; a bad line does not stop the rest."""
    for number, line in _lines(stream, ESCAPED * longest + ROOM):
        place = f"{origin}:{number}"
        try:
            if line is None:
                raise metadata.too_long(place, longest)
            if line.strip():
                yield _article(line, place, longest)
        except SourceError as error:
            yield Rejection(error.origin, error.reason, error.remedy)


def _lines(stream: ByteStream, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines, counted from 1; None for one that is longer than `limit` bytes."""
    number = 0
    while line := stream.readline(limit):
        number += 1
        part, whole = line, _ended(line, limit)
        while not _ended(part, limit):
            part = stream.readline(limit)
        yield number, (line.removeprefix(BOM) if number == 1 else line) if whole else None


def _ended(part: bytes, limit: int) -> bool:
    return len(part) < limit or part.endswith(b"\n")


def _article(line: bytes, origin: str, longest: int) -> Article:
    record = _record(line, origin)
    text, identifier, title, issued, url, publisher, language = (
        _string(record, key, origin) for key in ("text", "id", "title", "date", "url", "publisher", "lang")
    )
    if text is None:
        raise SourceError(origin, 'it has no "text"', 'add a field "text" that holds the article')
    known = Metadata(
        id=None if identifier is None else metadata.identifier(identifier, origin),
        title=metadata.name(title) if title else None,
        issued=metadata.day(issued, origin) if issued else None,
        url=metadata.address(url, origin) if url else None,
        publisher=metadata.name(publisher) if publisher else None,
        language=metadata.language_tag(language, origin) if language else "en",
    )
    return metadata.article(metadata.well_formed(text), origin, known, longest=longest)


def _record(line: bytes, origin: str) -> dict[str, Any]:
    try:
        record = json.loads(decode(line, origin, unit="line"))
    except json.JSONDecodeError as error:
        raise SourceError(origin, f"not valid JSON: {error.msg} at column {error.colno}", "write one JSON object a line") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets nested without end
        raise SourceError(origin, "not valid JSON: a value is too large or too deep", "write one JSON object a line") from error
    if not isinstance(record, dict):
        raise SourceError(origin, "the line is no JSON object", 'write it as {"text": "…"}')
    return record


def _string(record: dict[str, Any], key: str, origin: str) -> str | None:
    value = record.get(key)
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise SourceError(origin, f'"{key}" is not a string but {type(value).__name__}', "write it in quotation marks, or leave it out")
    return value
