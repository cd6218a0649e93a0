"""Exchange goods that come back for others.

Said: exchange 1 blue mug of 1043 for a red mug · swap 2 faulty MUG-BLU of 1043 for MUG-BLU
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import SKU, UNITS
from commands.slots_money import FAULT, OTHER_SKU, SOLD
from oms import exchange_endings, exchanges
from oms.actors import EXCHANGE
from oms.errors import NoLongerPossible
from oms.exchanges import Swap
from oms.order_card import card
from oms.records import Order, Sku
from oms.return_reasons import CHANGED_MIND


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
        "(exchange|swap) {units} {sku} (of|from|on) [order] {order} for [a|an|the] {other}",
        "(exchange|swap) [the] {sku} (of|from|on) [order] {order} for [a|an|the] {other}",
        "(exchange|swap) [the] {sku} for [a|an|the] {other} (of|from|on) [order] {order}",
        "(exchange|swap) {units} {sku} for [a|an|the] {other} (of|from|on) [order] {order}",
        "replace {units} {sku} (of|from|on) [order] {order} (with|by) [a|an|the] {other}",
        "replace [the] {sku} (of|from|on) [order] {order} (with|by) [a|an|the] {other}",
        "(exchange|swap) {fault} {sku} (of|from|on) [order] {order} for [a|an|the] {other}",
        "(exchange|swap) {units} {fault} {sku} (of|from|on) [order] {order} for [a|an|the] {other}",
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
    line = exchanges.line_for(asked.books, order, sku.id, units or 1)
    swap = Swap(line, units or 1, other.id, fault or CHANGED_MIND)
    plan = exchanges.plan(asked.books, order, swap, by=asked.who)
    stored = {"order": order.id, "version": order.version, "swap": vars(swap)}
    return Preview({"order": card(asked.books, order), "plan": plan}, stored)


def _facts(asked: Asked, exchange_id: int) -> dict[str, object]:
    child, came_back = exchanges.documents_of(asked.books, exchange_id)
    return {
        "child": card(asked.books, child),
        "number": came_back.number,
        "who": asked.who.name,
    }
