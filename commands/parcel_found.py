"""A parcel that was given up as lost turns up after all.

Said: the parcel of 1043 was found · 1043 turned up · S-12 was found
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER
from commands.slots_parcels import SHIPMENT
from oms import refund_cards, resends, shipment_cards, shipment_outcomes
from oms.actors import TRACK
from oms.records import Order, Shipment
from oms.refund_states import VOID
from oms.refund_wishes import RETURNLESS
from oms.shipment_outcomes import NothingLost
from oms.shipment_states import State


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    shipment_outcomes.take_back(asked.books, stored["shipments"], by=asked.who, key=key)
    return Done(_facts(asked, stored), stored)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    shipment_outcomes.record(asked.books, stored["shipments"], State.LOST, by=asked.who, key=key)
    return _facts(asked, stored)


def _facts(asked: Asked, stored: Plain) -> Facts:
    order = asked.books.get_one(Order, stored["order"])
    cards = shipment_cards.of_ids(asked.books, stored["shipments"])
    numbers = {one.number for one in cards}
    refunds = refund_cards.of_order(asked.books, order)
    return {
        "order": order.number,
        "shipments": cards,
        "resent": [one for one in resends.of(asked.books, order) if one.shipment in numbers],
        "refunds": [one for one in refunds if one.kind == RETURNLESS and one.state != VOID],
        "who": asked.who.name,
    }


@command(
    phrases=[
        "[the] [lost] parcel (of|for) [order] {order} [was|is|has been|has] (found|turned up)",
        "[the] [lost] parcels (of|for) [order] {order} [were|have been|have] (found|turned up)",
        "[order] {order} [was|is|has been|has] (found|turned up) [after all]",
        "[shipment] {shipment} [was|is|has been|has] (found|turned up) [after all]",
        "found [the] (parcel|parcels) (of|for|with) [order] {order}",
        "[order] {order} is not lost [after all]",
        "(found|find) (a|the) [lost] parcel",
    ],
    slots=[ORDER, SHIPMENT],
    may=TRACK,
    write=Write(_do, _undo),
)
def parcel_found(
    asked: Asked, order: Order | None = None, shipment: Shipment | None = None
) -> Preview:
    """Say that a parcel that was lost in the post has turned up; it is on its way again."""
    if shipment is not None:
        order = asked.books.get_one(Order, shipment.order_id)
    if order is None:
        raise MissingWord("order", "the parcel of 1043 was found")
    found = shipment_outcomes.lost(asked.books, order)
    if shipment is not None:
        found = [one for one in found if one.id == shipment.id]
        if not found:
            raise NothingLost(order.number)
    for one in found:
        shipment_outcomes.insist_on_one(asked.books, one, order)
    stored = {"order": order.id, "shipments": [one.id for one in found]}
    return Preview(_facts(asked, stored), stored)
