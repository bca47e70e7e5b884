"""The lexicon is well written: what its rows say is in the language, every class has words, and no word has two senses at once."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS

FOLDER = Path(__file__).parent.parent / "ontology"
FILES = sorted((FOLDER / "lexicon").glob("*.ttl"))
KG = "https://w3id.org/claimgraph/ontology#"
LEX = "https://w3id.org/claimgraph/lexicon#"
WORD = re.compile(r"[a-z'-]+\.[vnard]( [a-z]+(\.n)?)*")
SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
CONDITION = re.compile(r"(?P<function>[a-z-]+(?: (?!not|in |is )[a-z]+)?) (?:not )?(?:(?P<test>in|is) (?P<values>\S.*)|present|absent)")
ROLES = frozenset(["agent", "theme", "addressee", "topic", "instrument", "origin", "destination", "place", "cause", "none"])
FUNCTIONS = frozenset(
    [
        "subject",
        "object",
        "dative",
        "clause",
        "infinitive",
        "possessive",
        "compound",
        "adjective",
        "complement",
        "governor",
        "particle",
        "clause-subject",
        "actor",
        "owner",
        "number",
        "lends",
    ]
)
PREPOSITIONS = frozenset(
    [
        "aboard",
        "about",
        "across",
        "after",
        "against",
        "along",
        "alongside",
        "among",
        "around",
        "as",
        "at",
        "before",
        "behind",
        "between",
        "beyond",
        "by",
        "concerning",
        "during",
        "for",
        "from",
        "in",
        "inside",
        "into",
        "near",
        "of",
        "off",
        "on",
        "onto",
        "out",
        "outside",
        "over",
        "per",
        "regarding",
        "through",
        "to",
        "toward",
        "towards",
        "under",
        "upon",
        "with",
        "within",
        "without",
    ]
)
STATUSES = frozenset(["same", "reported", "hypothetical", "denied"])
EFFECTS = frozenset(["denied", "hypothetical", "reported", "failure", "success", "same", "ended", "affirmed", "known"])
TYPES = ("Entry", "Operator", "SupportVerb", "AttemptVerb", "AttemptNoun")


@cache
def graph() -> Graph:
    found = Graph()
    for path in FILES:
        found.parse(path)
    return found


@cache
def classes() -> Graph:
    return Graph().parse(FOLDER / "claimgraph.ttl")


def iri(name: str) -> URIRef:
    return URIRef(KG + name)


def texts(subject: URIRef, name: str) -> tuple[str, ...]:
    return tuple(sorted(str(value).removeprefix(KG) for value in graph().objects(subject, iri(name))))


def rows(*types: str) -> list[URIRef]:
    return sorted(s for t in types for s in graph().subjects(RDF.type, iri(t)) if isinstance(s, URIRef))


def named(subject: URIRef) -> str:
    return str(subject).removeprefix(LEX)


def event_classes() -> list[str]:
    """The classes that give a relation of their own."""
    return sorted(str(s).removeprefix(KG) for s in classes().subjects(iri("gives"), None) if (s, RDFS.subClassOf, None) in classes())


def senses() -> dict[str, list[tuple[URIRef, frozenset[str]]]]:
    """Word → its rows, with their conditions."""
    found: dict[str, list[tuple[URIRef, frozenset[str]]]] = defaultdict(list)
    for row in rows(*TYPES):
        for word in texts(row, "word"):
            found[word].append((row, frozenset(texts(row, "when"))))
    return dict(found)


# ---------------------------------------------------------------- the files
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_loads_alike_in_both_libraries_and_has_no_blank_nodes(path: Path) -> None:
    quads = set(pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE))
    triples = Graph().parse(path)
    assert len(quads) == len(triples) > 0
    assert all(isinstance(term, URIRef | Literal) for triple in triples for term in triple)


def test_an_id_is_given_once() -> None:
    ids = [match for path in FILES for match in re.findall(r"^lex:(\S+) a ", path.read_text(encoding="utf-8"), re.MULTILINE)]
    assert sorted(ids) == sorted(set(ids))
    assert [i for i in ids if not SLUG.fullmatch(i)] == []


def test_a_word_stands_once_in_a_row() -> None:
    """Turtle drops a repeated literal without a word; it is a slip all the same."""
    for path in FILES:
        for values in re.findall(r'kg:(?:word|head) ("[^;]*")', path.read_text(encoding="utf-8")):
            words = re.findall(r'"[^"]+"', values)
            assert sorted(words) == sorted(set(words)), f"{path.name}: {values[:80]}"


# ---------------------------------------------------------------- the language
def is_function(name: str) -> bool:
    return name in FUNCTIONS or (bool(name) and set(name.split()) <= PREPOSITIONS)


def test_words_are_lemmas_with_a_part_of_speech() -> None:
    assert [named(row) for row in rows(*TYPES) if not texts(row, "word")] == []
    assert [f"{named(row)}: {word}" for row in rows(*TYPES) for word in texts(row, "word") if not WORD.fullmatch(word)] == []


def test_fills_give_each_function_one_role() -> None:
    wrong: list[str] = []
    for row in rows(*TYPES):
        pairs = [text.rpartition(" ") for text in texts(row, "fills")]
        wrong.extend(f"{named(row)}: {function} {role}" for function, _, role in pairs if role not in ROLES or not is_function(function))
        wrong.extend(f"{named(row)}: {function} twice" for function in {f for f, _, _ in pairs} if [f for f, _, _ in pairs].count(function) > 1)
    assert sorted(wrong) == []


def test_conditions_ask_for_a_list_or_a_kind_that_there_is() -> None:
    wrong: list[str] = []
    for row in rows(*TYPES):
        for text in texts(row, "when"):
            match = CONDITION.fullmatch(text)
            known = match is not None and is_function(match["function"])
            for value in (match["values"] or "").split() if match else ():
                if match and match["test"] == "in":
                    known &= (URIRef(LEX + value), RDF.type, iri("HeadList")) in graph()
                else:
                    known &= value == "Event" or iri("Entity") in classes().transitive_objects(iri(value), RDFS.subClassOf)
            if not known:
                wrong.append(f"{named(row)}: {text}")
    assert sorted(wrong) == []


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("contentStatus", STATUSES), ("control", frozenset(["subject", "object"])), ("effect", EFFECTS), ("outcome", frozenset(["failure", "success"]))],
)
def test_value_is_one_of_those_that_there_are(name: str, allowed: frozenset[str]) -> None:
    assert [f"{named(row)}: {texts(row, name)}" for row in rows(*TYPES) if len(texts(row, name)) > 1 or not set(texts(row, name)) <= allowed] == []


def test_entry_evokes_one_class_that_gives_a_relation() -> None:
    assert [named(row) for row in rows("Entry") if len(texts(row, "evokes")) != 1 or texts(row, "evokes")[0] not in event_classes()] == []


def test_operator_has_one_effect_on_what_it_governs() -> None:
    wrong = [named(row) for row in rows("Operator") if not texts(row, "scope") or len(texts(row, "effect")) != 1]
    wrong.extend(f"{named(row)}: {scope}" for row in rows("Operator") for scope in texts(row, "scope") if scope != "below" and not is_function(scope))
    assert sorted(wrong) == []


# ---------------------------------------------------------------- the words
@pytest.mark.parametrize("cls", event_classes())
def test_class_has_words_and_a_verb_among_them(cls: str) -> None:
    words = {word for row in rows("Entry") if cls in texts(row, "evokes") for word in texts(row, "word")}
    assert len(words) >= 3
    assert any(word.split()[0].endswith(".v") for word in words)


def test_two_rows_of_a_word_differ_in_their_conditions() -> None:
    """Else the alphabet would decide between them."""
    clashes: list[str] = []
    for word, found in senses().items():
        by_condition: dict[frozenset[str], list[str]] = defaultdict(list)
        for row, conditions in found:
            by_condition[conditions].append(named(row))
        clashes.extend(f"{word}: {', '.join(sorted(same))}" for same in by_condition.values() if len(same) > 1)
    assert sorted(clashes) == []


def test_a_word_of_two_classes_has_a_condition_for_each() -> None:
    clashes: list[str] = []
    for word, found in senses().items():
        entries = [(row, conditions) for row, conditions in found if (row, RDF.type, iri("Entry")) in graph()]
        if len({texts(row, "evokes") for row, _ in entries}) > 1:
            clashes.extend(f"{word}: {named(row)}" for row, conditions in entries if not conditions)
    assert sorted(clashes) == []


def test_every_list_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((FOLDER.parent / "kg").rglob("*.py")))
    used = {name for row in rows(*TYPES) for text in texts(row, "when") if " in " in text for name in text.rpartition(" in ")[2].split()}
    unused = [named(row) for row in rows("HeadList") if named(row) not in used and f'"{named(row)}"' not in code]
    assert unused == []
