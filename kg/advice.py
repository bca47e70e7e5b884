"""What is wrong with an ontology of one's own, and how to mend it; which words evoke a class; why a sentence gave what it gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.knowledge import Knowledge, defined, load
from kg.lexicon import TYPES, Condition, Entry
from kg.ontology import Ontology, Statements, directory, parse
from kg.vocab import KG, OWL, RDF, RDFS

MODEL = ("Person", "Organization", "Place", "Group", "Facility", "Artifact", "LegalInstrument", "Work")  # kinds that the language model tells
ENDS = ("domain", "range")


@dataclass(frozen=True, slots=True)
class Advice:
    """One mistake: where, what, and what mends it."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}; {self.remedy}"


def check(own: Sequence[Path]) -> tuple[Advice, ...]:
    """What would go wrong with the user's Turtle files, in order of place. Raises OntologyError where they cannot be read at all."""
    knowledge, mine = load(own), parse(own)
    names = sorted(defined(mine))
    found = [*_misspelt(mine), *_undefined(mine, knowledge.ontology), *_elsewhere(mine)]
    found += _wordless(names, mine, knowledge)
    found += _claimed_twice(names, knowledge)
    found += _placeless(names, mine, knowledge)
    found += _unsatisfied(names, mine, knowledge)
    found += _ungiven(names, mine, knowledge)
    return tuple(sorted(set(found), key=lambda advice: (advice.place, advice.problem)))


Properties = Mapping[str, tuple[str, ...]]


def _is_class(properties: Properties) -> bool:
    return OWL.Class in properties.get(RDF.type, ()) or RDFS.subClassOf in properties


def _about(mine: Statements, name: str) -> Properties:
    return mine.get(KG + name, {})


# ---------------------------------------------------------------- what is written wrongly
def _misspelt(mine: Statements) -> Iterator[Advice]:
    """Predicates and types of our namespace that nothing defines."""
    known = {s.removeprefix(KG) for s in parse([directory() / "claimgraph.ttl"]) if s.startswith(KG)} | {s.removeprefix(KG) for s in mine if s.startswith(KG)}
    for subject, properties in mine.items():
        used = {p for p in properties if p.startswith(KG)} | {t for t in properties.get(RDF.type, ()) if t.startswith(KG)}
        for name in sorted(iri.removeprefix(KG) for iri in used):
            if name not in known and name not in TYPES:
                yield Advice(short(subject), f"kg:{name} is not a term of the vocabulary", _nearest(name, known))


def _nearest(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), n=1)
    return f"did you mean kg:{near[0]}?" if near else "define it, or take a term of ontology/README.md"


def _undefined(mine: Statements, ontology: Ontology) -> Iterator[Advice]:
    """Classes and relations that are named and never defined."""
    everything = set(ontology.lineages) | {name for chain in ontology.lineages.values() for name in chain if name in ontology.lineages}
    for subject, properties in mine.items():
        for parent in properties.get(RDFS.subClassOf, ()):
            name = parent.removeprefix(KG)
            if parent.startswith(KG) and name not in everything and name not in ("Thing",):
                yield Advice(short(subject), f"it stands below kg:{name}, which is no class", _nearest(name, everything))
        for relation in properties.get(KG + "gives", ()):
            name = relation.removeprefix(KG)
            if name not in ontology.labels and name not in ontology.ranges:
                yield Advice(short(subject), f"it gives kg:{name}, which nothing defines", f"add: kg:{name} a owl:ObjectProperty, kg:Relation ; rdfs:label …")


def _elsewhere(mine: Statements) -> Iterator[Advice]:
    """Classes of other namespaces, which no text is read for."""
    for subject, properties in mine.items():
        if not subject.startswith(KG) and (_is_class(properties) or OWL.ObjectProperty in properties.get(RDF.type, ())):
            name = subject.replace("#", "/").rpartition("/")[2]
            yield Advice(subject, "only terms of the kg: namespace are read", f"call it kg:{name}, and link yours with rdfs:seeAlso")


# ---------------------------------------------------------------- what can never be found
def _wordless(names: list[str], mine: Statements, knowledge: Knowledge) -> Iterator[Advice]:
    """Event classes that no word evokes, themselves or by one below them."""
    ontology, evoked = knowledge.ontology, {entry.cls for entry in _entries(knowledge)}
    covered = {above for cls in evoked if cls for above in ontology.lineage(cls)}
    for name in names:
        if _is_class(_about(mine, name)) and ontology.is_a(name, "Event") and name not in covered:
            yield Advice(f"kg:{name}", "no word evokes the class, so it is never found", f'add its words: kg:{name} kg:evokedBy "verb.v", "noun.n"')


