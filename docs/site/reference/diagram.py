"""Trees drawn as SVG that stands in the page itself: no script, no picture file, the page's own colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

ROW = 24  # pixels from one leaf to the next
LETTER = 8.2  # pixels that a letter takes on average, in a font of 14
GAP = 46  # pixels between the columns, for the lines


@dataclass
class Node:
    """A box of a tree: its name, what stands dimmed behind it, where it leads."""

    name: str
    note: str = ""
    children: list[Node] = field(default_factory=list)
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        return LETTER * (len(self.name) + (len(self.note) + 2 if self.note else 0))


def tree(root: Node, title: str) -> str:
    """The tree from left to right, each name a link to the heading of that name."""
    columns: dict[int, float] = {}
    _measure(root, 0, columns)
    starts = {depth: sum(columns[d] + GAP for d in range(depth)) for depth in columns}
    height = _place(root, 0, starts, ROW / 2)
    width = max(starts[depth] + columns[depth] for depth in columns)
    parts = [*_lines(root), *_names(root)]
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" style="max-width: {width:.0f}px"'
    return f'<figure class="tree">\n<svg {size} role="img" aria-label="{escape(title)}">\n' + "\n".join(parts) + "\n</svg>\n</figure>\n"


def _measure(node: Node, depth: int, columns: dict[int, float]) -> None:
    columns[depth] = max(columns.get(depth, 0), node.width)
    for child in node.children:
        _measure(child, depth + 1, columns)


def _place(node: Node, depth: int, starts: dict[int, float], top: float) -> float:
    """Gives the nodes their places; returns where the next leaf may stand."""
    node.x = starts[depth]
    if not node.children:
        node.y = top
        return top + ROW
    for child in node.children:
        top = _place(child, depth + 1, starts, top)
    node.y = (node.children[0].y + node.children[-1].y) / 2
    return top


def _lines(node: Node) -> list[str]:
    if not node.children:
        return []
    fork = node.children[0].x - GAP
    found = [f'<path d="M{node.x + node.width + 4:.0f} {node.y:.0f} H{fork:.0f}"/>'] if node.x + node.width + 4 < fork else []
    for child in node.children:
        middle, end = fork + (GAP - 6) / 2, child.x - 6
        found.append(f'<path d="M{fork:.0f} {node.y:.0f} C{middle:.0f} {node.y:.0f} {middle:.0f} {child.y:.0f} {end:.0f} {child.y:.0f}"/>')
        found += _lines(child)
    return found


def _names(node: Node) -> list[str]:
    note = f' <tspan class="note">→ {escape(node.note)}</tspan>' if node.note else ""
    found = [f'<a href="#{escape(node.name)}"><text x="{node.x:.0f}" y="{node.y + 5:.0f}">{escape(node.name)}{note}</text></a>']
    return found + [name for child in node.children for name in _names(child)]
