"""The life of a refund: every step in every state is taken or refused as the table says."""

from __future__ import annotations

import itertools

import pytest

from oms import refund_states
from oms.refund_states import COMPARE, NEXT, PAST, STATES, STEPS, WAITING, WrongRefundState

DRAWN = {
    ("proposed", "approve", "approved"), ("approved", "send", "sent"),
    ("sent", "settle", "settled"), ("sent", "fail", "failed"), ("failed", "retry", "sent"),
    ("proposed", "call_off", "void"), ("approved", "call_off", "void"),
}  # fmt: skip
"""The drawing of the states, written down a second time."""


@pytest.mark.parametrize(("state", "step"), list(itertools.product(STATES, STEPS)))
def test_every_step_in_every_state_is_taken_or_refused(state: str, step: str) -> None:
    leads = {to for before, taken, to in DRAWN if (before, taken) == (state, step)}

    if leads:
        assert {refund_states.after("R-1", state, step)} == leads
    else:
        is_what = "was called off" if state == "void" else f"is {state}"
        with pytest.raises(WrongRefundState, match=f"R-1 {is_what}"):
            refund_states.after("R-1", state, step)


def test_no_step_and_no_state_stands_outside_the_drawing() -> None:
    assert {(state, step, to) for step, pairs in STEPS.items() for state, to in pairs.items()} == (
        DRAWN
    )
    assert set(STATES) == {state for before, _, after in DRAWN for state in (before, after)}


def test_every_state_says_what_comes_next_and_every_step_has_its_word() -> None:
    assert set(NEXT) == set(STATES)
    # comparing with the channel changes no state, and is refused in the same words
    assert set(PAST) == {*STEPS, COMPARE}


def test_whatever_waits_can_still_end_and_what_ended_stays() -> None:
    leads = {state: {to for before, _, to in DRAWN if before == state} for state in STATES}

    assert {state for state in STATES if not leads[state]} == {"settled", "void"}
    assert set(WAITING) == set(STATES) - {"settled", "void"}
