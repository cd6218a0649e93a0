"""Shipments as staff see them: number, state, parcels with their pages, and what is inside."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import clock, parcels, settings
from oms.errors import ShopError
from oms.shipment_states import WORDS, State
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine, Shipment, ShipmentLine
from oms.tracking import tracking_url

NUMBER = re.compile(r"s?[\s-]*(\d{1,9})", re.IGNORECASE)


class UnknownShipment(ShopError):
    """No shipment has that number."""

    code = "unknown_shipment"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"There is no shipment {said}.",
            remedy="Ask for the shipments of its order: `parcels of 1043`.",
        )


@dataclass(frozen=True)
class Box:
    """One parcel; what is not known is empty, 0 grams included."""

    carrier: str
    tracking: str
    url: str
    weight_g: int


@dataclass(frozen=True)
class Inside:
    """Units of one SKU in a shipment."""

    sku: str
    title: str
    units: int


@dataclass(frozen=True)
class ShipmentCard:
    """One shipment as it stands now."""

    id: int
    number: str
    order_id: int
    order: str
    state: State
    location: str
    shipped_on: dt.date | None
    delivered_on: dt.date | None
    boxes: tuple[Box, ...]
    inside: tuple[Inside, ...]

    @property
    def words(self) -> str:
        """Its state in a word or two."""
        return WORDS[self.state]

    @property
    def units(self) -> int:
        """All units in it."""
        return sum(line.units for line in self.inside)


def by_number(books: Session, said: str) -> Shipment:
    """The shipment with that number: “S-12”, “s12”.

    Raises:
        UnknownShipment: there is none.
    """
    match = NUMBER.fullmatch(said.strip())
    number = f"S-{match[1]}" if match else said.strip()
    found = books.scalars(select(Shipment).where(Shipment.number == number)).first()
    if found is None:
        raise UnknownShipment(number)
    return found


def of_order(books: Session, order: Order) -> list[ShipmentCard]:
    """The shipments of an order that stand, oldest first."""
    wanted = select(Shipment).where(
        Shipment.order_id == order.id, Shipment.state.not_in((State.VOID, State.UNDONE))
    )
    return [card(books, one) for one in books.scalars(wanted.order_by(Shipment.id))]


def of_ids(books: Session, shipment_ids: Iterable[int]) -> list[ShipmentCard]:
    """These shipments, oldest first."""
    return [card(books, books.get_one(Shipment, one)) for one in sorted(set(shipment_ids))]


def card(books: Session, shipment: Shipment) -> ShipmentCard:
    """A shipment as it stands now."""
    zone = settings.zone(books)
    place = books.get(Location, shipment.location_id) if shipment.location_id else None
    return ShipmentCard(
        id=shipment.id,
        number=shipment.number,
        order_id=shipment.order_id,
        order=books.get_one(Order, shipment.order_id).number,
        state=State(shipment.state),
        location=place.name if place else "",
        shipped_on=clock.day_of(shipment.shipped_at, zone) if shipment.shipped_at else None,
        delivered_on=clock.day_of(shipment.delivered_at, zone) if shipment.delivered_at else None,
        boxes=tuple(
            Box(
                one.carrier or "",
                one.tracking or "",
                tracking_url(one.carrier, one.tracking),
                one.weight_g or 0,
            )
            for one in parcels.of(books, shipment.id)
        ),
        inside=_inside(books, shipment),
    )


def _inside(books: Session, shipment: Shipment) -> tuple[Inside, ...]:
    rows = books.execute(
        select(func.coalesce(Sku.code, OrderLine.sku_text), OrderLine.title, ShipmentLine.units)
        .select_from(ShipmentLine)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .outerjoin(Sku, Sku.id == OrderLine.sku_id)
        .where(ShipmentLine.shipment_id == shipment.id)
        .order_by(OrderLine.line_no)
    )
    return tuple(Inside(*row) for row in rows)
