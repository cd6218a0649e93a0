"""Begin to pick: the goods of these orders are nobody else's from now on.

Said: start picking Leeds · start picking 1043 · start picking 1043 in Leeds
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import LOCATION, ORDER
from oms import picking, picking_rounds, shipments
from oms.actors import PICK
from oms.errors import NoLongerPossible
from oms.picking import NothingToPick
from oms.picking_rounds import MOST
from oms.records import Location, Order


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    made: list[int] = []
    left_out: list[str] = []
    papers = []
    # of an order that is picked at several places each round makes a new version
    begun_here: dict[int, int] = {}
    for location_id, wanted in stored["rounds"]:
        orders = [(one[0], begun_here.get(one[0], one[1])) for one in wanted]
        begun = picking_rounds.begin(
            asked.books, location_id, orders, by=asked.who, key=f"{key}:{location_id}"
        )
        begun_here |= begun.versions
        made += begun.shipments
        left_out += begun.left_out
        if begun.shipments:
            place = asked.books.get_one(Location, location_id)
            papers.append(picking.list_of(asked.books, place, begun.shipments))
    if not made:
        raise NoLongerPossible("All of these orders have changed since you were asked.")
    facts = {
        "orders": picking_rounds.numbers(asked.books, made),
        "left_out": left_out,
        "lists": papers,
        "who": asked.who.name,
    }
    return Done(facts, {"shipments": made}, tuple(papers))


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    picking_rounds.call_off(asked.books, stored["shipments"], by=asked.who, key=key)
    orders = picking_rounds.numbers(asked.books, stored["shipments"])
    return {"orders": orders, "who": asked.who.name}


@command(
    phrases=[
        "(start|begin) picking (in|at|from) {location}",
        "(start|begin) picking {location}",
        "(start|begin) picking [order] {order}",
        "(start|begin) picking [order] {order} (in|at|from) {location}",
        "pick [order] {order}",
        "pick [order] {order} (in|at|from) {location}",
        "(start|begin) picking",
    ],
    slots=[ORDER, LOCATION],
    may=PICK,
    write=Write(_do, _undo),
)
def start_picking(
    asked: Asked, order: Order | None = None, location: Location | None = None
) -> Preview:
    """Begin to pick what a place has to send, or one order; the pick list is posted with it."""
    if order is None and location is None:
        raise MissingWord("location", "start picking Leeds")
    if order is not None:
        places = [location.id] if location else sorted(shipments.free(asked.books, order))
        shipments.refuse_held(asked.books, order)
    else:
        places = [location.id] if location else []
    rounds = []
    for place in places:
        ready = picking.ready(asked.books, place)
        mine = [one for one in ready if order is None or one.order_id == order.id]
        if mine:
            rounds.append((asked.books.get_one(Location, place), mine[:MOST], len(mine)))
    if not rounds:
        raise NothingToPick(order.number if order else None, location.name if location else None)
    stored = {"rounds": [[place.id, [[one.order_id, one.version] for one in mine]]
                         for place, mine, _ in rounds]}  # fmt: skip
    facts = {
        "rounds": [
            {"location": place.name, "orders": mine, "more": total - len(mine)}
            for place, mine, total in rounds
        ]
    }
    return Preview(facts, stored)
