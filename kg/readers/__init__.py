"""Readers besides our own rules, each an extra and none needed: found by name, opened when a build asks for them."""

from __future__ import annotations

import re
from importlib import metadata
from typing import TYPE_CHECKING

from kg.answers import BUILT_IN, RULES, OtherReader
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.knowledge import Knowledge
    from kg.settings import Choice, Settings

GROUP = "claimgraph.readers"  # entry points of other packages: a function (options, knowledge) that gives an OtherReader
NAME = re.compile(r"[a-z][a-z0-9-]*")


def open_reader(choice: Choice, knowledge: Knowledge, settings: Settings) -> OtherReader:
    """The reader that was chosen. Raises UsageError where it is unknown or lacks an option, ModelError where its package or model is missing."""
    options = dict(choice.options)
    if choice.name == "llm":
        from kg.readers.llm import LanguageModel

        return LanguageModel(options, knowledge, settings.ontologies)
    if choice.name == "gliner":
        from kg.readers.gliner import Gliner

        return Gliner(options, knowledge)
    reader: OtherReader = _entry_point(choice.name).load()(options, knowledge)
    if reader.name != choice.name:
        raise UsageError(f"--reader {choice.name}: it calls itself {reader.name!r}; the entry point and the reader must have one name")
    return reader


def depends_on(choice: Choice) -> str:
    """What the answers of a reader depend on, as far as it can be known without asking it."""
    if choice.name == "gliner":
        from kg.readers.gliner import version

        return repr((choice, version(dict(choice.options))))
    if choice.name in BUILT_IN:
        return repr(choice)
    dist = _entry_point(choice.name).dist
    return repr((choice, dist.name if dist else "", dist.version if dist else ""))


def _entry_point(name: str) -> metadata.EntryPoint:
    found = {point.name: point for point in metadata.entry_points(group=GROUP) if NAME.fullmatch(point.name) and point.name not in (RULES, *BUILT_IN)}
    if name not in found:
        raise UsageError(f"--reader {name}: there is no such reader; choose from {', '.join((*BUILT_IN, *sorted(found)))}")
    return found[name]
