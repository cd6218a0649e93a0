"""`backroom understand`: what a file of messages means in a shop, one prediction a line."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assistant.cli import told
from assistant.understand_file import predictions, reader_of


@click.command("understand")
@click.option(
    "--catalogue",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The shop: products, places, orders ... as one JSON document.",
)
@click.argument("messages", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@told
def understand_command(catalogue: Path, messages: Path) -> None:
    """Print what each message or conversation of a file means, changing nothing.

    The pipeline is the one that answers in Slack, over the shop of the catalogue instead of the
    books. `ms` is the processor's time for the message, in thousandths of a second.

    \b
    Example:
      backroom understand --catalogue shop.json messages.jsonl > predictions.jsonl

    Exit status: 0 done, 2 a file could not be read.
    """
    reader = reader_of(catalogue)
    for prediction in predictions(reader, messages):
        click.echo(json.dumps(prediction, ensure_ascii=False))
