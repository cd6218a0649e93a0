"""Reserve and ship in bare SQLAlchemy Core: the fewest statements that leave the same rows.

It does for an order what `oms` does in one transaction: locks the order and its stock, reads what
is free, keeps the plan, the promise, the shipment, the movements, both levels of each, the
counters, the history and the result of the command. It checks and can answer nothing else.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from oms.tables.everything import METADATA

T = METADATA.tables
ORDER = select(T["orders"].c.version, T["orders"].c.number).where(
    T["orders"].c.id == bindparam("order_id")
)
LINES = select(T["order_lines"].c.id, T["order_lines"].c.sku_id, T["order_lines"].c.ordered).where(
    T["order_lines"].c.order_id == bindparam("order_id")
)
SKUS = (
    select(T["skus"].c.id)
    .where(T["skus"].c.id.in_(bindparam("skus", expanding=True)))
    .order_by(T["skus"].c.id)
    .with_for_update(key_share=True)
)
LEVELS, PROMISES = T["levels"], T["promises"]
FREE = (
    select(LEVELS.c.location_id, LEVELS.c.sku_id,
           LEVELS.c.units - func.coalesce(PROMISES.c.reserved, 0))
    .outerjoin(PROMISES, (PROMISES.c.sku_id == LEVELS.c.sku_id)
               & (PROMISES.c.location_id == LEVELS.c.location_id))
    .where(LEVELS.c.sku_id.in_(bindparam("skus", expanding=True)), LEVELS.c.bucket == "sellable",
           LEVELS.c.location_id.in_(bindparam("places", expanding=True)))
)  # fmt: skip
SHIPPED = (
    update(T["order_lines"])
    .where(T["order_lines"].c.id == bindparam("line_id"))
    .values(shipped=T["order_lines"].c.shipped + bindparam("units"))
)
COMPLETED = (
    update(T["orders"])
    .where(T["orders"].c.id == bindparam("order_id"))
    .values(state="completed", version=T["orders"].c.version + 1)
)
SHIPMENT = insert(T["shipments"]).returning(T["shipments"].c.id)
NUMBER_SQLITE = text(
    "INSERT INTO sequences (kind, next) VALUES ('shipment', 2)"
    " ON CONFLICT (kind) DO UPDATE SET next = sequences.next + 1 RETURNING next - 1"
)
NUMBER_POSTGRESQL = text("SELECT nextval('numbers_shipment')")


class BareShipper:
    """Ships orders of one shop, each in a transaction of its own."""

    def __init__(self, engine: Engine, by_id: int, customer_id: int, places: list[int]) -> None:
        self.engine, self.by_id, self.customer_id, self.places = engine, by_id, customer_id, places
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.more = _more((sqlite if self.is_sqlite else postgresql).insert(LEVELS))
        self.order = ORDER if self.is_sqlite else ORDER.with_for_update()
        self.number = NUMBER_SQLITE if self.is_sqlite else NUMBER_POSTGRESQL

    def __call__(self, order_id: int) -> None:
        """Reserve and ship one order."""
        with self.engine.begin() as books:
            self._ship(books, order_id)

    def _ship(self, books: Connection, order_id: int) -> None:
        now = dt.datetime.now(dt.UTC)
        order = books.execute(self.order, {"order_id": order_id}).one()
        lines = books.execute(LINES, {"order_id": order_id}).all()
        skus = sorted({line.sku_id for line in lines})
        if not self.is_sqlite:
            books.execute(SKUS, {"skus": skus}).all()
        place = self._place(books, lines, skus)
        _add(books, "done_commands", {
            "key": f"bare-{order_id}", "name": "ship_order", "arguments_hash": "0" * 64,
            "result": {"shipments": [order_id]}, "by_id": self.by_id, "done_at": now,
        })  # fmt: skip
        _add(books, "allocation_plans", {
            "order_id": order_id, "policy": {"split": "any"}, "candidates": [[place, 1]],
            "chosen": [[line.id, place, line.ordered] for line in lines], "why": "one parcel",
            "at": now, "by_id": self.by_id,
        })  # fmt: skip
        _add(books, "reservations", *(
            {"order_line_id": line.id, "sku_id": line.sku_id, "location_id": place,
             "units": line.ordered, "state": "consumed", "made_at": now}
            for line in lines
        ))  # fmt: skip
        number = books.execute(self.number).scalar_one()
        shipment = books.execute(SHIPMENT, {
            "number": f"S-{number}", "order_id": order_id, "location_id": place,
            "state": "shipped", "shipped_at": now, "by_id": self.by_id,
        }).scalar_one()  # fmt: skip
        _add(books, "shipment_lines", *(
            {"shipment_id": shipment, "order_line_id": line.id, "units": line.ordered}
            for line in lines
        ))  # fmt: skip
        self._move(books, place, shipment, lines, now)
        books.execute(SHIPPED, [{"line_id": one.id, "units": one.ordered} for one in lines])
        books.execute(COMPLETED, {"order_id": order_id})
        told = {"by_id": self.by_id, "source": "slack", "about_kind": "order",
                "about_id": order_id, "at": now, "reason": None, "before": None}  # fmt: skip
        _add(books, "history",
             told | {"what": "reserved", "after": {"reserved": len(lines), "backordered": 0}},
             told | {"what": "shipped", "after": {"shipments": [order.number]}})  # fmt: skip

    def _place(self, books: Connection, lines: Any, skus: list[int]) -> int:
        free: dict[int, dict[int, int]] = {}
        for place, sku, units in books.execute(FREE, {"skus": skus, "places": self.places}):
            free.setdefault(place, {})[sku] = units
        return next(
            place for place in self.places
            if all(free.get(place, {}).get(line.sku_id, 0) >= line.ordered for line in lines)
        )  # fmt: skip

    def _move(
        self, books: Connection, place: int, shipment: int, lines: Any, now: dt.datetime
    ) -> None:
        _add(books, "movements", *(
            {"sku_id": line.sku_id, "units": line.ordered, "from_location_id": place,
             "to_location_id": self.customer_id, "reason": "sale", "about_kind": "shipment",
             "about_id": shipment, "line_id": line.id, "occurred_at": now, "recorded_at": now,
             "by_id": self.by_id, "key": f"bare-{shipment}-{line.id}"}
            for line in lines
        ))  # fmt: skip
        books.execute(self.more, [
            {"sku_id": line.sku_id, "location_id": where, "bucket": "sellable", "units": units}
            for line in lines
            for where, units in ((place, -line.ordered), (self.customer_id, line.ordered))
        ])  # fmt: skip


def _add(books: Connection, table: str, *rows: dict[str, Any]) -> None:
    books.execute(INSERTS[table], list(rows))


def _more(row: Any) -> Any:
    return row.on_conflict_do_update(
        index_elements=["sku_id", "location_id", "bucket"],
        set_={"units": LEVELS.c.units + row.excluded.units},
    )


def _plain(table: Table) -> Any:
    return insert(table)


INSERTS = {name: _plain(table) for name, table in T.items()}
