"""Promising stock to order lines, letting it go, and repairing promises that stock cannot keep."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from oms import clock, exceptions, history, stock
from oms.actors import Who
from oms.allocation import Allocation, allocate
from oms.errors import NoLongerPossible
from oms.history import About
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderHold, OrderLine
from oms.tables.stock import Promise, Reservation

ACTIVE = "active"


def reserve(books: Session, line: OrderLine, *, by: Who) -> Allocation:
    """Promise what stock there is to `line`; what there is not stays backordered.

    Asking twice promises once: only units not yet reserved are looked for. The levels of the SKU
    are locked first, so two orders for the last mug cannot both have it. Commit is the caller's.
    """
    if line.sku_id is None or line.backordered <= 0:
        return Allocation({}, backordered=max(0, line.backordered))
    stock.lock(books, [line.sku_id])
    books.refresh(line)
    if line.backordered <= 0:
        return Allocation({}, backordered=0)
    allocation = allocate(line.backordered, _free(books, line.sku_id))
    for location_id, units in allocation.parts.items():
        add(books, line, location_id, units)
    if allocation.parts:
        after = {"reserved": sum(allocation.parts.values()), "backordered": allocation.backordered}
        history.record(
            books, by=by, what="reserved", about=About("order", line.order_id), after=after
        )
    return allocation


def reserve_order(books: Session, order: Order, *, by: Who) -> int:
    """Reserve every line of an order, in line order; gives the units left backordered."""
    lines = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)
    found = list(books.scalars(lines))
    # one lock order for everybody, or two orders with the same goods could wait for each other
    stock.lock(books, sorted({line.sku_id for line in found if line.sku_id is not None}))
    return sum(reserve(books, line, by=by).backordered for line in found)


def add(books: Session, line: OrderLine, location_id: int, units: int) -> None:
    """Promise units at one location to a line; the caller has locked and checked."""
    if line.sku_id is None:
        raise NoLongerPossible("The product of that line is not known yet.")
    books.add(
        Reservation(
            order_line_id=line.id,
            sku_id=line.sku_id,
            location_id=location_id,
            units=units,
            state=ACTIVE,
            made_at=clock.now(),
        )
    )
    line.reserved += units
    _change_promise(books, line.sku_id, location_id, units)
    books.flush()


def release(books: Session, line: OrderLine, units: int, *, location_id: int | None = None) -> int:
    """Let go of up to `units` promised to a line, the newest promises first; gives how many."""
    return _take_back(books, line, units, "released", location_id)


def consume(books: Session, line: OrderLine, location_id: int, units: int) -> int:
    """Use up to `units` promised to a line at a location, as they are shipped; gives how many."""
    return _take_back(books, line, units, "consumed", location_id)


def active(books: Session, line_ids: list[int]) -> list[Reservation]:
    """The promises in force for these lines, oldest first."""
    wanted = select(Reservation).where(
        Reservation.order_line_id.in_(line_ids), Reservation.state == ACTIVE
    )
    return list(books.scalars(wanted.order_by(Reservation.id)))


def fill(books: Session, sku_id: int, *, by: Who) -> int:
    """Give free units of a SKU to the lines that wait for it, in order of their ship-by day.

    Returns:
        How many units were promised.
    """
    held = select(OrderHold.order_id).where(OrderHold.released_at.is_(None))
    waiting = (
        select(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            OrderLine.sku_id == sku_id,
            Order.state == "open",
            Order.id.not_in(held),
            OrderLine.ordered - OrderLine.cancelled - OrderLine.shipped - OrderLine.reserved > 0,
        )
        .order_by(Order.ship_by, Order.placed_at, Order.id, OrderLine.line_no)
    )
    return sum(
        sum(reserve(books, line, by=by).parts.values()) for line in list(books.scalars(waiting))
    )


def repair(books: Session, sku_id: int, location_id: int, *, by: Who) -> list[str]:
    """After a fact: let go of promises that the shelf cannot keep, newest orders first.

    Returns:
        The numbers of the orders that lost a promise here; an exception case names them.
    """
    short = -stock.sellable_free(books, sku_id, location_id)
    sku, place = books.get_one(Sku, sku_id), books.get_one(Location, location_id)
    subject = f"{sku.code} at {place.name}"
    hit: list[str] = []
    for line, number in _newest_first(books, sku_id, location_id):
        if short <= 0:
            break
        gone = release(books, line, short, location_id=location_id)
        short -= gone
        if gone:
            hit.append(number)
    if hit:
        detail = f"{subject}: fewer on the shelf than promised; orders {', '.join(hit)} wait again."
        exceptions.open_case(books, "oversold", subject, detail)
        fill(books, sku_id, by=by)
    _watch_negative(books, sku_id, location_id, subject)
    return hit


def _watch_negative(books: Session, sku_id: int, location_id: int, subject: str) -> None:
    units = stock.units_in(books, sku_id, stock.Place(location_id))
    if units < 0:
        detail = f"{subject}: {units} on the shelf by the books. Count it."
        exceptions.open_case(books, "negative", subject, detail)
    else:
        exceptions.resolve(books, "negative", subject)


def _newest_first(books: Session, sku_id: int, location_id: int) -> list[tuple[OrderLine, str]]:
    rows = books.execute(
        select(OrderLine, Order.number)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            OrderLine.id.in_(
                select(Reservation.order_line_id).where(
                    Reservation.sku_id == sku_id,
                    Reservation.location_id == location_id,
                    Reservation.state == ACTIVE,
                )
            )
        )
        .order_by(Order.id.desc(), OrderLine.line_no.desc())
    )
    return [(row[0], row[1]) for row in rows]


def _take_back(
    books: Session, line: OrderLine, units: int, state: str, location_id: int | None
) -> int:
    taken = 0
    for promise in reversed(active(books, [line.id])):
        if taken == units:
            break
        if location_id is not None and promise.location_id != location_id:
            continue
        part = min(promise.units, units - taken)
        _shrink(books, promise, part, state)
        _change_promise(books, promise.sku_id, promise.location_id, -part)
        taken += part
    line.reserved -= taken
    books.flush()
    return taken


def _shrink(books: Session, promise: Reservation, units: int, state: str) -> None:
    if units == promise.units:
        promise.state = state
        return
    promise.units -= units
    books.add(
        Reservation(
            order_line_id=promise.order_line_id,
            sku_id=promise.sku_id,
            location_id=promise.location_id,
            units=units,
            state=state,
            made_at=promise.made_at,
        )
    )


def _free(books: Session, sku_id: int) -> dict[int, int]:
    fulfils = set(books.scalars(select(Location.id).where(Location.fulfils)))
    return {
        level.location_id: level.available
        for level in stock.levels(books, sku_id)
        if level.location_id in fulfils
    }


def _change_promise(books: Session, sku_id: int, location_id: int, units: int) -> None:
    insert = sqlite.insert if books.get_bind().dialect.name == "sqlite" else postgresql.insert
    if units > 0:
        row = insert(Promise).values(sku_id=sku_id, location_id=location_id, reserved=units)
        books.execute(
            row.on_conflict_do_update(
                index_elements=["sku_id", "location_id"],
                set_={"reserved": Promise.reserved + row.excluded.reserved},
            )
        )
        return
    promise = books.get_one(Promise, (sku_id, location_id), populate_existing=True)
    promise.reserved += units
