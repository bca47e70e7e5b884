"""From sentences with the triples that they should give: lexicon entries to be reviewed, with what each is worth on these sentences."""

from kg.learn.lesson import learn

__all__ = ["learn"]
