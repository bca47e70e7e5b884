"""Senses: which entry of the lexicon each word is, by its companions and by what fills its functions."""

from __future__ import annotations

from collections.abc import Iterable

from kg.extract.clauses import NOMINAL, is_nominal, is_passive
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.lexicon import Companion, Condition, Entry, Lexicon
from kg.model import Parse, Token

SKIPPED = frozenset({"compound", "nmod", "aux", "auxpass"})
PARTICLES = ("prt", "prep", "advmod", "neg", "agent", "dative")
NEAR = 2  # sentences that a pronoun looks back for the sense of its verb


class Senses:
    """The senses of one parse's words. Of several entries the most specific that holds is taken; if none holds, there is none."""

    def __init__(self, parse: Parse, lexicon: Lexicon, mentions: Mentions, dated: frozenset[int]) -> None:
        self.parse, self.lexicon, self.mentions = parse, lexicon, mentions
        self._dated = dated
        self.grammar = Grammar(self._control, lexicon.listed("partitives"), lexicon.listed("linking-nouns"))
        self.matches: dict[int, Entry] = {}
        self._seen: dict[str, int] = {}  # entry → the sentence that it was last found in
        self._told: set[str | None] = set()  # classes that were found so far
        for token in parse.tokens:
            self._match(token)

    def entries(self, token: Token) -> tuple[Entry, ...]:
        """What the lexicon has for a word, in any sense."""
        pos, found = part_of_speech(token), self.lexicon.entries
        return found.get((token.lemma, pos)) or found.get((token.lower, pos), ())

    def _match(self, token: Token) -> None:
        """Notes the most specific entry whose companions and conditions hold."""
        candidates = self.entries(token)
        if not candidates or token.i in self._dated or (part_of_speech(token) in "vna" and self.mentions.named(token) is not None):
            return
        eventful = not self._is_skipped(token)
        for entry in self._by_object(token, candidates):
            if (eventful or entry.type != "event") and self._fits(token, entry):
                self.matches[token.i] = entry
                self._seen[entry.id] = token.sentence
                self._told.add(entry.cls)
                return
        if eventful:
            self._match_again(token, candidates)

    def misfit(self, token: Token, entry: Entry) -> str | None:
        """What an entry wants and a word does not have, as the lexicon writes it; None where all holds."""
        for companion in entry.companions:
            if not self.companion(token, companion):
                return " ".join(part for part in (companion.particle, companion.noun and f"{companion.noun}.n") if part)
        wrong = next((condition for condition in entry.conditions if not self.holds(condition, token, entry)), None)
        return None if wrong is None else str(wrong)

    def _fits(self, token: Token, entry: Entry) -> bool:
        if not self.has_companions(token, entry) or not all(self.holds(condition, token, entry) for condition in entry.conditions):
            return False
        return entry.type != "support" or bool(self.support_nouns(token, entry))

    def _by_object(self, verb: Token, candidates: tuple[Entry, ...]) -> Iterable[Entry]:
        """The candidates in their order, but a light verb before its full senses where its object tells the event ("held talks")."""
        if all(entry.type != "support" for entry in candidates):
            return candidates
        objects = self.grammar.functions(verb).get("object", [])
        if not objects or not self.is_event_noun(objects[0]) or self.mentions.kind(objects[0]) is not None:
            return candidates
        return sorted(candidates, key=lambda entry: (-len(entry.companions), entry.type != "support"))

    def _is_skipped(self, token: Token) -> bool:
        """Whether a word, in its place, tells no event of its own: "a strike-hit port", "the wounded", "a detained man"."""
        if token.dep in SKIPPED:
            return True
        if token.pos in ("VERB", "ADJ"):
            if token.dep == "amod":
                return True
            return token.dep in NOMINAL and any(c.dep == "det" for c in token.children)
        return self.is_hyphened(token)

    def is_hyphened(self, noun: Token) -> bool:
        """Whether a word is the first half of another: "strike-hit", "re-election"."""
        tokens, i = self.parse.tokens, noun.i + 1
        return i + 1 < len(tokens) and tokens[i].text == "-" and tokens[i].begin == noun.end and tokens[i + 1].begin == tokens[i].end

    def _match_again(self, token: Token, candidates: tuple[Entry, ...]) -> None:
        """ "the test", after a test of that class has been told, needs no more words to be one."""
        if part_of_speech(token) == "n" and self.is_pointed_at(token):
            for entry in candidates:
                if entry.type == "event" and entry.cls in self._told and not entry.companions:
                    self.matches[token.i] = entry
                    return

    def _control(self, verb: Token) -> str | None:
        for entry in self.lexicon.entries.get((verb.lemma, part_of_speech(verb)), ()):
            if not self.has_companions(verb, entry):
                continue
            if entry.type == "operator" and entry.effect in ("failure", "hypothetical") and "object" in entry.scope:
                return "nobody" if part_of_speech(verb) == "v" and not entry.control else entry.control  # "foiled an attempt"
            if entry.control:
                return entry.control
        return None

    # ------------------------------------------------------------ companions
    def has_companions(self, token: Token, entry: Entry) -> bool:
        return all(self.companion(token, companion) for companion in entry.companions)

    def companion(self, token: Token, companion: Companion) -> list[Token]:
        """The words that satisfy a companion; empty if there are none."""
        if companion.noun is None:
            return [c for c in token.children if c.lower == companion.particle and c.dep in PARTICLES and not self._tells_when(c)]
        if companion.particle is None:
            deps = ("nsubjpass", "dobj", "oprd") if is_passive(token) else ("dobj", "attr", "oprd")
            found = [c for c in token.children if c.dep in deps and c.lemma == companion.noun]
            return found or [t for t in _antecedents(token) if t.lemma == companion.noun]
        return [
            noun
            for prep in token.children
            if prep.dep in ("prep", "prt", "agent", "dative") and prep.lower == companion.particle
            for noun in prep.children
            if noun.dep == "pobj" and noun.lemma == companion.noun
        ]

    def _tells_when(self, prep: Token) -> bool:
        """ "Called off on Thursday": a preposition before a day is part of no verb, but that of "scheduled for Thursday"."""
        return prep.lower in self.lexicon.listed("when-prepositions") and any(c.i in self._dated for c in prep.children if c.dep == "pobj")

    def support_nouns(self, verb: Token, entry: Entry) -> list[Token]:
        """The event nouns that a light verb carries: its object, or what follows its preposition ("engage in talks")."""
        functions = self.grammar.functions(verb)
        places = [c.particle for c in entry.companions if c.particle is not None and c.noun is None and c.particle in functions] or ["object"]
        nouns = [noun for place in places for noun in functions.get(place, [])]
        return [noun for noun in nouns if self.is_event_noun(noun) and self.mentions.named(noun) is None]

    # ------------------------------------------------------------ conditions
    def holds(self, condition: Condition, token: Token, entry: Entry) -> bool:
        fillers = [f for f in self.grammar.functions(token).get(condition.function, []) if f.i not in self._dated]
        if condition.function == "governor":
            fillers = [token.head]
        if condition.test == "present":
            return bool(fillers) != condition.negated
        if condition.test == "absent":
            return (not fillers) != condition.negated
        if fillers and not condition.negated and all(self.is_pronoun(f) for f in fillers) and token.sentence - self._seen.get(entry.id, -9) <= NEAR:
            return True  # the pronoun takes up what the word had a little earlier
        if condition.function == "object":
            fillers = fillers[:1] + [f for f in fillers[1:] if f.dep == "conj"]  # a second object is a misread apposition
        return any(self._is_one_of(f, condition) for f in fillers) != condition.negated

    def _is_one_of(self, filler: Token, condition: Condition) -> bool:
        if condition.test == "in":
            lists = (self.lexicon.listed(name) for name in condition.values)
            before = [c.lower for c in filler.children if c.dep == "compound" and filler.pos == "PROPN"]  # "Typhoon Mina"
            return any(not words.isdisjoint((filler.lemma, filler.lower, *before)) for words in lists)
        return any(self._is_of_kind(filler, kind) for kind in condition.values)

    def _is_of_kind(self, filler: Token, kind: str) -> bool:
        if kind == "Event":
            return self.is_event_noun(filler) if is_nominal(filler) else part_of_speech(filler) == "v"
        return self.mentions.is_a(filler, kind) or (kind in ("Agent", "State") and self.mentions.is_capital(filler))

    # ------------------------------------------------------------ what a word is
    def is_event_noun(self, noun: Token) -> bool:
        """Whether a noun tells an event in some sense that the lexicon has."""
        return any(entry.type in ("event", "attempt") for entry in self.lexicon.entries.get((noun.lemma, "n"), ()))

    def is_definite(self, noun: Token) -> bool:
        """Whether a noun refers to something already known: "the launch", "its launch"."""
        return self.is_pointed_at(noun) or any(c.dep == "poss" for c in noun.children)

    def is_pointed_at(self, noun: Token) -> bool:
        determiners = self.lexicon.listed("definite-determiners")
        return any(c.dep == "det" and c.lower in determiners for c in noun.children)

    def is_pronoun(self, token: Token) -> bool:
        """Whether the word takes up a thing named before."""
        return token.lower in self.lexicon.listed("neuter-pronouns") or token.lower in self.lexicon.listed("plural-pronouns")


def _antecedents(verb: Token) -> list[Token]:
    """The noun before a participle: "a sentence imposed on him"."""
    return [verb.head] if verb.dep == "acl" and verb.tag == "VBN" else []


def part_of_speech(token: Token) -> str:
    """The lexicon's letter for a word's part of speech."""
    pos = token.pos
    if pos == "VERB" or (pos == "AUX" and token.dep not in ("aux", "auxpass")):
        return "v"
    if pos in ("NOUN", "PROPN"):
        return "n"
    if pos == "ADJ":
        return "v" if token.tag == "VBN" else "a"
    return "r" if pos in ("ADV", "PART", "AUX") else "d"
