"""What is shipped: the wheel holds all that the code reads, works away from the checkout, and has one version."""

from __future__ import annotations

import email
import email.message
import importlib.util
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from kg import __version__
from kg.knowledge import Knowledge

ROOT = Path(__file__).parent.parent
TRASH = re.compile(r"__pycache__|\.pyc$|/\.")
RUN_TIME = (".py", ".ttl", ".rq", ".css", ".js", ".html", ".typed")  # what the code reads; the rest explains it or makes it


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout by the build backend alone, without the network."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed; pip install hatchling builds the wheel that this test looks into")
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as an installer lays it out."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python away from the checkout, with the installed package first on its path."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(installed), os.environ.get("PYTHONPATH"))))}
    return subprocess.run([sys.executable, *arguments], cwd=installed, env=environment, capture_output=True, text=True, check=False)


def shipped(folder: Path, below: str) -> set[str]:
    """The files below a folder of the checkout that the code reads, by their names in the wheel."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix in RUN_TIME)
    return {f"{below}/{path.as_posix()}" for path in paths if not TRASH.search(f"/{path.as_posix()}")}


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of sources, built likewise."""
    folder = tmp_path_factory.mktemp("sources")
    done = subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.tar.gz")
    return path


def test_both_packages_are_fit_to_be_published(wheel: Path, sources: Path) -> None:
    pytest.importorskip("twine")
    done = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", wheel, sources], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("PASSED")) == (0, 2), done.stdout + done.stderr


def test_the_sources_hold_what_makes_and_explains_the_package(sources: Path) -> None:
    with tarfile.open(sources) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {"pyproject.toml", "Makefile", "CITATION.cff", "SECURITY.md", "CONTRIBUTING.md", "NOTICE", "docs/scoring.md", "examples/notebook.ipynb"} <= names
    assert {"kg/__init__.py", "ontology/claimgraph.ttl", "tests/conftest.py"} <= names
    assert not [name for name in names if TRASH.search(f"/{name}") and name != ".gitignore"]


def test_the_citation_is_of_this_version() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    fields = dict(re.findall(r'^([a-z-]+): "?([^">\n]+)"?$', text, re.MULTILINE))
    assert (fields["cff-version"], fields["version"], fields["license"], fields["type"]) == ("1.2.0", __version__, "Apache-2.0", "software")
    assert fields["title"].startswith("claimgraph") and fields["message"] and "\nauthors:\n  - name: " in text


def test_the_metadata_tell_who_for_whom_and_under_what(wheel: Path) -> None:
    about = metadata(wheel)
    assert about["Author"] == "The claimgraph authors" and about["Summary"] and about["Keywords"]
    classifiers = about.get_all("Classifier") or []
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert sorted(classifiers) == sorted(tomllib.load(file)["project"]["classifiers"])
    known = pytest.importorskip("trove_classifiers").classifiers
    assert set(classifiers) <= known and len(set(classifiers)) == len(classifiers)


def test_the_wheel_holds_what_the_code_reads(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = shipped(ROOT / "kg", "kg") | {name for name in shipped(ROOT / "ontology", "kg/turtle") if not name.endswith(".py")}
    assert not wanted - names
    assert {
        "kg/turtle/claimgraph.ttl",
        "kg/turtle/lexicon/grammar.ttl",
        "kg/turtle/shapes.ttl",
        "kg/page/script/base.js",
        "kg/serve/static/yasgui.min.js",
        "kg/queries/timeline.rq",
    } <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if TRASH.search(name)]
    assert {name.split("/")[0] for name in names} == {"kg", f"claimgraph-{__version__}.dist-info"}
    assert not [name for name in names if "test" in name.lower()]


def test_the_wheel_has_the_licence_and_the_description(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {Path(name).name for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    about = metadata(wheel)
    assert (about["Name"], about["License-Expression"], about["Requires-Python"]) == ("claimgraph", "Apache-2.0", "<3.14,>=3.11")
    assert len(str(about.get_payload())) > 500, "the README is the description"


def metadata(wheel: Path) -> email.message.Message:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(packed.read(name))


def test_the_version_comes_from_one_place(wheel: Path) -> None:
    assert metadata(wheel)["Version"] == __version__
    assert wheel.name == f"claimgraph-{__version__}-py3-none-any.whl"


def test_the_version_is_written_once() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    assert "version" not in project["project"] and project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "kg/__init__.py"
    found = [path for path in sorted((ROOT / "kg").rglob("*.py")) if re.search(r"^__version__\s*=", path.read_text(encoding="utf-8"), re.MULTILINE)]
    assert found == [ROOT / "kg" / "__init__.py"]
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", __version__)


def test_the_changelog_knows_the_version() -> None:
    assert re.search(rf"^## \[{re.escape(__version__)}\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


# ---------------------------------------------------------------- away from the checkout
def test_the_installed_package_knows_what_the_checkout_knows(installed: Path, knowledge: Knowledge) -> None:
    done = run(installed, "-c", "import kg, kg.knowledge; print(kg.__file__); print(kg.knowledge.load().digest)")
    assert done.stderr == ""
    place, digest = done.stdout.splitlines()
    assert Path(place).is_relative_to(installed) and digest == knowledge.digest


def test_the_installed_package_asks_draws_and_checks(installed: Path) -> None:
    story = str(ROOT / "tests" / "data" / "story.trig")
    for arguments in (["query", "--list"], ["query", story, "--name", "timeline"], ["view", story, "-o", "page.html"], ["check", story], ["--version"]):
        done = run(installed, "-m", "kg", *arguments)
        assert done.returncode in (0, 1) and "Traceback" not in done.stderr, done.stderr
        assert done.returncode == 0 or arguments[0] == "check", done.stderr


@pytest.mark.model
def test_the_installed_package_builds(installed: Path, short: Path, tmp_path: Path) -> None:
    done = run(installed, "-m", "kg", "build", str(short), "-o", str(tmp_path / "g.nq"))
    assert (done.returncode, done.stdout) == (0, "") and "1 claim" in done.stderr


@pytest.mark.model
def test_spacy_finds_the_component_where_the_package_is_installed(installed: Path) -> None:
    program = (
        "import spacy; from kg.nlp import DEFAULT_MODEL; nlp = spacy.load(DEFAULT_MODEL); nlp.add_pipe('claimgraph', config={'date': '2023-08-24'});"
        "print(*nlp('Japan warned Iran on Tuesday.')._.claims); import kg.component; print(kg.component.__file__)"
    )
    done = run(installed, "-c", program)
    assert done.stderr == ""
    claim, place = done.stdout.splitlines()
    assert claim == 'Warning "warned" asserted agent=Japan addressee=Iran time=2023-08-22' and Path(place).is_relative_to(installed)


def test_the_command_is_an_entry_point() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["scripts"] == {"kg": "kg.cli:main"}


def test_the_types_are_for_everybody() -> None:
    assert (ROOT / "kg" / "py.typed").is_file()
