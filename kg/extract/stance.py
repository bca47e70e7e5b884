"""Stance: how sure a claim is, and on whose word.

What stands around a word (negation, modals, hedges) and what governs it (saying, planning, refusing) is gathered on the way up
the tree; the nearest source wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.extract.clauses import SUBJECTS, clause_of, has_finite, is_apart, is_clause, is_gerund_object, is_infinitive, is_nominal, is_one_of_few, joined_to
from kg.extract.effects import COPULAR, Effects
from kg.extract.frames import GOVERNOR, Frame, Frames
from kg.extract.quotations import Quotations
from kg.extract.sources import Sources
from kg.lexicon import Entry
from kg.model import Parse, Token


@dataclass(slots=True)
class Stance:
    """What has been gathered for one frame."""

    denied: bool = False
    hypothetical: bool = False
    reported: bool = False
    outcome: str | None = None
    sources: list[Token] = field(default_factory=list)
    refuted: Token | None = None  # the "is" of "the claim by X that … is false": what stands below it is on nobody's word

    @property
    def status(self) -> str:
        if self.denied:
            return "denied"
        if self.hypothetical:
            return "hypothetical"
        return "reported" if self.reported or self.sources else "asserted"


class Stances:
    """The stance of every frame of a parse."""

    def __init__(self, parse: Parse, frames: Frames) -> None:
        self._parse, self._frames = parse, frames
        self._effects = Effects(parse, frames)
        self._sources = Sources(parse, frames, self._effects)
        self._quotations = Quotations(parse, self._sources)
        self._known: dict[int, Stance] = {}
        depth = _depths(parse)
        for frame in sorted(frames.all(), key=lambda frame: depth[frame.carrier.i]):  # what governs comes first
            self.of(frame)

    def speakers(self, token: Token) -> list[Token]:
        """Who says "I" or "we" where `token` stands in a quotation."""
        return self._quotations.speakers(token)

    def of(self, frame: Frame) -> Stance:
        known = self._known.get(id(frame))
        if known is None:
            known = self._known[id(frame)] = Stance()
            self._gather(known, frame)
        return known

    def _gather(self, stance: Stance, frame: Frame) -> None:
        node = frame.carrier
        if GOVERNOR in frame.entry.fills:  # "according to X": what stands in the clause is X's, what stands above it holds for both
            self._climb(stance, frame, clause_of(node))
            return
        self._apply(stance, node)
        if frame.token is not node:
            self._apply(stance, frame.token)
        for first in _conjuncts_before(frame.token):
            stance.denied |= any(effect.name == "denied" and effect.operator.dep == "det" for effect in self._effects.on(first))
        stance.denied |= self._has_nobody(frame)
        self._climb(stance, frame, node)
        if frame.token is not node and stance.outcome is None and node.i in self._attempts():
            stance.hypothetical = True  # whether the attempt came to anything is not told
        if not stance.sources:
            stance.sources = list(self._quotations.speakers(frame.token))

    # ------------------------------------------------------------ at the word itself
    def _apply(self, stance: Stance, node: Token) -> None:
        """Takes over what stands at the event's own word."""
        stance.denied |= self._effects.negates(node)
        stance.hypothetical |= self._effects.is_hypothetical(node)
        for effect in self._effects.on(node):
            if effect.name == "reported":
                self._hear(stance, effect.operator)
            elif effect.name in ("denied", "affirmed") and effect.operator.dep in COPULAR and stance.denied:
                stance.refuted = effect.operator.head
            elif effect.name in ("failure", "success") and not self._effects.is_hypothetical(effect.operator):
                flipped = self._effects.is_negated(effect.operator)
                stance.outcome = ("success" if effect.name == "failure" else "failure") if flipped else effect.name

    def _pass_modality(self, stance: Stance, node: Token) -> bool:
        """Takes over what stands at a word above the event, negation apart; returns whether it is negated."""
        stance.hypothetical |= self._effects.is_hypothetical(node)
        for effect in self._effects.on(node):
            if effect.name == "reported":
                self._hear(stance, effect.operator)
        return self._effects.negates(node)

    def _hear(self, stance: Stance, operator: Token) -> None:
        """ "Reports that", "what X called": who is meant, where it is told."""
        stance.reported = True
        if not stance.sources and operator.pos in ("NOUN", "VERB") and operator.dep != "amod":
            functions = self._frames.grammar.functions(operator)
            subjects = functions.get("subject", []) if "complement" in functions else []  # "what Peru called", not "Peru seems to"
            stance.sources = list(subjects if operator.pos == "VERB" else self._sources.owners(operator))

    def _has_nobody(self, frame: Frame) -> bool:
        """ "No injuries were reported", "nobody was killed", "no one is dead"."""
        if is_nominal(frame.token):
            return False
        taking_part = [
            token for role, token in frame.roles if role in ("agent", "theme", "addressee", "instrument") and token.head in (frame.carrier, frame.token)
        ]
        if frame.token.dep in COPULAR:
            taking_part += [token for token in frame.functions.get("subject", []) if token.head is frame.token.head]
        return any(self._effects.is_negative(token) for token in taking_part)

    # ------------------------------------------------------------ up the tree
    def _climb(self, stance: Stance, frame: Frame, node: Token) -> None:
        """From the word to the root of its sentence."""
        modal = True  # whether modality above still reaches down
        event_is_noun = is_nominal(frame.token) and node is frame.token
        # "the resignation of the minister" is definite by what follows, not because it was told before; "Peru's takeover of the bank" is by its owner
        owned = any(token.dep == "poss" for token in frame.token.children)
        definite = self._frames.is_definite(frame.token) and (owned or "of" not in self._frames.grammar.functions(frame.token))
        self._take_source(stance, node, frame)
        while node.head is not node:
            parent, function = self._parent(node)
            if parent is node:
                break
            if self._frames.speaks_beside(node) or self._is_remark(node) or is_apart(node, parent):
                break
            if parent is stance.refuted:
                stance.sources, stance.reported = [], False
            noun_below = is_nominal(node)
            finite = not noun_below and has_finite(node)
            if node.dep == "conj" and parent.pos == node.pos:
                if modal and not finite and not _has_own_subject(node):
                    stance.denied |= self._pass_modality(stance, parent) and not noun_below
            else:
                if finite and node.dep in ("advcl", "relcl", "acl", "parataxis", "conj") and not self._embeds(parent, function):
                    if modal and function == "clause" and is_nominal(parent):
                        self._deny_hearsay(stance, parent)
                    modal = False
                modal = self._pass(stance, frame, node, parent, function, modal=modal, presupposed=event_is_noun and definite)
            self._take_source(stance, parent, frame)
            node = parent

    def _is_remark(self, noun: Token) -> bool:
        """Whether a noun says what was said before: ", a claim the rebels rejected" is no part of the claim."""
        apart = noun.dep == "appos" and any(c.dep == "det" and c.lower in self._frames.lexicon.listed("indefinite-determiners") for c in noun.children)
        return apart and noun.lemma in self._frames.lexicon.listed("remarks")

    def _deny_hearsay(self, stance: Stance, noun: Token) -> None:
        """ "Denied reports that Peru withdrew": what is denied is what the reports tell."""
        word = self._frames.matches.get(noun.i)
        if word is not None and word.type == "operator" and word.effect == "reported":
            above, function = self._parent(noun)
            governor = self._frames.by_token.get(above.i)
            if governor is not None and governor.entry.content == "denied" and self._is_content(governor, function):
                self._embed(stance, governor, function, modal=True, presupposed=False)

    def _parent(self, node: Token) -> tuple[Token, str]:
        """The word that governs `node`, over prepositions, and the function under it."""
        head, dep = node.head, node.dep
        if dep == "conj":
            return joined_to(node), dep
        if dep in ("pobj", "pcomp"):
            return _over_prepositions(head)
        if dep in ("nsubj", "nsubjpass", "csubj"):
            return head, "object" if dep == "nsubjpass" else "subject"
        if dep == "dobj":
            return head, "object"
        if dep in ("ccomp", "xcomp", "acl", "relcl"):
            told = is_clause(node) if dep in ("acl", "relcl") else has_finite(node)
            clause = dep != "xcomp" and told and not is_infinitive(node)
            if clause or (dep == "relcl" and not is_infinitive(node)):
                return head, "clause" if clause else "relative"
            return head, "infinitive" if is_infinitive(node) or dep in ("xcomp", "ccomp") else "modifier"
        if dep == "advcl":
            if (above := self._frames.speaks_on(node)) is not None:
                return above, "adverbial"
            if is_gerund_object(node):
                return head, "infinitive"
            return head, "purpose" if is_infinitive(node) else "adverbial"
        return head, dep

    def _embeds(self, parent: Token, function: str) -> bool:
        entry = self._entry(parent)
        return entry is not None and function == "clause" and entry.content is not None

    def _entry(self, token: Token) -> Entry | None:
        """The event entry that governs from a word; of a light verb, that of its noun."""
        frame = self._frames.by_token.get(token.i)
        return frame.entry if frame is not None else None

    def _pass(self, stance: Stance, frame: Frame, node: Token, parent: Token, function: str, *, modal: bool, presupposed: bool) -> bool:
        """Applies what the governing word does to what stands below it; returns whether modality still passes."""
        governor = self._frames.by_token.get(parent.i)
        if governor is frame:
            return modal
        beside = governor is not None and function == "object" and any(role == "topic" and inner is frame for role, inner in governor.events)
        if governor is not None and governor.entry.content and (beside or self._is_content(governor, function)):
            return self._embed(stance, governor, function, modal=modal, presupposed=presupposed)
        of_noun = function == "infinitive" and is_nominal(parent) and parent.i not in self._attempts() and not is_one_of_few(parent)
        if modal and (function == "purpose" or of_noun):
            stance.hypothetical = True
        nonfinite = not is_nominal(node) and not has_finite(node)
        told_within = nonfinite and function not in ("adverbial", "modifier")
        told_newly = is_nominal(node) and (function == "attr" or (not presupposed and function in ("object", "subject")))
        carrier = self._frames.matches.get(parent.i)
        carried = carrier is not None and carrier.type == "operator" and carrier.effect == "same" and function in carrier.scope and not presupposed
        if modal and (told_within or told_newly or carried):
            if self._pass_modality(stance, parent) and (nonfinite or function == "object"):
                if nonfinite or carried:
                    stance.denied = True
                else:
                    stance.hypothetical = True  # "did not see attacks", "did not delay the visit": whether there were any is not told
            return True
        described = function == "modifier" and any(c.dep == "det" and c.lower in self._frames.lexicon.listed("definite-determiners") for c in parent.children)
        return modal and nonfinite and not described  # "the deal, reported by X, could …": that it was reported is sure

    def _attempts(self) -> set[int]:
        return {i for i, entry in self._frames.matches.items() if entry.type == "attempt"}

    def _is_content(self, governor: Frame, function: str) -> bool:
        """Whether what stands under `function` is what is said, planned or asked."""
        if function in ("clause", "infinitive"):
            return True
        role = governor.entry.fills.get(function)
        return role == "topic" or (role == "theme" and governor.entry.content == "hypothetical")

    def _embed(self, stance: Stance, governor: Frame, function: str, *, modal: bool, presupposed: bool) -> bool:
        """Applies what saying, planning or refusing does to its content; what is not or only maybe said leaves it open."""
        content, above = governor.entry.content, self.of(governor)
        clause = function == "clause"
        if content == "denied":
            stance.outcome = None  # that it ended so is what is denied
        if modal and not presupposed:
            unsaid = above.denied or (above.hypothetical and content in ("reported", "denied"))
            stance.denied |= content == "denied" and not unsaid
            stance.hypothetical |= content == "hypothetical" or unsaid
        speaks = content == "reported" or (content in ("denied", "hypothetical") and clause)
        if speaks and not above.denied and (clause or not presupposed):
            stance.reported = True
            stance.sources = stance.sources or self._sources.speakers(governor)
        return False

    def _take_source(self, stance: Stance, node: Token, frame: Frame) -> None:
        if not stance.sources and (named := self._sources.of(node, frame.token)):
            stance.sources = list(named)
            stance.reported = True


