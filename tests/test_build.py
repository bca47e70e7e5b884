"""The joint: the same articles give the same bytes, in any order and on any number of workers, and a document is replaced alone."""

from __future__ import annotations

import errno
import gzip
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.building import build_file, build_graph, build_store, documents, ontology_lines
from kg.errors import GraphError, ModelError, OntologyError, UsageError
from kg.files import replacing
from kg.model import Rejection, Report
from kg.nlp import Pipeline
from kg.settings import Settings
from kg.store import Graph
from kg.vocab import BASE, DCTERMS, KG

pytestmark = pytest.mark.model
DOCS = ("courier", "herald", "quiet")


@pytest.fixture(autouse=True)
def shared(one_pipeline: Pipeline) -> None: ...


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def lines(graph: Graph) -> list[str]:
    return sorted(map(str, graph.store))


def of_document(graph: Graph, name: str) -> list[str]:
    own = f"<{BASE}doc/{name}"
    return [line for line in lines(graph) if line.endswith((own + ">", own + "/asserted>", own + "/reported>", own + "/hypothetical>"))]


# ---------------------------------------------------------------- bytes
def test_building_twice_gives_the_same_bytes(news: Path, tmp_path: Path) -> None:
    for name in ("one.nq", "other.nq"):
        build_file([news], tmp_path / name, Settings())
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "other.nq").read_bytes()


def test_any_order_of_documents_gives_the_same_bytes(news: Path, tmp_path: Path) -> None:
    first = tmp_path / "one.nq"
    build_file([news], first, Settings())
    for number, order in enumerate((files(news)[::-1], [*files(news)[1:], files(news)[0]], [news, *files(news)])):
        again = tmp_path / f"{number}.nq"
        build_file(order, again, Settings())
        assert again.read_bytes() == first.read_bytes()


