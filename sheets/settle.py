"""What a batch really hit, seen from what the cells held just before it landed. Pure.

Between our read and our write somebody may sort, insert, move a column or type. The batch then
writes where rows and columns stood before. The pre-image that the same batch copied tells what was
hit: what is somebody's is put back, and what did not reach its row is known not to have.

A mend is a cell that holds what we put there wrongly, and what belongs there. The whole tab as we
left it is known, and so is the tab just before the mend landed: between the two the cell is
followed wherever people moved it, until the right thing stands in it, or somebody types there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.grid import Batch, Write
from sheets.merge import Edit
from sheets.tab import Owner
from sheets.table import Table
from sheets.trail import Displaced, Place, Trail


@dataclass
class Settled:
    """What became of the cells of a batch."""

    hits: list[Write] = field(default_factory=list)
    """Cells that reached their row and column."""
    unsure: list[Write] = field(default_factory=list)
    """Of these, the ones whose key stands in another row as well by now: that may be the right one.
    """
    unblanked: list[Write] = field(default_factory=list)
    """Inputs that were booked and are still standing in the ledger."""
    outdated: list[Write] = field(default_factory=list)
    """Inputs that were booked and that somebody had changed before they were to be blanked: where
    the same is seen again, it was typed again, or is what undoing the change gave back."""
    overtyped: list[tuple[str, Edit, Cell]] = field(default_factory=list)
    """(tab, what somebody typed, what was written over it) in cells of the books."""
    back: list[Write] = field(default_factory=list)
    """Cells to write next, so that nothing of anybody's is lost."""
    displaced: list[Displaced] = field(default_factory=list)
    """What somebody typed and was in the way, and of which the cell is not certain any more."""
    undisturbed: bool = True
    """Nobody did anything in between that the batch touched."""


def settle(batch: Batch, frames: Mapping[str, Frame]) -> Settled:
    """Compare what was meant with what was hit.

    Args:
        batch: as it was sent.
        frames: its tabs as they stood just before it landed.
    """
    settled = Settled()
    for title, frame in frames.items():
        writes = [write for write in batch.writes if write.tab == title]
        landing = _Landing(batch, frame, settled)
        for write in writes:
            if not write.mend:
                landing.look(write)
        landing.mend([write for write in writes if write.mend])
        settled.back += landing.back
    return settled


