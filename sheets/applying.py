"""What people changed in cells that are not inputs: taken into the books, held, or put back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from oms.errors import ShopError
from sheets import gates
from sheets import merge as merge_of
from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import Edit, Verdict, judge
from sheets.reading import Kind, Value, read, same
from sheets.tab import Owner, Rows, Tab
from sheets.taking import Applied, Bad, Taking
from sheets.unreadable import Unreadable


@dataclass
class Merged:
    """What became of the edits of a tab."""

    applied: list[Applied] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    held: dict[tuple[str, str], Cell] = field(default_factory=dict)
    """(row key, heading) -> the base that stays, of cells that neither side may write."""
    put_back: list[Edit] = field(default_factory=list)


def merge(taking: Taking, now: Frame, found: Sequence[Edit], books: Rows) -> Merged:
    """Take what only people changed, hold what both changed, note what is the books' own.

    Args:
        taking: where it is booked.
        now: the tab as read.
        found: what people changed.
        books: rows of the books that were changed, as they are before any of it is booked.
    """
    merged = Merged()
    crowd = _crowded(now, found)
    for edit in found:
        if edit.key in books.places and edit.heading in books.columns:
            _Mediated(taking, now.tab, edit, merged).settle(
                books.cell(edit.key, edit.heading), crowded=edit.heading in crowd
            )
    return merged


def formulas(now: Frame, books: Rows) -> Iterator[Bad]:
    """Cells in which a formula stands that comes to something else than the books say.

    A formula is never written over; somebody has to say which of the two is to change.
    """
    for heading, keys in merge_of.formulas(now).items():
        kind = now.tab.column(heading).kind
        for key in keys:
            if key in books.places and not same(
                kind, now.cell(key, heading), books.cell(key, heading)
            ):
                why = (
                    f"this cell is a formula, and the books have {_said(books.cell(key, heading))}"
                )
                typed = str(now.cell(key, heading))
                yield Bad(key, heading, typed, why, "Type the figure, or change it in Slack.")


def _crowded(now: Frame, found: Sequence[Edit]) -> set[str]:
    """Columns of which so much was changed at once that it may be a slip."""
    total = len(now.places)
    counts: dict[str, int] = {}
    for edit in found:
        if now.tab.column(edit.heading).owner is Owner.BOTH:
            counts[edit.heading] = counts.get(edit.heading, 0) + 1
    return {heading for heading, count in counts.items() if gates.too_many(count, total)}


class _Mediated:
    """One edit."""

    def __init__(self, taking: Taking, tab: Tab, edit: Edit, merged: Merged) -> None:
        self._taking, self._tab, self._edit, self._merged = taking, tab, edit, merged

    def settle(self, books: Cell, *, crowded: bool) -> None:
        """Do what its verdict asks for."""
        column = self._tab.column(self._edit.heading)
        verdict = judge(column, self._edit, books)
        if verdict is Verdict.PUT_BACK:
            self._merged.put_back.append(self._edit)
        elif verdict is Verdict.CONFLICT:
            self._hold(f"the books have {_said(books)} since", "Type what it is to be, or that.")
        elif verdict is Verdict.APPLY and crowded:
            self._hold("much of this column was changed at once", "Say in Slack that it is right.")
        elif verdict is Verdict.APPLY:
            self._apply()

    def _apply(self) -> None:
        edit, taking = self._edit, self._taking
        column = self._tab.column(edit.heading)
        try:
            value = read(column.kind, edit.now, taking.grammar)
            unlikely = gates.unlikely(column.kind, _read_base(column.kind, edit, taking), value)
            if unlikely:
                self._hold(unlikely, "Say in Slack that it is right, or type it again.")
            elif self._tab.put is not None:
                done = self._tab.put(taking, edit.key, edit.heading, value)
                self._merged.applied.append(done)
        except Unreadable as fault:
            self._hold(fault.why, fault.remedy)
        except ShopError as refusal:
            self._hold(refusal.message.rstrip("."), refusal.remedy)

    def _hold(self, why: str, remedy: str) -> None:
        edit = self._edit
        self._merged.held[edit.key, edit.heading] = edit.base
        self._merged.bad.append(Bad(edit.key, edit.heading, str(edit.now)[:200], why, remedy))


def _read_base(kind: Kind, edit: Edit, taking: Taking) -> Value:
    try:
        return read(kind, edit.base, taking.grammar)
    except Unreadable:
        return None


def _said(cell: Cell) -> str:
    return "nothing" if cell == "" else str(cell)
