"""Returns of which nothing came: a reminder a week and a day before the last day, then expiry."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import fired, outbox, return_documents, return_endings, settings
from oms.actors import Who
from oms.return_states import State
from oms.tables.orders import Order
from oms.tables.people import Customer
from oms.tables.returns import Return

DAYS_BEFORE = (7, 1)
NAME = "return_reminder"


def keep(books: Session, today: dt.date, *, by: Who) -> int:
    """Remind of returns that end soon, each time once, and let those end whose day has passed.

    Returns:
        How many reminders were queued and returns ended.
    """
    last = today + dt.timedelta(days=max(DAYS_BEFORE))
    wanted = select(Return).where(
        Return.state == State.AUTHORISED, Return.expires_on >= today, Return.expires_on <= last
    )
    done = sum(_remind(books, one, today) for one in books.scalars(wanted.order_by(Return.id)))
    for return_id in return_endings.due_to_expire(books, today):
        key = f"expire:{return_id}:{books.get_one(Return, return_id).expires_on}"
        if return_endings.expire(books, return_id, by=by, key=key):
            _tell(books, books.get_one(Return, return_id), "return_expired", key, 0)
            done += 1
    return done


def _remind(books: Session, one: Return, today: dt.date) -> bool:
    """Remind once for each of the days before; one that was missed is not made up for."""
    left = (one.expires_on - today).days if one.expires_on is not None else 0
    passed = [days for days in DAYS_BEFORE if left <= days]
    claimed = [fired.once(books, NAME, f"{one.id}:{one.expires_on}:{days}") for days in passed]
    if not claimed or not claimed[-1]:
        return False
    _tell(books, one, "return_expires", f"{NAME}:{one.id}:{one.expires_on}:{passed[-1]}", left)
    return True


def _tell(books: Session, one: Return, notice: str, key: str, left: int) -> None:
    """Say it in the thread of the return, else where notices go; nowhere where there is neither."""
    target = one.slack_channel or settings.value(books, "notice_channel")
    if not target:
        return
    payload = {"template": f"notices/{notice}", "facts": _facts(books, one, left)}
    thread = one.slack_thread if one.slack_channel else None
    outbox.tell(books, kind="notice", key=key, target=target, thread=thread, payload=payload)


def _facts(books: Session, one: Return, left: int) -> dict[str, Any]:
    lines = return_documents.lines_of(books, one.id)
    names = return_documents.titles(books, (line.sku_id for line in lines))
    order = books.get(Order, one.order_id) if one.order_id is not None else None
    customer = books.get(Customer, one.customer_id) if one.customer_id is not None else None
    return {
        "number": one.number,
        "order": order.number if order is not None else "",
        "customer": customer.name if customer is not None else "",
        "left": left,
        "lines": [[line.units, names[line.sku_id][1]] for line in lines],
    }
