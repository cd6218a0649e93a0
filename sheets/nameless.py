"""What people typed into rows that no key names: it cannot be taken, and is not passed over. Pure.

A row of which a part of the key is longer than any can be has none either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sheets.cells import as_seen, is_formula
from sheets.frame import Frame
from sheets.tab import LONGEST, Owner, fold
from sheets.taking import Bad

SHOWN = 60
"""Letters of a key that is too long that are shown."""
TYPED = 200


def bad(now: Frame, spared: Collection[int]) -> list[Bad]:
    """Cells to be mended so that their row has a key: one a row.

    Args:
        now: a tab as read, whose key columns are there.
        spared: numbers of rows of which something else is said already.
    """
    told = (_of_row(now, row) for row in _rows(now) if row not in spared)
    return [one for one in told if one is not None]


def _rows(now: Frame) -> Iterator[int]:
    """The rows without a key in which something may stand that was meant for us."""
    if now.keys.count(""):
        yield from (row for row, key in enumerate(now.keys) if not key)
    tallest = max((len(now.table.parsed(now.columns[one])) for one in meant(now)), default=0)
    yield from range(len(now.keys), tallest)


def meant(now: Frame) -> Sequence[str]:
    """Headings of the columns in which people type something that is to be taken."""
    return [
        one.heading
        for one in now.tab.columns
        if (one.is_input or one.owner is Owner.BOTH) and one.heading in now.columns
    ]


def _of_row(now: Frame, row: int) -> Bad | None:
    parts = {one: now.table.cell(row, now.columns[one]) for one in now.tab.key}
    for heading, cell in parts.items():
        if cell != "" and not fold(cell):
            shown = as_seen(cell)
            if len(shown) <= LONGEST:
                continue
            called = f"{shown[:SHOWN]}…"
            remedy = f"Give it {LONGEST} letters or fewer, or take the row out."
            why = f"it has {len(shown):,} letters, which is too long for the {heading} of a row"
            return Bad(called, heading, shown[:TYPED], why, remedy)
    missing = [heading for heading, cell in parts.items() if not fold(cell)]
    for heading in meant(now):
        cell = now.table.cell(row, now.columns[heading])
        # an empty box to tick is FALSE; and a sum below a column is nobody's
        is_sum = is_formula(now.table.content(row, now.columns[heading]))
        if cell == "" or isinstance(cell, bool) or is_sum:
            continue
        there = ", ".join(fold(one) for one in parts.values() if fold(one))
        why = f"its row has no {' and no '.join(missing)}"
        remedy = f"Add the {' and the '.join(missing)}, or clear the cell."
        return Bad(there or f"row {row + 2}", heading, as_seen(cell)[:TYPED], why, remedy)
    return None
