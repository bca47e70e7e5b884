"""A running store as something that graphs are put into and counted in."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from kg.errors import PushError, UsageError
from kg.push.client import Answer, Client, Secret, checked
from kg.push.parts import Part
from kg.push.profiles import Profile, by_address, by_server, profile, with_addresses

TRIPLES, FORM, JSON = "application/n-triples", "application/x-www-form-urlencoded", "application/sparql-results+json"
_ASK = "ASK { ?s ?p ?o }"
_SMALLEST = 1 << 16  # bytes to which the size of a request is halved where a server finds it too large
_REMEDIES = {
    401: "give --user and --password-env, or --token-env; or they are wrong",
    403: "the user may not do this; give another, or its rights",
    404: "check the address; `kg doctor` tells what answers there",
    405: "the store does not do this at that address; choose another --profile",
    413: "the request is too large even in small pieces; raise the server's limit",
    507: "the store is full",
}
_FATAL = (401, 403, 404, 405, 507)


@dataclass(slots=True)
class Target:
    """One endpoint. Raises PushError where it refuses; the error is `fatal` where the next graph would fare no better."""

    url: str
    profile: Profile
    client: Client

    @classmethod
    def find(cls, url: str, client: Client, *, name: str | None = None, update: str | None = None, store: str | None = None) -> Target:
        """The target at an address: of the profile named, else the one that its address or its server tells, else generic."""
        found = recognised(url, client, name)
        if not found.query:
            raise UsageError(f"{found.name} takes files only; write them with `kg export --for {found.name}`")
        target = cls(checked(url), with_addresses(found, update=update, store=store), client)
        target._greet()
        return target

    def _greet(self) -> None:
        """A first request without a body, so that nothing large is sent in vain, and the server says how it is to be spoken to."""
        self._expect(self._query(_ASK), "the query of an empty pattern")
        if self.profile.put and self.profile.auth == "digest":
            answer = self.client.send("GET", self._at(self.profile.put, "urn:claimgraph:nothing"), accept=TRIPLES)
            if answer.status in (401, 403):
                self._expect(answer, "a first request")

    # ------------------------------------------------------------ asking
    def counts(self, graphs: Collection[str | None]) -> dict[str | None, int]:
        """The number of triples that each of these graphs has in the store."""
        found: dict[str | None, int] = dict.fromkeys(graphs, 0)
        named = [str(NamedNode(graph)) for graph in graphs if graph is not None]
        if named:
            query = f"SELECT ?g (COUNT(*) AS ?n) {{ VALUES ?g {{ {' '.join(named)} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
            found |= {row["g"]: int(row["n"]) for row in self.rows(query) if "g" in row}
        if None in found:
            found[None] = int(self.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"])
        return found

    def rows(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT, as values by name."""
        answer = self._query(query)
        self._expect(answer, "a query")
        try:
            bindings = json.loads(answer.body)["results"]["bindings"]
            return [{name: cell["value"] for name, cell in row.items()} for row in bindings]
        except (ValueError, KeyError, TypeError) as error:
            raise PushError(f"{self.url}: its answer to a query is no SPARQL result in JSON; check the address and --profile", fatal=True) from error

    def _query(self, query: str) -> Answer:
        body = urlencode({"query": query}).encode()
        return self.client.send("POST", self._at(self.profile.query), body=body, media=FORM, accept=JSON)

    # ------------------------------------------------------------ writing
    def replace(self, part: Part) -> None:
        """Put the part in the place of what the store has of that graph. May be repeated."""
        if not part.count:
            self.remove(part.graph)
            return
        try:
            self._fill(part)
        except PushError as error:
            if error.status != 413 or self.profile.max_body <= _SMALLEST:
                raise
            self.profile = replace(self.profile, max_body=max(self.profile.max_body // 2, _SMALLEST))
            self.replace(part)

    def _fill(self, part: Part) -> None:
        begun = False
        if not self.profile.put:
            self.remove(part.graph)
            begun = True
        pieces = part.pieces(self.profile.max_body) if self.profile.post else part.pieces(1_000_000, self.profile.max_insert)
        for piece in pieces:
            if not self.profile.post:
                self.update(f"INSERT DATA {{ {_within(part.graph, piece.decode())} }}")
            else:
                method, template = ("POST", self.profile.post) if begun else ("PUT", self.profile.put)
                body = self.profile.head.encode() + piece
                answer = self.client.send(method, self._at(template, part.graph), body=body, media=self.profile.graph_type)
                self._expect(answer, f"{method} of {_called(part.graph)}")
            begun = True

    def add_quads(self, body: bytes) -> None:
        """Add N-Quads of several graphs."""
        answer = self.client.send("POST", self._at(self.profile.quads), body=body, media=self.profile.quads_type)
        self._expect(answer, "POST of N-Quads")

    def remove(self, graph: str | None) -> None:
        """Remove a graph; one that is not there is no error."""
        if self.profile.delete:
            answer = self.client.send("DELETE", self._at(self.profile.delete, graph))
            if answer.status != 404:
                self._expect(answer, f"DELETE of {_called(graph)}")
        else:
            self.update(f"DROP SILENT {'DEFAULT' if graph is None else f'GRAPH {NamedNode(graph)}'}")

    def update(self, text: str) -> None:
        """Carry out a SPARQL update."""
        answer = self.client.send("POST", self._at(self.profile.update), body=urlencode({"update": text}).encode(), media=FORM)
        self._expect(answer, "an update")

    # ------------------------------------------------------------ addresses and answers
    def _at(self, template: str, graph: str | None = "") -> str:
        if graph is None and not self.profile.default:
            raise UsageError(f"{self.profile.title} has no default graph to fill; say with --default-graph IRI where those triples go")
        return self.profile.at(template, self.url, graph)

    def _expect(self, answer: Answer, what: str) -> None:
        if answer.status >= 300:
            remedy = _REMEDIES.get(answer.status, "see the server's log")
            told = f": {answer.text}" if answer.text else ""
            raise PushError(f"{self.url}: {what} was answered {answer.status}{told}; {remedy}", status=answer.status, fatal=answer.status in _FATAL)


@contextmanager
def opened(
    url: str, secret: Callable[[str], Secret], *, name: str | None = None, seconds: float = 120.0, update: str | None = None, store: str | None = None
) -> Iterator[Target]:
    """The store at an address, ready to be written to. `secret` is asked for what opens it, and told which way the store is known to want it."""
    with Client(seconds=seconds) as asking:
        found = recognised(url, asking, name)
    with Client(secret(found.auth), seconds=seconds) as client:
        yield Target.find(url, client, name=found.name, update=update, store=store)


def secret_of(user: str | None, password: str | None, token: str | None) -> Callable[[str], Secret]:
    """What opens a store, for `opened`. Raises UsageError where a user comes without a password."""
    if token is not None:
        return lambda _: Secret("bearer", "", token)
    if user is None:
        return lambda _: Secret()
    if password is None:
        raise UsageError(f"user {user}: there is no password; give it too")
    return lambda kind: Secret("digest" if kind == "digest" else "basic", user, password)


def recognised(url: str, client: Client, name: str | None = None) -> Profile:
    """The profile of that name, else the one that the address tells, else that of whoever answers there, else generic."""
    url = checked(url)
    if found := profile(name) if name else by_address(url):
        return found
    answer = client.send("GET", f"{url}/query?{urlencode({'query': 'ASK {}'})}", accept=JSON)
    return by_server(answer.headers.get("Server", "")) or profile("generic")


def _within(graph: str | None, triples: str) -> str:
    return triples if graph is None else f"GRAPH {NamedNode(graph)} {{ {triples} }}"


def _called(graph: str | None) -> str:
    return f"<{graph}>" if graph is not None else "the default graph"
