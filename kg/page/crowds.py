"""Communities of a large graph, each to be drawn as one disc, and the bonds between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kg.page.communities import communities
from kg.page.layout import place
from kg.page.text import clean

CROWDS = 60  # discs, at most
BONDS = 300  # lines between discs, at most
OPENED = 200  # members that a disc has room for
ROOM = 26.0  # pixels across for each member, roughly
SCALE = 8.0  # the layout was made for boxes of names; discs are this much larger


def folded(labels: Sequence[str], pairs: Sequence[tuple[int, int]]) -> tuple[list[int], dict[str, Any]]:
    """The community of each node, by position, and the discs and bonds of the overview.

    A disc has its centre and radius in pixels, a name made of its most connected members, and the number of its nodes;
    a bond is two discs and the number of edges between them. Communities are numbered by size, the largest first.
    """
    groups = communities(len(labels), pairs)
    rest = [node for group in groups[CROWDS - 1 :] for node in group] if len(groups) > CROWDS else []
    kept = groups[: CROWDS - 1] if rest else groups
    belongs = [len(kept)] * len(labels)
    for number, group in enumerate(kept):
        for node in group:
            belongs[node] = number
    degrees = Counter(end for pair in pairs for end in pair)
    names = [_named(group, labels, degrees) for group in kept]
    sizes = [len(group) for group in kept]
    if rest:
        names.append(f"{len(groups) - len(kept):,} small groups")
        sizes.append(len(rest))
    bonds = Counter((min(belongs[a], belongs[b]), max(belongs[a], belongs[b])) for a, b in pairs if belongs[a] != belongs[b])
    strongest = sorted(bonds.items(), key=lambda bond: (-bond[1], bond[0]))[:BONDS]
    radii = [ROOM * min(max(size, 4), OPENED) ** 0.5 + 20 for size in sizes]
    points = place([((2 * r + 60) / SCALE,) * 2 for r in radii], [ends for ends, _ in strongest])
    discs = [
        {"label": name, "count": size, "x": round(x * SCALE), "y": round(y * SCALE), "r": round(r)}
        for name, size, r, (x, y) in zip(names, sizes, radii, points, strict=True)
    ]
    return belongs, {"crowds": discs, "bonds": [[*ends, count] for ends, count in strongest]}


def _named(group: Sequence[int], labels: Sequence[str], degrees: Counter[int]) -> str:
    best = sorted(group, key=lambda node: (-degrees[node], node))[:3]
    return ", ".join(clean(labels[node])[:40] for node in best)
