"""Real stores, started for a test on free ports of the loopback and ended with it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.stores import jena

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


@contextmanager
def fuseki(folder: Path, *, location: Path | None = None) -> Iterator[str]:
    """The address of a dataset of Jena's, in memory unless a location for TDB2 is given."""
    if reason := jena.missing() or (None if shutil.which("javac") else "there is no javac; on Debian: apt-get install default-jdk-headless"):
        pytest.skip(reason)
    compiled = folder / "classes"
    source = Path(__file__).parent / "Fuseki.java"
    done = subprocess.run(["javac", "-cp", jena.class_path(), "-d", compiled, source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    port = free_port()
    command = ["java", "-cp", f"{compiled}:{jena.class_path()}", "Fuseki", str(port), *([location] if location else [])]
    with running(command, f"http://127.0.0.1:{port}/ds/query?query=ASK%7B%7D", folder):
        yield f"http://127.0.0.1:{port}/ds"


VIRTUOSO = """[Database]
DatabaseFile={folder}/virtuoso.db
ErrorLogFile={folder}/virtuoso.log
LockFile={folder}/virtuoso.lck
TransactionFile={folder}/virtuoso.trx
xa_persistent_file={folder}/virtuoso.pxa
FileExtend=200
TempStorage=TempDatabase
[TempDatabase]
DatabaseFile={folder}/temp.db
TransactionFile={folder}/temp.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
ServerThreads=20
CaseMode=2
DirsAllowed={load}
NumberOfBuffers={buffers}
MaxDirtyBuffers={dirty}
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerRoot={folder}/pages
MaxClientConnections=10
Charset=UTF-8
[Client]
SQL_PREFETCH_ROWS=100
[SPARQL]
ResultSetMaxRows=1000000
MaxQueryExecutionTime=600
"""


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """Where its web server answers, where its SQL does, and from which folder it loads files. User and password are both "dba"."""

    url: str
    sql: str
    load: Path

    def isql(self, command: str) -> str:
        """What a command of its own client prints."""
        done = subprocess.run(["isql-vt", self.sql, "dba", "dba", f"exec={command}"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def virtuoso(folder: Path, *, buffers: int = 40_000) -> Iterator[Virtuoso]:
    """A fresh Virtuoso 7; the test is skipped where it is not installed."""
    if shutil.which("virtuoso-t") is None:
        pytest.skip("Virtuoso is not installed; on Debian: apt-get install virtuoso-opensource-7-bin virtuoso-opensource-7-common")
    http, sql, load = free_port(), free_port(), folder / "load"
    load.mkdir()
    (folder / "pages").mkdir()
    text = VIRTUOSO.format(folder=folder, http=http, sql=sql, load=load, buffers=buffers, dirty=buffers * 3 // 4)
    (folder / "virtuoso.ini").write_text(text, encoding="utf-8")
    url = f"http://127.0.0.1:{http}"
    with running(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], f"{url}/sparql?query=ASK%7B%7D", folder):
        yield Virtuoso(url, f"127.0.0.1:{sql}", load)
