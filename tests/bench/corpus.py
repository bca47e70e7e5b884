"""A graph as large as one likes, always the same: the graph of the example articles again and again, in other names and years."""

from __future__ import annotations

import re
from pathlib import Path

from kg.building import build_file
from kg.settings import Settings
from kg.vocab import BASE, KG

ARTICLES = Path(__file__).parent.parent.parent / "examples" / "articles"
ENTITIES = 89  # so many of each entity and named event; documents are as many as it takes
YEARS = 30
COPY, NAME, YEAR = "\x01", "\x02", "\x03"  # places of a copy's number, of its entities' number and of its year


def make_graph(path: Path, triples: int) -> int:
    """Writes at least so many triples as N-Quads to `path`; returns how many copies of the example it took."""
    example = path.with_suffix(".example.nq")
    build_file([ARTICLES], example, Settings())
    lines = example.read_text(encoding="utf-8").splitlines()
    example.unlink()
    vocabulary = [line for line in lines if line.endswith(f"<{KG}> .")]
    pattern = "\n".join(_places(line) for line in lines if not line.endswith(f"<{KG}> .")) + "\n"
    copies = -(-(triples - len(vocabulary)) // pattern.count("\n"))
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in vocabulary)
        for number in range(copies):
            file.write(pattern.replace(COPY, f"{number:05}").replace(NAME, f"{number % ENTITIES:02}").replace(YEAR, str(2000 + number % YEARS)))
    return copies


def _places(line: str) -> str:
    """A line with the places where copies differ: ids of documents, names of entities, texts, years."""
    line = re.sub(rf"<{BASE}doc/([^>#/]+)", rf"<{BASE}doc/\g<1>-{COPY}", line)
    line = re.sub(rf"<{BASE}(?!doc/)([^>]+)>", rf"<{BASE}\g<1>-{NAME}>", line)
    line = re.sub(r'("2031)(-[^"]*"\^\^)', rf'"{YEAR}\g<2>', line)
    if "#prefLabel>" in line or "#altLabel>" in line:
        return re.sub(r'(> ".*)("@en <)', rf"\g<1> {NAME}\g<2>", line)
    return re.sub(r'(> "[^"]{40,})("@en <)', rf"\g<1> ({COPY})\g<2>", line)
