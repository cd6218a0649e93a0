"""The three-way merge of a tab: what people changed, what that means, and the cells to write. Pure.

Base is what the ledger showed and we have accounted for; now is this read; the books are the rows
that they give. A column whose text is the base's is not even parsed. Cells are compared as they
came, and by their meaning only where that differs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import compress, product
from operator import ne

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.grid import Write
from sheets.reading import Kind, same
from sheets.tab import Column, Owner, Rows

NOT_SHOWN = "?"
"""Stands for what a cell showed where that is not known: whatever stands there was typed."""
Patches = Mapping[str, Mapping[str, Cell]]
"""Row key -> heading -> what counts as the base there."""


@dataclass(frozen=True)
class Base:
    """What the ledger showed and we have accounted for: a read, and what differs from it."""

    frame: Frame
    patches: Patches = field(default_factory=dict)

    def knows(self, key: str) -> bool:
        """Whether it is known what the row of a key showed."""
        return key in self.frame.places or key in self.patches

    def without(self, headings: Collection[str]) -> Base:
        """The same, of which it is not known what these columns showed, but for what differs."""
        return replace(self, frame=self.frame.without(headings))

    def cell(self, key: str, heading: str) -> Cell:
        """A cell; empty where there was none."""
        patched = self.patches.get(key, {})
        if heading in patched:
            return patched[heading]
        if key not in self.frame.places or heading not in self.frame.columns:
            return ""
        return self.frame.cell(key, heading)


@dataclass(frozen=True)
class Edit:
    """A cell of ours that does not show what it did."""

    key: str
    heading: str
    base: Cell
    now: Cell
    is_refilled: bool = False
    """It was emptied in a row that looks as if it were new: the books fill it, and that is told."""


class Verdict(Enum):
    """What an edit means."""

    AGREED = "agreed"
    """The books say the same already."""
    APPLY = "apply"
    """Only a person changed it: the books follow."""
    CONFLICT = "conflict"
    """The books changed as well, to something else: it is asked about."""
    PUT_BACK = "put back"
    """It is the books' own cell."""


def judge(column: Column, edit: Edit, books: Cell) -> Verdict:
    """What an edit means, given what the books say of the cell."""
    if same(column.kind, edit.now, books):
        return Verdict.AGREED
    if column.owner is Owner.BOOKS:
        return Verdict.PUT_BACK
    return Verdict.APPLY if same(column.kind, edit.base, books) else Verdict.CONFLICT


def gone(base: Base | None, now: Frame) -> list[str]:
    """Keys that were in the base and are in no row now; of rows that we wrote since, too."""
    if base is None or now.paused:
        return []
    beside = [key for key in base.patches if key not in base.frame.places]
    if base.frame.keys is now.keys and not beside:
        return []
    there = set(now.keys)
    return [key for key in [*base.frame.places, *beside] if key not in there]


def fresh(base: Base | None, now: Frame) -> list[str]:
    """Keys that stand in a row now and did not in the base."""
    if base is not None and base.frame.keys is now.keys:
        return []
    known = set(base.frame.keys) if base else set()
    return [key for key in now.places if key not in known]


def edits(
    base: Base | None,
    now: Frame,
    seen: Callable[[Sequence[Edit]], Sequence[Edit]] = lambda found: found,
) -> list[Edit]:
    """What people changed in columns of the books and in those of both, row by row.

    A row that the base does not have counts as empty there; while there is no base at all, only in
    what both may change.

    Args:
        base: what the tab showed.
        now: the tab as read.
        seen: leaves out what people did not change though it reads as if they had.
    """
    if now.paused:
        return []
    found: list[Edit] = []
    rows = _rows(base.frame, now) if base is not None else []
    for column in now.tab.columns:
        if column.heading in now.columns and column.owner is not Owner.PERSON:
            found += _edits_in(column, base, now, rows)
    changed = seen(found)
    return list(changed) if base is None else _of_new_rows(base, now, changed)


