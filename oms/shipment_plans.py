"""What can leave now: what is packed or being picked, and what is promised and not bound yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from oms import catalogue, elsewhere, holds, kit_lines, order_states, orders, questions, shipments
from oms.errors import NothingToShip
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine

Free = Mapping[int, Mapping[int, int]]
"""Location id -> order line id -> units promised there and bound to no shipment."""
Part = tuple[int, int]
"""An order line, and how many units of it make one unit of its product or kit."""


@dataclass(frozen=True)
class PlannedLine:
    """Units of one order line that leave from one location."""

    line_id: int
    sku: str
    title: str
    units: int


@dataclass(frozen=True)
class PlannedParcel:
    """What leaves one location: a shipment that was begun, or a new one."""

    location_id: int
    location: str
    lines: tuple[PlannedLine, ...]
    shipment_id: int | None = None
    """None: nobody has planned, picked or packed it."""
    shipment: str = ""
    state: str = ""


@dataclass(frozen=True)
class ShipmentPlan:
    """What would be shipped now, by location, and the units that stay behind."""

    order_id: int
    number: str
    version: int
    parcels: tuple[PlannedParcel, ...]
    left_behind: int
    waiting: int = 0
    """Of those: units that are reserved nowhere."""

    @property
    def units(self) -> int:
        """All units that would leave."""
        return sum(line.units for parcel in self.parcels for line in parcel.lines)

    @property
    def told(self) -> list[list[int | None]]:
        """As plain values."""
        return [
            [parcel.location_id, parcel.shipment_id, line.line_id, line.units]
            for parcel in self.parcels
            for line in parcel.lines
        ]


@dataclass(frozen=True)
class LineLeaving:
    """An order line, and how many units of it can leave now; of a kit, whole kits."""

    line_id: int
    sku: str
    title: str
    units: int
    places: tuple[tuple[str, int], ...]
    """Name of each location, and how many can leave there."""


CODES = select(Sku.id, Sku.code).where(Sku.id.in_(bindparam("ids", expanding=True)))


class FewerFree(NothingToShip):
    """Fewer units of a product can leave than were asked for."""

    code = "fewer_free"

    def __init__(
        self, number: str, title: str, units: int, free: int, *, line_id: int | None = None
    ) -> None:
        self.units, self.free, self.line_id = units, free, line_id
        super().__init__(
            number,
            f"{free} × {title} {'is' if free == 1 else 'are'} free to leave and {units} were asked",
            remedy=f"Ask where its goods are: `where is order {number}?`",
        )


def plan(
    books: Session,
    order: Order,
    *,
    location_id: int | None = None,
    sku_id: int | None = None,
    units: int | None = None,
    picked: Mapping[int, int] | None = None,
) -> ShipmentPlan:
    """What can leave now, at one location or at all; of one product only, where one is given.

    A part of an order never takes units out of a shipment that somebody is picking.

    Args:
        books: open books.
        order: whose goods.
        location_id: the only place that they leave from; None: wherever they are.
        sku_id: the only product.
        units: of that product; None: all that can leave.
        picked: order line id -> units, chosen line by line (whole kits of a kit).

    Raises:
        OrderOnHold: a hold is in force.
        NothingToShip: nothing is open, or nothing is reserved (there).
        FewerFree: fewer units of the product are promised and not bound to a shipment.
    """
    lines = orders.lines_of(books, order)
    _refuse(books, order, lines)
    if picked is not None and picked == {
        one.line_id: one.units for one in leaving(books, order, location_id)
    }:
        picked = None  # all of it, with what somebody is picking
    free = {
        place: part
        for place, part in shipments.free(books, order).items()
        if location_id in (None, place)
    }
    if sku_id is not None:
        free = of_product(order, lines, free, sku_id, units)
    if picked is not None:
        free = of_lines(order, lines, free, picked)
    parcels = _new(books, lines, free)
    if sku_id is None and picked is None:
        parcels = [*_begun(books, order, lines, location_id), *parcels]
    planned = sum(line.units for parcel in parcels for line in parcel.lines)
    if not planned:
        why = "no stock is reserved for it"
        remedy = f"Ask where its goods are: `where is order {order.number}?`"
        if location_id is not None:
            place = books.get_one(Location, location_id)
            why, remedy = elsewhere.told(books, order, place, "ship")
        raise NothingToShip(order.number, why, remedy=remedy)
    goods = kit_lines.physical(lines)
    left = sum(line.open_units for line in goods) - planned
    waiting = sum(line.backordered for line in goods)
    return ShipmentPlan(order.id, order.number, order.version, tuple(parcels), left, waiting)


def leaving(
    books: Session, order: Order, location_id: int | None = None
) -> tuple[LineLeaving, ...]:
    """What of each line can leave now, at one location or at all; lines of which nothing can not.

    Raises:
        OrderOnHold, NothingToShip: as `plan`.
    """
    whole = plan(books, order, location_id=location_id)
    there: dict[int, dict[int, int]] = {}
    for parcel in whole.parcels:
        here = there.setdefault(parcel.location_id, {})
        for planned in parcel.lines:
            here[planned.line_id] = here.get(planned.line_id, 0) + planned.units
    names = {parcel.location_id: parcel.location for parcel in whole.parcels}
    lines = orders.lines_of(books, order)
    codes = _codes(books, lines)
    found = []
    for line in lines:
        parts = _parts(line, lines)
        units = _whole(parts, list(there), there) if line.parent_line_id is None else 0
        if units:
            places = ((names[place], _whole(parts, [place], there)) for place in there)
            standing = tuple(one for one in places if one[1])
            found.append(LineLeaving(line.id, codes[line.id], line.title, units, standing))
    return tuple(found)


def _refuse(books: Session, order: Order, lines: list[OrderLine]) -> None:
    if order.state != "open" or not any(line.open_units for line in lines):
        held = bool(holds.blocking(books, order)) and order.state == "open"
        stage = order_states.stage(order.state, held=held, units=order_states.progress(lines))
        raise NothingToShip(order.number, f"it is {stage}", remedy="There is nothing to do.")
    shipments.refuse_held(books, order)


def _begun(
    books: Session, order: Order, lines: list[OrderLine], location_id: int | None
) -> list[PlannedParcel]:
    """The shipments that were planned, picked or packed and have not left."""
    waiting = shipments.waiting(books, order, location_id)
    if not waiting:
        return []
    known = {line.id: line for line in lines}
    codes = _codes(books, lines)
    names = {place.id: place.name for place in catalogue.locations(books)}
    return [
        PlannedParcel(
            shipment.location_id,
            names.get(shipment.location_id, ""),
            tuple(
                PlannedLine(line.order_line_id, codes[line.order_line_id],
                            known[line.order_line_id].title, line.units)
                for line in shipments.lines_of(books, shipment.id)
            ),
            shipment.id,
            shipment.number,
            shipment.state,
        )
        for shipment in waiting
        if shipment.location_id is not None
    ]  # fmt: skip


def _new(
    books: Session, lines: list[OrderLine], free: Mapping[int, Mapping[int, int]]
) -> list[PlannedParcel]:
    codes = _codes(books, lines)
    return [
        PlannedParcel(
            place.id,
            place.name,
            tuple(
                PlannedLine(line.id, codes[line.id], line.title, free[place.id][line.id])
                for line in lines
                if free[place.id].get(line.id)
            ),
        )
        for place in catalogue.locations(books)
        if any(free.get(place.id, {}).values())
    ]


def of_product(
    order: Order, lines: list[OrderLine], free: Free, sku_id: int, units: int | None
) -> dict[int, dict[int, int]]:
    """Of what is free, these units of one product, from as few places as they need.

    A kit leaves as whole kits, that is its components.
    """
    mine = [_parts(line, lines) for line in lines if line.sku_id == sku_id]
    if not mine:
        remedy = f"Ask what is on it: `where is order {order.number}?`"
        raise NothingToShip(order.number, "that product is not on it", remedy=remedy)
    whole = [_whole(parts, list(free), free) for parts in mine]
    wanted = sum(whole) if units is None else units
    if wanted > sum(whole) or not wanted:
        title = next(line.title for line in lines if line.sku_id == sku_id)
        raise FewerFree(order.number, title, max(wanted, 1), sum(whole))
    taken: dict[int, dict[int, int]] = {}
    for parts, most in zip(mine, whole, strict=True):
        some = min(wanted, most)
        _take(parts, some, free, taken)
        wanted -= some
    return taken


def of_lines(
    order: Order, lines: list[OrderLine], free: Free, picked: Mapping[int, int]
) -> dict[int, dict[int, int]]:
    """Of what is free, these units of these lines, each from as few places as it needs."""
    taken: dict[int, dict[int, int]] = {}
    known = {line.id: line for line in lines}
    for line_id, units in picked.items():
        if line_id not in known:
            remedy = f"Ask what is on it: `where is order {order.number}?`"
            raise NothingToShip(order.number, "that line is not on it", remedy=remedy)
        parts = _parts(known[line_id], lines)
        most = _whole(parts, list(free), free)
        if not 1 <= units <= most:
            title = known[line_id].title
            raise FewerFree(order.number, title, max(units, 1), most, line_id=line_id)
        _take(parts, units, free, taken)
    return taken


def _parts(line: OrderLine, lines: list[OrderLine]) -> list[Part]:
    """The lines that goods stand behind, and how many of each make one unit of `line`."""
    children = next((kids for kit, kids in kit_lines.families(lines) if kit.id == line.id), None)
    return [(kid.id, kid.kit_units or 1) for kid in children] if children else [(line.id, 1)]


def _whole(parts: list[Part], places: list[int], free: Free) -> int:
    """Whole units that can be made of what is free at these places together."""
    return min(
        sum(free[place].get(line_id, 0) for place in places) // each for line_id, each in parts
    )


def _take(parts: list[Part], units: int, free: Free, taken: dict[int, dict[int, int]]) -> None:
    """Take so many units: from one place that has them all where there is one, else the fullest."""
    enough = [place for place in free if _whole(parts, [place], free) >= units]
    places = enough[:1] or sorted(free, key=lambda place: -_whole(parts, [place], free))
    for line_id, each in parts:
        left = units * each
        for place in places:
            part = min(left, free[place].get(line_id, 0))
            if part:
                taken.setdefault(place, {})[line_id] = part
                left -= part


def _codes(books: Session, lines: list[OrderLine]) -> dict[int, str]:
    ids = [line.sku_id for line in lines if line.sku_id is not None]
    codes = {row.id: row.code for row in questions.ask(books, CODES, {"ids": ids})}
    return {line.id: codes.get(line.sku_id or 0, line.sku_text) for line in lines}
