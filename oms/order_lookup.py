"""Orders that somebody may mean who has typed the beginning of a number, or of a name."""

from __future__ import annotations

import itertools

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from oms.customers import name_like
from oms.tables.orders import Order
from oms.tables.people import Customer

DIGITS = "0123456789"
MORE_DIGITS = 2
"""So many digits may still be missing: each is a number to look up, which an index answers."""


def beginning(books: Session, typed: str, limit: int) -> list[tuple[Order, str]]:
    """Orders whose number begins so, or whose customer's name holds the words; the newest first.

    Args:
        books: open books.
        typed: so far; nothing: any order.
        limit: the most that are given.

    Returns:
        Each order with the name of its customer, empty where there is none.
    """
    rows = select(Order, Customer.name).outerjoin(Customer, Customer.id == Order.customer_id)
    text = " ".join(typed.split()).removeprefix("#")
    if text:
        rows = rows.where(_fits(text))
    newest = rows.order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit)
    return [(order, name or "") for order, name in books.execute(newest)]


def _fits(text: str) -> ColumnElement[bool]:
    if not any(sign in DIGITS for sign in text):
        named = select(Customer.id).where(name_like(text))
        return Order.customer_id.in_(named)
    theirs = Order.their_number.in_((text, f"#{text}", text.upper()))
    return or_(Order.number.in_(_numbers(text)), theirs)


def _numbers(text: str) -> list[str]:
    """The text, and what becomes of it with one or two digits more."""
    tails = (
        "".join(more)
        for length in range(MORE_DIGITS + 1)
        for more in itertools.product(DIGITS, repeat=length)
    )
    return [text + tail for tail in tails]
