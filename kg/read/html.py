"""HTML pages: the main text, title, date, publisher and address that trafilatura finds."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from datetime import date

from kg.errors import SourceError
from kg.read import metadata
from kg.read.metadata import ByteStream, Metadata, Outcome
from kg.read.text import BOM, decode

LARGEST = 8  # bytes of page for each character of the longest text
LAST_DATE = "2100-01-01"  # a fixed one: trafilatura would take today, and give another result tomorrow
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
LANGUAGE = re.compile(r"<html[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)", re.IGNORECASE)


def read_html(stream: ByteStream, origin: str, *, longest: int) -> Iterator[Outcome]:
    """The one article of a page. Its text is the extracted one, and offsets count in that."""
    page = stream.read(LARGEST * longest + 1)
    if len(page) > LARGEST * longest:
        raise metadata.too_long(origin, longest)
    if not page.strip():
        raise SourceError(origin, "there is no text in it", "leave it out, or add the text")
    text, known = extract(_decode(page, origin), origin)
    yield metadata.article(text, origin, known, longest=longest)


def extract(page: str, origin: str) -> tuple[str, Metadata]:
    """The main text of a page and what the page says of it. Raises SourceError where no text is found."""
    try:
        import trafilatura
    except ImportError as error:  # lxml.html.clean is a package of its own, which older installers leave out
        reason = f"the HTML reader cannot be loaded ({str(error).partition(chr(10))[0]})"
        raise SourceError(origin, reason, "pip install trafilatura lxml_html_clean") from error

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # else its remarks go to stderr where nobody asked for a log
    found = trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": LAST_DATE},
    )
    if found is None or isinstance(found, dict) or not found.text:
        raise SourceError(origin, "no article text was found in the page", "save the article's own page, or give its text")
    language = LANGUAGE.search(page[:20_000])
    return metadata.well_formed(found.text), Metadata(
        title=metadata.name(found.title or ""),
        issued=date.fromisoformat(found.date) if found.date else None,
        url=found.url if found.url and metadata.ABSOLUTE_URL.fullmatch(found.url) else None,
        publisher=metadata.name(found.sitename or ""),
        language=language[1] if language else "en",
    )


def _decode(page: bytes, origin: str) -> str:
    """The characters of a page: UTF-8, else what the page declares. Nothing is guessed."""
    declared = CHARSET.search(page[:4096])
    try:
        return page.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        if declared is None:
            return decode(page, origin)  # raises, and says where
    try:
        return page.decode(codecs.lookup(declared[1].decode("ascii")).name)
    except (LookupError, UnicodeError) as error:
        reason = f"it is neither UTF-8 nor the {declared[1].decode('ascii')} that it declares"
        raise SourceError(origin, reason, "convert it to UTF-8") from error
