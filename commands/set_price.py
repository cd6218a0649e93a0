"""Give a product another price.

Said: set the price of MUG-BLU to 9.50 · change the price of the blue mug to £9.50
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import SKU
from commands.slots_orders import MONEY
from oms import money_words, product_edits
from oms.actors import CATALOGUE
from oms.errors import AlreadySo
from oms.product_fields import Value
from oms.records import Sku

PRICE = "price"


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    changed = product_edits.change(
        asked.books,
        stored["sku"],
        PRICE,
        stored["after"],
        was=stored["before"],
        by=asked.who,
        key=key,
    )
    sku = asked.books.get_one(Sku, stored["sku"])
    facts = _facts(asked, sku, changed.before, changed.after)
    return Done(facts, {"edit": changed.edit_id} if changed.edit_id is not None else None)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    back = product_edits.undo(asked.books, stored["edit"], by=asked.who, key=key)
    return _facts(asked, asked.books.get_one(Sku, back.sku_id), back.before, back.after)


def _facts(asked: Asked, sku: Sku, before: Value, after: Value) -> Facts:
    return {"sku": sku.code, "title": sku.title, "currency": sku.currency, "before": before,
            "after": after, "cost": sku.cost_minor, "who": asked.who.name}  # fmt: skip


@command(
    phrases=[
        "(set|change|update|make|put) [the] price (of|for) [the|a] {sku} to {money}",
        "(set|change|update) [the] {sku} price to {money}",
        "(reprice|price) [the] {sku} (at|to) {money}",
        "[the] new price (of|for) [the|a] {sku} is {money}",
        "(set|change|update) [the] price (of|for) [the|a] {sku}",
    ],
    slots=[SKU, MONEY],
    may=CATALOGUE,
    write=Write(_do, _undo),
)
def set_price(asked: Asked, sku: Sku | None = None, money: str | None = None) -> Preview:
    """Give a product another price; what was ordered before keeps its own."""
    if sku is None:
        raise MissingWord("product and price", "set the price of MUG-BLU to 9.50")
    if money is None:
        raise MissingWord("price", f"set the price of {sku.title} to 9.50", slot="money")
    after = money_words.read(money, sku.currency)
    if after == sku.price_minor:
        raise AlreadySo(f"{sku.title} has that price")
    stored = {"sku": sku.id, "before": sku.price_minor, "after": after}
    return Preview(_facts(asked, sku, sku.price_minor, after), stored)
