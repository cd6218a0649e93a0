"""What a tab of the ledger is: its columns, who may edit which, and the rows the books give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import takewhile

from sqlalchemy.orm import Session

from oms.ledger_edits import Ref
from oms.ledger_questions import Asking
from oms.values import sku_key
from sheets.cells import Cell
from sheets.reading import Kind
from sheets.taking import Left, RowRead, Taken, Taking

Row = Mapping[str, Cell]
_BLANKS = ("  ", " \n", "\n ", "\t", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f")
"""Blanks that folding would change, in plain codes parted by line ends."""

LONGEST = 300
"""Letters that a cell of a key may have: more than a SKU, a place or a word of the shop has."""


class Owner(Enum):
    """Who may edit a column."""

    BOOKS = "books"
    """The books' own: shown, and put back when it is overtyped."""
    PERSON = "person"
    """A person's own: never written, but that an input is blanked once it is booked."""
    BOTH = "both"
    """Either side may change it; merged three ways."""


@dataclass(frozen=True)
class Column:
    """One column, found by its heading or by the mark that it got at the start."""

    heading: str
    owner: Owner = Owner.BOOKS
    kind: Kind = Kind.TEXT
    is_input: bool = False
    """A person types an intention here; it is consumed and blanked."""
    is_text: bool = False
    """Formatted as text before anything is typed, so that 0042 stays 0042."""
    choices: tuple[str, ...] = ()
    is_stamp: bool = False
    """Says when something of ours in the row last changed; never a reason to write by itself."""
    is_hidden: bool = False
    width: int = 0
    """In pixels, where the one that every column gets will not do."""
    is_wrapped: bool = False
    """Shows sentences whole, on as many lines as they need."""


