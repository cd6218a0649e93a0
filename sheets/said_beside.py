"""What is said beside rows of a tab, in the column that is for that."""

from __future__ import annotations

from sheets.tab import Rows
from sheets.taking import Taken

NOTE = "Note from assistant"


def with_notes(rows: Rows, taken: Taken) -> Rows:
    """The rows of the books with what is to be said beside them."""
    if not taken.say:
        return rows
    told = zip(rows.keys, rows.columns[NOTE], strict=True)
    return Rows(rows.keys, {**rows.columns, NOTE: [taken.say.get(*one) for one in told]})
