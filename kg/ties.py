"""Words that tie two entities by a relation, and names by which the members of a class are known: the user's own, compiled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.errors import OntologyError
from kg.lexicon import LEX, Companion, Condition, parse_condition, parse_word
from kg.ontology import Ontology, Statements
from kg.vocab import KG, RDF

ANY = "any"  # the lemma of a row that holds for every word of its part of speech
DOMAIN, RANGE = "domain", "range"
NOUN_FILLS = {"self": RANGE, "of": DOMAIN, "possessive": DOMAIN, "compound": DOMAIN, "for": DOMAIN}
VERB_FILLS = {"subject": DOMAIN, "object": RANGE}
CAPITALISED = r"(?!(?:The|A|An)\b)[^\W\d_a-z][^\W\d_]+(?:[-'’][^\W\d_]+)*"
# What stands for capitalised words, capitals, capitals with digits, digits
SHAPES = {"Aa": rf"{CAPITALISED}(?:\s+{CAPITALISED})*", "AA": r"[A-Z]+", "A9": r"(?=[\w-]*\d)[A-Z0-9]\w*(?:-\w+)*", "9": r"\d+"}


@dataclass(frozen=True, slots=True)
class Tie:
    """One word in one construction; `domain` and `range` have the paths from the word to what stands at each end."""

    id: str
    relation: str
    lemma: str
    pos: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    companions: tuple[Companion, ...] = ()
    conditions: tuple[Condition, ...] = ()  # "range is Person", "of absent"


@dataclass(frozen=True)
class Ties:
    """Rows by lemma and part of speech, and the names of classes' members."""

    rows: Mapping[tuple[str, str], tuple[Tie, ...]]
    named: Mapping[str, tuple[str, ...]]  # class → names of its members
    shapes: Mapping[str, tuple[str, ...]]  # class → shapes of such names: "Expedition 9"
    taken: Mapping[str, tuple[str, ...]]  # class → kinds that its members are taken for
    left_out: Mapping[str, frozenset[str]]  # class → what of a phrase is no part of a member's name: "adjective", "of"

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Class → what matches the name of a member; the longest name first."""
        return {cls: _pattern(self.named.get(cls, ()), self.shapes.get(cls, ())) for cls in sorted({*self.named, *self.shapes})}


def compile_ties(statements: Statements, ontology: Ontology) -> Ties:
    """The ties that `statements` hold. Raises OntologyError for a row that does not follow the language."""
    heads = {s.removeprefix(LEX) for s, p in statements.items() if KG + "HeadList" in p.get(RDF.type, ())}
    rows: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for subject, properties in statements.items():
        if KG + "Tie" in properties.get(RDF.type, ()):
            relations = properties.get(KG + "tells", ())
            if len(relations) != 1 or relations[0].removeprefix(KG) not in ontology.labels:
                raise OntologyError(f"{subject}: a tie tells exactly one relation that has a label; give it one kg:tells kg:RELATION")
            name, relation = subject.removeprefix(LEX), relations[0].removeprefix(KG)
        elif KG + "toldBy" in properties:
            name = relation = subject.removeprefix(KG)
        else:
            continue
        for row in _rows(subject, name, relation, properties, heads):
            rows[row.lemma, row.pos].append(row)
    return Ties(
        rows={key: tuple(sorted(group, key=lambda row: (-len(row.companions) - len(row.conditions), row.id))) for key, group in rows.items()},
        named=_strings(statements, "named"),
        shapes=_strings(statements, "shape"),
        taken={cls: tuple(kind.removeprefix(KG) for kind in kinds) for cls, kinds in _strings(statements, "takenFor").items()},
        left_out={cls: frozenset(values) for cls, values in _strings(statements, "leavesOut").items()},
    )


def _strings(statements: Statements, name: str) -> dict[str, tuple[str, ...]]:
    return {s.removeprefix(KG): p[KG + name] for s, p in statements.items() if s.startswith(KG) and KG + name in p}


def _rows(subject: str, name: str, relation: str, properties: Mapping[str, tuple[str, ...]], heads: Container[str]) -> Iterable[Tie]:
    conditions = tuple(sorted((parse_condition(text, subject, heads) for text in properties.get(KG + "when", ())), key=repr))
    stated = [_fill(text, subject) for text in properties.get(KG + "fills", ())] if KG + "Tie" in properties.get(RDF.type, ()) else []
    for word in (*properties.get(KG + "word", ()), *properties.get(KG + "toldBy", ())):
        lemma, pos, companions = parse_word(word, subject)
        fills = stated or _usual(pos, companions)
        ends = {end: tuple(sorted(path for path, filled in fills if filled == end)) for end in (DOMAIN, RANGE)}
        if not all(ends.values()):
            raise OntologyError(f'{subject}: "{word}" fills only one end; say where both stand: kg:fills "subject domain", "object range"')
        yield Tie(name, relation, lemma, pos, ends[DOMAIN], ends[RANGE], companions, conditions)


def _usual(pos: str, companions: tuple[Companion, ...]) -> list[tuple[str, str]]:
    """What a word fills where nothing is said: "X's operator is Y" and "Y operates X" give one relation only if stated so."""
    if pos == "n":
        inner = [f"{c.particle}/{step}" for c in companions if c.particle and c.noun for step in ("of", "possessive")]  # "head of government of Norway"
        return [*((path, DOMAIN) for path in inner), *((p, end) for p, end in sorted(NOUN_FILLS.items()) if not inner or p != "of")]
    prepositions = [c.particle for c in companions if c.particle and c.noun is None]
    if prepositions:
        return [("subject", DOMAIN), ("object", DOMAIN), *((p, RANGE) for p in prepositions)]
    return sorted(VERB_FILLS.items())


def _fill(text: str, subject: str) -> tuple[str, str]:
    path, _, end = text.rpartition(" ")
    if not path or end not in (DOMAIN, RANGE):
        raise OntologyError(f'{subject}: kg:fills "{text}" is not a place and an end; write for example "subject domain" or "in/of range"')
    return path, end


# ---------------------------------------------------------------- names
def _pattern(names: Iterable[str], shapes: Iterable[str]) -> re.Pattern[str]:
    written = [(len(name), rf"(?i:{_spaced(name)})" if name.islower() else _spaced(name)) for name in names]
    written += [(len(shape), _shape(shape)) for shape in shapes]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(text for _, text in sorted(written, key=lambda one: (-one[0], one[1])))})(?![\w]|-\w)")


def _spaced(name: str) -> str:
    return r"\s+".join(map(re.escape, name.split()))


def _shape(shape: str) -> str:
    """ "Expedition 9" matches "Expedition 27", "9 Aa" matches "1960 Guisan"; brackets may stand off what they hold."""
    return r"\s+".join("".join(map(_shape_of, re.findall(r"\w+|\W", word))) for word in shape.split())


def _shape_of(part: str) -> str:
    if not part.isalnum():
        return {"(": r"\(\s*", ")": r"\s*\)", "*": r"\w+"}.get(part, re.escape(part))
    marks = re.findall(r"Aa|AA|A9|9|.", part)
    if all(mark in SHAPES for mark in marks):
        return "".join(SHAPES[mark] for mark in marks)
    return "".join(SHAPES["9"] if mark == "9" else re.escape(mark) for mark in marks)
