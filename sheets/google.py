"""A spreadsheet at Google, read and written whole.

One read and one write a pass, typed cells only, with time limits, our own pace and our own retries;
never USER_ENTERED, never an append, never a clear. Tabs are addressed by Google's number of them,
so that a tab that people renamed is still the same tab.
"""

from __future__ import annotations

import itertools
import re
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sheets import notes, plain_text, pre_image, protected
from sheets import requests as bodies
from sheets.answers import (
    called_now,
    columns_of,
    merges_of,
    notes_of,
    receipt_of,
    shown_in,
    size_of,
)  # fmt: skip
from sheets.connection import (
    BAD_REQUEST,
    GOOGLE_DRIVE,
    GOOGLE_SHEETS,
    Connection,
    LedgerRefused,
)
from sheets.grid import (
    PROBLEMS,
    SYNC,
    Batch,
    KeptNotes,
    Place,
    Receipt,
    Snapshot,
    number_of,
)  # fmt: skip
from sheets.holding import LeaseLost
from sheets.requests import Grid, Json, area
from sheets.tab import Tab
from sheets.table import Merge, Table, values_of
from sheets.whose import LedgerBehind

FORMULAS = {"majorDimension": "COLUMNS", "valueRenderOption": "FORMULA",
            "dateTimeRenderOption": "SERIAL_NUMBER"}  # fmt: skip
VALUES = {**FORMULAS, "valueRenderOption": "UNFORMATTED_VALUE"}
NOTES = "sheets(properties.sheetId,data(startRow,startColumn,rowData.values.note))"
KEPT = f"updatedSpreadsheet({NOTES})"
SHOWN = "sheets(data(startColumn,rowData.values(formattedValue,effectiveValue.numberValue)))"
MERGES = "sheets(properties.sheetId,merges)"
LOCALE = "properties.locale"
USED = re.compile(r"metadata.*already exists", re.IGNORECASE)
"""How Google refuses a number of a batch that it has seen."""
FIRST_TAB, SYNC_TAB, ANEW = 700, 799, 10**9
"""Google's numbers of the tabs that we make."""