def _depths(parse: Parse) -> list[int]:
    """Of each word, how many stand above it."""
    depths = [-1] * len(parse.tokens)
    for token in parse.tokens:
        path = [token]
        while depths[path[-1].i] < 0 and path[-1].head is not path[-1]:
            path.append(path[-1].head)
        depth = max(depths[path[-1].i], 0)
        for above, one in enumerate(reversed(path)):
            depths[one.i] = depth + above
    return depths


def _over_prepositions(head: Token) -> tuple[Token, str]:
    """What governs a preposition, and the preposition's name, of several words where it has them."""
    name = head.lower
    while head.dep in ("prep", "pcomp", "agent", "dative") and head.head is not head and head.pos in ("ADP", "SCONJ", "ADV", "ADJ", "VERB"):
        below, head = head, head.head
        if head.pos in ("ADP", "SCONJ") and head.dep in ("prep", "pcomp"):
            name = f"{head.lower} {name}"
        elif below.dep not in ("prep", "pcomp", "agent", "dative"):
            break
        else:
            return head, name
    return head, name


def _conjuncts_before(noun: Token) -> Iterator[Token]:
    """The nouns that a noun is coordinated with and that stand before it: "no damage or casualties"."""
    while noun.dep == "conj" and is_nominal(noun.head):
        noun = noun.head
        yield noun


def _has_own_subject(verb: Token) -> bool:
    return any(c.dep in SUBJECTS for c in verb.children)
