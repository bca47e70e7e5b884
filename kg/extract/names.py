"""Names in a parse: the gazetteer's, and those that no list has; states joined with their bodies, towns with their regions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from kg.extract.listed import Name, known, spelled
from kg.extract.unlisted import by_model, capitalised, designations, wholes
from kg.gazetteer import Gazetteer
from kg.lexicon import Lexicon
from kg.model import Parse


def find_names(parse: Parse, gazetteer: Gazetteer, lexicon: Lexicon, dated: frozenset[int] = frozenset()) -> list[Name]:
    """Names in text order, none overlapping another; `dated` tokens, those of time expressions, name nothing by their capital alone."""
    taken: dict[int, Name] = {}
    for found in (
        wholes(parse, gazetteer, lexicon),
        known(parse, gazetteer, lexicon),
        designations(parse, lexicon, taken),
        by_model(parse, gazetteer, lexicon, taken),
        capitalised(parse, gazetteer, lexicon, taken, dated),
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
        body = gazetteer.bodies.get(spelled(parse, start, last).lower())
        if body is not None and tokens[last - 1].sentence == tokens[name.first].sentence and tokens[last - 1].dep != "compound":
            return Name(name.first, last, body.kind, spelled(parse, name.first, last), owner=(name.first, name.last), body=body.key, entry=name.entry)
    return None
