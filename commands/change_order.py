"""Change how many of what a placed order holds.

Said: add 1 red mug to 1043 · make the blue mugs of 1043 2 · change the lamp on 1043 to a red mug
"""

from __future__ import annotations

from dataclasses import replace

from commands.changing import do, preview, undo
from commands.kit import Asked, MissingWord, Preview, Slot, Write, command
from commands.slot_kinds import words
from commands.slots import ORDER, SKU, UNITS
from commands.slots_money import OTHER_SKU
from oms import edit_picks
from oms.actors import EDIT
from oms.editing import Edit
from oms.errors import ShopError
from oms.records import Order, Sku

MORE = Slot("more", r"add", words, "add")
WAS = replace(UNITS, name="was", example="1")
"""How many there are now, as somebody says it."""
INSTEAD = replace(OTHER_SKU, name="instead")
"""What the order is to have in place of another product."""


class NotThatMany(ShopError):
    """The order has not as many of a product as was said."""

    code = "not_that_many_ordered"

    def __init__(self, number: str, title: str, units: int, *, said: int, wanted: int) -> None:
        example = f"order {number} should have {wanted} {title.lower()}"
        super().__init__(
            f"Order {number} has {units} × {title}, not {said}.",
            remedy=f"If it should be changed all the same, say `{example}`.",
        )


@command(
    phrases=[
        "{more} {units} [more|extra] {sku} (to|onto|on) [order] {order}",
        "{more} [another|one more] {sku} (to|onto|on) [order] {order}",
        "(make|change|set|reduce) [the] {sku} (of|on|in) [order] {order} [to|into] {units}",
        "[order] {order} should (have|be) {units} {sku}",
        "[order] {order} [should have|should be] {units} {sku} instead of {was}",
        "(change|switch) [the] {sku} (of|on|in) {order} (to|into|for) [a|an|the|1] {instead}",
        "(change|switch) {units} {sku} (of|on|in) {order} (to|into|for) [a|an|the|1] {instead}",
        "(make|change) it {units} {sku} (of|on|in|for) [order] {order}",
        "change [order] {order} to {units} {sku}",
        "(change|edit) (the|an) order",
    ],
    slots=[MORE, ORDER, UNITS, SKU, WAS, INSTEAD],
    may=EDIT,
    write=Write(do, undo),
)
def change_order(  # noqa: PLR0913  what can be said of it
    asked: Asked,
    *,
    order: Order | None = None,
    sku: Sku | None = None,
    units: int | None = None,
    more: str = "",
    was: int | None = None,
    instead: Sku | None = None,
) -> Preview:
    """Add units to a placed order, change how many of a product it has, or what it has instead."""
    if more and units is None:
        units = 1
    if order is None or sku is None or (units is None and instead is None):
        raise MissingWord("order and product", "add 1 red mug to 1043")
    if instead is not None:
        return preview(asked, order, _other_goods(asked, order, sku, instead, units))
    if units is None:
        raise MissingWord("order and product", "add 1 red mug to 1043")
    if more:
        return preview(asked, order, Edit(add=((sku.id, units),)))
    if was is not None and was != (now := _now(asked, order, sku)):
        raise NotThatMany(order.number, sku.title, now, said=was, wanted=units)
    return preview(asked, order, Edit(units=edit_picks.counted(asked.books, order, sku.id, units)))


def _other_goods(asked: Asked, order: Order, sku: Sku, instead: Sku, units: int | None) -> Edit:
    """As many units of other goods as come off."""
    off = edit_picks.cancelled(asked.books, order, sku.id, units)
    lines = edit_picks.lines_of(asked.books, order, sku.id)
    left = {line.id: line.ordered - line.cancelled - off.get(line.id, 0) for line in lines}
    return Edit(
        add=((instead.id, sum(off.values())),),
        units={line_id: count for line_id, count in left.items() if line_id in off},
    )


def _now(asked: Asked, order: Order, sku: Sku) -> int:
    lines = edit_picks.lines_of(asked.books, order, sku.id)
    return sum(line.ordered - line.cancelled for line in lines)
