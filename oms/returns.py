"""Goods coming back: what may, accepting them, and undoing that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, catalogue, clock, history, locks, orders, reservations, sequences, stock
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, ShopError, TooManyReturned
from oms.history import About
from oms.once import once
from oms.stock import Move, Place
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Return, ReturnLine
from oms.tables.stock import Movement

BUCKETS = {
    "restock": "sellable",
    "hold": "quarantine",
    "repair": "refurb",
    "send_back": "rtv",
    "write_off": "damaged",
}


@dataclass(frozen=True)
class PlannedReturn:
    """Units of one order line that come back, and what they are worth in minor units."""

    line_id: int
    sku_id: int
    sku: str
    title: str
    units: int
    amount_minor: int


@dataclass(frozen=True)
class ReturnPlan:
    """What would be taken back, and where it would be put."""

    order_id: int
    number: str
    version: int
    currency: str
    location_id: int
    location: str
    lines: tuple[PlannedReturn, ...]

    @property
    def units(self) -> int:
        """All units that come back."""
        return sum(line.units for line in self.lines)

    @property
    def amount_minor(self) -> int:
        """What the customer is owed for them, in minor units of the order's currency."""
        return sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True)
class Judged:
    """What becomes of the goods and what the customer gets."""

    disposition: str = "restock"
    resolution: str = "refund"
    reason: str | None = None


class NothingToReturn(ShopError):
    """Nothing of the order went out that could still come back."""

    code = "nothing_to_return"

    def __init__(self, number: str, what: str) -> None:
        self.number = number
        super().__init__(
            f"Nothing {what}of order {number} can come back.",
            remedy=f"Ask what was shipped: `where is order {number}?`",
        )


def share(total_minor: int, ordered: int, units: int) -> int:
    """What `units` of a line of `ordered` are worth, rounded half up, in minor units.

    Cumulative: any partition of the units adds up to exactly the total of the line.
    """
    return (2 * total_minor * units + ordered) // (2 * ordered)


def plan(
    books: Session,
    order: Order,
    location_id: int,
    *,
    sku_id: int | None = None,
    units: int | None = None,
) -> ReturnPlan:
    """What would come back: all that may, or so many units of one SKU.

    Raises:
        NothingToReturn: nothing (of that SKU) went out that has not come back.
        TooManyReturned: more units than can still come back.
        BadQuantity: units below 1, or units without saying of which SKU where there are several.
    """
    lines = [
        line
        for line in orders.lines_of(books, order)
        if line.returnable > 0 and line.sku_id is not None and sku_id in (None, line.sku_id)
    ]
    sku = books.get_one(Sku, sku_id) if sku_id is not None else None
    if not lines:
        raise NothingToReturn(order.number, f"{sku.title} " if sku else "")
    if units is not None and (units < 1 or len({line.sku_id for line in lines}) > 1):
        raise BadQuantity(units)
    parts = _parts(books, lines, units)
    place = books.get_one(Location, location_id)
    return ReturnPlan(
        order.id, order.number, order.version, order.currency, place.id, place.name, parts
    )


def accept(
    books: Session, wanted: ReturnPlan, judged: Judged = Judged(), *, by: Who, key: str
) -> int:
    """Take the planned goods back, once for each `key`: counted, placed, and owed for.

    Returns:
        The id of the return, closed.

    Raises:
        NotAllowed: the role does not accept returns.
        NoLongerPossible: the order changed since it was planned.
    """
    actors.allow(by, actors.RETURNS)
    told = [[line.line_id, line.units] for line in wanted.lines]
    arguments = {"order": wanted.order_id, "lines": told, "disposition": judged.disposition}

    def do() -> dict[str, Any]:
        return {"return": _accept(books, wanted, judged, by=by, key=key)}

    return int(once(books, key, "accept_return", arguments, by=by, do=do)["return"])


def undo(books: Session, return_id: int, *, by: Who, key: str) -> None:
    """Say that the goods did not come back after all: levels and counters as before.

    Raises:
        NotAllowed: the role does not accept returns.
        NoLongerPossible: it was undone before.
    """
    actors.allow(by, actors.RETURNS)

    def do() -> dict[str, Any]:
        _undo(books, return_id, by=by, key=key)
        return {}

    once(books, key, "undo_return", {"return": return_id}, by=by, do=do)


