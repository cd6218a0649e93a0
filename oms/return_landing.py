"""Where goods land that come back, and what is known of them at once.

Goods are put into quarantine until somebody has looked at them. Where the owner does not want that
(`inspect_on_return` of the product is off) they count as new and go to the shelf at once; but what
is announced as broken or wrong never does: it would be sold again before anybody saw it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from oms import catalogue, clock, stock
from oms.actors import Who
from oms.return_documents import Opened
from oms.return_reasons import DAMAGED_IN_POST, FAULTY, NOT_AS_DESCRIBED, WRONG_ITEM
from oms.stock import SELLABLE, Move, Place
from oms.tables.catalogue import Sku
from oms.tables.orders import OrderLine
from oms.tables.returns import Inspection, Receipt, ReturnLine

QUARANTINE = "quarantine"
BUCKETS = {
    "restock": SELLABLE,
    "hold": QUARANTINE,
    "repair": "refurb",
    "send_back": "rtv",
    "write_off": "damaged",
}
"""Disposition -> the bucket the goods are put into."""
LOOKED_AT = frozenset({FAULTY, DAMAGED_IN_POST, NOT_AS_DESCRIBED, WRONG_ITEM})


@dataclass(frozen=True)
class Judgement:
    """What somebody found: units of a line of a return, how they are, and what becomes of them."""

    line_id: int
    units: int
    disposition: str
    """restock, hold, repair, send_back, write_off, or to_customer."""
    condition: str = "new"
    actual_sku_id: int | None = None
    """What it really is, where the wrong goods had been sent out."""
    deduction_minor: int = 0
    """Loss of value that the customer bears, in minor units."""
    note: str | None = None


def needs_look(sku: Sku, reason: str | None) -> bool:
    """Whether somebody must look at the goods before they may be sold again."""
    return sku.inspect_on_return or reason in LOOKED_AT


def land(  # noqa: PLR0913  goods that land are that many facts
    books: Session,
    opened: Opened,
    line: ReturnLine,
    units: int,
    judged: Judgement | None,
    *,
    by: Who,
    key: str,
) -> Receipt:
    """Put units of a line where they belong, as a fact, and count them as received.

    Args:
        books: the return is locked.
        opened: the return.
        line: its `location_id` is where the goods are, none at a supplier; its counters are raised.
        units: how many arrived.
        judged: what is known of them at once; None: they wait in quarantine.
        by: who took them in.
        key: of the movement.
    """
    customer = catalogue.virtual(books, "customer")
    back = Move(
        sku_id=line.sku_id,
        units=units,
        source=Place(customer),
        to=_place(books, line, judged),
        reason="return_in",
        about=("return", opened.document.id),
        line_id=line.order_line_id,
        is_fact=True,
        key=key,
    )
    moved = stock.move(books, back, by=by)
    if moved is None:
        raise ValueError(f"movement {key} is known")
    line.received += units
    receipt = Receipt(
        return_line_id=line.id, units=units, movement_id=moved.id, at=clock.now(), by_id=by.id
    )
    if judged is not None:
        receipt.inspection_id = judge(books, line, judged, units, by=by, movement_id=moved.id).id
    books.add(receipt)
    books.flush()
    return receipt


def _place(books: Session, line: ReturnLine, judged: Judgement | None) -> Place:
    """Where units of a line go: to their place, or to the supplier that takes them back itself."""
    if line.location_id is None:
        return Place(catalogue.virtual(books, "supplier"))
    return Place(line.location_id, BUCKETS[judged.disposition] if judged else QUARANTINE)


def judge(
    books: Session,
    line: ReturnLine,
    judged: Judgement,
    units: int,
    *,
    by: Who,
    movement_id: int | None,
) -> Inspection:
    """Write an inspection down and count its units; the goods were or will be moved."""
    made = Inspection(
        return_line_id=line.id,
        units=units,
        actual_sku_id=judged.actual_sku_id or line.sku_id,
        condition=judged.condition,
        disposition=judged.disposition,
        location_id=line.location_id,
        bucket=BUCKETS.get(judged.disposition, QUARANTINE),
        movement_id=movement_id,
        deduction_minor=judged.deduction_minor,
        note=judged.note,
        at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    line.inspected += units
    books.flush()
    return made


def count_back(books: Session, line: OrderLine | None, units: int, late: int) -> None:
    """Count units as returned on their order line: announced ones first, `late` ones beside."""
    if line is None:
        return
    line.return_open -= units - late
    line.returned += units
    books.flush()
