"""What a spreadsheet is to us: tabs of cells, read in one call and written in one call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from sheets.cells import Cell
from sheets.tab import Tab
from sheets.table import Merge, Table
from sheets.taking import Shown

SYNC, PROBLEMS = "_sync", "Problems"
Place = tuple[str, int, int]
"""Tab, row and column."""
KeptNotes = Mapping[int, str]
"""Slot of `_sync` -> the note on the cell that a batch kept there, of cells that had one."""
LEFT_OUT = "Backroom put no note there"
"""Stands in the slot of a note that was not sent: what an earlier batch kept there is not of it."""


@dataclass(frozen=True)
class Receipt:
    """What the first cells of `_sync` say: the last batch, and whose the ledger is."""

    batch: str = ""
    before: str = ""
    """The batch that had landed last when this one did."""
    owner: str = ""
    """The database that writes this ledger; a copy of either has another."""


@dataclass(frozen=True)
class Snapshot:
    """What one read of the ledger gave."""

    receipt: Receipt
    tables: Mapping[str, Table]
    """By our title; a tab that is not there is not in it."""
    locale: str = ""
    """Of the spreadsheet: how people write numbers and days in it."""
    gone: Collection[str] = ()
    """Titles of the tabs that were asked for and are not there."""
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Tab -> its rows and columns, blank ones among them."""
    cells: int = 0
    """Of all tabs of the spreadsheet but `_sync`, people's own among them; 0: that is not known."""
    is_locale_sure: bool = False
    """Whether the locale was asked for with this read; else it is what was known before."""
    shown: Shown = field(default_factory=dict)
    """How numbers are shown that stand in columns of text, where that was asked for."""


@dataclass(frozen=True)
class Write:
    """One cell to write: where, what is expected there, and what comes there."""

    tab: str
    key: str
    """Of the row that is meant; in a mend empty but where `before` had reached its own row."""
    heading: str
    row: int
    """From 0, below the heading."""
    column: int
    before: Cell
    after: Cell
    mend: bool = False
    """Puts back what an earlier batch hit wrongly."""
    formula: bool = False
    """What comes there is a formula of somebody's that is given back; never one of ours."""
    former: tuple[tuple[Cell, Cell, bool], ...] = ()
    """Of a mend: what else we left there on the way, what belonged there then, if as a formula."""

    def kept(self) -> list[Any]:
        """As a row of plain values."""
        return list(vars(self).values())

    @classmethod
    def of(cls, kept: Sequence[Any]) -> Write:
        """Of what `kept` gave."""
        told = dict(zip((one.name for one in fields(cls)), kept, strict=False))
        former = tuple((left, after, formula) for left, after, formula in told.get("former", ()))
        return cls(**{**told, "former": former})


@dataclass(frozen=True)
class Note:
    """A note to put on a cell; an empty one takes ours off."""

    tab: str
    key: str
    """Of the row that is meant; empty where it is not known."""
    heading: str
    row: int
    column: int
    text: str
    left: str | None = None
    """Of a note that is given back: what we had put in its place; None: it is one of ours."""
    slot: int = 0
    """In which of the slots of `_sync` a batch keeps the cell."""
    was: str = ""
    """Of one of ours: what ours said there until now, as far as is known."""


@dataclass(frozen=True)
class Copied:
    """A tab that a batch writes to, and where in `_sync` it keeps what that held before."""

    tab: str
    left: int
    """Number of the first column there."""
    formulas: int
    """Number of the first column of what it held as formulas."""
    heading: tuple[str, ...]
    """As it was read; when it is another now, columns moved in between."""
    keys: tuple[int, ...]
    """Numbers of the columns that name a row, as it was read."""


@dataclass(frozen=True)
class Batch:
    """One write of the ledger; all of it lands at once, or nothing."""

    id: str
    number: int
    """Lands once: the spreadsheet refuses a number that it has seen."""
    writes: Sequence[Write] = ()
    notes: Sequence[Note] = ()
    new_rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Tab -> before which row, and how many, rows are made for what is new."""
    reused: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Tab -> blank rows between others in which something new comes."""
    choices: Sequence[tuple[str, int, int, tuple[str, ...]]] = ()
    """(tab, row, column, words): cells of new rows that get a list to choose from."""
    copied: Sequence[Copied] = ()
    """The tabs that it writes to."""
    burnt: Collection[int] = ()
    """Numbers of earlier batches that must not land any more."""
    owner: str = ""
    """The database that writes it."""
    after: str | None = None
    """The batch that had landed last when it was made; None: that was not kept."""
    left: Mapping[str, Table] = field(default_factory=dict)
    """The tabs of mends as the batch before left them: their rows and columns are of these."""
    left_out: Collection[int] = ()
    """Slots of the notes that Google refused, and that are not sent."""
    twice: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    """Tab -> keys that stood in several rows when it was read, with these rows."""


class Ledger(Protocol):
    """A spreadsheet that can be read and written whole."""

    @property
    def spreadsheet(self) -> str:
        """Its id."""

    @property
    def ids(self) -> dict[str, int]:
        """Our title of a tab -> Google's number of it."""

    def titles(self, tabs: Sequence[Tab]) -> set[str]:
        """Our titles of the tabs that are there, `_sync` among them."""

    def prepare(self, tabs: Sequence[Tab]) -> list[str]:
        """Make the tabs that are missing, with all that belongs to them; gives their titles."""

    def version(self) -> str:
        """Changes whenever anything in the spreadsheet does."""

    def read(self, titles: Sequence[str]) -> Snapshot:
        """The receipt and these tabs, in one read."""

    def locale(self) -> str:
        """How people write numbers and days in it, asked for now."""

    def write(self, batch: Batch) -> KeptNotes | None:
        """Everything of a batch or nothing: pre-image of its tabs, cells, notes, receipt.

        Returns:
            What stood on the cells of its notes; None where the answer that told it was lost.
        """

    def pre_image(self, batch: Batch, *, whole: bool = False) -> Snapshot:
        """What the tabs of a batch held just before the last one landed, and the receipt."""

    def evaluated(self, title: str, columns: Collection[int]) -> dict[int, bytes]:
        """Columns of a tab as received, with what its formulas come to."""

    def shown(self, title: str, columns: Collection[int]) -> Mapping[int, Mapping[float, set[str]]]:
        """Column -> each number in it -> the ways in which it is shown there, of these of a tab."""

    def notes(self, columns: Sequence[tuple[str, int]]) -> Mapping[Place, str]:
        """The notes in whole columns (tab, column) of cells that have one."""

    def kept_notes(self, batch: Batch) -> KeptNotes:
        """What stood on the cells of the notes of a batch just before it landed."""

    def merges(self, titles: Sequence[str]) -> Mapping[str, Sequence[Merge]]:
        """Tab -> its merged cells, of these tabs, in one read."""

    def adopt(self, owner: str) -> None:
        """Say in `_sync` whose it is from now on, and that nothing has landed yet."""

    def called_now(
        self, wanted: Mapping[str, Sequence[str]]
    ) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Tab -> heading of the start -> what the columns are called that have its mark.

        `wanted`: tab -> the headings of the start that are asked for.
        """

    def mark(self, columns: Mapping[str, Mapping[str, int]]) -> None:
        """Mark columns (tab -> heading of the start -> its number) in place of those of before."""


def number_of(receipt: Receipt) -> int:
    """The number of the batch that landed last; 0 when none did."""
    number = receipt.batch.partition("-")[0]
    return int(number) if number.isdecimal() else 0
