"""The command line: a thin client of the library. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import __version__
from kg.errors import KgError, UsageError
from kg.vocab import BASE

if TYPE_CHECKING:
    from kg.build import Progress
    from kg.model import Report
    from kg.store import Graph

app = typer.Typer(
    name="kg",
    help="News articles to a knowledge graph in which every triple has the words that prove it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

GraphArgument = Annotated[str, typer.Argument(metavar="GRAPH", help="A store's folder or an RDF file of any syntax.", show_default=False)]
Only = Annotated[str | None, typer.Option(help="Keep to these statuses: asserted, reported, hypothetical (comma between).", show_default=False)]


def main() -> None:
    """Runs the command line; errors become one line on stderr and an exit code (2 wrong usage, 1 something could not be read)."""
    try:
        app()
    except KgError as error:
        sys.stderr.write(f"kg: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False) -> None:
    if show:
        typer.echo(f"claimgraph {__version__}")
        raise typer.Exit


# ---------------------------------------------------------------- build
@app.command()
def build(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE…", help="Text, HTML, JSON lines (any of them .gz), a folder, a glob, or -.", show_default=False),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The RDF file to write (.nq .trig .ttl .nt .jsonld .rdf, with .gz).", show_default=False),
    ] = None,
    store: Annotated[Path | None, typer.Option(help="The store's folder to add to, made if need be.", show_default=False)] = None,
    issued: Annotated[
        str | None,
        typer.Option("--date", metavar="YYYY-MM-DD", help="The publication date of documents that carry none.", show_default=False),
    ] = None,
    base: Annotated[str, typer.Option(help="What the IRIs of entities, events and documents begin with.")] = BASE,
    ontology: Annotated[list[Path] | None, typer.Option(help="A Turtle file of your own classes and words; may be given again.", show_default=False)] = None,
    model: Annotated[str | None, typer.Option(help="An installed English spaCy pipeline, or its folder.", show_default=False)] = None,
    workers: Annotated[int, typer.Option(help="Processes that read.")] = 1,
    titles: Annotated[bool, typer.Option("--titles", help="Also read titles, which tell nothing otherwise.")] = False,
    report_file: Annotated[
        Path | None,
        typer.Option("--report", help="Also write what was not read, and why: .jsonl or .md.", show_default=False),
    ] = None,
) -> None:
    """Read news and write the graph."""
    from kg.build import build_file, build_store
    from kg.report import check_ending, reading_report
    from kg.settings import Settings

    if (out is None) == (store is None):
        raise UsageError("kg build: give either -o FILE or --store DIR; for example: kg build articles/ -o graph.trig")
    if report_file is not None:
        check_ending(report_file)
    settings = Settings(
        base=base,
        model=model,
        issued=_day(issued),
        ontologies=tuple(ontology or ()),
        workers=workers,
        titles=titles,
        gaps=report_file is not None,
    )
    with _progress() as progress, reading_report(report_file) as unread:
        if out is not None:
            report = build_file(sources, out, settings, progress=progress, unread=unread)
        elif store is not None:
            report = build_store(sources, store, settings, progress=progress, unread=unread)
    _tell(report, out or store)
    raise typer.Exit(1 if report.rejected else 0)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--date {text}: not a date; write it as 2023-08-24") from error


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Documents and words so far, on a terminal only, from the second second on."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    with Bar(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("loading the language model")
        yield lambda report: bar.update(task, description=f"{report.documents:,} documents, {report.words:,} words, {report.claims:,} claims")


def _tell(report: Report, where: Path | None) -> None:
    for rejection in report.rejected:
        _remark(str(rejection))
    for warning in report.warnings[:20]:
        _remark(warning)
    if len(report.warnings) > 20:
        _remark(f"… and {len(report.warnings) - 20} more documents without an event")
    counts = f"{_count(report.documents, 'document')}, {_count(report.claims, 'claim')}, {_count(report.triples, 'triple')}"
    refused = f"; {_count(len(report.rejected), 'input')} could not be read" if report.rejected else ""
    written = f" in {where}" if report.documents or not report.rejected else "; nothing was written"
    _remark(f"{counts}{written}{refused}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _remark(text: str) -> None:
    typer.echo("".join(c if c.isprintable() else "�" for c in text), err=True)


# ---------------------------------------------------------------- ask
@app.command()
def query(
    graph: Annotated[str | None, typer.Argument(metavar="GRAPH", help="A store's folder or an RDF file of any syntax.", show_default=False)] = None,
    text: Annotated[str | None, typer.Argument(metavar="SPARQL|FILE.rq", help="The query, or the file that holds it.", show_default=False)] = None,
    name: Annotated[str | None, typer.Option(help="A question of the library instead; see --list.", show_default=False)] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter of that question; may be given again.", show_default=False),
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="table, json, csv, tsv, xml; for graphs turtle or nt.")] = "table",
    only: Only = None,
    listing: Annotated[bool, typer.Option("--list", help="List the library's questions and leave.")] = False,
) -> None:
    """Ask in SPARQL 1.1, or one of the library's questions."""
    from kg.query import named, run
    from kg.results import render, table

    if listing:
        _list_questions()
        return
    if graph is None or (text is None) == (name is None):
        raise UsageError("kg query: give a graph and either a SPARQL query (or a .rq file) or --name QUESTION; `kg query --list` lists the questions")
    statuses = _statuses(only)
    with _open(graph) as opened:
        result = named(opened, name, _parameters(param), only=statuses) if name else run(opened, _query_text(text or ""), only=statuses)
        if form == "table" and result.kind == "rows":
            _print(table(result, opened))
        else:
            typer.echo(render(result, form if form != "table" else "plain"), nl=False)


