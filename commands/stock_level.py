"""How many of a product there are, and where.

Said: how many blue mugs in Leeds? · stock of MUG-BLU · any blue mugs left?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots import LOCATION, SKU
from commands.slots_everywhere import IN_ALL
from oms import kits, set_aside, stock, transfer_cards
from oms.actors import READ
from oms.records import Location, Sku


@command(
    phrases=[
        "how many {sku} [do we have|have we got|are there|are] [left] (in|at) [the] {location}",
        "how many {sku} (do we have|have we got|are there|are) [left|in stock]",
        "how many {sku} (left|in stock)",
        "do we still have [any] {sku}",
        "do we still have [any] {sku} (in|at) {location}",
        "how many {sku}",
        "[what is the|what's the|whats the] (stock|level) (of|for) {sku} (in|at) {location}",
        "how much {sku} [do we have|have we got|is there|is left] (in|at) {location}",
        "(stock|level|levels) (of|for) {sku}",
        "[check|show] [me] [the|our] stock (of|for) {sku}",
        "{sku} stock [level|levels]",
        "(do we have|have we got|is there|are there|any) [any] {sku} [left] (in|at) {location}",
        "(do we have|have we got|is there|are there|any|got any) [any] {sku} [left|in stock]",
        "(do you have|have we) any {sku} [left] (in|at) {location}",
        "(do you have|have we) any {sku} [left|in stock]",
        "(does|has) {location} (have|got) [any] {sku} [left|in stock]",
        "{sku} (in|at) {location}",
        "(is|are) {sku} in stock",
        "how much {sku} (do we have|have we got|is there|is left)",
        "where (is|are) [the|our] {sku}",
        "where do we have {sku}",
        "(what is|what's|whats) (the|our) stock of {sku}",
        "stock {sku}",
        "(count|total) of {sku}",
        f"how many {{sku}} [do we have|have we got|are there|are] [left|in stock] ({IN_ALL})",
        f"how much {{sku}} (do we have|have we got|is there|is left) ({IN_ALL})",
        f"(do we have|have we got|is there|are there|any) [any] {{sku}} [left] ({IN_ALL})",
        f"(stock|level|levels) (of|for) {{sku}} ({IN_ALL})",
    ],
    slots=[SKU, LOCATION],
    may=READ,
    room_fills="location",
)
def stock_level(asked: Asked, sku: Sku, location: Location | None = None) -> Reply:
    """Say how many of a product are available, at one location or at all."""
    if sku.kind == kits.KIT:
        return _of_kit(asked, sku, location)
    levels = stock.levels(asked.books, sku.id)
    coming = transfer_cards.on_the_way(asked.books, sku_id=sku.id)
    here = next((one for one in levels if location and one.location_id == location.id), None)
    return Reply(
        {
            "kit": False,
            "sku": sku.code,
            "title": sku.title,
            "here": here,
            "levels": levels,
            "held": stock.buckets(asked.books, sku.id, here.location_id) if here else {},
            "coming": [one for one in coming if here is None or one.to_id == here.location_id],
            "aside": set_aside.of(asked.books, [sku.id], at=here.location_id if here else None),
            "available": stock.promisable(levels),
            "oversold": stock.oversold(levels),
            "on_hand": sum(one.on_hand for one in levels),
        }
    )


def _of_kit(asked: Asked, sku: Sku, location: Location | None) -> Reply:
    """A kit has no stock: as many as its components make."""
    available, places = kits.available(asked.books, sku.id)
    here = next((one for one in places if location and one.location_id == location.id), None)
    return Reply(
        {
            "kit": True,
            "sku": sku.code,
            "title": sku.title,
            "here": here,
            "places": places,
            "available": available,
            "parts": kits.contents(asked.books, sku.id),
        }
    )
