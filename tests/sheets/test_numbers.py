"""Numbers that people type: exactly, or not at all; nothing in a cell is a crash."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.numbers import MOST, NotAQuantity, quantity


@pytest.mark.parametrize(
    ("cell", "units"),
    [(12, 12), (12.0, 12), ("12", 12), (" 1,200 ", 1200), ("12 pcs", 12), ("+3", 3), ("−3", -3)],
)
def test_a_whole_number_is_read_as_typed(cell: Any, units: int) -> None:
    assert quantity(cell, signed=True) == units


# what a spreadsheet can send for a cell: also no value at all, for what it cannot show
cells = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@given(cells)
def test_whatever_a_cell_holds_is_a_number_within_bounds_or_said_to_be_none(cell: Any) -> None:
    with suppress(NotAQuantity):
        assert abs(quantity(cell, signed=True)) <= MOST
