"""Every case file, through extraction and resolution, without a language model."""

from __future__ import annotations

from functools import cache

import pytest

from kg.extract.claims import extract
from kg.knowledge import Knowledge, load
from kg.resolve.reading import resolve
from tests import casefiles

CASES = list(casefiles.read_cases())
STORED = casefiles.read_parses()


@cache
def knowledge() -> Knowledge:
    return load()


def _parameters() -> list[object]:
    return [pytest.param(c, id=c.id, marks=[pytest.mark.xfail(reason=c.xfail)] if c.xfail else []) for c in CASES]


@pytest.mark.parametrize("case", _parameters())
def test_case(case: casefiles.Case) -> None:
    assert case.text in STORED, "the case has no parse; run python -m tests.casefiles"
    parse = casefiles.load(case, STORED[case.text])
    found = casefiles.render(resolve(extract(parse, knowledge()), knowledge()))
    assert "\n".join(found) == "\n".join(case.expected)


def test_ids_are_unique() -> None:
    ids = [case.id for case in CASES]
    assert len(ids) == len(set(ids))


def test_every_event_class_has_a_case() -> None:
    ontology = knowledge().ontology
    classes = {c for c in ontology.gives if ontology.is_a(c, "Event")}
    read = {line.split()[0] for case in CASES for line in case.expected}
    assert not sorted(classes - read)
