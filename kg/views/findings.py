"""The statements of a graph, each with the claim and the sentence that prove it, and which of them a view keeps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.views.facts import ABOUT, Facts, Proof, Statement
from kg.views.records import STATUSES
from kg.vocab import KG


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


BESIDE = frozenset(KG + name for name in ("about", "attributedTo", "trigger"))  # of a claim, what is nobody's part in its event


def findings(facts: Facts) -> list[Finding]:
    """All statements of the dataset, standing relations, denials of what is stated, and the roles of events that are ends of statements."""
    return [*(found := list(_proved(facts, facts.statements()))), *_roles(facts, {end for f in found for end in (f.subject, f.object)})]


def findings_of(facts: Facts, triples: Collection[tuple[str, str, str]]) -> list[Finding]:
    """The same of some triples only; a subject may be an event."""
    statements = facts.statements_between({(subject, object_) for subject, _, object_ in triples})
    found = [*_proved(facts, (s for s in statements if s[:3] in triples)), *_roles(facts, {subject for subject, _, _ in triples})]
    return [finding for finding in found if finding[:3] in triples]


def findings_around(facts: Facts, focus: Collection[str]) -> list[Finding]:
    """The same of all that touches the focus, or an event in which it takes part."""
    events = {event for thing in focus for event in _attended(facts, thing) if facts.about(event)}
    found = list(_proved(facts, facts.statements_of(events.union(focus))))
    return [*found, *_roles(facts, {end for f in found for end in (f.subject, f.object)})]


def findings_between(facts: Facts, one: str, other: str) -> list[Finding]:
    """What is stated of the two together; and the roles of each that is an event."""
    return [*_proved(facts, facts.statements_between({(one, other), (other, one)})), *_roles(facts, {one, other})]


def _attended(facts: Facts, thing: str) -> Iterator[str]:
    """The events in which it has a part, by their own triples or by claims about them; among them things that are no events."""
    for quad in facts.store.quads_for_pattern(None, None, NamedNode(thing)):
        name = quad.predicate.value
        if name.startswith(KG) and name not in BESIDE and isinstance(quad.subject, NamedNode):
            claim = next(facts.store.quads_for_pattern(quad.subject, NamedNode(ABOUT), None), None)
            yield quad.subject.value if claim is None else getattr(claim.object, "value", "")


def _proved(facts: Facts, statements: Iterable[Statement]) -> Iterator[Finding]:
    """Each statement with its proof, and with who denies what it tells."""
    told = [statement for statement in statements if not statement.object.startswith(KG)]
    facts.read_proofs({statement.proof for statement in told})
    for statement in told:
        triple = statement.subject, statement.relation, statement.object
        layer = "relation" if facts.is_claim(statement.proof) else "standing"
        for proof in facts.proofs(statement.proof):
            yield _finding(triple, proof, layer)
        for event in facts.of(statement.proof).get(ABOUT, ()):
            for claim in facts.about(event):
                for proof in facts.proofs(claim):
                    if proof.status == "denied":
                        yield _finding(triple, proof, "denial")


def _roles(facts: Facts, events: Collection[str]) -> Iterator[Finding]:
    """Who has a part in those that are events, by every claim about them."""
    facts.read_about(events)
    for event in sorted(events):
        for claim in facts.about(event):
            for name, value in facts.links(claim):
                if name.startswith(KG) and name not in BESIDE and not value.startswith(KG):
                    for proof in facts.proofs(claim):
                        yield _finding((event, name, value), proof, "role")


def _finding(triple: tuple[str, str, str], proof: Proof, layer: str) -> Finding:
    claim, event_class, status, sentence, document, issued, time, begin, end = proof
    return Finding(*triple, claim, event_class, status, sentence, document, issued, time, begin, end, layer)


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


def _place(f: Finding) -> tuple[str | int, ...]:
    begin = re.search(r"#char=(\d+)", f.sentence)
    return f.issued or "", f.document, int(begin[1]) if begin else 0, *(part or "" for part in f)


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
