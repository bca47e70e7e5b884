"""Sources to articles, and articles to paragraphs; `README.md` beside this file says what is read, and how."""

from kg.read.layout import Layout, Pattern, Piece, compile_patterns, layout
from kg.read.sources import LONGEST, READERS, articles, files

__all__ = ["LONGEST", "READERS", "Layout", "Pattern", "Piece", "articles", "compile_patterns", "files", "layout"]
