"""A graph on the web, for reading: the standards for programs, pages for people. Needs the extra `claimgraph[serve]`."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kg.lookup import base
from kg.store import Graph

if TYPE_CHECKING:
    from kg.serve.app import Limits

__all__ = ["serve"]


def serve(
    graph: str | Path, *, host: str = "127.0.0.1", port: int = 7070, limits: Limits | None = None, names: Sequence[str] = (), origins: Sequence[str] = ()
) -> None:
    """Serves a store's folder or an RDF file until it is interrupted.

    `names` are further host names that it answers to, `origins` the sites whose scripts may read it. A file is loaded into a
    folder of its own for the time. Raises GraphError where the graph cannot be opened.
    """
    import uvicorn

    from kg.serve.app import LOCAL, Limits, application

    limits = limits or Limits()
    with stored(graph) as folder:
        with Graph.open(folder) as opened:
            begins = base(opened.store)
        app = application(str(folder), begins, limits, hosts=(*LOCAL, host, *names), origins=origins)
        settings = uvicorn.Config(app, host=host, port=port, log_level="error", access_log=False, server_header=False, proxy_headers=False)
        settings.limit_concurrency, settings.timeout_keep_alive = 200, 5
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn raises it again at the end, and the folder must go away first
        with suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run()


@contextmanager
def stored(graph: str | Path) -> Iterator[Path]:
    """The folder of a graph: its own, or one that an RDF file was loaded into and that goes away again. Raises GraphError."""
    path = Path(graph)
    if path.is_dir():
        yield path
        return
    made = Path(tempfile.mkdtemp(prefix="kg-serve-"))
    try:
        with Graph.open(made / "store", write=True) as filled:
            filled.load(path)
        yield made / "store"
    finally:
        shutil.rmtree(made, ignore_errors=True)
