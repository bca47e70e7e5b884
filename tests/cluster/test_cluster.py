"""Several Ray nodes on this machine: however many read, and whatever dies among them, the graph is that of a plain build."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.building import build_file, build_shards
from kg.errors import ClusterError, ModelError
from kg.load import load_file
from kg.model import Report
from kg.run import cluster as engine
from kg.settings import Cluster, Settings
from tests import poisoned

ray = pytest.importorskip("ray", reason="Ray is not installed; pip install 'claimgraph[ray]' and the cluster's tests run")

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]  # what Ray warns of is Ray's
STATES = ("Norway", "Kenya", "Peru", "Laos", "Iran", "Japan", "Syria")
DOCUMENTS = 96


class Nodes:
    """A cluster whose head reads nothing, and as many nodes of one processor as are asked for."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster as Machines

        self._cluster: Any = Machines(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False, "object_store_memory": 80_000_000})
        self._nodes: list[Any] = []

    def __call__(self, count: int) -> Cluster:
        while len(self._nodes) < count:
            self._nodes.append(self._cluster.add_node(num_cpus=1, object_store_memory=80_000_000))
        while len(self._nodes) > count:
            self.kill()
        return Cluster(self._cluster.address)

    def kill(self) -> None:
        """The newest node dies, all at once."""
        self._cluster.remove_node(self._nodes.pop(), allow_graceful=False)

    def end(self) -> None:
        self._cluster.shutdown()


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    found = Nodes()
    yield found
    found.end()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many small articles that no node reads them all before another has begun, and a copy among them."""
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(DOCUMENTS):
            one, other, third = (STATES[(number * step) % 7] for step in (1, 2, 3))
            text = f"{one} launched rocket {number} on Monday, and {other} said that the launch violated Resolution {1000 + number}.\n\n" * 3
            text += f"{third} denied that {one} had attacked {other} {number} times, but the United Nations may call on {third} to act."
            file.write(json.dumps({"id": f"a{number:03}", "date": "2031-01-20", "text": text}) + "\n")
        file.write(json.dumps({"id": "copy", "date": "2031-01-21", "text": text}) + "\n")
    return path


@pytest.fixture(scope="module")
def plain(source: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a plain build of the articles writes."""
    out = tmp_path_factory.mktemp("plain") / "graph.nq"
    assert build_file([source], out, Settings()).copies == 1
    return out.read_bytes()


def graph(shards: Path) -> bytes:
    out = shards.with_suffix(".nq")
    load_file([str(shards)], out)
    return out.read_bytes()


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_graph_does_not_depend_on_how_many_nodes_read(nodes: Nodes, source: Path, plain: bytes, tmp_path: Path, count: int) -> None:
    report = build_shards([source], str(tmp_path / "shards"), Settings(cluster=nodes(count)), each=20)
    assert (report.documents, report.copies, report.rejected) == (DOCUMENTS + 1, 1, [])
    assert graph(tmp_path / "shards") == plain


def test_a_node_that_dies_costs_nothing(nodes: Nodes, source: Path, plain: bytes, tmp_path: Path) -> None:
    killed = []

    def progress(report: Report) -> None:
        if report.documents == 20:
            killed.append(nodes.kill())

    settings = Settings(cluster=nodes(3))
    report = build_shards([source], str(tmp_path / "shards"), settings, each=20, progress=progress)
    assert len(killed) == 1 and (report.documents, report.rejected) == (DOCUMENTS + 1, [])
    assert graph(tmp_path / "shards") == plain


def test_whatever_kills_its_reader_costs_itself_alone(nodes: Nodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "read_chunk", poisoned.work_on_node)
    for name, text in (("a", "Japan warned Iran."), ("b", poisoned.DEADLY), ("c", poisoned.STUCK), ("d", "Norway warned Peru.")):
        (tmp_path / f"{name}.txt").write_text(f"id: {name}\n\n{text} It was so.\n", encoding="utf-8")
    sources = [tmp_path / f"{name}.txt" for name in "abcd"]
    report = build_shards(sources, str(tmp_path / "shards"), Settings(cluster=nodes(2), seconds=5.0))
    told = {Path(rejection.origin).stem: rejection.reason for rejection in report.rejected}
    assert told == {"b": "each of 3 processes that read it died (it ended without a word)", "c": "reading it took longer than 5 seconds"}
    assert report.documents == 2


def test_a_node_that_would_read_otherwise_is_told(nodes: Nodes, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "base_key", lambda settings: b"of another version")
    with pytest.raises(ModelError, match="has another claimgraph, ontology or language model than here; install the same on every node"):
        build_shards([source], str(tmp_path / "shards"), Settings(cluster=nodes(1)))


def test_own_ontologies_travel_to_the_nodes(nodes: Nodes, tmp_path: Path) -> None:
    own, text = tmp_path / "own" / "digs.ttl", tmp_path / "ship.txt"
    own.parent.mkdir()
    own.write_text(
        "@prefix kg: <https://w3id.org/claimgraph/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'kg:Discovery rdfs:subClassOf kg:Event ; rdfs:label "discovery"@en ; kg:evokedBy "unearth.v" ; kg:gives kg:discovered ; kg:pattern "agent -> theme" .\n'
        'kg:discovered rdfs:label "discovered"@en ; rdfs:domain kg:Entity ; rdfs:range kg:Entity .\n',
        encoding="utf-8",
    )
    text.write_text("id: ship\n\nDivers unearthed a Viking ship near Bergen on Monday, Norway said.\n", encoding="utf-8")
    build_shards([text], str(tmp_path / "shards"), Settings(cluster=nodes(1), ontologies=(own,), only_own=True))
    assert b"ontology#discovered>" in graph(tmp_path / "shards").partition(b"doc/ship")[2]


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:port"])
def test_a_cluster_that_is_not_there_is_told(tmp_path: Path, short: Path, address: str) -> None:
    with pytest.raises(ClusterError, match=f"--address {address}: nobody answers there .*; start the cluster's head with `ray start --head`"):
        build_shards([short], str(tmp_path / "shards"), Settings(cluster=Cluster(address)))
