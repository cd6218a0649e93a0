"""What was sold over the counter: a fact, recorded whatever the books say, once for each receipt.

A sale at the till has happened. It is written like every other order, completed and delivered, so
that figures, returns and refunds know no difference. Where it took what was promised to somebody,
the newest promises are let go and a case names the orders.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    exceptions,
    history,
    kit_lines,
    kits,
    locks,
    orders,
    recounts,
    refund_states,
    refunds,
    reservations,
    sequences,
    stock,
    taking,
)
from oms.actors import Who
from oms.customers import Buyer
from oms.errors import BadQuantity, NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.order_states import CANCELLED, COMPLETED
from oms.shipment_states import State
from oms.stock import Move, Place
from oms.tables.catalogue import Channel
from oms.tables.orders import Order, OrderLine, Shipment, ShipmentLine
from oms.tables.stock import Movement
from oms.taking import NewOrder, Origin, WantedCharge, WantedLine

DIFFERS = "receipt_differs"
NOBODY = Buyer("Counter sale")


class NoTill(ShopError):
    """The shop has no channel that sells over the counter."""

    code = "no_till"

    def __init__(self) -> None:
        super().__init__(
            "The shop has no till.", remedy="Add a channel of the kind pos, then say it again."
        )


@dataclass(frozen=True)
class Receipt:
    """One receipt of a till, or one sale that a channel made and handed over itself."""

    channel_id: int
    number: str
    """The till's own; with the channel it makes the receipt one, however often it is sent."""
    location_id: int
    sold_at: dt.datetime
    lines: tuple[WantedLine, ...]
    """Units of 1 or more; what was brought back is a return."""
    charges: tuple[WantedCharge, ...] = ()
    buyer: Buyer = NOBODY
    stated_total_minor: int | None = None
    note: str | None = None


def record(books: Session, receipt: Receipt, *, by: Who) -> Order:
    """Record a sale that has happened, once for each channel and receipt number.

    Nothing is refused for want of stock: a level may fall below zero, which opens a case to count.
    A receipt that comes again with other lines is not booked twice; a case asks about it.

    Raises:
        NotAllowed, NotHere: the role takes no orders, or not there.
        BadQuantity: no line, or a line of less than one unit.
    """
    actors.allow(by, actors.TAKE, location_id=receipt.location_id)
    if not receipt.lines or any(line.units < 1 for line in receipt.lines):
        raise BadQuantity(min((line.units for line in receipt.lines), default=0))
    key = f"till:{receipt.channel_id}:{receipt.number}"

    def do() -> dict[str, Any]:
        return {"order": _record(books, receipt, by=by, key=key)}

    arguments = {"channel": receipt.channel_id, "number": receipt.number}
    done = once(books, key, "till_sale", arguments, by=by, do=do)
    order = books.get_one(Order, done["order"])
    _compare(books, order, receipt)
    return order


def void(books: Session, order_id: int, *, by: Who, key: str) -> None:
    """Take back a sale that never was; the goods are on the shelf.

    Raises:
        NotAllowed, NotHere: the role takes no orders, or not there.
        NoLongerPossible: it is no sale of a till, was taken back, or goods or money went back.
    """
    actors.allow(by, actors.TAKE)

    def do() -> dict[str, Any]:
        _void(books, order_id, by=by, key=key)
        return {}

    once(books, key, "void_sale", {"order": order_id}, by=by, do=do)


def tills(books: Session) -> list[Channel]:
    """The channels that sell over the counter, by name.

    Raises:
        NoTill: there is none.
    """
    wanted = select(Channel).where(Channel.kind == "pos", Channel.active).order_by(Channel.name)
    found = list(books.scalars(wanted))
    if not found:
        raise NoTill
    return found


def record_typed(books: Session, receipt: Receipt, *, by: Who, key: str) -> Order:
    """Record a sale that somebody types in and that has no receipt number: it is given one.

    Raises:
        NotAllowed, NotHere, BadQuantity: as `record`.
    """

    def do() -> dict[str, Any]:
        numbered = replace(receipt, number=f"B-{sequences.take(books, 'receipt')}")
        return {"order": record(books, numbered, by=by).id}

    sold = [[line.sku_id, line.units, str(line.unit_price)] for line in receipt.lines]
    arguments = {"channel": receipt.channel_id, "at": receipt.location_id, "sold": sold}
    return books.get_one(Order, once(books, key, "typed_sale", arguments, by=by, do=do)["order"])


