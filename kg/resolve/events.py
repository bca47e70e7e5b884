"""Claims → events: which claims tell of one event, and what an event is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kg.model import Claim, Event, Extraction, TimeValue
from kg.ontology import Ontology
from kg.slug import document, slug

NEAREST = 20  # events of a class that a claim is compared with, the most recent ones
DAY = len("2023-08-24")
MONTH = len("2023-08")
OPEN = "9999"  # later than every time
WITHIN = frozenset({"in", "during", "at"})
NEVER_JOINED = ("Communication", "Plan", "Coincidence", "Causation", "Change", "Agreement")


@dataclass(slots=True)
class Cluster:
    """Claims that tell of one event, with all that they say of it."""

    cls: str
    claims: list[int] = field(default_factory=list)
    fillers: dict[str, set[str]] = field(default_factory=dict)
    time: TimeValue | None = None
    ordinals: set[int] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)  # the nouns that tell it
    rules: set[str] = field(default_factory=set)  # the entries of the lexicon that found it
    verbal: bool = False  # whether a verb tells it
    quantities: set[int] = field(default_factory=set)


class Events:
    """Groups the claims of one article."""

    def __init__(
        self,
        extraction: Extraction,
        ontology: Ontology,
        fillers: list[dict[str, set[str]]],
        times: list[TimeValue | None],
        labels: Mapping[str, str],
        others: frozenset[str],
    ) -> None:
        self._extraction, self._ontology = extraction, ontology
        self._fillers, self._times, self._labels = fillers, times, labels
        self._others = others  # words before a noun that make it another one
        bans = (claim for claim in extraction.claims if ontology.is_a(claim.cls, "Prohibition"))
        self._forbidden = {filler.claim for claim in bans for filler in claim.fillers if filler.claim is not None}
        self.clusters: list[Cluster] = []
        self._of_class: dict[str, list[int]] = {}
        self.of_claim: list[int] = []
        for number, claim in enumerate(extraction.claims):
            self.of_claim.append(self._place(number, claim))

    def _place(self, number: int, claim: Claim) -> int:
        if claim.same is not None and claim.same < number:
            index = self.of_claim[claim.same]
            self._join(self.clusters[index], number, claim)
            return index
        joinable = not any(group in self._ontology.lineage(claim.cls) for group in NEVER_JOINED)
        if joinable:
            for index in sorted(self._of_class.get(claim.cls, [])[-NEAREST:], key=lambda i: self._rank(i, number, claim)):
                if self._is_same(self.clusters[index], number, claim):
                    self._join(self.clusters[index], number, claim)
                    return index
        cluster = Cluster(claim.cls)
        self._of_class.setdefault(claim.cls, []).append(len(self.clusters))
        self.clusters.append(cluster)
        self._join(cluster, number, claim)
        return len(self.clusters) - 1

    def _rank(self, index: int, number: int, claim: Claim) -> tuple[bool | int, ...]:
        """Clusters that agree in ordinal or time first, then those told by the same noun, then the most recent."""
        cluster, time = self.clusters[index], self._times[number]
        same_time = time is not None and cluster.time is not None and _agree(time, cluster.time)
        same_ordinal = claim.ordinal is not None and claim.ordinal in cluster.ordinals
        other_status = (claim.status == "hypothetical") != ("hypothetical" in cluster.statuses)
        same_noun = claim.nominal and self._lemma(claim) in cluster.nouns
        return not same_ordinal, not same_time, other_status, not same_noun, claim.nominal and not cluster.nouns, -max(cluster.claims)

    def _lemma(self, claim: Claim) -> str:
        return self._extraction.parse.tokens[claim.head].lemma

    def _is_same(self, cluster: Cluster, number: int, claim: Claim) -> bool:
        """Whether nothing tells the claim from the cluster, and something ties it to it."""
        if any(self._extraction.claims[other].same == number for other in cluster.claims):
            return True
        if claim.nominal and any(self._is_within(claim, self._extraction.claims[other]) for other in cluster.claims):
            return True
        mine, time = self._fillers[number], self._times[number]
        if claim.nominal and self._is_another(claim):
            return False
        agents, theirs = mine.get("agent", set()), cluster.fillers.get("agent", set())
        if agents and theirs and not agents & theirs:
            return False
        if time is not None and cluster.time is not None and not _agree(time, cluster.time):
            return False
        if claim.ordinal is not None and cluster.ordinals and claim.ordinal not in cluster.ordinals:
            return False
        if claim.quantity is not None and cluster.quantities and claim.quantity not in cluster.quantities:
            return False
        taken_up = claim.definite and claim.outcome is None and time is None
        only_forbidden = self._forbidden.issuperset(cluster.claims)  # "the test" is none of those that nobody may make
        if (claim.status == "hypothetical") != ("hypothetical" in cluster.statuses) and (not taken_up or only_forbidden):
            return False
        if claim.outcome and cluster.outcomes and claim.outcome not in cluster.outcomes:
            return False
        return self._is_tied(cluster, mine, claim, time)

    def _is_another(self, claim: Claim) -> bool:
        """Whether the noun itself says that it is another one: "the previous election"."""
        return any(c.lower in self._others for c in self._extraction.parse.tokens[claim.head].children if c.dep in ("amod", "det"))

    def _is_within(self, noun: Claim, verb: Claim) -> bool:
        """Whether a noun is what its verb of the same class takes part in: "choosing a parliament in an election"."""
        token = self._extraction.parse.tokens[noun.head]
        return token.dep == "pobj" and token.head.lower in WITHIN and token.head.head.i == verb.head

    def _is_tied(self, cluster: Cluster, mine: dict[str, set[str]], claim: Claim, time: TimeValue | None) -> bool:
        themes, known = self._heads(mine.get("theme", set())), self._heads(cluster.fillers.get("theme", set()))
        if themes and known and not themes & known:
            return False
        same_agent = bool(mine.get("agent", set()) & cluster.fillers.get("agent", set()))
        same_theme = bool(themes & known)
        same_time = time is not None and cluster.time is not None and time.value is not None and _precision(time) == _precision(cluster.time)
        same_day = same_time and time is not None and _precision(time) >= DAY
        same_month = same_time and time is not None and _precision(time) >= MONTH
        if claim.definite:
            if not claim.nominal:
                return same_theme
            told = cluster.verbal or bool(cluster.fillers) or self._lemma(claim) in cluster.nouns or claim.rule in cluster.rules
            return told and (claim.ordinal is None or claim.ordinal in cluster.ordinals or same_day)
        if same_month and same_agent and same_theme:
            return True
        return (same_agent and same_theme and (time is None or cluster.time is None or same_day)) or (same_day and (same_agent or same_theme))

    def _heads(self, entities: set[str]) -> set[str]:
        """Named entities by themselves, unnamed ones by their last word."""
        return {self._labels[e].split()[-1].lower() if "#x" in e and self._labels.get(e) else e for e in entities}

    def _join(self, cluster: Cluster, number: int, claim: Claim) -> None:
        cluster.claims.append(number)
        for role, entities in self._fillers[number].items():
            cluster.fillers.setdefault(role, set()).update(entities)
        time = self._times[number]
        if time is not None and (cluster.time is None or _precision(time) > _precision(cluster.time)):
            cluster.time = time
        cluster.ordinals.update({claim.ordinal} - {None})  # type: ignore[arg-type]  # None was taken out
        cluster.outcomes.update({claim.outcome} - {None})  # type: ignore[arg-type]  # None was taken out
        cluster.quantities.update({claim.quantity} - {None})  # type: ignore[arg-type]  # None was taken out
        cluster.statuses.add(claim.status)
        cluster.rules.add(claim.rule)
        if claim.nominal:
            cluster.nouns.add(self._lemma(claim))
        cluster.verbal |= self._extraction.parse.tokens[claim.head].pos == "VERB"

    # ------------------------------------------------------------ names
    def named(self) -> tuple[Event, ...]:
        """The events with their ids, in order of their first claims."""
        wanted = [self._identity(cluster) for cluster in self.clusters]
        times = Counter(wanted)
        doc = document(self._extraction.parse.article.id)
        events = []
        for number, (cluster, identity) in enumerate(zip(self.clusters, wanted, strict=True), 1):
            identifier = identity if identity is not None and times[identity] == 1 else f"{doc}#e{number}{self._extraction.suffix}"
            events.append(Event(identifier, cluster.cls, tuple(cluster.claims)))
        return tuple(events)

    def _identity(self, cluster: Cluster) -> str | None:
        """The path made of what identifies the event; None where that is not all known, to the day."""
        wanted = self._ontology.inherited(self._ontology.identified_by, cluster.cls)
        if not wanted or cluster.time is None or cluster.statuses == {"denied"}:
            return None
        day = cluster.time.value
        if isinstance(day, datetime):
            day = day.date()
        if not isinstance(day, date):
            return None
        parts = [slug(self._ontology.labels.get(cluster.cls, cluster.cls)), day.isoformat()]
        for role in wanted:
            if role != "time":
                entities = sorted(cluster.fillers.get(role, set()))
                if not entities or any("#" in entity for entity in entities):
                    return None
                parts.append("+".join(entity.rsplit("/", 1)[-1] for entity in entities))
        parts.extend(f"{ordinal}" for ordinal in sorted(cluster.ordinals))
        return "event/" + "/".join(parts)


def _agree(one: TimeValue, other: TimeValue) -> bool:
    """Whether two times can be of one event: equal, or one less precise than the other, or within its span."""
    if one.value is not None and other.value is not None:
        a, b = _text(one.value), _text(other.value)
        return a.startswith(b) or b.startswith(a)
    return _overlap(one, other)


def _overlap(one: TimeValue, other: TimeValue) -> bool:
    """Whether two spans, each open where it has no bound, have a day in common."""
    (a, b), (c, d) = ((_text(t.value or t.begin or ""), _text(t.value or t.end or OPEN)) for t in (one, other))
    return _cut(a, d) <= _cut(d, a) and _cut(c, b) <= _cut(b, c)


def _cut(text: str, other: str) -> str:
    """As much of a time as another one says: May 2023 begins and ends with its first and its last day."""
    return text[: len(other)]


def _text(value: date | datetime | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _precision(time: TimeValue) -> int:
    return len(_text(time.value)) if time.value is not None else 0
