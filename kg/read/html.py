"""HTML pages: the main text, title, date, publisher and address that trafilatura finds."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kg.errors import SourceError
from kg.model import Article
from kg.read import metadata
from kg.read.encoding import decode
from kg.read.metadata import ByteStream, Metadata, Outcome
from kg.read.opening import whole
from kg.read.options import Options

LAST_DATE = "2100-01-01"  # a fixed one: trafilatura would take today, and give another result tomorrow
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
NESTING = re.compile(r"<(/?)(?:div|span|section|article|table|ul|ol|blockquote|b|i|em|strong|font|center)\b", re.IGNORECASE)
DEEPEST = 1000  # more than a page written by people or programs has; the extraction's time grows with its square
LANGUAGE = re.compile(r"<html[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)", re.IGNORECASE)


def read_html(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """The one article of a page. Its text is the extracted one, and offsets count in that."""
    yield page_article(whole(stream, origin, options.largest), origin, options)


def page_article(page: bytes, origin: str, options: Options, *, address: str | None = None, declared: str | None = None) -> Article:
    """The article of a page. `address` is where it came from, and `declared` the encoding that its server named. Raises SourceError."""
    if not page.strip():
        raise SourceError(origin, "there is no text in it", "leave it out, or add the text")
    named = CHARSET.search(page[:4096])
    characters = decode(page, origin, declared=named[1].decode("ascii") if named else declared)
    deepest = _depth(characters)
    if deepest > DEEPEST:
        raise SourceError(origin, f"its elements stand in one another more than {DEEPEST} deep", "save the article's own page, or give its text")
    text, known = extract(characters, origin)
    if known.url is None and address and metadata.ABSOLUTE_URL.fullmatch(address):
        known = replace(known, url=address)
    return metadata.article(text, origin, known, longest=options.longest)


def extract(page: str, origin: str) -> tuple[str, Metadata]:
    """The main text of a page and what the page says of it. Raises SourceError where no text is found."""
    try:
        import trafilatura
    except ImportError as error:  # lxml.html.clean is a package of its own, which older installers leave out
        reason = f"the HTML reader cannot be loaded ({str(error).partition(chr(10))[0]})"
        raise SourceError(origin, reason, "pip install trafilatura lxml_html_clean") from error

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # else its remarks go to stderr where nobody asked for a log
    try:
        found = trafilatura.bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={"original_date": True, "extensive_search": False, "max_date": LAST_DATE},
        )
    except Exception as error:  # a page can be broken in more ways than its many parts foresee
        raise SourceError(origin, f"the page cannot be taken apart ({type(error).__name__})", "save it again, or give its text") from error
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


def _depth(page: str) -> int:
    """How deep elements stand in one another at most, counted by their tags; elements that may stay open are not counted."""
    depth = deepest = 0
    for match in NESTING.finditer(page):
        depth = max(0, depth + (-1 if match[1] else 1))
        deepest = max(deepest, depth)
    return deepest
