"""What a command and the processes that it starts hold while they run: memory and open files, as Linux counts them."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EVERY = 0.2  # seconds between two looks
TICKS = os.sysconf("SC_CLK_TCK")  # of the system's clock in a second


@dataclass
class Held:
    """Megabytes and open files, by process. `peaks` are the most that each of all processes ever held."""

    parent: int
    peaks: dict[int, float] = field(default_factory=dict)
    now: dict[int, float] = field(default_factory=dict)
    files: dict[int, int] = field(default_factory=dict)
    cpu: float = 0.0  # seconds of all of them, also of those that have ended
    times: dict[int, float] = field(default_factory=dict)
    most: float = 0.0  # of what all that ran at one time held at their own worst

    def look(self) -> None:
        self.now, self.files = {}, {}
        for process in family(self.parent):
            with suppress(OSError, ValueError):  # it has ended
                known = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("Vm"))
                if "VmRSS" in known:
                    self.now[process] = int(known["VmRSS"].split()[0]) / 1024
                    self.peaks[process] = int(known["VmHWM"].split()[0]) / 1024
                    self.files[process] = len(os.listdir(f"/proc/{process}/fd"))
                    self.times[process] = sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13])) / TICKS
        self.cpu = sum(self.times.values())
        self.most = max(self.most, sum(self.peaks[process] for process in self.now))


def family(process: int) -> Iterator[int]:
    """A process, and all that descend from it."""
    yield process
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in path.read_text().split():
                yield from family(int(child))


def watched(command: Sequence[str], *, each: Callable[[Held], None] | None = None, **options: Any) -> tuple[int, Held]:
    """Runs a command to its end: its exit code, and what it held. `each` is told at every look."""
    process = subprocess.Popen(command, **options)
    held = Held(process.pid)
    try:
        while process.poll() is None:
            held.look()
            if each:
                each(held)
            time.sleep(EVERY)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return process.returncode, held
