"""What a run tells of itself: progress on a terminal, figures in a file, the inputs that it refused, and its end by a signal."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from pathlib import Path

import pytest
import typer

from kg.cli.build import interruptible
from kg.cli.say import pace, progress_bar
from kg.model import Rejection, Report
from kg.run.account import figures, set_aside, write_figures
from kg.run.copies import signature
from kg.run.memory import Memory
from kg.run.reader import Built


@pytest.mark.parametrize(
    ("report", "seconds", "told"),
    [
        (Report(documents=3, words=40, claims=2), 0.5, "3 documents, 40 words, 2 claims"),
        (Report(documents=3, words=4000, claims=2, bytes=250, size=1000), 10.0, "3 documents, 4,000 words, 2 claims, 400 words/s, 25%, 0:00:30 left"),
        (Report(documents=1, words=10, claims=0, bytes=5), 10.0, "1 documents, 10 words, 0 claims, 1 words/s"),
    ],
)
def test_progress_tells_rate_and_time_left(report: Report, seconds: float, told: str) -> None:
    assert pace(report, seconds) == told


def test_progress_is_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with progress_bar() as progress:
        assert progress is None
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar() as progress:
        assert progress is not None
        progress(Report(documents=7))
    assert "7 documents" in screen.getvalue()


def test_figures_are_a_file(tmp_path: Path) -> None:
    report = Report(documents=2, words=100, claims=3, triples=9, rejected=[Rejection("a.txt", "no text", "leave it out")])
    report.skipped["language fr"] = 4
    write_figures(tmp_path / "s.json", report, 2.0)
    found = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert found == figures(report, 2.0)
    assert (found["documents"], found["rejected"], found["skipped"], found["words_a_second"]) == (2, 1, {"language fr": 4}, 50)
    assert found["reasons"] == [{"input": "a.txt", "reason": "no text", "remedy": "leave it out"}]


def test_refused_inputs_are_set_aside(tmp_path: Path) -> None:
    whole, lost = tmp_path / "b ä.txt", tmp_path / "gone.txt"
    whole.write_bytes(b"\0\1")
    set_aside(tmp_path / "aside", [Rejection(str(whole), "binary", "x"), Rejection(f"{whole}:3", "a line", "x"), Rejection(str(lost), "not there", "x")])
    listed = [json.loads(line) for line in (tmp_path / "aside" / "reasons.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(entry["input"], entry["file"] is not None) for entry in listed] == [(str(whole), True), (f"{whole}:3", False), (str(lost), False)]
    assert (tmp_path / "aside" / listed[0]["file"]).read_bytes() == b"\0\1"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_a_run_with_their_code(number: int, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(typer.Exit) as left, interruptible():
        os.kill(os.getpid(), number)
        signal.sigtimedwait([], 1)  # where the signal is heard at the latest
    assert left.value.exit_code == code
    assert "the same command goes on from here" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_search_for_copies_does_not_grow_with_the_square(tmp_path: Path) -> None:
    def steps(count: int) -> int:
        memory, found = Memory(None), 0
        for number in range(count):
            text = " ".join(f"word{number // 2 * 40 + n} Norway{number // 2}" for n in range(40))
            memory.keep(Built(f"doc/{number:04}", [], 1, 1), b"%d" % number, "2031-05-27", signature(text))

        def step() -> int:
            nonlocal found
            found += 1
            return 0

        memory._base.set_progress_handler(step, 100)
        assert len(memory.copies()) == count // 2
        memory.close()
        return found

    assert steps(400) < 3 * steps(200)
