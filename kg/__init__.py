"""claimgraph: news articles to a knowledge graph in which every triple has the words that prove it.

Two lines from a text to what it claims, two more to a graph that can be asked:

    import kg
    print(*kg.claims("Japan warned Iran on Tuesday.", date="2023-08-24"))
    graph = kg.build("articles/")
    graph.ask("who-warned-whom").to_pandas(graph)

The names below are the library; what else stands in the package may change with any version.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.check import Problem
    from kg.errors import KgError
    from kg.explain import Evidence
    from kg.library import build, claims
    from kg.model import Report, Span
    from kg.query import Result
    from kg.store import Graph
    from kg.told import Participant, ResolvedClaim

__version__ = "0.1.0"
__all__ = ["Evidence", "Graph", "KgError", "Participant", "Problem", "Report", "ResolvedClaim", "Result", "Span", "__version__", "build", "claims"]

_HOMES = {
    "build": "library",
    "claims": "library",
    "Graph": "store",
    "ResolvedClaim": "told",
    "Participant": "told",
    "Span": "model",
    "Evidence": "explain",
    "Problem": "check",
    "Result": "query",
    "Report": "model",
    "KgError": "errors",
}


def __getattr__(name: str) -> Any:
    """A name of the library from the module where it lives, which is loaded only now: `import kg` alone loads none of the heavy packages."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}; the library is {', '.join(sorted(_HOMES))}")
    found = getattr(import_module(f"kg.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
