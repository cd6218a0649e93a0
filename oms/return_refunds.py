"""Money for goods that came back: saying that it is owed, and calling that off again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms.actors import Who
from oms.return_documents import Opened


def propose(books: Session, opened: Opened, *, by: Who, key: str) -> int | None:
    """Say that what arrived and was inspected is refunded in the channel."""
    del by, key
    for line in opened.lines:
        if line.order_line_id is not None and line.received == line.inspected:
            line.resolution = line.wanted
    books.flush()
    return None


def call_off(books: Session, opened: Opened, *, by: Who, key: str) -> None:
    """Say that nothing is owed after all."""
    del by, key
    for line in opened.lines:
        line.resolution = None
    books.flush()
