"""The command line: what each command prints and writes, and what it says of input that cannot be used.

Exit codes: 0 all well; 1 something could not be read or did not hold, the rest done; 2 wrong usage.
"""

from __future__ import annotations

import csv
import errno
import gzip
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg import __version__
from kg.nlp import Pipeline
from kg.store import Graph
from tests.conftest import SHORT, Kg

ROOT = Path(__file__).parent.parent
STORY = Path(__file__).parent / "data" / "story.trig"
COUNT = "SELECT (COUNT(*) AS ?n) { ?c a kg:Claim ; kg:status ?s }"


@pytest.fixture
def graph(kg: Kg, news: Path, one_pipeline: Pipeline, tmp_path: Path) -> Path:
    """The graph of the three small articles."""
    path = tmp_path / "graph.trig"
    assert kg("build", news, "-o", path).code == 0
    return path


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


# ---------------------------------------------------------------- help
def test_the_version_is_that_of_the_package(kg: Kg) -> None:
    assert kg("--version") == (0, f"claimgraph {__version__}\n", "")


@pytest.mark.parametrize("command", ["build", "query", "view", "explain", "info", "check", "drop", "export"])
def test_every_command_explains_itself(kg: Kg, command: str) -> None:
    assert command in kg("--help").out
    done = kg(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert f"kg {command}" in done.out.replace("python -m kg", "kg")


@pytest.mark.parametrize("arguments", [["nonsense"], ["build"], ["build", "--nonsense"], ["view"], ["export", STORY], ["explain"], ["check"]])
def test_wrong_usage_is_2_and_says_what_is_missing(kg: Kg, arguments: list[object]) -> None:
    done = kg(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Usage: " in done.err and ("No such" in done.err or "Missing" in done.err)


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "kg", "--version"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"claimgraph {__version__}\n", "")


def test_a_closed_pipe_is_no_error() -> None:
    """`kg query … | head` ends quietly."""
    script = f"{sys.executable} -m kg query {STORY} 'SELECT ?s ?p ?o {{ ?s ?p ?o . ?x ?y ?z }} LIMIT 20000' --format csv | head -1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {script}"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "s,p,o", "")


# ---------------------------------------------------------------- build
@pytest.mark.model
def test_build_writes_the_file_and_counts_on_stderr(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path) -> None:
    done = kg("build", short, "-o", tmp_path / "g.nq")
    assert (done.code, done.out) == (0, "")
    assert done.err == f"1 document, 1 claim, {_triples(tmp_path / 'g.nq')} triples in {tmp_path / 'g.nq'}\n"


def _triples(path: Path) -> int:
    return sum("/doc/" in line.rsplit(" <", 1)[1] for line in path.read_text(encoding="utf-8").splitlines())


