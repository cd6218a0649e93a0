"""When a purchase order comes, when that changed.

Said: PO-3 comes on Friday · PO-3 is late until 5 Dec
"""

from __future__ import annotations

import datetime as dt

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots_days import COMING_DAY
from commands.slots_supply import PURCHASE
from oms import purchase_dates
from oms.actors import DROPSHIP
from oms.records import PurchaseOrder


def _put(asked: Asked, stored: Plain, key: str, which: str) -> Facts:
    on = dt.date.fromisoformat(stored[which]) if stored[which] else None
    purchase = asked.books.get_one(PurchaseOrder, stored["purchase"])
    purchase_dates.expect(asked.books, purchase.id, on, by=asked.who, key=key)
    return {"number": purchase.number, "on": on, "who": asked.who.name}


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    return Done(_put(asked, stored, key, "on"), stored)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return _put(asked, stored, key, "before")


@command(
    phrases=[
        "{purchase} (comes|arrives|is expected|is due|will come) [on] {coming_day}",
        "{purchase} is (late|delayed) (until|to) {coming_day}",
        "expect {purchase} [on] {coming_day}",
        "expect [a|the] purchase order",
    ],
    slots=[PURCHASE, COMING_DAY],
    may=DROPSHIP,
    write=Write(_do, _undo),
)
def supply_expected(
    asked: Asked, purchase: PurchaseOrder | None = None, coming_day: dt.date | None = None
) -> Preview:
    """Say when a purchase order comes; the orders that wait for it are told the new day."""
    if purchase is None or coming_day is None:
        raise MissingWord("purchase order and day", "PO-3 comes on Friday")
    before = purchase.expected_on
    facts = {
        "number": purchase.number,
        "before": before,
        "on": coming_day,
        "orders": purchase_dates.waiting_for(asked.books, purchase),
    }
    stored = {
        "purchase": purchase.id,
        "before": before.isoformat() if before else None,
        "on": coming_day.isoformat(),
    }
    return Preview(facts, stored)
