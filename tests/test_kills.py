"""A build that is killed at any moment leaves a store that opens, with every document whole or not there. The long run is tests/bench/kills.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.building import ontology_lines
from kg.run.reader import Built
from kg.vocab import BASE, KG, PREFIXES
from tests.bench.kills import Trial, expected, ready

KILLS, DOCUMENTS, LINES = 5, 30, 200


def document(number: int, version: int) -> Built:
    iri = f"{BASE}doc/a{number:03}"
    graphs = (iri, f"{iri}/asserted", f"{iri}/reported", f"{iri}/hypothetical")
    lines = [f'<{iri}#c{line}> <{KG}content> "version {version}" <{graphs[(line + version) % 4]}> .' for line in range(LINES)]
    return Built(iri, [f"<{iri}> <{PREFIXES['rdf']}type> <{KG}Article> <{iri}> .", *lines], 1, 1)


def test_kills_leave_whole_documents(tmp_path: Path) -> None:
    versions = [[document(number, version) for number in range(DOCUMENTS)] for version in (0, 1)]
    trial = Trial(tmp_path / "store", ready(tmp_path, versions), [expected(documents) for documents in versions], seed=3)
    tally = trial.run(KILLS)
    assert (tally.kills, tally.unopened, tally.torn) == (KILLS, [], [])


@pytest.mark.parametrize("left", ["half", "without ontology"])
def test_what_the_trial_looks_for_would_be_found(tmp_path: Path, left: str) -> None:
    from kg.store import Graph

    versions = [[document(number, version) for number in range(2)] for version in (0, 1)]
    trial = Trial(tmp_path / "store", [], [expected(documents) for documents in versions], seed=3)
    lines = versions[0][0].lines[:100] if left == "half" else ontology_lines().decode().splitlines()[:5]
    with Graph.open(tmp_path / "store", write=True) as graph:
        graph.add("\n".join(lines).encode())
    trial.look(0)
    assert len(trial.tally.torn) == 1
    (tmp_path / "store" / "CURRENT").unlink()
    trial.look(1)
    assert len(trial.tally.unopened) == 1