def _of_new_rows(base: Base, now: Frame, found: Sequence[Edit]) -> list[Edit]:
    """Take a row that shows nothing of the books any more for a new one with a known key.

    Somebody took the row out and typed its key again: what is empty there was never typed. Where
    other cells of the row stand as they did, it may have been emptied after all.
    """
    # by its key it is known, so that is never empty, whoever gives it
    books = {one.heading for one in now.tab.columns if one.owner is Owner.BOOKS}
    books = (books & set(now.columns)) - set(now.tab.key)
    emptied: dict[str, set[str]] = {}
    for edit in found:
        if edit.heading in books and edit.now == "":
            emptied.setdefault(edit.key, set()).add(edit.heading)
    new = {
        key
        for key, headings in emptied.items()
        if headings == {heading for heading in books if base.cell(key, heading) != ""}
    }
    return [made for edit in found for made in _as_new(base, now, edit, is_new=edit.key in new)]


def _as_new(base: Base, now: Frame, edit: Edit, *, is_new: bool) -> list[Edit]:
    """An edit as one of a row that counts as new; none where nobody typed."""
    if not is_new:
        return [edit]
    if edit.now != "":
        return [replace(edit, base="")]
    is_shared = now.tab.column(edit.heading).owner is Owner.BOTH
    is_refilled = is_shared and _shows_something(base, now, edit.key)
    return [replace(edit, base="", is_refilled=True)] if is_refilled else []


def _shows_something(base: Base, now: Frame, key: str) -> bool:
    """Whether a row still shows something that both sides may change as it did."""
    shared = (one for one in now.tab.columns if one.owner is Owner.BOTH)
    return any(
        base.cell(key, one.heading) != ""
        and same(one.kind, base.cell(key, one.heading), now.cell(key, one.heading))
        for one in shared
        if one.heading in now.columns
    )


def _edits_in(column: Column, base: Base | None, now: Frame, rows: Sequence[int]) -> list[Edit]:
    heading = column.heading
    patched = _patched(base, heading, now)
    pairs: list[tuple[int, Cell, Cell]]
    if base is None or heading not in base.frame.columns:
        pairs = list(_unknown(column, base, now, patched))
    elif base.frame.keys is now.keys and base.frame.text(heading) == now.text(heading):
        pairs = [(now.places[key], cell, now.cell(key, heading)) for key, cell in patched.items()]
    else:
        pairs = _differing(column, base.frame, now, rows, patched)
    anew = _typed_anew(column, base, now, patched)
    return [
        Edit(key, heading, NOT_SHOWN if key in anew else before, after)
        for row, before, after in pairs
        # of rows that have one key, only the original counts
        if now.places.get(key := now.keys[row]) == row
        and (column.owner is Owner.BOTH or base is not None)
        and (key in anew or not same(column.kind, before, after))
        # of when a row changed nothing can be said where it is not known what it showed
        and not (column.is_stamp and (base is None or not base.knows(key) or before == NOT_SHOWN))
    ]


def _typed_anew(
    column: Column, base: Base | None, now: Frame, patched: Mapping[str, Cell]
) -> set[str]:
    """Keys of rows in which something else was typed over what waits, and means what was before.

    “2.5x” over 10 is refused, and then “10 pcs” is typed: that is no less an edit, which the books
    may not follow by what they say since. Who undoes what they typed gives back the very cell.
    """
    heading = column.heading
    if base is None or column.owner is not Owner.BOTH or heading not in base.frame.columns:
        return set()
    found = set()
    for key, before in patched.items():
        after = now.cell(key, heading)
        waited = base.frame.cell(key, heading) if key in base.frame.places else before
        is_typed = after not in {before, waited} and not same(column.kind, waited, before)
        if is_typed and same(column.kind, before, after):
            found.add(key)
    return found


def _unknown(
    column: Column, base: Base | None, now: Frame, patched: Mapping[str, Cell]
) -> Iterator[tuple[int, Cell, Cell]]:
    """(row, before, after) of a column of which it is not known what it showed.

    What stands in it is asked about; a blank cell is for the books to fill.
    """
    is_asked = base is not None and (column.owner is Owner.BOTH or column.is_stamp)
    for row, cell in enumerate(now.cells(column.heading)[: len(now.keys)]):
        key = now.keys[row]
        is_known = base is not None and base.knows(key)
        before = NOT_SHOWN if is_asked and is_known and cell != "" else ""
        yield row, patched.get(key, before), cell


