"""A graph in a few numbers, as HTML for notebooks."""

from __future__ import annotations

from html import escape

from kg.views.records import STATUSES, Graph
from kg.views.rows import select
from kg.vocab import KG

MOST = 6  # kinds and relations that are named
_COUNTS = {
    "articles": "SELECT (COUNT(DISTINCT ?d) AS ?n) (MIN(?day) AS ?first) (MAX(?day) AS ?last) { ?d a kg:Article OPTIONAL { ?d dcterms:issued ?day } }",
    "statuses": "SELECT ?status (COUNT(DISTINCT ?claim) AS ?n) { ?claim kg:status ?status } GROUP BY ?status",
    "kinds": f"""SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) {{
        ?mention itsrdf:taIdentRef ?thing . ?thing a ?kind FILTER(STRSTARTS(STR(?kind), "{KG}")) }} GROUP BY ?kind""",
    "relations": "SELECT ?relation (COUNT(DISTINCT ?statement) AS ?n) { ?statement a rdf:Statement ; rdf:predicate ?relation } GROUP BY ?relation",
}


def summary(graph: Graph) -> str:
    """How many articles, claims by status, kinds of things and relations the graph holds, as a table; the same graph gives the same text."""
    articles, first, last = next(select(graph.store, _COUNTS["articles"]), ("0", None, None))
    counts = {name: _counted(graph, name) for name in ("statuses", "kinds", "relations")}
    when = "" if not first else f", {first}" if first == last else f", {first} to {last}"
    claims, statements = (sum(counts[name].values()) for name in ("statuses", "relations"))
    rows = [
        ("Articles", f"{int(articles or 0):,}{when}"),
        ("Claims", f"{claims:,}" + _listed({status: counts["statuses"][status] for status in STATUSES if status in counts["statuses"]})),
        ("Statements", f"{statements:,}" + _listed(counts["relations"])),
        ("Who and what", f"{sum(counts['kinds'].values()):,}" + _listed(counts["kinds"])),
    ]
    body = "".join(f'<tr><th scope="row" style="text-align:left">{name}</th><td style="text-align:left">{escape(value)}</td></tr>' for name, value in rows)
    return f"<table><caption style='text-align:left'>News as a graph; <code>.view()</code> shows it</caption>{body}</table>"


def _counted(graph: Graph, name: str) -> dict[str, int]:
    """What is counted, most first."""
    found = {str(iri).removeprefix(KG): int(count or 0) for iri, count in select(graph.store, _COUNTS[name])}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _listed(counts: dict[str, int]) -> str:
    named = ", ".join(f"{name} {count:,}" for name, count in list(counts.items())[:MOST])
    rest = len(counts) - MOST
    return (f": {named}" if named else "") + (f" and {rest} more" if rest > 0 else "")
