"""`backroom manifest`: what to paste at Slack to make the app."""

from __future__ import annotations

import json

import click

from assistant import manifest
from assistant.cli import told


@click.command("manifest")
@click.option("--address", help="Where Slack reaches us; left out: Socket Mode, which needs none.")
@told
def manifest_command(address: str | None) -> None:
    """Print the manifest of the Slack app, to paste at Slack.

    \b
    At Slack: Create an app, From a manifest, JSON; paste; install it.

    \b
    Examples:
      backroom manifest
      backroom manifest --address https://shop.example.org
    """
    click.echo(json.dumps(manifest.manifest(address), indent=2, ensure_ascii=False))
