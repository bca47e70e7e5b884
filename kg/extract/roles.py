"""Roles: who and what takes part in each frame, by the functions that its entry names and by what follows from other frames."""

from __future__ import annotations

from kg.extract.clauses import is_nominal, is_passive
from kg.extract.frames import Frame, Frames
from kg.extract.grammar import Functions
from kg.model import Token

LOCATIVE = ("in", "near", "off", "outside")
PHYSICAL = ("Military", "Harm", "Arrest", "Protest")  # classes that are where their object is
LOOSE = ("to", "with", "against", "from")  # prepositions that a parse may hang on the object instead of the verb
CAUSAL = ("because of", "due to", "owing to", "as result of")
DOUBLING = ("on", "at", "to", "in")  # prepositions whose role an object may have filled


class Roles:
    """Fills the frames of one parse."""

    def __init__(self, frames: Frames) -> None:
        self._frames, self._grammar, self._mentions = frames, frames.grammar, frames.mentions
        self._ontology, self._lexicon = frames.ontology, frames.lexicon

    def fill(self, frame: Frame) -> None:
        """The roles that the frame's own functions and surroundings fill."""
        nominal = is_nominal(frame.token)
        for function, tokens in frame.functions.items():
            role = frame.entry.fills.get(function, "none")
            if role == "none" or (nominal and function == "adjective"):
                continue
            for token in tokens:
                if nominal and function == "compound":
                    self._add_compound(frame, role, token)
                elif nominal and function == "possessive" and token.pos == "PRON" and self.has(frame, role):
                    continue  # "completed their withdrawal": the subject is who they are
                else:
                    self.add(frame, role, token, function)
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
    def add(self, frame: Frame, role: str, token: Token, function: str) -> None:
        """One filler of a role, if it may fill it; an event that fills it is joined as an event."""
        if token.i in frame.consumed or self._frames.is_empty(token) or token is frame.token:
            return
        if token.head.lower == "by" and token.lemma in self._frames.lexicon.listed("manners"):
            return  # "by mistake", "by force"
        if role == "agent" and function == "by" and token.dep == "pcomp":
            return  # "by banning exports"
        if role == "agent" and function == "possessive" and any(c.tag == "JJS" and c.dep == "amod" for c in frame.token.children):
            return  # "Europe's largest merger" is the largest there
        if role == "agent" and token.lemma in self._frames.lexicon.listed("money"):
            return  # "fined two million dollars for refusing"
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
        if self._ontology.is_a(frame.cls, "Communication") or self.may_act(token):
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

    @staticmethod
    def has(frame: Frame, role: str) -> bool:
        """Whether somebody or something fills the role already."""
        return any(r == role for r, _ in frame.roles)

    # ------------------------------------------------------------ nouns
    def _add_compound(self, frame: Frame, role: str, token: Token) -> None:
        """ "missile test", but not "space launch"; who stands before an event noun acts in it: "a government offensive"."""
        if self._mentions.named(token) is None and self._mentions.kind(token) is None:
            return
        actor = frame.entry.fills.get("actor", "none")
        if actor != "none" and self._mentions.named(token) is None and self._mentions.is_a(token, "Agent"):
            role = actor
        if role == "agent" and self._ontology.is_a(frame.cls, "Communication") and not self.may_act(token):
            return  # a tsunami warning is not the tsunami's
        self.add(frame, role, token, "compound")

    def _add_state_before(self, frame: Frame) -> None:
        """ "the North Korean launch", "the US strike": a state's name before an event noun is its possessor."""
        role = frame.entry.fills.get("possessive", "agent")
        for function in ("adjective", "compound"):
            for token in frame.functions.get(function, []):
                name = self._mentions.named(token)
                if name is not None and self._ontology.is_a(name.kind, "Agent") and (name.form == "demonym" or function == "compound"):
                    if not self.has(frame, role):
                        frame.roles.append((role, token))
                    frame.roles = [(r, t) for r, t in frame.roles if not (t is token and r != role)]

    # ------------------------------------------------------------ verbs
    def _fill_from_clause(self, frame: Frame) -> None:
        """Who is asked, where it stands inside what is asked: "demanded that the government end the curbs"."""
        for verb in frame.functions.get("clause", [])[:1]:
            for token in self._grammar.subjects(verb):
                self.add(frame, frame.entry.fills["clause-subject"], token, "clause-subject")

    def _fill_from_object(self, frame: Frame) -> None:
        """What a parse hangs on the object though it belongs to the verb: "sent [arms to Pakistan]", "shared [evidence with Spain]"."""
        for noun in frame.functions.get("object", []):
            functions = self._grammar.functions(noun)
            if is_passive(frame.token) and "by" not in frame.functions:  # "was denied [entry by Eritrea]"
                for token in functions.get("by", []):
                    self.add(frame, frame.entry.fills.get("subject", "none"), token, "by")
            if frame.entry.control == "object":
                self._fill_with_acts(frame, noun)
            if self._frames.event_of(noun) is not None or self._mentions.named(noun) is not None:
                continue
            self._fill_place(frame, functions)
            if self._mentions.is_a(noun, "Agent"):
                continue
            for name in LOOSE:
                role = frame.entry.fills.get(name, "none")
                if name not in frame.functions and role in ("addressee", "destination"):
                    for token in functions.get(name, []):
                        if self._mentions.is_a(token, "Place") if role == "destination" else self.may_act(token):
                            self.add(frame, role, token, name)

    def _fill_place(self, frame: Frame, functions: Functions) -> None:
        """ "killed [a guard in Minsk]": where the object is, it happened."""
        if self.has(frame, "place") or not any(self._ontology.is_a(frame.cls, cls) for cls in PHYSICAL):
            return
        for name in LOCATIVE:
            if frame.entry.fills.get(name) == "place" and name not in frame.functions:
                for token in functions.get(name, []):
                    if self._mentions.named(token) is not None and self._mentions.is_a(token, "Place"):
                        self.add(frame, "place", token, name)

    def _fill_with_acts(self, frame: Frame, noun: Token) -> None:
        """What somebody is accused, acquitted or suspected of: "accused [the governor of fraud]", "convicted [the head of a bank of stealing]"."""
        role = frame.entry.fills.get("of", "none")
        if "of" not in frame.functions and role in ("topic", "cause"):
            for token in self._acts_below(noun):
                self.add(frame, role, token, "of")
        if role == "topic" and frame.entry.content == "reported":
            accused = [t for r, t in frame.roles if r == "addressee"]
            for _, inner in frame.events:
                if is_nominal(inner.token) and not self._frames.is_definite(inner.token) and not self.has(inner, "agent"):
                    inner.roles.extend(("agent", t) for t in accused if inner.entry.fills.get("by") == "agent")

    def _acts_below(self, noun: Token) -> list[Token]:
        """What stands behind a noun's "of", or behind that of the noun there: gerunds, and nouns of events where the noun is somebody."""
        below = self._grammar.functions(noun).get("of", [])
        if gerunds := [token for token in below if not is_nominal(token) and self._frames.main(token) is not None]:
            return gerunds
        if self._mentions.is_a(noun, "Agent") and (events := [token for token in below if is_nominal(token) and self._frames.event_of(token) is not None]):
            return events
        return [act for token in below if is_nominal(token) for act in self._acts_below(token)]

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
        elif role == "agent" and self._ontology.is_a(frame.cls, "Harm") and not self.has(frame, "agent"):
            self._add_event(frame, "cause", told)

    def _fill_cause_of_end(self, frame: Frame) -> None:
        """Why it ended so: "the launch failed because of a leak"."""
        verb = frame.carrier.head if is_nominal(frame.carrier) else frame.token.head
        match = self._frames.matches.get(verb.i)
        if match is None or match.effect not in ("failure", "success") or self.has(frame, "cause"):
            return
        for name in CAUSAL:
            for token in self._grammar.functions(verb).get(name, []):
                self.add(frame, "cause", token, name)

    def _fill_from_attempt(self, frame: Frame) -> None:
        role = frame.entry.fills.get("subject", "agent")
        if not self.has(frame, role):
            for token in self._grammar.owners(frame.carrier):
                self.add(frame, role, token, "subject")

    def may_act(self, token: Token) -> bool:
        """Whether a word names somebody, or a capital that stands for a government."""
        return self._mentions.is_a(token, "Agent") or self._mentions.is_capital(token)