def _query_text(text: str) -> str:
    if text.endswith(".rq") and "{" not in text:
        try:
            return Path(text).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{text}: cannot be read ({error}); give a file of SPARQL in UTF-8, or the query itself") from error
    return text


def _parameters(given: list[str] | None) -> dict[str, str]:
    found = {}
    for item in given or ():
        key, equals, value = item.partition("=")
        if not equals:
            raise UsageError(f"--param {item}: there is no = in it; write NAME=VALUE")
        found[key] = value
    return found


def _statuses(only: str | None) -> list[str] | None:
    return [part.strip() for part in only.split(",") if part.strip()] if only else None


def _list_questions() -> None:
    from rich.table import Table

    from kg.questions import library

    table = Table("name", "question", "parameters", box=None, pad_edge=False)
    for name, question in sorted(library().items()):
        table.add_row(name, question.title, ", ".join(p.name for p in question.parameters))
    _print(table)


def _print(what: object) -> None:
    """Rich output on stdout, as wide as the terminal, else wide enough for whole rows."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    console.print(what)


def _open(graph: str) -> Graph:
    from kg.store import Graph

    return Graph.open(graph)


# ---------------------------------------------------------------- look, prove, carry away
@app.command()
def view(
    graph: GraphArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to write, one HTML file that needs no network.")] = Path("page.html"),
    about: Annotated[str | None, typer.Option(help="Only what has to do with this name.", show_default=False)] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", show_default=False)] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", show_default=False)] = None,
    max_nodes: Annotated[
        int | None, typer.Option(min=1, help="Keep only so many nodes, the most connected; what is left out is said.", show_default=False)
    ] = None,
    title: Annotated[str, typer.Option(help="The page's heading.")] = "News as a graph",
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write the interactive page."""
    from kg.page import Page
    from kg.views import view as make_view

    with _open(graph) as opened:
        seen = make_view(opened, about=about, since=since, until=until, max_nodes=max_nodes)
    Page(seen, title=title).write(out)
    if seen.left_out:
        _remark(seen.left_out)
    _remark(f"the page is {out.resolve()}")
    if show:
        typer.launch(out.resolve().as_uri())


