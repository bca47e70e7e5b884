"""Names in a parse: the model's, put right by the gazetteer, the designations and the titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.gazetteer import Gazetteer
from kg.lexicon import Lexicon
from kg.model import Parse, Token

MODEL_KINDS = {
    "PERSON": "Person",
    "ORG": "Organization",
    "GPE": "Place",
    "LOC": "Place",
    "NORP": "Group",
    "FAC": "Facility",
    "PRODUCT": "Artifact",
    "LAW": "LegalInstrument",
    "WORK_OF_ART": "Work",
}
DESIGNATION = re.compile(r"^(?=.*\d)(?=.*[A-Z])[A-Za-z]+(?:[-–]?\d+[A-Za-z]*)+$|^[A-Z][a-z]+-\d+[A-Za-z]?$")


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


def find_names(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon, dated: frozenset[int] = frozenset()) -> list[Name]:
    """Names in text order, none overlapping another; `dated` tokens, those of time expressions, name nothing by their capital alone."""
    taken: dict[int, Name] = {}
    for found in (
        _known(parse, gazetteer),
        _designations(parse, lexicon, taken),
        _by_model(parse, gazetteer, lexicon, taken),
        _capitalised(parse, gazetteer, lexicon, taken, dated),
    ):
        for name in found:
            if not any(i in taken for i in range(name.first, name.last)):
                taken.update(dict.fromkeys(range(name.first, name.last), name))
    names = sorted(set(taken.values()), key=lambda name: name.first)
    return _bodies(parse, names, gazetteer)


def _text(parse: Parse, first: int, last: int) -> str:
    """The words of the parse, which has plain quotation marks and no marks that are not seen."""
    tokens = parse.tokens
    text = tokens[first].text
    for before, token in pairwise(tokens[first:last]):
        text += (" " if token.begin > before.end else "") + token.text
    return text


def _known(parse: Parse, gazetteer: Gazetteer) -> Iterator[Name]:
    """The longest names of the gazetteer."""
    tokens, i = parse.tokens, 0
    for sentence in parse.sentences:
        i = max(i, sentence.first)
        while i < sentence.last:
            word = tokens[i].text
            if word[0].isupper() or tokens[i].lower in gazetteer.first_words:
                for last in range(min(i + gazetteer.longest, sentence.last), i, -1):
                    if (name := _look_up(parse, i, last, gazetteer)) is not None:
                        yield name
                        i = last - 1
                        break
            i += 1


def _look_up(parse: Parse, first: int, last: int, gazetteer: Gazetteer) -> Name | None:
    text = _text(parse, first, last)
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


def _designations(parse: Parse, lexicon: Lexicon, taken: dict[int, Name]) -> Iterator[Name]:
    """Model numbers and the like: Chollima-1, F-15K, K9."""
    tokens = parse.tokens
    i = 0
    while i < len(tokens):
        if tokens[i].text[0].isupper() and i not in taken:
            last = i + 1
            while last < len(tokens) and tokens[last].begin == tokens[last - 1].end and tokens[last].text[:1].isalnum() | (tokens[last].text in "-–"):
                last += 1
            text = _text(parse, i, last)
            if any(c.isdigit() for c in text) and DESIGNATION.match(text):
                while last < len(tokens) and tokens[last].pos == "PROPN" and tokens[last].text.istitle() and tokens[last].dep == "compound":
                    last += 1
                yield Name(i, last, _kind_of_head(tokens[last - 1], lexicon), _text(parse, i, last))
                i = last
                continue
        i += 1


def _kind_of_head(token: Token, lexicon: Lexicon) -> str | None:
    """The kind of the common noun that a name stands before: "its Chollima-1 rocket"."""
    for candidate in (token.head, token.head.head):
        if candidate.i > token.i and candidate.pos == "NOUN" and candidate.lemma in lexicon.kinds:
            return lexicon.kinds[candidate.lemma]
    return None


def _by_model(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon, taken: dict[int, Name]) -> Iterator[Name]:
    """The model's names, freed of articles and possessives, with kinds put right by their last word."""
    tokens, i = parse.tokens, 0
    while i < len(tokens):
        label = tokens[i].entity
        if not label.startswith("B-") or label[2:] not in MODEL_KINDS:
            i += 1
            continue
        last = i + 1
        while last < len(tokens) and tokens[last].entity == "I-" + label[2:] and tokens[last].sentence == tokens[i].sentence:
            last += 1
        first, end = _trim(parse, i, last)
        while first < end and first in taken:
            first += 1
        while end > first and end - 1 in taken:
            end -= 1
        name = _model_name(parse, first, end, label[2:], gazetteer, lexicon) if first < end else None
        if name is not None:
            yield name
        i = last


def _trim(parse: Parse, first: int, last: int) -> tuple[int, int]:
    tokens = parse.tokens
    while first < last and (tokens[first].pos in ("DET", "PUNCT", "ADP", "CCONJ") or not tokens[first].text[:1].isalnum()):
        first += 1
    while last > first and (tokens[last - 1].tag == "POS" or (not tokens[last - 1].text[-1:].isalnum() and tokens[last - 1].text[-1:] not in ".)")):
        last -= 1
    return first, last


