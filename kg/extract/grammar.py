"""Who does what to whom in the parse: the words that fill each grammatical function of a verb or a noun.

Passives are turned round, relative pronouns stand for their antecedents, conjuncts share what they have in common, and the
understood subjects of infinitives, participles and gerunds are found.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.clauses import (
    SUBJECTS,
    VERBAL,
    conjuncts,
    has_finite,
    is_apart,
    is_clause,
    is_divided,
    is_gerund_object,
    is_infinitive,
    is_inserted,
    is_nominal,
    is_one_of_few,
    is_passive,
    joined_to,
    lent_subject,
    verbs,
)
from kg.model import Token

Functions = dict[str, list[Token]]
"""Function → the words that fill it: "subject", "object", "dative", "clause", "infinitive", "possessive", "compound",
"adjective", "complement", or a preposition."""

RELATIVE = frozenset({"WDT", "WP", "WP$"})
DEEPEST = 60  # words that lean on one another before the rest is left undone; no news sentence comes near


class Grammar:
    """Functions of the words of one parse, each worked out once.

    `control` says of a verb whether the infinitive below it shares its "subject" or its "object", or whether what it governs is
    "nobody"'s act that takes part in it ("foiled a plot"); None leaves it to the syntax.
    `partitives` are head nouns that only measure what follows their "of" ("dozens of people"); `linking` nouns make one
    preposition with those around them ("in response to").
    """

    def __init__(self, control: Callable[[Token], str | None], partitives: frozenset[str], linking: frozenset[str]) -> None:
        self._control = control
        self._partitives = partitives
        self._linking = linking
        self._functions: dict[int, Functions] = {}
        self._subjects: dict[int, list[Token]] = {}
        self._depth = 0

    def functions(self, token: Token) -> Functions:
        """What fills the functions of `token`; lists in text order."""
        known = self._functions.get(token.i)
        if known is None:
            if self._depth >= DEEPEST:
                return {}
            self._functions[token.i] = {}  # cuts a circle in a broken parse
            self._depth += 1
            known = self._of_noun(token) if is_nominal(token) else self._of_verb(token)
            self._depth -= 1
            self._functions[token.i] = known
        return known

    # ------------------------------------------------------------ verbs
    def _of_verb(self, verb: Token) -> Functions:
        found: Functions = {}
        for child in verb.children:
            self._add_child(found, child)
        if "object" not in found and not is_passive(verb):  # "named a general" is read like "was named a general"
            found["object"] = [t for c in verb.children if c.dep == "oprd" and c.pos in ("NOUN", "PROPN") for t in self.expand(c)]
            if not found["object"]:
                del found["object"]
        subjects = self.subjects(verb)
        if is_passive(verb):
            name = "dative" if "object" in found and verb.dep not in ("acl", "relcl") else "object"  # "was denied entry"
            found.setdefault(name, [])[:0] = [s for s in subjects if s not in found.get(name, ())]
            if "by" in found:
                found["subject"] = list(found["by"])
        elif subjects:
            found["subject"] = subjects
        if is_inserted(verb) and not {"clause", "infinitive"} & found.keys():
            self._insert(found, verb)
        self._add_relative_object(found, verb)
        self._add_free_relative(found)
        self._share_objects(found, verb)
        return found

    @staticmethod
    def _insert(found: Functions, verb: Token) -> None:
        """What an inserted clause is said of; "as announced" and "it is feared" have no other object."""
        own = [c for c in verb.children if c.dep in SUBJECTS]
        if "object" not in found or (is_passive(verb) and all(c.lower == "it" for c in own)):
            found.pop("object", None)
            found["clause"] = [verb.head]

    def _add_child(self, found: Functions, child: Token) -> None:
        dep = child.dep
        if dep == "dobj":
            if "object" not in found or not _is_set_off(child):
                found.setdefault("object", []).extend(self.expand(child))
        elif dep == "prep" and not _belongs_to_noun(child):
            self._add_preposition(found, child)
        elif dep == "agent" and not _is_of_noun_before(child):
            found.setdefault("by", []).extend(t for p in child.children if p.dep in ("pobj", "pcomp") for t in self.expand(p))
        elif dep == "dative":
            if child.pos == "ADP":
                self._add_preposition(found, child, name="dative")
            else:
                found.setdefault("dative", []).extend(self.expand(child))
        elif dep == "ccomp" and not is_apart(child, child.head):
            name = "infinitive" if is_infinitive(child) else "clause"
            found.setdefault(name, []).extend(verbs(child))
        elif dep == "xcomp" or is_gerund_object(child):
            found.setdefault("infinitive", []).extend(verbs(child))
        elif dep == "advcl" and is_infinitive(child):
            found.setdefault("purpose", []).extend(verbs(child))
        elif dep in ("attr", "acomp", "oprd"):
            found.setdefault("complement", []).extend(self.expand(child))

    def _add_preposition(self, found: Functions, prep: Token, *, name: str | None = None) -> None:
        name = name or " ".join(c.lower for c in (*prep.children, prep) if c is prep or (c.dep == "advmod" and c.i == prep.i - 1 and prep.lower == "of"))
        for child in prep.children:
            if child.dep == "pcomp" and child.pos == "ADP" and not child.children:
                name = f"{name} {child.lower}"  # "because of a leak", where the parse hangs the leak on "because"
        for child in prep.children:
            if child.dep == "pobj" and f"{prep.lower} {child.lemma}" in self._linking and not any(c.dep in ("poss", "amod") for c in child.children):
                for inner in child.children:
                    if inner.dep == "prep":
                        self._add_preposition(found, inner, name=f"{name} {child.lemma} {inner.lower}")
            elif child.dep == "pobj":
                found.setdefault(name, []).extend(self.expand(child))
            elif child.dep == "pcomp":
                if child.pos == "ADP":  # "because of", "due to"
                    self._add_preposition(found, child, name=f"{name} {child.lower}")
                else:
                    found.setdefault(name, []).extend(verbs(child))
            elif child.dep == "prep":
                self._add_preposition(found, child, name=f"{name} {child.lower}")
            elif child.dep == "conj" and child.dep != prep.dep and child.pos == "ADP":
                self._add_preposition(found, child)

    def _add_relative_object(self, found: Functions, verb: Token) -> None:
        """ "the exercises it sees": the antecedent is the object where nothing else is."""
        if verb.dep != "relcl" or is_passive(verb) or not is_nominal(verb.head):
            return
        if "object" in found or "clause" in found or "infinitive" in found or verb.head in found.get("subject", ()):
            return
        if any(c.dep in SUBJECTS for c in verb.children) and not any(c.tag in RELATIVE or c.tag == "WRB" for c in verb.subtree()):
            found["object"] = self.expand(verb.head)

    def _add_free_relative(self, found: Functions) -> None:
        """ "fired what it claimed was a satellite": the object is what it is said to be."""
        if "object" in found:
            return
        heads = found.get("clause", [])
        if any(c.tag == "WP" and c.dep in ("dobj", "nsubj") for head in heads for c in head.children):
            below = [*heads, *(c for head in heads for c in head.children if c.dep in ("ccomp", "xcomp"))]
            named = [t for verb in below for c in verb.children if c.dep in ("attr", "oprd") and c.tag != "WP" for t in self.expand(c)]
            if named:
                found["object"] = named

    def _share_objects(self, found: Functions, verb: Token) -> None:
        """ "arrested and jailed two men": the first verb shares the object of the second."""
        if "object" in found or "clause" in found or "infinitive" in found or is_passive(verb):
            return
        second = next((c for c in verb.children if c.dep == "conj" and c.pos == "VERB" and c.i - verb.i <= 3), None)
        alone = len(verb.children) <= 3 and not any(c.dep in ("prep", "advmod", "npadvmod") and c.i > verb.i for c in verb.children)
        if second is None or not alone or is_passive(second) or any(c.dep in SUBJECTS for c in second.children):
            return
        shared = [t for c in second.children if c.dep == "dobj" for t in self.expand(c)]
        if shared:
            found["object"] = shared

    def subjects(self, verb: Token) -> list[Token]:
        """The surface subject of a verb: its own, or the one that it shares."""
        known = self._subjects.get(verb.i)
        if known is None:
            if self._depth >= DEEPEST:
                return []
            self._subjects[verb.i] = []
            self._depth += 1
            known = self._subjects[verb.i] = self._find_subjects(verb)
            self._depth -= 1
        return known

    def _find_subjects(self, verb: Token) -> list[Token]:
        own = [child for child in verb.children if child.dep in SUBJECTS]
        if own:
            apart = any(t.text == "," and own[0].i < t.i < own[-1].i for t in verb.subtree()) and own[-1].i < verb.i
            # "a magnitude 6 earthquake struck", "Peru, police said, struck": the last is meant, but of appositions the first
            return self.expand(own[0] if apart and not is_divided(verb, own) else own[-1])
        lent = next((noun for clause in (*verb.children, verb.head) if (noun := lent_subject(clause, verb)) is not None), None)
        if lent is not None:
            return self.expand(lent)
        head = verb.head
        if head is verb:
            return []
        if verb.dep == "conj":
            head = joined_to(verb)
            return [] if is_nominal(head) and head.pos not in VERBAL else self.subjects(head)
        if verb.dep in ("acomp", "oprd") and verb.pos in ("ADJ", "VERB"):
            return [t for c in head.children if c.dep == "dobj" for t in self.expand(c)] or self.subjects(head)  # "it left two dead"
        if verb.dep in ("xcomp", "ccomp"):
            return self._controlled(head) if not any(c.dep == "expl" for c in verb.children) else []
        if verb.dep == "advcl":
            return self._of_participle(verb, head) if not has_finite(verb) else []
        if verb.dep == "pcomp":
            governor = head.head
            while governor.pos == "ADP" and governor.head is not governor:
                governor = governor.head
            governor = _whole(governor)
            if governor.dep == "dobj" and self._control(governor.head) == "object" and self._control(governor) is None:
                # the gerund hangs on the object, or inside: "accused [the governor of buying votes]", "was fined [a sum for breaking it]"
                return self.functions(governor.head).get("dative", []) if is_passive(governor.head) else self.expand(governor)
            return self._controlled(governor) if not is_nominal(governor) else self.owners(governor)
        if verb.dep in ("acl", "relcl", "amod"):
            return self._of_modifier(verb, head)
        return []

    def _of_participle(self, verb: Token, head: Token) -> list[Token]:
        """The subject of an adverbial participle: the main clause's, or whoever acts in a passive ("was hit by rebels, killing two")."""
        if verb.tag == "VBG" and is_passive(head) and verb.i > head.i and not any(c.dep in ("mark", "advmod") for c in verb.children):
            return self.functions(head).get("by", [])
        return self.subjects(head)

    def _of_modifier(self, verb: Token, noun: Token) -> list[Token]:
        """The subject of a participle, infinitive or relative clause that modifies a noun."""
        if is_infinitive(verb):
            return self.expand(noun) if is_one_of_few(noun) else self.owners(noun)
        if verb.tag in ("VBG", "VBN", "VBD") and verb.dep in ("acl", "amod"):
            return self.expand(noun)
        return []

    def _controlled(self, verb: Token) -> list[Token]:
        """Whom a verb makes the subject of the infinitive or gerund below it."""
        if is_nominal(verb):
            return self.owners(verb)
        if verb.dep == "acomp":  # "is ready to attack"
            return self.subjects(verb.head)
        functions = self.functions(verb)
        control = self._control(verb)
        objects = (is_passive(verb) and functions.get("dative")) or functions.get("object", []) or functions.get("dative", [])
        if control == "object":
            return objects or functions.get("on", []) or functions.get("to", []) or self.subjects(verb)
        if control == "subject":
            return functions.get("subject", []) or self.subjects(verb)
        if objects and not is_passive(verb):
            return objects
        return self.subjects(verb)

    # ------------------------------------------------------------ nouns
    def _of_noun(self, noun: Token) -> Functions:
        found: Functions = {}
        for child in noun.children:
            if child.dep == "poss":
                found.setdefault("possessive", []).extend(self.expand(child))
            elif child.dep in ("compound", "nmod"):
                found.setdefault("compound", []).append(child)
            elif child.dep == "amod":
                found.setdefault("adjective", []).append(child)
            elif child.dep == "nummod":
                found.setdefault("number", []).append(child)
            elif child.dep == "prep":
                self._add_preposition(found, child)
            elif child.dep == "agent":
                self._add_preposition(found, child, name="by")
            elif child.dep == "acl" and is_infinitive(child):
                found.setdefault("infinitive", []).extend(verbs(child))
            elif child.dep in ("acl", "ccomp", "relcl") and is_clause(child):
                found.setdefault("clause", []).extend(verbs(child))
            elif child.dep == "relcl" and is_infinitive(child):
                found.setdefault("infinitive", []).extend(verbs(child))
        governor = noun.head if noun.dep != "pobj" else noun.head.head
        for child in governor.children:
            if child.i == noun.i + 1 and ((child.dep == "prep" and _belongs_to_noun(child)) or (child.dep == "agent" and _is_of_noun_before(child))):
                self._add_preposition(found, child)
        return found

    def owners(self, noun: Token) -> list[Token]:
        """Whose act a noun is: its possessor, else the subject of the verb that it is the object of."""
        if self._depth >= DEEPEST:
            return []
        self._depth += 1
        found = self._find_owners(noun)
        self._depth -= 1
        return found

    def _find_owners(self, noun: Token) -> list[Token]:
        functions = self.functions(noun)
        for name in ("possessive", "by"):
            if functions.get(name):
                return functions[name]
        head = noun.head
        if noun.dep == "conj":
            return self.owners(head)
        if noun.dep == "pobj":
            head = head.head
        if noun.dep == "dobj" and self._control(head) == "nobody":
            return []
        if noun.dep in ("dobj", "pobj", "attr") and not is_nominal(head):
            return self.functions(head).get("subject", []) or ([] if is_passive(head) else self.subjects(head))
        if noun.dep == "pobj" and is_nominal(head) and head is not noun:
            return self.owners(head)
        return []

    def expand(self, token: Token) -> list[Token]:
        """The word with its conjuncts; a relative pronoun gives its antecedent, a measure what it measures."""
        found: list[Token] = []
        self._depth += 1
        for one in conjuncts(token):
            found.extend(self._meant(one) if self._depth < DEEPEST else [one])
        self._depth -= 1
        return found

    def _meant(self, token: Token) -> list[Token]:
        if token.tag in RELATIVE or (token.lower == "that" and token.pos in ("PRON", "SCONJ") and token.dep in ("nsubj", "nsubjpass", "dobj", "pobj")):
            antecedent = _antecedent(token)
            return self.expand(antecedent) if antecedent is not None and antecedent.tag not in RELATIVE else [token]
        if token.lemma in self._partitives and token.pos in ("NOUN", "NUM", "PRON", "ADJ", "DET"):
            beside = [c for c in token.children if c.dep == "appos" and c.pos == "PROPN"]  # "one of them, Piet Vos"
            measured = [t for p in token.children if p.dep == "prep" and p.lower == "of" for c in p.children if c.dep == "pobj" for t in self.expand(c)]
            return beside or measured or [token]
        return [token]


