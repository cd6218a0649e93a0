"""Taking goods off the books for good: above a limit of value with a second person.

The value of goods is what they cost, or their price where the cost is not known.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from oms import actors, approvals, catalogue, counts, locks, settings
from oms.actors import WRITE_OFF, Who
from oms.approvals import Approvable, Arguments
from oms.counts import StockChange, Where
from oms.once import once
from oms.recounts import COUNTING
from oms.tables.catalogue import Location, Sku
from oms.tables.messages import Approval
from oms.tables.stock import Movement
from oms.values import money


def take_off(
    books: Session, where: Where, units: int, *, reason: str, by: Who, key: str
) -> StockChange | Approval:
    """Take units off, or ask for a second person where they are worth more than `by` may write off.

    Args:
        books: open for writing.
        where: the SKU and the location.
        units: how many, 1 or more.
        reason: one of `counts.REASONS`.
        by: who takes them off.
        key: idempotency key.

    Raises:
        NotAllowed, NotHere: `by` does not change stock (there).
        UnknownReason, BadQuantity, NotThatMany: as `counts.adjust`.
    """
    actors.allow(by, actors.ADJUST, location_id=where.location_id)
    told = {"sku": where.sku_id, "location": where.location_id, "units": units, "reason": reason}

    def do() -> dict[str, Any]:
        # what was taken off before is counted: two who take off at once would each see none
        locks.stock(books, [where.sku_id])
        worth = counts.value_of(books, where.sku_id, units)
        earlier = lost_alone(books, where, by=by)
        if by.alone(WRITE_OFF, worth, earlier_minor=earlier):
            return _do(books, told, by, by, f"{key}:taken")
        arguments = {**told, "amount_minor": worth}
        asked = approvals.ask(
            books, APPROVABLE.command, arguments, why=reason, by=by, key=f"{key}:asked"
        )
        return {"approval": asked.id}

    # by what was taken off alone it would be asked for the second time: the choice is made once
    done = once(books, key, "take_off", told, by=by, do=do)
    return books.get_one(Approval, done["approval"]) if "approval" in done else _change(told, done)


def undo(books: Session, movement_id: int, *, by: Who, key: str) -> StockChange:
    """Take back a count or an adjustment; what was found and is not takes goods off the shelf too.

    Raises:
        NotAllowed, NotHere, NoLongerPossible: as `counts.undo`.
        OverLimit: with what they took off there today it is more than they take off alone.
    """
    change = counts.undo(books, movement_id, by=by, key=key)
    if change.units < 0:
        lost = lost_alone(books, Where(change.sku_id, change.location_id), by=by)
        if lost:
            actors.allow(by, WRITE_OFF, amount_minor=lost)
    return change


def lost_alone(books: Session, where: Where, *, by: Who) -> int:
    """What somebody took off a shelf today that nobody else agreed to, in minor units.

    It counts along with what they take off next: in pieces nobody passes their limit.
    """
    return counts.value_of(books, where.sku_id, units_lost_alone(books, where, by=by))


def units_lost_alone(books: Session, where: Where, *, by: Who) -> int:
    """The same in units.

    What they added there, or counted to be more, is taken off it; what was undone does not count.
    What they said to be lost of transfers of the same goods counts along, wherever it was to go.
    """
    return _off_the_shelf(books, where, by=by) + _of_transfers(books, where.sku_id, by=by)


def lost_of_transfers(
    books: Session, sku_ids: Collection[int], places: Collection[int], *, by: Who
) -> int:
    """What counts along where the rest of a transfer is lost: `lost_alone` of all its goods.

    Args:
        books: open.
        sku_ids: the goods, each once.
        places: where the transfer left and where it was to arrive, each once.
        by: who says that they are lost.
    """
    return sum(
        counts.value_of(
            books,
            sku_id,
            _of_transfers(books, sku_id, by=by)
            + sum(_off_the_shelf(books, Where(sku_id, place), by=by) for place in places),
        )
        for sku_id in sku_ids
    )


def _off_the_shelf(books: Session, where: Where, *, by: Who) -> int:
    """Units that somebody took off a shelf today alone, less what they added."""
    alone = _moved(books, where, by=by).where(Movement.about_kind.is_(None))
    agreed = {one["movement"] for one in approvals.agreed_today(books, APPROVABLE.command, by=by)}
    moved = [one for one in books.scalars(alone) if one.id not in agreed]
    return _lost(books, moved)


def _of_transfers(books: Session, sku_id: int, *, by: Who) -> int:
    """Units that somebody said today to be lost of transfers, but for what was undone."""
    undone = aliased(Movement)
    lost = select(func.coalesce(func.sum(Movement.units), 0)).where(
        Movement.sku_id == sku_id,
        Movement.by_id == by.id,
        Movement.occurred_at >= settings.today_began(books),
        Movement.about_kind == "transfer",
        Movement.to_location_id == catalogue.virtual(books, "variance"),
        ~exists().where(undone.reverses_id == Movement.id),
    )
    return books.scalars(lost).one()


def units_counted_away(books: Session, where: Where, *, by: Who) -> int:
    """Units that somebody counted to be fewer there today, one count after the other."""
    counted = _moved(books, where, by=by).where(Movement.reason.in_(COUNTING))
    return _lost(books, list(books.scalars(counted)))


def _moved(books: Session, where: Where, *, by: Who) -> Select[Movement]:
    """What somebody did today to what the books have on a shelf, but for what was undone."""
    ends, undone = (where.location_id, catalogue.virtual(books, "variance")), aliased(Movement)
    return select(Movement).where(
        Movement.sku_id == where.sku_id,
        Movement.by_id == by.id,
        Movement.occurred_at >= settings.today_began(books),
        Movement.reverses_id.is_(None),
        Movement.from_location_id.in_(ends),
        Movement.to_location_id.in_(ends),
        Movement.from_location_id != Movement.to_location_id,
        ~exists().where(undone.reverses_id == Movement.id),
    )


def _lost(books: Session, moved: Sequence[Movement]) -> int:
    variance = catalogue.virtual(books, "variance")
    units = sum(one.units if one.to_location_id == variance else -one.units for one in moved)
    return max(0, units)


def _do(books: Session, told: Arguments, by: Who, _asked: Who, key: str) -> dict[str, Any]:
    where = Where(told["sku"], told["location"])
    change = counts.adjust(books, where, -told["units"], reason=told["reason"], by=by, key=key)
    return {"movement": change.movement_id, "before": change.before, "after": change.after}


def _change(told: Arguments, done: Arguments) -> StockChange:
    return StockChange(done["movement"], told["sku"], told["location"], done["before"],
                       done["after"])  # fmt: skip


def _describe(books: Session, told: Arguments) -> str:
    sku = books.get_one(Sku, told["sku"])
    place = books.get_one(Location, told["location"]).name
    worth = money(told["amount_minor"], settings.value(books, "currency"))
    why = str(told["reason"]).replace("_", " ")
    return f"Write off {told['units']} × {sku.title} ({sku.code}) in {place}, {worth}: {why}"


APPROVABLE = Approvable("write_off", WRITE_OFF, "sku", _describe, _do)
