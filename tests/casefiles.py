"""Case files: sentences with the claims that they must give, and the parses that stand for the language model.

A file under `cases/` holds blocks divided by blank lines:

    # id: what the case is about
    published 2023-08-24
    > North Korea did not launch a rocket.
    Launch "launch" denied agent=North Korea theme=rocket
    leads: Kim Jong Un -> North Korea

`published` is optional. Lines that begin with `>` are the text. The rest is everything that is read in it, in text order. `xfail: reason`
marks a known gap. `python -m tests.casefiles` parses the sentences with the model again; `-w` also writes what is read now under cases
that expect nothing yet.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kg.model import Article, Parse, Reading, Sentence, Span, TimeValue, Token

FOLDER = Path(__file__).parent / "cases"
PARSES = ".parses.json"  # beside each file of cases, with its name


@dataclass(slots=True)
class Case:
    id: str
    about: str
    file: str
    text: str = ""
    published: date | None = None
    expected: list[str] = field(default_factory=list)
    xfail: str | None = None


def read_cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.case")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if line.strip()]
            if lines:
                yield _case(lines, path.name)


def _case(lines: list[str], file: str) -> Case:
    name, _, about = lines[0].removeprefix("# ").partition(": ")
    case = Case(name, about, file, published=date(2023, 8, 24))
    for line in lines[1:]:
        if line.startswith("> "):
            case.text += ("\n" if case.text else "") + line[2:]
        elif line.startswith("published "):
            case.published = date.fromisoformat(line.split()[1])
        elif line.startswith("xfail: "):
            case.xfail = line.removeprefix("xfail: ")
        else:
            case.expected.append(line)
    return case


# ---------------------------------------------------------------- parses
def read_parses() -> dict[str, dict[str, list[object]]]:
    """Text → its stored parse, of all files of cases."""
    stored: dict[str, dict[str, list[object]]] = {}
    for path in sorted(FOLDER.glob("*" + PARSES)):
        stored.update(json.loads(path.read_text(encoding="utf-8")))
    return stored


def dump(parse: Parse) -> dict[str, object]:
    words = [[t.text, t.lemma, t.pos, t.tag, t.dep, t.head.i, t.begin, t.entity, t.sentence] for t in parse.tokens]
    return {"sentences": [[*s.span, s.first, s.last, s.paragraph] for s in parse.sentences], "words": [" ".join(map(str, w)) for w in words]}


def load(case: Case, stored: dict[str, list[object]]) -> Parse:
    """The stored parse of a case's text."""
    article = Article(case.id, case.text, Span(0, len(case.text)), case.file, issued=case.published)
    rows = [str(row).split(" ") for row in stored["words"]]
    tokens = []
    for i, (text, lemma, pos, tag, dep, _, begin, entity, sentence) in enumerate(rows):
        tokens.append(Token(i, text, lemma, pos, tag, dep, int(begin), entity=entity, sentence=int(sentence)))
    for token, row in zip(tokens, rows, strict=True):
        token.head = tokens[int(row[5])]
        if token.head is not token:
            token.head.children.append(token)
    sentences = [Sentence(n, Span(s[0], s[1]), s[2], s[3], s[4]) for n, s in enumerate(stored["sentences"])]  # type: ignore[index]
    return Parse(article, tuple(sentences), tuple(tokens))


# ---------------------------------------------------------------- what is read
def render(reading: Reading) -> list[str]:
    """The claims and standing relations of a reading, a line each."""
    extraction = reading.extraction
    labels = {entity.id: entity.label for entity in reading.entities}
    text = extraction.parse.article.text

    def name(mention: int) -> str | None:
        referent = reading.referents[mention]
        return labels.get(referent) if referent else None

    def trigger(number: int) -> str:
        claim = extraction.claims[number]
        return f'{claim.cls} "{" ".join(text[claim.trigger.begin : claim.trigger.end].split())}"'

    lines = []
    for number, claim in enumerate(extraction.claims):
        parts = [trigger(number), claim.status]
        sources = [n for n in map(name, claim.sources) if n]
        if sources:
            parts.append("by " + " & ".join(sources))
        filled = {(f.role, trigger(f.claim) if f.claim is not None else name(f.mention or 0)) for f in claim.fillers}
        parts.extend(f"{role}={filler}" for role, filler in sorted((r, f) for r, f in filled if f))
        parts.extend(_time(reading.times[number]))
        parts.extend(f"{key}={getattr(claim, key)}" for key in ("quantity", "ordinal", "outcome") if getattr(claim, key) is not None)
        same = reading.about.index(reading.about[number])
        if same != number:
            parts.append(f"same={trigger(same)}")
        lines.append(" ".join(parts))
    lines.extend(sorted({f"{fact.relation}: {labels[fact.subject]} -> {labels[fact.object]}" for fact in reading.facts if fact.claim is None}))
    return lines


def _time(time: TimeValue | None) -> list[str]:
    if time is None:
        return []
    return [f"{key}={value}" for key, value in (("time", time.value), ("begin", time.begin), ("end", time.end)) if value is not None]


# ---------------------------------------------------------------- writing
def main() -> None:
    from kg.extract.claims import extract
    from kg.read import layout
    from kg.resolve.reading import resolve
    from kg.run.reader import Reader
    from kg.settings import Settings

    reader = Reader(Settings())
    stored: dict[str, dict[str, object]] = defaultdict(dict)
    for case in list(read_cases()):
        article = Article(case.id, case.text, Span(0, len(case.text)), case.file, issued=case.published)
        (parse,) = reader._pipeline.parse([(article, layout(article, reader._patterns))])
        stored[case.file][case.text] = dump(parse)
        if not case.expected and "-w" in sys.argv:
            lines = render(resolve(extract(parse, reader.knowledge), reader.knowledge))
            if not lines:
                continue
            path = FOLDER / case.file
            content = path.read_text(encoding="utf-8")
            last = "> " + case.text.splitlines()[-1]
            path.write_text(content.replace(last + "\n", last + "\n" + "\n".join(lines) + "\n", 1), encoding="utf-8")
    for file, parses in stored.items():
        path = (FOLDER / file).with_suffix(PARSES)
        path.write_text(json.dumps(parses, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
