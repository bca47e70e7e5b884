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

STRESS_LIMIT = 250  # nodes of a component up to which all distances are fitted; beyond, forces
EDGE = 80.0  # pixels between two nodes with no other neighbours
GAP = 70.0  # pixels between components
SHAPE = 1.25  # width over height of the whole, about that of the part of a window that shows it


def place(boxes: Sequence[tuple[float, float]], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The centre of each box (width, height) in pixels; y grows downwards. `pairs` are the linked boxes, by position."""
    import numpy as np

    sizes = np.array(boxes, dtype=float).reshape(-1, 2)
    points = np.zeros_like(sizes)
    frames = []
    for members in _components(len(boxes), pairs):
        index = {node: i for i, node in enumerate(members)}
        links = sorted({(index[min(a, b)], index[max(a, b)]) for a, b in pairs if a in index and a != b})
        laid = _component(sizes[members], np.array(links, dtype=int).reshape(-1, 2))
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
    lengths = _lengths(count, links)
    points = _stress(_distances(count, links, lengths)) if count <= STRESS_LIMIT else _forces(count, links)
    return _apart(_level(points), sizes)


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


def _forces(count: int, links: Any, cells: int = 128, rounds: int = 150) -> Points:
    """Points pulled together by links and pushed apart by all others; the push is a convolution over a grid, so n log n."""
    import numpy as np

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
            np.add.at(mass, (at[:, 0], at[:, 1]), part * degrees)
        spectrum = np.fft.rfft2(mass)
        fields = [np.fft.irfft2(spectrum * kernel, s=mass.shape) / cell for kernel in kernels]
        push = np.stack([sum(part * field[at[:, 0], at[:, 1]] for at, part in parts) for field in fields], axis=1)
        move = push * degrees[:, None] * 0.6 - points * 0.02 * degrees[:, None]
        pull = points[links[:, 1]] - points[links[:, 0]]
        np.add.at(move, links[:, 0], pull)
        np.add.at(move, links[:, 1], -pull)
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


def _apart(points: Points, sizes: Points, rounds: int = 80) -> Points:
    """The points moved just so far that no two boxes overlap (or nearly none, in a dense crowd)."""
    import numpy as np

    points = points.copy()
    room = (sizes[:, None] + sizes[None]) / 2
    for _ in range(rounds if len(points) <= STRESS_LIMIT else 5):
        delta = points[:, None] - points[None]
        overlap = room - np.abs(delta)
        hit = np.asarray((overlap > 0.5).all(axis=2))
        hit[np.arange(len(points)), np.arange(len(points))] = False
        if not hit.any():
            break
        upward = overlap[:, :, 1] < overlap[:, :, 0]
        order = np.sign(np.arange(len(points))[:, None] - np.arange(len(points))[None])
        for axis, chosen in ((0, hit & ~upward), (1, hit & upward)):
            side = np.where(delta[:, :, axis] == 0, order, np.sign(delta[:, :, axis]))
            shift = np.where(chosen, side * overlap[:, :, axis] / 2, 0).sum(axis=1)
            points[:, axis] += shift / np.maximum(chosen.sum(axis=1), 1) ** 0.5
    return points


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
