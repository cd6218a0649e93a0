"""Give a product another price.

Said: set the price of MUG-BLU to 9.50 · change the price of the blue mug to £9.50
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Slot, Write, command
from commands.slot_kinds import words
from commands.slots import SKU
from commands.slots_orders import MONEY
from oms import money_words, product_edits
from oms.actors import CATALOGUE
from oms.errors import AlreadySo, ShopError
from oms.product_fields import Value
from oms.records import Sku
from oms.values import money as shown

PRICE = "price"
BY = Slot("by", rf"\d[\d.,]* ?(?:%|percent|per cent)|{money_words.SURELY}", words, "10%")
"""How much a price is to change by, which is no price."""
RAISE = "(raise|lower|reduce|increase|cut|drop)"


class NotAPrice(ShopError):
    """A price is told by how much it changes."""

    code = "not_a_price"

    def __init__(self, sku: Sku, said: str) -> None:
        now = shown(sku.price_minor, sku.currency) if sku.price_minor is not None else "no price"
        super().__init__(
            f"“{said}” is a difference, and {sku.title} costs {now} now.",
            remedy=f"Say the new price itself, as in `set the price of {sku.code} to 9.50`.",
        )


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
        "make [the] {sku} {by} (cheaper|dearer|less|more|more expensive)",
        "discount [the] {sku} by {by}",
        "(take|knock) {by} off [the] [price of] [the] {sku}",
        f"{RAISE} [the] [price of] [the] {{sku}} by {{by}}",
        f"{RAISE} [the] {{sku}} price by {{by}}",
    ],
    slots=[SKU, MONEY, BY],
    may=CATALOGUE,
    write=Write(_do, _undo),
)
def set_price(
    asked: Asked, sku: Sku | None = None, money: str | None = None, by: str | None = None
) -> Preview:
    """Give a product another price; what was ordered before keeps its own."""
    if sku is None:
        raise MissingWord("product and price", "set the price of MUG-BLU to 9.50")
    if by is not None:
        raise NotAPrice(sku, by)
    if money is None:
        raise MissingWord("price", f"set the price of {sku.title} to 9.50", slot="money")
    after = money_words.read(money, sku.currency)
    if after == sku.price_minor:
        raise AlreadySo(f"{sku.title} has that price")
    stored = {"sku": sku.id, "before": sku.price_minor, "after": after}
    return Preview(_facts(asked, sku, sku.price_minor, after), stored)