def _patched(base: Base | None, heading: str, now: Frame) -> dict[str, Cell]:
    if base is None:
        return {}
    return {
        key: cells[heading]
        for key, cells in base.patches.items()
        if heading in cells and key in now.places
    }


def _differing(
    column: Column,
    was: Frame,
    now: Frame,
    rows: Sequence[int],
    patched: Mapping[str, Cell],
) -> list[tuple[int, Cell, Cell]]:
    """(row, before, after) of the rows whose cell is not the same to the letter."""
    heading = column.heading
    place = was.columns[heading]
    before, after = was.table.parsed(place), now.cells(heading)
    before = taken(before, rows)
    before += [""] * (len(now.keys) - len(before))
    for key, cell in patched.items():
        before[now.places[key]] = cell
    found = differing(before, after[: len(before)], column.kind)
    return [(row, before[row], after[row]) for row in found]


def _rows(was: Frame, now: Frame) -> Sequence[int]:
    """For each row of now the row of the same key in was; -1 where there is none."""
    if was.keys is now.keys:
        return range(len(now.keys))
    return [-1 if row is None else row for row in map(was.places.get, now.keys)]


def taken(cells: Sequence[Cell], rows: Sequence[int]) -> list[Cell]:
    """The cells of these rows; empty for those beyond the last, and for -1."""
    if isinstance(rows, range):
        # below them may stand what is in no row of ours
        return list(cells[: len(rows)])
    padded = [*cells, *[""] * (max(rows, default=-1) + 1 - len(cells)), ""]
    return list(map(padded.__getitem__, rows))


def differing(before: Sequence[Cell], after: Sequence[Cell], kind: Kind) -> list[int]:
    """Numbers of the cells that are not the same to the letter."""
    if kind is Kind.FLAG:
        # a tick box is not the number 1, though they compare equal
        before, after = list(map(repr, before)), list(map(repr, after))
    return list(compress(range(len(after)), map(ne, before, after)))


@dataclass(frozen=True)
class Wanted:
    """What the writes of a tab go by, besides the rows of the books."""

    blank: Collection[tuple[str, str]] = ()
    """(row key, heading) of inputs that were booked."""
    held: Collection[tuple[str, str]] = ()
    """(row key, heading) of cells that a question is open about."""
    absent: Collection[str] = ()
    """Keys that left the ledger, and are not added again."""


@dataclass(frozen=True)
class Writes:
    """The cells of a tab to write."""

    cells: list[Write] = field(default_factory=list)
    new_rows: int = 0
    """How many rows are made for what is new, below the last."""
    reused: Sequence[int] = ()
    """Blank rows between others in which something new comes."""


def writes(now: Frame, books: Rows, wanted: Wanted) -> Writes:
    """The cells that must change so that the ledger shows what the books say."""
    found = Writes()
    if now.paused:
        return found
    rows: Sequence[int] = range(len(now.keys))
    if now.keys != books.keys or now.twice:
        places = map(now.places.get, books.keys)
        rows = [-1 if place is None else place for place in places]
    for column in now.tab.columns:
        if column.owner is not Owner.PERSON and column.heading in now.columns:
            found.cells.extend(_writes_in(column, now, books, rows, wanted))
    _blank_inputs(now, wanted, found)
    _empty_rows(now, books, found)
    return _with_new_rows(now, books, wanted, found)


def _writes_in(
    column: Column, now: Frame, books: Rows, rows: Sequence[int], wanted: Wanted
) -> Iterator[Write]:
    heading = column.heading
    if heading not in books.columns:
        return
    place, after = now.columns[heading], books.columns[heading]
    here = taken(now.cells(heading), rows)
    formulas_in = now.table.formulas.get(place, ()) if column.owner is Owner.BOTH else ()
    for number in differing(here, after, column.kind):
        key, row = books.keys[number], rows[number]
        if row < 0 or row in formulas_in or (key, heading) in wanted.held:
            continue
        if not same(column.kind, here[number], after[number]):
            yield Write(now.tab.title, key, heading, row, place, here[number], after[number])


