"""Rows that the books do not know: asked about, as new ones or as such whose key was changed."""

from __future__ import annotations

from oms import ledger_questions
from oms.ledger_questions import ABOUT_ROWS, RENAME, Asking
from oms.tables.sheet import LedgerQuestion
from sheets import merge
from sheets.frame import Frame
from sheets.merge import Base
from sheets.tab import Tab, fold
from sheets.taking import Taking


class Strangers:
    """The rows of a tab that the books do not know, and what is asked about them."""

    def __init__(self, taking: Taking, tab: Tab) -> None:
        """Of a tab.

        Args:
            taking: the books in which it is asked.
            tab: which.
        """
        self._taking, self._tab = taking, tab
        self.keys: set[str] = set()
        """Of rows that are, or were, asked about."""
        self.renamed: set[str] = set()
        """Keys that rows had of which it is asked whether they were renamed."""
        self.new: list[LedgerQuestion] = []
        """Questions that nobody was told of yet."""

    def look(self, base: Base | None, now: Frame) -> None:
        """Ask about those that are there; of those that are not, nobody needs to say any more.

        Args:
            base: what the tab showed.
            now: the tab as read.
        """
        if self._tab.stranger is None:
            return
        books, asked = self._taking.books, set[int]()
        open_ones = ledger_questions.in_tab(books, self._tab.title, ABOUT_ROWS)
        keys = set(merge.fresh(base, now)) | {one.row_key for one in open_ones}
        keys &= set(now.places)
        known = self._tab.rows(books, keys).places if keys else {}
        for key in sorted(keys - set(known), key=now.places.__getitem__):
            asking = self._tab.stranger(self._taking, key, now.row(now.places[key]), now.places)
            if asking is not None:
                asked.add(self._ask(asking).id)
        for one in open_ones:
            if one.id not in asked:
                ledger_questions.drop(one)

    def _ask(self, asking: Asking) -> LedgerQuestion:
        question, is_new = ledger_questions.ask(self._taking.books, asking)
        self.keys.add(question.row_key)
        if is_new:
            self.new.append(question)
        if question.kind == RENAME and question.state == "open":
            self.renamed.add(fold(question.facts["was"]))
        return question
