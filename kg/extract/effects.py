"""What stands around a word and changes how sure it is: negation, modality, hedges, outcomes, questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.extract.clauses import SUBJECTS, is_inserted, is_nominal
from kg.extract.frames import Frames
from kg.lexicon import Entry
from kg.model import Parse, Token

COPULAR = frozenset({"acomp", "attr", "oprd"})
FACTUAL = frozenset({"affirmed", "known"})  # effects that do something only where they are negated
DENYING = frozenset({"det", "neg", "predet", "preconj", "advmod"})  # functions in which a negative word denies its noun


class Effect(NamedTuple):
    """One of the lexicon's effects, and the word that has it."""

    name: str
    operator: Token


class Effects:
    """Word → the effects on it."""

    def __init__(self, parse: Parse, frames: Frames) -> None:
        self._parse, self._frames = parse, frames
        self._found: dict[int, list[Effect]] = {}
        operators = [(parse.tokens[i], entry) for i, entry in frames.matches.items() if entry.type == "operator" and entry.effect]
        parts = {c.i for token, entry in operators for part in entry.companions for c in token.children if c.lower == part.particle}
        for token, entry in operators:
            if token.i not in parts and entry.effect:  # the "no" of "no longer" is not one more negation
                for target in self._targets(token, entry):
                    self._found.setdefault(target.i, []).append(Effect(entry.effect, token))
        for frame in frames.all():  # "two sailors were, it is feared, killed"
            if frame.entry.content == "hypothetical" and frame.token.dep == "parataxis" and is_inserted(frame.token):
                self._found.setdefault(frame.token.head.i, []).append(Effect("hypothetical", frame.token))
        self._open = frozenset(self._find_open())

    def on(self, token: Token) -> list[Effect]:
        """What the words around `token` do to it."""
        return self._found.get(token.i, [])

    def negates(self, token: Token) -> bool:
        """Whether an odd number of negations stands at the word."""
        return sum(self._denies(effect) for effect in self.on(token)) % 2 == 1

    def is_hypothetical(self, token: Token) -> bool:
        """Whether a modal, a condition, a question or a doubt stands at the word."""
        return token.i in self._open or any(effect.name == "hypothetical" or (effect.name in FACTUAL and self._is_doubted(effect)) for effect in self.on(token))

    def is_negated(self, operator: Token) -> bool:
        """Whether an operator is itself negated, or the "is" that says it: "it is not true", "no evidence"."""
        denied = sum(effect.name == "denied" for effect in self.on(operator))
        if operator.dep in COPULAR:
            denied += sum(effect.name == "denied" for effect in self.on(operator.head))
        return denied % 2 == 1

    def is_negative(self, noun: Token) -> bool:
        """Whether a participant is nobody: "no injuries", "none of them", "hardly anyone"."""
        if noun.lower in self._frames.lexicon.listed("negative-pronouns"):
            return True
        return any(effect.name == "denied" and effect.operator.dep in DENYING for effect in self.on(noun))

    def _is_doubted(self, effect: Effect) -> bool:
        """ "It is not clear that", "is it true that"."""
        return effect.operator.head.i in self._open or (effect.name == "known" and self.is_negated(effect.operator))

    def _denies(self, effect: Effect) -> bool:
        if effect.name == "affirmed":
            return self.is_negated(effect.operator)
        return effect.name == "denied" and not self.is_negated(effect.operator)

    # ------------------------------------------------------------ what an operator reaches
    def _targets(self, token: Token, entry: Entry) -> list[Token]:
        if self._is_not_only(token):
            return []
        targets: list[Token] = []
        for scope in entry.scope:
            targets.extend(self._in_scope(token, entry, scope))
        return [t for t in targets if t is not token]

    def _in_scope(self, token: Token, entry: Entry, scope: str) -> Iterator[Token]:
        functions = self._frames.grammar.functions(token)
        if scope == "governor":
            if token.pos not in ("VERB", "NOUN") or token.dep == "amod":
                yield _governed(token)
        elif scope == "below":
            for child in token.children:
                if child.dep in ("pobj", "pcomp"):
                    yield from self._frames.grammar.expand(child)
        elif scope == "clause":
            yield from self._clauses(token)
        else:  # a relative clause tells what became of its noun later: "a warning, which was then cancelled"
            weakens = entry.effect in ("hypothetical", "denied")
            yield from (t for t in functions.get(scope, []) if not weakens or t not in token.ancestors())

    def _clauses(self, token: Token) -> Iterator[Token]:
        """The clauses of which a word is said: "it is true that …", "reports that … are false"."""
        grammar = self._frames.grammar
        yield from grammar.functions(token).get("clause", [])
        if token.dep in COPULAR:
            above = grammar.functions(token.head)
            yield from above.get("clause", [])
            for subject in above.get("subject", []):
                yield from grammar.functions(subject).get("clause", []) if is_nominal(subject) else [subject]

    def _is_not_only(self, token: Token) -> bool:
        """ "Not only did it …" denies nothing."""
        following = self._parse.tokens[token.i + 1] if token.i + 1 < len(self._parse.tokens) else token
        return token.lower == "not" and following.lower in self._frames.lexicon.listed("not-only")

    # ------------------------------------------------------------ questions and inverted conditions
    def _find_open(self) -> Iterator[int]:
        """The verbs of questions that ask whether, and of conditions without "if": "had it attacked, …"."""
        for sentence in self._parse.sentences:
            words = self._parse.words(sentence)
            asks = any(w.text == "?" for w in words[-3:])
            whether = asks and not any(w.tag.startswith("W") for w in words)
            yield from (w.i for w in words if (whether and w.dep == "ROOT") or self._is_inverted_condition(w) or self._is_inverted(w, words))

    @staticmethod
    def _is_inverted(verb: Token, words: tuple[Token, ...]) -> bool:
        """Whether an auxiliary stands before the subject, nothing asks before it, and a question mark follows."""
        if verb.pos not in ("VERB", "AUX") or verb.dep == "advcl":
            return False
        subjects = [c.i for c in verb.children if c.dep in SUBJECTS]
        auxiliaries = [c.i for c in verb.children if c.dep in ("aux", "auxpass")] or ([verb.i] if verb.pos == "AUX" else [])
        if not subjects or not auxiliaries or auxiliaries[0] > subjects[0]:
            return False
        asked = any(w.text == "?" for w in words if w.i > verb.i)
        return asked and not any(w.tag.startswith("W") and w.i < subjects[0] for w in verb.subtree())

    def _is_inverted_condition(self, verb: Token) -> bool:
        if verb.dep != "advcl" or not verb.children:
            return False
        first = verb.children[0]
        inverts = first.dep in ("aux", "auxpass") and first.lower in self._frames.lexicon.listed("inverting-auxiliaries")
        return inverts and any(c.dep in SUBJECTS and c.i < verb.i for c in verb.children)


def _governed(token: Token) -> Token:
    """What an adverb, adjective, auxiliary or conjunction modifies; of "nor" what it adds."""
    head = token.head
    if token.dep == "cc":
        return next((c for c in head.children if c.dep == "conj" and c.i > token.i), token)
    return head.head if head.pos == "ADP" and head.head is not head and token.dep == "neg" else head
