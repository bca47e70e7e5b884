"""Articles built and scored, and the table that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from .gold import read_gold
from .graph import read_graph
from .scorer import MEASURES, Result, Scores, Tally, compare, total

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.toml"


def names() -> list[str]:
    """The annotated articles of this folder, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.gold"))


def build(article: Path, published: date, graph: Path) -> None:
    """Writes the article's graph to `graph` as N-Quads; the only function here that calls the product."""
    from kg.building import build_file
    from kg.settings import Settings

    build_file([article], graph, Settings(issued=published))


def evaluate(articles: Iterable[str], graphs: Path) -> dict[str, Result]:
    """The result of each article; the graphs are left in the folder `graphs`, as NAME.nq."""
    results = {}
    for name in articles:
        gold = read_gold(FOLDER / f"{name}.gold")
        graph = graphs / f"{name}.nq"
        build(gold.path.with_suffix(".txt"), date.fromisoformat(gold.published), graph)
        results[name] = compare(gold, read_graph(graph))
    return results


def table(results: Mapping[str, Result]) -> list[str]:
    """Lines of precision, recall and F1: an article each, then the total of them all."""
    width = max(len(name) for name in [*results, "total"]) + 2
    lines = [" " * width + "".join(f"{measure:>20}" for measure in MEASURES), " " * width + "       P     R    F1" * len(MEASURES)]
    rows: dict[str, Scores] = {name: result.scores for name, result in results.items()}
    if len(rows) > 1:
        rows["total"] = total(results.values())
    return lines + [f"{name:{width}}" + "".join(_figures(scores[measure]) for measure in MEASURES) for name, scores in rows.items()]


def _figures(tally: Tally) -> str:
    return f"  {tally.precision:6.2f}{tally.recall:6.2f}{tally.f1:6.2f}"
