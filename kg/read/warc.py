"""Web archives: the article of every page that was answered with a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.errors import SourceError
from kg.model import Rejection
from kg.read.html import page_article
from kg.read.metadata import ByteStream, Outcome
from kg.read.opening import whole
from kg.read.options import Options

PART = 65_536
PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """One outcome for every HTML page in it. Pictures, scripts and answers other than 200 are passed over."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise SourceError(origin, "WARC needs a package that is not installed", "pip install 'claimgraph[formats]'") from error

    found = False
    source = _Source(stream)
    records = iter(ArchiveIterator(source, auto_decode="all"))
    while (record := _next(records, source, origin)) is not None:
        found = True
        if record.record_type in (WarcRecordType.response, WarcRecordType.resource):
            address = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
            if not address:
                raise SourceError(origin, "the web archive ends in the middle of a record, or a record has no address", "fetch it again")
            if _is_page(record):
                yield _page(record, address, f"{origin}: {address[:200]}", options)
    if not found:
        raise SourceError(origin, "there is no record in it", "give a WARC file")


class _Source:
    """The stream as the library wants it. An error inside it would be a panic there, so it is kept, and the stream ends."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream, self._place = stream, 0
        self.error: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        if self.error is not None:
            return b""
        try:
            part = self._stream.read(size if size >= 0 else PART)
        except BaseException as error:
            self.error = error
            return b""
        self._place += len(part)
        return part

    def tell(self) -> int:
        return self._place

    def seek(self, _place: int, _whence: int = 0, /) -> int:
        raise OSError("a stream cannot be gone back in")

    def close(self) -> None: ...


def _next(records: Iterator[Any], source: _Source, origin: str) -> Any:
    try:
        record = next(records, None)
        if source.error is not None:
            raise source.error
        return record
    except (OSError, ValueError) as error:
        raise SourceError(origin, f"the web archive is damaged ({str(error).partition(chr(10))[0][:120]})", "fetch it again") from error


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if headers is None:
        return (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower() in PAGES
    return headers.status_code == 200 and (record.http_content_type or "").lower() in PAGES


def _page(record: Any, address: str, place: str, options: Options) -> Outcome:
    try:
        try:
            page = whole(record.reader, place, options.largest)
        except (OSError, ValueError, EOFError) as error:
            raise SourceError(place, f"its content cannot be unpacked ({str(error)[:100]})", "fetch it again") from error
        coded = record.http_headers is not None and any(name.lower() in ("content-encoding", "transfer-encoding") for name, _ in record.http_headers)
        if not coded and len(page) < record.content_length:
            raise SourceError(place, "the web archive ends in the middle of it", "fetch it again")
        return page_article(page, place, options, address=address, declared=record.http_charset or None)
    except SourceError as error:
        return Rejection(error.origin, error.reason, error.remedy)