class _Landing:
    """A batch that landed in one tab."""

    def __init__(self, batch: Batch, frame: Frame, settled: Settled) -> None:
        self._batch, self._frame, self._settled = batch, frame, settled
        self.back: list[Write] = []

    @cached_property
    def _is_nameless(self) -> bool:
        """Whether a column of the key moved, so that rows that the batch made name nothing."""
        frame = self._frame
        return any(
            frame.columns.get(one.heading) != one.column
            for one in self._batch.writes
            if one.tab == frame.tab.title and one.heading in frame.tab.key
            if self._is_new_row(one)
        )

    def look(self, write: Write) -> None:
        """See what a cell hit that is not a mend."""
        settled, table = self._settled, self._frame.table
        shown = table.cell(write.row, write.column)
        held = table.written.get((write.row, write.column), shown)
        if self._is_outdated(write):
            settled.outdated.append(write)
        if self._is_new_row(write):
            self._in_a_new_row(write)
        elif not self._reached(write):
            settled.undisturbed = False
            self._put_back(write, held)
            if write.after == "" and self._frame.tab.column(write.heading).is_input:
                settled.unblanked.append(write)
        elif same_cell(held, write.before) or same_cell(shown, write.before):
            settled.hits.append(write)
            if self._is_one_of_several(write):
                settled.undisturbed = False
                settled.unsure.append(write)
        else:
            settled.undisturbed = False
            self._typed_over(write, held)

    def _is_outdated(self, write: Write) -> bool:
        """Whether somebody had changed an input that was booked before it was to be blanked."""
        frame = self._frame
        if write.after != "" or not frame.tab.column(write.heading).is_input:
            return False
        row, column = frame.places.get(write.key), frame.columns.get(write.heading)
        if row is None or column is None:
            return False
        there = frame.table.content(row, column), frame.table.cell(row, column)
        return not any(same_cell(one, write.before) for one in there)

    def _is_one_of_several(self, write: Write) -> bool:
        """Whether its key stands in rows in which it did not when the batch was planned."""
        rows = self._frame.twice.get(write.key, ())
        return list(rows) != list(self._batch.twice.get(write.tab, {}).get(write.key, ()))

    def _is_new_row(self, write: Write) -> bool:
        at, count = self._batch.new_rows.get(write.tab, (0, 0))
        return (bool(count) and write.row >= at) or self._is_in_a_gap(write)

    def _is_in_a_gap(self, write: Write) -> bool:
        """Whether it came in a row that was blank, and still was."""
        if write.row not in self._batch.reused.get(write.tab, ()):
            return False
        table = self._frame.table
        return all(table.content(write.row, at) == "" for at in self._frame.columns.values())

    def _in_a_new_row(self, write: Write) -> None:
        """A row that the batch made held nothing; only its columns may have moved.

        One that lost its key is emptied whole: the next pass makes another.
        """
        is_there = self._frame.columns.get(write.heading) == write.column
        if is_there and not self._is_nameless:
            self._settled.hits.append(write)
        else:
            self._settled.undisturbed = False
            self._put_back(write, "")

    def _reached(self, write: Write) -> bool:
        frame = self._frame
        if frame.paused or frame.columns.get(write.heading) != write.column:
            return False
        return write.row < len(frame.keys) and frame.keys[write.row] == write.key != ""

    def _typed_over(self, write: Write, held: Cell) -> None:
        """Somebody typed there in the meantime: in a cell of theirs, it comes back."""
        if self._frame.tab.column(write.heading).owner is Owner.BOOKS:
            self._settled.hits.append(write)
            edit = Edit(write.key, write.heading, write.before, held)
            self._settled.overtyped.append((write.tab, edit, write.after))
        else:
            self._put_back(write, held, key=write.key)

    def _put_back(self, write: Write, held: Cell, *, key: str = "") -> None:
        """Give the cell that was hit back what it held; `key`: of its row, if that is the one."""
        place = write.row, write.column
        is_formula = not self._is_new_row(write) and place in self._frame.table.written
        if is_formula or not same_cell(held, write.after):
            made = replace(write, key=key, before=write.after, after=held, formula=is_formula)
            self.back.append(replace(made, mend=True))

    def mend(self, mends: Sequence[Write]) -> None:
        """See what stands now in the cells that were to be mended, and in those that were hit."""
        written = {(one.row, one.column): one for one in mends}
        trail = Trail(mends, self._batch.left, self._frame)
        for gone in trail.gone:
            self._displaced(trail, gone, gone.after)
        for place in sorted({*written, *trail.cells}):
            one = trail.cells.get(place)
            if one and place in trail.unsure:
                self._displaced(trail, one, one.after)
                held = self._frame.table.content(*place)
                if held == "" and _belongs(one, held) is not None:
                    # nothing tells whose the cell is, and what goes there may be booked
                    one = None
            if one and (self._may_be_typed(one, place) or self._is_typed_again(one, place)):
                self._displaced(trail, one, self._frame.table.content(*place))
            self._mend_cell(place, written.get(place), one)

    def _mend_cell(self, place: Place, there: Write | None, one: Write | None) -> None:
        """See what stands now in a cell.

        Args:
            place: where.
            there: what the batch wrote there; None: nothing.
            one: the mend whose cell it is; None: it is another's.
        """
        table = self._frame.table
        held, is_formula = table.content(*place), place in table.written
        found = _belongs(one, held) if one else None
        if one and found is None:
            self._typed_over_again(one, place)
        after, as_formula = found or (held, is_formula)
        left, was_formula = (there.after, there.formula) if there else (held, is_formula)
        if was_formula == as_formula and same_cell(left, after):
            self._settled.hits += [there] if there else []
            return
        self._settled.undisturbed = False
        made = Write(
            self._frame.tab.title, one.key if one and found else "", one.heading if one else "",
            *place, before=left, after=after, mend=True, formula=as_formula,
            former=_former(one, found) if one else (),
        )  # fmt: skip
        self.back.append(made)

    def _may_be_typed(self, one: Write, place: Place) -> bool:
        """Whether somebody may have typed what we once left there, rather than gone back to it."""
        held = self._frame.table.content(*place)
        return _belongs(one, held) is not None and not same_cell(held, one.before)

    def _is_typed_again(self, one: Write, place: Place) -> bool:
        """Whether somebody typed into an input just what we were putting back there.

        What we put back may be booked by then, and theirs would go as if it were the same.
        """
        held, frame = self._frame.table.content(*place), self._frame
        if _belongs(one, held) is not None or not same_cell(held, one.after):
            return False
        # one that was just renamed is not known
        called = next((ours for ours, at in frame.columns.items() if at == place[1]), one.heading)
        return called in frame.tab.headings and frame.tab.column(called).is_input

    def _displaced(self, trail: Trail, one: Write, typed: Cell) -> None:
        told = trail.displaced(one, typed)
        self._settled.displaced += [told] if told else []

    def _typed_over_again(self, one: Write, place: Place) -> None:
        """Somebody typed over what was written there: so that is what they saw."""
        key, heading = (one.key, one.heading) if one.key else self._shared_at(place)
        seen = replace(
            one, key=key, heading=heading, row=place[0], column=place[1],
            after=one.before, mend=False,
        )  # fmt: skip
        # an input that was blank for a moment was not seen to stay so: what was booked is kept in
        # mind, should undoing give it back
        if self._reached(seen) and not self._frame.tab.column(heading).is_input:
            self._settled.hits.append(seen)

    def _shared_at(self, place: Place) -> tuple[str, str]:
        """The key and heading of a cell that both sides may change; "" where it is none of one row.

        What was written there was meant for another row, and seen in this one.
        """
        frame, (row, column) = self._frame, place
        key = frame.keys[row] if row < len(frame.keys) else ""
        shared = (one.heading for one in frame.tab.columns if one.owner is Owner.BOTH)
        heading = next((one for one in shared if frame.columns.get(one) == column), "")
        return (key, heading) if frame.places.get(key) == row and heading else ("", "")


