"""Say in how many days a supplier delivers.

Said: Harrow delivers in 7 days
"""

from __future__ import annotations

from commands.kit import Asked, Facts, MissingWord, Plain, Preview, both_ways, command
from commands.slots_supply import LEAD, SUPPLIER
from oms import supplier_list
from oms.actors import CATALOGUE
from oms.errors import AlreadySo
from oms.records import Supplier


def _set(asked: Asked, stored: Plain, key: str, *, now: str, then: str) -> Facts:
    supplier_id, days = stored["supplier"], stored[then]
    supplier_list.set_lead(asked.books, supplier_id, days, was=stored[now], by=asked.who, key=key)
    name = asked.books.get_one(Supplier, supplier_id).name
    return {"supplier": name, "then": days, "who": asked.who.name}


@command(
    phrases=[
        "{supplier} (delivers|needs|takes) [in|within] {lead} (day|days) [to deliver]",
        "a supplier delivers in days",
    ],
    slots=[SUPPLIER, LEAD],
    may=CATALOGUE,
    write=both_ways(_set, wanted="lead"),
)
def supplier_delivers(
    asked: Asked,  # noqa: ARG001  the supplier says it all
    supplier: Supplier | None = None,
    lead: int | None = None,
) -> Preview:
    """Say in how many days a supplier delivers; what waits for it is promised by that."""
    if supplier is None or lead is None:
        raise MissingWord("supplier and days", "Harrow delivers in 7 days")
    supplier_list.check_lead(lead)
    before = supplier.lead_time_days
    if lead == before:
        raise AlreadySo(f"{supplier.name} delivers in {lead} {'day' if lead == 1 else 'days'}")
    facts = {"supplier": supplier.name, "now": before, "then": lead}
    return Preview(facts, {"supplier": supplier.id, "before": before, "lead": lead})
