"""What a graph holds, counted: documents, entities, events, relations and sources, by class and status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.lookup import STATUSES, Stored, Term, base, local, short
from kg.vocab import DCTERMS, KG, PREFIXES

Counts: TypeAlias = dict[str, int]  # name → how many, the most first

_ENTITIES = f"""?thing a ?kind . FILTER(STRSTARTS(STR(?kind), "{KG}") && !STRSTARTS(STR(?thing), "{KG}"))
  FILTER(?kind NOT IN (kg:Claim, kg:Article, kg:Reading, kg:Reader)) FILTER NOT EXISTS {{ ?claim kg:about ?thing }}"""
_EVENTS = "?claim kg:about ?event ; kg:evokes ?class ; kg:status ?status ."
_RELATIONS = "?statement rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ; prov:wasDerivedFrom ?proof ."
_STATUS = "OPTIONAL { ?proof kg:status ?told } BIND(COALESCE(?told, kg:asserted) AS ?status)"  # a standing relation has its sentence for proof


@dataclass(frozen=True, slots=True)
class Row:
    """How many there are of one class or on one word, in all and by status. One event may be told in several statuses."""

    name: str
    all: int
    status: Counts


@dataclass(frozen=True, slots=True)
class Info:
    """The counts of a graph. `relations` are distinct triples, of which each may stand in several documents."""

    documents: int
    sentences: int
    claims: int
    entities: int
    events: int
    relations: int
    quads: int
    issued: tuple[str, str] | None  # the first and the last day on which a document was published
    publishers: Counts  # documents
    kinds: Counts  # entities
    classes: tuple[Row, ...]  # events
    predicates: tuple[Row, ...]  # relations
    statuses: Counts  # claims
    sources: tuple[Row, ...]  # claims that stand on somebody's word, by whose; the name is an IRI in short

    def plain(self) -> dict[str, object]:
        """The same as JSON has it."""
        return asdict(self)


def info(graph: Stored) -> Info:
    """Everything that is counted. Takes a second or two a million quads."""
    store = graph.store
    days = sorted(row[0] for row in _ask(store, f"SELECT DISTINCT (STR(?day) AS ?d) {{ ?document a kg:Article ; <{DCTERMS.issued}> ?day }}"))
    return Info(
        documents=_number(store, "?document a kg:Article", "document"),
        sentences=_number(store, f"?sentence a <{PREFIXES['nif']}Sentence>", "sentence"),
        claims=_number(store, "?claim a kg:Claim", "claim"),
        entities=_number(store, _ENTITIES, "thing"),
        events=_number(store, "?claim kg:about ?event", "event"),
        relations=len(_ask(store, f"SELECT DISTINCT ?subject ?relation ?object {{ {_RELATIONS} }}")),
        quads=len(store),
        issued=(days[0], days[-1]) if days else None,
        publishers=_counts(store, f"SELECT ?name (COUNT(DISTINCT ?d) AS ?n) {{ ?d a kg:Article ; <{DCTERMS.publisher}> ?name }} GROUP BY ?name"),
        kinds=_counts(store, f"SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) {{ {_ENTITIES} }} GROUP BY ?kind"),
        classes=_rows(store, f"SELECT DISTINCT ?class ?status ?event {{ {_EVENTS} }}"),
        predicates=_rows(store, f"SELECT DISTINCT ?relation ?status ?subject ?object {{ {_RELATIONS} {_STATUS} }}"),
        statuses=_by_status(_counts(store, "SELECT ?status (COUNT(DISTINCT ?claim) AS ?n) { ?claim kg:status ?status } GROUP BY ?status")),
        sources=_rows(store, "SELECT DISTINCT ?source ?status ?claim { ?claim kg:attributedTo ?source ; kg:status ?status }"),
    )


def _ask(store: Store, text: str) -> list[tuple[str, ...]]:
    prefixes = {"kg": KG, "rdf": PREFIXES["rdf"], "prov": PREFIXES["prov"]}
    found = store.query(text, prefixes=prefixes, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [tuple(_name(term) for term in solution) for solution in found]


def _name(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term or "")


def _number(store: Store, pattern: str, variable: str) -> int:
    return int(_ask(store, f"SELECT (COUNT(DISTINCT ?{variable}) AS ?n) {{ {pattern} }}")[0][0])


def _counts(store: Store, text: str) -> Counts:
    found = {_shown(name, base(store)): int(number) for name, number in _ask(store, text)}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _by_status(found: Counts) -> Counts:
    return {status: found[status] for status in STATUSES if found.get(status)}


def _rows(store: Store, text: str) -> tuple[Row, ...]:
    """Rows of name, status and what is counted; of the last, each one once a name and status, and once in all."""
    things: defaultdict[str, defaultdict[str, set[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(set))
    for name, status, *thing in _ask(store, text):
        things[name][local(status)].add(tuple(thing))
    begins = base(store)
    rows = [_row(_shown(name, begins), by) for name, by in things.items()]
    return tuple(sorted(rows, key=lambda row: (-row.all, row.name)))


def _row(name: str, by: Mapping[str, set[tuple[str, ...]]]) -> Row:
    every: set[tuple[str, ...]] = set().union(*by.values())
    return Row(name, len(every), _by_status({status: len(things) for status, things in by.items()}))


def _shown(name: str, begins: str) -> str:
    return local(name) if name.startswith(KG) else short(name.removeprefix(begins))
