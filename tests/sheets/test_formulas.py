"""A formula that is copied elsewhere and back is what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.formulas import moved, within_row


@pytest.mark.parametrize(
    ("formula", "there"),
    [
        ("=B2*1.2", "=D5*1.2"),
        ("=$B2+B$2+$B$2", "=$B5+D$2+$B$2"),
        ("=SUM(B2:B9)", "=SUM(D5:D12)"),
        ("=SUM(A:A)+SUM(2:3)", "=SUM(C:C)+SUM(5:6)"),
        ("='My A1 tab'!A1&\"A1\"", "='My A1 tab'!C4&\"A1\""),
        ("=Orders!A1+LOG10(2)", "=Orders!C4+LOG10(2)"),
        ('=IF(AA10="",TRUE,NOW())', '=IF(AC13="",TRUE,NOW())'),
        ("=price_2+B2", "=price_2+D5"),
    ],
)
def test_references_move_and_nothing_else(formula: str, there: str) -> None:
    assert moved(formula, down=3, right=2) == there
    assert moved(there, down=-3, right=-2) == formula


@given(
    st.integers(1, 700), st.integers(1, 5000), st.booleans(), st.booleans(),
    st.integers(0, 90), st.integers(0, 300),
)  # fmt: skip
def test_there_and_back_is_the_same(
    column: int, row: int, fixed_column: bool, fixed_row: bool, right: int, down: int
) -> None:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    formula = f"={'$' * fixed_column}{letters}{'$' * fixed_row}{row}+1"

    assert moved(moved(formula, down=down, right=right), down=-down, right=-right) == formula


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("=F5*1.4", {5}),
        ("=$F$5+G5", {5, 6}),
        ('=ROUND(IF(F5>2,F5,"F6")*1.2,2)', {5}),
        ("=SUM(E5:G5)", {4, 6}),
        ("=3*4", set()),
        ("=F6*1.4", None),
        ("=SUM(F2:F9)", None),
        ("=SUM(F:F)", None),
        ("=SUM(5:5)", None),
        ("=Costs!F5", None),
        ("='My costs'!F5", None),
        ("=ROW()*2", None),
        ("=INDIRECT(F5)", None),
        ("=F5*margin", None),
    ],
)
def test_within_its_row_is_what_refers_to_cells_of_no_other(
    formula: str, columns: set[int] | None
) -> None:
    assert within_row(formula, 5) == columns
