"""What is kept of an extraction where only the user's own ontology counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.model import Claim, Extraction, Filler
from kg.ontology import Ontology


def keep_own(extraction: Extraction, own: frozenset[str], ontology: Ontology) -> Extraction:
    """The claims whose class, and the standing relations whose relation, is of one's `own` or below one of them.

    All words were read before: who says it, and how sure it is, is told by words of the shipped lexicon.
    """
    kept = [number for number, claim in enumerate(extraction.claims) if not own.isdisjoint(ontology.lineage(claim.cls))]
    new = {old: number for number, old in enumerate(kept)}
    claims = tuple(_renumbered(extraction.claims[old], new) for old in kept)
    standings = tuple(standing for standing in extraction.standings if standing.relation in own)
    return replace(extraction, claims=claims, standings=standings)


def _renumbered(claim: Claim, new: dict[int, int]) -> Claim:
    same = new.get(claim.same) if claim.same is not None else None
    return replace(claim, fillers=tuple(_fillers(claim.fillers, new)), same=same)


def _fillers(fillers: Iterable[Filler], new: dict[int, int]) -> Iterable[Filler]:
    for filler in fillers:
        if filler.claim is None:
            yield filler
        elif filler.claim in new:
            yield replace(filler, claim=new[filler.claim])
