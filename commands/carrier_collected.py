"""The carrier took the parcels of a place.

Said: the carrier collected from Leeds · Leeds has been collected
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots import LOCATION
from oms import shipping
from oms.actors import SHIP
from oms.errors import NoLongerPossible
from oms.records import Location


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    taken = shipping.collected(asked.books, stored["location"], by=asked.who, key=key)
    place = asked.books.get_one(Location, stored["location"])
    return Done({"location": place.name, "shipments": taken, "who": asked.who.name}, None)


@command(
    phrases=[
        "[the] (carrier|driver|courier|van|post) [has] (collected|been) (from|at|in|to) {location}",
        "(collected|collection) (from|at|in) {location} [done]",
        "{location} [was|is|has been] collected",
        "[the] (carrier|driver|courier|van|post) [has] (collected|been)",
    ],
    slots=[LOCATION],
    may=SHIP,
    write=Write(_do),
)
def carrier_collected(asked: Asked, location: Location | None = None) -> Preview:
    """Say that the carrier took what was shipped from a place; it cannot be undone any more."""
    if location is None:
        raise MissingWord("location", "the carrier collected from Leeds")
    waiting = shipping.uncollected(asked.books, location.id)
    if not waiting:
        raise NoLongerPossible(
            f"Nothing waits for the carrier in {location.name}.",
            remedy="Ship what is packed first: `ship 1043`.",
        )
    facts = {"location": location.name, "shipments": waiting}
    return Preview(facts, {"location": location.id})
