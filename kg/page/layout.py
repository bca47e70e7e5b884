"""Where nodes stand, computed before the page is written, so that the first picture is the final one.

The same graph gives the same picture: every random start is seeded, and positions are whole pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Whole = NDArray[np.int64]

STRESS_LIMIT = 250  # nodes of a component up to which all distances are fitted; beyond, forces
CROWDED = 5000  # nodes above which boxes may overlap: no picture shows so many at once
EDGE = 80.0  # pixels between two nodes with no other neighbours
GAP = 70.0  # pixels between components
SHAPE = 1.25  # width over height of the whole, about that of the part of a window that shows it


def place(boxes: Sequence[tuple[float, float]], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The centre of each box (width, height) in pixels; y grows downwards. `pairs` are the linked boxes, by position."""
    import numpy as np

    sizes = np.array(boxes, dtype=float).reshape(-1, 2)
    points = np.zeros_like(sizes)
    frames = []
    components = _components(len(boxes), pairs)
    at = {node: (number, i) for number, members in enumerate(components) for i, node in enumerate(members)}
    links: list[set[tuple[int, int]]] = [set() for _ in components]
    for a, b in pairs:
        if a != b:
            (number, one), (_, other) = at[min(a, b)], at[max(a, b)]
            links[number].add((one, other))
    for members, joined in zip(components, links, strict=True):
        laid = _component(sizes[members], np.array(sorted(joined), dtype=int).reshape(-1, 2))
        half = sizes[members] / 2
        low, high = (laid - half).min(axis=0), (laid + half).max(axis=0)
        points[members] = laid - low
        frames.append((members, high - low))
    for (members, _), corner in zip(frames, _packed([frame for _, frame in frames]), strict=True):
        points[members] += corner
    if len(points):
        points -= (points.min(axis=0) + points.max(axis=0)) / 2
    return [(round(x), round(y)) for x, y in points.tolist()]


