"""Frames and stances made into claims, with their times, quantities and ordinals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.calendar import Calendar
from kg.extract.clauses import SUBJECTS, is_nominal
from kg.extract.dating import Dates, attach_times
from kg.extract.exchange import Exchange
from kg.extract.frames import GOVERNOR, Frame, Frames
from kg.extract.kept import keep_own
from kg.extract.mentions import Mentions
from kg.extract.names import find_names
from kg.extract.numbers import Numbers
from kg.extract.roles import Roles
from kg.extract.stance import Stance, Stances
from kg.extract.standing import StandingRelations
from kg.extract.tied import Tied
from kg.extract.times import find as find_times
from kg.extract.times import find_in_title
from kg.knowledge import Knowledge
from kg.model import Claim, Extraction, Filler, Parse, Span, Standing, TimeExpression, Token

DAYS = frozenset({"weekday", "relative-day"})  # what the calendar calls them


def extract(parse: Parse, knowledge: Knowledge) -> Extraction:
    """What the sentences of one article say. Pure: the same parse and knowledge give the same extraction."""
    times = find_times(parse, knowledge.calendar)
    frames = find_frames(parse, knowledge, times)
    mentions = frames.mentions
    fill_roles(frames)
    stances = Stances(parse, frames)
    dates = attach_times(frames, times, knowledge.calendar)
    claims = _claims(frames, stances, dates, mentions, Numbers(knowledge.calendar, knowledge.lexicon))
    standings = StandingRelations(parse, frames.grammar, mentions, knowledge.gazetteer, knowledge.ontology, frames.lexicon).find()
    standings = _together(standings, Tied(frames, stances, knowledge.ties).find())
    subjects, speakers = clause_subjects(parse, frames, mentions), quoted(parse, stances, mentions)
    titled = find_in_title(parse, knowledge.calendar)
    found = Extraction(parse, tuple(mentions.all), times, claims, standings, subjects, speakers, titled)
    return found if knowledge.only is None else keep_own(found, knowledge.only, knowledge.ontology)


def find_frames(parse: Parse, knowledge: Knowledge, times: tuple[TimeExpression, ...]) -> Frames:
    """The words that evoke classes, with the parse's mentions; no role is filled yet."""
    timed = frozenset(i for time in times for i in range(time.first, time.last))
    dated = timed | _days_and_months(parse, knowledge.calendar)
    names = find_names(parse, knowledge.gazetteer, knowledge.lexicon, dated)
    mentions = Mentions(parse, names, knowledge.ontology, knowledge.lexicon, knowledge.gazetteer, timed)
    return Frames(parse, knowledge.lexicon, knowledge.ontology, mentions, dated | _days(parse, knowledge.calendar))


def _together(first: tuple[Standing, ...], more: Iterable[Standing]) -> tuple[Standing, ...]:
    """Each relation once, in text order."""
    found: dict[tuple[str, int, int], Standing] = {}
    for standing in (*first, *more):
        found.setdefault((standing.relation, standing.subject, standing.object), standing)
    return tuple(sorted(found.values(), key=lambda s: (s.span, s.relation, s.subject, s.object)))


def fill_roles(frames: Frames) -> None:
    """Each frame by itself first; then what one frame lends to another."""
    roles = Roles(frames)
    for frame in frames.all():
        roles.fill(frame)
    exchange = Exchange(frames, roles)
    for frame in frames.all():
        exchange.settle(frame)


def quoted(parse: Parse, stances: Stances, mentions: Mentions) -> dict[int, int]:
    """Pronoun → the mention of whoever speaks in the quotation around it."""
    pronouns = [(index, parse.tokens[mention.head]) for index, mention in enumerate(list(mentions.all)) if mention.form == "pronoun"]
    return {index: mentions.of(speakers[0]) for index, token in pronouns if (speakers := stances.speakers(token))}


def _days(parse: Parse, calendar: Calendar) -> frozenset[int]:
    """The names of days, also where no publication date says which day is meant."""
    return frozenset(t.i for t in parse.tokens if not DAYS.isdisjoint(calendar.marks(t.lower)))


def _days_and_months(parse: Parse, calendar: Calendar) -> frozenset[int]:
    """Words such as "Tuesday" and "October", which name nothing else, also where no day of publication says when they are."""
    return frozenset(t.i for t in parse.tokens if t.tag == "NNP" and t.lower in calendar.triggers and not t.entity.endswith("PERSON"))


def clause_subjects(parse: Parse, frames: Frames, mentions: Mentions) -> dict[int, tuple[int, ...]]:
    """Pronoun → the understood subject of the nearest clause that holds it, where that is another mention."""
    found = {}
    for index, mention in enumerate(list(mentions.all)):
        if mention.form == "pronoun":
            token = parse.tokens[mention.head]
            for word in token.ancestors():
                subjects = tuple(i for t in _subjects(word, frames) if t is not token and (i := mentions.by_token.get(t.i)) is not None)
                if subjects:
                    found[index] = subjects
                    break
    return found


def _subjects(word: Token, frames: Frames) -> list[Token]:
    """Whose act a word is: the agents of its frame, else the understood subject of the verb."""
    frame = frames.by_token.get(word.i)
    agents = [t for role, t in frame.roles if role == "agent"] if frame is not None else []
    return agents or (frames.grammar.subjects(word) if word.pos in ("VERB", "AUX") else [])


