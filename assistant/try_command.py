"""`backroom try`: the example shop in a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.cli import told


@click.command("try")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="Port of the page on 127.0.0.1; 8420 by default."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with the sample data; by default BACKROOM_DATA, or what lies beside the project.",
)
@click.option("--fresh", is_flag=True, help="Begin again, forgetting what you did in the shop.")
@click.option("--check", is_flag=True, help="Ask one question unattended, print the answer, stop.")
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@told
def try_command(
    port: int | None, data: Path | None, *, fresh: bool, check: bool, no_browser: bool
) -> None:
    """Open a pretend shop in your browser: chat, ledger and digest, no accounts needed.

    \b
    Examples:
      backroom try
      backroom try --fresh --port 9000
      backroom try --check
    """
    from assistant.try_shop import Wanted, open_shop_in_browser

    wanted = Wanted(port=port, data=data, fresh=fresh, check=check, browser=not no_browser)
    sys.exit(open_shop_in_browser(wanted, echo=click.echo))
