"""The text as the parser reads it: typography made plain, one character for one, so that every offset stays true."""

from __future__ import annotations

INVISIBLE = "\u00ad"  # stands for every mark that is written inside words and not seen (a soft hyphen, a joiner, a text direction)
PADDING = " " + INVISIBLE


def _table() -> dict[int, str]:
    spaces = "\t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b" + "".join(map(chr, range(0x2000, 0x200B)))
    controls = "".join(map(chr, (*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0))))
    invisible = "\u00ad\u034f\u061c\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff" + "".join(
        map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
    )
    table = {ord(character): " " for character in spaces + controls}
    table |= {ord(character): INVISIBLE for character in invisible}
    table |= {ord(character): "'" for character in "\u2018\u2019\u201a\u201b\u02bc\u00b4\u2032"}
    table |= {ord(character): '"' for character in "\u201c\u201d\u201e\u201f\u2033"}
    table |= {ord(character): "-" for character in "\u2010\u2011\u2212"}
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # lone surrogates
    table[ord("\u2015")] = "\u2014"  # a quotation dash, to the em dash that the parser knows
    return table


TABLE = _table()


def plain_text(text: str) -> str:
    """The text with quotation marks straight, every kind of space a blank, and invisible marks as soft hyphens; as long as before."""
    return text.translate(TABLE)
