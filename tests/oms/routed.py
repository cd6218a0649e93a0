"""What the tests of reserving and routing share: orders, shelves and policies in a line each."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, catalogue, orders, reservations, settings, stock
from oms.stock import Move, Place
from oms.tables.catalogue import Channel, Location, Sku
from oms.tables.orders import Order, OrderLine
from oms.tables.stock import Reservation
from tests.small_shop import order as placed


def order(
    books: Session,
    number: str,
    wanted: dict[str, int],
    *,
    channel: str = "website",
    due: int = 3,
    reserve: bool = True,
) -> Order:
    """An open order of Ann Lee, promised what stock there is."""
    today = settings.today(books)
    added = placed(books, number, channel, "Ann Lee", "Hull", today, wanted, due=due)
    if reserve:
        reservations.reserve_order(books, added, by=actors.system(books))
    return added


def receive(books: Session, code: str, place: str, units: int) -> None:
    """Units of a SKU come to a shelf, and whoever waits for them is asked for."""
    wanted = Move(
        sku_id=sku(books, code).id,
        units=units,
        source=Place(catalogue.virtual(books, "opening")),
        to=Place(location(books, place).id),
        reason="receipt",
        is_fact=True,
    )
    stock.move(books, wanted, by=actors.system(books))
    reservations.fill(books, wanted.sku_id, by=actors.system(books))


def policy(books: Session, code: str, split: str, most: int = 3, short: str = "backorder") -> None:
    """Let a channel's orders be split so."""
    channel = books.scalars(select(Channel).where(Channel.code == code)).one()
    channel.split_policy, channel.max_parcels, channel.on_short = split, most, short
    books.flush()


def sku(books: Session, code: str) -> Sku:
    """The SKU with that code."""
    return books.scalars(select(Sku).where(Sku.code == code)).one()


def location(books: Session, code: str) -> Location:
    """The location with that code."""
    return books.scalars(select(Location).where(Location.code == code)).one()


def where(books: Session, number: str) -> dict[str, dict[str, int]]:
    """Location name -> SKU code -> units that are promised to an order there."""
    rows = books.execute(
        select(Location.name, Sku.code, Reservation.units)
        .join(Location, Location.id == Reservation.location_id)
        .join(Sku, Sku.id == Reservation.sku_id)
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.number == number, Reservation.state == "active")
        .order_by(Reservation.id)
    )
    found: dict[str, dict[str, int]] = {}
    for place, code, units in rows:
        part = found.setdefault(place, {})
        part[code] = part.get(code, 0) + units
    return found


def waits(books: Session, number: str) -> int:
    """Units of an order that are reserved nowhere."""
    found = orders.by_number(books, number)
    return sum(line.backordered for line in orders.lines_of(books, found))
