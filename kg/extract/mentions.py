"""Mentions: every word group that may stand for somebody or something, made when it is first needed."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.clauses import is_nominal
from kg.extract.listed import Name
from kg.extract.phrases import clean, phrase
from kg.gazetteer import Gazetteer
from kg.lexicon import Lexicon
from kg.model import Mention, Parse, Span, Token
from kg.ontology import Ontology

POSSESSIVE = frozenset({"PRP$", "WP$"})


class Mentions:
    """The mentions of one parse. Names are there from the start; phrases and pronouns come when a claim needs them."""

    def __init__(self, parse: Parse, names: list[Name], ontology: Ontology, lexicon: Lexicon, gazetteer: Gazetteer, dated: frozenset[int]) -> None:
        self.parse = parse
        self._dated = dated  # tokens of time expressions
        self.all: list[Mention] = []
        self.by_token: dict[int, int] = {}
        self._ontology, self._lexicon, self._gazetteer = ontology, lexicon, gazetteer
        for name in names:
            self.add(name)

    def add(self, name: Name) -> int:
        """The mention of a name, made."""
        tokens = self.parse.tokens[name.first : name.last]
        span = Span(tokens[0].begin, tokens[-1].end)
        head = next((t.i for t in tokens if not name.first <= t.head.i < name.last or t.head is t), tokens[-1].i)
        label = self._gazetteer.entries[name.entry].label if name.entry and not name.body else clean(name.text)
        form = "demonym" if name.demonym and not name.body else "name"
        mention = Mention(span, head, form, clean(name.text), name.kind, name.entry, label, name.body, name.within)
        self.by_token.update({t.i: len(self.all) for t in tokens})
        self.all.append(mention)
        return len(self.all) - 1

    def named(self, token: Token) -> Mention | None:
        """The name that the word belongs to."""
        index = self.by_token.get(token.i)
        return self.all[index] if index is not None and self.all[index].form in ("name", "demonym") else None

    def kind(self, token: Token) -> str | None:
        """The entity kind of a word's phrase, by its name or its head noun."""
        name = self.named(token)
        if name is not None:
            return name.kind
        return self._kind_of_noun(token)

    def _kind_of_noun(self, token: Token) -> str | None:
        """The kind that a common noun heads; several persons are a group."""
        kind = self._lexicon.kinds.get(token.lemma.lower())
        return "Group" if kind == "Person" and token.tag in ("NNS", "NNPS") else kind

    def is_a(self, token: Token, kind: str) -> bool:
        return self._ontology.is_a(self.kind(token), kind)

    def is_title(self, token: Token) -> bool:
        """Whether the word is what persons are called by: "President"."""
        return token.lower in self._gazetteer.titles

    def is_capital(self, token: Token) -> bool:
        """Whether the word names a capital, which may stand for its government."""
        name = self.named(token)
        entry = self._gazetteer.entries.get(name.entry) if name is not None and name.entry else None
        return entry is not None and entry.capital_of is not None

    def of(self, token: Token) -> int:
        """The mention that a word stands for or heads, made if it is not there yet."""
        index = self.by_token.get(token.i)
        if index is not None:
            return index
        same = self._same_thing(token)
        if same is not None:
            self.by_token[token.i] = same
            return same
        mention = self._pronoun(token) if token.pos == "PRON" or token.tag in POSSESSIVE else self._nominal(token)
        self.by_token[token.i] = len(self.all)
        self.all.append(mention)
        return self.by_token[token.i]

    def _same_thing(self, token: Token) -> int | None:
        """The name beside a common noun that says what it is: "its Chollima-1 rocket", "the news agency, Interfax"."""
        kind = self._lexicon.kinds.get(token.lemma.lower())
        for child in token.children:
            index = self.by_token.get(child.i)
            if index is None or self.all[index].form != "name":
                continue
            name = self.all[index]
            if child.dep == "appos" and (kind is None or self._compatible(kind, name.kind)):
                return index
            if child.dep == "appos" and kind == "Person" and not name.entry:
                self.all[index] = replace(name, kind=kind)
                return index
            if child.dep in ("compound", "nmod") and name.kind and kind and self._compatible(kind, name.kind) and name.kind != "State" and not name.body:
                return index
        return None

    def _compatible(self, kind: str, other: str | None) -> bool:
        return other is None or self._ontology.is_a(kind, other) or self._ontology.is_a(other, kind)

    def _pronoun(self, token: Token) -> Mention:
        return Mention(token.span, token.i, "pronoun", token.text)

    def _nominal(self, token: Token) -> Mention:
        named = frozenset(self.by_token) if self.is_a(token, "LegalInstrument") else frozenset()
        span, text = phrase(self.parse, token, named, self._dated)
        owner = self._owner(token)
        return Mention(span, token.i, "nominal", text or token.text, self._kind_of_noun(token), owner=owner)

    def _owner(self, token: Token) -> int | None:
        """The possessor, or the state whose name or demonym stands before the noun."""
        for child in token.children:
            if child.dep == "poss":
                return self.of(child)
            index = self.by_token.get(child.i)
            if child.dep in ("compound", "amod", "nmod") and index is not None and self._ontology.is_a(self.all[index].kind, "Agent"):
                return index
        for prep in token.children:
            if prep.dep == "prep" and prep.lower in ("of", "in", "from"):
                for noun in prep.children:
                    index = self.by_token.get(noun.i)
                    if noun.dep == "pobj" and index is not None and is_nominal(noun) and self.all[index].form == "name":
                        return index
        return None
