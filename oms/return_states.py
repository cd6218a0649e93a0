"""Which event leads a return from which state to which: a table of pairs, and nothing else.

Units go their own way below it (announced, received, inspected, placed); a return is where most of
its paper is. Undoing is an event like any other, so that what can be undone can be read here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from oms.errors import ShopError


class State(StrEnum):
    """Where a return is; the words are those of `oms.tables.returns.RETURN_STATES`."""

    REQUESTED = "requested"
    """A customer or a channel asked; nobody has agreed."""
    AUTHORISED = "authorised"
    """The goods may come, and their units are spoken for on the order."""
    RECEIVING = "receiving"
    """Some of them are here."""
    CLOSED = "closed"
    """Every unit is here or given up, judged, and its money settled or declined."""
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Nothing came in time."""


class Event(StrEnum):
    """What can happen to a return."""

    AUTHORISE = "authorise"
    REJECT = "reject"
    CANCEL = "cancel"
    EXPIRE = "expire"
    RECEIVE = "receive"
    INSPECT = "inspect"
    GIVE_UP = "close short"
    """Units that will not come any more are written down as missing."""
    CLOSE = "close"
    REOPEN = "reopen"
    """A closed return has something to settle again: a receipt or an inspection was undone."""
    TAKE_BACK_ALL = "take back all"
    """The last receipt was undone: nothing is here any more."""
    RESTORE = "restore"
    """The rejection, cancellation or expiry itself was undone."""


NEXT: Mapping[tuple[State, Event], State] = {
    (State.REQUESTED, Event.AUTHORISE): State.AUTHORISED,
    (State.REQUESTED, Event.REJECT): State.REJECTED,
    (State.AUTHORISED, Event.CANCEL): State.CANCELLED,
    (State.AUTHORISED, Event.EXPIRE): State.EXPIRED,
    (State.AUTHORISED, Event.RECEIVE): State.RECEIVING,
    (State.RECEIVING, Event.RECEIVE): State.RECEIVING,
    (State.RECEIVING, Event.INSPECT): State.RECEIVING,
    (State.RECEIVING, Event.GIVE_UP): State.RECEIVING,
    (State.RECEIVING, Event.CLOSE): State.CLOSED,
    (State.RECEIVING, Event.TAKE_BACK_ALL): State.AUTHORISED,
    # goods can be judged anew any time: what was put aside for repair is whole again in March
    (State.CLOSED, Event.INSPECT): State.CLOSED,
    (State.CLOSED, Event.REOPEN): State.RECEIVING,
    # goods that arrive are a fact, also when nobody waits for them any more
    (State.CLOSED, Event.RECEIVE): State.RECEIVING,
    (State.CANCELLED, Event.RECEIVE): State.RECEIVING,
    (State.EXPIRED, Event.RECEIVE): State.RECEIVING,
    (State.REJECTED, Event.RESTORE): State.REQUESTED,
    (State.CANCELLED, Event.RESTORE): State.AUTHORISED,
    (State.EXPIRED, Event.RESTORE): State.AUTHORISED,
}

OPEN = frozenset({State.REQUESTED, State.AUTHORISED, State.RECEIVING})
CLAIMING = frozenset({State.AUTHORISED, State.RECEIVING})
"""States in which the units still to come are counted in `return_open` of their order lines."""

WHY_NOT: Mapping[State, str] = {
    State.REQUESTED: "nobody has authorised it yet",
    State.AUTHORISED: "it was agreed to and nothing of it has arrived yet",
    State.RECEIVING: "goods of it have arrived",
    State.CLOSED: "it is closed",
    State.REJECTED: "it was rejected",
    State.CANCELLED: "it was cancelled",
    State.EXPIRED: "it has expired",
}


class ReturnRefuses(ShopError):
    """The return is in a state in which that cannot happen."""

    code = "return_refuses"

    def __init__(self, number: str, state: str, event: str) -> None:
        self.number, self.state, self.event = number, state, event
        super().__init__(
            f"Return {number} does not let you {event}: {WHY_NOT[State(state)]}.",
            remedy=f"See how it stands: `how is {number}?`",
        )


def after(number: str, state: str, event: Event) -> State:
    """The state that `event` leads to.

    Raises:
        ReturnRefuses: it cannot happen in that state; the return's number is for the message.
    """
    follows = NEXT.get((State(state), event))
    if follows is None:
        raise ReturnRefuses(number, state, event.value)
    return follows