def _is_set_off(noun: Token) -> bool:
    """Whether a comma parts a second object from the first, so that it only says more of it: "fired 70 missiles, a record"."""
    head = noun.head
    return any(mark.text == "," and head.i < mark.i < noun.i for mark in head.children)


def _is_of_noun_before(by: Token) -> bool:
    """Whether "by" was hung on an active verb, so that it tells whose act the noun before it is: "it coincided with drills by Japan"."""
    return not is_passive(by.head) and by.i > by.head.i + 1


def _whole(noun: Token) -> Token:
    """The noun whose "of" leads to this one, and so on: of "the head of the bank" the head."""
    while noun.dep == "pobj" and noun.head.lower == "of" and is_nominal(noun.head.head):
        noun = noun.head.head
    return noun


def _belongs_to_noun(prep: Token) -> bool:
    """Whether "by" hangs on an active verb though a noun stands before it: "coincided with drills by South Korea"."""
    verb = prep.head
    if prep.lower != "by" or verb.pos != "VERB" or is_passive(verb):
        return False
    return any(c.i == prep.i - 1 and c.pos in ("NOUN", "PROPN") for c in verb.subtree())


def _antecedent(pronoun: Token) -> Token | None:
    """The noun that the relative clause around a relative pronoun modifies."""
    for ancestor in pronoun.ancestors():
        if ancestor.dep == "relcl":
            return ancestor.head
        if ancestor.dep not in ("prep", "pobj", "conj", "pcomp", "ccomp", "xcomp", "dobj", "poss", "nsubj", "agent", "nsubjpass", "aux", "dative"):
            return None
    return None
