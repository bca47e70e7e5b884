"""Stance: how sure a claim is, and on whose word.

What stands around a word (negation, modals, hedges) and what governs it (saying, planning, refusing) is gathered on the way up
the tree; the nearest source wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.extract.frames import Frame, Frames
from kg.extract.grammar import SUBJECTS, has_finite, is_clause, is_infinitive, is_nominal
from kg.lexicon import Entry
from kg.model import Parse, Token

BELOW_CLAUSE = frozenset({"prep", "pobj", "acl", "relcl", "xcomp", "advcl", "pcomp", "appos", "advmod", "dobj", "conj", "ccomp", "nsubj"})


@dataclass(slots=True)
class Stance:
    """What has been gathered for one frame."""

    denied: bool = False
    hypothetical: bool = False
    reported: bool = False
    outcome: str | None = None
    sources: list[Token] = field(default_factory=list)

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
        self._effects = self._find_effects()
        self._sources = self._find_named_sources()
        self._speakers = self._find_speakers()

    # ------------------------------------------------------------ what operators do
    def _find_effects(self) -> dict[int, list[tuple[str, Token]]]:
        """Word → the effects on it, with the operator that has each."""
        found: dict[int, list[tuple[str, Token]]] = {}
        for i, entry in self._frames.matches.items():
            if entry.type == "operator" and entry.effect:
                token = self._parse.tokens[i]
                for target in self._targets(token, entry):
                    found.setdefault(target.i, []).append((entry.effect, token))
        return found

    def _targets(self, token: Token, entry: Entry) -> list[Token]:
        targets = []
        functions = self._frames.grammar.functions(token)
        for scope in entry.scope:
            if scope == "governor":
                if token.pos not in ("VERB", "NOUN") or token.dep == "amod":
                    targets.append(_governed(token))
            else:  # a relative clause tells what became of its noun later: "a warning, which was then cancelled"
                targets.extend(t for t in functions.get(scope, []) if entry.effect not in ("hypothetical", "denied") or t not in token.ancestors())
        return [t for t in targets if t is not token]

    def _find_named_sources(self) -> dict[int, list[Token]]:
        """Clause head → the sources that "according to" and its like name for it."""
        found: dict[int, list[Token]] = {}
        phrases = self._frames.lexicon.listed("source-prepositions")
        for token in self._parse.tokens:
            if token.dep in ("prep", "advmod", "mark", "pcomp", "acl", "advcl", "amod") and token.lower in phrases:
                speakers = [t for name, tokens in self._prepositions(token).items() for t in tokens]
                if speakers:
                    found.setdefault(_clause_of(token).i, []).extend(speakers)
        return found

    def _prepositions(self, token: Token) -> dict[str, list[Token]]:
        found: dict[str, list[Token]] = {}
        for child in token.children:
            if child.dep == "prep" and child.lower == "to":
                for noun in child.children:
                    if noun.dep == "pobj":
                        found.setdefault("to", []).extend(self._frames.grammar.expand(noun))
        return found

    def _find_speakers(self) -> dict[int, list[Token]]:
        """Sentence → the speaker of the quotation that it lies in without a reporting verb of its own."""
        found: dict[int, list[Token]] = {}
        open_quote, speaker, paragraph = False, [], -1
        for sentence in self._parse.sentences:
            words = self._parse.words(sentence)
            if sentence.paragraph != paragraph:
                paragraph, open_quote = sentence.paragraph, False
            marks = sum(w.text in ('"', "“", "”", "``", "''") for w in words)
            own = self._reporter(words)
            wholly = bool(words) and (open_quote or words[0].text in ('"', "“", "``"))
            if own:
                speaker = own
            elif wholly and speaker:
                found[sentence.index] = speaker
            if marks % 2:
                open_quote = not open_quote
        return found

    def _reporter(self, words: tuple[Token, ...]) -> list[Token]:
        for word in words:
            frame = self._frames.by_token.get(word.i)
            if frame is not None and frame.token is word and frame.entry.content == "reported" and not is_nominal(word):
                agents = [t for role, t in frame.roles if role == "agent"]
                if agents:
                    return agents
        return []

    # ------------------------------------------------------------ one frame
    def of(self, frame: Frame) -> Stance:
        stance = Stance()
        node = frame.carrier
        self._local(stance, node, own=True)
        if frame.token is not node:
            self._local(stance, frame.token, own=True)
        for first in _conjuncts_before(frame.token):
            stance.denied |= any(effect == "denied" and operator.dep == "det" for effect, operator in self._effects.get(first.i, ()))
        self._negated_arguments(stance, frame)
        self._climb(stance, frame, node)
        if frame.token is not node and stance.outcome is None and node.i in self._attempts():
            stance.hypothetical = True  # whether the attempt came to anything is not told
        if not stance.sources and not self._is_report(frame):
            stance.sources = list(self._speakers.get(frame.token.sentence, ()))
        return stance

    def _is_report(self, frame: Frame) -> bool:
        """A statement outside quotation marks is not itself part of what its speaker says."""
        return frame.entry.content == "reported" and bool(self._reporter((frame.token,)))

    def _local(self, stance: Stance, node: Token, *, own: bool) -> bool:
        """Applies what stands at a word; returns whether an odd number of negations does."""
        negated = False
        for effect, operator in self._effects.get(node.i, ()):
            flipped = self._is_negated(operator)
            if effect == "denied":
                if not flipped:
                    negated = not negated
            elif effect == "hypothetical":
                stance.hypothetical = True
            elif effect == "reported":
                stance.reported = True
            elif own and effect in ("failure", "success"):
                stance.outcome = ("success" if effect == "failure" else "failure") if flipped else effect
        if negated and own:
            stance.denied = True
        return negated

    def _is_negated(self, operator: Token) -> bool:
        return sum(effect == "denied" for effect, _ in self._effects.get(operator.i, ())) % 2 == 1

    def _negated_arguments(self, stance: Stance, frame: Frame) -> None:
        """ "No injuries were reported", "nobody was killed"."""
        nobody = self._frames.lexicon.listed("negative-pronouns")
        for role, token in frame.roles:
            if role in ("agent", "theme", "addressee") and token.head in (frame.carrier, frame.token):
                negative = token.lower in nobody or any(
                    effect == "denied" and op.dep in ("det", "neg", "predet") for effect, op in self._effects.get(token.i, ())
                )
                if negative and not is_nominal(frame.token):
                    stance.denied = True

    def _climb(self, stance: Stance, frame: Frame, node: Token) -> None:
        """From the word to the root of its sentence."""
        modal = True  # whether modality above still reaches down
        event_is_noun, definite = is_nominal(frame.token) and node is frame.token, self._frames.is_definite(frame.token)
        self._take_source(stance, node)
        while node.head is not node:
            parent, function = self._parent(node)
            if parent is node:
                break
            noun_below = is_nominal(node)
            finite = not noun_below and has_finite(node)
            if node.dep == "conj" and parent.pos == node.pos:
                if modal and not finite and not _has_own_subject(node):
                    stance.denied |= self._local(stance, parent, own=False) and not noun_below
            else:
                if finite and node.dep in ("advcl", "relcl", "acl", "parataxis", "conj") and not self._embeds(parent, function):
                    modal = False
                modal = self._pass(stance, frame, node, parent, function, modal=modal, presupposed=event_is_noun and definite)
            self._take_source(stance, parent)
            node = parent

    def _parent(self, node: Token) -> tuple[Token, str]:
        """The word that governs `node`, over prepositions, and the function under it."""
        head, dep = node.head, node.dep
        if dep in ("pobj", "pcomp"):
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
        if dep in ("nsubj", "nsubjpass", "csubj"):
            return head, "object" if dep == "nsubjpass" else "subject"
        if dep == "dobj":
            return head, "object"
        if dep in ("ccomp", "xcomp", "acl", "relcl"):
            clause = dep in ("ccomp", "acl") and not is_infinitive(node) and (is_clause(node) if dep == "acl" else has_finite(node))
            if clause or dep == "relcl":
                return head, "clause" if clause else "relative"
            return head, "infinitive" if is_infinitive(node) or dep in ("xcomp", "ccomp") else "modifier"
        if dep == "advcl":
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
            negated = bool(self._local(Stance(), parent, own=False))
            return self._embed(stance, governor, function, modal=modal, negated=negated, presupposed=presupposed)
        of_noun = function == "infinitive" and is_nominal(parent) and governor is not None and parent.i not in self._attempts()
        if modal and (function == "purpose" or of_noun):
            stance.hypothetical = True
        nonfinite = not is_nominal(node) and not has_finite(node)
        told_within = nonfinite and function not in ("adverbial", "modifier")
        told_newly = is_nominal(node) and not presupposed and function in ("object", "subject", "attr")
        if modal and (told_within or told_newly):
            if self._local(stance, parent, own=False) and (nonfinite or function == "object"):
                stance.denied = True
            return True
        return modal and nonfinite

    def _attempts(self) -> set[int]:
        return {i for i, entry in self._frames.matches.items() if entry.type == "attempt"}

    def _is_content(self, governor: Frame, function: str) -> bool:
        """Whether what stands under `function` is what is said, planned or asked."""
        if function in ("clause", "infinitive"):
            return True
        role = governor.entry.fills.get(function)
        return role == "topic" or (role == "theme" and governor.entry.content == "hypothetical")

    def _embed(self, stance: Stance, governor: Frame, function: str, *, modal: bool, negated: bool, presupposed: bool) -> bool:
        content = governor.entry.content
        clause = function == "clause"
        if content == "hypothetical" and modal and not presupposed:
            stance.hypothetical = True
        elif content == "denied":
            stance.outcome = None  # that it ended so is what is denied
            if modal and not presupposed:
                stance.denied = not negated
        if negated and modal and content == "reported" and not presupposed:
            stance.hypothetical = True
        speaks = content == "reported" or (content in ("denied", "hypothetical") and clause)
        if speaks and (clause or not presupposed):
            self._report(stance, governor)
        return False

    def _report(self, stance: Stance, governor: Frame) -> None:
        stance.reported = True
        if not stance.sources:
            stance.sources = [t for role, t in governor.roles if role == "agent"]

    def _take_source(self, stance: Stance, node: Token) -> None:
        if not stance.sources and node.i in self._sources:
            stance.sources = list(self._sources[node.i])
            stance.reported = True


def _conjuncts_before(noun: Token) -> Iterator[Token]:
    """The nouns that a noun is coordinated with and that stand before it: "no damage or casualties"."""
    while noun.dep == "conj" and is_nominal(noun.head):
        noun = noun.head
        yield noun


def _governed(token: Token) -> Token:
    """What an adverb, adjective, auxiliary or conjunction modifies."""
    head = token.head
    return head.head if head.pos in ("ADP",) and head.head is not head and token.dep == "neg" else head


def _has_own_subject(verb: Token) -> bool:
    return any(c.dep in SUBJECTS for c in verb.children)


def _clause_of(token: Token) -> Token:
    """The highest verb of the sentence part that a source phrase belongs to."""
    node = token
    while node.head is not node and (is_nominal(node.head) or node.dep in BELOW_CLAUSE):
        node = node.head
    return node