def _model_name(parse: Parse, first: int, last: int, label: str, gazetteer: Gazetteer, lexicon: Lexicon) -> Name | None:
    tokens = parse.tokens
    first, last = _without_titles(parse, first, last, gazetteer)
    words = tokens[first:last]
    if not words or not any(w.text[0].isupper() for w in words) or words[-1].text[0].islower():
        return None
    text = _text(parse, first, last)
    kind: str | None = MODEL_KINDS[label]
    if label == "PERSON" and len(words) == 1 and any(c.isdigit() for c in text):
        return None
    hint = lexicon.kinds.get(words[-1].lower) or lexicon.kinds.get(words[-1].lemma.lower())
    if hint and len(words) > 1:
        kind = hint
    elif label == "PERSON" and any(c.isdigit() for c in text):
        kind = None
    return Name(first, last, kind, text)


def _without_titles(parse: Parse, first: int, last: int, gazetteer: Gazetteer) -> tuple[int, int]:
    """Leaves a title out of a name: "President Bush" is the person Bush."""
    changed = True
    while changed and last - first > 1:
        changed = False
        for size in (3, 2, 1):
            if last - first > size and _text(parse, first, first + size).lower() in gazetteer.titles:
                first, changed = first + size, True
                break
    return first, last


def _capitalised(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon, taken: dict[int, Name], dated: frozenset[int]) -> Iterator[Name]:
    """Runs of proper nouns that the model gave no label, where their last word or a title tells the kind."""
    tokens, i = parse.tokens, 0
    while i < len(tokens):
        if tokens[i].pos != "PROPN" or i in taken or i in dated or not tokens[i].text[0].isupper():
            i += 1
            continue
        last = i + 1
        while last < len(tokens) and last not in taken and _continues_name(parse, last):
            last += 1
        first, end = _without_titles(parse, i, last, gazetteer)
        titled = first > i or (_title_before(parse, first, gazetteer) is not None)
        hint = lexicon.kinds.get(tokens[end - 1].lower) if end - first > 1 else None
        titled = titled or (end - first > 1 and _is_called_a_person(tokens[first:end], lexicon))
        if titled and end > first:
            yield Name(first, end, "Person", _text(parse, first, end))
        elif hint:
            yield Name(first, end, hint, _text(parse, first, end))
        elif end > first and not (tokens[first].i == parse.sentences[tokens[first].sentence].first and end - first == 1):
            yield Name(first, end, None, _text(parse, first, end))
        i = last


def _continues_name(parse: Parse, i: int) -> bool:
    """Whether a token is one more proper noun, or the rest of one with a hyphen: "Kyu-ho"."""
    token, before = parse.tokens[i], parse.tokens[i - 1]
    hyphened = token.begin == before.end and (token.text == "-" or before.text == "-")
    return hyphened or (token.pos == "PROPN" and token.text[0].isupper())


def _is_called_a_person(tokens: tuple[Token, ...], lexicon: Lexicon) -> bool:
    """Whether an apposition says that the name is a person's: "Choo Kyu-ho, spokesman for …"."""
    head = next((t for t in tokens if t.head not in tokens or t.head is t), tokens[-1])
    beside = [c for c in head.children if c.dep == "appos"] + ([head.head] if head.dep == "appos" else [])
    return any(lexicon.kinds.get(noun.lemma) == "Person" for noun in beside)


def _title_before(parse: Parse, first: int, gazetteer: Gazetteer) -> str | None:
    for size in (3, 2, 1):
        if first - size >= 0 and (text := _text(parse, first - size, first).lower()) in gazetteer.titles:
            return text
    return None


def _bodies(parse: Parse, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """States' names joined with the bodies that follow them: "the Japanese Coast Guard", "Japan's Coast Guard"."""
    tokens, found, done = parse.tokens, [], -1
    for name in names:
        if name.first < done:
            continue
        joined = _body_after(parse, name, gazetteer) if name.kind == "State" and name.entry else None
        if joined is not None:
            found.append(joined)
            done = joined.last
        else:
            found.append(name)
    return [name for name in found if tokens]


def _body_after(parse: Parse, name: Name, gazetteer: Gazetteer) -> Name | None:
    tokens = parse.tokens
    start = name.last
    if start < len(tokens) and tokens[start].tag == "POS":
        start += 1
    elif not name.demonym and tokens[name.last - 1].dep not in ("compound", "nmod"):
        return None
    for last in range(min(start + 5, len(tokens)), start, -1):
        body = gazetteer.bodies.get(_text(parse, start, last).lower())
        if body is not None and tokens[last - 1].sentence == tokens[name.first].sentence and tokens[last - 1].dep != "compound":
            return Name(name.first, last, body.kind, _text(parse, name.first, last), owner=(name.first, name.last), body=body.key, entry=name.entry)
    return None
