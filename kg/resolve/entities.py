"""Mentions → entities: names to who they stand for, and numbered participants for what has no name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from kg.gazetteer import Gazetteer
from kg.lexicon import Lexicon
from kg.model import Entity, Extraction, Mention
from kg.slug import document, slug

ACTING = frozenset({"agent", "addressee", "cause"})


class Names:
    """The entities of one article's names, by mention."""

    def __init__(self, extraction: Extraction, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._extraction, self._gazetteer, self._lexicon = extraction, gazetteer, lexicon
        self._acting = self._mentions_that_act()
        full = self._full_names()
        self._persons = {part: min(names) for part, names in full.items() if len(names) == 1}
        self._last_names = {name.split()[-1] for names in full.values() for name in names}
        self._acronyms = self._find_acronyms()
        self._kinds = self._agreed_kinds()
        self._compass = self._find_compass_states()
        self.states: dict[str, tuple[str, int]] = {}  # body's entity id → its state's, and the first mention whose name says so

    def identify(self, index: int) -> Entity | None:
        """Whom a name stands for; None for a mention that is no name."""
        mention = self._extraction.mentions[index]
        if mention.form not in ("name", "demonym"):
            return None
        if mention.body:
            return self._body(index, mention)
        if mention.entry:
            self._note_state(index, mention)
            return self._known(index, mention)
        return self._new(mention)

    # ------------------------------------------------------------ known
    def _known(self, index: int, mention: Mention) -> Entity:
        entry = self._gazetteer.entries[mention.entry or ""]
        if entry.capital_of and index in self._acting and entry.capital_of in self._gazetteer.entries:
            entry = self._gazetteer.entries[entry.capital_of]
        return self.of_entry(entry.key)

    def of_entry(self, key: str) -> Entity:
        entry = self._gazetteer.entries[key]
        return Entity(entry.key, entry.kind, entry.label, entry.aliases, entry.links)

    def _mentions_that_act(self) -> set[int]:
        """Mentions that do something or are spoken for: a capital among them means its government."""
        found = {f.mention for c in self._extraction.claims for f in c.fillers if f.role in ACTING and f.mention is not None}
        found.update(source for claim in self._extraction.claims for source in claim.sources)
        tokens = self._extraction.parse.tokens
        for index, mention in enumerate(self._extraction.mentions):
            if mention.entry is None:
                continue
            token = tokens[mention.head]
            named = token.dep == "nsubj" and any(c.dep == "attr" for c in token.head.children)  # "Oslo is the birthplace of …"
            if (token.dep in ("nsubj", "poss") and not named) or (token.dep == "pobj" and token.head.lower == "in" and self._is_speaker(token.head.head.lemma)):
                found.add(index)
        return {i for i in found if not self._is_location(i)}

    def _is_speaker(self, lemma: str) -> bool:
        return lemma in self._lexicon.listed("speakers-for-states")

    def _is_location(self, index: int) -> bool:
        token = self._extraction.parse.tokens[self._extraction.mentions[index].head]
        return token.dep == "pobj" and token.head.lower in self._lexicon.listed("locative-prepositions") and not self._is_speaker(token.head.head.lemma)

    def _note_state(self, index: int, mention: Mention) -> None:
        """Notes whose a known body is, where the state's name begins the body's: "Japan's Coast Guard"."""
        entry = self._gazetteer.entries[mention.entry or ""]
        state = self._gazetteer.entries.get(entry.part_of or "")
        if state is not None and state.kind == "State" and mention.text.startswith((state.label, *state.aliases, *state.demonyms)):
            self.states.setdefault(entry.key, (state.key, index))

    def _body(self, index: int, mention: Mention) -> Entity:
        """ "the Japanese Coast Guard" and "Japan's Coast Guard" are one body, part of its state."""
        state = self._gazetteer.entries[mention.entry or ""]
        body = next(b for b in self._gazetteer.bodies.values() if b.key == mention.body)
        the_state = "the " + state.label if set(state.label.split()) & self._lexicon.listed("articled-names") else state.label
        words = {"{state}": state.label, "{demonym}": state.demonyms[0] if state.demonyms else state.label, "{the state}": the_state}
        label = _format(body.label, words)
        aliases = {_format(alias, words) for alias in body.aliases} | {mention.text.replace("’", "'")}
        for name in (label, *sorted(aliases)):
            for key in self._gazetteer.names.get(name, ()):
                known = self.of_entry(key)
                self.states.setdefault(known.id, (state.key, index))
                return replace(known, aliases=tuple(sorted({*known.aliases, mention.text.replace("’", "'")} - {known.label})))
        entity = Entity(f"{body.kind.lower()}/{slug(label)}", body.kind, label, tuple(sorted(aliases - {label})))
        self.states.setdefault(entity.id, (state.key, index))
        return entity

    # ------------------------------------------------------------ new
    def _new(self, mention: Mention) -> Entity:
        if mention.text in self._compass:
            return self.of_entry(self._compass[mention.text])
        name = (mention.name or mention.text).replace("’", "'")
        name = self._acronyms.get(name, name)
        kind = self._kinds.get(name, mention.kind)
        if name in self._persons and (kind in ("Person", None) or self._persons[name].endswith(f" {name}")):  # a last name outweighs the model's guess
            name, kind = self._persons[name], "Person"
        elif name in self._last_names:
            kind = "Person"
        aliases = sorted({mention.text.replace("’", "'"), *([f"{name}, {mention.within}"] if mention.within else [])} - {name})
        return Entity(f"{(kind or 'entity').lower()}/{slug(name)}", kind, name, tuple(aliases))

    def _full_names(self) -> dict[str, set[str]]:
        """First or last name → the full names of persons that have it."""
        found: dict[str, set[str]] = defaultdict(set)
        for mention in self._extraction.mentions:
            if mention.form == "name" and mention.kind == "Person" and not mention.entry and " " in mention.text:
                name = mention.text.replace("’", "'")
                found[name.split()[-1]].add(name)
                found[name.split()[0]].add(name)
        return found

    def _find_acronyms(self) -> dict[str, str]:
        """Acronym → the name that it abbreviates, where the text puts it in brackets behind the name."""
        text = self._extraction.parse.article.text
        found: dict[str, str] = {}
        names = [m for m in self._extraction.mentions if m.form == "name"]
        for long, short in pairwise(names):
            between = text[long.span.end : short.span.begin]
            if between.strip(" \"“'‘") == "(" and short.text.isupper() and _initials(long.text, short.text):
                found[short.text] = long.name or long.text
        return found

    def _find_compass_states(self) -> dict[str, str]:
        """ "North" → the one state of the text whose name begins so, where the text speaks of "the North"."""
        states = {m.entry for m in self._extraction.mentions if m.entry and self._gazetteer.entries[m.entry].kind == "State"}
        found = {}
        for point in sorted(self._lexicon.listed("compass-points")):
            named = [state for state in states if self._gazetteer.entries[state].label.startswith(f"{point} ")]
            if len(named) == 1:
                found[point] = named[0]
        return found

    def _agreed_kinds(self) -> dict[str, str]:
        """Name → its kind, where the mentions differ: the most frequent, then the first by name."""
        votes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for mention in self._extraction.mentions:
            if mention.form == "name" and not mention.entry and mention.kind:
                votes[mention.text.replace("’", "'")][mention.kind] += 1
        return {name: min(kinds, key=lambda kind: (-kinds[kind], kind)) for name, kinds in votes.items()}


def unnamed(extraction: Extraction, index: int, number: int) -> Entity:
    """A participant that has no name, numbered within its document."""
    mention = extraction.mentions[index]
    return Entity(f"{document(extraction.parse.article.id)}#x{number}{extraction.suffix}", mention.kind, mention.text)


def merge(entities: list[Entity]) -> tuple[Entity, ...]:
    """One record an id, the aliases of all its mentions together; sorted by id."""
    found: dict[str, Entity] = {}
    for entity in entities:
        if entity.id in found:
            known = found[entity.id]
            aliases = tuple(sorted({*known.aliases, *entity.aliases, entity.label} - {known.label}))
            found[entity.id] = replace(known, aliases=aliases)
        else:
            found[entity.id] = entity
    return tuple(found[key] for key in sorted(found))


def _format(template: str, words: dict[str, str]) -> str:
    for placeholder, value in words.items():
        template = template.replace(placeholder, value)
    return template


def _initials(name: str, acronym: str) -> bool:
    letters = "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())
    return letters.upper() == acronym or name.replace(" ", "").upper().startswith(acronym)
