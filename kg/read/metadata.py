"""What is known of a text beside its words, checked where it enters: ids, dates, addresses, names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

from kg.errors import SourceError
from kg.model import Article, Rejection, Span
from kg.read.plain import PADDING, plain_text

Outcome = Article | Rejection
"""What reading one text gives."""


class ByteStream(Protocol):
    """What a reader needs of an open file."""

    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


LONGEST_SLUG = 120
DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?", re.DOTALL)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
ABSOLUTE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\x7f]+")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
NON_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a source says of itself; all of it optional."""

    id: str | None = None
    title: str | None = None
    issued: date | None = None
    url: str | None = None
    publisher: str | None = None
    language: str = "en"


def article(text: str, origin: str, metadata: Metadata, *, body: int = 0, longest: int) -> Article:
    """The record of one text, its id found where the source names none. Raises SourceError for what is no news text."""
    if len(text) > longest:
        raise too_long(origin, longest)
    if not plain_text(text[body:]).strip(PADDING):
        raise SourceError(origin, "there is no text in it", "leave it out, or add the text")
    if "\0" in text or len(NON_TEXT.findall(text)) > len(text) / 20:
        raise SourceError(origin, "it holds binary data, not text", "give a text, HTML or JSON lines file")
    return Article(
        id=metadata.id or (url_id(metadata.url) if metadata.url else None) or content_id(text),
        text=text,
        body=Span(body, len(text)),
        origin=origin,
        title=metadata.title,
        issued=metadata.issued,
        url=metadata.url,
        publisher=metadata.publisher,
        language=metadata.language,
    )


def too_long(origin: str, longest: int) -> SourceError:
    return SourceError(origin, f"it is longer than the limit of {longest:,} characters", "divide it into several documents")


def content_id(text: str) -> str:
    """The first 16 hexadecimal digits of the text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def url_id(url: str) -> str | None:
    """Host and path as one word: "bloomberg.com-news-articles-2023"; None where the address has neither.

    A query, or the end of a very long path, is told apart by eight digits of its hash.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = unicodedata.normalize("NFC", unquote(parts.path, errors="replace"))
    slug = re.sub(r"[^\w.]+", "-", f"{host}/{path}").strip("-.")
    if not slug:
        return None
    if parts.query or len(slug) > LONGEST_SLUG:
        slug = f"{slug[:LONGEST_SLUG].rstrip('-.')}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"
    return slug


def well_formed(text: str) -> str:
    """The text with every lone surrogate, which no UTF-8 file can hold, replaced by U+FFFD."""
    return SURROGATES.sub("\ufffd", text)


def name(value: str) -> str | None:
    """A title or name on one line, without control characters; None where nothing is left."""
    return " ".join(CONTROLS.sub(" ", well_formed(value)).split()) or None


def identifier(value: str, origin: str) -> str:
    """The user's id without control characters and outer blanks. Raises SourceError where nothing is left."""
    found = CONTROLS.sub("", well_formed(value)).strip()
    if not found:
        raise SourceError(origin, "its id is empty", "give it an id, or leave the id out")
    return found


def day(value: str, origin: str) -> date:
    """The day of an ISO date or date and time, as written (no change of time zone). Raises SourceError."""
    value = value.strip()
    try:
        match = DATE.fullmatch(value)
        if match is None:
            raise ValueError("not an ISO date")
        return datetime.fromisoformat(value).date() if len(value) > 10 else date.fromisoformat(match[1])
    except ValueError as error:
        raise SourceError(origin, f"{value[:40]!r} is not a date", "write it as 2023-08-24") from error


def address(value: str, origin: str) -> str:
    """An absolute URL. Raises SourceError."""
    value = well_formed(value).strip()
    try:
        urlsplit(value)
    except ValueError:
        value = ""
    if not ABSOLUTE_URL.fullmatch(value):
        raise SourceError(origin, f"{value[:80]!r} is not a whole address", "write it as https://host/path")
    return value


def language_tag(value: str, origin: str) -> str:
    """A language tag as written. Raises SourceError where it is none."""
    if not LANGUAGE.fullmatch(value.strip()):
        raise SourceError(origin, f"{value[:40]!r} is not a language tag", "write it as en or en-GB")
    return value.strip()
