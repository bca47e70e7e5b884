"""No wrapper drops a negation, a modal or a source: each base sentence has in each the status and the source that it should."""

from __future__ import annotations

import json
from functools import cache

import pytest

from kg.extract.claims import extract
from kg.knowledge import Knowledge, load
from kg.model import Claim, Extraction
from tests import casefiles
from tests.wrapped import GAPS, STORED, Wrapped, wrapped

PARSES = json.loads(STORED.read_text(encoding="utf-8"))
ALL = {one.id: one for one in wrapped()}


@cache
def knowledge() -> Knowledge:
    return load()


def read(one: Wrapped) -> tuple[Extraction, Claim]:
    """What is read in a sentence, and the claim about its base's event."""
    assert one.text in PARSES, "the sentence has no parse; run python -m tests.wrapped"
    extraction = extract(casefiles.load(casefiles.Case(one.id, "", "", one.text), PARSES[one.text]), knowledge())
    words = {one.base.past.split()[0], one.base.bare.split()[0], one.base.gerund.split()[0]}
    found = [claim for claim in extraction.claims if claim.cls == one.base.cls and extraction.parse.tokens[claim.head].lower in words]
    assert len(found) == 1, [(claim.cls, extraction.parse.tokens[claim.head].text) for claim in extraction.claims]
    return extraction, found[0]


def stance(one: Wrapped) -> tuple[str, str | None]:
    extraction, claim = read(one)
    return claim.status, " & ".join(extraction.mentions[i].text for i in claim.sources) or None


@pytest.mark.parametrize("one", [pytest.param(o, id=o.id, marks=[pytest.mark.xfail(strict=True)] if o.id in GAPS else []) for o in ALL.values()])
def test_status_and_source(one: Wrapped) -> None:
    assert stance(one) == (one.status, one.source), one.text


def test_gaps_are_sentences_that_there_are() -> None:
    assert ALL.keys() >= GAPS
    assert len(GAPS) <= len(ALL) / 20
