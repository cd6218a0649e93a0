"""`backroom import`: a file of a channel, read by its profile and taken into the books."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from assistant.cli import COULD_NOT, FOUND, OK, configured, print_json, told
from assistant.opening import opened
from oms import actors, catalogue, clock, importing_goods
from oms.channels import goods_file, profile
from oms.channels.orders_file import OrdersFile
from oms.channels.profile import Profile
from oms.database import Database
from oms.importing import Outcome, Plan, StockPolicy, take_documents
from oms.order_in import Rejected, Tally
from oms.tables.catalogue import Channel
from oms.tables.settings import ImportRun
from oms.values import decimal_of


class Rejects:
    """The lines that were not taken, in a file beside the one that was read."""

    def __init__(self, source: Path, heading: list[str]) -> None:
        stem = source.name.removesuffix(".gz").removesuffix(".csv").removesuffix(".tsv")
        self.path = source.with_name(f"{stem}.rejects.csv")
        self._heading = heading
        self._count = 0

    def __call__(self, rejected: Rejected) -> None:
        """Write one line: its number, why, and its cells as they came."""
        first = self._count == 0
        self._count += 1
        try:
            self._write(rejected, first=first)
        except OSError:
            # beside the file nothing may be written: where we are, then
            self.path = Path(self.path.name)
            self._write(rejected, first=first)

    def _write(self, rejected: Rejected, *, first: bool) -> None:
        with self.path.open("w" if first else "a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if first:
                writer.writerow(["line", "reason", *self._heading])
            writer.writerow([rejected.at, rejected.why, *rejected.cells])


@click.command("import")
@click.argument("kind", type=click.Choice(profile.KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", required=True, help="How the file is written.")
@click.option("--channel", "channel_code", help="Into which channel; the profile's by default.")
@click.option(
    "--stock-policy",
    type=click.Choice([policy.value for policy in StockPolicy]),
    default=StockPolicy.HISTORY.value,
    help="history: past orders leave the stock alone; movements: each line moves its units.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@told
def import_command(
    kind: str,
    file: Path,
    profile_name: str,
    channel_code: str | None,
    stock_policy: str,
    *,
    as_json: bool,
) -> None:
    """Bring in orders, products, stock or customers from a file.

    A second run of the same file changes nothing. Lines that cannot be taken go to
    FILE.rejects.csv with the reason.

    \b
    Examples:
      backroom import orders invoices.csv.gz --profile online_retail
      backroom import orders orders_export.csv --profile shopify
      backroom import stock inventory_export.csv --profile shopify

    Exit status: 0 all taken, 1 some lines rejected, 2 could not run.
    """
    chosen = profile.load(kind, profile_name)
    database = opened(configured())
    take = _orders if kind == "orders" else _goods
    report = take(database, file, chosen, channel_code, StockPolicy(stock_policy))
    if as_json:
        print_json(report)
    else:
        _print(report)
    sys.exit(FOUND if report["accounted"].get("rejects") else OK)


def _orders(
    database: Database,
    path: Path,
    chosen: Profile,
    channel_code: str | None,
    policy: StockPolicy,
) -> dict[str, Any]:
    source = OrdersFile(path, chosen)
    rejects = Rejects(path, source.heading)
    with database.writing() as books:
        channel = _channel(books, channel_code or chosen.channel, chosen.currency)
        places = catalogue.locations(books)
        by = actors.system(books, source="import")
        run = ImportRun(kind="orders", channel=channel.code, file_name=path.name,
                        profile=chosen.name, started_at=clock.now())  # fmt: skip
        books.add(run)
        books.flush()
        channel_id, place_id, run_id = channel.id, places[0].id if places else 0, run.id
    if policy is StockPolicy.MOVEMENTS and not place_id:
        click.echo("There is no location to move stock from. Import stock first.", err=True)
        sys.exit(COULD_NOT)
    plan = Plan(lambda _: channel_id, lambda _: place_id, policy, past=chosen.past)
    with _progress(path, source.table.bytes_unpacked) as shown:
        outcome = take_documents(database, source, plan, by=by, rejected=rejects, progress=shown)
    report = _orders_report(outcome, chosen.currency, rejects)
    with database.writing() as books:
        finished = books.get_one(ImportRun, run_id)
        finished.finished_at, finished.counts = clock.now(), report["accounted"]
    return report


def _goods(
    database: Database, path: Path, chosen: Profile, channel_code: str | None, _policy: StockPolicy
) -> dict[str, Any]:
    source = goods_file.GoodsFile(path, chosen)
    rejects = Rejects(path, source.heading)
    with database.writing() as books:
        channel = _channel(books, channel_code or chosen.channel, chosen.currency)
        by = actors.system(books, source="import")
        channel_id = channel.id
    with _progress(path, source.table.bytes_unpacked) as shown:
        result = importing_goods.take(
            database, source, channel_id, by=by, rejected=rejects, progress=shown
        )
    accounted = {**result.accounted, "rejects": result.rejects}
    return {
        "lines_read": result.lines_read,
        "accounted": accounted,
        "new": result.new,
        "changed": result.changed,
        "known": result.known,
        "rejects_file": str(rejects.path) if result.rejects else None,
    }


def _orders_report(outcome: Outcome, currency: str, rejects: Rejects) -> dict[str, Any]:
    tally: Tally = outcome.tally
    booked = decimal_of(tally.booked_minor, currency)
    net = tally.net_value
    return {
        "lines_read": tally.lines_read,
        "accounted": tally.accounted,
        "net_value": str(net),
        "booked_value": str(booked),
        "rounding": str(net - tally.rejected_value - booked),
        "orders_new": outcome.orders_new,
        "orders_known": outcome.orders_known,
        "orders_changed": outcome.orders_changed,
        "returns_new": outcome.returns_new,
        "returns_known": outcome.returns_known,
        "customers_new": outcome.customers_new,
        "skus_new": outcome.skus_new,
        "rejects_file": str(rejects.path) if tally.rejects else None,
    }


def _channel(books: Any, code: str, currency: str) -> Channel:
    """The channel the file goes into; a new one when the shop has none of that code."""
    found: Channel | None = books.scalars(select(Channel).where(Channel.code == code)).first()
    if found is None:
        found = Channel(code=code, name=code.replace("_", " ").capitalize(), kind="csv",
                        currency=currency)  # fmt: skip
        books.add(found)
        books.flush()
    return found


class _progress:  # noqa: N801  used as `with _progress(...) as shown`
    """A bar on stderr that counts lines; quiet when nobody watches."""

    def __init__(self, path: Path, size: int) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f} lines"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        self._name, self._size = path.name, size

    def __enter__(self) -> Callable[[int], None]:
        self._bar.start()
        # lines are not known before they are read; some 80 bytes each is near enough for a bar
        task = self._bar.add_task(self._name, total=max(1, self._size // 80))

        def shown(lines: int) -> None:
            self._bar.update(task, completed=lines)

        return shown

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _print(report: dict[str, Any]) -> None:
    new = report.get("orders_new", report.get("new", 0))
    changed = report.get("orders_changed", report.get("changed", 0))
    if not new and not changed and not report.get("returns_new"):
        click.echo("Nothing is new: all of this file was known.")
    for name, value in report.items():
        if name == "accounted":
            parts = ", ".join(
                f"{count:,} {kind.replace('_', ' ')}" for kind, count in value.items()
            )
            click.echo(f"accounted: {parts}")
        elif value is not None:
            click.echo(f"{name.replace('_', ' ')}: {value}")
