"""Roles: who and what takes part in each frame, by the functions that its entry names and by what follows from other frames."""

from __future__ import annotations

from kg.extract.frames import Frame, Frames
from kg.extract.grammar import Functions, is_nominal, is_passive
from kg.model import Token

LOCATIVE = ("in", "near", "off", "outside")
PHYSICAL = ("Military", "Harm", "Arrest", "Protest")  # classes that are where their object is
NOT_ONES_OWN = ("Harm", "Communication", "Attack", "Election")  # what is announced, but seldom done, by who announces it
LOOSE = ("to", "with", "against", "from")  # prepositions that a parse may hang on the object instead of the verb
CAUSAL = ("because of", "due to", "owing to", "as result of")
DOUBLING = ("on", "at", "to", "in")  # prepositions whose role an object may have filled
OWNERS = ("possessive", "by", "adjective", "compound", "from")  # functions that tell whose a noun is


class Roles:
    """Fills the frames of one parse."""

    def __init__(self, frames: Frames) -> None:
        self._frames, self._grammar, self._mentions = frames, frames.grammar, frames.mentions
        self._ontology, self._lexicon = frames.ontology, frames.lexicon

    def fill(self) -> None:
        """Each frame by itself first; then what one frame lends to another."""
        frames = self._frames.all()
        for frame in frames:
            self._fill(frame)
        for frame in frames:
            self._add_owners(frame)
            self._lend_agents(frame)
            self._lend_to_means(frame)
            self._speak_for_messages(frame)
            self._join_message(frame)

    def _fill(self, frame: Frame) -> None:
        nominal = is_nominal(frame.token)
        for function, tokens in frame.functions.items():
            role = frame.entry.fills.get(function, "none")
            if role == "none" or (nominal and function == "adjective"):
                continue
            for token in tokens:
                if nominal and function == "compound":
                    self._add_compound(frame, role, token)
                elif nominal and function == "possessive" and token.pos == "PRON" and self._has(frame, role):
                    continue  # "completed their withdrawal": the subject is who they are
                else:
                    self._add(frame, role, token, function)
        if "clause-subject" in frame.entry.fills:
            self._fill_from_clause(frame)
        if nominal:
            self._add_state_before(frame)
            self._fill_cause_of_end(frame)
        else:
            self._fill_from_object(frame)
            self._fill_from_main_clause(frame)
        if frame.carrier is not frame.token and frame.carrier.i in self._frames.matches and self._frames.matches[frame.carrier.i].type == "attempt":
            self._fill_from_attempt(frame)

    # ------------------------------------------------------------ one filler
    def _add(self, frame: Frame, role: str, token: Token, function: str) -> None:
        if token.i in frame.consumed or self._frames.is_empty(token) or token is frame.token:
            return
        if token.head.lower == "by" and token.lemma in self._frames.lexicon.listed("manners"):
            return  # "by mistake", "by force"
        if role == "agent" and self._ontology.is_tool(self._mentions.kind(token)):
            role = "instrument"  # things do not act: "the rocket put a satellite into orbit"
        elif role == "agent" and function == "from" and not self._may_come_from(frame, token):
            role = "origin"  # "fire from the hills"
        fitting = self._role_of(frame, role, token, function)
        if fitting is None:
            return
        nearer = self._told_before(token) if fitting == "place" and self._ontology.is_a(frame.cls, "Communication") else None
        if nearer is not None and nearer is not frame:
            nearer.roles.append(("place", token))
            return
        inner = self._frames.main(token) if function in ("clause", "infinitive") or not is_nominal(token) else self._frames.event_of(token)
        if inner is frame or (inner is not None and function == "clause" and self._frames.speaks_beside(inner.token)):
            return
        if inner is not None:
            self._add_event(frame, fitting, inner)
        elif is_nominal(token) and (fitting, token) not in frame.roles:
            frame.roles.append((fitting, token))

    def _may_come_from(self, frame: Frame, token: Token) -> bool:
        """Whether what a "from" names may be who acts: words come from anybody, blows from who can deal them."""
        if self._ontology.is_a(frame.cls, "Communication") or self._may_act(token):
            return True
        kind = self._mentions.kind(token)
        return token.pos == "PRON" or (kind is not None and not self._ontology.is_a(kind, "Place"))

    def _role_of(self, frame: Frame, role: str, token: Token, function: str) -> str | None:
        """The role that a filler may have; a preposition does not fill again what the object fills, and not every noun is a place."""
        is_place = self._mentions.is_a(token, "Place")
        if function in DOUBLING and role != "place" and not is_nominal(frame.token) and frame.entry.fills.get("object") == role and self._has_object(frame):
            role = "place" if function != "to" else "none"
            if not is_place:
                return None
        if role == "addressee" and function != "object" and self._mentions.kind(token) is None and self._frames.senses.is_event_noun(token):
            return None if self._frames.event_of(token) is None else role
        if role == "cause" and is_place and function in ("on", "in", "at"):
            role = "place"
        if role == "place" and not is_place and self._frames.event_of(token) is None and not self._may_be_place(token):
            return None
        return role if role != "none" else None

    @staticmethod
    def _has_object(frame: Frame) -> bool:
        return any(token.i not in frame.consumed for token in frame.functions.get("object", []))

    def _told_before(self, noun: Token) -> Frame | None:
        """The event noun right before a noun's preposition: of "criticised the war in Yemen" the war is in Yemen."""
        place = noun.head
        before = self._frames.parse.tokens[place.i - 1] if place.pos == "ADP" and place.i else None
        return self._frames.by_token.get(before.i) if before is not None and is_nominal(before) else None

    def _may_be_place(self, noun: Token) -> bool:
        """Whether a noun that the lexicon does not know as a place may be one: "in Karsk", "at the summit", but not "in detail"."""
        if self._mentions.named(noun) is not None or self._mentions.kind(noun) is not None:
            return True
        qualified = any(c.dep in ("det", "poss", "amod", "compound", "nummod") for c in noun.children)
        return qualified and noun.lemma not in self._lexicon.listed("no-places") and not self._frames.senses.is_event_noun(noun)

    def _add_event(self, frame: Frame, role: str, inner: Frame) -> None:
        if inner.cls == frame.cls and role in ("agent", "theme", "cause") and is_nominal(inner.token) and frame.cls != "Coincidence":
            frame.same = inner
            return
        if role in ("agent", "place") and self._ontology.is_a(frame.cls, "Harm"):
            role = "cause"
        elif role == "addressee":
            role = "topic"  # one speaks to somebody, but of an event
        if role not in ("place", "destination") and (role, inner) not in frame.events:
            frame.events.append((role, inner))

    def _has(self, frame: Frame, role: str) -> bool:
        return any(r == role for r, _ in frame.roles)

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
        if not self._has(noun, "agent"):
            noun.roles.extend(one for one in verb.roles if one[0] == "agent")
        noun.same = verb if noun.cls == verb.cls else noun.same

    # ------------------------------------------------------------ nouns
    def _add_compound(self, frame: Frame, role: str, token: Token) -> None:
        """ "missile test", but not "space launch"; who stands before an event noun acts in it: "a government offensive"."""
        if self._mentions.named(token) is None and self._mentions.kind(token) is None:
            return
        actor = frame.entry.fills.get("actor", "none")
        if actor != "none" and self._mentions.named(token) is None and self._mentions.is_a(token, "Agent"):
            role = actor
        if role == "agent" and self._ontology.is_a(frame.cls, "Communication") and not self._may_act(token):
            return  # a tsunami warning is not the tsunami's
        self._add(frame, role, token, "compound")

    def _add_state_before(self, frame: Frame) -> None:
        """ "the North Korean launch", "the US strike": a state's name before an event noun is its possessor."""
        role = frame.entry.fills.get("possessive", "agent")
        for function in ("adjective", "compound"):
            for token in frame.functions.get(function, []):
                name = self._mentions.named(token)
                if name is not None and self._ontology.is_a(name.kind, "Agent") and (name.form == "demonym" or function == "compound"):
                    if not self._has(frame, role):
                        frame.roles.append((role, token))
                    frame.roles = [(r, t) for r, t in frame.roles if not (t is token and r != role)]

    # ------------------------------------------------------------ verbs
    def _fill_from_clause(self, frame: Frame) -> None:
        """Who is asked, where it stands inside what is asked: "demanded that the government end the curbs"."""
        for verb in frame.functions.get("clause", [])[:1]:
            for token in self._grammar.subjects(verb):
                self._add(frame, frame.entry.fills["clause-subject"], token, "clause-subject")

    def _fill_from_object(self, frame: Frame) -> None:
        """What a parse hangs on the object though it belongs to the verb: "sent [arms to Pakistan]", "shared [evidence with Spain]"."""
        for noun in frame.functions.get("object", []):
            functions = self._grammar.functions(noun)
            if is_passive(frame.token) and "by" not in frame.functions:  # "was denied [entry by Eritrea]"
                for token in functions.get("by", []):
                    self._add(frame, frame.entry.fills.get("subject", "none"), token, "by")
            if self._mentions.is_a(noun, "Agent") and frame.entry.control == "object":
                self._fill_with_acts(frame, functions)
            if self._frames.event_of(noun) is not None or self._mentions.named(noun) is not None:
                continue
            self._fill_place(frame, functions)
            if self._mentions.is_a(noun, "Agent"):
                continue
            for name in LOOSE:
                role = frame.entry.fills.get(name, "none")
                if name not in frame.functions and role in ("addressee", "destination"):
                    for token in functions.get(name, []):
                        if self._mentions.is_a(token, "Place") if role == "destination" else self._may_act(token):
                            self._add(frame, role, token, name)

    def _fill_place(self, frame: Frame, functions: Functions) -> None:
        """ "killed [a guard in Minsk]": where the object is, it happened."""
        if self._has(frame, "place") or not any(self._ontology.is_a(frame.cls, cls) for cls in PHYSICAL):
            return
        for name in LOCATIVE:
            if frame.entry.fills.get(name) == "place" and name not in frame.functions:
                for token in functions.get(name, []):
                    if self._mentions.named(token) is not None and self._mentions.is_a(token, "Place"):
                        self._add(frame, "place", token, name)

    def _fill_with_acts(self, frame: Frame, functions: Functions) -> None:
        """What somebody is accused, acquitted or suspected of: "accused [the governor of fraud]"."""
        role = frame.entry.fills.get("of", "none")
        if "of" not in frame.functions and role in ("topic", "cause"):
            for token in functions.get("of", []):
                if (self._frames.event_of(token) if is_nominal(token) else self._frames.main(token)) is not None:
                    self._add(frame, role, token, "of")
        if role == "topic" and frame.entry.content == "reported":
            accused = [t for r, t in frame.roles if r == "addressee"]
            for _, inner in frame.events:
                if is_nominal(inner.token) and not self._frames.is_definite(inner.token) and not self._has(inner, "agent"):
                    inner.roles.extend(("agent", t) for t in accused if inner.entry.fills.get("by") == "agent")

    def _fill_from_main_clause(self, frame: Frame) -> None:
        """The cause that a participle leaves unsaid is what the main clause tells: "he was arrested, sparking protests"."""
        token = frame.token
        role = frame.entry.fills.get("subject", "agent")
        if token.dep != "advcl" or token.tag != "VBG" or any(c.dep == "mark" for c in token.children):
            return
        told = self._frames.by_token.get(token.head.i)
        if told is None or told is frame:
            return
        if role == "cause" and not self._ontology.is_a(frame.cls, "Harm"):
            frame.roles = [(r, t) for r, t in frame.roles if r != "cause"]
            self._add_event(frame, "cause", told)
        elif role == "agent" and self._ontology.is_a(frame.cls, "Harm") and not self._has(frame, "agent"):
            self._add_event(frame, "cause", told)

    def _fill_cause_of_end(self, frame: Frame) -> None:
        """Why it ended so: "the launch failed because of a leak"."""
        verb = frame.carrier.head if is_nominal(frame.carrier) else frame.token.head
        match = self._frames.matches.get(verb.i)
        if match is None or match.effect not in ("failure", "success") or self._has(frame, "cause"):
            return
        for name in CAUSAL:
            for token in self._grammar.functions(verb).get(name, []):
                self._add(frame, "cause", token, name)

    def _fill_from_attempt(self, frame: Frame) -> None:
        role = frame.entry.fills.get("subject", "agent")
        if not self._has(frame, role):
            for token in self._grammar.owners(frame.carrier):
                self._add(frame, role, token, "subject")

    # ------------------------------------------------------------ from frame to frame
    def _add_owners(self, frame: Frame) -> None:
        """Whose message or act is answered: "rejected an Indian proposal", "condemned the government's plan"."""
        role = frame.entry.fills.get("owner", "none")
        if role == "none" or self._has(frame, role):
            return
        for noun in frame.functions.get("object", []):
            inner = self._frames.event_of(noun)
            theirs = [] if inner is None else [t for r, t in inner.roles if r == "agent" and t not in inner.functions.get("of", ())]
            for token in theirs if inner is not None else self._owners(noun):
                if not self._frames.is_pronoun(token) and token.pos != "PRON" and ("agent", token) not in frame.roles:
                    self._add(frame, role, token, "owner")

    def _owners(self, noun: Token) -> list[Token]:
        """Whose a noun is; before it, only a name owns: "a French proposal", but not "state television"."""
        functions = self._grammar.functions(noun)
        for name in OWNERS:
            before = name in ("adjective", "compound")
            agents = [t for t in functions.get(name, []) if self._may_act(t) and (not before or self._mentions.named(t) is not None)]
            if agents:
                return agents
        return []

    def _may_act(self, token: Token) -> bool:
        return self._mentions.is_a(token, "Agent") or self._mentions.is_capital(token)

    def _speak_for_messages(self, frame: Frame) -> None:
        """A statement says nothing of itself: "the party issued a declaration demanding …" is the party's demand."""
        for role, inner in list(frame.events):
            agents = [t for r, t in inner.roles if r == "agent"]
            if role == "agent" and agents and all(self._ontology.is_a(f.cls, "Communication") for f in (frame, inner)):
                frame.events.remove((role, inner))
                frame.roles.extend((role, t) for t in agents if (role, t) not in frame.roles)

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
            if role == "topic" and is_nominal(inner.token) and receiving and not self._has(inner, receiving):
                inner.roles.extend((receiving, t) for t in lenders)

    def _lend_to_means(self, frame: Frame) -> None:
        """Who kills "in an attack" attacks; of a known attack the text may have said otherwise."""
        if not self._ontology.is_a(frame.cls, "Harm") or is_passive(frame.token):
            return
        for role, inner in frame.events:
            new = is_nominal(inner.token) and not self._frames.is_definite(inner.token)
            if role == "cause" and new and inner.entry.fills.get("by") == "agent" and not self._has(inner, "agent"):
                inner.roles.extend(("agent", t) for r, t in frame.roles if r == "agent")
