"""What one frame lends another: who plans a launch launches it, whose act is answered is addressed, a statement speaks for its party."""

from __future__ import annotations

from kg.extract.clauses import is_nominal, is_passive
from kg.extract.frames import Frame, Frames
from kg.extract.roles import Roles
from kg.model import Token

NOT_ONES_OWN = ("Harm", "Communication", "Attack", "Election")  # what is announced, but seldom done, by who announces it
OWNERS = ("possessive", "by", "adjective", "compound", "from")  # functions that tell whose a noun is


class Exchange:
    """Roles that pass between the filled frames of one parse."""

    def __init__(self, frames: Frames, roles: Roles) -> None:
        self._frames, self._roles = frames, roles
        self._grammar, self._mentions, self._ontology, self._lexicon = frames.grammar, frames.mentions, frames.ontology, frames.lexicon

    def settle(self, frame: Frame) -> None:
        """What this frame takes from others and gives to them."""
        self._add_owners(frame)
        self._lend_agents(frame)
        self._lend_to_means(frame)
        self._speak_for_messages(frame)
        self._join_message(frame)

    def _add_owners(self, frame: Frame) -> None:
        """Whose message or act is answered: "rejected an Indian proposal", "condemned the government's plan"."""
        role = frame.entry.fills.get("owner", "none")
        if role == "none" or self._roles.has(frame, role):
            return
        for noun in frame.functions.get("object", []):
            inner = self._frames.event_of(noun)
            theirs = [] if inner is None else [t for r, t in inner.roles if r == "agent" and t not in inner.functions.get("of", ())]
            for token in theirs if inner is not None else self._owners(noun):
                if not self._frames.is_pronoun(token) and token.pos != "PRON" and ("agent", token) not in frame.roles:
                    self._roles.add(frame, role, token, "owner")

    def _owners(self, noun: Token) -> list[Token]:
        """Whose a noun is; before it, only a name owns: "a French proposal", but not "state television"."""
        functions = self._grammar.functions(noun)
        for name in OWNERS:
            before = name in ("adjective", "compound")
            agents = [t for t in functions.get(name, []) if self._roles.may_act(t) and (not before or self._mentions.named(t) is not None)]
            if agents:
                return agents
        return []

    def _lend_agents(self, frame: Frame) -> None:
        """Who plans a launch launches it; who is asked for an inquiry holds it; who announces a ban imposes it."""
        announces = "lends" in frame.entry.fills
        if frame.entry.content != "hypothetical" and not announces:
            return
        wanted = "addressee" if frame.entry.control == "object" else "agent"
        lenders = [t for role, t in frame.roles if role == wanted]
        for role, inner in frame.events:
            receiving = inner.entry.fills.get("subject")
            if announces and (receiving != "agent" or any(self._ontology.is_a(inner.cls, cls) for cls in NOT_ONES_OWN)):
                continue
            if role == "topic" and is_nominal(inner.token) and receiving and not self._roles.has(inner, receiving):
                inner.roles.extend((receiving, t) for t in lenders)

    def _lend_to_means(self, frame: Frame) -> None:
        """Who kills "in an attack" attacks; of a known attack the text may have said otherwise."""
        if not self._ontology.is_a(frame.cls, "Harm") or is_passive(frame.token):
            return
        for role, inner in frame.events:
            new = is_nominal(inner.token) and not self._frames.is_definite(inner.token)
            if role == "cause" and new and inner.entry.fills.get("by") == "agent" and not self._roles.has(inner, "agent"):
                inner.roles.extend(("agent", t) for r, t in frame.roles if r == "agent")

    def _speak_for_messages(self, frame: Frame) -> None:
        """A statement says nothing of itself: "the party issued a declaration demanding …" is the party's demand."""
        for role, inner in list(frame.events):
            agents = [t for r, t in inner.roles if r == "agent"]
            if role == "agent" and agents and all(self._ontology.is_a(f.cls, "Communication") for f in (frame, inner)):
                frame.events.remove((role, inner))
                frame.roles.extend((role, t) for t in agents if (role, t) not in frame.roles)

    def _join_message(self, noun: Frame) -> None:
        """ "Said in a statement": what carries the words is no second act of saying, and shares its speaker and what is said."""
        prep = noun.token.head
        verb = self._frames.by_token.get(prep.head.i) if noun.token.dep == "pobj" and prep.dep == "prep" else None
        if verb is None or verb is noun or is_nominal(verb.token) or prep.lower not in self._lexicon.listed("message-prepositions"):
            return
        if not all(self._ontology.is_a(frame.cls, "Communication") for frame in (noun, verb)):
            return
        verb.events = [(role, inner) for role, inner in verb.events if inner is not noun]
        verb.events.extend(one for one in noun.events if one not in verb.events and one[1] is not verb)
        noun.events = [one for one in verb.events if one[1] is not noun]
        if not self._roles.has(noun, "agent"):
            noun.roles.extend(one for one in verb.roles if one[0] == "agent")
        noun.same = verb if noun.cls == verb.cls else noun.same
