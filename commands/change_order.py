"""Change how many of what a placed order holds.

Said: add 1 red mug to 1043 · make the blue mugs of 1043 2
"""

from __future__ import annotations

from commands.changing import do, preview, undo
from commands.kit import Asked, MissingWord, Preview, Slot, Write, command
from commands.slots import ORDER, SKU, UNITS
from oms import edit_picks
from oms.actors import EDIT
from oms.editing import Edit
from oms.records import Order, Sku

MORE = Slot("more", r"add", lambda _asked, said: said, "add")


@command(
    phrases=[
        "{more} {units} [more|extra] {sku} (to|onto|on) [order] {order}",
        "(make|change|set|reduce) [the] {sku} (of|on|in) [order] {order} [to|into] {units}",
        "(make|change) it {units} {sku} (of|on|in|for) [order] {order}",
        "change [order] {order} to {units} {sku}",
        "(change|edit) (the|an) order",
    ],
    slots=[MORE, ORDER, UNITS, SKU],
    may=EDIT,
    write=Write(do, undo),
)
def change_order(
    asked: Asked,
    order: Order | None = None,
    sku: Sku | None = None,
    units: int | None = None,
    more: str = "",
) -> Preview:
    """Add units to a placed order, or change how many of a product it has."""
    if order is None or sku is None or units is None:
        raise MissingWord("order and product", "add 1 red mug to 1043")
    if more:
        return preview(asked, order, Edit(add=((sku.id, units),)))
    return preview(asked, order, Edit(units=edit_picks.counted(asked.books, order, sku.id, units)))
