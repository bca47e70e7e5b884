"""A server on this machine that speaks as a language model's endpoint does, as well or as badly as a test asks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "parrot-1"
Request = dict[str, Any]


@dataclass
class Endpoint:
    """`say` makes the model's words from a request; `statuses` are answered before it may speak, each once."""

    say: Callable[[Request], object]
    statuses: list[int] = field(default_factory=list)
    retry_after: str | None = None
    model: object = MODEL
    finish: str = "stop"
    requests: list[Request] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    silent: threading.Event | None = None  # it waits for this before it answers
    url: str = ""

    def answer(self, body: bytes, key: str | None) -> tuple[int, bytes]:
        request = json.loads(body)
        self.requests.append(request)
        self.keys.append(key)
        if self.silent is not None:
            self.silent.wait(20)
        if self.statuses:
            return self.statuses.pop(0), f'{{"error": "not now, {key}"}}'.encode()
        said = self.say(request)
        if isinstance(said, bytes):
            return 200, said
        text = said if isinstance(said, str) else json.dumps(said)
        return 200, json.dumps({"model": self.model, "choices": [{"finish_reason": self.finish, "message": {"role": "assistant", "content": text}}]}).encode()


def sentences(request: Request) -> dict[int, str]:
    """The numbered sentences that a request asks about."""
    return {int(number): text for number, text in json.loads(request["messages"][1]["content"]).items()}


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server calls
            status, body = endpoint.answer(self.rfile.read(int(self.headers["Content-Length"])), self.headers.get("Authorization"))
            try:
                self.send_response(status)
                if endpoint.retry_after is not None:
                    self.send_header("Retry-After", endpoint.retry_after)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # who asked did not wait for it
                pass

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield endpoint
    finally:
        if endpoint.silent is not None:
            endpoint.silent.set()
        server.shutdown()
        server.server_close()
        thread.join()
