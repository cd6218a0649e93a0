"""Orders: finding one, its stage, its card, and which are late."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from oms.errors import AmbiguousOrder, UnknownOrder
from oms.tables.catalogue import Channel
from oms.tables.orders import Order, OrderHold, OrderLine
from oms.tables.people import Customer

LISTED = 10


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
    """open, late, shipped, backordered or cancelled."""
    today: dt.date | None = None


def by_number(books: Session, said: str) -> Order:
    """The order with that number: ours, else the channel's; “Etsy 1043” asks for the channel's.

    Raises:
        AmbiguousOrder: the number is ours and a channel's, or two channels'.
        UnknownOrder: with the nearest numbers there are.
    """
    number, channel_id = _asked_number(books, said)
    theirs = Order.their_number.in_((number, f"#{number}"))
    if channel_id is None:
        wanted = select(Order).where((Order.number == number) | theirs)
    else:
        wanted = select(Order).where(theirs, Order.channel_id == channel_id)
    found = sorted(books.scalars(wanted), key=lambda order: (order.number != number, order.id))
    if len(found) > 1:
        raise AmbiguousOrder(number, tuple(_told_apart(books, one) for one in found))
    if not found:
        raise UnknownOrder(number, _nearest(books, number))
    return found[0]


def lines_of(books: Session, order: Order) -> list[OrderLine]:
    """The lines of an order, in their order."""
    wanted = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)
    return list(books.scalars(wanted))


def holds_of(books: Session, order: Order) -> list[OrderHold]:
    """The holds in force on an order, oldest first."""
    wanted = select(OrderHold).where(
        OrderHold.order_id == order.id, OrderHold.released_at.is_(None)
    )
    return list(books.scalars(wanted.order_by(OrderHold.id)))


@dataclass(frozen=True)
class Progress:
    """Units of an order, over all its lines."""

    left: int
    """Still owed to the customer."""
    short: int
    """Of these, reserved nowhere."""
    shipped: int
    returned: int


class Counted(Protocol):
    """A line whose units are counted."""

    @property
    def open_units(self) -> int:
        """Units still owed."""

    @property
    def backordered(self) -> int:
        """Units owed and reserved nowhere."""

    @property
    def shipped(self) -> int:
        """Units that went out."""

    @property
    def returned(self) -> int:
        """Units that came back."""


def progress(lines: Iterable[Counted]) -> Progress:
    """What became of the units of these lines."""
    counted = list(lines)
    return Progress(
        left=sum(line.open_units for line in counted),
        short=sum(line.backordered for line in counted),
        shipped=sum(line.shipped for line in counted),
        returned=sum(line.returned for line in counted),
    )


def stage(state: str, *, held: bool, units: Progress) -> str:
    """Where an order is, in a word or two.

    One of: draft, cancelled, on hold, part shipped, backordered, to pick, returned, part returned,
    shipped.
    """
    if state in {"draft", "cancelled"}:
        return state
    if units.left:
        if held:
            return "on hold"
        return "part shipped" if units.shipped else "backordered" if units.short else "to pick"
    if units.returned:
        return "returned" if units.returned == units.shipped else "part returned"
    return "shipped" if units.shipped else "cancelled"


def settle_state(order: Order, lines: Iterable[OrderLine]) -> None:
    """Store the state that follows from the lines: completed once nothing is open."""
    if order.state not in {"open", "completed"}:
        return
    left = any(line.open_units > 0 for line in lines)
    order.state = "open" if left else "completed"


def late(books: Session, today: dt.date) -> list[OrderFound]:
    """Open orders whose ship-by day has passed, the latest first."""
    rows = select(Order).where(Order.state == "open", Order.ship_by < today)
    return _found(books, list(books.scalars(rows.order_by(Order.ship_by, Order.id))))


def find(books: Session, wanted: Wanted, limit: int = LISTED) -> OrdersFound:
    """Orders that fit, newest first, at most `limit` of them, and how many fit in all."""
    rows = select(Order)
    if wanted.customer is not None:
        named = select(Customer.id).where(_name_like(wanted.customer))
        rows = rows.where(Order.customer_id.in_(named))
    if wanted.sku_id is not None:
        having = select(OrderLine.order_id).where(OrderLine.sku_id == wanted.sku_id)
        rows = rows.where(Order.id.in_(having))
    if wanted.channel_id is not None:
        rows = rows.where(Order.channel_id == wanted.channel_id)
    if wanted.stage is not None:
        rows = rows.where(*_staged(wanted.stage, wanted.today))
    total = books.scalars(select(func.count()).select_from(rows.subquery())).one()
    page = rows.order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit)
    return OrdersFound(tuple(_found(books, list(books.scalars(page)))), total)


def _staged(stage: str, today: dt.date | None) -> list[ColumnElement[bool]]:
    if stage == "late":
        return [Order.state == "open", Order.ship_by < today]
    if stage == "backordered":
        open_units = OrderLine.ordered - OrderLine.cancelled - OrderLine.shipped
        short = select(OrderLine.order_id).where(open_units > OrderLine.reserved)
        return [Order.state == "open", Order.id.in_(short)]
    states = {"open": "open", "shipped": "completed", "cancelled": "cancelled"}
    return [Order.state == states[stage]]


def _found(books: Session, found: list[Order]) -> list[OrderFound]:
    ids = [order.id for order in found]
    lines: dict[int, list[OrderLine]] = {order_id: [] for order_id in ids}
    for line in books.scalars(select(OrderLine).where(OrderLine.order_id.in_(ids))):
        lines[line.order_id].append(line)
    held = set(
        books.scalars(
            select(OrderHold.order_id).where(
                OrderHold.order_id.in_(ids), OrderHold.released_at.is_(None)
            )
        )
    )
    channels = {channel.id: channel.name for channel in books.scalars(select(Channel))}
    customer_ids = [order.customer_id for order in found if order.customer_id is not None]
    customers = {
        customer.id: customer
        for customer in books.scalars(select(Customer).where(Customer.id.in_(customer_ids)))
    }
    return [
        OrderFound(
            id=order.id,
            number=order.number,
            their_number=order.their_number,
            stage=stage(order.state, held=order.id in held, units=progress(lines[order.id])),
            customer=customers[order.customer_id].name if order.customer_id else "",
            town=order.town or "",
            channel=channels[order.channel_id],
            placed_at=order.placed_at,
            ship_by=order.ship_by,
            units=sum(line.ordered - line.cancelled for line in lines[order.id]),
            total_minor=order.total_minor,
            currency=order.currency,
        )
        for order in found
    ]


def _asked_number(books: Session, said: str) -> tuple[str, int | None]:
    text = re.sub(r"^(order|no\.?|number)\s+", "", said.strip(), flags=re.IGNORECASE)
    head, _, tail = text.rpartition(" ")
    if head:
        for channel in books.scalars(select(Channel)):
            if head.lower() in {channel.name.lower(), channel.code.lower()}:
                return tail.lstrip("#"), channel.id
    return text.lstrip("#"), None


def _told_apart(books: Session, order: Order) -> str:
    channel = books.get_one(Channel, order.channel_id)
    return f"order {order.number} ({channel.name} {order.their_number})"


def _name_like(name: str) -> ColumnElement[bool]:
    words = (f"%{_literal(word)}%" for word in name.lower().split())
    return and_(true(), *(func.lower(Customer.name).like(word, escape="\\") for word in words))


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _nearest(books: Session, number: str, limit: int = 3) -> tuple[str, ...]:
    slips = _slips(number)
    rows = books.execute(
        select(Order.number, Order.their_number, Order.state).where(
            or_(Order.number.in_(slips), Order.their_number.in_(slips))
        )
    ).all()
    near = {
        (ours if ours in slips else theirs): (slips[ours if ours in slips else theirs], state)
        for ours, theirs, state in rows
    }
    # an open order is more likely meant than one of last year
    ranked = sorted(near, key=lambda one: (near[one][1] != "open", near[one][0], one))
    return tuple(ranked[:limit])


def _slips(number: str) -> dict[str, int]:
    """What `number` may have been meant to be: one slip of the fingers away, the likelier first."""
    if not re.fullmatch(r"[0-9]{2,9}", number):
        return {}
    cuts = [(number[:at], number[at:]) for at in range(len(number) + 1)]
    slips: dict[str, int] = {}
    for left, right in cuts:
        if len(right) > 1:
            slips.setdefault(left + right[1] + right[0] + right[2:], 0)
        for digit in "0123456789":
            if right:
                slips.setdefault(left + digit + right[1:], 1)
            slips.setdefault(left + digit + right, 2)
        if right:
            slips.setdefault(left + right[1:], 2)
    slips.pop(number, None)
    return slips


def sku_of_line(books: Session, line_id: int) -> int:
    """The id of the SKU of an order line that has one."""
    sku_id = books.get_one(OrderLine, line_id).sku_id
    if sku_id is None:
        raise ValueError(f"line {line_id} has no SKU")
    return sku_id