def _record(books: Session, receipt: Receipt, *, by: Who, key: str) -> int:
    order = taking.take(books, _order_of(receipt), by=by)
    if order.state != "draft":
        return order.id  # the channel brought it before, as an order to be sent
    wanted = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)
    lines = kit_lines.physical(kits.expand(books, list(books.scalars(wanted))))
    locks.stock(books, {line.sku_id for line in lines if line.sku_id is not None})
    shipment = _handed_over(books, order, receipt, by=by)
    for line in lines:
        _leave(books, shipment, line, receipt, by=by, key=f"{key}:{line.id}")
    order.state = COMPLETED
    orders.settle_state(order, list(books.scalars(wanted)))
    books.flush()
    for sku_id in sorted({line.sku_id for line in lines if line.sku_id is not None}):
        reservations.repair(books, sku_id, receipt.location_id, by=by)
    after = {"receipt": receipt.number, "units": sum(line.shipped for line in lines)}
    history.record(
        books, by=by, what="sold at the till", about=About("order", order.id), after=after
    )
    books.flush()
    return order.id


def _order_of(receipt: Receipt) -> NewOrder:
    # as a draft it promises nothing and holds for nothing: it has happened
    return NewOrder(
        channel_id=receipt.channel_id,
        their_id=receipt.number,
        their_number=receipt.number,
        buyer=receipt.buyer,
        lines=receipt.lines,
        placed_at=receipt.sold_at,
        charges=receipt.charges,
        stated_total_minor=receipt.stated_total_minor,
        note=receipt.note,
        origin=Origin("till"),
        is_draft=True,
    )


def _handed_over(books: Session, order: Order, receipt: Receipt, *, by: Who) -> Shipment:
    made = Shipment(
        number=f"S-{sequences.take(books, 'shipment')}",
        order_id=order.id,
        location_id=receipt.location_id,
        state=State.DELIVERED,
        shipped_at=receipt.sold_at,
        collected_at=receipt.sold_at,
        delivered_at=receipt.sold_at,
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    return made


def _leave(
    books: Session, shipment: Shipment, line: OrderLine, receipt: Receipt, *, by: Who, key: str
) -> None:
    if line.sku_id is None:
        return
    leaving = Move(
        sku_id=line.sku_id,
        units=line.ordered,
        source=Place(receipt.location_id),
        to=Place(catalogue.virtual(books, "customer")),
        reason="pos_sale",
        about=("shipment", shipment.id),
        line_id=line.id,
        occurred_at=receipt.sold_at,
        is_fact=True,
        key=key,
    )
    stock.move(books, leaving, by=by)
    books.add(ShipmentLine(shipment_id=shipment.id, order_line_id=line.id, units=line.ordered))
    line.shipped = line.delivered = line.ordered
    books.flush()


def _compare(books: Session, order: Order, receipt: Receipt) -> None:
    """Ask a person about a receipt that came again and says something else."""
    wanted = select(OrderLine).where(OrderLine.order_id == order.id)
    known = sorted(
        (line.sku_id, line.ordered) for line in books.scalars(wanted)
        if line.parent_line_id is None
    )  # fmt: skip
    if known != sorted((line.sku_id, line.units) for line in receipt.lines):
        detail = f"Receipt {receipt.number} came again with other goods than order {order.number}."
        exceptions.open_case(books, DIFFERS, f"receipt {receipt.number}", detail)


def _refuse_refunded(books: Session, order: Order) -> None:
    """Money of a sale that never was cannot have gone back, nor be on its way."""
    there = [one for one in refunds.of_order(books, order.id) if one.state != refund_states.VOID]
    if there:
        raise NoLongerPossible(
            f"Order {order.number} has the refund {there[0].number}.",
            remedy="Call the refund off first, if its money has not gone.",
        )


def _void(books: Session, order_id: int, *, by: Who, key: str) -> None:
    order = locks.order(books, order_id)
    lines = orders.lines_of(books, order)
    if order.origin != "till" or order.state != COMPLETED:
        raise NoLongerPossible(f"Order {order.number} is no sale that could be taken back.")
    if any(line.returned + line.return_open + line.returnless for line in lines):
        raise NoLongerPossible(f"Goods or money of order {order.number} went back since.")
    _refuse_refunded(books, order)
    shipment = books.scalars(select(Shipment).where(Shipment.order_id == order.id)).one()
    actors.allow(by, actors.TAKE, location_id=shipment.location_id)
    locks.stock(books, {line.sku_id for line in lines if line.sku_id is not None})
    movements = select(Movement).where(
        Movement.about_kind == "shipment", Movement.about_id == shipment.id
    )
    for movement in list(books.scalars(movements.order_by(Movement.id))):
        recounts.refuse_after(books, movement, movement.from_location_id)
        stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}", is_fact=True)
    shipment.state = State.UNDONE
    for line in lines:
        line.delivered = line.shipped = 0
        line.cancelled = line.ordered
    order.state, order.payment, order.taken_minor = CANCELLED, "void", 0
    order.version += 1
    books.flush()
    for sku_id in sorted({line.sku_id for line in lines if line.sku_id is not None}):
        reservations.fill(books, sku_id, by=by)
        if shipment.location_id is not None:
            reservations.repair(books, sku_id, shipment.location_id, by=by)
    history.record(books, by=by, what="sale taken back", about=About("order", order.id))
    books.flush()
