"""The library as a page, made from the docstrings of what `kg` exports."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from typing import Any

import kg

INTRODUCTION = """# The library

Made from the docstrings of `kg.__all__`. What else stands in the package may change with any version.
"""


def page() -> str:
    """The page: each public name with its signature, what it says of itself, and its public members."""
    names = [name for name in getattr(kg, "__all__", ()) if not name.startswith("__")]
    things = sorted(((name, getattr(kg, name)) for name in names), key=lambda pair: (inspect.isclass(pair[1]), pair[0]))
    return "\n".join([INTRODUCTION, _prose(kg.__doc__), *(part for name, thing in things for part in _told(name, thing))])


def _told(name: str, thing: Any) -> Iterator[str]:
    yield f"## kg.{name} {{ #{name} }}\n"
    if not inspect.isclass(thing):
        yield _signature(name, thing)
        yield _prose(inspect.getdoc(thing))
        return
    yield _prose(inspect.getdoc(thing))
    if dataclasses.is_dataclass(thing):
        yield "".join(f"- `{one.name}`: `{one.type}`\n" for one in dataclasses.fields(thing) if not one.name.startswith("_"))
    for member, value in vars(thing).items():
        inner = value.__func__ if isinstance(value, classmethod | staticmethod) else value.fget if isinstance(value, property) else value
        if member.startswith("_") or not inspect.isfunction(inner):
            continue
        yield f"### {name}.{member} {{ #{name}.{member} }}\n"
        yield f"```python\n{name}.{member}\n```\n" if isinstance(value, property) else _signature(f"{name}.{member}", inner)
        yield _prose(inspect.getdoc(inner))


def _signature(title: str, function: Any) -> str:
    """The call as one would write it, an argument a line where it is long."""
    signature = inspect.signature(function)
    shown = [re.sub(r": '([^']*)'", r": \1", str(one)) for name, one in signature.parameters.items() if name not in ("self", "cls")]
    marked = _stars(signature, shown)
    back = "" if signature.return_annotation is inspect.Signature.empty else f" -> {signature.return_annotation}"
    line = f"{title}({', '.join(marked)}){back}"
    if len(line) > 100:
        line = f"{title}(\n" + "".join(f"    {one},\n" for one in marked) + f"){back}"
    return f"```python\n{line}\n```\n"


def _stars(signature: inspect.Signature, shown: list[str]) -> list[str]:
    """The arguments with the `*` that stands before those that are given by name only."""
    kinds = [one.kind for name, one in signature.parameters.items() if name not in ("self", "cls")]
    if inspect.Parameter.KEYWORD_ONLY not in kinds or inspect.Parameter.VAR_POSITIONAL in kinds:
        return shown
    first = kinds.index(inspect.Parameter.KEYWORD_ONLY)
    return [*shown[:first], "*", *shown[first:]]


def _prose(text: str | None) -> str:
    """A docstring as Markdown: sessions and indented lines as code, the rest as it is."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text or "")):
        lines = paragraph.splitlines()
        at = next((n for n, line in enumerate(lines) if line.startswith(("    ", ">>> "))), len(lines))
        if at:
            found.append("\n".join(lines[:at]).replace("<", "&lt;"))
        if at < len(lines):
            found.append("```python\n" + inspect.cleandoc("\n" + "\n".join(lines[at:])) + "\n```")
    return "\n\n".join(found) + "\n"
