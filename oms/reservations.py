"""Promising stock to order lines, letting it go, and repairing promises that stock cannot keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from oms import clock, exceptions, history, stock
from oms.actors import Who
from oms.allocation import Candidate, choose
from oms.errors import NoLongerPossible
from oms.history import About
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderHold, OrderLine
from oms.tables.stock import Promise, Reservation

ACTIVE = "active"


@dataclass(frozen=True)
class Promised:
    """Units that were promised just now, and units of these lines that still wait."""

    units: int
    backordered: int


def reserve_order(books: Session, order: Order, *, by: Who) -> int:
    """Promise an order what stock there is, all its lines at once; gives the units left waiting.

    Asking twice promises once: only units not yet reserved are looked for. The levels of its SKUs
    are locked first, so two orders for the last mug cannot both have it. Commit is the caller's.
    """
    wanted = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)
    return reserve(books, list(books.scalars(wanted)), by=by).backordered


def reserve(books: Session, lines: list[OrderLine], *, by: Who) -> Promised:
    """Promise what stock there is to lines of one order; what there is not stays backordered."""
    # one lock order for everybody, or two orders with the same goods could wait for each other
    stock.lock(books, sorted({line.sku_id for line in lines if line.sku_id is not None}))
    for line in lines:
        books.refresh(line)
    demand: dict[int, int] = {}
    for line in lines:
        if line.sku_id is not None and line.backordered > 0:
            demand[line.sku_id] = demand.get(line.sku_id, 0) + line.backordered
    choice = choose(demand, _candidates(books, demand))
    promised = 0
    for line, location_id, units in handed_out(lines, choice.parts):
        add(books, line, location_id, units)
        promised += units
    left = sum(max(0, line.backordered) for line in lines)
    if promised:
        about = About("order", lines[0].order_id)
        after = {"reserved": promised, "backordered": left}
        history.record(books, by=by, what="reserved", about=about, after=after)
    return Promised(promised, left)


def handed_out(
    lines: list[OrderLine], parts: Mapping[int, Mapping[int, int]]
) -> Iterator[tuple[OrderLine, int, int]]:
    """Who gets what the locations send: line by line, the earlier lines of an order first."""
    left = {place: dict(part) for place, part in parts.items()}
    for line in lines:
        wanted = line.backordered
        for place, part in left.items():
            units = min(wanted, part.get(line.sku_id or 0, 0))
            if units > 0 and line.sku_id is not None:
                part[line.sku_id] -= units
                wanted -= units
                yield line, place, units


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


def release(
    books: Session,
    line: OrderLine,
    units: int,
    *,
    location_id: int | None = None,
    also_bound: bool = False,
) -> int:
    """Let go of up to `units` promised to a line, the newest promises first; gives how many.

    Units that a shipment is being picked from are let go only with `also_bound`, and last: a fact
    may need them, an intention never takes them out of a picker's hands.
    """
    found = _newest_promises(books, line, location_id)
    mine = [promise for promise in found if also_bound or promise.shipment_id is None]
    return _take_back(books, line, units, "released", mine)


def consume(
    books: Session, line: OrderLine, location_id: int, units: int, *, shipment_id: int | None = None
) -> int:
    """Use up to `units` promised to a line at a location, as they are shipped; gives how many.

    Only those that are bound to this shipment, or to none.
    """
    found = _newest_promises(books, line, location_id)
    mine = [promise for promise in found if promise.shipment_id == shipment_id]
    return _take_back(books, line, units, "consumed", mine)


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
    return sum(reserve(books, [line], by=by).units for line in list(books.scalars(waiting)))


def repair(books: Session, sku_id: int, location_id: int, *, by: Who) -> list[str]:
    """After a fact: let go of promises that the shelf cannot keep, newest orders first.

    Returns:
        The numbers of the orders that lost a promise here; an exception case names them.
    """
    short = -stock.sellable_free(books, sku_id, location_id)
    sku, place = books.get_one(Sku, sku_id), books.get_one(Location, location_id)
    subject = f"{sku.code} at {place.name}"
    hit: list[str] = []
    # what nobody is picking first; out of a picker's hands only what must be
    for also_bound in (False, True):
        for line, number in _newest_first(books, sku_id, location_id):
            if short <= 0:
                break
            gone = release(books, line, short, location_id=location_id, also_bound=also_bound)
            short -= gone
            if gone and number not in hit:
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


def _newest_promises(books: Session, line: OrderLine, location_id: int | None) -> list[Reservation]:
    """The promises in force for a line, those bound to a shipment last, else the newest first."""
    found = [
        promise
        for promise in active(books, [line.id])
        if location_id in (None, promise.location_id)
    ]
    return sorted(found, key=lambda promise: (promise.shipment_id is not None, -promise.id))


def _take_back(
    books: Session, line: OrderLine, units: int, state: str, promises: list[Reservation]
) -> int:
    taken = 0
    for promise in promises:
        if taken == units:
            break
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
            shipment_id=promise.shipment_id,
        )
    )


def _candidates(books: Session, sku_ids: Iterable[int]) -> list[Candidate]:
    free: dict[int, dict[int, int]] = {}
    for sku_id in sku_ids:
        for level in stock.levels(books, sku_id):
            free.setdefault(level.location_id, {})[sku_id] = level.available
    places = books.scalars(select(Location).where(Location.fulfils, Location.id.in_(free)))
    return [Candidate(place.id, free[place.id], place.rank) for place in places]


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
