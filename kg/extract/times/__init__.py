"""Time expressions: the words of a text that name a time, and the time that they name. Begin with `expressions.find`."""

from kg.extract.times.expressions import find
from kg.extract.times.titles import find_in_title

__all__ = ["find", "find_in_title"]
