"""The story of an order: each change with who made it, when, and what it was worth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import history, settings
from oms.history import About
from oms.tables.messages import History
from oms.tables.orders import Order
from oms.tables.people import Actor
from oms.values import money

MINOR = "_minor"
"""What the name of an amount in minor units ends with."""


@dataclass(frozen=True)
class Event:
    """One change of an order."""

    at: dt.datetime
    """On the shop's own clock."""
    who: str
    source: str
    what: str
    details: tuple[str, ...]
    reason: str
    worth_minor: int
    """What an edit was worth: above 0 the customer owes it."""


def of(books: Session, order: Order) -> list[Event]:
    """Everything that was recorded about an order, the latest first."""
    rows = history.of(books, About("order", order.id))
    ids = {row.by_id for row in rows}
    names = {one.id: one.name for one in books.scalars(select(Actor).where(Actor.id.in_(ids)))}
    zone = settings.zone(books)
    return [
        Event(
            at=settings.local(row.at, zone),
            who=names[row.by_id],
            source=row.source,
            what=row.what,
            details=_details(row, order.currency),
            reason=row.reason or "",
            worth_minor=int((row.after or {}).get("difference_minor", 0)),
        )
        for row in reversed(rows)
    ]


def _details(row: History, currency: str) -> tuple[str, ...]:
    """What a change was in short words: was → is."""
    before, after = row.before or {}, row.after or {}
    if "changes" in after:
        return tuple(
            f"{what or kind.replace('_', ' ')}: {was or '–'} → {now or '–'}"
            for kind, what, was, now in after["changes"]
        )
    told = []
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if was != now:
            told.append(
                f"{_named(name)}: {_told(name, was, currency)} → {_told(name, now, currency)}"
                if name in before and name in after
                else f"{_named(name)}: {_told(name, now if name in after else was, currency)}"
            )
    return tuple(told)


def _named(name: str) -> str:
    return name.removesuffix(MINOR).replace("_", " ")


def _told(name: str, value: object, currency: str) -> str:
    if name.endswith(MINOR) and isinstance(value, int):
        return money(value, currency)
    return _short(value)


def _short(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} × {word}" for word, count in value.items())
    if isinstance(value, list):
        return ", ".join(
            " ".join(str(word).replace("_", " ") for word in one)
            if isinstance(one, list)
            else str(one)
            for one in value
        )
    return "–" if value is None else str(value)
