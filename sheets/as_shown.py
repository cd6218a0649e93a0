"""Numbers in columns of text: whether a spreadsheet made them of something else. Pure.

A day, a share, an hour or an amount that is typed into a cell which is not formatted as text
arrives as a number, and only how the cell shows it tells it from a plain one.
"""

from __future__ import annotations

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.reading import Kind
from sheets.tab import Owner
from sheets.taking import Shown
from sheets.unreadable import Unreadable

Place = tuple[str, str]
"""Tab and heading."""
PLAIN = 10_000_000
"""A whole number of so many digits is a code: it would be a day after the year 9999."""
REMEDY = "Type it again with ' in front."


class ShownWanted(Exception):
    """It has to be known how the numbers in the text columns of a tab are shown."""

    def __init__(self, tab: str) -> None:
        self.tab = tab
        super().__init__(tab)


def refuse_turned(shown: Shown, here: Place, cell: Cell, text: str) -> None:
    """Refuse a number that does not read as it was typed.

    Args:
        shown: as far as it is known.
        here: where the cell stands.
        cell: as read.
        text: what it would be taken for.

    Raises:
        ShownWanted: it is not known yet.
        Unreadable: it is shown as something else.
    """
    if isinstance(cell, bool | str) or (abs(cell) >= PLAIN and float(cell).is_integer()):
        return
    if here not in shown:
        raise ShownWanted(here[0])
    others = sorted({one.strip() for one in shown[here].get(cell, ("",))} - {text})
    if others:
        seen = f", shown as {others[0]}" if others[0] else ""
        raise Unreadable(f"the spreadsheet made the number {text} of it{seen}", REMEDY)


def looked_at(now: Frame) -> dict[str, int | None]:
    """Heading -> column, of the columns of text in which a person's numbers are asked about.

    None for one that is not there, or in which no number stands.
    """
    wanted = (one.heading for one in now.tab.columns
              if one.kind is Kind.TEXT and one.owner is Owner.BOTH)  # fmt: skip
    return {
        heading: now.columns[heading]
        if heading in now.columns and not all(isinstance(one, str) for one in now.cells(heading))
        else None
        for heading in wanted
    }
