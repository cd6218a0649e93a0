"""`backroom workspaces`: which Slack workspaces let Backroom in, and the keys of their tokens."""

from __future__ import annotations

import click

from assistant import token_keys
from assistant.cli import configured, told
from assistant.config import Config
from assistant.opening import opened
from assistant.token_keys import TokenKeys
from oms import workspaces
from oms.errors import ShopError
from oms.tables.workspaces import Workspace


class OneWorkspace(ShopError):
    """Something is asked of several workspaces where one is configured."""

    code = "one_workspace"

    def __init__(self) -> None:
        super().__init__(
            "Backroom is set up for one workspace, by SLACK_BOT_TOKEN.",
            remedy="For several, set SLACK_CLIENT_ID and what goes with it: `backroom doctor` names"
            " what is missing.",
        )


class UnknownWorkspace(ShopError):
    """No workspace of that id let Backroom in."""

    code = "unknown_workspace"

    def __init__(self, team: str) -> None:
        super().__init__(
            f"No workspace {team} let Backroom in.",
            remedy="`backroom workspaces list` shows those that did.",
        )


@click.group("workspaces")
def workspaces_command() -> None:
    """Which Slack workspaces let Backroom in."""


@workspaces_command.command("list")
@told
def every() -> None:
    """List them: who let Backroom in, and whether the token is kept with the first key."""
    config = configured()
    keys, allowed = _keys(config), config.install.workspaces if config.install else ()
    with opened(config).reading() as books:
        rows = workspaces.every(books)
    for row in rows:
        words = [row.team, row.name, f"let in by {row.by} on {row.installed_at:%Y-%m-%d}"]
        click.echo("  ".join([*words, *_faults(row, keys, allowed)]))
    for team in allowed:
        if team not in {row.team for row in rows}:
            click.echo(f"{team}  has not let Backroom in")


@workspaces_command.command("key")
@told
def key() -> None:
    """Print a new key for BACKROOM_TOKEN_KEYS."""
    click.echo(token_keys.new_key())


@workspaces_command.command("rekey")
@told
def rekey() -> None:
    """Encrypt every token with the first key; the others can be taken away after it."""
    config = configured()
    keys = _keys(config)
    with opened(config).writing() as books:
        rows = workspaces.every(books)
        for row in rows:
            row.sealed = keys.seal(row.team, keys.open(row.team, row.sealed))
    click.echo(f"{len(rows)} kept with the first key.")


@workspaces_command.command("forget")
@click.argument("team")
@told
def forget(team: str) -> None:
    """Forget a workspace and its token; at Slack, somebody there takes the app out."""
    config = configured()
    is_home = config.install is not None and config.install.workspaces[0] == team
    with opened(config).writing() as books:
        if not workspaces.forget(books, team, is_home=is_home):
            raise UnknownWorkspace(team)
    click.echo(f"{team} is forgotten.")


def _keys(config: Config) -> TokenKeys:
    if config.install is None:
        raise OneWorkspace
    return TokenKeys(config.install.token_keys)


def _faults(row: Workspace, keys: TokenKeys, allowed: tuple[str, ...]) -> list[str]:
    found = [] if row.team in allowed else ["not in BACKROOM_WORKSPACES: it is not heard"]
    if not keys.is_first(row.sealed):
        found.append("not kept with the first key: `backroom workspaces rekey`")
    return found
