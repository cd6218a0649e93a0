"""Have an order sent from another place.

Said: move 1043 to York · ship 1043 from York instead · reroute 1043 to Hull because Leeds is shut
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import LOCATION, ORDER, WHY
from oms import rerouting
from oms.actors import REROUTE
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Location, Order


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    place = asked.books.get_one(Location, stored["location"])
    plan = rerouting.plan(asked.books, order, place)
    moves = rerouting.reroute(asked.books, plan, reason=stored["why"], by=asked.who, key=key)
    facts = {"order": card(asked.books, order), "plan": plan, "who": asked.who.name}
    return Done(facts, {"order": order.id, "location": place.id, "moves": moves})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    units = rerouting.undo(
        asked.books, stored["order"], stored["location"], stored["moves"], by=asked.who, key=key
    )
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "units": units, "who": asked.who.name}


@command(
    phrases=[
        "(move|reroute|switch) [order] {order} to {location}",
        "(move|reroute|switch) [order] {order} to {location} because {why}",
        "(ship|send) [order] {order} from {location} instead",
        "(ship|send) [order] {order} from {location} instead because {why}",
        "reroute [an|the] [order]",
    ],
    slots=[ORDER, LOCATION, WHY],
    may=REROUTE,
    write=Write(_do, _undo),
)
def move_order(
    asked: Asked,
    order: Order | None = None,
    location: Location | None = None,
    why: str | None = None,
) -> Preview:
    """Have an order sent from another place, as far as that has it free."""
    if order is None:
        raise MissingWord("order", "move 1043 to York")
    if location is None:
        raise MissingWord("location", f"move {order.number} to York")
    plan = rerouting.plan(asked.books, order, location)
    stored = {"order": order.id, "version": order.version, "location": location.id, "why": why}
    return Preview({"plan": plan, "why": why or ""}, stored)
