"""Book a difference that two people counted, with the reason.

Said: approve C-3 theft · approve C-3 MUG-BLU damaged
"""

from __future__ import annotations

from commands.counting import card_of, to_undo, undo
from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots import REASON, SKU
from commands.slots_counts import COUNT as COUNT_NUMBER
from oms import count_cards, count_decisions, stock
from oms.actors import APPROVE_COUNTS
from oms.count_cards import CountRow
from oms.errors import NoLongerPossible
from oms.records import Sku, StockCount


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    done = count_decisions.approve_all(
        asked.books, stored["lines"], stored["reason"], by=asked.who, key=key
    )
    if any(one.state == "stale" for one in done):
        raise NoLongerPossible(
            "Something else was counted or adjusted there since.", remedy="Count it again."
        )
    card = card_of(asked, stored["count"])
    rows = [row for row in card.lines if row.line_id in stored["lines"]]
    facts = {"card": card, "rows": _shown(asked, stored["count"], rows),
             "reason": stored["reason"].replace("_", " "), "who": asked.who.name}  # fmt: skip
    return Done(facts, to_undo(stored["count"], done))


@command(
    phrases=[
        "approve [count] {count} [as|because of|with] {reason}",
        "approve [count] {count} {sku} [as|because of|with] {reason}",
        "approve [count] {count}",
    ],
    slots=[COUNT_NUMBER, SKU, REASON],
    may=APPROVE_COUNTS,
    write=Write(_do, undo),
)
def approve_count(
    asked: Asked, count: StockCount, sku: Sku | None = None, reason: str | None = None
) -> Preview:
    """Approve what two people counted and is still far from the books, with a reason."""
    card = count_cards.card(asked.books, count)
    rows = [row for row in card.to_approve if sku is None or row.sku_id == sku.id]
    if not rows:
        raise NoLongerPossible(
            f"Nothing of {card.number} waits to be approved.",
            remedy=f"Ask how it stands: `{card.number}`.",
        )
    if reason is None:
        raise MissingWord("reason", f"approve {card.number} theft")
    stored = {"count": count.id, "lines": [row.line_id for row in rows], "reason": reason}
    facts = {
        "card": card,
        "rows": _shown(asked, count.id, rows),
        "reason": reason.replace("_", " "),
        "worth": -sum(row.variance * row.each_minor for row in rows),
    }
    return Preview(facts, stored)


def _shown(asked: Asked, count_id: int, rows: list[CountRow]) -> list[dict[str, object]]:
    place = asked.books.get_one(StockCount, count_id).location_id
    return [{"row": row, "now": stock.at(asked.books, row.sku_id, place).on_hand} for row in rows]
