"""A record of named fields to an article: `text`, and any of `id`, `title`, `date`, `url`, `publisher`, `lang`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kg.errors import SourceError
from kg.model import Article
from kg.read import metadata
from kg.read.metadata import ByteStream, Metadata
from kg.read.options import Options

FIELDS = ("text", "id", "title", "date", "url", "publisher", "lang")


def record_article(record: Mapping[str, Any], origin: str, options: Options) -> Article:
    """The article that a record holds, its fields named as the options say. Raises SourceError."""
    text, identifier, title, issued, url, publisher, language = (_string(record, options.columns.get(field, field), origin, field) for field in FIELDS)
    if text is None:
        name = options.columns.get("text", "text")
        raise SourceError(origin, f'it has no "{name}"', f'add a field "{name}" that holds the article, or name the field that does (--columns text=NAME)')
    known = Metadata(
        id=None if identifier is None else metadata.identifier(identifier, origin),
        title=metadata.name(title) if title else None,
        issued=metadata.day(issued, origin) if issued else None,
        url=metadata.address(url, origin) if url else None,
        publisher=metadata.name(publisher) if publisher else None,
        language=metadata.language_tag(language, origin) if language else "en",
    )
    return metadata.article(metadata.well_formed(text), origin, known, longest=options.longest)


def lines(stream: ByteStream, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a stream, counted from 1; None for one that is longer than `limit` bytes, which are never held."""
    number = 0
    while line := stream.readline(limit):
        number += 1
        part, whole = line, _ended(line, limit)
        while not _ended(part, limit):
            part = stream.readline(limit)
        yield number, line if whole else None


def _ended(part: bytes, limit: int) -> bool:
    return len(part) < limit or part.endswith(b"\n")


def _string(record: Mapping[str, Any], key: str, origin: str, field: str) -> str | None:
    value = record.get(key)
    if field == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is not None and not isinstance(value, str):
        raise SourceError(origin, f'"{key}" is not a string but {type(value).__name__}', "write it in quotation marks, or leave it out")
    return value
