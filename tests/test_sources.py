"""Every form of source that is no plain text, page or JSON lines: what comes of it, and what is said of a broken one."""

from __future__ import annotations

import gzip
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import zstandard

from kg.model import Article, Rejection, Skipped
from kg.read import FORMS, Options, articles
from kg.read.markup import text_of
from tests.test_read import PAGE, written

FRENCH = (
    "Le gouvernement norvégien a annoncé mardi que le premier ministre se rendrait à Nairobi pour y rencontrer son homologue kényan. "
    "Les deux dirigeants doivent signer un accord sur la pêche."
)
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Courier</title><link>https://courier.example/</link><language>en-gb</language>
<item><title>Storm &amp; flood</title><link>https://courier.example/storm</link><pubDate>Tue, 27 May 2031 08:00:00 +0900</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>A storm struck Norway.</p><script>x()</script><p>Two people died.</p>]]></content:encoded></item>
<item><title>Empty</title><link>https://courier.example/empty</link></item>
<item><title>Talks</title><guid>https://courier.example/talks</guid><pubDate>some day</pubDate><description>Peru met Kenya.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Herald</title>
<entry><title>Launch</title><link rel="self" href="x"/><link href="https://herald.example/launch"/><updated>2031-05-27T23:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Iran launched a rocket.</p><p>It failed.</p></div></content></entry></feed>"""


def read(*sources: str | Path, **options: Any) -> tuple[list[Article], list[Rejection], list[Skipped]]:
    rejected: list[Rejection] = []
    skipped: list[Skipped] = []
    return list(articles(sources, reject=rejected.append, skip=skipped.append, options=Options(**options))), rejected, skipped


def zipped(members: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


# ---------------------------------------------------------------- packed
def test_zstandard_is_unpacked_frame_after_frame(tmp_path: Path) -> None:
    pack = zstandard.ZstdCompressor().compress
    (found,), rejected, _ = read(written(tmp_path, "a.txt.zst", pack(b"It rained. " * 3000) + pack(b"It stopped.")))
    assert (found.text, rejected) == ("It rained. " * 3000 + "It stopped.", [])


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: b"\0" + data, lambda data: data[:30] + b"\xff" * 30 + data[60:]])
def test_damaged_zstandard_is_rejected(tmp_path: Path, damage: Any) -> None:
    data = zstandard.ZstdCompressor().compress("".join(f"Line {n}. " for n in range(5000)).encode())
    found, (rejection,), _ = read(written(tmp_path, "a.txt.zst", damage(data)))
    assert found == [] and "zstd data" in rejection.reason


def test_a_zip_gives_its_readable_members(tmp_path: Path) -> None:
    members = {"b/x.jsonl": '{"text": "One."}\n{"text": "Two."}', "a.txt": "Three.", "n.png": "no", ".h.txt": "no", "c.txt.gz": gzip.compress(b"Four.")}
    found, rejected, _ = read(written(tmp_path, "a.zip", zipped(members)))
    assert [(article.origin, article.text) for article in found] == [
        (f"{tmp_path}/a.zip/a.txt", "Three."),
        (f"{tmp_path}/a.zip/b/x.jsonl:1", "One."),
        (f"{tmp_path}/a.zip/b/x.jsonl:2", "Two."),
        (f"{tmp_path}/a.zip/c.txt.gz", "Four."),
    ]
    assert rejected == []


def test_a_bad_member_does_not_stop_the_rest(tmp_path: Path) -> None:
    data = zipped({"a.txt": b"\x89PNG\0", "b.zip": zipped({"x.txt": "X."}), "c.txt": "Good."})
    found, rejected, _ = read(written(tmp_path, "a.zip", data))
    assert [article.text for article in found] == ["Good."]
    assert [r.reason for r in rejected] == ["it holds binary data, not text", "it is an archive within an archive"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", zipped({"a.txt": "A."})[:-30], "zip archive is damaged"),
        ("a.zip", b"", "zip archive is damaged"),
        ("a.zip", zipped({"a.png": "A."}), "no file that can be read"),
        ("a.zip", zipped({"a.jsonl": b"\n" * 120_000_000}), "unpacks to far more than text does"),
        ("a.jsonl.gz", gzip.compress(b" " * 120_000_000, 9, mtime=0), "unpacks to more than 100 MB"),
        ("a.warc.gz", gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 200000000\r\n\r\n" + b" " * 120_000_000, mtime=0), "unpacks to more"),
        ("a.jsonl.zst", zstandard.ZstdCompressor(9).compress(b" " * 120_000_000), "unpacks to more than 100 MB"),
    ],
)
def test_archives_that_are_broken_or_bombs(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    found, (rejection,), _ = read(written(tmp_path, name, content))
    assert found == [] and reason in rejection.reason and rejection.origin.startswith(f"{tmp_path}/{name}")


# ---------------------------------------------------------------- tables
def test_csv_columns_are_named_by_options(tmp_path: Path) -> None:
    table = 'Body;when;link\r\n"Norway said ""no"".\r\nIt did.";2031-05-27;https://a.example/x\r\n\r\n;2031-05-28;\r\nPeru left.;;\r\n'
    columns = {"text": "Body", "date": "when", "url": "link"}
    found, (rejection,), _ = read(written(tmp_path, "a.csv", table), columns=columns)
    assert [(a.text, a.issued, a.url) for a in found] == [
        ('Norway said "no".\r\nIt did.', date(2031, 5, 27), "https://a.example/x"),
        ("Peru left.", None, None),
    ]
    assert rejection.reason == 'it has no "Body"'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", 'no column "text" (it has: none)'),
        (b"a,b\n1,2\n", 'no column "text" (it has: a, b)'),
        (b'text\n"A.\n', "cannot be read"),
        (b"text\n\x81\n", "not UTF-8"),
    ],
)
def test_a_bad_table_is_rejected(tmp_path: Path, content: bytes, reason: str) -> None:
    found, (rejection,), _ = read(written(tmp_path, "a.csv", content))
    assert found == [] and reason in rejection.reason and rejection.remedy


def test_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.table(
        {"id": [1, 2, 3], "body": ["A storm struck.", None, "It passed."], "date": [date(2031, 5, 27), None, date(2031, 5, 28)], "n": [1.5, 2.5, 3.5]}
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    found, (rejection,), _ = read(tmp_path / "a.parquet", columns={"text": "body"})
    assert [(a.id, a.text, a.issued) for a in found] == [("1", "A storm struck.", date(2031, 5, 27)), ("3", "It passed.", date(2031, 5, 28))]
    assert rejection.origin == f"{tmp_path}/a.parquet, row 2"
    data = (tmp_path / "a.parquet").read_bytes()
    _, (rejection,), _ = read(written(tmp_path, "b.parquet", data[:-40]))
    assert "no whole Parquet file" in rejection.reason


def test_json_lines_take_the_names_too(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.jsonl", '{"body": "It rained."}'), columns={"text": "body"})[0][0].text == "It rained."


# ---------------------------------------------------------------- feeds
def test_a_feed_gives_its_entries(tmp_path: Path) -> None:
    (storm, talks), (rejection,), _ = read(written(tmp_path, "a.rss", FEED))
    assert (storm.text, storm.title, storm.issued) == ("A storm struck Norway.\n\nTwo people died.", "Storm & flood", date(2031, 5, 27))
    assert (storm.url, storm.publisher, storm.origin) == ("https://courier.example/storm", "The Courier", f"{tmp_path}/a.rss, entry 1")
    assert (talks.text, talks.issued, talks.url) == ("Peru met Kenya.", None, "https://courier.example/talks")
    assert (rejection.origin, rejection.reason) == (f"{tmp_path}/a.rss, entry 2", "there is no text in it")


def test_atom(tmp_path: Path) -> None:
    ((found,), rejected, _) = read(written(tmp_path, "a.xml", ATOM))
    known = (found.text, found.title, found.issued, found.url, found.publisher, rejected)
    assert known == ("Iran launched a rocket.\n\nIt failed.", "Launch", date(2031, 5, 27), "https://herald.example/launch", "Herald", [])


LAUGHS = "".join(f'<!ENTITY {c} "{f"&{b};" * 90}">' for b, c in zip("abcdef", "bcdefg", strict=True))


@pytest.mark.parametrize(
    ("content", "texts", "reason"),
    [
        (FEED[: FEED.index("<title>Talks")], 1, "not well-formed XML"),
        ("<rss>" + "<a>" * 300, 0, "more than 200 deep"),
        ("<html><p>A.</p></html>", 0, "no feed"),
        ("", 0, "not well-formed XML"),
        (
            '<!DOCTYPE rss [<!ENTITY a "A">' + "".join(f'<!ENTITY {c} "{f"&{b};" * 90}">' for b, c in zip("abcdef", "bcdefg", strict=True)) + "]><rss>&g;",
            0,
            "well-formed",
        ),
    ],
)
def test_a_broken_feed(tmp_path: Path, content: str, texts: int, reason: str) -> None:
    found, rejected, _ = read(written(tmp_path, "a.rss", content))
    assert len(found) == texts and reason in rejected[-1].reason


def test_no_entity_reads_a_file(tmp_path: Path) -> None:
    written(tmp_path, "secret.txt", "Secret.")
    feed = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]><rss><channel><item><description>A. &x;</description></item></channel></rss>'
    found, _, _ = read(written(tmp_path, "a.rss", feed))
    assert all("Secret" not in article.text for article in found)


def test_markup_becomes_paragraphs() -> None:
    markup = "<h1>A</h1><p>One <b>bold</b>\n word.<br>Next &amp; last.</p><style>p{}</style><!-- c -->tail"
    assert text_of(markup) == "A\n\nOne bold word.\n\nNext & last.\n\ntail"


# ---------------------------------------------------------------- web archives
def warc(*pages: tuple[str, str, bytes], encoded: bool = False) -> bytes:
    records = []
    for address, status, body in pages:
        more = b"Content-Encoding: gzip\r\n" if encoded else b""
        answer = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n%s\r\n%s" % (status.encode(), more, gzip.compress(body) if encoded else body)
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: "
        records.append(gzip.compress(head.encode() + b"%d\r\n\r\n%s\r\n\r\n" % (len(answer), answer)))
    return b"".join(records)


def test_a_web_archive_gives_its_pages(tmp_path: Path) -> None:
    bare = PAGE.replace('<link rel="canonical" href="https://www.example.com/world/alert">', "")
    data = warc(
        ("https://a.example/x", "200 OK", bare.encode()), ("https://a.example/y", "404 Not Found", bare.encode()), ("https://a.example/z", "200 OK", b"<p>")
    )
    (found,), (rejection,), _ = read(written(tmp_path, "a.warc.gz", data))
    assert read(written(tmp_path, "b.warc.gz", warc(("https://a.example/x", "200 OK", bare.encode()), encoded=True)))[0][0].text == found.text
    assert (found.url, found.title, found.id) == ("https://a.example/x", "Norland lifts alert", "a.example-x")
    assert (rejection.origin, rejection.reason) == (f"{tmp_path}/a.warc.gz: https://a.example/z", "no article text was found in the page")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no record"),
        (b"Not a web archive at all.\n" * 9, "damaged"),
        (gzip.decompress(warc(("https://a.example/x", "200 OK", b"<p>" * 900)))[:-500], "in the middle of it"),
    ],
)
def test_a_broken_web_archive(tmp_path: Path, content: bytes, reason: str) -> None:
    _, rejected, _ = read(written(tmp_path, "a.warc", content))
    assert reason in rejected[-1].reason


# ---------------------------------------------------------------- mail and documents
def message(**parts: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = "Storm – Norway", "The Courier <news@courier.example>", "Tue, 27 May 2031 08:00:00 +0000"
    for kind, text in parts.items():
        (mail.add_alternative if mail.get_content_type() != "text/plain" or mail.get_payload() else mail.set_content)(text, subtype=kind)
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("parts", "text"), [({"plain": "Norway’s storm.\n", "html": "<p>no</p>"}, "Norway’s storm.\n"), ({"html": "<p>One.</p><p>Two.</p>"}, "One.\n\nTwo.")]
)
def test_mail(tmp_path: Path, parts: dict[str, str], text: str) -> None:
    (found,), rejected, _ = read(written(tmp_path, "a.eml", message(**parts)))
    assert (found.text, found.title, found.publisher, found.issued, rejected) == (text, "Storm – Norway", "The Courier", date(2031, 5, 27), [])


def pdf(text: str) -> bytes:
    """A PDF of one page, written by hand."""
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)


def test_pdf(tmp_path: Path) -> None:
    (found,), rejected, _ = read(written(tmp_path, "a.pdf", pdf("A storm struck Norway.")))
    assert (found.text, rejected) == ("A storm struck Norway.", [])
    for content, reason in ((pdf(""), "only pictures"), (b"%PDF-1.4", "cannot be read"), (pdf("x")[:200], "")):
        _, rejected, _ = read(written(tmp_path, "b.pdf", content))
        assert len(rejected) == 1 and reason in rejected[0].reason


def test_docx(tmp_path: Path) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("A storm", "It struck Norway.", ""))
    core = '<c:coreProperties xmlns:c="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A storm</dc:title></c:coreProperties>'
    data = zipped({"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>", "docProps/core.xml": core})
    (found,), rejected, _ = read(written(tmp_path, "a.docx", data))
    assert (found.text, found.title, rejected) == ("A storm\n\nIt struck Norway.", "A storm", [])
    for content in (b"PK", zipped({"x": "y"}), data[:-100]):
        assert "no whole Word document" in read(written(tmp_path, "b.docx", content))[1][0].reason


# ---------------------------------------------------------------- encodings
@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16", "utf-32", "utf-8-sig"])
def test_an_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = "The “Norland” prime minister’s office said – on Thursday – that it was over."
    assert read(written(tmp_path, "a.txt", text.encode(encoding)))[0][0].text == text


# ---------------------------------------------------------------- languages and copies
def test_another_language_is_skipped_and_counted(tmp_path: Path) -> None:
    lines = [{"text": FRENCH}, {"text": "Norway said no.", "lang": "nb"}, {"text": FRENCH, "lang": "fr", "id": "f"}, {"text": "It rained."}]
    found, rejected, skipped = read(written(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines))))
    assert [article.text for article in found] == ["It rained."]
    assert [s.reason for s in skipped] == ["language fr", "language nb", "language fr"] and rejected == []


def test_a_wrong_declaration_does_not_lose_an_article(tmp_path: Path) -> None:
    text = "The government of Norway said on Tuesday that the prime minister would travel to Nairobi, where she was to meet her colleague."
    (found,), _, skipped = read(written(tmp_path, "a.jsonl", json.dumps({"text": text, "lang": "no"})))
    assert (found.language, skipped) == ("en", [])


def test_the_same_again_is_counted(tmp_path: Path) -> None:
    _, _, skipped = read(written(tmp_path, "a.txt", "It rained."), tmp_path / "a.txt")
    assert skipped == [Skipped(f"{tmp_path}/a.txt", "read before")]


# ---------------------------------------------------------------- addresses
class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
        elif self.path == "/file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
        else:
            self.send_response(200 if self.path != "/gone" else 404)
            self.send_header("Content-Type", "text/html" if self.path == "/page" else "application/rss+xml")
        self.end_headers()
        if self.path in ("/page", "/feed"):
            self.wfile.write((PAGE.replace('<link rel="canonical" href="https://www.example.com/world/alert">', "") if self.path == "/page" else FEED).encode())

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address_is_fetched(site: str) -> None:
    (page, *entries), rejected, _ = read(f"{site}/page", f"{site}/feed")
    assert (page.url, page.title) == (f"{site}/page", "Norland lifts alert")
    assert (len(entries), len(rejected)) == (2, 1)


@pytest.mark.parametrize(("path", "reason"), [("/gone", "answered 404"), ("/loop", "answered 302"), ("/file", "not allowed")])
def test_an_address_that_gives_nothing(site: str, path: str, reason: str) -> None:
    found, (rejection,), _ = read(site + path)
    assert found == [] and reason in rejection.reason and rejection.origin == site + path


# ---------------------------------------------------------------- standard input, and the registry
@pytest.mark.parametrize(
    ("data", "count"),
    [
        (FEED.encode(), 2),
        (PAGE.encode(), 1),
        (gzip.compress(b'{"text": "A."}\n{"text": "B."}', mtime=0), 2),
        (zipped({"a.txt": "A.", "b.txt": "B."}), 2),
        (pdf("A."), 1),
    ],
)
def test_standard_input_is_what_it_begins_as(monkeypatch: pytest.MonkeyPatch, data: bytes, count: int) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert len(read("-")[0]) == count


@pytest.mark.parametrize("ending", sorted(FORMS))
def test_every_form_rejects_noise(tmp_path: Path, ending: str) -> None:
    noise = bytes((n * 7919 + n // 3) % 256 for n in range(5000))
    for data in (noise, b"", b"\0" * 100, b"PK\x03\x04" + noise, b"<" * 3000):
        found, rejected, _ = read(written(tmp_path, f"a{ending}", data))
        assert len(found) + len(rejected) >= 1 or not data
        assert all(r.reason and r.remedy for r in rejected)


def test_a_reader_that_takes_too_long_costs_its_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: Any, **__: Any) -> Iterator[Any]:
        while True:
            try:
                sum(range(1000))
            except Exception:  # as a library may
                continue
        yield None

    monkeypatch.setattr("kg.read.mail.read_mail", endless)
    found, (rejection,), _ = read(written(tmp_path, "a.eml", "x"), written(tmp_path, "b.txt", "Good."), seconds=0.05)
    assert [a.text for a in found] == ["Good."]
    assert "took longer than 0.05 seconds" in rejection.reason
