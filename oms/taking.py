"""Taking a new order: the same channel and number twice is one order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, customers, exceptions, history, holds, releasing, sequences, settings
from oms.actors import Who
from oms.capture import ROUNDING, Priced, Taxes, Worth, capture, rounding
from oms.customers import Buyer
from oms.errors import BadQuantity
from oms.history import About
from oms.order_states import DRAFT, OPEN
from oms.tables.catalogue import Channel, Sku
from oms.tables.orders import Charge, Order, OrderLine
from oms.tables.people import Customer
from oms.values import decimal_of, minor_of, money

MISMATCH = "totals_mismatch"
TITLES = {"shipping": "Postage", "tax": "Tax", "rounding": "Rounding", "discount": "Discount"}


@dataclass(frozen=True)
class WantedLine:
    """Units of a SKU at a unit price in the order's currency."""

    sku_id: int
    units: int
    unit_price: Decimal
    discount_minor: int = 0
    """Of the order's discount, what was taken off this line alone."""
    tax_minor: int | None = None
    """As the channel states it; None: it states none for the line."""


@dataclass(frozen=True)
class WantedCharge:
    """Money that is not goods: postage, a fee, or a discount, which is below 0."""

    kind: str
    amount_minor: int
    title: str = ""


@dataclass(frozen=True)
class Origin:
    """Why there is an order: a channel or a person brought it, or another order led to it."""

    kind: str = "channel"
    """One of `oms.tables.orders.ORIGINS`."""
    parent_order_id: int | None = None


@dataclass(frozen=True)
class Delivery:
    """Where an order goes, and how."""

    ship_to: dict[str, Any] | None = None
    """name, company, line1, line2, town, region, postcode, country, phone; None: not known here."""
    method: str | None = None


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
    """The channel's word; paid: it took the whole amount."""
    ship_by: dt.date | None = None
    """None: as many days after it was placed as the channel promises."""
    charges: tuple[WantedCharge, ...] = ()
    stated_total_minor: int | None = None
    """What the channel says the order comes to, if it does."""
    stated_tax_minor: int = 0
    """The tax of the whole order that its prices hold, as the channel states it."""
    delivery: Delivery = Delivery()
    note: str | None = None
    origin: Origin = Origin()
    is_draft: bool = False
    """It promises nothing until a person confirms it."""
    customer_id: int | None = None
    """The customer, where a person said who it is; else who it is follows from the buyer."""


