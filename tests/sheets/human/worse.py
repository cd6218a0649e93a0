"""Four protocols as they are usually written, each worse than it looks: subjects for the judge.

They read the tab Stock, book what was typed, and write what the books say. They differ only in how
they write. Undisturbed they lose nothing.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gspread
from google.oauth2.service_account import Credentials
from sqlalchemy.orm import Session

from oms import actors, counts, ledger_rows, reorder
from oms.actors import Who
from oms.counts import Where
from oms.errors import ShopError
from oms.ledger_rows import StockRow
from tests.sheets.human.page import letters
from tests.sheets.human.trial import Program, World
from tests.sheets.human.truth import fold, same

Rows = list[list[Any]]
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)


class Worse:
    """Reads, books and writes; how it writes is another's affair."""

    def __init__(self, world: World) -> None:
        self._world = world
        key = world.server.service_account_info()
        credentials = Credentials.from_service_account_info(key, scopes=SCOPES)  # type: ignore[no-untyped-call]
        self._http = gspread.Client(auth=credentials).http_client
        self._url = f"{world.server.base_url}v4/spreadsheets/{world.id}"
        self._base: dict[str, Any] = {}
        self._booked = 0

    def pass_once(self, *, force: bool = False) -> None:
        """One pass; it always looks."""
        rows = self.read()
        changes = self._world.database.write(lambda books: self._decide(books, rows))
        if changes:
            self.write(rows, changes)

    def read(self) -> Rows:
        """The tab Stock, row by row, as wide as its heading."""
        answer = self._http.request(
            "get", f"{self._url}/values/Stock", params={"valueRenderOption": "FORMULA"}
        )
        rows = answer.json().get("values", [])
        return [row + [""] * (len(rows[0]) - len(row)) for row in rows]

    @abstractmethod
    def write(self, rows: Rows, changes: Mapping[tuple[int, int], Any]) -> None:
        """Bring the changes, (row, column) -> value, into the ledger that was read as `rows`."""

    def put(self, ranges: Mapping[str, Rows], *, as_typed: bool = False) -> None:
        """Write values as they are, or as if somebody typed them."""
        data = [{"range": f"Stock!{one}", "values": values} for one, values in ranges.items()]
        option = "USER_ENTERED" if as_typed else "RAW"
        self._http.request(
            "post", f"{self._url}/values:batchUpdate",
            json={"valueInputOption": option, "data": data},
        )  # fmt: skip

    def batch(self, requests: Sequence[Mapping[str, Any]]) -> None:
        """One batchUpdate."""
        self._http.request("post", f"{self._url}:batchUpdate", json={"requests": list(requests)})

    def _decide(self, books: Session, rows: Rows) -> dict[tuple[int, int], Any]:
        at = places(rows)
        if at is None:
            return {}
        known, there = known_to(books), keys(rows, at)
        changes: dict[tuple[int, int], Any] = {}
        by = actors.ledger(books)
        for key, row in there.items():
            if key in known and row > 0:
                self._take(books, by, known[key], rows, row, at, changes)
        known = known_to(books)
        below = len(rows)
        for key, one in known.items():
            row = there.get(key, below)
            below += row == below
            if row > 0:
                self._show(one, key, rows, row, at, changes)
        return changes

    def _take(
        self, books: Session, by: Who, one: StockRow, rows: Rows, row: int,
        at: Mapping[str, int], changes: dict[tuple[int, int], Any],
    ) -> None:  # fmt: skip
        where, key = Where(one.sku_id, one.location_id), f"{fold(one.sku)}|{fold(one.location)}"
        typed = {heading: whole(rows[row][at[heading]]) for heading in INPUTS if heading in at}
        base = self._base.get(key)
        for heading, units in typed.items():
            if units is None:
                continue
            self._booked += 1
            name = f"worse:{self._booked}"
            try:
                if heading == "Counted":
                    counts.count(books, where, units, by=by, key=name)
                elif heading == "Adjust by":
                    counts.adjust(books, where, units, reason="correction", by=by, key=name)
                elif base is not None and not same(units, base):
                    now = reorder.point_of(books, where)
                    if same("" if now is None else now, base):
                        reorder.set_point(books, where, units, by=by)
            except ShopError:
                continue
            if heading != "Reorder at":
                changes[row, at[heading]] = ""

    def _show(
        self, one: StockRow, key: str, rows: Rows, row: int, at: Mapping[str, int],
        changes: dict[tuple[int, int], Any],
    ) -> None:  # fmt: skip
        is_new = row >= len(rows)
        point = "" if one.reorder_at is None else one.reorder_at
        shown = {"Name": one.title, "On hand": one.on_hand, "Reserved": one.reserved,
                 "Available": one.available, "Reorder at": point}  # fmt: skip
        if is_new:
            shown |= {"SKU": one.sku, "Location": one.location}
        for heading, value in shown.items():
            if heading not in at:
                continue
            held = "" if is_new else rows[row][at[heading]]
            if heading == "Reorder at" and not is_new:
                base = self._base.get(key)
                if base is None:
                    base = self._base.setdefault(key, held)
                if not same(held, base) and not same(held, value):
                    continue
            if not same(held, value):
                changes[row, at[heading]] = value
        self._base[key] = point


