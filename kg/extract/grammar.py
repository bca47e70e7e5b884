"""Who does what to whom in the parse: the words that fill each grammatical function of a verb or a noun.

Passives are turned round, relative pronouns stand for their antecedents, conjuncts share what they have in common, and the
understood subjects of infinitives, participles and gerunds are found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg.model import Token

Functions = dict[str, list[Token]]
"""Function → the words that fill it: "subject", "object", "dative", "clause", "infinitive", "possessive", "compound",
"adjective", "complement", or a preposition."""

DEEPEST = 60  # words that lean on one another before the rest is left undone; no news sentence comes near
VERBAL = frozenset({"VERB", "AUX"})
RELATIVE = frozenset({"WDT", "WP", "WP$"})
PREDICATIVE = frozenset({"acomp", "ROOT", "ccomp", "conj", "oprd", "advcl", "relcl"})  # places of an adjective that is no noun
NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "dative"})  # places of a noun
BELOW_CLAUSE = frozenset({"prep", "pobj", "acl", "relcl", "xcomp", "advcl", "pcomp", "appos", "advmod", "dobj", "conj", "ccomp", "nsubj"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})


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
        elif dep == "ccomp":
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
        lent = next((noun for clause in (*verb.children, verb.head) if (noun := _lent_subject(clause, verb)) is not None), None)
        if lent is not None:
            return self.expand(lent)
        head = verb.head
        if head is verb:
            return []
        if verb.dep == "conj":
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
            if governor.dep == "dobj" and self._control(governor.head) == "object" and self._control(governor) is None:
                # the gerund hangs on the object: "accused [the governor of buying votes]", "was fined [a sum for breaking it]"
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


# ---------------------------------------------------------------- small questions to a word
def is_nominal(token: Token) -> bool:
    if token.pos == "VERB":
        return token.tag in ("VBN", "VBD") and token.dep in NOMINAL and any(c.dep == "det" for c in token.children)  # "the wounded"
    return token.pos in ("NOUN", "PROPN", "PRON", "NUM", "DET") or (token.pos == "ADJ" and token.dep not in PREDICATIVE)


def is_passive(verb: Token) -> bool:
    if verb.tag != "VBN":
        return False
    if any(c.dep in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if any(c.dep == "aux" for c in verb.children):
        return False
    if verb.dep == "conj" and verb.head.tag == "VBN" and not any(c.dep in ("nsubj", "aux") for c in verb.children):
        return is_passive(verb.head)
    if verb.dep in ("xcomp", "ccomp", "pcomp"):
        return not any(c.dep in ("aux", "nsubj") for c in verb.children)
    return verb.dep in ("acl", "amod", "advcl", "oprd")


def is_inserted(verb: Token) -> bool:
    """ "The port was, police said, attacked", "as police said, it was attacked"."""
    if verb.head is verb or verb.head.pos not in VERBAL:
        return False
    if verb.dep == "parataxis":
        return any(c.dep in SUBJECTS for c in verb.children)
    return verb.dep == "advcl" and any(c.dep in ("mark", "advmod", "prep") and c.lower == "as" and c.i < verb.i for c in verb.children)


def is_divided(verb: Token, subjects: list[Token]) -> bool:
    """Whether the first of two subjects is that of the verb around an inserted clause: "Peru, Chile said, attacked the port"."""
    around = verb.dep == "parataxis" or any(c.dep == "ccomp" and c.i > verb.i and not any(s.dep in SUBJECTS for s in c.children) for c in verb.children)
    if len(subjects) != 2 or not around:
        return False
    first, second = subjects
    return any(c.text == "," and first.i < c.i < second.i for c in (*first.children, *first.head.children))


def _lent_subject(clause: Token, verb: Token) -> Token | None:
    """The subject of a verb that the parse has given to the clause inserted before it."""
    if clause is verb or clause.i > verb.i or not ((clause.dep == "parataxis" and clause.head is verb) or (verb.dep == "ccomp" and verb.head is clause)):
        return None
    subjects = [c for c in clause.children if c.dep in SUBJECTS]
    return subjects[0] if is_divided(clause, subjects) else None


def is_one_of_few(noun: Token) -> bool:
    """ "The first country to launch one" launched it; "the right to launch one" launches nothing."""
    return any(c.dep == "amod" and (c.tag == "JJS" or c.lower in ("first", "last", "only", "next")) for c in noun.children)


def is_gerund_object(verb: Token) -> bool:
    """ "Ruled out attacking": the gerund right after a particle is what is ruled out."""
    head = verb.head
    return verb.dep == "advcl" and verb.tag == "VBG" and any(c.dep == "prt" and c.i == verb.i - 1 for c in head.children)


def clause_of(token: Token) -> Token:
    """The highest verb of the sentence part that a phrase belongs to; a phrase inside a clause belongs to that clause."""
    node = token
    while node.head is not node and (is_nominal(node.head) or node.dep in BELOW_CLAUSE):
        if node.head.i < token.i < node.i and any(c.dep in (*SUBJECTS, "cc") for c in (*node.children, *node.head.children)):
            break
        node = node.head
    later = (c for c in node.children if c.dep == "conj" and c.i > token.i and c.pos in VERBAL)
    return next((c for c in later if any(w.dep == "cc" and node.i < w.i < token.i for w in node.children)), node)


def is_infinitive(verb: Token) -> bool:
    return any(c.dep == "aux" and c.tag == "TO" for c in verb.children)


def has_finite(verb: Token) -> bool:
    """Whether the clause has a finite verb."""
    if verb.tag in ("VBD", "VBZ", "VBP"):
        return not is_bare_participle(verb)
    return any(c.dep in ("aux", "auxpass") and c.tag in ("VBD", "VBZ", "VBP", "MD") for c in verb.children)


def is_clause(verb: Token) -> bool:
    """Whether a verb heads a clause that tells what a noun is about, subjunctives included: "the demand that he leave", "reports that it fell"."""
    if verb.dep == "relcl":  # the parse takes "that" for a relative pronoun, but gives it no place in the clause
        return any(c.dep == "mark" and c.lower == "that" for c in verb.children)
    return has_finite(verb) or (not is_infinitive(verb) and any(c.dep == "mark" for c in verb.children))


def is_bare_participle(verb: Token) -> bool:
    return verb.tag in ("VBN", "VBG") and not any(c.dep in ("aux", "auxpass") for c in verb.children)


def conjuncts(token: Token) -> Iterable[Token]:
    """The word and those coordinated with it, in text order."""
    todo = [token]
    while todo:
        one = todo.pop(0)
        yield one
        todo.extend(c for c in one.children if c.dep == "conj")


def verbs(token: Token) -> list[Token]:
    """A clause's head and the heads coordinated with it that have no subject of their own."""
    return [t for t in conjuncts(token) if t is token or not any(c.dep in SUBJECTS for c in t.children) or t.pos == token.pos]