@pytest.mark.model
def test_build_into_a_store(kg: Kg, news: Path, one_pipeline: Pipeline, tmp_path: Path) -> None:
    done = kg("build", news, "--store", tmp_path / "store")
    assert (done.code, done.out) == (0, "")
    assert "3 documents" in done.err and "doc/quiet: no event was found in it" in done.err
    assert kg("query", tmp_path / "store", COUNT, "--format", "csv").out.splitlines()[0] == "n"


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", SHORT.encode()),
        ("a.txt", b"\xef\xbb\xbf" + SHORT.replace("\n", "\r\n").encode()),
        ("a.txt.gz", gzip.compress(SHORT.encode(), mtime=0)),
        ("a.md", SHORT.encode()),
        ("a.jsonl", b'{"id": "short", "date": "2023-08-24", "text": "Japan warned Iran on Tuesday."}\n'),
        ("a.ndjson.gz", gzip.compress(b'{"id": "short", "date": "2023-08-24", "text": "Japan warned Iran on Tuesday."}\n', mtime=0)),
        ("a.html", b"<html><head><title>A warning</title></head><body><article><p>Japan warned Iran.</p><p>Norway warned Japan.</p></article></body></html>"),
    ],
)
def test_build_reads_every_format(kg: Kg, one_pipeline: Pipeline, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    done = kg("build", tmp_path / name, "-o", tmp_path / "g.nq")
    assert (done.code, done.out) == (0, "")
    assert "state/japan> <https://w3id.org/claimgraph/ontology#warned>" in (tmp_path / "g.nq").read_text(encoding="utf-8") or name.endswith("html")


@pytest.mark.model
def test_build_reads_standard_input_folders_and_globs(kg: Kg, news: Path, one_pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, SHORT.encode())
    done = kg("build", "-", str(news / "*.txt"), news, "-o", tmp_path / "g.nq")
    assert done.code == 0 and "4 documents" in done.err


@pytest.mark.model
def test_the_date_is_for_documents_that_carry_none(kg: Kg, one_pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Japan warned Iran on Tuesday.", encoding="utf-8")
    kg("build", tmp_path / "a.txt", "-o", tmp_path / "g.nq", "--date", "2023-08-24", "--base", "https://example.org/")
    written = (tmp_path / "g.nq").read_text(encoding="utf-8")
    assert '"2023-08-22"^^' in written and "<https://example.org/state/japan>" in written


@pytest.mark.model
def test_build_with_words_of_ones_own(kg: Kg, one_pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Jordan frobnicated the crossing.", encoding="utf-8")
    (tmp_path / "own.ttl").write_text(
        "@prefix kg: <https://w3id.org/claimgraph/ontology#> .\n@prefix lex: <https://w3id.org/claimgraph/lexicon#> .\n"
        'lex:frobnicate a kg:Entry ; kg:evokes kg:Development ; kg:word "frobnicate.v" .\n',
        encoding="utf-8",
    )
    done = kg("build", tmp_path / "a.txt", "-o", tmp_path / "g.nq", "--ontology", tmp_path / "own.ttl")
    assert "1 claim" in done.err and '"frobnicate"' in (tmp_path / "g.nq").read_text(encoding="utf-8")


# ---------------------------------------------------------------- query
def test_query_counts(kg: Kg) -> None:
    done = kg("query", STORY, "SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }", "--format", "json")
    assert (done.code, done.err) == (0, "")
    (row,) = json.loads(done.out)["results"]["bindings"]
    assert int(row["n"]["value"]) > 3


@pytest.mark.parametrize(("form", "begin"), [("csv", "n\r\n"), ("tsv", "?n\n"), ("xml", "<?xml"), ("json", "{"), ("table", "")])
def test_query_answers_in_every_format(kg: Kg, form: str, begin: str) -> None:
    done = kg("query", STORY, "SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }", "--format", form)
    assert (done.code, done.err) == (0, "")
    assert done.out.replace("\r\n", "\n").startswith(begin.replace("\r\n", "\n")) and done.out.strip()


def test_query_builds_graphs_and_says_yes_or_no(kg: Kg) -> None:
    assert kg("query", STORY, "CONSTRUCT { ?c a kg:Claim } { ?c a kg:Claim }", "--format", "nt").out.count("\n") > 3
    assert kg("query", STORY, "ASK { ?c a kg:Claim }").out.strip() in ("true", "yes")


def test_query_from_a_file_and_by_name(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }", encoding="utf-8")
    assert (
        kg("query", STORY, tmp_path / "q.rq", "--format", "csv").out == kg("query", STORY, "SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }", "--format", "csv").out
    )
    listed = kg("query", "--list")
    assert listed.code == 0 and "who-warned-whom" in listed.out
    assert kg("query", STORY, "--name", "who-warned-whom").code == 0


def test_query_keeps_to_statuses(kg: Kg) -> None:
    asked = ("query", STORY, "SELECT (COUNT(*) AS ?n) { ?e kg:agent ?a }", "--format", "csv", "--only")
    every, asserted = (int(kg(*asked, only).out.splitlines()[1]) for only in ("asserted,reported,hypothetical", "asserted"))
    assert 0 < asserted < every


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give a graph and either a SPARQL query"),
        ([STORY], "give a graph and either a SPARQL query"),
        ([STORY, "SELECT * {}", "--name", "timeline"], "give a graph and either a SPARQL query"),
        ([STORY, "SELECT {"], "line 1"),
        ([STORY, "--name", "who-wanrs-whom"], "who-warned-whom"),
        ([STORY, "--name", "who-warned-whom", "--param", "nonsense"], "NAME=VALUE"),
        ([STORY, "SELECT * {}", "--only", "nonsense"], "hypothetical"),
        ([STORY, "SELECT * {}", "--format", "nonsense"], "json"),
        ([STORY, "nothing.rq"], "nothing.rq"),
        (["nothing.trig", "SELECT * {}"], "nothing.trig"),
        ([Path(__file__), "SELECT * {}"], "test_cli.py"),
        ([Path(__file__).parent, "SELECT * {}"], "not a store's folder"),
        ([STORY, "INSERT DATA { <x:a> <x:b> <x:c> }"], ""),
    ],
)
def test_a_query_that_does_not_hold_is_2(kg: Kg, arguments: list[object], said: str) -> None:
    done = kg("query", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("kg: ") and said in done.err and "Traceback" not in done.err


# ---------------------------------------------------------------- view, explain, check, export
def test_view_writes_one_page_that_needs_no_network(kg: Kg, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = kg("view", STORY, "-o", out, "--title", "A <test> & more")
    assert (done.code, done.out) == (0, "")
    page = out.read_text(encoding="utf-8")
    assert "A &lt;test&gt; &amp; more" in page and not re.search(r"""<(script|link|img|iframe)[^>]*\b(src|href)\s*=\s*["']?\s*(https?:)?//""", page)
    assert str(out) in done.err
    again = tmp_path / "again.html"
    kg("view", STORY, "-o", again, "--title", "A <test> & more")
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.model
def test_explain_shows_the_sentence(kg: Kg, graph: Path) -> None:
    done = kg("explain", graph, "North Korea", "launched")
    assert (done.code, done.err) == (0, "")
    assert "launched" in done.out and "A rocket falls" in done.out
    assert kg("explain", graph, "Garry Kasparov").code == 0


@pytest.mark.model
def test_explain_of_what_the_graph_does_not_say_is_1(kg: Kg, graph: Path) -> None:
    done = kg("explain", graph, "Japan", "launched")
    assert (done.code, done.out) == (1, "")
    assert "Japan launched" in done.err and "the graph says nothing of it" in done.err


@pytest.mark.model
def test_check_finds_nothing_wrong_with_what_was_built(kg: Kg, graph: Path, news: Path) -> None:
    done = kg("check", graph, "--text", news)
    assert (done.code, done.out, done.err) == (0, "", "no problem was found\n")


@pytest.mark.model
def test_check_finds_what_was_tampered_with(kg: Kg, graph: Path, news: Path) -> None:
    text = graph.read_text(encoding="utf-8")
    graph.write_text(text.replace('"North Korea"@en', '"South Korea"@en'), encoding="utf-8")
    (news / "quiet.txt").unlink()
    done = kg("check", graph, "--text", news)
    assert done.code == 1
    assert "courier" in done.out and "South Korea" in done.out and "quiet" in done.out
    assert done.err.endswith("problems\n")


@pytest.mark.parametrize("ending", ["nt", "nq", "ttl", "trig", "jsonld", "rdf", "graphml", "gexf", "csv", "zip", "nq.gz"])
@pytest.mark.parametrize("layer", ["all", "relations", "events"])
def test_export_writes_every_format(kg: Kg, tmp_path: Path, ending: str, layer: str) -> None:
    out = tmp_path / f"g.{ending}"
    done = kg("export", STORY, "-o", out, "--layer", layer, "--only", "asserted")
    assert (done.code, done.out, done.err) == (0, "", f"written to {out}\n")
    assert out.stat().st_size > 100 and [p.name for p in tmp_path.iterdir()] == [out.name]


def test_export_gives_back_the_same_graph(kg: Kg, tmp_path: Path) -> None:
    kg("export", STORY, "-o", tmp_path / "g.nq")
    with Graph.open(STORY) as one, Graph.open(tmp_path / "g.nq") as other:
        assert set(map(str, one.store)) == set(map(str, other.store))


def test_exported_tables_are_csv(kg: Kg, tmp_path: Path) -> None:
    kg("export", STORY, "-o", tmp_path / "g.csv", "--layer", "relations")
    with (tmp_path / "g.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert rows and all(len(row) == len(head) for row in rows)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", STORY, "-o", "g.docx"], "g.docx"),
        (["export", STORY, "-o", "g.nt", "--format", "nonsense"], "nonsense"),
        (["export", STORY, "-o", "g.nt", "--layer", "nonsense"], "nonsense"),
        (["export", "nothing.nq", "-o", "g.nt"], "nothing.nq"),
        (["export", STORY, "-o", "no/such/folder/g.nt"], "no/such/folder/g.nt"),
        (["view", "nothing.nq"], "nothing.nq"),
        (["view", STORY, "-o", "no/such/folder/page.html"], "no/such/folder/page.html"),
        (["view", STORY, "--since", "soon"], "soon"),
        (["view", STORY, "--about", "Nobody At All"], "Nobody At All"),
        (["explain", "nothing.nq", "Japan"], "nothing.nq"),
        (["check", "nothing.nq"], "nothing.nq"),
    ],
)
def test_what_cannot_be_carried_out_is_2(kg: Kg, arguments: list[object], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = kg(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("kg: ") and said in done.err and "; " in done.err
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- input that cannot be used
DATES = '{"text": "Japan warned Iran.", "date": "24.8.2023"}\n'
BAD = {
    "empty file": ("a.txt", b"", "a.txt: there is no text in it"),
    "blank file": ("a.txt", " \r\n\u200b\ufeff\n".encode(), "a.txt: there is no text in it"),
    "binary file": ("a.txt", bytes(range(256)) * 20, "a.txt: it holds binary data"),
    "a picture": ("a.html", b"\x89PNG\r\n\x1a\n" + bytes(200), "a.html: it holds binary data"),
    "damaged UTF-8": ("a.txt", b"Japan warned Iran.\nCaf\xc3\xa9 d\xc3\xa9j\xc3\xa0 \xe9 l\xc3\xa0.\n", "a.txt:2: byte 32 of the file (0xe9) is not UTF-8"),
    "no gzip": ("a.txt.gz", b"Japan warned Iran.", "a.txt.gz: the gzip data is damaged"),
    "half a gzip": ("a.txt.gz", gzip.compress(SHORT.encode() * 99, mtime=0)[:60], "a.txt.gz: the gzip data is damaged or ends early"),
    "no article": ("a.html", b"<html><body></body></html>", "a.html: no article text was found"),
    "no JSON": ("a.jsonl", b'{"text": "Japan warned Iran."\n', "a.jsonl:1: not valid JSON"),
    "no JSON object": ("a.jsonl", b'["Japan warned Iran."]\n', "a.jsonl:1: the line is no JSON object"),
    "no text": ("a.jsonl", b'\n{"title": "A warning"}\n', 'a.jsonl:2: it has no "text"'),
    "text that is none": ("a.jsonl", b'{"text": 7}\n', 'a.jsonl:1: "text" is not a string'),
    "a date that is none": ("a.jsonl", DATES.encode(), "a.jsonl:1: '24.8.2023' is not a date"),
    "a date that is none in front matter": ("a.txt", b"title: A\ndate: soon\n\nJapan warned Iran.\n", "a.txt:2: 'soon' is not a date"),
    "too long": ("a.txt", b"x " * 600_000, "a.txt: it is longer than the limit of 1,000,000 characters"),
}


@pytest.mark.model
@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_is_told_and_the_rest_is_done(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path, case: str) -> None:
    name, data, said = BAD[case]
    (tmp_path / name).write_bytes(data)
    done = kg("build", tmp_path / name, short, "-o", tmp_path / "g.nq")
    assert (done.code, done.out) == (1, "")
    told, counts = done.err.splitlines()
    assert told.startswith(f"{tmp_path}/{said}") and "; " in told.removeprefix(f"{tmp_path}/{said}"), "no remedy"
    assert counts.startswith("1 document, ") and counts.endswith("; 1 input could not be read")
    assert "state/japan" in (tmp_path / "g.nq").read_text(encoding="utf-8")


@pytest.mark.model
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nothing.txt", "nothing.txt: "),
        ("nothing", "nothing: there is no such file or folder; check the path"),
        ("no*.txt", "no*.txt: it matches nothing; check the pattern"),
        ("a.odt", "a.odt: its ending names no format that can be read; use .txt"),
    ],
)
def test_a_source_that_is_none_is_told(
    kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.odt").write_bytes(b"PK")
    done = kg("build", source, short, "-o", "g.nq")
    assert done.code == 1 and said in done.err and Path("g.nq").is_file()


@pytest.mark.model
def test_one_bad_line_does_not_stop_the_others(kg: Kg, one_pipeline: Pipeline, tmp_path: Path) -> None:
    good = [json.dumps({"id": str(n), "text": f"Japan warned Iran in {2000 + n}."}) for n in range(3)]
    (tmp_path / "a.jsonl").write_text(
        "\n".join([good[0], '{"text": ', good[1], "{}", "", good[2], good[2], good[2].replace("Iran", "Norway")]), encoding="utf-8"
    )
    done = kg("build", tmp_path / "a.jsonl", "-o", tmp_path / "g.nq")
    assert done.code == 1
    *refused, left_out, counts = done.err.splitlines()
    assert [line.rpartition("a.jsonl:")[2].partition(":")[0] for line in refused] == ["2", "4", "8"]
    assert left_out.startswith("1 input left out: ") and counts.startswith("3 documents, ")


@pytest.mark.model
def test_where_nothing_can_be_read_nothing_is_written(kg: Kg, one_pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    done = kg("build", tmp_path / "a.txt", "-o", tmp_path / "g.trig")
    assert done.code == 1 and "nothing was written" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.model
def test_names_of_files_cannot_write_on_the_terminal(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path) -> None:
    odd = tmp_path / "a\x1b[31mb\nc\u202ed.txt"
    odd.write_bytes(b"")
    raw = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(raw)).write_bytes(b"")
    done = kg("build", tmp_path, "-o", tmp_path / "g.nq")
    assert done.code == 1 and len(done.err.splitlines()) == 3
    assert all(c.isprintable() or c == "\n" for c in done.err)


@pytest.mark.model
@pytest.mark.parametrize(
    "text", ["word " * 199_999, "x" * 999_999, "Aé🚀 " * 249_999, "\n\n" * 400_000 + "Japan warned Iran."], ids=["words", "one word", "emoji", "line ends"]
)
def test_a_million_characters_are_read(kg: Kg, one_pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """The parse itself is left out: what stands around it must bear the length."""
    from kg.model import Parse

    monkeypatch.setattr(one_pipeline, "parse", lambda laid: (Parse(article, (), ()) for article, _ in laid))
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = kg("build", tmp_path / "a.txt", "-o", tmp_path / "g.nq")
    assert done.code == 0 and "no event was found in it" in done.err


@pytest.mark.model
def test_an_article_without_an_event_is_told_and_is_no_error(kg: Kg, news: Path, one_pipeline: Pipeline, tmp_path: Path) -> None:
    done = kg("build", news / "quiet.txt", "-o", tmp_path / "g.nq")
    assert done.code == 0
    assert done.err.splitlines()[0] == "https://w3id.org/claimgraph/id/doc/quiet: no event was found in it"


# ---------------------------------------------------------------- options that cannot be used
PREFIX = "@prefix kg: <https://w3id.org/claimgraph/ontology#> .\n@prefix lex: <https://w3id.org/claimgraph/lexicon#> .\n"
OWN = {
    "no Turtle": ("kg:Warning kg:word warn.v .", "own.ttl"),
    "a missing prefix": ("x:a x:b x:c .", "own.ttl"),
    "no part of speech": ('lex:a a kg:Entry ; kg:evokes kg:Warning ; kg:word "warn" .', "lexicon#a"),
    "two classes": ('lex:a a kg:Entry ; kg:evokes kg:Warning, kg:Threat ; kg:word "warn.v" .', "lexicon#a"),
    "no role": ('kg:Warning kg:fills "object" .', "Warning"),
    "no condition": ('lex:a a kg:Entry ; kg:evokes kg:Warning ; kg:word "warn.v" ; kg:when "sometimes" .', "lexicon#a"),
    "no such list": ('lex:a a kg:Entry ; kg:evokes kg:Warning ; kg:word "warn.v" ; kg:when "object in nothings" .', "lexicon#a"),
}


@pytest.mark.model
@pytest.mark.parametrize("case", OWN)
def test_an_ontology_that_does_not_hold_is_2(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path, case: str) -> None:
    turtle, place = OWN[case]
    (tmp_path / "own.ttl").write_text(PREFIX + turtle, encoding="utf-8")
    done = kg("build", short, "-o", tmp_path / "g.nq", "--ontology", tmp_path / "own.ttl")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("kg: ") and place in done.err and "; " in done.err and done.err.count("\n") == 1
    assert not (tmp_path / "g.nq").exists()


@pytest.mark.model
def test_an_ontology_with_a_syntax_error_names_file_and_line(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(PREFIX + "\nkg:Warning kg:word warn.v .\n", encoding="utf-8")
    done = kg("build", short, "-o", tmp_path / "g.nq", "--ontology", tmp_path / "own.ttl")
    assert str(tmp_path / "own.ttl") in done.err and "line 4" in done.err


NAMED = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
LACKING = [
    f'<https://w3id.org/claimgraph/id/person/x> {NAMED} "X"@en .',
    '<https://w3id.org/claimgraph/id/body/x> a kg:BodyPattern ; kg:word "X" .',
    'lex:a a kg:Entry ; kg:evokes kg:Nonsense ; kg:word "warn.v" .',
    'lex:a a kg:Entry ; kg:evokes kg:Warning ; kg:word "" .',
    'kg:Warning kg:pattern "nonsense" .',
    'lex:a a kg:Operator ; kg:word "warn.v" ; kg:scope "object" ; kg:effect "nonsense" .',
    'kg:Warning kg:contentStatus "nonsense" .',
]


@pytest.mark.model
@pytest.mark.parametrize("turtle", LACKING)
def test_an_ontology_that_lacks_something_is_2(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path, turtle: str) -> None:
    (tmp_path / "own.ttl").write_text(PREFIX + turtle, encoding="utf-8")
    done = kg("build", short, "-o", tmp_path / "g.nq", "--ontology", tmp_path / "own.ttl")
    assert done.code == 2 and done.err.startswith("kg: ")


@pytest.mark.model
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--date", "24.8.2023"], "--date 24.8.2023: not a date; write it as 2023-08-24"),
        (["--date", "2023-02-30"], "--date 2023-02-30: not a date"),
        (["--base", "nonsense"], "--base nonsense: not an absolute IRI"),
        (["--workers", "0"], "--workers 0: there must be at least one"),
        (["--model", "no_such_model"], "the language model 'no_such_model' is not installed"),
        (["--ontology", "nothing.ttl"], "nothing.ttl: cannot be read"),
        (["--ontology", "."], ".: cannot be read"),
        (["--store", "s"], "give either -o FILE, --store DIR or --to URL"),
    ],
)
def test_an_option_that_cannot_be_used_is_2(
    kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = kg("build", short, "-o", "g.nq", *options)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"kg: {said}" if options[0] != "--store" else "kg: ") and said in done.err and done.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["short.txt"]


def test_build_wants_to_know_where_to(kg: Kg, short: Path) -> None:
    done = kg("build", short)
    assert done.code == 2 and "give either -o FILE, --store DIR or --to URL" in done.err


# ---------------------------------------------------------------- places that cannot be written
@pytest.mark.model
@pytest.mark.parametrize(
    "target", [["-o", "no/such/g.nq"], ["-o", "no/such/g.trig"], ["-o", "g"], ["-o", "g.docx"], ["-o", "short.txt"], ["--store", "short.txt"]]
)
def test_a_place_that_cannot_be_written_is_2(
    kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = kg("build", "short.txt", *target)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"kg: {target[1]}: ") and "; " in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["short.txt"]
    assert short.read_text(encoding="utf-8") == SHORT


@pytest.mark.model
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("target", [["-o", "locked/g.nq"], ["--store", "locked/store"]])
def test_a_folder_without_rights_is_2(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("locked").mkdir(mode=0o500)
    done = kg("build", short, *target)
    assert done.code == 2 and done.err.startswith("kg: locked/")


@pytest.mark.model
@pytest.mark.parametrize("command", ["build", "export", "view"])
def test_a_full_disk_leaves_nothing(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    out = tmp_path / ("page.html" if command == "view" else "g.nq")
    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(Path, "replace", full)
    done = kg(command, short if command == "build" else STORY, "-o", out)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"kg: {out}: ") and "No space left on device" in done.err
    kept = ["g.nq.run"] if command == "build" else []  # what was read is there for the next try
    assert sorted(path.name for path in tmp_path.iterdir()) == [*kept, "short.txt"]


@pytest.mark.model
def test_a_store_that_somebody_writes_to_is_told(kg: Kg, short: Path, one_pipeline: Pipeline, tmp_path: Path) -> None:
    with Graph.open(tmp_path / "store", write=True):
        done = kg("build", short, "--store", tmp_path / "store")
    assert done.code == 2 and "another process is writing to this store" in done.err


# ---------------------------------------------------------------- counting and dropping
def test_info_counts(kg: Kg) -> None:
    done = kg("info", STORY)
    assert (done.code, done.err) == (0, "")
    assert "2 documents, published 2024-03-06 to 2024-03-07" in done.out and "15 claims" in done.out
    assert re.search(r"Launch +1 +1 +1", done.out) and re.search(r"armedforce/orsian-navy +2 +1 +1", done.out)
    counted = json.loads(kg("info", STORY, "-f", "json").out)
    assert (counted["documents"], counted["claims"], counted["statuses"]["denied"]) == (2, 15, 1)
    assert "herald-2" in kg("info", STORY, "--documents").out
    assert [one["id"] for one in json.loads(kg("info", STORY, "--documents", "-f", "json").out)] == ["harbour-1", "herald-2"]
    assert kg("info", STORY, "-f", "xml").code == kg("info", STORY.parent / "no.trig").code == 2


@pytest.mark.parametrize("ending", [".trig", ".nq.gz", ""])
def test_drop_takes_a_document_out_of_a_file_or_a_store(kg: Kg, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"graph{ending}"
    with Graph.open(path, write=True) if not ending else Graph.open(STORY) as graph:
        if not ending:
            graph.load(STORY)
    if ending:
        assert kg("export", STORY, "-o", path).code == 0
    assert kg("drop", path, "harbour-3").err.startswith("kg: no document is called 'harbour-3'; did you mean 'harbour-1'")
    done = kg("drop", path, "harbour-1")
    assert (done.code, done.out) == (0, "") and re.fullmatch(r"harbour-1: \d+ triples removed\n", done.err)
    assert json.loads(kg("info", path, "-f", "json").out)["documents"] == 1
    assert kg("drop", path, "harbour-1").code == 2
    assert kg("drop", path, "Drones Over Gull Island").code == 0
    assert json.loads(kg("info", path, "-f", "json").out)["claims"] == 0


def test_query_is_narrowed_limited_and_remarked_on(kg: Kg) -> None:
    count = "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a kg:Claim }"
    numbers = [kg("query", STORY, count, "-f", "csv", *options).out.split()[1] for options in ([], ["--doc", "harbour-1"], ["--since", "2024-03-07"])]
    assert int(numbers[0]) == int(numbers[1]) + int(numbers[2])
    assert kg("query", STORY, count, "--doc", "x").code == kg("query", STORY, count, "--until", "soon").code == 2
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert "no answer after 0.3 seconds" in kg("query", STORY, endless, "--timeout", "0.3").err
    done = kg("query", STORY, "ASK { ?s kg:lanched ?o }")
    assert (done.code, done.out) == (0, "no\n") and "kg:lanched; did you mean kg:launched" in done.err
