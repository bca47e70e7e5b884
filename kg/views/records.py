"""The records of a view: nodes, statements between them, and the words behind each statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyoxigraph

STATUSES = ("asserted", "reported", "hypothetical", "denied")  # from the surest on


class Graph(Protocol):
    """Anything that holds a dataset in a pyoxigraph store."""

    @property
    def store(self) -> pyoxigraph.Store: ...


@dataclass(frozen=True, slots=True)
class Document:
    """An article, as far as the graph knows it. `issued` is a day, "2024-03-06"."""

    id: str
    title: str | None = None
    publisher: str | None = None
    issued: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a sentence; `part` is "trigger", "subject", "object", or None for the words between."""

    text: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim behind an edge (or one sentence, for a standing relation, which has no claim).

    `sources` are the names of those on whose word it stands; where there are none, the article itself says so.
    A `status` of "denied" speaks against the edge.
    """

    document: Document
    words: tuple[Segment, ...]
    status: str
    sources: tuple[str, ...] = ()
    time: str | None = None  # "2024-03-06", "2024-03", "2024", "2024-03-06/2024-03-08"; ".." is an open end
    outcome: str | None = None
    claim: str | None = None
    voices: tuple[str, ...] = ()  # the IRIs of `sources`
    place: str | None = None  # the sentence's IRI
    record: tuple[tuple[str, str], ...] = ()  # what the graph says of the claim, as words: ("agent", "Norway")

    @property
    def sentence(self) -> str:
        return "".join(segment.text for segment in self.words)


@dataclass(frozen=True, slots=True)
class Node:
    """An entity, an unnamed participant or an event."""

    id: str
    label: str
    kind: str  # local name of its class
    lineage: tuple[str, ...] = ()  # the class and its superclasses, nearest first
    kind_label: str = ""
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    mentions: int = 0  # in the articles that the view quotes
    statements: int = 0  # edges that touch it, also those that are left out of the view


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation of one status, or the part that somebody has in an event (`role`)."""

    id: str
    subject: str
    relation: str
    object: str
    label: str
    status: str
    event_class: str | None = None  # label of the class that the claims evoke; None for a standing relation
    role: bool = False
    mutual: bool = False  # holds both ways on the same claims
    sources: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    iri: str = ""  # the relation's
    speech: bool = False  # its subject says something
    issued: str | None = None  # the first article's day, where there is no evidence to tell it
    outlined: bool = False  # its evidence was left out

    @property
    def disputed(self) -> bool:
        """Whether somebody denies it, as the graph tells."""
        return bool(self.evidence) and self.status != "denied" and any(evidence.status == "denied" for evidence in self.evidence)


@dataclass(frozen=True, slots=True)
class View:
    """What is shown, and of how much. Nodes are ordered by id, edges by their ends, relation and status."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    all_nodes: int = 0
    all_edges: int = 0

    @property
    def documents(self) -> int:
        return len({evidence.document.id for edge in self.edges for evidence in edge.evidence})

    @property
    def left_out(self) -> str | None:
        """A sentence that says what is not shown, with numbers; None if all is shown."""
        nodes, edges = self.all_nodes - len(self.nodes), self.all_edges - len(self.edges)
        said = []
        if nodes > 0 or edges > 0:
            said.append(
                f"The {len(self.nodes):,} most connected of {self.all_nodes:,} nodes are shown; "
                f"{nodes:,} nodes and {edges:,} of {self.all_edges:,} statements are left out."
            )
        told = [edge for edge in self.edges if edge.outlined]
        if told:
            proved = len(self.edges) - len(told)
            said.append(
                f"The sentences of {proved:,} of {len(self.edges):,} statements are here, those between the most connected nodes; "
                "ask about one name for its own."
            )
        return " ".join(said) or None
