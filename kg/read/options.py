"""What the user says of the sources, and what a reader of one form is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from kg.read.language import Classified
from kg.read.metadata import ByteStream, Outcome

LONGEST = 1_000_000  # characters of one text
SECONDS = 60.0  # that reading one article may take, the parse not counted
BYTES_A_CHARACTER = 8  # of a page or a document, markup and all


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are read. `columns` maps our field ("text") to the name that the source has for it ("body")."""

    longest: int = LONGEST
    seconds: float | None = SECONDS
    columns: Mapping[str, str] = field(default_factory=dict)
    watch: Callable[[int], None] | None = None  # is told how many bytes of files were read since it was told last
    classify: Callable[[str], Classified] | None = None  # tells a text's language, where somebody may know it already

    @property
    def largest(self) -> int:
        """Bytes of a file that must be held whole."""
        return BYTES_A_CHARACTER * self.longest


class Reader(Protocol):
    """Gives the articles of one open file. Raises SourceError for what stops the file; what stops one article of many is a Rejection."""

    def __call__(self, stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]: ...
