"""What a batch really hit, seen from what the cells held just before it landed. Pure.

Between our read and our write somebody may sort, insert, move a column or type. The batch then
writes where rows and columns stood before. The pre-image that the same batch copied tells what was
hit: what is somebody's is put back, and what did not reach its row is known not to have.

A mend is a cell that holds what we put there wrongly, and what belongs there. It is followed by its
row wherever people move that, until the right thing stands in it, or somebody types there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.grid import Batch, Write
from sheets.merge import Edit
from sheets.tab import Owner
from sheets.table import Table


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
        if write.tab in frames and not write.mend:
            _Landing(batch, write, frames[write.tab], settled).look()
    for title, frame in frames.items():
        mends = [write for write in batch.writes if write.mend and write.tab == title]
        if mends:
            _settle_mends(batch, mends, frame, settled)
    return settled


class _Landing:
    """One cell of a batch that landed, which is not a mend."""

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
        return bool(count) and self._write.row >= at

    def _in_a_new_row(self) -> None:
        """A row that the batch made held nothing; only its columns may have moved."""
        write = self._write
        if self._frame.columns.get(write.heading) == write.column:
            self._settled.hits.append(write)
        else:
            self._settled.undisturbed = False
            self._put_back("")

    def _reached(self) -> bool:
        write, frame = self._write, self._frame
        if frame.paused or frame.columns.get(write.heading) != write.column:
            return False
        return write.row < len(frame.keys) and frame.keys[write.row] == write.key

    def _typed_over(self, held: Cell) -> None:
        """Somebody typed there in the meantime: in a cell of theirs, it comes back."""
        write = self._write
        if self._frame.tab.column(write.heading).owner is Owner.BOOKS:
            self._settled.hits.append(write)
            edit = Edit(write.key, write.heading, write.before, held)
            self._settled.overtyped.append((write.tab, edit, write.after))
        else:
            self._put_back(held)

    def _missed(self, held: Cell) -> None:
        write = self._write
        self._put_back(held)
        if write.after == "" and self._frame.tab.column(write.heading).is_input:
            self._settled.unblanked.append(write)

    def _put_back(self, held: Cell) -> None:
        """Give the cell that was hit back what it held."""
        write = self._write
        formula = self._frame.table.written.get((write.row, write.column))
        if formula is None and same_cell(held, write.after):
            return
        fresh = self._is_new_row()
        self._settled.back.append(
            _mend(self._batch, self._frame, (write.row, write.column), write.after,
                  held if formula is None else formula, is_formula=formula is not None, fresh=fresh)
        )  # fmt: skip


def _settle_mends(batch: Batch, mends: Sequence[Write], frame: Frame, settled: Settled) -> None:
    """What stands now in the cells that were to be mended, and in those that were hit instead."""
    table = frame.table
    written = {(one.row, one.column): one for one in mends}
    proper: dict[tuple[int, int], tuple[Cell, bool]] = {}
    for one in mends:
        place = found_again(one, frame, _heading_then(batch, one.tab))
        if place is not None:
            proper[place] = one.after, one.formula
    for place in {*written, *proper}:
        held = table.cell(*place)
        formula = table.written.get(place)
        wanted = proper.get(place) or (held if formula is None else formula, formula is not None)
        now = (written[place].after, written[place].formula) if place in written else (held, False)
        if now[1] == wanted[1] and same_cell(now[0], wanted[0]):
            settled.hits += [written[place]] if place in written else []
            continue
        settled.undisturbed = False
        stands = _shown(now, held)
        settled.back.append(_mend(batch, frame, place, stands, wanted[0], is_formula=wanted[1]))


def _shown(now: tuple[Cell, bool], held: Cell) -> Cell:
    """What a cell shows that now holds this; what a formula comes to is not known here."""
    return held if now[1] else now[0]


def _mend(  # noqa: PLR0913  a cell, what stands there, what belongs there
    batch: Batch,
    frame: Frame,
    place: tuple[int, int],
    before: Cell,
    after: Cell,
    *,
    is_formula: bool,
    fresh: bool = False,
) -> Write:
    row, column = place
    heading = frame.table.heading
    return Write(
        frame.tab.title,
        key="" if fresh or row >= len(frame.keys) else frame.keys[row],
        heading=heading[column] if column < len(heading) else "",
        row=row,
        column=column,
        before=before,
        after=after,
        mend=True,
        row_was=_row_after(batch, frame, row, fresh=fresh),
        formula=is_formula,
    )


def _row_after(batch: Batch, frame: Frame, row: int, *, fresh: bool) -> tuple[Cell, ...]:
    """The whole row as the batch left it."""
    cells: list[Cell] = [] if fresh else list(frame.table.row(row))
    for one in batch.writes:
        if (one.tab, one.row) == (frame.tab.title, row):
            cells += [""] * (one.column + 1 - len(cells))
            cells[one.column] = one.after
    return trimmed(cells)


def _heading_then(batch: Batch, tab: str) -> tuple[str, ...]:
    return next((one.heading for one in batch.copied if one.tab == tab), ())


def found_again(write: Write, frame: Frame, heading: Sequence[str] = ()) -> tuple[int, int] | None:
    """Where the cell of a mend stands now; None when its row is gone, or somebody typed there.

    Args:
        write: the mend.
        frame: the tab as it stands now.
        heading: the headings when the mend was made.
    """
    table = frame.table
    column = _column_of(write, table.heading)
    row = _row_of(write, frame, _moved(write.row_was, heading, table.heading), column)
    if row is None or not same_cell(table.cell(row, column), write.before):
        return None
    return row, column


def renewed(batch: Batch, frames: Mapping[str, Frame]) -> list[Write]:
    """The mends of a batch that never landed, for where their cells stand now."""
    found = []
    for one in batch.writes:
        if one.mend and one.tab in frames:
            place = found_again(one, frames[one.tab], _heading_then(batch, one.tab))
            if place is not None:
                row_was = frames[one.tab].table.row(place[0])
                found.append(replace(one, row=place[0], column=place[1], row_was=row_was))
    return found


def _column_of(write: Write, heading: Sequence[str]) -> int:
    if write.heading and heading.count(write.heading) == 1:
        return heading.index(write.heading)
    return write.column


def _moved(row: Sequence[Cell], was: Sequence[str], now: Sequence[str]) -> tuple[Cell, ...]:
    """The cells of a row in the order in which the columns stand now."""
    if not was or list(was) == list(now):
        return tuple(row)
    cells: list[Cell] = [""] * max(len(row), len(now))
    for place, cell in enumerate(row):
        title = was[place] if place < len(was) else ""
        is_known = title != "" and list(now).count(title) == 1
        to = list(now).index(title) if is_known else place
        if to < len(cells) and (is_known or cells[to] == ""):
            cells[to] = cell
    return trimmed(cells)


def _row_of(write: Write, frame: Frame, row_was: tuple[Cell, ...], column: int) -> int | None:
    """The row of a mend: as it was left, where it was left; else its like; else its key."""
    table = frame.table
    if table.row(write.row) == row_was:
        return write.row
    rows = [row for row, key in enumerate(frame.keys) if key == write.key and key]
    if not rows:
        alike = [row for row in range(table.height) if table.row(row) == row_was]
        return alike[0] if len(alike) == 1 else _likest(table, row_was, column, write)
    # one of several with its key: that which was not touched since, or stands where it stood
    alike = [row for row in rows if table.row(row) == row_was]
    for some in (alike, [row for row in rows if row == write.row], rows):
        if len(some) == 1:
            return some[0]
    return None


def _likest(table: Table, row_was: tuple[Cell, ...], column: int, write: Write) -> int | None:
    """The row that holds what we put there, and most of what stood beside it."""
    filled = sum(cell != "" for cell in row_was)
    likeness = {}
    for row in range(table.height):
        if same_cell(table.cell(row, column), write.before):
            pairs = zip(table.row(row), row_was, strict=False)
            count = sum(one == other and one != "" for one, other in pairs)
            if count * 2 > filled:
                likeness[row] = count
    best = max(likeness.values(), default=0)
    rows = [row for row, count in likeness.items() if count == best]
    if write.row in rows:
        return write.row
    return rows[0] if len(rows) == 1 else None


def trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Cells without the empty ones at the end."""
    kept = list(cells)
    while kept and kept[-1] == "":
        kept.pop()
    return tuple(kept)


def same_cell(one: Cell, other: Cell) -> bool:
    """Whether two cells hold the same to the letter; 12 and 12.0 are one number."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