INPUTS = ("Counted", "Adjust by", "Reorder at")


class WholeTable(Worse):
    """Writes the whole table back, as `clear` and `update` and most add-ons do."""

    def write(self, rows: Rows, changes: Mapping[tuple[int, int], Any]) -> None:
        """All of it, what was read and what changed."""
        height = max([len(rows), *(row + 1 for row, _ in changes)])
        table = [list(row) for row in rows] + [
            [""] * len(rows[0]) for _ in range(height - len(rows))
        ]
        for (row, column), value in changes.items():
            table[row][column] = value
        self.put({f"A1:{letters(len(rows[0]) - 1)}{height}": table}, as_typed=True)


class ByAddress(Worse):
    """Writes the cells that changed to where they stood when it read them."""

    def write(self, rows: Rows, changes: Mapping[tuple[int, int], Any]) -> None:
        """Each cell by its address."""
        self.put({f"{letters(column)}{row + 1}": [[value]]
                  for (row, column), value in changes.items()})  # fmt: skip


class ReadFirst(Worse):
    """Reads again just before it writes, and leaves out what somebody changed meanwhile."""

    def write(self, rows: Rows, changes: Mapping[tuple[int, int], Any]) -> None:
        """Each cell to where it stands in a second read, when it holds what it held."""
        again = self.read()
        at, now = places(rows), places(again)
        if at is None or now is None:
            return
        was, there = keys(rows, at), keys(again, now)
        names = {row: key for key, row in was.items()}
        headings = {column: heading for heading, column in at.items()}
        cells = {}
        for (row, column), value in changes.items():
            key, heading = names.get(row), headings.get(column)
            if key is None:
                if len(again) == len(rows):
                    cells[f"{letters(column)}{row + 1}"] = [[value]]
            elif there.get(key, -1) > 0 and heading in now:
                place = there[key], now[heading]
                if same(again[place[0]][place[1]], rows[row][column]):
                    cells[f"{letters(place[1])}{place[0] + 1}"] = [[value]]
        if cells:
            self.put(cells)


class RowMetadata(Worse):
    """Ties a mark to each row, which Google carries along, and writes rows by their mark."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._marked: set[str] = set()

    def write(self, rows: Rows, changes: Mapping[tuple[int, int], Any]) -> None:
        """Each row by its mark; null leaves a cell as it is."""
        at = places(rows)
        assert at is not None
        self._mark(rows, at)
        names = {row: key for key, row in keys(rows, at).items()}
        lines: dict[int, list[Any]] = {}
        for (row, column), value in changes.items():
            lines.setdefault(row, [None] * len(rows[0]))[column] = value
        below = {row: line for row, line in lines.items() if row not in names}
        if below:
            self.put({f"A{row + 1}": [["" if one is None else one for one in line]]
                      for row, line in below.items()})  # fmt: skip
        data = [{"dataFilter": {"developerMetadataLookup": {"metadataKey": "row",
                                                            "metadataValue": names[row]}},
                 "majorDimension": "ROWS", "values": [line]}
                for row, line in lines.items() if row in names]  # fmt: skip
        if data:
            self._http.request(
                "post", f"{self._url}/values:batchUpdateByDataFilter",
                json={"valueInputOption": "RAW", "data": data},
            )  # fmt: skip

    def _mark(self, rows: Rows, at: Mapping[str, int]) -> None:
        new = {key: row for key, row in keys(rows, at).items()
               if row > 0 and key not in self._marked}  # fmt: skip
        sheet = self._world.server.tab(self._world.id, "Stock").id
        marks = [{"createDeveloperMetadata": {"developerMetadata": {
            "metadataKey": "row", "metadataValue": key, "visibility": "DOCUMENT",
            "location": {"dimensionRange": {"sheetId": sheet, "dimension": "ROWS",
                                            "startIndex": row, "endIndex": row + 1}}}}}
            for key, row in new.items()]  # fmt: skip
        if marks:
            self.batch(marks)
            self._marked |= set(new)


def known_to(books: Session) -> dict[str, StockRow]:
    """Key -> what the books have."""
    return {f"{fold(one.sku)}|{fold(one.location)}": one for one in ledger_rows.stock_rows(books)}


def places(rows: Rows) -> dict[str, int] | None:
    """Heading -> column; None where the key cannot be found."""
    heading = [str(one) for one in rows[0]] if rows else []
    if heading.count("SKU") != 1 or heading.count("Location") != 1:
        return None
    return {name: at for at, name in enumerate(heading) if name}


def keys(rows: Rows, at: Mapping[str, int]) -> dict[str, int]:
    """Key -> row; -1 where it stands in several."""
    found: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=1):
        sku, place = fold(row[at["SKU"]]), fold(row[at["Location"]])
        if sku and place:
            found[f"{sku}|{place}"] = -1 if f"{sku}|{place}" in found else number
    return found


def whole(cell: Any) -> int | None:
    """A whole number that stands in a cell; None for anything else."""
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell != int(cell):
        return None
    return int(cell)


WORSE: Mapping[str, Callable[[World], Program]] = {
    "whole_table": WholeTable,
    "by_address": ByAddress,
    "read_first": ReadFirst,
    "row_metadata": RowMetadata,
}
