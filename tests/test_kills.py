"""A build that is killed at any moment leaves a store that opens, with every document whole or not there, and a run that goes on to the same graph.

The long runs are tests/bench/kills.py and tests/bench/restarts.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.building import build_file, ontology_lines
from kg.nlp import Pipeline
from kg.run.reader import Built
from kg.settings import Settings
from kg.vocab import BASE, KG, PREFIXES
from tests.bench.kills import Trial, articles, expected, ready
from tests.bench.restarts import Runs

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


@pytest.mark.model
def test_a_run_that_was_killed_goes_on_to_the_same_graph(one_pipeline: Pipeline, tmp_path: Path) -> None:
    source, cache = tmp_path / "articles.jsonl", tmp_path / "cache"
    articles(source, 150, 0)
    build_file([source], tmp_path / "parsed.nq", Settings(cache=cache))  # so that the runs need no model
    tally = Runs(tmp_path, source, cache=cache, seed=3).run(3)
    assert (tally.parents + tally.workers, tally.wrong) == (3, [])
    assert tally.parents and tally.workers and tally.ended


def test_what_the_runs_are_looked_at_for_would_be_found(tmp_path: Path) -> None:
    runs = Runs(tmp_path, tmp_path / "articles.jsonl")
    runs.expected = b"A"
    runs.look(1, "no memory")
    runs.out.write_bytes(b"B")
    runs.memory.mkdir()
    runs.look(0, "")
    assert [fault.partition(":")[0] for fault in runs.tally.wrong] == ["exit code 1", "another graph", "left behind"]
