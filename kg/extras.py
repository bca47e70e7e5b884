"""What is not there because its extra was not installed, as an error that says what to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import UsageError


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Around imports of an extra's packages: raises UsageError where one is missing, with the command that installs it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed; pip install 'claimgraph[{name}]'") from error
