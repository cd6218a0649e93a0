"""Which event a return accepts in which state: the whole table, written down a second time."""

from __future__ import annotations

import itertools

import pytest

from oms import return_states
from oms.return_states import CLAIMING, NEXT, OPEN, WHY_NOT, Event, ReturnRefuses, State
from oms.tables.returns import RETURN_STATES

#             requested   authorised  receiving   closed      rejected   cancelled   expired
TABLE = """
authorise     authorised  -           -           -           -          -           -
reject        rejected    -           -           -           -          -           -
cancel        -           cancelled   -           -           -          -           -
expire        -           expired     -           -           -          -           -
receive       -           receiving   receiving   receiving   -          receiving   receiving
inspect       -           -           receiving   closed      -          -           -
close_short   -           -           receiving   -           -          -           -
close         -           -           closed      -           -          -           -
reopen        -           -           -           receiving   -          -           -
take_back_all -           -           authorised  -           -          -           -
restore       -           -           -           -           requested  authorised  authorised
"""
HEADS = ("requested", "authorised", "receiving", "closed", "rejected", "cancelled", "expired")
CASES = [
    (state, row.split()[0].replace("_", " "), outcome)
    for row in TABLE.strip().splitlines()
    for state, outcome in zip(HEADS, row.split()[1:], strict=True)
]


def test_the_table_below_has_every_event_in_every_state() -> None:
    assert {(state, event) for state, event, _ in CASES} == set(
        itertools.product(map(str, State), map(str, Event))
    )
    assert HEADS == RETURN_STATES == tuple(State)


@pytest.mark.parametrize(("state", "event", "outcome"), CASES)
def test_an_event_leads_where_the_table_says_or_is_refused(
    state: str, event: str, outcome: str
) -> None:
    if outcome != "-":
        assert return_states.after("R-12", state, Event(event)) == outcome
        return
    with pytest.raises(ReturnRefuses, match=f"Return R-12 does not let you {event}"):
        return_states.after("R-12", state, Event(event))


def test_every_state_but_the_first_can_be_reached_and_left_open_only_from_open_ones() -> None:
    assert set(NEXT.values()) | {State.REQUESTED} == set(State)
    assert CLAIMING < OPEN
    assert set(WHY_NOT) == set(State)
