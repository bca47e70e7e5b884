"""The spaCy component: `nlp.add_pipe("claimgraph")`, and `doc._.claims` holds what the document claims.

spaCy imports this module whenever it makes a pipeline, also for those who want none of it, so all that is heavy waits for the component.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from kg.vocab import BASE

if TYPE_CHECKING:
    from kg.settings import Settings
    from kg.told import ResolvedClaim

NAME = "claimgraph"  # of the factory, and of the component's data in `doc.user_data`
NEEDS = ["token.tag", "token.pos", "token.dep", "token.lemma", "doc.ents", "doc.sents"]


class ClaimGraph:
    """A component that reads claims off a parse.

    The day of publication is `doc._.published` ("2023-08-24") where it is set, else the component's `date`; without one, "on Thursday" stays open.
    """

    def __init__(self, nlp: Language, settings: Settings) -> None:
        from kg.knowledge import load
        from kg.read import compile_patterns

        self._nlp = nlp
        self._settings = settings
        self._knowledge = load(settings.ontologies, only_own=settings.only_own)
        self._patterns = compile_patterns(self._knowledge.layout)
        self._checked = False

    def __call__(self, doc: Doc) -> Doc:
        """The document, with its claims set. Raises ModelError where the pipeline before it lacks something."""
        from kg.extract.claims import extract
        from kg.model import Article, Span
        from kg.nlp import check
        from kg.parsed import parse_of
        from kg.read import content_id, layout
        from kg.resolve.reading import resolve
        from kg.told import told

        if not self._checked:
            check(self._nlp, f"{self._nlp.meta['lang']}_{self._nlp.meta['name']}")
            self._checked = True
        text = doc.text
        article = Article(content_id(text), text, Span(0, len(text)), "the document", issued=self._published(doc))
        laid = layout(article, self._patterns, titles=self._settings.titles)
        article = replace(article, title=laid.title, publisher=laid.publisher)
        reading = resolve(extract(parse_of(doc, article, laid), self._knowledge), self._knowledge)
        doc.user_data[NAME] = [asdict(claim) for claim in told(reading, base=self._settings.base)]  # plain, so that a document can be written and sent
        return doc

    def _published(self, doc: Doc) -> date | None:
        from kg.read import day

        given = doc._.published
        return self._settings.issued if given is None else given if isinstance(given, date) else day(given, "doc._.published")


@Language.factory(
    NAME,
    default_config={"date": None, "base": BASE, "ontologies": [], "only_own": False, "titles": False},
    assigns=["doc._.claims"],
    requires=NEEDS,
)
def make(nlp: Language, name: str, date: str | None, base: str, ontologies: list[str], only_own: bool, titles: bool) -> ClaimGraph:
    """The component of a pipeline's configuration: `date` of publication, `base` of IRIs, Turtle files of one's own, whether only these count.

    Raises KgError for what cannot be used.
    """
    from pathlib import Path

    from kg.read import day
    from kg.settings import Settings

    issued = None if date is None else day(date, f"the component {name}")
    return ClaimGraph(nlp, Settings(base=base, issued=issued, ontologies=tuple(map(Path, ontologies)), only_own=only_own, titles=titles))


def _claims(doc: Doc) -> tuple[ResolvedClaim, ...]:
    from kg.told import ResolvedClaim

    return tuple(map(ResolvedClaim.from_plain, doc.user_data.get(NAME, ())))


Doc.set_extension("claims", getter=_claims, force=True)
Doc.set_extension("published", default=None, force=True)
