"""Lists of orders: those that fit what was asked for, those that are late or will be tomorrow."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from oms import holds, order_states, payments, waiting
from oms.customers import name_like
from oms.holds import Held
from oms.order_states import Around
from oms.tables.catalogue import Channel
from oms.tables.messages import ExceptionCase
from oms.tables.orders import Order, OrderHold, OrderLine, Shipment, ShipmentLine
from oms.tables.people import Customer

LISTED = 10
NOT_LEFT = ("undone", "void")
IN_HAND = ("planned", "picking", "packed")
"""States of shipments whose goods are being picked or stand packed."""


@dataclass(frozen=True)
class OrderFound:
    """One order in a list."""

    id: int
    number: str
    their_number: str
    stage: str
    customer: str
    town: str
    channel: str
    placed_at: dt.datetime
    ship_by: dt.date | None
    units: int
    total_minor: int
    currency: str
    badge: str = ""
    """The one word for it: see `order_states.BADGES`."""
    payment: str = ""
    holds: tuple[Held, ...] = ()
    is_late: bool = False
    """It is open past its ship-by day, whatever its badge says first."""
    promised_on: dt.date | None = None
    """The day by which the last of its backordered units is expected to leave."""

    @property
    def told(self) -> str:
        """What it is called in a list."""
        return order_states.told(self.stage, self.badge)


@dataclass(frozen=True)
class OrdersFound:
    """The first orders of a list, newest first, and how many there are in all."""

    orders: tuple[OrderFound, ...]
    total: int


@dataclass(frozen=True)
class Wanted:
    """Which orders to find; what is None does not matter."""

    customer: str | None = None
    sku_id: int | None = None
    channel_id: int | None = None
    stage: str | None = None
    """open, late, shipped, backordered, cancelled, draft, held or unpaid (of the open ones)."""
    today: dt.date | None = None
    customer_id: int | None = None
    town: str | None = None
    """Where it goes, however it is written."""
    placed: tuple[dt.datetime, dt.datetime] | None = None
    """From this moment on, and before that one."""
    left: tuple[dt.datetime, dt.datetime] | None = None
    """The same, of when goods of it left."""


def late(books: Session, today: dt.date) -> list[OrderFound]:
    """Open orders whose ship-by day has passed, the latest first."""
    rows = select(Order).where(Order.state == "open", Order.ship_by < today)
    return _found(books, list(books.scalars(rows.order_by(Order.ship_by, Order.id))), today)


def late_tomorrow(books: Session, today: dt.date) -> list[OrderFound]:
    """Open orders that are to leave today, and will be late tomorrow if they do not."""
    rows = select(Order).where(Order.state == "open", Order.ship_by == today)
    return _found(books, list(books.scalars(rows.order_by(Order.priority.desc(), Order.id))), today)


def find(books: Session, wanted: Wanted, limit: int = LISTED, *, skip: int = 0) -> OrdersFound:
    """Orders that fit, newest first, at most `limit` after those skipped, and how many in all."""
    rows = select(Order)
    if wanted.customer is not None:
        named = select(Customer.id).where(name_like(wanted.customer))
        rows = rows.where(Order.customer_id.in_(named))
    if wanted.town is not None:
        rows = rows.where(func.lower(Order.town) == wanted.town.lower())
    if wanted.customer_id is not None:
        rows = rows.where(Order.customer_id == wanted.customer_id)
    if wanted.sku_id is not None:
        having = select(OrderLine.order_id).where(OrderLine.sku_id == wanted.sku_id)
        rows = rows.where(Order.id.in_(having))
    if wanted.channel_id is not None:
        rows = rows.where(Order.channel_id == wanted.channel_id)
    if wanted.stage is not None:
        rows = rows.where(*_staged(wanted.stage, wanted.today))
    if wanted.placed is not None:
        rows = rows.where(Order.placed_at >= wanted.placed[0], Order.placed_at < wanted.placed[1])
    if wanted.left is not None:
        first, past = wanted.left
        gone = select(Shipment.order_id).where(
            Shipment.shipped_at >= first,
            Shipment.shipped_at < past,
            Shipment.state.not_in(NOT_LEFT),
        )
        rows = rows.where(Order.id.in_(gone))
    total = books.scalars(select(func.count()).select_from(rows.subquery())).one()
    page = rows.order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit).offset(skip)
    return OrdersFound(tuple(_found(books, list(books.scalars(page)), wanted.today)), total)


def of_ids(books: Session, ids: Sequence[int], today: dt.date | None) -> list[OrderFound]:
    """These orders as they stand now, in that order; those that are gone are left out."""
    place = {order_id: at for at, order_id in enumerate(ids)}
    rows = books.scalars(select(Order).where(Order.id.in_(ids)))
    return _found(books, sorted(rows, key=lambda order: place[order.id]), today)


def _staged(stage: str, today: dt.date | None) -> list[ColumnElement[bool]]:
    if stage == "late":
        return [Order.state == "open", Order.ship_by < today]
    if stage == "backordered":
        is_short, *may_be_given = waiting.may_be_given()
        return [Order.id.in_(select(OrderLine.order_id).where(is_short)), *may_be_given]
    if stage == "unpaid":
        return [Order.state == "open", payments.ASKED_MINOR > 0]
    if stage == "held":
        held = select(OrderHold.order_id).where(OrderHold.released_at.is_(None))
        return [Order.state == "open", Order.id.in_(held)]
    states = {"open": "open", "shipped": "completed", "cancelled": "cancelled", "draft": "draft"}
    return [Order.state == states[stage]]


def around(
    books: Session, found: list[Order], held: dict[int, list[Held]], today: dt.date | None
) -> dict[int, Around]:
    """What stands around the lines of some orders, by their ids."""
    ids = [order.id for order in found]
    packing: dict[int, int] = defaultdict(int)
    in_hand = (
        select(Shipment.order_id, func.sum(ShipmentLine.units))
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(Shipment.order_id.in_(ids), Shipment.state.in_(IN_HAND))
        .group_by(Shipment.order_id)
    )
    for order_id, units in books.execute(in_hand):
        packing[order_id] = int(units)
    cases = excepted(books, found)
    return {
        order.id: Around(
            held=bool(held.get(order.id)),
            excepted=order.id in cases,
            late=is_late(order, today),
            packing=packing[order.id],
        )
        for order in found
    }


def is_late(order: Order, today: dt.date | None) -> bool:
    """Whether an order is open past its ship-by day."""
    return bool(order.state == "open" and order.ship_by and today and order.ship_by < today)


def excepted(books: Session, found: Iterable[Order]) -> set[int]:
    """The ids of those orders about which an exception case is open."""
    by_subject = {f"order {order.number}": order.id for order in found}
    rows = books.execute(
        select(ExceptionCase.subject, ExceptionCase.about_kind, ExceptionCase.about_id).where(
            ExceptionCase.state == "open",
            or_(
                ExceptionCase.subject.in_(by_subject),
                (ExceptionCase.about_kind == "order")
                & ExceptionCase.about_id.in_(by_subject.values()),
            ),
        )
    )
    return {about if kind == "order" and about else by_subject[told] for told, kind, about in rows}


def _found(books: Session, found: list[Order], today: dt.date | None) -> list[OrderFound]:
    ids = [order.id for order in found]
    lines: dict[int, list[OrderLine]] = {order_id: [] for order_id in ids}
    for line in books.scalars(select(OrderLine).where(OrderLine.order_id.in_(ids))):
        lines[line.order_id].append(line)
    held = holds.of_many(books, ids)
    standing = around(books, found, held, today)
    paid = payments.of_many(books, found)
    channels = {channel.id: channel.name for channel in books.scalars(select(Channel))}
    customer_ids = [order.customer_id for order in found if order.customer_id is not None]
    customers = {
        customer.id: customer
        for customer in books.scalars(select(Customer).where(Customer.id.in_(customer_ids)))
    }
    listed = []
    for order in found:
        units = order_states.progress(lines[order.id])
        is_held = any(one.is_blocking for one in held.get(order.id, []))
        listed.append(
            OrderFound(
                id=order.id,
                number=order.number,
                their_number=order.their_number,
                stage=order_states.stage(order.state, held=is_held, units=units),
                customer=customers[order.customer_id].name if order.customer_id else "",
                town=order.town or "",
                channel=channels[order.channel_id],
                placed_at=order.placed_at,
                ship_by=order.ship_by,
                units=sum(line.ordered - line.cancelled for line in lines[order.id]),
                total_minor=order.total_minor,
                currency=order.currency,
                badge=order_states.badge(order.state, units, standing[order.id]),
                payment=paid[order.id].state,
                holds=tuple(held.get(order.id, ())),
                is_late=standing[order.id].late,
                promised_on=_promised(lines[order.id]),
            )
        )
    return listed


def _promised(lines: list[OrderLine]) -> dt.date | None:
    """When the last of what waits is expected to leave; None where nothing waits or is known."""
    days = [line.promised_on for line in lines if line.backordered > 0]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
