"""A graph into a running store: what is sent, what is done when it fails, and that in the end all of it is there."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from kg.errors import KgError, UsageError
from kg.push.client import Client, Secret
from kg.push.loading import Pushed, push
from kg.push.parts import manifest, of_store
from kg.push.profiles import profiles
from kg.push.target import Target
from kg.store import Graph
from kg.vocab import KG, SKOS
from tests.stores import recorder as faults
from tests.stores.recorder import Recorder, recording
from tests.stores.servers import free_port, oxigraph, oxigraph_binary, running

SAMPLE = Path(__file__).parent / "data" / "sample.trig"
BASE = "https://w3id.org/claimgraph/id/"
SPOKEN = [name for name, profile in profiles().items() if profile.query]
IRI = "https://example.org/id/doc/ü %41'"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph.open(SAMPLE)


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


def told(store: Store) -> set[str]:
    return {str(quad) for quad in store}


def go(graph: Graph, server: Recorder, *, profile: str = "oxigraph", seconds: float = 20.0, waits: list[float] | None = None, **options: object) -> Pushed:
    passed: list[float] = [] if waits is None else waits
    with Client(seconds=seconds, wait=passed.append) as client:
        target = Target.find(server.url, client, name=profile)
        if body := options.pop("max_body", None):
            target.profile = replace(target.profile, max_body=body)  # type: ignore[arg-type]
        return push(graph, target, **options)  # type: ignore[arg-type]


# ---------------------------------------------------------------- what is sent
@pytest.mark.parametrize("profile", SPOKEN)
def test_every_profile_carries_the_whole_graph(graph: Graph, server: Recorder, profile: str) -> None:
    report = go(graph, server, profile=profile)
    assert report == Pushed(graphs=len(list(graph.store.named_graphs())), triples=len(graph), sent=report.sent, kept=report.kept)
    assert told(server.store) == told(graph.store)
    for asked in server.written:
        assert "transfer-encoding" not in asked.headers
        assert asked.method == "DELETE" or int(asked.headers["content-length"]) == len(asked.body) > 0


@pytest.mark.parametrize(
    ("profile", "sent"),
    [
        ("oxigraph", ["PUT /store?graph={g} application/n-triples"]),
        ("fuseki", ["PUT /data?graph={g} application/n-triples"]),
        ("rdf4j", ["PUT /rdf-graphs/service?graph={g} application/n-triples"]),
        ("graphdb", ["PUT /rdf-graphs/service?graph={g} application/n-triples"]),
        ("virtuoso", ["PUT /sparql-graph-crud-auth?graph={g} text/turtle"]),
        ("stardog", ["PUT /?graph={g} application/n-triples"]),
        ("blazegraph", ["DELETE /?c=%3C{g}%3E ", "POST /?context-uri={g} application/n-triples"]),
        ("neptune", ["PUT /sparql/gsp/?graph={g} application/n-triples"]),
        ("qlever", ["PUT /?graph={g} application/n-triples"]),
        ("generic", ["POST / application/x-www-form-urlencoded", "POST / application/x-www-form-urlencoded"]),
    ],
)
def test_one_graph_as_each_store_documents_it(server: Recorder, profile: str, sent: list[str]) -> None:
    one = Graph()
    one.store.add(Quad(NamedNode(BASE + "a"), NamedNode(SKOS.prefLabel), Literal('"é" \\ %'), NamedNode("https://example.org/id/doc/%C3%BC'#é")))
    assert go(one, server, profile=profile).complete
    escaped = "https%3A%2F%2Fexample.org%2Fid%2Fdoc%2F%25C3%25BC%27%23%C3%A9"
    assert [f"{a.method} {a.target} {a.headers.get('content-type', '')}" for a in server.written] == [line.format(g=escaped) for line in sent]
    assert told(server.store) == told(one.store)


def test_new_graphs_travel_together_and_known_ones_are_replaced_alone(graph: Graph, server: Recorder, tmp_path: Path) -> None:
    state = tmp_path / "state.tsv"
    go(graph, server, state=state)
    assert [asked.target for asked in server.written] == ["/store?no_transaction"]
    server.forget()
    again = go(graph, server, state=state)
    assert (again.sent, again.complete, server.written) == (0, True, [])
    name = NamedNode(BASE + "doc/today-1/reported")
    changed = Graph(Store())
    changed.store.bulk_extend(graph.store)
    changed.store.add(Quad(NamedNode(BASE + "state/arvenia"), NamedNode(KG + "launched"), NamedNode(BASE + "x"), name))
    assert go(changed, server, state=state).sent == 1
    assert [asked.method for asked in server.written] == ["PUT"]
    assert told(server.store) == told(changed.store)


def test_without_a_memory_everything_is_replaced(graph: Graph, server: Recorder) -> None:
    go(graph, server)
    assert go(graph, server).sent == len(list(graph.store.named_graphs()))


def test_what_the_store_lost_is_sent_again_whatever_the_memory_says(graph: Graph, server: Recorder, tmp_path: Path) -> None:
    go(graph, server, state=tmp_path / "state.tsv")
    server.store.remove_graph(NamedNode(BASE + "doc/today-1"))
    assert go(graph, server, state=tmp_path / "state.tsv").sent == 1
    assert told(server.store) == told(graph.store)


def test_what_a_document_does_not_say_any_more_goes(graph: Graph, server: Recorder) -> None:
    stale = NamedNode(BASE + "doc/today-1/hypothetical")
    mine = Graph(Store())
    mine.store.bulk_extend(quad for quad in graph.store if quad.graph_name != stale)
    server.store.add(Quad(NamedNode(BASE + "a"), NamedNode(KG + "launched"), NamedNode(BASE + "b"), stale))
    elsewhere = Quad(NamedNode(BASE + "a"), NamedNode(KG + "launched"), NamedNode(BASE + "b"), NamedNode("urn:others"))
    server.store.add(elsewhere)
    assert go(mine, server).complete
    assert told(server.store) == told(mine.store) | {str(elsewhere)}


def test_a_large_graph_goes_in_pieces(graph: Graph, server: Recorder) -> None:
    assert go(graph, server, profile="virtuoso", max_body=5_000).complete
    assert told(server.store) == told(graph.store)
    assert max(len(asked.body) for asked in server.written) <= 5_000 + len(profiles()["virtuoso"].head)
    assert {asked.method for asked in server.written} == {"PUT", "POST"}


def test_inserts_stay_small(graph: Graph, server: Recorder) -> None:
    assert go(graph, server, profile="generic").complete
    assert max(asked.body.count(b"+.%0A") for asked in server.written) <= profiles()["generic"].max_insert


def test_blank_nodes_get_iris_that_are_the_same_each_time(server: Recorder) -> None:
    found = []
    for order in (1, -1):
        graph = Graph()
        one, other = BlankNode(), BlankNode()
        quads = [
            Quad(one, NamedNode(SKOS.prefLabel), Literal("_:a"), NamedNode("https://example.org/g")),
            Quad(NamedNode(BASE + "x"), NamedNode(KG + "about"), one, NamedNode("https://example.org/g")),
            Quad(one, NamedNode(KG + "about"), other, NamedNode("https://example.org/g")),
        ]
        graph.store.extend(quads[::order])
        assert go(graph, server).complete
        found.append(told(server.store))
    assert found[0] == found[1]
    assert "_:" not in "".join(line for line in found[0] if "prefLabel" not in line)
    assert "https://example.org/.well-known/genid/" in "".join(found[0])


def test_the_default_graph_goes_where_the_store_has_one_or_where_it_is_told(server: Recorder) -> None:
    graph = Graph()
    graph.store.add(Quad(NamedNode(BASE + "a"), NamedNode(SKOS.prefLabel), Literal("a")))
    assert go(graph, server, profile="fuseki").complete
    assert told(server.store) == told(graph.store)
    with pytest.raises(UsageError, match="--default-graph IRI"):
        go(graph, server, profile="virtuoso")
    assert go(graph, server, profile="virtuoso", default_graph="urn:mine").complete
    assert NamedNode("urn:mine") in set(server.store.named_graphs())


def test_the_manifest_tells_graph_count_and_hash(graph: Graph) -> None:
    lines = [line.rstrip("\n").split("\t") for line in manifest(of_store(graph.store))]
    assert sum(int(count) for _, count, _ in lines) == len(graph)
    assert [name for name, *_ in lines] == sorted((name for name, *_ in lines), key=lambda name: f"<{name}>")
    assert {len(digest) for *_, digest in lines} == {64}


# ---------------------------------------------------------------- what goes wrong
@pytest.mark.parametrize("profile", ["virtuoso", "blazegraph", "generic", "oxigraph"])
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (faults.status(500, b"disk\x1b[31m failure"), "was answered 500: disk\ufffd[31m failure; see the server's log"),
        (faults.status(401), "was answered 401: no; give --user and --password-env"),
        (faults.status(403), "was answered 403"),
        (faults.status(413), "was answered 413"),
        (faults.status(404), "was answered 404"),
        (faults.die, "the connection broke off"),
        (faults.stall, "no answer came in time, 5 times"),
        (faults.lie, "it took the request, but not all that was in it"),
    ],
    ids=["500", "401", "403", "413", "404", "dies", "stalls", "lies"],
)
def test_what_fails_is_said_and_a_second_run_completes_it(graph: Graph, server: Recorder, tmp_path: Path, profile: str, fault: faults.Fault, said: str) -> None:
    if fault is faults.lie and profile == "generic":
        pytest.skip("an update that is half carried out is none")
    server.always = lambda handler, body: (
        handler.recorder.writes > (0 if profiles()[profile].quads else 3) and handler.command != "DELETE" and fault(handler, body)
    )
    options = {"profile": profile, "state": tmp_path / "state.tsv", "max_body": 1 << 16 if profile != "generic" else None}
    first = go(graph, server, seconds=0.3 if fault is faults.stall else 20.0, **options)  # type: ignore[arg-type]
    assert not first.complete
    assert said in " ".join([*first.failed, first.stopped or ""])
    server.stalled.set()
    server.forget()
    second = go(graph, server, **options)  # type: ignore[arg-type]
    assert second.complete
    assert told(server.store) == told(graph.store)
    assert second.kept == first.sent + first.kept or fault is faults.lie


def test_one_graph_that_is_refused_does_not_stop_the_others(graph: Graph, server: Recorder) -> None:
    server.faults[2] = faults.status(500)
    report = go(graph, server, profile="virtuoso")
    assert (len(report.failed), report.stopped, report.sent) == (1, None, len(list(graph.store.named_graphs())) - 1)


def test_a_request_that_is_too_large_is_made_smaller(server: Recorder) -> None:
    graph = Graph()
    doc = NamedNode(BASE + "doc/large")
    graph.store.bulk_extend(Quad(NamedNode(f"{BASE}x/{n}"), NamedNode(SKOS.prefLabel), Literal("text " * 40), doc) for n in range(3000))
    server.always = faults.larger_than(100_000)
    assert go(graph, server, profile="fuseki").complete
    assert told(server.store) == told(graph.store)


@pytest.mark.parametrize(
    ("code", "headers", "waits"), [(503, {}, [1.0, 2.0]), (429, {"Retry_After": "7"}, [7.0, 7.0]), (502, {"Retry_After": "9999"}, [60.0, 60.0])]
)
def test_what_passes_is_tried_again_and_later(graph: Graph, server: Recorder, code: int, headers: dict[str, str], waits: list[float]) -> None:
    server.faults = dict.fromkeys((0, 1), faults.status(code, **headers))
    passed: list[float] = []
    assert go(graph, server, waits=passed).complete
    assert passed == waits


def test_500_is_not_tried_again(graph: Graph, server: Recorder) -> None:
    server.always = faults.status(500)
    passed: list[float] = []
    assert "500" in " ".join(go(graph, server, waits=passed, profile="virtuoso").failed)
    assert passed == []


def test_nobody_there() -> None:
    with Client(wait=lambda _: None, seconds=1.0) as client, pytest.raises(KgError, match="nobody answers there, 5 times"):
        Target.find("http://127.0.0.1:9", client, name="oxigraph")


# ---------------------------------------------------------------- who asks
@pytest.mark.parametrize(
    ("secret", "header"),
    [
        (Secret("basic", "ida", "pass wörd"), "Basic " + base64.b64encode("ida:pass wörd".encode()).decode()),
        (Secret("bearer", "", "token-1"), "Bearer token-1"),
        (Secret(), None),
    ],
)
def test_the_secret_is_sent_in_its_header_alone(graph: Graph, server: Recorder, secret: Secret, header: str | None) -> None:
    with Client(secret) as client:
        push(graph, Target.find(server.url, client, name="oxigraph"))
    assert {asked.headers.get("authorization") for asked in server.asked} == {header}
    assert all(not secret.secret or secret.secret not in asked.target for asked in server.asked)
    assert not secret.secret or secret.secret not in repr(secret)


def test_digest_is_agreed_on_before_anything_large_is_sent(graph: Graph, server: Recorder) -> None:
    def challenge(handler: faults.Handler, _: bytes) -> bool:
        if "Authorization" in handler.headers:
            return False
        handler.reply(401, WWW_Authenticate='Digest realm="store", nonce="abc", qop="auth", algorithm=MD5')
        return True

    with recording(always=challenge, guarded=True) as guarded, Client(Secret("digest", "dba", "dba")) as client:
        assert push(graph, Target.find(guarded.url, client, name="virtuoso")).complete
        assert all(asked.headers["authorization"].startswith('Digest username="dba"') for asked in guarded.written)
        assert told(guarded.store) == told(graph.store)


@pytest.mark.parametrize("url", ["http://ida:secret@example.org/", "example.org", "ftp://example.org/x", "http:///x"])
def test_addresses_that_are_none_or_show_a_secret_are_refused(url: str) -> None:
    with Client() as client, pytest.raises(UsageError) as caught:
        Target.find(url, client)
    assert "secret@" not in str(caught.value)


# ---------------------------------------------------------------- who is spoken to
@pytest.mark.parametrize(
    ("name", "path", "profile"),
    [
        ("Oxigraph/0.5.13", "", "oxigraph"),
        ("Virtuoso/07.20.3229 (Linux)", "", "virtuoso"),
        ("Apache Jena Fuseki (5.1.0)", "/ds", "fuseki"),
        ("Jetty", "/repositories/news", "rdf4j"),
        ("Jetty", "/blazegraph/namespace/kb/sparql", "blazegraph"),
        ("nginx", "/sparql", "generic"),
    ],
)
def test_a_store_is_known_by_its_server_or_address(name: str, path: str, profile: str) -> None:
    with recording(name=name) as server, Client() as client:
        assert Target.find(server.url + path, client).profile.name == profile


def test_addresses_can_be_given(graph: Graph, server: Recorder) -> None:
    with Client() as client:
        target = Target.find(server.url + "/ask", client, name="generic", store=server.url + "/graphs")
        assert push(graph, target).complete
    assert {asked.target.partition("?")[0] for asked in server.written} == {"/graphs"}


# ---------------------------------------------------------------- a real store
def test_oxigraphs_server_holds_what_was_pushed(graph: Graph, tmp_path: Path) -> None:
    with oxigraph(tmp_path) as url, Client() as client:
        target = Target.find(url, client)
        assert target.profile.name == "oxigraph"
        report = push(graph, target, state=tmp_path / "state.tsv")
        assert report.complete
        read = Graph()
        read.add(client.send("GET", f"{url}/store", accept="application/n-quads").body)
        assert told(read.store) == told(graph.store)
        assert push(graph, target, state=tmp_path / "state.tsv").sent == 0


def test_a_real_server_that_is_killed_is_completed_by_a_second_run(tmp_path: Path) -> None:
    graph, port, database = Graph(), free_port(), tmp_path / "db"
    for number in range(450):
        doc = NamedNode(f"{BASE}doc/{number}")
        graph.store.extend([Quad(doc, NamedNode(SKOS.prefLabel), Literal(f"{number} {part}"), doc) for part in range(3)])
    command = [oxigraph_binary(), "serve", "--location", database, "--bind", f"127.0.0.1:{port}"]
    url, state = f"http://127.0.0.1:{port}", tmp_path / "state.tsv"
    with running(command, f"{url}/query?query=ASK%7B%7D", tmp_path) as process, Client(wait=lambda _: None) as client:
        first = push(graph, Target.find(url, client), state=state, progress=lambda report: process.kill() if report.sent else None)
    assert first.stopped is not None
    assert 0 < first.sent < 450
    with running(command, f"{url}/query?query=ASK%7B%7D", tmp_path), Client() as client:
        second = push(graph, Target.find(url, client), state=state)
    assert (second.complete, second.kept, second.sent) == (True, first.sent, 450 - first.sent)
    with Graph.open(database) as held:
        assert told(held.store) == told(graph.store)
