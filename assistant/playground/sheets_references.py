"""References in formulas: read, moved with rows and columns, pasted elsewhere, renamed, lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.playground.sheets_area import column_letters, column_number, quoted
from assistant.playground.sheets_shift import Shift
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_tokens import Unreadable, tokens

CORNER = re.compile(r"^(\$?)([A-Za-z]{1,3})?(\$?)([1-9]\d*)?$")
LOST = "#REF!"


@dataclass(frozen=True)
class Corner:
    """One end of a reference; a missing row (or column) is all of them."""

    row: int | None
    column: int | None
    row_fixed: bool
    column_fixed: bool

    def __str__(self) -> str:
        letters = "" if self.column is None else column_letters(self.column)
        number = "" if self.row is None else str(self.row + 1)
        return (
            ("$" if self.column_fixed and letters else "") + letters
            + ("$" if self.row_fixed and number else "") + number
        )  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """A cell or range that a formula names; `sheet` is None for the formula's own."""

    sheet: str | None
    first: Corner
    last: Corner | None

    def __str__(self) -> str:
        place = str(self.first) if self.last is None else f"{self.first}:{self.last}"
        return place if self.sheet is None else f"{quoted(self.sheet)}!{place}"


def read(text: str) -> Reference:
    """A reference as it stands in a formula."""
    sheet, mark, place = text.rpartition("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    first, colon, last = place.partition(":")
    return Reference(sheet if mark else None, _corner(first), _corner(last) if colon else None)


def _corner(text: str) -> Corner:
    match = CORNER.match(text)
    if match is None:
        raise Unreadable(text)
    before, letters, between, number = match.groups()
    # $3 of a range of rows: the $ stands before the number
    row_fixed = bool(between or (before and not letters))
    return Corner(
        int(number) - 1 if number else None, column_number(letters) if letters else None,
        row_fixed, bool(before and letters),
    )  # fmt: skip


Change = Callable[[Reference], Reference | None]


def rewritten(formula: str, change: Change) -> str:
    """A formula with each reference changed; None makes it #REF!. The rest stays as typed."""
    try:
        words = tokens(formula)
    except Unreadable:
        return formula
    parts = []
    for word in words:
        if word.kind == "reference":
            before = read(word.text)
            after = change(before)
            parts.append(word.text if after == before else LOST if after is None else str(after))
        else:
            parts.append(word.text)
    return "=" + "".join(parts)


def follow(tab: Tab, changed: Tab, shift: Shift) -> None:
    """Let the formulas of a tab follow what was inserted, deleted or moved in another or itself."""

    def change(reference: Reference) -> Reference | None:
        if not _is_about(reference, tab, changed):
            return reference
        return _shifted(reference, shift)

    rewrite_all(tab, change)


def rewrite_all(tab: Tab, change: Change) -> None:
    """Change every reference in the formulas of a tab."""
    for row, column, formula in list(tab.formulas.items()):
        after = rewritten(formula, change)
        if after != formula:
            tab.formulas.put(row, column, after)


def _is_about(reference: Reference, home: Tab, changed: Tab) -> bool:
    if reference.sheet is None:
        return home is changed
    return reference.sheet.lower() == changed.title.lower()


def _shifted(reference: Reference, shift: Shift) -> Reference | None:
    first, last = reference.first, reference.last
    axis = "row" if shift.rows else "column"
    start = getattr(first, axis)
    if start is None:
        return reference
    if last is None:
        moved = shift.place(start)
        return None if moved is None else replace(reference, first=_put(first, axis, moved))
    low, high = sorted((start, getattr(last, axis)))
    span = shift.span(low, high + 1)
    if span is None:
        return None
    return replace(
        reference,
        first=_put(first, axis, span[0]),
        last=_put(last, axis, span[1] - 1),
    )


def _put(corner: Corner, axis: str, at: int) -> Corner:
    return replace(corner, row=at) if axis == "row" else replace(corner, column=at)


def pasted(formula: str, down: int, across: int) -> str:
    """A formula as it is when copied so many rows down and columns across."""

    def change(reference: Reference) -> Reference | None:
        corners = [_carried(one, down, across) for one in (reference.first, reference.last) if one]
        if None in corners:
            return None
        last = corners[1] if len(corners) == 2 else None
        return Reference(reference.sheet, corners[0], last)  # type: ignore[arg-type]

    return rewritten(formula, change) if down or across else formula


def _carried(corner: Corner, down: int, across: int) -> Corner | None:
    row = corner.row if corner.row is None or corner.row_fixed else corner.row + down
    column = (
        corner.column if corner.column is None or corner.column_fixed else corner.column + across
    )
    if (row is not None and row < 0) or (column is not None and column < 0):
        return None
    return replace(corner, row=row, column=column)


def rename(tab: Tab, old: str, new: str) -> None:
    """Let the formulas of a tab say another tab's new title."""

    def change(reference: Reference) -> Reference | None:
        if reference.sheet is not None and reference.sheet.lower() == old.lower():
            return replace(reference, sheet=new)
        return reference

    rewrite_all(tab, change)


def lose(tab: Tab, title: str) -> None:
    """Let the formulas of a tab know that another tab is gone."""

    def change(reference: Reference) -> Reference | None:
        gone = reference.sheet is not None and reference.sheet.lower() == title.lower()
        return None if gone else reference

    rewrite_all(tab, change)
