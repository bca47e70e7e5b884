"""Mentions → entities; claims → events; roles → relations."""

from __future__ import annotations

from kg.resolve.reading import resolve

__all__ = ["resolve"]
