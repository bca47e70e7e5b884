"""The records that pass from stage to stage; every one is a value, and none knows how it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.answers import Tally


class Span(NamedTuple):
    """Characters of a text, counted in code points; `end` is exclusive."""

    begin: int
    end: int

    def covers(self, other: Span) -> bool:
        return self.begin <= other.begin and other.end <= self.end

    def shared(self, other: Span) -> int:
        """The number of characters that both hold."""
        return max(0, min(self.end, other.end) - max(self.begin, other.begin))


# ---------------------------------------------------------------- read
@dataclass(frozen=True, slots=True)
class Article:
    """One news text as it was read, with what is known of where it comes from.

    `text` is never changed after reading, so every `Span` of later stages slices it. `body` is the part that is
    news; what stands before it (front matter) is metadata.
    """

    id: str  # unique in a graph; the user's, or made from the URL, or from the content
    text: str
    body: Span
    origin: str  # the file, or file and line, that messages name
    title: str | None = None
    issued: date | None = None
    url: str | None = None
    publisher: str | None = None
    language: str = "en"


# ---------------------------------------------------------------- nlp
class Token:
    """One word of a parse. Written once, by `kg.nlp` (or by hand, in tests); read-only afterwards.

    `dep`, `pos` and `tag` are spaCy's English labels (ClearNLP dependencies, Universal POS, Penn tags).
    """

    __slots__ = ("begin", "children", "dep", "end", "entity", "head", "i", "lemma", "lower", "pos", "sentence", "tag", "text")

    def __init__(self, i: int, text: str, lemma: str, pos: str, tag: str, dep: str, begin: int, *, entity: str = "", sentence: int = 0) -> None:
        self.i = i  # position in the article
        self.text = text
        self.lower = text.lower()
        self.lemma = lemma
        self.pos = pos
        self.tag = tag
        self.dep = dep
        self.begin = begin
        self.end = begin + len(text)
        self.entity = entity  # the model's name label with B- or I-, or ""
        self.sentence = sentence  # index into Parse.sentences
        self.head: Token = self  # a root is its own head
        self.children: list[Token] = []  # in text order

    @property
    def span(self) -> Span:
        return Span(self.begin, self.end)

    def subtree(self) -> list[Token]:
        """The token and all below it, in text order."""
        found, todo = [], [self]
        while todo:
            token = todo.pop()
            found.append(token)
            todo.extend(token.children)
        found.sort(key=lambda token: token.i)
        return found

    def ancestors(self) -> Iterator[Token]:
        """The heads above, nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def __repr__(self) -> str:
        return f"{self.text}/{self.dep}@{self.i}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body; `paragraph` counts from 0."""

    index: int
    span: Span
    first: int  # the index of its first token
    last: int  # exclusive
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Parse:
    """An article with its words. Set-apart text (title, dateline, boilerplate) has no tokens."""

    article: Article
    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]

    @property
    def title(self) -> Span | None:
        """Where the title stands before the first sentence; None where it does not, or is read as text."""
        article = self.article
        start = self.sentences[0].span.begin if self.sentences else article.body.end
        at = article.text.find(article.title, article.body.begin, start) if article.title else -1
        return Span(at, at + len(article.title or "")) if at >= 0 else None

    def words(self, sentence: Sentence) -> tuple[Token, ...]:
        return self.tokens[sentence.first : sentence.last]


# ---------------------------------------------------------------- extract
@dataclass(frozen=True, slots=True)
class TimeValue:
    """A point or a span of time as the graph writes it.

    `value` is a day, an instant (UTC), a month ("2023-05"), or a year ("2023"); a span has `begin` or `end` or both instead.
    """

    value: date | datetime | str | None = None
    begin: date | datetime | str | None = None
    end: date | datetime | str | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    span: Span
    first: int  # tokens, `last` exclusive
    last: int
    value: TimeValue
    ends: tuple[TimeExpression, ...] = ()  # what in it has a value of its own: both points of "from 3 to 9 May", "this year" of "May 3 this year"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for somebody or something: a name, a noun phrase or a pronoun."""

    span: Span
    head: int  # the token that the parse hangs the others on
    form: str  # "name", "demonym", "nominal", "pronoun"
    text: str  # the words, white space made single, without determiner
    kind: str | None = None  # local name of an entity kind, "Person"
    entry: str | None = None  # key in the gazetteer, "state/north-korea"; of a body's name, that of its state
    name: str | None = None  # canonical name, where `form` is "name"
    body: str | None = None  # key of the body pattern, where the name is that of a state's body
    within: str | None = None  # the region that the text names behind it: "Evansville, Indiana"
    owner: int | None = None  # the mention that it belongs to ("South Korea" of "South Korea's officials"), by position in the list


