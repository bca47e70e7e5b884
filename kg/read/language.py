"""Which language an article is in, so that none is read as nonsense by a model of another."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from kg.model import Article

READ = "en"  # the language of the model and the lexicon
SHORTEST = 80  # characters of running text that tell a language; of less, what the source declares is believed
SAMPLE = 600  # characters that are looked at
SURE = 0.95  # of the probability that another language must have


Classified = tuple[str, float]  # a language's tag, and how probable it is


def foreign(article: Article, classify: Callable[[str], Classified] | None = None) -> str | None:
    """The tag of the article's language, if it is one that is not read; None for English, and for what cannot be told."""
    declared = article.language.partition("-")[0].lower()
    text = " ".join(article.text[article.body.begin : article.body.begin + SAMPLE].split())
    if len(text) < SHORTEST:
        return None if declared == READ else declared
    found, probability = (classify or classified)(text)
    if found == READ:
        return None
    return found if probability >= SURE or declared == found else None


def classified(text: str) -> Classified:
    """The most probable language of a text."""
    found, probability = _identifier().classify(text)
    return str(found), float(probability)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
