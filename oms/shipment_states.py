"""Which event leads a shipment from which state to which: a table of pairs, and nothing else.

A shipment that nobody planned, because the goods are handed over at once, begins as shipped.
Undoing is an event like any other, so that what can be undone can be read here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from oms.errors import ShopError


class State(StrEnum):
    """Where a shipment is; the words are those of `oms.tables.orders.SHIPMENT_STATES`."""

    PLANNED = "planned"
    """Its units are bound to it, and nobody has begun."""
    PICKING = "picking"
    PACKED = "packed"
    SHIPPED = "shipped"
    """The goods have left: only here stock moves."""
    DELIVERED = "delivered"
    VOID = "void"
    """Given up before it left; its units are only reserved again."""
    LOST = "lost"
    RETURNED_TO_SENDER = "returned_to_sender"
    DAMAGED_IN_POST = "damaged_in_post"
    UNDONE = "undone"
    """It never left after all: the goods are back on the shelf."""


class Event(StrEnum):
    """What can happen to a shipment."""

    PICK = "pick"
    PUT_BACK = "put back"
    """Nobody is picking it after all."""
    PACK = "pack"
    UNPACK = "unpack"
    SHIP = "ship"
    UNDO = "undo"
    VOID = "void"
    DELIVER = "deliver"
    LOSE = "lose"
    SEND_BACK = "send back"
    DAMAGE = "damage"
    TAKE_BACK = "take back"
    """What was said of its arrival was a mistake: it is on its way again."""


NEXT: Mapping[tuple[State, Event], State] = {
    (State.PLANNED, Event.PICK): State.PICKING,
    (State.PICKING, Event.PUT_BACK): State.PLANNED,
    (State.PICKING, Event.PACK): State.PACKED,
    (State.PACKED, Event.UNPACK): State.PICKING,
    (State.PACKED, Event.SHIP): State.SHIPPED,
    (State.PLANNED, Event.VOID): State.VOID,
    (State.PICKING, Event.VOID): State.VOID,
    (State.PACKED, Event.VOID): State.VOID,
    (State.SHIPPED, Event.UNDO): State.UNDONE,
    (State.SHIPPED, Event.DELIVER): State.DELIVERED,
    (State.SHIPPED, Event.LOSE): State.LOST,
    (State.SHIPPED, Event.SEND_BACK): State.RETURNED_TO_SENDER,
    (State.SHIPPED, Event.DAMAGE): State.DAMAGED_IN_POST,
    (State.DELIVERED, Event.TAKE_BACK): State.SHIPPED,
    (State.LOST, Event.TAKE_BACK): State.SHIPPED,
    (State.RETURNED_TO_SENDER, Event.TAKE_BACK): State.SHIPPED,
    (State.DAMAGED_IN_POST, Event.TAKE_BACK): State.SHIPPED,
}
OPEN = (State.PLANNED, State.PICKING, State.PACKED)
"""Not left yet: units are bound to it."""
LEFT = (
    State.SHIPPED, State.DELIVERED, State.LOST, State.RETURNED_TO_SENDER, State.DAMAGED_IN_POST,
)  # fmt: skip
"""Left, whatever became of it: its units count as shipped."""
TO_SHIP = {State.PLANNED: (Event.PICK, Event.PACK), State.PICKING: (Event.PACK,), State.PACKED: ()}
"""What has happened to a shipment by the time it leaves, though nobody said so."""
WORDS = {
    State.PLANNED: "planned",
    State.PICKING: "being picked",
    State.PACKED: "packed",
    State.SHIPPED: "on its way",
    State.DELIVERED: "delivered",
    State.VOID: "called off",
    State.LOST: "lost in the post",
    State.RETURNED_TO_SENDER: "returned to sender",
    State.DAMAGED_IN_POST: "damaged in the post",
    State.UNDONE: "undone",
}
VERBS = {
    Event.PICK: "be picked",
    Event.PUT_BACK: "be put back",
    Event.PACK: "be packed",
    Event.UNPACK: "be unpacked",
    Event.SHIP: "leave",
    Event.UNDO: "be undone",
    Event.VOID: "be called off",
    Event.DELIVER: "be delivered",
    Event.LOSE: "be lost",
    Event.SEND_BACK: "come back to the sender",
    Event.DAMAGE: "be damaged in the post",
    Event.TAKE_BACK: "be on its way again",
}


class WrongState(ShopError):
    """A shipment is not where it could do that."""

    code = "shipment_state"

    def __init__(self, number: str, state: State, event: Event, order: str) -> None:
        self.number, self.state, self.event = number, state, event
        super().__init__(
            f"Shipment {number} is {WORDS[state]} and cannot {VERBS[event]}.",
            remedy=f"Ask how it stands: `where is {order}?`",
        )


def after(number: str, state: str, event: Event, order: str) -> State:
    """The state that the event leads to.

    Raises:
        WrongState: it leads nowhere from here.
    """
    reached = NEXT.get((State(state), event))
    if reached is None:
        raise WrongState(number, State(state), event, order)
    return reached
