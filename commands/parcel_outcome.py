"""What became of parcels on their way.

Said: 1043 was delivered · 1043 is lost in the post · S-12 was returned to sender
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER
from commands.slots_parcels import OUTCOME, SHIPMENT
from oms import shipment_cards, shipment_outcomes
from oms.actors import TRACK
from oms.records import Order, Shipment
from oms.shipment_outcomes import NothingOnItsWay
from oms.shipment_states import WORDS, State


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    outcome = State(stored["outcome"])
    shipment_outcomes.record(asked.books, stored["shipments"], outcome, by=asked.who, key=key)
    return Done(_facts(asked, stored), stored)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    shipment_outcomes.take_back(asked.books, stored["shipments"], by=asked.who, key=key)
    return _facts(asked, stored)


def _facts(asked: Asked, stored: Plain) -> Facts:
    outcome = State(stored["outcome"])
    cards = shipment_cards.of_ids(asked.books, stored["shipments"])
    return {"shipments": cards, "outcome": outcome, "words": WORDS[outcome],
            "who": asked.who.name}  # fmt: skip


@command(
    phrases=[
        "[order] {order} (was|is|has been|got) {outcome} [in the post|in post|in transit]",
        "[order] {order} [has] {outcome} [in the post|in post|in transit]",
        "[the] (parcel|parcels) (of|for) [order] {order} (was|were|is|are|has been) {outcome}",
        "[shipment] {shipment} (was|is|has been|got) {outcome} [in the post|in post|in transit]",
        "[shipment] {shipment} [has] {outcome} [in the post|in post|in transit]",
        "mark [order] {order} [as] {outcome}",
        "mark [shipment] {shipment} [as] {outcome}",
    ],
    slots=[ORDER, SHIPMENT, OUTCOME],
    may=TRACK,
    write=Write(_do, _undo),
)
def parcel_outcome(
    asked: Asked,
    order: Order | None = None,
    shipment: Shipment | None = None,
    outcome: State | None = None,
) -> Preview:
    """Say that parcels were delivered, lost, damaged in the post or returned to sender."""
    if outcome is None:
        raise MissingWord("outcome", "1043 was delivered")
    if shipment is not None:
        found = [shipment]
    elif order is not None:
        found = shipment_outcomes.on_their_way(asked.books, order)
        if not found:
            raise NothingOnItsWay(order.number)
    else:
        raise MissingWord("order", "1043 was delivered")
    shipment_outcomes.refuse(asked.books, found, outcome)
    stored = {"shipments": [one.id for one in found], "outcome": str(outcome)}
    return Preview(_facts(asked, stored), stored)
