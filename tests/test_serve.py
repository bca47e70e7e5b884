"""The server: the standards' answers, nothing but reading, limits that hold, and no request that breaks it. All on loopback."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse

from kg.serve.negotiate import choose
from kg.store import Graph
from kg.views import view

ROOT = Path(__file__).parent.parent
STORY = ROOT / "tests" / "data" / "story.trig"
FUZZ = int(os.environ.get("KG_FUZZ", "1000"))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
VELDANIA, DRONES = "https://w3id.org/claimgraph/id/state/veldania", "https://w3id.org/claimgraph/id/doc/herald-2#x1"
LAUNCHES = "SELECT DISTINCT ?who { ?who kg:launched ?what } ORDER BY ?who"


class Server:
    """`kg serve` as a person starts it."""

    def __init__(self, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "kg", "serve", str(STORY), "--port", str(self.port), *options]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60, trust_env=False)
        for _ in range(300):
            try:
                self.http.get("/static/serve.css")
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(self.process.communicate()[1])

    def ask(self, query: str, accept: str = "application/sparql-results+json") -> httpx.Response:
        return self.http.post("/sparql", data={"query": query}, headers={"Accept": accept})

    def count(self) -> int:
        for _ in range(30):  # a server whose workers are being made anew says that it is busy
            answer = self.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
            if answer.status_code == 200:
                return int(answer.json()["results"]["bindings"][0]["n"]["value"])
        raise AssertionError(answer.text)

    def close(self) -> tuple[str, str]:
        self.http.close()
        self.process.terminate()
        return self.process.communicate(timeout=30)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server("--seconds", "60", "--rows", "500", "--workers", "2")
    yield running
    running.close()


@pytest.fixture(scope="module")
def story() -> Store:
    store = Store()
    store.load(STORY.read_bytes(), RdfFormat.TRIG)
    return store


# ---------------------------------------------------------------- the SPARQL protocol
@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values;q=0.9, text/html;q=0.1", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_rows_come_in_the_format_that_is_asked_for(server: Server, accept: str | None, media: str) -> None:
    answer = server.http.get("/sparql", params={"query": LAUNCHES}, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    if "xml" in media:
        assert ElementTree.fromstring(answer.text).tag.endswith("sparql")
    assert "state/" in answer.text


def test_all_three_ways_to_ask_give_the_same(server: Server) -> None:
    by_get = server.http.get("/sparql", params={"query": LAUNCHES})
    by_form = server.http.post("/sparql", data={"query": LAUNCHES})
    by_body = server.http.post("/sparql", content=LAUNCHES, headers={"Content-Type": "application/sparql-query; charset=utf-8"})
    assert by_get.text == by_form.text == by_body.text and by_get.json()["results"]["bindings"]


@pytest.mark.parametrize(
    ("media", "syntax"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/n-triples", RdfFormat.N_TRIPLES),
    ],
)
def test_triples_come_in_every_syntax(server: Server, media: str, syntax: RdfFormat) -> None:
    answer = server.ask("CONSTRUCT { ?s kg:launched ?o } WHERE { ?s kg:launched ?o }", media)
    assert answer.status_code == 200 and list(parse(answer.content, format=syntax))


def test_the_dataset_of_the_protocol_narrows_the_query(server: Server, story: Store) -> None:
    graph = min(name.value for name in story.named_graphs() if name.value.endswith("/reported"))
    wanted = sum(1 for quad in story if quad.graph_name.value == graph)
    for query, key in (("SELECT * { ?s ?p ?o }", "default-graph-uri"), ("SELECT * { GRAPH ?g { ?s ?p ?o } }", "named-graph-uri")):
        assert len(server.http.get("/sparql", params={"query": query, key: graph}).json()["results"]["bindings"]) == wanted


def test_the_service_describes_itself(server: Server) -> None:
    for media, syntax in (("text/turtle", RdfFormat.TURTLE), ("application/ld+json", RdfFormat.JSON_LD)):
        answer = server.http.get("/sparql", headers={"Accept": media})
        assert any(quad.object.value.endswith("#SPARQL11Query") for quad in parse(answer.content, format=syntax))
    assert server.http.get("/sparql", headers={"Accept": "text/html"}).headers["location"] == "/"


@pytest.mark.parametrize(
    ("request_", "status", "word"),
    [
        ({"method": "GET", "url": "/sparql", "params": {"query": "SELEC"}}, 400, "line 1, column"),
        ({"method": "GET", "url": "/sparql", "params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "2 queries"),
        ({"method": "GET", "url": "/sparql", "params": {"query": "ASK {}", "default-graph-uri": "no iri"}}, 400, "no IRI"),
        ({"method": "GET", "url": "/sparql", "params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406, "sparql-results+json"),
        ({"method": "GET", "url": "/sparql?query=%ff"}, 400, "UTF-8"),
        ({"method": "POST", "url": "/sparql", "content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}, 400, "UTF-8"),
        ({"method": "POST", "url": "/sparql", "content": b"x", "headers": {"Content-Type": "image/png"}}, 415, "image/png"),
        ({"method": "POST", "url": "/sparql", "data": {"query": " " * 1_100_000}}, 413, "1,000,000"),
        ({"method": "GET", "url": "/store", "params": {"graph": "http://example.org/none"}}, 404, "no graph"),
        ({"method": "GET", "url": "/store?default&graph=x:y"}, 400, "more than one"),
        ({"method": "GET", "url": "/id/state/nowhere"}, 404, "says nothing"),
        ({"method": "GET", "url": "/static/..%2fapp.py"}, 404, ""),
        ({"method": "GET", "url": "/graph", "params": {"about": "Nobody At All"}}, 404, "Nobody"),
        ({"method": "GET", "url": "/neighbours"}, 400, "give the IRI of a node"),
        ({"method": "GET", "url": "/neighbours?node=no+iri"}, 400, "node: not an IRI"),
        ({"method": "GET", "url": "/neighbours?node=urn:a&to=no+iri"}, 400, "other: not an IRI"),
        ({"method": "GET", "url": "/neighbours?node=urn:nobody"}, 404, "urn:nobody"),
        ({"method": "GET", "url": "/neighbours?node=urn:a&limit=0"}, 400, "from 1 to 1000"),
        ({"method": "GET", "url": "/names?like=a&limit=many"}, 400, "from 1 to 1000"),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_line(server: Server, request_: dict[str, object], status: int, word: str) -> None:
    answer = server.http.request(**request_)  # type: ignore[arg-type]
    assert answer.status_code == status and word in answer.text and "Traceback" not in answer.text


# ---------------------------------------------------------------- reading only
@pytest.mark.parametrize(
    "update", ["CLEAR ALL", "LOAD <file:///etc/passwd>", "INSERT DATA { <x:a> <x:b> <x:c> }", "DROP GRAPH <x:g>", "DELETE WHERE { ?s ?p ?o }"]
)
def test_no_request_writes(server: Server, update: str) -> None:
    before = server.count()
    asked = [
        server.http.post("/sparql", data={"update": update}),
        server.http.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"}),
        server.http.get("/sparql", params={"update": update}),
        server.ask(update),
        *(server.http.request(method, "/store?default", content=b"<x:a> <x:b> <x:c> .") for method in ("PUT", "POST", "DELETE", "PATCH")),
    ]
    assert {answer.status_code for answer in asked} == {400, 403, 405}
    assert server.count() == before


def test_no_query_asks_elsewhere(server: Server) -> None:
    """A listener on loopback is named as a service, in plain and in tangled ways; nobody knocks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        place = f"<http://127.0.0.1:{listener.getsockname()[1]}/>"
        for query in (
            f"SELECT * {{ SERVICE {place} {{ ?s ?p ?o }} }}",
            f"SELECT*{{SERVICE{place}{{?s ?p ?o}}}}",
            f"SELECT * {{ SERVICE SILENT {place} {{ ?s ?p ?o }} }}",
            f"SELECT * FROM {place} {{ ?s ?p ?o }}",
        ):
            assert server.ask(query).status_code in (200, 400)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_other_sites_cannot_read_it(server: Server) -> None:
    answer = server.http.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert server.http.get("/", headers={"Host": "evil.example"}).status_code == 400


