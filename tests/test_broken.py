"""Broken inputs of every sort cost themselves alone. The long run, with what is large or slow, is tests/bench/broken.py."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.model import Rejection
from kg.nlp import Pipeline
from kg.read.forms import NAMED
from tests.bench import damage
from tests.bench.broken import ALONE, GOOD, asked, good, judged, reported
from tests.conftest import Kg
from tests.test_read import read, written

LIGHT = sum(not kind.heavy for kind in damage.KINDS) + len(damage.PLACES)


@pytest.mark.model
def test_broken_inputs_cost_themselves_alone(kg: Kg, one_pipeline: Pipeline, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    paths = good(corpus, len(GOOD))
    bad = damage.damaged(corpus, LIGHT, heavy=0)
    readable = {path for path in bad if ("forbidden" in path and os.access(f"{path}.txt", os.R_OK)) or ("shut" in path and os.access(path, os.R_OK))}
    assert kg("build", *paths, "-o", tmp_path / ALONE).code == 0
    done = kg("build", *asked(tmp_path, corpus))
    damage.open_again(corpus)
    assert done.code == 1, done.err
    assert judged(tmp_path, {path: "" if path in readable else reason for path, reason in bad.items()}) == []


def test_what_the_comparison_looks_for_would_be_found(tmp_path: Path) -> None:
    bad = {f"{tmp_path}/a.txt": "no text in it"}
    assert reported([], bad) and reported([{"input": f"{tmp_path}/a.txt", "reason": "other", "remedy": "x"}], bad)
    fitting = {"input": f"{tmp_path}/a.txt:3", "reason": "there is no text in it", "remedy": "x"}
    assert reported([fitting], bad) == [] and reported([fitting, {**fitting, "input": f"{tmp_path}/b.txt"}], bad)


def test_a_file_of_nothing_but_faults_is_told_in_short(tmp_path: Path) -> None:
    found, rejected = read(written(tmp_path, "a.jsonl", 'x\n{"text": "One."}\n' * 3 * NAMED))
    assert len(found) == 1 and len(rejected) > NAMED
    found, rejected = read(written(tmp_path, "a.jsonl", "x\n" * 3 * NAMED + '{"text": "Two."}\n'))
    assert ([article.text for article in found], len(rejected)) == (["Two."], NAMED + 1)
    assert rejected[-1] == Rejection(f"{tmp_path}/a.jsonl", f"{2 * NAMED:,} more entries of it cannot be read", "look whether it is what its ending says")


def test_a_table_of_one_long_text_is_a_bomb(tmp_path: Path) -> None:
    path = written(tmp_path, "a.parquet", damage.parquet(damage.Random(1), ["word " * 20_000] * 2000))
    assert path.stat().st_size < 1_000_000
    found, (rejection,) = read(path)
    assert len(found) < 1100 and "unpacks to more than 100 MB" in rejection.reason
