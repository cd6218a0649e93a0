"""The methods of the Sheets API: spreadsheets, values, data filters, developer metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from assistant.playground import sheets_append, sheets_batch, sheets_metadata, sheets_values
from assistant.playground.sheets_accounts import refuse_unless
from assistant.playground.sheets_area import Area, full_a1
from assistant.playground.sheets_batch_tabs import copied_tab, new_sheet_id, properties
from assistant.playground.sheets_described import described, refuse_unknown_fields
from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import BadRequest, Json, no_such_spreadsheet, within
from assistant.playground.sheets_fields import mask, masked
from assistant.playground.sheets_shelf import Shelf
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_work import Work


@dataclass
class Call:
    """One request: who asks for what."""

    shelf: Shelf
    by: str
    names: Mapping[str, str]
    """What the path names: id, range, sheet ..."""
    query: QueryParams
    body: Any
    raw: bytes = b""

    @property
    def document(self) -> Document:
        """The spreadsheet that the path names.

        Raises:
            BadRequest: 404.
        """
        found = self.shelf.documents.get(self.names["id"])
        if found is None or found.trashed:
            raise no_such_spreadsheet()
        return found

    def work(self) -> Work:
        """The spreadsheet at work for this account."""
        return Work(self.document, self.by, self.shelf.now().date())


def create(call: Call) -> Json:
    """spreadsheets.create: with the properties and sheets that are told."""
    told = call.body.get("properties") or {}
    made = call.shelf.create(str(told.get("title") or "Untitled spreadsheet"), by=call.by)
    document = call.shelf.documents[made]
    requests: list[Json] = []
    if kept := {key: told[key] for key in ("locale", "timeZone") if told.get(key)}:
        requests.append({"updateSpreadsheetProperties": {"properties": kept,
                                                         "fields": ",".join(kept)}})  # fmt: skip
    for number, sheet in enumerate(call.body.get("sheets") or []):
        if number == 0:
            document.tabs.clear()
        named = {
            "sheetId": number,
            "title": f"Sheet{number + 1}",
            **(sheet.get("properties") or {}),
        }
        requests.append({"addSheet": {"properties": named}})
    if requests:
        sheets_batch.apply(document, requests, by=call.by)
    return described(document, call.by)


def get(call: Call) -> Json:
    """spreadsheets.get: with `fields`, `ranges` and `includeGridData`."""
    return _get(call, [call.document.find(said) for said in call.query.getlist("ranges")],
                str(call.query.get("includeGridData", "")).lower() == "true")  # fmt: skip


def get_by_data_filter(call: Call) -> Json:
    """spreadsheets.getByDataFilter."""
    areas = [place for one in call.body.get("dataFilters") or []
             for place in sheets_metadata.places(call.document, one)]  # fmt: skip
    return _get(call, areas, bool(call.body.get("includeGridData")))


def _get(call: Call, areas: list[tuple[Tab, Area]], cells: bool) -> Json:
    fields = call.query.get("fields")
    if not fields:
        return described(call.document, call.by, areas, cells=cells)
    wanted = mask(str(fields))
    refuse_unknown_fields(wanted)
    # a mask that asks for cells gets them, whatever includeGridData says
    sheets = wanted.get("sheets")
    cells = sheets is not None and ("data" in sheets or (cells and not sheets))
    told: Json = masked(described(call.document, call.by, areas, cells=cells), wanted)
    return told


def batch_update(call: Call) -> Json:
    """spreadsheets.batchUpdate."""
    document, answer = call.document, bool(call.body.get("includeSpreadsheetInResponse"))
    with document.all_or_nothing():
        replies = sheets_batch.apply(
            document, call.body.get("requests") or [], by=call.by, today=call.shelf.now().date()
        )
        # what is wanted back may lie in a tab that the batch makes, and is refused with all of it
        wanted = (call.body.get("responseRanges") or []) if answer else []
        areas = [document.find(str(said)) for said in wanted]
    call.shelf.changed(document, by=call.by)
    told: Json = {"spreadsheetId": document.id, "replies": replies}
    if answer:
        told["updatedSpreadsheet"] = described(
            document, call.by, areas, cells=bool(call.body.get("responseIncludeGridData"))
        )
    return told


def copy_to(call: Call) -> Json:
    """spreadsheets.sheets.copyTo: a sheet into another spreadsheet."""
    source = call.document.tab_of(int(call.names["sheet"]))
    wanted = str(call.body.get("destinationSpreadsheetId") or "")
    into = Call(call.shelf, call.by, {"id": wanted}, call.query, {}).document
    refuse_unless(into, call.by, writing=True)
    title, number = f"Copy of {source.title}", 2
    while title.lower() in into.titles():
        title, number = f"Copy of {source.title} {number}", number + 1
    made = copied_tab(into, source, new_sheet_id(into), title)
    into.tabs.append(made)
    into.recalculate()
    call.shelf.changed(into, by=call.by)
    return properties(into, made)


def values_get(call: Call) -> Json:
    """spreadsheets.values.get."""
    document = call.document
    how = sheets_values.rendering(call.query)
    tab, area = document.find(call.names["range"])
    told: Json = _reader(call)(document, tab, area, how)
    return told


def values_batch_get(call: Call) -> Json:
    """spreadsheets.values.batchGet."""
    document, read = call.document, _reader(call)
    how = sheets_values.rendering(call.query)
    places = [document.find(said) for said in call.query.getlist("ranges")]
    told: Json = {"spreadsheetId": document.id}
    found = [read(document, tab, area, how) for tab, area in places]
    return told | ({"valueRanges": found} if found else {})


def values_batch_get_by_data_filter(call: Call) -> Json:
    """spreadsheets.values.batchGetByDataFilter."""
    document, read = call.document, _reader(call)
    how = sheets_values.rendering(call.body)
    found: dict[tuple[int, Area], Json] = {}
    for one in call.body.get("dataFilters") or []:
        for tab, area in sheets_metadata.places(document, one):
            told = found.setdefault((tab.id, area), {
                "valueRange": read(document, tab, area, how), "dataFilters": [],
            })  # fmt: skip
            told["dataFilters"].append(one)
    return {"spreadsheetId": document.id} | ({"valueRanges": list(found.values())} if found else {})


def _reader(call: Call) -> Any:
    compact = str(call.query.get("prettyPrint", "true")).lower() == "false"
    return sheets_values.read_compact if compact else sheets_values.read


def values_update(call: Call) -> Json:
    """spreadsheets.values.update."""
    values = sheets_values.checked(call.body, "data")
    entered = sheets_values.input_option(call.query.get("valueInputOption"))
    work = call.work()
    told = _written(work, call.names["range"], call.body, values, entered=entered)
    return _finished(call, [told], call.query)[0]


def values_batch_update(call: Call) -> Json:
    """spreadsheets.values.batchUpdate: all of the ranges, or none."""
    data = call.body.get("data") or []
    lines = [sheets_values.checked(one, f"data[{at}]") for at, one in enumerate(data)]
    entered = sheets_values.input_option(call.body.get("valueInputOption"))
    work = call.work()
    done = _all_or_none(work, [
        lambda one=one, values=values: _written(
            work, one.get("range", ""), one, values, entered=entered
        )
        for one, values in zip(data, lines, strict=True)
    ])  # fmt: skip
    return _totals(call, _finished(call, done, call.body))


def values_batch_update_by_data_filter(call: Call) -> Json:
    """spreadsheets.values.batchUpdateByDataFilter."""
    data = call.body.get("data") or []
    lines = [sheets_values.checked(one, f"data[{at}]") for at, one in enumerate(data)]
    entered = sheets_values.input_option(call.body.get("valueInputOption"))
    work = call.work()
    done = _all_or_none(work, [
        lambda one=one, values=values: _filtered(work, one, values, entered=entered)
        for one, values in zip(data, lines, strict=True)
    ])  # fmt: skip
    finished = _finished(call, [part for parts in done for part in parts], call.body)
    return _totals(call, finished)


@dataclass
class _Written:
    """What one range of a write came to."""

    tab: Tab
    done: sheets_values.Entered
    told: Json


def _written(
    work: Work, said: str, told: Json, values: list[list[Any]], *, entered: bool
) -> _Written:
    tab, area = work.document.find(said)
    _refuse_other_range(work.document, told, (tab, area))
    rows = sheets_values.by_rows(values, told.get("majorDimension"))
    area = sheets_values.room(tab, said, area, named=work.document.is_named(said))
    return _Written(tab, sheets_values.write(work, tab, area, rows, entered=entered), {})


def _refuse_other_range(document: Document, told: Json, place: tuple[Tab, Area]) -> None:
    """A range in the body must be the one of the path."""
    if told.get("range") and document.find(str(told["range"])) != place:
        raise BadRequest(
            f"Requested writing within range [{full_a1(*place)}], but the body says"
            f" [{told['range']}]"
        )


def _filtered(work: Work, one: Json, values: list[list[Any]], *, entered: bool) -> list[_Written]:
    rows = sheets_values.by_rows(values, one.get("majorDimension"))
    return [
        _Written(tab, sheets_values.write(work, tab, area, rows, entered=entered),
                 {"dataFilter": one.get("dataFilter") or {}})
        for tab, area in sheets_metadata.places(work.document, one.get("dataFilter") or {})
    ]  # fmt: skip


def _all_or_none(work: Work, deeds: list[Any]) -> list[Any]:
    done = []
    with work.document.all_or_nothing():
        for number, deed in enumerate(deeds):
            try:
                done.append(deed())
            except BadRequest as fault:
                raise within(f"data[{number}]", fault) from fault
    return done


def _finished(call: Call, done: list[_Written], asked: Any) -> list[Json]:
    """Work out the formulas, note the change, and say what was written."""
    document = call.document
    document.recalculate()
    call.shelf.changed(document, done[0].tab.title if len(done) == 1 else None, by=call.by)
    return [_update_told(document, one, asked) for one in done]


def _update_told(document: Document, one: _Written, asked: Any) -> Json:
    area = one.done.area
    shown = (
        area
        if area.height and area.width
        else Area(area.top, area.top + 1, area.left, area.left + 1)
    )
    told: Json = {"spreadsheetId": document.id, "updatedRange": full_a1(one.tab, shown)}
    counts = {"updatedRows": one.done.rows, "updatedColumns": one.done.columns,
              "updatedCells": one.done.cells}  # fmt: skip
    told |= {key: count for key, count in counts.items() if count}
    if str(asked.get("includeValuesInResponse", "")).lower() == "true":
        how = sheets_values.rendering(asked, "response")
        told["updatedData"] = sheets_values.read(document, one.tab, shown, how)
    return told | one.told


def _totals(call: Call, responses: list[Json]) -> Json:
    document = call.document
    told: Json = {"spreadsheetId": document.id}
    for key in ("Rows", "Columns", "Cells"):
        if count := sum(one.get(f"updated{key}", 0) for one in responses):
            told[f"totalUpdated{key}"] = count
    if sheets := len({one["updatedRange"].rpartition("!")[0] for one in responses}):
        told["totalUpdatedSheets"] = sheets
    return told | ({"responses": responses} if responses else {})


def values_append(call: Call) -> Json:
    """spreadsheets.values.append: below the last table that the range meets."""
    values = sheets_values.checked(call.body, "data")
    entered = sheets_values.input_option(call.query.get("valueInputOption"))
    work = call.work()
    tab, area = work.document.find(call.names["range"])
    rows = sheets_values.by_rows(values, call.body.get("majorDimension"))
    table = sheets_append.table(tab, area)
    top, left = (table.bottom, table.left) if table else (area.top, area.left)
    width = max((len(row) for row in rows), default=0)
    at = Area(top, top + len(rows), left, left + width)
    insert = call.query.get("insertDataOption") == "INSERT_ROWS"
    work.refuse_protected(tab, at)
    sheets_append.make_room(work, tab, at, insert=insert)
    done = sheets_values.write(work, tab, at, rows, entered=entered)
    updates = _finished(call, [_Written(tab, done, {})], call.query)[0]
    told: Json = {"spreadsheetId": work.document.id}
    if table is not None:
        told["tableRange"] = full_a1(tab, table)
    return told | {"updates": updates}


def values_clear(call: Call) -> Json:
    """spreadsheets.values.clear: the values go, formats and notes stay."""
    cleared = _cleared(call.work(), [call.document.find(call.names["range"])])
    _noted(call)
    return {"spreadsheetId": call.document.id, "clearedRange": cleared[0]}


def values_batch_clear(call: Call) -> Json:
    """spreadsheets.values.batchClear."""
    places = [call.document.find(str(said)) for said in call.body.get("ranges") or []]
    cleared = _cleared(call.work(), places)
    _noted(call)
    return {"spreadsheetId": call.document.id} | ({"clearedRanges": cleared} if cleared else {})


def values_batch_clear_by_data_filter(call: Call) -> Json:
    """spreadsheets.values.batchClearByDataFilter."""
    places = [place for one in call.body.get("dataFilters") or []
              for place in sheets_metadata.places(call.document, one)]  # fmt: skip
    cleared = _cleared(call.work(), places)
    _noted(call)
    return {"spreadsheetId": call.document.id} | ({"clearedRanges": cleared} if cleared else {})


def _cleared(work: Work, places: list[tuple[Tab, Area]]) -> list[str]:
    for tab, area in places:
        work.refuse_protected(tab, area)
    for tab, area in places:
        for layer in (tab.values, tab.formulas):
            for column in range(area.left, area.right):
                layer.put_strip(column, area.top, [None] * area.height)
    return [full_a1(tab, area) for tab, area in places]


def _noted(call: Call) -> None:
    call.document.recalculate()
    call.shelf.changed(call.document, by=call.by)


def metadata_get(call: Call) -> Json:
    """spreadsheets.developerMetadata.get."""
    return sheets_metadata.get(call.document, int(call.names["metadata"]))


def metadata_search(call: Call) -> Json:
    """spreadsheets.developerMetadata.search."""
    return sheets_metadata.search(call.document, call.body)
