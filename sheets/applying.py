"""What people changed in cells that are not inputs: taken into the books, held, or put back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from oms import ledger_edits, ledger_notices, ledger_questions, settings
from oms.errors import ShopError
from oms.ledger_edits import Ref
from oms.ledger_questions import CONFLICT, CROWD, FORMULA, HELD, VALUES, Asking
from oms.product_fields import Value as Plain
from oms.tables.sheet import LedgerQuestion
from sheets import as_shown, gates, shifted_keys
from sheets import merge as merge_of
from sheets.cells import Cell, as_seen
from sheets.crossed import as_before, crossed
from sheets.frame import Frame
from sheets.grammar import Grammar
from sheets.merge import Base, Edit, Verdict, judge
from sheets.reading import Kind, Value, read, same
from sheets.recalculated import MOVED, Formula, Formulas
from sheets.tab import Owner, Rows, Tab
from sheets.taking import Bad, Taking
from sheets.unknown_rows import UnknownRows
from sheets.unreadable import Unreadable

CROWDED = "more than a fifth of this column was changed at once"
SHIFTED = "what stands beside it is another row's, as if the key alone had been moved"
LASTING = (CROWDED, MOVED, SHIFTED)
"""Doubts that a later pass does not see by itself: they last until somebody answers."""
ANSWER = "Answer in Slack, or type what it is to be."


@dataclass
class Merged:
    """What became of the edits of a tab."""

    edit_ids: list[int] = field(default_factory=list)
    """Rows of the history of what the books took."""
    untold: set[int] = field(default_factory=set)
    """Of these, the ones that nobody needs to be told of."""
    taken: int = 0
    bad: list[Bad] = field(default_factory=list)
    held: dict[tuple[str, str], Cell] = field(default_factory=dict)
    """(row key, heading) -> the base that stays, of cells that neither side may write."""
    asked: set[int] = field(default_factory=set)
    """Questions that are open about its cells."""
    new: list[LedgerQuestion] = field(default_factory=list)
    """Of these, the ones that nobody was told of yet."""
    put_back: list[Edit] = field(default_factory=list)
    shifted: Mapping[str, str] = field(default_factory=dict)
    """Key -> the key whose cells of the books stand in its row."""


def merge(taking: Taking, written: Formulas, found: Sequence[Edit], books: Rows) -> Merged:
    """Take what only people changed, hold what both changed, note what is the books' own.

    Args:
        taking: where it is booked.
        written: the tab as read and what it showed, with its formulas; told of what is taken.
        found: what people changed.
        books: rows of the books that were changed, as they are before any of it is booked.
    """
    base, now = written.base, written.now
    merged, unknown = Merged(shifted=shifted_keys.find(base, now, found)), list[Edit]()
    found = shifted_keys.typed(base, now, found, _written_anew(taking, now, merged, books))
    mixed = crossed(base, now, found, partial(now.tab.rows, taking.books, None))
    found = [one for one in found if one.key in mixed or not _is_apart(written, one, books)]
    crowd, asked = _crowded(now, found), _asked(taking, now.tab)
    for edit in found:
        is_known = edit.key in books.places
        if edit.is_refilled or (is_known and now.tab.column(edit.heading).is_stamp):
            merged.put_back.append(edit)
        elif is_known and edit.heading in books.columns:
            said = books.cell(edit.key, edit.heading)
            waits = asked.get((edit.key, edit.heading))
            one = _Mediated(taking, now.tab, edit, merged, written, waits)
            crowded = CROWDED if edit.heading in crowd else None
            moved = MOVED if written.is_moved(edit) else None
            shifted = SHIFTED if edit.key in merged.shifted else None
            one.doubt = mixed.get(edit.key) or one.waits_for or shifted or crowded or moved
            one.settle(said)
        elif _goes_with_its_row(edit, now.tab, base):
            merged.put_back.append(edit)
        elif not is_known:
            unknown.append(edit)
    _hold(UnknownRows(base, now), unknown, merged)
    left = {key: mixed[key] for key, _ in merged.held if key in mixed}
    _leave(now, left, merged)
    for key in left:
        for heading, cell in as_before(base, now, books, key).items():
            merged.held.setdefault((key, heading), cell)
    return merged


def _written_anew(taking: Taking, now: Frame, merged: Merged, books: Rows) -> Mapping[str, str]:
    """Of the rows that show another those that will show their own: the books give them."""
    given, first = set(books.places), now.tab.first
    if first is not None and (new := merged.shifted.keys() - given):
        given |= first(taking.books, new, now.places.keys()).places.keys()
    return {key: one for key, one in merged.shifted.items() if key in given}


def _is_apart(written: Formulas, edit: Edit, books: Rows) -> bool:
    """Whether a formula came to something else, over which the books are kept as they are."""
    is_known = edit.key in books.places and edit.heading in books.columns
    return is_known and written.is_apart(edit, books.cell(edit.key, edit.heading))


def _leave(now: Frame, mixed: Mapping[str, str], merged: Merged) -> None:
    """Tell of rows with the id of another that something of them waits; the id is not put back."""
    tab, identity = now.tab, now.tab.identity or ""
    remedy = f"Put the {' and '.join(tab.key)} back where it was (Ctrl+Z), or answer in Slack."
    merged.put_back = [
        edit for edit in merged.put_back if edit.heading != identity or edit.key not in mixed
    ]
    for key in sorted(mixed, key=now.places.__getitem__):
        typed = as_seen(now.cell(key, identity))[:200]
        merged.bad.append(Bad(key, identity, typed, mixed[key], remedy))


def _goes_with_its_row(edit: Edit, tab: Tab, base: Base | None) -> bool:
    """Whether a row was typed in that goes as the books do not give it: that is told too."""
    return edit.now != "" and tab.passes(edit.key) and base is not None


def _hold(rows: UnknownRows, found: Sequence[Edit], merged: Merged) -> None:
    """Hold what is typed in rows that the books do not know until they do."""
    waiting = rows.waiting(found)
    held = [*waiting, *rows.silent(found)]
    merged.held |= {(edit.key, edit.heading): edit.base for edit in held}
    merged.bad += rows.bad(waiting)


def formulas(now: Frame, books: Rows) -> Iterator[Bad]:
    """Cells in which a formula stands that comes to something else than the books say.

    A formula is never written over; somebody has to say which of the two is to change.
    """
    for heading, keys in merge_of.formulas(now).items():
        kind = now.tab.column(heading).kind
        for key in keys:
            if key not in books.places:
                continue
            cell, said = now.cell(key, heading), books.cell(key, heading)
            if not same(kind, cell, said):
                why = f"this cell is a formula, and the books have {_said(said)}"
                yield Bad(key, heading, str(cell), why, "Type the figure, or change it in Slack.")


def books_say(books: Rows, edit: Edit) -> Cell:
    """What the books say of a cell; of when a row changed, they say what stood there."""
    if edit.heading in books.columns and edit.key in books.places:
        return books.cell(edit.key, edit.heading)
    return edit.base


def typed_as_ours(now: Frame, key: str, shown: Callable[[], Rows]) -> list[str]:
    """The cells of the books in which something was typed, of a row that they do not know yet.

    What they show in another row came with a copy of that, and nobody typed it.

    Args:
        now: the tab as read.
        key: of the row.
        shown: all rows of the books; asked only where something stands in such a cell.
    """
    row = now.row(now.places[key])
    filled = {one.heading: one.kind for one in now.tab.columns
              if one.owner is Owner.BOOKS and row.get(one.heading, "") != ""}  # fmt: skip
    books = shown().columns if filled else {}
    return [
        heading
        for heading, kind in filled.items()
        if not any(same(kind, row[heading], cell) for cell in books.get(heading, ()))
    ]


def _crowded(now: Frame, found: Sequence[Edit]) -> set[str]:
    """Columns of which so much was changed at once that it may be a slip."""
    both = [
        edit
        for edit in found
        if now.tab.column(edit.heading).owner is Owner.BOTH and not edit.is_refilled
    ]
    # filling what was empty takes nothing away
    changed = Counter(edit.heading for edit in both if edit.base != "")
    emptied = Counter(edit.heading for edit in both if edit.base != "" and edit.now == "")
    filled = Counter(edit.heading for edit in both if edit.base == "")
    return {
        heading
        for heading, count in changed.items()
        if gates.too_many(
            count,
            sum(cell != "" for cell in now.cells(heading)) + emptied[heading] - filled[heading],
        )
    }


def _asked(taking: Taking, tab: Tab) -> dict[tuple[str, str], LedgerQuestion]:
    """(row key, heading) -> the question about that cell which waits for an answer."""
    asked = ledger_questions.in_tab(taking.books, tab.title, (CONFLICT, HELD))
    return {(one.row_key, one.column or ""): one for one in asked if VALUES in one.facts}


class _Mediated:
    """One edit."""

    doubt: str | None = None
    """Why it is asked about however likely it is; None: it is not."""

    def __init__(
        self,
        taking: Taking,
        tab: Tab,
        edit: Edit,
        merged: Merged,
        written: Formulas,
        asked: LedgerQuestion | None,
    ) -> None:
        """Get ready; `asked`: the question about its cell that waits; None: none does."""
        self._taking, self._tab, self._edit, self._merged = taking, tab, edit, merged
        self._written, self._asked = written, asked
        self._formula = written.at(edit)
        self._place = tab.title, edit.heading
        self._kind = tab.column(edit.heading).kind

    @property
    def waits_for(self) -> str | None:
        """Why its cell was asked about, where that holds until somebody answers.

        Each of many cells that were changed at once waits for its own answer, however few of the
        others still do; so does what came to something else when rows were moved.
        """
        if self._asked is None or self._asked.facts[VALUES][0] != self._edit.base:
            return None
        if self._asked.facts[VALUES][1] != self._edit.now and not self._is_same_formula:
            return None
        crowd, why = self._asked.facts.get(CROWD), self._asked.facts.get("why")
        # before there were other such doubts, it was only said that there is one
        doubt = CROWDED if crowd is True else crowd or why
        return doubt if doubt in LASTING else None

    @property
    def _is_same_formula(self) -> bool:
        """Whether its cell holds the formula that is asked about."""
        was = Formula.of(self._asked.facts.get(FORMULA)) if self._asked is not None else None
        return was is not None and was.is_still(self._formula)

    def settle(self, books: Cell) -> None:
        """Do what its verdict asks for."""
        verdict = judge(self._tab.column(self._edit.heading), self._edit, books)
        if verdict is Verdict.PUT_BACK:
            self._merged.put_back.append(self._edit)
        elif verdict is not Verdict.AGREED:
            try:
                with self._taking.books.begin_nested():
                    self._take(books, is_conflict=verdict is Verdict.CONFLICT)
            except Unreadable as fault:
                self._hold(fault.why, fault.remedy)
            except ShopError as refusal:
                self._hold(refusal.message.rstrip("."), refusal.remedy)

    def _take(self, books: Cell, *, is_conflict: bool) -> None:
        edit = self._edit
        read_as = read(self._kind, edit.now, self._grammar)
        if isinstance(read_as, str):
            as_shown.refuse_turned(self._taking.shown, self._place, edit.now, read_as)
        why = (
            self.doubt
            or gates.unlikely(self._kind, self._read_base(), read_as)
            or gates.as_a_day(self._kind, edit.now, settings.today(self._taking.books))
        )
        value = read_as.isoformat() if isinstance(read_as, dt.date) else read_as
        if is_conflict:
            self._ask(CONFLICT, value, f"the books have {_said(books)} since", books)
        elif why:
            self._ask(HELD, value, why, books)
        else:
            self._put(value)

    def _put(self, value: Plain) -> None:
        edit, opened, by = self._edit, self._taking.books, self._taking.by
        key = self._taking.key(self._tab.title, edit.key, edit.heading, edit.now)
        today = settings.today(opened).isoformat()
        is_untold = self._written.is_told(edit, today)
        # told by nobody, it is not undone with what is told of before and after it
        by = by.through("formula") if is_untold else by
        done = ledger_edits.put(opened, self._place, self._ref(), value, by=by, key=key)
        self._written.take(edit, today)
        self._merged.taken += 1
        if done.edit_id is not None:
            self._merged.edit_ids.append(done.edit_id)
            self._merged.untold |= {done.edit_id} if is_untold else set()

    def _ask(self, kind: str, value: Plain, why: str, books: Cell) -> None:
        """Ask a person, and hold the cell until somebody answers, or the two sides agree."""
        edit, opened = self._edit, self._taking.books
        if self._asked is not None and self._is_asked(kind, why, books):
            self._merged.asked.add(self._asked.id)
            self._hold(why, ANSWER)
            return
        here = self._tab.title, edit.key, edit.heading
        facts = ledger_notices.facts_of(opened, self._place, self._ref(), value, edit.now, why)
        values = [edit.base, edit.now, books]
        nth = ledger_questions.nth(opened, here, values)
        facts |= {VALUES: values, ledger_questions.NTH: nth}
        if self.doubt in LASTING and kind == CONFLICT:
            facts[CROWD] = self.doubt
        if self._formula is not None:
            facts[FORMULA] = self._formula.kept()
        about = (*values, nth)
        question, is_new = ledger_questions.ask(
            opened, Asking(kind, *here[:2], facts, column=edit.heading, about=about)
        )
        self._merged.asked.add(question.id)
        if is_new:
            self._merged.new.append(question)
        self._hold(why, ANSWER)

    def _is_asked(self, kind: str, why: str, books: Cell) -> bool:
        """Whether that is asked already, and only its formula came to something else since."""
        if self._asked is None or self._asked.kind != kind or not self._is_same_formula:
            return False
        facts = self._asked.facts
        of = facts[VALUES][0], facts[VALUES][2], facts.get("why"), bool(facts.get(CROWD))
        is_crowd = self.doubt in LASTING and kind == CONFLICT
        return of == (self._edit.base, books, why, is_crowd)

    def _ref(self) -> Ref:
        if self._tab.ref is None:
            raise TypeError(self._tab.title)
        return self._tab.ref(self._taking, self._edit.key)

    @cached_property
    def _grammar(self) -> Grammar:
        """How people write here, with the currency of the row where it holds an amount."""
        grammar, key = self._taking.grammar, self._edit.key
        if self._kind is not Kind.MONEY or self._tab.currency is None:
            return grammar
        return replace(grammar, currency=self._tab.currency(self._taking, key))

    def _read_base(self) -> Value:
        try:
            return read(self._kind, self._edit.base, self._grammar)
        except Unreadable:
            return None

    def _hold(self, why: str, remedy: str) -> None:
        edit = self._edit
        self._merged.held[edit.key, edit.heading] = edit.base
        self._merged.bad.append(Bad(edit.key, edit.heading, as_seen(edit.now)[:200], why, remedy))


def _said(cell: Cell) -> str:
    return "nothing" if cell == "" else as_seen(cell)
