"""`kg ontology`: mistakes in an ontology of one's own, the words of a class and more of them, and what a sentence would give."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.say import counted, remark

group = typer.Typer(help="Check, explain and try an ontology of your own.", no_args_is_help=True)
app.add_typer(group, name="ontology")

Files = Annotated[list[Path], typer.Argument(metavar="MY.TTL…", help="Turtle files of your own classes and words.", show_default=False)]
Own = Annotated[list[Path] | None, typer.Option("--ontology", help="A Turtle file of your own; may be given again.", show_default=False)]


@group.command()
def check(files: Files) -> None:
    """Find what would go wrong with an ontology, and say what mends it."""
    from kg.advice import check as find

    found = find(files)
    for advice in found:
        typer.echo(str(advice))
    remark("no mistake was found" if not found else counted(len(found), "mistake"))
    raise typer.Exit(1 if found else 0)


@group.command()
def words(
    cls: Annotated[str, typer.Argument(metavar="CLASS", help="A class by its name; those below it are listed too.", show_default=False)],
    ontology: Own = None,
) -> None:
    """List the words that evoke a class, each with its conditions and its row."""
    from kg.advice import words as find

    for entry in find(cls, ontology or ()):
        when = "".join(f", when {condition}" for condition in entry.conditions)
        typer.echo(f"{entry.cls}: {entry.word}{when} (row {entry.id})")


@group.command()
def suggest(
    cls: Annotated[str, typer.Argument(metavar="CLASS", help="A class by its name; those below it count too.", show_default=False)],
    ontology: Own = None,
    narrower: Annotated[bool, typer.Option("--narrower", help="Also what is a kind of a sense: the direct hyponyms.")] = False,
) -> None:
    """Propose more words for a class, out of WordNet, sense by sense: for you to choose from."""
    from kg.suggest import suggest as propose

    found = propose(cls, ontology or (), narrower=narrower)
    for one in found:
        typer.echo(f"{', '.join(one.words)}{' (narrower)' if one.narrower else ''}: {one.sense}")
        if one.free:
            typer.echo(f"    {', '.join(one.free)}")
        for word, other in one.taken:
            typer.echo(f"    {word}: kg:{other} has it")
    remark(
        f"{counted(len({word for one in found for word in one.free}), 'word')} of no class yet; take those whose sense is that of kg:{cls.removeprefix('kg:')}"
    )


@group.command(name="try")
def attempt(
    files: Files,
    text: Annotated[str, typer.Argument(metavar="SENTENCE", help="What to read.", show_default=False)],
    model: Annotated[str | None, typer.Option(help="An installed English spaCy pipeline, or its folder.", show_default=False)] = None,
) -> None:
    """Show what a sentence gives with an ontology, by which words, and why others give nothing."""
    from kg.trial import attempt as read

    for line in read(text, files, model=model):
        typer.echo(line)


@group.command()
def learn(
    files: Files,
    examples: Annotated[
        Path,
        typer.Argument(metavar="EXAMPLES.JSONL", help='JSON lines of {"text": …, "triples": [[subject, relation, object], …]}.', show_default=False),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The Turtle file to write, for you to read and correct.", show_default=False)],
    model: Annotated[str | None, typer.Option(help="An installed English spaCy pipeline, or its folder.", show_default=False)] = None,
) -> None:
    """Propose words for relations from sentences with the triples that they should give."""
    from kg.files import replacing, writing
    from kg.learn import learn as propose

    proposed = propose(files, examples, model=model)
    with writing(out), replacing(out) as file:
        file.write(proposed.encode())
    remark(f"{counted(proposed.count(' a kg:Tie ;'), 'tie')} in {out}; read them before you use them: kg build … --ontology {out}")
