"""Names in a parse: the model's, put right by the gazetteer, the designations and the titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
LONGEST_ACRONYM = 6  # letters
FIRST_NAMES = ("male-first-names", "female-first-names", "other-first-names")
ATTRIBUTES = frozenset({"amod", "compound", "nmod"})
LONGEST_PERSON = 4  # words of a person's name
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
    within: str | None = None  # the region whose name follows, behind a comma


def find_names(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon, dated: frozenset[int] = frozenset()) -> list[Name]:
    """Names in text order, none overlapping another; `dated` tokens, those of time expressions, name nothing by their capital alone."""
    taken: dict[int, Name] = {}
    for found in (
        _wholes(parse, gazetteer, lexicon),
        _known(parse, gazetteer, lexicon),
        _designations(parse, lexicon, taken),
        _by_model(parse, gazetteer, lexicon, taken),
        _capitalised(parse, gazetteer, lexicon, taken, dated),
    ):
        for name in found:
            if not any(i in taken for i in range(name.first, name.last)):
                taken.update(dict.fromkeys(range(name.first, name.last), name))
    names = sorted(set(taken.values()), key=lambda name: name.first)
    return _bodies(parse, _towns(parse, names), gazetteer)


def _towns(parse: Parse, names: list[Name]) -> list[Name]:
    """What stands before a region or state and a comma is a place in it: "Evansville, Indiana"."""
    tokens = parse.tokens
    found = list(names)
    for at, (name, after) in enumerate(pairwise(names)):
        beside = after.first == name.last + 1 and tokens[name.last].text == "," and tokens[name.first].sentence == tokens[after.first].sentence
        closed = after.last >= len(tokens) or not tokens[after.last].text[0].isalnum() or tokens[after.last].sentence != tokens[after.first].sentence
        if beside and closed and name.entry is None and name.kind != "Person" and after.kind in ("Region", "State") and after.entry and not after.demonym:
            found[at] = replace(name, kind="City", within=after.text)
    return found


def _text(parse: Parse, first: int, last: int) -> str:
    """The words of the parse, which has plain quotation marks and no marks that are not seen."""
    tokens = parse.tokens
    text = tokens[first].text
    for before, token in pairwise(tokens[first:last]):
        text += (" " if token.begin > before.end else "") + token.text
    return text


def _wholes(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon) -> Iterator[Name]:
    """The model's organisations that have a place's name in theirs: "University of Texas", "Colorado State University"."""
    for first, last, label in _labelled(parse):
        first, last = _trim(parse, first, last)
        text = _text(parse, first, last) if last - first > 1 else ""
        if label != "ORG" or not text or text in gazetteer.names or _is_owned(parse, first, last):
            continue
        words = parse.tokens[first:last]
        headed = lexicon.kinds.get(words[0].lower) == "Organization" and words[1].dep == "prep"
        if (headed or _begins_with_place(parse, first, last, gazetteer)) and (name := _model_name(parse, first, last, label, gazetteer, lexicon)):
            yield name


def _is_owned(parse: Parse, first: int, last: int) -> bool:
    """Whether one of the words is a possessive or a comma, so that more than one thing is named."""
    return any(t.tag == "POS" or t.text == "," for t in parse.tokens[first:last])


def _begins_with_place(parse: Parse, first: int, last: int, gazetteer: Gazetteer) -> bool:
    """Whether the first words are a city's or region's name; a state's is that of whoever owns the rest."""
    for end in range(last - 1, first, -1):
        keys = gazetteer.names.get(_text(parse, first, end))
        if keys:
            return all(gazetteer.entries[key].kind in ("City", "Region") for key in keys)
    return False


def _known(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon) -> Iterator[Name]:
    """The longest names of the gazetteer."""
    tokens, i = parse.tokens, 0
    for sentence in parse.sentences:
        i = max(i, sentence.first)
        while i < sentence.last:
            word = tokens[i].text
            if _is_prefixed(tokens, i, lexicon):
                i += 1
                continue
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
    tokens = parse.tokens
    for begin, last, label in _labelled(parse):
        first, end = _trim(parse, begin, last)
        if first + 1 < end and _is_prefixed(tokens, first + 2, lexicon):
            first += 3
        elif _is_prefixed(tokens, first, lexicon):
            first += 1
        while first < end and first in taken:
            first += 1
        while end > first and end - 1 in taken:
            end -= 1
        name = _model_name(parse, first, end, label, gazetteer, lexicon) if first < end else None
        if name is not None:
            yield name


