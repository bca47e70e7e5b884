"""A local GLiNER model as a reader: names of the ontology's kinds, and what stands in which relation to them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.answers import Answer, SaidName, SaidRelation, sayable
from kg.errors import ModelError, UsageError
from kg.model import Parse, Teller

if TYPE_CHECKING:
    from kg.knowledge import Knowledge

THRESHOLD = 0.5  # how sure the model must be, from 0 to 1
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
BLOCK = 1 << 20


class Gliner:
    """A model in a local folder, by the package gliner. Option: `folder`. Nothing is ever fetched."""

    name = "gliner"

    def __init__(self, options: Mapping[str, str], knowledge: Knowledge) -> None:
        self._version = version(options)
        for variable in OFFLINE:  # a model's settings may name parts that its folder lacks
            os.environ[variable] = "1"
        try:
            from gliner import GLiNER
        except ModuleNotFoundError as error:
            raise ModelError("--reader gliner: the package gliner is missing; install it with: pip install 'claimgraph[gliner]'") from error
        folder = options["folder"]
        try:
            self._model: Any = GLiNER.from_pretrained(folder, local_files_only=True)
        except Exception as error:  # whatever the package raises for a folder that holds no model of its kind
            raise ModelError(
                f"--gliner-model {folder}: no model that gliner can load ({type(error).__name__}: {str(error)[:200]}); is all of it there?"
            ) from error
        self._ontology = knowledge.ontology
        may = sayable(knowledge)
        self._kinds = {self._word(kind): kind for kind in may.kinds}
        self._relations = {self._word(relation): relation for relation in may.relations}

    def read(self, parse: Parse) -> Answer:
        """The names and relations of all sentences, each sentence asked by itself."""
        names: list[SaidName] = []
        relations: list[SaidRelation] = []
        for sentence in parse.sentences:
            text = parse.article.text[sentence.span.begin : sentence.span.end]
            found = {(words, self._kinds[label]) for words, label in self._predicted(text, self._kinds) if label in self._kinds}
            names.extend(SaidName(sentence.index, words, kind) for words, kind in sorted(found))
            asked = {
                f"{words} <> {label}": (words, name) for words, kind in sorted(found) for label, name in self._relations.items() if self._may_be(kind, name)
            }
            for words, label in self._predicted(text, asked) if asked else ():
                if label in asked:
                    subject, relation = asked[label]
                    relations.append(SaidRelation(sentence.index, relation, subject, words))
        return Answer(Teller(self.name, self._version), relations=tuple(relations), names=tuple(names))

    def _predicted(self, text: str, labels: Iterable[str]) -> list[tuple[str, str]]:
        """(words, label) of what the model finds; where it says they stand is not asked, for they are looked for in the text anyway."""
        rows = self._model.predict_entities(text, list(labels), threshold=THRESHOLD)
        return [(str(row["text"]), str(row["label"])) for row in rows]

    def _may_be(self, kind: str, relation: str) -> bool:
        wanted = self._ontology.domains.get(relation, ())
        return not wanted or any(self._ontology.is_a(kind, one) for one in wanted)

    def _word(self, name: str) -> str:
        return self._ontology.labels.get(name, name).lower()


def version(options: Mapping[str, str]) -> str:
    """Exactly which model: the package's version, the folder's name and a hash of all that is in it. Raises UsageError where there is no folder."""
    if not (given := options.get("folder")):
        raise UsageError("--reader gliner: which model? Give the folder of one on this machine, with --gliner-model")
    folder = Path(given)
    if not folder.is_dir():
        raise UsageError(f"--reader gliner: there is no folder {folder}; give that of a model on this machine, with --gliner-model")
    try:
        package = metadata.version("gliner")
    except metadata.PackageNotFoundError:
        package = "unknown"
    return f"{folder.resolve().name} {_digest(folder)} (gliner {package})"


@cache
def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                found.update(block)
    return found.hexdigest()[:12]
