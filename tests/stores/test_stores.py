"""The graph that a real store holds after a push is the graph that was pushed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import NamedNode, Quad

from kg.push.bulk import bulk
from kg.push.client import Client, Secret
from kg.push.doctor import examine
from kg.push.loading import push
from kg.push.target import FORM, JSON, Target
from kg.store import Graph
from kg.vocab import KG, XSD
from tests.stores import jena, servers
from tests.stores.test_parsers import hard as hard_graph

pytestmark = pytest.mark.stores
STORES = ("oxigraph", "oxigraph on disk", "jena", "jena tdb2", "virtuoso")
hard = hard_graph


@contextmanager
def started(store: str, folder: Path) -> Iterator[Target]:
    """The store as a target, of the profile that it is recognised by."""
    name, *disk = store.split(" ")
    location = folder / "database" if disk else None
    secret = Secret()
    if name == "oxigraph":
        server = servers.oxigraph(folder, location=location)
    elif name == "jena":
        server = servers.fuseki(folder, location=location)
    else:
        secret = Secret("digest", "dba", "dba")
        server = servers.virtuoso(folder)  # type: ignore[assignment]  # tells more than its address
    with server as address, Client(secret) as client:
        yield Target.find(getattr(address, "url", address), client)


def told(target: Target, query: str) -> list[dict[str, dict[str, str]]]:
    """The rows of a query as the store tells them, languages and datatypes included."""
    body = urlencode({"query": query}).encode()
    answer = target.client.send("POST", target.profile.at(target.profile.query, target.url), body=body, media=FORM, accept=JSON)
    return list(json.loads(answer.body)["results"]["bindings"])


def held(target: Target) -> set[tuple[str, ...]]:
    """All of a store, graph by graph: graph, subject, predicate, object with language and datatype. Booleans by value, since some write 1 for true."""
    found = set()
    for row in target.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
        if not row["g"].startswith("https://"):
            continue  # what Virtuoso has of its own
        for cells in told(target, f"SELECT * {{ GRAPH <{row['g']}> {{ ?s ?p ?o }} }}"):
            value = cells["o"]
            text = {"1": "true", "0": "false"}.get(value["value"], value["value"]) if value.get("datatype") == XSD.boolean else value["value"]
            kind = value.get("datatype", "")
            found.add((row["g"], cells["s"]["value"], cells["p"]["value"], text, value.get("xml:lang", ""), plain(kind, text)))
    return found


def plain(kind: str, text: str) -> str:
    """A datatype; none for a string, and for an integer beyond 32 bits the decimal that Virtuoso makes of it."""
    if kind == XSD.integer and abs(int(text)) >= 2**31:
        return XSD.decimal
    return "" if kind == XSD.string else kind


def wanted(graph: Graph) -> set[tuple[str, ...]]:
    found = set()
    for quad in graph.store:
        kind = quad.object.datatype.value if hasattr(quad.object, "datatype") and not quad.object.language else ""
        language = getattr(quad.object, "language", None) or ""
        found.add((quad.graph_name.value, quad.subject.value, quad.predicate.value, quad.object.value, language, plain(kind, quad.object.value)))  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize("store", STORES)
def test_the_graph_read_back_is_the_graph_written(hard: Graph, tmp_path: Path, store: str) -> None:
    with started(store, tmp_path) as target:
        assert target.profile.name == {"jena": "fuseki"}.get(store.split()[0], store.split()[0])
        report = push(hard, target, state=tmp_path / "state.tsv")
        assert (report.failed, report.stopped) == ([], None)
        assert held(target) == wanted(hard)
        assert push(hard, target, state=tmp_path / "state.tsv").sent == 0
        changed = Graph()
        changed.store.bulk_extend(hard.store)
        doc = NamedNode("https://w3id.org/claimgraph/id/doc/today-1/reported")
        changed.store.remove_graph(doc)
        changed.store.add(
            Quad(NamedNode("urn:x"), NamedNode(KG + "launched"), NamedNode("urn:y"), NamedNode("https://w3id.org/claimgraph/id/doc/courier-1/reported"))
        )
        assert push(changed, target, state=tmp_path / "state.tsv").complete
        assert held(target) == wanted(changed)


@pytest.mark.parametrize("store", STORES)
def test_doctor_finds_every_store_ready_and_leaves_it_empty(tmp_path: Path, store: str) -> None:
    with started(store, tmp_path) as target:
        found = {finding.feature: finding for finding in examine(target)}
        assert [finding for finding in found.values() if finding.needed and not finding.works] == []
        assert found["RDF 1.2 triple terms"].works == store.startswith("oxigraph")
        assert found["N-Quads of several graphs in one request"].works == (store != "virtuoso")
        assert held(target) == set()


# ---------------------------------------------------------------- the stores' own loaders
def test_virtuoso_loads_the_files_written_for_it(hard: Graph, tmp_path: Path) -> None:
    with servers.virtuoso(tmp_path) as virtuoso, Client(Secret("digest", "dba", "dba")) as client:
        made = bulk(hard, "virtuoso", virtuoso.load)
        command = made.command.partition('exec="')[2].removesuffix('"')
        virtuoso.isql(command)
        assert held(Target.find(virtuoso.url, client)) == wanted(hard)


def test_jena_loads_the_files_written_for_it(hard: Graph, tmp_path: Path) -> None:
    if reason := jena.missing():
        pytest.skip(reason)
    made = bulk(hard, "fuseki", tmp_path / "files")
    program, *arguments = made.command.replace('"', "").replace("DATABASE", str(tmp_path / "tdb")).split()
    done = jena.command(program, *arguments)
    assert done.returncode == 0, done.stderr
    dumped = jena.command("tdb2.tdbdump", "--loc", tmp_path / "tdb")
    back = Graph()
    back.add(dumped.stdout)
    assert wanted(back) == wanted(hard)


def test_oxigraph_loads_the_files_written_for_it(hard: Graph, tmp_path: Path) -> None:
    made = bulk(hard, "oxigraph", tmp_path / "files")
    _, *arguments = made.command.replace('"', "").replace("DATABASE", str(tmp_path / "db")).split()
    subprocess.run([servers.oxigraph_binary(), *arguments], check=True, capture_output=True)
    with Graph.open(tmp_path / "db") as back:
        assert wanted(back) == wanted(hard)
