"""Bytes to characters: what is declared is honoured, UTF-8 comes first, and the rest is found out where that is safe."""

from __future__ import annotations

import codecs

from kg.errors import SourceError

BOM = b"\xef\xbb\xbf"
MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NON_TEXT = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
HIGH = bytes(range(0x80, 0x100))
WESTERN = 0.1  # of the bytes beyond ASCII at most: more are hardly English
SAMPLE = 50_000  # bytes by which an encoding is found


def decode(data: bytes, origin: str, *, unit: str = "file", declared: str | None = None) -> str:
    """The characters of some bytes, line ends as they are; a byte order mark is dropped. Raises SourceError.

    `declared` is the encoding that the source names. `unit` is what `origin` names: messages count bytes from its begin, and add
    the line to a file.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, origin)
    sample = data[:1_000_000]
    if b"\0" in sample or len(sample) - len(sample.translate(None, NON_TEXT)) > len(sample) / 20:
        raise SourceError(origin, "it holds binary data, not text", "give it the ending of what it is, or leave it out")
    body = data.removeprefix(BOM)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if declared is not None and _known(declared) != "utf-8":
            return _declared(data, declared, origin)
        if data.startswith(BOM) or declared is not None or _damaged(body):
            raise _not_utf8(data, error.start + len(data) - len(body), origin, unit) from error
        found = _guessed(body)
        if found is None:
            raise _not_utf8(data, error.start, origin, unit) from error
        return found


def _strictly(data: bytes, encoding: str, origin: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(origin, f"it begins as {encoding.upper()}, but byte {error.start} is not", "convert it to UTF-8") from error


def _known(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _declared(data: bytes, name: str, origin: str) -> str:
    try:
        return data.decode(codecs.lookup(name).name)
    except (LookupError, UnicodeError) as error:
        raise SourceError(origin, f"it is neither UTF-8 nor the {name} that it declares", "convert it to UTF-8") from error


def _damaged(data: bytes) -> bool:
    """Whether it is UTF-8 with a fault, and not another encoding: then more of its characters are whole than not."""
    text = data.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    return sum(c > "\x7f" for c in text) - faults >= faults


def _guessed(data: bytes) -> str | None:
    """Windows-1252 for what is nearly all ASCII, as browsers take it; else what the statistics of its letters say."""
    if len(data) - len(data.translate(None, HIGH)) <= WESTERN * len(data) + 2:
        try:
            return data.decode("windows-1252")
        except UnicodeDecodeError:
            return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE]).best()
    if best is None:
        return None
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError:
        return None


def _not_utf8(data: bytes, at: int, origin: str, unit: str) -> SourceError:
    line = data.count(b"\n", 0, at) + 1
    place = f"{origin}:{line}" if unit == "file" else origin
    reason = f"byte {at} of the {unit} (0x{data[at]:02x}) is not UTF-8"
    return SourceError(place, reason, "convert it, for example: iconv -f WINDOWS-1252 -t UTF-8")
