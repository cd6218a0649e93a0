"""Where values are appended: below the last table that a range meets."""

from __future__ import annotations

from dataclasses import replace

from assistant.playground.sheets_area import Area
from assistant.playground.sheets_shift import Shift
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_work import Work, refuse_too_many


def table(tab: Tab, area: Area) -> Area | None:
    """The last table in a range: cells that hold something, up to a blank row and column around."""
    seed = _last_filled(tab, area)
    return None if seed is None else _grown(tab, seed)


def make_room(work: Work, tab: Tab, at: Area, *, insert: bool) -> None:
    """Grow the grid, or put in rows, so that values can be written there."""
    between = at.height if insert and at.top < tab.rows else 0
    rows, columns = max(tab.rows + between, at.bottom), max(tab.columns, at.right)
    refuse_too_many(work.document, rows * columns - tab.rows * tab.columns)
    if between:
        work.shift(tab, Shift(tab.id, True, "insert", at.top, at.bottom))
    tab.rows, tab.columns = rows, columns


def _last_filled(tab: Tab, area: Area) -> Area | None:
    """The rightmost cell of the lowest row in which something is."""
    for row in range(min(area.bottom, tab.used()[0]) - 1, area.top - 1, -1):
        for column in range(min(area.right, tab.used()[1]) - 1, area.left - 1, -1):
            if _filled(tab, row, column):
                return Area(row, row + 1, column, column + 1)
    return None


def _grown(tab: Tab, block: Area) -> Area:
    """The block with all that touches it: rows as far as they go, then columns, until it rests."""
    while True:
        before = block
        while block.top > 0 and _any(tab, block.top - 1, block):
            block = replace(block, top=block.top - 1)
        while _any(tab, block.bottom, block):
            block = replace(block, bottom=block.bottom + 1)
        if block.left > 0 and _any_column(tab, block.left - 1, block):
            block = replace(block, left=block.left - 1)
        if _any_column(tab, block.right, block):
            block = replace(block, right=block.right + 1)
        if block == before:
            return block


def _any(tab: Tab, row: int, block: Area) -> bool:
    """Whether a row holds anything beside the block; its corners count."""
    return any(
        _filled(tab, row, column) for column in range(max(0, block.left - 1), block.right + 1)
    )


def _any_column(tab: Tab, column: int, block: Area) -> bool:
    return any(_filled(tab, row, column) for row in range(max(0, block.top - 1), block.bottom + 1))


def _filled(tab: Tab, row: int, column: int) -> bool:
    return tab.values.get(row, column) is not None or tab.formulas.get(row, column) is not None
