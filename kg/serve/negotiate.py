"""Which of the media types on offer a client likes best, by its Accept header."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RANGE = re.compile(r"([\w.+*-]+)/([\w.+*-]+)")
_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that `accept` likes best, the first one of equals; None where it admits none. What is no media range is passed over."""
    ranges = list(_ranges(accept)) if accept and accept.strip() else [("*", "*", 1.0)]
    best = max(((_liking(ranges, offer), -place, offer) for place, offer in enumerate(offers)), default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    found = []
    for part in accept.lower().split(",")[:100]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if spot := _RANGE.fullmatch(name):
            quality = next((q[1] for parameter in parameters if (q := _QUALITY.fullmatch(parameter))), "1")
            found.append((spot[1], spot[2], float(quality)))
    return found


def _liking(ranges: list[tuple[str, str, float]], offer: str) -> float:
    """The quality of the range that fits the offer most closely: "text/html" goes before "text/*" and that before "*/*"."""
    kind, _, name = offer.partition("/")
    fits = [((a != "*") + (b != "*"), quality) for a, b, quality in ranges if a in ("*", kind) and b in ("*", name)]
    return max(fits, default=(0, 0.0))[1]
