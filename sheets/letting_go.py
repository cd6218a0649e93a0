"""Rows that left a tab: waited for, asked about where they are many, let go, or had back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from oms import clock, ledger_questions
from oms.ledger_notices import RowBack
from oms.ledger_questions import GONE_ROWS, Asking
from oms.tables.sheet import LedgerQuestion, LedgerTab
from sheets import headings, leaving, merge
from sheets.frame import Frame
from sheets.leaving import Leaving
from sheets.let_go import as_typed
from sheets.merge import Base
from sheets.originals import ours
from sheets.tab import Tab, fold
from sheets.taking import Left, Taking
from sheets.under_merges import UnderMerges

KEPT, AGAIN = "the books keep this row", "the books have something of it again"
FIRST = 5


class LettingGo:
    """What becomes of the rows that left a tab."""

    def __init__(self, taking: Taking, tab: Tab, known: LedgerTab, under: UnderMerges) -> None:
        """Of a tab.

        Args:
            taking: where it is booked that they went.
            tab: which.
            known: what is known of it; of rows that were away before.
            under: what is under its merged cells.
        """
        self._taking, self._tab, self._known, self._under = taking, tab, known, under
        self.leaving = Leaving()
        self.new: list[LedgerQuestion] = []
        """Questions that nobody was told of yet."""
        self.back: list[RowBack] = []
        """What is to be told of rows that come back after they left."""
        self.edit_ids: list[int] = []
        """Rows of the history of what ended with rows that were let go."""

    def look(
        self, base: Base | None, now: Frame, kept: Collection[str], also: Collection[str]
    ) -> Base | None:
        """See what left; gives what the tab counts as having shown, with what came back.

        Args:
            base: what the tab showed.
            now: the tab as read.
            kept: keys that the tab has no row of, and that did not leave all the same.
            also: keys that left though the tab showed others last.
        """
        written = self._written(base)
        left = [key for key in merge.gone(base, now) if key not in kept and key not in written]
        left += sorted(set(also) - set(left))
        self._under.look_at_rows(base, left)
        left = self._of_the_books(left)
        if self._under.bare and base is not None:
            # one that was not read yet may be what Google dropped there: it is made once more
            left = [key for key in left if key in base.frame.places]
        merged = self._under.rows
        shown = {key: ours(base, key, inputs=key in merged) for key in left}
        away = self._known.gone
        # an open question whether they were renamed decides of them, and keeps what they showed
        renamed = {key: away[key] for key in kept if key in away and not away[key]["archived"]}
        known = {key: told for key, told in away.items()
                 if key not in self._under.given_up and key not in renamed}  # fmt: skip
        found = leaving.look(known, shown, set(now.keys), clock.now(), merged)
        self.leaving = found
        if found.back and base is not None:
            back = {key: as_typed(now, key, told["cells"]) if told["archived"] else told["cells"]
                    for key, told in found.back.items()}  # fmt: skip
            base = Base(base.frame, {**base.patches, **back})
        self._as_decided(len(now.places))
        # without their key rows are there, and cannot be told
        self._ask(is_unsure=not set(headings.made_anew(now.names)).isdisjoint(now.tab.key))
        for key in found.due:
            self._let_go(key)
        if found.too_many:
            # nothing else is kept of this read
            found.gone.update({key: dict(told) for key, told in renamed.items()})
        return base

    def is_wanted_again(self, key: str) -> None:
        """Have a row come back that the books have something of again."""
        del self.leaving.gone[key]
        self.back.append(RowBack(title_of(key), AGAIN))

    def _of_the_books(self, left: Sequence[str]) -> list[str]:
        """Of keys that are missed, those of rows: of others nothing is, and nothing can go.

        A key that is under a merge is there all the same.
        """
        if not left:
            return []
        given = self._tab.rows(self._taking.books, set(left)).places
        return [key for key in left if key in given or key in self._under.rows]

    def _written(self, base: Base | None) -> set[str]:
        """Keys over which we wrote ourselves: the one of today, or nothing."""
        patches = base.patches if base is not None else {}
        heading = self._tab.key[0]
        return {key for key, cells in patches.items()
                if heading in cells and fold(cells[heading]) != key.partition("|")[0]}  # fmt: skip

    def _as_decided(self, there: int) -> None:
        """Do what somebody said of rows that left at once; of rows that left since, nothing."""
        if not self.leaving.waiting:
            return
        decided = ledger_questions.decided_rows(self._taking.books, self._tab.title)
        concerned = self.leaving.left_by(decided.at) if decided is not None else []
        if decided is None or not concerned:
            return
        ledger_questions.use(decided.question)
        for key in concerned:
            if decided.question.answer == "restore":
                del self.leaving.gone[key]
            else:
                self._let_go(key)
        self.leaving.weigh(there, clock.now())

    def _ask(self, *, is_unsure: bool) -> None:
        """Many rows left at once: nothing happens to the tab until somebody says what was meant.

        Or until all of them are back: whoever puts them there one by one is not done before that.

        Args:
            is_unsure: few are asked about like many.
        """
        books, title, waiting = self._taking.books, self._tab.title, self.leaving.waiting
        is_asked = title in self._taking.asked_of
        standing = ledger_questions.in_tab(books, title, (GONE_ROWS,)) if is_asked else []
        if standing or is_unsure:
            self.leaving.hold()
        if not self.leaving.too_many:
            for one in standing:
                ledger_questions.drop(one)
            return
        since = standing[0].facts["since"] if standing else self.leaving.since
        named = [key.replace("|", ", ") for key in sorted(waiting)]
        facts = {"title": title, "count": len(waiting), "rows": named[:FIRST], "since": since}
        # rows that left with these may be many once more, after it was asked of them and dropped
        about = (since, ledger_questions.closed(books, (title, "", None)))
        question, is_new = ledger_questions.ask(
            books, Asking(GONE_ROWS, title, "", facts, about=about)
        )
        if is_new:
            self.new.append(question)

    def _let_go(self, key: str) -> None:
        leaves = self._tab.leaves
        left = leaves(self._taking, key) if leaves is not None else Left(KEPT)
        if left.stays:
            del self.leaving.gone[key]
            self.back.append(RowBack(title_of(key), left.stays))
            return
        self.leaving.gone[key]["archived"] = True
        self.edit_ids += [] if left.edit_id is None else [left.edit_id]


def title_of(key: str) -> str:
    """A key as people read it."""
    return key.replace("|", ", ")
