"""The statements of a graph, each with the claim and the sentence that prove it, and which of them a view keeps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, cast

from kg.errors import UsageError
from kg.views.records import STATUSES
from kg.views.rows import select, select_values
from kg.vocab import KG

if TYPE_CHECKING:
    import pyoxigraph


class Finding(NamedTuple):
    """One triple with what proves it (or, for a layer of "denial", with who denies it)."""

    subject: str
    relation: str
    object: str
    claim: str | None
    event_class: str | None
    status: str
    sentence: str
    document: str
    issued: str | None
    time: str | None
    begin: str | None
    end: str | None
    layer: str

    @property
    def when(self) -> str | None:
        return f"{self.begin or '..'}/{self.end or '..'}" if self.begin or self.end else self.time


class Key(NamedTuple):
    """What makes one edge. `rank` is the status's place in STATUSES, so that edges sort from the surest on."""

    subject: str
    relation: str
    object: str
    rank: int
    status: str
    role: bool


class Group(NamedTuple):
    """The findings of one edge, in the order of articles and text."""

    findings: tuple[Finding, ...]
    mutual: bool


_STATEMENT = "?statement a rdf:Statement ; rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ; prov:wasDerivedFrom"
_CLAIM = "?claim kg:status ?status ; kg:evokes ?class ; prov:wasDerivedFrom ?sentence ."
_LAYERS = {
    "relation": f"{_STATEMENT} ?claim . {_CLAIM}",
    "standing": f"{_STATEMENT} ?sentence . ?sentence nif:beginIndex ?offset .",
    "denial": f"{_STATEMENT} ?told . ?told kg:about ?event . ?claim kg:about ?event ; kg:status kg:denied . {_CLAIM}",
    "role": f"""{{ SELECT DISTINCT ?subject {{ ?told kg:about ?subject . {{ ?s rdf:subject ?subject }} UNION {{ ?s rdf:object ?subject }} }} }}
        ?claim kg:about ?subject ; ?relation ?object . FILTER(STRSTARTS(STR(?relation), "{KG}"))
        FILTER(?relation NOT IN (kg:about, kg:attributedTo, kg:trigger)) {_CLAIM}""",
}
_QUERY = f"""SELECT DISTINCT ?subject ?relation ?object ?claim ?class ?status ?sentence ?document ?issued ?time ?begin ?end {{
    %s ?sentence nif:referenceContext ?document . FILTER(isIRI(?subject) && isIRI(?object) && !STRSTARTS(STR(?object), "{KG}"))
    OPTIONAL {{ ?document dcterms:issued ?issued }} OPTIONAL {{ ?claim kg:time ?time }}
    OPTIONAL {{ ?claim kg:beginTime ?begin }} OPTIONAL {{ ?claim kg:endTime ?end }} }}"""


def findings(store: pyoxigraph.Store, subjects: Collection[str] | None = None) -> Iterator[Finding]:
    """All statements of the dataset, standing relations, denials of what is stated, and the roles of events that are ends of statements;
    of `subjects` only, if they are given."""
    for layer, pattern in _LAYERS.items():
        if subjects is not None and layer == "role":
            pattern = pattern[pattern.index("?claim") :]  # whose ends they are is known
        query = _QUERY % pattern
        if layer == "standing":  # an unbound ?claim would match every claim's time
            query = re.sub(r"OPTIONAL \{ \?claim .*? \}", "", query)
        rows = select(store, query) if subjects is None else select_values(store, "subject", subjects, query)
        for subject, relation, object_, claim, event_class, status, sentence, document, *rest in rows:
            parts = (subject, relation, object_, claim, event_class, local_name(status or "asserted"), sentence, document, *rest)
            yield Finding(*cast("tuple[str, str, str, None, None, str, str, str, None, None, None, None]", parts), layer)


def reached(found: Sequence[Finding], focus: Collection[str] | None) -> list[Finding]:
    """The relations that touch the focus or an event in which it takes part (all, if None), with the roles of their events."""
    relations = [f for f in found if f.layer != "role"]
    if focus is not None:
        wanted = {f.subject for f in found if f.layer == "role" and f.object in focus}.union(focus)
        relations = [f for f in relations if f.subject in wanted or f.object in wanted]
    ends = {end for f in relations for end in (f.subject, f.object)}
    return relations + [f for f in found if f.layer == "role" and f.subject in ends]


def grouped(found: Iterable[Finding]) -> dict[Key, Group]:
    """The findings by edge. A relation has one edge a status, a role one in all; what the same claims state both ways is one edge."""
    collected: defaultdict[Key, set[Finding]] = defaultdict(set)
    roles: defaultdict[tuple[str, str, str], set[Finding]] = defaultdict(set)
    denials: defaultdict[tuple[str, str, str], set[Finding]] = defaultdict(set)
    for f in found:
        if f.layer in ("role", "denial"):
            (roles if f.layer == "role" else denials)[f[:3]].add(f)
        else:
            collected[_key(f)].add(f)
    for group in roles.values():
        collected[min(_key(f) for f in group)] = group
    groups = {}
    for key, group in collected.items():
        back = collected.get(key._replace(subject=key.object, object=key.subject), set())
        mutual = key.subject != key.object and {f.claim or f.sentence for f in back} == {f.claim or f.sentence for f in group}
        if not mutual or key.subject < key.object:
            groups[key] = Group(tuple(sorted(group | denials[key[:3]], key=_place)), mutual)
    return groups


def _key(f: Finding) -> Key:
    rank = STATUSES.index(f.status) if f.status in STATUSES else len(STATUSES)
    return Key(f.subject, f.relation, f.object, rank, f.status, f.layer == "role")


def _place(f: Finding) -> tuple[str, str, int, str]:
    begin = re.search(r"#char=(\d+)", f.sentence)
    return f.issued or "", f.document, int(begin[1]) if begin else 0, f.claim or ""


def day(value: date | str | None, name: str, *, end: bool) -> str | None:
    """The first or last day that `value` means, as text that sorts. Raises UsageError."""
    if value is None:
        return None
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", str(value)):
        raise UsageError(f"{name}: {str(value)!r} is not a date; write a year, a month or a day: 2024, 2024-03, 2024-03-06")
    return _bound(str(value), end=end)


def _bound(value: str, *, end: bool) -> str:
    """A year, month, day or instant as its first or last day; "2024-02-31" is past the end, which is all that sorting needs."""
    return (value + ("-12-31" if end else "-01-01")[len(value) - 10 :])[:10] if len(value) < 10 else value[:10]


def within(f: Finding, first: str | None, last: str | None) -> bool:
    """Whether its time, or else its article's day, touches the days from `first` to `last`, both inclusive."""
    if first is None and last is None:
        return True
    begin, end = f.begin or f.time, f.end or f.time
    if begin is None and end is None:
        begin = end = f.issued
    if begin is None and end is None:
        return False
    early = first is not None and end is not None and _bound(end, end=True) < first
    late = last is not None and begin is not None and _bound(begin, end=False) > last
    return not early and not late


def local_name(iri: str) -> str:
    """The last part of an IRI, "north-korea" of ".../state/north-korea"."""
    return re.split(r"[#/]", iri.rstrip("/#"))[-1]
