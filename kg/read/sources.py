"""Where articles come from: files, folders, globs and standard input, each opened only when its turn comes."""

from __future__ import annotations

import glob
import gzip
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Protocol

from kg.errors import SourceError
from kg.model import Article, Rejection
from kg.read.html import read_html
from kg.read.jsonl import read_json_lines
from kg.read.metadata import ByteStream, Outcome, well_formed
from kg.read.text import BOM, read_text

LONGEST = 1_000_000  # characters of one text
STANDARD_INPUT = "standard input"


class Reader(Protocol):
    def __call__(self, stream: ByteStream, origin: str, *, longest: int) -> Iterator[Outcome]: ...


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
ONLY_BY_NAME = frozenset({".md"})  # in a folder, Markdown is notes about the articles more often than an article


@dataclass(frozen=True, slots=True)
class File:
    """Something to be read; a `path` of None is standard input."""

    path: Path | None
    origin: str
    reader: Reader
    packed: bool = False  # gzip
    only_by_name: bool = False


def articles(
    sources: Iterable[str | os.PathLike[str]],
    *,
    issued: date | None = None,
    reject: Callable[[Rejection], None],
    longest: int = LONGEST,
) -> Iterator[Article]:
    """The articles of all sources, one at a time, in the order given (folders and globs sorted).

    `issued` dates those that carry no date of their own. What cannot be read goes to `reject`, and the rest goes on.
    The same article under the same id is given once; a different one under a used id is rejected.
    """
    seen: dict[bytes, bytes] = {}
    for outcome in _outcomes(sources, longest):
        if isinstance(outcome, Rejection):
            reject(outcome)
            continue
        article = replace(outcome, issued=issued) if outcome.issued is None else outcome
        identity, content = _digest(article.id), _digest(_content(article))
        if identity not in seen:
            seen[identity] = content
            yield article
        elif seen[identity] != content:
            reason = f"an earlier document with other text or metadata has the id {article.id!r}"
            reject(Rejection(article.origin, reason, "give each document an id of its own"))


def files(source: str | os.PathLike[str]) -> Iterator[File | Rejection]:
    """What a source stands for, sorted."""
    name = os.fspath(source)
    path = Path(name)
    if name == "-":
        yield File(None, STANDARD_INPUT, _read_either)
    elif stat.S_ISDIR(_mode(path)):
        yield from _folder(path, ())
    elif glob.has_magic(name) and not os.path.lexists(path):
        yield from _matches(name)
    else:
        yield _named(path)


def _outcomes(sources: Iterable[str | os.PathLike[str]], longest: int) -> Iterator[Outcome]:
    for source in sources:
        for file in files(source):
            if isinstance(file, Rejection):
                yield file
            else:
                yield from _read(file, longest)


def _read(file: File, longest: int) -> Iterator[Outcome]:
    """All that a file gives; a fault in the middle is the last."""
    try:
        with _open(file) as stream:
            yield from file.reader(stream, file.origin, longest=longest)
    except SourceError as error:
        yield Rejection(error.origin, error.reason, error.remedy)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Rejection(file.origin, f"the gzip data is damaged or ends early ({error})", "fetch or pack the file again")
    except OSError as error:
        yield Rejection(file.origin, f"it cannot be read ({error.strerror or error})", "check that it is there and that you may read it")


def _open(file: File) -> AbstractContextManager[ByteStream]:
    if file.path is None:
        return nullcontext(sys.stdin.buffer)
    return gzip.open(file.path, "rb") if file.packed else file.path.open("rb")


def _file(path: Path) -> File | None:
    """The file with its reader; None for an ending that nothing reads."""
    packed = path.suffix.lower() == ".gz"
    ending = (path.with_suffix("") if packed else path).suffix.lower()
    reader = READERS.get(ending)
    return File(path, _printable(path), reader, packed, ending in ONLY_BY_NAME) if reader else None


def _named(path: Path) -> File | Rejection:
    """A file that the user names: whether it can be opened shows when it is."""
    file = _file(path)
    if file and "\0" not in str(path):
        return file
    if not _mode(path):
        return Rejection(_printable(path), "there is no such file or folder", "check the path")
    remedy = f"use {', '.join(READERS)} (or .gz of these), or pipe text in with -"
    return Rejection(_printable(path), "its ending names no format that can be read", remedy)


def _matches(pattern: str) -> Iterator[File | Rejection]:
    """The readable files that a glob matches; with "**" the folders among the matches are spelled out by their files."""
    matches = sorted(Path(match) for match in glob.glob(pattern, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    found = False
    for path in matches:
        if stat.S_ISDIR(_mode(path)):
            inside: Iterator[File | Rejection] = iter(()) if "**" in pattern else _folder(path, ())
        else:
            inside = (file for file in (_file(path),) if file)
        for file in inside:
            found = True
            yield file
    if not found:
        reason = "no file that it matches can be read" if matches else "it matches nothing"
        yield Rejection(_printable(pattern), reason, "check the pattern, and the files' endings")


def _folder(path: Path, above: tuple[tuple[int, int], ...]) -> Iterator[File | Rejection]:
    """The files of known endings below a folder; hidden ones are passed over. `above` are the folders that lead here."""
    try:
        status = path.stat()
        members = sorted(member for member in path.iterdir() if not member.name.startswith("."))
    except OSError as error:
        yield Rejection(_printable(path), f"the folder cannot be read ({error.strerror})", "check that you may read it")
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        yield Rejection(_printable(path), "the folder contains itself, by a link", "remove the link")
        return
    for member in members:
        mode, file = _mode(member), _file(member)
        if stat.S_ISDIR(mode):
            yield from _folder(member, (*above, here))
        elif file and not file.only_by_name and (stat.S_ISREG(mode) or not mode):  # a pipe would wait for ever; a broken link is told of
            yield file


def _mode(path: Path) -> int:
    """What a path is; 0 where there is nothing to be seen."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def _read_either(stream: ByteStream, origin: str, *, longest: int) -> Iterator[Outcome]:
    """JSON lines where the first line that is not blank begins with a brace, else one text."""
    head = line = stream.readline(longest)
    while line and not line.removeprefix(BOM).strip():
        head += (line := stream.readline(longest))
    reader: Reader = read_json_lines if line.removeprefix(BOM).lstrip().startswith(b"{") else read_text
    yield from reader(_Resumed(head, stream), origin, longest=longest)


class _Resumed:
    """A stream from its start again, after its head was taken."""

    def __init__(self, head: bytes, stream: ByteStream) -> None:
        self._head, self._stream = BytesIO(head), stream

    def read(self, size: int, /) -> bytes:
        part = self._head.read(size)
        return part + self._stream.read(size - len(part))

    def readline(self, size: int, /) -> bytes:
        part = self._head.readline(size)
        return part if part.endswith(b"\n") or len(part) == size else part + self._stream.readline(size - len(part))


def _printable(path: Path | str) -> str:
    """The path with bytes that are no text replaced: it stands in messages, which are UTF-8."""
    return well_formed(str(path))


def _content(article: Article) -> str:
    return repr((article.text, article.title, article.issued, article.url, article.publisher, article.language))


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
