"""Words that a class might also be told by, out of WordNet: an aid in writing an ontology, never asked while texts are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.advice import words
from kg.errors import UsageError
from kg.knowledge import load
from kg.lexicon import Entry

if TYPE_CHECKING:
    import wn

GET = "python -m wn download oewn:2024"  # the Open English WordNet, under CC BY 4.0; told, never done
PARTS = {"v": ("v",), "n": ("n",), "a": ("a", "s"), "r": ("r",)}  # the lexicon's letter → WordNet's


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What else tells a sense that `words` of a class have: `free` words, in the form of kg:word, and those that other classes have already."""

    words: tuple[str, ...]
    sense: str
    free: tuple[str, ...]
    taken: tuple[tuple[str, str], ...]  # word, class
    narrower: bool = False  # of a kind of the sense: what "purchase" adds to "acquire"


def suggest(cls: str, own: Sequence[Path] = (), *, narrower: bool = False) -> tuple[Suggestion, ...]:
    """What WordNet has beside the words of a class, sense by sense in the order of its words; `narrower` adds direct hyponyms.

    Raises UsageError for an unknown class, and where the package or its data is missing.
    """
    wordnet, claimed = _open(), _claimed(own)
    entries = words(cls, own)
    mine = frozenset(entry.cls for entry in entries if entry.cls)
    senses: dict[tuple[str, bool], tuple[wn.Synset, list[Entry]]] = {}
    for entry in {entry.word: entry for entry in entries}.values():
        for synset in _synsets(wordnet, entry):
            for one in (synset, *(synset.hyponyms() if narrower else ())):
                senses.setdefault((one.id, one is not synset), (one, []))[1].append(entry)
    found = (_suggestion(synset, having, claimed, mine, narrower=kind) for (_, kind), (synset, having) in senses.items())
    return tuple(one for one in found if one.free or one.taken)


def _open() -> wn.Wordnet:
    try:
        import wn
    except ModuleNotFoundError as error:
        raise UsageError(f"kg ontology suggest: {error.name} is not installed; pip install 'claimgraph[suggest]'") from error
    try:
        return wn.Wordnet(lang="en", expand="")
    except wn.Error as error:
        raise UsageError(f"kg ontology suggest: there is no English WordNet here; get one once: {GET}") from error


def _claimed(own: Sequence[Path]) -> Mapping[str, tuple[str, ...]]:
    """Word, in the form of kg:word → the classes that it evokes."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in load(own).lexicon.entries.values():
        for entry in group:
            if entry.cls is not None:
                found[entry.word].add(entry.cls)
    return {word: tuple(sorted(classes)) for word, classes in found.items()}


def _form(entry: Entry) -> str | None:
    """A word as WordNet has it, a particle included: "spin off"; None where a noun must stand with it, for that is no word of WordNet's."""
    if any(companion.noun for companion in entry.companions):
        return None
    return " ".join([entry.lemma, *(companion.particle for companion in entry.companions if companion.particle)])


def _synsets(wordnet: wn.Wordnet, entry: Entry) -> Iterator[wn.Synset]:
    form = _form(entry)
    for part in PARTS.get(entry.pos, ()) if form else ():
        yield from wordnet.synsets(form, pos=part)


def _suggestion(synset: wn.Synset, having: Sequence[Entry], claimed: Mapping[str, tuple[str, ...]], mine: frozenset[str], *, narrower: bool) -> Suggestion:
    others = dict.fromkeys(word for lemma in synset.lemmas() if (word := _word(lemma, having[0].pos)))
    free = tuple(word for word in others if word not in claimed)
    taken = tuple((word, cls) for word in others for cls in claimed.get(word, ()) if mine.isdisjoint(claimed[word]))
    return Suggestion(tuple(entry.word for entry in having), synset.definition() or "", free, taken, narrower)


def _word(lemma: str, pos: str) -> str | None:
    """A lemma of WordNet in the form of kg:word: "take over" is "take.v over"; None for a name and for a compound, which is no one word."""
    first, *rest = lemma.split()
    if lemma != lemma.lower() or len(rest) > 1 or (rest and pos != "v"):
        return None
    return " ".join([f"{first}.{pos}", *rest])