def _parts(books: Session, lines: list[OrderLine], units: int | None) -> tuple[PlannedReturn, ...]:
    can = sum(line.returnable for line in lines)
    left = can if units is None else units
    sku_ids = {line.sku_id for line in lines}
    codes = {sku.id: sku.code for sku in books.scalars(select(Sku).where(Sku.id.in_(sku_ids)))}
    if left > can:
        raise TooManyReturned(codes[lines[0].sku_id or 0], wanted=left, returnable=can)
    parts = []
    for line in lines:
        part = min(left, line.returnable)
        left -= part
        if part and line.sku_id is not None:
            before = share(line.amount_minor, line.ordered, line.returned)
            worth = share(line.amount_minor, line.ordered, line.returned + part) - before
            code = codes[line.sku_id]
            parts.append(PlannedReturn(line.id, line.sku_id, code, line.title, part, worth))
    return tuple(parts)


def _accept(books: Session, wanted: ReturnPlan, judged: Judged, *, by: Who, key: str) -> int:
    order = locks.order(books, wanted.order_id)
    if order.version != wanted.version:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    stock.lock(books, sorted({line.sku_id for line in wanted.lines}))
    made = Return(
        number=f"R-{sequences.take(books, 'return')}",
        order_id=order.id,
        customer_id=order.customer_id,
        source="staff",
        state="closed",
        location_id=wanted.location_id,
        requested_at=clock.now(),
        closed_at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    for line_no, line in enumerate(wanted.lines, start=1):
        books.add(_line(made, line_no, line, judged))
        _take_back(books, made, line, judged, by=by, key=f"{key}:{line.line_id}")
    order.version += 1
    after = {"return": made.number, "units": wanted.units, "amount_minor": wanted.amount_minor}
    history.record(books, by=by, what="returned", about=About("order", order.id), after=after)
    history.record(
        books, by=by, what="accepted", about=About("return", made.id), reason=judged.reason
    )
    books.flush()
    if judged.disposition == "restock":
        for sku_id in sorted({line.sku_id for line in wanted.lines}):
            reservations.fill(books, sku_id, by=by)
    return made.id


def _line(made: Return, line_no: int, line: PlannedReturn, judged: Judged) -> ReturnLine:
    return ReturnLine(
        return_id=made.id,
        line_no=line_no,
        order_line_id=line.line_id,
        sku_id=line.sku_id,
        units=line.units,
        received=line.units,
        reason=judged.reason,
        disposition=judged.disposition,
        resolution=judged.resolution,
        unit_price="",
        amount_minor=line.amount_minor,
    )


def _take_back(
    books: Session, made: Return, line: PlannedReturn, judged: Judged, *, by: Who, key: str
) -> None:
    customer = catalogue.virtual(books, "customer")
    back = Move(
        sku_id=line.sku_id,
        units=line.units,
        source=Place(customer.id),
        to=Place(made.location_id or 0, BUCKETS[judged.disposition]),
        reason="return_in",
        about=("return", made.id),
        line_id=line.line_id,
        is_fact=True,
        key=key,
    )
    stock.move(books, back, by=by)
    order_line = books.get_one(OrderLine, line.line_id, populate_existing=True)
    if order_line.returnable < line.units:
        raise TooManyReturned(line.sku, wanted=line.units, returnable=order_line.returnable)
    order_line.returned += line.units
    books.flush()


def _undo(books: Session, return_id: int, *, by: Who, key: str) -> None:
    made = books.get_one(Return, return_id, with_for_update=True, populate_existing=True)
    if made.state != "closed" or made.order_id is None:
        raise NoLongerPossible(f"Return {made.number} is {made.state}.")
    order = locks.order(books, made.order_id)
    for movement in _movements_of(books, made):
        stock.lock(books, [movement.sku_id])
        stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}", is_fact=True)
        line = books.get_one(OrderLine, movement.line_id, populate_existing=True)
        line.returned -= movement.units
        books.flush()
        if made.location_id is not None:
            reservations.repair(books, movement.sku_id, made.location_id, by=by)
    for return_line in books.scalars(select(ReturnLine).where(ReturnLine.return_id == made.id)):
        return_line.received = 0
    made.state = "cancelled"
    order.version += 1
    history.record(books, by=by, what="undone", about=About("return", made.id))
    books.flush()


def _movements_of(books: Session, made: Return) -> list[Movement]:
    wanted = select(Movement).where(
        Movement.about_kind == "return",
        Movement.about_id == made.id,
        Movement.reverses_id.is_(None),
    )
    return list(books.scalars(wanted.order_by(Movement.id)))


def number_of(books: Session, return_id: int) -> str:
    """The number of a return, such as R-12."""
    return books.get_one(Return, return_id).number
