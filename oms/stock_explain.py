"""Why a number of stock is what it is: the movements, promises and buckets that make it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from oms import clock, settings, stock, stock_documents
from oms.stock_documents import About
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine
from oms.tables.stock import Movement, Reservation

NAMED = 5
"""How many documents of a group are named, the newest first."""
HAPPENED: Mapping[str, str] = {
    "opening": "opening stock", "receipt": "received", "transfer_in": "came from elsewhere",
    "return_in": "came back", "restock": "came back", "found": "found",
    "sale": "shipped", "dropship_sale": "shipped", "pos_sale": "sold over the counter",
    "transfer_out": "sent elsewhere", "supplier_return": "sent back to the supplier",
    "scrap": "written off", "damage": "written off", "theft": "written off",
    "sample": "written off", "expired": "written off", "lost_in_post": "lost on the way",
    "count_gain": "counted", "count_loss": "counted", "inspect": "inspected",
    "refurb": "repaired", "correction": "corrected", "supplier_error": "corrected",
    "return_fix": "corrected", "reversal": "corrected",
}  # fmt: skip
"""Reason of a movement -> what happened, in the order in which it is told."""
ORDERED = tuple(dict.fromkeys(HAPPENED.values()))
TOLD_BY_REASON = frozenset({"damage", "theft", "sample", "expired", "supplier_error", "return_fix"})
"""Reasons that say more than what happened, named where there is no document."""


@dataclass(frozen=True)
class Flow:
    """Units that one document moved at the place for one reason, undone ones already taken off."""

    reason: str
    about: About | None
    units: int
    """Above 0: came here; below 0: left."""
    on: dt.date


@dataclass(frozen=True)
class Document:
    """A document and the units it moved at the place."""

    name: str
    units: int
    on: dt.date
    """The last day on which it moved anything here."""


@dataclass(frozen=True)
class Group:
    """What happened, and how many units it brought (above 0) or took (below 0)."""

    happened: str
    units: int
    documents: tuple[Document, ...] = ()
    """The newest that moved anything, at most `NAMED`."""
    more: int = 0
    """How many further documents there are."""


@dataclass(frozen=True)
class PromisedTo:
    """Units promised to one order, and since when."""

    order: str
    units: int
    since: dt.date
    ship_by: dt.date | None


@dataclass(frozen=True)
class Explained:
    """A stock figure with everything that makes it.

    Always: the groups sum to `on_hand`; `promised` sums to `reserved`; `held` sums to the units
    that are not sellable; and available is on hand less reserved less held.
    """

    sku: str
    title: str
    location: str
    groups: tuple[Group, ...]
    promised: tuple[PromisedTo, ...]
    held: Mapping[str, int]

    @property
    def on_hand(self) -> int:
        """Units physically there."""
        return sum(group.units for group in self.groups)

    @property
    def reserved(self) -> int:
        """Units promised to orders."""
        return sum(one.units for one in self.promised)

    @property
    def available(self) -> int:
        """Units free to promise; below zero means oversold."""
        return self.on_hand - self.reserved - sum(self.held.values())


def explain(books: Session, sku_id: int, location_id: int) -> Explained:
    """What makes the stock of a SKU at a location: on hand, reserved and held."""
    sku, place = books.get_one(Sku, sku_id), books.get_one(Location, location_id)
    held = dict(stock.buckets(books, sku_id, location_id))
    held.pop(stock.SELLABLE, None)
    return Explained(
        sku=sku.code,
        title=sku.title,
        location=place.name,
        groups=named(books, flows(books, sku_id, location_id)),
        promised=promised(books, sku_id, location_id),
        held=held,
    )


def moved_after(books: Session, sku_id: int, location_id: int, day: dt.date) -> tuple[Group, ...]:
    """What happened at a place after the end of a day in the shop's zone."""
    end = clock.day_bounds(day, settings.zone(books))[1]
    return named(books, flows(books, sku_id, location_id, since=end))


