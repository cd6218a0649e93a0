"""Words -> a day, looking back or ahead; several days that are past."""

from __future__ import annotations

import datetime as dt

from commands.kit import Asked, Slot
from oms import days, periods
from oms.periods import Days


def _past(asked: Asked, said: str) -> dt.date:
    return days.parse(said, asked.today)


def _coming(asked: Asked, said: str) -> dt.date:
    return days.parse(said, asked.today, ahead=True)


def _when(asked: Asked, said: str) -> Days:
    return periods.parse(said, asked.today)


def _ends(when: Days) -> str:
    return f"{when.first}..{when.last}"


PAST_DAY = Slot("past_day", days.PATTERN, _past, "3 Nov")
"""The last such day: “3 Nov”, “Friday”, “yesterday”."""
COMING_DAY = Slot("coming_day", days.PATTERN, _coming, "3 Dec")
"""The next such day: “3 Dec”, “Friday”, “tomorrow”."""
WHEN = Slot("when", periods.PATTERN, _when, "last week", _ends)
"""Days that are past, or go on until today: “last week”, “October”, “3 Nov to 9 Nov”."""
