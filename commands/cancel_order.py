"""Cancel an order, or units of it.

Said: cancel 1043 · cancel 1 blue mug of 1043 · cancel 1043 out of stock
"""

from __future__ import annotations

from dataclasses import replace

from commands import parts
from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Slot, Write, command
from commands.slot_kinds import words
from commands.slots import SKU, UNITS, WHY
from commands.slots_money import SOLD
from commands.slots_orders import BECAUSE
from oms import cancelling, edit_cards, edit_picks
from oms.actors import CANCEL
from oms.cancelling import Wish
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Order, Sku

KEPT = replace(SKU, name="kept")
"""What stays on the order when all else is cancelled."""
BUT = (
    "(except|except for|apart from|but not|but keep|but leave|but for|all but|bar|minus|excluding"
    "|other than|with the exception of|but she wants|but he wants|but they want"
    "|but she still wants|but he still wants|but they still want|but she wants to keep"
    "|but he wants to keep|but they want to keep|but she keeps|but he keeps|but they keep)"
)
ALL = "(all|everything|the lot|the rest)"
UNREFUNDED = Slot("unrefunded", "refund|refunding|money back", words, "refund")


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    wish = _wish(stored)
    done = cancelling.cancel(asked.books, order.id, wish, by=asked.who, key=key)
    facts = {
        "order": card(asked.books, order),
        "units": cancelling.units_of(asked.books, done.cancellation_id),
        "back": edit_cards.back(asked.books, done.refund_id, done.too_much_id),
        "who": asked.who.name,
    }
    return Done(facts, {"order": order.id, "cancellation": done.cancellation_id})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    cancelling.undo(asked.books, stored["cancellation"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "cancel [the] [order] {order}",
        "cancel [the] [order] {order} [because] [it is|is|of|as|it was] {because}",
        "cancel [the] [order] {order} [because] [the] customer {because}",
        "cancel [the] [order] {order} without [a] refund [because|as] {why}",
        "cancel [the] [order] {order} without [a] {unrefunded}",
        "cancel {units} {sku} (of|from|on|in) [order] {order}",
        "(take|remove) {units} {sku} (off|from) [order] {order}",
        "(take|remove) [the] {sku} (off|from) [order] {order}",
        "[the] customer wants to cancel [order] {order}",
        "cancel {units} {sku} (of|from|on|in) [order] {order} [because] [it is|is|as] {because}",
        "cancel {units} {sku} (of|from|on|in) [order] {order} without [a] refund [because] {why}",
        "cancel [the] {sku} (of|from|on|in) [order] {order}",
        f"cancel [the] [order] {{order}} [all|all of it|completely] {BUT} [the] {{kept}}",
        f"cancel {ALL} (of|from|on|in) [the] [order] {{order}} {BUT} [the] {{kept}}",
        f"cancel {ALL} {BUT} [the] {{kept}} (of|from|on|in) [the] [order] {{order}}",
        "cancel [an|the] order",
    ],
    slots=[SOLD, UNITS, SKU, KEPT, BECAUSE, WHY, UNREFUNDED],
    may=CANCEL,
    write=Write(_do, _undo),
)
def cancel_order(  # noqa: PLR0913  what can be said of a cancellation
    asked: Asked,
    *,
    order: Order | None = None,
    sku: Sku | None = None,
    units: int | None = None,
    kept: Sku | None = None,
    because: str | None = None,
    why: str | None = None,
    unrefunded: str | None = None,
) -> Preview:
    """Cancel an order or units of it; what was paid for them is proposed back."""
    if order is None:
        raise MissingWord("order", "cancel 1043")
    if unrefunded and why is None:
        example = f"cancel {order.number} without refund because they agreed"
        raise MissingWord("reason", example, slot=WHY.name)
    lines = None
    sku = parts.of_order(asked, order, sku, units, verb="cancel")
    if sku is not None:
        picked = edit_picks.cancelled(asked.books, order, sku.id, units)
        lines = [list(part) for part in sorted(picked.items())]
    if kept is not None:
        picked = edit_picks.all_but(asked.books, order, kept.id)
        lines = [list(part) for part in sorted(picked.items())]
    stored = {
        "order": order.id,
        "version": order.version,
        "lines": lines,
        "reason": because or "customer",
        "without_refund": why,
    }
    shown = edit_cards.of_cancel(asked.books, order, _wish(stored), by=asked.who)
    now = card(asked.books, asked.books.get_one(Order, stored["order"]))
    facts = {
        "order": now,
        "plan": shown.plan,
        "back": shown.back,
        "after": shown.after,
        "reason": (because or "").replace("_", " "),
        "without_refund": why or "",
    }
    return Preview(facts, stored)


def _wish(stored: Plain) -> Wish:
    lines = stored["lines"]
    return Wish(
        lines=None if lines is None else {int(line): int(units) for line, units in lines},
        reason=stored["reason"],
        without_refund=stored["without_refund"],
    )
