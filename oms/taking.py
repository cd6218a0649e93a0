"""Taking a new order: the same channel and number twice is one order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, history, reservations, sequences, settings
from oms.actors import Who
from oms.errors import BadQuantity
from oms.history import About
from oms.tables.catalogue import Channel, Sku
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer, CustomerIdentity
from oms.values import minor_of


@dataclass(frozen=True)
class Buyer:
    """Who orders, as the channel knows them; `their_id` is empty for a guest."""

    name: str
    town: str | None = None
    country: str | None = None
    email: str | None = None
    their_id: str | None = None


@dataclass(frozen=True)
class WantedLine:
    """Units of a SKU at a unit price in the order's currency."""

    sku_id: int
    units: int
    unit_price: Decimal


@dataclass(frozen=True)
class NewOrder:
    """An order that is to be fulfilled from the shop's own stock."""

    channel_id: int
    their_id: str
    their_number: str
    buyer: Buyer
    lines: tuple[WantedLine, ...]
    placed_at: dt.datetime
    payment: str = "paid"
    ship_by: dt.date | None = None
    """None: as many days after it was placed as the channel promises."""


def take(books: Session, wanted: NewOrder, *, by: Who) -> Order:
    """Record an order and promise it what stock there is; a known one is given back unchanged.

    Raises:
        BadQuantity: no line, or a line of less than one unit.
    """
    known = select(Order).where(
        Order.channel_id == wanted.channel_id, Order.their_id == wanted.their_id
    )
    found = books.scalars(known).first()
    if found is not None:
        return found
    if not wanted.lines or any(line.units < 1 for line in wanted.lines):
        raise BadQuantity(min((line.units for line in wanted.lines), default=0))
    channel = books.get_one(Channel, wanted.channel_id)
    order = _order(books, wanted, channel, customer_of(books, wanted))
    for line_no, line in enumerate(wanted.lines, start=1):
        _add_line(books, order, line_no, line)
    history.record(books, by=by, what="taken", about=About("order", order.id))
    reservations.reserve_order(books, order, by=by)
    return order


def customer_of(books: Session, wanted: NewOrder) -> Customer:
    """The customer the channel knows by that id, else one with that e-mail, else a new one."""
    buyer = wanted.buyer
    if buyer.their_id:
        identity = books.scalars(
            select(CustomerIdentity).where(
                CustomerIdentity.channel_id == wanted.channel_id,
                CustomerIdentity.their_id == buyer.their_id,
            )
        ).first()
        if identity is not None:
            return books.get_one(Customer, identity.customer_id)
    email = buyer.email.strip().lower() if buyer.email else None
    found = None
    if email:
        found = books.scalars(select(Customer).where(Customer.email == email)).first()
    if found is None:
        found = Customer(
            name=buyer.name,
            town=buyer.town,
            country=buyer.country,
            email=email,
            created_at=clock.now(),
        )
        books.add(found)
        books.flush()
    if buyer.their_id:
        books.add(
            CustomerIdentity(
                customer_id=found.id, channel_id=wanted.channel_id, their_id=buyer.their_id
            )
        )
    return found


def _order(books: Session, wanted: NewOrder, channel: Channel, customer: Customer) -> Order:
    placed_on = clock.day_of(wanted.placed_at, settings.zone(books))
    order = Order(
        number=str(sequences.take(books, "order")),
        channel_id=channel.id,
        their_id=wanted.their_id,
        their_number=wanted.their_number,
        customer_id=customer.id,
        state="open",
        payment=wanted.payment,
        placed_at=wanted.placed_at,
        ship_by=wanted.ship_by or placed_on + dt.timedelta(days=channel.ship_within_days),
        town=wanted.buyer.town,
        country=wanted.buyer.country,
        currency=channel.currency,
        total_minor=0,
        recorded_at=clock.now(),
    )
    books.add(order)
    books.flush()
    return order


def _add_line(books: Session, order: Order, line_no: int, line: WantedLine) -> None:
    sku = books.get_one(Sku, line.sku_id)
    amount = minor_of(line.unit_price * line.units, order.currency)
    books.add(
        OrderLine(
            order_id=order.id,
            line_no=line_no,
            sku_id=sku.id,
            sku_text=sku.code,
            title=sku.title,
            ordered=line.units,
            unit_price=str(line.unit_price),
            amount_minor=amount,
        )
    )
    order.total_minor += amount
    books.flush()
