"""Notes of ours on the cells of people: what one took the place of is given back. Pure.

A note lands by place like a cell, and rows may have moved by then. The batch keeps the cell that it
puts a note on, note and all, so that what stood there is known. A note that is given back may miss
its cell again: it is followed as a cell is, or found by the text that we left on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sheets.follow import follow
from sheets.frame import Frame
from sheets.grid import LEFT_OUT, Batch, KeptNotes, Note, Place
from sheets.table import Merge

MARK = "Backroom: "
"""What our notes begin with."""
OURS = re.compile(rf"{MARK}“.*”: .+", re.DOTALL)
"""What our notes look like, of which it is not known what they say: of a copied row, say."""


def beside(notes: Sequence[Note], merges: Mapping[str, Sequence[Merge]]) -> list[Note]:
    """The notes that are not on merged cells.

    Args:
        notes: of a batch.
        merges: tab -> its merged cells.
    """
    return [one for one in notes
            if not any(_covers(merge, one) for merge in merges.get(one.tab, ()))]  # fmt: skip


def numbered(notes: Sequence[Note]) -> list[Note]:
    """The notes of a batch, each with the slot in which its cell is kept."""
    return [replace(one, slot=slot) for slot, one in enumerate(notes)]


def is_theirs(note: str, was: str) -> bool:
    """Whether a note is somebody's own, or one of ours that somebody added words to.

    Args:
        note: on a cell; empty: none.
        was: what ours on that cell said, as far as is known.
    """
    if not note or note == was:
        return False
    return bool(was) or OURS.fullmatch(note) is None


def place(note: Note) -> Place:
    """Where a note lands."""
    return note.tab, note.row, note.column


def wants_whole(notes: Sequence[Note], kept: KeptNotes) -> bool:
    """Whether something is given back, whose cell is followed by all that its tab holds.

    Args:
        notes: of a batch that landed.
        kept: what stood on their cells before that.
    """
    sent = [one for one in notes if _is_sent(one, kept)]
    return any(one.left is not None or is_theirs(kept.get(one.slot, ""), one.was) for one in sent)


class Landed:
    """The notes of a batch, and where the cells went on which they were to be put."""

    def __init__(self, batch: Batch, frames: Mapping[str, Frame]) -> None:
        """Follow them.

        Args:
            batch: that landed, or never did.
            frames: the tabs as they stood just before, of those that are still there.
        """
        self._frames = frames
        self._notes = [one for one in batch.notes if one.tab in frames]
        rows: dict[str, set[int]] = {}
        for one in self._notes:
            if one.left is not None and one.tab in batch.left:
                rows.setdefault(one.tab, set()).add(one.row)
        self._went = {title: follow(batch.left[title], frames[title].table,
                                    frames[title].whole_key, wanted)
                      for title, wanted in rows.items()}  # fmt: skip

    @property
    def is_undisturbed(self) -> bool:
        """Whether all of them reached their row and column."""
        return all(self._reached(one) for one in self._notes)

    def looked_for_in(self, kept: KeptNotes | None = None) -> set[tuple[str, int]]:
        """Tab and column in which notes stand by now that were given back, and may have missed.

        Args:
            kept: what stood on the cells before that; None: they never landed.
        """
        return {(one.tab, at) for one in self._notes
                if one.left is not None and (kept is None or self._is_astray(one, kept))
                for at in self._columns(one)}  # fmt: skip

    def _columns(self, one: Note) -> Iterable[int]:
        """Where a note may stand: its column may be moved while the notes are read."""
        return {one.column, self._column(one), *range(len(self._frames[one.tab].table.raw))}

    def _is_astray(self, one: Note, kept: KeptNotes) -> bool:
        """Whether a note that was given back may have hit another cell than its own."""
        return _is_sent(one, kept) and (
            kept.get(one.slot, "") not in {one.left, one.text} or self._is_elsewhere(one)
        )

    def given_back(self, kept: KeptNotes, there: Mapping[Place, str]) -> list[Note]:
        """The notes to put where ours took the place of another.

        Args:
            kept: what stood on the cells before that.
            there: the notes by now in the columns of those that went astray.
        """
        return [given for one in self._notes if _is_sent(one, kept)
                for given in self._given_back(one, kept.get(one.slot, ""), there)]  # fmt: skip

    def settled(self, kept: KeptNotes) -> list[Note]:
        """Those of ours that need not be sent again: they reached their cells, or were refused.

        Args:
            kept: what stood on the cells before that.
        """
        ours = [one for one in self._notes if one.left is None]
        return [one for one in ours if self._reached(one) or not _is_sent(one, kept)]

    def again(self, there: Mapping[Place, str]) -> list[Note]:
        """What is still to be given back, of a batch that never landed, for where it stands."""
        found = [self._found(one, there) for one in self._notes if one.left is not None]
        return [one for one in found if one is not None]

    def _given_back(self, one: Note, before: str, there: Mapping[Place, str]) -> list[Note]:
        """What to put where a note took the place of another, and on the cell that it missed."""
        if before == one.text or (before == one.left and not one.text):
            # what stood there said the same by chance: its own cell may still hold what we left
            is_owed = one.left is not None and self._is_elsewhere(one)
            again = self._found(one, there) if is_owed else None
            return [again] if again is not None and _may_be_left(one, again, there) else []
        has_reached = self._reached(one)
        # where ours left nothing, only the row tells whether it is the cell
        if before == one.left and (one.left or has_reached):
            return []
        if has_reached and not is_theirs(before, one.was):
            return []
        again = None if one.left is None or has_reached else self._found(one, there)
        if not before and one.left == "" and again is None:
            return []  # it is not known where it belongs: better here than nowhere
        frame = self._frames[one.tab]
        called = {column: heading for heading, column in frame.columns.items()}
        back = replace(one, key=_key_at(frame, one.row), heading=called.get(one.column, ""),
                       text=before, left=one.text)  # fmt: skip
        # one of ours that missed, and is to go as well, is gone from there with that
        stray = {other.left for other in self._notes if other is not one and not other.text}
        over = {place(other) for other in self._notes if other.slot > one.slot}
        found = [] if (before and before in stray) or place(one) in over else [back]
        return found if again is None else [*found, again]

    def _found(self, one: Note, there: Mapping[Place, str]) -> Note | None:
        """A note that is to be given back, for where its cell stands; None: nobody knows.

        It is known by its key, by the text that we left on it, and else by the row it was in.
        """
        frame, cell = self._frames[one.tab], self._cell(one)
        seen = [place for place, text in there.items() if one.left and text == one.left]
        if one.key in frame.places and len(seen) == 1 and seen[0][0] == one.tab:
            # the notes were read later than the cells: there it stands, whatever moved since
            return replace(one, row=seen[0][1], column=seen[0][2])
        near, column = (cell or (one.row, 0))[0], self._column(one)
        rows = [row for (tab, row, at), text in there.items()
                if one.left and text == one.left and (tab, at) == (one.tab, column)]  # fmt: skip
        if one.key in frame.places:
            rows = [frame.places[one.key]]
        if not rows and cell:
            rows = [near]
        if not rows:
            return None
        return replace(one, row=min(rows, key=lambda row: abs(row - near)), column=column)

    def _column(self, one: Note) -> int:
        """The column in which the cell of a note stands, as far as that is known."""
        cell = self._cell(one)
        return self._frames[one.tab].columns.get(one.heading, cell[1] if cell else one.column)

    def _cell(self, one: Note) -> tuple[int, int] | None:
        """Where the cell of a note that was given back stands, by all that its tab holds."""
        went = self._went.get(one.tab)
        return went.cell(one.row, one.column) if went and one.left is not None else None

    def _is_elsewhere(self, one: Note) -> bool:
        """Whether it is known where the cell of a note that was given back is: not where it hit."""
        is_known = one.key in self._frames[one.tab].places or self._cell(one) is not None
        return is_known and not self._reached(one)

    def _reached(self, one: Note) -> bool:
        """Whether the row and the column of a note stood where it landed."""
        frame = self._frames[one.tab]
        if one.key not in frame.places and self._cell(one) is not None:
            return self._cell(one) == (one.row, one.column)
        is_there = frame.columns.get(one.heading) == one.column
        return is_there and _key_at(frame, one.row) == one.key != ""


def _is_sent(one: Note, kept: KeptNotes) -> bool:
    """Whether Google did not refuse a note, so that it was left out."""
    return kept.get(one.slot) != LEFT_OUT


def _may_be_left(one: Note, again: Note, there: Mapping[Place, str]) -> bool:
    """Whether what we left on a cell may still stand there.

    The notes are of a later moment than its place: it may have moved on by then.
    """
    if not one.left:
        return there.get(place(again), "") == ""
    return any(text == one.left for (tab, _, _), text in there.items() if tab == one.tab)


def _key_at(frame: Frame, row: int) -> str:
    return frame.keys[row] if row < len(frame.keys) else ""


def _covers(merge: Merge, note: Note) -> bool:
    return merge.top <= note.row < merge.bottom and merge.left <= note.column < merge.right
