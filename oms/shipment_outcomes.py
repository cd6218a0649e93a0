"""What became of a shipment on its way: delivered, lost, damaged, or back at the sender.

Goods lost in the post are with no customer any more. What the customer gets for them, the goods
again or the money, is another command: `oms.reships` or a refund.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    clock,
    exceptions,
    locks,
    orders,
    shipment_returns,
    shipment_states,
    shipments,
    stock,
)
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.once import once
from oms.shipment_states import WORDS, Event, State
from oms.shipping import sale_movements
from oms.stock import Move, Place
from oms.tables.messages import ExceptionCase
from oms.tables.orders import Order, OrderLine, Shipment
from oms.tables.stock import Movement

CASE = "parcel_failed"
AGAIN = "reship:"
"""Before the number of a shipment: what identifies the order that sends its goods again."""
EVENTS = {
    State.DELIVERED: Event.DELIVER,
    State.LOST: Event.LOSE,
    State.RETURNED_TO_SENDER: Event.SEND_BACK,
    State.DAMAGED_IN_POST: Event.DAMAGE,
}


class NothingOnItsWay(ShopError):
    """No parcel of an order is on its way."""

    code = "nothing_on_its_way"

    def __init__(self, order: str) -> None:
        self.order = order
        super().__init__(
            f"No parcel of order {order} is on its way.",
            remedy=f"Ask where they are: `parcels of {order}`.",
        )


class NothingLost(ShopError):
    """No parcel of an order is lost."""

    code = "nothing_lost"

    def __init__(self, order: str) -> None:
        self.order = order
        super().__init__(
            f"No parcel of order {order} is lost.",
            remedy=f"Ask where they are: `parcels of {order}`.",
        )


def lost(books: Session, order: Order) -> list[Shipment]:
    """The shipments of an order that were lost in the post, oldest first.

    Raises:
        NothingLost: there is none.
    """
    wanted = select(Shipment).where(Shipment.order_id == order.id, Shipment.state == State.LOST)
    found = list(books.scalars(wanted.order_by(Shipment.id)))
    if not found:
        raise NothingLost(order.number)
    return found


def on_their_way(books: Session, order: Order) -> list[Shipment]:
    """The shipments of an order that left and of which nothing was heard, oldest first."""
    wanted = select(Shipment).where(Shipment.order_id == order.id, Shipment.state == State.SHIPPED)
    return list(books.scalars(wanted.order_by(Shipment.id)))


def refuse(books: Session, found: Iterable[Shipment], outcome: State) -> None:
    """Refuse an outcome that `record` would refuse.

    Raises:
        WrongState: one of the shipments is not on its way.
    """
    for shipment in found:
        number = books.get_one(Order, shipment.order_id).number
        shipment_states.after(shipment.number, shipment.state, EVENTS[outcome], number)


def record(
    books: Session, shipment_ids: Iterable[int], outcome: State, *, by: Who, key: str
) -> None:
    """Write down what became of shipments that are on their way, once for each `key`.

    All of them or none. Delivered: their units count as delivered. Lost: the goods leave the
    customer's side of the books, and a case is open until somebody sends them again, pays them back
    or finds them; the same case for damaged ones. Returned to sender: the carrier's return is open.

    Args:
        books: an open transaction.
        shipment_ids: of one order or several.
        outcome: one of `EVENTS`.
        by: who says so; a carrier's message counts as the program.
        key: makes a repeat harmless.

    Raises:
        NotAllowed: the role does not track parcels.
        WrongState: one of them is not on its way.
        NoLongerPossible: its goods came back since.
    """
    actors.allow(by, actors.TRACK)
    wanted = sorted(set(shipment_ids))

    def do() -> dict[str, Any]:
        shipments.lock_all(books, wanted)
        for shipment_id in wanted:
            shipment, order = shipments.locked(books, shipment_id)
            shipments.step(books, shipment, order, EVENTS[outcome], by=by)
            _AFTER[outcome](books, shipment, order, by, key)
            orders.settle_state(order, orders.lines_of(books, order))
        books.flush()
        return {}

    arguments = {"shipments": wanted, "outcome": str(outcome)}
    once(books, key, "record_outcome", arguments, by=by, do=do)


def take_back(books: Session, shipment_ids: Iterable[int], *, by: Who, key: str) -> None:
    """What was said of their arrival was a mistake: they are on their way again, once a `key`.

    Raises:
        NotAllowed: the role does not track parcels.
        WrongState: nothing was said of one of them.
        NoLongerPossible: its goods are about to be sent again, or came back since.
    """
    actors.allow(by, actors.TRACK)
    wanted = sorted(set(shipment_ids))

    def do() -> dict[str, Any]:
        shipments.lock_all(books, wanted)
        for shipment_id in wanted:
            shipment, order = shipments.locked(books, shipment_id)
            before = State(shipment.state)
            shipments.step(books, shipment, order, Event.TAKE_BACK, by=by)
            insist_on_one(books, shipment, order)
            _BACK[before](books, shipment, order, by, key)
            orders.settle_state(order, orders.lines_of(books, order))
        books.flush()
        return {}

    once(books, key, "take_back_outcome", {"shipments": wanted}, by=by, do=do)


def sent_again(books: Session, shipment: Shipment, order: Order) -> Order | None:
    """The order with which the goods of a shipment were sent again; None: they were not."""
    wanted = select(Order).where(
        Order.channel_id == order.channel_id, Order.their_id == again_id(shipment)
    )
    return books.scalars(wanted).first()


def again_id(shipment: Shipment) -> str:
    """What identifies the order that sends a shipment again, so that there is only one."""
    return f"{AGAIN}{shipment.number}"


def insist_on_one(books: Session, shipment: Shipment, order: Order) -> None:
    """Refuse that a parcel turns up whose goods are about to be sent again.

    Raises:
        NoLongerPossible: with the order that would send them.
    """
    again = sent_again(books, shipment, order)
    # what has left a second time cannot be called back: the first parcel turns up all the same
    if again is not None and again.state != "cancelled" and not _has_left(books, again):
        raise NoLongerPossible(
            f"The goods of shipment {shipment.number} were sent again as order {again.number}.",
            remedy=f"Cancel that first: `cancel {again.number}`.",
        )


def _has_left(books: Session, order: Order) -> bool:
    return any(line.shipped for line in orders.lines_of(books, order))


def close_paid_back(books: Session) -> int:
    """Close the cases of parcels whose goods were all paid back without a return; gives how many.

    Goods that were sent again close their case themselves.
    """
    wanted = select(ExceptionCase.subject).where(
        ExceptionCase.kind == CASE, ExceptionCase.state == "open"
    )
    closed = 0
    for told in list(books.scalars(wanted)):
        number = told.removeprefix("shipment ").partition(" of ")[0]
        shipment = books.scalars(select(Shipment).where(Shipment.number == number)).one()
        if all(line.returnless >= units for line, units in _lines(books, shipment)):
            closed += exceptions.resolve(books, CASE, told)
    return closed


def subject(shipment: Shipment, order: Order) -> str:
    """What the case of a failed parcel is about."""
    return f"shipment {shipment.number} of order {order.number}"


def _delivered(books: Session, shipment: Shipment, _order: Order, _by: Who, _key: str) -> None:
    shipment.delivered_at = clock.now()
    for line, units in _lines(books, shipment):
        line.delivered += units


def _not_delivered(books: Session, shipment: Shipment, _order: Order, _by: Who, _key: str) -> None:
    shipment.delivered_at = None
    for line, units in _lines(books, shipment):
        line.delivered -= units


def _lost(books: Session, shipment: Shipment, order: Order, by: Who, key: str) -> None:
    variance, customer = (catalogue.virtual(books, kind) for kind in ("variance", "customer"))
    left = sale_movements(books, shipment)
    locks.stock(books, {movement.sku_id for movement in left})
    for movement in left:
        line = books.get_one(OrderLine, movement.line_id, populate_existing=True)
        if line.returned + line.return_open + line.lost + movement.units > line.shipped:
            raise NoLongerPossible(f"Goods of shipment {shipment.number} have come back since.")
        line.lost += movement.units
        gone = Move(
            sku_id=movement.sku_id,
            units=movement.units,
            source=Place(customer),
            to=Place(variance),
            reason="lost_in_post",
            about=("shipment", shipment.id),
            line_id=movement.line_id,
            is_fact=True,
            key=f"{key}:lost:{movement.id}",
        )
        stock.move(books, gone, by=by)
    _open_case(books, shipment, order, by, key)


def _comes_back(books: Session, shipment: Shipment, order: Order, by: Who, _key: str) -> None:
    shipment_returns.announce(books, shipment, order, by=by)


def _goes_on(books: Session, shipment: Shipment, _order: Order, by: Who, _key: str) -> None:
    shipment_returns.call_off(books, shipment, by=by)


def _found(books: Session, shipment: Shipment, order: Order, by: Who, key: str) -> None:
    wanted = select(Movement).where(
        Movement.about_kind == "shipment",
        Movement.about_id == shipment.id,
        Movement.reason == "lost_in_post",
        Movement.id.not_in(select(Movement.reverses_id).where(Movement.reverses_id.is_not(None))),
    )
    gone = list(books.scalars(wanted.order_by(Movement.id)))
    locks.stock(books, {movement.sku_id for movement in gone})
    for movement in gone:
        stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}", is_fact=True)
        line = books.get_one(OrderLine, movement.line_id, populate_existing=True)
        line.lost -= movement.units
        books.flush()
    _close_case(books, shipment, order, by, key)


def _open_case(books: Session, shipment: Shipment, order: Order, _by: Who, _key: str) -> None:
    told = subject(shipment, order)
    detail = f"{told[0].upper()}{told[1:]} was {WORDS[State(shipment.state)]}."
    exceptions.open_case(books, CASE, told, detail)


def _close_case(books: Session, shipment: Shipment, order: Order, _by: Who, _key: str) -> None:
    exceptions.resolve(books, CASE, subject(shipment, order))


def _lines(books: Session, shipment: Shipment) -> list[tuple[OrderLine, int]]:
    return [
        (books.get_one(OrderLine, line.order_line_id, populate_existing=True), line.units)
        for line in shipments.lines_of(books, shipment.id)
    ]


Effect = Callable[[Session, Shipment, Order, Who, str], None]
_AFTER: dict[State, Effect] = {
    State.DELIVERED: _delivered,
    State.LOST: _lost,
    State.RETURNED_TO_SENDER: _comes_back,
    State.DAMAGED_IN_POST: _open_case,
}
_BACK: dict[State, Effect] = {
    State.DELIVERED: _not_delivered,
    State.LOST: _found,
    State.RETURNED_TO_SENDER: _goes_on,
    State.DAMAGED_IN_POST: _close_case,
}
