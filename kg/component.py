"""The spaCy component: `nlp.add_pipe("claimgraph")`, and `doc._.claims` holds what the document claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Token as Word

from kg.extract.claims import extract
from kg.knowledge import load
from kg.model import Article, Parse, Sentence, Span, Token
from kg.nlp import check
from kg.read import Layout, compile_patterns, content_id, day, layout
from kg.read.plain import INVISIBLE, plain_text
from kg.resolve.reading import resolve
from kg.settings import Settings
from kg.told import ResolvedClaim, told
from kg.vocab import BASE

NAME = "claimgraph"  # of the factory, and of the component's data in `doc.user_data`
NEEDS = ["token.tag", "token.pos", "token.dep", "token.lemma", "doc.ents", "doc.sents"]


class ClaimGraph:
    """A component that reads claims off a parse.

    The day of publication is `doc._.published` ("2023-08-24") where it is set, else the component's `date`; without one, "on Thursday" stays open.
    """

    def __init__(self, nlp: Language, settings: Settings) -> None:
        self._nlp = nlp
        self._settings = settings
        self._knowledge = load(settings.ontologies, only_own=settings.only_own)
        self._patterns = compile_patterns(self._knowledge.layout)
        self._checked = False

    def __call__(self, doc: Doc) -> Doc:
        """The document, with its claims set. Raises ModelError where the pipeline before it lacks something."""
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
    issued = None if date is None else day(date, f"the component {name}")
    return ClaimGraph(nlp, Settings(base=base, issued=issued, ontologies=tuple(map(Path, ontologies)), only_own=only_own, titles=titles))


def _claims(doc: Doc) -> tuple[ResolvedClaim, ...]:
    return tuple(map(ResolvedClaim.from_plain, doc.user_data.get(NAME, ())))


Doc.set_extension("claims", getter=_claims, force=True)
Doc.set_extension("published", default=None, force=True)


# ---------------------------------------------------------------- a document as a parse
def parse_of(doc: Doc, article: Article, laid: Layout) -> Parse:
    """The words of a document that stand in the paragraphs of its text; what is set apart, and blanks, have none.

    A word whose head is not among them, or stands in another paragraph, is a root.
    """
    words = list(_within(doc, laid.paragraphs))
    tokens: dict[int, Token] = {}  # by the word's position in the document
    sentences: list[Sentence] = []
    place, numbers = None, {word.i: number for number, sentence in enumerate(doc.sents) for word in sentence}
    for word, paragraph in words:
        if place != (place := (paragraph, numbers[word.i])):
            sentences.append(Sentence(len(sentences), Span(word.idx, word.idx), len(tokens), len(tokens), paragraph))
        token = _token(word, len(tokens), laid.plain, len(sentences) - 1)
        tokens[word.i] = token
        last = sentences[-1]
        sentences[-1] = replace(last, span=Span(last.span.begin, token.end), last=len(tokens))
    for word, _ in words:
        _hang(word, tokens)
    return Parse(article, tuple(sentences), tuple(tokens.values()))


def _within(doc: Doc, paragraphs: Iterable[Span]) -> Iterable[tuple[Word, int]]:
    """The words that stand in a paragraph, and its number."""
    rest = iter(enumerate(paragraphs))
    number, span = next(rest, (0, Span(0, 0)))
    for word in doc:
        while word.idx >= span.end and (following := next(rest, None)):
            number, span = following
        if not word.is_space and span.begin <= word.idx and word.idx + len(word) <= span.end:
            yield word, number


def _token(word: Word, i: int, plain: str, sentence: int) -> Token:
    """The word with plain typography, where the article has it."""
    end = word.idx + len(word)
    text = plain[word.idx : end].replace(INVISIBLE, "")
    lemma = plain_text(word.lemma_).replace(INVISIBLE, "")
    entity = f"{'B' if word.ent_iob_ == 'B' else 'I'}-{word.ent_type_}" if word.ent_type_ else ""
    token = Token(i, text, lemma, word.pos_, word.tag_, word.dep_, word.idx, entity=entity, sentence=sentence)
    token.end = end
    return token


def _hang(word: Word, tokens: dict[int, Token]) -> None:
    """Hangs a word's token on that of its head, or of the nearest word above it that has one."""
    token, above = tokens[word.i], word.head
    while above.i not in tokens and above.head.i != above.i:
        above = above.head
    head = tokens.get(above.i)
    if head is not None and head is not token and head.sentence == token.sentence:
        token.head = head
        head.children.append(token)
    elif above.i != word.i:
        token.dep = "ROOT"
