"""Evidence as a data frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.explain import Evidence
from kg.extras import extra

if TYPE_CHECKING:
    import pandas

COLUMNS = ("subject", "relation", "object", "status", "source", "time", "words", "sentence", "document", "title", "publisher", "issued", "url", "rule")


def frame(evidence: Sequence[Evidence]) -> pandas.DataFrame:
    """The evidence as a data frame, a row a claim or statement: what is said, how sure and by whom, and the words that say it.

    `issued` is a timestamp; all else is text, and what is not known is None. Needs the extra `claimgraph[pandas]`; raises UsageError without it.
    """
    with extra("pandas"):
        import pandas

    made = pandas.DataFrame([_row(item) for item in evidence], columns=list(COLUMNS), dtype="object")
    made["issued"] = pandas.to_datetime(made["issued"], format="ISO8601", errors="coerce")
    return made


def _row(item: Evidence) -> tuple[str | None, ...]:
    words = next((item.sentence[mark.begin : mark.end] for mark in item.marks if mark.part == "trigger"), None)
    said = (item.subject, item.relation, item.object, item.status, " | ".join(item.sources) or None, item.time)
    return (*said, words, item.sentence, item.document.id, item.document.title, item.document.publisher, item.document.issued, item.document.url, item.rule)
