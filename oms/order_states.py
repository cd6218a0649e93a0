"""Where an order is, derived from its counters: pure functions, so that no surface can disagree.

Stored is only the lifecycle (`Order.state`). Payment, fulfilment, return, stage and badge follow
from units and sums each time they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from oms import kit_lines
from oms.kit_lines import InKit

DRAFT, OPEN, COMPLETED, CANCELLED = "draft", "open", "completed", "cancelled"

LIFECYCLE: Mapping[tuple[str, str], str] = {
    (DRAFT, "confirm"): OPEN,
    (DRAFT, "cancel"): CANCELLED,
    (OPEN, "cancel"): CANCELLED,  # only while nothing has shipped: see `settled`
    (OPEN, "complete"): COMPLETED,
    (COMPLETED, "reopen"): OPEN,  # units were added, or a shipment or cancellation undone
    (CANCELLED, "reopen"): OPEN,  # a cancellation undone
}
"""State, event -> the next state; a pair that is not here is refused."""
EVENTS = ("confirm", "cancel", "complete", "reopen")

BADGES = (
    "draft", "cancelled", "held", "exception", "late", "short", "to pick", "packing",
    "part shipped", "shipped", "delivered", "returned",
)  # fmt: skip
"""The one word for Slack; of those that hold, the first is said."""


class Counted(InKit, Protocol):
    """A line whose units are counted."""

    @property
    def ordered(self) -> int:
        """Units that were ordered."""

    @property
    def open_units(self) -> int:
        """Units still owed."""

    @property
    def backordered(self) -> int:
        """Units owed and reserved nowhere."""

    @property
    def cancelled(self) -> int:
        """Units that will never go out."""

    @property
    def shipped(self) -> int:
        """Units that went out."""

    @property
    def delivered(self) -> int:
        """Of these, units that arrived."""

    @property
    def return_open(self) -> int:
        """Units announced to come back."""

    @property
    def returned(self) -> int:
        """Units that came back."""


@dataclass(frozen=True)
class Progress:
    """Units of an order, over all its lines."""

    left: int = 0
    """Still owed to the customer."""
    short: int = 0
    """Of these, reserved nowhere."""
    shipped: int = 0
    returned: int = 0
    cancelled: int = 0
    delivered: int = 0
    return_open: int = 0


@dataclass(frozen=True)
class Around:
    """What stands around the lines of an order and decides its badge."""

    held: bool = False
    """A hold is in force."""
    excepted: bool = False
    """An exception case about it is open."""
    late: bool = False
    """It is open past its ship-by day."""
    packing: int = 0
    """Units in shipments that are planned, picking or packed."""


def progress(lines: Iterable[Counted]) -> Progress:
    """What became of the units of these lines; of a kit, those of its components."""
    counted = kit_lines.physical(lines)
    return Progress(
        left=sum(line.open_units for line in counted),
        short=sum(line.backordered for line in counted),
        shipped=sum(line.shipped for line in counted),
        returned=sum(line.returned for line in counted),
        cancelled=sum(line.cancelled for line in counted),
        delivered=sum(line.delivered for line in counted),
        return_open=sum(line.return_open for line in counted),
    )


def stage(state: str, *, held: bool, units: Progress) -> str:
    """Where an order is, in a word or two.

    One of: draft, cancelled, on hold, part shipped, backordered, to pick, returned, part returned,
    shipped.
    """
    if state in {DRAFT, CANCELLED}:
        return state
    if units.left:
        if held:
            return "on hold"
        return "part shipped" if units.shipped else "backordered" if units.short else "to pick"
    if units.returned:
        return "returned" if units.returned == units.shipped else "part returned"
    return "shipped" if units.shipped else CANCELLED


def fulfilment(units: Progress) -> str:
    """How far goods have gone: unfulfilled, part_shipped, shipped or delivered."""
    if not units.shipped:
        return "unfulfilled"
    if units.left:
        return "part_shipped"
    return "delivered" if units.delivered == units.shipped else "shipped"


def coming_back(units: Progress) -> str:
    """How far goods have come back: none, requested, part_returned or returned."""
    if units.return_open:
        return "requested"
    if not units.returned:
        return "none"
    return "returned" if units.returned == units.shipped else "part_returned"


def payment(*, captured: int, due: int, refunded: int) -> str:
    """Whether money came and went, all in minor units of the order's currency.

    Args:
        captured: taken from the customer.
        due: the total less what was released from it before it was taken.
        refunded: sent back to the customer.

    Returns:
        unpaid, part_paid, paid, overpaid, part_refunded or refunded. Where nothing is due and
        nothing was taken it is paid: a replacement at no price waits for nobody.
    """
    if refunded > 0:
        return "refunded" if refunded >= captured else "part_refunded"
    if captured == due:
        return "paid"
    if captured <= 0:
        return "unpaid"
    return "part_paid" if captured < due else "overpaid"


def badge(state: str, units: Progress, around: Around) -> str:
    """The first of `BADGES` that is true of the order."""
    true = {
        DRAFT: state == DRAFT,
        CANCELLED: state == CANCELLED or not (units.left or units.shipped),
        "held": around.held,
        "exception": around.excepted,
        "late": around.late and units.left > 0,
        "short": units.short > 0,
        "to pick": units.left - units.short > around.packing,
        "packing": around.packing > 0,
        "part shipped": units.left > 0,
        "shipped": units.delivered < units.shipped and units.returned < units.shipped,
        "delivered": units.returned < units.shipped,
        "returned": True,
    }
    return next(word for word in BADGES if true[word])


WAITING_STAGES = frozenset({"on hold", "part shipped", "backordered", "to pick"})
"""Stages of an order of which something is still to leave."""


def word(stage: str, badge: str) -> str:
    """What an order is called wherever it is shown: its stage, or what its badge knows more."""
    if badge == "packing" or (badge == "delivered" and stage == "shipped"):
        return badge
    return stage


def told(stage: str, badge: str) -> str:
    """The same with what a list has no other place for: that it is late, or an exception."""
    beside = f" · {badge}" if badge in {"late", "exception"} else ""
    return word(stage, badge) + beside


def settled(state: str, units: Progress) -> str:
    """The state that follows from the lines: nothing owed is over, and what is owed is open.

    Drafts stay drafts. What has shipped makes an order completed, never cancelled.
    """
    if state == DRAFT:
        return state
    if units.left:
        return OPEN
    return COMPLETED if units.shipped else CANCELLED


def event_between(before: str, after: str) -> str | None:
    """The event that leads from one state to another; None where there is none."""
    return next(
        (event for (state, event), to in LIFECYCLE.items() if (state, to) == (before, after)), None
    )
