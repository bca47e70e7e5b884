"""Text and times as the portable profile lets them stand in a literal."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

_CONTROLS = dict.fromkeys([*range(0x20), 0x7F, *range(0x80, 0xA0)], " ")


def portable(text: str) -> str:
    """The text in NFC, with a space for each control character (line ends included)."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text if text.isprintable() else text.translate(_CONTROLS)


def written(value: date | datetime | str) -> str:
    """A time as XML Schema writes it: "2024-03-14", "2024-03-14T09:00:00Z", "2024-05", "2024"."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return value if isinstance(value, str) else value.isoformat()
