"""The lexicon compiled: which words evoke which class, and which grammatical functions fill which roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace

from kg.errors import OntologyError
from kg.ontology import STATUSES, Ontology, Statements
from kg.vocab import KG, RDF

LEX = "https://w3id.org/claimgraph/lexicon#"
EFFECTS = STATUSES | {"failure", "success", "ended", "affirmed", "known"}
PARTS_OF_SPEECH = frozenset("vnard")  # verb, noun, adjective, adverb, determiner or other function word


@dataclass(frozen=True, slots=True)
class Companion:
    """What must stand with a word: a particle ("off"), an object noun, or a preposition with its noun."""

    particle: str | None = None
    noun: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A restriction on what fills a function; `test` is "in" (a list of heads), "is" (a kind), "present" or "absent"."""

    function: str
    test: str
    values: frozenset[str] = frozenset()
    negated: bool = False

    def __str__(self) -> str:
        return " ".join([self.function, *(["not"] if self.negated else []), self.test, *sorted(self.values)])


@dataclass(frozen=True, slots=True)
class Entry:
    """One word in one sense. `role` is "event", "operator", "support", "attempt"."""

    id: str
    type: str
    lemma: str
    pos: str
    cls: str | None = None
    companions: tuple[Companion, ...] = ()
    conditions: tuple[Condition, ...] = ()
    fills: Mapping[str, str] = field(default_factory=dict)  # inherited functions included
    content: str | None = None
    control: str | None = None
    outcome: str | None = None
    scope: tuple[str, ...] = ()
    effect: str | None = None
    own: bool = False  # stated by the user

    @property
    def word(self) -> str:
        """The word as the lexicon writes it: "put.v into orbit.n"."""
        parts = [f"{self.lemma}.{self.pos}"]
        for companion in self.companions:
            parts += [companion.particle] if companion.particle else []
            parts += [f"{companion.noun}.n"] if companion.noun else []
        return " ".join(parts)

    @property
    def weight(self) -> tuple[int, int]:
        """More companions, then more conditions, make an entry more specific; naming heads or kinds says most."""
        words = sum((companion.particle is not None) + (companion.noun is not None) for companion in self.companions)
        return words, sum(3 if condition.values else 1 for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by lemma and part of speech, the most specific first."""

    entries: Mapping[tuple[str, str], tuple[Entry, ...]]
    heads: Mapping[str, frozenset[str]]  # name of a head list → lemmas
    kinds: Mapping[str, str]  # head noun → entity kind
    magnitudes: Mapping[str, int]  # "million" → 1,000,000

    def listed(self, name: str) -> frozenset[str]:
        """The lemmas of a head list; empty where the ontology has none of that name."""
        return self.heads.get(name, frozenset())


TYPES = {"Entry": "event", "Operator": "operator", "SupportVerb": "support", "AttemptNoun": "attempt", "AttemptVerb": "attempt"}


def compile_lexicon(statements: Statements, ontology: Ontology, own: Container[str] = ()) -> Lexicon:
    """The lexicon that `statements` hold; `own` are the subjects that the user's files state, whose entries go before ours with as many companions.

    Raises OntologyError for an entry that does not follow the language.
    """
    heads = {s.removeprefix(LEX): frozenset(p[KG + "head"]) for s, p in statements.items() if KG + "HeadList" in p.get(RDF.type, ()) and KG + "head" in p}
    kinds = {word: s.removeprefix(KG) for s, p in statements.items() for word in p.get(KG + "headedBy", ())}
    magnitudes = {word: int(p[KG + "number"][0]) for p in statements.values() if KG + "Magnitude" in p.get(RDF.type, ()) for word in p.get(KG + "head", ())}
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for subject, properties in statements.items():
        kind = next((TYPES[t.removeprefix(KG)] for t in properties.get(RDF.type, ()) if t.removeprefix(KG) in TYPES), None)
        entries: Iterable[Entry] = ()
        if kind:
            entries = _entries(subject, kind, properties, ontology, heads)
        elif KG + "evokedBy" in properties:
            entries = _short_entries(subject, properties, ontology)
        for entry in entries:
            found[entry.lemma, entry.pos].append(replace(entry, own=True) if subject in own else entry)
    return Lexicon({key: tuple(sorted(group, key=_order)) for key, group in found.items()}, heads, kinds, magnitudes)


def _order(entry: Entry) -> tuple[int, bool, int, str]:
    companions, conditions = entry.weight
    return -companions, not entry.own, -conditions, entry.id


def _entries(subject: str, kind: str, properties: Mapping[str, tuple[str, ...]], ontology: Ontology, heads: Mapping[str, object]) -> Iterable[Entry]:
    classes = [c.removeprefix(KG) for c in properties.get(KG + "evokes", ())]
    if kind == "event" and len(classes) != 1:
        raise OntologyError(f"{subject}: an entry evokes exactly one class, this one {len(classes)}; give one kg:evokes")
    cls = classes[0] if classes else None
    fills = ontology.functions(cls) if cls else {}
    for text in properties.get(KG + "fills", ()):
        function, _, role = text.rpartition(" ")
        fills[function] = role
    conditions = tuple(sorted((parse_condition(text, subject, heads) for text in properties.get(KG + "when", ())), key=repr))
    if cls is not None and cls not in ontology.lineages:
        raise OntologyError(f"{subject}: it evokes kg:{cls}, which is no class; define kg:{cls} a owl:Class, or correct the name")
    single = {name: properties.get(KG + name, (None,))[0] for name in ("contentStatus", "control", "outcome", "effect")}
    if single["effect"] and single["effect"].removeprefix(KG) not in EFFECTS:
        raise OntologyError(f'{subject}: kg:effect "{single["effect"]}" is no effect; choose from {", ".join(sorted(EFFECTS))}')
    for word in properties.get(KG + "word", ()):
        lemma, pos, companions = parse_word(word, subject)
        yield Entry(
            id=subject.removeprefix(LEX),
            type=kind,
            lemma=lemma,
            pos=pos,
            cls=cls,
            companions=companions,
            conditions=conditions,
            fills=fills,
            content=_content(single["contentStatus"] or (ontology.inherited(ontology.content, cls) if cls else None), subject),
            control=single["control"] or (ontology.inherited(ontology.control, cls) if cls else None),
            outcome=single["outcome"].removeprefix(KG) if single["outcome"] else None,
            scope=tuple(sorted(properties.get(KG + "scope", ()))),
            effect=single["effect"].removeprefix(KG) if single["effect"] else None,
        )


def _short_entries(subject: str, properties: Mapping[str, tuple[str, ...]], ontology: Ontology) -> Iterable[Entry]:
    """The entries of a class that names its words itself: `kg:Warning kg:evokedBy "warn.v"`."""
    cls = subject.removeprefix(KG)
    for word in properties[KG + "evokedBy"]:
        lemma, pos, companions = parse_word(word, subject)
        content, control = _content(ontology.inherited(ontology.content, cls), subject), ontology.inherited(ontology.control, cls)
        yield Entry(f"{cls}-{lemma}", "event", lemma, pos, cls, companions, fills=ontology.functions(cls), content=content, control=control)


def _content(status: str | None, subject: str) -> str | None:
    """None where a word leaves the status of what it embeds as it is."""
    if status is not None and status not in STATUSES:
        raise OntologyError(f'{subject}: kg:contentStatus "{status}" is no status; choose from {", ".join(sorted(STATUSES))}')
    return None if status == "same" else status


def parse_word(text: str, subject: str) -> tuple[str, str, tuple[Companion, ...]]:
    """`"put.v into orbit.n"` as lemma, part of speech and companions."""
    first, *rest = text.split() or [""]
    lemma, dot, pos = first.rpartition(".")
    if not dot or pos not in PARTS_OF_SPEECH or not lemma:
        raise OntologyError(f'{subject}: kg:word "{text}" is not a lemma with a part of speech; write for example "warn.v" or "call.v on"')
    companions: list[Companion] = []
    particle: str | None = None
    for part in rest:
        if part.endswith(".n"):
            companions.append(Companion(particle, part[:-2]))
            particle = None
        else:
            if particle:
                companions.append(Companion(particle))
            particle = part
    if particle:
        companions.append(Companion(particle))
    return lemma, pos, tuple(companions)


def parse_condition(text: str, subject: str, heads: Container[str]) -> Condition:
    """`"object not in projectiles"`, `"subject is State"`, `"object absent"`."""
    function, *rest = text.split()
    negated = "not" in rest
    rest = [part for part in rest if part != "not"]
    if rest in (["present"], ["absent"]):
        return Condition(function, rest[0], frozenset(), negated)
    if len(rest) < 2 or rest[0] not in ("in", "is"):
        raise OntologyError(f'{subject}: kg:when "{text}" is not a condition; write for example "object in projectiles" or "object absent"')
    if rest[0] == "in" and (missing := [name for name in rest[1:] if name not in heads]):
        raise OntologyError(f'{subject}: kg:when "{text}" names no head list: {missing[0]}; define lex:{missing[0]} a kg:HeadList, or correct the name')
    return Condition(function, rest[0], frozenset(rest[1:]), negated)
