"""What the commands share that speak to a running store: whose word opens it, and where a push is remembered."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.say import counted, remark
from kg.errors import UsageError
from kg.extras import extra

if TYPE_CHECKING:
    from kg.push.client import Secret
    from kg.push.loading import Pushed
    from kg.push.target import Target

PASSWORD = "KG_PASSWORD"  # noqa: S105  # the name of a variable

Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        help="oxigraph fuseki rdf4j graphdb virtuoso stardog blazegraph neptune qlever generic; else the store is asked.",
        show_default=False,
    ),
]
User = Annotated[str | None, typer.Option(help="The user; the password is in --password-env, or is asked for.", show_default=False)]
PasswordEnv = Annotated[str, typer.Option(metavar="NAME", help="The variable of the environment that holds the store's password.")]
TokenEnv = Annotated[str | None, typer.Option(metavar="NAME", help="The variable of the environment that holds a bearer token.", show_default=False)]
Auth = Annotated[str | None, typer.Option(help="basic or digest; else what the store is known to ask for.", show_default=False)]
Seconds = Annotated[float, typer.Option(help="How long one answer may take.", min=0.1)]


@contextmanager
def endpoint(
    url: str,
    *,
    name: str | None,
    user: str | None,
    password_env: str,
    token_env: str | None,
    auth: str | None,
    seconds: float,
    update: str | None = None,
    store: str | None = None,
) -> Iterator[Target]:
    """The store at an address, ready to be written to. Raises UsageError where a secret is asked for and not there."""
    with extra("push"):
        from kg.push.target import opened
    with opened(url, lambda kind: _secret(user, password_env, token_env, auth or kind), name=name, seconds=seconds, update=update, store=store) as target:
        yield target


def _secret(user: str | None, password_env: str, token_env: str | None, kind: str) -> Secret:
    from kg.push.client import Secret

    if token_env is not None:
        if not (token := os.environ.get(token_env)):
            raise UsageError(f"--token-env {token_env}: the environment has no such variable; set it to the token")
        return Secret("bearer", "", token)
    if user is None:
        return Secret()
    if kind not in ("", "basic", "digest", "bearer"):
        raise UsageError(f"--auth {kind}: there is no such way; choose basic or digest")
    password = os.environ.get(password_env)
    if password is None:
        if not sys.stdin.isatty():
            raise UsageError(f"--user {user}: there is no password; put it into the variable {password_env} of the environment")
        password = typer.prompt(f"Password of {user}", hide_input=True, err=True)
    return Secret("digest" if kind == "digest" else "basic", user, password)


def memory_of(url: str) -> Path:
    """Where a push to that address is remembered, below the user's folder for such things."""
    folder = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(folder) / "claimgraph" / "push" / f"{hashlib.sha256(url.rstrip('/').encode()).hexdigest()[:16]}.tsv"


def tell_pushed(report: Pushed, where: str) -> None:
    """What became of a push, on stderr."""
    for line in report.failed[:20]:
        remark(line)
    if len(report.failed) > 20:
        remark(f"… and {len(report.failed) - 20} more graphs")
    if report.stopped:
        remark(report.stopped)
    kept = f", {report.kept:,} of them there already" if report.kept else ""
    remark(f"{counted(report.graphs, 'graph')} with {counted(report.triples, 'triple')} in {where}, counted there{kept}")
    if not report.complete:
        remark("not everything was loaded; mend what is said above and run the same command again: it goes on where it stopped")
