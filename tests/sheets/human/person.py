"""Somebody at the ledger: types, pastes, sorts, moves, inserts, deletes, renames, undoes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from sheets.tab import Owner
from tests.sheets.human.judge import Judge
from tests.sheets.human.page import Page
from tests.sheets.human.typed import Edit
from tests.sheets.human.typing_words import Words
from tests.sheets.human.wire import Request

ACTIONS = {
    "edit": 30, "paste": 5, "insert": 6, "delete": 4, "sort": 7, "move_row": 6, "move_column": 4,
    "rename": 2, "add_known": 2, "add_new": 3, "copy_row": 2, "filter": 2, "note": 3, "undo": 8,
}  # fmt: skip
"""What a person does, and how often."""
VERY_CELL = 0.4
"""How often a person hits the very cell that is about to be written."""
HABITS = 0.12
"""How often somebody types in one cell only, the same few figures again and again."""
FIGURES = ("9", "10")
CLEARED = 0.2
"""How often a person empties a heading, of the times that one is renamed."""
FORMER = 0.15
"""How often a person types what stood in a cell before, or was typed there."""


class Person:
    """Acts on the pages by chance; tells the judge of everything."""

    def __init__(self, seed: int, pages: Sequence[Page], judge: Judge) -> None:
        self._seed, self._pages, self._judge = seed, pages, judge
        self._draw = _chance(seed, "first")
        self.words = Words(self._draw)
        self._done: list[tuple[str, Callable[[], None]]] = []
        self._page = pages[0]
        self.may: dict[str, int] = dict(ACTIONS)
        self.has_habit = self._draw.random() < HABITS
        if self.has_habit:
            self.may = {"again": 18, "undo": 1, "sort": 1}
        column = self._draw.choice(["Reorder at", "Reorder at", "Counted", "Adjust by"])
        self._habit = self._draw.choice(pages[0].filled()), column

    def act(self, number: object, request: Request | None = None) -> None:
        """Do one thing, perhaps in the very place where the request will write.

        What is done hangs on `number` and on what stands there, not on what was done before.
        """
        self._draw = _chance(self._seed, number)
        self.words.draw = self._draw
        if request is not None and self._draw.random() < VERY_CELL:
            places = [
                place for page in self._pages for place in _about_to_be_written(page, request)
            ]
            if places:
                page, row, column = self._draw.choice(places)
                self._page = page
                self._type(row, column, *self._words_for(row, column))
                return
        others = 0 if self.has_habit else 1
        self._page = self._draw.choices(self._pages, [6] + [others] * (len(self._pages) - 1))[0]
        what = self._draw.choices(list(self.may), list(self.may.values()))[0]
        getattr(self, f"_{what}")()

    def come_to_rest(self) -> None:
        """Give headings that were renamed their names back, in most trials."""
        self._draw = _chance(self._seed, "last")
        if self._draw.random() < 0.8:
            for page in self._pages:
                for column, text in list(page.called.items()):
                    if text != column:
                        self._said(f"renames {text!r} back to {column!r}")
                        page.rename(column, column)
        self._judge.acted()

    def _edit(self) -> None:
        row = self._row()
        if row is None:
            return
        column = self._column()
        self._type(row, column, *self._words_for(row, column))

    def _again(self) -> None:
        """Type one of a few figures into the one cell, as somebody who makes up their mind does."""
        row, column = self._habit
        if row in self._page.rows:
            text = self._draw.choice(FIGURES)
            self._type(row, column, text, int(text))

    def _words_for(self, row: int, column: str) -> tuple[str, Any]:
        """What is typed into a cell: something new, or what it was before."""
        former = [one for one in self._judge.edits if one.place == (self._page.id, row, column)]
        if former and self._draw.random() < FORMER:
            one = self._draw.choice(former)
            if self._draw.random() < 0.5 or isinstance(one.seen, str):
                return one.text, one.means
            return _text(one.seen), one.seen
        return self.words.cell(self._page.declared(column))

    def _column(self) -> str:
        """A column to type in; what people type in most is hit most."""
        page, known = self._page, self._page.declared
        columns = [name for name in page.columns if not name.startswith("_")]
        weights = []
        for name in columns:
            column = known(name)
            weight = (
                4
                if column is None
                else {Owner.BOOKS: 2, Owner.BOTH: 8, Owner.PERSON: 4}[column.owner]
            )
            weight = 10 if column is not None and column.is_input else weight
            weights.append(1 if name in page.tab.key else weight)
        return self._draw.choices(columns, weights)[0]

    def _row(self) -> int | None:
        """A row that holds something."""
        rows = self._page.filled()
        return self._draw.choice(rows) if rows else None

    def _type(self, row: int, column: str, text: str, means: Any) -> None:
        page = self._page
        before, was = page.cell(row, column), self._judge.standing(page, row, column)
        left = self._judge.left(page, row, column)
        self._said(f"types {text!r} over {_shown(before)!r} in {page.a1(row, column)}"
                   f" ({page.key(row) or 'no key'}, {column})")  # fmt: skip
        self._enter(page, row, column, text, means)

        def back() -> None:
            if row in page.rows:
                # a note that was put there since is not part of what is undone
                cell = before._replace(note=page.cell(row, column).note)
                self._restore(page, row, column, cell, was, left)

        self._done.append((f"the typing of {text!r}", back))

    def _enter(self, page: Page, row: int, column: str, text: str, means: Any) -> None:
        seen = page.value(row, column)
        page.type(row, column, text)
        typed = page.value(row, column)
        self._judge.typed(Edit(page, row, column, text, typed, means, seen))

    def _restore(
        self, page: Page, row: int, column: str, cell: Any, was: Edit | None, left: Any = None,
        *, is_copy: bool = False,
    ) -> None:  # fmt: skip
        """Put a cell back as it was.

        Args:
            page: its tab.
            row: by name.
            column: by name.
            cell: as it was.
            was: the edit that stood there, if it was one.
            left: what the person had left there; None: what it was.
            is_copy: it is a copy of that edit.
        """
        seen = page.value(row, column)
        page.put(row, column, cell)
        typed = page.value(row, column)
        means = was.means if was else typed
        is_restored = was is None or was.is_restored
        edit = Edit(page, row, column, _shown(cell), typed, means, seen, is_restored, left)
        edit.is_copy = is_copy
        if is_copy:
            edit.copied = was
        else:
            edit.brought_back = was
        self._judge.typed(edit)

    def _paste(self) -> None:
        page, row = self._page, self._row()
        if row is None:
            return
        rows = page.rows[page.rows.index(row) :][: self._draw.randint(1, 3)]
        at = page.columns.index(self._column())
        columns = [name for name in page.columns[at : at + self._draw.randint(1, 3)]
                   if not name.startswith("_") and name not in page.tab.key]  # fmt: skip
        cells = [(one, column, page.cell(one, column), self._judge.standing(page, one, column))
                 for one in rows for column in columns]  # fmt: skip
        if not cells or any(not page.key(one) for one in rows):
            return
        said = []
        for one, column, _, _ in cells:
            text, means = self.words.cell(page.declared(column))
            self._enter(page, one, column, text, means)
            said.append(f"{page.a1(one, column)} ({page.key(one)}, {column}) {text!r}")
        self._said(f"pastes {'; '.join(said)}")

        def back() -> None:
            for one, column, cell, was in cells:
                if one in page.rows:
                    there = cell._replace(note=page.cell(one, column).note)
                    self._restore(page, one, column, there, was)

        self._done.append(("the paste", back))

    def _insert(self) -> None:
        page = self._page
        at = self._draw.randint(1, page.sheet.used()[0])
        self._said(f"inserts a row at {at + 1}")
        row = page.insert(at)
        self._done.append(("the insert", lambda: self._remove(page, row)))

    def _remove(self, page: Page, row: int) -> None:
        if row in page.rows:
            self._judge.removed(page, row)
            page.delete(row)

    def _delete(self) -> None:
        page, row = self._page, self._row()
        if row is None or self._judge.deleted(page) >= 2:
            return
        self._said(f"deletes row {page.rows.index(row) + 1} ({page.key(row)})")
        cells = {column: page.cell(row, column) for column in page.columns}
        self._judge.removed(page, row)
        at = page.delete(row)

        def back() -> None:
            page.insert(min(at, len(page.rows)), row)
            for column, cell in cells.items():
                if cell.value is not None or cell.note or cell.text_format:
                    page.put(row, column, cell)
            self._judge.restored(page, row)

        self._done.append((f"the delete of {page.tab.title} row {at + 1}", back))

    def _sort(self) -> None:
        page = self._page
        order = page.rows[1 : page.sheet.used()[0]]
        column = self._draw.choice([name for name in page.columns if not name.startswith("_")])
        down = self._draw.random() < 0.5
        self._said(f"sorts by {column} {'down' if down else 'up'}")
        page.sort(column, down=down)
        self._done.append(("the sort", lambda: page.reorder(order)))

    def _move_row(self) -> None:
        page, row = self._page, self._row()
        height = page.sheet.used()[0]
        if row is None or height < 3:
            return
        at, to = page.rows.index(row), self._draw.randint(1, height)
        if to in {at, at + 1}:
            return
        self._said(f"moves row {at + 1} ({page.key(row)}) before {to + 1}")
        page.move(row, to)
        before = page.rows[1:height]
        self._done.append(
            ("the move of a row", lambda: page.reorder(_swapped(before, row, at - 1)))
        )

    def _move_column(self) -> None:
        page = self._page
        names = [name for name in page.columns if not name.startswith("_")]
        column = self._draw.choice(names)
        at, to = page.columns.index(column), self._draw.randint(0, len(names))
        if to in {at, at + 1}:
            return
        self._said(f"moves column {column} before {letters_of(to)}")
        page.move_column(column, to)
        self._done.append(
            ("the move of a column",
             lambda: None if page.columns.index(column) == at
             else page.move_column(column, at + 1 if page.columns.index(column) < at else at))
        )  # fmt: skip

    def _rename(self) -> None:
        page = self._page
        column = self._draw.choice([name for name in page.columns if not name.startswith("_")])
        is_cleared = self._draw.random() < CLEARED
        text = "" if is_cleared else f"head {self.words.number()}"
        self._said(f"renames {column} to {text!r}")
        page.rename(column, text)
        self._done.append(("the rename", lambda: page.rename(column, column)))

    def _make_anew(self) -> None:
        """Delete a column that both sides may change, and type its heading over a blank one."""
        page = self._page
        # the last is what sorting needs
        spare = [name for name in page.columns[:-1] if name.startswith("_")]
        both = [one.heading for one in page.tab.columns
                if one.owner is Owner.BOTH and page.called[one.heading] == one.heading]  # fmt: skip
        if not spare or not both:
            return
        column = self._draw.choice(both)
        self._said(f"deletes column {column} and types its heading over a blank one")
        self._judge.column_removed(page, column)
        page.make_anew(column, spare[0])

    def _add_known(self) -> None:
        """Type the key of a row that is already there, or was, into a new row below."""
        page, like = self._page, self._row()
        if like is not None:
            self._add(page, {heading: str(page.value(like, heading)) for heading in page.tab.key})

    def _add_new(self) -> None:
        page, like = self._page, self._row()
        if like is not None:
            key = {heading: str(page.value(like, heading)) for heading in page.tab.key}
            self._add(page, key | {page.tab.key[0]: f"NEW-{self.words.number()}"})

    def _add(self, page: Page, key: dict[str, str]) -> None:
        row = page.rows[page.sheet.used()[0]]
        self._said(f"adds {key} in row {page.rows.index(row) + 1}")
        for heading, text in key.items():
            self._enter(page, row, heading, text, text)
        inputs = [one.heading for one in page.tab.columns
                  if one.owner is not Owner.BOOKS and one.heading not in key]  # fmt: skip
        if inputs and self._draw.random() < 0.6:
            column = self._draw.choice(inputs)
            self._type(row, column, *self.words.cell(page.declared(column)))
        self._done.append(("the new row", lambda: self._remove(page, row)))

    def _copy_row(self) -> None:
        row = self._row()
        if row is not None:
            self._copy(self._page, row)

    def _copy(self, page: Page, row: int) -> None:
        """Copy a row and insert the copy below it."""
        cells = {name: (page.cell(row, name), self._judge.standing(page, row, name))
                 for name in page.columns if not name.startswith("_")}  # fmt: skip
        at = page.rows.index(row) + 1
        self._said(f"copies row {at} ({page.key(row)}) and inserts the copy below it")
        copy = page.insert(at)
        for column, (cell, was) in cells.items():
            if cell.value is not None or cell.text_format:
                self._restore(page, copy, column, cell, was, is_copy=True)
        self._done.append(("the copy", lambda: self._remove(page, copy)))

    def _filter(self) -> None:
        page = self._page
        self._said("filters by the first column")
        page.filter(on=True)
        self._done.append(("the filter", lambda: page.filter(on=False)))

    def _note(self) -> None:
        page, row = self._page, self._row()
        if row is None:
            return
        column, text = self._column(), f"my note {self.words.number()}"
        self._said(f"puts a note on {page.a1(row, column)} ({page.key(row)}, {column})")
        page.note(row, column, text)
        self._judge.noted(page, row, column, text)

    def _undo(self) -> None:
        if not self._done:
            self._edit()
            return
        what, back = self._done.pop()
        self._said(f"undoes {what}")
        back()

    def _said(self, words: str) -> None:
        self._judge.story.append(f"  {self._page.tab.title}: {words}")


def _chance(seed: int, number: object) -> random.Random:
    return random.Random(f"{seed}:{number}")  # noqa: S311  a repeatable person


def _about_to_be_written(page: Page, request: Request) -> list[tuple[Page, int, str]]:
    """The cells of a page that a request names."""
    found = []
    for part in request.parts:
        body = part.get("updateCells")
        if not body or "start" not in body or int(body["start"].get("sheetId", 0)) != page.id:
            continue
        top, left = (int(body["start"].get(name, 0)) for name in ("rowIndex", "columnIndex"))
        for down, row in enumerate(body.get("rows", [])):
            for across, _ in enumerate(row.get("values", [])):
                if 0 < top + down < len(page.rows) and left + across < len(page.columns):
                    found.append((page, page.rows[top + down], page.columns[left + across]))
    return [one for one in found if not one[2].startswith("_")]


def _swapped(order: list[int], row: int, to: int) -> list[int]:
    without = [one for one in order if one != row]
    return [*without[:to], row, *without[to:]]


def _shown(cell: Any) -> str:
    return str(cell.formula or ("" if cell.value is None else cell.value))


def _text(value: Any) -> str:
    """A value as somebody types it."""
    return str(value).upper() if isinstance(value, bool) else f"{value:g}"


def letters_of(number: int) -> str:
    """The letter of a column."""
    return chr(65 + number)
