"""The site that `make docs` makes: its reference tells all there is, it builds without a warning, and it loads nothing from elsewhere."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from kg.ontology import directory, parse
from kg.questions import library as questions
from kg.vocab import KG, RDFS

SITE = Path(__file__).parent.parent / "docs" / "site"


@pytest.fixture(scope="module", autouse=True)
def beside() -> Iterator[None]:
    """The makers of the reference stand beside the site's settings, not in the package."""
    sys.path.insert(0, str(SITE))
    yield
    sys.path.remove(str(SITE))


# ---------------------------------------------------------------- the reference
def test_every_term_of_the_ontology_has_its_place_and_its_definition() -> None:
    from reference.ontology import page

    found, known = page(), parse([directory() / "claimgraph.ttl"])
    names = [iri.removeprefix(KG) for iri, about in known.items() if iri.startswith(KG) and RDFS.label in about]
    places = re.findall(r'(?:id="|\{ #)(\w+)', found)
    assert sorted(places) == sorted(names)
    assert len(names) > 150
    text = unescape(found)
    assert not [name for name in names if known[KG + name]["http://www.w3.org/2004/02/skos/core#definition"][0] not in text]
    assert not set(re.findall(r'href="#(\w+)"', found)) - set(names)


def test_a_class_is_told_with_its_relation_and_its_words() -> None:
    from reference.ontology import page

    launch = page().partition("### Launch {")[2].partition("###")[0]
    assert '<a href="#launched">launched</a>' in launch and "<code>launch.v</code>" in launch and '<a href="#agent">agent</a>' in launch


def test_every_command_and_option_is_told() -> None:
    import typer.main
    from reference.commands import page, walk

    from kg.cli.app import app

    found = page()
    told = list(walk(typer.main.get_command(app), ("kg",)))
    assert len(told) > 14
    for path, command in told:
        section = found.partition(f"## {' '.join(path)} {{")[2].partition("\n## ")[0]
        assert command.help in section
        assert not [name for one in command.params if one.param_type_name == "option" for name in one.opts if f"<code>{name}</code>" not in section]


def test_every_question_is_told() -> None:
    from reference.questions import page

    found = page()
    assert not [name for name, question in questions().items() if f"## {name} {{" not in found or question.text.strip() not in found]


def test_what_the_library_exports_is_told() -> None:
    from reference.library import page

    import kg

    found = page()
    assert not [name for name in getattr(kg, "__all__", ()) if not name.startswith("__") and f"## kg.{name} {{" not in found]


def test_a_docstring_keeps_its_code() -> None:
    from reference.library import _prose

    assert _prose("One line.\n\n    >>> 1 + 1\n    2\n\nMore.") == "One line.\n\n```python\n>>> 1 + 1\n2\n```\n\nMore.\n"


def test_a_tree_places_every_name_once_and_no_two_in_one_place() -> None:
    from reference.diagram import Node, tree

    drawn = tree(Node("a", children=[Node("b", "gives"), Node("c", children=[Node("d"), Node("e")])]), "letters")
    places = re.findall(r'<a href="#(\w)"><text x="(\d+)" y="(\d+)"', drawn)
    assert sorted(name for name, _, _ in places) == list("abcde")
    assert len({(x, y) for _, x, y in places}) == 5
    assert drawn.count("<path") >= 4 and "→ gives" in drawn


# ---------------------------------------------------------------- the site
needs_mkdocs = pytest.mark.skipif(importlib.util.find_spec("material") is None, reason="mkdocs-material is not installed; `make docs` installs it")


@needs_mkdocs
def test_the_site_builds_without_a_warning_and_has_all_pages(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", SITE / "mkdocs.yml", "-d", tmp_path / "site"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    pages = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    documents = {f"{path.stem}.html" for path in SITE.parent.glob("*.md")}
    assert documents | {"reference/ontology.html", "reference/commands.html", "reference/questions.html", "project/architecture.html"} <= pages


@needs_mkdocs
@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<script src="https://cdn.example/x.js"></script>', ["https://cdn.example/x.js"]),
        ('<link rel="stylesheet" href="//fonts.example/f.css">', ["//fonts.example/f.css"]),
        ('<img src="http://a.example/i.png">', ["http://a.example/i.png"]),
        ('<a href="https://a.example/">follow me</a>', []),
        ('<img src="page.png"><script src="../a.js"></script>', []),
    ],
)
def test_what_would_be_loaded_from_elsewhere_is_found(html: str, found: list[str]) -> None:
    from hooks import loaded

    assert loaded(html) == found