# ---------------------------------------------------------------- graphs, things, pages
def test_every_graph_can_be_read(server: Server, story: Store) -> None:
    for name in sorted(graph.value for graph in story.named_graphs()):
        answer = server.http.get("/store", params={"graph": name}, headers={"Accept": "application/n-triples"})
        assert {quad.triple for quad in parse(answer.content, format=RdfFormat.N_TRIPLES)} == {quad.triple for quad in story if quad.graph_name.value == name}
    assert set(parse(server.http.get("/store").content, format=RdfFormat.N_QUADS)) == set(story)
    assert set(parse(server.http.get("/store", headers={"Accept": "application/trig"}).content, format=RdfFormat.TRIG)) == set(story)


def test_every_iri_of_the_data_leads_somewhere(server: Server, story: Store) -> None:
    base = "https://w3id.org/claimgraph/id/"
    names = sorted({quad.subject.value for quad in story if quad.subject.value.startswith(base)})
    for iri in names[:: max(len(names) // 40, 1)]:
        path, mark, _ = iri.removeprefix(base).partition("#")
        address = httpx.URL("/describe", params={"iri": iri}) if mark else httpx.URL(f"/id/{path}")
        page = server.http.get(address, headers={"Accept": "text/html"})
        assert page.status_code == 200 and "<script" not in page.text, iri
        for media, syntax in (("text/turtle", RdfFormat.TURTLE), ("application/ld+json", RdfFormat.JSON_LD)):
            data = server.http.get(address, headers={"Accept": media})
            assert any(quad.subject.value == iri for quad in parse(data.content, format=syntax)), iri


def test_the_editor_and_the_page_need_no_other_host(server: Server) -> None:
    editor = server.http.get("/")
    assert "connect-src 'self'" in editor.headers["content-security-policy"] and "http" not in editor.text
    for name in ("yasgui.min.js", "yasgui.min.css", "editor.js", "serve.css", "yasgui.LICENSE.txt"):
        assert server.http.get(f"/static/{name}").status_code == 200
    assert "vis" in server.http.get("/graph").text


# ---------------------------------------------------------------- for the page
def told(server: Server, **asked: str | int) -> dict[str, Any]:
    answer = server.http.get("/neighbours", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return dict(answer.json())


def test_neighbours_are_what_a_view_about_the_node_has(server: Server) -> None:
    found = told(server, node=VELDANIA)
    with Graph.open(STORY) as graph:
        seen = view(graph, about="Veldania")
    assert found["all"] == len(seen.nodes) == len(found["nodes"])
    assert {node["id"]: node["label"] for node in found["nodes"]} == {node.id: node.label for node in seen.nodes}
    ids = [node["id"] for node in found["nodes"]]
    assert {(ids[edge["from"]], edge["label"], ids[edge["to"]], edge["status"]) for edge in found["edges"]} == {
        (edge.subject, edge.label, edge.object, edge.status) for edge in seen.edges
    }
    sentences = {found["sentences"][found["evidence"][at]["sentence"]] for edge in found["edges"] for at in edge["evidence"]}
    assert sentences == {evidence.sentence for edge in seen.edges for evidence in edge.evidence}


def test_neighbours_have_a_limit_and_their_number(server: Server) -> None:
    found = told(server, node=VELDANIA, limit=2)
    assert VELDANIA in [node["id"] for node in found["nodes"]]
    assert len(found["nodes"]) <= 3 < found["all"]
    assert told(server, node=VELDANIA, since="2031")["nodes"] == []


def test_what_joins_two_nodes_has_its_sentences(server: Server) -> None:
    found = told(server, node=VELDANIA, to=DRONES)
    assert [edge["label"] for edge in found["edges"]] == ["launched"]
    assert [claim["status"] for claim in found["evidence"]] == ["reported", "denied"]
    assert told(server, node=VELDANIA, to="urn:nobody")["edges"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORS", ["Orsia", "Orsian coast guard", "Orsian navy"]),
        ("guard", ["Orsian coast guard"]),
        ("veldanian", ["Veldania"]),
        ("órsia", ["Orsia"]),
        ("", []),
        ("(((", []),
    ],
)
def test_names_are_found_by_a_part(server: Server, text: str, expected: list[str]) -> None:
    found = [name["label"] for name in server.http.get("/names", params={"like": text}).json()["names"]]
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


# ---------------------------------------------------------------- limits
def test_rows_are_limited_and_that_is_said(server: Server) -> None:
    answer = server.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert len(answer.json()["results"]["bindings"]) == 500 and answer.headers["x-cut-at"] == "500"
    assert "x-cut-at" not in server.ask(LAUNCHES).headers


def test_a_slow_query_is_ended_and_stops_nobody() -> None:
    server, answers = Server("--seconds", "8", "--workers", "2"), list[int]()
    try:
        slow = threading.Thread(target=lambda: answers.append(server.ask(ENDLESS).status_code))
        slow.start()
        quick = [server.ask(LAUNCHES) for _ in range(5)]
        assert slow.is_alive() and {answer.status_code for answer in quick} == {200}
        slow.join(60)
        assert answers == [503] and server.ask(LAUNCHES).status_code == 200
    finally:
        server.close()


# ---------------------------------------------------------------- whatever comes
PIECES = (
    "SELECT",
    "*",
    "{",
    "}",
    "?s",
    "<",
    ">",
    "SERVICE",
    "LOAD",
    "INSERT DATA",
    "FROM",
    "<file:///etc/passwd>",
    "\x00",
    "\\u0000",
    "'''",
    '"',
    "#",
    "ORDER BY",
    "(",
    ")",
    "VALUES",
    "\ud7ff",
    "é",
    "%",
    "&",
    "9" * 400,
    "BIND",
    "kg:",
    "\n",
)
HEADERS = ("Accept", "Content-Type", "Content-Length", "Transfer-Encoding", "Host", "Range", "Origin", "Expect", "Content-Encoding", "X" * 300)
PATHS = (
    "/sparql",
    "/store",
    "/id/",
    "/describe",
    "/graph",
    "/neighbours",
    "/names",
    "/static/",
    "/",
    "//",
    "/..",
    "/%2e%2e/%2e%2e/etc/passwd",
    "*",
    "http://evil.example/",
)


def malformed(chance: random.Random) -> bytes:
    """One request, from nearly right to not HTTP at all."""
    text = " ".join(chance.choices(PIECES, k=chance.randrange(12))).encode("utf-8", "replace")
    form = b"query=" + b"".join(b"%%%02x" % byte for byte in text) if chance.random() < 0.6 else b"query=" + text
    method = chance.choice(("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "QUERY", "GET\x00", ""))
    path = chance.choice(PATHS) + chance.choice(("", "?", "?query=%zz", "?graph=", "?iri=%ff", "?about=\x7f", "?default"))
    if chance.random() < 0.4:
        path = path.partition("?")[0] + "?" + form.decode("latin-1").replace(" ", "+")
    lines = [f"{method} {path} HTTP/1.{chance.choice('0119')}".encode("latin-1"), b"Host: 127.0.0.1", b"Connection: close"]
    if chance.random() < 0.5:
        lines += [f"{chance.choice(HEADERS)}: {chance.choice(('', '0', '-1', 'chunked', 'gzip', 'text/turtle', '*/*;q=x', 'a' * 500))}".encode()]
    if method == "POST":
        media = chance.choice(("application/sparql-query", "application/x-www-form-urlencoded", "application/sparql-update", ""))
        lines += [f"Content-Type: {media}".encode(), f"Content-Length: {max(len(form) + chance.choice((0, 0, 0, -1)), 0)}".encode()]
    made = b"\r\n".join(lines) + b"\r\n\r\n" + (form if method == "POST" else b"")
    return bytes(chance.randrange(256) for _ in range(60)) if chance.random() < 0.05 else made


def sent(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        answer = b""
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65536):
                answer += piece
        except ConnectionError:
            pass
        return answer


def test_no_request_breaks_it() -> None:
    server = Server("--seconds", "10", "--rows", "50", "--workers", "2")
    before, chance = server.count(), random.Random(20310527)
    try:
        for number in range(FUZZ):
            request = malformed(chance)
            answer = sent(server.port, request)
            assert b"Traceback" not in answer and b'.py"' not in answer and b"root:x:" not in answer, (number, request, answer[:500])
            assert not answer.startswith(b"HTTP/1.1 500"), (number, request, answer[:500])
        assert server.count() == before and server.process.poll() is None
    finally:
        out, err = server.close()
    assert "Traceback" not in out + err, err[-2000:]


def test_it_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server = Server("--workers", "1")
    assert list(tmp_path.glob("kg-serve-*"))
    assert "Traceback" not in "".join(server.close())
    assert server.process.returncode == 0 and not list(tmp_path.glob("kg-serve-*"))


def test_accept_headers_are_weighed() -> None:
    offers = ["a/x", "b/y", "b/z"]
    assert choose(None, offers) == choose("", offers) == choose("*/*", offers) == "a/x"
    assert choose("b/*", offers) == "b/y" and choose("b/*;q=0.5, b/z", offers) == "b/z"
    assert choose("*/*, a/x;q=0", offers) == "b/y" and choose("c/*", offers) is None and choose("?;;,,", offers) is None