class GoogleLedger:
    """A spreadsheet at Google, or at a local server of the same speech."""

    def __init__(
        self,
        key: Mapping[str, Any],
        spreadsheet: str,
        url: str = GOOGLE_SHEETS,
        *,
        ids: Mapping[str, int] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Of a spreadsheet.

        Args:
            key: of the service account, as Google hands it out.
            spreadsheet: its id.
            url: where Sheets is served.
            ids: our title of a tab -> Google's number of it, where that is known.
            pause: waits so many seconds.
        """
        self.connection = Connection(key, url, pause=pause)
        self._call = self.connection.call
        self.spreadsheet = spreadsheet
        self._email = str(key.get("client_email", ""))
        self._base = f"{GOOGLE_SHEETS}v4/spreadsheets/{spreadsheet}"
        self.ids: dict[str, int] = dict(ids or {})
        self._grids: dict[int, Grid] = {}
        self._locale, self._is_locale_sure = "", False

    def titles(self, tabs: Sequence[Tab]) -> set[str]:
        """Our titles of the tabs that are there, `_sync` among them."""
        self._refresh([tab.title for tab in tabs])
        return set(self.ids)

    def version(self) -> str:
        """Drive's version of the file."""
        answer = self._call(
            "drive", "get", f"{GOOGLE_DRIVE}v3/files/{self.spreadsheet}",
            params={"fields": "version,trashed", "supportsAllDrives": True},
        )  # fmt: skip
        told = answer.json()
        if told.get("trashed"):
            remedy = "Take it out of the bin in Google Drive."
            raise LedgerRefused("it is in the bin", remedy=remedy)
        return str(told["version"])

    def read(self, titles: Sequence[str]) -> Snapshot:
        """The receipt and these tabs, in one read; a tab that is not there is left out."""
        self._is_locale_sure = False
        known = self._known(titles)
        wanted = [title for title in titles if title in known]
        filters = [area(self.ids[SYNC], 0, 1, 0, bodies.RECEIPTS)]
        filters += [{"sheetId": self.ids[title]} for title in wanted]
        try:
            found = self._values(filters, FORMULAS)
        except LedgerRefused as fault:
            if fault.status != BAD_REQUEST or not self._lost_tabs():
                raise
            return self.read(titles)
        tables = {}
        for title in wanted:
            told, texts = found[self.ids[title]]
            grid = self._seen(self.ids[title], told["range"])
            tables[title] = Table(columns_of(texts), rows=grid.rows - 1)
        gone = [title for title in titles if title not in wanted]
        grids = {title: self._grids[self.ids[title]] for title in wanted}
        sizes = {title: (grid.rows, grid.columns) for title, grid in grids.items()}
        cells = sum(one.rows * one.columns for number, one in self._grids.items()
                    if number != self.ids[SYNC])  # fmt: skip
        receipt = receipt_of(found[self.ids[SYNC]][1])
        return Snapshot(
            receipt, tables, self._locale, gone, sizes, cells, is_locale_sure=self._is_locale_sure
        )

    def locale(self) -> str:
        """How people write numbers and days in it, asked for now: in one read, of that alone."""
        answer = self._call("read", "get", self._base, params={"fields": LOCALE}).json()
        self._locale = _locale(answer)
        return self._locale

    def evaluated(self, title: str, columns: Collection[int]) -> dict[int, bytes]:
        """Columns of a tab as received, with what its formulas come to."""
        found = sorted(columns)
        told = self._ranges([_column(self.ids[title], one) for one in found], VALUES)
        return {column: (columns_of(text) or [b"[]"])[0]
                for column, (_, text) in zip(found, told, strict=True)}  # fmt: skip

    def write(self, batch: Batch) -> KeptNotes | None:
        """One batch, all or nothing; it lands once, however often it is sent.

        Returns:
            What stood on the cells of its notes; None where the answer that told it was lost.

        Raises:
            LeaseLost: a later batch has landed, or one that this was to end: the next pass sees.
            LedgerBehind: the spreadsheet was put back to an earlier version.
        """
        grids = {title: self._grids[sheet] for title, sheet in self.ids.items()
                 if sheet in self._grids}  # fmt: skip
        requests = bodies.batch_requests(batch, grids)
        told_back = bodies.kept_told_back(batch, grids[SYNC])
        try:
            answer = self._call(
                "write", "post", f"{self._base}:batchUpdate", params={"fields": KEPT},
                json={"requests": requests, **told_back},
            ).json()  # fmt: skip
        except LedgerRefused as fault:
            # sent twice, the second is refused because the first has landed
            receipt = self._receipt()
            if receipt.batch == batch.id:
                return None
            landed = number_of(receipt)
            if USED.search(fault.why) and landed != batch.number:
                # a number is used up: another batch landed meanwhile, or it has been forgotten
                is_meanwhile = landed > batch.number or landed in batch.burnt
                raise (LeaseLost if is_meanwhile else LedgerBehind) from fault
            fewer = self._notable(batch, grids[SYNC]) if batch.notes else None
            if fewer is not None:
                return self.write(fewer)
            titles = {number: grid.title for number, grid in self._grids.items()}
            told = protected.refusal(fault, requests, titles, self._email)
            if told is None:
                raise
            told.is_sure = fault.is_sure
            raise told from fault
        told = answer.get("updatedSpreadsheet")
        return self._kept_in(told) if told else None

    def _notable(self, batch: Batch, sync: Grid) -> Batch | None:
        """A batch that was refused, as it may be taken; None: its notes are not why.

        A paste of a part of merged cells is refused, so such get no note. And what a batch kept is
        asked for by the title of the tab, which somebody may have renamed.
        """
        self._refresh(list(self.ids))
        merged = self.merges(list({one.tab for one in batch.notes} & self.ids.keys()))
        noted = notes.beside(batch.notes, merged)
        there = self._grids.get(sync.id)
        is_same = there is None or there.title == sync.title
        if is_same and len(noted) == len(batch.notes):
            return None
        left_out = {one.slot for one in batch.notes} - {one.slot for one in noted}
        return replace(batch, notes=noted, left_out=sorted({*batch.left_out, *left_out}))

    def pre_image(self, batch: Batch, *, whole: bool = False) -> Snapshot:
        """What the tabs of a batch held just before the last one landed, and the receipt.

        Of each tab the columns that the batch touched and those of its key, or all of them.
        """
        spans = pre_image.spans(batch, self.ids[SYNC], whole=whole)
        told = [texts for _, texts in self._ranges(spans, FORMULAS)]
        return pre_image.snapshot(batch, told, whole=whole)

    def shown(self, title: str, columns: Collection[int]) -> Mapping[int, Mapping[float, set[str]]]:
        """Column -> each number in it -> the ways in which it is shown there, of these of a tab."""
        spans = [{"gridRange": _column(self.ids[title], one)} for one in sorted(columns)]
        return shown_in(self._grid_data(spans, SHOWN))

    def notes(self, columns: Sequence[tuple[str, int]]) -> Mapping[Place, str]:
        """The notes in whole columns (tab, column) of cells that have one."""
        spans = [{"gridRange": _column(self.ids[tab], column)} for tab, column in columns]
        answer = self._grid_data(spans, NOTES)
        titles = {number: title for title, number in self.ids.items()}
        return {(titles[number], row, column): note
                for (number, row, column), note in notes_of(answer).items()}  # fmt: skip

    def kept_notes(self, batch: Batch) -> KeptNotes:
        """What stood on the cells of the notes of a batch just before it landed."""
        at = bodies.NOTES_AT
        kept = area(self.ids[SYNC], 1, 1 + bodies.slots(batch), at, at + 1)
        return self._kept_in(self._grid_data([{"gridRange": kept}], NOTES))

    def _kept_in(self, answer: Json) -> KeptNotes:
        sync = self.ids[SYNC]
        return {slot: note for (sheet, slot, _), note in notes_of(answer).items() if sheet == sync}

    def _grid_data(self, filters: Sequence[Json], fields: str) -> Json:
        answer: Json = self._call(
            "read", "post", f"{self._base}:getByDataFilter",
            params={"fields": fields},
            json={"dataFilters": list(filters), "includeGridData": True},
        ).json()  # fmt: skip
        return answer

    def merges(self, titles: Sequence[str]) -> Mapping[str, Sequence[Merge]]:
        """Tab -> its merged cells, of these tabs, in one read."""
        answer = self._call("read", "get", self._base, params={"fields": MERGES})
        return merges_of(answer.json(), {title: self.ids[title] for title in titles})

    def adopt(self, owner: str) -> None:
        """Say in `_sync` whose it is from now on, and that nothing has landed yet."""
        requests = bodies.adoption(self.ids[SYNC], owner)
        self._call("write", "post", f"{self._base}:batchUpdate", json={"requests": requests})

    def called_now(
        self, wanted: Mapping[str, Sequence[str]]
    ) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """What the columns are called now that have the marks of these headings.

        Where a column stands and what it is called is of one moment, as it is one read of values.

        Args:
            wanted: tab -> headings of the start.

        Returns:
            Tab -> the heading of the start -> those of now, empty ones too; left out: no column.
        """
        filters = [bodies.anchored(title, heading)
                   for title, several in wanted.items() for heading in several]  # fmt: skip
        titles = {title: self._grids[self.ids[title]].title for title in wanted}
        return called_now(*self._filtered(filters, FORMULAS), titles)

    def mark(self, columns: Mapping[str, Mapping[str, int]]) -> None:
        """Mark columns (tab -> heading of the start -> its number) in place of those of before."""
        requests = [
            one
            for title, places in columns.items()
            for heading, at in places.items()
            for one in bodies.anchored_anew(title, heading, self.ids[title], at)
        ]
        self._call("write", "post", f"{self._base}:batchUpdate", json={"requests": requests})

    def prepare(self, tabs: Sequence[Tab]) -> list[str]:
        """Make the tabs that are missing, with headings, formats, choices and protection.

        In those that are there, columns of text are formatted as such where they have no format.

        Returns:
            The titles of what was made.
        """
        self._refresh([tab.title for tab in tabs])
        there = [tab for tab in tabs if tab.title in self.ids]
        requests: list[Json] = []
        made = []
        problems = next((tab for tab in tabs if tab.title == PROBLEMS), None)
        # made anew, a tab must not be taken for the one of before
        first = FIRST_TAB + secrets.randbelow(ANEW) if SYNC in self.ids else FIRST_TAB
        free = (number for number in itertools.count(first) if number not in self._grids)
        for tab in tabs:
            if tab.title not in self.ids:
                requests += bodies.new_tab(tab, next(free), problems)
                made.append(tab.title)
        if SYNC not in self.ids:
            requests += bodies.new_sync(SYNC_TAB)
            made.append(SYNC)
        if requests:
            self._make(requests, [tab.title for tab in tabs])
        if there:
            self._format(there)
        return made

    def _format(self, tabs: Sequence[Tab]) -> None:
        looks = self._grid_data(plain_text.marked(tabs), plain_text.LOOKS)
        formats = plain_text.formats(looks, self._grids)
        if formats:
            # cells may be protected, and what is no text is seen when it is read, too
            with suppress(LedgerRefused):
                self._call("write", "post", f"{self._base}:batchUpdate", json={"requests": formats})

    def _make(self, requests: Sequence[Json], titles: Sequence[str]) -> None:
        """Make tabs; where they are there by now, an earlier try made them or another program."""
        try:
            self._call("write", "post", f"{self._base}:batchUpdate", json={"requests": requests})
        except LedgerRefused as fault:
            self._refresh(titles)
            is_made = SYNC in self.ids and set(titles) <= self.ids.keys()
            if fault.status != BAD_REQUEST or not is_made:
                raise
        else:
            self._refresh(titles)

    def _known(self, titles: Sequence[str]) -> Collection[str]:
        if SYNC not in self.ids or not all(self.ids.get(one) in self._grids for one in titles):
            self._refresh(titles)
        if SYNC not in self.ids:
            raise LedgerRefused(
                "its hidden tab _sync is missing", remedy="Run `backroom ledger setup`."
            )
        return self.ids

    def _refresh(self, titles: Sequence[str]) -> None:
        """Learn which tabs there are: by the number that is known, else by their title."""
        sizes = "sheets.properties(sheetId,title,gridProperties(rowCount,columnCount))"
        fields = f"{LOCALE},{sizes}"
        answer = self._call("read", "get", self._base, params={"fields": fields}).json()
        self._locale, self._is_locale_sure = _locale(answer), True
        self._grids = {}
        for sheet in answer.get("sheets", []):
            told = sheet["properties"]
            size = told.get("gridProperties", {})
            number = told.get("sheetId", 0)
            self._grids[number] = Grid(
                number, told["title"], size.get("rowCount", 0), size.get("columnCount", 0)
            )
        by_title = {grid.title: number for number, grid in self._grids.items()}
        for title in (*titles, SYNC):
            if self.ids.get(title) not in self._grids:
                self.ids.pop(title, None)
                if title in by_title and by_title[title] not in self.ids.values():
                    self.ids[title] = by_title[title]

    def _lost_tabs(self) -> bool:
        """Whether a tab that we know is not there any more."""
        before = dict(self.ids)
        self._refresh(list(before))
        return self.ids != before

    def _seen(self, sheet: int, echo: str) -> Grid:
        """A tab's title and size, as the answer to a read without bounds tells them."""
        told = size_of(echo)
        if told is not None:
            self._grids[sheet] = Grid(sheet, *told)
        return self._grids[sheet]

    def _receipt(self) -> Receipt:
        found = self._ranges([area(self.ids[SYNC], 0, 1, 0, bodies.RECEIPTS)], FORMULAS)
        return receipt_of(found[0][1])

    def _values(
        self, spans: Sequence[Json], options: Mapping[str, str]
    ) -> dict[int, tuple[Json, bytes]]:
        """Of each tab the answer and the text of its columns; one span a tab."""
        found = zip(spans, self._ranges(spans, options), strict=True)
        return {span["sheetId"]: one for span, one in found}

    def _ranges(
        self, spans: Sequence[Json], options: Mapping[str, str]
    ) -> list[tuple[Json, bytes]]:
        """Of each span the answer and the text of its columns, in one read."""
        told, texts = self._filtered([{"gridRange": span} for span in spans], options)
        found: list[tuple[Json, bytes]] = []
        for one in told["valueRanges"]:
            values = one["valueRange"]
            found.append((values, texts[values["values"]] if "values" in values else b"[]"))
        return found

    def _filtered(
        self, filters: Sequence[Json], options: Mapping[str, str]
    ) -> tuple[Json, list[bytes]]:
        """The answer to a read of values, and the texts of the columns that it names by number."""
        answer = self._call(
            "read", "post", f"{self._base}/values:batchGetByDataFilter",
            json={"dataFilters": list(filters), **options},
        )  # fmt: skip
        return values_of(answer.content)


def _column(sheet: int, column: int) -> Json:
    return {"sheetId": sheet, "startColumnIndex": column, "endColumnIndex": column + 1}


def _locale(answer: Json) -> str:
    return str(answer.get("properties", {}).get("locale", ""))
