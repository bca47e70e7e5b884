"""A news text divided: paragraphs that are parsed, and pieces that are set apart (title, dateline, boilerplate, headings)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kg.errors import OntologyError
from kg.model import Article, Span
from kg.ontology import Statements
from kg.read.plain import PADDING, plain_text
from kg.vocab import KG, RDF

EXTENTS = ("line", "start", "lead")
LONGEST_LINE = 400  # characters of a line that can be boilerplate; what is longer is a paragraph of news
LONGEST_TITLE = 200
LONGEST_HEADING = 80
LEAD = 3  # paragraphs among which a dateline stands
LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
CLOSING = "\"')]}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form of words that is no news. `extent` is a whole "line", the "start" of any paragraph, or of one of the "lead"."""

    id: str
    kind: str
    extent: str
    regex: re.Pattern[str]


class Piece(NamedTuple):
    """Text that is set apart: `kind` is "title", "heading", or what a pattern calls it."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Layout:
    """An article divided. Spans are positions in `Article.text`, in text order, and none overlaps another."""

    plain: str  # the article's text with plain typography, as long as the text
    paragraphs: tuple[Span, ...]
    apart: tuple[Piece, ...] = ()
    title: str | None = None  # the article's, else the headline found
    publisher: str | None = None  # the agency that a dateline names
    place: str | None = None  # the place that a dateline names


class _Line(NamedTuple):
    span: Span
    block: int  # lines without a blank line between them are one block
    indent: int


def compile_patterns(statements: Statements) -> tuple[Pattern, ...]:
    """The layout patterns that the ontology's statements define, sorted by id. Raises OntologyError."""
    return tuple(
        _pattern(iri, regex, *(properties.get(KG + name, ("",))[0] for name in ("setsApart", "extent")))
        for iri, properties in sorted(statements.items())
        if KG + "LayoutPattern" in properties.get(RDF.type, ())
        for regex in properties.get(KG + "regex", ("",))
    )


def _pattern(iri: str, regex: str, kind: str, extent: str) -> Pattern:
    extent = extent or "line"
    if not kind or not regex or extent not in EXTENTS:
        raise OntologyError(f"<{iri}>: a layout pattern needs kg:setsApart, kg:regex, and a kg:extent of {', '.join(EXTENTS)}")
    try:
        return Pattern(iri, kind, extent, re.compile(regex))
    except re.error as error:
        raise OntologyError(f"<{iri}>: kg:regex is no regular expression ({error}); mend it, and double its backslashes") from error


def layout(article: Article, patterns: Sequence[Pattern], *, titles: bool = False) -> Layout:
    """The article's paragraphs, and what is set apart from them; with `titles`, a title is a paragraph too."""
    plain = plain_text(article.text)
    lines = list(_lines(article.text, plain, article.body))
    bullets = [pattern.regex for pattern in patterns if pattern.kind == "bullet"]
    units = list(_joined(plain, lines, bullets)) if _hard_wrapped(plain, lines) else lines
    kinds = _kinds(plain, units, article.title, [pattern for pattern in patterns if pattern.extent == "line"])
    if not any(kind is None for kind in kinds):  # an article that is all headline is read as text
        kinds = [None if kind in ("title", "heading") else kind for kind in kinds]
    title = next((plain[unit.span.begin : unit.span.end] for unit, kind in zip(units, kinds, strict=True) if kind == "title"), None)
    if titles:
        kinds = [None if kind == "title" else kind for kind in kinds]
    starts = [pattern for pattern in patterns if pattern.extent != "line"]
    return _divided(plain, list(zip(units, kinds, strict=True)), starts, article.title or title)


def _lines(text: str, plain: str, body: Span) -> Iterator[_Line]:
    """The lines of the body that are not blank, without the blanks around them."""
    block, last = 0, body.begin
    for match in LINE.finditer(text, body.begin, body.end):
        line = plain[match.start() : match.end()]
        stripped = line.strip(PADDING)
        if not stripped:
            continue
        indent = len(line) - len(line.lstrip(PADDING))
        begin = match.start() + indent
        if last > body.begin and len(LINE_END.findall(text, last, begin)) > 1:
            block += 1
        last = begin + len(stripped)
        yield _Line(Span(begin, last), block, indent)


