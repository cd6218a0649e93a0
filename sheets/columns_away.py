"""Rows that go while a column of theirs is away: a later row of that key is another there."""

from __future__ import annotations

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import Base
from sheets.tab import Owner


def blank_since(base: Base | None, now: Frame) -> dict[str, dict[str, Cell]]:
    """What counts as shown in the columns that are away, by keys of rows that are not there.

    While a column is not to be found, the read that has it stays the base. A row that is taken out
    meanwhile and made anew never showed there what the former row did: a blank cell in it was not
    emptied by anybody. Where the row itself comes back, what it shows is compared with the books.

    Args:
        base: what the tab showed, from the last read with all its columns on.
        now: the tab as read, its key columns found.
    """
    if base is None:
        return {}
    away = [one.heading for one in now.tab.columns
            if one.owner is not Owner.PERSON and not one.is_stamp
            and one.heading in base.frame.columns and one.heading not in now.columns]  # fmt: skip
    there = set(now.keys)
    gone = [key for key in base.frame.places if key not in there] if away else []
    return {key: dict.fromkeys(away, "") for key in gone}
