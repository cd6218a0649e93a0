"""Lines that only an edit which was undone had added: they stay in the books, and are not shown."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms.tables.orders import CancellationLine, OrderLine


def among(books: Session, line_ids: Iterable[int]) -> set[int]:
    """Those of some lines that an undone edit had added, with the components of such a kit.

    They are told by what undoing leaves: all of it cancelled and worth nothing, though nobody
    cancelled it. The caller sends only the ids of lines that may be (`maybe`), so that most orders
    cost no question.
    """
    wanted = set(line_ids)
    if not wanted:
        return set()
    cancelled = select(CancellationLine.order_line_id)
    gone = set(
        books.scalars(
            select(OrderLine.id).where(
                OrderLine.id.in_(wanted),
                OrderLine.parent_line_id.is_(None),
                OrderLine.unit_price == "0",
                OrderLine.id.not_in(cancelled.where(CancellationLine.order_line_id.in_(wanted))),
            )
        )
    )
    if not gone:
        return set()
    parts = select(OrderLine.id).where(OrderLine.parent_line_id.in_(gone))
    return gone | set(books.scalars(parts))


def maybe(ordered: int, cancelled: int, amount_minor: int) -> bool:
    """Whether a line may be one, by its figures."""
    return ordered == cancelled and not amount_minor
