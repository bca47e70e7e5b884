"""The ontology as a page: every term of claimgraph.ttl with its definition and example, trees of the classes, the words that evoke them."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from kg.advice import words
from kg.ontology import directory, parse
from kg.vocab import KG, OWL, PREFIXES, RDF, RDFS, SKOS
from reference import code, table
from reference.diagram import Node, tree

Terms = dict[str, dict[str, tuple[str, ...]]]
ANNOTATION = PREFIXES["owl"] + "AnnotationProperty"
RELATIONS = ("Relation", "StandingRelation")
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")


def terms() -> Terms:
    """The terms of the ontology by local name, in the order of the file, with their alignments."""
    found = parse([directory() / "claimgraph.ttl", directory() / "alignments.ttl"])
    return {iri.removeprefix(KG): dict(properties) for iri, properties in found.items() if iri.startswith(KG) and RDFS.label in properties}


def page() -> str:
    """The page, in Markdown with tables and drawings in HTML."""
    known = terms()
    parts = [INTRODUCTION, *_classes(known), *_relations(known), *_rest(known)]
    return "\n".join(parts)


INTRODUCTION = """# The ontology

Made from `ontology/claimgraph.ttl`, where every term has a label, a definition and an example. Terms are written here without their prefix: `Launch` is
`https://w3id.org/claimgraph/ontology#Launch`. What a claim, an event and a status are is told in [the model](../model.md); how to add terms of your own in
[an ontology of your own](../own-domain.md).
"""


# ---------------------------------------------------------------- classes
def _classes(known: Terms) -> list[str]:
    below = {name: [other for other in known if KG + name in known[other].get(RDFS.subClassOf, ())] for name in known}
    entities, events = _tree(known, below, "Entity"), _tree(known, below, "Event")
    shown = {*_names(entities), *_names(events)}
    others = [name for name in known if OWL.Class in known[name].get(RDF.type, ()) and name not in shown]
    parts = ["## Kinds of entities\n", tree(entities, "The kinds of entities"), _described(known, _names(entities))]
    parts += ["## Events\n", "Behind a class stands the relation that it gives.\n", tree(events, "The classes of events and their relations")]
    evoking: dict[str, set[str]] = {}
    for entry in words("Event"):
        evoking.setdefault(entry.cls or "", set()).add(code(entry.word))
    parts += [_event_class(known, name, sorted(evoking.get(name, ()))) for name in _names(events)]
    return [*parts, "## What else there is\n", _described(known, others)]


def _tree(known: Terms, below: dict[str, list[str]], name: str) -> Node:
    gives = _first(known[name], KG + "gives").removeprefix(KG)
    return Node(name, gives, [_tree(known, below, child) for child in below[name]])


def _names(node: Node) -> list[str]:
    return list(dict.fromkeys([node.name, *(name for child in node.children for name in _names(child))]))


def _event_class(known: Terms, name: str, evoking: list[str]) -> str:
    about = known[name]
    facts = {
        "below": _links(known, about.get(RDFS.subClassOf, ())),
        "gives": _links(known, about.get(KG + "gives", ())),
        "pattern": code("; ".join(about.get(KG + "pattern", ()))),
        "fills": " ".join(code(text) for text in about.get(KG + "fills", ())),
        "what it tells is": code(_first(about, KG + "contentStatus").replace("same", "")),
        "known by": _links(known, about.get(KG + "identifiedBy", ())),
        "like": _matches(about),
        "words": ", ".join(evoking),
    }
    rows = [(f"<b>{title}</b>", text) for title, text in facts.items() if text]
    body = "".join(f"<tr><td>{title}</td><td>{text}</td></tr>\n" for title, text in rows)
    return f'### {name} {{ #{name} }}\n\n{_told(about)}\n\n<table class="facts"><tbody>\n{body}</tbody></table>\n'


# ---------------------------------------------------------------- relations and the rest
def _relations(known: Terms) -> list[str]:
    givers: dict[str, list[str]] = {}
    for name, about in known.items():
        for given in about.get(KG + "gives", ()):
            givers.setdefault(given, []).append(KG + name)
    kinds = {"Relations that events give": "Relation", "Standing relations": "StandingRelation"}
    parts = []
    for title, kind in kinds.items():
        names = [name for name, about in known.items() if KG + kind in about.get(RDF.type, ())]
        rows = [(_anchor(name), _ends(known, known[name]), _links(known, givers.get(KG + name, ())), _told(known[name]) + _like(known[name])) for name in names]
        parts += [f"## {title}\n", table(("relation", "from → to", "given by", "means"), rows)]
    return parts


def _rest(known: Terms) -> list[str]:
    kinds: dict[str, Callable[[dict[str, tuple[str, ...]]], bool]] = {
        "Roles": lambda about: KG + "participant" in about.get(RDFS.subPropertyOf, ()),
        "Statuses and outcomes": lambda about: bool({KG + "Status", KG + "Outcome"} & set(about.get(RDF.type, ()))),
        "What else is told of articles, claims and events": lambda about: ANNOTATION not in about.get(RDF.type, ()),
        "What ontologies are written with": lambda about: ANNOTATION in about.get(RDF.type, ()),
    }
    done = {name for name, about in known.items() if OWL.Class in about.get(RDF.type, ()) or any(KG + k in about.get(RDF.type, ()) for k in RELATIONS)}
    parts = []
    for title, belongs in kinds.items():
        names = [name for name, about in known.items() if name not in done and belongs(about)]
        done.update(names)
        parts += [f"## {title}\n", _described(known, names)]
    return parts


def _described(known: Terms, names: list[str]) -> str:
    rows = [(_anchor(name), _told(known[name]) + _like(known[name])) for name in names]
    return table(("term", "means"), rows)


# ---------------------------------------------------------------- one term
def _first(about: dict[str, tuple[str, ...]], iri: str) -> str:
    return about.get(iri, ("",))[0]


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>{code(name)}'


def _told(about: dict[str, tuple[str, ...]]) -> str:
    remarks = " ".join(escape(text, quote=False) for text in (*about.get(SKOS.definition, ()), *about.get(RDFS.comment, ())))
    examples = " ".join(f"<i>{escape(text, quote=False)}</i>" for text in about.get(SKOS.example, ()))
    return f"{remarks} {examples}"


def _ends(known: Terms, about: dict[str, tuple[str, ...]]) -> str:
    return " → ".join(_links(known, about.get(end, ())) for end in (RDFS.domain, RDFS.range))


def _links(known: Terms, iris: tuple[str, ...] | list[str]) -> str:
    names = [iri.removeprefix(KG) for iri in iris]
    return ", ".join(f'<a href="#{name}">{name}</a>' if name in known else code(_short(name)) for name in names)


def _like(about: dict[str, tuple[str, ...]]) -> str:
    return f"<br>like {found}" if (found := _matches(about)) else ""


def _matches(about: dict[str, tuple[str, ...]]) -> str:
    found = [iri for match in MATCHES for iri in about.get(PREFIXES["skos"] + match, ())]
    return ", ".join(code(_short(iri)) for iri in found)


def _short(iri: str) -> str:
    """An IRI with the prefix of its namespace, where it has one."""
    prefixes = {**PREFIXES, "plover": "https://w3id.org/claimgraph/plover#", "org": "http://www.w3.org/ns/org#"}
    return next((f"{name}:{iri.removeprefix(base)}" for name, base in prefixes.items() if iri.startswith(base)), iri)
