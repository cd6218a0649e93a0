"""Reserving and shipping, beside bare SQLAlchemy Core that leaves the same rows; and whole flows.

One transaction reserves an open order of two lines, as when it comes in; another ships it. Ours
reads permissions, holds and policies, checks what it decides, keeps reasons and can be undone; the
floor does the fewest statements for the same durable rows. Both are processes over copies of one
shop, turn about; with one client and with eight. Bound: at least half the floor's transactions a
second, both kinds together.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url

from benchmarks.import_orders import _server
from benchmarks.processes import ChildFailed, load
from benchmarks.shipping_client import OWNER
from benchmarks.tables import Outcome
from oms import catalogue, clock, schema, staff, verify
from oms.bulk import Bulk
from oms.database import Database
from oms.tables.catalogue import Channel, Location

RUNS, CLIENTS, ORDERS, FLOWS = 3, (1, 8), 400, 60
SKUS, PLACES, PLENTY = 200, ("LEEDS", "YORK", "HULL"), 1_000_000
SHARE = 0.5
PHASES = ("reserve", "ship")


@dataclass(frozen=True)
class Rate:
    """What the clients of one run did together."""

    done: int
    wall: float
    cpu: float
    statements: float

    @property
    def a_second(self) -> float:
        """Transactions a second."""
        return self.done / self.wall

    def __add__(self, other: Rate) -> Rate:
        """Both, one after the other."""
        done = self.done + other.done
        statements = self.statements * self.done + other.statements * other.done
        return Rate(done, self.wall + other.wall, self.cpu + other.cpu, statements / done)


def run(orders: int = ORDERS, runs: int = RUNS) -> Outcome:
    """Measure both databases with one client and with several."""
    rows: list[list[str]] = []
    figures: dict[str, Any] = {}
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="backroom-bench-") as folder, _server() as server:
        for name, fresh in _databases(Path(folder), server[0], orders):
            for clients in CLIENTS:
                case = f"{name}, {clients} client{'s' if clients > 1 else ''}"
                ours, floor = [], []
                for _ in range(runs):
                    floor.append(_work("bare", fresh(), clients, orders, PHASES))
                    ours.append(_work("backroom", fresh(), clients, orders, PHASES))
                for nth, phase in enumerate(PHASES):
                    name_of = f"{case}, {phase}"
                    figures[name_of] = _figures([r[nth] for r in ours], [r[nth] for r in floor])
                    rows += _rows(name_of, figures[name_of])
                kept = figures[case] = _figures([a + b for a, b in ours], [a + b for a, b in floor])
                rows += _rows(f"{case}, both", kept)
                if kept["share"] < SHARE:
                    missed.append(f"{case}: {kept['share']:.2f} of the floor's rate, not {SHARE}")
            (flows,) = _work("flow", fresh(), 1, FLOWS, ("flow",))
            cpu = 1000 * flows.cpu / flows.done
            figures[f"{name}, whole flow"] = {"flows_s": flows.a_second, "cpu_ms": cpu}
            rows.append([f"{name}: whole flow, 1 client", f"{flows.a_second:,.1f}", f"{cpu:.1f}",
                         f"{flows.statements:.0f}", ""])  # fmt: skip
    title = f"Reserve and ship, medians of {runs} runs turn about; {load()}"
    columns = ["", "a second", "client CPU ms", "statements", "of the floor"]
    return Outcome(title, columns, rows, figures, missed)


def _work(who: str, url: str, clients: int, orders: int, phases: Sequence[str]) -> list[Rate]:
    """Let clients share the orders, phase by phase; the clock runs while all of them work."""
    each = orders // clients
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.shipping_client", who, url, str(1 + nth * each),
             str(each)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for nth in range(clients)
    ]  # fmt: skip
    rates = [_together(who, children) for _ in phases]
    for child in children:
        child.communicate()
    _prove(url)
    return rates


def _together(who: str, children: list[subprocess.Popen[str]]) -> Rate:
    for child in children:
        if _line(child) != "ready":
            raise ChildFailed(f"{who} did not begin")
    for child in children:
        print(file=child.stdin, flush=True)
    told = [json.loads(_line(child)) for child in children]
    return Rate(
        sum(one["done"] for one in told),
        max(one["wall"] for one in told),
        sum(one["cpu"] for one in told),
        statistics.mean(one["statements"] for one in told),
    )


def _line(child: subprocess.Popen[str]) -> str:
    return child.stdout.readline().strip() if child.stdout else ""


def _prove(url: str) -> None:
    """Whoever was fast has to have been right."""
    database = Database(url)
    with database.reading() as books:
        wrong = verify.differences(books)
    database.close()
    if wrong:
        raise ChildFailed(f"the books do not add up: {wrong[:3]}")


def _databases(home: Path, server: str, orders: int) -> Iterator[tuple[str, Callable[[], str]]]:
    template = home / "template.sqlite"
    _fill(f"sqlite:///{template}", orders)

    def copied() -> str:
        for old in home.glob("shop.sqlite*"):
            old.unlink()
        shutil.copy(template, home / "shop.sqlite")
        return f"sqlite:///{home / 'shop.sqlite'}"

    def named(name: str) -> str:
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    def created() -> str:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS shop WITH (FORCE)")
            connection.execute("CREATE DATABASE shop TEMPLATE template_shop")
        return named("shop")

    yield "SQLite", copied
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_shop")
    _fill(named("template_shop"), orders)
    yield "PostgreSQL", created


def _fill(url: str, orders: int) -> None:
    """A shop with plenty of stock and so many open orders of two lines, nothing reserved."""
    database = Database(url)
    schema.upgrade(database)
    with database.writing() as books:
        staff.prepare(books)
        catalogue.prepare(books)
        staff.add(books, name="Olive Marsh", slack_user_id=OWNER, role="owner")
        books.add(Channel(code="web", name="Web", kind="webshop"))
        books.add_all(
            Location(code=code, name=code.title(), kind="warehouse", rank=rank)
            for rank, code in enumerate(PLACES)
        )
        for number in range(SKUS):
            catalogue.add_sku(books, f"SKU-{number:03}", f"Thing {number}", price_minor=850)
    with database.writing() as books:
        _stock(books, Bulk(books))
        _orders(books, Bulk(books), orders)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _stock(books: Any, bulk: Bulk) -> None:
    places = [place.id for place in catalogue.locations(books)]
    opening, now = catalogue.virtual(books, "opening"), bulk.time(clock.now())
    skus = books.scalars(text("SELECT id FROM skus ORDER BY id")).all()
    shelves = [(sku, place) for sku in skus for place in places]
    bulk.insert("movements", ("sku_id", "units", "from_location_id", "from_bucket",
                              "to_location_id", "to_bucket", "reason", "occurred_at",
                              "recorded_at", "by_id", "is_fact"),
                ((sku, PLENTY, opening, "sellable", place, "sellable", "opening", now, now, 1, True)
                 for sku, place in shelves))  # fmt: skip
    levels = [(sku, place, "sellable", PLENTY) for sku, place in shelves]
    levels += [(sku, opening, "sellable", -PLENTY * len(places)) for sku in skus]
    bulk.insert("levels", ("sku_id", "location_id", "bucket", "units"), levels)


def _orders(books: Any, bulk: Bulk, orders: int) -> None:
    now, day = bulk.time(clock.now()), str(clock.now().date())
    skus = books.scalars(text("SELECT id FROM skus ORDER BY id")).all()
    channel = books.scalars(text("SELECT id FROM channels")).first()
    bulk.insert("orders", ("id", "number", "channel_id", "their_id", "their_number", "state",
                           "payment", "placed_at", "ship_by", "town", "country", "currency",
                           "total_minor", "taken_minor", "version", "recorded_at"),
                ((n, f"B{n}", channel, f"B{n}", f"B{n}", "open", "paid", now, day, "Hull", "GB",
                  "GBP", 2_550, 2_550, 1, now) for n in range(1, orders + 1)))  # fmt: skip
    lines = (
        (n, no, skus[(n * 7 + no) % len(skus)], f"T{no}", "Thing", no, "8.50", 850 * no, 850 * no,
         0, 0, 0, 0, 0)
        for n in range(1, orders + 1)
        for no in (1, 2)
    )  # fmt: skip
    bulk.insert("order_lines", ("order_id", "line_no", "sku_id", "sku_text", "title", "ordered",
                                "unit_price", "amount_minor", "net_minor", "cancelled", "reserved",
                                "shipped", "return_open", "returned"), lines)  # fmt: skip
    if books.get_bind().dialect.name != "sqlite":
        books.execute(text("SELECT setval('orders_id_seq', (SELECT MAX(id) FROM orders))"))


def _figures(ours: list[Rate], floor: list[Rate]) -> dict[str, Any]:
    def middle(runs: list[Rate]) -> dict[str, float]:
        return {
            "a_second": statistics.median(run.a_second for run in runs),
            "cpu_ms": statistics.median(1000 * run.cpu / run.done for run in runs),
            "statements": statistics.median(run.statements for run in runs),
        }

    mine, bare = middle(ours), middle(floor)
    share = round(mine["a_second"] / bare["a_second"], 3)
    return {"backroom": mine, "floor": bare, "share": share}


def _rows(case: str, kept: dict[str, Any]) -> list[list[str]]:
    return [
        [f"{case}: {who}", f"{one['a_second']:,.0f}", f"{one['cpu_ms']:.2f}",
         f"{one['statements']:.0f}", f"{kept['share']:.2f}" if who == "Backroom" else ""]
        for who, one in (("bare Core", kept["floor"]), ("Backroom", kept["backroom"]))
    ]  # fmt: skip
