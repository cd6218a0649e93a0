"""Where a purchase order is, and what may happen to it: a table of pairs."""

from __future__ import annotations

from collections.abc import Mapping

DRAFT, SENT, CONFIRMED = "draft", "sent", "confirmed"
PART_RECEIVED, RECEIVED, CLOSED, CANCELLED = "part_received", "received", "closed", "cancelled"

NEXT: Mapping[tuple[str, str], str] = {
    (DRAFT, "send"): SENT,
    (SENT, "confirm"): CONFIRMED,
    (SENT, "receive_part"): PART_RECEIVED,
    (CONFIRMED, "receive_part"): PART_RECEIVED,
    (PART_RECEIVED, "receive_part"): PART_RECEIVED,
    (SENT, "receive_all"): RECEIVED,
    (CONFIRMED, "receive_all"): RECEIVED,
    (PART_RECEIVED, "receive_all"): RECEIVED,
    (DRAFT, "cancel"): CANCELLED,
    (SENT, "cancel"): CANCELLED,
    (CONFIRMED, "cancel"): CANCELLED,
    (PART_RECEIVED, "close"): CLOSED,
    (RECEIVED, "close"): CLOSED,
    (RECEIVED, "take_back"): PART_RECEIVED,
    (PART_RECEIVED, "take_back"): SENT,
}
"""State, event -> the next state; a pair that is not here is refused.

Received means, for dropship, sent to the customer by the supplier."""
OPEN = (DRAFT, SENT, CONFIRMED, PART_RECEIVED)
"""Something may still come."""


def settled(state: str, *, units: int, received: int, cancelled: int) -> str:
    """The state that follows from the units of an open purchase order's lines.

    Args:
        state: the stored one; one that is over stays as it is.
        units: ordered, over all lines.
        received: of these, come (or sent by the supplier).
        cancelled: of these, that will not come.
    """
    if state not in (*OPEN, RECEIVED):
        return state
    if received + cancelled == units:
        return RECEIVED if received else CANCELLED
    if received:
        return PART_RECEIVED
    return SENT if state in (PART_RECEIVED, RECEIVED) else state
