"""Doc → claims: what the sentences of one article say, before it is known who is who."""

from __future__ import annotations

from kg.extract.claims import extract

__all__ = ["extract"]
