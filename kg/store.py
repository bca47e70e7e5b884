"""A graph in a folder, in a file or in memory: opened, filled, read and closed."""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from kg.disc import endings, open_folder, place, syntax
from kg.errors import GraphError
from kg.extras import extra
from kg.lookup import Document, documents, graphs_of, owner_of
from kg.vocab import KG, RDF

if TYPE_CHECKING:
    import networkx
    import pandas
    import rdflib

    from kg.check import Problem
    from kg.explain import Evidence
    from kg.page import Page
    from kg.push.loading import Pushed
    from kg.query import Result
    from kg.questions import Value


class Graph:
    """A dataset of claims. Use it in a `with` block, or `close` it: a folder that is open for writing is locked.

    >>> import kg
    >>> graph = kg.build({"id": "alert", "date": "2023-08-24", "text": "Norway said that Japan had warned Iran on Tuesday."})
    >>> graph.ask("who-warned-whom", by="Japan").records()[0]["whom"]
    'https://w3id.org/claimgraph/id/state/iran'
    >>> graph.to_pandas()[["subject", "relation", "object", "status", "source"]].values.tolist()
    [['Japan', 'warned', 'Iran', 'reported', 'Norway'], ['Norway', 'said', 'warning by Japan, 2023-08-22', 'asserted', None]]
    >>> graph.to_networkx().number_of_nodes(), len(graph.dataset) == len(graph), graph.check()
    (5, True, [])
    """

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
            return cls(open_folder(path, write=write), origin=str(path))
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

    def query(
        self,
        text: str,
        *,
        only: Collection[str] | None = None,
        docs: Collection[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        readers: Collection[str] | None = None,
        limit: int | None = None,
        seconds: float | None = None,
    ) -> Result:
        """The answer to a SPARQL 1.1 query, in which the usual prefixes need not be declared; see `kg.query.run`. Raises QueryError."""
        from kg.query import run

        return run(self, text, only=only, docs=docs, since=since, until=until, readers=readers, limit=limit, seconds=seconds)

    def ask(
        self,
        name: str,
        *,
        only: Collection[str] | None = None,
        docs: Collection[str] | None = None,
        limit: int | None = None,
        **params: Value | Sequence[Value],
    ) -> Result:
        """The answer to a question of the library, `graph.ask("who-warned-whom", by="Japan")`; `kg query --list` lists them.

        `since` and `until` keep to documents, where the question has no such parameter of its own. Raises QueryError.
        """
        from kg.query import named
        from kg.questions import question

        own = {parameter.name for parameter in question(name).parameters}
        days = {day: str(params.pop(day)) for day in ("since", "until") if day in params and day not in own}
        return named(self, name, params, only=only, docs=docs, since=days.get("since"), until=days.get("until"), limit=limit)

    def explain(self, subject: str | None = None, relation: str | None = None, object: str | None = None) -> list[Evidence]:
        """The claims and sentences behind a triple, behind all that is said of a subject, or behind all of the graph; see `kg.explain.explain`."""
        from kg.explain import explain

        return explain(self, subject, relation, object)

    def check(self, *, texts: Mapping[str, str] | None = None, shapes: bool = True) -> list[Problem]:
        """What does not hold in the graph: nothing, where it is sound. `texts` by document id are compared with every span; see `kg.check.check`."""
        from kg.check import check

        return check(self, texts=texts, shapes=shapes)

    def export(self, path: str | Path, form: str | None = None, *, layer: str = "all", only: Collection[str] | None = None) -> Path:
        """The path that was written, in the syntax of its ending or in `form`; see `kg.export.export`."""
        from kg.export import export

        return export(self, path, form, layer=layer, only=only)

    def push(
        self,
        url: str,
        *,
        profile: str | None = None,
        user: str | None = None,
        password: str | None = None,
        token: str | None = None,
        layer: str = "all",
        only: Collection[str] | None = None,
        state: str | Path | None = None,
    ) -> Pushed:
        """Puts every graph into a running triplestore, and tells what became of it; see `kg.push.loading.push`. Needs `claimgraph[push]`.

        Raises PushError where the store cannot be reached; a graph that it refuses is told in the answer.
        """
        with extra("push"):
            from kg.push.loading import push
            from kg.push.target import opened, secret_of
        with opened(url, secret_of(user, password, token), name=profile) as target:
            return push(self, target, layer=layer, only=only, state=state)

    def to_pandas(self, subject: str | None = None, relation: str | None = None, object: str | None = None) -> pandas.DataFrame:
        """Statements and claims with their evidence as a data frame, a row each: of all the graph, or of what `explain` is asked; see `kg.evidence.frame`."""
        from kg.evidence import frame

        return frame(self.explain(subject, relation, object))

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
            raise GraphError(f"{path}: its ending tells no RDF syntax; name it {endings()}")
        try:
            if path.name.lower().endswith(".gz"):
                with gzip.open(path, "rb") as file:
                    self.store.bulk_load(file, found)  # type: ignore[arg-type]  # reads like any binary file
            else:
                self.store.bulk_load(path=path, format=found)
        except SyntaxError as error:
            raise GraphError(f"{place(path, error)}; mend the file, or write it again") from error
        except (OSError, EOFError, RuntimeError) as error:
            raise GraphError(f"{path}: cannot be loaded: {error}; check that the file is whole and the graph open for writing") from error

    def add(self, nquads: bytes | gzip.GzipFile) -> None:
        """Add all quads of an N-Quads text, which may be packed. Not a transaction."""
        try:
            self.store.bulk_load(nquads, RdfFormat.N_QUADS)  # type: ignore[arg-type]  # reads like any binary file
        except SyntaxError as error:
            raise GraphError(f"{place('the N-Quads given', error)}; give one quad a line") from error
        except (OSError, RuntimeError) as error:
            raise GraphError(f"{self.origin}: cannot be added to: {error}; open the graph for writing") from error

    def replace(self, doc_iri: str, nquads: bytes) -> None:
        """Put a document's graphs in the place of those it has, in one transaction: all of it happens, or nothing.

        Raises GraphError where the N-Quads do not parse or speak of graphs that are not this document's.
        """
        names = graphs_of(self.store, doc_iri)
        try:
            quads = list(parse(nquads, format=RdfFormat.N_QUADS))
        except SyntaxError as error:
            raise GraphError(f"{place(doc_iri, error)}; give N-Quads, or empty bytes to remove the document") from error
        for quad in quads:
            if not isinstance(quad.graph_name, NamedNode) or owner_of(quad.graph_name.value) != doc_iri:
                raise GraphError(f"{doc_iri}: {quad} is in another graph; a document has only {', '.join(names)}, and those of its readers")
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
        held = [name for name in map(NamedNode, graphs_of(self.store, doc_iri)) if self.store.contains_named_graph(name)]
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


def _blocks(quads: Iterable[Quad]) -> str:
    """Quads as the inside of INSERT DATA; the terms are written by the engine, which escapes them."""
    written: dict[str, list[str]] = {}
    for quad in quads:
        assert not isinstance(quad.graph_name, DefaultGraph)
        written.setdefault(str(quad.graph_name), []).append(f"{quad.subject} {quad.predicate} {quad.object} .")
    return " ".join(f"GRAPH {graph} {{ {' '.join(triples)} }}" for graph, triples in written.items())
