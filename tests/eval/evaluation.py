"""Articles built and scored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kg.score import Result, compare, of_article, read_gold
from kg.store import Graph

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
        assert gold.published
        build(gold.path.with_suffix(".txt"), gold.published, graph)
        with Graph.open(graph) as built:
            results[name] = compare(gold, of_article(built, gold))
    return results
