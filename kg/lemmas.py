"""Parts of speech and lemmas, looked up: what the pipeline's attribute ruler and lemmatizer say of a word is asked once and then known.

Both together take a tenth to a sixth of a parse, and of nearly all words they say what follows from the word, its tag and its dependency alone. Where two
neighbours together make one of the ruler's patterns ("let 's"), the document is left to the components themselves, so that the result is theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SEEN = {"TAG", "DEP", "LOWER", "ORTH", "TEXT", "IS_SPACE"}  # what patterns may look at: a word, and what is looked up by
BESIDE = {"tok2vec", "transformer", "curated_transformer", "tagger", "parser", "senter", "sentencizer", "ner", "entity_ruler", "lemmatizer"}
# the components that may stand beside the ruler, since they neither set what the two look at nor look at what the two set

Key = tuple[int, int, int]  # spaCy's numbers of the word, its tag and its dependency


class Analysis(NamedTuple):
    """What is known of a word. `opens` and `closes` have a bit for each pattern of two words of which it may be the first or the second."""

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    opens: int
    closes: int


class Lemmas(dict[Key, Analysis]):
    """The analysis of each word that was met, by its key; `skipped` are the components whose work it does."""

    def __init__(self, nlp: Language, ruler: str, lemmatizer: str) -> None:
        super().__init__()
        self.skipped = [ruler, lemmatizer]
        self._vocab = nlp.vocab
        self._components: list[Callable[[Doc], Doc]] = [nlp.get_pipe(ruler), nlp.get_pipe(lemmatizer)]
        _index(nlp.get_pipe(lemmatizer))
        pairs = [pattern for pattern in _patterns(nlp, ruler) if len(pattern) == 2]
        self._opening, self._closing = (_Bits(nlp, [pair[end] for pair in pairs]) for end in (0, 1))

    @classmethod
    def of(cls, nlp: Language) -> Lemmas | None:
        """The analyses of a pipeline; None for one whose ruler or lemmatizer looks at more than a word and its neighbour."""
        factories = [nlp.get_pipe_meta(name).factory for name in nlp.pipe_names]
        if factories.count("attribute_ruler") != 1 or factories.count("lemmatizer") != 1:
            return None
        place = factories.index("attribute_ruler")
        ruler, lemmatizer = nlp.pipe_names[place], nlp.pipe_names[factories.index("lemmatizer")]
        small = all(len(pattern) < 3 and all(part.keys() <= SEEN for part in pattern) for pattern in _patterns(nlp, ruler))
        known = "lemmatizer" in factories[place:] and set(factories) <= BESIDE | {"attribute_ruler"}
        return cls(nlp, ruler, lemmatizer) if small and known else None

    def analysed(self, doc: Doc, keys: Sequence[Key]) -> list[Analysis] | None:
        """The analyses of a document's words; None where two of them make a pattern, and the components are run instead."""
        if new := [key for key in dict.fromkeys(keys) if key not in self]:
            self._learn(new)
        found = [self[key] for key in keys]
        if _meet(found):
            self._ask(doc)
            return None
        return found

    def _learn(self, keys: Sequence[Key]) -> None:
        """Asks the components of some words, all at once unless two of them happen to make a pattern."""
        from spacy.tokens import Doc

        look_up = self._vocab.strings.__getitem__
        words, tags, deps = ([look_up(part) for part in column] for column in zip(*keys, strict=True))
        doc = Doc(self._vocab, words=words, tags=tags, heads=list(range(len(keys))), deps=deps)
        opens, closes = self._opening(doc), self._closing(doc)
        self._ask(doc)
        found = [Analysis(word.text, word.lemma_, word.pos_, word.tag_, word.dep_, opens[number], closes[number]) for number, word in enumerate(doc)]
        if _meet(found):
            for key in keys:
                self._learn([key])
        else:
            self.update(zip(keys, found, strict=True))

    def _ask(self, doc: Doc) -> None:
        for component in self._components:
            component(doc)


def _index(lemmatizer: Any) -> None:
    """Makes sets of the lists of known forms, which the lemmatizer goes through from the first to the last for each word that it meets first."""
    if lemmatizer.lookups.has_table("lemma_index"):
        table = lemmatizer.lookups.get_table("lemma_index")
        for pos, forms in list(table.items()):
            table[pos] = frozenset(forms)


def _patterns(nlp: Language, ruler: str) -> list[list[dict[str, object]]]:
    component: Any = nlp.get_pipe(ruler)
    return [pattern for rule in component.patterns for pattern in rule["patterns"]]


def _meet(words: Iterable[Analysis]) -> bool:
    """Whether two neighbours make a pattern."""
    return any(one.opens & other.closes for one, other in pairwise(words))


class _Bits:
    """Which of several patterns of one word each word makes, a bit each."""

    def __init__(self, nlp: Language, patterns: Sequence[dict[str, object]]) -> None:
        from spacy.matcher import Matcher

        self._matcher = Matcher(nlp.vocab)
        self._bits: dict[int, int] = {}
        for number, pattern in enumerate(patterns):
            self._matcher.add(str(number), [[pattern]])
            self._bits[nlp.vocab.strings[str(number)]] = 1 << number

    def __call__(self, doc: Doc) -> Counter[int]:
        """The bits of the words that make a pattern, by their place."""
        found = Counter[int]()
        for match, place, _ in self._matcher(doc, allow_missing=True) if self._bits else ():
            found[place] |= self._bits[match]
        return found
