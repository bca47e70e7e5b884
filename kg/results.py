"""A result as people and programs read it: a table, the SPARQL result formats, or RDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.errors import QueryError
from kg.extras import extra
from kg.lookup import Stored, Term, clean, label, short
from kg.query import Result
from kg.vocab import PREFIXES, XSD

if TYPE_CHECKING:
    import pandas
    from rich.table import Table

_RDF = {"turtle": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdfxml": RdfFormat.RDF_XML}
_NUMBERS: dict[str, tuple[str, Callable[[str], object]]] = {
    XSD.integer: ("Int64", int),
    XSD.decimal: ("Float64", float),
    XSD.boolean: ("boolean", lambda text: text in ("true", "1")),
}
_SPARQL = "http://www.w3.org/2005/sparql-results#"
_XML = "{http://www.w3.org/XML/1998/namespace}"


def table(result: Result, graph: Stored) -> Table:
    """The result for the terminal: names in the place of IRIs, long texts wrapped. Nothing in it is read as markup."""
    from rich.table import Table
    from rich.text import Text

    header, rows = _cells(result)
    names = {iri: label(graph.store, iri) for iri in sorted({c.value for row in rows for c in row if isinstance(c, NamedNode)})}
    made = Table(header_style="bold")
    for name in header:
        made.add_column(Text(name), overflow="fold")
    for row in rows:
        made.add_row(*(Text(clean(_readable(cell, names))) for cell in row))
    return made


def frame(result: Result, graph: Stored | None = None) -> pandas.DataFrame:
    """The result as a data frame with a column a variable; with `graph`, names in the place of IRIs.

    Numbers and truths are themselves. A column of whole dates or instants is one of timestamps; where years and months are among them it
    stays text. What is unbound is missing. Needs the extra `claimgraph[pandas]`; raises UsageError without it.
    """
    with extra("pandas"):
        import pandas

    header, rows = _cells(result)
    iris = {cell.value for row in rows for cell in row if isinstance(cell, NamedNode)}
    names = {} if graph is None else {iri: label(graph.store, iri) for iri in iris}
    columns = {name: [row[place] for row in rows] for place, name in enumerate(header)}
    return pandas.DataFrame({name: _column(cells, names) for name, cells in columns.items()}, columns=list(header))


def _column(cells: list[Term | None], names: Mapping[str, str]) -> pandas.Series[Any]:
    import pandas

    kinds = {cell.datatype.value if isinstance(cell, Literal) else "" for cell in cells if cell is not None}
    texts = [None if cell is None else names.get(cell.value, cell.value) if isinstance(cell, NamedNode) else _bare(cell) for cell in cells]
    if kinds and kinds <= {XSD.date, XSD.dateTime}:
        return pandas.to_datetime(pandas.Series(texts, dtype="object"), format="ISO8601", utc=XSD.dateTime in kinds)
    for datatype, (kind, value_of) in _NUMBERS.items():
        if kinds == {datatype}:
            return pandas.Series([None if text is None else value_of(text) for text in texts], dtype=kind)
    return pandas.Series(texts, dtype="object")


def render(result: Result, form: str) -> str:
    """The result in one of FORMATS, or "plain": what suits its kind, for people. Raises QueryError for a form that the result cannot take."""
    if form == "plain":
        return _plain(result)
    if form not in FORMATS:
        raise QueryError(f"format: there is no {form!r}; choose from table, {', '.join(FORMATS)}")
    if form in _RDF:
        if result.kind != "triples":
            raise QueryError(f"format: {form} holds triples, and this query gives none; choose from table, json, xml, csv, tsv")
        return (serialize(result.triples, format=_RDF[form], prefixes=PREFIXES) or b"").decode()
    if result.kind == "triples":
        raise QueryError(f"format: {form} holds rows, and this query gives triples; choose from table, {', '.join(_RDF)}")
    if result.kind == "truth" and form in ("csv", "tsv"):
        raise QueryError(f"format: {form} has no way to say yes or no; choose from table, json, xml")
    return FORMATS[form](result)


def _plain(result: Result) -> str:
    if result.kind == "truth":
        return "yes\n" if result.truth else "no\n"
    return render(result, "turtle" if result.kind == "triples" else "tsv")


def _cells(result: Result) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
    match result.kind:
        case "truth":
            return ("answer",), [(Literal("yes" if result.truth else "no"),)]
        case "triples":
            return ("subject", "predicate", "object"), [(t.subject, t.predicate, t.object) for t in result.triples]
        case _:
            return result.variables, list(result.rows)


def _readable(term: Term | None, names: dict[str, str]) -> str:
    match term:
        case NamedNode():
            return names.get(term.value, short(term.value))
        case Literal():
            return term.value
        case _:
            return "" if term is None else str(term)


# ---------------------------------------------------------------- the SPARQL result formats
def _json(result: Result) -> str:
    if result.kind == "truth":
        return json.dumps({"head": {}, "boolean": result.truth}) + "\n"
    bindings = [{name: _object(term) for name, term in zip(result.variables, row, strict=True) if term is not None} for row in result.rows]
    return json.dumps({"head": {"vars": result.variables}, "results": {"bindings": bindings}}, ensure_ascii=False, indent=1) + "\n"


def _object(term: Term) -> dict[str, object]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Triple():
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {name: _object(part) for name, part in parts.items()}}
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != XSD.string:
        found["datatype"] = term.datatype.value
    return found


def _xml(result: Result) -> str:
    root = ElementTree.Element("sparql", xmlns=_SPARQL)
    head = ElementTree.SubElement(root, "head")
    if result.kind == "truth":
        ElementTree.SubElement(root, "boolean").text = str(result.truth).lower()
    else:
        for name in result.variables:
            ElementTree.SubElement(head, "variable", name=name)
        results = ElementTree.SubElement(root, "results")
        for row in result.rows:
            element = ElementTree.SubElement(results, "result")
            for name, term in zip(result.variables, row, strict=True):
                if term is not None:
                    _binding(ElementTree.SubElement(element, "binding", name=name), term)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _binding(parent: ElementTree.Element, term: Term) -> None:
    if isinstance(term, Triple):
        triple = ElementTree.SubElement(parent, "triple")
        for name, part in (("subject", term.subject), ("predicate", term.predicate), ("object", term.object)):
            _binding(ElementTree.SubElement(triple, name), part)
        return
    tag = "uri" if isinstance(term, NamedNode) else "bnode" if isinstance(term, BlankNode) else "literal"
    element = ElementTree.SubElement(parent, tag)
    # XML 1.0 has no other control characters
    element.text = "".join(char if char >= " " or char in "\t\n\r" else "\ufffd" for char in term.value)
    if isinstance(term, Literal) and term.language:
        element.set(_XML + "lang", term.language)
    elif isinstance(term, Literal) and term.datatype.value != XSD.string:
        element.set("datatype", term.datatype.value)


def _csv(result: Result) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(result.variables)
    writer.writerows([_bare(term) for term in row] for row in result.rows)
    return out.getvalue()


def _bare(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else "" if term is None else str(term)


def _tsv(result: Result) -> str:
    lines = ["\t".join(f"?{name}" for name in result.variables)]
    lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in result.rows]
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Result], str]] = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv} | dict.fromkeys(_RDF, str)
