"""Shards: what a run leaves in a folder or at an address, what the next run takes from there, and what `kg load` makes of it."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.building import build_file, build_shards
from kg.errors import GraphError
from kg.load import load_file, load_store
from kg.model import Report
from kg.nlp import Pipeline
from kg.run.packed import Packed, packed
from kg.run.place import Place
from kg.run.shards import MANIFEST, manifest
from kg.run.shelf import shelving
from kg.settings import Settings
from kg.store import Graph
from tests.conftest import Kg
from tests.test_run import STORY, Counted, article

pytest.importorskip("fsspec", reason="fsspec is not installed; pip install 'claimgraph[ray]' and shards are tested")
pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def shared(one_pipeline: Pipeline) -> None: ...


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """Five articles, one of them a copy."""
    folder = tmp_path / "stories"
    folder.mkdir()
    for number, (one, other) in enumerate((("Chile", "Iran"), ("Norway", "Peru"), ("Kenya", "Laos"))):
        article(folder, f"a{number}", f"{one} warned {other} on Tuesday.", date="2031-05-27")
    article(folder, "story", STORY, date="2031-05-27")
    article(folder, "wire", STORY, date="2031-05-28")
    return folder


@pytest.fixture(params=["folder", "memory", "file"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Places of three kinds."""
    yield {"folder": str(tmp_path / "shards"), "memory": "memory://shards", "file": f"file://{tmp_path}/shards/"}[request.param]
    if request.param == "memory":
        from fsspec.implementations.memory import MemoryFileSystem

        MemoryFileSystem.store.clear()


def plain(source: Path, tmp_path: Path) -> bytes:
    build_file([source], tmp_path / "plain.nq", Settings())
    return (tmp_path / "plain.nq").read_bytes()


def loaded(tmp_path: Path, *addresses: str) -> bytes:
    load_file(addresses, tmp_path / "loaded.nq")
    return (tmp_path / "loaded.nq").read_bytes()


def lines(path: Path) -> list[str]:
    with Graph.open(path) as graph:
        return sorted(f"{quad} ." for quad in graph.store)


def unpacked(place: Place) -> list[str]:
    return sorted(line for name in place.sizes() if name.endswith(".nq.gz") for line in gzip.decompress(place.read(name)).decode().split("\n")[:-1])


# ---------------------------------------------------------------- what is written
def test_shards_are_the_graph(stories: Path, tmp_path: Path, address: str) -> None:
    report = build_shards([stories], address, Settings(), each=2)
    assert (report.documents, report.copies, report.resumed) == (5, 1, 0)
    expected = plain(stories, tmp_path)
    assert loaded(tmp_path, address) == expected
    assert unpacked(Place(address)) == sorted(expected.decode().splitlines())
    found = manifest(Place(address))
    assert (sorted(shard.documents for shard in found.shards), found.quads) == ([1, 2, 2], expected.count(b"\n"))
    assert set(found.versions) == {"program", "code", "model", "ontology", "key"}


def test_the_same_sources_give_the_same_files(stories: Path, tmp_path: Path) -> None:
    written = []
    for name, workers in (("one", 1), ("two", 2)):
        build_shards([stories], str(tmp_path / name), Settings(workers=workers), each=2)
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert written[0] == written[1]


def test_lines_are_packed_once() -> None:
    some = Packed(2, packed(["one", "two\u2028"]))
    assert (len(some), list(some), some[0], some[1:]) == (2, ["one", "two\u2028"], "one", ["two\u2028"])
    assert packed(some) is some.data


# ---------------------------------------------------------------- what the next run takes
def test_a_run_into_shards_goes_on(stories: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)

    def stop(report: Report) -> None:
        if report.documents == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_shards([stories], address, Settings(), each=2, progress=stop)
    with pytest.raises(GraphError, match=r"there is no manifest\.json; where a run was broken off, say the same"):
        loaded(tmp_path, address)
    before = counted.articles
    assert build_shards([stories], address, Settings(), each=2).resumed == 3
    assert build_shards([stories], address, Settings(), each=2).resumed == 5
    assert counted.articles - before <= 3
    assert loaded(tmp_path, address) == plain(stories, tmp_path)