def _blank_inputs(now: Frame, wanted: Wanted, found: Writes) -> None:
    for key, heading in sorted(wanted.blank):
        if key in now.places and heading in now.columns:
            before = now.cell(key, heading)
            place = now.columns[heading]
            if before != "":
                found.cells.append(
                    Write(now.tab.title, key, heading, now.places[key], place, before, "")
                )


def _empty_rows(now: Frame, books: Rows, found: Writes) -> None:
    """Empty our cells in rows that the books no longer give, where such rows go."""
    if now.tab.passing is None:
        return
    left = [(key, row) for key, row in now.places.items()
            if key not in books.places and now.tab.passes(key)]  # fmt: skip
    ours = [one.heading for one in now.tab.columns if one.owner is Owner.BOOKS]
    for (key, row), heading in product(left, filter(now.columns.__contains__, ours)):
        place = now.columns[heading]
        before = now.table.cell(row, place)
        if before != "":
            found.cells.append(Write(now.tab.title, key, heading, row, place, before, ""))


def _with_new_rows(now: Frame, books: Rows, wanted: Wanted, found: Writes) -> Writes:
    """Rows that the books have and the ledger has not, below the last or in gaps that rows left."""
    new = [key for key in books.keys if key not in now.places and key not in wanted.absent]
    if new:
        # a key that stands in several rows has no place, and is there all the same
        known = set(now.keys)
        new = [key for key in new if key not in known and _shows(books, key)]
    if not new:
        return found
    gaps = _gaps(now)[: len(new)]
    made = range(now.below, now.below + len(new) - len(gaps))
    for row, key in zip([*gaps, *made], new, strict=True):
        for heading, cells in books.columns.items():
            place, after = now.columns.get(heading), cells[books.places[key]]
            if place is not None and after != "":
                found.cells.append(Write(now.tab.title, key, heading, row, place, "", after))
    return Writes(found.cells, len(made), gaps)


def _gaps(now: Frame) -> list[int]:
    """Blank rows between others where rows go once they are over: a list would grow by them."""
    if now.tab.passing is None:
        return []
    filled: set[int] = set()
    for place in range(len(now.table.raw)):
        filled.update(row for row, cell in enumerate(now.table.contents(place)) if cell != "")
    merged = now.table.merges or ()
    return [row for row in range(now.below) if row not in filled
            and not any(one.top <= row < one.bottom for one in merged)]  # fmt: skip


def _shows(books: Rows, key: str) -> bool:
    """Whether the books have anything to show in a row."""
    place = books.places[key]
    return any(cells[place] != "" for cells in books.columns.values())


def stamps(now: Frame, found: Sequence[Write], said: str) -> list[Write]:
    """What says in each row that changes, when it did.

    Args:
        now: the tab as read.
        found: what is to be written.
        said: what a row that changes shows.
    """
    heading = now.tab.stamp
    if heading is None or heading not in now.columns:
        return []
    place, made = now.columns[heading], {}
    for write in found:
        before = now.table.cell(write.row, place)
        made[write.row] = Write(now.tab.title, write.key, heading, write.row, place, before, said)
    return [one for one in made.values() if not same(Kind.TEXT, one.before, one.after)]


def formulas(now: Frame) -> dict[str, list[str]]:
    """Heading -> keys of the rows in which people put a formula that both sides may change."""
    found: dict[str, list[str]] = {}
    for column in now.tab.columns:
        rows = now.table.formulas.get(now.columns.get(column.heading, -1), frozenset())
        keys = [now.keys[row] for row in sorted(rows) if row < len(now.keys)]
        known = [key for key in keys if key in now.places]
        if known:
            found[column.heading] = known
    return found


def with_formulas(now: Frame) -> list[int]:
    """Numbers of the columns that both sides may change in which people put formulas."""
    return [
        now.columns[column.heading]
        for column in now.tab.columns
        if column.owner is Owner.BOTH
        and column.heading in now.columns
        and b'"=' in now.text(column.heading)
    ]
