"""Words -> a day, looking back or ahead; several days that are past."""

from __future__ import annotations

import datetime as dt
import re

from commands.kit import Asked, Slot
from oms import days, periods
from oms.errors import ShopError
from oms.periods import Days


def _past(asked: Asked, said: str) -> dt.date:
    return days.parse(said, asked.today)


def _coming(asked: Asked, said: str) -> dt.date:
    return days.parse(said, asked.today, ahead=True)


def _when(asked: Asked, said: str) -> Days:
    return periods.parse(said, asked.today)


def _one_day(asked: Asked, said: str) -> dt.date:
    """“yesterday's”, “Monday”: one day, or a refusal that says what to ask for instead."""
    when = periods.parse(re.sub(r"'s?$", "", said.strip()), asked.today)
    if when.first != when.last or when.is_open:
        raise OneMorning
    return when.first


def _own_day(asked: Asked, said: str) -> Days:
    """“today's”, “yesterdays”."""
    return _when(asked, re.sub(r"'?s$", "", said.strip()))


def _ends(when: Days) -> str:
    return f"{when.first}..{when.last}"


class OneMorning(ShopError):
    """A digest was asked for of several days, and each tells of one morning."""

    code = "one_morning"

    def __init__(self) -> None:
        super().__init__(
            "A digest is of one morning.",
            remedy="Say `digest of Monday`; of several days, `sales last week` and `returns report"
            " for last week`.",
        )


PAST_DAY = Slot("past_day", days.PATTERN, _past, "3 Nov")
"""The last such day: “3 Nov”, “Friday”, “yesterday”."""
COMING_DAY = Slot("coming_day", days.PATTERN, _coming, "3 Dec")
"""The next such day: “3 Dec”, “Friday”, “tomorrow”."""
WHEN = Slot("when", periods.PATTERN, _when, "last week", _ends)
"""Days that are past, or go on until today: “last week”, “October”, “3 Nov to 9 Nov”."""
MORNING = Slot("morning", rf"(?:{days.PATTERN})(?:'s?)?", _one_day, "yesterday's")
"""The morning on which a digest was posted: “yesterday's”, “Monday's”."""
TOLD_DAY = Slot("told_day", days.PATTERN, _one_day, "yesterday")
"""The day that a digest tells of."""
OWN_DAY = Slot("own_day", r"(?:today|yesterday)(?:'?s)?", _own_day, "today's", _ends, _when)
"""A day before what is of it: “today's orders”."""
