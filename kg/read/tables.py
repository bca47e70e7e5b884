"""Tables: CSV, and Parquet; one article a row, the columns named as in JSON lines or by the options."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from os import SEEK_END
from typing import Any

from kg.errors import SourceError
from kg.model import Rejection
from kg.read import metadata
from kg.read.encoding import BOM, decode
from kg.read.metadata import ByteStream, Outcome
from kg.read.opening import most_unpacked, seekable, too_much
from kg.read.options import Options
from kg.read.records import FIELDS, lines, record_article

ROWS = 64  # of a Parquet file that are held at a time
DELIMITERS = ",;\t|"


def read_csv(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """One outcome a row below the row of names. The comma, semicolon, tab or bar that the row of names has divides the fields."""
    csv.field_size_limit(4 * options.longest)
    texts = _texts(stream, origin, options)
    header = next(texts, "")
    rows = csv.reader(texts, delimiter=max(DELIMITERS, key=header.count), strict=True)
    names = next(csv.reader([header], delimiter=max(DELIMITERS, key=header.count)), [])
    _need_text(names, origin, options)
    while True:
        place = f"{origin}:{rows.line_num + 2}"
        try:
            row = next(rows, None)
            if row is None:
                return
            if row:
                record = {name: value or None for name, value in zip(names, row, strict=False)}
                yield record_article(record, place, options)
        except SourceError as error:
            yield Rejection(error.origin, error.reason, error.remedy)
            if error.origin != place:  # the line could not be decoded: what follows it cannot be told from a field
                return
        except csv.Error as error:
            reason = str(error)
            remedy = "close its quotation marks, or write the table again"
            yield Rejection(place, f"the row cannot be read ({reason})", remedy)


def _texts(stream: ByteStream, origin: str, options: Options) -> Iterator[str]:
    limit = 4 * options.longest
    for number, line in lines(stream, limit):
        place = f"{origin}:{number}"
        if line is None:
            raise metadata.too_long(place, options.longest)
        yield decode(line.removeprefix(BOM) if number == 1 else line, f"{origin}, line {number}", unit="line")


def read_parquet(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """One outcome a row; a few rows are held at a time."""
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise SourceError(origin, "Parquet needs a package that is not installed", "pip install 'claimgraph[formats]'") from error

    number = 0
    try:
        source = seekable(stream, origin, 64 * options.largest)
        left = most = most_unpacked(source.seek(0, SEEK_END))
        file = ParquetFile(source, read_dictionary=[options.columns.get("text", "text")])  # else one long text of many rows would be held as often
        names = file.schema_arrow.names
        _need_text(names, origin, options)
        wanted = [name for name in (options.columns.get(field, field) for field in FIELDS) if name in names]
        if sum(file.metadata.row_group(n).total_byte_size for n in range(file.num_row_groups)) > most:
            raise too_much(origin, most)
        for batch in file.iter_batches(batch_size=ROWS, columns=wanted):
            for row in range(batch.num_rows):
                number += 1
                record = {name: column[row].as_py() for name, column in zip(wanted, batch.columns, strict=True)}
                left -= sum(len(value) for value in record.values() if isinstance(value, str))
                if left < 0:
                    raise too_much(f"{origin}, row {number}", most)
                yield _row(record, f"{origin}, row {number}", options)
    except (pa.ArrowException, OSError) as error:
        reason = f"it is no whole Parquet file ({str(error).partition(chr(10))[0][:120]})"
        raise SourceError(f"{origin}, row {number + 1}" if number else origin, reason, "write the file again") from error


def _row(record: dict[str, Any], place: str, options: Options) -> Outcome:
    try:
        return record_article(record, place, options)
    except SourceError as error:
        return Rejection(error.origin, error.reason, error.remedy)


def _need_text(names: Iterable[str], origin: str, options: Options) -> None:
    wanted, names = options.columns.get("text", "text"), list(names)
    if wanted not in names:
        has = ", ".join(name[:40] for name in names[:12]) or "none"
        raise SourceError(origin, f'it has no column "{wanted}" (it has: {has})', "name the column that holds the articles: --columns text=NAME")
