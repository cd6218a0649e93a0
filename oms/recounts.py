"""What was counted after a movement: the count has seen what the movement left.

Taking the movement back after that would give or take units that the count has already seen.
"""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from oms.count_rules import POSTED
from oms.errors import NoLongerPossible
from oms.tables.catalogue import Location, Sku
from oms.tables.messages import History
from oms.tables.people import Actor
from oms.tables.stock import CountLine, Movement, StockCount

COUNTING = ("count_gain", "count_loss")
"""The movement's reason where a count found more units, and where it found fewer."""
COUNTED = "count"
"""What the history says of a number that was said."""


def refuse_after(books: Session, movement: Movement, location_id: int) -> None:
    """Refuse to take a movement back at a place where its SKU was counted since.

    Raises:
        NoLongerPossible: it was.
    """
    by_id = (
        _that_moved(books, movement, location_id)
        or _that_was_right(books, movement, location_id)
        or _of_a_list(books, movement, location_id)
    )
    if by_id is None:
        return
    who = books.get_one(Actor, by_id).name
    sku, place = books.get_one(Sku, movement.sku_id), books.get_one(Location, location_id)
    raise NoLongerPossible(
        f"{who} has counted {sku.code} in {place.name} since, and saw what is there now.",
        remedy=f"Count again if that is wrong: `counted 12 {sku.code} in {place.name}`.",
    )


def _that_moved(books: Session, movement: Movement, location_id: int) -> int | None:
    back = aliased(Movement)
    return books.scalars(
        select(Movement.by_id).where(
            Movement.sku_id == movement.sku_id,
            Movement.id > movement.id,
            # what somebody approved has the reason that they gave
            Movement.reason.in_(COUNTING) | (Movement.about_kind == "count"),
            Movement.reverses_id.is_(None),
            (Movement.from_location_id == location_id) | (Movement.to_location_id == location_id),
            ~exists().where(back.reverses_id == Movement.id),
        )
    ).first()


def _that_was_right(books: Session, movement: Movement, location_id: int) -> int | None:
    """Who said a number that the books had already, which moved nothing."""
    place = books.get_one(Location, location_id).code
    said = select(History).where(
        History.about_kind == "sku", History.about_id == movement.sku_id, History.what == COUNTED,
        History.at > movement.recorded_at,
    )  # fmt: skip
    for one in books.scalars(said):
        before, after = one.before or {}, one.after or {}
        if before == after and after.get("location") == place:
            return one.by_id
    return None


def _of_a_list(books: Session, movement: Movement, location_id: int) -> int | None:
    """Who counted it for a list of several, and found what the books had."""
    return books.scalars(
        select(func.coalesce(CountLine.recounter_id, CountLine.counter_id))
        .join(StockCount, StockCount.id == CountLine.count_id)
        .where(
            CountLine.sku_id == movement.sku_id,
            CountLine.state == POSTED,
            CountLine.movement_id.is_(None),
            CountLine.counted_at > movement.recorded_at,
            StockCount.location_id == location_id,
        )
    ).first()
