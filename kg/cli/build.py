"""`kg build`: read news and write the graph."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app
from kg.cli.endpoint import PASSWORD, PasswordEnv, Profile, TokenEnv, User, endpoint, memory_of, tell_pushed
from kg.cli.readers import GlinerModel, LlmModel, LlmSeconds, LlmUrl, Readers, choices
from kg.cli.say import progress_bar, remark, tell
from kg.errors import UsageError
from kg.vocab import BASE

if TYPE_CHECKING:
    from kg.settings import Cluster


@app.command()
def build(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="Text, HTML, JSON lines, CSV, Parquet, RSS, WARC, mail, PDF, Word (.gz, .zst or .zip of each), a folder, a glob, an address, or -.",
            show_default=False,
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            help="The RDF file to write (.nq .trig .ttl .nt .jsonld .rdf, with .gz); or shards/ or s3://…, for shards: see `kg load --help`.",
            show_default=False,
        ),
    ] = None,
    store: Annotated[Path | None, typer.Option(help="The store's folder to add to, made if need be.", show_default=False)] = None,
    to: Annotated[
        str | None, typer.Option(metavar="URL", help="The running triplestore to put each document into; see `kg push --help`.", show_default=False)
    ] = None,
    profile: Profile = None,
    user: User = None,
    password_env: PasswordEnv = PASSWORD,
    token_env: TokenEnv = None,
    issued: Annotated[
        str | None,
        typer.Option("--date", metavar="YYYY-MM-DD", help="The publication date of documents that carry none.", show_default=False),
    ] = None,
    base: Annotated[str, typer.Option(help="What the IRIs of entities, events and documents begin with.")] = BASE,
    ontology: Annotated[list[Path] | None, typer.Option(help="A Turtle file of your own classes and words; may be given again.", show_default=False)] = None,
    only_own: Annotated[bool, typer.Option("--only-my-ontology", help="Keep nothing but the classes and relations of your own files.")] = False,
    model: Annotated[str | None, typer.Option(help="An installed English spaCy pipeline, or its folder.", show_default=False)] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that read; one if not given, or as many as the cluster has processors.", show_default=False)
    ] = None,
    engine: Annotated[str, typer.Option(help="What the processes are: local, of this machine, or ray, of a cluster.")] = "local",
    address: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="The Ray cluster that reads; without it Ray is started here for the run.", show_default=False)
    ] = None,
    per_shard: Annotated[int, typer.Option(help="Documents in a shard: what a run that is killed has to read again.", min=1)] = 1000,
    columns: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=NAME", help="How tables and JSON lines call text, id, title, date, url, publisher or lang.", show_default=False),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(help="A folder that keeps parses and finished documents: the next run reads only what changed.", show_default=False),
    ] = None,
    seconds: Annotated[float, typer.Option(help="The most seconds that one document may take.")] = 120.0,
    rejected: Annotated[
        Path | None,
        typer.Option(help="A folder for copies of the inputs that could not be read, with the reason of each.", show_default=False),
    ] = None,
    summary: Annotated[Path | None, typer.Option(help="Also write the run's figures as JSON.", show_default=False)] = None,
    reader: Readers = None,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = None,
    llm_seconds: LlmSeconds = 60.0,
    gliner_model: GlinerModel = None,
    titles: Annotated[bool, typer.Option("--titles", help="Also read titles, which tell nothing otherwise.")] = False,
    report_file: Annotated[
        Path | None,
        typer.Option("--report", help="Also write what was not read, and why: .jsonl or .md.", show_default=False),
    ] = None,
) -> None:
    """Read news and write the graph."""
    from kg.building import build_endpoint, build_file, build_shards, build_store
    from kg.report import check_ending, reading_report
    from kg.run.account import set_aside, write_figures
    from kg.settings import Settings

    if (out, store, to).count(None) != 2:
        raise UsageError("kg build: give either -o FILE, --store DIR or --to URL; for example: kg build articles/ -o graph.trig")
    if report_file is not None:
        check_ending(report_file)
    settings = Settings(
        base=base,
        model=model,
        issued=_day(issued),
        ontologies=tuple(ontology or ()),
        only_own=only_own,
        workers=1 if workers is None else workers,
        cluster=_cluster(engine, address, workers),
        cache=cache,
        seconds=seconds,
        columns=_columns(columns or ()),
        titles=titles,
        gaps=report_file is not None,
        readers=choices(reader or (), llm_url=llm_url, llm_model=llm_model, llm_seconds=llm_seconds, gliner_model=gliner_model),
    )
    begun, pushed = time.monotonic(), None
    aside = redirect_stdout(sys.stderr) if settings.cluster else nullcontext()  # Ray prints what it sees die
    with interruptible(), aside, progress_bar() as progress, reading_report(report_file) as unread:
        if out is not None and _is_shards(out, engine):
            report = build_shards(sources, out, settings, each=per_shard, progress=progress, unread=unread)
        elif out is not None:
            report = build_file(sources, Path(out), settings, progress=progress, unread=unread)
        elif store is not None:
            report = build_store(sources, store, settings, progress=progress, unread=unread)
        elif to is not None:
            with endpoint(to, name=profile, user=user, password_env=password_env, token_env=token_env, auth=None, seconds=120.0) as target:
                report, pushed = build_endpoint(sources, target, settings, state=memory_of(to), progress=progress, unread=unread)
    took = time.monotonic() - begun
    if rejected is not None:
        set_aside(rejected, report.rejected)
    if summary is not None:
        write_figures(summary, report, took)
    tell(report, out or store or to, took)
    if pushed is not None:
        tell_pushed(pushed, f"{to} ({target.profile.name})")
        raise typer.Exit(1 if report.rejected or report.unanswered or not pushed.complete else 0)
    raise typer.Exit(1 if report.rejected or report.unanswered else 0)


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM is as Ctrl-C: what was done is kept, and the exit code tells. Raises typer.Exit."""
    caught: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        caught.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop) if threading.current_thread() is threading.main_thread() else None
    try:
        yield
    except KeyboardInterrupt as error:
        remark("broken off; the same command goes on from here")
        raise typer.Exit(128 + (caught[0] if caught else signal.SIGINT)) from error
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _is_shards(out: str, engine: str) -> bool:
    """Whether `out` is a place for shards, not a file: an address, a folder, or with a cluster whatever has no ending of an RDF syntax."""
    from kg.disc import syntax

    return "://" in out or out.endswith("/") or Path(out).is_dir() or (engine == "ray" and syntax(Path(out)) is None)


def _cluster(engine: str, address: str | None, workers: int | None) -> Cluster | None:
    from kg.settings import Cluster

    if engine not in ("local", "ray"):
        raise UsageError(f"--engine {engine}: there is no such engine; choose local or ray")
    if address is not None and engine != "ray":
        raise UsageError(f"--address {address}: that is where a cluster is; say --engine ray too")
    return Cluster(address, workers) if engine == "ray" else None


def _columns(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    from kg.read.records import FIELDS

    pairs = [text.partition("=")[::2] for part in given for text in part.split(",")]
    for field, name in pairs:
        if field not in FIELDS or not name:
            raise UsageError(f"--columns {field}={name}: write FIELD=NAME, with a FIELD of {', '.join(FIELDS)}; for example: --columns text=body")
    return tuple(pairs)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--date {text}: not a date; write it as 2023-08-24") from error
