"""SPARQL over a stored graph: one question in, one result out, and errors that say where."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise, takewhile
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from kg.errors import QueryError
from kg.lookup import Stored, Term, base
from kg.mistakes import explained, terms, unknown
from kg.narrow import FEW, Narrowing, chosen, copy
from kg.questions import Question, Value, bind, question
from kg.vocab import PREFIXES, XSD

if TYPE_CHECKING:
    import pandas

Row: TypeAlias = tuple[Term | None, ...]

_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_PROLOGUE = re.compile(r"(?:\s*(?:PREFIX\s+[^\s:]*:\s*|BASE\s*|VERSION\s*))*\s*([A-Za-z]+)?", re.IGNORECASE)
_OPAQUE = re.compile(  # what no keyword can stand in: escapes, comments, IRIs, strings
    r"""\\.|\#[^\r\n]*|<[^\s<>"{}|^`]*>|\'\'\'(?:\\.|[^\\])*?\'\'\'|\"\"\"(?:\\.|[^\\])*?\"\"\"|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*\"""",
    re.DOTALL,
)
_NAMES = re.compile(r"[?$]\w+|:[\w.:%-]*|@[\w-]+")  # variables, local names, language tags
_TANGLED = re.compile(r"""'\'\'|\"\"\"|<[^\s<>]*'[^\s<>]*>""")  # where only a parser can tell strings from IRIs


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT or DESCRIBE.

    Rows keep the order that ORDER BY gives them, else they are sorted; triples are sorted. `more` tells that a limit cut some off.
    `remarks` tell what the query looks for and the ontology does not have.
    """

    kind: str  # "rows", "truth", "triples"
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    truth: bool | None = None
    triples: tuple[Triple, ...] = ()
    more: bool = False
    remarks: tuple[str, ...] = ()

    def records(self) -> list[dict[str, str | int | None]]:
        """The rows as plain values by variable: IRIs and texts as strings, integers as int, None where unbound."""
        return [dict(zip(self.variables, (_plain(term) for term in row), strict=True)) for row in self.rows]

    def to_pandas(self, graph: Stored | None = None) -> pandas.DataFrame:
        """The answer as a data frame; see `kg.results.frame`. Needs the extra `claimgraph[pandas]`."""
        from kg.results import frame

        return frame(self, graph)


@dataclass(frozen=True, slots=True)
class Scope:
    """The graphs that a query is to read, by IRI, whatever it says itself: those of its default graph, and those that GRAPH finds."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def run(
    graph: Stored,
    text: str,
    *,
    only: Collection[str] | None = None,
    docs: Collection[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    readers: Collection[str] | None = None,
    limit: int | None = None,
    at_most: int | None = None,
    scope: Scope | None = None,
    service: bool = False,
    seconds: float | None = None,
) -> Result:
    """The answer of the graph to a SPARQL 1.1 query; the usual prefixes need not be declared.

    The default graph is the union of all graphs. A triple that stands in several of them is found in each: write DISTINCT to
    count it once. `only`, `docs`, `since`, `until` and `readers` narrow it, see `kg.narrow.Narrowing`. `scope` names the graphs instead.
    `limit` cuts rows or triples off. `at_most` does not even read more of them, and which they are is then the engine's choice unless
    ORDER BY says. Nothing is written, and no other endpoint is asked unless `service`. After `seconds` the query is given up, though
    the engine may work on it in the background until it or the process ends. Raises QueryError.
    """
    read, to = _read(text), Narrowing(only, docs, since, until, readers)
    _refuse(read, service=service, narrowed=bool(to))
    given_up = Event()

    def answered() -> Result:
        store, options = _graphs(graph.store, read, to, scope)
        answer = store.query(text, prefixes=PREFIXES, base_iri=base(graph.store), **options)
        return _collected(answer, limit, at_most, ordered=read.ordered, given_up=None if seconds is None else given_up)

    try:
        result = _within(seconds, answered, given_up)
    except SyntaxError as error:
        raise QueryError(explained(text, str(error))) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"query: cannot be answered: {error}; change the query") from error
    remarks = unknown(graph.store, text, read.terms)
    return replace(result, remarks=remarks) if remarks else result


