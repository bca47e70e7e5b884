"""Plain text, and the lines of metadata that may stand at the top."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.read import metadata
from kg.read.encoding import BOM, decode
from kg.read.metadata import ByteStream, Metadata, Outcome
from kg.read.options import Options

LINE_END = r"(?:\r\n|[\n\r])"
FRONT_LINE = re.compile(rf"(title|date|source|url|publisher|id|lang)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*{LINE_END}", re.IGNORECASE)
BLANK_LINE = re.compile(rf"[ \t]*{LINE_END}\s*")
WEB_ADDRESS = re.compile(r"https?://[^\s|<>\"]+")


def read_text(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """The one article of a text file."""
    longest = options.longest
    largest = 4 * longest + len(BOM)  # UTF-8 needs at most four bytes for a character
    data = stream.read(largest + 1)
    if len(data) > largest:
        raise metadata.too_long(origin, longest)
    text = decode(data, origin)
    known, body = front_matter(text, origin)
    yield metadata.article(text, origin, known, body=body, longest=longest)


def front_matter(text: str, origin: str) -> tuple[Metadata, int]:
    """The metadata lines above the first blank line, and where the body begins; (nothing, 0) where the text has none."""
    lines: dict[str, tuple[str, int]] = {}
    at, number = 0, 1
    while match := FRONT_LINE.match(text, at):
        key = match[1].lower()
        if key in lines:
            return Metadata(), 0
        lines[key] = (match[2], number)
        at, number = match.end(), number + 1
    blank = BLANK_LINE.match(text, at)
    if not lines or blank is None:
        return Metadata(), 0
    return _metadata(lines, origin), blank.end()


def _metadata(lines: dict[str, tuple[str, int]], origin: str) -> Metadata:
    def value(key: str) -> tuple[str, str] | None:
        text, number = lines.get(key, ("", 0))
        return (text, f"{origin}:{number}") if text else None

    title, issued, url, publisher, identifier, language = map(value, ("title", "date", "url", "publisher", "id", "lang"))
    source = value("source")  # an address, words around an address, or a name
    found = WEB_ADDRESS.search(source[0]) if source else None
    if source and found and not url:
        url = (found[0].rstrip(".,;)"), source[1])
    if source and not found and not publisher:
        publisher = source
    return Metadata(
        id=metadata.identifier(*identifier) if identifier else None,
        title=metadata.name(title[0]) if title else None,
        issued=metadata.day(*issued) if issued else None,
        url=metadata.address(*url) if url else None,
        publisher=metadata.name(publisher[0]) if publisher else None,
        language=metadata.language_tag(*language) if language else "en",
    )
