"""Inputs that cannot be read, of every sort: each kind makes a file from chance alone, and says what must be reported of it.

What can still be read of a damaged container has an id that begins with "part"; nothing is asked of it.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import zstandard

MEGABYTE = 1_000_000
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORDS = (
    *("Norway", "Kenya", "Peru", "warned", "launched", "denied", "said", "that", "a", "rocket", "treaty", "on"),
    *("Monday", "was", "not", "signed", "by", "the", "ministry", "of", "defence", "in", "Oslo", "and"),
)
Make = Callable[[Random], bytes]


# ---------------------------------------------------------------- whole ones, which are then broken
def text(luck: Random, words: int = 80) -> str:
    found = [luck.choice(WORDS) for _ in range(words)]
    return f"Report {luck.randrange(10**9)}. " + " ".join(word + "." * (n % 12 == 11) for n, word in enumerate(found)) + "."


def txt(luck: Random) -> bytes:
    return f"id: part-{luck.randrange(10**9)}\n\n{text(luck)}\n".encode()


def page(luck: Random, body: str = "", head: str = "") -> bytes:
    paragraphs = "".join(f"<p>{text(luck)}</p>" for _ in range(3))
    address = f"https://part.example/{luck.randrange(10**9)}"
    link = f'<link rel="canonical" href="{address}">'
    return f"<!DOCTYPE html><html><head><title>A report</title>{head}{link}</head><body><article>{paragraphs}{body}</article></body></html>".encode()


def record(luck: Random, **fields: object) -> bytes:
    return json.dumps({"id": f"part-{luck.randrange(10**9)}", "text": text(luck), **fields}, ensure_ascii=False).encode() + b"\n"


def records(luck: Random, count: int = 40) -> bytes:
    return b"".join(record(luck) for _ in range(count))


def feed(luck: Random, inside: str = "") -> bytes:
    items = "".join(f"<item><link>https://part.example/{luck.randrange(10**9)}</link><description>{text(luck)}</description></item>" for _ in range(5))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>A paper</title>{items}{inside}</channel></rss>'.encode()


def zipped(members: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return file.getvalue()


def archive(luck: Random) -> bytes:
    return zipped({f"{n}.txt": txt(luck) for n in range(5)})


def stream(content: bytes, coding: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), coding, content)


def pdf(luck: Random, contents: bytes | None = None, kids: bytes = b"3 0 R") -> bytes:
    """A PDF of one page, its title and all; `contents` is the stream of the page."""
    contents = stream(f"BT /F1 12 Tf 72 700 Td ({text(luck)}) Tj ET".encode()) if contents is None else contents
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 1>>" % kids, page, contents, font), 1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)


def docx(luck: Random, inside: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text(luck)}</w:t></w:r></w:p>" for _ in range(3))
    return zipped({"word/document.xml": f"<w:document {WORD}><w:body>{body}{inside}</w:body></w:document>".encode()})


def parquet(luck: Random, texts: list[str] | None = None) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet as pq

    texts = texts or [text(luck) for _ in range(50)]
    file = io.BytesIO()
    table = pa.table({"id": [f"part-{luck.randrange(10**9)}" for _ in texts], "text": texts})
    pq.write_table(table, file, dictionary_pagesize_limit=10 * MEGABYTE)
    return file.getvalue()


def warc(luck: Random, body: bytes | None = None, more: bytes = b"") -> bytes:
    """A web archive of one page."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n%s\r\n%s" % (more, page(luck) if body is None else body)
    address = b"https://part.example/%d" % luck.randrange(10**9)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nContent-Type: application/http; msgtype=response\r\n" % address
    return b"%sContent-Length: %d\r\n\r\n%s\r\n\r\n" % (head, len(answer), answer)


def mail(luck: Random, body: bytes | None = None, more: bytes = b"Content-Type: text/plain; charset=utf-8\n") -> bytes:
    return b"Subject: A report\nFrom: A Paper <news@part.example>\n" + more + b"\n" + (text(luck).encode() if body is None else body)


