"""Communities of a large graph, each to be drawn as one disc, and the bonds between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kg.page.layout import place
from kg.page.text import clean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]

CROWDS = 60  # discs, at most
BONDS = 300  # lines between discs, at most
OPENED = 200  # members that a disc has room for
ROOM = 26.0  # pixels across for each member, roughly
LOUVAIN = 4000  # groups from which labels spread once more before Louvain: few rounds, lest one label takes all
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


def communities(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups of nodes that hang together, the largest first. Labels spread first, which is fast; then Louvain on what they give."""
    import networkx
    import numpy as np

    links = np.array(sorted({(min(a, b), max(a, b)) for a, b in pairs if a != b}), dtype=np.int64).reshape(-1, 2)
    belongs, weights = np.arange(count), np.ones(len(links))
    for _ in range(3):  # until Louvain has little left to do
        if count <= LOUVAIN or not len(links):
            break
        found = np.unique(_spread(count, links, weights), return_inverse=True)[1]
        belongs = found[belongs]
        count = int(found.max()) + 1
        links, weights = _joined(found[links], weights, count)
    quotient: networkx.Graph[int] = networkx.Graph()
    quotient.add_nodes_from(range(count))
    quotient.add_weighted_edges_from(zip(*links.T.tolist(), weights.tolist(), strict=True))
    joined = networkx.community.louvain_communities(quotient, weight="weight", seed=1)
    number = np.zeros(count, dtype=np.int64)
    for at, group in enumerate(joined):
        number[list(group)] = at
    members = number[belongs]
    order = np.argsort(members, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(members[order])) + 1) if len(order) else []
    return sorted((group.tolist() for group in groups), key=lambda group: (-len(group), group))


def _spread(count: int, links: Whole, weights: Real, rounds: int = 2) -> Whole:
    """A label for each node: that of most of its neighbours, asked for again and again. Half of the nodes ask at a time, so that none swap for ever."""
    import numpy as np

    labels = np.arange(count)
    ends = np.concatenate([links, links[:, ::-1]])
    both = np.concatenate([weights, weights])
    random = np.random.default_rng(1)
    luck = random.random(count)  # which of equally frequent labels wins
    for _ in range(rounds):
        keys, place = np.unique(ends[:, 0] * count + labels[ends[:, 1]], return_inverse=True)
        votes = np.bincount(place, both) + 1e-6 * luck[keys % count]
        order = np.lexsort((-votes, keys // count))
        first = order[np.r_[True, np.diff(keys[order] // count) > 0]]
        asking = random.random(count) < 0.5
        nodes, wanted = keys[first] // count, keys[first] % count
        labels[nodes[asking[nodes]]] = wanted[asking[nodes]]
    return labels


def _joined(links: Whole, weights: Real, count: int) -> tuple[Whole, Real]:
    """The links between different groups, those between the same two added up."""
    import numpy as np

    low, high = links.min(axis=1), links.max(axis=1)
    apart = low != high
    keys, place = np.unique(low[apart] * count + high[apart], return_inverse=True)
    return np.stack([keys // count, keys % count], axis=1), np.bincount(place, weights[apart], minlength=len(keys)).astype(float)


def _named(group: Sequence[int], labels: Sequence[str], degrees: Counter[int]) -> str:
    best = sorted(group, key=lambda node: (-degrees[node], node))[:3]
    return ", ".join(clean(labels[node])[:40] for node in best)