def test_two_workers_give_the_bytes_of_one(news: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.nq", tmp_path / "two.nq"
    first, second = build_file([news], one, Settings()), build_file([news], two, Settings(workers=2))
    assert one.read_bytes() == two.read_bytes()
    assert first == second


def test_a_document_does_not_depend_on_its_company(news: Path, tmp_path: Path) -> None:
    together = build_graph([news])
    for path in files(news):
        alone = build_graph([path])
        assert of_document(alone, path.stem) == of_document(together, path.stem)


@pytest.mark.parametrize("ending", ["nq", "trig", "ttl", "nt", "jsonld", "rdf", "nq.gz", "trig.gz"])
def test_every_syntax_holds_the_same_and_is_written_the_same(news: Path, tmp_path: Path, ending: str) -> None:
    whole = {str(quad.triple) for quad in build_graph([news]).store}
    found = []
    for name in ("one", "other"):
        path = tmp_path / f"{name}.{ending}"
        build_file([news], path, Settings())
        found.append(path.read_bytes())
        with Graph.open(path) as graph:
            read = {str(quad.triple) for quad in graph.store}
        beside = {line for line in read if f"> <{KG}stated" in line or f"<{DCTERMS.isPartOf}>" in line}  # of statements, where named graphs are lost
        assert read - beside == whole
        assert bool(beside) == (ending in ("ttl", "nt", "rdf"))
    assert found[0] == found[1]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == sorted([f"one.{ending}", f"other.{ending}"])


def test_the_ecosystem_reads_what_was_written(news: Path, tmp_path: Path) -> None:
    build_file([news], tmp_path / "g.nq.gz", Settings())
    dataset = rdflib.Dataset()
    dataset.parse(data=gzip.decompress((tmp_path / "g.nq.gz").read_bytes()).decode(), format="nquads")
    names = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    assert names == {KG} | {f"{BASE}doc/{name}" for name in DOCS} | {
        f"{BASE}doc/{name}" for name in ("courier/asserted", "courier/hypothetical", "herald/asserted", "herald/reported")
    }


# ---------------------------------------------------------------- stores
def test_a_store_holds_what_a_file_holds(news: Path, tmp_path: Path) -> None:
    build_store([news], tmp_path / "store", Settings())
    with Graph.open(tmp_path / "store") as graph:
        assert lines(graph) == lines(build_graph([news]))


def test_building_into_a_store_twice_changes_nothing(news: Path, tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        build_store([news], tmp_path / "store", Settings())
        with Graph.open(tmp_path / "store") as graph:
            found.append(lines(graph))
    assert found[0] == found[1]


def test_a_document_is_replaced_alone(news: Path, tmp_path: Path) -> None:
    build_store([news], tmp_path / "store", Settings())
    with Graph.open(tmp_path / "store") as graph:
        before = {name: of_document(graph, name) for name in DOCS}
    (news / "herald.txt").write_text("id: herald\ndate: 2031-05-30\n\nJapan warned Iran on Thursday.\n", encoding="utf-8")
    build_store([news / "herald.txt"], tmp_path / "store", Settings())
    with Graph.open(tmp_path / "store") as graph:
        after = {name: of_document(graph, name) for name in DOCS}
        assert lines(graph) == lines(build_graph([news]))
    assert (before["courier"], before["quiet"]) == (after["courier"], after["quiet"])
    assert before["herald"] != after["herald"]
    assert not any("garry-kasparov" in line for line in after["herald"])


def test_no_id_takes_the_graph_of_another_document(tmp_path: Path) -> None:
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text("id: x\ndate: 2023-08-24\n\nJapan warned Iran on Tuesday.\n", encoding="utf-8")
    other.write_text("id: x/asserted\ndate: 2023-08-24\n\nNorway warned Iran on Tuesday.\n", encoding="utf-8")
    with build_graph([other, one]) as graph:
        assert len(graph.documents()) == 2


# ---------------------------------------------------------------- the report
def test_the_report_counts_what_was_done(news: Path, tmp_path: Path) -> None:
    (news / "broken.jsonl").write_text('{"text": "Japan warned Iran.", "id": "j"}\n{"text": }\n', encoding="utf-8")
    out = tmp_path / "g.nq"
    seen: list[int] = []
    report = build_file([news, tmp_path / "nothing.txt"], out, Settings(), progress=lambda r: seen.append(r.documents))
    written = out.read_text(encoding="utf-8").splitlines()
    assert (report.documents, seen) == (4, [1, 2, 3, 4])
    assert report.triples == len(written) - len(ontology_lines().splitlines())
    assert report.claims == sum(f"#type> <{KG}Claim> <{BASE}doc/" in line for line in written)
    assert report.words > 40
    assert report.warnings == [f"{BASE}doc/quiet: no event was found in it"]
    assert [(Path(r.origin).name, r.reason) for r in report.rejected] == [
        ("broken.jsonl:2", "not valid JSON: Expecting value at column 10"),
        ("nothing.txt", "it cannot be read (No such file or directory)"),
    ]


def test_documents_come_one_by_one(news: Path) -> None:
    """A corpus is a stream: what was read is given before the next source is opened."""
    report = Report()
    stream: Iterator[object] = documents(files(news), Settings(), report)
    assert report.documents == 0
    next(stream)
    assert report.documents == 1


def test_the_ontology_stands_in_its_graph(news: Path) -> None:
    graph = build_graph([news / "quiet.txt"])
    found = {str(q) + " .\n" for q in graph.store.quads_for_pattern(None, None, None, ox.NamedNode(KG))}
    assert "".join(sorted(found)).encode() == ontology_lines()
    assert all(line.endswith(f"<{KG}> .") for line in ontology_lines().decode().splitlines())


def test_the_base_and_the_date_are_those_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Japan warned Iran on Tuesday.\n", encoding="utf-8")
    graph = build_graph([path], Settings(base="https://example.org/", issued=date(2023, 8, 24)))
    assert any('time> "2023-08-22"' in line for line in lines(graph))
    assert not any(BASE in line for line in lines(graph) if not line.endswith(f"<{KG}>"))


def test_a_class_of_ones_own_is_found(tmp_path: Path) -> None:
    path, own = tmp_path / "a.txt", tmp_path / "own.ttl"
    path.write_text("Jordan frobnicated the crossing on Sunday.\n", encoding="utf-8")
    own.write_text(
        "@prefix kg: <https://w3id.org/claimgraph/ontology#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        'kg:Frobnication a owl:Class ; rdfs:subClassOf kg:Politics ; rdfs:label "frobnication"@en ; kg:gives kg:frobnicated ; kg:evokedBy "frobnicate.v" .\n'
        'kg:frobnicated a owl:ObjectProperty, kg:Relation ; rdfs:label "frobnicated"@en ; rdfs:domain kg:Entity ; rdfs:range kg:Entity .\n',
        encoding="utf-8",
    )
    found = "\n".join(lines(build_graph([path], Settings(ontologies=(own,)))))
    assert f"<{BASE}state/jordan> <{KG}frobnicated> <{BASE}" in found


def test_ones_own_classes_stand_in_the_graph(tmp_path: Path) -> None:
    path, own = tmp_path / "a.txt", tmp_path / "own.ttl"
    path.write_text("Japan warned Iran.\n", encoding="utf-8")
    own.write_text(
        "@prefix kg: <https://w3id.org/claimgraph/ontology#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "kg:Frobnication a <http://www.w3.org/2002/07/owl#Class> ; rdfs:subClassOf kg:Politics .\n",
        encoding="utf-8",
    )
    assert any("Frobnication" in line for line in lines(build_graph([path], Settings(ontologies=(own,)))))


# ---------------------------------------------------------------- when it cannot be written
def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


class FullDisk:
    """A file on a disk that has no room: whatever is written raises."""

    def __init__(self, file: object) -> None:
        self._file = file

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()  # type: ignore[attr-defined]  # it is some file

    def write(self, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("ending", ["nq", "nq.gz", "trig", "ttl"])
def test_a_full_disk_leaves_the_old_file(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    out = tmp_path / f"g.{ending}"
    out.write_bytes(b"what was there")
    real_fdopen, real_open = os.fdopen, Path.open
    monkeypatch.setattr(os, "fdopen", lambda *args, **options: FullDisk(real_fdopen(*args, **options)))
    monkeypatch.setattr(
        Path,
        "open",
        lambda self, mode="r", *args, **options: FullDisk(real_open(self, mode, *args, **options)) if "w" in mode else real_open(self, mode, *args, **options),
    )
    with pytest.raises(GraphError, match=r"g\.\w+.*No space left on device.*free space"):
        build_file([news], out, Settings())
    monkeypatch.undo()
    assert out.read_bytes() == b"what was there"
    assert leftovers(tmp_path) == [out.name]


def test_a_folder_for_the_run_that_cannot_be_used_is_named(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "g.nq"
    out.write_bytes(b"what was there")
    (tmp_path / "g.nq.run").write_bytes(b"no folder")
    with pytest.raises(GraphError, match=r"g\.nq\.run: the run's folder cannot be used .*; remove it"):
        build_file([news], out, Settings())
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "run.sqlite").write_bytes(b"no database, but long enough to be looked at " * 50)
    with pytest.raises(GraphError, match=r"cache: the run's folder cannot be used .*; remove it"):
        build_file([news], out, Settings(cache=tmp_path / "cache"))
    assert out.read_bytes() == b"what was there"


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, OSError])
def test_what_is_broken_off_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    out = tmp_path / "g.nq"
    with pytest.raises(error), replacing(out) as file:
        file.write(b"half")
        raise error
    assert not leftovers(tmp_path)


def test_a_run_that_is_broken_off_leaves_nothing(news: Path, tmp_path: Path) -> None:
    def stop(report: Report) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_file([news], tmp_path / "g.nq", Settings(), progress=stop)
    assert not leftovers(tmp_path)


def test_a_file_gets_the_rights_that_the_user_gives_new_files(news: Path, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        build_file([news / "quiet.txt"], tmp_path / "g.nq", Settings())
        build_file([news / "quiet.txt"], tmp_path / "g.trig", Settings())
    finally:
        os.umask(before)
    assert {oct((tmp_path / name).stat().st_mode & 0o777) for name in ("g.nq", "g.trig")} == {"0o640"}


# ---------------------------------------------------------------- what cannot be begun
def test_settings_are_checked_before_anything_is_read() -> None:
    for wrong in ({"base": "not an iri"}, {"base": "https://example.org/x y/"}, {"base": "https://example.org"}, {"workers": 0}):
        with pytest.raises(UsageError, match=r"--(base|workers) .*; .*"):
            Settings(**wrong)


def test_what_is_missing_is_said_at_once(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "g.nq"
    with pytest.raises(ModelError, match="no_such_model"):
        build_file([news], out, Settings(model="no_such_model"))
    with pytest.raises(OntologyError, match=r"own\.ttl"):
        build_file([news], out, Settings(ontologies=(tmp_path / "own.ttl",)))
    with pytest.raises(GraphError, match=r"ending"):
        build_file([news], tmp_path / "g.docx", Settings())
    assert not leftovers(tmp_path)


def test_nothing_is_written_where_nothing_could_be_read(tmp_path: Path) -> None:
    report = build_file([tmp_path / "no.txt"], tmp_path / "g.nq", Settings())
    assert isinstance(report.rejected[0], Rejection) and not report.documents
    assert not leftovers(tmp_path)
