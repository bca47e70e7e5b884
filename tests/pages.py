"""The documents as pages of blocks that can be run: which commands, files and Python they show, and what comes back.

A block is a fence and the language behind it. What becomes of it:

- `console`: a line that begins with `$ ` is a command, the lines below it are its output, both streams together.
- `sh`: a command a line, whose output is not shown.
- `python`: run as it stands; with `>>>` as a session, outputs compared.
- any other language with `title="name"`: a file of that name, written before what follows.
- `text` directly below a Python block: what that printed.

A comment above a fence says otherwise, and is part of the page's source:

- `<!-- not run: reason -->`
- `<!-- exit: 1 -->`: the exit code of the block's last command, where it is not 0.
- `<!-- in: graph.trig -->`: Turtle, each triple of which stands in that graph.

`…` in an output is what was left out: on a line of its own any lines, else any characters of its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ELSEWHERE = {"readers.md": "test_readers.py"}  # pages that need a fixture of their own, and the tests that run them
READMES = ("README.md", "examples/README.md", "examples/domains/README.md")
PAGES = (*(ROOT / name for name in READMES), *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name not in ELSEWHERE))
_FENCE = re.compile(r"(?P<indent> *)```(?P<language>[\w-]*)(?: +title=\"(?P<title>[^\"]+)\")?(?P<rest>.*)")
_PACE = re.compile(r" \([\d,]+ words a second\)|, [\d,]+ words a second(?=\))")  # told where a build is slow, so not part of what a page shows
_MARK = re.compile(r" *<!-- (?P<name>not run|exit|in): (?P<value>.+) -->")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its page and line, what its fence and the comment above it say, and its text."""

    page: str
    line: int
    language: str
    title: str | None
    mark: str | None  # "not run", "exit" or "in"
    value: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}, line {self.line}"


def blocks(page: Path) -> list[Block]:
    """The blocks of a page in order. Raises ValueError for a fence that is never closed or says what nothing reads."""
    found: list[Block] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        opening = _FENCE.fullmatch(lines[number])
        if opening is None:
            number += 1
            continue
        if opening["rest"].strip():
            raise ValueError(f'{page}, line {number + 1}: {opening["rest"].strip()!r} is not title="NAME"')
        indent = opening["indent"]
        end = lines.index(f"{indent}```", number + 1)
        mark = _MARK.fullmatch(lines[number - 1]) if number else None
        text = "".join(f"{line.removeprefix(indent)}\n" for line in lines[number + 1 : end])
        found.append(
            Block(
                str(page.relative_to(ROOT)) if page.is_relative_to(ROOT) else page.name,
                number + 1,
                opening["language"],
                opening["title"],
                mark["name"] if mark else None,
                mark["value"] if mark else "",
                text,
            )
        )
        number = end + 1
    return found


def commands(text: str) -> list[tuple[str, str]]:
    """The commands of a console block with their outputs. A command goes on where its line ends in a backslash or leaves a quote open."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].rstrip("\n"), ""))
        elif not found:
            raise ValueError(f"a console block begins with `$ `, not with {line!r}")
        elif not found[-1][1] and (found[-1][0].endswith("\\") or found[-1][0].count("'") % 2):
            found[-1] = (f"{found[-1][0]}\n{line.rstrip()}", "")
        else:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def agrees(shown: str, came: str) -> bool:
    """Whether an output is what the page shows of it; blanks at line ends and empty lines at the end do not count."""
    pattern = ""
    for line in _tidy(shown):
        if line.strip() == "…":
            pattern += r"(?:.*\n)*"
        else:
            pattern += r".*".join(map(re.escape, line.split("…"))) + r"\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _tidy(came))) is not None


def _tidy(text: str) -> list[str]:
    return [line.rstrip() for line in _PACE.sub("", text).rstrip().splitlines()]
