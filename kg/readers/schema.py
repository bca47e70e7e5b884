"""The ontology as a JSON schema that an answer must keep to, and as a list in words for the prompt.

The schema uses only what all servers take that hold a model to one: types, enums, unions, every property required and no other allowed.
"""

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
WORDS: dict[str, Any] = {"type": "string"}
MAYBE: dict[str, Any] = {"type": ["string", "null"]}
NUMBER: dict[str, Any] = {"type": "integer"}
NO_ROLE = "none"  # where a class has no roles, for a list of nothing to choose from is no schema


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
        relation = {"sentence": NUMBER, "relation": _one_of(may.relations), "subject": WORDS, "object": WORDS}
        properties["relations"] = {"type": "array", "items": _object(relation)}
    return _object(properties)


def _claim(classes: Sequence[str], roles: Sequence[str]) -> dict[str, Any]:
    role = _object({"role": _one_of(roles or (NO_ROLE,)), "words": WORDS})
    return _object(
        {
            "sentence": NUMBER,
            "class": _one_of(classes),
            "trigger": WORDS,
            "roles": {"type": "array", "items": role},
            "status": _one_of(STATUSES),
            "status_words": MAYBE,
            "source": MAYBE,
        }
    )


def _one_of(names: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}


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
