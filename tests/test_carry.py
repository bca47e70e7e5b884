"""The commands that carry a graph elsewhere: kg export, kg push, kg doctor, kg build --to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.nlp import Pipeline
from kg.push.profiles import profiles
from kg.store import Graph
from tests.conftest import Kg
from tests.stores import recorder as faults
from tests.stores.recorder import Recorder, recording

SAMPLE = Path(__file__).parent / "data" / "sample.trig"


@pytest.fixture
def kg(kg: Kg, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kg:
    """Runs `kg` with a memory of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return kg


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recording(name="Oxigraph/0.5") as recorder:
        yield recorder


def told(path: Path) -> set[str]:
    with Graph.open(path) as graph:
        return {str(quad) for quad in graph.store}


def test_push_loads_and_tells(kg: Kg, server: Recorder) -> None:
    code, out, err = kg("push", SAMPLE, "--to", server.url)
    assert (code, out) == (0, "")
    assert f"9 graphs with 1,047 triples in {server.url} (oxigraph), counted there" in err
    assert {str(quad) for quad in server.store} == told(SAMPLE)
    server.forget()
    assert "9 of them there already" in kg("push", SAMPLE, "--to", server.url)[2]
    assert server.written == []
    assert kg("push", SAMPLE, "--to", server.url, "--again")[0] == 0
    assert len(server.written) == 9


def test_push_that_fails_says_so_and_leaves_1(kg: Kg, server: Recorder) -> None:
    server.always = faults.status(500, b"disk full")
    code, _, err = kg("push", SAMPLE, "--to", server.url, "--profile", "virtuoso")
    assert code == 1
    assert "was answered 500: disk full" in err
    assert "run the same command again: it goes on where it stopped" in err


def test_dry_run_lists_and_asks_nobody(kg: Kg, server: Recorder) -> None:
    code, out, _ = kg("push", SAMPLE, "--to", server.url, "--dry-run")
    assert (code, server.asked) == (0, [])
    assert sum(int(line.split("\t")[1]) for line in out.splitlines()) == 1047


@pytest.mark.parametrize("command", [["push", SAMPLE, "--to"], ["doctor"]])
def test_the_secret_comes_from_the_environment(kg: Kg, server: Recorder, monkeypatch: pytest.MonkeyPatch, command: list[object]) -> None:
    code, _, err = kg(*command, server.url, "--user", "ida")
    assert (code, server.written) == (2, [])
    assert "put it into the variable KG_PASSWORD of the environment" in err
    monkeypatch.setenv("HERE", "p4ss")
    code, out, err = kg(*command, server.url, "--user", "ida", "--password-env", "HERE")
    assert code == 0
    assert "p4ss" not in out + err
    assert server.asked[-1].headers["authorization"].startswith("Basic ")
    monkeypatch.setenv("TOKEN", "t0k3n")
    kg(*command, server.url, "--token-env", "TOKEN")
    assert server.asked[-1].headers["authorization"] == "Bearer t0k3n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--profile", "sesame"], "there is no profile 'sesame'; choose from oxigraph"),
        (["--profile", "neo4j"], "neo4j takes files only"),
        (["--user", "ida", "--auth", "ntlm"], "--auth ntlm: there is no such way"),
        (["--token-env", "NOT_SET"], "--token-env NOT_SET: the environment has no such variable"),
        (["--layer", "claims"], "there is no layer"),
        (["--only", "sure"], "there is no status"),
    ],
)
def test_push_that_cannot_be_meant_is_2(kg: Kg, server: Recorder, options: list[str], said: str) -> None:
    code, _, err = kg("push", SAMPLE, "--to", server.url, *options)
    assert (code, said in err, server.written) == (2, True, [])


def test_doctor_tells_what_works_and_leaves_nothing(kg: Kg, server: Recorder) -> None:
    code, out, err = kg("doctor", server.url)
    assert code == 0
    assert "a graph is replaced" in out
    assert "NO" not in out.split()
    assert "`kg push` can load it" in err
    assert len(server.store) == 0


def test_doctor_notices_what_is_taken_but_not_kept(kg: Kg, server: Recorder) -> None:
    server.always = lambda handler, body: handler.command == "PUT" and faults.lie(handler, body)
    code, out, err = kg("doctor", server.url, "--profile", "fuseki")
    assert code == 1
    assert "the store counts 0 triples, not 1" in out.replace("\n", " ")
    assert "a push would not end well" in err


@pytest.mark.parametrize("store", sorted(profiles()))
def test_files_for_a_loader_come_with_its_command(kg: Kg, tmp_path: Path, store: str) -> None:
    folder = tmp_path / "bulk"
    code, out, _ = kg("export", SAMPLE, "-o", folder, "--for", store)
    assert code == 0
    assert str(folder) in out or store == "neptune"
    if store == "neo4j":
        assert {path.name for path in folder.iterdir()} == {"nodes.csv", "relationships.csv"}
        assert (folder / "nodes.csv").read_text(encoding="utf-8").startswith(":ID,")
    else:
        assert told(folder / "graph.nq.gz") == told(SAMPLE)
        lines = (folder / "manifest.tsv").read_text(encoding="utf-8").splitlines()
        assert sum(int(line.split("\t")[1]) for line in lines) == 1047


def test_a_folder_that_would_break_the_command_is_refused(kg: Kg, tmp_path: Path) -> None:
    code, _, err = kg("export", SAMPLE, "-o", tmp_path / "a$(b)", "--for", "virtuoso")
    assert (code, "cannot stand in a command" in err) == (2, True)


def test_export_with_triple_terms_and_a_description(kg: Kg, tmp_path: Path) -> None:
    code, _, _ = kg("export", SAMPLE, "-o", tmp_path / "g.ttl.gz", "--triple-terms", "--describe", tmp_path / "void.ttl")
    assert code == 0
    with Graph.open(tmp_path / "void.ttl") as described:
        assert any("g.ttl.gz" in str(quad.object) for quad in described.store)


def test_build_pushes_as_it_reads(kg: Kg, server: Recorder, news: Path, one_pipeline: Pipeline, tmp_path: Path) -> None:
    code, _, err = kg("build", news, "--to", server.url)
    assert (code, "3 documents" in err, "counted there" in err) == (0, True, True)
    kg("build", news, "-o", tmp_path / "g.nq")
    assert {str(quad) for quad in server.store} == told(tmp_path / "g.nq")
    server.forget()
    (news / "herald.txt").write_text("id: herald\ndate: 2031-05-29\n\nNorway warned Iran.\n", encoding="utf-8")
    server.always = faults.status(401)
    code, _, err = kg("build", news, "--to", server.url)
    assert (code, "401" in err) == (1, True)
    server.forget()
    assert kg("build", news, "--to", server.url)[0] == 0
    kg("build", news, "-o", tmp_path / "g.nq")
    assert {str(quad) for quad in server.store} == told(tmp_path / "g.nq")
