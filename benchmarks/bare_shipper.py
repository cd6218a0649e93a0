"""Reserve and ship in bare SQLAlchemy Core: the fewest statements that leave the same rows.

It does for an order what `oms` does in two transactions. Reserving locks the order and its stock,
reads what is free, and keeps the plan, the promises, the counters and the history. Shipping locks
again, reads what is promised, and keeps the shipment, the movements, both levels of each, the
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
LINE = update(T["order_lines"]).where(T["order_lines"].c.id == bindparam("line_id"))
RESERVED = LINE.values(reserved=T["order_lines"].c.reserved + bindparam("n"))
SHIPPED = LINE.values(
    reserved=T["order_lines"].c.reserved - bindparam("n"),
    shipped=T["order_lines"].c.shipped + bindparam("n"),
)
HELD = (
    select(T["reservations"])
    .join(T["order_lines"], T["order_lines"].c.id == T["reservations"].c.order_line_id)
    .where(T["order_lines"].c.order_id == bindparam("order_id"))
    .where(T["reservations"].c.state == "active")
)
CONSUMED = (
    update(T["reservations"])
    .where(T["reservations"].c.id.in_(bindparam("ids", expanding=True)))
    .values(state="consumed")
)
KEPT = (
    update(PROMISES)
    .where(PROMISES.c.sku_id == bindparam("sku"), PROMISES.c.location_id == bindparam("place"))
    .values(reserved=PROMISES.c.reserved - bindparam("n"))
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
    """Reserves and ships orders of one shop, each time in a transaction of its own."""

    def __init__(self, engine: Engine, by_id: int, customer_id: int, places: list[int]) -> None:
        self.engine, self.by_id, self.customer_id, self.places = engine, by_id, customer_id, places
        self.is_sqlite = engine.dialect.name == "sqlite"
        row_of = (sqlite if self.is_sqlite else postgresql).insert
        self.more = _more(row_of(LEVELS), ["sku_id", "location_id", "bucket"], "units")
        self.promised = _more(row_of(PROMISES), ["sku_id", "location_id"], "reserved")
        self.order = ORDER if self.is_sqlite else ORDER.with_for_update()
        self.number = NUMBER_SQLITE if self.is_sqlite else NUMBER_POSTGRESQL

    def reserve(self, order_id: int) -> None:
        """Promise one order its goods."""
        with self.engine.begin() as books:
            now = dt.datetime.now(dt.UTC)
            _, lines, skus = self._locked(books, order_id)
            place = self._place(books, lines, skus)
            _add(books, "allocation_plans", {
                "order_id": order_id, "policy": {"split": "any"}, "candidates": [[place, 1]],
                "chosen": [[line.id, place, line.ordered] for line in lines], "why": "one parcel",
                "at": now, "by_id": self.by_id,
            })  # fmt: skip
            _add(books, "reservations", *(
                {"order_line_id": line.id, "sku_id": line.sku_id, "location_id": place,
                 "units": line.ordered, "state": "active", "made_at": now}
                for line in lines
            ))  # fmt: skip
            books.execute(self.promised, [
                {"sku_id": line.sku_id, "location_id": place, "reserved": line.ordered}
                for line in lines
            ])  # fmt: skip
            books.execute(RESERVED, [{"line_id": one.id, "n": one.ordered} for one in lines])
            after = {"reserved": len(lines), "backordered": 0}
            self._tell(books, order_id, "reserved", after, now)

    def ship(self, order_id: int) -> None:
        """Let the promised goods of one order leave."""
        with self.engine.begin() as books:
            now = dt.datetime.now(dt.UTC)
            order, lines, _ = self._locked(books, order_id)
            held = books.execute(HELD, {"order_id": order_id}).all()
            place = held[0].location_id
            _add(books, "done_commands", {
                "key": f"bare-{order_id}", "name": "ship_order", "arguments_hash": "0" * 64,
                "result": {"shipments": [order_id]}, "by_id": self.by_id, "done_at": now,
            })  # fmt: skip
            number = books.execute(self.number).scalar_one()
            shipment = books.execute(SHIPMENT, {
                "number": f"S-{number}", "order_id": order_id, "location_id": place,
                "state": "shipped", "shipped_at": now, "by_id": self.by_id,
            }).scalar_one()  # fmt: skip
            _add(books, "shipment_lines", *(
                {"shipment_id": shipment, "order_line_id": line.id, "units": line.ordered}
                for line in lines
            ))  # fmt: skip
            books.execute(CONSUMED, {"ids": [one.id for one in held]})
            books.execute(KEPT, [
                {"sku": one.sku_id, "place": place, "n": one.units} for one in held
            ])  # fmt: skip
            self._move(books, place, shipment, lines, now)
            books.execute(SHIPPED, [{"line_id": one.id, "n": one.ordered} for one in lines])
            books.execute(COMPLETED, {"order_id": order_id})
            self._tell(books, order_id, "shipped", {"shipments": [order.number]}, now)

    def _locked(self, books: Connection, order_id: int) -> tuple[Any, Any, list[int]]:
        """The order, its lines and its SKUs."""
        order = books.execute(self.order, {"order_id": order_id}).one()
        lines = books.execute(LINES, {"order_id": order_id}).all()
        skus = sorted({line.sku_id for line in lines})
        if not self.is_sqlite:
            books.execute(SKUS, {"skus": skus}).all()
        return order, lines, skus

    def _tell(
        self, books: Connection, order_id: int, what: str, after: Any, now: dt.datetime
    ) -> None:
        _add(books, "history", {
            "by_id": self.by_id, "source": "slack", "about_kind": "order", "about_id": order_id,
            "at": now, "reason": None, "before": None, "what": what, "after": after,
        })  # fmt: skip

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


def _more(row: Any, key: list[str], column: str) -> Any:
    more = {column: row.table.c[column] + row.excluded[column]}
    return row.on_conflict_do_update(index_elements=key, set_=more)


def _plain(table: Table) -> Any:
    return insert(table)


INSERTS = {name: _plain(table) for name, table in T.items()}
