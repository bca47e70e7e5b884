"""Scores as people and programs read them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kg.score.comparison import MEASURES, Result, Scores, Tally, total

FIGURES = ("precision", "recall", "F1")


def table(results: Mapping[str, Result]) -> str:
    """F1 of each measure, a line an article; below it precision, recall and F1 of them all, which add up the counts."""
    width = max(len(name) for name in [*results, *FIGURES]) + 2
    lines = [" " * width + "".join(f"{measure:>12}" for measure in MEASURES)]
    if len(results) > 1:
        lines += [_line(name, width, result.scores, "F1") for name, result in results.items()] + [""]
    return "\n".join(lines + [_line(figure, width, total(results.values()), figure) for figure in FIGURES]) + "\n"


def _line(name: str, width: int, scores: Scores, figure: str) -> str:
    return f"{name:{width}}" + "".join(f"{_figures(scores[measure])[figure]:>12.2f}" if scores[measure].counted else f"{'-':>12}" for measure in MEASURES)


def to_json(results: Mapping[str, Result]) -> str:
    """Counts and figures of each article and of all together, with what was missed and what was wrong."""
    articles = {name: _plain(result.scores) | {"remarks": [{"line": r.line, "text": r.text} for r in result.remarks]} for name, result in results.items()}
    return json.dumps({"articles": articles, "total": _plain(total(results.values()))}, ensure_ascii=False, indent=2) + "\n"


def _plain(scores: Scores) -> dict[str, object]:
    return {
        measure: {"right": tally.right, "guessed": tally.guessed, "wanted": tally.wanted}
        | {figure.lower(): round(value, 4) for figure, value in _figures(tally).items()}
        for measure, tally in scores.items()
    }


def _figures(tally: Tally) -> dict[str, float]:
    return dict(zip(FIGURES, (tally.precision, tally.recall, tally.f1), strict=True))
