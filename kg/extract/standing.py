"""Standing relations: what titles, possessives, appositions and memberships say beyond one event."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.clauses import is_nominal
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.gazetteer import Gazetteer, Title
from kg.lexicon import Lexicon
from kg.model import Mention, Parse, Span, Standing, Token
from kg.ontology import Ontology


class StandingRelations:
    """Finds the standing relations of one parse; each rule yields (relation, subject, object, rule id, evidence)."""

    def __init__(self, parse: Parse, grammar: Grammar, mentions: Mentions, gazetteer: Gazetteer, ontology: Ontology, lexicon: Lexicon) -> None:
        self._parse, self._grammar, self._mentions = parse, grammar, mentions
        self._gazetteer, self._ontology, self._lexicon = gazetteer, ontology, lexicon

    def find(self) -> tuple[Standing, ...]:
        """In text order, each once."""
        found: dict[tuple[str, int, int], Standing] = {}
        for index in range(len(self._mentions.all)):
            mention = self._mentions.all[index]
            if mention.form == "name" and mention.kind == "Person":
                self._note(found, self._titles_before(index))
                self._note(found, self._appositions(index))
        for token in self._parse.tokens:
            if token.pos in ("NOUN", "PROPN"):
                self._note(found, self._of_noun(token))
            elif token.lower == "based":
                self._note(found, self._based(token))
        return tuple(sorted(found.values(), key=lambda s: (s.span, s.relation, s.subject, s.object)))

    def _note(self, found: dict[tuple[str, int, int], Standing], relations: Iterator[tuple[str, int, int, str]]) -> None:
        for relation, subject, object_, rule in relations:
            if subject == object_ or not self._fits(relation, subject, object_):
                continue
            spans = self._mentions.all[subject].span, self._mentions.all[object_].span
            span = Span(min(s.begin for s in spans), max(s.end for s in spans))
            sentence = self._parse.tokens[self._mentions.all[subject].head].sentence
            found.setdefault((relation, subject, object_), Standing(relation, subject, object_, rule, sentence, span))

    def _fits(self, relation: str, subject: int, object_: int) -> bool:
        """Whether both ends are of the kinds that the relation joins; an unknown kind never is."""
        for index, table in ((subject, self._ontology.domains), (object_, self._ontology.ranges)):
            wanted = table.get(relation)
            mention = self._mentions.all[index]
            if mention.form in ("pronoun",):
                continue
            if wanted and not any(self._ontology.is_a(mention.kind, kind) for kind in wanted):
                return False
        return True

    # ------------------------------------------------------------ persons
    def _titles_before(self, person: int) -> Iterator[tuple[str, int, int, str]]:
        """ "North Korean Leader Kim Jong Un", "Japan's Foreign Minister Taro Aso"."""
        first = self._first_token(self._mentions.all[person])
        for title, start in self._titles_ending_at(first):
            if title.relation is None:
                return
            owner = self._agent_ending_at(start)
            if owner is not None:
                if not self._is_out_of_office(self._first_token(self._mentions.all[owner]), start):
                    yield title.relation, person, owner, title.key
                return

    def _first_token(self, mention: Mention) -> int:
        i = mention.head
        while i > 0 and self._parse.tokens[i - 1].begin >= mention.span.begin:
            i -= 1
        return i

    def _titles_ending_at(self, last: int) -> Iterator[tuple[Title, int]]:
        """Titles that end before token `last`, the longest first: "UN spokesman" is one, and "spokesman" alone, which leaves the UN for its owner."""
        for size in (4, 3, 2, 1):
            first = last - size
            if first >= 0:
                words = self._parse.article.text[self._parse.tokens[first].begin : self._parse.tokens[last - 1].end]
                title = self._gazetteer.titles.get(" ".join(words.split()).lower())
                if title is not None:
                    yield title, first

    def _agent_ending_at(self, last: int) -> int | None:
        """The state, body or organisation whose name ends before token `last`, a possessive between."""
        tokens = self._parse.tokens
        i = last - 1
        while i >= 0 and (tokens[i].tag == "POS" or (tokens[i].dep == "amod" and i not in self._mentions.by_token)):
            i -= 1
        index = self._mentions.by_token.get(i) if i >= 0 and tokens[i].sentence == tokens[last].sentence else None
        if index is not None and self._ontology.is_a(self._mentions.all[index].kind, "Agent") and self._mentions.all[index].kind != "Person":
            return index
        return None

    def _appositions(self, person: int) -> Iterator[tuple[str, int, int, str]]:
        """ "Choo Kyu-ho, spokesman for the foreign ministry", "the president of France, Jean Roux", "X is the leader of Y"."""
        token = self._parse.tokens[self._mentions.all[person].head]
        nouns = [c for c in token.children if c.dep == "appos" and self._is_set_off(c)]
        if token.dep == "appos":
            nouns.append(token.head)
            if token.head.dep == "pobj" and self._mentions.named(token.head) is not None:  # the parser joins the person to the last word of the office
                nouns.append(token.head.head.head)
        if token.dep == "nsubj" and token.head.lemma == "be" and self._is_stated(token.head):
            nouns.extend(c for c in token.head.children if c.dep == "attr")
        for noun in nouns:
            yield from self._office(person, noun)

    def _is_set_off(self, noun: Token) -> bool:
        """Whether a comma or dash stands before an apposition: without one, a question's "Is X the president?" looks the same."""
        return self._parse.tokens[_first_of(noun).i - 1].pos == "PUNCT" or self._parse.article.text[noun.begin].isupper()

    def _is_stated(self, verb: Token) -> bool:
        """Whether a clause says of now, by itself, what is: no past, negation, modal, condition or question, and on nobody's word."""
        main = verb
        while main.dep == "conj":
            main = main.head
        asked = self._parse.tokens[self._parse.sentences[verb.sentence].last - 1].text == "?"
        kept = any(c.dep in ("neg", "aux", "mark") for c in verb.children)
        return main.dep == "ROOT" and verb.tag in ("VBZ", "VBP") and not kept and not asked

    def _is_out_of_office(self, first: int, last: int) -> bool:
        """Whether a word in tokens `first` to `last`, or just before them, says that the office is not held: "former", "ex-"."""
        listed = self._lexicon.listed("not-in-office")
        sentence = self._parse.tokens[first].sentence
        words = self._parse.tokens[max(0, first - 2 if self._parse.tokens[first - 1].text == "-" else first - 1) : last]
        return any(t.lower in listed or t.lower.partition("-")[0] in listed for t in words if t.sentence == sentence)

    def _office(self, person: int, noun: Token) -> Iterator[tuple[str, int, int, str]]:
        title = self._title_of(noun)
        if title is None or title.relation is None or self._is_out_of_office(_first_of(noun).i, noun.i):
            return
        functions = self._grammar.functions(noun)
        for name in ("of", "for", "to", "at", "possessive", "compound", "adjective", "in"):
            owners = [self._mentions.of(t) for t in functions.get(name, []) if name not in ("compound", "adjective") or t.i in self._mentions.by_token]
            if name == "to" and noun.lemma in self._lexicon.listed("envoys"):  # to whom one is sent, one does not work for
                continue
            owners = [o for o in owners if self._ontology.is_a(self._mentions.all[o].kind, "Agent") and self._mentions.all[o].kind != "Person"]
            if owners:
                if name == "possessive" and any(self._is_region(t) for t in functions.get("compound", [])):  # a firm's head for a region
                    return
                for owner in owners:
                    yield title.relation, person, owner, title.key
                return

    def _title_of(self, noun: Token) -> Title | None:
        for size in (3, 2, 1):
            first = noun.i - size + 1
            if first >= 0:
                words = " ".join(t.lower for t in self._parse.tokens[first : noun.i + 1])
                title = self._gazetteer.titles.get(words)
                if title is not None:
                    return title
        return self._gazetteer.titles.get(noun.lemma)

    # ------------------------------------------------------------ other words
    def _based(self, token: Token) -> Iterator[tuple[str, int, int, str]]:
        """ "Interbrand, based in Geneva", "the Geneva-based Interbrand"."""
        index = self._mentions.by_token.get(token.head.i)
        if index is None or self._mentions.all[index].form != "name" or token.dep not in ("acl", "amod") or any(c.dep == "neg" for c in token.children):
            return
        places = [c for c in token.children if c.dep == "npadvmod"]
        places += [noun for c in token.children if c.dep == "prep" and c.lower == "in" for noun in c.children if noun.dep == "pobj"]
        for place in places:
            where = self._mentions.by_token.get(place.i)
            if where is not None and self._mentions.all[where].form == "name":
                yield "basedIn", index, where, "based-in"

    def _of_noun(self, token: Token) -> Iterator[tuple[str, int, int, str]]:
        index = self._mentions.by_token.get(token.i)
        name = self._mentions.named(token)
        if name is not None and index is not None and token.i == name.head:
            yield from self._of_name(index, token, name)
        elif name is None:
            yield from self._of_common_noun(token)

    def _of_name(self, index: int, token: Token, name: Mention) -> Iterator[tuple[str, int, int, str]]:
        holders = [token, token.head] if token.dep in ("compound", "nmod", "appos") else [token]
        if self._ontology.is_a(name.kind, "Artifact"):
            for holder in holders:
                for owner in self._grammar.functions(holder).get("possessive", []) if is_nominal(holder) else ():
                    yield "operates", self._mentions.of(owner), index, "possessed-artifact"
        if self._ontology.is_a(name.kind, "Place"):
            yield from self._place(index, token)

    def _place(self, index: int, token: Token) -> Iterator[tuple[str, int, int, str]]:
        """ "the Philippines' island of Luzon", "Kharkiv, Ukraine", "Kharkiv in Ukraine"."""
        for child in token.children:
            other = self._mentions.by_token.get(child.i)
            if child.dep == "appos" and other is not None and self._is_state(other) and child.i <= token.i + 3:
                yield "locatedIn", index, other, "place-apposition"
            if child.dep == "prep" and child.lower == "in" and child.i == token.i + 1:
                for noun in child.children:
                    other = self._mentions.by_token.get(noun.i)
                    if noun.dep == "pobj" and other is not None and self._is_state(other):
                        yield "locatedIn", index, other, "place-in"
        prep = token.head
        if token.dep == "pobj" and prep.lower == "of" and self._mentions.is_a(prep.head, "Place"):
            for owner in self._grammar.functions(prep.head).get("possessive", []):
                yield "locatedIn", index, self._mentions.of(owner), "possessed-place"

    def _is_region(self, token: Token) -> bool:
        index = self._mentions.by_token.get(token.i)
        return index is not None and self._mentions.all[index].form == "name" and self._ontology.is_a(self._mentions.all[index].kind, "Place")

    def _is_state(self, index: int) -> bool:
        return self._mentions.all[index].kind == "State" and self._mentions.all[index].form == "name"

    def _of_common_noun(self, token: Token) -> Iterator[tuple[str, int, int, str]]:
        if not self._mentions.is_a(token, "LegalInstrument"):
            return
        for other in token.children:
            index = self._mentions.by_token.get(other.i)
            if index is None or other.dep not in ("compound", "nmod", "amod", "poss"):
                continue
            if self._mentions.all[index].form == "name" and self._ontology.is_a(self._mentions.all[index].kind, "Organization"):
                yield "issuedBy", self._mentions.of(token), index, "issued-instrument"


def _first_of(noun: Token) -> Token:
    """The first of the words that belong to a noun and stand before it."""
    first = noun
    while before := [c for c in first.children if c.i < first.i and c.pos != "PUNCT"]:
        first = before[0]
    return first
