"""Small questions to one word of a parse: what it is by its place in the tree, and which clause it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Token

VERBAL = frozenset({"VERB", "AUX"})
PREDICATIVE = frozenset({"acomp", "ROOT", "ccomp", "conj", "oprd", "advcl", "relcl"})  # places of an adjective that is no noun
NOMINAL = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "dative"})  # places of a noun
BELOW_CLAUSE = frozenset({"prep", "pobj", "acl", "relcl", "xcomp", "advcl", "pcomp", "appos", "advmod", "dobj", "conj", "ccomp", "nsubj"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})


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


def lent_subject(clause: Token, verb: Token) -> Token | None:
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
        todo.extend(c for c in one.children if c.dep == "conj" and joined_to(c) is one)


def joined_to(conjunct: Token) -> Token:
    """The word that one is coordinated with: a finite verb with no gerund or infinitive, as a parse has it of "denied ordering it and accused the police"."""
    head = conjunct.head
    bare = conjunct.tag == "VBN" and head.tag == "VB" and not is_passive(head) and not any(c.dep in ("aux", "auxpass") for c in conjunct.children)
    apart = bare or (conjunct.tag in ("VBD", "VBZ") and head.tag in ("VBG", "VB") and has_finite(conjunct))
    if apart and not has_finite(head):
        return next((verb for verb in head.ancestors() if verb.pos in VERBAL and has_finite(verb)), head)
    return head


def is_apart(clause: Token, verb: Token) -> bool:
    """Whether a semicolon divides a clause from the verb behind it, of which the parse makes it the content: "rockets fell; officials said …"."""
    return any(c.text == ";" and clause.i < c.i < verb.i for c in verb.children)


def verbs(token: Token) -> list[Token]:
    """A clause's head and the heads coordinated with it that have no subject of their own."""
    return [t for t in conjuncts(token) if t is token or not any(c.dep in SUBJECTS for c in t.children) or t.pos == token.pos]
