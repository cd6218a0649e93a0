"""The morning digest: every figure that has a place in it, as a message and as text."""

from __future__ import annotations

import base64
import datetime as dt
import json
import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import oms.figures
from assistant import charts, render, unanswered
from assistant.render import Message
from oms import discovery, fired, low_stock, outbox, settings
from oms.figures.figure import Figure, Period, Table

log = logging.getLogger(__name__)
LISTED = 5
NAME = "digest"


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


def message(digest: Digest) -> Message:
    """The digest as Slack shows it, and in words."""
    return render.render("digest/digest", digest.facts)


def send(books: Session, day: dt.date, *, again: str = "") -> bool:
    """Queue the digest of `day` for its channel, once; False when it was queued before.

    Args:
        books: open for writing.
        day: the date in the shop's zone.
        again: a word that makes it another digest of the same day, for one that is asked for.
    """
    channel = settings.value(books, "digest_channel")
    if not channel or not (again or fired.once(books, NAME, day.isoformat())):
        return False
    if not again:
        unanswered.settle(books)
        low_stock.sweep(books)
    digest = collect(books, day)
    payload = message(digest).payload
    key = f"{NAME}:{day.isoformat()}{again}"
    sold = digest.tables["sales_by_day"]
    try:
        picture = charts.sales_picture(sold, digest.currency)
    except charts.NoCharts:
        log.warning("No picture in the digest: install backroom[charts]")
        return outbox.tell(books, kind=NAME, key=key, target=channel, payload=payload) is not None
    payload |= {
        "picture": base64.b64encode(picture).decode(),
        "file_name": f"sales-{day.isoformat()}.png",
        "title": f"Sales up to {day - dt.timedelta(days=1)}",
        "alt": charts.sales_alt(sold, digest.currency),
    }
    return outbox.tell(books, kind="picture", key=key, target=channel, payload=payload) is not None


def as_json(digest: Digest) -> dict[str, Any]:
    """The figures as plain values."""
    tables = {name: plain(table) for name, table in digest.tables.items()}
    return {"day": digest.day.isoformat(), "shop": digest.shop, "currency": digest.currency,
            "sales_last_7_days": plain(digest.week), **tables}  # fmt: skip


def plain(table: Table) -> Any:
    """The rows of a figure as plain values."""
    return json.loads(table.to_json(orient="records", date_format="iso"))
