"""Counting and adjusting: what is on the shelf by somebody's eyes, and what they took or found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, catalogue, history, kits, locks, recounts, reservations, stock
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.recounts import COUNTING
from oms.stock import SELLABLE, Move, Place
from oms.tables.catalogue import Location, Sku
from oms.tables.stock import Movement
from oms.values import MOST_UNITS

REASONS = {
    "count": COUNTING,
    "damage": ("correction", "damage"),
    "found": ("found", "correction"),
    "theft": ("correction", "theft"),
    "sample": ("correction", "sample"),
    "expired": ("correction", "expired"),
    "correction": ("correction", "correction"),
    "opening": ("opening", "correction"),
    "supplier_error": ("supplier_error", "supplier_error"),
    "return_fix": ("return_fix", "return_fix"),
}
"""What people say -> the movement's reason when units are added, and when they are taken."""


@dataclass(frozen=True)
class StockChange:
    """A change of on hand of one SKU at one location; no movement when nothing changed."""

    movement_id: int | None
    sku_id: int
    location_id: int
    before: int
    after: int

    @property
    def units(self) -> int:
        """Units added, or taken (below 0)."""
        return self.after - self.before


@dataclass(frozen=True)
class Where:
    """One SKU at one location."""

    sku_id: int
    location_id: int


class UnknownReason(ShopError):
    """A reason for an adjustment is not one of the list."""

    code = "unknown_reason"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(f"“{said}” is not a reason.", remedy=f"Say one of {', '.join(REASONS)}.")


class NotThatMany(ShopError):
    """More units would be taken off than are on the shelf."""

    code = "not_that_many"

    def __init__(self, sku: str, location: str, *, wanted: int, on_hand: int) -> None:
        self.sku, self.location, self.wanted, self.on_hand = sku, location, wanted, on_hand
        super().__init__(
            f"{location} has {on_hand} {sku} on hand, so {wanted} cannot be taken off.",
            remedy=f"Take off {max(on_hand, 0)} or fewer, or count what is there.",
        )


def count(  # noqa: PLR0913  a count is that many facts
    books: Session,
    where: Where,
    counted: int,
    *,
    base: int | None = None,
    by: Who,
    key: str,
    note: str | None = None,
) -> StockChange:
    """Book what was counted: the variance against `base`, once for each `key`.

    Args:
        books: open for writing.
        where: the SKU and the location.
        counted: units seen, all buckets together, 0 or more.
        base: on hand as it stood when the units were counted; None: as it stands now.
            What moved since then stays moved.
        by: who counted.
        key: idempotency key.
        note: shown in the history.

    Raises:
        BadQuantity: below 0, or beyond reason.
        NotAllowed, NotHere: the role does not change stock (there).
    """
    actors.allow(by, actors.ADJUST, location_id=where.location_id)
    if not 0 <= counted <= MOST_UNITS:
        raise BadQuantity(counted)
    arguments = {"sku": where.sku_id, "at": where.location_id, "counted": counted, "base": base}

    def do() -> dict[str, Any]:
        kits.refuse(books, where.sku_id)
        locks.stock(books, [where.sku_id])
        now = stock.at(books, where.sku_id, where.location_id).on_hand
        variance = counted - (now if base is None else base)
        return _book(books, where, variance, before=now, reason="count", by=by, key=key, note=note)

    return _change(where, once(books, key, "count", arguments, by=by, do=do))


def adjust(  # noqa: PLR0913  an adjustment is that many facts
    books: Session,
    where: Where,
    units: int,
    *,
    reason: str,
    by: Who,
    key: str,
    note: str | None = None,
) -> StockChange:
    """Add units (above 0) or take them off (below 0), once for each `key`.

    Raises:
        UnknownReason: not one of `REASONS`.
        BadQuantity: 0 units, or beyond reason.
        NotThatMany: fewer sellable units on the shelf than are taken off.
        NotAllowed, NotHere: the role does not change stock (there).
        OverLimit: the goods are worth more than the role takes off alone (`oms.write_offs` asks).
    """
    actors.allow(by, actors.ADJUST, location_id=where.location_id)
    if units < 0:
        value = value_of(books, where.sku_id, -units)
        actors.allow(by, actors.WRITE_OFF, amount_minor=value)
    if reason not in REASONS:
        raise UnknownReason(reason)
    if units == 0 or abs(units) > MOST_UNITS:
        raise BadQuantity(units)
    arguments = {"sku": where.sku_id, "at": where.location_id, "units": units, "reason": reason}

    def do() -> dict[str, Any]:
        kits.refuse(books, where.sku_id)
        locks.stock(books, [where.sku_id])
        sellable = stock.units_in(books, where.sku_id, Place(where.location_id))
        if sellable + units < 0 and units < 0:
            raise _not_that_many(books, where, -units, sellable)
        now = stock.at(books, where.sku_id, where.location_id).on_hand
        return _book(books, where, units, before=now, reason=reason, by=by, key=key, note=note)

    return _change(where, once(books, key, "adjust", arguments, by=by, do=do))


