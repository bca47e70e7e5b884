"""Texts and values as a page may hold them: cleaned, as JSON that HTML cannot misread, and packed."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
UNSAFE = {character: f"\\u{ord(character):04x}" for character in "&<>\u2028\u2029"}
LEVEL = 7  # of compression: the highest takes four times as long for a hundredth less


def clean(text: str) -> str:
    """`text` without what could turn it round or break it: control characters, marks of direction, halves of pairs."""
    return text if text.isprintable() else INVISIBLE.sub("", text)  # what is printable has none of them


def plain(value: Any) -> Any:
    """`value` as JSON can hold it: texts cleaned, numpy's numbers as numbers, what is no data as text."""
    if type(value) is str:
        return clean(value)
    if value is None or type(value) in (bool, int):
        return value
    if type(value) is dict:
        return {clean(key) if type(key) is str else clean(str(key)): plain(entry) for key, entry in value.items()}
    if type(value) in (list, tuple):
        return [plain(entry) for entry in value]
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, Mapping):
        return {clean(str(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return clean(str(value))


def embedded(value: Any) -> str:
    """`value` as JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in UNSAFE.items():
        text = text.replace(character, escape)
    return text


def packed(text: str) -> str:
    """`text` compressed, in letters that may stand inside a script element; the same text gives the same letters."""
    return b64encode(gzip.compress(text.encode("utf-8"), compresslevel=LEVEL, mtime=0)).decode("ascii")


def filled(options: Mapping[str, Any]) -> dict[str, Any]:
    """What says something; the script knows what is meant where nothing is said."""
    return {key: value for key, value in options.items() if value or (value is not None and value is not False and value not in ("", (), []))}
