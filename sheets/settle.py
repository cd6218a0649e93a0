"""What a batch really hit, seen from what the cells held just before it landed. Pure.

Between our read and our write somebody may sort, insert, move a column or type. The batch then
writes where rows and columns stood before. The pre-image that the same batch copied tells what was
hit: what is somebody's is put back, and what did not reach its row is known not to have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.grid import Batch, Write
from sheets.merge import Edit
from sheets.tab import Owner


@dataclass
class Settled:
    """What became of the cells of a batch."""

    hits: list[Write] = field(default_factory=list)
    """Cells that reached their row and column."""
    unblanked: list[Write] = field(default_factory=list)
    """Inputs that were booked and are still standing in the ledger."""
    overtyped: list[tuple[str, Edit, Cell]] = field(default_factory=list)
    """(tab, what somebody typed, what was written over it) in cells of the books."""
    back: list[Write] = field(default_factory=list)
    """Cells to write next, so that nothing of anybody's is lost."""
    undisturbed: bool = True
    """Nobody did anything in between that the batch touched."""


def settle(batch: Batch, frames: Mapping[str, Frame]) -> Settled:
    """Compare what was meant with what was hit.

    Args:
        batch: as it was sent.
        frames: its tabs as they stood just before it landed.
    """
    settled = Settled()
    for write in batch.writes:
        if write.tab in frames:
            _Landing(batch, write, frames[write.tab], settled).look()
    return settled


class _Landing:
    """One cell of a batch that landed."""

    def __init__(self, batch: Batch, write: Write, frame: Frame, settled: Settled) -> None:
        self._batch, self._write, self._frame, self._settled = batch, write, frame, settled

    def look(self) -> None:
        """See what it hit."""
        write, settled = self._write, self._settled
        held = self._frame.table.cell(write.row, write.column)
        if self._is_new_row():
            self._in_a_new_row()
        elif not self._reached():
            settled.undisturbed = False
            self._missed(held)
        elif same_cell(held, write.before):
            settled.hits.append(write)
        else:
            settled.undisturbed = False
            self._typed_over(held)

    def _is_new_row(self) -> bool:
        at, count = self._batch.new_rows.get(self._write.tab, (0, 0))
        return not self._write.mend and bool(count) and self._write.row >= at

    def _in_a_new_row(self) -> None:
        """A row that the batch made held nothing; only its columns may have moved."""
        write = self._write
        if self._frame.columns.get(write.heading) == write.column:
            self._settled.hits.append(write)
            return
        self._settled.undisturbed = False
        junk = replace(write, before=write.after, after="", mend=True, key="")
        self._settled.back.append(replace(junk, row_was=self._row_after()))

    def _reached(self) -> bool:
        write, table = self._write, self._frame.table
        if write.mend:
            return place_of(write, self._frame) == (write.row, write.column)
        if self._frame.paused or self._frame.columns.get(write.heading) != write.column:
            return False
        return write.row < len(self._frame.keys) and self._frame.keys[write.row] == write.key \
            and write.column < len(table.raw)  # fmt: skip

    def _typed_over(self, held: Cell) -> None:
        """Somebody typed there in the meantime: in a cell of theirs, it comes back."""
        write = self._write
        if not write.mend and self._owner() is Owner.BOOKS:
            self._settled.hits.append(write)
            edit = Edit(write.key, write.heading, write.before, held)
            self._settled.overtyped.append((write.tab, edit, write.after))
        elif not same_cell(held, write.after):
            self._put_back(held)

    def _missed(self, held: Cell) -> None:
        write = self._write
        if not same_cell(held, write.after):
            self._put_back(held)
        if write.mend:
            again = found_again(write, self._frame)
            if again is not None:
                self._settled.back.append(again)
        elif write.after == "" and self._frame.tab.column(write.heading).is_input:
            self._settled.unblanked.append(write)

    def _put_back(self, held: Cell) -> None:
        """Give the cell that was hit back what it held."""
        write, keys = self._write, self._frame.keys
        heading = self._frame.table.heading
        formula = self._frame.table.written.get((write.row, write.column))
        back = replace(
            write,
            key=keys[write.row] if write.row < len(keys) else "",
            heading=heading[write.column] if write.column < len(heading) else "",
            row=self._row_in_sheet(),
            before=write.after,
            after=held if formula is None else formula,
            formula=formula is not None,
            mend=True,
            row_was=self._row_after(),
        )
        self._settled.back.append(back)

    def _row_in_sheet(self) -> int:
        """The number that the row has now: new rows may stand above it."""
        at, count = self._batch.new_rows.get(self._write.tab, (0, 0))
        row = self._write.row
        return row + count if count and self._write.mend and row >= at else row

    def _row_after(self) -> tuple[Cell, ...]:
        """The whole row as the batch left it."""
        write = self._write
        cells: list[Cell] = [] if self._is_new_row() else list(self._frame.table.row(write.row))
        for other in self._batch.writes:
            if (other.tab, other.row) == (write.tab, write.row):
                cells += [""] * (other.column + 1 - len(cells))
                cells[other.column] = other.after
        while cells and cells[-1] == "":
            cells.pop()
        return tuple(cells)

    def _owner(self) -> Owner:
        return self._frame.tab.column(self._write.heading).owner


def found_again(write: Write, frame: Frame) -> Write | None:
    """A mend for where its cell stands now; None when its row is gone or somebody typed there."""
    place = place_of(write, frame)
    if place is None or not same_cell(frame.table.cell(*place), write.before):
        return None
    return replace(write, row=place[0], column=place[1])


def renewed(writes: Sequence[Write], frames: Mapping[str, Frame]) -> list[Write]:
    """The mends of a batch that never landed, for where their cells stand now."""
    found = (found_again(one, frames[one.tab]) for one in writes if one.mend and one.tab in frames)
    return [one for one in found if one is not None]


def place_of(write: Write, frame: Frame) -> tuple[int, int] | None:
    """The row and column of the cell that a mend is for; None when it is not to be found."""
    column = _column_of(write, frame)
    row = _row_of(write, frame, column)
    return None if row is None else (row, column)


def _column_of(write: Write, frame: Frame) -> int:
    heading = frame.table.heading
    if write.heading and heading.count(write.heading) == 1:
        return heading.index(write.heading)
    return write.column


def _row_of(write: Write, frame: Frame, column: int) -> int | None:
    table = frame.table
    if table.row(write.row) == write.row_was:
        return write.row
    alike = [row for row in range(table.height) if table.row(row) == write.row_was]
    if len(alike) == 1:
        return alike[0]
    if write.key in frame.places:
        return frame.places[write.key]
    is_there = write.row < table.height and same_cell(table.cell(write.row, column), write.before)
    return write.row if is_there and not write.key else None


def same_cell(one: Cell, other: Cell) -> bool:
    """Whether two cells hold the same to the letter; 12 and 12.0 are one number."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
