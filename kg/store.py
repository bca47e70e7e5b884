"""A graph in a folder, in a file or in memory: opened, filled, read and closed."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import GraphError
from kg.lookup import ALIASES, KNOWLEDGE, SYNTAXES, Document, documents
from kg.vocab import KG, RDF

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.page import Page


class Graph:
    """A dataset of claims. Use it in a `with` block, or `close` it: a folder that is open for writing is locked."""

    def __init__(self, store: Store | None = None, *, origin: str = "the graph in memory") -> None:
        self._store: Store | None = Store() if store is None else store
        self.origin = origin

    @classmethod
    def open(cls, path: str | Path | None = None, *, write: bool = False) -> Graph:
        """The graph of a store's folder or of an RDF file; an empty one in memory for None.

        A folder is opened for reading, which needs no lock and sees the state of that moment; with `write`, for both, and it is
        made if need be. A file is always loaded into memory. Raises GraphError.
        """
        if path is None:
            return cls()
        path = Path(path)
        if path.is_dir() or (write and not path.exists() and syntax(path) is None):
            return cls(_open_folder(path, write=write), origin=str(path))
        graph = cls(origin=str(path))
        graph.load(path)
        return graph

    @property
    def store(self) -> Store:
        if self._store is None:
            raise GraphError(f"{self.origin}: the graph is closed; open it again")
        return self._store

    @property
    def dataset(self) -> rdflib.Dataset:
        """The same graph as rdflib sees it; the default graph is the union of all."""
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)

    def to_networkx(self, *, layer: str = "all", only: Collection[str] | None = None) -> networkx.MultiDiGraph[str]:
        """Entities and events joined by relations and roles; see `kg.network.network`."""
        from kg.network import multigraph, network

        return multigraph(network(self.store, layer=layer, only=only))

    def view(
        self,
        *,
        about: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        max_nodes: int | None = None,
        title: str = "News as a graph",
    ) -> Page:
        """The interactive page, which a notebook shows where it stands last in a cell; `.write(path)` makes it a file. The rest as for `kg.views.view`."""
        from kg.page import Page
        from kg.views import view

        return Page(view(self, about=about, since=since, until=until, max_nodes=max_nodes), title=title)

    def _repr_html_(self) -> str:
        """A summary for notebooks: how much there is, and how sure."""
        from kg.views.summary import summary

        return summary(self)

    def documents(self) -> tuple[Document, ...]:
        """The documents in the graph, by IRI."""
        return documents(self.store)

    def load(self, path: str | Path) -> None:
        """Add all of an RDF file, whose ending tells the syntax. Not a transaction: made for the first filling of a store."""
        path = Path(path)
        found = syntax(path)
        if not path.is_file():
            raise GraphError(f"{path}: there is no such file or store; check the path, or make the graph with `kg build`")
        if found is None:
            raise GraphError(f"{path}: its ending tells no RDF syntax; name it {_endings()}")
        try:
            if path.name.lower().endswith(".gz"):
                with gzip.open(path, "rb") as file:
                    self.store.bulk_load(file, found)  # type: ignore[arg-type]  # reads like any binary file
            else:
                self.store.bulk_load(path=path, format=found)
        except SyntaxError as error:
            raise GraphError(f"{_place(path, error)}; mend the file, or write it again") from error
        except (OSError, EOFError, RuntimeError) as error:
            raise GraphError(f"{path}: cannot be loaded: {error}; check that the file is whole and the graph open for writing") from error

    def add(self, nquads: bytes | gzip.GzipFile) -> None:
        """Add all quads of an N-Quads text, which may be packed. Not a transaction."""
        try:
            self.store.bulk_load(nquads, RdfFormat.N_QUADS)  # type: ignore[arg-type]  # reads like any binary file
        except SyntaxError as error:
            raise GraphError(f"{_place('the N-Quads given', error)}; give one quad a line") from error
        except (OSError, RuntimeError) as error:
            raise GraphError(f"{self.origin}: cannot be added to: {error}; open the graph for writing") from error

    def replace(self, doc_iri: str, nquads: bytes) -> None:
        """Put a document's graphs in the place of those it has, in one transaction: all of it happens, or nothing.

        Raises GraphError where the N-Quads do not parse or speak of graphs that are not this document's.
        """
        names = _graphs_of(doc_iri)
        try:
            quads = list(parse(nquads, format=RdfFormat.N_QUADS))
        except SyntaxError as error:
            raise GraphError(f"{_place(doc_iri, error)}; give N-Quads, or empty bytes to remove the document") from error
        for quad in quads:
            if not isinstance(quad.graph_name, NamedNode) or quad.graph_name.value not in names:
                raise GraphError(f"{doc_iri}: {quad} is in another graph; a document has only {', '.join(names)}")
        held = [NamedNode(name) for name in names if self.store.contains_named_graph(NamedNode(name))]
        try:
            if held:
                self.store.update("; ".join([*(f"DROP GRAPH {name}" for name in held), f"INSERT DATA {{ {_blocks(quads)} }}"]))
            else:
                self.store.extend(quads)
        except (OSError, RuntimeError, SyntaxError) as error:
            raise GraphError(f"{self.origin}: {doc_iri} cannot be replaced: {error}; open the graph for writing") from error

    def drop(self, doc_iri: str) -> int:
        """Remove a document with all that only it supports, in one transaction; returns how many quads went.

        What other documents say too stays: it stands in their graphs. Raises GraphError where the graph has no such document.
        """
        article = Quad(NamedNode(doc_iri), NamedNode(RDF.type), NamedNode(KG + "Article"), NamedNode(doc_iri))
        if article not in self.store:
            raise GraphError(f"{self.origin}: there is no document {doc_iri}; `kg info --documents` lists them")
        held = [name for name in map(NamedNode, _graphs_of(doc_iri)) if self.store.contains_named_graph(name)]
        gone = sum(1 for name in held for _ in self.store.quads_for_pattern(None, None, None, name))
        try:
            self.store.update("; ".join(f"DROP GRAPH {name}" for name in held))
        except (OSError, RuntimeError) as error:
            raise GraphError(f"{self.origin}: {doc_iri} cannot be removed: {error}; open the graph for writing") from error
        return gone

    def close(self) -> None:
        """Let go of the folder. Closing twice is no error."""
        self._store = None

    def __len__(self) -> int:
        return len(self.store)

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def syntax(path: Path) -> RdfFormat | None:
    """The RDF syntax that a file's ending stands for, whether packed or not."""
    ending = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    return SYNTAXES.get(ALIASES.get(ending, ending)) if "." in path.name else None


