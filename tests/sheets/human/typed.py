"""What a person typed, and what was lost of it: the judge's cards. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sheets.tab import Owner
from tests.sheets.human import truth
from tests.sheets.human.page import Page
from tests.sheets.human.truth import same


@dataclass(frozen=True)
class Loss:
    """One thing that is not as it must be."""

    kind: str
    """edit, overtyped, twice, crash, cell, row, own, note, heading, stuck, overwrote, count."""
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass(eq=False)
class Edit:
    """One cell that the person changed."""

    page: Page
    row: int
    column: str
    text: str
    typed: Any
    """What the cell held then."""
    means: Any
    """The value that is meant; NOTHING when it is none."""
    seen: Any
    """What the cell held before."""
    is_restored: bool = False
    """It only brought back what the program had written: nothing is owed for it."""
    left: Any = None
    """What the person had left in that cell when the program had put something else there."""
    keys: set[str] = field(default_factory=set)
    """The keys that its row had whenever the program read it there."""
    told_as: set[str] = field(default_factory=set)
    """The keys that its row had whenever a write landed: whoever wrote over it found it there."""
    since: truth.Mark = truth.START
    """How far the books were when it was typed: what happened before does not answer it."""
    copied: Edit | None = None
    """The edit of which it is a copy, made with its whole row."""
    is_copy: bool = False
    """It was made with its whole row, of an edit or of what the program had written."""
    brought_back: Edit | None = None
    """The edit that stood in that cell before, and stands again by undoing what came over it."""
    over: str = ""
    """Why it is no longer there by the person's own doing."""

    @property
    def place(self) -> tuple[int, int, str]:
        """The cell, wherever it went."""
        return self.page.id, self.row, self.column

    def __str__(self) -> str:
        keys = ", ".join(sorted(self.keys)) or "never read"
        return f"{self.text!r} typed in {self.page.tab.title} {self.column} ({keys})"


def is_theirs(page: Page, column: str) -> bool:
    """Whether a column is the person's alone, never to be written."""
    declared = page.declared(column)
    if column.startswith("_"):
        return False
    return declared is None or (declared.owner is Owner.PERSON and not declared.is_input)


def is_input(edit: Edit) -> bool:
    declared = edit.page.declared(edit.column)
    return declared is not None and declared.is_input


def is_what_moved(edit: Edit, move: truth.Moved) -> bool:
    """Whether a movement is what an edit says."""
    if move.id <= edit.since.movement:
        return False
    if edit.column == "Counted":
        return move.reason.startswith("count") and same(edit.means, move.after)
    return not move.reason.startswith("count") and same(edit.means, move.units)


def says(record: str, wanted: str) -> bool:
    """Whether a record holds a value, not as a part of another."""
    at = record.find(wanted)
    while at >= 0:
        before, after = record[at - 1 : at], record[at + len(wanted) : at + len(wanted) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = record.find(wanted, at + 1)
    return False
