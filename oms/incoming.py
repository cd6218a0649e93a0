"""What is to come, for whom, and so by which day an order that waits can leave."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from oms import actors, clock, holds, pegging, routing, settings, suppliers, waiting
from oms.pegging import Expected, Peg, Wanting
from oms.tables.catalogue import Supplier
from oms.tables.orders import Order, OrderLine
from oms.tables.purchasing import PurchaseLine, PurchaseOrder

ON_THE_WAY = ("sent", "confirmed", "part_received")
UNKNOWN_DATE = "unknown_date"


@dataclass(frozen=True)
class Delivery:
    """Units to come on one purchase order, and how many of them wait for nobody."""

    number: str
    units: int
    free: int
    on: dt.date | None


@dataclass(frozen=True)
class Outlook:
    """What of a SKU waits, what is to come, and when the next that nobody waits for can leave."""

    waiting: int
    deliveries: tuple[Delivery, ...]
    next_free_on: dt.date | None
    """None: nobody knows."""


def expected(books: Session, sku_ids: Iterable[int]) -> list[Expected]:
    """Units on purchase orders for stock that were sent and not received."""
    rows = books.execute(
        select(PurchaseLine, PurchaseOrder, Supplier.lead_time_days)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.purchase_order_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .where(
            PurchaseLine.sku_id.in_(sorted(set(sku_ids))),
            PurchaseOrder.kind == "stock",
            PurchaseOrder.state.in_(ON_THE_WAY),
            _still_open(),
        )
    )
    return [
        Expected(
            line.id,
            order.number,
            line.sku_id,
            line.units - line.received - line.cancelled,
            line.expected_on or order.expected_on or _by_lead(books, order, days),
        )
        for line, order, days in rows
    ]


def pegs(books: Session, sku_ids: Iterable[int]) -> list[Peg]:
    """Which line gets what is free or is to come of these SKUs, in rank."""
    wanted = set(sku_ids)
    queue = [Wanting(one.line_id, one.sku_id, one.units) for one in waiting.of(books, wanted)]
    return pegging.peg(queue, [*_on_the_shelf(books, wanted), *expected(books, wanted)])


def promise(books: Session, order: Order, *, lines: Iterable[OrderLine]) -> None:
    """Write on the lines of an order by which day what they wait for can leave.

    Where nobody knows, the order gets a hold that stops nothing and that somebody sees to; it goes
    when the day is known. The caller has locked the order.
    """
    every = list(lines)
    short = [line for line in every if line.sku_id is not None and line.backordered > 0]
    days = _days(books, {line.sku_id for line in short if line.sku_id is not None})
    for line in every:
        line.promised_on = days.get(line.id) if line in short else None
    unknown = [line.title for line in short if line.id in days and days[line.id] is None]
    _hold(books, order, unknown)
    books.flush()


def stale(books: Session, sku_id: int) -> list[int]:
    """The ids of the orders whose promised days changed, by who waits or by what comes."""
    days = _days(books, {sku_id})
    lines = books.scalars(select(OrderLine).where(OrderLine.id.in_(sorted(days))))
    return sorted({line.order_id for line in lines if line.promised_on != days[line.id]})


def outlook(books: Session, sku_id: int) -> Outlook:
    """What of a SKU waits and is to come."""
    coming = sorted(
        expected(books, [sku_id]), key=lambda one: (one.on is None, one.on, one.purchase_line_id)
    )
    taken = pegs(books, [sku_id])
    today = settings.today(books)
    deliveries = tuple(
        Delivery(
            one.number,
            one.units,
            one.units - sum(peg.units for peg in taken if peg.expected == one),
            one.on,
        )
        for one in coming
    )
    free = next((one.on for one in deliveries if one.free and one.on), None)
    lead = suppliers.lead_days(books, [sku_id]).get(sku_id)
    bought = today + dt.timedelta(days=lead) if lead is not None else None
    waits = sum(one.units for one in taken)
    return Outlook(waits, deliveries, max(free, today) if free else bought)


def _on_the_shelf(books: Session, sku_ids: set[int]) -> list[Expected]:
    """What is free now and waits for the rest of an order that ships complete."""
    today = settings.today(books)
    free: dict[int, int] = defaultdict(int)
    for part in routing.free(books, sku_ids, routing.fulfilling(books)).values():
        for sku_id, units in part.items():
            free[sku_id] += max(0, units)
    # below every id of a purchase line
    return [Expected(-sku_id, "", sku_id, units, today) for sku_id, units in free.items() if units]


def _days(books: Session, sku_ids: set[int]) -> dict[int, dt.date | None]:
    if not sku_ids:
        return {}
    lead = suppliers.lead_days(books, sku_ids)
    return pegging.promised(pegs(books, sku_ids), settings.today(books), lead)


def _hold(books: Session, order: Order, unknown: list[str]) -> None:
    held = any(one.kind == UNKNOWN_DATE for one in holds.of(books, order))
    if unknown:
        note = f"{', '.join(unknown)}: nobody knows when"
        holds.let_wait(books, order, UNKNOWN_DATE, note=note, by=actors.system(books))
    elif held:
        holds.clear(books, order, UNKNOWN_DATE, by=actors.system(books))


def _still_open() -> ColumnElement[bool]:
    return PurchaseLine.received + PurchaseLine.cancelled < PurchaseLine.units


def _by_lead(books: Session, order: PurchaseOrder, days: int) -> dt.date | None:
    if order.sent_at is None:
        return None
    return clock.day_of(order.sent_at, settings.zone(books)) + dt.timedelta(days=days)
