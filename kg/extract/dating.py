"""Which event a time expression dates: that of the word that it hangs on, unless its clause or its noun is another's."""

from __future__ import annotations

from datetime import date

from kg.calendar import Calendar
from kg.extract.clauses import SUBJECTS, is_nominal
from kg.extract.frames import Frame, Frames
from kg.model import TimeExpression, Token

BEFORE_NOUN = frozenset({"amod", "compound", "nmod", "nummod", "poss"})
CLAUSES = frozenset({"ROOT", "acl", "advcl", "ccomp", "conj", "parataxis", "pcomp", "relcl"})
LOOSE = frozenset({"compound", "dep", "nmod", "npadvmod"})
TOLD = ("topic", "theme")  # roles of what is said or planned

Dates = dict[int, tuple[int, ...]]
"""Frame, by identity → the time expressions that date it."""


def attach_times(frames: Frames, times: tuple[TimeExpression, ...], calendar: Calendar) -> tuple[Dates, Dates]:
    """What says when each frame is, and what says when it ends; each expression dates the frames of the word that it hangs on."""
    dates: Dates = {}
    ends: Dates = {}
    for index, time in enumerate(times):
        found, ending = _dated(frames, time, calendar)
        table = ends if ending else dates
        for frame in found:
            table[id(frame)] = (*table.get(id(frame), ()), index)
    return dates, ends


def _dated(frames: Frames, time: TimeExpression, calendar: Calendar) -> tuple[list[Frame], bool]:
    """The frames that an expression dates, and whether it tells their end."""
    tokens = frames.parse.tokens
    inside = range(time.first, time.last)
    top = next((tokens[i] for i in inside if tokens[i].head.i not in inside or tokens[i].head is tokens[i]), tokens[time.first])
    report = frames.by_token.get(time.first - 1)
    if report is not None and report.token.pos == "VERB" and report.entry.content is not None and top.dep in LOOSE:
        return [report], False  # "said Monday rebels attacked": the parse hangs the day on what follows
    noun = _noun_before(frames, time)
    if noun is not None:
        return [noun], False
    below = top
    for node in top.ancestors():
        frame = frames.by_token.get(node.i) or _told_by(node, frames)
        if frame is not None:
            planned = frame.entry.content == "hypothetical" and "plan-link" in calendar.marks(below.lower)  # "planned for April"
            ahead = _is_ahead(time, frames.parse.article.issued)
            inner = [event for role, event in frame.events if role in TOLD]
            if (planned or (ahead and _is_said_now(frame))) and inner:
                return inner, False
            elsewhere = (ahead and (_is_over(frame) or _is_expected_now(frame))) or _is_compared(time, frame)
            return [] if elsewhere else [frame], False
        match = frames.matches.get(node.i)
        if match is not None and match.type in ("operator", "support"):
            targets = [t for scope in (match.scope or ("object",)) for t in frames.grammar.functions(node).get(scope, [])]
            found = [f for t in targets if (f := frames.by_token.get(t.i)) is not None]
            if found:
                return found, match.effect == "ended"
        adverbial = node.dep in SUBJECTS and time.first > 0 and tokens[time.first - 1].pos == "ADP"  # "on Sunday rebels attacked"
        if (match is None or node.dep in ("advcl", "ccomp")) and (_is_clause(node) or (_is_described(below, node) and not adverbial)):
            break
        below = node
    return [], False


def _noun_before(frames: Frames, time: TimeExpression) -> Frame | None:
    """The event noun right before "in 2003", where it hangs on another noun: the parse often gives the year of "a series of tests in 2003" to the verb."""
    if time.first < 2 or not isinstance(time.value.value, str):  # a day is as often that of the report
        return None
    preposition, noun = frames.parse.tokens[time.first - 1], frames.parse.tokens[time.first - 2]
    frame = frames.by_token.get(noun.i)
    is_deep = noun.dep == "pobj" and noun.head.head.pos == "NOUN" and noun.sentence == preposition.sentence
    return frame if frame is not None and frame.token is noun and preposition.pos == "ADP" and is_deep else None


def _told_by(verb: Token, frames: Frames) -> Frame | None:
    """The event that "be" says something is, or that it points at: "it was the third launch this year", "it was on Sunday that they met"."""
    if verb.lemma != "be":
        return None
    return next((frame for child in verb.children if child.dep in ("attr", "ccomp") and (frame := frames.by_token.get(child.i)) is not None), None)


def _is_ahead(time: TimeExpression, issued: date | None) -> bool:
    """Whether a time begins after the day of publication."""
    first = time.value.value or time.value.begin
    return issued is not None and first is not None and str(first)[:10] > issued.isoformat()[: len(str(first)[:10])]


def _is_over(frame: Frame) -> bool:
    """Whether the verb tells what was, which no day ahead can date: "they estimated that by 2050 …"."""
    verb = frame.carrier
    return verb.tag == "VBD" and verb.pos == "VERB"


def _is_said_now(frame: Frame) -> bool:
    """Whether a verb of saying or planning is itself of today or before: "tomorrow he plans to go"."""
    return frame.entry.content is not None and frame.carrier.tag in ("VBD", "VBP", "VBZ")


def _is_expected_now(frame: Frame) -> bool:
    """Whether something is expected, feared or planned as of today, in the passive: "the court is expected to rule next month"."""
    verb = frame.carrier
    return frame.entry.content == "hypothetical" and verb.tag == "VBN" and any(c.dep == "auxpass" and c.tag in ("VBZ", "VBP", "VBD") for c in verb.children)


def _is_compared(time: TimeExpression, frame: Frame) -> bool:
    """Whether a time only says among which others an event is the first of all: "the worst crash since 2017"."""
    since = time.value.begin is not None and time.value.end is None
    return since and is_nominal(frame.token) and any(c.tag == "JJS" and c.dep == "amod" for c in frame.token.children)


def _is_clause(node: Token) -> bool:
    """Whether a word tells an act of its own, so that what dates it dates nothing above it."""
    return node.pos in ("VERB", "AUX") and node.dep in CLAUSES


def _is_described(word: Token, noun: Token) -> bool:
    """Whether a time stands before a noun and describes it alone: "the 1979-1981 crisis"."""
    return word.dep in BEFORE_NOUN and noun.pos == "NOUN" and noun.dep not in BEFORE_NOUN
