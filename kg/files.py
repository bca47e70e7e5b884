"""Files that are written whole or not at all, and what is said where they cannot be."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kg.errors import GraphError


def part(path: Path) -> Path:
    """A name beside `path`, of this process, for what is not whole yet; what processes that were killed left under such names is removed."""
    ours = f".{path.name}.{platform.node()}."
    for left in [other for other in path.parent.glob(".*.part") if other.name.startswith(ours)]:
        process = left.name.removeprefix(ours).removesuffix(".part")
        if process.isdecimal() and not _runs(int(process)):
            remove(left)
    return path.with_name(f"{ours}{os.getpid()}.part")


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True


def remove(path: Path) -> None:
    """Removes a file or a folder, if it is there and may be removed."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path` that takes its name when all went well, and vanishes when not. Raises OSError."""
    beside = part(path)
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(path)
    finally:
        remove(beside)


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
