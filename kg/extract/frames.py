"""Frames: each word that evokes a class, with the words that belong to it and the verb that carries it.

A frame is the draft of a claim: `roles` fills it, `stance` says how sure it is and on whose word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from kg.extract.clauses import SUBJECTS, clause_of, is_nominal, is_passive
from kg.extract.grammar import Functions
from kg.extract.mentions import Mentions
from kg.extract.senses import Senses, part_of_speech
from kg.lexicon import Entry, Lexicon
from kg.model import Parse, Token
from kg.ontology import Ontology

DEEPEST = 4  # verbs and nouns that are looked through for the event that they tell
GOVERNOR = "governor"  # the function of the clause that a phrase modifies: "according to X, …"
NOT_SHARED = frozenset({"subject", "object", "clause", "infinitive", "by"})  # functions that a light verb keeps to itself


@dataclass(slots=True)
class Frame:
    """One evoking word with what it governs; written by this stage, read by the next."""

    token: Token
    entry: Entry
    cls: str
    carrier: Token  # the verb that lends time and modality: a support verb, an attempt, else the word itself
    functions: Functions
    consumed: set[int] = field(default_factory=set)  # words that are part of the predicate ("take shelter")
    roles: list[tuple[str, Token]] = field(default_factory=list)
    events: list[tuple[str, Frame]] = field(default_factory=list)
    words: list[Token] = field(default_factory=list)  # the trigger's words
    same: Frame | None = None  # the noun that tells the same event ("an earthquake struck")


class Frames:
    """The frames of one parse, by word."""

    def __init__(self, parse: Parse, lexicon: Lexicon, ontology: Ontology, mentions: Mentions, dated: frozenset[int]) -> None:
        self.parse, self.lexicon, self.ontology, self.mentions = parse, lexicon, ontology, mentions
        self.dated = dated  # tokens that tell times, and so take no part in anything
        self.senses = Senses(parse, lexicon, mentions, dated)
        self.grammar, self.matches = self.senses.grammar, self.senses.matches
        self.by_token: dict[int, Frame] = {}
        self._find()

    def all(self) -> list[Frame]:
        """In text order."""
        return [self.by_token[i] for i in sorted(self.by_token) if self.by_token[i].token.i == i]

    def _find(self) -> None:
        for i, entry in sorted(self.matches.items(), key=lambda item: (-len(item[1].companions), item[0])):
            if entry.type == "event" and i in self.matches and i not in self.by_token:
                self._add(self.parse.tokens[i], entry)
        for i in sorted(self.matches):
            if self.matches[i].type == "attempt":
                self._attempt(self.parse.tokens[i])
                self._attempt_before(self.parse.tokens[i])
        for i in sorted(self.matches):
            if self.matches[i].type == "support":
                self._support(self.parse.tokens[i], self.matches[i])
        self._attempts_alone()

    # ------------------------------------------------------------ making frames
    def _add(self, token: Token, entry: Entry) -> None:
        frame = Frame(token, entry, entry.cls or "Event", token, dict(self.grammar.functions(token)), words=[token])
        if GOVERNOR in entry.fills:
            frame.functions[GOVERNOR] = [clause_of(token)]
        if (above := self.speaks_on(token)) is not None:
            frame.functions["subject"] = self.grammar.subjects(above)
        for companion in entry.companions:
            words = self.senses.companion(token, companion)
            if "dative" in frame.functions and is_passive(token) and any(w in frame.functions.get("object", ()) for w in words):
                frame.functions["object"] = frame.functions.pop("dative")  # "they were taken hostage"
            frame.words.extend(words)
            if companion.noun:
                frame.consumed.update(w.i for w in words)
                for word in words:
                    self._merge_noun(frame, word)
        self.by_token[token.i] = frame
        for i in frame.consumed:
            self.matches.pop(i, None)
            self.by_token[i] = frame

    def _merge_noun(self, frame: Frame, noun: Token) -> None:
        """The prepositions of "imposed sanctions on" hang on either word."""
        for name, tokens in self.grammar.functions(noun).items():
            if name not in ("possessive", "compound", "adjective", "subject"):
                frame.functions[name] = frame.functions.get(name, []) + [t for t in tokens if t not in frame.functions.get(name, ())]

    def _support(self, verb: Token, entry: Entry) -> None:
        """The event noun takes the light verb's subject, time and modality: "held talks with"."""
        functions = self.grammar.functions(verb)
        for noun in self.senses.support_nouns(verb, entry):
            frame = self.by_token.get(noun.i)
            if frame is None or frame.carrier not in (frame.token, noun):
                continue
            if frame.carrier is frame.token:
                frame.carrier = verb
                frame.words = [verb, noun]
            for function, role in entry.fills.items():
                if role == "agent" and frame.entry.fills.get("by") != "agent":
                    continue  # nobody "issues" a flood
                frame.roles.extend((role, t) for t in self._lent(verb, function, noun) if not self.is_empty(t))
            for name, tokens in functions.items():
                if name not in entry.fills and name in frame.entry.fills and name not in NOT_SHARED:
                    frame.functions[name] = frame.functions.get(name, []) + [t for t in tokens if t is not noun]

    def _lent(self, verb: Token, function: str, noun: Token) -> list[Token]:
        """What a light verb lends to its noun; "they were engaged in talks" has its subject in the object's place."""
        functions = self.grammar.functions(verb)
        if function == "subject" and is_passive(verb) and not functions.get("subject") and noun not in functions.get("object", ()):
            return functions.get("object", [])
        return functions.get(function, [])

    def _attempt(self, token: Token) -> None:
        """ "its second attempt to put a satellite in orbit" is the launch that was attempted."""
        for verb in self.grammar.functions(token).get("infinitive", []):
            frame = self.main(verb)
            if frame is not None and frame.carrier is frame.token:
                frame.carrier = token
                frame.words = [token, *frame.words]
                self.by_token.setdefault(token.i, frame)

    def _attempt_before(self, token: Token) -> None:
        """ "A rescue effort", "the coup attempt": what is attempted stands before the noun."""
        for noun in self.grammar.functions(token).get("compound", []):
            entry = next((e for e in self.lexicon.entries.get((noun.lemma, "n"), ()) if e.type == "event" and not e.companions and not e.conditions), None)
            if entry is not None and self.mentions.named(noun) is None and token.i not in self.by_token:
                frame = Frame(noun, entry, entry.cls or "Event", token, dict(self.grammar.functions(token)), words=[noun, token])
                frame.consumed.add(noun.i)
                self.by_token[noun.i] = self.by_token[token.i] = frame

    def _attempts_alone(self) -> None:
        """ "The attempt", "its second attempt" without infinitive is one at what was attempted or done before."""
        last: Frame | None = None
        for i in sorted({*self.by_token, *self.matches}):
            entry, token = self.matches.get(i), self.parse.tokens[i]
            if entry is not None and entry.type == "attempt" and i not in self.by_token and part_of_speech(token) == "n":
                if last is not None and token.lemma in self.lexicon.listed("repeatable") and self._refers_back(token):
                    self.by_token[i] = Frame(token, last.entry, last.cls, token, dict(self.grammar.functions(token)), words=[token])
            elif i in self.by_token and self._is_attemptable(self.by_token[i]):
                last = self.by_token[i]

    def _refers_back(self, noun: Token) -> bool:
        """Whether nothing says of what an attempt is one, so that what was told before must say it."""
        functions = self.grammar.functions(noun)
        return all(self.is_empty(t) for name in ("compound", "of", "at", "on", "by", "between") for t in functions.get(name, ()))

    def _is_attemptable(self, frame: Frame) -> bool:
        if frame.carrier.i in self.matches and self.matches[frame.carrier.i].type == "attempt":
            return True
        return self.ontology.is_a(frame.cls, "Military")

    # ------------------------------------------------------------ what a word tells
    def is_nobody(self, token: Token) -> bool:
        """ "Nobody", "no one": a word that denies its verb and stands for no participant."""
        no_one = token.lower in self.lexicon.listed("negated-pronouns") and any(c.dep in ("det", "neg") and c.lower == "no" for c in token.children)
        alone = not any(c.dep == "prep" for c in token.children)
        return no_one or (alone and token.lower in self.lexicon.listed("negative-pronouns"))

    def is_empty(self, token: Token) -> bool:
        """Words that stand for nothing: expletives, question words, reciprocals, dates, adverbial adjectives ("at last")."""
        if token.i in self.dated or token.tag in ("WDT", "WP", "WRB", "EX") or token.dep == "expl" or token.pos in ("PUNCT", "SYM", "ADP", "SCONJ"):
            return True
        if token.entity[2:] in ("DATE", "TIME"):
            return True
        if self.mentions.named(token) is not None:
            return False
        if token.lemma in self.lexicon.listed("no-participants") or self.senses.is_hyphened(token) or token.text == "-":
            return True
        before = self.parse.tokens[token.i - 1].lower if token.i else ""
        bare = not any(c.dep in ("det", "poss", "nummod", "amod") for c in token.children)
        return f"{before} {token.lower}" in self.lexicon.listed("reciprocals") or (token.pos == "ADJ" and bare)

    def event_of(self, noun: Token, depth: int = 0) -> Frame | None:
        """The event that a noun tells, itself or through its "of" ("the resumption of the talks")."""
        frame = self.by_token.get(noun.i)
        if frame is not None:
            return frame
        entry = self.matches.get(noun.i)
        if entry is not None and entry.type == "operator" and depth <= DEEPEST:
            for function in entry.scope:
                for inner in self.grammar.functions(noun).get(function, []):
                    found = self.event_of(inner, depth + 1) if is_nominal(inner) else self.main(inner, depth + 1)
                    if found is not None:
                        return found
        return None

    def main(self, verb: Token, depth: int = 0) -> Frame | None:
        """The event that a clause tells: its verb's, or what that verb is said of."""
        frame = self.by_token.get(verb.i)
        if frame is not None or depth > DEEPEST:
            return frame
        functions = self.grammar.functions(verb)
        if is_nominal(verb):
            return self.event_of(verb, depth + 1)
        match = self.matches.get(verb.i)
        order: Iterable[str] = match.scope if match is not None and match.type == "operator" else ()
        if match is not None and match.type == "support":
            order = ("object",)
        for function in (*order, "infinitive", "clause", "subject" if not is_passive(verb) else "object"):
            for token in functions.get(function, []):
                found = self.main(token, depth + 1) if not is_nominal(token) else self.event_of(token, depth + 1)
                if found is not None:
                    return found
        return None

    def speaks_beside(self, verb: Token) -> bool:
        """Whether a clause behind a comma is no part of what the clause before it says: "A said that …, and B called it …"."""
        frame = self.by_token.get(verb.i)
        if frame is None or frame.entry.content != "reported" or not any(c.dep in SUBJECTS for c in verb.children):
            return False
        if verb.dep == "advcl":
            return any(c.dep == "mark" and c.lower in self.lexicon.listed("contrasts") for c in verb.children)
        clause = verb.head
        joints = [c for c in clause.children if c.dep in ("cc", "punct") and c.i < verb.i]
        comma = any(a.text in (",", ";") and b.dep == "cc" for a, b in pairwise(joints))
        return verb.dep == "conj" and clause.dep == "ccomp" and comma

    def speaks_on(self, verb: Token) -> Token | None:
        """The verb of saying that a participle goes on with, where the parse hangs it on what is said: "X said that …, warning that …"."""
        entry, clause = self.matches.get(verb.i), verb.head
        if (
            entry is None
            or entry.content is None
            or not self.ontology.is_a(entry.cls, "Communication")
            or verb.dep != "advcl"
            or verb.tag != "VBG"
            or clause.dep != "ccomp"
        ):
            return None
        above = self.matches.get(clause.head.i)
        comma = any(c.text == "," and clause.i < c.i < verb.i for c in clause.children)
        said = above is not None and above.content == "reported" and clause.head.i < clause.i
        return clause.head if said and comma and any(c.dep == "ccomp" for c in verb.children) else None

    def is_definite(self, noun: Token) -> bool:
        """Whether a noun refers to something already known."""
        return self.senses.is_definite(noun)

    def is_pointed_at(self, noun: Token) -> bool:
        return self.senses.is_pointed_at(noun)

    def is_pronoun(self, token: Token) -> bool:
        return self.senses.is_pronoun(token)
