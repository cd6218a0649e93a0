"""What is where: movements of goods, and the levels that follow from them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, bindparam, func, insert, select
from sqlalchemy.orm import Session

from oms import clock, locks, questions, settings, touched
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, NotEnoughStock
from oms.running_sums import RunningSum
from oms.tables.catalogue import Location, ReorderRule, Sku
from oms.tables.stock import Level, Movement, Promise

SELLABLE = "sellable"
LEVELS = RunningSum(Level, "units")
MOVEMENTS = insert(Movement.__table__)  # type: ignore[arg-type]
KEYS = select(Movement.id).where(Movement.key == bindparam("key"))
FREE = (
    select(
        Level.sku_id,
        Level.location_id,
        Level.bucket,
        Level.units - func.coalesce(Promise.reserved, 0),
    )
    .outerjoin(
        Promise,
        (Promise.sku_id == Level.sku_id)
        & (Promise.location_id == Level.location_id)
        & (Level.bucket == SELLABLE),
    )
    .where(
        Level.sku_id.in_(bindparam("skus", expanding=True)),
        Level.location_id.in_(bindparam("places", expanding=True)),
    )
)
"""Units by SKU, location and bucket; of the sellable those that are not reserved."""


@dataclass(frozen=True)
class Place:
    """A location, physical or virtual, and the bucket of goods there."""

    location_id: int
    bucket: str = SELLABLE


@dataclass(frozen=True)
class Move:
    """What is to move: units of one SKU (1 or more) from one place to another, and why."""

    sku_id: int
    units: int
    source: Place
    to: Place
    reason: str
    about: tuple[str, int] | None = None
    """Kind and id of the document."""
    line_id: int | None = None
    note: str | None = None
    occurred_at: dt.datetime | None = None
    is_fact: bool = False
    """A fact is recorded even where it makes a level negative; an intention is refused."""
    key: str | None = None
    reverses_id: int | None = None


@dataclass(frozen=True)
class StockAt:
    """Units of one SKU at one location: `available` = on hand − reserved − held."""

    location_id: int
    location: str
    on_hand: int
    reserved: int
    held: int

    @property
    def available(self) -> int:
        """Units free to promise; below zero means oversold."""
        return self.on_hand - self.reserved - self.held


def promisable(levels: Iterable[StockAt]) -> int:
    """Units that can be promised in all: what one place has sold too much, no other one lacks."""
    return sum(max(0, one.available) for one in levels)


def oversold(levels: Iterable[StockAt]) -> int:
    """Units that were promised or sold beyond what the places have, over all of them."""
    return sum(max(0, -one.available) for one in levels)


@dataclass(frozen=True)
class LowStock:
    """A SKU at a location at or under the point where the owner wants to be told."""

    sku: str
    title: str
    location: str
    available: int
    point: int
    sku_id: int
    location_id: int


def move(books: Session, wanted: Move, *, by: Who) -> Movement | None:
    """Record one movement and both levels it changes.

    Returns:
        The movement, or None when its key is known: the goods moved before.

    Raises:
        BadQuantity: units below 1.
        NotEnoughStock: an intention that would leave fewer sellable units than are reserved, or
            take more from another bucket than there is.
    """
    if wanted.key is not None and _is_known(books, wanted.key):
        return None
    _refuse(books, [wanted])
    moved = Movement(**_row(wanted, clock.now(), by))
    books.add(moved)
    books.flush()
    _change_levels(books, [wanted])
    return moved


def move_all(books: Session, wanted: Sequence[Move], *, by: Who) -> None:
    """Record movements and all levels they change, together, in a command that is done once.

    Their keys are new: the database refuses one that is known, as it would be a fault of ours.

    Raises:
        BadQuantity, NotEnoughStock: as `move`; intentions are judged as they stand together.
    """
    _refuse(books, wanted)
    if wanted:
        now = clock.now()
        books.connection().execute(MOVEMENTS, [_row(one, now, by) for one in wanted])
        _change_levels(books, wanted)


def _refuse(books: Session, wanted: Sequence[Move]) -> None:
    """Refuse movements that must not be."""
    for one in wanted:
        if one.units < 1:
            raise BadQuantity(one.units)
    _refuse_shortage(books, [one for one in wanted if not one.is_fact])


def _row(wanted: Move, now: dt.datetime, by: Who) -> dict[str, Any]:
    """A movement as its row."""
    return {
        "sku_id": wanted.sku_id,
        "units": wanted.units,
        "from_location_id": wanted.source.location_id,
        "from_bucket": wanted.source.bucket,
        "to_location_id": wanted.to.location_id,
        "to_bucket": wanted.to.bucket,
        "reason": wanted.reason,
        "about_kind": wanted.about[0] if wanted.about else None,
        "about_id": wanted.about[1] if wanted.about else None,
        "line_id": wanted.line_id,
        "note": wanted.note,
        "occurred_at": wanted.occurred_at or now,
        "recorded_at": now,
        "by_id": by.id,
        "is_fact": wanted.is_fact,
        "key": wanted.key,
        "reverses_id": wanted.reverses_id,
    }


def reverse(
    books: Session, movement: Movement, *, by: Who, key: str, is_fact: bool = False
) -> Movement | None:
    """Move the same units back; None when that key is known.

    As a fact (the goods never moved) it is recorded whatever was promised since; the caller then
    repairs the promises.

    Raises:
        NoLongerPossible: it was reversed before, or the goods are no longer there.
    """
    if _is_known(books, key):
        return None
    if books.scalars(select(Movement).where(Movement.reverses_id == movement.id)).first():
        raise NoLongerPossible("That was undone before.")
    back = Move(
        sku_id=movement.sku_id,
        units=movement.units,
        source=Place(movement.to_location_id, movement.to_bucket),
        to=Place(movement.from_location_id, movement.from_bucket),
        reason="reversal",
        about=(movement.about_kind, movement.about_id or 0) if movement.about_kind else None,
        line_id=movement.line_id,
        is_fact=is_fact,
        key=key,
        reverses_id=movement.id,
    )
    return move(books, back, by=by)


def _change_levels(books: Session, moved: Iterable[Move]) -> None:
    """Let the running sums follow movements, at both their ends."""
    rows = []
    for one in moved:
        for place, units in ((one.source, -one.units), (one.to, one.units)):
            touched.mark(books, one.sku_id, place.location_id)
            key = {"sku_id": one.sku_id, "location_id": place.location_id, "bucket": place.bucket}
            rows.append({**key, "units": units})
    LEVELS.add(books, rows)


def levels(books: Session, sku_id: int) -> list[StockAt]:
    """Stock of a SKU at every active physical location, in the shop's order of preference."""
    return [_stock_at(row) for row in questions.ask(books, LEVELS_OF, {"sku_id": sku_id})]


