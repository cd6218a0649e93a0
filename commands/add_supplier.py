"""Add somebody the shop buys from.

Said: add supplier Kiln & Co · add supplier Kiln & Co, delivers in 10 days
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots_supply import LEAD, NAMED
from oms import supplier_list
from oms.actors import CATALOGUE

USUAL_DAYS = 14


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    name, lead = stored["name"], stored["lead_days"]
    made = supplier_list.add(asked.books, name, lead_days=lead, by=asked.who, key=key)
    return Done({**stored, "who": asked.who.name}, {"supplier": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    name = supplier_list.remove(asked.books, stored["supplier"], by=asked.who, key=key)
    return {"name": name, "who": asked.who.name}


@command(
    phrases=[
        "(add|new) [a|the|new] supplier {named}",
        "(add|new) [a|the|new] supplier {named} [who] (delivers|delivering) in {lead} (day|days)",
        "add (a|a new) supplier",
    ],
    slots=[NAMED, LEAD],
    may=CATALOGUE,
    write=Write(_do, _undo),
)
def add_supplier(asked: Asked, named: str | None = None, lead: int = USUAL_DAYS) -> Preview:
    """Add a supplier, and in how many days it delivers."""
    if named is None:
        raise MissingWord("name", "add supplier Kiln & Co", slot="named")
    supplier_list.check(asked.books, named, lead)
    told = {"name": named, "lead_days": lead}
    return Preview(told, told)
