"""RSS and Atom: an article an entry, of the longest text that the entry has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from kg.errors import SourceError
from kg.model import Rejection
from kg.read import metadata
from kg.read.markup import elements, free, inner, local, text_of
from kg.read.metadata import ByteStream, Metadata, Outcome
from kg.read.options import Options

ROOTS = ("rss", "feed", "RDF")
ENTRIES = ("item", "entry")
TEXTS = ("encoded", "content", "description", "summary")
DATES = ("pubDate", "published", "date", "issued", "updated", "modified")
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_feed(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """One outcome for every entry; those before a damage are read."""
    publisher, language, number, root = "", "", 0, True
    for event, element in elements(stream, origin):
        name = local(element)
        if root and name not in ROOTS:
            raise SourceError(origin, f"it is XML, but no feed (its root is <{name[:40]}>)", "give RSS or Atom, or save the page as HTML")
        root = False
        if event == "start":
            language = language or element.get(LANGUAGE, "")
            continue
        above = element.getparent()
        if name in ENTRIES:
            number += 1
            yield _entry(element, f"{origin}, entry {number}", publisher, language, options)
            free(element)
        elif above is not None and local(above) in ("channel", "feed"):
            publisher = publisher or (text_of(element.text or "") if name == "title" else "")
            language = (element.text or "").strip() if name == "language" else language


def _entry(entry: Any, origin: str, publisher: str, language: str, options: Options) -> Outcome:
    parts: dict[str, list[Any]] = {}
    for child in entry:
        parts.setdefault(local(child), []).append(child)

    def first(*names: str) -> str:
        return next((value for name in names for child in parts.get(name, ()) if (value := inner(child).strip())), "")

    text = max((text_of(inner(child)) for name in TEXTS for child in parts.get(name, ())), key=len, default="")
    source = parts.get("source", [None])[0]
    named = "" if source is None else inner(source) if not len(source) else next((inner(c) for c in source if local(c) == "title"), "")
    try:
        if not text:
            raise SourceError(origin, "there is no text in it", "give the page that it leads to")
        known = Metadata(
            title=metadata.name(text_of(first("title"))),
            issued=_day(first(*DATES)),
            url=_address(parts),
            publisher=metadata.name(text_of(named) or publisher),
            language=_tag(entry.get(LANGUAGE) or language),
        )
        return metadata.article(metadata.well_formed(text), origin, known, longest=options.longest)
    except SourceError as error:
        return Rejection(error.origin, error.reason, error.remedy)


def _address(parts: dict[str, list[Any]]) -> str | None:
    links = parts.get("link", [])
    links = [link for link in links if link.get("rel", "alternate") == "alternate"] or links
    found = [(link.get("href") or link.text or "").strip() for link in links]
    found += [(guid.text or "").strip() for guid in parts.get("guid", ()) if guid.get("isPermaLink") != "false"]
    for value in found:
        try:
            return metadata.address(value, "")
        except SourceError:
            continue
    return None


def _day(value: str) -> date | None:
    """The day of an RFC 822 or ISO date; None for what is neither: a feed's slip costs the date, not the entry."""
    try:
        return metadata.day(value, "") if value[:4].isdigit() else parsedate_to_datetime(value).date()
    except (SourceError, ValueError, TypeError):
        return None


def _tag(value: str) -> str:
    return value.strip() if metadata.LANGUAGE.fullmatch(value.strip()) else "en"
