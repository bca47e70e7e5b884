"""A graph written to one file: RDF in six syntaxes, networks, tables. The file is whole, or it is not there."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kg.errors import GraphError, UsageError
from kg.export import networks, triples
from kg.files import packing, replacing, writing
from kg.lookup import ALIASES, SYNTAXES, Stored


def export(
    graph: Stored, out: str | Path, form: str | None = None, *, layer: str = "all", only: Collection[str] | None = None, triple_terms: bool = False
) -> Path:
    """The path that was written; the same graph always gives the same bytes, in memory that does not grow with it.

    The format is that of the file's ending unless `form` says otherwise; ".gz" packs any. N-Quads, TriG and JSON-LD keep the
    named graphs. The other syntaxes hold the union, and add to each rdf:Statement its status (kg:statedAs), its source
    (kg:statedBy) and its document. `layer` keeps to the relations or to the events, each with descriptions of what they join;
    "all" is everything, records and ontology included. `only` keeps to the knowledge of some statuses. `triple_terms` writes
    statements as RDF 1.2 triple terms. A network (graphml, gexf, csv, zip) is always knowledge alone, csv and zip in the form
    that Neo4j imports: ".csv" is its relationships, ".zip" holds nodes.csv and relationships.csv.
    Raises GraphError, UsageError for what does not go together or an unknown layer, QueryError for an unknown status.
    """
    out = Path(out)
    written = _format(out, form)
    if triple_terms and written not in triples.WITH_TERMS:
        raise UsageError(f"{out}: triple terms can be written as {', '.join(triples.WITH_TERMS)} only; choose one of them, or leave triple terms out")
    with writing(out), replacing(out) as file, packing(file, out) as target:
        if written in SYNTAXES:
            triples.write(graph.store, target, written, triples.Choice(layer, only, triple_terms))
        else:
            networks.WRITERS[written](graph.store, target, layer, only)
    return out


def _format(out: Path, form: str | None) -> str:
    """The format asked for, by name or by the file's ending."""
    name = (form or out.name.lower().removesuffix(".gz").rpartition(".")[2]).lower()
    name = ALIASES.get(name, name)
    if name not in SYNTAXES and name not in networks.WRITERS:
        known = ", ".join([*SYNTAXES, *networks.WRITERS])
        raise GraphError(f"{out}: {form or 'its ending'} is no format; choose from {known}, with .gz if you like")
    return name
