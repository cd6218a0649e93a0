"""The story of an order: each change with who made it, when, and what it was worth."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import history, settings
from oms.history import About
from oms.hold_causes import WORDS
from oms.tables.messages import History
from oms.tables.money import Refund
from oms.tables.orders import Order
from oms.tables.people import Actor
from oms.values import money

BECAME = ("approved", "settled", "failed", "called off")
"""What is recorded of a refund alone; that it was asked for and sent stands with the order."""
INWARD = frozenset({"approval", "command", "arguments", "result"})
"""What is kept for the program to carry on with, and says nothing to a person."""
COUNTED = {
    "reserved": ("unit", "units"), "units": ("unit", "units"), "freed": ("freed", "freed"),
    "backordered": ("waits for stock", "wait for stock"),
}  # fmt: skip
"""Of one and of several units that a change left so; none of them is no news."""
OF_HOLDS = frozenset({"held", "released", "held again"})
SAID = {"route undone": "moved back"}
"""What is recorded under a word of ours, as people say it."""
NUMBER = re.compile(r"[A-Z]{1,2}-\d+")
"""A document's number, which says by itself of what it is."""
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
    rows = _rows(books, order)
    ids = {row.by_id for row in rows}
    names = {one.id: one.name for one in books.scalars(select(Actor).where(Actor.id.in_(ids)))}
    zone, named = settings.zone(books), _refunds(books, order)
    return [
        Event(
            at=settings.local(row.at, zone),
            who=names[row.by_id],
            source=row.source,
            what=f"refund {row.what}"
            if row.about_kind == "refund"
            else SAID.get(row.what, row.what),
            details=(named[row.about_id],)
            if row.about_kind == "refund"
            else _details(row, order.currency),
            reason=row.reason or "",
            worth_minor=int((row.after or {}).get("difference_minor", 0)),
        )
        for row in reversed(rows)
    ]


def _rows(books: Session, order: Order) -> list[History]:
    """What was recorded of the order itself, and what became of its refunds, oldest first."""
    refunds = select(Refund.id).where(Refund.order_id == order.id)
    became = select(History).where(
        History.about_kind == "refund", History.about_id.in_(refunds), History.what.in_(BECAME)
    )
    own = history.of(books, About("order", order.id))
    return sorted([*own, *books.scalars(became)], key=lambda row: row.id)


def _refunds(books: Session, order: Order) -> dict[int | None, str]:
    rows = books.execute(select(Refund.id, Refund.number).where(Refund.order_id == order.id))
    return {row.id: str(row.number) for row in rows}


def _details(row: History, currency: str) -> tuple[str, ...]:
    """What a change was in short words: was → is."""
    before, after = row.before or {}, row.after or {}
    if "changes" in after:
        return tuple(_changed(*one) for one in after["changes"])
    told = [f"A-{after['approval']}"] if "approval" in after else []
    for name in dict.fromkeys([*before, *after]):
        if name in INWARD:
            continue
        was, now = before.get(name), after.get(name)
        if name in before and name in after:
            if was != now and not row.what.endswith(f" {now}"):
                told.append(
                    f"{_named(name)}: {_told(name, was, currency)} → {_told(name, now, currency)}"
                )
            continue
        value = now if name in after else was
        words = _of_hold(row, value) if name == "kind" and row.what in OF_HOLDS else None
        told.append(_alone(name, value, currency) if words is None else words)
    return tuple(one for one in told if one)


def _changed(kind: str, what: str, was: str, now: str) -> str:
    if kind == "address":
        return kind  # whoever may ask sees the town at the order, and no more of where people live
    return f"{what or kind.replace('_', ' ')}: {was or '–'} → {now or '–'}"


def _of_hold(row: History, kind: object) -> str:
    """What kind of hold it is; nothing where a person only held it and said why."""
    return "" if kind == "manual" and row.reason else WORDS.get(str(kind), str(kind))


def _alone(name: str, value: object, currency: str) -> str:
    """What stands after a change and nothing before it, or the other way round."""
    if name in COUNTED and isinstance(value, int):
        return f"{value} {COUNTED[name][value != 1]}" if value else ""
    told = _told(name, value, currency)
    return told if NUMBER.fullmatch(told) else f"{_named(name)}: {told}"


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