def _graphs_of(doc_iri: str) -> list[str]:
    return [doc_iri, *(f"{doc_iri}/{status}" for status in KNOWLEDGE)]


def _open_folder(path: Path, *, write: bool) -> Store:
    is_store, is_empty = (path / "CURRENT").is_file(), not path.exists() or not any(path.iterdir())
    if not is_store and not (write and is_empty):
        raise GraphError(f"{path}: not a store's folder; give the folder that `kg build --store` made, or one RDF file")
    try:
        if not is_store:
            _make_folder(path)
        return Store(path) if write else Store.read_only(str(path))
    except OSError as error:
        if "lock" in str(error).lower():
            raise GraphError(f"{path}: another process is writing to this store; wait until it is done, or end it") from error
        raise GraphError(f"{path}: the store cannot be opened: {error}; restore the folder, or build it anew") from error


def _make_folder(path: Path) -> None:
    """An empty store at `path`, which comes into being whole: who is stopped on the way leaves nothing under that name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        Store(part)
        part.replace(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _place(name: str | Path, error: SyntaxError) -> str:
    reason = error.msg.partition(": ")[2] if error.lineno else error.msg
    return f"{name}, line {error.lineno}, column {error.offset}: {reason}" if error.lineno else f"{name}: {reason}"


def _endings() -> str:
    return ", ".join(f".{ending}" for ending in (*SYNTAXES, "rdfxml", "xml", "owl", "json")) + ", or any of them with .gz"


def _blocks(quads: Iterable[Quad]) -> str:
    """Quads as the inside of INSERT DATA; the terms are written by the engine, which escapes them."""
    written: dict[str, list[str]] = {}
    for quad in quads:
        assert not isinstance(quad.graph_name, DefaultGraph)
        written.setdefault(str(quad.graph_name), []).append(f"{quad.subject} {quad.predicate} {quad.object} .")
    return " ".join(f"GRAPH {graph} {{ {' '.join(triples)} }}" for graph, triples in written.items())
