"""The states of a transfer, and what is left of a line to account for: arithmetic, no books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oms.errors import NoLongerPossible

DRAFT, DISPATCHED, RECEIVED, CLOSED, CANCELLED = (
    "draft", "dispatched", "received", "closed", "cancelled",
)  # fmt: skip
STEPS: Mapping[tuple[str, str], str] = {
    (DRAFT, "dispatch"): DISPATCHED,
    (DRAFT, "cancel"): CANCELLED,
    (DISPATCHED, "receive"): RECEIVED,
    (DISPATCHED, "take back"): CANCELLED,
    (DISPATCHED, "close"): CLOSED,
    (RECEIVED, "receive"): RECEIVED,
    (RECEIVED, "close"): CLOSED,
    (RECEIVED, "undo receipt"): DISPATCHED,
    (CLOSED, "reopen"): RECEIVED,
}
"""(state, what happens) -> the next state; whatever is not here is refused.

`received` says that some units came, `closed` that every unit is accounted for.
"""
EVENTS = tuple(dict.fromkeys(event for _, event in STEPS))
ON_THE_WAY = (DISPATCHED, RECEIVED)
"""In these states the units that are not accounted for stand in TRANSIT."""


def after(number: str, state: str, event: str) -> str:
    """The state after something happened.

    Raises:
        NoLongerPossible: that cannot happen to a transfer in this state.
    """
    if (state, event) not in STEPS:
        raise NoLongerPossible(
            f"Transfer {number} is {state}.", remedy="Ask how it stands: `what is on the way?`"
        )
    return STEPS[state, event]


@dataclass(frozen=True)
class Arrived:
    """Units of one line that arrived: whole, and damaged."""

    whole: int
    damaged: int = 0

    @property
    def units(self) -> int:
        """All that arrived."""
        return self.whole + self.damaged


@dataclass(frozen=True)
class Sent:
    """Units of one line that were sent, and those that are accounted for."""

    units: int
    received: int = 0
    damaged: int = 0
    lost: int = 0
    sent_back: int = 0

    @property
    def left(self) -> int:
        """Units still on the way."""
        return self.units - self.received - self.damaged - self.lost - self.sent_back


def spread(lines: Mapping[int, int], *, short: int = 0, damaged: int = 0) -> dict[int, Arrived]:
    """What arrived of each line, where only the total of missing and damaged units is known.

    Missing and damaged units are told of the transfer as a whole; that is clear only where one
    line is on the way.

    Args:
        lines: line id -> units on the way, 1 or more.
        short: units that did not arrive.
        damaged: units that arrived damaged.

    Returns:
        line id -> what arrived; the units sum to those on the way less `short`.

    Raises:
        ValueError: several lines and something missing or damaged, or more than were on the way.
    """
    wanting = short + damaged
    if wanting and len(lines) != 1:
        msg = "say of which product"
        raise ValueError(msg)
    if wanting > sum(lines.values()) or min(short, damaged) < 0:
        msg = "more than were on the way"
        raise ValueError(msg)
    return {line: Arrived(units - wanting, damaged) for line, units in lines.items()}
