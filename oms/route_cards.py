"""Why an order is sent from where it is, what it waits for, and when that comes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    holds,
    incoming,
    kit_lines,
    order_lists,
    orders,
    routing,
    routing_reason,
    set_aside,
    settings,
    suppliers,
    waiting,
)
from oms.holds import Held
from oms.incoming import Outlook
from oms.routing import Kept
from oms.set_aside import SetAside
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine
from oms.tables.stock import Reservation


@dataclass(frozen=True)
class Considered:
    """A set of places that could have sent the order, and its figures then."""

    places: str
    units: int
    parcels: int
    abroad: int
    cover_days: int | None


@dataclass(frozen=True)
class RouteCard:
    """Where an order is sent from and why, with what else was possible then."""

    number: str
    stage_short: int
    """Units of it that wait for stock."""
    at: tuple[tuple[str, int], ...]
    why: str
    """Why it is sent from where it is; where nothing is promised to it, empty."""
    on: dt.date | None
    by: str
    considered: tuple[Considered, ...]
    now: str
    """Why what waits is not given anything as things stand; empty where nothing waits."""
    kept_for_it: tuple[SetAside, ...]
    kept_from_it: tuple[SetAside, ...]
    kept_no_more: dt.date | None
    """Since when nothing is kept for it, though it ships complete and waits."""
    ship_by: dt.date | None
    late_days: int
    """0 unless it is open past its ship-by day."""
    packing: int
    """Units of it that are planned, being picked or packed."""
    holds: tuple[Held, ...]
    """Those that keep it from being picked and shipped, but for stock that is missing."""
    asked_at: dt.datetime


@dataclass(frozen=True)
class WaitingLine:
    """A line that waits: how many units, and by which day they can leave."""

    title: str
    sku: str
    units: int
    on: dt.date | None
    place_in_queue: int


@dataclass(frozen=True)
class Eta:
    """When what an order waits for comes."""

    number: str
    ship_by: dt.date | None
    lines: tuple[WaitingLine, ...]
    from_supplier: int
    """Units that a supplier sends straight to the customer."""
    on: dt.date | None
    """The day by which all of it can leave; None: nobody knows, or nothing waits."""


@dataclass(frozen=True)
class SkuEta:
    """What there is of a product, what waits for it, and when more comes."""

    sku: str
    title: str
    available: int
    outlook: Outlook
    supplier: str


def card(books: Session, order: Order) -> RouteCard:
    """Why an order is where it is."""
    standing = _standing(books, order)
    plan = routing.last_plan(books, order) if standing else None
    short = waiting.of_order(books, order)
    aside = _set_aside(books, {one.sku_id for one in short})
    mine = [one for one in aside if one.order_id == order.id]
    ahead = routing.kept_from(books, order, {one.sku_id for one in short})
    held, today = holds.of(books, order), settings.today(books)
    around = order_lists.around(books, [order], {order.id: held}, today)[order.id]
    return RouteCard(
        number=order.number,
        stage_short=sum(one.units for one in short),
        at=standing,
        why=plan.why if plan else "",
        on=clock.day_of(plan.at, settings.zone(books)) if plan else None,
        by=actors.name_of(books, plan.by_id) if plan else "",
        considered=tuple(_considered(one) for one in plan.candidates) if plan else (),
        now=_now(books, order, short),
        kept_for_it=set_aside.told(books, mine),
        kept_from_it=set_aside.told(books, ahead),
        kept_no_more=_kept_no_more(books, order) if short else None,
        ship_by=order.ship_by,
        late_days=(today - order.ship_by).days if around.late and order.ship_by else 0,
        packing=around.packing,
        holds=tuple(one for one in held if one.is_blocking and one.kind != "stock"),
        asked_at=clock.now(),
    )


def eta(books: Session, order: Order) -> Eta:
    """When what an order waits for comes."""
    lines = kit_lines.physical(orders.lines_of(books, order))
    short = [line for line in lines if line.backordered > 0]
    days = [line.promised_on for line in short]
    known = [day for day in days if day is not None]
    return Eta(
        number=order.number,
        ship_by=order.ship_by,
        lines=tuple(_waiting(books, order, line) for line in short),
        from_supplier=sum(line.dropship_open for line in lines),
        on=max(known) if known and len(known) == len(days) else None,
    )


def sku_eta(books: Session, sku: Sku, available: int) -> SkuEta:
    """When more of a product comes.

    Args:
        books: open books.
        sku: the product.
        available: units of it that are free now, over all places.
    """
    return SkuEta(
        sku.code,
        sku.title,
        available,
        incoming.outlook(books, sku.id),
        suppliers.name_for(books, sku.id),
    )


def _waiting(books: Session, order: Order, line: OrderLine) -> WaitingLine:
    queue = dict.fromkeys(
        one.order_id
        for one in waiting.of(books, [line.sku_id or 0])
        if one.rank < waiting.rank(order)
    )
    return WaitingLine(
        line.title, line.sku_text, line.backordered, line.promised_on, len(queue) + 1
    )


def _standing(books: Session, order: Order) -> tuple[tuple[str, int], ...]:
    rows = books.execute(
        select(Location.name, Reservation.units)
        .join(Location, Location.id == Reservation.location_id)
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .where(OrderLine.order_id == order.id, Reservation.state == "active")
        .order_by(Location.rank, Location.id)
    )
    units: dict[str, int] = defaultdict(int)
    for place, part in rows:
        units[place] += part
    return tuple(units.items())


def _considered(one: dict[str, Any]) -> Considered:
    *most, last = one["locations"]
    return Considered(
        places=f"{', '.join(most)} and {last}" if most else last,
        units=one["units"],
        parcels=one["parcels"],
        abroad=one["abroad"],
        cover_days=one["cover_days"],
    )


def _set_aside(books: Session, sku_ids: set[int]) -> list[Kept]:
    return routing.all_kept(books, sku_ids) if sku_ids else []


def _now(books: Session, order: Order, short: Sequence[waiting.WaitingLine]) -> str:
    """What would be decided now; nothing while it would be given something in a moment."""
    if not short:
        return ""
    routed = routing.decide(books, order, routing.short_of(short))
    if routed.choice.parts:
        return ""
    return routing_reason.sentence(routed.choice, routed.names)


def _kept_no_more(books: Session, order: Order) -> dt.date | None:
    if not routing.policy(books, order).complete:
        return None
    ended = routing.kept_until(books, order)
    return clock.day_of(ended, settings.zone(books)) if ended <= clock.now() else None
