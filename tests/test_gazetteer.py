"""The gazetteer is what its tables make, loads everywhere, and names nothing that would mislead a reader."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pyoxigraph
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS

from kg.gazetteer import Gazetteer, compile_gazetteer
from kg.ontology import Statements, parse
from kg.slug import slug
from kg.vocab import BASE, KG, OWL, SKOS, XSD

FOLDER = Path(__file__).parent.parent / "ontology"
FILE = FOLDER / "gazetteer.ttl"
KINDS = frozenset(
    [
        "State",
        "Organization",
        "GovernmentBody",
        "ArmedForce",
        "MediaOrganization",
        "InternationalOrganization",
        "Company",
        "PoliticalParty",
        "City",
        "Region",
        "WaterBody",
        "Facility",
        "Person",
    ]
)
LINK = re.compile(r"http://www\.wikidata\.org/entity/Q[1-9][0-9]*|https://sws\.geonames\.org/[1-9][0-9]*/")


@cache
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_gazetteer", FOLDER / "gazetteer" / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@cache
def quads() -> list[pyoxigraph.Quad]:
    return list(pyoxigraph.parse(path=str(FILE), format=pyoxigraph.RdfFormat.TURTLE, base_iri=BASE))


@cache
def statements() -> Statements:
    return parse([FILE])


@cache
def gazetteer() -> Gazetteer:
    return compile_gazetteer(statements())


def entries() -> Iterator[tuple[str, str, dict[str, tuple[str, ...]]]]:
    """Key, kind and properties of every name."""
    for subject, properties in statements().items():
        if SKOS.prefLabel in properties:
            (kind,) = properties[str(RDF.type)]
            yield subject.removeprefix(BASE), kind.removeprefix(KG), dict(properties)


def values(name: str) -> list[tuple[str, str]]:
    return [(key, value) for key, _, properties in entries() for value in properties.get(KG + name, ())]


# ------------------------------------------------------------ the file
def test_the_file_is_what_the_tables_make() -> None:
    assert make().main(["--check"]) == 0, "run python ontology/gazetteer/make.py"


def test_a_reference_that_leads_nowhere_is_named() -> None:
    with pytest.raises(LookupError, match="'Atlantis' is referred to"):
        make().find({}, "Atlantis")
    with pytest.raises(LookupError, match="no territory 'qq'"):
        make().territory("qq")


def test_both_parsers_read_the_same_and_find_no_blank_node() -> None:
    assert not any(isinstance(term, pyoxigraph.BlankNode) for quad in quads() for term in (quad.subject, quad.object))
    assert len(Graph().parse(FILE, publicID=BASE)) == len({(quad.subject, quad.predicate, quad.object) for quad in quads()})


def test_only_the_portable_datatypes() -> None:
    literals = [quad.object for quad in quads() if isinstance(quad.object, pyoxigraph.Literal)]
    assert {term.language for term in literals} == {None, "en"}
    assert {term.datatype.value for term in literals if term.language is None} == {XSD.string, XSD.boolean}


def test_every_term_is_defined() -> None:
    defined = {str(term) for term in Graph().parse(FOLDER / "claimgraph.ttl").subjects(RDF.type, None)}
    used = {
        term
        for quad in pyoxigraph.parse(path=str(FILE), format=pyoxigraph.RdfFormat.TURTLE, base_iri=BASE)
        for term in (quad.subject, quad.predicate, quad.object)
    }
    names = {term.value for term in used if isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(KG)}
    assert names <= defined


# ------------------------------------------------------------ names
def test_kinds_are_those_of_the_model() -> None:
    assert {kind for _, kind, _ in entries()} <= KINDS


def test_iris_follow_from_kind_and_name() -> None:
    for key, kind, properties in entries():
        assert key == f"{kind.lower()}/{slug(properties[SKOS.prefLabel][0])}"


def test_one_name_an_entry_and_none_twice_in_a_kind() -> None:
    labels = Counter((kind, label) for _, kind, properties in entries() for label in properties[SKOS.prefLabel])
    assert len(labels) == sum(1 for _ in entries())
    assert [label for label, count in labels.items() if count > 1] == []


def test_no_name_is_a_word_in_lower_case() -> None:
    """ "us", "it", "who" in lower case are words; and an article in front would make every "the" a candidate."""
    labels = [*gazetteer().names, *gazetteer().demonyms]
    assert [label for label in labels if label == label.lower() or label.startswith("the ")] == []


def test_an_alias_is_not_the_name_again() -> None:
    for key, _, properties in entries():
        aliases = properties.get(SKOS.altLabel, ())
        assert not set(properties[SKOS.prefLabel]) & set(aliases), key
        assert len(aliases) == len(set(aliases)), key


def test_few_names_have_two_owners() -> None:
    """Which one a text means cannot be told from the name; such an alias belongs to the better known, or to none."""
    assert sorted(name for name, keys in gazetteer().names.items() if len(keys) > 1) == ["San Jose"]


def test_a_demonym_has_one_owner() -> None:
    demonyms = Counter(value for _, value in values("demonym"))
    assert [demonym for demonym, count in demonyms.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("US", "state/united-states"),
        ("U.S.", "state/united-states"),
        ("Britain", "state/united-kingdom"),
        ("DPRK", "state/north-korea"),
        ("S.Korea", "state/south-korea"),
        ("Burma", "state/myanmar"),
        ("Côte d'Ivoire", "state/ivory-coast"),
        ("Congo", "state/democratic-republic-of-the-congo"),
        ("Washington", "city/washington-dc"),
        ("New York", "city/new-york-city"),
        ("Sao Paulo", "city/são-paulo"),
        ("Kiev", "city/kyiv"),
        ("Okinawa", "region/okinawa-prefecture"),
        ("Korean Peninsula", "region/korean-peninsula"),
        ("Yellow Sea", "waterbody/yellow-sea"),
        ("UN Security Council", "internationalorganization/united-nations-security-council"),
        ("European Union", "internationalorganization/european-union"),
        ("AP", "mediaorganization/associated-press"),
        ("Korean Central News Agency", "mediaorganization/kcna"),
        ("Pentagon", "governmentbody/united-states-department-of-defense"),
        ("Japan's Coast Guard", "armedforce/japan-coast-guard"),
        ("Israel's army", "armedforce/israel-defense-forces"),
        ("South Korean military", "armedforce/south-korean-military"),
        ("Kim Jong-un", "person/kim-jong-un"),
        ("Putin", "person/vladimir-putin"),
        ("Democrats", "politicalparty/democratic-party-united-states"),
    ],
)
def test_a_name_of_the_news_leads_to(name: str, key: str) -> None:
    assert gazetteer().names[name] == (key,)


# ------------------------------------------------------------ facts
def test_every_state_has_codes_a_link_and_a_demonym() -> None:
    states = [(key, properties) for key, kind, properties in entries() if kind == "State"]
    assert len(states) > 195
    for key, properties in states:
        assert re.fullmatch(r"[A-Z]{2}", properties[KG + "iso2"][0]), key
        assert re.fullmatch(r"[A-Z]{3}", properties[KG + "iso3"][0]), key
        assert properties[OWL.sameAs], key
        assert properties[KG + "demonym"], key
    for code in ("iso2", "iso3"):
        assert len({value for _, value in values(code)}) == len(states)


@pytest.mark.parametrize("relation", ["capital", "locatedIn", "partOf", "basedIn"])
def test_what_an_entry_refers_to_exists(relation: str) -> None:
    targets = {value.removeprefix(BASE) for _, value in values(relation)}
    assert targets <= gazetteer().entries.keys()


def test_a_capital_stands_for_one_state() -> None:
    capitals = values("capital")
    assert len({value for _, value in capitals}) == len(capitals)
    assert all(value.startswith(BASE + "city/") for _, value in capitals)


def test_links_have_their_form_and_one_owner() -> None:
    links = Counter(link for _, _, properties in entries() for link in properties.get(OWL.sameAs, ()))
    assert [link for link, count in links.items() if count > 1 or not LINK.fullmatch(link)] == []


@pytest.mark.parametrize("table", ["states", "regions", "cities", "places", "organizations", "people"])
def test_every_link_of_a_table_tells_its_source(table: str) -> None:
    for row in make().read(table):
        assert bool(row["wikidata"]) == bool(row["source"]), row["name"]
        if row["source"].startswith("rigour:"):
            assert make().territory(row["source"].removeprefix("rigour:")).qid == row["wikidata"], row["name"]


def test_it_stays_small_enough_to_read_at_every_start() -> None:
    assert FILE.stat().st_size < 1_200_000
    assert len(gazetteer().entries) <= 3_100


# ------------------------------------------------------------ bodies, titles, nouns
def test_bodies_are_named_after_their_state() -> None:
    patterns = gazetteer().bodies
    assert all(re.search(r"\{(state|demonym|the state)\}", form) for body in patterns.values() for form in (body.label, *body.aliases))
    assert {body.kind for body in patterns.values()} <= KINDS
    assert patterns["coast guard"].label == "{state} Coast Guard"
    assert patterns["foreign ministry"].label == "Ministry of Foreign Affairs of {the state}"


def test_titles_give_standing_relations() -> None:
    titles = gazetteer().titles
    assert {title.relation for title in titles.values()} == {None, "leads", "worksFor", "spokespersonFor", "memberOf"}
    assert (titles["prime minister"].relation, titles["foreign minister"].relation) == ("leads", "worksFor")
    assert (titles["spokeswoman"].relation, titles["sen."].relation, titles["mr."].relation) == ("spokespersonFor", "memberOf", None)


def test_a_word_stands_in_one_place() -> None:
    """A word of two bodies, two titles or two kinds would mean whichever is read last."""
    for groups in (bodies_and_titles("BodyPattern"), bodies_and_titles("Title"), [p.get(KG + "headedBy", ()) for p in statements().values()]):
        words = Counter(word.lower() for group in groups for word in group)
        assert [word for word, count in words.items() if count > 1] == []


def bodies_and_titles(cls: str) -> list[tuple[str, ...]]:
    return [p[KG + "word"] for p in statements().values() if KG + cls in p.get(str(RDF.type), ())]


def test_nouns_head_kinds_that_the_ontology_has() -> None:
    graph = Graph().parse(FOLDER / "claimgraph.ttl")
    kinds = set(graph.transitive_subjects(RDFS.subClassOf, URIRef(KG + "Entity")))
    assert {URIRef(s) for s, p in statements().items() if KG + "headedBy" in p} <= kinds
