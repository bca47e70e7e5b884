"""The example domains: an ontology of a page each, sound, and good enough on annotated articles of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.advice import check as advise
from kg.building import build_file
from kg.check import check
from kg.score import compare, of_article, read_gold, terms, total
from kg.settings import Settings
from kg.store import Graph

FOLDER = Path(__file__).parent.parent / "examples" / "domains"
DOMAINS = ("business", "disasters", "science")
LINES = 150  # an ontology that takes more is no page
EVENTS = 0.90  # F1, over all articles of a domain
LATER = ("5", "6")  # the first letters of the articles that the ontologies were not fitted to


def ontology(domain: str) -> Path:
    return FOLDER / domain / f"{domain}.ttl"


def articles(domain: str) -> list[Path]:
    return sorted((FOLDER / domain / "articles").glob("*.txt"))


def test_every_domain_is_told_of() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders == set(DOMAINS)
    assert all(f"| `{domain}/` |" in (FOLDER / "README.md").read_text(encoding="utf-8") for domain in DOMAINS)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_is_a_page_of_turtle_without_mistakes(domain: str) -> None:
    assert len(ontology(domain).read_text(encoding="utf-8").splitlines()) <= LINES
    assert advise([ontology(domain)]) == ()


@pytest.mark.model
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_finds_its_events(domain: str, tmp_path: Path) -> None:
    results = {}
    for article in articles(domain):
        graph = tmp_path / f"{article.stem}.nq"
        build_file([article], graph, Settings(ontologies=(ontology(domain),), only_own=True))
        with Graph.open(graph) as built:
            known = terms(built.store)
            gold = read_gold(article.with_suffix(".gold"), known)
            results[article.stem] = compare(gold, of_article(built, gold, known), known)
            assert check(built) == []
    later = [result for name, result in results.items() if name.startswith(LATER)]
    assert len(results) >= 4 and later
    for group in (list(results.values()), later):
        missed = [remark for result in group for remark in result.remarks if "event" in remark.text]
        assert total(group)["events"].f1 >= EVENTS, missed
