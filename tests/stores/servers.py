"""Real stores, started for a test on free ports of the loopback and ended with it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

SECONDS = 120.0  # that a store may take to answer for the first time


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str | Path], answers: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process, once there is an answer at an address."""
    with (folder / "server.log").open("wb") as log, subprocess.Popen(list(map(str, command)), cwd=folder, stdout=log, stderr=subprocess.STDOUT) as process:
        try:
            _wait(lambda: httpx.get(answers, timeout=5.0).status_code < 500, process, folder / "server.log")
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if ready():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)  # a server tells nobody that it is ready
    pytest.fail(f"the server did not come up: {log.read_text(errors='replace')[-1000:]}")


def oxigraph_binary() -> Path:
    """The server from the package `oxigraph`; the test is skipped where it is not installed."""
    beside = Path(sys.executable).parent / "oxigraph"
    found = beside if beside.exists() else shutil.which("oxigraph")
    if found is None:
        pytest.skip("Oxigraph's server is not installed; pip install oxigraph")
    return Path(found)


@contextmanager
def oxigraph(folder: Path, *, location: Path | None = None, port: int | None = None) -> Iterator[str]:
    """The address of an Oxigraph server, in memory unless a location is given."""
    port = port or free_port()
    where = ["--location", location] if location else []
    with running([oxigraph_binary(), "serve", "--bind", f"127.0.0.1:{port}", *where], f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", folder):
        yield f"http://127.0.0.1:{port}"