def _claimed_twice(names: list[str], knowledge: Knowledge) -> Iterator[Advice]:
    """Words that two classes claim under the same conditions, neither of them below the other, so that one never gets them."""
    senses: dict[tuple[str, tuple[Condition, ...]], set[str]] = defaultdict(set)
    for entry in _entries(knowledge):
        if entry.cls:
            senses[entry.word, entry.conditions].add(entry.cls)
    for (word, _), group in senses.items():
        classes = sorted(cls for cls in group if not any(other != cls and knowledge.ontology.is_a(other, cls) for other in group))
        if len(classes) > 1 and not group.isdisjoint(names):
            mine = next((cls for cls in classes if cls in names), classes[0])
            remedy = f'leave it out of one, or tell them apart: kg:when "object in LIST", or a preposition: "{word} on"'
            yield Advice(f"kg:{mine}", f'"{word}" is claimed by {" and ".join(f"kg:{cls}" for cls in classes)} alike', remedy)


def _placeless(names: list[str], mine: Statements, knowledge: Knowledge) -> Iterator[Advice]:
    """Roles that a class needs and no grammatical function fills."""
    ontology = knowledge.ontology
    filled: dict[str, set[str]] = defaultdict(set)
    for entry in _entries(knowledge):
        if entry.cls:
            filled[entry.cls].update(entry.fills.values())
    everywhere = {role for roles in filled.values() for role in roles}
    for name in names:
        for pattern in ontology.inherited(ontology.patterns, name) or () if name in filled else ():
            for side in (pattern.subjects, pattern.objects):
                if not filled[name].intersection(side):
                    roles = " | ".join(side)
                    remedy = f'say where in the sentence it stands: kg:{name} kg:fills "object {side[0]}"'
                    yield Advice(f"kg:{name}", f"its relation needs the role {roles}, which no part of the sentence fills", remedy)
        if KG + "participant" in _about(mine, name).get(RDFS.subPropertyOf, ()) and name not in everywhere:
            yield Advice(f"kg:{name}", "no part of the sentence fills the role", f'state it in a class or an entry: kg:fills "with {name}"')


def _unsatisfied(names: list[str], mine: Statements, knowledge: Knowledge) -> Iterator[Advice]:
    """Domains and ranges of which nothing that is found can ever be."""
    ontology = knowledge.ontology
    kinds = {*MODEL, *knowledge.lexicon.kinds.values(), *(entry.kind for entry in knowledge.gazetteer.entries.values()), "Entity"}
    kinds |= {body.kind for body in knowledge.gazetteer.bodies.values()} | {cls for cls in ontology.gives if ontology.is_a(cls, "Event")}
    kinds |= set(knowledge.ties.patterns)  # classes whose members have names that are known
    found = {above for kind in kinds for above in ontology.lineage(kind)} | {entry.cls for entry in _entries(knowledge)}
    for name in names:
        for end, table in zip(ENDS, (ontology.domains, ontology.ranges), strict=True):
            wanted = table.get(name, ())
            if wanted and KG + "DatatypeProperty" not in _about(mine, name).get(RDF.type, ()) and found.isdisjoint(wanted):
                cls = " or ".join(f"kg:{w}" for w in wanted)
                remedy = f'say which nouns name one: kg:{wanted[0]} kg:headedBy "noun"; or take a kind that is found, such as kg:Agent'
                yield Advice(f"kg:{name}", f"nothing that is found is ever of its {end}, {cls}", remedy)


def _ungiven(names: list[str], mine: Statements, knowledge: Knowledge) -> Iterator[Advice]:
    """Relations that no event class gives and no word tells."""
    given = {*knowledge.ontology.gives.values(), *(entry.cls for entry in _entries(knowledge))}
    given |= {title.relation for title in knowledge.gazetteer.titles.values()}
    given |= {tie.relation for ties in knowledge.ties.rows.values() for tie in ties}
    for name in names:
        types = _about(mine, name).get(RDF.type, ())
        if {KG + "Relation", KG + "StandingRelation"} & set(types) and name not in given:
            remedy = f'state it at the class that does: kg:CLASS kg:gives kg:{name}; or say which words tell it: kg:{name} kg:toldBy "word.n"'
            yield Advice(f"kg:{name}", "no event class gives the relation", remedy)


def _entries(knowledge: Knowledge) -> Iterator[Entry]:
    return (entry for _, group in sorted(knowledge.lexicon.entries.items()) for entry in group if entry.type == "event")


# ---------------------------------------------------------------- words
def words(cls: str, own: Sequence[Path] = ()) -> tuple[Entry, ...]:
    """The entries that evoke a class or one below it, by class, word and id. Raises UsageError for an unknown class."""
    knowledge = load(own)
    name = cls.removeprefix("kg:").removeprefix(KG)
    if name not in knowledge.ontology.lineages:
        near = _nearest(name, set(knowledge.ontology.lineages))
        raise UsageError(f"kg ontology words {cls}: there is no such class; {near} (kg ontology words Event lists all)")
    found = [entry for entry in _entries(knowledge) if knowledge.ontology.is_a(entry.cls, name)]
    return tuple(sorted(found, key=lambda entry: (entry.cls or "", entry.pos != "v", entry.word, entry.id)))


def short(iri: str) -> str:
    """An IRI as people write it: `kg:Launch`, `lex:fire`."""
    for prefix, namespace in (("kg", KG), ("lex", "https://w3id.org/claimgraph/lexicon#")):
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"
