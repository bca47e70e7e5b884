"""The spaCy component: the claims of a document beside the rest of what a pipeline finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import kg
import kg.component
from kg.errors import KgError, ModelError
from kg.nlp import DEFAULT_MODEL, Pipeline

pytestmark = pytest.mark.model

ALERT = "Japan warned Iran on Tuesday. Iran did not launch a rocket."
LAID_OUT = "Alert in the north\n\nBy Jane Doe\n\nOSLO — Japan warned Iran  on Tuesday.\n\nNorway said that Iran had not launched a rocket.\n"


@pytest.fixture(scope="module")
def model() -> Language:
    return spacy.load(DEFAULT_MODEL)


@pytest.fixture
def nlp(model: Language) -> Iterator[Language]:
    """The model with the component behind it."""
    model.add_pipe("claimgraph", config={"date": "2023-08-24"})
    yield model
    model.remove_pipe("claimgraph")


def told(doc: Doc) -> list[str]:
    return [str(claim) for claim in doc._.claims]


def test_a_document_has_its_claims(nlp: Language) -> None:
    doc = nlp(ALERT)
    assert told(doc) == ['Warning "warned" asserted agent=Japan addressee=Iran time=2023-08-22', 'Launch "launch" denied agent=Iran theme=rocket']
    warning = doc._.claims[0]
    assert isinstance(warning, kg.ResolvedClaim)
    assert doc.char_span(*warning.trigger).text == "warned" and doc.char_span(*warning.sentence).text == doc[:6].text
    assert [doc.char_span(*one.span).text for one in warning.participants] == ["Japan", "Iran"]


def test_it_says_what_the_library_says(nlp: Language, one_pipeline: Pipeline) -> None:
    for text in (ALERT, LAID_OUT, "Two men, Japan's army said, were killed near Oslo in May.", "", "\n \n"):
        assert nlp(text)._.claims == kg.claims(text, date="2023-08-24")


def test_what_is_set_apart_claims_nothing_and_every_span_is_true(nlp: Language) -> None:
    doc = nlp(LAID_OUT)
    assert [claim.cls for claim in doc._.claims] == ["Warning", "Statement", "Launch"]
    for claim in doc._.claims:
        assert LAID_OUT[slice(*claim.trigger)] == claim.words
        assert claim.sentence.begin <= claim.trigger.begin and claim.trigger.end <= claim.sentence.end


def test_curly_marks_are_read_as_plain_ones(nlp: Language) -> None:
    text = "Iran denied it had “attacked” Norway, Japan’s army said."
    assert told(nlp(text))[1].startswith('Attack "attacked" denied by Iran agent=Iran')


def test_documents_of_a_stream_have_days_of_their_own(nlp: Language) -> None:
    documents = [nlp.make_doc(ALERT) for _ in range(3)]
    documents[0]._.published = "2031-03-13"
    documents[1]._.published = date(2031, 5, 1)
    assert [doc._.claims[0].time for doc in nlp.pipe(documents)] == ["2031-03-11", "2031-04-29", "2023-08-22"]


def test_claims_are_kept_with_the_document(nlp: Language) -> None:
    doc = nlp(ALERT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert doc._.claims and again._.claims == doc._.claims


def test_a_document_that_was_not_read_has_no_claims(nlp: Language) -> None:
    assert nlp.make_doc(ALERT)._.claims == ()


def test_a_pipeline_is_saved_with_its_options(nlp: Language, tmp_path: Path) -> None:
    assert nlp.config["components"]["claimgraph"]["date"] == "2023-08-24"
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert again.pipe_names[-1] == "claimgraph" and told(again(ALERT)) == told(nlp(ALERT))


def test_an_ontology_of_ones_own_counts(model: Language, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix kg: <https://w3id.org/claimgraph/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'kg:Find rdfs:subClassOf kg:Event ; kg:evokedBy "unearth.v" .\n',
        encoding="utf-8",
    )
    model.add_pipe("claimgraph", name="own", config={"ontologies": [str(own)], "only_own": True})
    try:
        assert told(model("Divers unearthed a ship. Japan warned Iran.")) == ['Find "unearthed" asserted agent=Divers theme=ship']
    finally:
        model.remove_pipe("own")


def test_a_pipeline_that_lacks_something_is_refused() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("claimgraph")
    with pytest.raises(ModelError, match=r"has no tagger, attribute_ruler, parser, lemmatizer, ner"):
        blank(ALERT)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"date": "soon"}, r"the component claimgraph: 'soon' is not a date; write it as 2023-08-24"),
        ({"only_own": True}, r"there is no ontology of yours to keep to"),
        ({"ontologies": ["gone.ttl"]}, r"gone.ttl: cannot be read"),
    ],
)
def test_options_that_cannot_be_are_said(config: dict[str, object], told: str) -> None:
    with pytest.raises(KgError, match=told):
        spacy.blank("en").add_pipe("claimgraph", config=config)
