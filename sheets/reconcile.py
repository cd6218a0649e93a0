"""What the ledger shows and what the books say -> the cells to write. Pure: no network, no books.

Rows are found by their key and columns by their heading, as they stand in this very read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets.cells import Cell
from sheets.grid import Table, Write
from sheets.tab import Owner, Row, Tab


@dataclass(frozen=True)
class Reading:
    """The rows of a tab as read, by key."""

    places: Mapping[str, int]
    """Row key -> row number, from 0 below the heading."""
    twice: Mapping[str, Sequence[int]]
    """Keys that stand in several rows; these rows are left alone."""
    columns: Mapping[str, int]
    """Heading -> column number; a heading that is missing or there twice is not in it."""

    @property
    def paused(self) -> bool:
        """Whether the key itself cannot be read, so that nothing can be written."""
        return not self.columns


def read(tab: Tab, table: Table) -> Reading:
    """Find the rows and columns of a tab."""
    columns = {heading: place for heading in tab.headings
               if (place := table.place(heading)) is not None}  # fmt: skip
    if any(heading not in columns for heading in tab.key):
        return Reading({}, {}, {})
    found: dict[str, list[int]] = {}
    for row in range(table.height):
        cells = {heading: table.cell(row, columns[heading]) for heading in tab.key}
        key = tab.key_of(cells)
        if key:
            found.setdefault(key, []).append(row)
    places = {key: rows[0] for key, rows in found.items() if len(rows) == 1}
    return Reading(places, {key: rows for key, rows in found.items() if len(rows) > 1}, columns)


def row_of(table: Table, reading: Reading, row: int) -> dict[str, Cell]:
    """The cells of a row by heading."""
    return {heading: table.cell(row, place) for heading, place in reading.columns.items()}


def writes(
    tab: Tab,
    table: Table,
    reading: Reading,
    books: Mapping[str, Row],
    *,
    blank: set[tuple[str, str]],
    absent: set[str],
) -> list[Write]:
    """The cells that must change so that the ledger shows what the books say.

    Args:
        tab: its columns.
        table: as read.
        reading: its rows and columns.
        books: row key -> what our columns are to show.
        blank: (row key, heading) of inputs that were booked.
        absent: keys that left the ledger just now; they are not added again yet.
    """
    if reading.paused:
        return []
    found: list[Write] = []
    for key, row in reading.places.items():
        for column in tab.columns:
            place = reading.columns.get(column.heading)
            if place is None:
                continue
            before = table.cell(row, place)
            if (key, column.heading) in blank:
                after: Cell = ""
            elif key in books and column.owner is not Owner.PERSON and column.heading in books[key]:
                after = books[key][column.heading]
            elif key not in books and not tab.keeps_rows and column.owner is Owner.BOOKS:
                after = ""
            else:
                continue
            if not same(before, after):
                found.append(Write(tab.title, key, column.heading, row, place, before, after))
    return found + _new_rows(tab, table, reading, books, absent)


def stamps(
    tab: Tab, table: Table, reading: Reading, found: Sequence[Write], now: str
) -> list[Write]:
    """What says in each row that changes, when it did.

    Args:
        tab: its columns.
        table: as read.
        reading: its rows and columns.
        found: what is to be written.
        now: what a row that changes shows.
    """
    if tab.stamp is None or tab.stamp not in reading.columns:
        return []
    place = reading.columns[tab.stamp]
    made = {}
    for write in found:
        before = table.cell(write.row, place)
        made[write.row] = Write(tab.title, write.key, tab.stamp, write.row, place, before, now)
    return [write for write in made.values() if not same(write.before, write.after)]


def _new_rows(
    tab: Tab, table: Table, reading: Reading, books: Mapping[str, Row], absent: set[str]
) -> list[Write]:
    """Rows that the books have and the ledger has not, below the last."""
    found: list[Write] = []
    below = table.height
    for key, row in books.items():
        if key in reading.places or key in reading.twice or key in absent:
            continue
        for heading, after in row.items():
            place = reading.columns.get(heading)
            if place is not None and after != "":
                found.append(Write(tab.title, key, heading, below, place, "", after))
        below += 1
    return found


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells show the same: 12 and 12.0 do, "12" and 12 do not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return float(one) == float(other)
    return one == other
