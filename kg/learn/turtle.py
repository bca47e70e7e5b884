"""What was learnt, as Turtle that people can read and correct."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from kg.learn.candidates import Candidate
from kg.learn.names import ClassNames, kinds_taken, left_out, shapes
from kg.ontology import Ontology

HEAD = """@prefix kg: <https://w3id.org/claimgraph/ontology#> .
@prefix lex: <https://w3id.org/claimgraph/lexicon#> .
"""


def names_turtle(found: Mapping[str, ClassNames], ontology: Ontology, mine: frozenset[str], *, least: int = 1) -> str:
    """The names of each class that `least` examples have, the shapes that they share, and the kinds that they are taken for."""
    lines = [HEAD]
    for cls, names in sorted(found.items()):
        shared = shapes(names.texts)
        known = sorted(text for text, count in names.texts.items() if count >= max(least, 2) or (least == 1 and (text.islower() or text in names.unseen)))
        parts = [
            *_values("named", known),
            *_values("shape", shared),
            *(f"kg:takenFor {', '.join(f'kg:{kind}' for kind in kinds)}" for kinds in [kinds_taken(names, cls, ontology, mine)] if kinds),
            *_values("leavesOut", left_out(names)),
        ]
        if parts:
            lines.append(f"kg:{cls} " + " ;\n    ".join(parts) + f" .  # from {sum(names.texts.values())} names in the examples\n")
    return "".join(lines)


def _values(name: str, texts: Iterable[str]) -> list[str]:
    written = ", ".join(json.dumps(text, ensure_ascii=False) for text in texts)
    return [f"kg:{name} {written}"] if written else []


def ties_turtle(chosen: Iterable[Candidate]) -> str:
    """A tie for each candidate, the best first, with how often it was right and wrong on the examples."""
    lines, seen = ["\n"], set()
    for candidate in chosen:
        row = candidate.row
        slug = re.sub(r"[^a-z0-9]+", "-", f"{row.relation}-{row.lemma}-{row.domain[0]}-{row.range[0]}".lower()).strip("-")
        when = f" ; kg:when {', '.join(json.dumps(str(c)) for c in row.conditions)}" if row.conditions else ""
        while slug in seen:
            slug += "-more"
        seen.add(slug)
        right, wrong = candidate.right, candidate.wrong
        lines.append(
            f'lex:{slug} a kg:Tie ; kg:tells kg:{row.relation} ; kg:word "{row.lemma}.{row.pos}" ;\n'
            f'    kg:fills "{row.domain[0]} domain", "{row.range[0]} range"{when} ;\n'
            f"    kg:right {right} ; kg:wrong {wrong} ; kg:elsewhere {candidate.elsewhere} .  # precision {right / (right + wrong):.2f}\n"
        )
    return "".join(lines)
