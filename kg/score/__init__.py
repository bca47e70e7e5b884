"""How well a graph tells what its articles tell, counted against annotations; `docs/scoring.md` has the format and what is counted."""

from kg.score.comparison import MEASURES, Remark, Result, Tally, compare, total
from kg.score.gold import Gold, read_gold
from kg.score.guesses import Guesses, guesses, of_article
from kg.score.terms import Terms, terms

__all__ = ["MEASURES", "Gold", "Guesses", "Remark", "Result", "Tally", "Terms", "compare", "guesses", "of_article", "read_gold", "terms", "total"]
