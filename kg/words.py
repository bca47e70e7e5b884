"""Words that come again: tokenizer and vocabulary are to keep them, while they forget all others with each batch.

In a memory zone, which keeps a long run's memory flat, spaCy's tokenizer takes every word apart anew, which costs a twentieth of a parse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.language import Language

MET = 100_000  # words that are waited for; more, and it begins anew


class Words:
    """Knows which words came in two batches. Texts are told to it before their batch, outside of any memory zone."""

    def __init__(self, nlp: Language) -> None:
        self._tokenizer = nlp.tokenizer
        self._room: int = getattr(nlp.tokenizer, "max_cache_size", 0)  # none where it is not spaCy's own
        self._met = set[str]()
        self._kept = set[str]()

    def learn(self, texts: Iterable[str]) -> None:
        """Lets the tokenizer keep the words that it met in an earlier batch too, as long as it has room."""
        if len(self._kept) >= self._room:
            return
        words = {word for text in texts for word in text.split()} - self._kept
        again = sorted(words & self._met)
        if len(self._met) > MET:
            self._met.clear()
        self._met |= words
        if again:
            self._tokenizer(" ".join(again))
            self._kept.update(again)
            self._met -= self._kept
