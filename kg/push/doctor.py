"""What an endpoint can do, found out with one small graph for each feature, which is then removed."""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from kg.errors import KgError
from kg.push.parts import Part
from kg.push.target import Target
from kg.vocab import PREFIXES, RDF, XSD

_PLACE = "https://w3id.org/claimgraph/doctor/"
_TERMS = {  # what → a term as N-Triples writes it
    "text": '"a \\"b\\" \\\\ 100 % é"',
    "letters of all scripts": '"東京 Łódź עברית 🚀"@en',
    "a language with a region": '"Strasse"@de-CH',
    "xsd:integer": f'"9223372036854775807"^^<{XSD.integer}>',
    "xsd:decimal": f'"-13.4"^^<{XSD.decimal}>',
    "xsd:boolean": f'"true"^^<{XSD.boolean}>',
    "xsd:date": f'"2024-02-29"^^<{XSD.date}>',
    "xsd:dateTime": f'"2024-03-14T06:30:00Z"^^<{XSD.dateTime}>',
    "xsd:gYear": f'"1999"^^<{XSD.gYear}>',
    "xsd:gYearMonth": f'"2024-05"^^<{XSD.gYearMonth}>',
    "an IRI of many letters": "<https://example.org/id/o%27neil-日本-é>",
}
_EQUAL = {"xsd:boolean": {"1", "true"}}  # values that mean the same


@dataclass(frozen=True, slots=True)
class Finding:
    """One feature: whether it works, whether a push needs it, and what was seen."""

    feature: str
    works: bool
    needed: bool
    seen: str = ""


def examine(target: Target) -> list[Finding]:
    """What works, in the order in which it was tried. The store is left as it was; where that fails, a finding says so."""
    return _Visit(target, f"{_PLACE}{uuid.uuid4().hex}/").all()


