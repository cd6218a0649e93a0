"""What the ledger hears of the books: every row of Stock that changed, whatever changed it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from sheets.tab import Row
from sheets.tabs import stock


class Heard:
    """The rows of Stock as somebody knows them who asks for nothing but what is noted."""

    def __init__(self) -> None:
        self._shown: dict[str, Row] = {}

    def missed(self, books: Session) -> list[str]:
        """Rows that are not as they were, and of which nothing was noted since this was asked."""
        noted, rows = stock.stale(books), stock.rows(books, None)
        shown: dict[str, Row] = {
            key: {one: rows.cell(key, one) for one in rows.columns} for key in rows.keys
        }
        before, self._shown = self._shown, shown
        if noted is None:
            return []
        return sorted(
            key for key, row in shown.items() if before.get(key) != row and key not in noted
        )