def _claims(frames: Frames, stances: Stances, attached: tuple[Dates, Dates], mentions: Mentions, numbers: Numbers) -> tuple[Claim, ...]:
    drafts = frames.all()
    number = {id(frame): n for n, frame in enumerate(drafts)}
    dates, ends = attached
    return tuple(
        replace(make_claim(frame, stances.of(frame), number, frames, mentions, numbers), times=dates.get(id(frame), ()), ends=ends.get(id(frame), ()))
        for frame in drafts
    )


def make_claim(frame: Frame, stance: Stance, number: dict[int, int], frames: Frames, mentions: Mentions, numbers: Numbers) -> Claim:
    """The claim of a frame whose roles are filled; `number` has the place of each frame, by identity. Its times come later."""
    roles = [(role, token) for role, token in frame.roles if not frames.is_nobody(token)]
    if GOVERNOR in frame.entry.fills:
        roles = [(role, speaker) for role, token in roles for speaker in _speakers([token], frames, mentions)]
    fillers = {Filler(role, mention=mentions.of(token)): None for role, token in roles}
    fillers.update({Filler(role, claim=number[id(inner)]): None for role, inner in frame.events if id(inner) in number})
    return Claim(
        cls=frame.cls,
        rule=frame.entry.id,
        trigger=_trigger(frame),
        head=frame.token.i,
        sentence=frame.token.sentence,
        fillers=tuple(fillers),
        status=stance.status,
        sources=tuple(dict.fromkeys(mentions.of(token) for token in _speakers(stance.sources, frames, mentions))),
        quantity=_quantity(frame, numbers),
        outcome=stance.outcome or frame.entry.outcome,
        ordinal=_ordinal(frame, numbers),
        content=_content(frame),
        same=number.get(id(frame.same)),
        definite=_is_definite(frame, frames),
        nominal=is_nominal(frame.token) or is_nominal(frame.carrier),
    )


def _is_definite(frame: Frame, frames: Frames) -> bool:
    """Whether the words refer back: "the launch", "those missiles were launched"."""
    noun = next((word for word in (frame.carrier, frame.token) if is_nominal(word)), None)
    if noun is not None:
        return frames.is_definite(noun) or _is_under_way(noun, frames)
    if any(role == "agent" for role, _ in frame.roles):
        return False
    return any(role == "theme" and (frames.is_pronoun(t) or frames.is_pointed_at(t)) for role, t in frame.roles)


def _is_under_way(noun: Token, frames: Frames) -> bool:
    """Whether a bare noun is said to begin, go on or end, as something known does: "voting began"."""
    match = frames.matches.get(noun.head.i)
    bare = not any(child.dep in ("det", "amod", "nummod", "poss", "compound", "prep") for child in noun.children)
    return bare and noun.dep in SUBJECTS and match is not None and match.type == "operator" and match.effect in ("same", "ended")


def _trigger(frame: Frame) -> Span:
    """The evoking words, from the first to the last where nothing but a few words lies between."""
    words = sorted({t.i: t for t in frame.words}.values(), key=lambda t: t.i)
    if words[-1].i - words[0].i > 4:
        return frame.token.span
    return Span(words[0].begin, words[-1].end)


def _speakers(sources: list[Token], frames: Frames, mentions: Mentions) -> list[Token]:
    """Who speaks: the owner of a report, a tweet, a statement, not the paper itself."""
    found = []
    for token in sources:
        owners: list[Token] = []
        if mentions.named(token) is None and (mentions.is_a(token, "Work") or token.i in frames.by_token):
            functions = frames.grammar.functions(token)
            for name in ("possessive", "by", "from", "compound", "of", "adjective"):
                agents = [t for t in functions.get(name, []) if mentions.is_a(t, "Agent")]
                if agents:
                    owners = agents
                    break
        found.extend(owners or [token])
    return found


# ---------------------------------------------------------------- numbers
def _quantity(frame: Frame, numbers: Numbers) -> int | None:
    """How many of the theme: "24 ballistic missiles"; a number behind the noun is part of a name ("Resolution 1718")."""
    for role, token in frame.roles:
        if role == "theme":
            numerals = [c for c in token.children if c.dep == "nummod" and c.i < token.i] or ([token] if token.pos == "NUM" else [])
            found = next((value for numeral in numerals if (value := numbers.cardinal(numeral)) is not None), None)
            if found is not None:
                return found
    return None


def _ordinal(frame: Frame, numbers: Numbers) -> int | None:
    """Which of several: "its second attempt"."""
    for noun in (frame.token, frame.carrier):
        if is_nominal(noun):
            for child in noun.children:
                if child.dep == "amod" and (value := numbers.ordinal(child)) is not None:
                    return value
    return None


# ---------------------------------------------------------------- words
def _content(frame: Frame) -> Span | None:
    """The clause that tells what was said, in the text's own words."""
    if frame.entry.content is None:
        return None
    for name in ("clause", "infinitive"):
        heads = frame.functions.get(name, [])
        if heads:
            clause = heads[0]
            inverted = clause in frame.token.ancestors()
            words = [t for t in clause.subtree() if not (inverted and _below(t, frame.token, clause))]
            words = _without_edges(words)
            if words:
                return Span(words[0].begin, words[-1].end)
    return None


def _below(token: Token, verb: Token, clause: Token) -> bool:
    """Whether a word of an inverted clause hangs on the reporting verb inside it."""
    node = token
    while node is not clause and node.head is not node:
        if node is verb:
            return True
        node = node.head
    return False


def _without_edges(words: list[Token]) -> list[Token]:
    while words and (words[0].pos in ("PUNCT", "SPACE") or (words[0].dep == "mark" and words[0].lower == "that")):
        words = words[1:]
    while words and words[-1].pos in ("PUNCT", "SPACE"):
        words = words[:-1]
    return words
