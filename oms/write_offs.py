"""Taking goods off the books for good: above a limit of value with a second person.

The value of goods is what they cost, or their price where the cost is not known.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from oms import actors, approvals, counts, settings
from oms.actors import WRITE_OFF, Who
from oms.approvals import Approvable, Arguments
from oms.counts import StockChange, Where
from oms.tables.catalogue import Location, Sku
from oms.tables.messages import Approval
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
    arguments = {
        "sku": where.sku_id,
        "location": where.location_id,
        "units": units,
        "reason": reason,
        "amount_minor": counts.value_of(books, where.sku_id, units),
    }
    done = approvals.do_or_ask(books, "write_off", arguments, why=reason, by=by, key=key)
    return done if isinstance(done, Approval) else _change(arguments, done)


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
