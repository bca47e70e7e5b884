"""A folder of files, on this machine or at any address that fsspec reaches: an object store, another machine, memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kg.errors import GraphError, UsageError


class Place:
    """A folder by its path or address. Raises UsageError where something is not installed, GraphError where the place cannot be used."""

    def __init__(self, address: str | os.PathLike[str]) -> None:
        self.address = os.fspath(address)
        try:
            from fsspec.core import url_to_fs
        except ModuleNotFoundError as error:
            raise UsageError(f"{self.address}: shards need fsspec, which is not installed; pip install 'claimgraph[ray]'") from error
        try:
            found, path = url_to_fs(self.address)
        except ImportError as error:
            raise UsageError(f"{self.address}: what reaches such addresses is not installed ({error}); install it with pip") from error
        except ValueError as error:
            raise UsageError(
                f"{self.address}: no folder, and no address that fsspec knows ({error}); give for example shards/ or s3://bucket/shards"
            ) from error
        self._files: Any = found
        self._path = path.rstrip("/")

    def make(self) -> None:
        with self._used("made"):
            self._files.makedirs(self._path, exist_ok=True)

    def sizes(self) -> dict[str, int]:
        """The files that are there and how many bytes each has, by name; nothing where there is no such folder."""
        with self._used("listed"):
            self._files.invalidate_cache()
            if not self._files.isdir(self._path):
                return {}
            found = self._files.ls(self._path, detail=True)
        return {entry["name"].rstrip("/").rpartition("/")[2]: entry["size"] for entry in found if entry["type"] == "file"}

    def read(self, name: str, begin: int | None = None, end: int | None = None) -> bytes:
        """A file, or the bytes of it from `begin` up to `end`."""
        with self._used("read", name):
            return bytes(self._files.cat_file(self._of(name), start=begin, end=end))

    def write(self, name: str, data: bytes) -> None:
        with self._used("written", name):
            self._files.pipe_file(self._of(name), data)

    def remove(self, name: str) -> None:
        with self._used("removed", name):
            self._files.rm_file(self._of(name))

    def _of(self, name: str) -> str:
        return f"{self._path}/{name}"

    @contextmanager
    def _used(self, what: str, name: str | None = None) -> Iterator[None]:
        at = f"{self.address.rstrip('/')}/{name}" if name else self.address
        try:
            yield
        except FileNotFoundError as error:
            raise GraphError(f"{at}: cannot be {what} (there is no such file); build it again, or check the address") from error
        except Exception as error:  # every kind of storage has errors of its own
            reason = getattr(error, "strerror", None) or str(error)[:200] or type(error).__name__
            raise GraphError(f"{at}: cannot be {what} ({reason}); check the address, the free space and your rights there") from error
