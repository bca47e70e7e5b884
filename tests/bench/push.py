"""What carrying a graph elsewhere costs: export beside the engine's own dump, and `kg push` beside each store's own loader, in one run.

Exports are timed in turn with the dump, medians; their memory is the peak of a process of its own, at a quarter of the graph and at all of it.
Each store is started empty, on disk, and filled once by a push and once by its own loader; both must count what the graph has.
Exit code 1 if an export to N-Quads is slower than 0.85 of the dump, if its memory grows by more than half, or if a count is wrong.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from pyoxigraph import RdfFormat

from kg.export import export
from kg.push.bulk import bulk
from kg.push.client import Client, Secret
from kg.push.loading import push
from kg.push.target import Target
from kg.store import Graph
from tests.bench.corpus import make_graph
from tests.stores import jena, servers

SLOWEST, GROWTH = 0.85, 1.5
FORMS = ("nq", "nt", "ttl", "trig", "jsonld", "rdf", "graphml", "gexf", "csv")
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'https://w3id.org/claimgraph/')) }"
PEAK = """
import sys
from pathlib import Path
from kg.export import export
from kg.store import Graph
with Graph.open(sys.argv[1]) as graph:
    export(graph, sys.argv[2])
print(next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")) // 1024)
"""


def timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def stored(folder: Path, triples: int) -> Path:
    """A store's folder with about so many triples."""
    make_graph(folder / "graph.nq", triples)
    with Graph.open(folder / "store", write=True) as graph:
        graph.load(folder / "graph.nq")
    return folder / "store"


# ---------------------------------------------------------------- export
def exporting(store: Path, small: Path, place: Path, rounds: int) -> list[str]:
    """Prints times and memory; returns what is not as it should be."""
    wrong = []
    with Graph.open(store) as graph:
        turns: dict[str, Callable[[], object]] = {
            "dump": lambda: graph.store.dump(place / "dump.nq", RdfFormat.N_QUADS),
            **{form: lambda form=form: export(graph, place / f"export.{form}") for form in FORMS},  # type: ignore[misc]
        }
        seconds = {name: median(timed(action) for _ in range(rounds)) for name, action in turns.items() if name not in ("dump", "nq")}
        pairs = [(timed(turns["dump"]), timed(turns["nq"])) for _ in range(rounds)]
        seconds |= {"dump": median(one for one, _ in pairs), "nq": median(other for _, other in pairs)}
    for name, taken in seconds.items():
        ratio = seconds["dump"] / taken
        memory = "" if name == "dump" else "   peak {} MB at a quarter, {} MB at all".format(*peaks(small, store, place, name, wrong))
        print(f"export {name:8} {taken:7.2f} s   {ratio:5.2f} of the dump's speed{memory}", flush=True)
    if seconds["dump"] / seconds["nq"] < SLOWEST:
        wrong.append("export is slow")
    return wrong


def peaks(small: Path, store: Path, place: Path, form: str, wrong: list[str]) -> tuple[int, int]:
    one, other = (
        int(subprocess.run([sys.executable, "-c", PEAK, source, place / f"peak.{form}"], check=True, capture_output=True, text=True).stdout)
        for source in (small, store)
    )
    if form == "nq" and other > GROWTH * one:
        wrong.append("memory grows")
    return one, other


# ---------------------------------------------------------------- push
@contextmanager
def started(name: str, folder: Path) -> Iterator[tuple[Target, servers.Virtuoso | None]]:
    """An empty store on disk, as a target."""
    folder.mkdir()
    if name == "virtuoso":
        with servers.virtuoso(folder, buffers=170_000) as found, Client(Secret("digest", "dba", "dba"), seconds=600.0) as client:
            yield Target.find(found.url, client), found
        return
    start = servers.oxigraph if name == "oxigraph" else servers.fuseki
    with start(folder, location=folder / "db") as url, Client(seconds=600.0) as client:
        yield Target.find(url, client), None


def pushing(graph: Graph, name: str, place: Path) -> tuple[float, int]:
    """Seconds of a push, and what the store counts after it."""
    with started(name, place / f"push-{name}") as (target, _):
        begun = time.perf_counter()
        report = push(graph, target)
        taken = time.perf_counter() - begun
        assert report.complete, (report.failed[:3], report.stopped)
        return taken, int(target.rows(COUNT)[0]["n"])


def loading(graph: Graph, name: str, place: Path) -> tuple[float, int]:
    """Seconds of the store's own loader, and what the store counts after it."""
    folder = place / f"load-{name}"
    folder.mkdir()
    if name == "virtuoso":
        with started(name, folder / "server") as (target, found):
            assert found is not None
            command = bulk(graph, name, found.load).command.partition('exec="')[2].removesuffix('"')
            taken = timed(lambda: found.isql(command))
            return taken, int(target.rows(COUNT)[0]["n"])
    program, *arguments = bulk(graph, {"jena": "fuseki"}.get(name, name), folder).command.replace('"', "").replace("DATABASE", str(folder / "db")).split()
    if name == "jena":
        taken = timed(lambda: jena.command(program, *arguments))
        with servers.fuseki(folder, location=folder / "db") as url, Client(seconds=600.0) as client:
            return taken, int(Target.find(url, client).rows(COUNT)[0]["n"])
    taken = timed(lambda: subprocess.run([servers.oxigraph_binary(), *arguments], check=True, capture_output=True))
    with Graph.open(folder / "db") as loaded:
        return taken, len(loaded)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="of exporting")
    parser.add_argument("--stores", default="oxigraph,virtuoso,jena", help="into which is pushed, with commas between; empty for none")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for part in ("whole", "small"):
            (place / part).mkdir()
        store, small = stored(place / "whole", given.triples), stored(place / "small", given.triples // 4)
        wrong = exporting(store, small, place, given.rounds) if given.rounds else []
        with Graph.open(store) as graph:
            total = len(graph)
            print(f"{total:,} triples in {len(list(graph.store.named_graphs())):,} graphs", flush=True)
            for kind in filter(None, given.stores.split(",")):
                (taken, count), (other, same) = pushing(graph, kind, place), loading(graph, kind, place)
                print(
                    f"{kind:9} push {taken:7.1f} s, {count:,} counted   own loader {other:7.1f} s, {same:,} counted   {taken / other:.1f} times as long",
                    flush=True,
                )
                wrong += [f"{kind} counts wrong"] if {count, same} != {total} else []
    if wrong:
        print("; ".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