def _belongs(one: Write, held: Cell) -> tuple[Cell, bool] | None:
    """What belongs in the cell of a mend that holds this; None: somebody typed it there.

    What we left there before counts as well: people undo what they typed over it.
    """
    for left, after, is_formula in ((one.before, one.after, one.formula), *one.former):
        if same_cell(held, left):
            return after, is_formula
    return None


def _former(one: Write, found: tuple[Cell, bool] | None) -> tuple[tuple[Cell, Cell, bool], ...]:
    """What we left in the cell of a mend until now, and what belonged there then.

    Whoever typed over what the books wrote into its own row has seen that: should they take back
    what they typed, it stays, and what had stood there before is settled.
    """
    if found is None and one.key:
        return ()
    return ((one.before, one.after, one.formula), *one.former)


def renewed(batch: Batch, frames: Mapping[str, Frame]) -> tuple[list[Write], list[Displaced]]:
    """The mends of a batch that never landed, for where their cells stand now.

    Returns:
        What is to be written, and what is to be told because its cell is not certain.
    """
    found: list[Write] = []
    told: list[Displaced | None] = []
    for title, frame in frames.items():
        mends = [one for one in batch.writes if one.mend and one.tab == title]
        trail = Trail(mends, batch.left, frame)
        told += [trail.displaced(one, one.after) for one in trail.gone]
        for (row, column), one in trail.cells.items():
            held = frame.table.content(row, column)
            belongs = _belongs(one, held)
            is_unsure = (row, column) in trail.unsure
            if is_unsure:
                told.append(trail.displaced(one, one.after))
            if belongs is not None and not (is_unsure and held == ""):
                after, formula = belongs
                made = replace(one, row=row, column=column, before=held, after=after)
                found.append(replace(made, formula=formula))
    return found, [one for one in told if one is not None]


def left_by(batch: Batch, frame: Frame) -> Table:
    """A tab as a batch left it, its formulas as such."""
    table, title = frame.table.entered(), frame.tab.title
    at, count = batch.new_rows.get(title, (0, 0))
    return written(table, [one for one in batch.writes if one.tab == title], (at, count))


def written(table: Table, writes: Sequence[Write], new_rows: tuple[int, int] = (0, 0)) -> Table:
    """A tab after these cells of it were written.

    Args:
        table: before.
        writes: the cells.
        new_rows: before which row, and how many, were made.
    """
    columns = [[heading, *table.cells(at)] for at, heading in enumerate(table.heading)]
    at, count = new_rows
    for column in columns:
        column.extend([""] * (at + 1 - len(column)))
        column[at + 1 : at + 1] = [""] * count
    for one in writes:
        columns += [[""] for _ in range(one.column + 1 - len(columns))]
        column = columns[one.column]
        column.extend([""] * (one.row + 2 - len(column)))
        column[one.row + 1] = one.after
    return Table.of(columns)


def same_cell(one: Cell, other: Cell) -> bool:
    """Whether two cells hold the same to the letter; 12 and 12.0 are one number."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
