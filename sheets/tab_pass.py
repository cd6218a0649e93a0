"""One tab on its way through the transaction of a pass: looked at, taken in, answered, kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import compress, repeat
from operator import ne

from oms import ledger_questions
from oms.ledger_notices import PutBack, RowBack
from oms.ledger_questions import CONFLICT, HELD
from oms.tables.sheet import LedgerQuestion
from sheets import accounted, applying, blanks, in_step, inherited, merge, nameless, standing
from sheets.cells import Cell
from sheets.columns_away import blank_since
from sheets.followed import followed, with_followed
from sheets.frame import Frame
from sheets.grid import Batch, Write
from sheets.headings import beside_body
from sheets.in_step import Step
from sheets.leaving import Leaving
from sheets.letting_go import LettingGo
from sheets.limits import Room, first_rows
from sheets.mediated import Merged
from sheets.merge import Base, Edit, Wanted
from sheets.originals import Originals
from sheets.overtyped import record_overtyped
from sheets.recalculated import Formulas, with_marks
from sheets.remember import MANY, Memory, memo_of
from sheets.said_beside import with_notes
from sheets.strangers import Strangers
from sheets.tab import Owner, Rows, Tab
from sheets.table import Table
from sheets.taking import Bad, RowRead, Taken, Taking
from sheets.under_merges import UnderMerges
from sheets.unusable_keys import UnusableKeys

ABOUT_CELLS = (CONFLICT, HELD)


class TabPass:
    """What one transaction does with one tab, in the order of its methods."""

    def __init__(
        self,
        taking: Taking,
        memory: Memory,
        tab: Tab,
        table: Table,
        base: Base | None,
        names: Mapping[str, str],
    ) -> None:
        """Of a tab as read.

        Args:
            taking: where what was typed is booked.
            memory: what is remembered between passes.
            tab: which.
            table: as read.
            base: what it showed when last accounted for; None: it was never read.
            names: our heading -> what people call it, where they renamed it.
        """
        self.tab, self._taking, self._memory = tab, taking, memory
        self._moved = followed(base)
        base = self._base = with_followed(base, self._moved) if base is not None else None
        self.now = Frame(tab, table, names=names, like=base.frame if base else None)
        self._under = UnderMerges(self.now, memory.tab(tab.title).merged or {})
        self._unusable = UnusableKeys(base, self.now, self._given, self._under)
        base = self._base = self._unusable.base
        self.merged, self.taken = Merged(), Taken()
        self.put_back: list[PutBack] = []
        """What is to be told of cells that were typed over."""
        self._known = memory.tab(tab.title)
        called = beside_body(self._known.names, names)
        if dict(self._known.names) != called:
            self._known.names = called
        self._strangers = self._strangers_of(base)
        self._settled: dict[str, dict[str, Cell]] = {}
        """What rows showed that the books know since."""
        self._answered: accounted.Answered = {}
        self._renamed: dict[str, str] = {}
        """The key of a row -> the one that we are to give it."""
        self.unclaimed: set[str] = set()
        """Keys of rows whose product has another row since: nobody's, and asked about next."""
        self._gone = LettingGo(taking, tab, self._known, self._under)
        self._originals = Originals(base, self.now)
        self._behind: set[str] | None = None
        """Keys of rows that do not show what the books say; None: the tab was not compared."""
        self._edits: list[Edit] = []
        self._bad_rows: list[Bad] = []
        self._shown: dict[str, dict[str, Cell]] = {}
        """What we showed in cells of the books that somebody typed over."""
        self._typed: set[str] = set()
        self._marks: dict[str, dict[str, Cell]] = {}
        """What is to be kept of formulas, among the patches of their keys."""

    @property
    def leaving(self) -> Leaving:
        """What is known of rows that are in the tab no more."""
        return self._gone.leaving

    @property
    def new(self) -> list[LedgerQuestion]:
        """Questions about rows that nobody was told of yet."""
        return [*self._strangers.new, *self._gone.new]

    @property
    def back(self) -> list[RowBack]:
        """What is to be told of rows that come back after they left."""
        return self._gone.back

    @property
    def edit_ids(self) -> list[int]:
        """Rows of the history of what the books took."""
        return [*self._gone.edit_ids, *self.merged.edit_ids]

    @property
    def ended(self) -> int:
        """With how many rows that were taken out something ended."""
        return len(self._gone.edit_ids)

    @property
    def touched(self) -> set[str]:
        """Keys of rows in which something is to be booked."""
        return {edit.key for edit in self._edits} | self._typed

    @property
    def bad(self) -> list[Bad]:
        """Cells that were not taken."""
        return [*self._bad_rows, *self.taken.bad, *self.merged.bad, *self._under.bad()]

    def look(self) -> None:
        """See what people did.

        Raises:
            MergesWanted: what they did cannot be told before it is known which cells are merged.
        """
        if self.now.paused:
            return
        base = self._originals.find()
        waiting, rows = self._unusable.waiting, self._unusable.rows
        self._strangers = self._strangers_of(base)
        self._settled = self._strangers.look(self._moved)
        followed = {**self._moved, **self._strangers.followed}
        ledger_questions.follow(self._taking.books, self.tab.title, followed)
        if base is not None and self._settled:
            base = Base(base.frame, {**base.patches, **self._settled})
        strangers = self._strangers
        kept, left = strangers.renamed | waiting, strangers.left - waiting
        self._base = self._gone.look(base, self.now, kept, left)
        self._bad_rows = [*self._originals.bad(), *self._unusable.bad(),
                          *nameless.bad(self.now, self._under.bare | rows.keys())]  # fmt: skip
        standing.mark(self._memory, self.now)
        waits = inherited.inherit(self._taking.books, self._memory, self._base, self.now)
        if not self.leaving.too_many:
            self._answered = accounted.account(self._taking, self._base, self.now)
            self._base = accounted.with_answered(self._base, self._answered)
            self._edits = merge.edits(self._base, self.now, self._look_at_cells)
            for edit in self._edits:
                if self.tab.column(edit.heading).owner is Owner.BOOKS:
                    self._shown.setdefault(edit.key, {})[edit.heading] = edit.base
            self._typed = self._inputs(waits) if self.tab.take is not None else set()

    def _strangers_of(self, base: Base | None) -> Strangers:
        """Rows that the books do not know; `base`: what the tab counts as having shown."""
        away, waiting = self._known.gone, self._unusable.waiting
        return Strangers(self._taking, self.tab, base, self.now, away, waiting)

    def _look_at_cells(self, found: Sequence[Edit]) -> Sequence[Edit]:
        """Of what reads as if people had changed it, what they did."""
        # while it is not known what a column showed, a blank cell may be one that was emptied
        blank = blanks.emptied(self.now, self._base)
        return self._under.look_at_cells(self._base, [*found, *blank])

    @property
    def before(self) -> Frame | None:
        """The tab as it was read before; None: it never was."""
        return self._base.frame if self._base is not None else None

    def take(self) -> None:
        """Book what people typed; the stock of it is locked by now."""
        written = Formulas(self._base, self.now)
        if self._edits:
            books = self.tab.rows(self._taking.books, {edit.key for edit in self._edits})
            self.merged = applying.merge(self._taking, written, self._edits, books)
            for edit in self.merged.put_back:
                if edit.key not in self.merged.shifted:
                    self._overtyped(edit, books)
        self.merged.held |= self._under.held
        self._look_at_formulas(written)
        if self._typed and self.tab.take is not None:
            known = self._memory.of(self.tab.title, self._typed)
            in_order = sorted(self._typed, key=self.now.places.__getitem__)
            rows = [self._row(key, known) for key in in_order]
            self.taken = self.tab.take(self._taking, rows)
            self._memory.keep(self.tab.title, rows, known)

    def writes(self, *, whole: bool) -> merge.Writes:
        """The cells that must change so that the tab shows what the books say now.

        `whole`: all rows are compared, also those that nothing is known to have changed in.
        """
        noted = self.tab.stale.take(self._taking.books) if self.tab.stale else None
        if self.now.paused or self.leaving.too_many:
            return merge.Writes()
        only = None if whole or noted is None else self._apart(noted)
        rows = with_notes(self._rows(only), self.taken)
        for key, told in list(self.leaving.gone.items()):
            needed = key in rows.places and (self.tab.needed is None or self.tab.needed(rows, key))
            if told["archived"] and needed:
                self._gone.is_wanted_again(key)
        self._behind = in_step.behind(self.now, rows, self.merged.held) | set(self.taken.say)
        named = self._following(rows)
        if self.tab.stranger is not None and only is None:
            unknown = self.now.places.keys() - rows.places.keys() - self._renamed.keys()
            self.unclaimed = {key for key in unknown - self._away if self._is_left(key)}
        absent = self._away | set(named)
        wanted = Wanted(self.taken.blank, set(self.merged.held), absent)
        found = merge.writes(self.now, rows, wanted)
        found.cells.extend(named.values())
        found.cells[:] = [one for one in found.cells if not self._is_under_merge(one)]
        found.cells.extend(self._under.back)
        return found

    def _rows(self, only: Collection[str] | None) -> Rows:
        """What the books show, also in rows that people made of what the books know.

        Where something of such a row is told to wait, nothing is written in it.
        """
        rows = self.tab.rows(self._taking.books, only)
        if self.tab.first is None:
            return rows
        seen = self.now.places.keys() if only is None else self.now.places.keys() & only
        told = {one.key for one in (*self.merged.bad, *self.taken.bad)}
        new = seen - rows.places.keys() - told - self._away - self._strangers.keys
        there = self.now.places.keys()
        return rows.beside(self.tab.first(self._taking.books, new, there)) if new else rows

    def fewer(self, found: merge.Writes, room: Room) -> merge.Writes:
        """Of these writes the rows in which somebody did something, and so many others as fit.

        What is left out is compared again by the next pass, as all of the tab is then.

        Args:
            found: what `writes` gave.
            room: what is left of the batch.
        """
        self._behind, below = None, self.now.below
        places = self.now.places
        typed = self.touched | {key for key, _ in self.taken.blank}
        needed = {places[key] for key in typed if key in places}
        needed |= {one.row for one in self._under.back}
        needed |= {one.row for one in found.cells
                   if one.heading in self.tab.key and one.row < below}  # fmt: skip
        rows = first_rows(found.cells, needed, room)
        cells = [one for one in found.cells if one.row in rows]
        made = sum(1 for row in rows if row >= below)
        return merge.Writes(cells, made, [row for row in found.reused if row in rows])

    def _following(self, rows: Rows) -> dict[str, Write]:
        """Rows whose product has another SKU now, that keep to it: key in the books -> the write.

        Not those that somebody is asked about, and not where the books know the former key too.
        """
        away = self._away
        new = [key for key in rows.keys if key not in self.now.places and key not in away]
        if self.tab.renamed is None or not new or not self.now.places:
            return {}
        there, heading, found = set(self.now.keys), self.tab.key[0], dict[str, Write]()
        for key, former in self.tab.renamed(self._taking.books, set(new) - there).items():
            was = next((one for one in former if self._is_left(one)), None)
            if was is not None:
                row, place = self.now.places[was], self.now.columns[heading]
                before, after = self.now.table.cell(row, place), rows.cell(key, heading)
                found[key] = Write(self.tab.title, was, heading, row, place, before, after)
                self._memory.follow(self.tab.title, was, key)
                self._renamed[was] = key
        return found

    @property
    def _away(self) -> set[str]:
        """Keys of rows that are not to be seen, and are not made all the same."""
        return self.leaving.absent | self._strangers.renamed | self._unusable.waiting

    def _given(self, keys: Collection[str]) -> Collection[str]:
        """Of these keys those by which the books give rows."""
        return self.tab.rows(self._taking.books, keys).places

    def _is_left(self, key: str) -> bool:
        """Whether a row is as it was, and the books know it no more."""
        is_shown = self._base is not None and self._base.knows(key)
        is_there = key in self.now.places and is_shown and key not in self._strangers.keys
        return is_there and key not in self.tab.rows(self._taking.books, {key}).places

    def _apart(self, noted: Collection[str]) -> set[str] | None:
        """Keys of the rows that may not show what the books say; None: that may be any."""
        step, base, gone = Step.of(self._known.step), self._base, self.leaving.gone
        if step is None or step.batch or base is None:
            return None
        left = {
            key for key in {*self._known.gone, *gone} if self._known.gone.get(key) != gone.get(key)
        }
        return {*noted, *self.touched, *step.behind, *left, *in_step.moved(base, self.now)}

    def stamps(self, found: merge.Writes, said: str) -> list[Write]:
        """What says in each row that changes when it did; typed over elsewhere, it is put back."""
        made = merge.stamps(self.now, found.cells, said)
        rows = {one.row for one in made}
        for edit in self.merged.put_back:
            row = self.now.places.get(edit.key, -1)
            if self.tab.column(edit.heading).is_stamp and row not in rows:
                place = self.now.columns[edit.heading]
                made.append(Write(self.tab.title, edit.key, edit.heading, row, place, edit.now,
                                  edit.base))  # fmt: skip
        return [one for one in made if not self._is_under_merge(one)]

    def _is_under_merge(self, write: Write) -> bool:
        """Whether a cell is under a merge; one of a row that is made is not."""
        return self._under.covers(write) and write.row < self.now.below

    def keep(self, batch: Batch | None) -> None:
        """Make what was read the new base, but for what is held.

        Args:
            batch: what is to be sent; None: nothing.
        """
        if self.tab.stale is not None:
            self._memory.keep_step(self._known, self._step(batch))
        if self.now.paused:
            return
        if self._known.gone != self.leaving.gone:
            self._known.gone = self.leaving.gone
        if self.leaving.too_many:
            return
        base = self._base
        whole = base is None or set(base.frame.columns) <= set(self.now.columns)
        self._memory.keep_merged(self._known, self._under.kept(whole=whole))
        patches = self._patches(whole=whole)
        is_same = base is not None and base.frame.table.raw == self.now.table.raw
        if not is_same or dict(self._known.patches) != patches:
            self._memory.keep_tab(self._known, self.now.table if whole else None, patches)

    def _step(self, batch: Batch | None) -> Step | None:
        """How far the tab shows what the books say, once the batch has landed."""
        if self._behind is None or len(self.now.columns) < len(self.tab.columns):
            return None
        writes = batch.writes if batch is not None else ()
        if batch is None or all(one.tab != self.tab.title for one in writes):
            return Step(frozenset(self._behind))
        # of a batch that large not every write is recorded, and who finds it landed sees not all
        return Step(frozenset(self._behind), batch.id) if len(writes) <= MANY else None

    def _patches(self, *, whole: bool) -> dict[str, dict[str, Cell]]:
        """What counts as the base where the body kept shows something else."""
        # a column is not to be found: the old body stays, and what was settled beside it
        patches = {} if whole else self._beside_body()
        for (key, heading), cell in self.merged.held.items():
            patches.setdefault(key, {})[heading] = cell
        for edit in self.merged.put_back:
            # until it shows again what it did, that is what was last shown there
            patches.setdefault(edit.key, {})[edit.heading] = edit.base
        for key, shown in self._originals.patches().items():
            patches[key] = {**shown, **patches.get(key, {})}
        for edit in self._edits:
            if edit.key in self._renamed:
                # it is taken once the row has the key that the books know
                patches.setdefault(edit.key, {})[edit.heading] = edit.base
        for key in self._strangers.keys | self.unclaimed:
            # once the books know the row, what stands in it was typed, and is not written over
            books = partial(self.tab.rows, self._taking.books, None)
            typed = applying.typed_as_ours(self.now, key, books)
            patches[key] = dict.fromkeys([*self._headings(Owner.BOTH), *typed], "")
        patches |= self._unusable.patches(whole=whole)
        for key, marks in self._strangers.marks(self.unclaimed).items():
            patches.setdefault(key, {}).update(marks)
        return with_marks(patches, self._marks)

    def _beside_body(self) -> dict[str, dict[str, Cell]]:
        """What is known beside the body where that stays, and what was typed since."""
        known = self._base.patches if self._base is not None else {}
        patches = {key: dict(cells) for key, cells in self._known.patches.items()
                   if self._strangers.is_there(key)}  # fmt: skip
        for key, cells in blank_since(self._base, self.now).items():
            patches.setdefault(key, {}).update(cells)
        for key in (*self._settled, *self._moved.values()):
            patches[key] = dict(known.get(key, {}))
        for key, cells in self._answered.items():
            patches.setdefault(key, {}).update(cells)
        for edit in self._edits:
            patches.setdefault(edit.key, {})[edit.heading] = edit.now
        for key, heading in self._under.dropped:
            patches.setdefault(key, {})[heading] = ""
        return patches

    def _headings(self, owner: Owner) -> list[str]:
        return [one.heading for one in self.tab.columns if one.owner is owner]

    def _inputs(self, waits: Collection[str]) -> set[str]:
        """Keys of the rows in which an input holds something, or that are known to wait."""
        found = {key for key in waits if key in self.now.places}
        for column in self.tab.columns:
            if column.is_input and column.heading in self.now.columns:
                # most are empty: of a hundred thousand, none is looked at one by one
                filled = map(ne, self.now.cells(column.heading), repeat(""))
                found |= self.now.places.keys() & set(compress(self.now.keys, filled))
        return found | self._under.with_inputs()

    def _row(self, key: str, known: Mapping[str, object]) -> RowRead:
        row = known.get(key)
        memo = memo_of(row.shown) if row else {}  # type: ignore[attr-defined]
        position = row.position if row else 0  # type: ignore[attr-defined]
        # beside a count stands what we showed there, whatever was typed over it, or is merged
        cells = {**self.now.row(self.now.places[key]), **self._under.held_in(key)}
        ours = self._shown.get(key, {})
        over = {heading: cells.get(heading, "") for heading in ours}
        whose = self.merged.shifted.get(key, "")
        return RowRead(key, {**cells, **ours}, memo, position, over, whose)

    def _overtyped(self, edit: Edit, books: Rows) -> None:
        """A cell of the books was typed over: it is put back; what was typed is kept and told."""
        said = str(applying.books_say(books, edit))
        self.put_back.append(record_overtyped(self._taking, self.tab, edit, said))

    def _look_at_formulas(self, written: Formulas) -> None:
        """Tell of those that come to something else than the books say; keep what is known."""
        keys = {key for several in merge.formulas(self.now).values() for key in several}
        if keys:
            books = self.tab.rows(self._taking.books, keys)
            held = set(self.merged.held)
            apart = [
                bad for bad in applying.formulas(self.now, books)
                if (bad.key, bad.heading) not in held
            ]  # fmt: skip
            self.merged.bad += apart
            self._marks = written.marks((bad.key, bad.heading) for bad in apart)

    def drop_settled(self, questions: Sequence[LedgerQuestion]) -> None:
        """Questions about cells that agree by now, or whose row may go, are asked no more.

        `questions`: those about cells of the tab that wait for an answer.
        """
        if self.now.paused or self.leaving.too_many:
            return
        ended = self.leaving.ended
        for one in questions:
            is_here = one.row_key in self.now.places and one.column in self.now.columns
            is_settled = is_here and one.id not in self.merged.asked
            if is_settled or one.row_key in ended:
                ledger_questions.drop(one)
