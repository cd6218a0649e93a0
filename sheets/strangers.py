"""Rows that the books do not know: asked about, as new ones or as such whose key was changed.

Each time that such a key comes into the tab it is asked about; as long as it stands there, once.
What stands in the row was typed: once the books know it, that is not written over, but taken,
asked about, or known to have been in the row when somebody answered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property

from oms import ledger_questions
from oms.ledger_questions import ABOUT_ROWS, NTH, RENAME, VALUES, Asking
from oms.tables.sheet import LedgerQuestion
from sheets import merge
from sheets.cells import Cell
from sheets.frame import Frame
from sheets.leaving import Gone
from sheets.merge import Base, Patches
from sheets.originals import PUZZLE
from sheets.retyped import OF, retyped, without_id
from sheets.tab import Owner, Tab, fold
from sheets.taking import Taking

READ = "read"
"""Among the facts of a question: heading -> the cell that both sides may change, as it was read."""
ASKED, WAS, SHOWN = "_asked", "_was", "_shown:"
"""Among the patches of a key: it was asked about the row since it stands there; the key that the
row had; with a heading, what it showed under that."""
MADE = ("add", "new")
"""Answers by which a row becomes a product with what stood in it."""


class Strangers:
    """The rows of a tab that the books do not know, and what is asked about them."""

    def __init__(
        self, taking: Taking, tab: Tab, base: Base | None, now: Frame, gone: Mapping[str, Gone],
        waiting: Collection[str],
    ) -> None:  # fmt: skip
        """Of a tab.

        Args:
            taking: the books in which it is asked.
            tab: which.
            base: what the tab showed.
            now: the tab as read.
            gone: rows that were away before this read, as `Leaving.gone`.
            waiting: keys of rows that are there, and have none just now.
        """
        self._waiting = waiting
        self._taking, self._tab, self._base, self._now = taking, tab, base, now
        self._gone = gone
        self._patches = base.patches if base is not None else {}
        self._both = [one.heading for one in tab.columns if one.owner is Owner.BOTH]
        self._was: dict[str, str] = {}
        self._of: dict[str, Cell] = {}
        """Key -> the id of what its row is, where the row does not show it."""
        self.keys: set[str] = set()
        """Of rows that the books do not know."""
        self.renamed: set[str] = set()
        """Keys that rows had of which it is asked whether they were renamed."""
        self.left: set[str] = set()
        """Keys that rows had of which that is asked no more, as they are not there either."""
        self.followed: dict[str, str] = {}
        """The key that a row had -> the one that it was answered to have now."""
        self.new: list[LedgerQuestion] = []
        """Questions that nobody was told of yet."""

    def look(self, moved: Mapping[str, str]) -> dict[str, dict[str, Cell]]:
        """Ask about those that are there; of those that are not, nobody needs to say any more.

        Args:
            moved: the key that a row had -> the one that we gave it.

        Returns:
            Of rows that the books know since, and of such whose key is back: what they showed.
        """
        if self._tab.stranger is None:
            return {}
        books, places = self._taking.books, self._now.places
        waiting = ledger_questions.in_tab(books, self._tab.title, ABOUT_ROWS)
        marked = {key for key, cells in self._patches.items() if ASKED in cells}
        open_ones = {one.row_key for one in waiting}
        fresh = self._fresh(moved)
        keys = (open_ones | marked | fresh) & places.keys()
        known = set(self._tab.rows(books, keys).places) if keys else set()
        self.keys = keys - known
        self._of = self._ids(fresh & self.keys)
        asked = {self._ask(key) for key in sorted(self.keys, key=places.__getitem__)
                 if key in open_ones or not self._is_ignored(key)}  # fmt: skip
        for one in waiting:
            if one.id in asked:
                continue
            if one.row_key in self._now.twice:
                # a copy of it stands there for a moment
                self._wait(one)
            else:
                ledger_questions.drop(one)
                if one.kind == RENAME and one.row_key not in places:
                    self.left.add(fold(one.facts["was"]))
        self.left -= {*places, *self.renamed}
        return {**self._back(), **{key: self._settled(key) for key in marked & known}}

    def marks(self, more: Collection[str]) -> dict[str, dict[str, Cell]]:
        """What is to be kept of such rows, and of more of them, among the patches of their keys."""
        return {key: self._marks(key) for key in {*self.keys, *self._was, *more}}

    def is_there(self, key: str) -> bool:
        """Whether a row that was asked about is there still; of any other row that is not asked."""
        is_asked = ASKED in self._patches.get(key, {})
        return not is_asked or key in self._now.places or key in self._now.twice

    def _marks(self, key: str) -> dict[str, Cell]:
        was = self._was.get(key, "")
        # asked anew, as its product has yet another key: the row is the same
        cells = self._shown(was) or (was and _shown_in(self._patches.get(key, {}))) or {}
        shown = {f"{SHOWN}{one}": cell for one, cell in cells.items()}
        marks = {ASKED: True, **({OF: self._of[key]} if key in self._of else {})}
        return {**marks, WAS: was, **shown} if shown else marks

    def _ids(self, came: Collection[str]) -> dict[str, Cell]:
        """The ids of what rows are that do not show it: as kept, and of those that came."""
        base, identity = self._base, self._tab.identity
        found = {key: cells[OF] for key, cells in self._patches.items()
                 if OF in cells and key in self.keys}  # fmt: skip
        if base is None or identity is None or not came:
            return found
        left = merge.gone(base, self._now)
        rows = self._tab.rows(self._taking.books, set(left)) if left else None
        ids = without_id(base, self._now, rows, identity) if rows is not None else {}
        return {**found, **retyped(base, self._now, ids, came)} if ids else found

    def _fresh(self, moved: Mapping[str, str]) -> set[str]:
        """Keys that stand in a row, and did not when the tab was last accounted for."""
        base = self._base
        new = {key for key in merge.fresh(base, self._now) if base is None or not base.knows(key)}
        return new | {key for key in moved if key in self._now.places}

    def _is_ignored(self, key: str) -> bool:
        """Whether somebody said to ignore a row, and it stands there since.

        After a take-over nobody knows whether it does; then it is the one that holds the same.
        """
        last = self._last(key)
        if last is None or last.answer != "ignore":
            return False
        is_same = self._base is None and last.facts.get(READ) == self._read(key)
        return is_same or ASKED in self._patches.get(key, {})

    def _ask(self, key: str) -> int | None:
        """Ask about a row; gives the question."""
        row = self._now.row(self._now.places[key])
        if key in self._of and self._tab.identity is not None:
            row[self._tab.identity] = self._of[key]
        stranger = self._tab.stranger
        asking = stranger(self._taking, key, row, self._there) if stranger else None
        if asking is None:
            return None
        question, is_new = ledger_questions.ask(self._taking.books, self._this_time(asking))
        self._wait(question)
        if is_new:
            self.new.append(question)
        return question.id

    @cached_property
    def _there(self) -> Collection[str]:
        """Keys of the rows that the tab has, also of those that have none just now."""
        places = self._now.places
        return places.keys() | set(self._waiting) if self._waiting else places

    def _this_time(self, asking: Asking) -> Asking:
        """The question, as another than any that was asked of the row before it came again."""
        values = [asking.kind, *asking.about]
        here = asking.tab, asking.row_key, None
        nth = ledger_questions.nth(self._taking.books, here, values)
        facts = {**asking.facts, READ: self._read(asking.row_key), VALUES: values, NTH: nth}
        return replace(asking, facts=facts, about=(*asking.about, nth))

    def _read(self, key: str) -> dict[str, Cell]:
        row = self._now.row(self._now.places[key])
        return {heading: row[heading] for heading in self._both if heading in row}

    def _wait(self, question: LedgerQuestion) -> None:
        was = fold(question.facts["was"]) if question.kind == RENAME else ""
        self._was[question.row_key] = was
        if was:
            self.renamed.add(was)

    def _shown(self, was: str) -> dict[str, Cell]:
        """What a row showed under the key that it had, of what both sides may change."""
        base = self._base
        if base is not None and was and base.knows(was):
            # it may have been answered about and got yet another key before it was seen
            is_new = ASKED in self._patches.get(was, {}) and was in self._in_books(was)
            settled = self._settled(was) if is_new else {}
            return {one: settled.get(one, base.cell(was, one)) for one in self._both}
        told = self._gone.get(was)
        if told is not None and not told["archived"]:
            # a read fell between the key that it had and the one that it has
            return {one: told["cells"][one] for one in self._both if one in told["cells"]}
        return shown_before(self._patches, was) if was else {}

    def _back(self) -> dict[str, dict[str, Cell]]:
        """Of keys that rows have again what they showed under them."""
        was = {str(cells[WAS]) for cells in self._patches.values() if WAS in cells}
        return {key: self._shown(key) for key in was
                if key in self._now.places and not self._is_known(key)}  # fmt: skip

    def _is_known(self, key: str) -> bool:
        return self._base is not None and self._base.knows(key)

    def _settled(self, key: str) -> dict[str, Cell]:
        """What a row showed that the books know since."""
        cells = {one: cell for one, cell in self._patches[key].items()
                 if one == PUZZLE or not one.startswith("_")}  # fmt: skip
        last = self._last(key)
        if last is None:
            return cells
        if last.kind == RENAME and self._is_of(key, last):
            was = fold(last.facts["was"])
            self.followed[was] = key
            return {**cells, **self._shown(was)}
        return {**cells, **(last.facts.get(READ, {}) if last.answer in MADE else {})}

    def _in_books(self, key: str) -> Collection[str]:
        return self._tab.rows(self._taking.books, {key}).places

    def _is_of(self, key: str, question: LedgerQuestion) -> bool:
        """Whether a row is the one of the product that was asked about."""
        ref = self._tab.ref
        return ref is not None and dict(ref(self._taking, key)) == question.facts["ref"]

    def _last(self, key: str) -> LedgerQuestion | None:
        return ledger_questions.last(self._taking.books, (self._tab.title, key, None))


def shown_before(patches: Patches, was: str) -> dict[str, Cell]:
    """What a row showed under the key that it had before it was asked about; empty: none did."""
    return _shown_in(next((cells for cells in patches.values() if cells.get(WAS) == was), {}))


def _shown_in(marks: Mapping[str, Cell]) -> dict[str, Cell]:
    return {one.removeprefix(SHOWN): cell for one, cell in marks.items() if one.startswith(SHOWN)}
