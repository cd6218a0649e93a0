"""Days as people say them, with and without a year."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms import days
from oms.days import UnknownDay

TODAY = dt.date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-11-24"), ("Yesterday", "2026-11-23"), ("tomorrow", "2026-11-25"),
        ("3 Nov", "2026-11-03"), ("3rd November", "2026-11-03"), ("the 3rd of Nov", "2026-11-03"),
        ("Nov 3", "2026-11-03"), ("25 Nov", "2025-11-25"), ("24 Nov", "2026-11-24"),
        ("1 Sept 2025", "2025-09-01"), ("29 Feb", "2024-02-29"), ("2026-03-29", "2026-03-29"),
        ("Tuesday", "2026-11-24"), ("Monday", "2026-11-23"), ("Wednesday", "2026-11-18"),
        ("last Tuesday", "2026-11-17"), ("next Tuesday", "2026-12-01"),
    ],
)  # fmt: skip
def test_a_past_day_is_the_last_such_day(said: str, meant: str) -> None:
    assert re.fullmatch(days.PATTERN, said, re.IGNORECASE)
    assert days.parse(said, TODAY) == dt.date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("3 Nov", "2027-11-03"), ("24 Nov", "2026-11-24"), ("Friday", "2026-11-27"),
     ("Tuesday", "2026-11-24"), ("last Friday", "2026-11-20"), ("29 Feb", "2028-02-29")],
)  # fmt: skip
def test_a_coming_day_is_the_next_such_day(said: str, meant: str) -> None:
    assert days.parse(said, TODAY, ahead=True) == dt.date.fromisoformat(meant)


@pytest.mark.parametrize("said", ["31 Feb", "2026-02-30", "0 Nov", "32 March", "someday", "Nov"])
def test_a_day_on_no_calendar_is_refused(said: str) -> None:
    with pytest.raises(UnknownDay, match=said):
        days.parse(said, TODAY)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)), st.booleans())
def test_every_date_written_out_is_that_date(day: dt.date, ahead: bool) -> None:
    assert days.parse(f"{day.day} {day:%B} {day.year}", TODAY, ahead=ahead) == day
    assert days.parse(day.isoformat(), TODAY, ahead=ahead) == day
