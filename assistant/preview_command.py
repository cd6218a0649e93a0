"""`backroom preview`: what the messages look like, without a Slack."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from assistant import config, preview, preview_pages
from assistant.cli import told
from assistant.opening import opened

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("preview")
@click.argument("template", required=False)
@click.option("--to", "folder", type=FOLDER, default=Path("preview"), show_default=True,
              help="The directory to write to.")  # fmt: skip
@click.option("--png", is_flag=True, help="A picture of each too; needs a Chromium or Chrome.")
@told
def preview_command(template: str | None, folder: Path, *, png: bool) -> None:
    """Draw the messages of the example shop as pages: backroom preview replies/order_status

    Without a TEMPLATE all are drawn. Nothing is sent, and no shop of yours is looked at.
    """
    with tempfile.TemporaryDirectory(prefix="backroom-preview-") as kept:
        url = f"sqlite:///{Path(kept) / 'shop.sqlite'}"
        database = opened(config.from_environment({"BACKROOM_DATABASE_URL": url}))
        try:
            found = preview.collect(database, template)
        finally:
            database.close()
    wanted = [template] if template else preview.templates()
    missing = [name for name in wanted if name not in found]
    pages = preview_pages.write(folder, found, missing, preview.parts())
    if png:
        _pictures(pages)
    click.echo(f"{len(pages)} of {len(wanted)} messages are drawn: {folder / 'index.html'}")
    for name in missing:
        click.echo(f"The example shop came to send none of {name}.", err=True)


def _pictures(pages: list[Path]) -> None:
    """A picture beside each page."""
    # playwright is asked for only here: it comes with the extra [try]
    from assistant import try_browser

    with try_browser.browser() as started:
        page = started.new_page(viewport={"width": 800, "height": 600})
        for path in pages:
            page.goto(path.resolve().as_uri())
            page.locator("article").screenshot(path=str(path.with_suffix(".png")))
