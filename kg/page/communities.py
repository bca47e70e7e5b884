"""Which nodes of a large graph hang together: groups as Louvain's method finds them, in numpy and lists.

A group is worth as much as it has more links inside than chance would give it (modularity). The same graph gives the same groups.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]

LOUVAIN = 50_000  # nodes above which labels spread first: that is fast, and leaves groups that are joined by Louvain's method
ROUNDS = 2  # times that labels spread: few, lest one label takes all
PASSES = 3  # times that each node is asked where it belongs, before groups are taken for nodes


def communities(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups of nodes that hang together, the largest first."""
    import numpy as np

    ends = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    links = _joined(ends, np.ones(len(ends)), count)[0]  # how often two are linked does not count
    belongs, weights = np.arange(count), np.ones(len(links))
    strengths = np.bincount(links.ravel(), minlength=count).astype(float)
    for labelled, most in ((_spread, LOUVAIN), (_moved, 0)):
        while len(links) and count > most:
            found, labels = np.unique(labelled(count, links, weights, strengths), return_inverse=True)
            if len(found) == count:
                break
            belongs, strengths, count = labels[belongs], np.bincount(labels, strengths), len(found)
            links, weights = _joined(labels[links], weights, count)
    order = np.argsort(belongs, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(belongs[order])) + 1) if len(order) else []
    return sorted((group.tolist() for group in groups), key=lambda group: (-len(group), group))


def _spread(count: int, links: Whole, weights: Real, _strengths: Real) -> Whole:
    """A label for each node: that of most of its neighbours, asked for again and again. Half of the nodes ask at a time, so that none swap for ever."""
    import numpy as np

    labels = np.arange(count)
    ends = np.concatenate([links, links[:, ::-1]])
    both = np.concatenate([weights, weights])
    random = np.random.default_rng(1)
    luck = random.random(count)  # which of equally frequent labels wins
    for _ in range(ROUNDS):
        keys, place = np.unique(ends[:, 0] * count + labels[ends[:, 1]], return_inverse=True)
        votes = np.bincount(place, both) + 1e-6 * luck[keys % count]
        order = np.lexsort((-votes, keys // count))
        first = order[np.r_[True, np.diff(keys[order] // count) > 0]]
        asking = random.random(count) < 0.5
        nodes, wanted = keys[first] // count, keys[first] % count
        labels[nodes[asking[nodes]]] = wanted[asking[nodes]]
    return labels


def _moved(count: int, links: Whole, weights: Real, strengths: Real) -> Whole:
    """The group of each node, after each went to the neighbours' group that gains most. `strengths` are the weights of all links that a node ever had."""
    import numpy as np

    ends = np.concatenate([links, links[:, ::-1]])
    order = np.argsort(ends[:, 0], kind="stable")
    others, heavy = ends[order, 1].tolist(), np.concatenate([weights, weights])[order].tolist()
    starts = np.searchsorted(ends[order, 0], np.arange(count + 1)).tolist()
    own, shares = strengths.tolist(), (strengths / strengths.sum()).tolist()
    sums, groups = strengths.tolist(), list(range(count))
    for _ in range(PASSES):
        for node in np.random.default_rng(1).permutation(count).tolist():
            near: dict[int, float] = {}
            for at in range(starts[node], starts[node + 1]):
                group = groups[others[at]]
                near[group] = near.get(group, 0.0) + heavy[at]
            best = groups[node]
            sums[best] -= own[node]
            most = near.get(best, 0.0) - sums[best] * shares[node]
            for group, weight in near.items():
                if weight - sums[group] * shares[node] > most + 1e-9:
                    best, most = group, weight - sums[group] * shares[node]
            sums[best] += own[node]
            groups[node] = best
    return np.array(groups)


def _joined(links: Whole, weights: Real, count: int) -> tuple[Whole, Real]:
    """The links between different groups, those between the same two added up."""
    import numpy as np

    low, high = links.min(axis=1), links.max(axis=1)
    apart = low != high
    keys, place = np.unique(low[apart] * count + high[apart], return_inverse=True)
    return np.stack([keys // count, keys % count], axis=1), np.bincount(place, weights[apart], minlength=len(keys)).astype(float)
