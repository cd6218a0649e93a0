"""What a person changed in one cell: taken into the books, held and asked about, or put back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from oms import ledger_edits, ledger_notices, ledger_questions, settings
from oms.errors import ShopError
from oms.ledger_edits import Ref
from oms.ledger_questions import CONFLICT, CROWD, FORMULA, HELD, VALUES, Asking
from oms.product_codes import BarcodeTaken
from oms.product_fields import Value as Plain
from oms.tables.sheet import LedgerQuestion
from sheets import as_shown, gates
from sheets.cells import Cell, as_seen
from sheets.grammar import Grammar
from sheets.merge import Edit, Verdict, judge
from sheets.reading import Kind, Value, read
from sheets.recalculated import MOVED, Formula, Formulas
from sheets.tab import Tab
from sheets.taking import Bad, Taking
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


class Mediated:
    """One edit."""

    doubt: str | None = None
    """Why it is asked about however likely it is; None: it is not."""
    refusal: BarcodeTaken | None = None
    """It is a barcode that another product has, which may give it away yet; None: it is not."""
    value: Plain = None
    """What it says, once that was tried."""

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

    @property
    def sku_id(self) -> int:
        """The product that it is about."""
        return int(self._ref()["sku"])

    @property
    def key(self) -> str:
        """Names it, as long as the same is typed there."""
        return self._taking.key(self._tab.title, self._edit.key, self._edit.heading, self._edit.now)

    def settle(self, books: Cell) -> None:
        """Do what its verdict asks for; a barcode of another product is left with its `refusal`."""
        verdict = judge(self._tab.column(self._edit.heading), self._edit, books)
        if verdict is Verdict.PUT_BACK:
            self._merged.put_back.append(self._edit)
        elif verdict is not Verdict.AGREED:
            self._try(partial(self._take, books, is_conflict=verdict is Verdict.CONFLICT))

    def again(self) -> None:
        """Take what was refused, if its barcode is no other product's any more."""
        self._try(self._put)

    def leave_refused(self) -> None:
        """Hold what is refused still, and say so."""
        if self.refusal is not None:
            self._hold(self.refusal.message.rstrip("."), self.refusal.remedy)

    def take(self, edit_id: int | None) -> None:
        """The books have it; `edit_id`: row of the history, None: they had it already."""
        self.refusal = None
        self._merged.taken += 1
        if edit_id is not None:
            self._merged.edit_ids.append(edit_id)

    def _try(self, do: Callable[[], None]) -> None:
        self.refusal = None
        try:
            with self._taking.books.begin_nested():
                do()
        except Unreadable as fault:
            self._hold(fault.why, fault.remedy)
        except BarcodeTaken as refusal:
            self.refusal = refusal
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
        self.value = read_as.isoformat() if isinstance(read_as, dt.date) else read_as
        if is_conflict:
            self._ask(CONFLICT, self.value, f"the books have {said_as(books)} since", books)
        elif why:
            self._ask(HELD, self.value, why, books)
        else:
            self._put()

    def _put(self) -> None:
        edit, opened, by = self._edit, self._taking.books, self._taking.by
        today = settings.today(opened).isoformat()
        is_untold = self._written.is_told(edit, today)
        # told by nobody, it is not undone with what is told of before and after it
        by = by.through("formula") if is_untold else by
        done = ledger_edits.put(opened, self._place, self._ref(), self.value, by=by, key=self.key)
        self._written.take(edit, today)
        self.take(done.edit_id)
        if done.edit_id is not None:
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


def said_as(cell: Cell) -> str:
    """A cell of the books in a sentence."""
    return "nothing" if cell == "" else as_seen(cell)
