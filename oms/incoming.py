"""What is to come, for whom, and so by which day an order that waits can leave.

Bought goods come to whichever place is short; what is on its way in a transfer comes to one place,
and only for orders that it may supply.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    holds,
    pegging,
    routing,
    settings,
    suppliers,
    transfer_states,
    waiting,
)
from oms.pegging import Expected, Peg, Wanting
from oms.tables.catalogue import Supplier
from oms.tables.orders import Order, OrderLine
from oms.tables.purchasing import PurchaseLine, PurchaseOrder
from oms.tables.stock import Transfer, TransferLine

SHELF, TRANSFER, PURCHASE = range(3)
"""How units come: what comes on one day is given out in this order."""
ON_THE_WAY = ("sent", "confirmed", "part_received")
UNKNOWN_DATE = "unknown_date"


@dataclass(frozen=True)
class Delivery:
    """Units to come on one purchase order or transfer, and how many of them wait for nobody."""

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
    """Units that were bought for stock or sent from another place, and are not here yet."""
    ids = sorted(set(sku_ids))
    return [*_bought(books, ids), *_sent_here(books, ids)]


def _bought(books: Session, sku_ids: list[int]) -> list[Expected]:
    rows = books.execute(
        select(PurchaseLine, PurchaseOrder, Supplier.lead_time_days)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseLine.purchase_order_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .where(
            PurchaseLine.sku_id.in_(sku_ids),
            PurchaseOrder.kind == "stock",
            PurchaseOrder.state.in_(ON_THE_WAY),
            _still_open(),
        )
    )
    return [
        Expected(
            (PURCHASE, line.id),
            order.number,
            line.sku_id,
            line.units - line.received - line.cancelled,
            line.expected_on or order.expected_on or _by_lead(books, order, days),
        )
        for line, order, days in rows
    ]


def _sent_here(books: Session, sku_ids: list[int]) -> list[Expected]:
    rows = books.execute(
        select(TransferLine.id, Transfer.number, TransferLine.sku_id, TransferLine.left,
               Transfer.expected_on, Transfer.to_location_id)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(
            TransferLine.sku_id.in_(sku_ids),
            Transfer.state.in_(transfer_states.ON_THE_WAY),
            TransferLine.left > 0,
        )
    )  # fmt: skip
    return [
        Expected((TRANSFER, line_id), number, sku_id, units, on, place)
        for line_id, number, sku_id, units, on, place in rows
    ]


def pegs(books: Session, sku_ids: Iterable[int]) -> list[Peg]:
    """Which line gets what is free or is to come of these SKUs, in rank."""
    wanted = set(sku_ids)
    lines, coming = waiting.of(books, wanted), expected(books, wanted)
    places = {}
    if any(one.location_id for one in coming):
        places = _places(books, {line.order_id for line in lines})
    queue = [
        Wanting(one.line_id, one.sku_id, one.units, places.get(one.order_id, frozenset()))
        for one in lines
    ]
    return pegging.peg(queue, [*_on_the_shelf(books, wanted), *coming])


def _places(books: Session, order_ids: set[int]) -> dict[int, frozenset[int]]:
    """Order id -> the ids of the locations that may supply it."""
    known: dict[tuple[int, str], frozenset[int]] = {}
    found = {}
    for order in books.scalars(select(Order).where(Order.id.in_(sorted(order_ids)))):
        alike = (order.channel_id, routing.country_of(order))
        if alike not in known:
            known[alike] = frozenset(place.id for place in routing.places(books, order))
        found[order.id] = known[alike]
    return found


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
    coming = sorted(expected(books, [sku_id]), key=lambda one: (one.on is None, one.on, one.key))
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
    return [
        Expected((SHELF, sku_id), "", sku_id, units, today)
        for sku_id, units in free.items()
        if units
    ]


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
