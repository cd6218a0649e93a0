"""When what an order waits for comes, or more of a product.

Said: when will 1043 be complete? · eta of 1043 · when do more blue mugs come?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots import ORDER, SKU
from oms import kits, route_cards, stock
from oms.actors import READ
from oms.order_card import card
from oms.records import Order, Sku


@command(
    phrases=[
        "when (will|can|is) [order] {order} [be] (complete|completed|whole|come|arrive|in stock)",
        "when (can|could) [order] {order} (ship|leave|go|go out)",
        "when will [order] {order} be ready",
        "(eta|ETA) [of|for] [order] {order}",
        "(what is|what's|whats) the eta (of|for) [order] {order}",
        "when (do|will|are|does|is) [more|the|the next] {sku} (come|arrive|coming|due|be back)",
        "when (do|will|are|does|is) [the] {sku} (back|be back) [in stock]",
        "when (do|will) we (get|have) [more|the next] {sku}",
        "(eta|ETA) (of|for) [more|the] {sku}",
    ],
    slots=[ORDER, SKU],
    may=READ,
)
def when_it_comes(asked: Asked, order: Order | None = None, sku: Sku | None = None) -> Reply:
    """Say by which day what an order waits for can leave, or when more of a product comes."""
    if order is not None:
        eta = route_cards.eta(asked.books, order)
        waits_for_nothing = None if eta.lines else card(asked.books, order)
        return Reply({"eta": eta, "order": waits_for_nothing, "product": None})
    if sku is None:
        raise MissingWord("order or product", "eta of 1043")
    levels = stock.levels(asked.books, sku.id)
    free = stock.promisable(levels)
    if kits.contents(asked.books, sku.id):
        free, _ = kits.available(asked.books, sku.id)
    product = route_cards.sku_eta(asked.books, sku, free)
    return Reply({"eta": None, "order": None, "product": product})
