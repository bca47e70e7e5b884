"""More words for a class, out of a wordnet of a few words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.suggest import Suggestion, suggest
from tests.conftest import Kg

wn = pytest.importorskip("wn")
TINY = Path(__file__).parent / "data" / "tiny-wordnet.xml"
TOLD = "tell somebody of a danger"


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place for wordnets with none in it."""
    monkeypatch.setattr(wn.config, "_data_directory", tmp_path)
    monkeypatch.setattr(wn.config, "_dbpath", tmp_path / "wn.db")


@pytest.fixture
def tiny(nothing: None) -> None:
    wn.add(TINY, progress_handler=None)


def test_words_of_the_same_sense_are_proposed_that_no_class_has(tiny: None) -> None:
    assert suggest("Warning") == (Suggestion(("caution.v", "warn.v"), TOLD, ("monish.v about",), (("notify.v", "Notification"),)),)


def test_narrower_words_are_proposed_where_they_are_wanted(tiny: None) -> None:
    found = suggest("kg:Warning", narrower=True)
    assert found[1:] == (Suggestion(("caution.v", "warn.v"), "tell of a danger by signs", ("forebode.v",), (), narrower=True),)


def test_what_the_user_gave_to_a_class_is_proposed_no_more(tiny: None, tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text('@prefix kg: <https://w3id.org/claimgraph/ontology#> .\nkg:Warning kg:evokedBy "monish.v about" .\n', encoding="utf-8")
    assert [one.free for one in suggest("Warning", [own])] == [()]


def test_without_data_the_command_to_get_it_is_told(nothing: None) -> None:
    with pytest.raises(UsageError, match="no English WordNet here; get one once: python -m wn download"):
        suggest("Warning")


def test_without_the_package_the_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wn", None)
    with pytest.raises(UsageError, match=r"claimgraph\[suggest\]"):
        suggest("Warning")


def test_an_unknown_class_is_named(tiny: None) -> None:
    with pytest.raises(UsageError, match="did you mean kg:Warning"):
        suggest("Warnin")


def test_the_command_prints_each_sense_with_its_words(tiny: None, kg: Kg) -> None:
    code, out, err = kg("ontology", "suggest", "Warning", "--narrower")
    assert code == 0 and "2 words of no class yet" in err
    assert out == (
        f"caution.v, warn.v: {TOLD}\n    monish.v about\n    notify.v: kg:Notification has it\n"
        "caution.v, warn.v (narrower): tell of a danger by signs\n    forebode.v\n"
    )
