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
from oms.figures.figure import Table
from oms.figures.morning import Digest, collect

log = logging.getLogger(__name__)
NAME = "digest"


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
