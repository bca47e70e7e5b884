"""Base sentences in the wrappers that change how sure they are and on whose word: what must come out, and the parses.

`python -m tests.wrapped` parses all of them again and writes `data/wrapped.parses.json`; the test runs from that, without the model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STORED = Path(__file__).parent / "data" / "wrapped.parses.json"


@dataclass(frozen=True, slots=True)
class Base:
    """One event in the forms that a wrapper may ask for."""

    id: str
    cls: str
    agent: str
    past: str  # "attacked the port"
    bare: str  # "attack the port"
    participle: str  # "attacked the port", after "have"
    gerund: str
    passive: str  # "the port", the subject of
    undergone: str  # "attacked"


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A sentence around an event, with the status and the source that the event has in it."""

    id: str
    text: str
    status: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Wrapped:
    id: str
    base: Base
    text: str
    status: str
    source: str | None


BASES = (
    Base("attack", "Attack", "Chile", "attacked the port", "attack the port", "attacked the port", "attacking the port", "the port", "attacked"),
    Base("launch", "Launch", "India", "launched a satellite", "launch a satellite", "launched a satellite", "launching a satellite", "a satellite", "launched"),
    Base("seize", "Seizure", "the army", "seized two ships", "seize two ships", "seized two ships", "seizing two ships", "two ships", "seized"),
    Base(
        "kill",
        "Death",
        "the rebels",
        "killed three soldiers",
        "kill three soldiers",
        "killed three soldiers",
        "killing three soldiers",
        "three soldiers",
        "killed",
    ),
    Base("arrest", "Arrest", "the police", "arrested a minister", "arrest a minister", "arrested a minister", "arresting a minister", "a minister", "arrested"),
    Base("visit", "Visit", "the president", "visited Norway", "visit Norway", "visited Norway", "visiting Norway", "Norway", "visited"),
    Base("sign", "Agreement", "the two countries", "signed a treaty", "sign a treaty", "signed a treaty", "signing a treaty", "a treaty", "signed"),
    Base("test", "WeaponTest", "the navy", "tested a missile", "test a missile", "tested a missile", "testing a missile", "a missile", "tested"),
    Base(
        "violate",
        "Violation",
        "Peru",
        "violated the ceasefire",
        "violate the ceasefire",
        "violated the ceasefire",
        "violating the ceasefire",
        "the ceasefire",
        "violated",
    ),
)

# {A} who acts, {past} …; a wrapper's own speaker is Japan or the BBC
WRAPPERS = tuple(
    Wrapper(*row)
    for row in (
        ("plain", "{A} {past}.", "asserted"),
        ("passive", "{T} was {undergone} by {a}.", "asserted"),
        ("not", "{A} did not {bare}.", "denied"),
        ("nt", "{A} didn’t {bare}.", "denied"),
        ("never", "{A} never {past}.", "denied"),
        ("passive-not", "{T} was not {undergone} by {a}.", "denied"),
        ("failed-to", "{A} failed to {bare}.", "denied"),
        ("refused-to", "{A} refused to {bare}.", "denied"),
        ("unable-to", "{A} was unable to {bare}.", "denied"),
        ("without", "{A} left without {gerund}.", "denied"),
        ("not-true", "It is not true that {a} {past}.", "denied"),
        ("not-case", "It is not the case that {a} {past}.", "denied"),
        ("false", "Reports that {a} {past} are false.", "denied"),
        ("denied-that", "Japan denied that {a} had {participle}.", "denied", "Japan"),
        ("said-not", "Japan said {a} did not {bare}.", "denied", "Japan"),
        ("not-according", "{A} did not {bare}, according to Japan.", "denied", "Japan"),
        ("may", "{A} may {bare}.", "hypothetical"),
        ("could", "{A} could {bare}.", "hypothetical"),
        ("will", "{A} will {bare} next week.", "hypothetical"),
        ("passive-may", "{T} may be {undergone} by {a}.", "hypothetical"),
        ("possibly", "{A} possibly {past}.", "hypothetical"),
        ("possible", "It is possible that {a} {past}.", "hypothetical"),
        ("unlikely", "It is unlikely that {a} {past}.", "hypothetical"),
        ("plans-to", "{A} plans to {bare}.", "hypothetical"),
        ("wants-to", "Japan wants {a} to {bare}.", "hypothetical"),
        ("asked-to", "Japan asked {a} to {bare}.", "hypothetical"),
        ("threatened-to", "{A} threatened to {bare}.", "hypothetical"),
        ("expected-to", "{A} is expected to {bare}.", "hypothetical"),
        ("ready-to", "{A} is ready to {bare}.", "hypothetical"),
        ("if", "If {a} {past}, Japan will leave.", "hypothetical"),
        ("unless", "Japan will leave unless {a} {past}.", "hypothetical"),
        ("had", "Had {a} {participle}, Japan would have left.", "hypothetical"),
        ("question", "Did {a} {bare}?", "hypothetical"),
        ("question-true", "Is it true that {a} {past}?", "hypothetical"),
        ("whether", "It is unclear whether {a} {past}.", "hypothetical"),
        ("no-evidence", "There is no evidence that {a} {past}.", "hypothetical"),
        ("not-confirmed", "Japan could not confirm that {a} had {participle}.", "hypothetical"),
        ("not-deny", "{A} did not deny {gerund}.", "hypothetical"),
        ("warned", "Japan warned that {a} would {bare}.", "hypothetical", "Japan"),
        ("said-may", "Japan said {a} may {bare}.", "hypothetical", "Japan"),
        ("asked-whether", "Japan asked whether {a} had {participle}.", "hypothetical", "Japan"),
        ("would-said", "{A} would {bare}, Japan said.", "hypothetical", "Japan"),
        ("said", "Japan said {a} had {participle}.", "reported", "Japan"),
        ("said-that", "Japan said that {a} {past}.", "reported", "Japan"),
        ("said-passive", "Japan said {t} was {undergone} by {a}.", "reported", "Japan"),
        ("said-behind", "{A} {past}, Japan said.", "reported", "Japan"),
        ("said-inverted", "{A} {past}, said Japan.", "reported", "Japan"),
        ("inserted", "{A}, Japan said, {past}.", "reported", "Japan"),
        ("quoted", '"{A} {past}," Japan said.', "reported", "Japan"),
        ("quoted-first", '"{A} {past}. It was late," Japan said.', "reported", "Japan"),
        ("quoted-later", '"It was late," Japan said. "{A} {past}."', "reported", "Japan"),
        ("according", "According to Japan, {a} {past}.", "reported", "Japan"),
        ("according-behind", "{A} {past}, according to Japan.", "reported", "Japan"),
        ("as-said", "As Japan said, {a} {past}.", "reported", "Japan"),
        ("saying", "Japan left, saying {a} had {participle}.", "reported", "Japan"),
        ("statement", "In a statement, Japan said {a} had {participle}.", "reported", "Japan"),
        ("accused-of", "Japan accused {a} of {gerund}.", "reported", "Japan"),
        ("which-says", "{A}, which Japan says {past}, left.", "reported", "Japan"),
        ("reportedly", "{A} reportedly {past}.", "reported"),
        ("allegedly", "{A} allegedly {past}.", "reported"),
        ("believed-to", "{A} is believed to have {participle}.", "reported"),
        ("reports-that", "There are reports that {a} {past}.", "reported"),
        ("nested", "The BBC said Japan had claimed that {a} {past}.", "reported", "Japan"),
        ("nested-according", "According to the BBC, Japan said that {a} had {participle}.", "reported", "Japan"),
        ("relative", "{A}, which {past}, left.", "asserted"),
        ("relative-not", "{A}, which did not {bare}, left.", "denied"),
        ("relative-may", "{A}, which may {bare}, left.", "hypothetical"),
        ("relative-said", "Japan said {a}, which {past}, had left.", "reported", "Japan"),
        ("after", "Japan left after {a} {past}.", "asserted"),
        ("clear", "It is clear that {a} {past}.", "asserted"),
        ("why", "Why did {a} {bare}?", "asserted"),
        ("managed-to", "{A} managed to {bare}.", "asserted"),
        ("not-only", "{A} not only {past} but left.", "asserted"),
    )
)

