"""All that staff want to know of one order, gathered in a handful of indexed questions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, orders, settings
from oms.orders import holds_of
from oms.tables.catalogue import Channel, Location, Sku
from oms.tables.orders import Charge, Order, OrderLine, Shipment, ShipmentLine
from oms.tables.people import Customer
from oms.tables.returns import Return
from oms.tables.stock import Reservation
from oms.tracking import tracking_url


@dataclass(frozen=True)
class LineCard:
    """One line: units ordered and what became of them, and where reserved ones stand."""

    line_id: int
    sku: str
    title: str
    ordered: int
    reserved: int
    shipped: int
    backordered: int
    cancelled: int
    returned: int
    amount_minor: int
    at: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ParcelCard:
    """One shipment that left or is to leave."""

    number: str
    state: str
    location: str
    carrier: str
    tracking: str
    url: str
    shipped_on: dt.date | None
    units: int


@dataclass(frozen=True)
class OrderCard:
    """An order as staff see it. `late_days` is 0 unless it is open past its ship-by day."""

    id: int
    version: int
    number: str
    their_number: str
    channel: str
    stage: str
    payment: str
    customer: str
    town: str
    placed_on: dt.date
    ship_by: dt.date | None
    late_days: int
    total_minor: int
    currency: str
    lines: tuple[LineCard, ...]
    parcels: tuple[ParcelCard, ...]
    holds: tuple[str, ...]
    returns: tuple[tuple[str, str], ...]
    """Number and state of each return."""
    charges: tuple[tuple[str, int], ...]
    """Title and amount in minor units of what is not goods."""


def card(books: Session, order: Order) -> OrderCard:
    """The card of an order, as things stand now."""
    lines = orders.lines_of(books, order)
    holds = holds_of(books, order)
    zone = settings.zone(books)
    today = clock.day_of(clock.now(), zone)
    customer = books.get(Customer, order.customer_id) if order.customer_id else None
    overdue = (today - order.ship_by).days if order.state == "open" and order.ship_by else 0
    return OrderCard(
        id=order.id,
        version=order.version,
        number=order.number,
        their_number=order.their_number,
        channel=books.get_one(Channel, order.channel_id).name,
        stage=orders.stage(order.state, held=bool(holds), lines=lines),
        payment=order.payment,
        customer=_shown_name(books, customer.name) if customer else "",
        town=order.town or "",
        placed_on=clock.day_of(order.placed_at, zone),
        ship_by=order.ship_by,
        late_days=max(0, overdue),
        total_minor=order.total_minor,
        currency=order.currency,
        lines=_lines(books, lines),
        parcels=_parcels(books, order, zone),
        holds=tuple(hold.kind for hold in holds),
        returns=_returns(books, order),
        charges=_charges(books, order),
    )


def _lines(books: Session, lines: list[OrderLine]) -> tuple[LineCard, ...]:
    sku_ids = [line.sku_id for line in lines if line.sku_id is not None]
    skus = {sku.id: sku.code for sku in books.scalars(select(Sku).where(Sku.id.in_(sku_ids)))}
    places = _places(books, [line.id for line in lines if line.reserved])
    return tuple(
        LineCard(
            line_id=line.id,
            sku=skus.get(line.sku_id or 0, line.sku_text),
            title=line.title,
            ordered=line.ordered,
            reserved=line.reserved,
            shipped=line.shipped,
            backordered=line.backordered,
            cancelled=line.cancelled,
            returned=line.returned,
            amount_minor=line.amount_minor,
            at=tuple(sorted(places[line.id].items())),
        )
        for line in lines
    )


def _places(books: Session, line_ids: list[int]) -> dict[int, dict[str, int]]:
    places: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    if not line_ids:
        return places
    rows = books.execute(
        select(Reservation.order_line_id, Location.name, Reservation.units)
        .join(Location, Location.id == Reservation.location_id)
        .where(Reservation.order_line_id.in_(line_ids), Reservation.state == "active")
    )
    for line_id, place, units in rows:
        places[line_id][place] += units
    return places


def _parcels(books: Session, order: Order, zone: str) -> tuple[ParcelCard, ...]:
    rows = books.execute(
        select(Shipment, Location.name, ShipmentLine.units)
        .outerjoin(Location, Location.id == Shipment.location_id)
        .outerjoin(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(Shipment.order_id == order.id, Shipment.state.not_in(("undone", "void")))
        .order_by(Shipment.id)
    ).all()
    units: dict[int, int] = defaultdict(int)
    seen: dict[int, tuple[Shipment, str]] = {}
    for shipment, place, part in rows:
        seen[shipment.id] = (shipment, place or "")
        units[shipment.id] += part or 0
    return tuple(
        ParcelCard(
            number=shipment.number,
            state=shipment.state,
            location=place,
            carrier=shipment.carrier or "",
            tracking=shipment.tracking or "",
            url=tracking_url(shipment.carrier, shipment.tracking),
            shipped_on=clock.day_of(shipment.shipped_at, zone) if shipment.shipped_at else None,
            units=units[shipment.id],
        )
        for shipment, place in seen.values()
    )


def _returns(books: Session, order: Order) -> tuple[tuple[str, str], ...]:
    wanted = select(Return.number, Return.state).where(Return.order_id == order.id)
    return tuple((number, state) for number, state in books.execute(wanted.order_by(Return.id)))


def _charges(books: Session, order: Order) -> tuple[tuple[str, int], ...]:
    wanted = select(Charge.title, Charge.amount_minor).where(Charge.order_id == order.id)
    return tuple((title, minor) for title, minor in books.execute(wanted.order_by(Charge.id)))


def _shown_name(books: Session, name: str) -> str:
    if settings.value(books, "names_on_cards") == "full":
        return name
    return " ".join(f"{word[0]}." for word in name.split())
