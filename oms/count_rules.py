"""Whether a counted number is booked, counted again or decided: arithmetic, no books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oms.errors import NoLongerPossible

ASKED, COUNTED, RECOUNT, APPROVED, POSTED, REJECTED, STALE = (
    "asked", "counted", "recount", "approved", "posted", "rejected", "stale",
)  # fmt: skip
LINE_STEPS: Mapping[tuple[str, str], str] = {
    (ASKED, "count"): COUNTED,
    (ASKED, "reject"): REJECTED,
    (COUNTED, "agree"): APPROVED,
    (COUNTED, "recount"): RECOUNT,
    (COUNTED, "reject"): REJECTED,
    (COUNTED, "go stale"): STALE,
    (COUNTED, "take back"): ASKED,
    (RECOUNT, "agree"): APPROVED,
    (RECOUNT, "approve"): APPROVED,
    (RECOUNT, "reject"): REJECTED,
    (RECOUNT, "go stale"): STALE,
    (RECOUNT, "take back"): COUNTED,
    (APPROVED, "post"): POSTED,
    (STALE, "count"): COUNTED,
    (STALE, "reject"): REJECTED,
    (POSTED, "take back"): ASKED,
}
"""(state of a line, what happens) -> the next state; whatever is not here is refused.

asked: nobody has said a number. counted: it differs by more than is booked by itself, and another
person is to count. recount: two have counted and it still differs, so somebody approves or rejects
it. approved: booked in the same moment. stale: something else was booked there since, so the number
is worth nothing and is asked for again.
"""
LINE_EVENTS = tuple(dict.fromkeys(event for _, event in LINE_STEPS))
WAITING = (ASKED, STALE, COUNTED, RECOUNT)
COUNT_STEPS: frozenset[tuple[str, str]] = frozenset({
    ("draft", "counting"), ("draft", "cancelled"),
    ("counting", "review"), ("counting", "posted"), ("counting", "cancelled"),
    ("review", "counting"), ("review", "posted"), ("review", "cancelled"),
    ("posted", "counting"), ("posted", "review"),
})  # fmt: skip
"""(state of a count, next state); the state follows from the lines, see `count_state`."""


@dataclass(frozen=True)
class Tolerance:
    """How far a counted number may be from the books and still be booked by itself."""

    units: int = 1
    bps: int = 200
    """Share of the book in 1/10,000; the larger of the two holds."""
    value_minor: int | None = None
    """Value of the variance above which it never is; None: no such limit."""


def after(subject: str, state: str, event: str) -> str:
    """The state of a line after something happened.

    Raises:
        NoLongerPossible: that cannot happen to a line in this state.
    """
    if (state, event) not in LINE_STEPS:
        raise NoLongerPossible(
            f"{subject} is {WORDS[state]}.", remedy="Ask how it stands: `open counts`."
        )
    return LINE_STEPS[state, event]


WORDS: Mapping[str, str] = {
    ASKED: "not counted yet",
    COUNTED: "waiting for somebody else to count again",
    RECOUNT: "waiting to be approved",
    APPROVED: "approved",
    POSTED: "booked",
    REJECTED: "dropped",
    STALE: "to be counted again, as stock was booked there since",
}
"""The state of a line, for a person."""


def count_state(lines: Iterable[str]) -> str:
    """The state of a started count that follows from those of its lines.

    counting while a number is missing, review while a person has to decide, posted once something
    was booked and nothing waits, cancelled where nothing was booked at all.
    """
    states = set(lines)
    if states & {ASKED, STALE}:
        return "counting"
    if states & {COUNTED, RECOUNT, APPROVED}:
        return "review"
    return "posted" if POSTED in states else "cancelled"


def within(counted: int, book: int, each_minor: int, tolerance: Tolerance) -> bool:
    """Whether a counted number is booked without another person looking.

    Args:
        counted: units seen.
        book: units by the books at that moment.
        each_minor: what one unit is worth, in minor units.
        tolerance: of the location.
    """
    variance = abs(counted - book)
    if variance > max(tolerance.units, abs(book) * tolerance.bps // 10_000):
        return False
    return tolerance.value_minor is None or variance * each_minor <= tolerance.value_minor


def is_stale(state: str, position: int | None, last_booked: int) -> bool:
    """Whether a number that waits was overtaken by another count or adjustment of its place.

    Args:
        state: of the line.
        position: id of the last movement when the units were counted.
        last_booked: id of the last count or adjustment of that SKU, place and bucket.
    """
    return state in {COUNTED, RECOUNT} and position is not None and last_booked > position
