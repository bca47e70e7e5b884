"""PDF and Word documents: their text, and the title that they carry where the text has it too."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator
from typing import Any

from kg.errors import SourceError
from kg.read import metadata
from kg.read.markup import elements, free, local
from kg.read.metadata import ByteStream, Metadata, Outcome
from kg.read.opening import Unpacked, most_unpacked, seekable
from kg.read.options import Options

TITLE_WITHIN = 1000  # characters from the begin among which a title must stand to be believed


def read_pdf(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """The one article of a PDF that holds text; pages of pictures have none."""
    try:
        import pypdf
    except ImportError as error:
        raise SourceError(origin, "PDF needs a package that is not installed", "pip install 'claimgraph[formats]'") from error
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    logging.getLogger("pypdf").propagate = False
    try:
        document = pypdf.PdfReader(seekable(stream, origin, options.largest))
        if document.is_encrypted and not document.decrypt(""):
            raise SourceError(origin, "it is locked with a password", "save it without one")
        parts: list[str] = []
        for page in document.pages:
            parts.append(page.extract_text())
            if sum(map(len, parts)) > options.longest:
                raise metadata.too_long(origin, options.longest)
        title = document.metadata.title if document.metadata else None
    except SourceError:
        raise
    except Exception as error:  # damaged files make it raise nearly anything
        raise SourceError(origin, f"the PDF cannot be read ({type(error).__name__}: {str(error)[:100]})", "save it again, or give its text") from error
    text = metadata.well_formed("\n\n".join(part.strip() for part in parts if part.strip())).replace("\0", "")
    if not text:
        raise SourceError(origin, "there is no text in it, only pictures of pages perhaps", "have its text recognised first")
    yield metadata.article(text, origin, _known(title, text), longest=options.longest)


def read_docx(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """The one article of a Word document: its paragraphs, with a blank line between."""
    try:
        with zipfile.ZipFile(seekable(stream, origin, options.largest)) as archive:
            text = "\n\n".join(_paragraphs(archive, origin, options))
            title = _title(archive, origin)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError) as error:
        raise SourceError(origin, f"it is no whole Word document ({str(error)[:100]})", "save it again as .docx") from error
    yield metadata.article(metadata.well_formed(text), origin, _known(title, text), longest=options.longest)


def _part(archive: zipfile.ZipFile, name: str, origin: str) -> Iterator[tuple[str, Any]]:
    with archive.open(name) as raw:
        yield from elements(Unpacked(raw, origin, most_unpacked(archive.getinfo(name).compress_size)), origin)


def _paragraphs(archive: zipfile.ZipFile, origin: str, options: Options) -> Iterator[str]:
    size = 0
    for event, element in _part(archive, "word/document.xml", origin):
        if event == "end" and local(element) == "p":
            text = "".join(_run(part) for part in element.iter()).strip()
            size += len(text)
            if size > options.longest:
                raise metadata.too_long(origin, options.longest)
            if text:
                yield text
            free(element)


def _run(element: Any) -> str:
    name = local(element)
    return element.text or "" if name == "t" else " " if name == "tab" else "\n" if name in ("br", "cr") else ""


def _title(archive: zipfile.ZipFile, origin: str) -> str | None:
    if "docProps/core.xml" not in archive.namelist():
        return None
    return next((element.text for event, element in _part(archive, "docProps/core.xml", origin) if event == "end" and local(element) == "title"), None)


def _known(title: str | None, text: str) -> Metadata:
    """The title, if it is one: programs put file names and templates there as well."""
    name = metadata.name(title) if title else None
    return Metadata(title=name if name and name.casefold() in " ".join(text[:TITLE_WITHIN].split()).casefold() else None)
