"""Domains and ranges: which fillers of roles and which ends of relations are of the kinds that the ontology wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.model import Claim, Fact, Filler, Refusal
from kg.ontology import Ontology

ANYTHING = "Entity"  # what has no kind of its own


def admitted(
    claims: Iterable[Claim], ontology: Ontology, referents: list[str | None], kinds: Mapping[str, str | None]
) -> tuple[tuple[Claim, ...], tuple[Refusal, ...]]:
    """The claims without the fillers that their role's range does not admit, and those fillers."""
    given = tuple(claims)
    kept, refused = [], []
    for number, claim in enumerate(given):
        fillers = []
        for filler in claim.fillers:
            wanted = ontology.ranges.get(filler.role, ())
            kind = _kind_of_filler(filler, given, referents, kinds)
            if kind is None or _is_any(ontology, kind, wanted):
                fillers.append(filler)
            else:
                refused.append(Refusal(filler.role, kind, wanted, object_mention=filler.mention, claim=number))
        kept.append(claim if len(fillers) == len(claim.fillers) else replace(claim, fillers=tuple(fillers)))
    return tuple(kept), tuple(refused)


def _kind_of_filler(filler: Filler, claims: tuple[Claim, ...], referents: list[str | None], kinds: Mapping[str, str | None]) -> str | None:
    """None where a mention is not resolved, so that nothing is written of it anyway."""
    if filler.claim is not None:
        return claims[filler.claim].cls
    referent = referents[filler.mention or 0]
    return None if referent is None else kinds[referent] or ANYTHING


def refusal(fact: Fact, ontology: Ontology, kinds: Mapping[str, str | None]) -> Refusal | None:
    """Why a relation must not be written: the first end that is not what it joins; None where both are."""
    for node, table in ((fact.subject, ontology.domains), (fact.object, ontology.ranges)):
        wanted = table.get(fact.relation, ())
        kind = (kinds[node] or ANYTHING) if node in kinds else "Event"
        if not _is_any(ontology, kind, wanted):
            return Refusal(fact.relation, kind, wanted, node=node, claim=fact.claim, standing=fact.standing)
    return None


def _is_any(ontology: Ontology, kind: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(ontology.is_a(kind, name) for name in wanted)
