"""What a spreadsheet is to us: tabs of cells, read in one call and written in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sheets.cells import Cell

SYNC = "_sync"
RECEIPT = f"{SYNC}!A1"


@dataclass(frozen=True)
class Table:
    """A tab as read: its heading, and its columns of cells below it."""

    title: str
    heading: tuple[str, ...]
    columns: tuple[tuple[Cell, ...], ...]

    @property
    def height(self) -> int:
        """Rows below the heading that hold anything."""
        return max((len(column) for column in self.columns), default=0)

    def place(self, heading: str) -> int | None:
        """The number of the column with that heading; None when it is missing or there twice."""
        found = [at for at, title in enumerate(self.heading) if title == heading]
        return found[0] if len(found) == 1 else None

    def cell(self, row: int, column: int) -> Cell:
        """A cell, rows counted from 0 below the heading."""
        cells = self.columns[column]
        return cells[row] if row < len(cells) else ""


@dataclass(frozen=True)
class Snapshot:
    """What one read of the ledger gave."""

    receipt: str
    tables: Mapping[str, Table]


@dataclass(frozen=True)
class Write:
    """One cell to write: where, what is expected there, and what comes there."""

    tab: str
    key: str
    heading: str
    row: int
    """From 0, below the heading."""
    column: int
    before: Cell
    after: Cell
    mend: bool = False
    """Puts back what an earlier batch hit wrongly."""


@dataclass(frozen=True)
class Batch:
    """One write of the ledger: its receipt, its cells, notes, and rows to add below."""

    id: str
    writes: Sequence[Write] = ()
    notes: Sequence[tuple[str, int, int, str]] = ()
    """(tab, row, column, note); an empty note is removed."""
    heights: Mapping[str, int] = field(default_factory=dict)
    """Rows below the heading that each tab needs."""


class Ledger(Protocol):
    """A spreadsheet that can be read and written whole."""

    def version(self) -> str:
        """Changes whenever anything in the spreadsheet does."""

    def read(self, titles: Sequence[str]) -> Snapshot:
        """The receipt and these tabs, in one read."""

    def write(self, batch: Batch, widths: Mapping[str, int]) -> None:
        """Everything of a batch or nothing: pre-image of the tabs, cells, notes, receipt."""

    def pre_image(self, widths: Mapping[str, int]) -> Snapshot:
        """What the tabs held just before the last batch landed, and its receipt."""


def cells_of(values: Any) -> tuple[tuple[Cell, ...], ...]:
    """Columns as the API gives them, as tuples."""
    return tuple(tuple(column) for column in values)
