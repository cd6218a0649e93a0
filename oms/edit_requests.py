"""Edits that take a second person: other prices above a limit, and opening what was over."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from oms import actors, edit_cards, edit_lines, editing
from oms.actors import Who
from oms.approvals import Approvable, Arguments
from oms.edit_cards import EditCard
from oms.editing import Edit
from oms.errors import NoLongerPossible
from oms.order_states import COMPLETED
from oms.tables.orders import Order, OrderLine
from oms.values import money

PRICES, REOPENING = "change_prices", "reopen_order"


def needed(books: Session, order: Order, wanted: Edit, *, by: Who) -> str | None:
    """The request that an edit takes where `by` may not do it alone; None: they may."""
    if wanted.prices:
        minor = edit_lines.price_change(books, order, wanted.prices)
        if not by.alone(actors.PRICE, minor, order.currency):
            return PRICES
    reopens = order.state == COMPLETED and bool(wanted.add or wanted.units)
    return REOPENING if reopens and not by.alone(actors.REOPEN) else None


def arguments(books: Session, order: Order, wanted: Edit, reason: str | None) -> dict[str, Any]:
    """What a request keeps of an edit: what it is, what it comes to, and that in words."""
    minor = edit_lines.price_change(books, order, wanted.prices) if wanted.prices else None
    by = actors.system(books)
    shown = edit_cards.of_edit(books, order, wanted, reason=reason, by=by)
    told = (
        _prices(books, order, wanted, minor)
        if minor is not None
        else _reopening(order, wanted, shown.difference_minor)
    )
    return {
        "order": order.id, "edit": wanted.plain(), "reason": reason, "amount_minor": minor,
        "currency": order.currency, "told": told, "comes_to": _comes_to(shown),
    }  # fmt: skip


def _comes_to(shown: EditCard) -> list[Any]:
    """What an edit changes, from what to what, and what that is worth."""
    changes = [[one.kind, one.what, one.before, one.after] for one in shown.changes]
    return [*changes, shown.difference_minor]


def _prices(books: Session, order: Order, wanted: Edit, minor: int) -> str:
    parts = [
        f"{line.title} from {line.unit_price} to {price}"
        for line_id, price in wanted.prices.items()
        for line in [books.get_one(OrderLine, line_id)]
    ]
    worth = money(minor, order.currency)
    return f"change the price of {', '.join(parts)} on order {order.number} ({worth})"


def _reopening(order: Order, wanted: Edit, minor: int) -> str:
    units = sum(units for _, units in wanted.add)
    more = f"{units or 'more'} unit{'s' if units != 1 else ''}"
    return f"open order {order.number} again and add {more} ({money(minor, order.currency)})"


def _describe(books: Session, asked: Arguments) -> str:
    """As it was when it was asked for: once it is done, the old price is gone."""
    del books
    return str(asked["told"])


def _do(books: Session, asked: Arguments, by: Who, asked_by: Who, key: str) -> dict[str, Any]:
    reason = asked["reason"] or f"asked for by {asked_by.name}"
    wanted = editing.from_plain(asked["edit"])
    done = editing.edit(books, int(asked["order"]), wanted, reason=reason, by=by, key=key)
    # who agrees was told what it came to when it was asked for, and agrees to that alone
    if _comes_to(edit_cards.edited(books, done)) != asked.get("comes_to"):
        number = books.get_one(Order, asked["order"]).number
        raise NoLongerPossible(f"Order {number} has changed since.", remedy="Ask for it again.")
    return {"version": done.version_id}


PRICE_REQUEST = Approvable(PRICES, actors.PRICE, "order", _describe, _do)
REOPEN_REQUEST = Approvable(REOPENING, actors.REOPEN, "order", _describe, _do)
