"""When a purchase order comes, when that changed.

Said: PO-3 comes on Friday · PO-3 is late until 5 Dec
"""

from __future__ import annotations

import datetime as dt

from commands.kit import Asked, Facts, MissingWord, Plain, Preview, both_ways, command
from commands.slots_days import COMING_DAY
from commands.slots_supply import PURCHASE
from oms import purchase_dates
from oms.actors import DROPSHIP
from oms.errors import NoLongerPossible
from oms.records import PurchaseOrder


def _put(asked: Asked, stored: Plain, key: str, *, now: str, then: str) -> Facts:
    """Put the day `then`, unless somebody has changed the one that was shown as `now`."""
    purchase = asked.books.get_one(
        PurchaseOrder, stored["purchase"], with_for_update=True, populate_existing=True
    )
    if purchase.expected_on != _day(stored[now]):
        raise NoLongerPossible(f"The day of {purchase.number} was changed since.")
    on = _day(stored[then])
    purchase_dates.expect(asked.books, purchase.id, on, by=asked.who, key=key)
    return {"number": purchase.number, "on": on, "who": asked.who.name}


def _day(stored: str | None) -> dt.date | None:
    return dt.date.fromisoformat(stored) if stored else None


@command(
    phrases=[
        "{purchase} (comes|arrives|is expected|is due|will come) [on] {coming_day}",
        "{purchase} is (late|delayed) (until|to) {coming_day}",
        "expect {purchase} [on] {coming_day}",
        "expect [a|the] purchase order",
    ],
    slots=[PURCHASE, COMING_DAY],
    may=DROPSHIP,
    write=both_ways(_put, wanted="on"),
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