# ---------------------------------------------------------------- how they are broken
def zst(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(9, write_checksum=True).compress(data)


def packed(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def cut(luck: Random, data: bytes, first: float = 0.2, last: float = 0.95) -> bytes:
    """The data up to a place by chance between two shares of it."""
    return data[: int(len(data) * luck.uniform(first, last))]


def hit(luck: Random, data: bytes, first: float = 0.3, last: float = 0.6) -> bytes:
    """The data with some bytes of it turned over."""
    at = int(len(data) * luck.uniform(first, last))
    return data[:at] + bytes(byte ^ 0xA5 for byte in data[at : at + 24]) + data[at + 24 :]


def noise(luck: Random, size: int = 5000) -> bytes:
    return luck.randbytes(size)


def nested(open_: str, close: str, count: int, inside: str = "x") -> str:
    return open_ * count + inside + close * count


def laughs() -> str:
    return (
        "<!DOCTYPE rss [" + "".join(f'<!ENTITY {c} "{f"&{b};" * 90}">' for b, c in zip("abcdef", "bcdefg", strict=True)) + "]><rss><channel>&g;</channel></rss>"
    )


def bomb_in(luck: Random, coding: bytes) -> bytes:
    body = gzip.compress(b" " * 400 * MEGABYTE, 1, mtime=0)
    return warc(luck, body, b"Content-Encoding: %s\r\nContent-Length: %d\r\n" % (coding, len(body)))


def same_string(luck: Random) -> bytes:
    """A small table of many rows that all hold one long string."""
    return parquet(luck, [text(luck, 200) * 1200] * 2000)


# ---------------------------------------------------------------- the kinds
@dataclass(frozen=True, slots=True)
class Kind:
    name: str  # what is wrong with it, as one word; the endings of its files
    make: Make
    reason: str  # a regular expression that a rejection of it must match; "" where it may be read or skipped as well
    heavy: bool = False  # it is large, or takes long


KINDS = (
    # ---- truncated and damaged
    Kind("cut.txt.gz", lambda luck: cut(luck, packed(txt(luck))), "damaged or ends early"),
    Kind("cut.jsonl.gz", lambda luck: cut(luck, packed(records(luck))), "damaged or ends early"),
    Kind("hit.jsonl.gz", lambda luck: hit(luck, packed(records(luck))), "damaged or ends early|not (valid JSON|UTF-8)|binary"),
    Kind("cut.jsonl.zst", lambda luck: cut(luck, zst(records(luck))), "zstd data ends early"),
    Kind("hit.txt.zst", lambda luck: hit(luck, zst(txt(luck))), "zstd data|not UTF-8|binary"),
    Kind("cut.zip", lambda luck: cut(luck, archive(luck)), "zip archive is damaged"),
    Kind("hit.zip", lambda luck: hit(luck, archive(luck), 0.1, 0.5), "damaged|binary|not UTF-8"),
    Kind("cut.warc", lambda luck: cut(luck, warc(luck), 0.6), "in the middle of|damaged"),
    Kind("cut.warc.gz", lambda luck: cut(luck, packed(warc(luck))), "damaged|in the middle of|ends early"),
    Kind("cut.parquet", lambda luck: cut(luck, parquet(luck)), "no whole Parquet"),
    Kind("hit.parquet", lambda luck: hit(luck, parquet(luck), 0.1, 0.4), "no whole Parquet|not UTF-8|reader failed"),
    Kind("cut.pdf", lambda luck: cut(luck, pdf(luck), 0.05, 0.4), "PDF cannot be read|no text in it"),
    Kind("cut.docx", lambda luck: cut(luck, docx(luck)), "no whole Word document"),
    Kind("hit.docx", lambda luck: hit(luck, docx(luck), 0.2, 0.5), "no whole Word document|packed data is damaged|not well-formed"),
    Kind("cut.rss", lambda luck: cut(luck, feed(luck)), "not well-formed XML"),
    # ---- encodings
    Kind("fault.txt", lambda luck: "Norway’s “storm” – ".encode() * 5 + b"\x80\xfe" + text(luck).encode(), "is not UTF-8"),
    Kind("utf16.txt", lambda luck: text(luck).encode("utf-16") + b"\n", "begins as UTF-16"),
    Kind("utf32.txt", lambda luck: text(luck).encode("utf-32")[:-3], "begins as UTF-32"),
    Kind("wide.txt", lambda luck: text(luck).encode("utf-16-le"), "binary data"),
    Kind("false.html", lambda luck: page(luck, "caf\u00e9", '<meta charset="utf-8">').decode().encode("latin-1"), "is not UTF-8"),
    Kind("klingon.html", lambda luck: page(luck, "caf\u00e9", '<meta charset="x-klingon">').decode().encode("latin-1"), "neither UTF-8 nor the x-klingon"),
    Kind("fault.jsonl", lambda luck: record(luck) + record(luck).replace(b"Report", "Norway’s “report” ".encode() + b"\xff") + record(luck), "is not UTF-8"),
    Kind("fault.csv", lambda luck: b'id,text\npart-1,"\xe2\x82\xac \xff"\n', "is not UTF-8"),
    Kind("fault.eml", lambda luck: mail(luck, "naïve “words” ".encode() * 3 + b"\xff\x80" + text(luck).encode()), "is not UTF-8"),
    # ---- bombs
    Kind("bomb.txt.gz", lambda luck: gzip.compress(b"word " * 40 * MEGABYTE, 9, mtime=0), "longer than the limit", heavy=True),
    Kind("bomb.jsonl.gz", lambda luck: gzip.compress(b" " * 200 * MEGABYTE, 9, mtime=0), "unpacks to more|took longer", heavy=True),
    Kind("bomb.html.zst", lambda luck: zst(b"<p>word " * 40 * MEGABYTE), "larger than the limit|unpacks to more", heavy=True),
    Kind("bomb.zip", lambda luck: zipped({"a.jsonl": b"\n" * 300 * MEGABYTE}), "far more than text", heavy=True),
    Kind("bomb.docx", lambda luck: docx(luck, "<w:p/>" * 40 * MEGABYTE), "unpacks to more|longer than|took longer", heavy=True),
    Kind(
        "bomb.pdf",
        lambda luck: pdf(luck, stream(zlib.compress(b" " * 300 * MEGABYTE, 9), b"/Filter/FlateDecode")),
        "PDF cannot be read|no text",
        heavy=True,
    ),
    Kind("bomb.parquet", same_string, "longer than the limit|no whole Parquet", heavy=True),
    Kind("bomb.warc", lambda luck: bomb_in(luck, b"gzip"), "larger than the limit|unpacked", heavy=True),
    Kind("laughs.rss", lambda luck: laughs().encode(), "not well-formed|no text|no feed|entit"),
    Kind("matryoshka.zip", lambda luck: zipped({"a.zip": archive(luck)}), "archive within an archive"),
    Kind("twice.txt.gz", lambda luck: packed(packed(txt(luck))), "binary data|not UTF-8"),
    Kind(
        "locked.zip", lambda luck: archive(luck).replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"), "locked with a password"
    ),
    # ---- lines of 100 MB, and other heaps
    Kind("line.txt", lambda luck: b"word " * 20 * MEGABYTE, "longer than the limit", heavy=True),
    Kind("line.jsonl", lambda luck: record(luck) + b'{"text": "' + b"word " * 20 * MEGABYTE + b'"}\n' + record(luck), "longer than the limit", heavy=True),
    Kind("line.csv", lambda luck: b"id,text\npart-1," + b"word " * 20 * MEGABYTE + b"\n", "longer than the limit", heavy=True),
    Kind("open.csv", lambda luck: b'id,text\npart-1,"' + b"word word\n" * 10 * MEGABYTE, "cannot be read|longer than", heavy=True),
    Kind("line.html", lambda luck: b"<p>" + b"word " * 20 * MEGABYTE, "larger than the limit", heavy=True),
    Kind("line.rss", lambda luck: b"<rss><channel><item><description>" + b"word " * 20 * MEGABYTE, "well-formed|larger|longer", heavy=True),
    Kind("line.eml", lambda luck: mail(luck, b"word " * 20 * MEGABYTE), "larger than the limit", heavy=True),
    Kind("faults.jsonl", lambda luck: b"x\n" * MEGABYTE, "not valid JSON", heavy=True),
    Kind("huge.txt", lambda luck: text(luck, 250_000).encode(), "longer than the limit"),
    Kind("slow.txt", lambda luck: text(luck, 190_000).encode()[:999_000], "took longer than", heavy=True),
    Kind("one-word.txt", lambda luck: b"id: part-word\n\n" + b"word" * 200_000, "", heavy=True),
    Kind("one-sentence.txt", lambda luck: b"id: part-sentence\n\n" + text(luck, 20_000).replace(".", "").encode(), "", heavy=True),
    Kind("digits.jsonl", lambda luck: b'{"text": ' + b"9" * 20_000 + b"}\n", "too large or too deep|not a string"),
    # ---- nested without end
    Kind("deep.html", lambda luck: page(luck, nested("<div>", "</div>", luck.randrange(2000, 60_000))), "more than 1000 deep"),
    Kind("deep-p.html", lambda luck: (nested("<dl><dd>", "", 20_000)).encode(), "no article text|taken apart|deep", heavy=True),
    Kind("deep.rss", lambda luck: feed(luck, nested("<a>", "</a>", 5000)), "deep"),
    Kind("deep.jsonl", lambda luck: nested('{"text":', "}", 50_000, '"x"').encode() + b"\n" + record(luck), "too large or too deep|not a string"),
    Kind("deep.docx", lambda luck: docx(luck, nested("<w:p>", "</w:p>", 5000)), "deep|no whole Word"),
    Kind("deep.eml", lambda luck: _parts(luck, 1500), "reader failed|no text in it|no e-mail|took longer", heavy=True),
    Kind("round.pdf", lambda luck: pdf(luck, kids=b"2 0 R"), "PDF cannot be read|no text"),
    # ---- empty
    *(
        Kind(f"empty.{end}", lambda luck: b"", "no text in it|no column|damaged|no record|PDF cannot|no whole|well-formed|no header")
        for end in ("txt", "html", "csv", "parquet", "rss", "warc", "eml", "pdf", "docx", "zip")
    ),
    Kind("blank.txt", lambda luck: b" \n\t\n" * luck.randrange(1, 500), "no text in it"),
    Kind("tags.html", lambda luck: b"<html><body>" + b"<div></div>" * luck.randrange(1, 200), "no article text"),
    Kind("bare.zip", lambda luck: zipped({"a.png": noise(luck)}), "no file that can be read"),
    Kind("bare.pdf", lambda luck: pdf(luck, stream(b"")), "no text in it"),
    Kind("bare.jsonl", lambda luck: record(luck, text=" "), "no text in it"),
    # ---- binary under a name of text
    *(
        Kind(f"noise.{end}", noise, "binary|UTF-8|damaged|no whole|PDF cannot|well-formed|no header|no record|neither|begins as|no text|no column")
        for end in ("txt", "html", "jsonl", "csv", "parquet", "rss", "warc", "eml", "pdf", "docx", "zip", "txt.gz", "txt.zst")
    ),
    Kind("picture.txt", lambda luck: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise(luck, 2000), "binary data"),
    Kind("program.html", lambda luck: b"\x7fELF\x02\x01\x01" + b"\0" * 64 + noise(luck, 2000), "binary data"),
    Kind("zeros.txt", lambda luck: b"\0" * luck.randrange(1, 100_000), "binary data"),
    Kind("zip.txt", archive, "binary data"),
    # ---- broken JSON lines, tables, feeds, mail
    Kind("comma.jsonl", lambda luck: record(luck)[:-2] + b",}\n" + record(luck), "not valid JSON"),
    Kind("quotes.jsonl", lambda luck: b"{'text': 'Norway warned Peru.'}\n", "not valid JSON"),
    Kind("cut.jsonl", lambda luck: cut(luck, record(luck)), "not valid JSON"),
    Kind("list.jsonl", lambda luck: b'["Norway warned Peru."]\n', "no JSON object"),
    Kind("number.jsonl", lambda luck: record(luck, text=luck.randrange(10**6)), "not a string"),
    Kind("textless.jsonl", lambda luck: b'{"title": "A title"}\n', 'no "text"'),
    Kind("date.jsonl", lambda luck: record(luck, date="next week"), "not a date"),
    Kind("address.jsonl", lambda luck: record(luck, url="somewhere"), "no.? a whole address|not a whole address"),
    Kind("id.jsonl", lambda luck: record(luck, id="  "), "id is empty"),
    Kind("control.jsonl", lambda luck: record(luck, text="A. " + "\x01\x02\x03" * 40), "binary data"),
    Kind("open.tsv", lambda luck: b'id\ttext\npart-1\t"' + text(luck).encode() + b"\n", "cannot be read"),
    Kind("nameless.csv", lambda luck: b"a,b\n1,2\n", "no column"),
    Kind("zero.csv", lambda luck: b"id,text\npart-1,No\0rway\n", "binary data|cannot be read"),
    Kind("other.rss", lambda luck: b"<html><body><p>A.</p></body></html>", "no feed"),
    Kind("unclosed.rss", lambda luck: feed(luck, "<item><title>"), "not well-formed"),
    Kind("bare.atom", lambda luck: b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title></entry></feed>', "no text in it"),
    Kind("bare.eml", lambda luck: b"\nNo header, no mail.\n", "no header"),
    Kind(
        "base64.eml",
        lambda luck: mail(luck, noise(luck, 900), b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n"),
        "binary|no text|UTF-8",
    ),
    Kind("picture.eml", lambda luck: mail(luck, b"AAAA", b"MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"), "no text in it"),
    Kind("charset.eml", lambda luck: mail(luck, b"caf\xe9 \xff" + text(luck).encode(), b"Content-Type: text/plain; charset=x-klingon\n"), "x-klingon"),
    Kind("headless.warc", lambda luck: b"Not a web archive at all.\n" * 9, "damaged"),
)


def _parts(luck: Random, count: int) -> bytes:
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(count))
    return mail(luck, b"", b"MIME-Version: 1.0\n" + heads) + text(luck).encode()


# ---------------------------------------------------------------- what is no file
def to_itself(path: Path) -> str:
    path.symlink_to(path.name)
    return "cannot be read"


def to_nothing(path: Path) -> str:
    path.symlink_to("nothing-there.txt")
    return "cannot be read"


def round_(path: Path) -> str:
    folder = path.with_suffix("")
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "back").symlink_to(folder, target_is_directory=True)
    return "contains itself, by a link"


def forbidden(path: Path) -> str:
    path.write_text("id: part-forbidden\n\nNorway warned Peru.\n")
    path.chmod(0)
    return "cannot be read"


def shut(path: Path) -> str:
    folder = path.with_suffix("")
    folder.mkdir()
    (folder / "a.txt").write_text("id: part-shut\n\nNorway warned Peru.\n")
    folder.chmod(0)
    return "cannot be read"


PLACES: tuple[Callable[[Path], str], ...] = (to_itself, to_nothing, round_, forbidden, shut)


# ---------------------------------------------------------------- the corpus
def damaged(folder: Path, count: int, *, heavy: int, seed: int = 1) -> dict[str, str]:
    """Writes `count` inputs below a folder, up to `heavy` of each heavy kind; the reason that each must have, by its path."""
    luck = Random(seed)
    expected: dict[str, str] = {}
    for number, (name, make, reason) in enumerate(_turns(count, heavy)):
        place = folder / f"{number % 20:02}"
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{number:04}-{name}"
        if isinstance(make, Kind):
            path.write_bytes(make.make(luck))
            expected[str(path)] = reason
        else:
            expected[str(path.with_suffix(""))] = make(path)
    return expected


def _turns(count: int, heavy: int) -> Iterator[tuple[str, Kind | Callable[[Path], str], str]]:
    """The kinds in turn, until there are enough."""
    left, number = count, 0
    while left:
        kinds = [(kind.name, kind, kind.reason) for kind in KINDS if number < heavy or not kind.heavy]
        for turn in [*kinds, *((f"{make.__name__.strip('_')}.txt", make, "") for make in PLACES)][:left]:
            yield turn
            left -= 1
        number += 1


def open_again(folder: Path) -> None:
    """Gives back the rights that were taken, so that the folder can be removed."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            os.chmod(path, 0o700)
