"""The ontology as a JSON schema that an answer must keep to, and as a list in words for the prompt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.answers import Sayable
from kg.knowledge import Knowledge
from kg.ontology import directory, parse
from kg.vocab import KG, RDFS, SKOS

STATUSES = ("asserted", "reported", "hypothetical", "denied")
WORDS: dict[str, Any] = {"type": "string", "minLength": 1}
MAYBE: dict[str, Any] = {"type": ["string", "null"]}
NUMBER: dict[str, Any] = {"type": "integer", "minimum": 1}


def schema(may: Sayable) -> dict[str, Any]:
    """What an answer looks like: claims of the ontology's classes, each with the roles of its class alone, and relations."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for cls, roles in may.classes.items():
        groups[roles].append(cls)
    claims = [_claim(classes, roles) for roles, classes in sorted(groups.items())]
    properties: dict[str, Any] = {}
    if claims:
        properties["claims"] = {"type": "array", "items": {"anyOf": claims}}
    if may.relations:
        relation = {"sentence": NUMBER, "relation": {"enum": list(may.relations)}, "subject": WORDS, "object": WORDS}
        properties["relations"] = {"type": "array", "items": _object(relation)}
    return _object(properties)


def _claim(classes: Sequence[str], roles: Sequence[str]) -> dict[str, Any]:
    role: dict[str, Any] = {"type": "array", "items": _object({"role": {"enum": list(roles)}, "words": WORDS})} if roles else {"type": "array", "maxItems": 0}
    return _object(
        {
            "sentence": NUMBER,
            "class": {"enum": list(classes)},
            "trigger": WORDS,
            "roles": role,
            "status": {"enum": list(STATUSES)},
            "status_words": MAYBE,
            "source": MAYBE,
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def described(may: Sayable, knowledge: Knowledge, own: Sequence[Path]) -> str:
    """The classes with their roles and the relations with what they join, a line each, with their definitions."""
    statements = parse([directory() / "claimgraph.ttl", *own])

    def define(name: str) -> str:
        about = statements.get(KG + name, {})
        return next((about[predicate][0] for predicate in (SKOS.definition, RDFS.comment, RDFS.label) if predicate in about), name)

    ontology = knowledge.ontology
    classes = [f"- {cls} ({', '.join(roles)}): {define(cls)}" for cls, roles in may.classes.items()]
    ends = {name: tuple(" or ".join(table.get(name, ("Entity",))) for table in (ontology.domains, ontology.ranges)) for name in may.relations}
    relations = [f"- {name} ({ends[name][0]} to {ends[name][1]}): {define(name)}" for name in may.relations]
    return "\n".join(["Classes, with their roles:", *classes, "", "Relations, with what they join:", *relations])
