"""A shop of any size, the same on every machine: N orders, 3 lines each, 5 movements each.

Demand is skewed as in real trade (the most wanted twentieth of the SKUs makes some thirty per cent
of the lines). The last orders are open with their stock reserved; all others have left. Levels,
promises and counters are what the rows add up to, so that `backroom verify` finds nothing.
"""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, catalogue, staff
from oms.bulk import Bulk
from oms.database import Database
from oms.tables.catalogue import Channel, Location, Sku
from oms.values import sku_key

SEED = 42
LINES, MOVES_BESIDE = 3, 2
"""Lines an order has, and movements beside those of its lines."""
CHUNK = 5_000
OPEN = 2_000
"""So many of the last orders are still open."""
PLACES = ("LEEDS", "YORK", "HULL", "RIPON", "GOOLE")
END = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
Row = tuple[Any, ...]

COLUMNS = {
    "orders": ("id", "number", "channel_id", "their_id", "their_number", "customer_id", "state",
               "payment", "placed_at", "ship_by", "town", "country", "currency", "total_minor",
               "taken_minor", "version", "recorded_at"),
    "order_lines": ("id", "order_id", "line_no", "sku_id", "sku_text", "title", "ordered",
                    "unit_price", "amount_minor", "net_minor", "cancelled", "reserved", "shipped",
                    "return_open", "returned"),
    "shipments": ("id", "number", "order_id", "location_id", "state", "shipped_at", "by_id"),
    "shipment_lines": ("shipment_id", "order_line_id", "units"),
    "parcels": ("shipment_id", "carrier", "tracking"),
    "reservations": ("order_line_id", "sku_id", "location_id", "units", "state", "made_at"),
    "movements": ("sku_id", "units", "from_location_id", "from_bucket", "to_location_id",
                  "to_bucket", "reason", "about_kind", "about_id", "line_id", "occurred_at",
                  "recorded_at", "by_id", "is_fact"),
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How big a shop is."""

    orders: int
    skus: int

    @property
    def customers(self) -> int:
        """A customer orders four times on average."""
        return max(1, self.orders // 4)


@dataclass(frozen=True)
class _World:
    """What the orders refer to."""

    channels: list[int]
    places: list[int]
    virtual: dict[str, int]
    by_id: int
    prices: list[int]
    weights: list[float]
    """Running sums of how much each SKU is wanted, the most wanted first."""

    def sku(self, chance: random.Random) -> int:
        """A SKU's id, drawn by demand."""
        return 1 + bisect(self.weights, chance.random() * self.weights[-1])


def grow(database: Database, size: Size) -> None:
    """Fill an empty, migrated database."""
    with database.writing() as books:
        world = _world(books, size)
    levels: Counter[tuple[int, int]] = Counter()
    promises: Counter[tuple[int, int]] = Counter()
    with database.writing() as books:
        _open_stock(Bulk(books), world, size, levels)
    for first in range(0, size.orders, CHUNK):
        wanted = range(first, min(first + CHUNK, size.orders))
        with database.writing() as books:
            bulk, rows = Bulk(books), defaultdict[str, list[Row]](list)
            for number in wanted:
                _Order(world, size, bulk, rows, number).write(levels, promises)
            for table, columns in COLUMNS.items():
                bulk.insert(table, columns, rows[table])
    with database.writing() as books:
        _projections(books, levels, promises)
        _settle_ids(books)


def _world(books: Session, size: Size) -> _World:
    staff.prepare(books)
    catalogue.prepare(books)
    for rank, code in enumerate(PLACES):
        books.add(Location(code=code, name=code.title(), kind="warehouse", rank=rank))
    for code, kind in (("website", "webshop"), ("etsy", "marketplace"), ("stall", "pos")):
        books.add(Channel(code=code, name=code.title(), kind=kind))
    books.flush()
    bulk, chance = Bulk(books), random.Random(SEED)
    prices = [chance.choice((125, 165, 295, 495, 850, 1250, 1995, 4200)) for _ in range(size.skus)]
    now = bulk.time(END - dt.timedelta(days=2_000))
    bulk.insert(
        "skus",
        ("id", "code", "code_key", "title", "kind", "price_minor", "currency", "active",
         "created_at"),
        ((at, code, sku_key(code), f"Article {at}", "stocked", price, "GBP", True, now)
         for at, price in enumerate(prices, start=1) if (code := f"SKU-{at:06d}")),
    )  # fmt: skip
    bulk.insert(
        "customers",
        ("id", "name", "town", "country", "created_at"),
        ((at, f"Customer {at}", "Goole", "GB", now) for at in range(1, size.customers + 1)),
    )
    named = {row.kind: row.id for row in books.execute(select(Location.kind, Location.id))}
    return _World(
        channels=list(books.scalars(select(Channel.id).order_by(Channel.id))),
        places=[catalogue.location(books, code).id for code in PLACES],
        virtual={kind: named[kind] for kind in ("opening", "supplier", "customer")},
        by_id=actors.system(books).id,
        prices=prices,
        weights=list(accumulate((rank + 10) ** -0.75 for rank in range(size.skus))),
    )


def _open_stock(bulk: Bulk, world: _World, size: Size, levels: Counter[tuple[int, int]]) -> None:
    """Enough of each SKU at each place for all that is ever wanted of it."""
    rows: list[Row] = []
    before = bulk.time(END - dt.timedelta(days=1_999))
    weights = [0.0, *world.weights]
    for sku_id in range(1, size.skus + 1):
        share = (weights[sku_id] - weights[sku_id - 1]) / weights[-1]
        units = 60 + int(size.orders * LINES * 3 * share)
        for place in world.places:
            rows.append(
                (sku_id, units, world.virtual["opening"], "sellable", place, "sellable", "opening",
                 None, None, None, before, before, world.by_id, True)
            )  # fmt: skip
            levels[sku_id, place] += units
            levels[sku_id, world.virtual["opening"]] -= units
    bulk.insert("movements", COLUMNS["movements"], rows)


@dataclass
class _Order:
    """One order of the shop, with all its rows."""

    world: _World
    size: Size
    bulk: Bulk
    rows: dict[str, list[Row]]
    number: int

    def write(self, levels: Counter[tuple[int, int]], promises: Counter[tuple[int, int]]) -> None:
        """Add the rows of the order, its shipment and its movements."""
        chance = random.Random(SEED * 1_000_003 + self.number)
        world, order_id = self.world, self.number + 1
        age = dt.timedelta(minutes=(self.size.orders - self.number) * 2)
        placed = self.bulk.time(END - age)
        is_open = self.number >= self.size.orders - OPEN
        place = chance.choice(world.places)
        total = 0
        for line_no, (sku_id, units) in enumerate(self._wanted(chance), start=1):
            line_id = self.number * LINES + line_no
            amount = units * world.prices[sku_id - 1]
            total += amount
            left, promised = (0, units) if is_open else (units, 0)
            self.rows["order_lines"].append(
                (line_id, order_id, line_no, sku_id, f"SKU-{sku_id:06d}", f"Article {sku_id}",
                 units, f"{world.prices[sku_id - 1] / 100:.2f}", amount, amount, 0, promised, left,
                 0, 0)
            )  # fmt: skip
            if is_open:
                self.rows["reservations"].append((line_id, sku_id, place, units, "active", placed))
                promises[sku_id, place] += units
                continue
            self.rows["shipment_lines"].append((order_id, line_id, units))
            self._move(levels, sku_id, units, (place, world.virtual["customer"]), "sale",
                       ("shipment", order_id, line_id), placed)  # fmt: skip
        if not is_open:
            self._shipped(order_id, place, placed)
        for _ in range(MOVES_BESIDE):
            self._move(levels, world.sku(chance), chance.randint(1, 24),
                       (world.virtual["supplier"], chance.choice(world.places)), "receipt",
                       (None, None, None), placed)  # fmt: skip
        self._order(chance, is_open=is_open, placed=placed, total=total)

    def _wanted(self, chance: random.Random) -> Iterator[tuple[int, int]]:
        seen: set[int] = set()
        while len(seen) < LINES:
            sku_id = self.world.sku(chance)
            if sku_id not in seen:
                seen.add(sku_id)
                yield sku_id, chance.choice((1, 1, 1, 2, 2, 3, 4, 6))

    def _order(self, chance: random.Random, *, is_open: bool, placed: Any, total: int) -> None:
        number = str(100_001 + self.number)
        due = (END - dt.timedelta(minutes=(self.size.orders - self.number) * 2)).date()
        self.rows["orders"].append(
            (self.number + 1, number, chance.choice(self.world.channels), f"their-{number}",
             f"T{number}", chance.randint(1, self.size.customers),
             "open" if is_open else "completed", "paid", placed, due + dt.timedelta(days=2),
             "Goole", "GB", "GBP", total, total, 1, placed)
        )  # fmt: skip

    def _shipped(self, order_id: int, place: int, placed: Any) -> None:
        self.rows["shipments"].append(
            (order_id, f"S-{order_id}", order_id, place, "shipped", placed, self.world.by_id)
        )
        self.rows["parcels"].append((order_id, "DPD", f"{15_501_000_000_000 + order_id}"))

    def _move(  # noqa: PLR0913, PLR0917  a movement is that many facts
        self,
        levels: Counter[tuple[int, int]],
        sku_id: int,
        units: int,
        way: tuple[int, int],
        reason: str,
        about: tuple[str | None, int | None, int | None],
        at: Any,
    ) -> None:
        self.rows["movements"].append(
            (sku_id, units, way[0], "sellable", way[1], "sellable", reason, *about, at, at,
             self.world.by_id, True)
        )  # fmt: skip
        levels[sku_id, way[0]] -= units
        levels[sku_id, way[1]] += units


def _projections(
    books: Session, levels: Counter[tuple[int, int]], promises: Counter[tuple[int, int]]
) -> None:
    bulk = Bulk(books)
    bulk.insert(
        "levels",
        ("sku_id", "location_id", "bucket", "units"),
        ((sku, place, "sellable", units) for (sku, place), units in sorted(levels.items())),
    )
    bulk.insert(
        "promises",
        ("sku_id", "location_id", "reserved"),
        ((sku, place, units) for (sku, place), units in sorted(promises.items())),
    )


def _settle_ids(books: Session) -> None:
    """Rows came with their ids: PostgreSQL is told, and both databases count what they hold."""
    connection = books.connection()
    if connection.dialect.name == "postgresql":
        for table in ("orders", "order_lines", "shipments", Sku.__tablename__, "customers"):
            connection.exec_driver_sql(
                f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"  # noqa: S608
            )
    connection.exec_driver_sql("ANALYZE")
