"""Slugs, the part of an IRI that a name becomes; and what an IRI may not hold, encoded."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

DROPPED = frozenset("'’‘`.\"“”")
PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]*")  # the characters of ASCII that an IRI may hold


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """Lower case, words joined by "-", NFC; letters of other scripts stay, apostrophes and dots fall away."""
    out: list[str] = []
    for char in unicodedata.normalize("NFC", name).lower():
        if char.isalnum() or unicodedata.category(char) in ("Mn", "Mc"):
            out.append(char)
        elif char not in DROPPED and out and out[-1] != "-":
            out.append("-")
    return "".join(out).strip("-") or "x"


def document(identifier: str) -> str:
    """The path of a document relative to the base IRI: "doc/" and the id, unsafe characters percent-encoded."""
    return "doc/" + quote(unicodedata.normalize("NFC", identifier), safe=":@!$&()*+,;=~-._")


def encoded(iri: str) -> str:
    """The IRI in NFC, with what it may not hold percent-encoded."""
    if PLAIN.fullmatch(iri):
        return iri
    safe = "".join(c if c not in '<>"{}|\\^`' and not c.isspace() and c.isprintable() else "".join(f"%{b:02X}" for b in c.encode()) for c in iri)
    return unicodedata.normalize("NFC", safe)
