"""Zip archives: every member of a form that is read, one after the other, and none written to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from kg.errors import SourceError
from kg.model import Rejection
from kg.read.forms import Form, form_of, outcomes
from kg.read.metadata import ByteStream, Outcome, well_formed
from kg.read.opening import ROOM, Unpacked, most_unpacked, seekable, unpacking
from kg.read.options import Options

MEMBERS = 1_000_000


def read_zip(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """The articles of all members whose endings are known, in the order of their names; a bad member does not stop the rest."""
    try:
        archive = zipfile.ZipFile(seekable(stream, origin, ROOM))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceError(origin, f"the zip archive is damaged or ends early ({str(error)[:100]})", "fetch or pack it again") from error
    with archive:
        infos = sorted((info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)), key=lambda info: info.filename)
        known = [(info, form, packing) for info in infos for form, packing in (form_of(PurePosixPath(info.filename)),) if form]
        if not known or len(known) > MEMBERS:
            reason = f"it has more than {MEMBERS:,} files" if known else "it holds no file that can be read"
            raise SourceError(origin, reason, "give an archive of texts")
        left = most_unpacked(sum(info.compress_size for info, _, _ in known))
        for info, form, packing in known:
            place = f"{origin}/{well_formed(info.filename)[:200]}"
            left -= info.file_size
            if form.archive:
                yield Rejection(place, "it is an archive within an archive", "unpack the outer one")
            elif left < 0:
                yield Rejection(place, "the archive unpacks to far more than text does", "unpack it yourself, and look")
            elif info.flag_bits & 1:
                yield Rejection(place, "it is locked with a password", "unpack it yourself")
            else:
                yield from _member(archive, info, form, packing, place, options)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, form: Form, packing: str | None, place: str, options: Options) -> Iterator[Outcome]:
    def opened() -> Iterator[Outcome]:
        with archive.open(info) as raw, unpacking(raw, packing, place, info.file_size) as stream:
            yield from form.read(Unpacked(stream, place, most_unpacked(info.compress_size)), place, options)

    yield from outcomes(opened(), place, options)


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)
