"""Names in the title: a title is not parsed and tells no event, but whom it names the text names too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import Entity, Parse, Span


def titled(parse: Parse, entities: Iterable[Entity]) -> tuple[tuple[Span, str], ...]:
    """Where the title stands in the text, the spans in it that name an entity of the text, with the entity's id; in text order, longest names first."""
    title = parse.title
    names = {name: entity.id for entity in sorted(entities, key=lambda e: e.id) if "#" not in entity.id for name in (entity.label, *entity.aliases)}
    if title is None or not names:
        return ()
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))) + r")(?!\w)")
    return tuple((Span(*found.span()), names[found[0]]) for found in pattern.finditer(parse.article.text, title.begin, title.end))
