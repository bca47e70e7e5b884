"""What kills cost a run over a cluster: nodes, the processes on them and the command itself get SIGKILL at random moments.

A node that was killed is replaced by another; a command that was killed is said again. Every run that comes to its end must give the graph
of a plain build, byte for byte. Exit code 1 if one does not.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from kg.building import build_file
from kg.load import load_file
from kg.settings import Settings
from tests.bench.kills import articles

STARTS = 10  # tries to start a node
SHARD = 25  # documents: small, so that what is killed has something to go on from


class Machines:
    """A cluster on this machine, its head without processors, and nodes of one processor each."""

    def __init__(self, count: int) -> None:
        from ray.cluster_utils import Cluster

        self._cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False, "object_store_memory": 80_000_000})
        self._nodes = [self._node() for _ in range(count)]
        self.address: str = self._cluster.address

    def _node(self) -> Any:
        for _ in range(STARTS):
            try:
                return self._cluster.add_node(num_cpus=1, object_store_memory=80_000_000)
            except Exception as error:  # Ray gives a node half a minute, which is not enough on a busy machine
                print(error, flush=True)
        raise SystemExit("no node can be started")

    def replace(self, number: int) -> None:
        """A node dies, and another one comes."""
        self._cluster.remove_node(self._nodes[number], allow_graceful=False)
        self._nodes[number] = self._node()

    def readers(self) -> list[int]:
        """The processes that read, on all nodes."""
        found = []
        for node in self._nodes:
            raylet = node.all_processes["raylet"][0].process.pid
            children = Path(f"/proc/{raylet}/task/{raylet}/children").read_text(encoding="ascii").split()
            found += [int(pid) for pid in children if _name(pid).startswith("ray::read_chunk")]
        return found

    def end(self) -> None:
        self._cluster.shutdown()


def _name(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


class Trial:
    """Runs that are killed in, until there were enough kills and the last run is done."""

    def __init__(self, machines: Machines, source: Path, folder: Path, seed: int, pause: float) -> None:
        self.machines, self.source, self.folder, self.pause = machines, source, folder, pause
        self.random, self.kills = random.Random(seed), Counter[str]()
        self.runs = self.resumed = self.different = 0
        build_file([source], folder / "plain.nq", Settings())
        self.plain = (folder / "plain.nq").read_bytes()

    def run(self, kills: int) -> None:
        while self.kills.total() < kills:
            shards = self.folder / f"shards-{self.runs}"
            command = [sys.executable, "-m", "kg", "build", str(self.source), "--engine", "ray", "--address", self.machines.address]
            command += ["-o", f"{shards}/", "--per-shard", str(SHARD)]
            while self._killed(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), kills):
                self.resumed += any(shards.glob("*.index.gz"))
            load_file([str(shards)], self.folder / "cluster.nq")
            self.runs += 1
            self.different += (self.folder / "cluster.nq").read_bytes() != self.plain
            print(self, flush=True)

    def _killed(self, process: subprocess.Popen[bytes], kills: int) -> bool:
        """Kills at random while the command runs; whether it was the command itself that was hit."""
        while True:
            try:
                if process.wait(self.random.random() * self.pause if self.kills.total() < kills else None):
                    raise SystemExit(f"the command ended with {process.returncode}")
                return False
            except subprocess.TimeoutExpired:
                if self._kill(process) == "command":
                    process.wait()
                    return True

    def _kill(self, process: subprocess.Popen[bytes]) -> str:
        readers = self.machines.readers()
        kind = self.random.choice(["node", "reader", "command"]) if readers else "node"
        if kind == "node":
            self.machines.replace(self.random.randrange(len(self.machines._nodes)))
        elif kind == "reader":
            os.kill(self.random.choice(readers), signal.SIGKILL)
        else:
            process.kill()
        self.kills[kind] += 1
        return kind

    def __str__(self) -> str:
        told = ", ".join(f"{count} of a {kind}" for kind, count in sorted(self.kills.items()))
        return f"{self.kills.total()} kills ({told}) in {self.runs} runs, {self.resumed} of them taken up from shards: {self.different} with another graph"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--nodes", type=int, default=2)
    parser.add_argument("--pause", type=float, default=20.0, help="the most seconds between two kills")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    begun = time.monotonic()
    machines = Machines(given.nodes)
    try:
        with tempfile.TemporaryDirectory() as folder:
            articles(Path(folder, "articles.jsonl"), given.documents, 0)
            trial = Trial(machines, Path(folder, "articles.jsonl"), Path(folder), given.seed, given.pause)
            trial.run(given.kills)
    finally:
        machines.end()
    print(f"{time.monotonic() - begun:.0f} seconds")
    return 1 if trial.different else 0


if __name__ == "__main__":
    sys.exit(main())
