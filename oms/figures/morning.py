"""The figures of one morning's digest, collected: every figure that has a place in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import oms.figures
from oms import discovery, settings
from oms.figures.figure import Figure, Period, Table

LISTED = 5


@dataclass(frozen=True)
class Digest:
    """The figures of one morning. `day` is the day it is posted; it tells of those before."""

    day: dt.date
    shop: str
    currency: str
    tables: dict[str, Table]
    week: Table
    """Sales by channel of the last seven days."""

    @property
    def facts(self) -> dict[str, Any]:
        """Plain rows for the template: name -> list of rows, and how many there are in all."""
        rows = {name: table.to_dict("records") for name, table in self.tables.items()}
        return {
            "day": self.day,
            "yesterday": self.day - dt.timedelta(days=1),
            "shop": self.shop,
            "currency": self.currency,
            "week": self.week.to_dict("records"),
            "listed": LISTED,
            **rows,
        }


def figures() -> dict[str, Figure]:
    """Every figure there is, by name."""
    return discovery.declared(oms.figures, Figure, lambda one: one.name)


def collect(books: Session, day: dt.date) -> Digest:
    """The figures as of the morning of `day`."""
    zone = settings.zone(books)
    yesterday = day - dt.timedelta(days=1)
    in_order = sorted(figures().values(), key=lambda one: one.place)
    tables = {
        one.name: one.build(books, Period.ending(yesterday, one.days, zone)) for one in in_order
    }
    week = figures()["sales_by_channel"].build(books, Period.ending(yesterday, 7, zone))
    return Digest(
        day, settings.value(books, "shop_name"), settings.value(books, "currency"), tables, week
    )
