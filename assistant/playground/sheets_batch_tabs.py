"""Requests about whole sheets and the spreadsheet itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.playground.sheets_colors import settled
from assistant.playground.sheets_document import Document, title_taken
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_fields import Mask, change_mask, changed
from assistant.playground.sheets_locale import is_locale
from assistant.playground.sheets_shift import Shift
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_work import Work, refuse_too_many

LONGEST_TITLE = 100
GMT = re.compile(r"^GMT[+-]\d{1,2}(:\d{2})?$")


def properties(document: Document, tab: Tab) -> Json:
    """A tab's properties, as the API gives them."""
    grid: Json = {"rowCount": tab.rows, "columnCount": tab.columns}
    if tab.frozen_rows:
        grid["frozenRowCount"] = tab.frozen_rows
    shown: Json = {"sheetId": tab.id, "title": tab.title, "index": document.tabs.index(tab),
                   "sheetType": "GRID", "gridProperties": grid | tab.grid}  # fmt: skip
    return shown | ({"hidden": True} if tab.hidden else {}) | tab.looks


def new_sheet_id(document: Document) -> int:
    """An id for a sheet that no other has."""
    taken = {tab.id for tab in document.tabs}
    while True:
        document.next_tab += 1
        found = document.next_tab * 1_000_003 % 2_000_000_000
        if found not in taken:
            return found


def _add_sheet(work: Work, body: Json) -> Json:
    document, told = work.document, body.get("properties") or {}
    title = told.get("title") or _free_title(document, "Sheet")
    _refuse_title(document.tabs, title)
    wanted = told.get("sheetId")
    if wanted is not None and any(tab.id == int(wanted) for tab in document.tabs):
        raise BadRequest(f"A sheet with the id {wanted} already exists.")
    grid = told.get("gridProperties") or {}
    rows, columns = int(grid.get("rowCount") or 1000), int(grid.get("columnCount") or 26)
    refuse_too_many(document, rows * columns)
    tab = Tab(int(wanted) if wanted is not None else new_sheet_id(document), title, rows, columns)
    place = told.get("index")
    document.tabs.insert(len(document.tabs) if place is None else int(place), tab)
    _dress(tab, told)
    return {"addSheet": {"properties": properties(document, tab)}}


def _dress(tab: Tab, told: Json) -> None:
    """Take over what a new tab is told beyond its name and size."""
    tab.hidden = bool(told.get("hidden"))
    grid = told.get("gridProperties") or {}
    tab.frozen_rows = int(grid.get("frozenRowCount") or 0)
    tab.grid = _extra_grid(grid)
    looks = settled({key: told[key] for key in ("tabColor", "tabColorStyle", "rightToLeft")
                     if told.get(key)})  # fmt: skip
    tab.looks = looks


def _extra_grid(grid: Json) -> Json:
    own = {"rowCount", "columnCount", "frozenRowCount"}
    return {key: held for key, held in grid.items() if held and key not in own}


def _free_title(document: Document, start: str) -> str:
    number = len(document.tabs) + 1
    while f"{start}{number}".lower() in document.titles():
        number += 1
    return f"{start}{number}"


def _refuse_title(tabs: list[Tab], title: str) -> None:
    if len(title) > LONGEST_TITLE:
        raise BadRequest(f"The sheet name cannot be greater than {LONGEST_TITLE} characters.")
    if taken := title_taken(tabs, title):
        raise taken


def _delete_sheet(work: Work, body: Json) -> None:
    document = work.document
    tab = _sheet(document, body.get("sheetId"))
    if len(document.tabs) == 1:
        raise BadRequest("You can't remove all the sheets in a document.")
    if all(one.hidden for one in document.tabs if one is not tab):
        raise BadRequest("You can't remove all the visible sheets in a document.")
    work.refuse_protected(tab, tab.whole)
    document.forget(tab)


def _sheet(document: Document, sheet_id: object) -> Tab:
    for tab in document.tabs:
        if tab.id == int(str(sheet_id or 0)):
            return tab
    raise BadRequest(f"No sheet with id: {sheet_id or 0}")


def _update_sheet(work: Work, body: Json) -> None:
    document, told = work.document, body.get("properties") or {}
    wanted = change_mask(body.get("fields"))
    tab = _sheet(document, told.get("sheetId"))
    after = changed(properties(document, tab), told, wanted)
    if _told(wanted, "title"):
        _rename(document, tab, after.get("title", ""))
    if _told(wanted, "hidden"):
        _hide(document, tab, hidden=bool(after.get("hidden")))
    if _told(wanted, "gridProperties"):
        _resize(work, tab, after.get("gridProperties") or {})
    if _told(wanted, "tabColor") or _told(wanted, "tabColorStyle") or _told(wanted, "rightToLeft"):
        tab.looks = _looks(after, wanted)
    if _told(wanted, "index") and "index" in told:
        _place(document, tab, int(told["index"]))


def _told(wanted: Mask, field: str) -> bool:
    return field in wanted or "*" in wanted


def _rename(document: Document, tab: Tab, title: str) -> None:
    if not title:
        raise BadRequest("The sheet name cannot be empty.")
    _refuse_title([one for one in document.tabs if one is not tab], title)
    before, tab.title = tab.title, title
    document.renamed(before, title)


def _hide(document: Document, tab: Tab, *, hidden: bool) -> None:
    if hidden and all(one.hidden for one in document.tabs if one is not tab):
        raise BadRequest("You can't hide all the sheets in a document.")
    tab.hidden = hidden


