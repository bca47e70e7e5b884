"""The accuracy gate: the product reads our articles at least as well as the floors say. Needs the language model."""

from __future__ import annotations

import tomllib

import pytest

from kg.score import MEASURES, Result, total
from kg.score.table import table

from .evaluation import FLOORS, evaluate, names

pytestmark = pytest.mark.eval

FIGURES = ("precision", "recall", "f1")
Floors = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def floors() -> Floors:
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, Result]:
    """The results of all articles, built once; their table is printed past the capture, for it is what one runs the gate for."""
    results = evaluate(names(), tmp_path_factory.mktemp("graphs"))
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print("\n" + table(results))
    return results


def test_every_measure_has_its_floors(floors: Floors) -> None:
    assert {measure: tuple(figures) for measure, figures in floors.items()} == dict.fromkeys(MEASURES, FIGURES)


@pytest.mark.parametrize("measure", MEASURES)
def test_no_figure_falls_below_its_floor(measure: str, results: dict[str, Result], floors: Floors) -> None:
    tally = total(results.values())[measure]
    below = {figure: getattr(tally, figure) for figure in FIGURES if getattr(tally, figure) < floors[measure][figure]}
    assert not below, f"{measure} fell below {floors[measure]} in {FLOORS.name}; `python -m tests.eval -v` lists what was missed"
