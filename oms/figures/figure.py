"""What a figure is: one number or table of the digest and the reports, with one definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from sqlalchemy.orm import Session

from oms import clock

Table = pd.DataFrame
"""What a figure is made of: rows and named columns."""


@dataclass(frozen=True)
class Period:
    """Days of the shop, first and last included."""

    first: dt.date
    last: dt.date
    zone: str

    @classmethod
    def ending(cls, last: dt.date, days: int, zone: str) -> Period:
        """So many days up to and including `last`."""
        return cls(last - dt.timedelta(days=days - 1), last, zone)

    @property
    def start(self) -> dt.datetime:
        """The first moment of the period, UTC."""
        return clock.day_bounds(self.first, self.zone)[0]

    @property
    def end(self) -> dt.datetime:
        """The first moment after the period, UTC."""
        return clock.day_bounds(self.last, self.zone)[1]


@dataclass(frozen=True)
class Figure:
    """One figure: its name, what it means, where it stands in the digest, and how it is made."""

    name: str
    title: str
    unit: str
    means: str
    place: int
    """Order in the digest."""
    build: Callable[[Session, Period], pd.DataFrame]
    days: int = 1
    """How many days up to yesterday it covers in the digest."""
    is_of_now: bool = False
    """It tells how things stand, whichever days are asked for."""
