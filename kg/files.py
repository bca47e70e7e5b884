"""Files that are written whole or not at all, and what is said where they cannot be."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import GraphError


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path` that takes its name when all went well, and vanishes when not. Raises OSError."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def packing(file: IO[bytes], out: Path) -> Iterator[IO[bytes]]:
    """The file itself, or one that packs into it, without the time and name that gzip would add."""
    if not out.name.lower().endswith(".gz"):
        yield file
        return
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
        yield packed  # type: ignore[misc]  # writes like any binary file


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Whatever keeps the block from writing `path` is told as a GraphError."""
    try:
        yield
    except OSError as error:
        raise GraphError(f"{path}: cannot be written ({error.strerror or error}); check the folder, the free space and your rights there") from error
