"""What the checks of `oms.eligibility` need to know, read from the books."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, eligibility, orders, settings
from oms.eligibility import Goods, Sale, Verdict
from oms.return_reasons import CHANGED_MIND
from oms.tables.catalogue import Channel, Sku
from oms.tables.orders import Order, OrderLine, Shipment
from oms.tables.people import Customer

LEFT = ("shipped", "delivered", "lost", "damaged_in_post")
"""States of a shipment whose goods went to the customer."""
BYE_LAWS = frozenset({"product", "window", "hygiene", "personalised", "kit", "customer"})
"""Checks of the shop's own policy; somebody with authority may decide otherwise."""


@dataclass(frozen=True)
class Announced:
    """Units of one order line that are to come back, why, and what the customer wants for them."""

    line_id: int
    units: int
    reason: str = CHANGED_MIND
    wanted: str = "refund"
    exchange_sku_id: int | None = None


def verdict(books: Session, order: Order, announced: Iterable[Announced]) -> Verdict:
    """Every check put to what is announced, as things stand now."""
    told = list(announced)
    lines = {line.id: line for line in orders.lines_of(books, order)}
    whole = books.get_one(Channel, order.channel_id).kit_return == "whole"
    torn = _torn(lines, told) if whole else {}
    return eligibility.judge(
        _sale(books, order, list(lines.values())),
        tuple(_goods(books, lines[one.line_id], one, torn.get(one.line_id, "")) for one in told),
    )


def _sale(books: Session, order: Order, lines: list[OrderLine]) -> Sale:
    channel = books.get_one(Channel, order.channel_id)
    zone = settings.zone(books)
    rows = books.execute(
        select(Shipment.shipped_at, Shipment.delivered_at).where(
            Shipment.order_id == order.id, Shipment.state.in_(LEFT)
        )
    ).all()
    shipped = [row.shipped_at for row in rows if row.shipped_at is not None]
    delivered = [row.delivered_at for row in rows if row.delivered_at is not None]
    # the clock begins with the last item: one parcel without news leaves it to the usual time
    known = len(delivered) == len(rows) and channel.return_clock == "delivered"
    return Sale(
        number=order.number,
        state=order.state,
        today=settings.today(books),
        last_shipped_on=_last_day(shipped, zone) or clock.day_of(order.placed_at, zone),
        last_delivered_on=_last_day(delivered, zone) if known else None,
        still_to_come=any(line.open_units for line in lines),
        transit_days=channel.transit_days if channel.return_clock == "delivered" else 0,
        window_days=channel.return_window_days,
        is_distance=channel.distance_sale and channel.kind != "pos",
        customer_watched=_watched(books, order.customer_id),
    )


def _torn(lines: Mapping[int, OrderLine], told: list[Announced]) -> dict[int, str]:
    """Lines announced of kits that would be torn apart, and the title of the kit."""
    coming: dict[int, int] = defaultdict(int)
    for one in told:
        coming[one.line_id] += one.units
    torn = {}
    for line_id in list(coming):
        kit_id = lines[line_id].parent_line_id
        if kit_id is not None:
            parts = [line for line in lines.values() if line.parent_line_id == kit_id]
            kits = {coming[part.id] / (part.kit_units or 1) for part in parts}
            if len(kits) > 1 or not kits.pop().is_integer():
                torn[line_id] = lines[kit_id].title
    return torn


def _goods(books: Session, line: OrderLine, one: Announced, part_of: str) -> Goods:
    sku = books.get(Sku, line.sku_id) if line.sku_id is not None else None
    return Goods(
        title=line.title,
        units=one.units,
        shipped=line.shipped,
        returnable=max(0, line.returnable),
        returnless=line.returnless,
        lost=line.lost,
        reason=one.reason,
        may_return=sku.returnable if sku is not None else True,
        window_days=sku.return_window_days if sku is not None else None,
        hygiene=sku.hygiene if sku is not None else False,
        personalised=sku.personalised if sku is not None else False,
        part_of=part_of,
    )


def _watched(books: Session, customer_id: int | None) -> bool:
    customer = books.get(Customer, customer_id) if customer_id is not None else None
    return customer is not None and customer.ask_on_return


def _last_day(moments: list[dt.datetime], zone: str) -> dt.date | None:
    return clock.day_of(max(moments), zone) if moments else None
