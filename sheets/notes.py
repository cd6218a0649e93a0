"""Notes of ours on the cells of people: none of theirs is written over, or it is given back. Pure.

A note lands by place like a cell, and rows may have moved by then. The batch keeps the cell that it
puts a note on, note and all, so that what stood there is known. A note that is given back may miss
its cell again: it is found by the text that we left on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sheets.frame import Frame
from sheets.grid import Note, Noted
from sheets.table import Merge

MARK = "Backroom: "
"""What our notes begin with, so that no other is ever taken off."""
Place = tuple[str, int, int]
"""Tab, row and column."""


def considerate(notes: Sequence[Note], there: Noted) -> list[Note]:
    """The notes of a batch: people's own are spared, and merged cells get none."""
    found = []
    for one in notes:
        before = there.notes.get(place(one), "")
        is_merged = any(_covers(merge, one) for merge in there.merges.get(one.tab, ()))
        if not is_merged and (one.text or before.startswith(MARK)):
            found.append(replace(one, spared=is_theirs(before)))
    return found


def numbered(notes: Sequence[Note]) -> list[Note]:
    """The notes of a batch, each with the slot in which its cell is kept."""
    return [replace(one, slot=slot) for slot, one in enumerate(notes)]


def is_theirs(note: str) -> bool:
    """Whether a note is somebody's own."""
    return bool(note) and not note.startswith(MARK)


def place(note: Note) -> Place:
    """Where a note lands."""
    return note.tab, note.row, note.column


def astray(notes: Sequence[Note], kept: Sequence[str], frames: Mapping[str, Frame]) -> list[Note]:
    """Notes that were given back, may have hit another cell than theirs, and are to be found.

    Args:
        notes: of a batch that landed.
        kept: what stood on their cells before that.
        frames: the tabs as they stood then.
    """
    return [one for one, before in zip(notes, kept, strict=True)
            if one.left and (before not in {one.left, one.text}
                             or _is_elsewhere(one, frames.get(one.tab)))]  # fmt: skip


def given_back(
    notes: Sequence[Note], kept: Sequence[str], frames: Mapping[str, Frame], there: Noted
) -> list[Note]:
    """The notes to put where ours took the place of another.

    Args:
        notes: of a batch that landed.
        kept: what stood on their cells before that.
        frames: the tabs as they stood then, of those that are still there.
        there: the notes by now in the columns of those that went astray.
    """
    found = []
    for one, before in zip(notes, kept, strict=True):
        frame = frames.get(one.tab)
        if frame is None or one.spared:
            continue
        if before == one.text:
            # what stood there said the same by chance: its own cell may still hold what we left
            found += _on_its_own_cell(one, frame, there)
            continue
        has_reached = _reached(one, frame)
        # where ours left nothing, only the row tells whether it is the cell
        if before == one.left and (one.left or has_reached):
            continue
        if has_reached and not is_theirs(before):
            continue
        again = [] if one.left is None or has_reached else found_again([one], frames, there)
        if not before and one.left == "" and not again:
            continue  # it is not known where it belongs: better here than nowhere
        called = {column: heading for heading, column in frame.columns.items()}
        found.append(
            replace(one, key=_key_at(frame, one.row), heading=called.get(one.column, ""),
                    text=before, left=one.text)
        )  # fmt: skip
        found += again
    return found


def found_again(notes: Sequence[Note], frames: Mapping[str, Frame], there: Noted) -> list[Note]:
    """Notes that are still to be given back, for where their cells stand."""
    found = []
    for one in notes:
        frame = frames[one.tab]
        column = frame.columns.get(one.heading, one.column)
        rows = [row for (tab, row, at), text in there.notes.items()
                if one.left and text == one.left and (tab, at) == (one.tab, column)]  # fmt: skip
        if one.key in frame.places:
            rows = [frame.places[one.key]]
        if rows:
            row = min(rows, key=lambda row: abs(row - one.row))
            found.append(replace(one, row=row, column=column))
    return found


def _on_its_own_cell(note: Note, frame: Frame, there: Noted) -> list[Note]:
    """A note that missed its cell, for where that is, if what we left there stands on it."""
    again = found_again([note], {note.tab: frame}, there) if _is_elsewhere(note, frame) else []
    return [one for one in again if there.notes.get(place(one), "") == note.left]


def _is_elsewhere(note: Note, frame: Frame | None) -> bool:
    """Whether the row of a note that was given back is known, and it did not reach it."""
    if frame is None or not note.left:
        return False
    return note.key in frame.places and not _reached(note, frame)


def _key_at(frame: Frame, row: int) -> str:
    return frame.keys[row] if row < len(frame.keys) else ""


def _reached(note: Note, frame: Frame) -> bool:
    """Whether the row and the column of a note stood where it landed."""
    is_there = frame.columns.get(note.heading) == note.column
    return is_there and _key_at(frame, note.row) == note.key != ""


def _covers(merge: Merge, note: Note) -> bool:
    return merge.top <= note.row < merge.bottom and merge.left <= note.column < merge.right
