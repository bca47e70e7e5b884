"""Every case file, through extraction and resolution, without a language model."""

from __future__ import annotations

from datetime import date
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


KEPT = [case for case in CASES if case.file == "times-kept.case"]  # the attack was on Sunday; all else that has a day, on Tuesday


@pytest.mark.parametrize("case", KEPT, ids=lambda case: case.id)
def test_no_form_of_sentence_moves_or_drops_a_time(case: casefiles.Case) -> None:
    reading = resolve(extract(casefiles.load(case, STORED[case.text]), knowledge()), knowledge())
    days = [
        (claim.cls == "Attack" and "attack" in case.text[slice(*claim.trigger)], time)
        for claim, time in zip(reading.extraction.claims, reading.times, strict=True)
    ]
    assert [time.value for is_kept, time in days if is_kept and time] == [date(2024, 3, 10)]
    assert all(time.value == date(2024, 3, 12) for is_kept, time in days if not is_kept and time)
    assert len([time for is_kept, time in days if not is_kept and time]) == case.text.count("Tuesday")


def test_ids_are_unique() -> None:
    ids = [case.id for case in CASES]
    assert len(ids) == len(set(ids))


def test_every_event_class_has_a_case() -> None:
    ontology = knowledge().ontology
    classes = {c for c in ontology.gives if ontology.is_a(c, "Event")}
    read = {line.split()[0] for case in CASES for line in case.expected}
    assert not sorted(classes - read)
