"""Markup to text and to elements; nothing outside of the given bytes is ever read, and no entity is unfolded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import SourceError
from kg.read.metadata import ByteStream, well_formed

DROPPED = ("script", "style", "template", "noscript", "iframe", "figure", "svg")
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section")
) | {"table", "td", "th", "tr", "ul"}
DEEPEST = 200  # elements within one another
BLANKS = re.compile(r"[ \t\r\n\f]+")
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def text_of(markup: str) -> str:
    """The words of an HTML fragment, a paragraph for each block with a blank line between; "" for none."""
    from lxml import etree, html

    if "<" not in markup and "&" not in markup:
        return markup.strip()
    try:
        root = html.document_fromstring(f"<div>{well_formed(markup).replace(chr(0), '')}</div>", parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    etree.strip_elements(root, *DROPPED, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in BLOCKS:
            pieces.append("\0")
        pieces.append((element.text if event == "start" else element.tail) or "")
    blocks = (BLANKS.sub(" ", block).strip() for block in "".join(pieces).split("\0"))
    return "\n\n".join(block for block in blocks if block)


def elements(stream: ByteStream, origin: str) -> Iterator[tuple[str, Any]]:
    """("start" or "end", element) through an XML file as it is read. Raises SourceError where it is not well-formed."""
    from lxml import etree

    depth = 0
    try:
        for event, element in etree.iterparse(stream, events=("start", "end"), **SAFE):
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise SourceError(origin, f"its elements stand in one another more than {DEEPEST} deep", "give a feed or a document")
            yield event, element
    except etree.XMLSyntaxError as error:
        place = f"{origin}:{error.lineno}" if error.lineno else origin
        raise SourceError(place, f"it is not well-formed XML ({error.msg})", "fetch it again, or mend it") from error


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def inner(element: Any) -> str:
    """What stands in an element, as markup if it has elements of its own."""
    from lxml import etree

    if not len(element):
        return element.text or ""
    return (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)


def free(element: Any) -> None:
    """Lets go of an element that was read, and of those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
