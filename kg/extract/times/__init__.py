"""Time expressions: the words of a text that name a time, and the time that they name. Begin with `expressions.find`."""

from kg.extract.times.expressions import find

__all__ = ["find"]
