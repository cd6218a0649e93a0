"""Questions that nobody answered by the morning: settled, and said so."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import actors, count_questions, outbox, settings
from oms.count_questions import Settled
from oms.records import Location, Sku
from sheets import counted_cells
from sheets.tabs import stock


def settle(books: Session) -> None:
    """Read the counts that were asked about and still stand there as counts, and tell of each."""
    channel = settings.value(books, "notice_channel")
    standing = counted_cells.in_sight(books, stock.TAB)
    system = actors.system(books)
    for settled in count_questions.settle_unanswered(books, by=system, only=standing):
        if channel:
            outbox.tell(
                books,
                kind="notice",
                key=f"notice:question:{settled.question.id}:settled",
                target=channel,
                payload={"template": "notices/stock_changed", "facts": _facts(books, settled)},
            )


def _facts(books: Session, settled: Settled) -> dict[str, object]:
    sku = books.get_one(Sku, settled.question.sku_id)
    location = books.get_one(Location, settled.question.location_id)
    return {
        "sku": sku.code,
        "title": sku.title,
        "location": location.name,
        "before": settled.change.before,
        "after": settled.change.after,
        "reason": "counted; nobody said otherwise",
        "movement": settled.change.movement_id,
    }
