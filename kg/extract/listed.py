"""Names that the gazetteer lists, and the record of a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.gazetteer import Gazetteer
from kg.lexicon import Lexicon
from kg.model import Parse, Token


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens `first` to `last` (exclusive) that name one thing."""

    first: int
    last: int
    kind: str | None
    text: str
    entry: str | None = None
    demonym: bool = False
    owner: tuple[int, int] | None = None  # the tokens of the state's name inside the name of its body
    body: str | None = None  # key of the body pattern
    within: str | None = None  # the region whose name follows, behind a comma


def spelled(parse: Parse, first: int, last: int) -> str:
    """The words of the parse, which has plain quotation marks and no marks that are not seen."""
    *_, text = _growing(parse.tokens[first : max(last, first + 1)])
    return text


def _growing(tokens: Sequence[Token]) -> Iterator[str]:
    """The words of the first token, of the first two, and so on."""
    text, end = "", tokens[0].begin
    for token in tokens:
        text += (" " if token.begin > end else "") + token.text
        end = token.end
        yield text


def known(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon) -> Iterator[Name]:
    """The longest names of the gazetteer."""
    tokens, i = parse.tokens, 0
    for sentence in parse.sentences:
        i = max(i, sentence.first)
        while i < sentence.last:
            word = tokens[i].text
            if is_prefixed(tokens, i, lexicon):
                i += 1
                continue
            if word[0].isupper() or tokens[i].lower in gazetteer.first_words:
                for last, text in reversed([*enumerate(_growing(tokens[i : min(i + gazetteer.longest, sentence.last)]), i + 1)]):
                    if (name := _look_up(parse, i, last, text, gazetteer)) is not None:
                        yield name
                        i = last - 1
                        break
            i += 1


def _look_up(parse: Parse, first: int, last: int, text: str, gazetteer: Gazetteer) -> Name | None:
    keys = gazetteer.names.get(text)
    if keys:
        entry = gazetteer.entries[_best(keys, gazetteer)]
        if entry.ambiguous and not entry.capital_of and not _fits(parse.tokens[first:last], entry.kind):
            return None
        if _continues(parse, first, last):
            return None
        return Name(first, last, entry.kind, text, entry.key)
    state = gazetteer.demonyms.get(text)
    if state and parse.tokens[last - 1].pos in ("ADJ", "PROPN", "NOUN"):
        return Name(first, last, gazetteer.entries[state].kind, text, state, demonym=True)
    return None


def _best(keys: tuple[str, ...], gazetteer: Gazetteer) -> str:
    """States before the rest, else the first."""
    return next((key for key in keys if gazetteer.entries[key].kind == "State"), keys[0])


def _fits(tokens: tuple[Token, ...], kind: str) -> bool:
    """Whether the model agrees with an ambiguous entry."""
    label = tokens[0].entity[2:]
    place = label in ("GPE", "LOC")
    return place if kind in ("State", "City", "Region", "Place") else label in ("ORG", "") or not place


def _continues(parse: Parse, first: int, last: int) -> bool:
    """Whether the words are part of a person's name ("Paris Hilton", "Jack London")."""
    tokens = parse.tokens
    label = tokens[first].entity
    if not label.endswith("PERSON"):
        return False
    inside_left = label.startswith("I")
    inside_right = last < len(tokens) and tokens[last].entity == "I-PERSON"
    return inside_left or inside_right


def is_prefixed(tokens: tuple[Token, ...], i: int, lexicon: Lexicon) -> bool:
    """Whether a prefix stands before a word, so that no name but an adjective is made of it: "pro-Beijing", "non-Muslim"."""
    return (
        2 <= i < len(tokens) and tokens[i - 1].text in "-–" and tokens[i - 2].end == tokens[i - 1].begin and tokens[i - 2].lower in lexicon.listed("prefixes")
    )
