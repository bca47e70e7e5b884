"""Prints how many of the W3C's tests each face passes: `CLAIMGRAPH_W3C=… python -m tests.w3c`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from kg.store import Graph
from tests.w3c.faces import Endpoint, Engine, Library, served
from tests.w3c.suite import MANIFESTS, Suite


def main() -> None:
    folder = os.environ.get("CLAIMGRAPH_W3C")
    if not folder:
        sys.exit("set CLAIMGRAPH_W3C to a copy of github.com/w3c/rdf-tests")
    suite = Suite(Path(folder))
    cases = {name: list(suite.cases(manifest)) for name, manifest in MANIFESTS.items()}
    with tempfile.TemporaryDirectory() as made:
        with Graph.open(Path(made) / "store", write=True) as graph:
            library = Library(suite, [case for some in cases.values() for case in some], graph)
            counts = {name: [sum(map(face.passes, some)) for face in (Engine(suite), library)] for name, some in cases.items()}
        with served(Path(made) / "store") as address:
            endpoint = Endpoint(suite, address)
            for name, some in cases.items():
                engine, ours = counts[name]
                print(f"SPARQL 1.1 {name}, {len(some)} tests: engine alone {engine}, library {ours}, server {sum(map(endpoint.passes, some))}")
            endpoint.http.close()


if __name__ == "__main__":
    main()