def _hard_wrapped(plain: str, lines: Sequence[_Line]) -> bool:
    """Whether line ends are the typesetter's: then many a line goes on in lower case."""
    inner = [below for above, below in pairwise(lines) if above.block == below.block]
    return sum(plain[line.span.begin].islower() for line in inner) > 0.3 * len(inner)


def _joined(plain: str, lines: Sequence[_Line], bullets: Sequence[re.Pattern[str]]) -> Iterator[_Line]:
    """The paragraphs of a hard-wrapped text."""
    width = max(line.span.end - line.span.begin for line in lines)
    first = above = lines[0]
    for line in lines[1:]:
        text = plain[line.span.begin : line.span.end]
        room = width - (above.span.end - above.span.begin) - len(text.split(" ", 1)[0])
        ended_early = room > 20 and not text[0].islower()
        bullet = any(regex.match(text) for regex in bullets)
        if line.block != above.block or line.indent > above.indent or ended_early or bullet:
            yield _Line(Span(first.span.begin, above.span.end), first.block, first.indent)
            first = line
        above = line
    yield _Line(Span(first.span.begin, above.span.end), first.block, first.indent)


def _kinds(plain: str, units: Sequence[_Line], title: str | None, patterns: Sequence[Pattern]) -> list[str | None]:
    """For each unit why it is set apart; None for paragraphs."""
    texts = [plain[unit.span.begin : unit.span.end] for unit in units]
    kinds = [_boilerplate(text, patterns) for text in texts]
    headline = _key(title) if title else None
    if headline:
        kinds = ["title" if kind is None and len(text) <= LONGEST_LINE and _key(text) == headline else kind for kind, text in zip(kinds, texts, strict=True)]
    first, second = [*(n for n, kind in enumerate(kinds) if kind is None), None, None][:2]
    if first is not None and second is not None and "title" not in kinds and units[first].block != units[second].block:
        kinds[first] = "title" if _is_headline(texts[first]) else None
    if any(_is_prose(text) for kind, text in zip(kinds, texts, strict=True) if kind is None):
        kinds = ["heading" if kind is None and _is_heading(text) else kind for kind, text in zip(kinds, texts, strict=True)]
    return kinds


def _boilerplate(text: str, patterns: Sequence[Pattern]) -> str | None:
    if len(text) > LONGEST_LINE:
        return None
    return next((pattern.kind for pattern in patterns if pattern.regex.search(text)), None)


def _divided(plain: str, units: Iterable[tuple[_Line, str | None]], starts: Sequence[Pattern], title: str | None) -> Layout:
    """The layout, with datelines and bullets cut from the paragraphs that they begin."""
    paragraphs: list[Span] = []
    apart: list[Piece] = []
    dateline: dict[str, str] = {}
    for unit, kind in units:
        if kind is not None:
            apart.append(Piece(kind, unit.span))
            continue
        begin = unit.span.begin
        for pattern in starts:
            match = pattern.regex.match(plain[begin : min(unit.span.end, begin + LONGEST_LINE)])
            if match is None or match.end() == unit.span.end - begin or (pattern.extent == "lead" and (dateline or len(paragraphs) >= LEAD)):
                continue
            apart.append(Piece(pattern.kind, Span(begin, begin + len(match[0].rstrip(PADDING)))))
            dateline |= {key: value for key, value in match.groupdict().items() if value}
            begin += match.end()
        if begin < unit.span.end:
            paragraphs.append(Span(begin, unit.span.end))
    return Layout(plain, tuple(paragraphs), tuple(apart), title, dateline.get("publisher"), dateline.get("place"))


def _key(text: str) -> str:
    """The words alone, to compare a headline by."""
    return " ".join(re.findall(r"\w+", plain_text(text).casefold()))


def _is_headline(text: str) -> bool:
    """Whether a first line set off by a blank line is the title: short, and without a full stop."""
    return len(text) <= LONGEST_TITLE and text.rstrip(CLOSING)[-1:] not in (*".!:;,-\u2013\u2014\u2026", "")


def _is_prose(text: str) -> bool:
    return text.rstrip(CLOSING).endswith((".", "!", "?"))


def _is_heading(text: str) -> bool:
    """Whether a line heads a section: a few words, without figures or punctuation at the end, in title case if more than four."""
    words = text.split()
    if len(text) > LONGEST_HEADING or not text[0].isupper() or not text[-1].isalpha() or any(c.isdigit() for c in text):
        return False
    return len(words) <= 4 or all(not word[0].islower() for word in words if len(word) > 3)