def grouped(found: Iterable[Flow], names: Mapping[About, str]) -> tuple[Group, ...]:
    """Flows by what happened, in the order of `HAPPENED`; what cancels itself out is left out.

    Returns:
        Groups whose units sum to those of the flows.
    """
    by_kind: dict[str, list[Flow]] = defaultdict(list)
    for flow in found:
        by_kind[HAPPENED[flow.reason]].append(flow)
    groups = (_group(kind, by_kind[kind], names) for kind in ORDERED if kind in by_kind)
    return tuple(group for group in groups if group.units or group.documents)


def named(books: Session, found: list[Flow]) -> tuple[Group, ...]:
    """Flows grouped, with the names of those documents that are shown."""
    shown: dict[str, list[Flow]] = defaultdict(list)
    for flow in _newest(found):
        if flow.about and flow.units and len(shown[HAPPENED[flow.reason]]) < NAMED:
            shown[HAPPENED[flow.reason]].append(flow)
    wanted = {flow.about for several in shown.values() for flow in several if flow.about}
    return grouped(found, stock_documents.names(books, wanted))


def flows(
    books: Session, sku_id: int, location_id: int, *, since: dt.datetime | None = None
) -> list[Flow]:
    """Units that came to and left a location, by document and reason.

    A reversal counts towards what it reverses, so goods that were shipped and taken back are not
    told as two things. Moves between buckets of the same place change nothing here.
    """
    undone, zone = aliased(Movement), settings.zone(books)
    sign = case((Movement.to_location_id == location_id, Movement.units), else_=-Movement.units)
    reason = func.coalesce(undone.reason, Movement.reason)
    ends = (Movement.from_location_id == location_id) != (Movement.to_location_id == location_id)
    wanted = (
        select(reason, Movement.about_kind, Movement.about_id, func.sum(sign),
               func.max(Movement.id), func.max(Movement.occurred_at))
        .outerjoin(undone, undone.id == Movement.reverses_id)
        .where(Movement.sku_id == sku_id, ends)
        .group_by(reason, Movement.about_kind, Movement.about_id)
        .order_by(func.max(Movement.id))
    )  # fmt: skip
    if since is not None:
        wanted = wanted.where(Movement.occurred_at >= since)
    return [
        Flow(
            why, (kind, about) if kind and about else None, int(units), clock.day_of(last_at, zone)
        )
        for why, kind, about, units, _, last_at in books.execute(wanted)
    ]


def promised(books: Session, sku_id: int, location_id: int) -> tuple[PromisedTo, ...]:
    """The orders to which units at a location are promised, the oldest promise first."""
    since, zone = func.min(Reservation.made_at), settings.zone(books)
    rows = books.execute(
        select(Order.number, func.sum(Reservation.units), since, Order.ship_by)
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Reservation.sku_id == sku_id,
            Reservation.location_id == location_id,
            Reservation.state == "active",
        )
        .group_by(Order.id, Order.number, Order.ship_by)
        .order_by(since, Order.id)
    )
    return tuple(
        PromisedTo(number, int(units), clock.day_of(at, zone), due)
        for number, units, at, due in rows
    )


def _group(kind: str, found: list[Flow], names: Mapping[About, str]) -> Group:
    shown: dict[str, Document] = {}
    unnamed = set()
    for flow in _newest(found):
        name = names.get(flow.about) if flow.about else _reason(flow)
        if not flow.units or (flow.about is None and name is None):
            continue
        if name is None or (name not in shown and len(shown) == NAMED):
            unnamed.add(name or flow.about)
            continue
        known = shown.get(name, Document(name, 0, flow.on))
        shown[name] = replace(known, units=known.units + flow.units)
    units = sum(flow.units for flow in found)
    return Group(kind, units, tuple(one for one in shown.values() if one.units), len(unnamed))


def _reason(flow: Flow) -> str | None:
    return flow.reason.replace("_", " ") if flow.reason in TOLD_BY_REASON else None


def _newest(found: Iterable[Flow]) -> list[Flow]:
    # flows come in the order in which they were booked, which decides within a day
    return sorted(found, key=lambda flow: flow.on)[::-1]
