"""Sources to articles, and articles to paragraphs; `README.md` beside this file says what is read, and how."""

from kg.read.forms import FORMS
from kg.read.layout import Layout, Pattern, Piece, compile_patterns, layout
from kg.read.metadata import content_id, day
from kg.read.options import LONGEST, Options
from kg.read.sources import Source, articles, files, size

__all__ = [
    "FORMS",
    "LONGEST",
    "Layout",
    "Options",
    "Pattern",
    "Piece",
    "Source",
    "articles",
    "compile_patterns",
    "content_id",
    "day",
    "files",
    "layout",
    "size",
]
