"""Cancelling units that have not left: what they held is let go, and money is proposed back.

Nothing is put back on a shelf, since nothing left it. Money never stops a cancellation: the refund
is a proposal of its own, and where none is wanted a reason says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    cancel_plan,
    clock,
    fills,
    history,
    holds,
    kit_lines,
    locks,
    order_states,
    orders,
    payments,
    refund_money,
    refund_steps,
    refund_wishes,
    refunds,
    releasing,
    reservations,
    return_endings,
    waits,
)
from oms.actors import Who
from oms.cancel_plan import Promised
from oms.errors import BadQuantity, ShopError
from oms.history import About
from oms.once import once
from oms.order_states import CANCELLED, DRAFT, OPEN
from oms.refund_values import Wish as MoneyWish
from oms.tables.catalogue import Channel, Location
from oms.tables.money import Refund
from oms.tables.orders import (
    CANCEL_REASONS,
    Cancellation,
    CancellationLine,
    Order,
    OrderLine,
    Shipment,
)

CUSTOMER = "customer"


@dataclass(frozen=True)
class Wish:
    """What is to be cancelled, and why."""

    lines: Mapping[int, int] | None = None
    """Order line id -> units; None: everything that has not left."""
    reason: str = CUSTOMER
    """One of `CANCEL_REASONS`."""
    note: str | None = None
    without_refund: str | None = None
    """Why no money is given back; None: what was paid is proposed back."""


@dataclass(frozen=True)
class CancelLine:
    """Units of one line that would be cancelled, and what they would be taken from."""

    line_id: int
    sku_id: int | None
    sku: str
    title: str
    units: int
    waiting: int
    """Of these, units that were reserved nowhere."""
    released: tuple[tuple[int, str, int], ...]
    """Id and name of a location, and units reserved there that are let go."""


@dataclass(frozen=True)
class CancelPlan:
    """What a cancellation would do."""

    order_id: int
    number: str
    version: int
    lines: tuple[CancelLine, ...]
    left: int
    """Units of the order that stay owed."""

    @property
    def units(self) -> int:
        """All units that would be cancelled."""
        return sum(line.units for line in self.lines)


@dataclass(frozen=True)
class Cancelled:
    """What a cancellation came to."""

    cancellation_id: int | None
    refund_id: int | None
    """What its units cost, given back."""
    too_much_id: int | None = None
    """What was paid beyond what the order cost, given back when nothing of it is left to send."""


class NotCancellable(ShopError):
    """Units cannot be cancelled: they left, or stand packed, or there are not so many."""

    code = "not_cancellable"

    def __init__(self, number: str, why: str, *, remedy: str) -> None:
        self.number = number
        super().__init__(f"Order {number} cannot be cancelled like that: {why}.", remedy=remedy)


def plan(books: Session, order: Order, wanted: Mapping[int, int] | None = None) -> CancelPlan:
    """What would be cancelled, units that wait for stock first, then the newest promises.

    Args:
        books: open.
        order: whose units.
        wanted: order line id -> units, of a kit in whole kits; None: all that has not left.

    Raises:
        BadQuantity: less than one unit of a line.
        NotCancellable: units stand in a shipment, come from a supplier, have left, or there are
            not so many.
    """
    if order.state not in {DRAFT, OPEN}:
        remedy = "Goods that left can come back: `return " + order.number + "`."
        raise NotCancellable(order.number, f"it is {order.state}", remedy=remedy)
    every = orders.lines_of(books, order)
    if wanted is not None and any(units < 1 for units in wanted.values()):
        raise BadQuantity(min(wanted.values()))
    physical = {line.id: line for line in kit_lines.physical(every)}
    units = _spread(every, physical, wanted)
    lines = tuple(_line(books, order, physical[one], count) for one, count in units.items())
    total = sum(line.units for line in lines)
    if not total:
        remedy = "There is nothing to do."
        raise NotCancellable(order.number, "nothing of it is open", remedy=remedy)
    left = sum(line.open_units for line in physical.values()) - total
    _allow_part(books, order, left)
    return CancelPlan(order.id, order.number, order.version, lines, left)


def cancel(books: Session, order_id: int, wish: Wish, *, by: Who, key: str) -> Cancelled:
    """Cancel units of an order, once for each `key`; what was paid for them is proposed back.

    Raises:
        NotAllowed: the role does not cancel orders.
        BadQuantity, NotCancellable: as `plan`.
    """
    actors.allow(by, actors.CANCEL)
    told = {"order": order_id, "lines": sorted((wish.lines or {}).items()), "reason": wish.reason,
            "all": wish.lines is None, "without_refund": wish.without_refund}  # fmt: skip

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        done = within(books, order, wish, by=by, key=f"{key}:refund")
        order.version += 1
        books.flush()
        return vars(done)

    return Cancelled(**once(books, key, "cancel_order", told, by=by, do=do))


def within(books: Session, order: Order, wish: Wish, *, by: Who, key: str) -> Cancelled:
    """Cancel as a part of something else; the caller has locked the order and checked who may."""
    if wish.reason not in CANCEL_REASONS:
        raise ValueError(f"no reason is called {wish.reason}")
    lines = {line.id: line for line in orders.lines_of(books, order)}
    locks.stock(books, {line.sku_id for line in lines.values() if line.sku_id is not None})
    for line in lines.values():
        books.refresh(line)
    planned = plan(books, order, wish.lines)
    made = Cancellation(
        order_id=order.id,
        reason=wish.reason,
        note=wish.note,
        without_refund=wish.without_refund,
        at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    for part in planned.lines:
        _take(books, lines[part.line_id], part)
        books.add(
            CancellationLine(cancellation_id=made.id, order_line_id=part.line_id, units=part.units)
        )
    was = order.state
    _settle(books, order, planned, wish, by=by)
    made.ended_draft = was == DRAFT and order.state == CANCELLED
    if wish.without_refund:
        return Cancelled(made.id, None)
    refund_id = _propose(books, order, planned, made, by=by, key=key)
    if planned.left:
        return Cancelled(made.id, refund_id)
    too_much = give_back_too_much(
        books, order, cancellation_id=made.id, by=by, key=f"{key}:too-much"
    )
    return Cancelled(made.id, refund_id, too_much)


def undo(books: Session, cancellation_id: int, *, by: Who, key: str) -> None:
    """A cancellation was a mistake: the units are wanted again, its refund is called off.

    Raises:
        NotAllowed: the role does not cancel orders.
        NotCancellable: it was undone before.
        NoLongerPossible: its refund was approved since.
        WrongRefundState: its refund was sent.
    """
    actors.allow(by, actors.CANCEL)

    def do() -> dict[str, Any]:
        order = locks.order(books, books.get_one(Cancellation, cancellation_id).order_id)
        undo_within(books, order, cancellation_id, by=by, key=key)
        order.version += 1
        releasing.settle(books, order, by=by)
        releasing.reserve(books, order, by=by)
        return {}

    once(books, key, "undo_cancel", {"cancellation": cancellation_id}, by=by, do=do)


def undo_within(books: Session, order: Order, cancellation_id: int, *, by: Who, key: str) -> None:
    """Undo a cancellation as a part of something else; the caller has locked the order.

    Raises:
        NotCancellable: it was undone before, or money was given back for its units.
    """
    parts = books.scalars(
        select(CancellationLine).where(CancellationLine.cancellation_id == cancellation_id)
    ).all()
    if not parts:
        raise NotCancellable(order.number, "it was undone before", remedy="There is nothing to do.")
    refund_steps.call_off_of_cancellation(books, cancellation_id, by=by, key=key)
    lines = {line.id: line for line in orders.lines_of(books, order)}
    unowed = return_endings.unowed_units(books, lines)
    for part in parts:
        line = lines[part.order_line_id]
        books.refresh(line)
        if line.refundable < part.units + unowed.get(line.id, 0):
            remedy = f"Add the units again: `add 1 {line.title.lower()} to {order.number}`."
            raise NotCancellable(order.number, "money was given back for it", remedy=remedy)
        line.cancelled -= part.units
        books.delete(part)
    books.flush()
    if books.get_one(Cancellation, cancellation_id).ended_draft:
        order.state = DRAFT
    orders.settle_state(order, lines.values())
    about = About("order", order.id)
    history.record(books, by=by, what="cancellation undone", about=about)
    books.flush()


def give_back_too_much(
    books: Session, order: Order, *, cancellation_id: int | None = None, by: Who, key: str
) -> int | None:
    """Propose back what was paid beyond what an order costs now; None where nothing was.

    Never more than was taken and has not gone back in another way. The caller has locked the order.
    """
    purse = refund_money.read_order(books, order).purse
    over = min(-payments.of(books, order).owed_minor, purse.left_minor)
    if over <= 0:
        return None
    wish = MoneyWish(
        refund_wishes.CORRECTION,
        cancellation_id=cancellation_id,
        amount_minor=over,
        reason=payments.PAID_TOO_MUCH,
    )
    return refunds.ask(books, order.id, wish, by=by, key=key)


def units_of(books: Session, cancellation_id: int | None) -> int:
    """Units of a cancellation, over all its lines."""
    wanted = select(func.coalesce(func.sum(CancellationLine.units), 0)).where(
        CancellationLine.cancellation_id == cancellation_id
    )
    return int(books.scalars(wanted).one())


def given_back(books: Session, cancellation_id: int | None) -> int:
    """What is let off or sent back for the units of a cancellation, in minor units."""
    wanted = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
        Refund.cancellation_id == cancellation_id,
        Refund.state != payments.VOID,
        Refund.kind == refund_wishes.CANCEL,
    )
    return int(books.scalars(wanted).one()) if cancellation_id is not None else 0


def _spread(
    every: Sequence[OrderLine], physical: Mapping[int, OrderLine], wanted: Mapping[int, int] | None
) -> dict[int, int]:
    """Units by line that goods stand behind: of a kit, those of its components."""
    if wanted is None:
        return {line.id: line.open_units for line in physical.values() if line.open_units > 0}
    return kit_lines.exploded(every, wanted)


def _line(books: Session, order: Order, line: OrderLine, units: int) -> CancelLine:
    promises = reservations.active(books, [line.id])
    free = [
        Promised(one.id, one.location_id, one.units) for one in promises if one.shipment_id is None
    ]
    found = cancel_plan.cut(units, waiting=line.backordered, promises=free)
    if found.not_possible:
        _refuse(books, order, line, units, units - found.not_possible)
    names = {
        place.id: place.name
        for place in books.scalars(
            select(Location).where(Location.id.in_([one.location_id for one in free]))
        )
    }
    parts: dict[int, int] = defaultdict(int)
    for place, part in found.released:
        parts[place] += part
    return CancelLine(
        line_id=line.id,
        sku_id=line.sku_id,
        sku=line.sku_text,
        title=line.title,
        units=units,
        waiting=found.waiting,
        released=tuple((place, names[place], part) for place, part in parts.items()),
    )


def _refuse(books: Session, order: Order, line: OrderLine, units: int, possible: int) -> None:
    """Say which shipment, or what else, stands in the way of cancelling so many.

    Raises:
        NotCancellable: always.
    """
    bound = [one for one in reservations.active(books, [line.id]) if one.shipment_id is not None]
    if units <= line.open_units and bound:
        shipment = books.get_one(Shipment, bound[0].shipment_id)
        count = sum(one.units for one in bound if one.shipment_id == shipment.id)
        raise NotCancellable(
            order.number,
            f"{count} × {line.title} {'stands' if count == 1 else 'stand'} in shipment"
            f" {shipment.number}, which is {shipment.state}",
            remedy=f"Take it apart first: `stop picking {order.number}`.",
        )
    if units <= line.open_units and line.dropship_open:
        raise NotCancellable(
            order.number,
            f"{line.dropship_open} × {line.title} come from the supplier",
            remedy="Cancel them at the supplier first.",
        )
    remedy = f"Cancel {possible} or fewer." if possible else "There is nothing to do."
    raise NotCancellable(
        order.number,
        f"{possible} × {line.title} have not left and {units} are meant",
        remedy=remedy,
    )


def _allow_part(books: Session, order: Order, left: int) -> None:
    """Some channels take a whole order back or nothing."""
    channel = books.get_one(Channel, order.channel_id)
    if left and not channel.allow_part_cancel:
        raise NotCancellable(
            order.number,
            f"{channel.name} takes no part of an order back",
            remedy="Cancel all of it, or write it in the channel.",
        )


def _take(books: Session, line: OrderLine, part: CancelLine) -> None:
    for location_id, _, units in part.released:
        reservations.release(books, line, units, location_id=location_id)
    line.cancelled += part.units
    books.flush()


def _settle(books: Session, order: Order, planned: CancelPlan, wish: Wish, *, by: Who) -> None:
    """What follows for the order, and for those who wait for the goods."""
    lines = orders.lines_of(books, order)
    kit_lines.follow(lines)
    before = order.state
    if before == DRAFT and not planned.left:
        order.state = order_states.LIFECYCLE[DRAFT, "cancel"]
    orders.settle_state(order, lines)
    if order.state == CANCELLED:
        holds.drop(books, order, by=by)
    else:
        waits.settle(books, order)
    after = {"units": {part.sku: part.units for part in planned.lines}, "state": order.state}
    history.record(
        books,
        by=by,
        what="cancelled",
        about=About("order", order.id),
        before={"state": before},
        after=after,
        reason=wish.note or wish.reason,
    )
    books.flush()
    fills.ask(books, [part.sku_id for part in planned.lines if part.sku_id and part.released])


def _propose(
    books: Session, order: Order, planned: CancelPlan, made: Cancellation, *, by: Who, key: str
) -> int | None:
    """Propose back what these units cost; of drafts and free goods nothing was to be paid."""
    units = {part.line_id: part.units for part in planned.lines}
    lines = orders.lines_of(books, order)
    free = not any(line.net_minor + line.tax_minor for line in lines if line.id in units)
    if free and (planned.left or not order.total_minor):
        return None
    return refunds.propose(
        books,
        order.id,
        units,
        "cancel",
        cancellation_id=made.id,
        reason=made.note or made.reason,
        by=by,
        key=key,
    )
