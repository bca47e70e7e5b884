"""The W3C's test suite as cases: its manifests and expected results, read from a folder that holds a copy of w3c/rdf-tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryResultsFormat, RdfFormat, Store, Triple, parse, parse_query_results

URL = "https://w3c.github.io/rdf-tests/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
MANIFESTS = {"query": "sparql/sparql11/manifest-sparql11-query.ttl", "results": "sparql/sparql11/manifest-sparql11-results.ttl"}
SYNTAXES = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML, ".trig": RdfFormat.TRIG, ".nq": RdfFormat.N_QUADS}
RESULTS = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}

Term = NamedNode | BlankNode | Literal | Triple
Row = dict[str, Term]


@dataclass(frozen=True)
class Case:
    """One test: a query that must parse, or must not, or gives `result` on its data. All files are named by URL."""

    name: str
    kind: str  # "answer", "good syntax", "bad syntax"
    query: str
    data: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: str = ""


@dataclass
class Answer:
    """Rows, a truth, triples, or the text of a format that loses the kinds of terms."""

    rows: list[Row] | None = None
    truth: bool | None = None
    triples: list[Triple] | None = None
    text: str | None = None


class Suite:
    """A copy of the test suite. `root` is the folder that holds `sparql/`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, url: str) -> Path:
        return self.root / url.removeprefix(URL).partition("#")[0]

    def text(self, url: str) -> str:
        return self.path(url).read_bytes().decode()

    def cases(self, manifest: str) -> Iterator[Case]:
        """The cases of a manifest and of those that it includes, in order."""
        url = URL + manifest if not manifest.startswith(URL) else manifest
        store = Store()
        store.load(path=self.path(url), format=RdfFormat.TURTLE, base_iri=url)
        for head in _objects(store, NamedNode(url), MF + "include"):
            for included in _members(store, head):
                yield from self.cases(included.value)
        for head in _objects(store, NamedNode(url), MF + "entries"):
            for entry in _members(store, head):
                yield _case(store, entry, url)

    def data(self, case: Case) -> tuple[str, ...]:
        """The files of the case's dataset; those that the query itself names where the manifest names none."""
        if case.data or case.named:
            return (*case.data, *case.named)
        folder = case.query.rpartition("/")[0]
        beside = (f"{folder}/{path.name}" for path in sorted(self.path(folder).iterdir()) if path.suffix in SYNTAXES)
        return tuple(url for url in beside if f"<{url.rpartition('/')[2]}>" in self.text(case.query))

    def load(self, store: Store, url: str, graph: str | None) -> None:
        store.load(path=self.path(url), format=SYNTAXES[self.path(url).suffix], base_iri=url, to_graph=NamedNode(graph) if graph else None)

    def expected(self, case: Case) -> Answer:
        path = self.path(case.result)
        if path.suffix == ".csv":
            return Answer(text=path.read_bytes().decode())
        if path.suffix in RESULTS:
            return answer_of(path.read_bytes(), RESULTS[path.suffix])
        quads = list(parse(path=path, format=SYNTAXES[path.suffix], base_iri=case.result))
        store = Store()
        store.extend(quads)
        heads = [quad.subject for quad in store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(RS + "ResultSet"))]
        return _result_set(store, heads[0]) if heads else Answer(triples=[quad.triple for quad in quads])


def answer_of(body: bytes, form: QueryResultsFormat) -> Answer:
    """The answer that a SPARQL result document holds."""
    found = parse_query_results(body, form)
    if isinstance(found, QueryBoolean):
        return Answer(truth=bool(found))
    names = [variable.value for variable in found.variables]
    return Answer(rows=[{name: term for name in names if (term := solution[name]) is not None} for solution in found])


def _case(store: Store, entry: Term, manifest: str) -> Case:
    kind = next(term.value.removeprefix(MF) for term in _objects(store, entry, RDF + "type"))
    (action,) = _objects(store, entry, MF + "action")
    name = f"{manifest.removeprefix(URL).split('/')[-2]}: {_objects(store, entry, MF + 'name')[0].value}"
    if "Syntax" in kind:
        return Case(name, "bad syntax" if kind.startswith("Negative") else "good syntax", action.value)
    query, data, named = (tuple(term.value for term in _objects(store, action, QT + part)) for part in ("query", "data", "graphData"))
    (result,) = _objects(store, entry, MF + "result")
    return Case(name, "answer", query[0], data, named, result.value)


def _result_set(store: Store, head: Term) -> Answer:
    """Rows or a truth, written as RDF."""
    if truth := _objects(store, head, RS + "boolean"):
        return Answer(truth=truth[0].value in ("true", "1"))
    rows: list[Row] = []
    for solution in _objects(store, head, RS + "solution"):
        bindings = _objects(store, solution, RS + "binding")
        rows.append({_objects(store, one, RS + "variable")[0].value: _objects(store, one, RS + "value")[0] for one in bindings})
    return Answer(rows=rows)


def _objects(store: Store, subject: Term, predicate: str) -> list[Term]:
    return [quad.object for quad in store.quads_for_pattern(subject, NamedNode(predicate), None)]


def _members(store: Store, head: Term) -> Iterator[Term]:
    while head != NamedNode(RDF + "nil"):
        yield _objects(store, head, RDF + "first")[0]
        head = _objects(store, head, RDF + "rest")[0]
