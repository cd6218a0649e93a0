"""What the commands about refunds share.

Of those that ask for one: the preview, doing it, calling it off. Of those about one that is there:
which is meant, and what is told of it.
"""

from __future__ import annotations

from typing import Any

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview
from oms import (
    actors,
    orders,
    refund_cards,
    refund_requests,
    refund_steps,
    refund_wishes,
    refunds,
    resends,
)
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Order, Refund, Return, Sku
from oms.refund_states import can_be_called_off
from oms.refund_values import Other, Wish
from oms.refunds import NothingToRefund
from oms.values import money


def preview(asked: Asked, order: Order, wish: Wish) -> Preview:
    """What would go back, with every term, and who has to agree."""
    plan = refunds.plan(asked.books, order, wish, by=asked.who)
    facts = {
        "order": card(asked.books, order),
        "amount": plan.amount,
        "terms": [(term.minor, term.says) for term in plan.amount.terms],
        "second": plan.needs_second,
        "earlier": money(plan.earlier_minor, order.currency) if plan.earlier_minor else "",
        "as_credit": wish.as_credit,
        "resent": resends.of(asked.books, order, wish.lines),
    }
    return Preview(facts, {"order": order.id, "version": order.version, "wish": _plain(wish)})


def of_return(
    asked: Asked, came_back: Return, *, as_credit: bool = False, other: Other | None = None
) -> Preview:
    """What would go back for all that was counted in of a return and is not refunded yet."""
    if came_back.order_id is None:
        raise NothingToRefund(f"return {came_back.number}, which belongs to no order,")
    lines = refund_wishes.left_of_return(asked.books, came_back.id)
    if not lines:
        made = refunds.of_return(asked.books, came_back.id)
        order = asked.books.get_one(Order, came_back.order_id)
        raise refunds.nothing_left(asked.books, order, f"return {came_back.number}", made)
    wish = Wish(
        refund_wishes.RETURN,
        lines,
        return_id=came_back.id,
        reason=other.reason if other else None,
        amount_minor=other.amount_minor if other else None,
        as_credit=as_credit or refund_wishes.credit_wanted(asked.books, came_back.id),
    )
    return preview(asked, asked.books.get_one(Order, came_back.order_id), wish)


def currency_of(asked: Asked, came_back: Return) -> str:
    """The currency of the order that goods came back of.

    Raises:
        NothingToRefund: they belong to no order.
    """
    if came_back.order_id is None:
        raise NothingToRefund(f"return {came_back.number}, which belongs to no order,")
    return asked.books.get_one(Order, came_back.order_id).currency


def do(asked: Asked, stored: Plain, key: str) -> Done:
    """Ask for the refund that was shown; approve it where one person may."""
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    wish = _wish(stored["wish"])
    made = refund_requests.request(asked.books, order.id, wish, by=asked.who, key=key)
    facts = _facts(asked, made.refund_id)
    card_ = facts["refund"]
    can_undo = can_be_called_off(card_.state, card_.payout_minor)
    undo = {"refund": made.refund_id} if can_undo else None
    return Done(facts, undo)


def undo(asked: Asked, stored: Plain, key: str) -> Facts:
    """Call the refund off, unless money was sent."""
    refund_steps.call_off(asked.books, stored["refund"], "undone", by=asked.who, key=key)
    return _facts(asked, stored["refund"])


def meant(refund: Refund | None, itself: Refund | None, example: str) -> Refund:
    """The refund that was named after the word “refund”, or by its own number alone.

    Args:
        refund: by any number, behind the word.
        itself: by its own number.
        example: what to say instead of nothing.

    Raises:
        MissingWord: none was named.
    """
    found = refund or itself
    if found is None:
        raise MissingWord("refund", example)
    return found


def done(asked: Asked, refund_id: int) -> Done:
    """What is told of a refund that went on: its card as it stands now. It is not undone here."""
    refund = asked.books.get_one(Refund, refund_id)
    return Done(
        {"refund": refund_cards.card(asked.books, refund), "who": asked.who.name}, undo=None
    )


def units_of(asked: Asked, order: Order, sku: Sku, units: int, *, kept: bool) -> dict[int, int]:
    """So many units of a SKU, over the lines of the order that have some to refund.

    Args:
        asked: who asks, and the books.
        order: of which.
        sku: of what.
        units: how many; what no line has left stands on the last line, and is refused there.
        kept: units that do not come back; else units that were cancelled or came back.
    """
    lines = [line for line in orders.lines_of(asked.books, order) if line.sku_id == sku.id]
    if not lines:
        raise NothingToRefund(f"{sku.title} in order {order.number}", number=order.number)
    wanted: dict[int, int] = {}
    back = refund_wishes.left_of_order(asked.books, order)
    for line in lines:
        part = min(units, line.keepable if kept else back.get(line.id, 0))
        units -= part
        wanted[line.id] = part
    wanted[lines[-1].id] += units
    return {line_id: part for line_id, part in wanted.items() if part}


def _facts(asked: Asked, refund_id: int) -> dict[str, Any]:
    refund = asked.books.get_one(Refund, refund_id)
    return {
        "refund": refund_cards.card(asked.books, refund),
        "order": card(asked.books, asked.books.get_one(Order, refund.order_id)),
        "who": actors.name_of(asked.books, asked.who.id),
    }


def _plain(wish: Wish) -> Plain:
    return {**vars(wish), "lines": sorted(wish.lines.items())}


def _wish(stored: Plain) -> Wish:
    return Wish(**{**stored, "lines": {int(line): int(units) for line, units in stored["lines"]}})
