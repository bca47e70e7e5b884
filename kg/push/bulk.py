"""Files for a store's own loader, and the command that loads them."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from kg.errors import GraphError, UsageError
from kg.export import export
from kg.files import replacing
from kg.lookup import Stored
from kg.push.parts import manifest, of_store
from kg.push.profiles import profile


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was written, and the command for the store's machine; words in capitals in it are the user's to fill in."""

    files: tuple[Path, ...]
    command: str


def bulk(graph: Stored, store: str, folder: str | Path) -> Bulk:
    """Writes into the folder, made if need be, what the store of that name loads; see profiles.toml.

    With N-Quads comes manifest.tsv: graph, count and SHA-256 of each graph's lines of N-Triples, to compare with after loading.
    Raises UsageError for an unknown store or a folder that could not stand in a command, GraphError.
    """
    found, folder = profile(store), Path(folder).resolve()
    if re.search(r"['\"\\$`\n;{}]", str(folder)):
        raise UsageError(f"{folder}: its name cannot stand in a command; choose a folder without quotes, braces, semicolons and the like")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(f"{folder}: cannot be made ({error.strerror}); choose another folder") from error
    files = _tables(graph, folder) if found.files == "neo4j" else _quads(graph, folder)
    return Bulk(files, found.command.format(file=files[0], folder=folder, ending=files[0].name))


def _quads(graph: Stored, folder: Path) -> tuple[Path, ...]:
    data, told = folder / "graph.nq.gz", folder / "manifest.tsv"
    export(graph, data)
    with replacing(told) as file:
        file.writelines(line.encode() for line in manifest(of_store(graph.store)))
    return data, told


def _tables(graph: Stored, folder: Path) -> tuple[Path, ...]:
    """The tables that the packed export holds, as files."""
    packed = export(graph, folder / "tables.zip")
    with zipfile.ZipFile(packed) as tables:
        names = tables.namelist()
        tables.extractall(folder)
    packed.unlink()
    return tuple(folder / name for name in names)
