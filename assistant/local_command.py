"""`backroom local`: the local servers, each alone."""

from __future__ import annotations

import errno
from pathlib import Path

import click

from assistant.cli import told
from assistant.ports import PortTaken


@click.group("local")
def local_command() -> None:
    """A local Slack or Google Sheets, alone, for trying and testing."""


@local_command.command("slack")
@click.option("--port", default=0, help="Port on 127.0.0.1; any free one by default.")
@click.option("--store", type=click.Path(path_type=Path), help="Keep what is said in this file.")
@told
def local_slack(port: int, store: Path | None) -> None:
    """Serve a local Slack and print its base URL."""
    from assistant.playground import slack

    try:
        slack.run(port, click.echo, store)
    except OSError as fault:
        raise _understood(fault, port) from fault


@local_command.command("sheets")
@click.option("--port", default=0, help="Port on 127.0.0.1; any free one by default.")
@click.option("--store", type=click.Path(path_type=Path), help="Keep the spreadsheets here.")
@told
def local_sheets(port: int, store: Path | None) -> None:
    """Serve a local Google Sheets and print its base URL."""
    from assistant.playground import google_sheets

    try:
        google_sheets.run(port, click.echo, store)
    except OSError as fault:
        raise _understood(fault, port) from fault


def _understood(fault: OSError, port: int) -> Exception:
    return PortTaken(port) if fault.errno == errno.EADDRINUSE else fault
