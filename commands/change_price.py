"""Give a line of a placed order another price.

Said: price of the brass desk lamp on 1043 is 38.00 because chipped
"""

from __future__ import annotations

from commands.changing import do, preview, undo
from commands.kit import Asked, MissingWord, Preview, Write, command
from commands.slots import ORDER, SKU, WHY
from commands.slots_orders import MONEY
from oms import edit_picks, money_words
from oms.actors import PRICE
from oms.editing import Edit
from oms.records import Order, Sku
from oms.values import decimal_of


@command(
    phrases=[
        "(change|set|make) [the] price of [the] {sku} (of|on|in) [order] {order} [to] {money}",
        "(change|set) [the] price of [the] {sku} (on|in) {order} [to] {money} (because|as) {why}",
        "[the] price of [the] {sku} (of|on|in) [order] {order} is {money}",
        "[the] price of [the] {sku} (of|on|in) [order] {order} is {money} (because|as) {why}",
        "(change|set) (the|a) price",
    ],
    slots=[ORDER, SKU, MONEY, WHY],
    may=PRICE,
    write=Write(do, undo),
)
def change_price(
    asked: Asked,
    order: Order | None = None,
    sku: Sku | None = None,
    money: str | None = None,
    why: str | None = None,
) -> Preview:
    """Give a product of a placed order another price; above a limit a second person agrees."""
    if order is None or sku is None or money is None:
        raise MissingWord("order and product", "price of the brass desk lamp on 1043 is 38.00")
    minor = money_words.read(money, order.currency)
    price = str(decimal_of(minor, order.currency))
    lines = edit_picks.lines_of(asked.books, order, sku.id)
    return preview(asked, order, Edit(prices={line.id: price for line in lines}), why)
