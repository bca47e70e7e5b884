"""What another reader says, found in the text and made into claims; what is not there or does not fit the ontology is dropped and counted.

Its claims go the way of our own: the same mentions, the same stance over the sentence, the same times. What it says of status and source
can only make a claim less sure, never more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kg.answers import BROKEN, NO_WORD, NOT_FIT, NOT_FOUND, NOT_KNOWN, NOT_STATED, Answer, SaidClaim, SaidName, SaidRelation, Sayable, sayable
from kg.extract.claims import clause_subjects, fill_roles, find_frames, make_claim, quoted
from kg.extract.dating import Dates, attach_times
from kg.extract.frames import Frame, Frames
from kg.extract.listed import Name
from kg.extract.numbers import Numbers
from kg.extract.senses import part_of_speech
from kg.extract.stance import Stances
from kg.extract.times import find as find_times
from kg.extract.wording import above_both, nearest, occurrences, participants, path, roots, span_of
from kg.knowledge import Knowledge
from kg.lexicon import Entry
from kg.model import Claim, Extraction, Parse, Sentence, Span, Standing, Token

CERTAINTY = ("asserted", "reported", "hypothetical", "denied")  # from the surest on
TELLING = frozenset({"VERB", "NOUN", "PROPN", "ADJ"})
NOT_SHOWN = "hypothetical"  # what is said to be less sure, without words that show how


class _Draft:
    """A claim on its way: its frame, the frame that dates it, the words of its trigger, and what is said of its stance.

    A claim of our own rules that another one speaks of has no words but its frame's.
    """

    def __init__(self, frame: Frame, host: Frame, trigger: Span | None, sentence: int, said: SaidClaim) -> None:
        self.frame, self.host, self.trigger, self.sentence, self.said = frame, host, trigger, sentence, said
        self.sources: list[Token] = []


def find_answer(parse: Parse, answer: Answer, knowledge: Knowledge) -> tuple[Extraction, frozenset[int], Counter[str]]:
    """The extraction of what holds, the mentions that the reader itself names, and how much was dropped, by reason.

    Pure: the same parse, answer and knowledge give the same.
    """
    return _Finder(parse, answer, knowledge).find()


class _Finder:
    """Finds one answer in one parse."""

    def __init__(self, parse: Parse, answer: Answer, knowledge: Knowledge) -> None:
        self._parse, self._answer, self._knowledge = parse, answer, knowledge
        self._ontology = knowledge.ontology
        self._may: Sayable = sayable(knowledge)
        self._times = find_times(parse, knowledge.calendar)
        self._frames: Frames = find_frames(parse, knowledge, self._times)
        self._mentions = self._frames.mentions
        self._rule = f"reader {answer.teller.name}"
        self._kept: list[Frame] = []  # for stances are known by the frame
        self.dropped: Counter[str] = Counter({BROKEN: answer.broken} if answer.broken else {})

    def find(self) -> tuple[Extraction, frozenset[int], Counter[str]]:
        names = frozenset(index for said in sorted(set(self._answer.names), key=repr) if (index := self._name(said)) is not None)
        fill_roles(self._frames)
        drafts = self._drafts()
        lent: dict[int, _Draft] = {}
        for draft in drafts:
            self._fill(draft, drafts, lent)
        drafts = sorted([*drafts, *lent.values()], key=lambda draft: (draft.frame.token.i, draft.frame.cls))
        stances = Stances(self._parse, self._frames)
        claims = self._claims(drafts, stances)
        standings = self._standings(stances)
        subjects, speakers = clause_subjects(self._parse, self._frames, self._mentions), quoted(self._parse, stances, self._mentions)
        extraction = Extraction(self._parse, tuple(self._mentions.all), self._times, claims, standings, subjects, speakers, teller=self._answer.teller)
        return extraction, names, self.dropped

    def _drop(self, reason: str) -> None:
        self.dropped[reason] += 1

    def _sentence(self, number: int) -> Sentence | None:
        return self._parse.sentences[number] if 0 <= number < len(self._parse.sentences) else None

    # ------------------------------------------------------------ names
    def _name(self, said: SaidName) -> int | None:
        """The mention of a name, made if no name of ours is there."""
        sentence = self._sentence(said.sentence)
        tokens = next(occurrences(self._parse, sentence, said.words), None) if sentence else None
        if tokens is None:
            self._drop(NOT_FOUND)
            return None
        if said.kind not in self._may.kinds:
            self._drop(NOT_KNOWN)
            return None
        ours = [self._mentions.named(token) for token in tokens]
        if any(ours):
            fits = all(mention is not None and self._is_kind(mention.kind, said.kind) for mention in ours)
            if fits:
                return self._mentions.by_token[tokens[0].i]
            self._drop(NOT_FIT)
            return None
        if all(self._frames.is_empty(token) for token in tokens):
            self._drop(NOT_FIT)
            return None
        return self._mentions.add(Name(tokens[0].i, tokens[-1].i + 1, said.kind, " ".join(said.words.split())))

    def _is_kind(self, kind: str | None, said: str) -> bool:
        return self._ontology.is_a(kind, said) or self._ontology.is_a(said, kind or said)

    # ------------------------------------------------------------ claims
    def _drafts(self) -> list[_Draft]:
        """A draft for each claim of which every word is in its sentence, in text order; what is said twice is said once."""
        found: dict[tuple[int, str], _Draft] = {}
        for said in sorted(set(self._answer.claims), key=lambda claim: (claim.sentence, claim.cls, repr(claim))):
            draft = self._draft(said)
            if draft is not None:
                found.setdefault((draft.frame.token.i, draft.frame.cls), draft)
        return [found[key] for key in sorted(found)]

    def _draft(self, said: SaidClaim) -> _Draft | None:
        sentence = self._sentence(said.sentence)
        words = (said.trigger, said.shown, said.source, *(words for _, words in said.roles))
        if sentence is None or not all(any(occurrences(self._parse, sentence, one)) for one in words if one is not None):
            self._drop(NOT_FOUND)
            return None
        if said.cls not in self._may.classes:
            self._drop(NOT_KNOWN)
            return None
        for tokens in occurrences(self._parse, sentence, said.trigger):
            telling = [token for token in roots(tokens) if token.pos in TELLING and token.i not in self._frames.dated]
            if telling and self._mentions.named(telling[0]) is None:
                return self._framed(said, telling[0], span_of(tokens), sentence)
        self._drop(NO_WORD)
        return None

    def _framed(self, said: SaidClaim, token: Token, trigger: Span, sentence: Sentence) -> _Draft:
        """The frame of a claim; our own frame at the word, if there is one, tells which verb carries it."""
        host = self._frames.by_token.get(token.i)
        content = self._ontology.inherited(self._ontology.content, said.cls)
        entry = Entry(
            self._rule, "event", token.lemma, part_of_speech(token), said.cls, fills=self._ontology.functions(said.cls), content=content,
            control=self._ontology.inherited(self._ontology.control, said.cls),
        )  # fmt: skip
        functions = dict(host.functions if host else self._frames.grammar.functions(token))
        frame = Frame(token, entry, said.cls, host.carrier if host else token, functions, words=[token])
        self._frames.by_token.setdefault(token.i, frame)
        return _Draft(frame, host or frame, trigger, sentence.index, said)

    def _fill(self, draft: _Draft, drafts: list[_Draft], lent: dict[int, _Draft]) -> None:
        """Fills the roles of a draft with participants, and with events: those of other drafts, else those that our own rules know."""
        sentence = self._parse.sentences[draft.sentence]
        near = draft.trigger or sentence.span
        heads = {other.frame.token.i: other.frame for other in reversed(drafts) if other.frame.token is not draft.frame.token}
        for role, words in dict.fromkeys(draft.said.roles):
            if role not in self._may.classes[draft.frame.cls]:
                self._drop(NOT_KNOWN)
                continue
            tokens = nearest(self._parse, sentence, words, near) or ()
            events = [event for token in roots(tokens) if (event := heads.get(token.i) or self._lent(token, draft, lent)) is not None]
            people = [] if events else [t for t in participants(tokens, self._frames) if t is not draft.frame.token]
            draft.frame.events.extend((role, event) for event in events)
            draft.frame.roles.extend((role, token) for token in people)
            if not events and not people and not (role == "topic" and draft.frame.entry.content):
                self._drop(NOT_FIT)
        if draft.said.source is not None:
            draft.sources = participants(nearest(self._parse, sentence, draft.said.source, near) or (), self._frames)

    def _lent(self, token: Token, draft: _Draft, lent: dict[int, _Draft]) -> Frame | None:
        """The event that our own rules read in a word, which so is no participant; its claim then stands beside, by its own rule."""
        frame = self._frames.by_token.get(token.i)
        if frame is None or frame is draft.frame or frame is draft.host or frame.entry.id == self._rule or frame.cls not in self._may.classes:
            return None
        if self._mentions.named(token) is not None:
            return None
        lent.setdefault(frame.token.i, _Draft(frame, frame, None, token.sentence, SaidClaim(token.sentence, frame.cls, token.text)))
        return frame

    def _claims(self, drafts: list[_Draft], stances: Stances) -> tuple[Claim, ...]:
        numbers = Numbers(self._knowledge.calendar, self._knowledge.lexicon)
        dates, ends = attach_times(self._frames, self._times, self._knowledge.calendar)
        place = {id(draft.frame): number for number, draft in enumerate(drafts)}
        return tuple(self._claim(draft, stances, place, numbers, dates, ends) for draft in drafts)

    def _claim(self, draft: _Draft, stances: Stances, place: dict[int, int], numbers: Numbers, dates: Dates, ends: Dates) -> Claim:
        claim = make_claim(draft.frame, stances.of(draft.frame), place, self._frames, self._mentions, numbers)
        sources = claim.sources or tuple(dict.fromkeys(self._mentions.of(token) for token in draft.sources))
        shown = draft.said.shown is not None or bool(draft.sources)
        status = less_sure(claim.status, "reported" if draft.sources else None, shown=True)
        status = less_sure(status, draft.said.status, shown=shown)
        when = dates.get(id(draft.host), ()), ends.get(id(draft.host), ())
        return replace(claim, trigger=draft.trigger or claim.trigger, sources=sources, status=status, times=when[0], ends=when[1], same=None)

    # ------------------------------------------------------------ standing relations
    def _standings(self, stances: Stances) -> tuple[Standing, ...]:
        """Each relation whose ends stand in the sentence and which the sentence states: not denied, nor maybe so, nor on somebody's word."""
        found: dict[tuple[str, int, int], Standing] = {}
        for said in sorted(set(self._answer.relations), key=repr):
            standing = self._standing(said, stances)
            if standing is not None:
                found.setdefault((standing.relation, standing.subject, standing.object), standing)
        return tuple(sorted(found.values(), key=lambda s: (s.span, s.relation, s.subject, s.object)))

    def _standing(self, said: SaidRelation, stances: Stances) -> Standing | None:
        sentence = self._sentence(said.sentence)
        first = next(occurrences(self._parse, sentence, said.subject), None) if sentence else None
        second = nearest(self._parse, sentence, said.object, span_of(first)) if sentence and first else None
        if sentence is None or first is None or second is None:
            self._drop(NOT_FOUND)
            return None
        if said.relation not in self._may.relations:
            self._drop(NOT_KNOWN)
            return None
        ends = [participants(tokens, self._frames)[:1] for tokens in (first, second)]
        if not all(ends) or ends[0] == ends[1]:
            self._drop(NOT_FIT)
            return None
        (one,), (other,) = ends
        span = Span(min(first[0].begin, second[0].begin), max(first[-1].end, second[-1].end))
        top = above_both(one, other)
        words = dict.fromkeys((top, *path(one, top), *path(other, top)))
        if self._is_over(span, sentence, top) or not all(self._is_stated(token, stances) for token in words):
            self._drop(NOT_STATED)
            return None
        return Standing(said.relation, self._mentions.of(one), self._mentions.of(other), self._rule, sentence.index, span)

    def _is_over(self, span: Span, sentence: Sentence, verb: Token) -> bool:
        """Whether the words say that it is so no more: "former" among them or just before them, or what somebody "was"."""
        listed = self._frames.lexicon.listed("not-in-office")
        around = [t for t in self._parse.words(sentence) if t.end <= span.end]
        first = next((place for place, t in enumerate(around) if t.begin >= span.begin), 0)
        ended = any(t.lower in listed or t.lower.partition("-")[0] in listed for t in around[max(0, first - 2) :])
        return ended or (verb.lemma == "be" and verb.tag == "VBD")

    def _is_stated(self, token: Token, stances: Stances) -> bool:
        host = self._frames.by_token.get(token.i)
        entry = Entry(self._rule, "event", token.lemma, part_of_speech(token))
        frame = host or Frame(token, entry, "Event", token, self._frames.grammar.functions(token), words=[token])
        self._kept.append(frame)
        return stances.of(frame).status == "asserted"


def less_sure(status: str, said: str | None, *, shown: bool) -> str:
    """The less sure of a status and one that another reader says; what it cannot show words for may be so, and no more."""
    if said not in CERTAINTY or CERTAINTY.index(said) <= CERTAINTY.index(status):
        return status
    return said if shown else max(status, NOT_SHOWN, key=CERTAINTY.index)
