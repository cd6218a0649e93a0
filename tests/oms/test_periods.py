"""Days as people say them: which they are, where they end, and what is refused."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms import periods
from oms.days import StillToCome, UnknownDay
from oms.errors import ShopError
from oms.periods import Days, TooManyDays

TODAY = dt.date(2026, 11, 24)  # a Tuesday


def day(said: str) -> dt.date:
    return dt.date.fromisoformat(said)


@pytest.mark.parametrize(
    ("said", "first", "last", "is_open"),
    [
        ("yesterday", "2026-11-23", "2026-11-23", False),
        ("today", "2026-11-24", "2026-11-24", False),
        ("this week", "2026-11-23", "2026-11-24", True),
        ("last week", "2026-11-16", "2026-11-22", False),
        ("this month", "2026-11-01", "2026-11-24", True),
        ("last month", "2026-10-01", "2026-10-31", False),
        ("this year", "2026-01-01", "2026-11-24", True),
        ("last year", "2025-01-01", "2025-12-31", False),
        ("this quarter", "2026-10-01", "2026-11-24", True),
        ("last quarter", "2026-07-01", "2026-09-30", False),
        ("the last 7 days", "2026-11-18", "2026-11-24", False),
        ("past 2 weeks", "2026-11-11", "2026-11-24", False),
        ("October", "2026-10-01", "2026-10-31", False),
        ("December", "2025-12-01", "2025-12-31", False),
        ("Feb 2024", "2024-02-01", "2024-02-29", False),
        ("since Monday", "2026-11-23", "2026-11-24", False),
        ("3 Nov to 9 Nov", "2026-11-03", "2026-11-09", False),
        ("2026-11-03..2026-11-09", "2026-11-03", "2026-11-09", False),
        ("Friday", "2026-11-20", "2026-11-20", False),
        ("Saturday and Sunday", "2026-11-21", "2026-11-22", False),
        ("sat & sun", "2026-11-21", "2026-11-22", False),
        ("mon and tues", "2026-11-23", "2026-11-24", False),
        ("tue & wed", "2026-11-17", "2026-11-18", False),
    ],
)
def test_days_that_are_named_are_meant_whole_and_end_today(
    said: str, first: str, last: str, *, is_open: bool
) -> None:
    assert re.fullmatch(periods.PATTERN, said, re.IGNORECASE)
    assert periods.parse(said, TODAY) == Days(day(first), day(last), is_open=is_open)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("mon and wed", UnknownDay), ("sun and sat", UnknownDay),
        ("tomorrow", StillToCome), ("31 Feb", UnknownDay), ("9 Nov to 3 Nov", UnknownDay),
        ("2020-01-01 to 2026-01-01", TooManyDays), ("last 367 days", TooManyDays),
    ],
)  # fmt: skip
def test_days_that_are_none_are_ahead_or_are_too_many_are_refused(
    said: str, refusal: type[ShopError]
) -> None:
    with pytest.raises(refusal):
        periods.parse(said, TODAY)


def test_a_question_that_names_no_day_is_of_the_last_thirty() -> None:
    found = periods.usual(TODAY)

    assert (found.last - found.first).days == 29
    assert found.last == TODAY
    assert found.is_usual


@given(st.from_regex(re.compile(periods.PATTERN), fullmatch=True), st.dates())
def test_whatever_can_be_said_is_days_in_order_or_a_refusal(said: str, today: dt.date) -> None:
    try:
        found = periods.parse(said, today)
    except ShopError:
        return
    assert found.first <= found.last <= today
    assert (found.last - found.first).days < periods.MOST_DAYS
