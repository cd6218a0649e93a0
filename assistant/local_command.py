"""`backroom local`: the local servers, each alone."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import click

from assistant import manifest
from assistant.cli import told
from assistant.ports import PortTaken

PORT = click.IntRange(0, 65_535)
KEPT = click.Path(path_type=Path, dir_okay=False)


def _in_a_folder(
    _context: click.Context, _option: click.Parameter, path: Path | None
) -> Path | None:
    """A file that can be written: its folder is there."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}.")
    return path


def _usable(context: click.Context, option: click.Parameter, store: Path | None) -> Path | None:
    """A file that can be kept: its folder is there, and what is in it is ours."""
    if _in_a_folder(context, option, store) is None:
        return None
    if store is not None and store.is_file():
        try:
            json.loads(store.read_text(encoding="utf-8"))
        except ValueError as fault:
            raise click.BadParameter(f"{store} was not written by this command.") from fault
    return store


@click.group("local")
def local_command() -> None:
    """A local Slack or Google Sheets, alone, for trying and testing."""


@local_command.command("slack")
@click.option("--port", default=0, type=PORT, help="Port on 127.0.0.1; any free one by default.")
@click.option("--store", type=KEPT, callback=_usable, help="Keep what is said in this file.")
@told
def local_slack(port: int, store: Path | None) -> None:
    """Serve a local Slack and print its base URL."""
    from assistant.playground import slack

    try:
        slack.run(port, click.echo, store, app=manifest.manifest())
    except OSError as fault:
        raise _understood(fault, port) from fault


@local_command.command("sheets")
@click.option("--port", default=0, type=PORT, help="Port on 127.0.0.1; any free one by default.")
@click.option("--store", type=KEPT, callback=_usable, help="Keep the spreadsheets in this file.")
@click.option("--quotas", is_flag=True, help="Hold programs to Google's requests a minute.")
@click.option("--key", type=KEPT, callback=_in_a_folder, help="Write a key to sign in with here.")
@told
def local_sheets(port: int, store: Path | None, key: Path | None, *, quotas: bool) -> None:
    """Serve a local Google Sheets and print its base URL.

    There is one spreadsheet, whose id is "ledger", shared with the service account of the key.

    \b
    Examples:
      backroom local sheets --key key.json    for any client of Google Sheets
    """
    from assistant.playground import google_sheets

    try:
        google_sheets.run(port, click.echo, store, key=key, quotas=quotas)
    except OSError as fault:
        raise _understood(fault, port) from fault


def _understood(fault: OSError, port: int) -> Exception:
    return PortTaken(port) if fault.errno == errno.EADDRINUSE else fault
