"""A delivery of a supplier that came: understood, and not kept in the books yet.

Said: PO-3 arrived · the delivery from Harrow is here · book in a delivery
"""

from __future__ import annotations

from commands import purchasing
from commands.kit import Asked, Reply, command
from commands.purchasing import NUMBER
from commands.slots import LOCATION, SKU, UNITS
from commands.slots_supply import SUPPLIER
from oms.actors import READ
from oms.records import Location, Sku, Supplier


@command(
    phrases=[
        "{number} (arrived|has arrived|is here|came|has come)",
        "(receive|received|book in) [purchase order] {number}",
        "[the|our] delivery (from|of) {supplier} (arrived|has arrived|is here|came|has come)",
        "{supplier} (delivered|has delivered) {units} {sku}",
        "(receive|received) {units} {sku} from {supplier}",
        "(receive|received) {units} {sku} from {supplier} in {location}",
        "(receive|received|book in) {units} {sku} (in|at|into) {location}",
        "(receive|received|book in) {units} {sku}",
        "(receive|book in) (the|a) delivery",
    ],
    slots=[NUMBER, SUPPLIER, UNITS, SKU, LOCATION],
    may=READ,
)
def receive_delivery(
    asked: Asked,
    number: str = "",
    supplier: Supplier | None = None,
    units: int | None = None,
    sku: Sku | None = None,
    location: Location | None = None,
) -> Reply:
    """Say how to book in what a supplier delivered: nothing is booked by this."""
    told = purchasing.facts(asked, sku, supplier, units, location)
    return Reply({**told, "number": purchasing.as_printed(number)})
