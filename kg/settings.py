"""What a build is given besides its sources; one value, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import UsageError
from kg.vocab import BASE


@dataclass(frozen=True, slots=True)
class Choice:
    """A reader besides our own rules, by its name, with its options: ("model", "qwen3"). What is secret comes from the environment."""

    name: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """The Ray cluster that reads."""

    address: str | None = None  # HOST:PORT, or auto for the one that this machine belongs to; None where Ray is to be started here for the run
    workers: int | None = None  # processes that read; None for as many as the cluster has processors


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build. Raises UsageError where a value cannot be used."""

    base: str = BASE  # what the IRIs of entities, events and documents begin with
    model: str | None = None  # an installed English spaCy pipeline; None for the one that comes along
    issued: date | None = None  # the publication date of documents that carry none
    ontologies: tuple[Path, ...] = ()  # the user's own Turtle, besides what is shipped
    only_own: bool = False  # keep nothing but what `ontologies` define
    workers: int = 1  # processes of this machine that read
    cluster: Cluster | None = None  # what reads in their place
    cache: Path | None = None  # a folder that keeps parses and finished documents for the next run
    seconds: float = 120.0  # that one document may take
    titles: bool = False  # read titles as sentences too
    columns: tuple[tuple[str, str], ...] = ()  # our field → its name in JSON lines and tables: ("text", "body")
    gaps: bool = False  # also say of each document what was not read
    readers: tuple[Choice, ...] = ()  # who else reads, besides our own rules

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if not (parts.scheme in ("http", "https", "urn") and self.base.endswith(("/", "#", ":"))) or any(c in self.base for c in ' <>"{}|\\^`'):
            raise UsageError(f"--base {self.base}: not an absolute IRI that ends in / # or :; give for example https://example.org/id/")
        if self.only_own and not self.ontologies:
            raise UsageError("--only-my-ontology: there is no ontology of yours to keep to; give it too, with --ontology my.ttl")
        if self.seconds <= 0:
            raise UsageError(f"--seconds {self.seconds}: there must be some time for a document; leave the option out for 120")
        names = [choice.name for choice in self.readers]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise UsageError(f"--reader {twice}: it is given twice; once is enough")
        if self.cluster and self.cache:
            raise UsageError("--cache: parses are kept on one machine, not for a cluster; a run over a cluster remembers its documents in what it writes")
        if self.workers < 1 or (self.cluster and self.cluster.workers is not None and self.cluster.workers < 1):
            raise UsageError(f"--workers {self.workers}: there must be at least one; leave the option out for one")
