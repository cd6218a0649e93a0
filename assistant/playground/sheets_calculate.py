"""Working out every formula of a spreadsheet, each after those that it needs."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.playground.sheets_formulas import REF, Rows, evaluate
from assistant.playground.sheets_locale import Locale
from assistant.playground.sheets_references import Reference
from assistant.playground.sheets_tab import Fault, Tab, Value

Place = tuple[int, int, int]
"""The number of a tab, row and column."""


class _NotYet(Exception):
    """A formula needs another one that is not worked out."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


def recalculate(tabs: Sequence[Tab], locale: Locale) -> None:
    """Put what each formula comes to into its cell; one that needs itself is #REF!."""
    waiting = {
        (number, row, column): formula
        for number, tab in enumerate(tabs)
        for row, column, formula in tab.formulas.items()
    }
    if waiting:
        _Round(tabs, locale, waiting).run()


class _Round:
    """One time through all formulas."""

    def __init__(self, tabs: Sequence[Tab], locale: Locale, waiting: dict[Place, str]) -> None:
        self._tabs = tabs
        self._locale = locale
        self._waiting = waiting
        self._columns = {(number, column) for number, _, column in waiting}
        self._by_title = {tab.title.lower(): number for number, tab in enumerate(tabs)}
        self._home = 0

    def run(self) -> None:
        """Work them all out."""
        for place in list(self._waiting):
            stack = [place] if place in self._waiting else []
            begun = set(stack)
            while stack:
                needed = self._try(stack[-1])
                if needed in begun:
                    self._settle(stack[-1], REF)
                if needed is None or needed in begun:
                    begun.discard(stack.pop())
                else:
                    stack.append(needed)
                    begun.add(needed)

    def _try(self, place: Place) -> Place | None:
        """Work one out; or what it needs first."""
        if place not in self._waiting:
            return None
        self._home = place[0]
        try:
            self._settle(place, evaluate(self._waiting[place], self._locale, self._look))
        except _NotYet as other:
            return other.place
        return None

    def _settle(self, place: Place, value: Value) -> None:
        del self._waiting[place]
        tab, row, column = place
        values = self._tabs[tab].values
        before = values.get(row, column)
        if before != value or type(before) is not type(value):
            values.put(row, column, value)

    def _look(self, reference: Reference) -> Rows | Fault:
        number = self._home
        if reference.sheet is not None:
            found = self._by_title.get(reference.sheet.lower())
            if found is None:
                return REF
            number = found
        return self._cells(number, reference)

    def _cells(self, number: int, reference: Reference) -> Rows | Fault:
        tab, first, last = self._tabs[number], reference.first, reference.last or reference.first
        rows = sorted((_or(first.row, 0), _or(last.row, tab.rows - 1)))
        columns = sorted((_or(first.column, 0), _or(last.column, tab.columns - 1)))
        if rows[0] >= tab.rows or columns[0] >= tab.columns:
            return REF
        bottom = min(rows[1] + 1, tab.rows)
        strips = []
        for column in range(columns[0], min(columns[1] + 1, tab.columns)):
            if (number, column) in self._columns:
                self._check(number, column, rows[0], bottom)
            strip = tab.values.strip(column, rows[0], bottom)
            strips.append(strip + [None] * (bottom - rows[0] - len(strip)))
        return [list(row) for row in zip(*strips, strict=True)]

    def _check(self, number: int, column: int, top: int, bottom: int) -> None:
        formulas = self._tabs[number].formulas.strip(column, top, bottom)
        for row, formula in enumerate(formulas, start=top):
            if formula is not None and (number, row, column) in self._waiting:
                raise _NotYet((number, row, column))


def _or(given: int | None, otherwise: int) -> int:
    return otherwise if given is None else given
