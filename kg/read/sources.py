"""Where articles come from: files, folders, globs, addresses and standard input, each opened only when its turn comes."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import SourceError
from kg.model import Article, Rejection, Skipped
from kg.read.forms import FORMS, HTML, Form, form_of, outcomes, packed, sniffed
from kg.read.language import READ, foreign
from kg.read.metadata import ByteStream, Outcome, url_id, well_formed
from kg.read.opening import ROOM, unpacking
from kg.read.options import Options
from kg.read.records import record_article
from kg.read.web import SCHEMES, fetched

Place: TypeAlias = str | os.PathLike[str]
Source: TypeAlias = Place | Mapping[str, Any]
"""Where articles are: a path, glob or address; or one article as a record, with the fields of `kg.read.records`."""

STANDARD_INPUT = "standard input"
HEAD = 4096  # bytes by which what has no name is told


@dataclass(frozen=True, slots=True)
class File:
    """Something to be read; a `form` of None is told by its first bytes."""

    origin: str
    path: Path | None = None  # None for an address and for standard input
    form: Form | None = None
    packing: str | None = None


def articles(
    sources: Iterable[Source],
    *,
    issued: date | None = None,
    reject: Callable[[Rejection], None],
    skip: Callable[[Skipped], None] | None = None,
    options: Options | None = None,
) -> Iterator[Article]:
    """The articles of all sources, one at a time, in the order given (folders and globs sorted).

    `issued` dates those that carry no date of their own. What cannot be read goes to `reject`, and the rest goes on.
    The same article under the same id is given once; a different one under a used id is rejected. `skip` is told
    what is left out for a good reason: what was given before, and, where it is given, articles in other languages.
    """
    seen: dict[bytes, bytes] = {}
    options = options or Options()
    for outcome in _outcomes(sources, options):
        if isinstance(outcome, Rejection):
            reject(outcome)
            continue
        article = replace(outcome, issued=issued) if outcome.issued is None else outcome
        identity, content = _digest(article.id), _digest(_content(article))
        if identity not in seen:
            seen[identity] = content
            language = foreign(article, options.classify) if skip else None
            if skip and language:
                skip(Skipped(article.origin, f"language {language}"))
            else:
                yield article if skip is None or article.language.lower().startswith(READ) else replace(article, language=READ)
        elif seen[identity] != content:
            reason = f"an earlier document with other text or metadata has the id {article.id!r}"
            reject(Rejection(article.origin, reason, "give each document an id of its own"))
        elif skip:
            skip(Skipped(article.origin, "read before"))


def files(source: Place) -> Iterator[File | Rejection]:
    """What a source stands for, sorted."""
    name = os.fspath(source)
    path = Path(name)
    if name == "-":
        yield File(STANDARD_INPUT)
    elif name.lower().startswith(SCHEMES):
        yield File(well_formed(name))
    elif stat.S_ISDIR(_mode(path)):
        yield from _folder(path, ())
    elif glob.has_magic(name) and not os.path.lexists(path):
        yield from _matches(name)
    else:
        yield _named(path)


def size(sources: Iterable[Source]) -> int | None:
    """Bytes of all files of the sources, as they are on the disk; None where not all are files."""
    total = 0
    for source in sources:
        for file in () if isinstance(source, Mapping) else files(source):
            if isinstance(file, File):
                if file.path is None:
                    return None
                total += _size(file.path)
    return total


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _outcomes(sources: Iterable[Source], options: Options) -> Iterator[Outcome]:
    for number, source in enumerate(sources, 1):
        if isinstance(source, Mapping):
            yield _recorded(source, f"record {number}", options)
            continue
        for file in files(source):
            if isinstance(file, Rejection):
                yield file
            else:
                patient = replace(options, seconds=None) if file.origin == STANDARD_INPUT else options  # whoever writes to it may take his time
                yield from outcomes(_opened(file, patient), file.origin, patient)


def _recorded(record: Mapping[str, Any], origin: str, options: Options) -> Outcome:
    try:
        return record_article(record, origin, options)
    except SourceError as error:
        return Rejection(error.origin, error.reason, error.remedy)


def _opened(file: File, options: Options) -> Iterator[Outcome]:
    """All that a file gives."""
    if file.path is not None and file.form is not None:
        told = 0
        with file.path.open("rb") as raw, unpacking(raw, file.packing, file.origin, size := os.fstat(raw.fileno()).st_size) as stream:
            for outcome in file.form.read(stream, file.origin, options):
                yield outcome
                if options.watch and not raw.closed and (at := min(raw.tell(), size)) > told:
                    options.watch(at - told)
                    told = at
        if options.watch:
            options.watch(size - told)
    elif file.origin == STANDARD_INPUT:
        yield from _nameless(sys.stdin.buffer, file.origin, options)
    else:
        with fetched(file.origin, ROOM) as (answer, kind):
            yield from _nameless(answer, file.origin, options, page=kind in ("text/html", "application/xhtml+xml"))


def _nameless(raw: ByteStream, origin: str, options: Options, *, page: bool = False) -> Iterator[Outcome]:
    """What has no ending is read as what it begins as. A page's address is the article's."""
    head = raw.read(HEAD)
    with unpacking(_Resumed(head, raw), packed(head), origin, ROOM) as stream:
        inner = stream.read(HEAD)
        form = HTML if page else sniffed(inner)
        for outcome in form.read(_Resumed(inner, stream), origin, options):
            yield _addressed(outcome, origin) if isinstance(outcome, Article) and form is HTML and origin != STANDARD_INPUT else outcome


def _file(path: Path) -> File | None:
    """The file with its form; None for an ending that nothing reads."""
    form, packing = form_of(path)
    return File(_printable(path), path, form, packing) if form else None


def _named(path: Path) -> File | Rejection:
    """A file that the user names: whether it can be opened shows when it is."""
    file = _file(path)
    if file and "\0" not in str(path):
        return file
    if not _mode(path):
        return Rejection(_printable(path), "there is no such file or folder", "check the path")
    remedy = f"use {', '.join(FORMS)} (or .gz or .zst of these), or pipe it in with -"
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
        elif file and file.form and not file.form.by_name and (stat.S_ISREG(mode) or not mode):  # a pipe would wait for ever; a broken link is told of
            yield file


def _mode(path: Path) -> int:
    """What a path is; 0 where there is nothing to be seen."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


class _Resumed(RawIOBase):
    """A stream from its start again, after its head was taken."""

    def __init__(self, head: bytes, stream: ByteStream) -> None:
        self._head, self._stream = BytesIO(head), stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        part = self._head.read(size)
        return part + self._stream.read(size - len(part) if size >= 0 else -1)

    def readline(self, size: int | None = -1, /) -> bytes:
        most = -1 if size is None else size
        part = self._head.readline(most)
        return part if part.endswith(b"\n") or len(part) == most else part + self._stream.readline(most - len(part) if most >= 0 else -1)


def _printable(path: Path | str) -> str:
    """The path with bytes that are no text replaced: it stands in messages, which are UTF-8."""
    return well_formed(str(path))


def _addressed(article: Article, address: str) -> Article:
    """A page that does not say where it stands was found where it was fetched."""
    return article if article.url else replace(article, url=address, id=url_id(address) or article.id)


def _content(article: Article) -> str:
    return repr((article.text, article.title, article.issued, article.url, article.publisher, article.language))


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
