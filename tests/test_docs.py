"""The documents: what README.md and docs/*.md show is run, page by page, and gives what they show."""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from kg.cli import main
from kg.nlp import Pipeline
from kg.settings import Settings
from kg.store import Graph
from kg.vocab import PREFIXES
from tests.pages import ELSEWHERE, PAGES, ROOT, Block, agrees, blocks, commands
from tests.stores.servers import oxigraph

STORE = "http://localhost:7878"  # Oxigraph's server, as the pages have it
SHELL = re.compile(r"[|<>&;`$]")


class Reader:
    """Somebody who follows a page in a folder of its own: types the commands, saves the files, runs the Python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.printed: str | None = None  # by the block just read, if it was Python
        self.store = STORE  # where a store answers; a page has it at its usual address

    def follow(self, block: Block) -> None:
        printed, self.printed = self.printed, None
        if block.mark == "not run":
            return
        if block.mark == "in":
            self.find(block)
        elif block.language in ("console", "sh"):
            self.type(block)
        elif block.title:
            path = self.folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            self.printed = self.session(block) if ">>> " in block.text else self.script(block)
        else:
            assert block.language == "text" and printed is not None, f"{block}: nothing runs this block; see tests/pages.py"
            assert agrees(block.text, printed), told(block, block.text, printed)

    def type(self, block: Block) -> None:
        typed = commands(block.text) if block.language == "console" else [(line, "…") for line in block.text.splitlines()]
        for number, (command, shown) in enumerate(typed, 1):
            here = command.replace(STORE, self.store)
            code, came = self.shell(here) if SHELL.search(command) or not command.startswith("kg ") else self.kg(here)
            came = came.replace(self.store, STORE)
            expected = int(block.value) if block.mark == "exit" and number == len(typed) else 0
            assert code == expected, f"{block}: `{command}` left with {code}:\n{came}"
            assert agrees(shown, came), told(block, shown, came, command)

    def kg(self, command: str) -> tuple[int, str]:
        """Runs a command of ours in this process, so that the language model is loaded once."""
        out, code, before = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), 0, sys.argv
        with redirect_stdout(out), redirect_stderr(out):
            sys.argv = shlex.split(command, comments=True)
            try:
                main()
            except SystemExit as left:
                code = left.code if isinstance(left.code, int) else 0 if left.code is None else 1
            finally:
                sys.argv = before
        assert isinstance(out.buffer, io.BytesIO)
        return code, out.buffer.getvalue().decode()

    def shell(self, command: str) -> tuple[int, str]:
        """Runs any other command line, with `kg` and `python` those of the tests."""
        where = self.folder.parent / "bin"
        where.mkdir(exist_ok=True)
        for name, words in {"kg": f"{sys.executable} -m kg", "python": sys.executable}.items():
            (where / name).write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
            (where / name).chmod(0o755)
        environment = {**os.environ, "PATH": f"{where}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout.decode()

    def script(self, block: Block) -> str:
        with redirect_stdout(io.StringIO()) as out:
            exec(compile("\n" * block.line + block.text, block.page, "exec"), self.names)
        return out.getvalue()

    def session(self, block: Block) -> str:
        test = doctest.DocTestParser().get_doctest(block.text, self.names, block.page, block.page, block.line)
        out = io.StringIO()
        failed = doctest.DocTestRunner(Checker(), verbose=False).run(test, out=out.write, clear_globs=False).failed
        self.names.update(test.globs)
        assert not failed, out.getvalue()
        return ""

    def find(self, block: Block) -> None:
        """Looks for every triple of a Turtle block in a graph; the block may leave out prefixes and shorten IRIs by the default base."""
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
        triples = list(parse((head + block.text).encode(), format=RdfFormat.TURTLE, base_iri=Settings().base))
        with Graph.open(self.folder / block.value) as graph:
            missing = [triple for triple in triples if not any(graph.store.quads_for_pattern(triple.subject, triple.predicate, triple.object))]
        assert triples and not missing, f"{block}: {block.value} has not:\n" + "\n".join(map(str, missing))


class Checker(doctest.OutputChecker):
    """Compares the outputs of a Python session as those of commands are compared."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return agrees(want, got)


