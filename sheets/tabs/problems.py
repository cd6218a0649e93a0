"""The tab Problems: what was typed and not taken, why, and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy.orm import Session

from oms import problems as found
from sheets.tab import Column, Rows, Tab


def rows(books: Session, only: Collection[str] | None) -> Rows:
    """A row a problem that is open, the oldest first."""
    rows_of = {
        f"P{one.id}": {
            "Problem": f"P{one.id}",
            "Seen": one.seen_on.isoformat(),
            "Tab": one.tab,
            "Row": one.row.replace("|", ", "),
            "Column": one.column,
            "You typed": one.typed,
            "Why not": one.why,
            "What to do": one.remedy,
        }
        for one in found.open_problems(books)
    }
    return Rows.of(
        rows_of if only is None else {key: rows_of[key] for key in only if key in rows_of}
    )


TAB = Tab(
    title="Problems",
    columns=(
        Column("Problem", is_text=True),
        Column("Seen"),
        Column("Tab"),
        Column("Row", is_text=True),
        Column("Column"),
        Column("You typed", is_text=True),
        Column("Why not", width=260, is_wrapped=True),
        Column("What to do", width=260, is_wrapped=True),
    ),
    key=("Problem",),
    rows=rows,
    passing=re.compile(r"P\d+"),
)
