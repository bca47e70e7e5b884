"""What numerals count: "24", "four", "580 million"."""

from __future__ import annotations

from kg.calendar import Calendar
from kg.lexicon import Lexicon
from kg.model import Token


class Numbers:
    """Cardinals and ordinals, by the calendar's number words and the lexicon's magnitudes."""

    def __init__(self, calendar: Calendar, lexicon: Lexicon) -> None:
        self._calendar, self._magnitudes = calendar, lexicon.magnitudes

    def cardinal(self, token: Token) -> int | None:
        """The integer that a numeral says; None for shares, fractions and anything else."""
        magnitude = self._magnitudes.get(token.lower)
        if magnitude is not None:
            factors = [c for c in token.children if c.dep in ("compound", "nummod") and c.i < token.i]
            factor = self.cardinal(factors[-1]) if factors else 1
            return factor * magnitude if factor is not None else None
        text = token.text.replace(",", "")
        if text.isdecimal() and len(text) < 16:
            return int(text)
        value = self._calendar.marks(token.lower).get("number") if token.pos == "NUM" else None
        return value if value is not None and value > 0 else None

    def ordinal(self, token: Token) -> int | None:
        value = self._calendar.marks(token.lower).get("ordinal")
        return value if value is not None and value > 0 else None
