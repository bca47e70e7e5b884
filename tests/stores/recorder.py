"""A small store behind HTTP that writes down what it is asked, and fails when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import DefaultGraph, NamedNode, QueryResultsFormat, RdfFormat, Store

Fault = Callable[["Handler", bytes], bool]  # answers in its own way and says so


@dataclass
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Recorder:
    """What the server holds and saw. `faults` maps the number of a write, from 0 on, to what goes wrong there; `always` is asked before each."""

    store: Store = field(default_factory=Store)
    asked: list[Asked] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)
    always: Fault | None = None
    name: str = "Recorder/1"
    guarded: bool = False  # `always` is asked before what only reads, too
    dead: bool = False
    writes: int = 0
    stalled: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    @property
    def written(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method != "GET" and b"query=" not in asked.body]

    def forget(self) -> None:
        """As after a restart: nothing goes wrong any more."""
        self.asked.clear()
        self.faults.clear()
        self.always, self.dead, self.writes = None, False, 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    recorder: Recorder

    def version_string(self) -> str:
        return self.recorder.name

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def reply(self, status: int, body: bytes = b"", media: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": media, "Content-Length": str(len(body)), **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drop(self) -> None:
        """Break the connection off without a word."""
        self.close_connection = True
        self.connection.close()

    def _answer(self) -> None:
        told = self.recorder
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        told.asked.append(Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        if told.dead:
            self.drop()
            return
        form = parse_qs(body.decode()) if self.headers.get("Content-Type") == "application/x-www-form-urlencoded" else {}
        parameters = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query, keep_blank_values=True).items()}
        if told.guarded and told.always is not None and told.always(self, body):
            return
        if "query" in form:
            self.reply(200, told.store.query(form["query"][0]).serialize(format=QueryResultsFormat.JSON) or b"", "application/sparql-results+json")
            return
        if self.command == "GET":
            self.reply(404)
            return
        number, told.writes = told.writes, told.writes + 1
        fault = told.faults.get(number) or told.always
        if fault is None or not fault(self, body):
            self.carry_out(body, form, parameters)

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815  # named by the library

    def carry_out(self, body: bytes, form: dict[str, list[str]], parameters: dict[str, str]) -> None:
        store = self.recorder.store
        if "update" in form:
            store.update(form["update"][0])
            self.reply(204)
            return
        found = next((parameters[name] for name in ("graph", "context-uri", "c") if name in parameters), None)
        graph = NamedNode(found.strip("<>")) if found else DefaultGraph()
        if self.command in ("PUT", "DELETE"):
            store.remove_graph(graph)
        if self.command != "DELETE":
            named = found is not None or "default" in parameters
            syntax = RdfFormat.from_media_type(self.headers["Content-Type"])
            assert syntax is not None
            store.load(body, syntax if named else RdfFormat.N_QUADS, to_graph=graph if named else None)
        self.reply(204)


# ---------------------------------------------------------------- what goes wrong
def status(code: int, body: bytes = b"no", **headers: str) -> Fault:
    def fault(handler: Handler, _: bytes) -> bool:
        handler.reply(code, body, **headers)
        return True

    return fault


def larger_than(size: int) -> Fault:
    def fault(handler: Handler, body: bytes) -> bool:
        if len(body) <= size:
            return False
        handler.reply(413, b"too large")
        return True

    return fault


def die(handler: Handler, _: bytes) -> bool:
    """The server is gone, in the middle of an answer and for good."""
    handler.recorder.dead = True
    handler.drop()
    return True


def stall(handler: Handler, _: bytes) -> bool:
    """Nothing comes until the test is over."""
    handler.recorder.stalled.wait(30)
    handler.drop()
    return True


def lie(handler: Handler, body: bytes) -> bool:
    """All is well, it says, but it keeps only the first half."""
    lines = body.splitlines(keepends=True)
    form: dict[str, list[str]] = {}
    handler.carry_out(b"".join(lines[: len(lines) // 2]), form, {n: v[0] for n, v in parse_qs(urlsplit(handler.path).query).items()})
    return True


@contextmanager
def recording(**options: Any) -> Iterator[Recorder]:
    """A recorder that listens on a free port of the loopback."""
    recorder = Recorder(**options)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Handler,), {"recorder": recorder}))
    server.daemon_threads = True
    recorder.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        recorder.stalled.set()
        server.shutdown()
        server.server_close()
        thread.join()
