"""What can go wrong, as a small tree. Every message names the input, the place and the remedy.

KgError
├── UsageError      the command or call cannot be carried out as it was given (exit code 2)
├── SourceError     an input cannot be read; the run goes on without it (exit code 1)
├── ModelError      the language model is missing or lacks a component (exit code 2)
├── OntologyError   a Turtle file does not parse or contradicts itself (exit code 2)
├── ClusterError    the cluster that reads cannot be reached, or is lost (exit code 2)
├── GraphError      a graph cannot be opened, read or written (exit code 2)
├── ReaderError     another reader gives no answer that can be used (exit code 1)
├── GoldError       an annotation cannot be right, or is of another text (exit code 1)
├── PushError       a running store cannot be reached, or refuses (exit code 1)
└── QueryError      a SPARQL query or a named question does not hold (exit code 2)
"""

from __future__ import annotations


class KgError(Exception):
    """The base of all errors that claimgraph raises on purpose."""

    exit_code = 2


class UsageError(KgError): ...


class SourceError(KgError):
    """An input that cannot be read.

    `origin` is the file (and line), `reason` what is wrong with it, `remedy` what the user can do.
    """

    exit_code = 1

    def __init__(self, origin: str, reason: str, remedy: str) -> None:
        super().__init__(f"{origin}: {reason}; {remedy}")
        self.origin = origin
        self.reason = reason
        self.remedy = remedy


class ModelError(KgError): ...


class OntologyError(KgError): ...


class ClusterError(KgError): ...


class GraphError(KgError): ...


class ReaderError(KgError):
    """A reader besides our own rules that gives no answer, or none that can be used: `reason`, and what the user can do."""

    exit_code = 1

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


class GoldError(KgError):
    exit_code = 1


class PushError(KgError):
    """A running store that cannot be reached, or refuses.

    `status` is that of its answer, None where there was none; `fatal` says that the next request would fare no better.
    """

    exit_code = 1

    def __init__(self, message: str, *, status: int | None = None, fatal: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.fatal = fatal


class QueryError(KgError): ...
