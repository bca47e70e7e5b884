"""Reading: what comes of every kind of source, and what is said of those that cannot be read."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Article, Rejection, Span
from kg.read import Options, articles
from kg.read.metadata import url_id
from kg.read.text import front_matter

PAGE = """<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8"><title>Norland lifts alert</title>
<meta property="og:site_name" content="Example News"><link rel="canonical" href="https://www.example.com/world/alert">
<meta property="article:published_time" content="2023-08-24T05:00:00Z"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Norland lifts alert</h1>
<p>Norland lifted an alert on Thursday that had told residents of Eastmark to take shelter, the prime minister’s office said in a statement.</p>
<p>Sudland had fired a rocket minutes earlier, according to Norland’s general staff, which called it a “space launch vehicle” in a message.</p>
<p>Officials in the capital condemned the launch and said that it had violated resolutions of the United Nations and two treaties.</p>
</article><footer>Example News</footer></body></html>"""


def read(*sources: str | Path, **options: object) -> tuple[list[Article], list[Rejection]]:
    rejected: list[Rejection] = []
    found = list(articles(sources, reject=rejected.append, **options))  # type: ignore[arg-type]
    return found, rejected


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ---------------------------------------------------------------- text
def test_text_is_kept_character_by_character(tmp_path: Path) -> None:
    text = "Norland’s alert\r\n\r\nIt was\u00a0lifted 🚀 e\u0301.\r\n"
    (found,), rejected = read(written(tmp_path, "a.txt", text))
    assert (found.text, found.body, found.origin, rejected) == (text, Span(0, len(text)), str(tmp_path / "a.txt"), [])


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    (found,), _ = read(written(tmp_path, "a.txt", b"\xef\xbb\xbfIt rained."))
    assert found.text == "It rained."


def test_front_matter_is_metadata_and_stays_in_the_text(tmp_path: Path) -> None:
    text = "Title: An alert\r\ndate: 2023-08-24\r\nsource: https://example.com/a\r\npublisher: Example\r\nid: a1\r\nlang: en-GB\r\n\r\nIt rained.\r\n"
    (found,), _ = read(written(tmp_path, "a.txt", text))
    assert found.text == text
    assert found.text[found.body.begin : found.body.end] == "It rained.\r\n"
    known = (found.id, found.title, found.issued, found.url, found.publisher, found.language)
    assert known == ("a1", "An alert", date(2023, 8, 24), "https://example.com/a", "Example", "en-GB")


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("title: A\n\nText.", 10),
        ("title: A\nText without a blank line.", 0),
        ("title: A\nmood: glad\n\nText.", 0),
        ("title: A\ntitle: B\n\nText.", 0),
        ("Text first.\ntitle: A\n\nText.", 0),
        ("\ntitle: A\n\nText.", 0),
        ("Note: it rained.\n\nText.", 0),
        ("title: A", 0),
    ],
)
def test_front_matter_is_known_keys_above_a_blank_line(text: str, begin: int) -> None:
    assert front_matter(text, "a.txt")[1] == begin


@pytest.mark.parametrize(
    ("source", "url", "publisher"),
    [
        ("https://example.com/a", "https://example.com/a", None),
        ("Example, 3 May, https://example.com/a.", "https://example.com/a", None),
        ("Example News", None, "Example News"),
    ],
)
def test_a_source_is_an_address_or_a_name(source: str, url: str | None, publisher: str | None) -> None:
    known, _ = front_matter(f"source: {source}\n\nText.", "a.txt")
    assert (known.url, known.publisher) == (url, publisher)


# ---------------------------------------------------------------- ids and dates
@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.example.com/news/2023-08-24/An_Alert", "example.com-news-2023-08-24-An_Alert"),
        ("https://example.com/a%20b/%E2%80%9Cq%E2%80%9D/", "example.com-a-b-q"),
        ("https://example.com/новости", "example.com-новости"),
        ("https://example.com/a?id=1", "example.com-a-2b5c08ad"),
        ("urn:x", "x"),
        ("https:///", None),
    ],
)
def test_an_id_is_made_from_the_address(url: str, slug: str | None) -> None:
    assert url_id(url) == slug


def test_an_id_is_made_from_the_content(tmp_path: Path) -> None:
    (found,), _ = read(written(tmp_path, "a.txt", "It rained."))
    assert found.id == hashlib.sha256(b"It rained.").hexdigest()[:16]
    assert read(written(tmp_path, "b.txt", "It rained."))[0][0].id == found.id


def test_long_addresses_stay_apart() -> None:
    one, two = (url_id(f"https://example.com/{'a' * 300}{n}") for n in "12")
    assert one != two and one is not None and len(one) < 140


def test_issued_dates_what_has_no_date(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", '{"text": "A.", "date": "2023-08-24T23:30:00-05:00"}\n{"text": "B."}\n')
    found, _ = read(path, issued=date(2020, 1, 1))
    assert [article.issued for article in found] == [date(2023, 8, 24), date(2020, 1, 1)]


def test_the_same_document_is_given_once_and_another_under_its_id_is_rejected(tmp_path: Path) -> None:
    lines = [{"id": "a", "text": "One."}, {"id": "a", "text": "One."}, {"id": "a", "text": "Two."}]
    found, rejected = read(written(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines))))
    assert [article.text for article in found] == ["One."]
    assert [(r.origin, r.remedy) for r in rejected] == [(f"{tmp_path}/a.jsonl:3", "give each document an id of its own")]


# ---------------------------------------------------------------- JSON lines
def test_json_lines(tmp_path: Path) -> None:
    record = {"id": 7, "text": "It\u2028rained.", "title": "A\nstorm", "url": "https://example.com/a", "publisher": "E", "lang": "en", "more": [1]}
    (found,), _ = read(written(tmp_path, "a.ndjson", "\ufeff\n" + json.dumps(record, ensure_ascii=False) + "\n\n"))
    assert found == Article("7", "It\u2028rained.", Span(0, 10), f"{tmp_path}/a.ndjson:2", "A storm", None, "https://example.com/a", "E", "en")


def test_a_lone_surrogate_becomes_a_replacement_character(tmp_path: Path) -> None:
    (found,), _ = read(written(tmp_path, "a.jsonl", r'{"id": "a\ud800\u0007", "text": "x\ud83d\ude80y\ud800", "title": "\udfff"}'))
    assert (found.id, found.text, found.title) == ("a\ufffd", "x🚀y\ufffd", "\ufffd")


BAD_LINES = {
    "{": "not valid JSON",
    "[1]": "no JSON object",
    "[" * 60_000: "not valid JSON",
    '{"id": "a"}': 'no "text"',
    '{"text": null}': 'no "text"',
    '{"text": 3}': '"text" is not a string but int',
    '{"text": " \\n\\u200b"}': "there is no text in it",
    '{"text": "a\\u0000b"}': "binary",
    '{"text": "A.", "id": true}': '"id" is not a string but bool',
    '{"text": "A.", "id": " \\t"}': "its id is empty",
    '{"text": "A.", "date": "24/08/2023"}': "'24/08/2023' is not a date",
    '{"text": "A.", "date": "2023-02-30"}': "is not a date",
    '{"text": "A.", "date": "2023-02-03 in the morning"}': "is not a date",
    '{"text": "A.", "url": "example.com/a"}': "is not a whole address",
    '{"text": "A.", "url": "http://[/"}': "is not a whole address",
    '{"text": "A.", "lang": "English!"}': "is not a language tag",
    '{"text": "' + "a" * 600 + '"}': "longer than the limit of 500 characters",
    '{"text": "A.", "n": ' + "1" * 80_000 + "}": "longer than the limit",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_does_not_stop_the_rest(tmp_path: Path, line: str) -> None:
    found, (rejection,) = read(written(tmp_path, "a.jsonl", f'{line}\n{{"text": "Good."}}\n'), options=Options(longest=500))
    assert [article.text for article in found] == ["Good."]
    assert (rejection.origin, bool(rejection.remedy)) == (f"{tmp_path}/a.jsonl:1", True)
    assert BAD_LINES[line] in rejection.reason


def test_bytes_that_are_not_utf8_name_the_line(tmp_path: Path) -> None:
    found, (rejection,) = read(written(tmp_path, "a.jsonl", b'{"text": "A."}\n{"text": "\xe2\x80\x9c\x93B"}\n{"text": "C."}'))
    assert [article.text for article in found] == ["A.", "C."]
    assert (rejection.origin, rejection.reason) == (f"{tmp_path}/a.jsonl:2", "byte 13 of the line (0x93) is not UTF-8")


# ---------------------------------------------------------------- files that cannot be read
BAD_FILES = [
    ("a.txt", b"", "", "there is no text in it"),
    ("a.txt", b"\xef\xbb\xbf \r\n", "", "there is no text in it"),
    ("a.txt", b"title: A\n\n\n", "", "there is no text in it"),
    ("a.txt", b"One \xe2\x80\x9c\nTwo \x93\n", ":2", "byte 12 of the file (0x93) is not UTF-8"),
    ("a.txt", b"One\nTwo \x81\n", ":2", "byte 8 of the file (0x81) is not UTF-8"),
    ("a.txt", b"\xff\xfeA\0B", "", "it begins as UTF-16"),
    ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "", "binary"),
    ("a.txt", bytes(range(1, 32)) * 9, "", "binary"),
    ("a.txt", b"date: yesterday\n\nText.", ":1", "'yesterday' is not a date"),
    ("a.txt", b"title: A\nurl: nowhere\n\nText.", ":2", "is not a whole address"),
    ("a.txt", b"a" * 501, "", "longer than the limit of 500 characters"),
    ("a.txt", b"a" * 5000, "", "longer than the limit of 500 characters"),
    ("a.odt", b"PK", "", "its ending names no format"),
    ("a", b"Text.", "", "its ending names no format"),
    ("a.txt.gz", gzip.compress(b"It rained. " * 30, mtime=0)[:-12], "", "gzip data is damaged"),
    ("a.txt.gz", b"Text.", "", "gzip data is damaged"),
    ("a.html", b"", "", "there is no text in it"),
    ("a.html", b"<html><head><meta charset=x-none></head><p>\x93</p>", "", "neither UTF-8 nor the x-none"),
    ("a.html", b"<html><p>\n\x81</p>", ":2", "byte 10 of the file (0x81) is not UTF-8"),
]


@pytest.mark.parametrize(("name", "content", "line", "reason"), BAD_FILES)
def test_a_bad_file_is_rejected_by_name(tmp_path: Path, name: str, content: bytes, line: str, reason: str) -> None:
    found, (rejection,) = read(written(tmp_path, name, content), options=Options(longest=500))
    assert (found, rejection.origin) == ([], f"{tmp_path}/{name}{line}")
    assert reason in rejection.reason
    assert rejection.remedy


def test_lines_before_a_damage_are_read(tmp_path: Path) -> None:
    packed = gzip.compress("".join(f'{{"text": "Line {n}."}}\n' for n in range(5000)).encode())
    found, (rejection,) = read(written(tmp_path, "a.jsonl.gz", packed[:-2000]))
    assert found[0].text == "Line 0."
    assert "gzip data" in rejection.reason


def test_what_is_not_there_is_rejected(tmp_path: Path) -> None:
    _, rejected = read(tmp_path / "none.txt", tmp_path / "none", str(tmp_path / "*.txt"), "a\0.txt")
    assert [bool(r.reason and r.remedy) for r in rejected] == [True] * 4
    assert rejected[0].reason == "it cannot be read (No such file or directory)"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read_is_rejected(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "A.")
    path.chmod(0)
    assert "Permission denied" in read(path)[1][0].reason


# ---------------------------------------------------------------- folders, globs, standard input
def test_a_folder_gives_its_readable_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a.txt", ".hidden/x.txt", "notes.md", "picture.png", "c.TXT"):
        written(tmp_path, name, f"Text of {name}.")
    written(tmp_path, "d.jsonl.gz", gzip.compress(b'{"text": "Packed."}'))
    found, rejected = read(tmp_path)
    assert [article.text for article in found] == ["Text of a/z.txt.", "Text of a.txt.", "Text of b.txt.", "Text of c.TXT.", "Packed."]
    assert rejected == []


def test_a_folder_that_contains_itself_ends(tmp_path: Path) -> None:
    written(tmp_path, "a/b/c.txt", "Text.")
    (tmp_path / "a/b/loop").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a/gone.txt").symlink_to(tmp_path / "nowhere")
    found, rejected = read(tmp_path)
    assert len(found) == 1
    assert [r.origin.removeprefix(str(tmp_path)) for r in rejected] == ["/a/b/loop", "/a/gone.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_folder_passes_over_pipes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert read(tmp_path) == ([], [])


@pytest.mark.parametrize(("pattern", "texts"), [("*.txt", ["A.", "B."]), ("**", ["A.", "B.", "C."]), ("**/*.txt", ["A.", "B.", "C."]), ("s*", ["C."])])
def test_a_glob_gives_what_it_matches(tmp_path: Path, pattern: str, texts: list[str]) -> None:
    for name, text in (("a.txt", "A."), ("b.txt", "B."), ("sub/c.txt", "C."), ("d.png", "D.")):
        written(tmp_path, name, text)
    found, rejected = read(str(tmp_path / pattern))
    assert ([article.text for article in found], rejected) == (texts, [])


def test_a_glob_that_matches_nothing_readable_is_rejected(tmp_path: Path) -> None:
    written(tmp_path, "d.png", "D.")
    _, rejected = read(str(tmp_path / "*.png"), str(tmp_path / "x*"))
    assert [r.reason for r in rejected] == ["no file that it matches can be read", "it matches nothing"]


def test_a_name_with_glob_characters_is_a_name_first(tmp_path: Path) -> None:
    assert len(read(written(tmp_path, "a[1].txt", "A."))[0]) == 1


@pytest.mark.parametrize(
    ("data", "origins", "texts"),
    [
        (b"It rained.\n", ["standard input"], ["It rained.\n"]),
        (b"\n\ntitle: no\n\nIt {rained}.", ["standard input"], ["\n\ntitle: no\n\nIt {rained}."]),
        (b'\xef\xbb\xbf\n {"text": "A."}\n{"text": "B."}', ["standard input:2", "standard input:3"], ["A.", "B."]),
    ],
)
def test_standard_input_is_text_or_json_lines(monkeypatch: pytest.MonkeyPatch, data: bytes, origins: list[str], texts: list[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    found, rejected = read("-")
    assert ([article.origin for article in found], [article.text for article in found], rejected) == (origins, texts, [])


# ---------------------------------------------------------------- HTML
def test_a_page_gives_its_article(tmp_path: Path) -> None:
    (found,), rejected = read(written(tmp_path, "a.html", PAGE))
    known = (found.id, found.title, found.issued, found.url, found.publisher, found.language)
    assert known == ("example.com-world-alert", "Norland lifts alert", date(2023, 8, 24), "https://www.example.com/world/alert", "Example News", "en-US")
    assert "the prime minister’s office said" in found.text and "Home" not in found.text and rejected == []


def test_a_page_in_a_declared_charset(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "windows-1252").encode("windows-1252")
    assert "minister’s" in read(written(tmp_path, "a.htm.gz", gzip.compress(page)))[0][0].text


def test_a_page_without_an_article_is_rejected(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _, (rejection,) = read(written(tmp_path, "a.html", "<html><head><title>Empty</title></head><body><nav></nav></body></html>"))
    assert rejection.reason == "no article text was found in the page"
    assert capfd.readouterr() == ("", "")


# ---------------------------------------------------------------- laws
@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_as_it_is_or_rejected(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.mktemp("any"), "a.txt", text.encode("utf-8", "surrogatepass"))
    found, rejected = read(path)
    assert len(found) + len(rejected) == 1
    if found:
        assert found[0].text == text.removeprefix("\ufeff")


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_read_or_rejected(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    found, rejected = read(*(written(folder, name, data) for name in ("a.txt", "a.jsonl", "a.txt.gz")))
    for text in [article.text for article in found] + [str(rejection) for rejection in rejected]:
        assert text.encode()
