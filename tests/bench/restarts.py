"""What comes of runs that are killed: SIGKILL of the parent or of a worker at random moments, and the same command again until it is done.

A worker that dies costs nothing, since what it had not done is read again. A parent that dies leaves its memory, and takes its workers along.
Whenever a run has come to its end, its graph must be that of an undisturbed run, byte for byte. Exit code 1 if it is not.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.archive import articles
from tests.bench.watch import family

GOES_ON = 0.3  # the share of runs that are left alone, and so come to their end
ENDING = 20.0  # seconds that workers may need to see that their parent has gone


@dataclass
class Tally:
    """What was found after the kills."""

    parents: int = 0
    workers: int = 0
    finished: int = 0  # runs that were done before their kill
    resumed: int = 0  # runs that found documents of a killed one
    ended: int = 0  # runs that came to their end, whose graph was compared
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kills = f"{self.parents + self.workers} kills ({self.parents} of the parent, {self.workers} of a worker)"
        return f"{kills}; {self.finished} runs were done before; {self.resumed} went on from a killed one; {self.ended} ended: {len(self.wrong)} faults"


class Runs:
    """A command that is run and killed. `cache` is the folder of kept parses, if it has one: its documents are forgotten before each new run."""

    def __init__(self, folder: Path, source: Path, *options: str, cache: Path | None = None, seed: int = 1) -> None:
        self.out, self.cache, self.memory = folder / "killed.nq", cache, cache or folder / "killed.nq.run"
        self.command = [sys.executable, "-m", "kg", "build", str(source), "-o", str(self.out), "--workers", "2", *options]
        self.command += ["--cache", str(cache)] if cache else []
        self.random, self.tally = random.Random(seed), Tally()
        self.whole: float | None = None  # seconds that an undisturbed run takes
        self.expected: bytes | None = None  # what it writes

    def undisturbed(self) -> None:
        self.forget()
        begun = time.monotonic()
        subprocess.run(self.command, check=True, capture_output=True)
        self.whole, self.expected = time.monotonic() - begun, self.out.read_bytes()
        self.out.unlink()

    def run(self, kills: int, each: Callable[[Tally], object] = lambda tally: None) -> Tally:
        """Runs until there were so many kills and the last run is done; `each` is told whenever a run has ended."""
        self.undisturbed()
        self.forget()
        broken = False  # whether the last run was broken off, and has to be said again
        while broken or self.tally.parents + self.tally.workers < kills:
            self.tally.resumed += self.finished() > 0
            process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            over = self.tally.parents + self.tally.workers >= kills or self.random.random() < GOES_ON
            broken = not over and self.killed(process)
            if broken:
                continue
            said = process.communicate()[1]
            self.look(process.returncode, said)
            self.forget()
            each(self.tally)
        return self.tally

    def killed(self, process: subprocess.Popen[str]) -> bool:
        """Whether the whole run was killed; a worker that is killed does not end it."""
        try:
            assert self.whole
            process.wait(self.random.random() ** 0.5 * self.whole)  # rather late than early: a run begins with reading its model
            self.tally.finished += 1
            return False
        except subprocess.TimeoutExpired:
            pass
        workers = _workers(process.pid)
        if self.tally.workers <= self.tally.parents:  # in turn, so that even a few kills are of both sorts
            while not workers and process.poll() is None:
                time.sleep(0.01)
                workers = _workers(process.pid)
            if not workers:
                self.tally.finished += 1
                return False
            _kill(self.random.choice(workers))
            self.tally.workers += 1
            return False
        process.kill()
        process.communicate()
        self.tally.parents += 1
        until = time.monotonic() + ENDING
        while (left := [worker for worker in workers if b"spawn_main" in _command(worker)]) and time.monotonic() < until:
            time.sleep(0.1)
        self.tally.wrong += [f"a worker outlived its parent: {worker}" for worker in left]
        return True

    def look(self, code: int, said: str) -> None:
        """Compares what a run wrote that came to its end."""
        self.tally.ended += 1
        if code or not self.out.exists():
            self.tally.wrong.append(f"exit code {code}: {said[-500:]}")
        elif self.out.read_bytes() != self.expected:
            self.tally.wrong.append(f"another graph: {self.out.stat().st_size} bytes, where {len(self.expected or b'')} were to come")
        left = [path for path in self.out.parent.iterdir() if path.name.endswith(".part") or (path.name.endswith(".run") and not self.cache)]
        for path in left:
            self.tally.wrong.append(f"left behind: {path.name}")
            path.unlink() if path.is_file() else shutil.rmtree(path)
        self.out.unlink(missing_ok=True)

    def finished(self) -> int:
        """How many documents are remembered of a run that was broken off."""
        if not (self.memory / "run.sqlite").is_file():
            return 0
        with sqlite3.connect(self.memory / "run.sqlite", timeout=30) as base:
            found = base.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'documents'").fetchone()[0]
            count = int(base.execute("SELECT COUNT(*) FROM documents").fetchone()[0]) if found else 0
        base.close()
        return count

    def forget(self) -> None:
        if self.cache and self.finished():
            with sqlite3.connect(self.memory / "run.sqlite", timeout=30) as base:
                base.execute("DELETE FROM documents")
            base.close()


def _workers(parent: int) -> list[int]:
    return [other for other in family(parent) if other != parent and b"spawn_main" in _command(other)]


def _command(process: int) -> bytes:
    """The command line of a process; nothing for one that has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _kill(process: int) -> None:
    subprocess.run(["kill", "-KILL", str(process)], check=False, stderr=subprocess.DEVNULL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--words", type=int, default=20, help="of an article, at least")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "articles.jsonl")
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles(given.documents, given.words))
        begun = time.monotonic()
        tally = Runs(source.parent, source, seed=given.seed).run(given.kills, lambda tally: print(f"{time.monotonic() - begun:5.0f} s: {tally}", flush=True))
    print(tally)
    for line in tally.wrong:
        print(line)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
