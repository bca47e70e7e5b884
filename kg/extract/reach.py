"""Reach: where a path of grammatical functions leads from a word, and which words stand for the same thing."""

from __future__ import annotations

from kg.extract.clauses import SUBJECTS, is_nominal, is_passive
from kg.extract.grammar import Functions, Grammar
from kg.model import Parse, Token

SELF, WORD, HOST, TOPIC, LEAD = "self", "word", "host", "topic", "lead"
# who a noun is said to be; the word's own phrase; the noun or verb's subject that it is hung on; the subject of the clause around it;
# the name that the sentence begins with
FARTHEST = 3  # steps of a path


class Reach:
    """The steps from word to word of one parse; `copulas` are what the lexicon lists: "be", "become"."""

    def __init__(self, parse: Parse, grammar: Grammar, copulas: frozenset[str]) -> None:
        self._parse, self._grammar, self._copulas = parse, grammar, copulas
        self._known: dict[int, Functions] = {}

    def follow(self, token: Token, path: str) -> list[list[Token]]:
        """The words at the end of a path such as "in/of", in text order; of a path to the topic, those of each clause apart."""
        *first, last = path.split("/")
        found = [token]
        for step in first:
            found = [end for one in found for end in self.steps(one).get(step, [])]
        if last == TOPIC:
            return [group for one in dict.fromkeys(found) for group in self.topics(one)]
        ends = dict.fromkeys(end for one in found for end in self.steps(one).get(last, []))
        return [sorted(ends, key=lambda t: t.i)]

    def steps(self, token: Token) -> Functions:
        """Every step from a word."""
        known = self._known.get(token.i)
        if known is None:
            known = {name: tokens for name, tokens in self._grammar.functions(token).items() if tokens}
            if is_nominal(token):
                known.update({name: tokens for name, tokens in ((SELF, self.same(token)), (HOST, self._hosts(token))) if tokens})
            if topics := self.topics(token):
                known[TOPIC] = [t for group in topics for t in group]
            if lead := self._lead(token):
                known[LEAD] = lead
            known[WORD] = [token]
            self._known[token.i] = known
        return known

    def paths(self, token: Token) -> dict[int, str]:
        """Word → the shortest path to it."""
        found = {token.i: WORD}
        edge = [(token, "")]
        for _ in range(FARTHEST):
            edge, last = [], edge
            for one, path in last:
                for step, ends in self.steps(one).items():
                    for end in ends if step != WORD else ():
                        if end.i not in found:
                            found[end.i] = f"{path}/{step}".lstrip("/")
                            edge.append((end, found[end.i]))
        return found

    def topics(self, token: Token) -> list[list[Token]]:
        """Whom the clauses around a word are about, the nearest first: the understood subjects, of a passive what is acted on."""
        found, below = [], token
        for verb in token.ancestors():
            if not is_nominal(verb) and verb.pos in ("VERB", "AUX", "ADJ"):
                functions = self._grammar.functions(verb)
                subjects = functions.get("object", []) if is_passive(verb) else functions.get("subject", []) or self._grammar.subjects(verb)
                if subjects and below not in subjects:
                    found.append(subjects)
            below = verb
        return found

    def _start(self, token: Token) -> int:
        """Where the sentence around a word begins; one that was cut inside brackets, with the one before it."""
        sentence = self._parse.sentences[token.sentence]
        text = self._parse.article.text
        for earlier in self._parse.sentences[: sentence.index]:
            between = text[earlier.span.begin : sentence.span.begin]
            if earlier.paragraph == sentence.paragraph and between.count("(") > between.count(")"):
                return earlier.first
        return sentence.first

    def _lead(self, token: Token) -> list[Token]:
        """The name that a sentence begins with, as those of reference works do."""
        words = self._parse.tokens[self._start(token) : token.i]
        first = next((t for t in words if t.pos not in ("DET", "PUNCT")), token)
        if not (first.text[0].isupper() or first.text[0].isdigit()):
            return []
        while first.dep in ("compound", "nmod", "amod", "nummod") and first.head.i > first.i:
            first = first.head
        return [first] if first.i < token.i else []

    # ------------------------------------------------------------ who a noun is
    def same(self, noun: Token) -> list[Token]:
        """Who or what a common noun is said to be: by "is" or "became", an apposition, "as", or a name right behind it."""
        found: list[Token] = []
        head = noun.head
        if noun.dep == "conj" and is_nominal(head):
            return self.same(head)
        if noun.dep in ("attr", "oprd") or (noun.dep == "dobj" and head.lemma in self._copulas):
            functions = self._grammar.functions(head)
            named = functions.get("object", []) if is_passive(head) or noun.dep == "oprd" else []
            found += [t for t in named if t is not noun] or functions.get("subject", []) or self._grammar.subjects(head)
        if noun.dep in SUBJECTS and head.lemma in self._copulas:
            found += [t for c in head.children if c.dep == "attr" for t in self._grammar.expand(c)]
        found += [t for c in noun.children if c.dep == "appos" for t in self._grammar.expand(c)]
        if noun.dep == "appos" or (noun.dep in ("compound", "nmod") and head.pos == "PROPN"):
            found.append(head)
        if noun.dep == "pobj" and head.lower == "as":
            verb = head.head
            functions = self._grammar.functions(verb)
            found += functions.get("object", []) or functions.get("subject", []) if not is_nominal(verb) else []
        return [t for t in dict.fromkeys(found) if t is not noun]

    def _hosts(self, noun: Token) -> list[Token]:
        """What a noun's phrase is hung on: a noun, or whoever acts or is acted on in the clause."""
        node = noun
        while node.dep == "conj" and is_nominal(node.head):
            node = node.head
        if node.dep in ("compound", "nmod", "amod", "poss"):
            return [node.head]
        if node.dep != "pobj":
            return self._grammar.functions(node.head).get("subject", []) if node.dep == "dobj" and not is_nominal(node.head) else []
        above = node.head.head
        while above.pos == "ADP" and above.head is not above:
            above = above.head
        if is_nominal(above):
            return [above]
        functions = self._grammar.functions(above)
        return functions.get("object", []) if is_passive(above) else functions.get("subject", []) or self._grammar.subjects(above)
