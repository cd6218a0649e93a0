"""Put a tracking number on a parcel; whose number it is, a person says.

Said: tracking for 1043 is 15501234567890 · tracking for S-12 is RB 123 456 785 GB
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import CARRIER, ORDER
from commands.slots_parcels import NUMBER, SHIPMENT
from oms import parcels, shipment_cards
from oms.actors import TRACK
from oms.records import Order, Shipment
from oms.tracking import CARRIERS, known_carrier
from oms.tracking_numbers import Candidate, Reason, candidates

SHOWN = 4
ADD = "(add|put|set|enter) [the] tracking [number] {number}"


@command(
    phrases=[
        "tracking [number] [for|of] [order] {order} [is] {number}",
        "tracking [number] (for|of) [order] {order} [is] {carrier} {number}",
        "tracking [number] (for|of) [shipment] {shipment} [is] {number}",
        "tracking [number] (for|of) [shipment] {shipment} [is] {carrier} {number}",
        f"{ADD} (to|on|for) [order] {{order}}",
        f"{ADD} (to|on|for) [order] {{order}} (with|by|via|from) {{carrier}}",
        "(add|put|set) [the] {carrier} [tracking] [number] {number} (to|on|for) [order] {order}",
        "tracking [number] {number} (to|on|for) [order] {order}",
        "tracking [number] {number} (to|on|for) [order] {order} (with|by|via|from) {carrier}",
        "[order] {order} went with {carrier} {number}",
        "add tracking [to] [order] {order}",
    ],
    slots=[ORDER, SHIPMENT, CARRIER, NUMBER],
    may=TRACK,
)
def add_tracking(
    asked: Asked,
    order: Order | None = None,
    shipment: Shipment | None = None,
    carrier: str | None = None,
    number: str | None = None,
) -> Reply:
    """Say whose tracking number it may be, and put it on the parcel when you choose."""
    if number is None:
        raise MissingWord("number", "tracking for 1043 is 15501234567890")
    if shipment is None:
        if order is None:
            raise MissingWord("order", "tracking for 1043 is 15501234567890")
        shipment = parcels.the_one(asked.books, order)
    named = known_carrier(carrier) if carrier else None
    known = named or parcels.carrier_of(asked.books, shipment)
    found = candidates(number, carrier=known)
    plain = "".join(number.split()).upper()
    # letters of its own leave no doubt whose it is; bare digits may be anybody's
    sure = bool(found) and Reason.OWN_SHAPE in found[0].reasons
    others = [one for one in CARRIERS if one not in _carriers(found) and not sure]
    if named:
        # whose it is was said, and nothing in the number speaks against it
        is_theirs = any(one.carrier == named and one.credible for one in found)
        found = tuple(one for one in found if not is_theirs or one.carrier == named)
        others = [] if named in _carriers(found) else [named]
    facts = {
        "shipment": shipment_cards.card(asked.books, shipment),
        "number": number,
        "plain": plain,
        "found": found[:SHOWN],
        "named": named or "",
        "others": others,
    }
    return Reply(facts)


def _carriers(found: tuple[Candidate, ...]) -> set[str]:
    return {one.carrier for one in found}