def take(books: Session, wanted: NewOrder, *, by: Who) -> Order:
    """Record an order and promise it what stock there is; a known one is given back unchanged.

    What its lines are worth is fixed here. A total that the channel states and that is not ours
    opens a case, and the order is recorded all the same.

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
    if wanted.customer_id is None:
        customer = customers.of_buyer(books, channel.id, wanted.buyer)
    else:
        customer = books.get_one(Customer, customers.root(books, wanted.customer_id))
    order = _order(books, wanted, channel, customer)
    _write_money(books, order, wanted, channel)
    history.record(books, by=by, what="taken", about=About("order", order.id))
    if order.state == OPEN:
        opened(books, order, by=by)
    return order


def opened(books: Session, order: Order, *, by: Who) -> None:
    """An order is open now: hold it where there is a cause, else promise it its stock."""
    holds.refresh(books, order, by=by)
    releasing.reserve(books, order, by=by)


def taxes_of(books: Session, channel: Channel, stated_minor: int = 0) -> Taxes:
    """How prices of a channel stand to the tax."""
    return Taxes(
        included=channel.prices_include_tax,
        rate_bps=settings.tax_bps(books),
        stated_minor=stated_minor,
    )


def _order(books: Session, wanted: NewOrder, channel: Channel, customer: Customer) -> Order:
    delivery = wanted.delivery
    order = Order(
        number=str(sequences.take(books, "order")),
        channel_id=channel.id,
        their_id=wanted.their_id,
        their_number=wanted.their_number,
        customer_id=customer.id,
        state=DRAFT if wanted.is_draft else OPEN,
        payment=wanted.payment,
        placed_at=wanted.placed_at,
        ship_by=wanted.ship_by or ship_by(books, channel, wanted.placed_at),
        town=wanted.buyer.town,
        country=wanted.buyer.country,
        currency=channel.currency,
        total_minor=0,
        note=wanted.note,
        recorded_at=clock.now(),
        origin=wanted.origin.kind,
        parent_order_id=wanted.origin.parent_order_id,
        ship_method=delivery.method,
        ship_to=delivery.ship_to,
    )
    books.add(order)
    books.flush()
    return order


def ship_by(books: Session, channel: Channel, placed_at: dt.datetime) -> dt.date:
    """The day an order should leave: as many days after it was placed as its channel promises."""
    placed_on = clock.day_of(placed_at, settings.zone(books))
    return placed_on + dt.timedelta(days=channel.ship_within_days)


def _write_money(books: Session, order: Order, wanted: NewOrder, channel: Channel) -> None:
    gross = [minor_of(line.unit_price * line.units, order.currency) for line in wanted.lines]
    priced = [
        Priced(minor, line.discount_minor, line.tax_minor)
        for minor, line in zip(gross, wanted.lines, strict=True)
    ]
    stated = [(charge.kind, charge.amount_minor) for charge in wanted.charges]
    worth = capture(priced, stated, taxes_of(books, channel, wanted.stated_tax_minor))
    _add_lines(books, order, wanted, gross, worth)
    charges = [*wanted.charges, *(WantedCharge(kind, minor) for kind, minor in worth.charges)]
    order.total_minor = worth.total_minor
    if wanted.stated_total_minor is not None:
        off, mismatch = rounding(wanted.stated_total_minor, worth.total_minor, len(gross))
        if off:
            charges.append(WantedCharge(ROUNDING, off))
            order.total_minor += off
        if mismatch:
            tell_mismatch(books, order, wanted.stated_total_minor)
    _add_charges(books, order, len(gross) + 1, charges)
    if wanted.payment == "paid":
        stated_total = wanted.stated_total_minor
        order.taken_minor = order.total_minor if stated_total is None else stated_total
    books.flush()


def tell_mismatch(books: Session, order: Order, stated_minor: int) -> None:
    """A person must look: the channel states another total than the order comes to."""
    detail = (
        f"Order {order.number} comes to {money(order.total_minor, order.currency)}; its channel"
        f" says {money(stated_minor, order.currency)}."
    )
    exceptions.open_case(books, MISMATCH, f"order {order.number}", detail)


def _add_lines(
    books: Session, order: Order, wanted: NewOrder, gross: Sequence[int], worth: Worth
) -> None:
    rows = zip(wanted.lines, gross, worth.lines, strict=True)
    for line_no, (line, minor, value) in enumerate(rows, start=1):
        sku = books.get_one(Sku, line.sku_id)
        books.add(
            OrderLine(
                order_id=order.id,
                line_no=line_no,
                sku_id=sku.id,
                sku_text=sku.code,
                title=sku.title,
                ordered=line.units,
                unit_price=str(line.unit_price),
                amount_minor=minor,
                discount_share_minor=value.discount_share_minor,
                net_minor=value.net_minor,
                tax_minor=value.tax_minor,
            )
        )
    books.flush()


def _add_charges(books: Session, order: Order, first: int, charges: Sequence[WantedCharge]) -> None:
    for line_no, charge in enumerate(charges, start=first):
        books.add(
            Charge(
                channel_id=order.channel_id,
                their_number=order.their_id,
                line_no=line_no,
                order_id=order.id,
                kind=charge.kind,
                title=charge.title or TITLES.get(charge.kind, charge.kind.capitalize()),
                units=1,
                unit_price=str(decimal_of(charge.amount_minor, order.currency)),
                amount_minor=charge.amount_minor,
                occurred_at=order.placed_at,
            )
        )
