"""A graph on disc: which syntax a file is in, and a store's folder, opened or made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from kg.errors import GraphError
from kg.files import part, remove
from kg.lookup import ALIASES, SYNTAXES


def syntax(path: Path) -> RdfFormat | None:
    """The RDF syntax that a file's ending stands for, whether packed or not."""
    ending = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    return SYNTAXES.get(ALIASES.get(ending, ending)) if "." in path.name else None


def open_folder(path: Path, *, write: bool) -> Store:
    """The store in a folder; with `write` it is made if need be. Raises GraphError."""
    is_store = (path / "CURRENT").is_file()
    if not is_store and not (write and is_new(path)):
        raise GraphError(f"{path}: not a store's folder; give the folder that `kg build --store` made, or one RDF file")
    try:
        if not is_store:
            path.parent.mkdir(parents=True, exist_ok=True)
            with new_folder(path) as part:
                Store(part)
        return Store(path) if write else Store.read_only(str(path))
    except OSError as error:
        if "lock" in str(error).lower():
            raise GraphError(f"{path}: another process is writing to this store; wait until it is done, or end it") from error
        raise GraphError(f"{path}: the store cannot be opened: {error}; restore the folder, or build it anew") from error


def is_new(folder: Path) -> bool:
    """Whether nothing stands at `folder` yet, so that a store can be made there."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A place beside `folder`, which takes its name when the block is done; who is stopped on the way leaves nothing under that name. Raises OSError."""
    beside = part(folder)
    try:
        yield beside
        beside.replace(folder)
    finally:
        remove(beside)


def place(name: str | Path, error: SyntaxError) -> str:
    """What a parser found wrong, with its line and column."""
    reason = error.msg.partition(": ")[2] if error.lineno else error.msg
    return f"{name}, line {error.lineno}, column {error.offset}: {reason}" if error.lineno else f"{name}: {reason}"


def endings() -> str:
    """The endings that tell a syntax, for messages."""
    return ", ".join(f".{ending}" for ending in (*SYNTAXES, "rdfxml", "xml", "owl", "json")) + ", or any of them with .gz"
