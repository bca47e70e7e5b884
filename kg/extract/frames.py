"""Frames: for each word that evokes a class, what fills its roles.

A frame is the draft of a claim; `stance` then says how sure it is and on whose word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.extract.grammar import Functions, Grammar, is_nominal, is_passive
from kg.extract.mentions import Mentions
from kg.lexicon import Companion, Condition, Entry, Lexicon
from kg.model import Parse, Token
from kg.ontology import Ontology

SKIPPED = frozenset({"compound", "nmod", "aux", "auxpass"})
DEEPEST = 4  # verbs and nouns that are looked through for the event that they tell
NEAR = 2  # sentences that a pronoun looks back for the sense of its verb
PRONOUNS_WITHOUT_REFERENCE = frozenset({"WDT", "WP", "WRB", "EX"})


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
        self.dated = dated  # tokens inside time expressions
        self.grammar = Grammar(self._control, lexicon.listed("partitives"))
        self.matches: dict[int, Entry] = {}
        self._seen: dict[str, int] = {}  # entry → the sentence that it was last found in
        self._told: dict[str, Entry] = {}  # classes that were found so far
        self.by_token: dict[int, Frame] = {}
        self._find()

    def all(self) -> list[Frame]:
        """In text order."""
        return [self.by_token[i] for i in sorted(self.by_token) if self.by_token[i].token.i == i]

    # ------------------------------------------------------------ words
    def _find(self) -> None:
        entries = self.lexicon.entries
        for token in self.parse.tokens:
            pos = part_of_speech(token)
            if (token.lemma, pos) in entries or (token.lower, pos) in entries:
                self._match(token, pos)
        for i, entry in sorted(self.matches.items(), key=lambda item: (-len(item[1].companions), item[0])):
            if entry.type == "event" and i in self.matches and i not in self.by_token:
                self._add(self.parse.tokens[i], entry)
        for i in sorted(self.matches):
            if self.matches[i].type == "support":
                self._support(self.parse.tokens[i], self.matches[i])
            elif self.matches[i].type == "attempt":
                self._attempt(self.parse.tokens[i])
        self._attempts_alone()
        for frame in self.all():
            self._fill(frame)
        for frame in self.all():
            self._lend_agents(frame)

    def _match(self, token: Token, pos: str) -> None:
        """Notes the most specific entry whose companions and conditions hold."""
        if token.i in self.dated or self.mentions.named(token) is not None:
            return
        candidates = self.lexicon.entries.get((token.lemma, pos)) or self.lexicon.entries.get((token.lower, pos), ())
        for entry in candidates:
            if entry.type == "event" and token.dep in SKIPPED:
                continue
            if entry.type == "event" and token.dep == "amod" and pos in "va":
                continue
            if self._has_companions(token, entry) and all(self._holds(condition, token, entry) for condition in entry.conditions):
                if entry.type == "support" and not self._support_nouns(token):
                    continue
                self.matches[token.i] = entry
                self._seen[entry.id] = token.sentence
                self._told[entry.cls or ""] = entry
                return
        self._match_again(token, pos, candidates)

    def _match_again(self, token: Token, pos: str, candidates: tuple[Entry, ...]) -> None:
        """ "the test", after a test of that class has been told, needs no more words to be one."""
        if pos == "n" and token.dep not in SKIPPED and self.is_pointed_at(token):
            for entry in candidates:
                if entry.type == "event" and entry.cls in self._told and not entry.companions:
                    self.matches[token.i] = entry
                    return

    def _control(self, verb: Token) -> str | None:
        for entry in self.lexicon.entries.get((verb.lemma, part_of_speech(verb)), ()):
            if entry.control and self._has_companions(verb, entry):
                return entry.control
        return None

    def _has_companions(self, token: Token, entry: Entry) -> bool:
        return all(self._companion(token, companion) for companion in entry.companions)

    def _companion(self, token: Token, companion: Companion) -> list[Token]:
        """The words that satisfy a companion; empty if there are none."""
        if companion.noun is None:
            return [c for c in token.children if c.lower == companion.particle and c.dep in ("prt", "prep", "advmod", "agent", "dative")]
        if companion.particle is None:
            deps = ("nsubjpass", "dobj") if is_passive(token) else ("dobj", "attr", "oprd")
            found = [c for c in token.children if c.dep in deps and c.lemma == companion.noun]
            return found or [t for t in self._antecedents(token) if t.lemma == companion.noun]
        return [
            noun
            for prep in token.children
            if prep.dep in ("prep", "prt", "agent", "dative") and prep.lower == companion.particle
            for noun in prep.children
            if noun.dep == "pobj" and noun.lemma == companion.noun
        ]

    @staticmethod
    def _antecedents(verb: Token) -> list[Token]:
        """The noun before a participle: "a sentence imposed on him"."""
        return [verb.head] if verb.dep == "acl" and verb.tag == "VBN" else []

    def _holds(self, condition: Condition, token: Token, entry: Entry) -> bool:
        fillers = self.grammar.functions(token).get(condition.function, [])
        if condition.function == "governor":
            fillers = [token.head]
        if condition.test == "present":
            return bool(fillers) != condition.negated
        if condition.test == "absent":
            return (not fillers) != condition.negated
        if fillers and not condition.negated and all(self.is_pronoun(f) for f in fillers) and token.sentence - self._seen.get(entry.id, -9) <= NEAR:
            return True  # the pronoun takes up what the word had a little earlier
        if condition.test == "in":
            lists = [self.lexicon.listed(name) for name in condition.values]
            fits = any(f.lemma in words or f.lower in words for f in fillers for words in lists)
        else:
            fits = any(self.mentions.is_a(f, kind) for f in fillers for kind in condition.values)
        return fits != condition.negated

    # ------------------------------------------------------------ frames
    def _add(self, token: Token, entry: Entry) -> Frame:
        functions = dict(self.grammar.functions(token))
        frame = Frame(token, entry, entry.cls or "Event", token, functions, words=[token])
        for companion in entry.companions:
            words = self._companion(token, companion)
            frame.words.extend(words)
            if companion.noun:
                frame.consumed.update(w.i for w in words)
                for word in words:
                    self._merge_noun(frame, word)
        self.by_token[token.i] = frame
        for i in frame.consumed:
            self.matches.pop(i, None)
            self.by_token.pop(i, None)
            self.by_token[i] = frame
        return frame

    def _merge_noun(self, frame: Frame, noun: Token) -> None:
        """The prepositions of "imposed sanctions on" hang on either word."""
        for name, tokens in self.grammar.functions(noun).items():
            if name not in ("possessive", "compound", "adjective"):
                frame.functions[name] = frame.functions.get(name, []) + [t for t in tokens if t not in frame.functions.get(name, ())]

    def _support_nouns(self, verb: Token) -> list[Token]:
        """The event nouns that a light verb carries."""
        functions = self.grammar.functions(verb)
        found = []
        for noun in functions.get("object", []):
            match = self.lexicon.entries.get((noun.lemma, "n"), ())
            if any(e.type in ("event", "attempt") for e in match) and self.mentions.named(noun) is None:
                found.append(noun)
        return found

    def _support(self, verb: Token, entry: Entry) -> None:
        functions = self.grammar.functions(verb)
        for noun in self._support_nouns(verb):
            frame = self.by_token.get(noun.i)
            if frame is None or frame.carrier is not frame.token:
                continue
            frame.carrier = verb
            frame.words = [verb, noun]
            for function, role in entry.fills.items():
                frame.roles.extend((role, t) for t in functions.get(function, []) if not self._is_empty(t))
            for name, tokens in functions.items():
                if name not in entry.fills and name in frame.entry.fills and name not in ("subject", "object", "clause", "infinitive", "by"):
                    frame.functions[name] = frame.functions.get(name, []) + tokens

    def _attempt(self, token: Token) -> None:
        """ "its second attempt to put a satellite in orbit" is the launch that was attempted."""
        for verb in self.grammar.functions(token).get("infinitive", []):
            frame = self._main(verb)
            if frame is not None and frame.carrier is frame.token:
                frame.carrier = token
                frame.words = [token, *frame.words]
                self.by_token.setdefault(token.i, frame)

    def _attempts_alone(self) -> None:
        """An attempt without infinitive is one at what was attempted or done before."""
        last: Frame | None = None
        for i in sorted({*self.by_token, *self.matches}):
            entry, token = self.matches.get(i), self.parse.tokens[i]
            if entry is not None and entry.type == "attempt" and i not in self.by_token and part_of_speech(token) == "n":
                if last is not None:
                    frame = Frame(token, last.entry, last.cls, token, dict(self.grammar.functions(token)), words=[token])
                    self.by_token[i] = frame
            elif i in self.by_token and self._is_attemptable(self.by_token[i]):
                last = self.by_token[i]

    def _is_attemptable(self, frame: Frame) -> bool:
        if frame.carrier.i in self.matches and self.matches[frame.carrier.i].type == "attempt":
            return True
        return self.ontology.is_a(frame.cls, "Military") or frame.cls in ("Launch", "Attack")

    # ------------------------------------------------------------ roles
    def _fill(self, frame: Frame) -> None:
        nominal = is_nominal(frame.token)
        for function, tokens in frame.functions.items():
            role = frame.entry.fills.get(function, "none")
            if role == "none" or (nominal and function == "adjective"):
                continue
            for token in tokens:
                if not (nominal and function == "compound") or self._is_thing(token):
                    self._add_filler(frame, role, token, function)
        if "clause-subject" in frame.entry.fills:
            self._fill_from_clause(frame)
        if nominal:
            self._state_before(frame)
        if frame.carrier is not frame.token and frame.carrier.i in self.matches and self.matches[frame.carrier.i].type == "attempt":
            self._fill_from_attempt(frame)

    def _is_thing(self, token: Token) -> bool:
        """Whether a noun before an event noun says what takes part in it: "missile test", but not "space launch"."""
        return self.mentions.named(token) is not None or self.mentions.kind(token) is not None

    def _state_before(self, frame: Frame) -> None:
        """ "the North Korean launch", "the US strike": a state's name before an event noun is its possessor."""
        role = frame.entry.fills.get("possessive", "agent")
        for function in ("adjective", "compound"):
            for token in frame.functions.get(function, []):
                name = self.mentions.named(token)
                if name is not None and self.ontology.is_a(name.kind, "Agent") and (name.form == "demonym" or function == "compound"):
                    if not any(r == role for r, _ in frame.roles):
                        frame.roles.append((role, token))
                    frame.roles = [(r, t) for r, t in frame.roles if not (t is token and r != role)]

    def _fill_from_clause(self, frame: Frame) -> None:
        """Who is asked, where it stands inside what is asked: "demanded that the government end the curbs"."""
        for verb in frame.functions.get("clause", [])[:1]:
            for token in self.grammar.subjects(verb):
                self._add_filler(frame, frame.entry.fills["clause-subject"], token, "clause-subject")

    def _fill_from_attempt(self, frame: Frame) -> None:
        role = frame.entry.fills.get("subject", "agent")
        if not any(r == role for r, _ in frame.roles):
            for token in self.grammar.owners(frame.carrier):
                self._add_filler(frame, role, token, "subject")

    def _lend_agents(self, frame: Frame) -> None:
        """Who plans a launch launches it; who is asked for an inquiry holds it."""
        if frame.entry.content != "hypothetical":
            return
        wanted = "addressee" if frame.entry.control == "object" else "agent"
        lenders = [t for role, t in frame.roles if role == wanted]
        for role, inner in frame.events:
            receiving = inner.entry.fills.get("subject")
            if role == "topic" and is_nominal(inner.token) and receiving and not any(r == receiving for r, _ in inner.roles):
                inner.roles.extend((receiving, t) for t in lenders)

    def _add_filler(self, frame: Frame, role: str, token: Token, function: str) -> None:
        if token.i in frame.consumed or token.i in self.dated or self._is_empty(token) or token is frame.token:
            return
        if role == "agent" and self.ontology.is_tool(self.mentions.kind(token)):
            role = "instrument"  # things do not act: "the rocket put a satellite into orbit"
        inner = self._main(token) if function in ("clause", "infinitive") or not is_nominal(token) else self._event_of(token)
        if inner is frame:
            return
        if inner is not None:
            self._add_event(frame, role, inner)
        elif is_nominal(token) and (role, token) not in frame.roles:
            frame.roles.append((role, token))

    def _add_event(self, frame: Frame, role: str, inner: Frame) -> None:
        if inner.cls == frame.cls and role in ("agent", "theme", "cause") and is_nominal(inner.token) and frame.cls != "Coincidence":
            frame.same = inner
            return
        if role in ("agent", "place") and self.ontology.is_a(frame.cls, "Harm"):
            role = "cause"
        elif role == "addressee":
            role = "topic"  # one speaks to somebody, but of an event
        if role not in ("place", "destination") and (role, inner) not in frame.events:
            frame.events.append((role, inner))

    # ------------------------------------------------------------ what a word is
    def is_definite(self, noun: Token) -> bool:
        """Whether a noun refers to something already known: "the launch", "its launch"."""
        return self.is_pointed_at(noun) or any(c.dep == "poss" for c in noun.children)

    def is_pointed_at(self, noun: Token) -> bool:
        determiners = self.lexicon.listed("definite-determiners")
        return any(c.dep == "det" and c.lower in determiners for c in noun.children)

    def is_pronoun(self, token: Token) -> bool:
        """Whether the word takes up a thing named before."""
        return token.lower in self.lexicon.listed("neuter-pronouns") or token.lower in self.lexicon.listed("plural-pronouns")

    def _is_empty(self, token: Token) -> bool:
        """Words that stand for nothing: expletives, unresolved relative and question words."""
        return token.tag in PRONOUNS_WITHOUT_REFERENCE or token.dep == "expl" or token.pos in ("PUNCT", "SYM", "ADP", "SCONJ")

    def _event_of(self, noun: Token, depth: int = 0) -> Frame | None:
        """The event that a noun tells, itself or through its "of" ("the resumption of the talks")."""
        frame = self.by_token.get(noun.i)
        if frame is not None:
            return frame
        entry = self.matches.get(noun.i)
        if entry is not None and entry.type == "operator" and depth <= DEEPEST:
            for function in entry.scope:
                for inner in self.grammar.functions(noun).get(function, []):
                    found = self._event_of(inner, depth + 1) if is_nominal(inner) else self._main(inner, depth + 1)
                    if found is not None:
                        return found
        return None

    def _main(self, verb: Token, depth: int = 0) -> Frame | None:
        """The event that a clause tells: its verb's, or what that verb is said of."""
        frame = self.by_token.get(verb.i)
        if frame is not None or depth > DEEPEST:
            return frame
        functions = self.grammar.functions(verb)
        if is_nominal(verb):
            return self._event_of(verb, depth + 1)
        match = self.matches.get(verb.i)
        order: Iterable[str] = match.scope if match is not None and match.type == "operator" else ()
        if match is not None and match.type == "support":
            order = ("object",)
        for function in (*order, "infinitive", "clause", "subject" if not is_passive(verb) else "object"):
            for token in functions.get(function, []):
                found = self._main(token, depth + 1) if not is_nominal(token) else self._event_of(token, depth + 1)
                if found is not None:
                    return found
        return None


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
