"""Having an order sent from another place: let go there and promised here, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, history, kit_lines, locks, orders, reservations, routing, stock
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.tables.catalogue import Location
from oms.tables.orders import Order, OrderLine

NOWHERE = 0
"""In place of a location: the units were reserved nowhere."""


@dataclass(frozen=True)
class Moved:
    """Units of a line that are to be promised elsewhere."""

    line_id: int
    title: str
    units: int
    from_id: int
    """Location id, or `NOWHERE`."""
    source: str
    """Its name; empty: they waited for stock."""


@dataclass(frozen=True)
class Reroute:
    """What would be promised at the new place, and what stays as it is."""

    order_id: int
    number: str
    version: int
    to_id: int
    to: str
    moves: tuple[Moved, ...]
    staying: int
    """Units of the order that the new place cannot supply, or that are being packed elsewhere."""
    waiting: int
    """Of these, units reserved nowhere."""
    parcels_before: int
    parcels_after: int

    @property
    def units(self) -> int:
        """All units that move."""
        return sum(one.units for one in self.moves)


class CannotRoute(ShopError):
    """An order cannot be sent from that place."""

    code = "cannot_route"

    def __init__(self, number: str, place: str, why: str, remedy: str) -> None:
        self.number, self.place = number, place
        super().__init__(f"Order {number} cannot be sent from {place}: {why}.", remedy=remedy)


def plan(books: Session, order: Order, to: Location) -> Reroute:
    """What would move, by the same rules as when an order is routed by itself.

    Raises:
        CannotRoute: the place does not supply that channel or country, has none of it free, or the
            order would go out in more parcels than its channel allows.
    """
    _refuse_place(books, order, to)
    lines = kit_lines.physical(orders.lines_of(books, order))
    moves = _moves(books, order, lines, to)
    open_units = sum(line.open_units - line.dropship_open for line in lines)
    here = _units_at(books, lines)
    moved = sum(one.units for one in moves)
    if not moved:
        raise CannotRoute(
            order.number,
            to.name,
            "nothing of it that is not there already is free there",
            f"Ask what there is: `where is {order.number}?`",
        )
    after = dict(here)
    for one in moves:
        after[one.from_id] = after.get(one.from_id, 0) - one.units
        after[to.id] = after.get(to.id, 0) + one.units
    reroute = Reroute(
        order.id,
        order.number,
        order.version,
        to.id,
        to.name,
        tuple(moves),
        staying=open_units - after[to.id],
        waiting=sum(max(0, line.backordered) for line in lines)
        - sum(one.units for one in moves if one.from_id == NOWHERE),
        parcels_before=_parcels(here),
        parcels_after=_parcels(after),
    )
    _refuse_policy(books, order, reroute)
    return reroute


def reroute(
    books: Session, wanted: Reroute, *, reason: str | None = None, by: Who, key: str
) -> list[list[int]]:
    """Promise the planned units at the new place instead, once for each `key`.

    Returns:
        [line id, location id they came from or `NOWHERE`, units], for `undo`.

    Raises:
        NotAllowed, NotHere: the role does not choose where an order ships from, or not there.
        NoLongerPossible: the order, or what is free, changed since it was planned.
    """
    _allow(by, {wanted.to_id, *(one.from_id for one in wanted.moves)})
    told = [[one.line_id, one.from_id, one.units] for one in wanted.moves]

    def do() -> dict[str, Any]:
        order = locks.unchanged(books, wanted.order_id, wanted.version)
        reservations.locked_lines(books, order)
        if plan(books, order, books.get_one(Location, wanted.to_id)) != wanted:
            raise NoLongerPossible(f"What is free for order {order.number} has changed.")
        _carry_out(books, order, wanted, reason, by=by)
        return {"moves": told}

    arguments = {"order": wanted.order_id, "to": wanted.to_id, "moves": told}
    return list(once(books, key, "reroute_order", arguments, by=by, do=do)["moves"])


def undo(
    books: Session, order_id: int, to_id: int, moves: Sequence[Sequence[int]], *, by: Who, key: str
) -> int:
    """Promise units where they were promised before, as far as they are still free there.

    What is not free there any more stays where it is.

    Returns:
        How many went back.

    Raises:
        NotAllowed, NotHere: the role does not choose where an order ships from, or not there.
        NoLongerPossible: nothing of it is left to take back, or it is being packed.
    """
    _allow(by, {to_id, *(from_id for _, from_id, _ in moves)})

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        lines = {line.id: line for line in reservations.locked_lines(books, order)}
        back = sum(
            _put_back(books, lines[line_id], to_id, from_id, units)
            for line_id, from_id, units in moves
        )
        if not back:
            raise NoLongerPossible(f"Nothing of order {order.number} can go back any more.")
        order.version += 1
        history.record(books, by=by, what="route undone", about=About("order", order.id))
        return {"units": back}

    arguments = {"order": order_id, "to": to_id, "moves": [list(one) for one in moves]}
    return int(once(books, key, "undo_reroute", arguments, by=by, do=do)["units"])


def _allow(by: Who, place_ids: Collection[int]) -> None:
    """Refuse who may not say from where orders ship, or not at all of these places."""
    actors.allow(by, actors.REROUTE)
    for location_id in sorted(set(place_ids) - {NOWHERE}):
        actors.allow(by, actors.REROUTE, location_id=location_id)


def _moves(books: Session, order: Order, lines: Sequence[OrderLine], to: Location) -> list[Moved]:
    names = {place.id: place.name for place in books.scalars(select(Location))}
    sku_ids = {line.sku_id for line in lines if line.sku_id is not None}
    free = dict(routing.free(books, sku_ids, [to.id])[to.id])
    for one in routing.kept_from(books, order, sku_ids):
        if one.location_id == to.id:
            free[one.sku_id] = free.get(one.sku_id, 0) - one.units
    promises = reservations.active(books, [line.id for line in lines])
    moves: list[Moved] = []
    for line in lines:
        sources = [(NOWHERE, line.backordered)] + [
            (one.location_id, one.units)
            for one in promises
            if one.order_line_id == line.id and one.location_id != to.id and not one.shipment_id
        ]
        for from_id, units in sources:
            part = min(units, max(0, free.get(line.sku_id or 0, 0)))
            if part > 0 and line.sku_id is not None:
                free[line.sku_id] -= part
                moves.append(Moved(line.id, line.title, part, from_id, names.get(from_id, "")))
    return moves


def _units_at(books: Session, lines: Sequence[OrderLine]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for one in reservations.active(books, [line.id for line in lines]):
        found[one.location_id] += one.units
    return dict(found)


def _parcels(units: dict[int, int]) -> int:
    return sum(1 for place, count in units.items() if place != NOWHERE and count > 0)


def _refuse_place(books: Session, order: Order, to: Location) -> None:
    remedy = f"Ask why it is where it is: `why is {order.number} there?`"
    if order.state != "open":
        raise CannotRoute(order.number, to.name, f"it is {order.state}", remedy)
    if not (to.active and to.fulfils):
        raise CannotRoute(order.number, to.name, "no orders are sent from there", remedy)
    if to.id not in {place.id for place in routing.places(books, order)}:
        country = routing.country_of(order)
        why = (
            "it does not supply that channel"
            if routing.sends_to(to.ships_to, country)
            else f"nothing is sent from there to {country}"
        )
        raise CannotRoute(order.number, to.name, why, remedy)


def _refuse_policy(books: Session, order: Order, wanted: Reroute) -> None:
    policy = routing.policy(books, order)
    remedy = "Wait for stock, or let the channel split its orders."
    if policy.complete and wanted.staying:
        why = f"it ships complete, and {wanted.staying} of its units are not to be had there"
        raise CannotRoute(wanted.number, wanted.to, why, remedy)
    most = policy.most_parcels
    if most and wanted.parcels_after > max(most, wanted.parcels_before):
        why = f"it would go out in {wanted.parcels_after} parcels, and its channel allows {most}"
        raise CannotRoute(wanted.number, wanted.to, why, remedy)


def _carry_out(
    books: Session, order: Order, wanted: Reroute, reason: str | None, *, by: Who
) -> None:
    lines = {line.id: line for line in orders.lines_of(books, order)}
    for one in wanted.moves:
        if one.from_id != NOWHERE:
            gone = reservations.release(
                books, lines[one.line_id], one.units, location_id=one.from_id
            )
            if gone != one.units:
                raise NoLongerPossible("Some of it is being packed by now.")
    reservations.promise(
        books, [(lines[one.line_id], wanted.to_id, one.units) for one in wanted.moves]
    )
    kit_lines.follow(lines.values())
    order.version += 1
    why = f"{by.name} chose {wanted.to}" + (f": {reason}" if reason else ".")
    given = [(one.line_id, wanted.to_id, one.units) for one in wanted.moves]
    routing.keep_choice(books, order, given, by=by, why=why)
    after = {"to": wanted.to, "units": wanted.units}
    about = About("order", order.id)
    history.record(books, by=by, what="rerouted", about=about, after=after, reason=reason)
    books.flush()


def _put_back(books: Session, line: OrderLine, to_id: int, from_id: int, units: int) -> int:
    """Back to where it was; what waited before waits again."""
    if line.sku_id is None:
        return 0
    free = units
    if from_id != NOWHERE:
        free = max(0, stock.sellable_free(books, line.sku_id, from_id))
    gone = reservations.release(books, line, min(units, free), location_id=to_id)
    if from_id != NOWHERE and gone:
        reservations.add(books, line, from_id, gone)
    return gone