# around a finite clause {c}; the status and the source of what the clause itself asserts
OUTER = (
    Wrapper("said", "Japan said that {c}.", "reported", "Japan"),
    Wrapper("according", "According to Japan, {c}.", "reported", "Japan"),
    Wrapper("warned", "Japan warned that {c}.", "hypothetical", "Japan"),
    Wrapper("possible", "It is possible that {c}.", "hypothetical"),
    Wrapper("if", "Japan will leave if {c}.", "hypothetical"),
    Wrapper("reports", "There were reports that {c}.", "reported"),
)
INNER = ("plain", "passive", "not", "passive-not", "may", "could", "failed-to", "refused-to", "plans-to", "reportedly", "unable-to", "expected-to")

# what the model's parse of a sentence hides; each shouts when it is read at last
GAPS = frozenset({"launch-not-case", "launch-had", "visit-not-deny", "visit-accused-of", "violate-had"})


def wrapped() -> Iterator[Wrapped]:
    """Every base in every wrapper, then some in two wrappers."""
    for base in BASES:
        for wrapper in WRAPPERS:
            yield Wrapped(f"{base.id}-{wrapper.id}", base, _fill(wrapper.text, base), wrapper.status, wrapper.source)
    inner = {wrapper.id: wrapper for wrapper in WRAPPERS}
    for base in BASES[:4]:
        for outer in OUTER:
            for one in (inner[name] for name in INNER):
                text = outer.text.format(c=_lowered(_fill(one.text, base).rstrip("."), base))
                yield Wrapped(f"{base.id}-{outer.id}-{one.id}", base, text, _status(outer, one), one.source or outer.source)


def _status(outer: Wrapper, inner: Wrapper) -> str:
    """The first that holds of the two; a refusal that may not have been one leaves open what was refused."""
    if inner.id == "refused-to" and outer.status == "hypothetical":
        return "hypothetical"
    return next(status for status in ("denied", "hypothetical", "reported", "asserted") if status in (outer.status, inner.status))


def _fill(text: str, base: Base) -> str:
    forms = {name: getattr(base, name) for name in ("past", "bare", "participle", "gerund", "undergone")}
    return text.format(A=_capital(base.agent), a=base.agent, T=_capital(base.passive), t=base.passive, **forms)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _lowered(clause: str, base: Base) -> str:
    start = next((name for name in (base.agent, base.passive) if clause.lower().startswith(name.lower())), None)
    return clause if start is None else start + clause[len(start) :]


def main() -> None:
    from kg.model import Article, Span
    from kg.read import layout
    from kg.run.reader import Reader
    from kg.settings import Settings
    from tests.casefiles import dump

    reader = Reader(Settings())
    articles = [Article(text, text, Span(0, len(text)), "wrapped") for text in dict.fromkeys(one.text for one in wrapped())]
    parses = reader._pipeline.parse([(article, layout(article, reader._patterns)) for article in articles])
    stored = {article.text: dump(parse) for article, parse in zip(articles, parses, strict=True)}
    STORED.write_text(json.dumps(stored, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
