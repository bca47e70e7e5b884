"""Names that no list has: the model's, put right by their words; designations; capitalised runs beside a title or a first name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.listed import Name, is_prefixed, spelled
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


def wholes(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon) -> Iterator[Name]:
    """The model's organisations that have a place's name in theirs: "University of Texas", "Colorado State University"."""
    for first, last, label in _labelled(parse):
        first, last = _trim(parse, first, last)
        text = spelled(parse, first, last) if last - first > 1 else ""
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
        keys = gazetteer.names.get(spelled(parse, first, end))
        if keys:
            return all(gazetteer.entries[key].kind in ("City", "Region", "WaterBody") for key in keys)
    return False


def designations(parse: Parse, lexicon: Lexicon, taken: dict[int, Name]) -> Iterator[Name]:
    """Model numbers and the like: Chollima-1, F-15K, K9."""
    tokens = parse.tokens
    i = 0
    while i < len(tokens):
        if tokens[i].text[0].isupper() and i not in taken:
            last = i + 1
            while last < len(tokens) and tokens[last].begin == tokens[last - 1].end and tokens[last].text[:1].isalnum() | (tokens[last].text in "-–"):
                last += 1
            text = spelled(parse, i, last)
            if any(c.isdigit() for c in text) and DESIGNATION.match(text):
                while last < len(tokens) and tokens[last].pos == "PROPN" and tokens[last].text.istitle() and tokens[last].dep == "compound":
                    last += 1
                yield Name(i, last, _kind_of_head(tokens[last - 1], lexicon), spelled(parse, i, last))
                i = last
                continue
        i += 1


def _kind_of_head(token: Token, lexicon: Lexicon) -> str | None:
    """The kind of the common noun that a name stands before: "its Chollima-1 rocket"."""
    for candidate in (token.head, token.head.head):
        if candidate.i > token.i and candidate.pos == "NOUN" and candidate.lemma in lexicon.kinds:
            return lexicon.kinds[candidate.lemma]
    return None


def by_model(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon, taken: dict[int, Name]) -> Iterator[Name]:
    """The model's names, freed of articles and possessives, with kinds put right by their last word."""
    tokens = parse.tokens
    for begin, last, label in _labelled(parse):
        first, end = _trim(parse, begin, last)
        if first + 1 < end and is_prefixed(tokens, first + 2, lexicon):
            first += 3
        elif is_prefixed(tokens, first, lexicon):
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
    text = spelled(parse, first, last)
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


def _ends_as_a_name(words: tuple[Token, ...]) -> bool:
    """Whether the last word has a capital, or is the rest of one that has: "Che-cheung"."""
    return not words[-1].text[0].islower() or (len(words) > 2 and words[-2].text == "-" and words[-1].tag == "NNP")


def _without_titles(parse: Parse, first: int, last: int, gazetteer: Gazetteer) -> tuple[int, int]:
    """Leaves a title out of a name: "President Bush" is the person Bush; "Secretary-General" is one word."""
    changed = True
    while changed and last - first > 1:
        changed = False
        for size in (3, 2, 1):
            if last - first > size and parse.tokens[first + size].text != "-" and spelled(parse, first, first + size).lower() in gazetteer.titles:
                first, changed = first + size, True
                break
    return first, last


def capitalised(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon, taken: dict[int, Name], dated: frozenset[int]) -> Iterator[Name]:
    """Runs of proper nouns that the model gave no label, where their last word or a title tells the kind."""
    tokens, i = parse.tokens, 0
    while i < len(tokens):
        if tokens[i].pos != "PROPN" or i in taken or i in dated or not tokens[i].text[0].isupper():
            i += 1
            continue
        if is_prefixed(tokens, i + 2, lexicon) or is_prefixed(tokens, i, lexicon):
            i += 1
            continue
        last = i + 1
        while last < len(tokens) and last not in taken and _continues_name(parse, last):
            last += 1
        first, end = _without_titles(parse, i, last, gazetteer)
        titled = first > i or (_title_before(parse, first, gazetteer) is not None)
        if spelled(parse, first, end).lower() in gazetteer.titles:
            i = last
            continue
        hint = _hint(tokens[first:end], lexicon) if end - first > 1 else None
        person = end - first > 1 and not hint and _has_first_name(tokens[first:end], lexicon)
        titled = titled or person or (end - first > 1 and _is_called_a_person(tokens[first:end], lexicon))
        if titled and end > first:
            yield Name(first, end, "Person", spelled(parse, first, end))
        elif hint:
            yield Name(first, end, hint, spelled(parse, first, end))
        elif end > first and not (tokens[first].i == parse.sentences[tokens[first].sentence].first and end - first == 1):
            yield Name(first, end, None, spelled(parse, first, end))
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
        if first - size >= 0 and (text := spelled(parse, first - size, first).lower()) in gazetteer.titles:
            return text
    return None
