"""Who waits for stock, in rank: by priority, then ship-by day, then when it was placed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from oms.holds import NOT_RESERVED
from oms.tables.orders import Order, OrderHold, OrderLine

Rank = tuple[int, dt.date, dt.datetime, int]
"""Minus the priority, ship-by day, when it was placed, id: the least comes first."""


@dataclass(frozen=True)
class WaitingLine:
    """Units of an open order's line that are reserved nowhere."""

    line_id: int
    order_id: int
    channel_id: int
    sku_id: int
    units: int
    rank: Rank


def of(books: Session, sku_ids: Iterable[int]) -> list[WaitingLine]:
    """The lines that wait for any of these SKUs and may be given some, the first in rank first."""
    rows = books.execute(
        select(OrderLine, Order)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.sku_id.in_(sorted(set(sku_ids))), *may_be_given())
    ).all()
    found = [
        WaitingLine(
            line_id=line.id,
            order_id=order.id,
            channel_id=order.channel_id,
            sku_id=line.sku_id or 0,
            units=line.backordered,
            rank=rank(order),
        )
        for line, order in rows
    ]
    return sorted(found, key=lambda one: (one.rank, one.line_id))


def rank(order: Order) -> Rank:
    """Where an order stands in the queue."""
    return -order.priority, order.ship_by or dt.date.max, order.placed_at, order.id


def may_be_given() -> tuple[ColumnElement[bool], ...]:
    """That a line is short, its order open, and no hold forbids to promise it stock."""
    held = select(OrderHold.order_id).where(
        OrderHold.released_at.is_(None), OrderHold.kind.in_(NOT_RESERVED)
    )
    return is_short(), Order.state == "open", Order.id.not_in(held)


def is_short() -> ColumnElement[bool]:
    """That a line has units reserved nowhere; in the words of the index over such lines."""
    left = (
        OrderLine.ordered
        - OrderLine.cancelled
        - OrderLine.shipped
        - OrderLine.reserved
        - OrderLine.dropship_open
    )
    # a bound 0 would hide from the database that the index over short lines fits
    return left > literal_column("0")


def of_order(books: Session, order: Order) -> list[WaitingLine]:
    """The short lines of one order, whatever holds it has."""
    lines = books.scalars(
        select(OrderLine)
        .where(OrderLine.order_id == order.id, OrderLine.sku_id.is_not(None), is_short())
        .order_by(OrderLine.line_no)
    ).all()
    kits = {line.parent_line_id for line in lines}
    return [
        WaitingLine(
            line_id=line.id,
            order_id=order.id,
            channel_id=order.channel_id,
            sku_id=line.sku_id or 0,
            units=line.backordered,
            rank=rank(order),
        )
        for line in lines
        if line.id not in kits
    ]
