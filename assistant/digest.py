"""The morning digest as a message, as text, and posted once a day."""

from __future__ import annotations

import base64
import datetime as dt
import json
import logging
from typing import Any

from sqlalchemy.orm import Session

from assistant import charts, render, unanswered
from assistant.render import Message
from oms import fired, low_stock, outbox, settings
from oms.database import Database
from oms.figures.figure import Table
from oms.figures.morning import Digest, collect

log = logging.getLogger(__name__)
NAME = "digest"
Json = dict[str, Any]


def message(digest: Digest) -> Message:
    """The digest as Slack shows it, and in words."""
    return render.render("digest/digest", digest.facts)


def send(database: Database, day: dt.date, *, again: str = "") -> bool:
    """Queue the digest of `day` for its channel, once; False when it was queued before.

    It is drawn from one snapshot of the books, so that its figures are of one moment, and nobody
    who writes waits for it.

    Args:
        database: of the shop.
        day: the date in the shop's zone.
        again: a word that makes it another digest of the same day, for one that is asked for.
    """
    if not database.write(lambda books: _is_due(books, day, again)):
        return False
    with database.reading() as books:
        drawn = _drawn(books, day)
    return database.write(lambda books: _queue(books, day, again, drawn))


def _is_due(books: Session, day: dt.date, again: str) -> bool:
    """Whether it is wanted and was not queued yet; if so, what waited for the morning is done."""
    if not settings.value(books, "digest_channel"):
        return False
    if again:
        return True
    if fired.done(books, NAME, day.isoformat()):
        return False
    unanswered.settle(books)
    low_stock.sweep(books)
    return True


def _drawn(books: Session, day: dt.date) -> Json:
    """What is sent: the message, and its picture where one can be drawn."""
    digest = collect(books, day)
    payload = message(digest).payload
    sold = digest.tables["sales_by_day"]
    try:
        picture = charts.sales_picture(sold, digest.currency)
    except charts.NoCharts:
        log.warning("No picture in the digest: install backroom[charts]")
        return payload
    return payload | {
        "picture": base64.b64encode(picture).decode(),
        "file_name": f"sales-{day.isoformat()}.png",
        "title": f"Sales up to {day - dt.timedelta(days=1)}",
        "alt": charts.sales_alt(sold, digest.currency),
    }


def _queue(books: Session, day: dt.date, again: str, drawn: Json) -> bool:
    channel = settings.value(books, "digest_channel")
    if not channel or not (again or fired.once(books, NAME, day.isoformat())):
        return False
    kind = "picture" if "picture" in drawn else NAME
    key = f"{NAME}:{day.isoformat()}{again}"
    return outbox.tell(books, kind=kind, key=key, target=channel, payload=drawn) is not None


def as_json(digest: Digest) -> Json:
    """The figures as plain values."""
    tables = {name: plain(table) for name, table in digest.tables.items()}
    return {"day": digest.day.isoformat(), "shop": digest.shop, "currency": digest.currency,
            "sales_last_7_days": plain(digest.week), **tables}  # fmt: skip


def plain(table: Table) -> Any:
    """The rows of a figure as plain values."""
    return json.loads(table.to_json(orient="records", date_format="iso"))
