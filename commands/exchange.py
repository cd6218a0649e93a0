"""Exchange goods that come back for others.

Said: exchange 1 blue mug of 1043 for a red mug · swap 2 faulty MUG-BLU of 1043 for MUG-BLU
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import SKU, UNITS
from commands.slots_money import FAULT, OTHER_SKU, SOLD
from oms import exchange_endings, exchanges, orders
from oms.actors import EXCHANGE
from oms.errors import NoLongerPossible, ShopError, TooManyReturned
from oms.exchanges import Swap
from oms.order_card import card
from oms.records import Order, Sku
from oms.return_reasons import CHANGED_MIND

SWAP = "(exchange|swap)"
ONE = "[a|an|the|1|one]"
FOR = f"for {ONE}"


class NotSentYet(ShopError):
    """Goods are to be exchanged that have not left yet, so that nothing can come back."""

    code = "not_sent_yet"

    def __init__(self, number: str, title: str, other: str) -> None:
        change = f"change the {title.lower()} on {number} to {other.lower()}"
        super().__init__(
            f"{title} of order {number} has not left yet, so there is nothing to send back.",
            remedy=f"Change the order instead: `{change}`.",
        )


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    plan = exchanges.plan(asked.books, order, Swap(**stored["swap"]), by=asked.who)
    made = exchanges.promise(asked.books, order.id, plan.swap, by=asked.who, key=key)
    return Done({**_facts(asked, made), "plan": plan}, {"exchange": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    exchange_endings.call_off(asked.books, stored["exchange"], by=asked.who, key=key)
    return _facts(asked, stored["exchange"])


@command(
    phrases=[
        f"{SWAP} {{units}} {{sku}} (of|from|on) [order] {{order}} {FOR} {{other}}",
        f"{SWAP} [the] {{sku}} (of|from|on) [order] {{order}} {FOR} {{other}}",
        f"{SWAP} [the] {{sku}} {FOR} {{other}} (of|from|on) [order] {{order}}",
        f"{SWAP} {{units}} {{sku}} {FOR} {{other}} (of|from|on) [order] {{order}}",
        f"replace {{units}} {{sku}} (of|from|on) [order] {{order}} (with|by) {ONE} {{other}}",
        f"replace [the] {{sku}} (of|from|on) [order] {{order}} (with|by) {ONE} {{other}}",
        f"{SWAP} {{fault}} {{sku}} (of|from|on) [order] {{order}} {FOR} {{other}}",
        f"{SWAP} {{units}} {{fault}} {{sku}} (of|from|on) [order] {{order}} {FOR} {{other}}",
        "(exchange|swap) [order] {order}",
        "(exchange|swap|exchange goods)",
    ],
    slots=[SOLD, UNITS, SKU, OTHER_SKU, FAULT],
    may=EXCHANGE,
    write=Write(_do, _undo),
)
def exchange(
    asked: Asked,
    order: Order | None = None,
    units: int | None = None,
    sku: Sku | None = None,
    other: Sku | None = None,
    fault: str | None = None,
) -> Preview:
    """Exchange goods: a return is announced, and the others wait for it or leave at once."""
    if order is None:
        raise MissingWord("order", "exchange 1 blue mug of 1043 for a red mug")
    if sku is None or other is None:
        raise MissingWord("product", f"exchange 1 blue mug of {order.number} for a red mug")
    line = _line(asked, order, sku, other, units or 1)
    swap = Swap(line, units or 1, other.id, fault or CHANGED_MIND)
    plan = exchanges.plan(asked.books, order, swap, by=asked.who)
    stored = {"order": order.id, "version": order.version, "swap": vars(swap)}
    return Preview({"order": card(asked.books, order), "plan": plan}, stored)


def _line(asked: Asked, order: Order, sku: Sku, other: Sku, units: int) -> int:
    """The line of what comes back; what has not left yet is no exchange but another order."""
    try:
        return exchanges.line_for(asked.books, order, sku.id, units)
    except TooManyReturned:
        lines = [one for one in orders.lines_of(asked.books, order) if one.sku_id == sku.id]
        if sum(line.open_units for line in lines) >= units:
            raise NotSentYet(order.number, sku.title, other.title) from None
        raise


def _facts(asked: Asked, exchange_id: int) -> dict[str, object]:
    child, came_back = exchanges.documents_of(asked.books, exchange_id)
    return {
        "child": card(asked.books, child),
        "number": came_back.number,
        "who": asked.who.name,
    }
