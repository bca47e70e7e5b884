"""The library's questions as a page, made from kg/queries/*.rq."""

from __future__ import annotations

from html import escape

from kg.questions import library
from reference import code, table

INTRODUCTION = """# The questions

Asked by name: `kg query GRAPH --name contradictions -p entity="North Korea"`. Made from `kg/queries`; each is a file of SPARQL that you can copy and change.
"""


def page() -> str:
    """The page: each question with what it asks, its parameters and its text."""
    parts = [INTRODUCTION]
    for name, question in sorted(library().items()):
        parts.append(f"## {name} {{ #{name} }}\n\n{question.description or question.title}\n")
        if question.parameters:
            rows = [(code(p.name), p.type, escape(p.description, quote=False), _default(p.default)) for p in question.parameters]
            parts.append(table(("parameter", "kind", "is", "default"), rows))
        parts.append(f'<details markdown="1"><summary>SPARQL</summary>\n\n```sparql\n{question.text.strip()}\n```\n\n</details>\n')
    return "\n".join(parts)


def _default(value: str | None) -> str:
    return "must be given" if value is None else code(value) or "none"
