"""What becomes of a counted number: every event in every state, tolerance, staleness."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms import count_rules
from oms.count_rules import (
    COUNT_STEPS,
    LINE_EVENTS,
    LINE_STEPS,
    WAITING,
    WORDS,
    Tolerance,
    count_state,
    is_stale,
    within,
)
from oms.errors import NoLongerPossible
from oms.tables.stock import COUNT_LINE_STATES, COUNT_STATES

UNITS = st.integers(-50, 5_000)


@pytest.mark.parametrize("state", COUNT_LINE_STATES)
@pytest.mark.parametrize("event", LINE_EVENTS)
def test_every_event_in_every_state_of_a_line_is_taken_or_refused_as_the_table_says(
    state: str, event: str
) -> None:
    if (state, event) in LINE_STEPS:
        assert count_rules.after("MUG-BLU", state, event) in COUNT_LINE_STATES
    else:
        with pytest.raises(NoLongerPossible, match=WORDS[state]):
            count_rules.after("MUG-BLU", state, event)


def test_every_state_of_a_line_can_be_reached_and_has_words() -> None:
    assert {"asked", *LINE_STEPS.values()} == set(COUNT_LINE_STATES) == WORDS.keys()


def test_a_number_is_booked_only_after_somebody_agreed() -> None:
    assert {state for state, event in LINE_STEPS if LINE_STEPS[state, event] == "posted"} == {
        "approved"
    }
    assert {event for state, event in LINE_STEPS if LINE_STEPS[state, event] == "approved"} == {
        "agree", "approve",
    }  # fmt: skip


def test_the_state_of_a_count_follows_from_its_lines_and_only_by_steps_of_the_table() -> None:
    reached = {"draft"}
    for states in itertools.product(COUNT_LINE_STATES, repeat=3):
        before = count_state(states)
        reached.add(before)
        assert before in COUNT_STATES
        for number, event in itertools.product(range(3), LINE_EVENTS):
            step = LINE_STEPS.get((states[number], event))
            if step is None or "approved" in {*states, step}:
                continue  # approved is passed through, never kept
            now = count_state([*states[:number], step, *states[number + 1 :]])
            assert before == now or (before, now) in COUNT_STEPS, (states, event)
    assert reached == set(COUNT_STATES)


@pytest.mark.parametrize(
    ("counted", "book", "is_booked"),
    [(10, 10, True), (11, 10, True), (9, 10, True), (12, 10, False), (0, 1, True), (0, 2, False),
     (98, 100, True), (97, 100, False), (1020, 1000, True), (1021, 1000, False), (1, -1, False),
     (0, -1, True)],
)  # fmt: skip
def test_one_unit_or_two_in_a_hundred_are_booked_by_themselves(
    counted: int, book: int, is_booked: bool
) -> None:
    assert within(counted, book, 850, Tolerance()) is is_booked


def test_a_dear_unit_is_looked_at_again() -> None:
    limited = Tolerance(value_minor=2_000)

    assert within(9, 10, 2_000, limited)
    assert not within(9, 10, 2_001, limited)
    assert within(10, 10, 1_000_000, limited)


@given(UNITS, UNITS, st.integers(0, 9_000), st.integers(0, 50), st.integers(0, 10_000))
def test_less_tolerance_never_books_more(
    counted: int, book: int, each: int, units: int, bps: int
) -> None:
    tight, wide = Tolerance(units, bps, 10_000), Tolerance(units + 1, bps, None)

    assert within(book, book, each, tight)
    if within(counted, book, each, tight):
        assert within(counted, book, each, wide)
        assert within(2 * book - counted, book, each, tight), "a gain is judged like a loss"


@given(st.sampled_from(COUNT_LINE_STATES), st.integers(0, 99), st.integers(0, 99))
def test_only_a_number_that_waits_goes_stale_and_only_by_what_came_later(
    state: str, position: int, booked: int
) -> None:
    assert is_stale(state, position, booked) == (state in WAITING[2:] and booked > position)
    assert not is_stale(state, None, booked)
