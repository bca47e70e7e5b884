"""Names in the title: a title is not parsed and tells no event, but whom it names the text names too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import Entity, Parse, Span


def titled(parse: Parse, entities: Iterable[Entity]) -> tuple[tuple[Span, str], ...]:
    """Where the title stands in the text, the spans in it that name an entity of the text, with the entity's id; in text order, longest names first."""
    article = parse.article
    start = parse.sentences[0].span.begin if parse.sentences else article.body.end
    at = article.text.find(article.title, article.body.begin, start) if article.title else -1
    names = {name: entity.id for entity in sorted(entities, key=lambda e: e.id) if "#" not in entity.id for name in (entity.label, *entity.aliases)}
    if at < 0 or not names:
        return ()
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))) + r")(?!\w)")
    end = at + len(article.title or "")
    return tuple((Span(*found.span()), names[found[0]]) for found in pattern.finditer(article.text, at, end))
