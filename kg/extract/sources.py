"""On whose word a clause stands: "according to X", "X said", "as X said", "in X's view"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.clauses import clause_of, is_nominal
from kg.extract.effects import Effects
from kg.extract.frames import Frame, Frames
from kg.model import Parse, Token

OWNERS = ("possessive", "by", "from", "of", "compound")


class Sources:
    """The speakers of clauses and of reporting frames."""

    def __init__(self, parse: Parse, frames: Frames, effects: Effects) -> None:
        self._parse, self._frames, self._effects = parse, frames, effects
        self._named: dict[int, list[tuple[Token, list[Token]]]] = {}
        for phrase, clause, speakers in self._find():
            self._named.setdefault(clause.i, []).append((phrase, speakers))

    def of(self, clause: Token, word: Token) -> list[Token]:
        """Whom phrases and inserted clauses name as sources of the clause with this head, for a word that does not stand in them."""
        return [t for phrase, speakers in self._named.get(clause.i, ()) if phrase is not word and phrase not in word.ancestors() for t in speakers]

    def speakers(self, frame: Frame) -> list[Token]:
        """Who says, thinks or asks what a frame tells; nobody is no source."""
        agents = [t for role, t in frame.roles if role == "agent"]
        if not agents:  # "the ministry's statement said": the statement's own speaker
            said = [frame.same, *(inner for role, inner in frame.events if role == "agent")]
            agents = [t for inner in said if inner is not None for role, t in inner.roles if role == "agent"]
        return [t for t in agents if not self._effects.is_negative(t)]

    def reporter(self, token: Token) -> Frame | None:
        """The frame of a verb that reports: "said", not "denied", "planned" or "statement"."""
        frame = self._frames.by_token.get(token.i)
        reports = frame is not None and frame.token is token and frame.entry.content == "reported" and not is_nominal(token)
        return frame if reports else None

    def owners(self, noun: Token) -> list[Token]:
        """Whose report, claim or view a noun is."""
        functions = self._frames.grammar.functions(noun)
        return next((functions[name] for name in OWNERS if functions.get(name)), [])

    # ------------------------------------------------------------ phrases and inserted clauses
    def _find(self) -> Iterator[tuple[Token, Token, list[Token]]]:
        """Each phrase with the head of its clause and the speakers."""
        for token in self._parse.tokens:
            if token.dep in ("parataxis", "advcl"):
                yield from self._inserted(token)
            elif speakers := self._of_phrase(token):
                yield token, clause_of(token), speakers

    def _inserted(self, verb: Token) -> Iterator[tuple[Token, Token, list[Token]]]:
        """ "The port was, police said, attacked"; "as police said, it was attacked"."""
        frame = self.reporter(verb)
        if frame is not None and frame.functions.get("clause") == [verb.head] and not self._effects.negates(verb):
            yield verb, verb.head, self.speakers(frame)

    def _of_phrase(self, token: Token) -> list[Token]:
        lexicon = self._frames.lexicon
        if token.lower in lexicon.listed("source-prepositions"):
            to = [c for c in token.children if c.dep == "prep" and c.lower == "to"]
            return [t for c in (*to, token) for noun in c.children if noun.dep == "pobj" and self._may_speak(noun, sure=bool(to)) for t in self._expand(noun)]
        if token.dep == "pobj" and token.lemma in lexicon.listed("source-nouns") and token.head.lower == "in":
            return [t for t in self.owners(token) if self._frames.mentions.is_a(t, "Agent")]
        return []

    def _may_speak(self, noun: Token, *, sure: bool) -> bool:
        """ "Per the ministry", but not "per day"."""
        return sure or self._frames.mentions.is_a(noun, "Agent") or self._frames.mentions.is_a(noun, "Work")

    def _expand(self, noun: Token) -> list[Token]:
        return self._frames.grammar.expand(noun)
