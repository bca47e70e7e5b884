"""The reference: pages made from the ontology's Turtle, the commands, the library's docstrings and the questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """An HTML table; the head is text, the cells are HTML."""
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table>\n<thead><tr>{titles}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def code(text: str) -> str:
    """Text as code in HTML; nothing for nothing."""
    return f"<code>{escape(text, quote=False)}</code>" if text else ""