@dataclass(frozen=True, slots=True)
class Filler:
    """Who or what fills a role of a claim: exactly one of a mention and a claim, by position in their lists."""

    role: str
    mention: int | None = None
    claim: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sentence says of one event."""

    cls: str  # local name of the event class
    rule: str  # id of the lexicon entry
    trigger: Span
    head: int  # the trigger's token
    sentence: int
    fillers: tuple[Filler, ...] = ()
    status: str = "asserted"
    sources: tuple[int, ...] = ()  # mentions that it is attributed to
    times: tuple[int, ...] = ()  # time expressions that date it
    ends: tuple[int, ...] = ()  # time expressions that say when it ends
    nominal: bool = False  # told by a noun
    quantity: int | None = None
    outcome: str | None = None  # "success", "failure"
    ordinal: int | None = None  # "its second attempt": 2
    content: Span | None = None  # the clause or quotation that tells what was said
    definite: bool = False  # refers back: "the launch"
    same: int | None = None  # the claim of the noun that tells the same event: "an earthquake struck"


@dataclass(frozen=True, slots=True)
class Standing:
    """A relation between two mentions that holds beyond one event: "Kim, leader of North Korea"."""

    relation: str  # local name, "leads"
    subject: int
    object: int
    rule: str
    sentence: int
    span: Span


@dataclass(frozen=True, slots=True)
class Teller:
    """A reader besides our own rules, whose claims stand in graphs of their own: "llm", and exactly which model it is."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one article's sentences say, before it is known who is who."""

    parse: Parse
    mentions: tuple[Mention, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    claims: tuple[Claim, ...] = ()
    standings: tuple[Standing, ...] = ()
    subjects: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # pronoun → who is the subject of the clause around it
    speakers: Mapping[int, int] = field(default_factory=dict)  # pronoun inside a quotation → who speaks
    titled: tuple[TimeExpression, ...] = ()  # times in the title, which date nothing
    teller: Teller | None = None  # who says so, where it is not our own rules

    @property
    def suffix(self) -> str:
        """What the names of claims, statements and unnamed participants end with, so that no two readers share one: "-llm"."""
        return f"-{self.teller.name}" if self.teller else ""

    @property
    def rule(self) -> str | None:
        """What stands in the place of a rule's id where another reader says so."""
        return f"reader {self.teller.name}" if self.teller else None


# ---------------------------------------------------------------- resolve
@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something. `id` is relative to the base IRI: "state/north-korea", "doc/x#x1"."""

    id: str
    kind: str | None
    label: str
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()  # IRIs of the same thing elsewhere


@dataclass(frozen=True, slots=True)
class Event:
    """What claims are about; its participants and times are those of its claims."""

    id: str  # relative to the base IRI: "event/launch/2023-08-24/north-korea", "doc/x#e3"
    cls: str
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One triple between entities or events, with what proves it: a claim, a standing relation, or a name that says it."""

    subject: str
    relation: str
    object: str
    claim: int | None = None
    standing: int | None = None
    mention: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A role's filler or a relation's end that the ontology does not admit, so that it is not written."""

    property: str  # local name of the role or relation
    kind: str  # what the refused thing is
    wanted: tuple[str, ...]  # what it should have been, one of these
    node: str | None = None  # the end of a relation: an entity's or event's id
    object_mention: int | None = None  # the filler of a role
    claim: int | None = None
    standing: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, understood: what `rdf` writes down."""

    extraction: Extraction
    entities: tuple[Entity, ...] = ()
    referents: tuple[str | None, ...] = ()  # entity id of each mention; None where it stays unresolved
    events: tuple[Event, ...] = ()
    about: tuple[str, ...] = ()  # event id of each claim
    times: tuple[TimeValue | None, ...] = ()  # of each claim, its own or its event's
    facts: tuple[Fact, ...] = ()
    refused: tuple[Refusal, ...] = ()
    titled: tuple[tuple[Span, str], ...] = ()  # where the title names an entity of the text, and its id


# ---------------------------------------------------------------- reports
@dataclass(frozen=True, slots=True)
class Gap:
    """Words of an article that gave nothing, and what they are: a sentence's text, "salvage.v", "Lim Dae-woong"."""

    span: Span
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """What was not read in one article; each list in text order."""

    sentences: int  # in the article
    silent: tuple[Gap, ...]  # sentences without a claim or a standing relation
    words: tuple[Gap, ...]  # words that may tell of an event and evoke no class
    names: tuple[Gap, ...]  # the first mention of each name that leads to no entry of the gazetteer
    refused: tuple[Gap, ...]  # fillers and ends that domains and ranges do not admit


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that could not be read: which, where, why, and what to do."""

    origin: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that was left out for a good reason: "language fr", "read before"."""

    origin: str
    reason: str


@dataclass(slots=True)
class Report:
    """What a build did; counts only grow."""

    documents: int = 0
    words: int = 0
    claims: int = 0
    triples: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    copies: int = 0  # documents that are much the same as an earlier one
    resumed: int = 0  # documents that were finished by an earlier run
    bytes: int = 0  # of files that were read
    size: int | None = None  # bytes of all files, where it was asked for and can be known
    skipped: Counter[str] = field(default_factory=Counter)  # reason → inputs
    warnings: list[str] = field(default_factory=list)
    readers: dict[str, Tally] = field(default_factory=dict)  # what other readers said, by their names
    unanswered: list[Rejection] = field(default_factory=list)  # documents of which one of them gave no answer