def _labelled(parse: Parse) -> Iterator[tuple[int, int, str]]:
    """First token, index after the last, and label of each span that the model calls a name of a kind that we have."""
    tokens, i = parse.tokens, 0
    while i < len(tokens):
        label = tokens[i].entity
        if not label.startswith("B-") or label[2:] not in MODEL_KINDS:
            i += 1
            continue
        last = i + 1
        while last < len(tokens) and tokens[last].entity == "I-" + label[2:] and tokens[last].sentence == tokens[i].sentence:
            last += 1
        yield i, last, label[2:]
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
    if not words or not any(w.text[0].isupper() for w in words) or not _ends_as_a_name(words):
        return None
    text = _text(parse, first, last)
    if label == "PERSON" and len(words) == 1 and any(c.isdigit() for c in text):
        return None
    return Name(first, last, _kind_of(words, text, label, lexicon), text)


def _kind_of(words: tuple[Token, ...], text: str, label: str, lexicon: Lexicon) -> str | None:
    """The model's kind, put right by the last word ("… Party") and by first names ("Walker Evans")."""
    if text in lexicon.listed("names-of-products"):
        return "Artifact"
    if text in lexicon.listed("names-of-no-actor"):
        return None
    person, hint = _has_first_name(words, lexicon), _hint(words, lexicon)
    if person and (label == "PERSON" or not hint):
        return "Person"
    if hint and len(words) > 1:
        return hint
    if label == "PERSON":
        if any(c.isdigit() for c in text):
            return None
        if len(words) == 1 and text.isupper() and len(text) <= LONGEST_ACRONYM:
            return "Organization"
    return MODEL_KINDS[label]


def _hint(words: tuple[Token, ...], lexicon: Lexicon) -> str | None:
    """The kind that the last words of a name tell, two before one: "school district" is no district."""
    if words[-1].text.isdigit():
        return lexicon.kinds.get(words[0].lower)  # "Resolution 1718"
    pair = " ".join(w.lower for w in words[-2:])
    return lexicon.kinds.get(pair) or lexicon.kinds.get(words[-1].lower) or lexicon.kinds.get(words[-1].lemma.lower())


def _has_first_name(words: tuple[Token, ...], lexicon: Lexicon) -> bool:
    """Whether the words are a first name and what may follow it: "Walker Evans", "Mary K. Hill", "Kwok Ka-ki"."""
    spaced = [w for w in words if not _is_joined(w, words)]
    if not 2 <= len(spaced) <= LONGEST_PERSON or not all(w.text[0].isupper() for w in spaced):
        return False
    if any(words[0].text in lexicon.listed(name) for name in FIRST_NAMES):
        return True
    hyphened = len(words) == 4 and words[2].text == "-" and words[3].text.islower() and words[3].tag in ("NNP", "NN")
    return hyphened and words[3].dep not in ATTRIBUTES and all(w.tag == "NNP" for w in words[:2])


def _is_joined(word: Token, words: tuple[Token, ...]) -> bool:
    """Whether nothing stands between a word and the one before it."""
    return word is not words[0] and any(w.end == word.begin for w in words)


def _is_prefixed(tokens: tuple[Token, ...], i: int, lexicon: Lexicon) -> bool:
    """Whether a prefix stands before a word, so that no name but an adjective is made of it: "pro-Beijing", "non-Muslim"."""
    return (
        2 <= i < len(tokens) and tokens[i - 1].text in "-–" and tokens[i - 2].end == tokens[i - 1].begin and tokens[i - 2].lower in lexicon.listed("prefixes")
    )


def _ends_as_a_name(words: tuple[Token, ...]) -> bool:
    """Whether the last word has a capital, or is the rest of one that has: "Che-cheung"."""
    return not words[-1].text[0].islower() or (len(words) > 2 and words[-2].text == "-" and words[-1].tag == "NNP")


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
        if _is_prefixed(tokens, i + 2, lexicon) or _is_prefixed(tokens, i, lexicon):
            i += 1
            continue
        last = i + 1
        while last < len(tokens) and last not in taken and _continues_name(parse, last):
            last += 1
        first, end = _without_titles(parse, i, last, gazetteer)
        titled = first > i or (_title_before(parse, first, gazetteer) is not None)
        if _text(parse, first, end).lower() in gazetteer.titles:
            i = last
            continue
        hint = _hint(tokens[first:end], lexicon) if end - first > 1 else None
        person = end - first > 1 and not hint and _has_first_name(tokens[first:end], lexicon)
        titled = titled or person or (end - first > 1 and _is_called_a_person(tokens[first:end], lexicon))
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
