"""Whether the words around a date speak of what was or of what lies ahead."""

from __future__ import annotations

from kg.calendar import NOTHING, Calendar, Marks
from kg.extract.times.periods import FUTURE, OPEN, PAST
from kg.model import Token


def direction(token: Token, calendar: Calendar) -> int:
    """-1 where the governing verb tells what was, 1 where it tells what is planned or will be, 0 where neither.

    An infinitive looks ahead ("wants to go in May") unless its own governor is past and no plan ("failed to go in May").
    """
    infinitive, link = False, NOTHING
    for node in token.ancestors():
        marks = calendar.words.get(node.lemma.lower(), NOTHING)
        deferred = "deferral" in marks and ("bound" in link or "bound-of-edge" in link)
        if deferred or "schedule" in marks or ("plan" in marks and (infinitive or "plan-link" in link)):
            return OPEN if any(child.lower == "had" for child in node.children) else FUTURE
        if node.pos in ("VERB", "AUX"):
            tense = _tense(node)
            if tense is not None:
                return FUTURE if tense == OPEN and (infinitive or "plan" in marks or _is_to(node)) else tense
            infinitive = infinitive or any(child.tag == "TO" for child in node.children)
        link = _link(node, calendar, link)
    return FUTURE if infinitive else OPEN


def is_timetabled(token: Token) -> bool:
    """Whether a verb in the present has the day as its own: "the vote ends Sunday", "trading resumes on Monday"."""
    verb = token.head.head if token.head.pos == "ADP" else token.head
    return verb.pos == "VERB" and verb.tag in ("VBZ", "VBP")


def governing(token: Token) -> Token | None:
    """The verb that a time hangs on, itself or by a preposition."""
    head = token.head.head if token.head.pos == "ADP" else token.head
    return head if head.pos in ("VERB", "AUX") else None


def report_of(token: Token, calendar: Calendar, *, ahead: bool) -> Token | None:
    """The verb of saying in the past above the clause that a time stands in; of what was, only where the time hangs on the clause's own verb."""
    clause = next((node for node in token.ancestors() if node.pos in ("VERB", "AUX") and node.dep == "ccomp"), None)
    if clause is None or _tense(clause.head) != PAST or clause.head.i > token.i:
        return None
    if ahead and not any("backshift" in calendar.marks(child.lower) for child in clause.children if child.tag == "MD"):
        return None
    return clause.head if ahead or governing(token) is clause else None


def _is_to(verb: Token) -> bool:
    """Whether a present form of "be" has an infinitive as its complement: "they are to travel"."""
    return verb.lemma == "be" and any(c.dep == "xcomp" and any(g.tag == "TO" for g in c.children) for c in verb.children)


def _link(node: Token, calendar: Calendar, link: Marks) -> Marks:
    """The marks of the preposition last passed; a verb ends its reach."""
    if node.pos in ("ADP", "SCONJ"):
        return calendar.words.get(node.lower, NOTHING)
    return NOTHING if node.pos in ("VERB", "AUX") else link


def _tense(verb: Token) -> int | None:
    """Past, future or open (present) of a verb with its auxiliaries; None of an infinitive or a bare form."""
    helpers = [child for child in verb.children if child.dep in ("aux", "auxpass")]
    tags = {verb.tag, *(child.tag for child in helpers)}
    has = any(child.lemma == "have" for child in helpers)
    if "MD" in tags:
        return PAST if has else FUTURE
    if "TO" in tags:
        return PAST if has else None
    if "VBD" in tags or has or (verb.tag == "VBN" and not helpers):
        return PAST
    if verb.tag == "VBG":
        return FUTURE if helpers else None
    return OPEN if tags & {"VBZ", "VBP"} else None
