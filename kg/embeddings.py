"""Word vectors, looked up: what the embedding layer of a model makes of a word is asked once and then known.

The layer looks at each word by itself, at its form, affixes and shape, so a word that was met before has the row that it had then. A text is made of words
that stood in others before: this spares a seventh of a parse, and the rows are the layer's own.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.model import Model

WORD_BY_WORD = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]  # the layers of spaCy's MultiHashEmbed
KEPT = 20_000  # words that are known, half a kilobyte each; more, and all are forgotten


class Embeddings:
    """Stands in the place of an embedding layer when it predicts."""

    def __init__(self, layer: Model[Any, Any]) -> None:
        self._extract, *self._rest = layer.layers
        self._width = layer.get_dim("nO")
        self._forget()

    def _forget(self) -> None:
        import numpy as np

        self._places: dict[bytes, int] = {}  # of the rows, by a word's features
        self._rows: NDArray[np.float32] = np.empty((0, self._width), dtype=np.float32)

    def __call__(self, _: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[NDArray[np.float32]], None]:
        """The rows of each document's words."""
        import numpy as np

        assert not is_train, "a pipeline that reads is not trained"
        features = self._extract.predict(docs)
        keys = [key for some in features for key in _keys(some)]
        if len(self._places) > KEPT:
            self._forget()
        new = list(dict.fromkeys(key for key in keys if key not in self._places))
        if new:
            asked = np.frombuffer(b"".join(new), dtype=features[0].dtype).reshape(len(new), -1)
            first = len(self._rows)
            self._rows = np.concatenate((self._rows, self._ask(asked)))
            self._places.update(zip(new, count(first)))  # last, since a document's time may be over at any moment
        found = self._rows[[self._places[key] for key in keys]]
        ends = np.cumsum([len(some) for some in features])
        return np.split(found, ends[:-1]), None

    def _ask(self, features: NDArray[np.uint64]) -> NDArray[np.float32]:
        """The rows that the layer itself gives."""
        found: Any = [features]
        for layer in self._rest:
            found = layer.predict(found)
        rows: NDArray[np.float32] = found[0]
        return rows


def _keys(features: NDArray[np.uint64]) -> list[bytes]:
    """The features of each word as bytes."""
    import numpy as np

    width = features.shape[1] * features.itemsize
    keys: list[bytes] = np.ascontiguousarray(features).view(f"V{width}").ravel().tolist()
    return keys


def remember(nlp: Language) -> int:
    """Lets the embedding layers of a pipeline that is only to predict remember their words; how many layers they are."""
    from thinc.api import Model

    replaced = 0
    models: list[Model[Any, Any] | None] = [getattr(component, "model", None) for _, component in nlp.pipeline]
    for model in filter(None, models):
        for layer in list(model.walk()):
            if word_by_word(layer):
                model.replace_node(layer, Model("known_words", Embeddings(layer), dims={"nO": layer.get_dim("nO")}))
                replaced += 1
    return replaced


def word_by_word(layer: Model[Any, Any]) -> bool:
    """Whether a layer makes a row of each word's own features alone."""
    return [inner.name.partition("(")[0] for inner in layer.layers] == WORD_BY_WORD and "hashembed" in layer.layers[2].name