def at(books: Session, sku_id: int, location_id: int) -> StockAt:
    """Stock of a SKU at one location; all zero where it never was."""
    here = {"sku_id": sku_id, "location_id": location_id}
    return _stock_at(questions.ask(books, LEVELS_AT, here).one())


def buckets(books: Session, sku_id: int, location_id: int) -> Mapping[str, int]:
    """Units of a SKU at one location, by bucket; buckets with none are left out."""
    rows = books.execute(
        select(Level.bucket, Level.units)
        .where(Level.sku_id == sku_id, Level.location_id == location_id, Level.units != 0)
        .order_by(Level.bucket)
    )
    return {row.bucket: row.units for row in rows}


def as_of(
    books: Session, sku_id: int, location_id: int, moment: dt.datetime, *, happened: bool = False
) -> Mapping[str, int]:
    """Units of a SKU at one location as they stood at a past moment, by bucket.

    Args:
        books: open.
        sku_id: the SKU.
        location_id: the location.
        moment: aware; what moved at that very moment counts.
        happened: go by when goods moved, as people ask; else by when the books learned of it,
            which is what anybody could see at that moment.

    Returns:
        bucket -> units; buckets with none are left out, so the sum of the values is on hand.
    """
    known = Movement.occurred_at if happened else Movement.recorded_at
    flows = []
    for place, bucket, sign in (
        (Movement.to_location_id, Movement.to_bucket, 1),
        (Movement.from_location_id, Movement.from_bucket, -1),
    ):
        own = (Movement.sku_id == sku_id) & (place == location_id) & (known <= moment)
        flows.append(
            select(bucket.label("bucket"), (Movement.units * sign).label("units")).where(own)
        )
    moved = flows[0].union_all(flows[1]).subquery()
    total = func.sum(moved.c.units)
    rows = books.execute(select(moved.c.bucket, total).group_by(moved.c.bucket).having(total != 0))
    return {bucket: int(units) for bucket, units in rows}


def at_end_of(books: Session, sku_id: int, location_id: int, day: dt.date) -> Mapping[str, int]:
    """Units by bucket as they stood when a day ended in the shop's zone, by when goods moved."""
    following = clock.day_bounds(day, settings.zone(books))[1]
    last = following - dt.timedelta(microseconds=1)
    return as_of(books, sku_id, location_id, last, happened=True)


def position(books: Session, sku_id: int | None = None, location_id: int | None = None) -> int:
    """The id of the last movement, of all or of one SKU at one location; 0 when there is none."""
    last = select(func.coalesce(func.max(Movement.id), 0))
    if sku_id is not None:
        last = last.where(Movement.sku_id == sku_id)
    if location_id is not None:
        ends = (Movement.from_location_id == location_id) | (Movement.to_location_id == location_id)
        last = last.where(ends)
    return books.scalars(last).one()