def told(block: Block, shown: str, came: str, command: str = "the Python") -> str:
    return f"{block}: `{command}` gives\n{came}\nand the page shows\n{shown}"


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one_pipeline: Pipeline) -> Reader:
    """A reader in a folder with the examples of a checkout and nothing else; the reader's own home remembers nothing."""
    import kg.component  # noqa: F401  # what was installed before the component came has no entry point for it; tests/test_package.py tries that

    folder = tmp_path / "work"
    shutil.copytree(ROOT / "examples", folder / "examples")
    for name, value in {"COLUMNS": "80", "TERMINAL_WIDTH": "80", "XDG_STATE_HOME": str(tmp_path / "state")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return Reader(folder)


@pytest.mark.model
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).with_suffix("").as_posix())
def test_what_a_page_shows_is_what_comes_back(page: Path, reader: Reader, tmp_path: Path) -> None:
    found = blocks(page)
    with ExitStack() as running:
        if any(STORE in block.text for block in found if block.mark != "not run"):
            reader.store = running.enter_context(oxigraph(tmp_path))
        for block in found:
            reader.follow(block)


def test_most_of_what_is_shown_is_run() -> None:
    """A block that is not run says why: it would install, fetch, need another maker's server or go on for ever."""
    shown = [block for page in PAGES for block in blocks(page)]
    spared = [block for block in shown if block.mark == "not run"]
    assert all(len(block.value) > 10 for block in spared)
    assert len(spared) * 10 <= len(shown), "not run: " + "; ".join(map(str, spared))


@pytest.mark.parametrize(("page", "tests"), ELSEWHERE.items())
def test_a_page_that_is_run_elsewhere_is_run_there(page: str, tests: str) -> None:
    assert (ROOT / "docs" / page).is_file() and f'"{page}"' in (ROOT / "tests" / tests).read_text(encoding="utf-8")


# ---------------------------------------------------------------- the reader's own ways
@pytest.mark.parametrize(
    ("shown", "came", "same"),
    [
        ("a\nb\n", "a  \nb\n\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("a\n…\n", "a\n", True),
        ("a … c\n", "a b c\n", True),
        ("a … c\n", "a b\nc\n", False),
        ("a.c\n", "abc\n", False),
        ("1 triple in g\n", "1 triple (1,094 words a second) in g\n", True),
        ("", "a\n", False),
        ("", "", True),
    ],
)
def test_an_output_is_compared_line_by_line(shown: str, came: str, same: bool) -> None:
    assert agrees(shown, came) is same


@pytest.mark.parametrize(
    "text",
    [
        "```console\n$ kg --version\nclaimgraph 9.9\n```",
        "```console\n$ kg nonsense\n…\n```",
        "```sh\nkg --version  # says which\nkg nonsense\n```",
        "<!-- exit: 2 -->\n```console\n$ kg --version\n…\n```",
        "```console\n$ echo one | cat\ntwo\n```",
        "```python\nprint(1)\n```\n\n```text\n2\n```",
        "```python\n>>> 1 + 1\n3\n```",
        "```python\nraise ValueError\n```",
        "```text\nnobody ran this\n```",
        "```sparql\nASK {}\n```",
        '```turtle title="g.ttl"\n<x:a> <x:b> <x:c> .\n```\n<!-- in: g.ttl -->\n```turtle\n<x:a> <x:b> <x:d> .\n```',
    ],
)
def test_a_page_that_shows_what_does_not_come_back_is_found(text: str, reader: Reader) -> None:
    page = reader.folder / "page.md"
    page.write_text(f"# A page\n\n{text}\n", encoding="utf-8")
    with pytest.raises((AssertionError, ValueError)):
        for block in blocks(page):
            reader.follow(block)
