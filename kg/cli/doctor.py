"""`kg doctor`: what an endpoint can do."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.endpoint import PASSWORD, Auth, PasswordEnv, Profile, Seconds, TokenEnv, User, endpoint
from kg.cli.say import remark, show


@app.command()
def doctor(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of the store, dataset or repository.", show_default=False)],
    name: Profile = None,
    user: User = None,
    password_env: PasswordEnv = PASSWORD,
    token_env: TokenEnv = None,
    auth: Auth = None,
    seconds: Seconds = 120.0,
) -> None:
    """Try what a running triplestore can do: one small graph for each feature, removed again."""
    from rich.table import Table
    from rich.text import Text

    with endpoint(url, name=name, user=user, password_env=password_env, token_env=token_env, auth=auth, seconds=seconds) as target:
        from kg.push.doctor import examine, ready

        findings = examine(target)
        table = Table("feature", "works", "seen", box=None, pad_edge=False)
        for finding in findings:
            table.add_row(finding.feature, "yes" if finding.works else "NO" if finding.needed else "no", Text(finding.seen))
        show(table)
        well = ready(findings)
        remark(f"{url} is spoken to as {target.profile.name}; {'`kg push` can load it' if well else 'a push would not end well'}")
    raise typer.Exit(0 if well else 1)
