"""Text as the portable profile lets it stand in a literal."""

from __future__ import annotations

import unicodedata

_CONTROLS = dict.fromkeys([*range(0x20), 0x7F, *range(0x80, 0xA0)], " ")


def portable(text: str) -> str:
    """The text in NFC, with a space for each control character (line ends included)."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text if text.isprintable() else text.translate(_CONTROLS)
