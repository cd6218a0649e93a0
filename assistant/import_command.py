"""`backroom import`: a file of a channel, read by its profile and taken into the books."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.cli import FOUND, OK, configured, print_json, told
from assistant.opening import opened
from oms import actors, backorders, catalogue, importing_goods, importing_runs, seals
from oms.channels import profile
from oms.channels.goods_file import GoodsFile
from oms.channels.orders_file import OrdersFile
from oms.channels.profile import Profile
from oms.database import Database
from oms.errors import ShopError
from oms.importing import take_documents
from oms.importing_goods import Into
from oms.importing_plan import Outcome, Plan, StockPolicy
from oms.importing_runs import Run, Source
from oms.order_in import Rejected
from oms.values import decimal_of


class NoLocation(ShopError):
    """Stock is to move, and the shop has no place it could move from."""

    code = "no_location"

    def __init__(self) -> None:
        super().__init__(
            "There is no location that stock could move from.",
            remedy="Import stock first, or leave out --stock-policy.",
        )


class Rejects:
    """The lines that were not taken, in a file beside the one that was read.

    It begins with the line of the file and the reason; the cells follow as they came, so it can be
    mended and imported itself.
    """

    def __init__(self, source: Path, heading: list[str]) -> None:
        stem = source.name.removesuffix(".gz").removesuffix(".csv").removesuffix(".tsv")
        self.path = source.with_name(f"{stem}.rejects.csv")
        self._heading = heading
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def __call__(self, rejected: Rejected) -> None:
        """Write one line."""
        if self._file is None:
            self._file = self._opened()
            csv.writer(self._file).writerow(["line", "reason", *self._heading])
        csv.writer(self._file).writerow([rejected.at, rejected.why, *rejected.cells])

    def _opened(self) -> TextIO:
        try:
            return self.path.open("w", newline="", encoding="utf-8")
        except OSError:
            # beside the file nothing may be written: where we are, then
            self.path = Path(self.path.name)
            return self.path.open("w", newline="", encoding="utf-8")


@dataclass(frozen=True)
class _Job:
    """What was asked for on the command line."""

    database: Database
    path: Path
    profile: Profile
    channel: str
    policy: StockPolicy

    def begin(self, currency: str) -> Run:
        """Remember that the import began."""
        source = Source(self.profile.kind, self.path.name, self.profile.name, self.channel)
        with self.database.writing() as books:
            return importing_runs.begin(books, source, currency=currency)


@click.command("import")
@click.argument("kind", type=click.Choice(profile.KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", required=True, help="How the file is written.")
@click.option("--channel", "channel_code", help="Into which channel; the profile's by default.")
@click.option(
    "--stock-policy",
    type=click.Choice([policy.value for policy in StockPolicy]),
    default=StockPolicy.HISTORY.value,
    help="What past orders do to the stock: nothing (history); each line moves its units"
    " (movements); the same, over an opening stock that they need (opening).",
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
    take = _orders if kind == "orders" else _goods
    with closing(opened(configured())) as database:
        channel = channel_code or chosen.channel
        report = take(_Job(database, file, chosen, channel, StockPolicy(stock_policy)))
        with database.reading() as books:
            program = actors.system(books)
        backorders.drain(database, by=program)
        seals.keep_sealed(database)
    if as_json:
        print_json(report)
    else:
        _print(report)
    sys.exit(FOUND if report["accounted"]["rejects"] else OK)


def _orders(job: _Job) -> dict[str, Any]:
    source = OrdersFile(job.path, job.profile)
    with job.database.reading() as books:
        places = catalogue.locations(books)
    if job.policy is not StockPolicy.HISTORY and not places:
        raise NoLocation
    run = job.begin(source.first_currency())
    with job.database.reading() as books:
        currency = catalogue.channel(books, job.channel).currency
    source.expect(currency)
    plan = Plan(
        channel_of=lambda _: run.channel_id,
        place_of=lambda _: places[0].id,
        policy=job.policy,
        past=job.profile.past,
        title_of=source.title_of,
    )
    with Rejects(job.path, source.heading) as rejects, _bar(job.path, source.table.lines) as shown:
        outcome = take_documents(
            job.database, source, plan, by=run.by, rejected=rejects, progress=shown
        )
    with job.database.writing() as books:
        if outcome.changed or run.resumed:
            importing_runs.settle_stock(books, job.policy, by=run.by)
        importing_runs.end(books, run, outcome.tally.accounted, changed=outcome.changed)
    return _orders_report(outcome, currency, rejects)


def _goods(job: _Job) -> dict[str, Any]:
    source = GoodsFile(job.path, job.profile)
    run = job.begin(job.profile.currency)
    with job.path.open("rb") as raw:
        mark = hashlib.file_digest(raw, "sha256").hexdigest()[:16]
    into = Into(run.channel_id, run.by, mark)
    with Rejects(job.path, source.heading) as rejects, _bar(job.path, source.table.lines) as shown:
        result = importing_goods.take(job.database, source, into, rejected=rejects, progress=shown)
    accounted = {
        job.profile.kind: result.rows_taken,
        "nothing_of_ours": result.nothing_of_ours,
        "rejects": result.rejects,
    }
    with job.database.writing() as books:
        importing_runs.end(books, run, accounted, changed=result.changed)
    return {
        "lines_read": result.lines_read,
        "accounted": accounted,
        **result.changes,
        "nothing_new": not result.changed,
        "rejects_file": str(rejects.path) if result.rejects else None,
    }


def _orders_report(outcome: Outcome, currency: str, rejects: Rejects) -> dict[str, Any]:
    tally = outcome.tally
    booked = decimal_of(tally.booked_minor, currency)
    return {
        "lines_read": tally.lines_read,
        "accounted": tally.accounted,
        "currency": currency,
        "net_value": f"{tally.net_value:f}",
        "booked_value": f"{booked:f}",
        "rounding": f"{tally.net_value - tally.rejected_value - booked:f}",
        "rejected_value": f"{tally.rejected_value:f}",
        "orders_new": outcome.orders_new,
        "orders_known": outcome.orders_known,
        "orders_changed": outcome.orders_changed,
        "returns_new": outcome.returns_new,
        "returns_known": outcome.returns_known,
        "lines_added": outcome.lines_added,
        "customers_new": outcome.customers_new,
        "skus_new": outcome.skus_new,
        "nothing_new": not outcome.changed,
        "rejects_file": str(rejects.path) if tally.rejects else None,
    }


@contextmanager
def _bar(path: Path, lines: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr that counts lines; quiet when nobody watches."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} lines"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(path.name, total=max(1, lines))

        def shown(read: int) -> None:
            bar.update(task, completed=read)

        yield shown


def _print(report: dict[str, Any]) -> None:
    if report.pop("nothing_new"):
        click.echo("Nothing is new: all of this file was known.")
    for name, value in report.items():
        if name == "accounted":
            parts = ", ".join(
                f"{count:,} {kind.replace('_', ' ')}" for kind, count in value.items()
            )
            click.echo(f"accounted: {parts}")
        elif value is not None:
            click.echo(f"{name.replace('_', ' ')}: {value}")