def _resize(work: Work, tab: Tab, grid: Json) -> None:
    rows, columns = int(grid.get("rowCount", 1000)), int(grid.get("columnCount", 26))
    frozen = int(grid.get("frozenRowCount") or 0)
    if rows < 1 or columns < 1:
        raise BadRequest("A sheet must have at least one row and one column.")
    frozen_columns = int(grid.get("frozenColumnCount") or 0)
    if frozen >= rows or frozen_columns >= columns:
        kind = "rows" if frozen >= rows else "columns"
        raise BadRequest(f"You can't freeze all visible {kind} on the sheet.")
    refuse_too_many(work.document, rows * columns - tab.rows * tab.columns)
    for low, high, of_rows in ((rows, tab.rows, True), (columns, tab.columns, False)):
        if low < high:
            work.refuse_protected_rows(tab, low, high, rows=of_rows)
    _cut(work, tab, rows, columns)
    tab.frozen_rows = frozen
    tab.grid = _extra_grid(grid)


def _cut(work: Work, tab: Tab, rows: int, columns: int) -> None:
    """Rows and columns past the new size are taken out, so that all that points at them knows."""
    if rows < tab.rows:
        work.document.shift(tab, Shift(tab.id, True, "delete", rows, tab.rows))
    if columns < tab.columns:
        work.document.shift(tab, Shift(tab.id, False, "delete", columns, tab.columns))
    tab.rows, tab.columns = rows, columns


def _looks(after: Json, wanted: Mask) -> Json:
    looks = {
        key: after[key] for key in ("tabColor", "tabColorStyle", "rightToLeft") if after.get(key)
    }
    if "tabColorStyle" in wanted or "*" in wanted:
        looks.pop("tabColor", None)
        if not looks.get("tabColorStyle", {}).get("rgbColor", True):
            del looks["tabColorStyle"]
    else:
        looks.pop("tabColorStyle", None)
    return settled(looks)  # type: ignore[no-any-return]


def _place(document: Document, tab: Tab, index: int) -> None:
    """Move a tab so that it stands before the one that is at the index before the move."""
    now = document.tabs.index(tab)
    document.tabs.remove(tab)
    document.tabs.insert(index - 1 if index > now else index, tab)


def _duplicate(work: Work, body: Json) -> Json:
    document = work.document
    source = _sheet(document, body.get("sourceSheetId"))
    refuse_too_many(document, source.rows * source.columns)
    title = body.get("newSheetName") or _copy_title(document, f"Copy of {source.title}")
    _refuse_title(document.tabs, title)
    wanted = body.get("newSheetId")
    sheet = int(wanted) if wanted is not None else new_sheet_id(document)
    if any(tab.id == sheet for tab in document.tabs):
        raise BadRequest(f"A sheet with the id {sheet} already exists.")
    made = copied_tab(document, source, sheet, title)
    place = body.get("insertSheetIndex")
    document.tabs.insert(0 if place is None else int(place), made)
    return {"duplicateSheet": {"properties": properties(document, made)}}


def copied_tab(document: Document, source: Tab, sheet: int, title: str) -> Tab:
    """A copy of a tab under another id: what was anchored to the one is anchored to the copy."""
    made = source.copy()
    made.id, made.title, made.written_out = sheet, title, {}
    for name in ("merges", "protected", "filters", "views", "conditional", "bandings",
                 "row_groups", "column_groups"):  # fmt: skip
        setattr(made, name, [_readdressed(one, sheet) for one in getattr(source, name)])
    made.protected = [{**one, "protectedRangeId": document.new_id()} for one in made.protected]
    return made


def _readdressed(held: Json, sheet: int) -> Json:
    found = {}
    for key, one in held.items():
        if key in {"range", "ranges", "unprotectedRanges"}:
            found[key] = _readdressed(one, sheet) if isinstance(one, dict) else [
                _readdressed(grid, sheet) for grid in one
            ]  # fmt: skip
        else:
            found[key] = one
    is_range = any(key.endswith("Index") for key in held) or "sheetId" in held or not held
    return {**found, "sheetId": sheet} if is_range else found


def _copy_title(document: Document, start: str) -> str:
    title, number = start, 2
    while title.lower() in document.titles():
        title, number = f"{start} {number}", number + 1
    return title


def _update_document(work: Work, body: Json) -> None:
    document, told = work.document, body.get("properties") or {}
    wanted = change_mask(body.get("fields"))
    if _told(wanted, "title") and told.get("title"):
        document.title = str(told["title"])
    if _told(wanted, "locale") and "locale" in told and not is_locale(str(told["locale"])):
        raise BadRequest(f"Invalid value at 'properties.locale': unsupported locale "
                         f"{told['locale']}.")  # fmt: skip
    if _told(wanted, "timeZone") and "timeZone" in told:
        _refuse_zone(str(told["timeZone"]))
    kept = {key: inner for key, inner in wanted.items() if key != "title"}
    before = {"title": document.title, **document.properties}
    after = changed(before, told, kept) if "*" not in wanted else {**before, **told}
    document.properties = {key: held for key, held in settled(after).items() if key != "title"}


def _refuse_zone(zone: str) -> None:
    if GMT.match(zone):
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise BadRequest(f"Invalid time zone: {zone}") from fault


KINDS: dict[str, Callable[[Work, Json], Json | None]] = {
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "updateSheetProperties": _update_sheet,
    "duplicateSheet": _duplicate,
    "updateSpreadsheetProperties": _update_document,
}
