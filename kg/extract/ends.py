"""The ends of a tie: the mention of a wanted class that a word stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from kg.extract.mentions import Mentions
from kg.extract.phrases import clean, left_edge, phrase, right_edge
from kg.extract.reach import Reach
from kg.lexicon import Lexicon
from kg.model import Mention, Parse, Span, Token
from kg.ontology import Ontology
from kg.ties import Ties

ANYTHING = "Entity"
GUESSES = ("Organization", "Place", "Facility", "Artifact", "Work")  # what the model may take a strange person's name for
LONGEST_PERSON = 4  # words


class End(NamedTuple):
    """What stands at an end of a tie; it becomes a mention only where the tie holds."""

    token: Token
    span: Span
    text: str
    kind: str | None
    named: bool
    mention: int | None = None  # the one that is there already


class Ends:
    """Finds what stands at the ends of ties, and makes the mentions of those that hold."""

    def __init__(self, parse: Parse, mentions: Mentions, reach: Reach, ties: Ties, ontology: Ontology, lexicon: Lexicon) -> None:
        self._parse, self._mentions, self._reach = parse, mentions, reach
        self._ties, self._ontology, self._lexicon = ties, ontology, lexicon
        self._members: dict[str, list[Span]] = {}
        self._wanted: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._found: dict[tuple[int, tuple[str, ...]], list[End]] = {}
        self._made: dict[tuple[Span, str | None], int] = {}

    def of(self, token: Token, wanted: Iterable[str]) -> list[End]:
        """What a word gives for an end of one of the `wanted` classes; of a common noun, who it is said to be."""
        classes = tuple(wanted) or (ANYTHING,)
        known = self._found.get((token.i, classes))
        if known is None:
            known = self._found[token.i, classes] = self._find(token, classes)
        return known

    def name(self, token: Token) -> Mention | None:
        """The name that a word is a part of; not that which a common noun beside it stands for."""
        name = self._mentions.named(token)
        return name if name is not None and name.span.begin <= token.begin < name.span.end else None

    def mention(self, end: End) -> int:
        """The position of an end's mention in the list, made or put right if need be."""
        if end.mention is not None:
            mention = self._mentions.all[end.mention]
            if end.named and not mention.entry and mention.kind != end.kind:
                self._mentions.all[end.mention] = replace(mention, kind=end.kind)
            return end.mention
        if not end.named:
            return self._mentions.of(end.token)
        known = self._made.get((end.span, end.kind))
        if known is None:
            known = self._made[end.span, end.kind] = len(self._mentions.all)
            self._mentions.all.append(Mention(end.span, end.token.i, "name", end.text, end.kind, name=end.text))
        return known

    # ------------------------------------------------------------ what a word gives
    def _find(self, token: Token, classes: tuple[str, ...]) -> list[End]:
        if token.pos == "PRON":
            return [self._plain(token)]
        named = self._named(token, classes)
        if named is not None:
            return [named]
        if self.name(token) is not None:
            return []
        if token.pos == "PROPN" and self._admits_strangers(classes):
            return [self._unknown(token, classes[0])]
        others = self._reach.same(token)
        for other in others:
            if other.pos == "PRON":
                return [self._plain(other)]
            named = self._named(other, classes)
            if named is not None:
                return [named]
        return [self._phrase(token, classes)] if not others and self._is_of(token, classes) else []

    def _named(self, token: Token, classes: tuple[str, ...]) -> End | None:
        """A name around the word: of a member that the user describes, else one that is of a wanted class, or of no known kind."""
        own = self._member(token, classes)
        if own is not None:
            return own
        name = self.name(token)
        if name is None:
            return None
        strange = not name.entry and ((name.kind is None and self._admits_strangers(classes)) or self._is_misread(name, classes))
        if not strange and not self._is_of(token, classes):
            return None
        return self._whole(token, replace(name, kind=classes[0]) if strange else name, classes)

    def _admits_strangers(self, classes: tuple[str, ...]) -> bool:
        """Whether a name of no known kind may be of the class: its members' names are not all described."""
        return classes[0] != ANYTHING and not (len(classes) == 1 and classes[0] in self._ties.patterns)

    def _unknown(self, token: Token, cls: str) -> End:
        """The name around a proper noun that nothing is known of."""
        first = token
        while (before := self._before(first, person=True)) is not None:
            first = before
        return self._end(Span(first.begin, token.end), cls, token)

    def _is_misread(self, name: Mention, classes: tuple[str, ...]) -> bool:
        """Whether a person is wanted, and what was taken for something else is called as persons are."""
        words = name.text.split()
        plain = 2 <= len(words) <= LONGEST_PERSON and all(word[0].isupper() and word.replace("-", "").replace(".", "").isalpha() for word in words)
        return classes[0] == "Person" and name.kind in GUESSES and plain and words[-1].lower() not in self._lexicon.kinds

    def _is_of(self, token: Token, classes: tuple[str, ...]) -> bool:
        kind = self._mentions.kind(token)
        return any(cls == ANYTHING or self._ontology.is_a(kind, cls) for cls in classes)

    def _plain(self, token: Token) -> End:
        """A pronoun, or a phrase as all others have it."""
        text = token.text if token.pos == "PRON" else phrase(self._parse, token)[1]
        return End(token, token.span, text, self._mentions.kind(token), named=False)

    def _end(self, span: Span, kind: str, token: Token) -> End:
        """A name with its span; the mention of just these words, if there is one, is taken."""
        index = self._mentions.by_token.get(token.i)
        same = self._mentions.all[index] if index is not None else None
        taken = index if same is not None and same.span == span and same.form == "name" and not same.entry else None
        return End(token, span, clean(self._parse.article.text[span.begin : span.end]), kind, named=True, mention=taken)

    # ------------------------------------------------------------ how far a name goes
    def _whole(self, token: Token, name: Mention, classes: tuple[str, ...]) -> End:
        """A name with the capitalised words beside it that were not taken for a part of it: "European [Academy of Sciences]"."""
        as_it_is = End(token, name.span, name.text, name.kind, named=True, mention=self._mentions.by_token[token.i])
        if name.body or name.form == "demonym" or self._ontology.is_a(name.kind, "Place"):
            return as_it_is
        person = self._ontology.is_a(name.kind, "Person")
        inside = [t for t in self._parse.tokens[max(0, token.i - 20) : token.i + 20] if name.span.begin <= t.begin < name.span.end]
        first, last = inside[0], inside[-1]
        while (before := self._before(first, person=person)) is not None:
            first = before
        if not person and not any("of" in self._ties.left_out.get(cls, ()) for cls in classes):
            last = self._through_of(last)
        span = Span(first.begin, last.end)
        return as_it_is if span == name.span else self._end(span, name.kind or ANYTHING, token)

    def _before(self, token: Token, *, person: bool) -> Token | None:
        """The capitalised word with which a name begins that goes on with `token`, over a hyphen too: "Jan-[Carl Berg]"."""
        tokens, i = self._parse.tokens, token.i - 1
        if i > 0 and tokens[i].text == "-" and tokens[i].end == token.begin and tokens[i - 1].end == tokens[i].begin:
            i -= 1
        elif i >= 0 and tokens[i].dep not in ("compound", "amod", "nmod"):
            return None
        before = tokens[i] if i >= 0 else token
        other = self.name(before)
        if (
            before is token
            or before.sentence != token.sentence
            or not before.text[0].isupper()
            or not before.text.isalpha()
            or before.pos not in ("PROPN", "ADJ")
        ):
            return None
        free = other is None or (not person and other.form == "demonym")
        return before if free and not self._mentions.is_title(before) else None

    def _through_of(self, last: Token) -> Token:
        """The last word of "of" and the name behind it: "Green Party [of Norway]"."""
        tokens, i = self._parse.tokens, last.i + 1
        if i + 1 >= len(tokens) or tokens[i].lower != "of":
            return last
        i += 1 + (tokens[i + 1].lower == "the")
        while i < len(tokens) and tokens[i].pos == "PROPN" and tokens[i].text[0].isupper():
            last, i = tokens[i], i + 1
            if i + 1 < len(tokens) and tokens[i].lower == "and" and tokens[i + 1].pos == "PROPN" and tokens[i + 1].head is last:
                i += 1
        return last

    # ------------------------------------------------------------ members of the user's classes
    def _member(self, token: Token, classes: tuple[str, ...]) -> End | None:
        """The name of a member around the word."""
        for cls in self._below(classes):
            for span in self._spans(cls):
                if span.begin <= token.begin < span.end:
                    return self._end(self._beyond(span, cls), cls, token)
        return None

    def _beyond(self, span: Span, cls: str) -> Span:
        """The span with what of a longer name follows: "Green Party [of Norway]"."""
        if "of" in self._ties.left_out.get(cls, ()) or not self._parse.article.text[span.begin].isupper():
            return span
        last = next(t for t in reversed(self._parse.tokens) if t.begin < span.end)
        return Span(span.begin, max(span.end, self._through_of(last).end))

    def _below(self, classes: tuple[str, ...]) -> tuple[str, ...]:
        """The classes whose members' names are known that are of any of these."""
        known = self._wanted.get(classes)
        if known is None:
            known = tuple(cls for cls in self._ties.patterns if any(self._ontology.is_a(cls, wanted) for wanted in classes))
            self._wanted[classes] = known
        return known

    def _spans(self, cls: str) -> list[Span]:
        known = self._members.get(cls)
        if known is None:
            article = self._parse.article
            found = self._ties.patterns[cls].finditer(article.text, article.body.begin, article.body.end)
            known = self._members[cls] = [Span(*match.span()) for match in found]
        return known

    # ------------------------------------------------------------ phrases
    def _phrase(self, token: Token, classes: tuple[str, ...]) -> End:
        """A common noun's phrase, without what members' names of the class leave out."""
        left_out = next((self._ties.left_out[cls] for cls in classes if cls in self._ties.left_out), None)
        return self._plain(token) if left_out is None else self._end(self._trimmed(token, left_out), classes[0], token)

    def _trimmed(self, token: Token, left_out: frozenset[str]) -> Span:
        first, last = left_edge(token), token if "of" in left_out else right_edge(token)
        if "adjective" in left_out:
            while first.i < token.i and first.dep in ("amod", "nummod", "advmod", "punct", "nmod") and first.pos not in ("PROPN",):
                first = self._parse.tokens[first.i + 1]
        return Span(first.begin, last.end)
