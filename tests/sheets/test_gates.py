"""Changes that can be read and are asked about all the same."""

from __future__ import annotations

import datetime as dt

import pytest

from sheets.cells import Cell
from sheets.gates import as_a_day, too_many, unlikely
from sheets.reading import Kind, Value


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [(Kind.MONEY, 1400, 1350), (Kind.MONEY, 1400, 14000), (Kind.MONEY, 1400, 140),
     (Kind.MONEY, None, 1400), (Kind.MONEY, 0, 1400), (Kind.MONEY, 1400, None),
     (Kind.QUANTITY, 8, 0), (Kind.QUANTITY, 0, 500), (Kind.QUANTITY, -3, 40),
     (Kind.QUANTITY, None, 5), (Kind.TEXT, "a", "b"), (Kind.FLAG, True, False)],
)  # fmt: skip
def test_a_likely_change_is_let_through(kind: Kind, before: Value, after: Value) -> None:
    assert unlikely(kind, before, after) is None


@pytest.mark.parametrize(
    ("kind", "before", "after", "why"),
    [(Kind.MONEY, 1400, 14001, "it is more than 10 times what it was"),
     (Kind.MONEY, 1400, 139, "it is less than a tenth of what it was"),
     (Kind.MONEY, 1400, 0, "it is less than a tenth of what it was"),
     (Kind.QUANTITY, 30, 0, "it is less than a tenth of what it was"),
     (Kind.QUANTITY, 12, 1212, "it is more than 10 times what it was"),
     (Kind.QUANTITY, None, 46085, "it may be a day: 2026-03-04"),
     (Kind.QUANTITY, None, -1, "it is below 0"), (Kind.QUANTITY, -3, -2, "it is below 0")],
)  # fmt: skip
def test_a_slip_of_the_fingers_is_named(kind: Kind, before: Value, after: Value, why: str) -> None:
    assert unlikely(kind, before, after) == why


@pytest.mark.parametrize(
    ("changed", "total", "held"),
    [(0, 0, False), (9, 9, False), (2, 10, False), (5, 10, False), (6, 10, True), (5, 16, False),
     (6, 16, True), (6, 30, False), (7, 30, True), (20, 100, False), (21, 100, True),
     (1000, 5000, False), (1001, 5000, True)],
)  # fmt: skip
def test_a_fifth_of_a_column_at_once_is_too_many(changed: int, total: int, held: bool) -> None:
    assert too_many(changed, total) is held


@pytest.mark.parametrize(
    ("kind", "typed", "day"),
    [(Kind.MONEY, 46154, "2026-05-12"), (Kind.MONEY, 46154.0, "2026-05-12"),
     (Kind.MONEY, 45659, "2025-01-02"), (Kind.MONEY, 35034, "1995-12-01"),
     (Kind.MONEY, 46154.5, ""), (Kind.MONEY, 35035, ""), (Kind.MONEY, 12.5, ""),
     (Kind.MONEY, "46154", ""), (Kind.MONEY, True, ""), (Kind.MONEY, "", ""),
     (Kind.MONEY, 49999, ""), (Kind.QUANTITY, 46154, "")],
)  # fmt: skip
def test_an_amount_that_the_spreadsheet_may_have_made_of_a_day_is_named(
    kind: Kind, typed: Cell, day: str
) -> None:
    why = as_a_day(kind, typed, dt.date(2026, 11, 24))
    assert why == (f"it may be a day: {day}" if day else None)
