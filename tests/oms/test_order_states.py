"""Where an order is: every state in every situation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms import order_states
from oms.order_states import BADGES, EVENTS, LIFECYCLE, Around, Progress, badge, progress
from oms.tables.orders import ORDER_STATES


@dataclass(frozen=True)
class Line:
    """Counters as a line has them."""

    ordered: int
    cancelled: int
    reserved: int
    shipped: int
    delivered: int
    returned: int
    return_open: int
    id: int = 1
    parent_line_id: int | None = None

    @property
    def open_units(self) -> int:
        return self.ordered - self.cancelled - self.shipped

    @property
    def backordered(self) -> int:
        return self.open_units - self.reserved


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line whose counters the database would take."""
    ordered = draw(st.integers(1, 5))
    shipped = draw(st.integers(0, ordered))
    cancelled = draw(st.integers(0, ordered - shipped))
    reserved = draw(st.integers(0, ordered - shipped - cancelled))
    delivered = draw(st.integers(0, shipped))
    returned = draw(st.integers(0, shipped))
    return Line(ordered, cancelled, reserved, shipped, delivered, returned,
                draw(st.integers(0, shipped - returned)))  # fmt: skip


def test_every_event_in_every_state_leads_on_as_the_table_says_or_is_refused() -> None:
    told = {
        ("draft", "confirm"): "open", ("draft", "cancel"): "cancelled",
        ("open", "cancel"): "cancelled", ("open", "complete"): "completed",
        ("completed", "reopen"): "open", ("cancelled", "reopen"): "open",
    }  # fmt: skip
    for state, event in product(ORDER_STATES, EVENTS):
        assert LIFECYCLE.get((state, event)) == told.get((state, event))


@given(state=st.sampled_from(ORDER_STATES), of=st.lists(lines(), min_size=1, max_size=4))
def test_what_is_settled_is_one_step_of_the_table_away_or_nothing_changes(
    state: str, of: list[Line]
) -> None:
    units = progress(of)
    after = order_states.settled(state, units)

    if state == "cancelled" and units.shipped and not units.left:
        return  # never: what has shipped is not cancelled
    if state == "completed" and not units.shipped and not units.left:
        return  # never: what is completed has shipped
    assert after == state or order_states.event_between(state, after) is not None
    if after == "completed":
        assert units.left == 0
        assert units.shipped > 0
    if after == "cancelled":
        assert units.shipped == 0


@pytest.mark.parametrize(
    ("captured", "due", "refunded", "word"),
    [
        (0, 1000, 0, "unpaid"),
        (400, 1000, 0, "part_paid"),
        (1000, 1000, 0, "paid"),
        (1200, 1000, 0, "overpaid"),
        (1000, 1000, 300, "part_refunded"),
        (1000, 1000, 1000, "refunded"),
        (0, 0, 0, "paid"),
    ],
)
def test_payment_follows_from_what_was_taken_is_due_and_went_back(
    captured: int, due: int, refunded: int, word: str
) -> None:
    assert order_states.payment(captured=captured, due=due, refunded=refunded) == word


@given(of=st.lists(lines(), min_size=1, max_size=4))
def test_fulfilment_and_return_follow_from_the_counters(of: list[Line]) -> None:
    units = progress(of)
    owed = sum(line.ordered - line.cancelled for line in of)

    fulfilment = order_states.fulfilment(units)
    assert (fulfilment == "unfulfilled") == (units.shipped == 0)
    assert (fulfilment == "part_shipped") == (0 < units.shipped < owed)
    assert (fulfilment == "delivered") == (0 < units.shipped == owed == units.delivered)
    back = order_states.coming_back(units)
    assert (back == "requested") == (units.return_open > 0)
    assert back != "returned" or units.returned == units.shipped > 0


@given(
    state=st.sampled_from(ORDER_STATES),
    of=st.lists(lines(), min_size=1, max_size=4),
    held=st.booleans(),
    excepted=st.booleans(),
    late=st.booleans(),
    packing=st.integers(0, 3),
)
def test_the_badge_is_the_first_word_that_is_true(
    state: str, of: list[Line], held: bool, excepted: bool, late: bool, packing: int
) -> None:
    units = progress(of)
    word = badge(state, units, Around(held=held, excepted=excepted, late=late, packing=packing))

    assert word in BADGES
    over = state in {"draft", "cancelled"} or not (units.left or units.shipped)
    if over:
        assert word in {"draft", "cancelled"}
    elif held:
        assert word == "held"
    elif excepted:
        assert word == "exception"
    elif units.left and late:
        assert word == "late"
    elif units.short:
        assert word == "short"


@pytest.mark.parametrize(
    ("units", "packing", "word"),
    [
        (Progress(left=3), 0, "to pick"),
        (Progress(left=3), 2, "to pick"),
        (Progress(left=3), 3, "packing"),
        (Progress(left=3, short=1), 2, "short"),
        (Progress(shipped=3), 0, "shipped"),
        (Progress(shipped=3, delivered=2), 0, "shipped"),
        (Progress(shipped=3, delivered=3), 0, "delivered"),
        (Progress(shipped=3, delivered=3, returned=1), 0, "delivered"),
        (Progress(shipped=3, returned=3), 0, "returned"),
        (Progress(cancelled=3), 0, "cancelled"),
    ],
)
def test_the_badge_of_an_order_on_its_way(units: Progress, packing: int, word: str) -> None:
    state = "open" if units.left else "completed"

    assert badge(state, units, Around(packing=packing)) == word


@pytest.mark.parametrize(
    ("stage", "badge", "word"),
    [
        ("on hold", "held", "on hold"),
        ("backordered", "short", "backordered"),
        ("part shipped", "to pick", "part shipped"),
        ("to pick", "packing", "packing"),
        ("shipped", "delivered", "delivered"),
        ("part returned", "delivered", "part returned"),
        ("to pick", "late", "to pick · late"),
        ("on hold", "exception", "on hold · exception"),
    ],
)
def test_an_order_is_called_alike_in_lists_and_on_its_card(
    stage: str, badge: str, word: str
) -> None:
    assert order_states.told(stage, badge) == word
    assert word.startswith(order_states.word(stage, badge))