def test_what_changed_is_written_anew_and_the_old_removed(stories: Path, tmp_path: Path, address: str) -> None:
    build_shards([stories], address, Settings(), each=2)
    Place(address).write("notes.txt", b"mine")
    article(stories, "a1", "Norway criticised Peru on Monday.", date="2031-05-27")
    (stories / "wire.txt").unlink()
    report = build_shards([stories], address, Settings(), each=2)
    assert (report.documents, report.resumed, report.copies) == (4, 3, 0)
    expected = plain(stories, tmp_path)
    assert loaded(tmp_path, address) == expected
    assert unpacked(Place(address)) == sorted(expected.decode().splitlines())
    assert Place(address).read("notes.txt") == b"mine"


def test_what_is_half_written_is_not_there(stories: Path, tmp_path: Path, address: str) -> None:
    build_shards([stories], address, Settings(), each=2)
    place = Place(address)
    first, second, _ = manifest(place).shards
    place.write(first.name, place.read(first.name)[:-1])
    place.write(second.index, place.read(second.index)[:-9])
    assert build_shards([stories], address, Settings(), each=2).resumed == 5 - first.documents - second.documents
    assert loaded(tmp_path, address) == plain(stories, tmp_path)


def test_gaps_are_told_of_known_documents_too(stories: Path, tmp_path: Path, kg: Kg) -> None:
    for _ in range(2):
        assert kg("build", stories, "-o", f"{tmp_path}/shards/", "--report", tmp_path / "gaps.jsonl").code == 0
    assert "story" in (tmp_path / "gaps.jsonl").read_text(encoding="utf-8")


def test_a_folder_of_shards_serves_one_run_at_a_time(tmp_path: Path) -> None:
    folder = str(tmp_path / "shards")
    with shelving(folder), pytest.raises(GraphError, match="another run uses this folder"), shelving(folder):
        pass


# ---------------------------------------------------------------- loading
def test_runs_over_parts_are_one_graph(stories: Path, tmp_path: Path) -> None:
    """Two runs at once, each over its part of the sources, are loaded as one; copies among all are found."""
    parts = [[path for path in sorted(stories.iterdir()) if ("wire" in path.name) == wire] for wire in (False, True)]
    for number, part in enumerate(parts):
        assert build_shards(part, str(tmp_path / f"part{number}"), Settings()).copies == 0
    assert load_file([str(tmp_path / "part0"), str(tmp_path / "part1")], tmp_path / "both.nq").copies == 1
    assert (tmp_path / "both.nq").read_bytes() == plain(stories, tmp_path)


def test_shards_fill_a_store_and_add_to_one(stories: Path, short: Path, tmp_path: Path, kg: Kg) -> None:
    kg("build", short, "-o", f"{tmp_path}/other/")
    kg("build", stories, "-o", f"{tmp_path}/shards/")
    done = kg("load", tmp_path / "shards", "--store", tmp_path / "news")
    assert done.code == 0 and done.err.startswith("5 documents, ") and done.err.endswith(f" (1 copy of others) in {tmp_path}/news\n")
    assert lines(tmp_path / "news") == sorted(plain(stories, tmp_path).decode().splitlines())
    assert kg("load", tmp_path / "other", "--store", tmp_path / "news").code == 0
    assert kg("load", tmp_path / "shards", "--store", tmp_path / "news").code == 0
    assert kg("load", tmp_path / "shards", tmp_path / "other", "-o", tmp_path / "all.nq").code == 0
    assert lines(tmp_path / "news") == sorted((tmp_path / "all.nq").read_text(encoding="utf-8").splitlines())


