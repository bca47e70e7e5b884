"""The portable profile: which terms every store that was tried takes as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from kg.literal import portable
from kg.vocab import PREFIXES, XSD

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_TEXTS = (XSD.string, PREFIXES["rdf"] + "langString")
_LEXICAL = {  # datatype → how its values are written
    XSD.integer: re.compile(r"0|-?[1-9][0-9]{0,18}"),
    XSD.decimal: re.compile(r"-?(0|[1-9][0-9]{0,14})\.([0-9]|[0-9]{0,14}[1-9])|-?[1-9][0-9]{0,14}|0"),
    XSD.boolean: re.compile(r"true|false"),
    XSD.date: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    XSD.dateTime: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z"),
    XSD.gYearMonth: re.compile(r"[0-9]{4}-[0-9]{2}"),
    XSD.gYear: re.compile(r"[0-9]{4}"),
}


def reasons(quad: Quad) -> Iterator[str]:
    """Why some store may refuse or change the quad; nothing where it is portable."""
    for place, term in (("subject", quad.subject), ("predicate", quad.predicate), ("object", quad.object), ("graph", quad.graph_name)):
        match term:
            case NamedNode():
                if _IRI.fullmatch(term.value) is None or unicodedata.normalize("NFC", term.value) != term.value:
                    yield f"the {place} <{term.value}> is not an absolute, valid IRI in NFC"
            case Literal():
                yield from _literal(term)
            case BlankNode():
                yield f"the {place} is a blank node; give it an IRI"
            case DefaultGraph():
                pass  # counted elsewhere, once for all
            case _:
                yield f"the {place} is a triple term; use a statement"


def _literal(term: Literal) -> Iterator[str]:
    datatype = term.datatype.value
    if datatype in _TEXTS:
        if portable(term.value) != term.value:
            yield f"{term.value!r} is not in NFC or has control characters"
        if term.language is not None and not _LANGUAGE.fullmatch(term.language):
            yield f"the language tag {term.language!r} is not well-formed"
    elif datatype not in _LEXICAL:
        yield f"the datatype <{datatype}> is not portable; use {', '.join(sorted(name.rpartition('#')[2] for name in _LEXICAL))} or text"
    elif not _LEXICAL[datatype].fullmatch(term.value) or (datatype == XSD.integer and not -(2**63) <= int(term.value) < 2**63):
        yield f"{term.value!r} is not how every store writes an xsd:{datatype.rpartition('#')[2]}"
