"""Makes gazetteer.ttl from the tables beside this file and from what `rigour` knows of states and their parts.

python ontology/gazetteer/make.py            writes ontology/gazetteer.ttl
python ontology/gazetteer/make.py --check    says whether it is current; exit code 1 if it is not
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rigour.territories import get_territory
from rigour.territories.territory import Territory

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "gazetteer.ttl"
HEAD = """\
@base <https://w3id.org/claimgraph/id/> .
@prefix kg: <https://w3id.org/claimgraph/ontology#> .
@prefix lex: <https://w3id.org/claimgraph/lexicon#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .

# Made by gazetteer/make.py from the tables in gazetteer/: change those, not this file. Sources and licences: NOTICE.
"""
UNFOLDABLE = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "ı": "i", "ß": "ss", "ʻ": "'", "–": "-"})
DROPPED = frozenset("'’‘`.\"“”")

Row = Mapping[str, str]
Find = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One known name and the row that tells of it."""

    kind: str
    name: str
    row: Row
    aliases: tuple[str, ...] = ()
    territory: Territory | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.lower()}/{slug(self.name)}"


def slug(name: str) -> str:
    """The name in lower case, its words joined by hyphens; apostrophes and dots dropped, letters of all scripts kept."""
    letters = (c for c in unicodedata.normalize("NFC", name).lower() if c not in DROPPED)
    kept = "".join(c if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc") else " " for c in letters)
    return "-".join(kept.split())


def plain(name: str) -> str:
    """The name without diacritics, as a news wire writes it."""
    parts = unicodedata.normalize("NFKD", name.translate(UNFOLDABLE))
    return "".join(c for c in parts if not unicodedata.combining(c))


def read(table: str) -> list[Row]:
    """The rows of a table, in its order."""
    with (HERE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def several(cell: str | None) -> list[str]:
    return [part for part in (cell or "").split("|") if part]


def entries() -> list[Entry]:
    """All entries, states first; within a kind by key."""
    states, regions = read("states"), read("regions")
    owners = {demonym: row["name"] for row in (*regions, *states) for demonym in several(row["demonyms"])}
    bodies = frozenset(word for row in read("bodies") for word in several(row["words"]))
    found = []
    tables = ("City", read("cities")), (None, read("places")), (None, read("organizations")), ("Person", read("people"))
    for kind, rows in (("State", states), ("Region", regions), *tables):
        for row in rows:
            forms = [form for name in (row["name"], *several(row["aliases"])) for form in spelled(name, owners, bodies)]
            known = territory(row["code"]) if "code" in row else None
            found.append(Entry(kind or row["kind"], row["name"], row, tuple(form for form in forms if form != row["name"]), known))
    rank = {kind: i for i, kind in enumerate(dict.fromkeys(entry.kind for entry in found))}
    return sorted(found, key=lambda entry: (rank[entry.kind], entry.key))


def territory(code: str) -> Territory:
    """What `rigour` knows under a code. Raises LookupError where it knows nothing."""
    found = get_territory(code)
    if found is None:
        raise LookupError(f"rigour has no territory {code!r}; mend the code column, or pin the version that the table was written for")
    return found


def find(index: Mapping[str, str], name: str) -> str:
    """The IRI of an entry by its name. Raises LookupError where no table has it."""
    if name not in index:
        raise LookupError(f"{name!r} is referred to, but no table of {HERE.name}/ has it; add it, or mend the reference")
    return f"<{index[name]}>"


def text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def names(labels: Iterable[str], *, without: Iterable[str] = ()) -> list[str]:
    """The labels as English literals, each followed by its form without diacritics, none twice."""
    taken = dict.fromkeys(without)
    found = dict.fromkeys(form for label in labels for form in (label, plain(label)) if form not in taken)
    return [f"{text(label)}@en" for label in found]


def spelled(name: str, owners: Mapping[str, str], bodies: frozenset[str]) -> list[str]:
    """The name, and if it is of a state's body ("Israeli Army") also "Israeli army", "Israel's Army" and "Israel's army"."""
    words = name.split()
    for i in range(1, len(words)):
        demonym, rest = " ".join(words[:i]), " ".join(words[i:])
        if demonym in owners and rest.lower() in bodies:
            return [f"{before} {after}" for before in (demonym, owners[demonym] + "'s") for after in (rest, rest.lower())]
    return [name]


def statements(entry: Entry, find: Find) -> Iterator[tuple[str, list[str]]]:
    """What is said of an entry: predicates with their objects, some of them empty."""
    row = entry.row
    yield "skos:prefLabel", [f"{text(entry.name)}@en"]
    yield "skos:altLabel", names([entry.name, *entry.aliases], without=[entry.name])
    yield "kg:demonym", names(several(row.get("demonyms")))
    for column, predicate in (("capital", "capital"), ("in", "locatedIn"), ("part", "partOf"), ("based", "basedIn")):
        yield f"kg:{predicate}", [find(name) for name in several(row.get(column))]
    yield from codes(entry)
    yield "kg:ambiguous", ["true"] if row.get("ambiguous") else []
    yield "owl:sameAs", links(entry)


def codes(entry: Entry) -> Iterator[tuple[str, list[str]]]:
    """The ISO 3166 codes of a state; of one that is no more, those that it had."""
    known = entry.territory
    if entry.kind == "State" and known is not None and known.alpha3:
        yield "kg:iso2", [text(known.code[:2].upper())]
        yield "kg:iso3", [text(known.alpha3.upper())]


def links(entry: Entry) -> list[str]:
    """The same thing elsewhere. A row's own Wikidata item goes before that of `rigour`."""
    item = entry.row.get("wikidata") or (entry.territory.qid if entry.territory else "")
    place = entry.row.get("geonames")
    return [*([f"wd:{item}"] if item else []), *([f"<https://sws.geonames.org/{place}/>"] if place else [])]


def block(subject: str, kind: str, parts: Iterable[tuple[str, list[str]]]) -> str:
    lines = [f"{predicate} {', '.join(objects)}" for predicate, objects in parts if objects]
    return f"<{subject}> a kg:{kind} ;\n    " + " ;\n    ".join(lines) + " .\n"


def body(row: Row) -> str:
    """A body that many states have, with the ways in which it is named after one."""
    words = several(row["words"])
    forms = [row["label"], *several(row["also"]), f"{{demonym}} {words[0]}", f"{{state}}'s {words[0]}"]
    return block(
        f"body/{row['id']}",
        "BodyPattern",
        [
            ("kg:ofKind", [f"kg:{row['kind']}"]),
            ("kg:word", [text(word) for word in words]),
            ("rdfs:label", [text(row["label"])]),
            ("skos:altLabel", [text(form) for form in dict.fromkeys(forms) if form != row["label"]]),
        ],
    )


def title(row: Row) -> str:
    """Words that stand before a person's name, and what they make the person to the body beside them."""
    words, relation = several(row["words"]), row["relation"]
    return block(f"title/{row['id']}", "Title", [("kg:word", [text(w) for w in words]), ("kg:relation", [f"kg:{relation}"] if relation else [])])


def first_names() -> str:
    """The lists that say which words begin the name of a person: a man's, a woman's, or either's."""
    groups: dict[str, list[str]] = {"f": [], "m": [], "": []}
    for row in (HERE / "first_names.txt").read_text(encoding="utf-8").splitlines():
        name, _, gender = row.partition(" ")
        groups[gender].append(text(name))
    lists = []
    for gender, label in (("f", "female-first-names"), ("m", "male-first-names"), ("", "other-first-names")):
        names = groups[gender]
        lines = [", ".join(names[at : at + 12]) for at in range(0, len(names), 12)]
        lists.append(f"\nlex:{label} a kg:HeadList ; kg:head\n    " + ",\n    ".join(lines) + " .\n")
    return "".join(lists)


def make() -> str:
    """The whole of gazetteer.ttl. Raises LookupError for a reference or a code that leads nowhere."""
    known = entries()
    index: dict[str, str] = {}
    for entry in known:
        index.setdefault(entry.name, entry.key)
    kinds = (HERE / "kinds.ttl").read_text(encoding="utf-8")
    parts = [
        HEAD,
        *(block(entry.key, entry.kind, statements(entry, partial(find, index))) for entry in known),
        *(body(row) for row in sorted(read("bodies"), key=lambda row: row["id"])),
        *(title(row) for row in sorted(read("titles"), key=lambda row: row["id"])),
        "".join(line for line in kinds.splitlines(keepends=True) if not line.startswith("@prefix")),
        first_names(),
    ]
    return unicodedata.normalize("NFC", "".join(parts))


def main(arguments: list[str]) -> int:
    """The exit code of a run with these arguments."""
    made = make()
    if "--check" not in arguments:
        TARGET.write_text(made, encoding="utf-8", newline="\n")
        return 0
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == made:
        return 0
    sys.stderr.write(f"{TARGET}: not what the tables make; run python {Path(__file__).name} without --check\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
