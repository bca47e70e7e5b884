"""JSON lines: one article a line, as an object with the fields that `kg.read.records` names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kg.errors import SourceError
from kg.model import Rejection
from kg.read import metadata
from kg.read.encoding import BOM, decode
from kg.read.metadata import ByteStream, Outcome
from kg.read.options import Options
from kg.read.records import lines, record_article

ESCAPED = 12  # bytes of the longest way to write one character, "\ud83d\ude80"
ROOM = 65_536  # bytes for the other fields of a line


def read_json_lines(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """One outcome for every line that is not blank; a bad line does not stop the rest."""
    for number, line in lines(stream, ESCAPED * options.longest + ROOM):
        place = f"{origin}:{number}"
        try:
            if line is None:
                raise metadata.too_long(place, options.longest)
            line = line.removeprefix(BOM) if number == 1 else line
            if line.strip():
                yield record_article(_record(line, place), place, options)
        except SourceError as error:
            yield Rejection(error.origin, error.reason, error.remedy)


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