def _components(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The positions that hang together, largest group first."""
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for a, b in pairs:
        neighbours[a].append(b)
        neighbours[b].append(a)
    seen, found = [False] * count, []
    for start in range(count):
        if seen[start]:
            continue
        seen[start], members = True, [start]
        for node in members:
            for other in neighbours[node]:
                if not seen[other]:
                    seen[other] = True
                    members.append(other)
        found.append(sorted(members))
    return sorted(found, key=lambda members: (-len(members), members))


def _component(sizes: Points, links: Any) -> Points:
    import numpy as np

    count = len(sizes)
    if count == 1:
        return np.zeros((1, 2))
    points = _stress(_distances(count, links, _lengths(count, links))) if count <= STRESS_LIMIT else _forces(count, links)
    return _apart(_level(points), sizes, rounds=80 if count <= STRESS_LIMIT else 5)


def _lengths(count: int, links: Any) -> Points:
    """How long each link wants to be: longer between nodes with many neighbours of their own, so that hubs have room."""
    import numpy as np

    matrix = np.zeros((count, count))
    matrix[links[:, 0], links[:, 1]] = matrix[links[:, 1], links[:, 0]] = 1
    common = (matrix @ matrix)[links[:, 0], links[:, 1]]
    degrees = matrix.sum(axis=1)
    own = np.maximum(degrees[links[:, 0]] + degrees[links[:, 1]] - 2 * common, 2.0)
    return np.asarray(EDGE * (own / 2) ** 0.45)


def _distances(count: int, links: Any, lengths: Points) -> Points:
    """The length of the shortest way between any two nodes."""
    import numpy as np

    distances = np.full((count, count), np.inf)
    distances[links[:, 0], links[:, 1]] = distances[links[:, 1], links[:, 0]] = lengths
    np.fill_diagonal(distances, 0)
    for middle in range(count):
        np.minimum(distances, distances[:, middle, None] + distances[None, middle, :], out=distances)
    return distances


def _stress(distances: Points) -> Points:
    """Points whose distances come near the wanted ones: the energy of Kamada and Kawai, lowered by majorization."""
    import numpy as np

    count = len(distances)
    weights = 1 / (distances + np.eye(count)) ** 2
    np.fill_diagonal(weights, 0)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    best, least = np.zeros((count, 2)), np.inf
    for seed in range(6 if count <= 60 else 2):
        points = np.random.default_rng(seed).normal(size=(count, 2)) * distances.mean()
        for _ in range(150):
            apart = np.linalg.norm(points[:, None] - points[None], axis=2) + np.eye(count)
            pull = -weights * distances / apart
            np.fill_diagonal(pull, 0)
            np.fill_diagonal(pull, -pull.sum(axis=1))
            points = inverse @ (pull @ points)
        stress = float((weights * (np.linalg.norm(points[:, None] - points[None], axis=2) - distances) ** 2).sum())
        if stress < least * (1 - 1e-6):
            best, least = points, stress
    return best


def _forces(count: int, links: Any, rounds: int = 100) -> Points:
    """Points pulled together by links and pushed apart by all others; the push is a convolution over a grid, so n log n."""
    import numpy as np

    cells = 64 if count <= CROWDED else 128
    points = np.random.default_rng(0).uniform(-1, 1, (count, 2)) * np.sqrt(count)
    degrees = np.bincount(links.ravel(), minlength=count) + 1.0
    offsets = np.fft.fftfreq(2 * cells, 1 / (2 * cells))
    dx, dy = np.meshgrid(offsets, offsets, indexing="ij")
    kernels = [np.fft.rfft2(d / (dx**2 + dy**2 + 0.5)) for d in (dx, dy)]
    for step in range(rounds):
        low = points.min(axis=0)
        cell = float(max((points.max(axis=0) - low).max(), 1e-9)) / (cells - 2)
        place = (points - low) / cell
        corner = place.astype(int)
        share = place - corner
        mass = np.zeros((2 * cells, 2 * cells))
        parts = [(corner + np.array((i, j)), np.abs(1 - i - share[:, 0]) * np.abs(1 - j - share[:, 1])) for i in (0, 1) for j in (0, 1)]
        for at, part in parts:
            mass += np.bincount(at[:, 0] * 2 * cells + at[:, 1], part * degrees, minlength=mass.size).reshape(mass.shape)
        spectrum = np.fft.rfft2(mass)
        fields = [np.fft.irfft2(spectrum * kernel, s=mass.shape) / cell for kernel in kernels]
        push = np.stack([sum(part * field[at[:, 0], at[:, 1]] for at, part in parts) for field in fields], axis=1)
        move = push * degrees[:, None] * 0.6 - points * 0.02 * degrees[:, None]
        pull = points[links[:, 1]] - points[links[:, 0]]
        for axis in (0, 1):
            move[:, axis] += np.bincount(links[:, 0], pull[:, axis], count) - np.bincount(links[:, 1], pull[:, axis], count)
        move /= degrees[:, None]
        limit = np.sqrt(count) * 0.2 * (1 - step / rounds) + 0.01
        points = points + move * np.minimum(1, limit / np.maximum(np.linalg.norm(move, axis=1), 1e-9))[:, None]
    pull = np.linalg.norm(points[links[:, 1]] - points[links[:, 0]], axis=1)
    return np.asarray(points * (EDGE / max(float(np.median(pull)), 1e-9)))


def _level(points: Points) -> Points:
    """The points turned so that they are wider than high, and stretched a little towards SHAPE."""
    import numpy as np

    centred = points - points.mean(axis=0)
    (a, b), (_, d) = centred.T @ centred
    angle = 0.5 * np.arctan2(2 * b, a - d)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = centred @ turn
    width, height = np.maximum(np.ptp(turned, axis=0), 1.0)
    stretch = np.clip(np.sqrt(width / height / SHAPE), 0.75, 1.33)
    return np.asarray(turned * (1 / stretch, stretch))


def _apart(points: Points, sizes: Points, rounds: int) -> Points:
    """The points moved just so far that no two boxes overlap (or nearly none, in a dense crowd)."""
    import numpy as np

    points = points.copy()
    for _ in range(rounds if len(points) <= CROWDED else 0):
        one, other = _overlapping(points, sizes)
        if not len(one):
            break
        delta = points[one] - points[other]
        overlap = (sizes[one] + sizes[other]) / 2 - np.abs(delta)
        upward = (overlap[:, 1] < overlap[:, 0]).astype(int)
        way = np.where(delta == 0, np.sign(one - other)[:, None], np.sign(delta))
        for axis in (0, 1):
            chosen = upward == axis
            shift = way[chosen, axis] * overlap[chosen, axis] / 2
            both, moves = np.concatenate([one[chosen], other[chosen]]), np.concatenate([shift, -shift])
            often = np.bincount(both, minlength=len(points))
            points[:, axis] += np.bincount(both, moves, len(points)) / np.maximum(often, 1) ** 0.5
    return points


def _overlapping(points: Points, sizes: Points) -> tuple[Whole, Whole]:
    """The boxes that overlap by more than half a pixel both ways, in pairs. Only those near each other from left to right are compared."""
    import numpy as np

    order = np.argsort(points[:, 0], kind="stable")
    x, y, (width, height) = points[order, 0], points[order, 1], sizes[order].T
    found = []
    for step in range(1, len(points)):
        apart = x[step:] - x[:-step]
        if not (apart < width.max()).any():
            break
        near = np.flatnonzero((width[step:] + width[:-step]) / 2 - apart > 0.5)
        hit = near[(height[near + step] + height[near]) / 2 - np.abs(y[near + step] - y[near]) > 0.5]
        found.append((order[hit], order[hit + step]))
    none = np.zeros(0, dtype=np.int64)
    return (np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])) if found else (none, none)


def _packed(frames: Sequence[Points]) -> list[tuple[float, float]]:
    """The upper left corner of each frame, set in rows; the first is the largest."""
    area = sum(float((w + GAP) * (h + GAP)) for w, h in frames)
    width = max([(area * SHAPE) ** 0.5, *(float(w) for w, _ in frames)])
    corners, x, y, height = [], 0.0, 0.0, 0.0
    for w, h in frames:
        if x and x + float(w) > width:
            x, y, height = 0.0, y + height + GAP, 0.0
        corners.append((x, y))
        x, height = x + float(w) + GAP, max(height, float(h))
    return corners
