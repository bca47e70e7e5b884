"""The command line as a page, made from the commands themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

import typer.main

import kg.cli  # registers the commands  # noqa: F401
from kg.cli.app import app
from reference import code, table

INTRODUCTION = """# The command line

Made from the commands; `kg COMMAND --help` says the same. Results go to standard output, remarks to standard error.
Exit codes: 0 all well, 1 something could not be read or did not hold and the rest was done, 2 wrong usage.
"""


def page() -> str:
    """The page, in Markdown with tables in HTML."""
    return "\n".join([INTRODUCTION, *(_told(path, command) for path, command in walk(typer.main.get_command(app), ("kg",)))])


def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The commands below one, with the words that call them, in the order of the help."""
    for name, below in getattr(command, "commands", {}).items():
        if getattr(below, "commands", None):
            yield from walk(below, (*path, name))
        else:
            yield (*path, name), below


def _told(path: tuple[str, ...], command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    usage = " ".join([*path, *(name if one.required else f"[{name}]" for one in arguments if (name := one.metavar or one.name.upper())), "[OPTIONS]"])
    parts = [f"## {' '.join(path)} {{ #{'-'.join(path[1:])} }}\n", f"{command.help}\n", f"```text\n{usage}\n```\n"]
    if arguments:
        parts.append(table(("argument", "is"), [(code(one.metavar or one.name.upper()), _help(one)) for one in arguments]))
    if options:
        parts.append(table(("option", "does"), [(_option(one), _help(one)) for one in options]))
    return "\n".join(parts)


def _option(option: Any) -> str:
    names = ", ".join(code(name) for name in sorted([*option.opts, *option.secondary_opts], key=lambda name: -len(name)))
    return names if getattr(option, "is_flag", False) else f"{names} {code(option.metavar or option.name.upper())}"


def _help(parameter: Any) -> str:
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(parameter.help or "", quote=False))
    given = parameter.default
    shown = given not in (None, False, "") and not callable(given) and parameter.show_default
    return f"{text} Default: {code(str(given))}." if shown else text
