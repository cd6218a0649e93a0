"""`backroom digest` and `backroom report`."""

from __future__ import annotations

import datetime as dt
import sys

import click

from assistant import digest, render
from assistant.cli import OK, configured, print_json, told
from assistant.opening import opened
from oms import settings
from oms.errors import ShopError
from oms.figures import morning
from oms.figures.figure import Period

DAY = click.DateTime(["%Y-%m-%d"])


class BadPeriod(ShopError):
    """The days asked for are none that a shop has."""

    code = "bad_period"

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first, self.last = first, last
        super().__init__(
            f"There are no days of the shop from {first} to {last}.",
            remedy="Give --from before --to, in the form 2026-11-01.",
        )


class UnknownFigure(ShopError):
    """No figure has that name."""

    code = "unknown_figure"

    def __init__(self, name: str) -> None:
        self.name = name
        known = ", ".join(sorted(morning.figures()))
        super().__init__(f"There is no report {name}.", remedy=f"The reports are {known}.")


@click.command("digest")
@click.option("--day", type=DAY, help="The morning; today by default.")
@click.option("--send", is_flag=True, help="Post it to its channel now.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@told
def digest_command(day: dt.datetime | None, *, send: bool, as_json: bool) -> None:
    """Show the digest here, or send it now with --send.

    \b
    Examples:
      backroom digest
      backroom digest --day 2026-11-20 --json
      backroom digest --send
    """
    database = opened(configured())
    with database.reading() as books:
        of_day = day.date() if day else settings.today(books)
        _check(of_day, of_day)
        found = morning.collect(books, of_day)
    queued = send and digest.send(database, of_day, again=":asked")
    if as_json:
        print_json(digest.as_json(found) | {"queued": queued})
    else:
        click.echo(render.unescape(digest.message(found).text))
    if send:
        _deliver(queued=queued)
    sys.exit(OK)


def _check(first: dt.date, last: dt.date) -> None:
    """Refuse days in the wrong order, and those at the ends of the calendar.

    Raises:
        BadPeriod: they are.
    """
    if not dt.date(1900, 1, 1) <= first <= last < dt.date(2200, 1, 1):
        raise BadPeriod(first, last)


def _deliver(*, queued: bool) -> None:
    from assistant import slack
    from assistant.sender import Sender
    from assistant.slack_workspaces import clients

    config = configured()
    if not queued:
        click.echo(
            "Not sent: set its channel with `backroom set digest_channel`, or it was sent before.",
            err=True,
        )
        return
    if config.has_slack or config.slack_bot_token:
        database = opened(config)
        Sender(database, clients(config, database, slack.client)).send_due()
    click.echo("Queued; it is posted as soon as Slack takes it.", err=True)


@click.command("report")
@click.argument("name")
@click.option("--from", "first", type=DAY, help="First day.")
@click.option("--to", "last", type=DAY, help="Last day; yesterday.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@told
def report_command(
    name: str,
    first: dt.datetime | None,
    last: dt.datetime | None,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Show one figure: backroom report sales_by_channel --from 2026-11-01"""
    figure = morning.figures().get(name)
    if figure is None:
        raise UnknownFigure(name)
    with opened(configured()).reading() as books:
        zone = settings.zone(books)
        end = last.date() if last else settings.today(books) - dt.timedelta(days=1)
        _check(end, end)
        start = first.date() if first else end - dt.timedelta(days=figure.days - 1)
        _check(start, end)
        table = figure.build(books, Period(start, end, zone))
    if as_json:
        rows = digest.plain(table)
        print_json({"report": name, "from": start, "to": end, "unit": figure.unit, "rows": rows})
    elif as_csv:
        click.echo(table.to_csv(index=False), nl=False)
    else:
        click.echo(f"{figure.title}, {start} to {end} ({figure.unit})")
        click.echo(table.to_string(index=False) if len(table) else "Nothing.")
