"""What is remembered of the ledger between passes: what it showed, and the batches sent to it."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import String, cast, delete, func, select, update
from sqlalchemy.orm import Session

from oms import clock
from oms.inserts import NewRow, Overwriting
from oms.tables.sheet import LedgerBatch, LedgerRow, LedgerTab
from sheets import headings
from sheets.cells import Cell
from sheets.grid import SYNC, Batch, Write
from sheets.in_step import Step
from sheets.merge import Patches
from sheets.originals import PUZZLE
from sheets.reading import Kind
from sheets.recorded import GIVEN_UP, WAITS, batch_of, is_mending, plan_of
from sheets.settle import Settled
from sheets.tab import Tab
from sheets.table import Table
from sheets.taking import RowRead

KEPT_BATCHES = 20
BOOKED, OUTDATED, STOOD, REFUSED = "_booked:", "_outdated:", "_stood:", "_refused:"
"""With the heading of an input: what was booked of a row; whether it was changed after that; what
stood there when the spreadsheet was taken over; what the books refused, and why."""
KEPT_RECEIPTS = 20_000
"""Of so many batches it is remembered that they were sent, and no more."""
MANY = 20_000
"""Writes of a batch that are recorded whole."""
TAB = NewRow(LedgerTab, "title")
POSITIONS = Overwriting(LedgerRow, "position", "batch")
OWNER, SPREADSHEET, UNSURE = "owner", "spreadsheet", "unsure"
AT_A_TIME = 500


class Memory:
    """What one transaction knows of the ledger, and writes down."""

    def __init__(self, books: Session, tabs: Sequence[Tab]) -> None:
        self._books = books
        self._tabs = {tab.title: tab for tab in tabs}
        # held on to, so that a transaction asks for each only once
        self._known: dict[str, LedgerTab] = {}
        self._names: dict[str, dict[str, str]] | None = None

    def owner(self) -> str:
        """Who we are to the ledger: the name of this database."""
        known = self.tab(SYNC)
        if OWNER not in known.names:
            known.names = {**known.names, OWNER: secrets.token_hex(8)}
        return str(known.names[OWNER])

    def owner_so_far(self) -> str:
        """Who we are to the ledger; "" before we ever were introduced."""
        known = self._books.get(LedgerTab, SYNC)
        return str(known.names.get(OWNER, "")) if known is not None else ""

    def is_of(self, spreadsheet: str) -> bool:
        """Whether what is known is of this spreadsheet, or of none yet."""
        known = self._books.get(LedgerTab, SYNC)
        return known is None or known.names.get(SPREADSHEET, spreadsheet) == spreadsheet

    def belongs_to(self, spreadsheet: str) -> None:
        """Forget what is known of another spreadsheet: of a new one nothing was shown yet."""
        known = self.tab(SYNC)
        if known.names.get(SPREADSHEET, spreadsheet) != spreadsheet:
            self.forget()
            self._books.execute(delete(LedgerRow))
        if SPREADSHEET not in known.names or known.names[SPREADSHEET] != spreadsheet:
            known.names = {**known.names, SPREADSHEET: spreadsheet}

    def forget(self) -> None:
        """Forget what the ledger showed, and what is on its way there.

        What waits for a tab that is not there waits on: it is somebody's, and is told of where it
        cannot be put back.
        """
        for one in self._books.scalars(select(LedgerTab)):
            one.sheet_id, one.version = None, one.version + 1
            if one.title != SYNC:
                _forget(one)
        for batch in self.unsettled():
            if not (batch.plan or {}).get(WAITS):
                batch.state = "superseded"
        # what was shown there, and when, was of other books perhaps
        self._books.execute(update(LedgerRow).values(position=0))

    def take_over(self, ids: Mapping[str, int]) -> str:
        """Forget all, and be somebody new to the ledger, whom no copy of the books can be.

        Args:
            ids: our title of a tab -> Google's number of it, which stays what it is.
        """
        self.forget()
        known = self.tab(SYNC)
        known.names = {name: one for name, one in known.names.items() if name != OWNER}
        for title, number in ids.items():
            self.tab(title).sheet_id = number
        for title in self._tabs:
            self._ask_of_inputs(title)
        return self.owner()

    def unsure_inputs(self, title: str) -> list[str]:
        """Headings of inputs of a tab of which what stands there may be booked already."""
        return list(self.tab(SYNC).names.get(UNSURE, {}).get(title, []))

    def keep_unsure(self, title: str, headings: Sequence[str]) -> None:
        """Keep of which inputs that is still to be found out."""
        known = self.tab(SYNC)
        others = {one: kept for one, kept in known.names.get(UNSURE, {}).items() if one != title}
        pending = {**others, title: list(headings)} if headings else others
        known.names = {**known.names, UNSURE: pending}

    def _ask_of_inputs(self, title: str) -> None:
        tab = self._tabs.get(title)
        if tab is not None and tab.take is not None:
            booking = [one for one in tab.columns if one.is_input and one.kind is Kind.QUANTITY]
            self.keep_unsure(title, [one.heading for one in booking])

    def mark(self, tab: str, key: str, name: str, cells: Sequence[Cell]) -> None:
        """Remember something of a row until the tab has dealt with it."""
        row = self._row(tab, key)
        row.shown = {**row.shown, name: list(cells)}

    def tab(self, title: str) -> LedgerTab:
        """What is known of a tab."""
        if title not in self._known:
            known = self._books.get(LedgerTab, title)
            if known is None:
                TAB.put(self._books, title=title, patches={}, names={}, gone={}, version=0)
                known = self._books.get_one(LedgerTab, title)
            self._known[title] = known
        return self._known[title]

    def seen(self, title: str) -> LedgerTab | None:
        """What is known of a tab; None: nothing is. Nothing is written, so one may be reading."""
        return self._known.get(title) or self._books.get(LedgerTab, title)

    def know(self, titles: Collection[str]) -> None:
        """Ask for several tabs at once."""
        wanted = select(LedgerTab).where(LedgerTab.title.in_(titles))
        self._known |= {one.title: one for one in self._books.scalars(wanted)}

    def names(self, title: str) -> dict[str, str]:
        """Our heading -> what people call it in a tab, where they renamed it."""
        if title in self._known:
            return headings.now(self._known[title].names)
        if self._names is None:
            told = self._books.execute(select(LedgerTab.title, LedgerTab.names))
            self._names = {one: headings.now(names) for one, names in told}
        return dict(self._names.get(title, {}))

    def ids(self) -> dict[str, int]:
        """Our title of a tab -> Google's number of it, as far as that is known."""
        wanted = select(LedgerTab.title, LedgerTab.sheet_id).where(LedgerTab.sheet_id.is_not(None))
        return {
            title: number for title, number in self._books.execute(wanted) if number is not None
        }

    def keep_ids(self, ids: Mapping[str, int]) -> None:
        """Keep Google's numbers of the tabs; of one that was made anew nothing is known."""
        for title, number in ids.items():
            known = self.tab(title)
            if known.sheet_id not in {None, number} and title != SYNC:
                _forget(known)
                known.version += 1
                self._ask_of_inputs(title)
            if known.sheet_id != number:
                known.sheet_id = number

    def give_up(self, batches: Sequence[LedgerBatch]) -> None:
        """Put nothing back of these any more: it is gone, or somebody typed over it."""
        for row in batches:
            row.plan = {**(row.plan or {}), GIVEN_UP: True}

    def take_up(self, batches: Sequence[LedgerBatch]) -> list[Batch]:
        """Note that what these put back goes with the batch that is made next.

        Returns:
            Those that were not taken up before, by a batch that did not land either.
        """
        new = [batch_of(row, "") for row in batches if (row.plan or {}).get(WAITS) is not False]
        for row in batches:
            if (row.plan or {}).get(WAITS):
                # it was never sent, or surely refused: all of it goes with the next one
                row.state = "superseded"
            row.plan = {**(row.plan or {}), WAITS: False}
        return new

    def keep_tab(self, known: LedgerTab, table: Table | None, patches: Patches) -> None:
        """Take a read as the new base, or only what differs from the present one.

        Args:
            known: of which tab.
            table: as read; None: the body stays as it is.
            patches: what counts as the base where the read shows something else.
        """
        if table is not None:
            known.body = zlib.compress(table.body, 1)
            called = headings.now(known.names)
            known.names = {**called, headings.BODY: headings.followed(called)}
        known.patches = {key: dict(cells) for key, cells in patches.items()}
        known.version += 1

    def keep_step(self, known: LedgerTab, step: Step | None) -> None:
        """Keep how far a tab shows what the books say; None: that is not known."""
        kept = step.kept() if step is not None else None
        if known.step != kept:
            known.step = kept

    def keep_merged(self, known: LedgerTab, merged: dict[str, Any]) -> None:
        """Keep what of a tab is under merged cells."""
        if (known.merged or {}) != merged:
            known.merged = merged

    def unsettled(self) -> list[LedgerBatch]:
        """The batches of which it is not known whether they landed, the oldest first."""
        wanted = select(LedgerBatch).where(LedgerBatch.state == "prepared")
        return list(self._books.scalars(wanted.order_by(LedgerBatch.order)))

    def sent(self) -> list[int]:
        """The numbers of those of them that may have been sent, and must not land any more."""
        return [one.order for one in self.unsettled() if not (one.plan or {}).get(WAITS)]

    def intend(self, made: Batch, *, position: int, waits: bool = False) -> None:
        """Record a batch before it is sent, so that whoever finds its receipt can settle it.

        Args:
            made: the batch.
            position: how far the books had come, in movements of stock.
            waits: it is not to be sent; the next mending takes up what it puts back.
        """
        matters = [one for one in made.writes if len(made.writes) <= MANY or self._matters(one)]
        plan = plan_of(made) | ({WAITS: True} if waits else {})
        self._books.add(
            LedgerBatch(
                id=made.id,
                order=made.number,
                spreadsheet=self._spreadsheet(),
                state="prepared",
                position=position,
                intents=[one.kept() for one in matters],
                plan=plan,
                made_at=clock.now(),
            )
        )
        self._books.flush()

    def _spreadsheet(self) -> str:
        return str(self.tab(SYNC).names.get(SPREADSHEET, ""))

    def refused(self, batch: str) -> None:
        """Note that Google surely refused a batch: it cannot land, so none needs to end it.

        What it was to put back waits for the next mending.
        """
        row = self._books.get_one(LedgerBatch, batch)
        if is_mending(row, self._tabs):
            row.plan = {**(row.plan or {}), WAITS: True}
        else:
            row.state, row.intents, row.plan = "superseded", [], None

    def next_number(self) -> int:
        """A number that no batch had."""
        return self._books.scalars(select(func.coalesce(func.max(LedgerBatch.order), 0))).one() + 1

    def account(self, batch: Batch, settled: Settled) -> None:
        """Keep what a batch did: what is shown now, and inputs that were not blanked."""
        row = self._books.get_one(LedgerBatch, batch.id)
        # of rows with one key another may be the one that was written: they show what they did
        unsure = {(one.tab, one.row, one.column) for one in settled.unsure}
        sure = [one for one in settled.hits if (one.tab, one.row, one.column) not in unsure]
        self._patch(sure)
        self._puzzle(settled.unsure)
        self._positions(settled.hits, row)
        self._forget_inputs(sure)
        blanked = [
            one
            for one in settled.unsure
            if one.after == "" and self._tabs[one.tab].column(one.heading).is_input
        ]
        for write in [*settled.unblanked, *blanked]:
            known = self._row(write.tab, write.key)
            known.shown = {**known.shown, f"{BOOKED}{write.heading}": write.before}
        for write in settled.outdated:
            known = self._row(write.tab, write.key)
            if f"{BOOKED}{write.heading}" in known.shown:
                known.shown = {**known.shown, f"{OUTDATED}{write.heading}": True}
        for title in {write.tab for write in batch.writes}:
            tab = self.tab(title)
            step = Step.of(tab.step)
            if step is not None:
                step = step.after(batch.id, undisturbed=settled.undisturbed)
            self.keep_step(tab, step)
        row.state, row.landed_at = "landed", clock.now()
        row.plan = {**(row.plan or {}), "left": {}}
        self._books.execute(
            update(LedgerBatch)
            .where(LedgerBatch.order.in_(batch.burnt), LedgerBatch.state == "prepared")
            .values(state="superseded")
        )
        self._forget_old(row.order)

    def rows_with_memo(self, tab: str) -> set[str]:
        """Keys of rows of which something waits."""
        wanted = select(LedgerRow.row_key, LedgerRow.shown).where(
            LedgerRow.tab == tab, cast(LedgerRow.shown, String) != "{}"
        )
        return {key for key, shown in self._books.execute(wanted) if memo_of(shown)}

    def of(self, tab: str, keys: Collection[str]) -> dict[str, LedgerRow]:
        """What is known of rows, by key."""
        found: dict[str, LedgerRow] = {}
        wanted = sorted(keys)
        for start in range(0, len(wanted), AT_A_TIME):
            some = select(LedgerRow).where(
                LedgerRow.tab == tab, LedgerRow.row_key.in_(wanted[start : start + AT_A_TIME])
            )
            found |= {row.row_key: row for row in self._books.scalars(some)}
        return found

    def follow(self, tab: str, was: str, is_now: str) -> None:
        """Know of a row what is known of it under the key that it had."""
        before = self._books.get(LedgerRow, (tab, was))
        if before is not None:
            row = self._row(tab, is_now)
            row.shown, row.position, row.batch = dict(before.shown), before.position, before.batch

    def inherit(self, tab: str, was: str, is_now: str) -> None:
        """Know of a row what waits under the key that it had, beside what waits under its own."""
        before, row = self._row(tab, was), self._row(tab, is_now)
        if not row.shown:
            row.position, row.batch = before.position, before.batch
        row.shown, before.shown = {**before.shown, **row.shown}, {}

    def keep(self, tab: str, rows: Iterable[RowRead], known: Mapping[str, LedgerRow]) -> None:
        """Keep what taking changed of what is known of the rows."""
        for read in rows:
            row = known.get(read.key)
            if row is None:
                if read.memo:
                    self._row(tab, read.key).shown = dict(read.memo)
            elif memo_of(row.shown) != read.memo:
                row.shown = dict(read.memo)

    def _patch(self, hits: Sequence[Write]) -> None:
        """What was written is what the ledger shows, until it is read again."""
        by_tab: dict[str, list[Write]] = {}
        for write in hits:
            if write.key and not write.mend:
                by_tab.setdefault(write.tab, []).append(write)
        for title, writes in by_tab.items():
            known = self.tab(title)
            patches = {key: dict(cells) for key, cells in known.patches.items()}
            for write in writes:
                patches.setdefault(write.key, {})[write.heading] = write.after
            self.keep_tab(known, None, patches)

    def _puzzle(self, unsure: Sequence[Write]) -> None:
        """Of rows with one key it is not known any more which is the original."""
        for title in sorted({one.tab for one in unsure}):
            known = self.tab(title)
            keys = {one.key for one in unsure if one.tab == title}
            marked = {key: {**known.patches.get(key, {}), PUZZLE: True} for key in keys}
            self.keep_tab(known, None, {**known.patches, **marked})

    def _positions(self, hits: Sequence[Write], batch: LedgerBatch) -> None:
        """The last movement that a figure includes which is shown now."""
        keys: dict[str, set[str]] = {}
        for write in hits:
            if write.heading in self._tabs[write.tab].remembered and write.key and not write.mend:
                keys.setdefault(write.tab, set()).add(write.key)
        POSITIONS.put(
            self._books,
            [
                {"tab": title, "row_key": key, "shown": {}, "position": batch.position,
                 "batch": batch.id}
                for title, written in keys.items()
                for key in sorted(written)
            ],
        )  # fmt: skip

    def _forget_inputs(self, hits: Sequence[Write]) -> None:
        """Nothing is remembered any more of inputs that are blank now."""
        for write in hits:
            tab = self._tabs[write.tab]
            if write.mend or write.after != "" or not tab.column(write.heading).is_input:
                continue
            known = self._books.get(LedgerRow, (write.tab, write.key))
            inputs = {f"{one}{write.heading}" for one in (BOOKED, OUTDATED)}
            over = {*inputs, tab.waits.get(write.heading)}
            if known is not None and over & set(known.shown):
                known.shown = {name: one for name, one in known.shown.items() if name not in over}

    def _matters(self, write: Write) -> bool:
        """In the first fill of a ledger only what is remembered is worth keeping."""
        remembered = self._tabs[write.tab].remembered
        return write.mend or write.heading in remembered or write.after == ""

    def _row(self, tab: str, key: str) -> LedgerRow:
        row = self._books.get(LedgerRow, (tab, key))
        if row is None:
            row = LedgerRow(tab=tab, row_key=key, shown={}, position=0)
            self._books.add(row)
        return row

    def _forget_old(self, order: int) -> None:
        """Forget what older batches did, and in the end that they were sent."""
        # what is to be put back in a tab that is not there waits for as long as that takes
        settled = LedgerBatch.state != "prepared"
        first = order - KEPT_BATCHES
        old = LedgerBatch.order < first, LedgerBatch.order >= first - KEPT_BATCHES
        self._books.execute(update(LedgerBatch).where(*old, settled).values(intents=[], plan=None))
        gone = LedgerBatch.order < order - KEPT_RECEIPTS
        self._books.execute(delete(LedgerBatch).where(gone, settled))


def _forget(known: LedgerTab) -> None:
    known.body, known.patches, known.names, known.gone = None, {}, {}, {}
    known.merged = known.step = None


def memo_of(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What waits in a row; its figures, which were once kept beside that, are in the tab's text."""
    return {name: one for name, one in shown.items() if name.startswith("_")}


def table_of(known: LedgerTab) -> Table | None:
    """A tab as it was read when last accounted for; None: never."""
    return None if known.body is None else Table.kept(zlib.decompress(known.body))
