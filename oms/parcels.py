"""Parcels of a shipment: how many, how heavy, and under which number which carrier has each.

A tracking number is put on a parcel by a person, who may have chosen among the candidates of
`oms.tracking_numbers`; nothing is ever bound to a number by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from oms import actors, history, locks
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.shipment_states import LEFT, OPEN, State
from oms.tables.orders import Order, Parcel, Shipment

MOST = 50


@dataclass(frozen=True)
class Carriage:
    """Who carries one parcel, under which number, and its weight in grams; all may be unknown."""

    carrier: str | None = None
    tracking: str | None = None
    weight_g: int | None = None
    service: str | None = None

    @property
    def told(self) -> list[str | int | None]:
        """As plain values."""
        return [self.carrier, self.tracking, self.weight_g, self.service]

    @property
    def is_known(self) -> bool:
        """Whether anything is known of it."""
        return any(self.told)


UNKNOWN = Carriage()
"""Nothing is known of how it goes."""


class NumberTaken(ShopError):
    """A tracking number is on a parcel of another shipment already."""

    code = "number_taken"

    def __init__(self, tracking: str, order: str) -> None:
        self.tracking, self.order = tracking, order
        super().__init__(
            f"{tracking} is on a parcel of order {order} already.",
            remedy="Check the number on the label.",
        )


class NoParcel(ShopError):
    """An order has no shipment that a tracking number could belong to."""

    code = "no_parcel"

    def __init__(self, order: str) -> None:
        self.order = order
        super().__init__(
            f"Order {order} has no parcel yet.", remedy=f"Pack or ship it first: `ship {order}`."
        )


class WhichShipment(ShopError):
    """An order has several shipments, and one must be named."""

    code = "which_shipment"

    def __init__(self, order: str, numbers: tuple[str, ...]) -> None:
        self.order, self.numbers = order, numbers
        super().__init__(
            f"Order {order} has several shipments: {', '.join(numbers)}.",
            remedy=f"Name the one that is meant, for example `{numbers[0]}`.",
        )


def of(books: Session, shipment_id: int) -> list[Parcel]:
    """The parcels of a shipment, in the order in which they were packed."""
    wanted = select(Parcel).where(Parcel.shipment_id == shipment_id)
    return list(books.scalars(wanted.order_by(Parcel.id)))


def trackable(books: Session, order: Order) -> list[Shipment]:
    """The shipments of an order that can carry a number: packed or on their way, oldest first."""
    wanted = select(Shipment).where(
        Shipment.order_id == order.id,
        Shipment.state.in_([*LEFT, State.PICKING, State.PACKED, State.PLANNED]),
    )
    return list(books.scalars(wanted.order_by(Shipment.id)))


def the_one(books: Session, order: Order, number: str | None = None) -> Shipment:
    """The shipment that a number is meant for: the only one, or the one named.

    Raises:
        NoParcel: there is none.
        WhichShipment: there are several, and none is named.
    """
    found = trackable(books, order)
    if number is not None:
        found = [one for one in found if one.number.casefold() == number.casefold()]
    if not found:
        raise NoParcel(order.number)
    fresh = [one for one in found if one.state in (*OPEN, State.SHIPPED)] or found
    if len(fresh) > 1:
        raise WhichShipment(order.number, tuple(one.number for one in fresh))
    return fresh[0]


def carrier_of(books: Session, shipment: Shipment) -> str | None:
    """The carrier that is known to have a shipment, if one is."""
    return next((one.carrier for one in of(books, shipment.id) if one.carrier), None)


def track(
    books: Session, shipment_id: int, carriage: Carriage, *, by: Who, key: str
) -> dict[str, Any]:
    """Put a carrier and number on a shipment's parcel, once for each `key`.

    It goes on the first parcel without a number, else on a new one.

    Returns:
        What `untrack` takes back: the parcel's id, and what was on it (None: it is new).

    Raises:
        NotAllowed: the role does not track parcels.
        NumberTaken: the same carrier's number is on another shipment.
        NoLongerPossible: the shipment was called off.
    """
    actors.allow(by, actors.TRACK)

    def do() -> dict[str, Any]:
        shipment, order = _locked(books, shipment_id)
        refuse_taken(books, carriage)
        parcel = next((one for one in of(books, shipment.id) if not one.tracking), None)
        before = _plain(parcel) if parcel is not None else None
        if parcel is None:
            parcel = Parcel(shipment_id=shipment.id)
            books.add(parcel)
        parcel.carrier = carriage.carrier or parcel.carrier
        parcel.service = carriage.service or parcel.service
        parcel.tracking, parcel.weight_g = carriage.tracking, carriage.weight_g or parcel.weight_g
        books.flush()
        _remember(books, order, shipment, parcel, by=by)
        return {"parcel": parcel.id, "before": before}

    arguments = {"shipment": shipment_id, "carriage": carriage.told}
    return once(books, key, "track_parcel", arguments, by=by, do=do)


def untrack(books: Session, done: dict[str, Any], *, by: Who, key: str) -> None:
    """Take a number off again, as `track` said it was before. Once for each `key`.

    Raises:
        NotAllowed: the role does not track parcels.
        NoLongerPossible: the parcel is not there any more.
    """
    actors.allow(by, actors.TRACK)

    def do() -> dict[str, Any]:
        parcel = books.get(Parcel, done["parcel"])
        if parcel is None:
            raise NoLongerPossible("That parcel is not there any more.")
        shipment, order = _locked(books, parcel.shipment_id)
        before = done["before"]
        if before is None:
            books.delete(parcel)
        else:
            parcel.carrier, parcel.tracking, parcel.weight_g, parcel.service = before
        books.flush()
        _remember(books, order, shipment, None if before is None else parcel, by=by)
        return {}

    once(books, key, "untrack_parcel", {"parcel": done["parcel"]}, by=by, do=do)


def put_in(books: Session, shipment: Shipment, boxes: Sequence[Carriage]) -> None:
    """Write down the parcels of a locked shipment.

    Raises:
        NumberTaken: a number is on another shipment.
    """
    for box in boxes[:MOST]:
        refuse_taken(books, box)
        books.add(
            Parcel(
                shipment_id=shipment.id,
                carrier=box.carrier,
                service=box.service,
                tracking=box.tracking,
                weight_g=box.weight_g,
            )
        )
    books.flush()


def forget(books: Session, shipment: Shipment) -> None:
    """The parcels of a locked shipment are opened again: nothing is known of them."""
    books.execute(delete(Parcel).where(Parcel.shipment_id == shipment.id))


def refuse_taken(books: Session, carriage: Carriage) -> None:
    """Refuse a number that another parcel of a standing shipment has.

    Raises:
        NumberTaken: with the order that has it.
    """
    if not carriage.tracking:
        return
    wanted = (
        select(Order.number)
        .select_from(Parcel)
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .where(
            Parcel.tracking == carriage.tracking,
            Shipment.state.in_([*LEFT, *OPEN]),
            # carriers number their parcels each for itself
            (Parcel.carrier == carriage.carrier) | Parcel.carrier.is_(None),
        )
    )
    taken = books.scalars(wanted).first()
    if taken is not None:
        raise NumberTaken(carriage.tracking, taken)


def orders_under(books: Session, tracking: str) -> tuple[str, ...]:
    """The numbers of the orders that have a parcel under that tracking number, newest first."""
    wanted = (
        select(Order.number)
        .join(Shipment, Shipment.order_id == Order.id)
        .join(Parcel, Parcel.shipment_id == Shipment.id)
        .where(Parcel.tracking == tracking.upper())
        .order_by(Order.id.desc())
    )
    return tuple(dict.fromkeys(books.scalars(wanted)))


def _locked(books: Session, shipment_id: int) -> tuple[Shipment, Order]:
    order = locks.order(books, books.get_one(Shipment, shipment_id).order_id)
    shipment = books.get_one(Shipment, shipment_id, populate_existing=True)
    if shipment.state not in (*LEFT, *OPEN):
        raise NoLongerPossible(f"Shipment {shipment.number} was called off.")
    return shipment, order


def _plain(parcel: Parcel) -> list[str | int | None]:
    return [parcel.carrier, parcel.tracking, parcel.weight_g, parcel.service]


def _remember(
    books: Session, order: Order, shipment: Shipment, parcel: Parcel | None, *, by: Who
) -> None:
    after = {"shipment": shipment.number, "parcel": _plain(parcel) if parcel else None}
    history.record(books, by=by, what="tracked", about=About("order", order.id), after=after)