def value_of(books: Session, sku_id: int, units: int) -> int:
    """What units of a SKU are worth, in minor units: their cost, or their price where unknown."""
    sku = books.get_one(Sku, sku_id)
    each = sku.price_minor if sku.cost_minor is None else sku.cost_minor
    return units * (each or 0)


def undo(books: Session, movement_id: int, *, by: Who, key: str) -> StockChange:
    """Take back a count or an adjustment, whatever has moved since.

    Raises:
        NotAllowed, NotHere: the role does not change stock, or not there.
        NoLongerPossible: it was undone before, is not a count or adjustment, or the shelf was
            counted since.
    """
    movement = books.get_one(Movement, movement_id)
    variance = catalogue.virtual(books, "variance")
    if variance not in (movement.from_location_id, movement.to_location_id):
        raise NoLongerPossible("That was not a count or an adjustment.")
    gained = movement.from_location_id == variance
    location_id = movement.to_location_id if gained else movement.from_location_id
    where = Where(movement.sku_id, location_id)
    actors.allow(by, actors.ADJUST, location_id=location_id)

    def do() -> dict[str, Any]:
        locks.stock(books, [where.sku_id])
        recounts.refuse_after(books, movement, location_id)
        before = stock.at(books, where.sku_id, location_id).on_hand
        back = stock.reverse(books, movement, by=by, key=f"{key}:back", is_fact=True)
        after = stock.at(books, where.sku_id, location_id).on_hand
        settle(books, where, gained=not gained, by=by)
        _remember(books, where, before, after, what="stock change undone", by=by)
        return {"movement": back.id if back else None, "before": before, "after": after}

    return _change(where, once(books, key, "undo_stock", {"movement": movement_id}, by=by, do=do))


def _book(  # noqa: PLR0913  one variance, booked
    books: Session,
    where: Where,
    units: int,
    *,
    before: int,
    reason: str,
    by: Who,
    key: str,
    note: str | None,
) -> dict[str, Any]:
    after = before + units
    if units == 0:
        _remember(books, where, before, after, what=reason, by=by)
        return {"movement": None, "before": before, "after": after}
    variance = Place(catalogue.virtual(books, "variance"))
    shelf = Place(where.location_id, SELLABLE)
    gain, loss = REASONS[reason]
    moved = stock.move(
        books,
        Move(
            sku_id=where.sku_id,
            units=abs(units),
            source=variance if units > 0 else shelf,
            to=shelf if units > 0 else variance,
            reason=gain if units > 0 else loss,
            note=note,
            is_fact=True,
            key=f"{key}:move",
        ),
        by=by,
    )
    settle(books, where, gained=units > 0, by=by)
    _remember(books, where, before, after, what=reason, by=by)
    return {"movement": moved.id if moved else None, "before": before, "after": after}


def settle(books: Session, where: Where, *, gained: bool, by: Who) -> None:
    """After a variance was booked: give what is more to waiting orders, repair what is less."""
    if gained:
        reservations.fill(books, where.sku_id, by=by)
    reservations.repair(books, where.sku_id, where.location_id, by=by)


def _remember(books: Session, where: Where, before: int, after: int, *, what: str, by: Who) -> None:
    place = books.get_one(Location, where.location_id).code
    history.record(
        books,
        by=by,
        what=what,
        about=About("sku", where.sku_id),
        before={"location": place, "on_hand": before},
        after={"location": place, "on_hand": after},
    )


def _change(where: Where, result: dict[str, Any]) -> StockChange:
    return StockChange(
        result["movement"], where.sku_id, where.location_id, result["before"], result["after"]
    )


def _not_that_many(books: Session, where: Where, wanted: int, on_hand: int) -> NotThatMany:
    sku = books.get_one(Sku, where.sku_id).code
    place = books.get_one(Location, where.location_id).name
    return NotThatMany(sku, place, wanted=wanted, on_hand=on_hand)
