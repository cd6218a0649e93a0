"""Ask for no more numbers of a count, or of one product of it.

Said: drop count C-3 · drop MUG-BLU from C-3
"""

from __future__ import annotations

from commands.kit import Asked, Done, Plain, Preview, Write, command
from commands.slots import SKU
from commands.slots_counts import COUNT as COUNT_NUMBER
from oms import count_cards, count_decisions, stock_counts
from oms.actors import COUNT
from oms.errors import NoLongerPossible
from oms.records import Sku, StockCount


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    count = asked.books.get_one(StockCount, stored["count"])
    if stored["line"] is None:
        stock_counts.cancel(asked.books, count.id, by=asked.who, key=key)
    else:
        count_decisions.reject(asked.books, stored["line"], by=asked.who, key=key)
    return Done({"card": count_cards.card(asked.books, count), "who": asked.who.name}, None)


@command(
    phrases=[
        "(drop|cancel|stop|reject) [count] {count}",
        "(drop|cancel|stop|reject) [the] count {count}",
        "(drop|reject) {sku} (from|of|in) [count] {count}",
        "reject [count] {count} {sku}",
    ],
    slots=[COUNT_NUMBER, SKU],
    may=COUNT,
    write=Write(_do),
)
def drop_count(asked: Asked, count: StockCount, sku: Sku | None = None) -> Preview:
    """Drop a count, or one product of it: what was booked stays booked, the rest is not asked."""
    card = count_cards.card(asked.books, count)
    waiting = [*card.missing, *card.to_approve]
    rows = [row for row in waiting if sku is None or row.sku_id == sku.id]
    if not rows:
        raise NoLongerPossible(
            f"Nothing of {card.number} waits for anything.", remedy="There is nothing to drop."
        )
    line = rows[0].line_id if sku is not None else None
    return Preview({"card": card, "rows": rows}, {"count": count.id, "line": line})