def named(
    graph: Stored,
    name: str | Question,
    params: Mapping[str, Value | Sequence[Value]] | None = None,
    *,
    only: Collection[str] | None = None,
    docs: Collection[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    readers: Collection[str] | None = None,
    limit: int | None = None,
    seconds: float | None = None,
) -> Result:
    """The answer to a question of the library, or to one that was read from a file.

    `only` narrows it to claims of some statuses, where the question speaks of claims and has a place for it, else as `run` does.
    `docs`, `since`, `until`, `readers` and `seconds` are those of `run`. Raises QueryError.
    """
    asked = question(name) if isinstance(name, str) else name
    text = bind(asked, graph.store, params or {}, None if only is None else tuple(only))
    shown = asked.limit if limit is None else limit
    kept = None if "status" in asked.slots else only
    return run(graph, text, only=kept, docs=docs, since=since, until=until, readers=readers, limit=shown, seconds=seconds)


def _within(seconds: float | None, action: Callable[[], Result], given_up: Event) -> Result:
    """What the action gives, or raises; QueryError once the time is over."""
    if seconds is None:
        return action()
    done: list[Result] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            done.append(action())
        except Exception as error:  # raised again below, in the thread that asked
            failed.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        given_up.set()
        raise QueryError(f"query: there is no answer after {seconds:g} seconds; ask for less, or allow more time")
    return done[0]


# ---------------------------------------------------------------- before
@dataclass(frozen=True, slots=True)
class _Read:
    """What is known of a query's text before the engine reads it."""

    first: str  # its first keyword, "" where there is none
    empty: bool
    elsewhere: bool  # whether SERVICE may be at work
    chooses: bool  # whether it chooses graphs with FROM
    ordered: bool
    terms: tuple[tuple[int, str, str], ...]


@lru_cache(maxsize=32)
def _read(text: str) -> _Read:
    bare = _OPAQUE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    first = _PROLOGUE.match(bare)
    word = (first[1] or "").upper() if first else ""
    return _Read(word, not bare.strip(), _asks_elsewhere(text, bare), _has(bare, "FROM"), _has(bare, r"ORDER\s+BY"), terms(text, bare))


def _has(bare: str, word: str) -> bool:
    return re.search(rf"(?<![\w?$:-]){word}(?![\w:-])", bare, re.IGNORECASE) is not None


def _asks_elsewhere(text: str, bare: str) -> bool:
    """Whether SERVICE may be at work. The engine reads keywords without white space round them, so any trace of the word counts."""
    return any("SERVICE" in _NAMES.sub(" ", view).upper() for view in (bare, text if _TANGLED.search(text) else ""))


def _refuse(read: _Read, *, service: bool, narrowed: bool) -> None:
    if read.empty:
        raise QueryError("query: there is nothing in it; give a SPARQL query, such as SELECT * { ?s kg:launched ?o }")
    if read.first in _UPDATES:
        raise QueryError(f"query: {read.first} would change the graph, and queries only read; build the document again instead")
    if not service and read.elsewhere:
        raise QueryError("query: SERVICE asks another endpoint, which is not allowed here; leave it out, or call `run` with service=True")
    if read.chooses and narrowed:
        raise QueryError("query: FROM and `only`, `docs`, `since`, `until` or `readers` both choose graphs; use one of them")


def _graphs(store: Store, read: _Read, to: Narrowing, scope: Scope | None) -> tuple[Store, dict[str, Any]]:
    """The store to ask, and the graphs to read as the engine takes them; FROM in the query itself goes before the union of all."""
    if scope is not None:
        return store, {"default_graph": _nodes(scope.default), "named_graphs": _nodes(scope.named)}
    if not to:
        return store, {} if read.chooses else {"use_default_graph_as_union": True}
    names = chosen(store, to)
    if len(names) > FEW:
        return copy(store, names), {"use_default_graph_as_union": True}
    return store, {"default_graph": names, "named_graphs": [graph for graph in names if isinstance(graph, NamedNode)]}


def _nodes(iris: Collection[str]) -> list[NamedNode]:
    try:
        return [NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise QueryError(f"query: a graph that it is to read is no IRI ({error}); give whole IRIs") from error


# ---------------------------------------------------------------- after
def _collected(
    answer: QuerySolutions | QueryBoolean | QueryTriples, limit: int | None, at_most: int | None, *, ordered: bool, given_up: Event | None
) -> Result:
    if isinstance(answer, QueryBoolean):
        return Result("truth", truth=bool(answer))
    if at_most is not None:
        limit = at_most if limit is None else min(limit, at_most)
    if isinstance(answer, QueryTriples):
        triples = sorted(set(islice(answer, None if at_most is None else at_most + 1)), key=str)
        return Result("triples", triples=tuple(triples[:limit]), more=limit is not None and len(triples) > limit)
    variables = tuple(variable.value for variable in answer.variables)
    wanted = limit + 1 if limit is not None and (ordered or at_most is not None) else None
    solutions = answer if given_up is None else takewhile(lambda _: not given_up.is_set(), answer)
    rows: list[Row] = list(map(tuple, islice(solutions, wanted)))  # a solution gives its terms in the order of the variables
    if not ordered:
        rows = _sorted(rows)
    return Result("rows", variables, tuple(rows[:limit]), more=limit is not None and len(rows) > limit)


def _sorted(rows: list[Row]) -> list[Row]:
    """The rows by the values of their terms; where these do not tell two rows apart, by the terms in full."""
    try:
        keys = [[term.value for term in row] for row in rows]  # type: ignore[union-attr]  # what has no value is caught
    except AttributeError:  # unbound, or a triple
        return sorted(rows, key=_in_full)
    order = sorted(range(len(rows)), key=keys.__getitem__)
    if any(keys[one] == keys[other] and rows[one] != rows[other] for one, other in pairwise(order)):
        return sorted(rows, key=lambda row: ([term.value for term in row], _in_full(row)))  # type: ignore[union-attr]
    return [rows[place] for place in order]


def _in_full(row: Row) -> list[str]:
    return [str(term) if term is not None else "" for term in row]


def _plain(term: Term | None) -> str | int | None:
    if isinstance(term, Literal):
        return int(term.value) if term.datatype.value == XSD.integer else term.value
    return term.value if isinstance(term, NamedNode) else None if term is None else str(term)