def test_a_load_that_was_broken_off_goes_on(stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_shards([stories], str(tmp_path / "shards"), Settings(), each=2)

    def stop(report: Report) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_store([str(tmp_path / "shards")], tmp_path / "news", progress=stop)
    assert not (tmp_path / "news").exists()
    added = []
    real = Graph.add
    monkeypatch.setattr(Graph, "add", lambda graph, data: (added.append(data), real(graph, data))[1])
    load_store([str(tmp_path / "shards")], tmp_path / "news")
    assert len(added) == 3  # two more shards, then the ontology and the marks
    assert lines(tmp_path / "news") == sorted(plain(stories, tmp_path).decode().splitlines())
    assert not (tmp_path / ".news.loading").exists()


@pytest.mark.parametrize("which", ["shard", "index", "ontology"])
def test_what_is_not_as_the_manifest_has_it_is_refused(stories: Path, tmp_path: Path, which: str) -> None:
    build_shards([stories], str(tmp_path / "shards"), Settings(), each=2)
    place = Place(tmp_path / "shards")
    found = manifest(place)
    name = {"shard": found.shards[0].name, "index": found.shards[0].index, "ontology": found.ontology.name}[which]
    data = place.read(name)
    place.write(name, data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    for load in (lambda: load_file([place.address], tmp_path / "g.nq"), lambda: load_store([place.address], tmp_path / "news")):
        with pytest.raises(GraphError, match=f"{name} is not as the manifest has it; remove it, and say the same `kg build` again"):
            load()
    assert not (tmp_path / "g.nq").exists() and not (tmp_path / "news").exists()
    place.remove(name)
    build_shards([stories], place.address, Settings(), each=2)
    assert loaded(tmp_path, place.address) == plain(stories, tmp_path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "something else"}, "its format is 'something else'"),
        ({"documents": 6}, "its counts do not add up"),
        ({"ontology": {"name": "../../secret", "bytes": 1, "sha256": "", "quads": 1}}, "is no name of a shard"),
        ({"shards": [{"name": "documents-0.nq.gz"}]}, "cannot be understood"),
    ],
)
def test_a_manifest_that_is_none_is_refused(short: Path, tmp_path: Path, change: dict[str, object], told: str) -> None:
    build_shards([short], str(tmp_path / "shards"), Settings())
    path = tmp_path / "shards" / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(GraphError, match=told):
        loaded(tmp_path, str(tmp_path / "shards"))


# ---------------------------------------------------------------- what is told
def test_what_is_missing_is_said(kg: Kg, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no address that fsspec knows" in kg("build", short, "-o", "nowhere://x/").err
    for name, arguments, told in (
        ("ray", ("build", short, "--engine", "ray", "-o", f"{tmp_path}/s/"), "kg: --engine ray: Ray is not installed; pip install 'claimgraph[ray]'\n"),
        (
            "fsspec.core",
            ("load", tmp_path, "-o", tmp_path / "g.nq"),
            f"kg: {tmp_path}: shards need fsspec, which is not installed; pip install 'claimgraph[ray]'\n",
        ),
    ):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, name, None)
            done = kg(*arguments)
        assert (done.code, done.err) == (2, told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--engine", "spark", "-o", "g.nq"), "--engine spark: there is no such engine; choose local or ray"),
        (("--address", "x:1", "-o", "g.nq"), "--address x:1: that is where a cluster is; say --engine ray too"),
        (("--engine", "ray", "--workers", "0", "-o", "g.nq"), "--workers 0: there must be at least one"),
        (("--engine", "ray", "--cache", "c", "-o", "g.nq"), "--cache: parses are kept on one machine"),
    ],
)
def test_wrong_usage_is_told(kg: Kg, short: Path, arguments: tuple[str, ...], told: str) -> None:
    done = kg("build", short, *arguments)
    assert done.code == 2 and told in done.err


def test_load_needs_one_place(kg: Kg, tmp_path: Path) -> None:
    done = kg("load", tmp_path)
    assert (done.code, "give either -o FILE or --store DIR" in done.err) == (2, True)
