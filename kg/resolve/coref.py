"""Who is meant by a pronoun, "the country", "the party": a sieve that would rather leave a mention open than guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.lexicon import Lexicon
from kg.model import Extraction, Mention, Token
from kg.ontology import Ontology

WINDOW = 3  # sentences back
NEAREST = 120  # mentions back
SPEAKING_FOR = frozenset({"leads", "worksFor", "spokespersonFor"})  # standing relations that make "we" the body's
PAIR = 2
SUBJECTS = ("nsubj", "nsubjpass")
MODIFIERS = frozenset({"amod", "compound", "nummod", "poss", "prep", "relcl", "acl"})
MARGIN = 0.4  # by how much the best candidate must lead the next


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that has an entity."""

    index: int
    head: int
    sentence: int
    entity: str
    kind: str | None


class Coreference:
    """The referents of one article's pronouns and definite phrases, worked out in text order."""

    def __init__(
        self,
        extraction: Extraction,
        ontology: Ontology,
        lexicon: Lexicon,
        referents: list[str | None],
        kinds: Mapping[str, str | None],
        labels: Mapping[str, str],
    ) -> None:
        self._extraction, self._ontology, self._lexicon = extraction, ontology, lexicon
        self._tokens = extraction.parse.tokens
        self._referents, self._kinds, self._labels = referents, kinds, labels
        self._claims = {f.mention: c for c in extraction.claims for f in c.fillers if f.mention is not None and f.role == "agent"}
        self._acts = [{f.mention for f in claim.fillers if f.mention is not None} for claim in extraction.claims]
        self._roles = {f.mention: f.role for c in extraction.claims for f in c.fillers if f.mention is not None}

    def resolve(self, index: int, earlier: list[Candidate]) -> str | None:
        """The entity that mention `index` refers to, among candidates that stand before it; None where that is not clear."""
        mention = self._extraction.mentions[index]
        token = self._tokens[mention.head]
        if mention.form == "pronoun":
            return self._pronoun(index, token, earlier[-NEAREST:])
        if mention.form == "nominal" and (named := self._named_inside(token)) is not None:
            return named
        if mention.form == "nominal" and self._is_definite(token):
            return self._definite(index, mention, token, earlier[-NEAREST:])
        return None

    # ------------------------------------------------------------ pronouns
    def _pronoun(self, index: int, token: Token, earlier: list[Candidate]) -> str | None:
        word = token.lower
        if (theme := self._taken_up(index, token)) is not None:
            return theme
        if word in self._lexicon.listed("first-person-pronouns"):
            return None  # settled when all are known: who speaks may be named after the quotation
        if word in self._lexicon.listed("personal-pronouns"):
            others = "male-first-names" if word in self._lexicon.listed("female-pronouns") else "female-first-names"
            fits = [c for c in earlier if c.kind == "Person" and self._first_word(c) not in self._lexicon.listed(others)]
        elif word in self._lexicon.listed("neuter-pronouns"):
            if token.dep == "poss" and self._beside_unnamed(token):
                return None
            fits = [c for c in earlier if c.kind is not None and not self._ontology.is_a(c.kind, "Person") and c.kind != "Group"]
            if self._roles.get(index) == "agent" or token.dep in ("poss", "nsubj"):
                fits = [c for c in fits if self._ontology.is_a(c.kind, "Agent")] or fits
            fits = self._nearer_than_events(index, token, fits)
        elif word in self._lexicon.listed("plural-pronouns"):
            if self._after_unnamed(token, earlier):
                return None
            fits = [c for c in earlier if self._is_several(c) or (c.entity in self._leading(index) and self._ontology.is_a(c.kind, "State"))]
            if (act := self._claims.get(index)) is not None and self._ontology.is_a(act.cls, "Communication"):
                fits = [c for c in fits if self._ontology.is_a(c.kind, "Agent")]  # what fell or rose says nothing
        else:
            return None
        excluded = self._not_meant(index) | self._named_below(token) | {c.entity for c in earlier if self._bound(token, c)}
        return self._best(index, token, [c for c in fits if token.sentence - c.sentence <= WINDOW and c.entity not in excluded])

    def _beside_unnamed(self, token: Token) -> bool:
        """Whether the clause tells what a body does that has no name, so that "its" may be that body's: "if the army stops its attacks"."""
        verb = next((word for word in token.ancestors() if any(c.dep in SUBJECTS for c in word.children)), None)
        subject = next((c for c in verb.children if c.dep in SUBJECTS), None) if verb else None
        if subject is None or subject.tag != "NN" or subject is token.head:
            return False
        kind = self._lexicon.kinds.get(subject.lemma.lower())
        named = any(m.head == subject.i and r is not None for m, r in zip(self._extraction.mentions, self._referents, strict=True))
        return not named and self._ontology.is_a(kind, "Agent") and not self._ontology.is_a(kind, "Person")

    def _after_unnamed(self, token: Token, earlier: list[Candidate]) -> bool:
        """Whether several without a name did something nearer by than anybody who has one: "after Russian planes came, though they did not …"."""
        sentence = self._extraction.parse.sentences[token.sentence]
        named = {c.head for c in earlier}
        near = [t for t in self._tokens[sentence.first : token.i] if t.dep in SUBJECTS and t.tag in ("NNS", "NN", "NNP", "NNPS")]
        return bool(near) and near[-1].tag == "NNS" and near[-1].i not in named

    def _first_word(self, candidate: Candidate) -> str:
        return self._labels.get(candidate.entity, "").partition(" ")[0]

    def _taken_up(self, index: int, token: Token) -> str | None:
        """What the same word was said of a little earlier: "launched missiles … they were launched to the east"."""
        own = next((c for c in self._extraction.claims if any(f.mention == index and f.role == "theme" for f in c.fillers)), None)
        if own is None:
            return None
        several = token.lower in self._lexicon.listed("plural-pronouns")
        for claim in reversed(self._extraction.claims):
            if claim.rule == own.rule and claim.head < own.head and own.sentence - claim.sentence <= WINDOW:
                themes = [f.mention for f in claim.fillers if f.role == "theme" and f.mention is not None]
                plural = [self._tokens[self._extraction.mentions[m].head].tag in ("NNS", "NNPS") for m in themes]
                if len(themes) == 1 and plural[0] == several:
                    return self._referents[themes[0]]
        return None

    def _leading(self, index: int) -> set[str | None]:
        """Who is the subject of the clause around the pronoun: "Japan said it …"."""
        return {self._referents[i] for i in self._extraction.subjects.get(index, ())} - {None}

    def _is_several(self, candidate: Candidate) -> bool:
        """Whether "they" may stand for it: a group, a body, or whatever is named in the plural."""
        plural = self._tokens[candidate.head].tag in ("NNS", "NNPS") and not self._ontology.is_a(candidate.kind, "State")
        return plural or candidate.kind == "Group" or self._ontology.is_a(candidate.kind, "Organization")

    def _nearer_than_events(self, index: int, token: Token, candidates: list[Candidate]) -> list[Candidate]:
        """Without the candidates before an event's noun, which "it" may stand for as well, where "it" does anything but speak or plan."""
        claim = self._claims.get(index)
        if claim is None or any(self._ontology.is_a(claim.cls, group) for group in ("Communication", "Plan")):
            return candidates
        nouns = [c.head for c in self._extraction.claims if c.nominal and c.sentence == token.sentence and c.head < token.i]
        leading = self._leading(index) if self._is_said(token.head) else set()
        return [c for c in candidates if not nouns or c.head > max(nouns) or c.entity in leading]

    def _is_said(self, verb: Token) -> bool:
        """Whether a verb heads the clause that somebody says, thinks or plans."""
        claims = (c for c in self._extraction.claims if c.head == verb.head.i)
        return verb.dep in ("ccomp", "xcomp") and any(self._ontology.is_a(c.cls, group) for c in claims for group in ("Communication", "Plan"))

    def _named_below(self, token: Token) -> set[str | None]:
        """Whom a name in the clause that the pronoun is the subject of stands for: in "it said Iran would …", it is not Iran."""
        if token.dep not in ("nsubj", "nsubjpass"):
            return set()
        named = ((m, r) for m, r in zip(self._extraction.mentions, self._referents, strict=True) if m.form == "name" and m.head > token.i)
        return {r for m, r in named if self._tokens[m.head].sentence == token.sentence and token.head in self._tokens[m.head].ancestors()}

    def _not_meant(self, index: int) -> set[str | None]:
        """The speakers of a claim of which nobody says that it is his own act."""
        claim = self._claims.get(index)
        return {self._referents[s] for s in claim.sources} if claim is not None and claim.cls in self._ontology.seldom_own else set()

    def speaker(self, index: int) -> str | None:
        """Who says "I" in mention `index`, or for whom "we" stands there: whom the speaker speaks for; None for any other word."""
        word = self._tokens[self._extraction.mentions[index].head].lower
        if word not in self._lexicon.listed("first-person-pronouns"):
            return None
        speaker = self._extraction.speakers.get(index, self._reported_by(index))
        if speaker is None:
            return None
        alone = self._kinds.get(self._referents[speaker] or "") == "Person" and self._tokens[self._extraction.mentions[speaker].head].tag not in ("NNS", "NNPS")
        if alone and word in self._lexicon.listed("first-person-plural"):
            return self._spoken_for(speaker)
        return self._referents[speaker]

    def _reported_by(self, index: int) -> int | None:
        """The source of the nearest claim in the sentence that has one."""
        head = self._tokens[self._extraction.mentions[index].head]
        claims = [c for c in self._extraction.claims if c.sentence == head.sentence and c.sources and index not in c.sources]
        return min(claims, key=lambda c: abs(c.head - head.i)).sources[0] if claims else None

    def _spoken_for(self, speaker: int) -> str | None:
        """The body that a person leads, works for or is spokesperson of."""
        referent = self._referents[speaker]
        found = {self._referents[s.object] for s in self._extraction.standings if self._referents[s.subject] == referent and s.relation in SPEAKING_FOR}
        return found.pop() if len(found) == 1 else None

    def _bound(self, token: Token, candidate: Candidate) -> bool:
        """Whether the two are arguments of one verb, or parts of one coordination, so that they differ."""
        other = self._tokens[candidate.head]
        if token.dep != "poss" and other.head is token.head and other.dep in ("nsubj", "nsubjpass", "dobj") and token.dep in ("dobj", "dative", "nsubj"):
            return True
        return token.dep == "poss" and token.head is other

    def _best(self, index: int, token: Token, candidates: list[Candidate]) -> str | None:
        """The entity of the best candidate, where it leads the next clearly."""
        scores: dict[str, float] = {}
        for distance, candidate in enumerate(reversed(candidates)):
            score = self._score(index, token, candidate) - 0.15 * min(distance, 6)
            scores[candidate.entity] = max(score, scores.get(candidate.entity, -9.0)) + (0.2 if candidate.entity in scores else 0.0)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN):
            return None
        return ranked[0][0]

    def _score(self, index: int, token: Token, candidate: Candidate) -> float:
        """Nearness, subjecthood, and being the subject of the clause that holds the pronoun."""
        other = self._tokens[candidate.head]
        score = -1.0 * (token.sentence - candidate.sentence)
        if other.dep in ("nsubj", "nsubjpass"):
            score += 1.0
        elif other.dep in ("dobj", "poss", "agent", "pobj"):
            score += 0.3
        elif other.dep == "compound":
            score -= 0.4
        if candidate.entity in self._leading(index):
            score += 2.0
        return score

    # ------------------------------------------------------------ definite phrases
    def _definite(self, index: int, mention: Mention, token: Token, earlier: list[Candidate]) -> str | None:
        """ "the country" → the state that was spoken of last as an actor; "the island" → the one island that has a name."""
        if any(c.dep in MODIFIERS for c in token.children) or token.tag == "NNS":
            return None
        if mention.kind != "State" and (same := self._by_last_word(token, earlier)) is not None:
            return same
        if not any(self._ontology.is_a(mention.kind, kind) for kind in ("State", "Organization", "City")):
            return None
        near = [c for c in earlier if token.sentence - c.sentence <= WINDOW and self._tokens[c.head].dep != "amod"]
        near = [c for c in near if "#" not in c.entity or self._tokens[c.head].lemma == token.lemma]  # "the government" is not the police
        beside = self._taking_part_beside(index)
        fits = [c for c in near if self._ontology.is_a(c.kind, mention.kind or "") and c.entity not in beside]
        best = self._best(index, token, fits)
        if best is None or not all(self._is_inside(c) for c in fits if c.entity == best):
            return best
        # of which kind an organisation is, its name seldom tells: one that may be a company too is a rival
        rivals = [c for c in near if c in fits or (c.kind == "Organization" and self._ontology.is_a(mention.kind, c.kind))]
        return best if self._best(index, token, rivals) == best else None

    def _is_inside(self, candidate: Candidate) -> bool:
        """Whether a mention is part of what somebody else is called: "analysts at Morgan Stanley"."""
        token = self._tokens[candidate.head]
        return token.dep == "pobj" and token.head.head.pos in ("NOUN", "PROPN")

    def _taking_part_beside(self, index: int) -> set[str | None]:
        """Who else takes part in the same act: who "is in talks to buy the startup" is not the startup."""
        return {self._referents[other] for act in self._acts if index in act for other in act - {index}}

    def _named_inside(self, token: Token) -> str | None:
        """The organisation that a noun behind its name only explains: "the state-run KCNA news agency"."""
        if token.lemma.lower() not in self._lexicon.listed("self-nouns") or token.tag != "NN":
            return None
        names = {m.head: r for m, r in zip(self._extraction.mentions, self._referents, strict=True) if m.form == "name" and r is not None}
        found = {names[c.i] for c in token.children if c.dep == "compound" and c.i in names}
        return found.pop() if len(found) == 1 and self._ontology.is_a(self._kinds.get(max(found)), "Organization") else None

    def _by_last_word(self, token: Token, earlier: list[Candidate]) -> str | None:
        """The one named entity whose name ends with the noun."""
        noun = token.lemma.lower()
        near = (c for c in earlier if token.sentence - c.sentence <= WINDOW or not self._ontology.is_a(c.kind, "Place"))
        named = {c.entity for c in near if "#" not in c.entity and self._labels[c.entity].lower().split()[-1] == noun}
        return named.pop() if len(named) == 1 else None

    # ------------------------------------------------------------ several at once
    def jointly(self, index: int, earlier: list[Candidate]) -> tuple[int, ...]:
        """The mentions that "the two countries" or "both sides" stand for: the only two of that kind in this sentence and the one before."""
        mention = self._extraction.mentions[index]
        token = self._tokens[mention.head]
        if mention.form != "nominal" or token.tag != "NNS" or not self._counts_two(token):
            return ()
        lemma = token.lemma.lower()
        wanted = "Agent" if lemma in self._lexicon.listed("sides") else self._lexicon.kinds.get(lemma)
        if wanted is None or any(c.dep in MODIFIERS - {"nummod"} for c in token.children):
            return ()
        found: dict[str, int] = {}
        for candidate in earlier:
            if "#" not in candidate.entity and token.sentence - candidate.sentence <= 1 and self._ontology.is_a(candidate.kind, wanted):
                found[candidate.entity] = candidate.index
        return tuple(sorted(found.values())) if len(found) == PAIR else ()

    def _counts_two(self, token: Token) -> bool:
        words = {c.lower for c in token.children if c.dep in ("nummod", "det", "predet")}
        return bool(words & self._lexicon.listed("both")) and ("both" in words or self._is_definite(token))

    def _is_definite(self, token: Token) -> bool:
        return any(c.dep == "det" and c.lower in self._lexicon.listed("definite-determiners") for c in token.children)
