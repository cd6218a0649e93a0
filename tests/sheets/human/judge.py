"""Who says at the end whether anything of anybody's was lost. Knows nothing of how it is done.

Every edit of the person is in the books once, or stands in the ledger, or was reported, or was
undone by the person; every figure of the books stands in its row; nobody's own cell, note,
formula, row or heading is another than the person left it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from oms.database import Database
from sheets.tab import Owner
from tests.sheets.human import blank_rows, ours, truth
from tests.sheets.human.page import Page
from tests.sheets.human.truth import fold, same, shown_as
from tests.sheets.human.typed import Edit, Loss, is_input, is_theirs, is_what_moved, says
from tests.sheets.human.typing_words import NOTHING
from tests.sheets.human.wire import Request

TALK = "Note from assistant"
"""The column in which the program says what it likes."""


class Judge:
    """Follows a trial and gives its verdict."""

    def __init__(self, database: Database, pages: Iterable[Page]) -> None:
        self._database, self.pages = database, list(pages)
        self.story: list[str] = []
        self.edits: list[Edit] = []
        self._at: dict[tuple[int, int, str], Edit] = {}
        self._removed: dict[tuple[int, int], dict[str, Edit]] = {}
        self._deletions: Counter[int] = Counter()
        self._notes: dict[tuple[int, int, str], str] = {}
        self._left = {(page.id, row, column): page.cell(row, column)
                      for page in self.pages for row in page.filled()
                      for column in page.columns if is_theirs(page, column)}  # fmt: skip
        self._put_there: dict[tuple[int, int, str], Any] = {}
        """What undoing put into a cell of the person's own instead of what they had left there."""
        self._unseen: dict[tuple[int, int, str], tuple[Any, Edit | None]] = {}
        """Cells typed in since the program looked last: what they held then, and whose that was."""
        self._touched = {(page.id, row) for page in self.pages for row in page.filled()}
        self._anew: set[int] = set()
        """Rows that were copied, or whose key was typed: what was told of them may stay there."""
        self._made: set[tuple[int, int]] = set()
        """Rows that the program filled."""
        self._had: dict[str, set[tuple[int, int]]] = {}
        """Tab and key -> the rows that ever had it."""
        self._read_keys: dict[int, set[str]] = {}
        self._away: set[tuple[int, str]] = set()
        """Page and key of rows that the program once did not find any more."""
        self._back: set[tuple[int, str]] = set()
        """Page and key of rows that the person took out, and gave back."""
        self._before: dict[int, dict[int, str]] = {}
        self.faults: list[Loss] = []
        self._start = truth.mark(database)
        with database.reading() as books:
            self._first = self._start.movement
            self._first_change = sum(1 for _ in truth.changes(books))
        self.acted()

    # what the person did

    def typed(self, edit: Edit) -> None:
        """The person changed a cell; to type what is there already says nothing."""
        if edit.is_copy or edit.column in edit.page.tab.key:
            self._anew.add(edit.row)
        if same(edit.typed, edit.seen) and not is_theirs(edit.page, edit.column):
            return
        edit.since = truth.mark(self._database)
        before = self._at.get(edit.place)
        is_settled = edit.place not in self._unseen
        seen, stood = self._unseen.setdefault(edit.place, (edit.seen, before))
        if same(edit.typed, seen) and not is_theirs(edit.page, edit.column):
            self._taken_back(edit.place, before, stood)
            return
        if before is not None:
            before.over = before.over or "typed over"
        self.edits.append(edit)
        self._at[edit.place] = edit
        self._touched.add((edit.page.id, edit.row))
        if is_theirs(edit.page, edit.column):
            is_ours = edit.is_restored and edit.left is not None
            there = edit.page.cell(edit.row, edit.column)
            self._left[edit.place] = edit.left if is_ours else there
            # what they take back was read as their last word: this is the next
            is_next = is_ours and is_settled
            self._put_there[edit.place] = there._replace(note=None) if is_next else None

    def _taken_back(self, place: tuple[int, int, str], last: Edit | None, was: Edit | None) -> None:
        """What was typed since anybody looked is gone again: nobody can know of it."""
        if last is not None and last is not was:
            last.over = last.over or "taken back"
        self._at.pop(place, None)
        if was is not None:
            was.over = "" if was.over == "typed over" else was.over
            self._at[place] = was

    def left(self, page: Page, row: int, column: str) -> Any:
        """What the person left in a cell of their own."""
        return self._left.get((page.id, row, column))

    def standing(self, page: Page, row: int, column: str) -> Edit | None:
        """The person's own edit that stands in a cell; None where it is the program's."""
        edit = self._at.get((page.id, row, column))
        stands = edit is not None and same(page.value(row, column), edit.typed)
        return edit if stands else None

    def noted(self, page: Page, row: int, column: str, text: str) -> None:
        """The person put a note on a cell."""
        # what is under it stays as it was left, also where we happened to have written over it
        self._notes[page.id, row, column] = text

    def removed(self, page: Page, row: int) -> None:
        """The person is about to take a row out."""
        self._deletions[page.id] += 1
        gone = {column: edit for column in page.columns
                if (edit := self._at.pop((page.id, row, column), None)) is not None}  # fmt: skip
        for edit in gone.values():
            edit.over = edit.over or "row deleted"
        self._removed[page.id, row] = gone

    def column_removed(self, page: Page, column: str) -> None:
        """The person is about to take a column out, with all that they typed there."""
        for edit in self.edits:
            if (edit.page.id, edit.column) == (page.id, column):
                edit.over = edit.over or "column deleted"
        for known in (self._at, self._unseen, self._notes, self._put_there):
            for place in [one for one in known if (one[0], one[2]) == (page.id, column)]:
                del known[place]

    def restored(self, page: Page, row: int) -> None:
        """The person took a deletion back."""
        self._back.add((page.id, page.key(row)))
        for column, edit in self._removed.pop((page.id, row), {}).items():
            if edit.over == "row deleted" and same(page.value(row, column), edit.typed):
                edit.over = ""
                self._at[edit.place] = edit
        for column in page.columns:
            if is_theirs(page, column):
                self._left[page.id, row, column] = page.cell(row, column)

    def deleted(self, page: Page) -> int:
        """How many rows the person took out of a page."""
        return self._deletions[page.id]

    def answered(self, tab: str, key: str, column: str, typed: Any) -> None:
        """Somebody decided what becomes of what stands in a cell."""
        for edit in self.edits:
            is_here = edit.page.tab.title == tab and edit.column == column
            if is_here and same(edit.typed, typed) and fold(key) in self._keys(edit):
                edit.over = edit.over or "answered"

    # what the program did

    def acted(self) -> None:
        """The person is done for now; what follows is the program's."""
        self._before = {page.id: {row: page.key(row) for row in page.filled()}
                        for page in self.pages}  # fmt: skip
        for page in self.pages:
            for row, key in self._before[page.id].items():
                if key:
                    self._had.setdefault(f"{page.id}|{key}", set()).add((page.id, row))

    def read(self, tabs: Collection[int] | None) -> None:
        """The program read the pages of these tabs; None: of any."""
        pages = [page for page in self.pages if tabs is None or page.id in tabs]
        ids = {page.id for page in pages}
        self._unseen = {place: was for place, was in self._unseen.items() if place[0] not in ids}
        self._read_keys |= {page.id: set(page.keys()) for page in pages}
        for name in self._had:
            page_id, _, key = name.partition("|")
            if int(page_id) in ids and key not in self._read_keys[int(page_id)]:
                self._away.add((int(page_id), key))
        for edit in self.edits:
            page = edit.page
            if page.id not in ids or edit.row not in page.rows:
                continue
            if same(page.value(edit.row, edit.column), edit.typed):
                edit.keys.add(page.key(edit.row))

    def landed(self, request: Request) -> None:
        """A write of the program was applied."""
        self._unseen.clear()
        for edit in self.edits:
            edit.told_as.add(self._before[edit.page.id].get(edit.row, ""))
        for page in self.pages:
            page.landed(request)
            for row in page.filled():
                place = page.id, row
                key = page.key(row)
                if place in self._touched or self._before[page.id].get(row) or not key:
                    continue
                self._made.add(place)
                self._had.setdefault(f"{page.id}|{key}", set()).add(place)
                if key in self._read_keys.get(page.id, set()):
                    self.faults.append(Loss("row", f"{key} was added though it was there"))

    # the verdict

    def verdict(self) -> list[Loss]:
        """Everything that is not as it must be, now that all is at rest."""
        with self._database.reading() as books:
            self._shown = {page.id: truth.shown(books, page.tab) for page in self.pages}
            self._moves = truth.movements(books)
            self._changes = list(truth.changes(books))
            self._records = [one for one in truth.records(books) if one.is_since(self._start)]
            self._held = truth.held(books)
            self._counts_asked = truth.counts_asked(books)
            told = {page.id: ours.open_problems(books, page.tab.title) for page in self.pages}
        found = list(self.faults)
        found += self._bookings()
        for edit in self.edits:
            if not edit.over:
                found += self._edit(edit)
        for page in self.pages:
            found += self._headings(page)
            found += self._rows(page, told[page.id])
            found += self._cells(page)
            found += self._own(page)
            found += ours.misplaced(page, told[page.id], self._anew)
        return found

    def displaced(self) -> int:
        """How many cells somebody is told of because a write landed where they might have stood."""
        with self._database.reading() as books:
            return truth.displaced(books)

    def _bookings(self) -> list[Loss]:
        """Each movement of the ledger is one edit, and a count leaves what was counted."""
        self._booked: set[Edit] = set()
        found = []
        inputs = [edit for edit in self.edits if is_input(edit)]
        for move in self._moves:
            if not move.by_ledger or move.id <= self._first:
                continue
            fits = [edit for edit in inputs if edit.means is not NOTHING
                    and move.key in edit.keys and is_what_moved(edit, move)]  # fmt: skip
            fresh = [edit for edit in fits if edit not in self._booked]
            if fresh:
                self._booked.add(next((edit for edit in fresh if not edit.over), fresh[-1]))
            elif fits:
                found.append(Loss("twice", f"{fits[0]} was booked again: {move.units:+}"))
            else:
                found.append(Loss("count" if "count" in move.reason else "twice",
                                  f"{move.units:+} {move.key} ({move.reason}) makes it"
                                  f" {move.after}: nobody typed that"))  # fmt: skip
        return found + self._overwrites()

    def _overwrites(self) -> list[Loss]:
        """A change that the ledger brought replaced only what its person had seen."""
        found = []
        last: dict[tuple[str, str], truth.Changed] = {}
        for change in self._changes[self._first_change :]:
            before = last.get((change.key, change.heading))
            last[change.key, change.heading] = change
            if not change.by_ledger:
                continue
            fits = [edit for edit in self.edits
                    if edit.column == change.heading and change.key in edit.keys
                    and edit.since.change < change.id
                    and same(edit.means, change.after)]  # fmt: skip
            is_back = before is not None and self._came_back(before, change)
            if not fits and not self._ended(change) and not self._named(change) and not is_back:
                found.append(Loss("twice", f"{change} and nobody typed that"))
            elif fits and before is not None and not before.by_ledger and not any(
                self._had_seen(edit, change.before) for edit in fits
            ):  # fmt: skip
                said = f"{fits[0]} replaced {change.before!r} of the books unseen"
                found.append(Loss("overwrote", said))
        return found

    def _named(self, change: truth.Changed) -> bool:
        """Whether the person gave its words to a row in which a meaning stood.

        Or gave a row a key again that we had put there for a moment, by undoing what they typed.
        """
        return any(
            (change.heading == truth.MEANS or edit.is_restored)
            and edit.column in edit.page.tab.key
            and change.key in edit.keys
            for edit in self.edits
        )

    def _ended(self, change: truth.Changed) -> bool:
        """Whether a product or a word ended because its row was taken out."""
        is_end = change.heading == truth.FACTS["active"] and change.after is False
        is_end = is_end or (change.heading == truth.MEANS and change.after == "")
        return is_end and any((page.id, change.key) in self._away for page in self.pages)

    def _came_back(self, end: truth.Changed, change: truth.Changed) -> bool:
        """Whether a deletion was taken back after what stood in the row had ended with it."""
        is_same = same(end.before, change.after) and same(end.after, change.before)
        is_there = any((page.id, change.key) in self._back for page in self.pages)
        return end.by_ledger and self._ended(end) and is_same and is_there

    def _had_seen(self, edit: Edit, before: Any) -> bool:
        """Whether the figure stood in that cell before the person's edits of it."""
        chain = [one for one in self.edits if one.place == edit.place]
        upto = chain[: chain.index(edit) + 1]
        return any(same(one.seen, before) or same(one.means, before) for one in upto)

    def _edit(self, edit: Edit) -> list[Loss]:
        page, column = edit.page, edit.column
        if is_theirs(page, column) or edit.is_restored:
            return []  # held against what the person left, below
        if edit.row not in page.rows:
            return [Loss("row", f"the row of {edit} is gone")]
        stands = same(page.value(edit.row, column), edit.typed)
        key = page.key(edit.row)
        shown = self._shown[page.id].get(key, {})
        if is_input(edit):
            done = self._consumed(edit)
        elif page.owner(column) is Owner.BOTH:
            done = self._was_taken(edit) or self._is_of_one_taken(edit)
        else:
            done = edit.typed == "" or same(shown.get(column, ""), edit.typed)
            done = done or self._is_put_right(edit)
        if stands:
            is_settled = done or self._is_asked_beside(edit, key)
            return [] if is_settled or not self._is_open(edit, key) else [Loss("stuck", str(edit))]
        is_overtyped = page.owner(column) is Owner.BOOKS
        done = done or blank_rows.is_astray(edit)
        if done or self._is_reported(edit) or (is_overtyped and self._was_told(edit.copied)):
            return []
        if page.owner(column) is Owner.BOTH and self._says_what_stood(edit):
            return []
        return [Loss("overtyped" if is_overtyped else "edit", str(edit))]

    def _was_told(self, copied: Edit | None) -> bool:
        """Whether it was told of the edit that was copied: of both rows that says the same."""
        return copied is not None and self._is_reported(copied)

    def _is_put_right(self, edit: Edit) -> bool:
        """Whether what no figure of the books can be was typed over with the figure from before.

        A write meant for another row left it there. To make good what nobody of the shop did
        changes nothing, so nothing is told of it.
        """
        if isinstance(edit.typed, str) or not self._is_misplaced(edit):
            return False
        chain = [one for one in self.edits if one.place == edit.place]
        return any(same(one.seen, edit.typed) for one in chain[: chain.index(edit)])

    def _is_misplaced(self, edit: Edit) -> bool:
        """Whether what an edit was typed over is no figure of its row, as far as that is known."""
        if isinstance(edit.seen, str):
            return True
        is_known = edit.column == "On hand"
        return is_known and not any(self._stood(key, edit.seen, 0) for key in self._keys(edit))

    def _says_what_stood(self, edit: Edit) -> bool:
        """Whether an edit that went only said in other words what the program showed: 6 pcs over 6.

        That asks for nothing, as typing 6 over 6 does not. What the person had typed there before
        is owed all the same, in whatever words. Where it still stands it is not asked whether.
        """
        if not same(edit.means, _bare(edit.seen)):
            return False
        chain = [one for one in self.edits if one.place == edit.place]
        before = chain[: chain.index(edit)]
        theirs = next((one for one in reversed(before) if same(one.typed, edit.seen)), None)
        return theirs is None or self._was_taken(theirs) or self._says_what_stood(theirs)

    def _is_asked_beside(self, edit: Edit, key: str) -> bool:
        """Whether somebody was asked about that count before it was copied, or brought back.

        The question is of the place, so it is of the copy too once the original went; but only
        while it is open: its answer empties the cell that is left.
        """
        other = edit.copied or edit.brought_back
        if edit.column != "Counted" or other is None or not self._keys(edit) <= self._keys(other):
            return False
        return (key, edit.means) in self._counts_asked

    def _keys(self, edit: Edit) -> set[str]:
        """The keys that the row of an edit ever had."""
        return edit.keys | ({edit.page.key(edit.row)} if edit.row in edit.page.rows else set())

    def _was_taken(self, edit: Edit) -> bool:
        """Whether the books said what an edit means at any time since it was typed."""
        for key in self._keys(edit):
            known = [one for one in self._changes if (one.key, one.heading) == (key, edit.column)]
            since = [one for one in known if one.id > edit.since.change]
            now = self._shown[edit.page.id].get(key, {}).get(edit.column, "")
            stood = [since[0].before if since else now, *(one.after for one in since), now]
            if any(same(edit.means, shown_as(one)) for one in stood):
                return True
            if self._is_back(edit, known):
                return True
        return False

    def _is_of_one_taken(self, edit: Edit) -> bool:
        """Whether it is a copy, in a row of the same key, of an edit that the books took.

        Nobody typed it anew: what became of the edit since counts for the copy.
        """
        other = edit.copied
        if other is None or not self._keys(edit) <= self._keys(other):
            return False
        return self._was_taken(other)

    def _is_back(self, edit: Edit, known: list[truth.Changed]) -> bool:
        """Whether the person only brought back what stood before others of theirs, never taken."""
        chain = [one for one in self.edits if one.place == edit.place]
        return any(
            same(one.seen, edit.typed)
            and not any(each.by_ledger and each.id > one.since.change for each in known)
            for one in chain[: chain.index(edit)]
        )

    def _consumed(self, edit: Edit) -> bool:
        """Whether an input is booked, or had nothing to book."""
        if edit in self._booked or edit.typed == "" or self._is_for_its_copy(edit):
            return True
        if edit.brought_back in self._booked:
            return True  # nobody typed it anew: it was booked before what was undone
        if edit.column == "Counted":
            # also of one that no read saw: 50, 1 and 50 again, where the first was booked
            since = edit.since.movement
            return any(self._stood(key, edit.means, since) for key in self._keys(edit))
        if edit.column == "Reason":
            return any(one.place[:2] == edit.place[:2] for one in self._booked)
        return False

    def _is_for_its_copy(self, edit: Edit) -> bool:
        """Whether of two cells that said the same one is booked, and the other stands."""
        other = edit.copied
        if other is None or other not in self._booked or other.row not in other.page.rows:
            return False
        return same(other.page.value(other.row, other.column), other.typed)

    def _stood(self, key: str, units: Any, since: int) -> bool:
        """Whether so many were on hand at any time since a movement."""
        moves = [one for one in self._moves if one.key == key]
        later = [one.after for one in moves if one.id > since]
        return units in [*[one.after for one in moves if one.id <= since][-1:], *later]

    def _is_open(self, edit: Edit, key: str) -> bool:
        """Whether an edit that stands should have been taken by now."""
        page = edit.page
        if not page.is_whole() or page.called[edit.column] != edit.column:
            return False
        if key not in self._shown[page.id] or len(page.keys().get(key, [])) != 1:
            return False
        declared = page.declared(edit.column)
        if declared is not None and (declared.choices or declared.is_stamp):
            return False  # it says why of a number that is still to be typed, or when
        return not self._is_reported(edit)

    def _is_reported(self, edit: Edit) -> bool:
        keys = edit.keys | edit.told_as
        keys |= {edit.page.key(edit.row)} if edit.row in edit.page.rows else set()
        said = [part for key in keys for part in key.split("|")[:1] if part]
        wanted = {_as_shown(one) for one in (edit.typed, edit.means) if one is not NOTHING}
        # a row that had no key could not be named: of it what was typed has to do
        texts = [one.text for one in self._records if one.is_since(edit.since)
                 and ("" in keys or any(part in one.text.upper() for part in said))]  # fmt: skip
        if edit.typed == "":
            wanted = {edit.column}  # a report of an emptied cell shows nothing but where it is
        return any(says(one, value) for one in texts for value in wanted)

    def _headings(self, page: Page) -> list[Loss]:
        found = []
        for number, column in enumerate(page.columns):
            there = page.at(0, number).value or ""
            wanted = "" if column.startswith("_") else page.called[column]
            if there != wanted:
                found.append(Loss("heading", f"{page.tab.title}: {there!r} for {wanted!r}"))
        return found

    def _rows(self, page: Page, told: ours.Told) -> list[Loss]:
        """Every row of the books is there, but those that a person took out and nobody needs.

        Or that are asked for: a row that stands there without its key shows something of it still.
        """
        if not page.is_whole():
            return []
        keys = page.keys()
        found = []
        for key, row in self._shown[page.id].items():
            if key in keys or not self._is_needed(page, key, row) or _is_empty(row):
                continue
            if any((key, heading) in told for heading in page.tab.key):
                continue
            found.append(Loss("row", f"{page.tab.title}: {key} is in no row"))
        return found

    def _is_needed(self, page: Page, key: str, row: Mapping[str, Any]) -> bool:
        had = self._had.get(f"{page.id}|{key}", set())
        if any(place[1] in page.rows for place in had):
            return False  # its row has another key by now: somebody renamed it
        return not had or bool(row.get("On hand") or row.get("Reserved"))

    def _cells(self, page: Page) -> list[Loss]:
        """Every figure of the books stands in its row."""
        found: list[Loss] = []
        if not page.is_whole():
            return found
        for key, rows in page.keys().items():
            row = self._shown[page.id].get(key)
            if row is None or len(rows) > 1:
                continue
            for column in page.tab.columns:
                heading = column.heading
                if page.called.get(heading) != heading or heading not in row or column.is_stamp:
                    continue
                if column.owner is Owner.PERSON or heading == TALK:
                    continue
                stands = page.value(rows[0], heading)
                is_held = column.owner is Owner.BOTH and self._is_asked(page, rows[0], heading)
                if heading == page.tab.identity:
                    # where that is another's, it waits with what is asked about in its row
                    is_held = any(one[:2] == (page.tab.title, key) and one[2] not in {heading, None}
                                  for one in self._held)  # fmt: skip
                if not same(_bare(stands), row[heading]) and not is_held:
                    where = f"{page.a1(rows[0], heading)} {key} {heading}"
                    said = f"{where} shows {stands!r}, the books say {row[heading]!r}"
                    found.append(Loss("cell", said))
        return found

    def _is_told(self, key: str, column: str, cell: Any) -> bool:
        """Whether a record names a cell of the person's own, and what they left in it."""
        left = str(cell.formula or cell.value)
        first = key.split("|", maxsplit=1)[0]
        return any(says(one.text, left) and column in one.text and first in one.text.upper()
                   for one in self._records)  # fmt: skip

    def _is_asked(self, page: Page, row: int, heading: str) -> bool:
        """Whether somebody is asked about a cell, or what was typed in it last is not taken."""
        title, key = page.tab.title, page.key(row)
        if self._held & {(title, key, heading), (title, key, None)}:
            return True
        last = self._at.get((page.id, row, heading))
        if last is None or not same(last.typed, page.value(row, heading)):
            return False
        says_so = same(last.means, self._shown[page.id][key][heading])  # by a formula
        return says_so or (not last.over and not self._was_taken(last))

    def _own(self, page: Page) -> list[Loss]:
        """What is the person's own is as the person left it; where nobody wrote, nothing stands."""
        found = []
        height = page.sheet.used()[0]
        for number, row in enumerate(page.rows[:height]):
            if row == page.rows[0]:
                continue
            place = page.id, row
            for at, column in enumerate(page.columns):
                cell = page.at(number, at)
                wanted = self._left.get((page.id, row, column))
                where = f"{page.tab.title} {page.a1(row, column)} ({page.key(row)}, {column})"
                stands = cell._replace(note=None)
                is_put_there = stands == self._put_there.get((page.id, row, column))
                if wanted is not None and stands != wanted._replace(note=None):
                    if not is_put_there and not self._is_told(page.key(row), column, wanted):
                        found.append(Loss("own", f"{where} holds {cell}, left as {wanted}"))
                elif (
                    wanted is None
                    and cell.value is not None
                    and place not in (self._touched | self._made)
                    and not blank_rows.holds_astray(page, row, column, self.edits)
                ):
                    found.append(Loss("own", f"{where} holds {cell}, nobody put it there"))
                note = self._notes.get((page.id, row, column))
                if note and note not in (cell.note or ""):
                    found.append(Loss("own", f"{where} has lost {note!r}"))
        return found


def _is_empty(row: Mapping[str, Any]) -> bool:
    """Whether the books have nothing to show in a row, so that none is made for it."""
    return all(cell == "" for cell in row.values())


def _bare(value: Any) -> Any:
    """A quantity without the word for its units: 12 pcs says 12."""
    number = str(value).removesuffix(" pcs")
    return int(number) if number != str(value) and number.isdecimal() else value


def _as_shown(value: Any) -> str:
    """A value as a report shows it; a tick as the spreadsheet does."""
    return str(value).upper() if isinstance(value, bool) else str(value)
