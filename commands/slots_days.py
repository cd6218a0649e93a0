"""Words -> a day, looking back or ahead."""

from __future__ import annotations

import datetime as dt

from commands.kit import Asked, Slot
from oms import days


def _past(asked: Asked, said: str) -> dt.date:
    return days.parse(said, asked.today)


def _coming(asked: Asked, said: str) -> dt.date:
    return days.parse(said, asked.today, ahead=True)


PAST_DAY = Slot("past_day", days.PATTERN, _past, "3 Nov")
"""The last such day: “3 Nov”, “Friday”, “yesterday”."""
COMING_DAY = Slot("coming_day", days.PATTERN, _coming, "3 Dec")
"""The next such day: “3 Dec”, “Friday”, “tomorrow”."""
