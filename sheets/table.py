"""A tab as it was received: each column the text of a JSON array, parsed when it is looked at.

A column whose text is what it was the last time needs no parsing at all, and two tabs are the same
when their texts are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from sheets.cells import Cell, is_formula

FIRST = re.compile(rb'\["((?:[^"\\]|\\.)*)"[,\]]')
# possessive: a text of megabytes is walked through once, never back
ARRAY = rb'\[[^"\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]]*+)*+\]'
COLUMN = re.compile(ARRAY)
VALUES = re.compile(rb'"values":\s*+(\[\s*+(?:' + ARRAY + rb"\s*+,?\s*+)*+\])")

COLUMNS = b'"values":[['
"""How columns begin where the answer has no blanks, as it is asked for."""


class Merge(NamedTuple):
    """Merged cells, by rows and columns; only the first of them holds anything."""

    top: int
    """From 0 below the heading, which is -1."""
    bottom: int
    """The first row that is not in it."""
    left: int
    right: int
    """The first column that is not in it."""


class Table:
    """The columns of a tab; rows are counted from 0 below the heading."""

    def __init__(
        self, raw: Sequence[bytes], *, rows: int = 0, heading: Sequence[str] | None = None
    ) -> None:
        """Of columns as received.

        Args:
            raw: the text of a JSON array for each column, the heading first; b"[]" for an empty.
            rows: rows of the grid below the heading, filled or not, as far as that is known.
            heading: the headings, where they are known and the columns may not all be there.
        """
        self.raw = tuple(raw)
        self.rows = rows
        self.formulas: dict[int, frozenset[int]] = {}
        """Column -> rows in which a formula stands; the cell is what it comes to."""
        self.written: dict[tuple[int, int], str] = {}
        """(row, column) -> the formula there, where the cells are what formulas come to."""
        self.merges: tuple[Merge, ...] | None = None
        """The merged cells; None: nobody asked for them."""
        self._cells: dict[int, list[Cell]] = {}
        if heading is not None:
            self.__dict__["heading"] = tuple(heading)

    @classmethod
    def of(cls, columns: Sequence[Sequence[Cell]], *, rows: int = 0) -> Table:
        """Of columns of cells, the heading first."""
        return cls([orjson.dumps(list(column)) for column in columns], rows=rows)

    @classmethod
    def kept(cls, body: bytes) -> Table:
        """Of what `body` gave."""
        return cls(split(body))

    def evaluated(self, columns: Mapping[int, bytes]) -> Table:
        """The same with what the formulas of some columns come to, and where they stand.

        Args:
            columns: number of a column -> its text with values in place of formulas.
        """
        raw = [columns.get(place, text) for place, text in enumerate(self.raw)]
        table = Table(raw, rows=self.rows, heading=self.heading)
        for place in columns:
            written = {
                row: str(cell)
                for row, cell in enumerate(self.cells(place))
                if is_formula(cell) and table.cell(row, place) != cell
            }
            table.formulas[place] = frozenset(written)
            table.written |= {(row, place): formula for row, formula in written.items()}
        return table

    @property
    def body(self) -> bytes:
        """The text of all columns."""
        return b"[" + b",".join(self.raw) + b"]"

    @cached_property
    def heading(self) -> tuple[str, ...]:
        """The headings, blanks around them taken off."""
        return tuple(_first(raw) for raw in self.raw)

    def cells(self, column: int) -> list[Cell]:
        """The cells of a column below the heading; empty ones at the end are left out."""
        if column >= len(self.raw):
            return []
        if column not in self._cells:
            self._cells[column] = orjson.loads(self.raw[column])[1:]
        return self._cells[column]

    def parsed(self, column: int) -> list[Cell]:
        """The same, parsed for this once: what is kept is the text alone."""
        kept = self._cells.get(column)
        cells: list[Cell] = orjson.loads(self.raw[column])[1:] if kept is None else kept
        return cells

    @cached_property
    def height(self) -> int:
        """Rows below the heading that hold anything."""
        return max((len(self.cells(column)) for column in range(len(self.raw))), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """One cell."""
        cells = self.cells(column)
        return cells[row] if row < len(cells) else ""

    def content(self, row: int, column: int) -> Cell:
        """What was entered into a cell: its formula, or its value."""
        formula = self.written.get((row, column))
        return self.cell(row, column) if formula is None else formula

    def contents(self, column: int) -> list[Cell]:
        """What was entered into each cell of a column below the heading."""
        cells = self.cells(column)
        formulas = {row: one for (row, at), one in self.written.items() if at == column}
        if not formulas:
            return cells
        # one that comes to nothing may stand below the last
        height = max(len(cells), max(formulas) + 1)
        padded = [*cells, *[""] * (height - len(cells))]
        return [formulas.get(row, cell) for row, cell in enumerate(padded)]

    def entered(self) -> Table:
        """The same with what was entered into each cell."""
        columns = [list(orjson.loads(raw)) for raw in self.raw]
        for (row, column), formula in self.written.items():
            if column < len(columns) and row + 1 < len(columns[column]):
                columns[column][row + 1] = formula
        return Table.of(columns, rows=self.rows)

    def row(self, row: int) -> tuple[Cell, ...]:
        """All cells of a row; empty ones at the end are left out."""
        cells = [self.cell(row, column) for column in range(len(self.raw))]
        while cells and cells[-1] == "":
            cells.pop()
        return tuple(cells)


def split(body: bytes) -> list[bytes]:
    """The texts of the columns in the text of an array of arrays of plain cells."""
    if b"\\" not in body and body.startswith(b"[[") and body.endswith(b"]]"):
        pieces = body[2:-2].split(b"],[")
        # what parts two columns stands outside of quotes; within a cell, it would part a pair
        if all(piece.count(b'"') % 2 == 0 for piece in pieces):
            return [b"[%b]" % piece for piece in pieces]
    return COLUMN.findall(body, 1)


def values_of(answer: bytes) -> tuple[Any, list[bytes]]:
    """An answer of the values API without its cells, and the texts of its arrays of columns.

    Returns:
        The answer parsed, in which each "values" is the number of its text in the list.
    """
    cut = _cut(answer)
    if cut is not None:
        return orjson.loads(cut[0]), cut[1]
    texts: list[bytes] = []

    def keep(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b'"values":%d' % (len(texts) - 1)

    return orjson.loads(VALUES.sub(keep, answer)), texts


def _cut(answer: bytes) -> tuple[bytes, list[bytes]] | None:
    """The same by looking for the ends alone, which takes a fifth of the time.

    Returns:
        The answer with numbers, still as text, and the texts; None where that needs a closer look:
        where a cell holds what is written with a backslash, or an end of an array.
    """
    pieces: list[bytes] = []
    texts: list[bytes] = []
    done = 0
    while (found := answer.find(COLUMNS, done)) >= 0:
        begin = found + len(COLUMNS) - len(b"[[")
        end = answer.find(b"]]", begin) + len(b"]]")
        text = answer[begin:end]
        # an end within a cell leaves the quote open
        if end <= begin or b"\\" in text or text.count(b'"') % 2:
            return None
        pieces += [answer[done:begin], b"%d" % len(texts)]
        texts.append(text)
        done = end
    rest = b"".join([*pieces, answer[done:]])
    return (rest, texts) if rest.count(b'"values"') == len(texts) else None


def is_same_but_formulas(entered: bytes, shown: bytes) -> bool:
    """Whether a column as it was entered and one with what its formulas come to are of one state.

    A formula may come to anything, and to nothing where the column ends.
    """
    if entered == shown:
        return True
    left, right = orjson.loads(entered), orjson.loads(shown)
    height = max(len(left), len(right))
    pairs = zip(
        left + [""] * (height - len(left)), right + [""] * (height - len(right)), strict=True
    )
    return all(one == other or (row and is_formula(one)) for row, (one, other) in enumerate(pairs))


def _first(raw: bytes) -> str:
    found = FIRST.match(raw)
    if found and b"\\" not in found[1]:
        return found[1].decode().strip()
    cells = orjson.loads(raw)
    return str(cells[0]).strip() if cells else ""
