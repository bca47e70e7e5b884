"""SPARQL over a stored graph: one question in, one result out, and errors that say where."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from kg.errors import QueryError
from kg.lookup import Stored, Term, base, graphs
from kg.questions import Question, Value, bind, question
from kg.vocab import PREFIXES, XSD

_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_PROLOGUE = re.compile(r"(?:\s*(?:PREFIX\s+[^\s:]*:\s*|BASE\s*|VERSION\s*))*\s*([A-Za-z]+)?", re.IGNORECASE)
_OPAQUE = re.compile(  # what no keyword can stand in: escapes, comments, IRIs, strings
    r"""\\.|\#[^\r\n]*|<[^\s<>"{}|^`]*>|\'\'\'(?:\\.|[^\\])*?\'\'\'|\"\"\"(?:\\.|[^\\])*?\"\"\"|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*\"""",
    re.DOTALL,
)
_NAMES = re.compile(r"[?$]\w+|:[\w.:%-]*|@[\w-]+")  # variables, local names, language tags
_TANGLED = re.compile(r"""'\'\'|\"\"\"|<[^\s<>]*'[^\s<>]*>""")  # where only a parser can tell strings from IRIs
_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_EXPECTED = re.compile(r'"(?:\\.|[^"\\])*"|\[[^\]]*\](?:\s*\|\s*\[[^\]]*\])*|[^,]+')


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT or DESCRIBE.

    Rows keep the order that ORDER BY gives them, else they are sorted; triples are sorted. `more` tells that a limit cut some off.
    """

    kind: str  # "rows", "truth", "triples"
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool | None = None
    triples: tuple[Triple, ...] = ()
    more: bool = False

    def records(self) -> list[dict[str, str | int | None]]:
        """The rows as plain values by variable: IRIs and texts as strings, integers as int, None where unbound."""
        return [dict(zip(self.variables, (_plain(term) for term in row), strict=True)) for row in self.rows]


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
    limit: int | None = None,
    at_most: int | None = None,
    scope: Scope | None = None,
    service: bool = False,
) -> Result:
    """The answer of the graph to a SPARQL 1.1 query; the usual prefixes need not be declared.

    The default graph is the union of all graphs. A triple that stands in several of them is found in each: write DISTINCT to
    count it once. `only` keeps the knowledge of some statuses, beside the records and the ontology: the record tells what was
    said in any status. `scope` names the graphs instead. `limit` cuts rows or triples off. `at_most` does not even read more of them,
    and which they are is then the engine's choice unless ORDER BY says. Nothing is written, and no other endpoint is asked unless `service`.
    Raises QueryError.
    """
    bare = _OPAQUE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    _refuse(text, bare, service=service, narrowed=only is not None)
    options = _scope(graph.store, bare, only) if scope is None else {"default_graph": _nodes(scope.default), "named_graphs": _nodes(scope.named)}
    try:
        answer = graph.store.query(text, prefixes=PREFIXES, base_iri=base(graph.store), **options)
        return _collected(answer, limit, at_most, ordered=_has(bare, r"ORDER\s+BY"))
    except SyntaxError as error:
        raise QueryError(_explained(text, str(error))) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"query: cannot be answered: {error}; change the query") from error


def named(
    graph: Stored,
    name: str | Question,
    params: Mapping[str, Value | Sequence[Value]] | None = None,
    *,
    only: Collection[str] | None = None,
    limit: int | None = None,
) -> Result:
    """The answer to a question of the library, or to one that was read from a file.

    `only` narrows it to claims of some statuses, where the question speaks of claims and has a place for it, else as `run` does.
    Raises QueryError.
    """
    asked = question(name) if isinstance(name, str) else name
    text = bind(asked, graph.store, params or {}, None if only is None else tuple(only))
    return run(graph, text, only=None if "status" in asked.slots else only, limit=asked.limit if limit is None else limit)


# ---------------------------------------------------------------- before
def _has(bare: str, word: str) -> bool:
    return re.search(rf"(?<![\w?$:-]){word}(?![\w:-])", bare, re.IGNORECASE) is not None


def _asks_elsewhere(text: str, bare: str) -> bool:
    """Whether SERVICE may be at work. The engine reads keywords without white space round them, so any trace of the word counts."""
    return any("SERVICE" in _NAMES.sub(" ", view).upper() for view in (bare, text if _TANGLED.search(text) else ""))


def _refuse(text: str, bare: str, *, service: bool, narrowed: bool) -> None:
    first = _PROLOGUE.match(bare)
    word = (first[1] or "").upper() if first else ""
    if not bare.strip():
        raise QueryError("query: there is nothing in it; give a SPARQL query, such as SELECT * { ?s kg:launched ?o }")
    if word in _UPDATES:
        raise QueryError(f"query: {word} would change the graph, and queries only read; build the document again instead")
    if not service and _asks_elsewhere(text, bare):
        raise QueryError("query: SERVICE asks another endpoint, which is not allowed here; leave it out, or call `run` with service=True")
    if _has(bare, "FROM") and narrowed:
        raise QueryError("query: FROM and `only` both choose graphs; use one of them")


def _scope(store: Store, bare: str, only: Collection[str] | None) -> dict[str, Any]:
    """The graphs to read, as the engine takes them; FROM in the query itself goes first."""
    if only is None:
        return {} if _has(bare, "FROM") else {"use_default_graph_as_union": True}
    chosen = graphs(store, only)
    return {"default_graph": chosen, "named_graphs": [graph for graph in chosen if isinstance(graph, NamedNode)]}


def _nodes(iris: Collection[str]) -> list[NamedNode]:
    try:
        return [NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise QueryError(f"query: a graph that it is to read is no IRI ({error}); give whole IRIs") from error


# ---------------------------------------------------------------- after
def _collected(answer: QuerySolutions | QueryBoolean | QueryTriples, limit: int | None, at_most: int | None, *, ordered: bool) -> Result:
    if isinstance(answer, QueryBoolean):
        return Result("truth", truth=bool(answer))
    if at_most is not None:
        limit = at_most if limit is None else min(limit, at_most)
    if isinstance(answer, QueryTriples):
        triples = sorted(set(islice(answer, None if at_most is None else at_most + 1)), key=str)
        return Result("triples", triples=tuple(triples[:limit]), more=limit is not None and len(triples) > limit)
    variables = tuple(variable.value for variable in answer.variables)
    wanted = limit + 1 if limit is not None and (ordered or at_most is not None) else None
    rows = [tuple(solution[name] for name in variables) for solution in islice(answer, wanted)]
    if not ordered:
        rows.sort(key=lambda row: [str(term) if term is not None else "" for term in row])
    return Result("rows", variables, tuple(rows[:limit]), more=limit is not None and len(rows) > limit)


def _plain(term: Term | None) -> str | int | None:
    if isinstance(term, Literal):
        return int(term.value) if term.datatype.value == XSD.integer else term.value
    return term.value if isinstance(term, NamedNode) else None if term is None else str(term)


# ---------------------------------------------------------------- errors
def _explained(text: str, message: str) -> str:
    """Line, column, what was expected there, and the line itself with a mark under the place."""
    found = _POSITION.fullmatch(message)
    if found is None:
        return f"query: {message}; change the query"
    line, column, expected = int(found[1]), int(found[2]), found[3]
    lines = text.splitlines() or [""]
    shown = lines[line - 1] if line <= len(lines) else ""
    mark = f"\n  {shown}\n  {' ' * (column - 1)}^"
    return f"query, line {line}, column {column}: {_reason(expected, shown[: column - 1])}{mark}"


def _reason(expected: str, before: str) -> str:
    if "Prefix not found" in expected and (name := re.search(r"([\w.-]*):[\w.-]*$", before)):
        return f"the prefix {name[1]}: is not declared; declare it with PREFIX, or use one of {', '.join(sorted(PREFIXES))}"
    words = [_word(item.strip()) for item in _EXPECTED.findall(expected)]
    sentences = [word for word in words if " " in word and not word.startswith(("'", "a "))]
    tokens = list(dict.fromkeys(word for word in words if word and word not in sentences))
    if sentences:
        return f"{sentences[0].replace('The ', 'the ', 1)}; mend the query there"
    if tokens:
        return f"expected {tokens[0] if len(tokens) == 1 else ', '.join(tokens[:-1]) + ' or ' + tokens[-1]}"
    return "the query cannot be read from here on; look for a missing bracket, dot or quotation mark before it"


def _word(item: str) -> str:
    """An item of the engine's list as people read it; "" for classes of characters."""
    if item.startswith("["):
        return "a number" if item.startswith("['0'..='9'") else ""
    return "'" + item[1:-1].replace('\\"', '"').replace("\\\\", "\\") + "'" if item.startswith('"') else item