@dataclass(frozen=True)
class Rows:
    """What the books show in a tab: the keys of its rows, and the cells column by column."""

    keys: Sequence[str] = ()
    columns: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    """Heading -> a cell for each key."""

    @classmethod
    def of(cls, rows: Mapping[str, Row]) -> Rows:
        """Of rows by key that all have the same headings."""
        headings: Collection[str] = next(iter(rows.values()), {})
        return cls(list(rows), {one: [row[one] for row in rows.values()] for one in headings})

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Key -> its number among the keys."""
        return dict(zip(self.keys, range(len(self.keys)), strict=True))

    def beside(self, others: Rows) -> Rows:
        """These rows, and behind them others with the same headings."""
        columns = {one: [*cells, *others.columns[one]] for one, cells in self.columns.items()}
        return Rows([*self.keys, *others.keys], columns)

    def cell(self, key: str, heading: str) -> Cell:
        """What the books show in a cell.

        Raises:
            KeyError: the books have no such row or column.
        """
        return self.columns[heading][self.places[key]]


@dataclass(frozen=True)
class Stale:
    """What the books note of the rows of a tab whose figures changed."""

    is_noted: Callable[[Session], bool]
    """Whether there are any."""
    take: Callable[[Session], Collection[str] | None]
    """The keys of these rows, noted no more; None: it may be all of them."""


@dataclass(frozen=True)
class Tab:
    """A tab of the ledger; rows are found by their key, never by their number."""

    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Headings that together name a row."""
    rows: Callable[[Session, Collection[str] | None], Rows]
    """What the books show, of all rows or of those with these keys."""
    first: Callable[[Session, Collection[str], Collection[str]], Rows] | None = None
    """Of these keys the rows that `rows` does not give and the books could: of a known product at a
    known place, where nothing of it ever was; and of a product under the code that it had, where
    the row of its code is among the others. They are written where such a row stands."""
    take: Callable[[Taking, Sequence[RowRead]], Taken] | None = None
    """Books what people typed into inputs; None: the tab has none."""
    ref: Callable[[Taking, str], Ref] | None = None
    """What a row is about, by its key, for the books to set a cell that both sides may change."""
    currency: Callable[[Taking, str], str] | None = None
    """In which currency the amounts of a row are, by its key; None: in the shop's."""
    goods: Callable[[Taking, Collection[str]], set[int]] | None = None
    """The SKUs whose stock is locked before anything typed into these rows is booked."""
    overtyped: Callable[[Taking, str, str, Cell], Mapping[str, object] | None] | None = None
    """Given a cell of the books that a person typed over; what the offer to count it is told, or
    None where it can be no count."""
    stranger: Callable[[Taking, str, Row, Collection[str]], Asking | None] | None = None
    """What to ask about a row that the books do not know: a new one, or one with another key.

    Given its key, its cells, and the keys that the ledger has."""
    leaves: Callable[[Taking, str], Left] | None = None
    """Told of a row that was taken out of the ledger; what follows."""
    renamed: Callable[[Session, Collection[str]], Mapping[str, Sequence[str]]] | None = None
    """Key of a row in the books -> the keys that it had before, the last first."""
    called: Callable[[Session, Collection[str]], Mapping[str, str]] | None = None
    """Of these keys those by which the books know a row no more -> the key that it has now."""
    needed: Callable[[Rows, str], bool] | None = None
    """Whether a row that was taken out has to stand there again; None: as soon as it is given."""
    choices: Callable[[str, str], tuple[str, ...]] | None = None
    """The words that a cell may be, by its row's key and its heading; empty: any."""
    passing: re.Pattern[str] | None = None
    """The keys of rows that are emptied once the books no longer give them; None: rows stay.

    A row with any other key that the books do not give is somebody's own."""
    takes_new_rows: bool = False
    """A row that people add is taken like any other: the books say nothing of it until then.

    `rows` gives such rows as empty when it is asked for them by their keys."""
    identity: str | None = None
    """Heading of a hidden column of the books that names a row beside its key; of a row that has
    the one of another, nothing is taken unasked."""
    remembered: tuple[str, ...] = ()
    """Headings for which the last movement that a shown figure includes is kept."""
    waits: Mapping[str, str] = field(default_factory=dict)
    """Heading of an input -> what is remembered of its row until the cell is blank."""
    stale: Stale | None = None
    """Where the books note which rows may show old figures; None: nowhere, all are compared.

    Only for a tab that keeps its rows."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, in the order in which the tab is made."""
        return tuple(column.heading for column in self.columns)

    @property
    def keys_at_left(self) -> int:
        """How many columns of the key stand at the left, before any other."""
        return sum(1 for _ in takewhile(self.key.__contains__, self.headings))

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """Heading -> its column."""
        return {column.heading: column for column in self.columns}

    @property
    def stamp(self) -> str | None:
        """The heading of the column that says when a row changed; None where there is none."""
        return next((column.heading for column in self.columns if column.is_stamp), None)

    def column(self, heading: str) -> Column:
        """A column by its heading."""
        return self.by_heading[heading]

    def passes(self, key: str) -> bool:
        """Whether the row of a key is only ours, and goes when the books no longer give it."""
        return self.passing is not None and self.passing.fullmatch(key) is not None

    def key_of(self, row: Row) -> str:
        """The key of a row as read; empty when a part of it is."""
        parts = [fold(row.get(heading, "")) for heading in self.key]
        return "|".join(parts) if all(parts) else ""


def fold(cell: Cell) -> str:
    """A key cell for comparison, as the books compare SKUs; 42 is "42".

    Empty where it is longer than the key of anything can be.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    folded = sku_key(str(cell))
    return folded if len(folded) <= LONGEST else ""


def fold_all(cells: Sequence[Cell]) -> list[str]:
    """Each cell folded; a column of plain codes in a few steps instead of one a cell."""
    try:
        text = "\n".join(cells)  # type: ignore[arg-type]
    except TypeError:
        return [fold(cell) for cell in cells]
    is_plain = text.isascii() and text == text.strip(" ")
    if is_plain and not any(one in text for one in _BLANKS):
        folded = text.upper().split("\n") if cells else []
        if len(folded) == len(cells) and max(map(len, folded), default=0) <= LONGEST:
            return folded
    return [fold(cell) for cell in cells]
