"""Who is asked: the engine alone, the library, and the server over HTTP. The same cases, the same data."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse

from kg.errors import QueryError
from kg.query import Result, Scope, run
from kg.results import render
from kg.store import Graph
from tests.w3c.compare import same
from tests.w3c.suite import RESULTS, Answer, Case, Suite, answer_of

NOTHING = "urn:example:nothing"  # a graph that is not there, for cases without data
FORMS = {".srx": "xml", ".srj": "json", ".tsv": "tsv", ".csv": "csv"}
MEDIA = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
    ".ttl": "text/turtle, application/sparql-results+json",
}


class Face:
    """Something that answers queries. `parses` and `answer` raise QueryError for what is refused."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite

    def passes(self, case: Case) -> bool:
        """Whether this case comes out as the suite says."""
        if case.kind == "answer":
            try:
                return same(self.suite.expected(case), self.answer(case))
            except QueryError:
                return False
        return self.parses(case) == (case.kind == "good syntax")

    def parses(self, case: Case) -> bool:
        raise NotImplementedError

    def answer(self, case: Case) -> Answer:
        raise NotImplementedError


class Engine(Face):
    """pyoxigraph and nothing else."""

    def parses(self, case: Case) -> bool:
        try:
            Store().query(self.suite.text(case.query), base_iri=case.query)
        except SyntaxError:
            return False
        except (ValueError, RuntimeError, OSError):
            return True  # it parses, and cannot be evaluated
        return True

    def answer(self, case: Case) -> Answer:
        store = Store()
        for url in case.data:
            self.suite.load(store, url, None)
        for url in case.named or (() if case.data else self.suite.data(case)):
            self.suite.load(store, url, url)
        try:
            found = store.query(self.suite.text(case.query), base_iri=case.query)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise QueryError(str(error)) from error
        if self.suite.path(case.result).suffix == ".csv":
            assert isinstance(found, QuerySolutions)
            return Answer(text=(found.serialize(format=QueryResultsFormat.CSV) or b"").decode())
        if isinstance(found, QueryBoolean):
            return Answer(truth=bool(found))
        if isinstance(found, QuerySolutions):
            names = [variable.value for variable in found.variables]
            return Answer(rows=[{name: row[name] for name in names if row[name] is not None} for row in found])
        return Answer(triples=list(found))


class Library(Face):
    """`kg.query.run` on one graph that holds the data of all cases, each file in a graph of its own; results as they are written and read back."""

    def __init__(self, suite: Suite, cases: Iterable[Case], graph: Graph | None = None) -> None:
        super().__init__(suite)
        self.graph = Graph() if graph is None else graph  # an empty graph counts as false
        for url in sorted({url for case in cases if case.kind == "answer" for url in suite.data(case)}):
            suite.load(self.graph.store, url, url)

    def _text(self, case: Case) -> str:
        return f"BASE <{case.query}>\n{self.suite.text(case.query)}"

    def parses(self, case: Case) -> bool:
        try:
            run(self.graph, self._text(case), scope=Scope((NOTHING,)))
        except QueryError as error:
            return "cannot be answered" in str(error)
        return True

    def answer(self, case: Case) -> Answer:
        result = run(self.graph, self._text(case), scope=_scope(self.suite, case))
        return _read(case, *self._written(case, result))

    def _written(self, case: Case, result: Result) -> tuple[str, bytes]:
        if result.kind == "triples":
            return "text/turtle", render(result, "turtle").encode()
        form = FORMS.get(self.suite.path(case.result).suffix, "json")
        return form, render(result, form).encode()


class Endpoint(Face):
    """`kg serve` over HTTP, on the folder of such a graph."""

    def __init__(self, suite: Suite, address: str) -> None:
        super().__init__(suite)
        self.http = httpx.Client(base_url=address, timeout=60, trust_env=False)

    def _ask(self, case: Case, scope: Scope | None) -> httpx.Response:
        given = {"query": f"BASE <{case.query}>\n{self.suite.text(case.query)}"}
        graphs = {} if scope is None else {"default-graph-uri": list(scope.default), "named-graph-uri": list(scope.named)}
        accept = MEDIA.get(self.suite.path(case.result).suffix, "*/*") if case.result else "*/*"
        return self.http.post("/sparql", data={**given, **graphs}, headers={"Accept": accept})

    def parses(self, case: Case) -> bool:
        answer = self._ask(case, Scope((NOTHING,)))
        assert answer.status_code in (200, 400), answer.text
        return answer.status_code == 200 or "cannot be answered" in answer.text

    def answer(self, case: Case) -> Answer:
        answer = self._ask(case, _scope(self.suite, case))
        if answer.status_code != 200:
            raise QueryError(answer.text)
        return _read(case, answer.headers["content-type"].partition(";")[0], answer.content)


def _scope(suite: Suite, case: Case) -> Scope | None:
    """The dataset that the manifest describes; None where the query names it itself."""
    if not case.data and re.search(r"\bFROM\b", suite.text(case.query)):
        return None
    return Scope(case.data or (NOTHING,), case.named)


def _read(case: Case, form: str, body: bytes) -> Answer:
    if "turtle" in form:
        return Answer(triples=[quad.triple for quad in parse(body, format=RdfFormat.TURTLE)])
    if "csv" in form:
        return Answer(text=body.decode())
    syntax = next((RESULTS[ending] for ending, short in FORMS.items() if ending in RESULTS and short in form.replace("tab-separated-values", "tsv")), None)
    assert syntax is not None, (case.name, form)
    return answer_of(body, syntax)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `kg serve` on a store's folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kg", "serve", str(folder), "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    with httpx.Client(trust_env=False, timeout=60) as http:
        while process.poll() is None:
            try:
                http.get(f"{address}/static/serve.css")
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
    raise AssertionError("the server ended before it answered")