@app.command()
def explain(
    graph: GraphArgument,
    subject: Annotated[str, typer.Argument(help="A name, a prefixed name or an IRI.", show_default=False)],
    relation: Annotated[str | None, typer.Argument(help="A relation, such as launched.", show_default=False)] = None,
    object_: Annotated[str | None, typer.Argument(metavar="[OBJECT]", help="A name, a prefixed name or an IRI.", show_default=False)] = None,
) -> None:
    """Show the claims and the marked sentences behind a triple."""
    from kg.explain import explain as find
    from kg.explain import render

    with _open(graph) as opened:
        evidence = find(opened, subject, relation, object_)
        if not evidence:
            _remark(f"{' '.join(filter(None, (subject, relation, object_)))}: the graph says nothing of it; ask for the subject alone to see what it does say")
            raise typer.Exit(1)
        _print(render(evidence, brackets=not sys.stdout.isatty()))


@app.command()
def check(
    graph: GraphArgument,
    text: Annotated[list[str] | None, typer.Option(help="The sources that the graph was built from, to compare every span with.", show_default=False)] = None,
) -> None:
    """Check the graph against the shapes, and every span against the text."""
    from kg.check import check as find

    texts = _texts(text) if text else None
    with _open(graph) as opened:
        problems = find(opened, texts=texts)
    for problem in problems:
        typer.echo(str(problem))
    _remark("no problem was found" if not problems else _count(len(problems), "problem"))
    raise typer.Exit(1 if problems else 0)


def _texts(sources: list[str]) -> dict[str, str]:
    from kg.model import Rejection
    from kg.read import articles

    rejected: list[Rejection] = []
    found = {article.id: article.text for article in articles(sources, reject=rejected.append)}
    for rejection in rejected:
        _remark(str(rejection))
    return found


@app.command()
def export(
    graph: GraphArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.", show_default=False)],
    form: Annotated[
        str | None,
        typer.Option("--format", "-f", help="nt nq ttl trig jsonld rdfxml graphml gexf csv; else the file's ending tells.", show_default=False),
    ] = None,
    layer: Annotated[str, typer.Option(help="all, relations or events.")] = "all",
    only: Only = None,
) -> None:
    """Write the graph in another syntax."""
    from kg.export import export as write

    with _open(graph) as opened:
        write(opened, out, form, layer=layer, only=_statuses(only))
    _remark(f"written to {out}")


@app.command()
def serve(
    graph: GraphArgument,
    host: Annotated[str, typer.Option(help="The address to listen on; other than the default, others can reach it.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 7070,
    seconds: Annotated[float, typer.Option(help="The most seconds that one answer may take.", min=0.1)] = 30.0,
    rows: Annotated[int, typer.Option(help="The most rows or triples of one answer to a query.", min=1)] = 10_000,
    workers: Annotated[int, typer.Option(help="How many requests are answered at once.", min=1, max=64)] = 4,
    name: Annotated[list[str] | None, typer.Option(metavar="HOST", help="Another host name that it answers to.", show_default=False)] = None,
    cors: Annotated[list[str] | None, typer.Option(metavar="ORIGIN", help="A site whose scripts may read it; may be given again.", show_default=False)] = None,
) -> None:
    """Serve the graph for reading: SPARQL, an editor, the page, and every IRI."""
    try:
        from kg.serve import serve as run_server
        from kg.serve.app import Limits
    except ModuleNotFoundError as error:
        raise UsageError(f"kg serve: {error.name} is not installed; pip install 'claimgraph[serve]'") from error

    _remark(f"serving {graph} at http://{host}:{port}/ (editor), /sparql, /store, /graph; end it with Ctrl-C")
    limits = Limits(seconds=seconds, rows=rows, workers=workers)
    run_server(graph, host=host, port=port, limits=limits, names=name or (), origins=cors or ())


if __name__ == "__main__":
    main()
