"""The registry: which form of source a file's ending stands for, and who reads it. A new form is a module of its own and a row here."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from kg.deadline import TookTooLong, deadline
from kg.errors import SourceError
from kg.model import Rejection
from kg.read.metadata import ByteStream, Outcome
from kg.read.opening import PACKINGS
from kg.read.options import Options, Reader


@dataclass(frozen=True, slots=True)
class Form:
    """A form of source. Its reader is loaded when the first file of it is read."""

    reader: str  # "jsonl.read_json_lines", in kg.read
    by_name: bool = False  # in a folder it is passed over: there it is more often something else
    archive: bool = False

    def read(self, stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
        module, _, name = self.reader.partition(".")
        reader: Reader = getattr(import_module(f"kg.read.{module}"), name)
        return reader(stream, origin, options)


TEXT = Form("text.read_text")
HTML = Form("html.read_html")
JSON_LINES = Form("jsonl.read_json_lines")
CSV = Form("tables.read_csv")
PARQUET = Form("tables.read_parquet")
FEED = Form("feeds.read_feed")
WARC = Form("warc.read_warc")
PDF = Form("documents.read_pdf")
ZIP = Form("archive.read_zip", archive=True)
FORMS: dict[str, Form] = {
    ".txt": TEXT,
    ".md": Form("text.read_text", by_name=True),  # notes about the articles
    ".html": HTML,
    ".htm": HTML,
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".csv": CSV,
    ".tsv": CSV,
    ".parquet": PARQUET,
    ".rss": FEED,
    ".atom": FEED,
    ".xml": Form("feeds.read_feed", by_name=True),  # any data
    ".warc": WARC,
    ".eml": Form("mail.read_mail"),
    ".pdf": PDF,
    ".docx": Form("documents.read_docx"),
    ".zip": ZIP,
}
BEGINNINGS = (  # of what comes without a name: lower case, white space before it dropped
    (b"{", JSON_LINES),
    (b"<!doctype html", HTML),
    (b"<html", HTML),
    (b"<rss", FEED),
    (b"<feed", FEED),
    (b"<?xml", FEED),
    (b"warc/1.", WARC),
    (b"%pdf-", PDF),
    (b"par1", PARQUET),
    (b"pk\x03\x04", ZIP),
)
NAMED = 1000  # rejections of one input that are told each for itself; of more the number is told
PACKED_BEGINNINGS = ((b"\x1f\x8b", ".gz"), (b"\x28\xb5\x2f\xfd", ".zst"))


def form_of(path: PurePath) -> tuple[Form | None, str | None]:
    """The form that a file's name tells, and how it is packed; None for what nothing reads."""
    ending = path.suffix.lower()
    packing = ending if ending in PACKINGS else None
    return FORMS.get(path.with_suffix("").suffix.lower() if packing else ending), packing


def sniffed(head: bytes) -> Form:
    """The form that the first bytes tell; text where they tell nothing."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    return next((form for beginning, form in BEGINNINGS if begin.startswith(beginning)), TEXT)


def packed(head: bytes) -> str | None:
    """How a stream with these first bytes is packed."""
    return next((packing for beginning, packing in PACKED_BEGINNINGS if head.startswith(beginning)), None)


def outcomes(found: Iterator[Outcome], origin: str, options: Options) -> Iterator[Outcome]:
    """What reading an input gives; whatever stops it is the last, as a rejection. Each article may take the seconds of the options.

    Of rejections, the first `NAMED` are given: a file of a million lines that is no JSON lines at all is one fault, not a million.
    """
    refused = 0
    while True:
        try:
            with deadline(options.seconds):
                while isinstance(outcome := next(found, None), Rejection) and refused >= NAMED:
                    refused += 1
        except SourceError as error:
            outcome = Rejection(error.origin, error.reason, error.remedy)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            packing = "gzip" if ".gz" in origin else "packed"
            outcome = Rejection(origin, f"the {packing} data is damaged or ends early ({error})", "fetch or pack the file again")
        except OSError as error:
            outcome = Rejection(origin, f"it cannot be read ({error.strerror or error})", "check that it is there and that you may read it")
        except TookTooLong:
            outcome = Rejection(origin, f"reading it took longer than {options.seconds:g} seconds", "give its text, or allow more with --seconds")
        except Exception as error:  # whatever a strange input does to a library: it costs this input, and the rest goes on
            outcome = Rejection(origin, f"its reader failed ({type(error).__name__}: {str(error)[:120]})", "look whether it is damaged, or give its text")
        last = outcome is None or (isinstance(outcome, Rejection) and _ended(found))
        if last and refused > NAMED:
            yield Rejection(origin, f"{refused - NAMED:,} more entries of it cannot be read", "look whether it is what its ending says")
        if outcome is not None:
            refused += isinstance(outcome, Rejection)
            yield outcome
        if last:
            return


def _ended(found: Iterator[Outcome]) -> bool:
    """Whether a generator has ended by an error: it says so itself."""
    return getattr(found, "gi_frame", None) is None