class _Visit:
    def __init__(self, target: Target, place: str) -> None:
        self._target = target
        self._place = place
        self._used: list[str | None] = []

    def all(self) -> list[Finding]:
        """Every probe, and the tidying up."""
        probes: list[tuple[str, bool, Callable[[], str]]] = [
            ("a query is answered", True, self._query),
            ("a graph is replaced", True, self._replace),
            ("every kind of value is kept", True, self._values),
            ("a text of two million characters is kept", True, self._long),
            ("an update is carried out", False, self._update),
            ("blank nodes in an update", False, self._blank),
            ("N-Quads of several graphs in one request", False, self._quads),
            ("a default graph of its own", False, self._default),
            ("packed requests (gzip)", False, self._packed),
            ("RDF 1.2 triple terms", False, self._terms),
        ]
        found = [self._try(*probe) for probe in probes]
        return [*found, self._try("all of it is removed", True, self._tidy)]

    def _try(self, feature: str, needed: bool, probe: Callable[[], str]) -> Finding:
        try:
            seen = probe()
        except KgError as error:
            return Finding(feature, False, needed, str(error).removeprefix(f"{self._target.url}: "))
        return Finding(feature, not seen, needed, seen)

    # ------------------------------------------------------------ probes: what they return is what is wrong
    def _query(self) -> str:
        self._target.rows("SELECT * { ?s ?p ?o } LIMIT 1")
        return ""

    def _replace(self) -> str:
        graph = self._graph("replace")
        self._put(graph, ['"1"', '"2"'])
        self._put(graph, ['"3"'])
        return self._counted(graph, 1)

    def _values(self) -> str:
        graph = self._graph("values")
        wrong = []
        for name, term in _TERMS.items():
            self._put(graph, [term])
            rows = self._target.rows(f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
            wanted = _EQUAL.get(name, {_value(term)})
            if len(rows) != 1 or rows[0]["o"] not in wanted:
                wrong.append(f"{name}: {rows[0]['o'] if rows else 'nothing'} came back for {_value(term)}")
        return "; ".join(wrong)

    def _long(self) -> str:
        graph = self._graph("long")
        self._put(graph, ['"' + "words " * 333_333 + '"'])
        rows = self._target.rows(f"SELECT (STRLEN(STR(?o)) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return "" if rows and int(rows[0]["n"]) == 6 * 333_333 else f"{rows[0]['n'] if rows else 'no'} characters came back"

    def _update(self) -> str:
        graph = self._graph("update")
        self._target.update(f"INSERT DATA {{ GRAPH <{graph}> {{ {_triple(graph, '1')} }} }}")
        return self._counted(graph, 1)

    def _blank(self) -> str:
        graph = self._graph("blank")
        self._target.update(f"INSERT DATA {{ GRAPH <{graph}> {{ _:a <{graph}> _:b }} }}")
        return self._counted(graph, 1)

    def _quads(self) -> str:
        if not self._target.profile.quads:
            return "not known of this kind of store"
        one, other = self._graph("quads/1"), self._graph("quads/2")
        self._target.add_quads("".join(f'<{graph}> <{graph}> "1" <{graph}> .\n' for graph in (one, other)).encode())
        return self._counted(one, 1) or self._counted(other, 1)

    def _default(self) -> str:
        if not self._target.profile.default:
            return "not known of this kind of store; give --default-graph where a graph has one"
        subject = self._graph("default")
        self._target.update(f'INSERT DATA {{ <{subject}> <{subject}> "1" }}')
        rows = self._target.rows(f"SELECT ?o {{ <{subject}> <{subject}> ?o }}")
        self._target.update(f'DELETE DATA {{ <{subject}> <{subject}> "1" }}')
        return "" if len(rows) == 1 else "what was put there is not found there"

    def _packed(self) -> str:
        graph = self._graph("packed")
        template = self._target.profile.put or self._target.profile.post
        if not template:
            return "no graph store is known"
        body = gzip.compress(f"{self._target.profile.head}{_triple(graph, '1')}\n".encode(), mtime=0)
        address = self._target.profile.at(template, self._target.url, graph)
        method = "PUT" if self._target.profile.put else "POST"
        answer = self._target.client.send(method, address, body=body, media=self._target.profile.graph_type, headers={"Content-Encoding": "gzip"})
        if answer.status >= 300:
            return f"answered {answer.status}"
        return self._counted(graph, 1)

    def _terms(self) -> str:
        graph = self._graph("terms")
        self._put(graph, [f'<<( <{graph}> <{graph}> "1" )>>'], RDF.reifies)
        return self._counted(graph, 1)

    def _tidy(self) -> str:
        for graph in self._used:
            self._target.remove(graph)
        left = {graph: count for graph, count in self._target.counts(self._used).items() if count}
        return f"left behind: {', '.join(map(str, left))}" if left else ""

    # ------------------------------------------------------------ parts of probes
    def _graph(self, name: str) -> str:
        self._used.append(self._place + name)
        return self._place + name

    def _put(self, graph: str, terms: list[str], predicate: str | None = None) -> None:
        part = Part(graph, [[f"<{graph}> <{predicate or PREFIXES['kg'] + 'value'}> {term} .\n".encode() for term in terms]])
        try:
            self._target.replace(part)
        finally:
            part.close()

    def _counted(self, graph: str, wanted: int) -> str:
        found = self._target.counts([graph])[graph]
        return "" if found == wanted else f"the request was taken, but the store counts {found} triples, not {wanted}"


def _triple(graph: str, text: str) -> str:
    return f'<{graph}> <{graph}> "{text}" .'


def _value(term: str) -> str:
    """The value of a term of `_TERMS`, as a result in JSON has it."""
    if term.startswith("<"):
        return term[1:-1]
    return term[1 : term.rindex('"')].replace('\\"', '"').replace("\\\\", "\\")


def ready(findings: list[Finding]) -> bool:
    """Whether a push can be expected to end well."""
    return all(finding.works for finding in findings if finding.needed)
