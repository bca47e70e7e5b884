"""Names of a class's members from examples: names, the shapes that they share, the kinds that they are taken for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.extract.mentions import Mentions
from kg.extract.phrases import clean, left_edge, right_edge
from kg.learn.examples import Example, places
from kg.model import Parse, Span, Token
from kg.ontology import Ontology

OFTEN = 3  # names that must share a shape, or a word in it
ENDING = 0.25  # of a class's names that end alike
SHARE = 0.1  # of a class's names that the model takes for a kind


@dataclass(slots=True)
class ClassNames:
    """What the examples say of the names of one class."""

    texts: Counter[str] = field(default_factory=Counter)  # as the texts have them
    unseen: set[str] = field(default_factory=set)  # those that are no name without help
    kinds: Counter[str] = field(default_factory=Counter)
    of: int = 0  # names that have an "of" in them, less those that are followed by one
    phrases: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # a common noun's: gold, and what each way of leaving out makes of it


def observe(read: Sequence[tuple[Example, Parse, Mentions]], ends: Mapping[str, tuple[str | None, str | None]]) -> dict[str, ClassNames]:
    """Class → its names in the examples; `ends` has, of each relation, the user's classes of both ends, None for a shipped kind."""
    found: dict[str, ClassNames] = defaultdict(ClassNames)
    for example, parse, mentions in read:
        for subject, relation, object_ in example.triples:
            for name, cls in zip((subject, object_), ends[relation], strict=True):
                if cls is not None and (span := next(places(name, parse.article.text), None)) is not None:
                    _note(found[cls], span, parse, mentions)
    return dict(found)


def _note(names: ClassNames, span: Span, parse: Parse, mentions: Mentions) -> None:
    text = re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", clean(parse.article.text[span.begin : span.end])))
    names.texts[text] += 1
    tokens = [t for t in parse.tokens if span.begin <= t.begin < span.end]
    if not tokens:
        return
    head = next((t for t in tokens if t.head not in tokens or t.head is t), tokens[-1])
    mention = mentions.named(head)
    if mention is not None and mention.kind and mention.form == "name":
        names.kinds[mention.kind] += 1
    if mention is None or mention.text != text:
        names.unseen.add(text)
    after = parse.article.text[span.end : span.end + 12]
    names.of += (" of " in text) - bool(re.match(r"\s+of (?:the )?[A-Z]", after))
    if mention is None and head.pos in ("NOUN", "PROPN"):
        names.phrases.append((text, {way: _left(parse, head, way) for way in ("", "adjective", "of", "adjective of")}))


def _left(parse: Parse, head: Token, way: str) -> str:
    first, last = left_edge(head), head if "of" in way else right_edge(head)
    while "adjective" in way and first.i < head.i and first.dep in ("amod", "nummod", "advmod", "punct", "nmod") and first.pos != "PROPN":
        first = parse.tokens[first.i + 1]
    return clean(parse.article.text[first.begin : last.end])


# ---------------------------------------------------------------- what to propose
def shapes(texts: Iterable[str]) -> dict[str, int]:
    """Shape → how many different names have it; a word that names share stands for itself."""
    names = sorted(set(texts))
    words = Counter(word for name in names for word in {_digits(word) for word in name.split()})
    endings = Counter(word[-size:] for word in {name.split()[-1].lower() for name in names} for size in (3, 4, 5) if len(word) > size + 2 and word.isalpha())
    ending = max(endings, key=lambda end: (endings[end] >= ENDING * len(names), len(end), endings[end], end), default="")
    ending = ending if endings[ending] >= max(OFTEN, ENDING * len(names)) else ""
    found = Counter(_shape(name, words, ending) for name in names)
    return {shape: count for shape, count in sorted(found.items()) if count >= OFTEN and _tells(shape)}


def _digits(word: str) -> str:
    return re.sub(r"\d+", "9", word)


def _shape(name: str, words: Mapping[str, int], ending: str) -> str:
    parts: list[str] = []
    for word in map(_digits, name.split()):
        general = word
        if words[word] < OFTEN:
            general = f"*{ending}" if ending and word.endswith(ending) else _general(word)
        if not (parts and general == "Aa" == parts[-1]):
            parts.append(general)
    return " ".join(parts)


def _general(word: str) -> str:
    """A word that few names share, by what it is made of."""
    bare = word.strip("()")
    if "9" in bare:
        return word if bare == "9" else "A9"
    if bare.isupper():
        return "AA"
    return "Aa" if bare[:1].isupper() else word


def _tells(shape: str) -> bool:
    """Whether a shape says more than that a word has a capital, and is no name itself."""
    return shape not in ("Aa", "AA", "9", "A9", "Aa 9") and bool(re.search(r"Aa|AA|9|\*", shape))


def kinds_taken(names: ClassNames, cls: str, ontology: Ontology, mine: frozenset[str]) -> list[str]:
    """The kinds that members are taken for; of a shipped class, only those that it is below: a party may be known as an organization alone."""
    total = sum(names.kinds.values())
    often = (kind for kind, count in names.kinds.items() if count >= max(2, SHARE * total) and not ontology.is_a(kind, cls))
    return sorted(kind for kind in often if cls in mine or ontology.is_a(cls, kind))


def left_out(names: ClassNames) -> tuple[str, ...]:
    """What phrases leave out so that most of them are the names wanted."""
    ways = {way: sum(made[way] == text for text, made in names.phrases) for way in ("", "adjective", "of", "adjective of")}
    best = max(ways, key=lambda way: (ways[way], -len(way)))
    found = set(best.split()) if ways[best] else set()
    if names.of < 0:
        found.add("of")
    elif names.of > 0:
        found.discard("of")
    return tuple(sorted(found))