def low(books: Session) -> list[LowStock]:
    """Where available is at or under the reorder point, the shortest first."""
    available = _on_hand() - _held() - func.coalesce(func.max(Promise.reserved), 0)
    rows = books.execute(
        select(
            Sku.code, Sku.title, Location.name, available, ReorderRule.point, Sku.id, Location.id
        )
        .select_from(ReorderRule)
        .join(Sku, Sku.id == ReorderRule.sku_id)
        .join(Location, Location.id == ReorderRule.location_id)
        .outerjoin(Level, (Level.sku_id == ReorderRule.sku_id) & (Level.location_id == Location.id))
        .outerjoin(
            Promise, (Promise.sku_id == ReorderRule.sku_id) & (Promise.location_id == Location.id)
        )
        .where(Sku.active, Sku.kind != "kit", Location.active, ReorderRule.point > 0)
        .group_by(Sku.id, Sku.code, Sku.title, Location.id, Location.name, ReorderRule.point)
        .having(available <= ReorderRule.point)
        .order_by(available - ReorderRule.point, Sku.code, Location.name)
    )
    return [LowStock(*row) for row in rows]


def sellable_free(books: Session, sku_id: int, location_id: int) -> int:
    """Sellable units less those reserved, at one location."""
    return units_in(books, sku_id, Place(location_id)) - reserved(books, sku_id, location_id)


def reserved(books: Session, sku_id: int, location_id: int) -> int:
    """Units of a SKU that are promised to orders at one location."""
    here = {"sku_id": sku_id, "location_id": location_id}
    return questions.ask(books, RESERVED, here).scalar() or 0


def units_in(books: Session, sku_id: int, place: Place) -> int:
    """Units of a SKU in one bucket at one location."""
    here = {"sku_id": sku_id, "location_id": place.location_id, "bucket": place.bucket}
    return questions.ask(books, UNITS_IN, here).scalar() or 0


def _refuse_shortage(books: Session, wanted: Sequence[Move]) -> None:
    """Refuse intentions that take more from a physical place than it has free."""
    asked: dict[tuple[int, Place], int] = defaultdict(int)
    for one in wanted:
        asked[one.sku_id, one.source] += one.units
    if not asked:
        return
    locks.stock(books, [sku_id for sku_id, _ in asked])
    ids = {
        "skus": sorted({sku_id for sku_id, _ in asked}),
        "places": sorted({place.location_id for _, place in asked}),
    }
    # nothing has to be written first: levels and promises are never changed through the mapper
    rows = books.connection().execute(FREE, ids)
    free = {
        (sku_id, Place(location_id, bucket)): units for sku_id, location_id, bucket, units in rows
    }
    for (sku_id, place), units in asked.items():
        available = free.get((sku_id, place), 0)
        # virtual places give what they are asked; what suffices need not be looked at
        if available < units and books.get_one(Location, place.location_id).is_physical:
            raise _shortage(books, sku_id, place, wanted=units, available=available)


def _shortage(
    books: Session, sku_id: int, place: Place, *, wanted: int, available: int
) -> NotEnoughStock:
    others = [one for one in levels(books, sku_id) if one.location_id != place.location_id]
    best = max(others, key=lambda one: one.available, default=None)
    return NotEnoughStock(
        books.get_one(Sku, sku_id).code,
        books.get_one(Location, place.location_id).name,
        wanted=wanted,
        available=available,
        best=(best.location, best.available) if best else None,
    )


def _is_known(books: Session, key: str) -> bool:
    """Whether goods moved under that key before."""
    return questions.ask(books, KEYS, {"key": key}).first() is not None


def _on_hand() -> ColumnElement[int]:
    return func.coalesce(func.sum(Level.units), 0)


def _held() -> ColumnElement[int]:
    return func.coalesce(func.sum(Level.units).filter(Level.bucket != SELLABLE), 0)


def _stock_at(row: Row[int, str, int, int, int]) -> StockAt:
    location_id, location, on_hand, reserved, held = row
    return StockAt(location_id, location, int(on_hand), int(reserved), int(held))


def _levels_of() -> Select[int, str, int, int, int]:
    promised = func.coalesce(func.max(Promise.reserved), 0)
    return (
        select(Location.id, Location.name, _on_hand(), promised, _held())
        .select_from(Location)
        .outerjoin(Level, (Level.location_id == Location.id) & (Level.sku_id == THIS_SKU))
        .outerjoin(Promise, (Promise.location_id == Location.id) & (Promise.sku_id == THIS_SKU))
        .where(Location.active, Location.is_physical)
        .group_by(Location.id, Location.name, Location.rank)
        .order_by(Location.rank, Location.id)
    )


# Questions are put together once: putting them together costs more than asking them.
THIS_SKU = bindparam("sku_id", type_=BigInteger)
LEVELS_OF = _levels_of()
THERE = bindparam("location_id", type_=BigInteger)
LEVELS_AT = LEVELS_OF.where(Location.id == THERE)
RESERVED = select(Promise.reserved).where(Promise.sku_id == THIS_SKU, Promise.location_id == THERE)
UNITS_IN = select(Level.units).where(
    Level.sku_id == THIS_SKU, Level.location_id == THERE, Level.bucket == bindparam("bucket")
)
