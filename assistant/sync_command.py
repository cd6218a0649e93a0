"""`backroom sync` and `backroom ledger`."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from assistant.cli import FOUND, OK, configured, print_json, told
from assistant.ledger_check import ledger_check
from assistant.ledger_door import Door, tabs
from assistant.opening import opened
from sheets.preview import Preview
from sheets.sync import PassReport, Sync

MOST_PASSES = 1_000
"""As many as fill the largest spreadsheet that there can be, and more."""
LISTED, SHOWN = 40, 80
"""Cells of a kind, and letters of a cell, that are shown."""


@click.command("sync")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--tab", type=click.Choice([tab.title for tab in tabs()]), help="Only this tab.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@told
def sync_command(tab: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Bring the spreadsheet and the books together once.

    Reads every tab, books what people counted and adjusted, and shows what the books then say.
    A cell that cannot be taken gets a note and a row in the tab Problems; the rest goes on.
    A dry run shows each cell that would be written, from what to what, and what would be booked,
    asked about and refused; as JSON all of it, else the first of each.

    \b
    Examples:
      backroom sync --dry-run        what would change
      backroom sync --tab Stock      only the tab Stock

    Exit status: 0 in step, 1 some cells were not taken or another program has the ledger, 2 could
    not run.
    """
    config = configured()
    sync = Door(config, opened(config), tab).sync
    report = sync.pass_once(force=True, dry_run=True) if dry_run else _in_step(sync)
    if as_json:
        shown = asdict(report.preview) if report.preview else None
        print_json({**vars(report), "preview": shown})
    elif busy := _busy(report):
        click.echo(busy)
    else:
        if report.preview is not None:
            _tell(report.preview)
        verb = "would be " if dry_run else ""
        click.echo(
            f"{report.booked} booked, {report.written} cells {verb}written,"
            f" {report.problems} not taken."
        )
        for line in report.not_read:
            click.echo(line)
        if report.later:
            click.echo(f"The next pass goes on with {', '.join(report.later)}.")
    sys.exit(FOUND if report.problems or report.paused or _busy(report) else OK)


def _in_step(sync: Sync) -> PassReport:
    """Pass after pass, until all of it is written; the last report, with the sums of all."""
    report = sync.pass_once(force=True)
    for _ in range(MOST_PASSES):
        if not report.later or _busy(report):
            break
        following = sync.pass_once(force=True)
        following.booked += report.booked
        following.written += report.written
        report = following
    return report


def _busy(report: PassReport) -> str:
    """That another program has the ledger, so that this one did nothing or not all; else ""."""
    if report.busy:
        return "Another program is keeping the ledger in step just now, so nothing was done here."
    if report.lost:
        return "Another program took the ledger over before this one was done, and goes on with it."
    return ""


def _tell(preview: Preview) -> None:
    """Show what would be done, the first of each kind."""
    told = (
        ("Would be booked", preview.booked), ("Would be asked about", preview.asked),
        ("Would not be taken", preview.refused), ("Would be written", preview.written),
    )  # fmt: skip
    for what, cells in told:
        if cells:
            click.echo(f"{what}:")
            for one in cells[:LISTED]:
                where = ", ".join(part for part in (one.tab, one.row, one.column) if part)
                click.echo(f"  {where}: {_short(one.before)} → {_short(one.after)}")
            if len(cells) > LISTED:
                click.echo(f"  and {len(cells) - LISTED:,} more")


def _short(words: str) -> str:
    """A cell on one line; an empty one as it is called."""
    line = " ".join(words.split())
    return (line if len(line) <= SHOWN else f"{line[:SHOWN]}…") or "(empty)"


@click.group("ledger")
def ledger_command() -> None:
    """Set up the shared spreadsheet, and check what Backroom relies on in it."""


ledger_command.add_command(ledger_check)


@ledger_command.command("setup")
@click.option("--adopt", is_flag=True, help="Take over a spreadsheet that another Backroom kept.")
@told
def ledger_setup(*, adopt: bool) -> None:
    """Make the tabs in a spreadsheet that was shared with the service account, and fill them.

    \b
    Examples:
      backroom ledger setup            make what is missing, and fill it
      backroom ledger setup --adopt    it is a copy, or its database was lost

    Exit status: 0 set up, 1 another program has the ledger and fills it, 2 could not run.
    """
    config = configured()
    door = Door(config, opened(config))
    door.set_up(adopts=adopt)
    if adopt:
        door.sync.adopt()
    report = _in_step(door.sync)
    if busy := _busy(report):
        click.echo(f"The tabs are there. {busy}")
        sys.exit(FOUND)
    click.echo(f"The ledger is set up: {report.written} cells written.")
