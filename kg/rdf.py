"""A reading as N-Quads: the record of a document, and its knowledge in one graph a status."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from kg.literal import portable, written
from kg.model import Claim, Entity, Reading, Span, TimeValue
from kg.slug import document, encoded, slug
from kg.vocab import BASE, DCTERMS, ITSRDF, KG, NIF, OWL, PROV, RDF, RDFS, SCHEMA, SKOS, XSD

KNOWN_STATUSES = ("asserted", "reported", "hypothetical")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def quads(reading: Reading, *, base: str = BASE) -> list[str]:
    """The article's quads as N-Quads lines, sorted, each once."""
    return _Writer(reading, base).lines()


class _Writer:
    """Collects the lines of one reading."""

    def __init__(self, reading: Reading, base: str) -> None:
        self._reading, self._base = reading, base
        self._extraction = reading.extraction
        self._article = reading.extraction.parse.article
        self._doc = base + document(self._article.id)
        self._teller, self._suffix = reading.extraction.teller, reading.extraction.suffix
        self._graph = self._doc + (f"/reader/{self._teller.name}" if self._teller else "")
        self._found: set[str] = set()
        self._kinds = {entity.id: entity.kind for entity in reading.entities}
        self._labels = {entity.id: entity.label for entity in reading.entities}

    def lines(self) -> list[str]:
        self._document()
        self._reading_of()
        self._sentences()
        self._times()
        mentioned = self._claims() | self._facts()
        self._mentions(mentioned)
        self._entities(mentioned)
        self._events()
        return sorted(self._found)

    # ------------------------------------------------------------ writing
    def _add(self, subject: str, predicate: str, value: str, graph: str = "") -> None:
        """`value` is a term as N-Quads writes it; `graph` a status, or nothing for the record."""
        self._found.add(f"<{subject}> <{predicate}> {value} <{self._graph}{'/' + graph if graph else ''}> .")

    def _node(self, identifier: str) -> str:
        return iri(self._base + identifier)

    def _phrase(self, span: Span) -> str:
        return f"{self._doc}#char={span.begin},{span.end}"

    def _span(self, span: Span, kind: str) -> str:
        node = self._phrase(span)
        self._add(node, RDF.type, f"<{kind}>")
        self._add(node, NIF.referenceContext, f"<{self._doc}>")
        self._add(node, NIF.beginIndex, _integer(span.begin))
        self._add(node, NIF.endIndex, _integer(span.end))
        self._add(node, NIF.anchorOf, _text(self._article.text[span.begin : span.end]))
        return node

    # ------------------------------------------------------------ the record
    def _document(self) -> None:
        article = self._article
        self._add(self._doc, RDF.type, f"<{KG}Article>")
        self._add(self._doc, RDF.type, f"<{SCHEMA.NewsArticle}>")
        self._add(self._doc, DCTERMS.identifier, _plain(article.id))
        self._add(self._doc, DCTERMS.language, _plain(article.language))
        for predicate, value in ((DCTERMS.title, article.title), (DCTERMS.publisher, article.publisher)):
            if value:
                self._add(self._doc, predicate, _text(value))
        if article.issued:
            self._add(self._doc, DCTERMS.issued, _typed(article.issued.isoformat(), XSD.date))
        if article.url:
            self._add(self._doc, DCTERMS.source, iri(article.url))

    def _reading_of(self) -> None:
        """Which reader's record this is, where it is not that of our own rules."""
        if self._teller:
            self._add(self._graph, RDF.type, f"<{KG}Reading>")
            self._add(self._graph, DCTERMS.isPartOf, f"<{self._doc}>")
            self._add(self._graph, PROV.wasAttributedTo, self._agent())
            agent = self._agent()[1:-1]
            self._add(agent, RDF.type, f"<{KG}Reader>")
            self._add(agent, RDFS.label, _plain(f"{self._teller.name} {self._teller.version}"))
            self._add(agent, DCTERMS.identifier, _plain(self._teller.name))
            self._add(agent, KG + "version", _plain(self._teller.version))

    def _agent(self) -> str:
        assert self._teller
        return self._node(f"reader/{self._teller.name}/{slug(self._teller.version)}")

    def _read_by(self, node: str) -> None:
        if self._teller:
            self._add(node, PROV.wasAttributedTo, self._agent())

    def _sentences(self) -> None:
        for sentence in self._extraction.parse.sentences:
            self._span(sentence.span, NIF.Sentence)

    def _times(self) -> None:
        for time in (*self._extraction.titled, *self._extraction.times):
            value = time.value.value
            if value is not None:
                self._add(self._span(time.span, NIF.Phrase), KG + "value", _time(value))
            elif time.value.begin is not None or time.value.end is not None:
                node = self._span(time.span, NIF.Phrase)
                if time.value.begin is None or time.value.end is None:
                    self._add(node, KG + "value", _time(time.value.begin or time.value.end or ""))
                for name, bound in (("beginTime", time.value.begin), ("endTime", time.value.end)):
                    if bound is not None:
                        self._add(node, KG + name, _time(bound))
            for inner in time.ends:
                if inner.value.value is not None:
                    self._add(self._span(inner.span, NIF.Phrase), KG + "value", _time(inner.value.value))

    def _mentions(self, mentioned: set[str]) -> None:
        for mention, referent in zip(self._extraction.mentions, self._reading.referents, strict=True):
            if referent is not None and (referent in mentioned or mention.form in ("name", "demonym")):
                mentioned.add(referent)
                self._add(self._span(mention.span, NIF.Phrase), ITSRDF.taIdentRef, self._node(referent))
        for span, entity in self._reading.titled:
            mentioned.add(entity)
            self._add(self._span(span, NIF.Phrase), ITSRDF.taIdentRef, self._node(entity))

    def _entities(self, mentioned: set[str]) -> None:
        for entity in self._reading.entities:
            if entity.id in mentioned:
                self._entity(entity)

    def _entity(self, entity: Entity) -> None:
        node = self._base + entity.id
        node = encoded(node)
        self._add(node, RDF.type, f"<{KG}{entity.kind or 'Entity'}>")
        self._add(node, RDFS.label if "#" in entity.id else SKOS.prefLabel, _text(entity.label))
        for alias in entity.aliases:
            if alias != entity.label:
                self._add(node, SKOS.altLabel, _text(alias))
        for link in entity.links:
            self._add(node, OWL.sameAs, iri(link))

    # ------------------------------------------------------------ claims
    def _claims(self) -> set[str]:
        """Writes the claims; returns the entities that they name."""
        mentioned: set[str] = set()
        for number, claim in enumerate(self._extraction.claims):
            mentioned |= self._claim(number, claim)
        return mentioned

    def _claim(self, number: int, claim: Claim) -> set[str]:
        node = self._claim_node(number)
        self._read_by(node)
        mentioned: set[str] = set()
        event = self._node(self._reading.about[number])
        self._add(node, RDF.type, f"<{KG}Claim>")
        self._add(node, KG + "evokes", f"<{KG}{claim.cls}>")
        self._add(node, KG + "about", event)
        self._add(node, KG + "status", f"<{KG}{claim.status}>")
        self._add(node, KG + "rule", _plain(claim.rule))
        self._add(node, KG + "trigger", f"<{self._span(claim.trigger, NIF.Phrase)}>")
        sentence = self._extraction.parse.sentences[claim.sentence]
        self._add(node, PROV.wasDerivedFrom, f"<{self._phrase(sentence.span)}>")
        for role, value, entity in self._role_fillers(claim):
            self._add(node, KG + role, value)
            mentioned.update(entity)
        for source in claim.sources:
            referent = self._reading.referents[source]
            if referent is not None:
                self._add(node, KG + "attributedTo", self._node(referent))
                mentioned.add(referent)
        for predicate, value in self._qualifiers(number, claim):
            self._add(node, predicate, value)
        if claim.content is not None:
            self._add(node, KG + "content", _text(self._article.text[claim.content.begin : claim.content.end]))
        return mentioned

    def _claim_node(self, number: int) -> str:
        return f"{self._doc}#c{number + 1}{self._suffix}"

    def _role_fillers(self, claim: Claim) -> Iterable[tuple[str, str, tuple[str, ...]]]:
        """(role, term, entity ids) of each filler that is resolved."""
        for filler in claim.fillers:
            if filler.claim is not None:
                yield filler.role, self._node(self._reading.about[filler.claim]), ()
            elif filler.mention is not None and (referent := self._reading.referents[filler.mention]) is not None:
                yield filler.role, self._node(referent), (referent,)

    def _qualifiers(self, number: int, claim: Claim) -> Iterable[tuple[str, str]]:
        time = self._reading.times[number]
        if time is not None:
            yield from _times(time)
        if claim.quantity is not None:
            yield KG + "quantity", _integer(claim.quantity)
        if claim.ordinal is not None:
            yield KG + "ordinal", _integer(claim.ordinal)
        if claim.outcome is not None:
            yield KG + "outcome", f"<{KG}{claim.outcome}>"

    # ------------------------------------------------------------ knowledge
    def _events(self) -> None:
        """Each event in the graphs of the statuses that its claims have, with what those claims say of it."""
        for event in self._reading.events:
            node = encoded(self._base + event.id)
            for number in event.claims:
                claim = self._extraction.claims[number]
                if claim.status in KNOWN_STATUSES:
                    self._add(node, RDF.type, f"<{KG}{event.cls}>", claim.status)
                    for role, value, _ in self._role_fillers(claim):
                        self._add(node, KG + role, value, claim.status)
                    for predicate, value in self._qualifiers(number, claim):
                        self._add(node, predicate, value, claim.status)
            self._add(node, RDFS.label, _text(self._event_label(event.cls, event.claims)))

    def _event_label(self, cls: str, claims: tuple[int, ...]) -> str:
        """ "launch by North Korea, 2023-08-24"."""
        words = "".join(" " + c.lower() if c.isupper() else c for c in cls).strip()
        found: dict[str, list[str]] = {"agent": [], "theme": []}
        for number in claims:
            for filler in self._extraction.claims[number].fillers:
                referent = self._reading.referents[filler.mention] if filler.mention is not None else None
                if referent is not None and filler.role in found and self._labels.get(referent, "") not in found[filler.role]:
                    found[filler.role].append(self._labels.get(referent, ""))
        times = [time for number in claims if (time := self._reading.times[number]) is not None and time.value is not None]
        by = " by " + " and ".join(sorted(found["agent"])[:3]) if found["agent"] else " of " + sorted(found["theme"])[0] if found["theme"] else ""
        day = max((written(time.value) for time in times if time.value is not None), key=len, default="")
        return words + by + (", " + day if day else "")

    def _facts(self) -> set[str]:
        """Writes the relations with their statements; returns the entities that they join."""
        mentioned: set[str] = set()
        for number, fact in enumerate(self._reading.facts, 1):
            subject, predicate, value = encoded(self._base + fact.subject), KG + fact.relation, self._node(fact.object)
            statement = f"{self._doc}#s{number}{self._suffix}"
            self._read_by(statement)
            status = self._extraction.claims[fact.claim].status if fact.claim is not None else "asserted"
            self._add(subject, predicate, value, status)
            self._add(statement, RDF.type, f"<{RDF.Statement}>")
            self._add(statement, RDF.subject, f"<{subject}>")
            self._add(statement, RDF.predicate, f"<{predicate}>")
            self._add(statement, RDF.object, value)
            self._add(statement, PROV.wasDerivedFrom, f"<{self._proof(fact.claim, fact.standing, fact.mention)}>")
            mentioned.update({fact.subject, fact.object} & self._kinds.keys())
        return mentioned

    def _proof(self, claim: int | None, standing: int | None, mention: int | None) -> str:
        if claim is not None:
            return self._claim_node(claim)
        parse = self._extraction.parse
        if standing is not None:
            sentence = self._extraction.standings[standing].sentence
        else:
            sentence = parse.tokens[self._extraction.mentions[mention or 0].head].sentence
        return self._phrase(parse.sentences[sentence].span)


# ---------------------------------------------------------------- terms
def iri(text: str) -> str:
    """An IRI in angle brackets; characters that an IRI may not hold are percent-encoded."""
    return f"<{encoded(text)}>"


def _text(value: str, language: str = "en") -> str:
    return f"{_plain(value)}@{language}"


def _plain(value: str) -> str:
    return '"' + portable(value).translate(_ESCAPES) + '"'


def _typed(value: str, datatype: str) -> str:
    return f'"{value}"^^<{datatype}>'


def _integer(value: int) -> str:
    return _typed(str(value), XSD.integer)


def _time(value: date | datetime | str) -> str:
    """A time as a typed literal: an instant, a day, a month or a year."""
    text = written(value)
    if isinstance(value, datetime):
        return _typed(text, XSD.dateTime)
    return _typed(text, {10: XSD.date, 7: XSD.gYearMonth}.get(len(text), XSD.gYear))


def _times(time: TimeValue) -> Iterable[tuple[str, str]]:
    for name, value in (("time", time.value), ("beginTime", time.begin), ("endTime", time.end)):
        if value is not None:
            yield KG + name, _time(value)
