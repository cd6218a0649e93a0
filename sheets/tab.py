"""What a tab of the ledger is: its columns, who may edit which, and the rows the books give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from sheets.cells import Cell
from sheets.taking import RowRead, Taken, Taking

Row = Mapping[str, Cell]


class Owner(Enum):
    """Who may edit a column."""

    BOOKS = "books"
    """The books' own: shown, and put back when it is overtyped."""
    PERSON = "person"
    """A person's own: never written, but that an input is blanked once it is booked."""
    BOTH = "both"
    """Either side may change it."""


@dataclass(frozen=True)
class Column:
    """One column, found by its heading wherever it stands."""

    heading: str
    owner: Owner = Owner.BOOKS
    is_input: bool = False
    """A person types an intention here; it is consumed and blanked."""
    is_text: bool = False
    """Formatted as text before anything is typed, so that 0042 stays 0042."""
    choices: tuple[str, ...] = ()
    is_stamp: bool = False
    """Says when something of ours in the row last changed; never a reason to write by itself."""


@dataclass(frozen=True)
class Tab:
    """A tab of the ledger; rows are found by their key, never by their number."""

    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Headings that together name a row."""
    rows: Callable[[Session], Mapping[str, Row]]
    """Row key -> what the books show in its columns."""
    take: Callable[[Taking, Sequence[RowRead]], Taken] | None = None
    """Books what people typed; None: nobody types here."""
    keeps_rows: bool = True
    """False: rows that the books no longer give are emptied, as they are all ours."""
    remembered: tuple[str, ...] = ()
    """Headings of which the last shown value is kept, since what people type is measured by it."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, in the order in which the tab is made."""
        return tuple(column.heading for column in self.columns)

    @property
    def stamp(self) -> str | None:
        """The heading of the column that says when a row changed; None where there is none."""
        return next((column.heading for column in self.columns if column.is_stamp), None)

    def column(self, heading: str) -> Column:
        """A column by its heading."""
        return next(column for column in self.columns if column.heading == heading)

    def key_of(self, row: Mapping[str, Cell]) -> str:
        """The key of a row as read; empty when a part of it is."""
        parts = [fold(row.get(heading, "")) for heading in self.key]
        return "|".join(parts) if all(parts) else ""


def fold(cell: Cell) -> str:
    """A key cell for comparison: case and blanks do not matter, and 42 is "42"."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).upper().split())
