"""Developer metadata: keys and values on a row, column, sheet or spreadsheet; and data filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.playground.sheets_area import Area
from assistant.playground.sheets_document import Document, metadata_sheet
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_fields import change_mask, changed
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_work import Work


def found_by(document: Document, one: Json) -> list[Json]:
    """The metadata that a DataFilter means.

    Raises:
        BadRequest: the filter says nothing, or names what is not there.
    """
    if "developerMetadataLookup" in one:
        lookup = one["developerMetadataLookup"]
        return [held for held in document.metadata if _matches(document, held, lookup)]
    tab, area = _ranged(document, one)
    return [
        held for held in document.metadata
        if (place := place_of(document, held)) and place[0] is tab and place[1].meets(area)
        and "dimensionRange" in held["location"]
    ]  # fmt: skip


def places(document: Document, one: Json) -> list[tuple[Tab, Area]]:
    """The tabs and areas that a DataFilter means: a range, or the rows and columns it finds."""
    if "developerMetadataLookup" not in one:
        return [_ranged(document, one)]
    found = (place_of(document, held) for held in found_by(document, one))
    return [place for place in found if place is not None]


def place_of(document: Document, held: Json) -> tuple[Tab, Area] | None:
    """Where metadata is; None for the spreadsheet's own."""
    sheet = metadata_sheet(held)
    if sheet is None:
        return None
    tab = document.tab_of(sheet)
    span = held["location"].get("dimensionRange")
    if span is None:
        return tab, tab.whole
    start, end = int(span["startIndex"]), int(span["endIndex"])
    if span["dimension"] == "ROWS":
        return tab, Area(start, end, 0, tab.columns)
    return tab, Area(0, tab.rows, start, end)


def _ranged(document: Document, one: Json) -> tuple[Tab, Area]:
    if one.get("a1Range"):
        return document.find(str(one["a1Range"]))
    if one.get("gridRange") is not None:
        return document.area(one["gridRange"])
    raise BadRequest("Invalid dataFilter: Must specify a filter.")


def _matches(document: Document, held: Json, lookup: Json) -> bool:
    if not lookup:
        raise BadRequest("Invalid dataFilter.developerMetadataLookup: Must specify a criterion.")
    for key in ("metadataKey", "metadataValue", "visibility"):
        if key in lookup and str(held.get(key, "")) != str(lookup[key]):
            return False
    if "metadataId" in lookup and held["metadataId"] != int(lookup["metadataId"]):
        return False
    if "locationType" in lookup and held["location"]["locationType"] != lookup["locationType"]:
        return False
    return "metadataLocation" not in lookup or _is_there(document, held, lookup)


def _is_there(document: Document, held: Json, lookup: Json) -> bool:
    wanted = _location(lookup["metadataLocation"])
    if lookup.get("locationMatchingStrategy") != "INTERSECTING_LOCATION":
        return bool(held["location"] == wanted)
    place, other = place_of(document, held), place_of(document, {"location": wanted})
    if place is None or other is None:
        return True  # the spreadsheet meets everything in it
    return place[0] is other[0] and place[1].meets(other[1])


def _location(told: Json) -> Json:
    """A location with its type, as Google keeps it.

    Raises:
        BadRequest: it is none, or spans more than one row or column.
    """
    if told.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "sheetId" in told:
        return {"locationType": "SHEET", "sheetId": int(told["sheetId"])}
    span = told.get("dimensionRange")
    if not span:
        raise BadRequest("DeveloperMetadata must have a location.")
    start, end = int(span.get("startIndex") or 0), int(span.get("endIndex") or 0)
    if end - start != 1:
        raise BadRequest("DimensionRange must represent a single row or column.")
    kept: Json = {"sheetId": int(span["sheetId"])} if int(span.get("sheetId") or 0) else {}
    kept |= {"dimension": span["dimension"], "startIndex": start, "endIndex": end}
    kind = "ROW" if span["dimension"] == "ROWS" else "COLUMN"
    return {"locationType": kind, "dimensionRange": kept}


def _create(work: Work, body: Json) -> Json:
    told, document = body["developerMetadata"], work.document
    number = int(told.get("metadataId") or document.new_id())
    if any(held["metadataId"] == number for held in document.metadata):
        raise BadRequest(f"Metadata with id {number} already exists.")
    if not told.get("metadataKey"):
        raise BadRequest("DeveloperMetadata must have a key.")
    if told.get("visibility") not in {"DOCUMENT", "PROJECT"}:
        raise BadRequest("DeveloperMetadata must have a visibility.")
    made: Json = {"metadataId": number, "metadataKey": str(told["metadataKey"])}
    if told.get("metadataValue"):
        made["metadataValue"] = str(told["metadataValue"])
    made |= {"location": _location(told.get("location") or {}), "visibility": told["visibility"]}
    _refuse_outside(document, made)
    document.metadata = [*document.metadata, made]
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def _refuse_outside(document: Document, made: Json) -> None:
    place = place_of(document, made)
    if place and (place[1].bottom > place[0].rows or place[1].right > place[0].columns):
        raise BadRequest("The location of the metadata is outside the grid.")


def _update(work: Work, body: Json) -> Json:
    document, wanted = work.document, change_mask(body.get("fields"))
    ids = _ids(document, body.get("dataFilters") or [])
    after: list[Json] = []
    for held in document.metadata:
        made = held
        if held["metadataId"] in ids:
            made = {**changed(held, body["developerMetadata"], wanted),
                    "metadataId": held["metadataId"]}  # fmt: skip
            made["location"] = _location(made["location"])
            _refuse_outside(document, made)
        after.append(made)
    document.metadata = after
    told = [held for held in after if held["metadataId"] in ids]
    return {"updateDeveloperMetadata": {"developerMetadata": told}}


def _delete(work: Work, body: Json) -> Json:
    document = work.document
    ids = _ids(document, [body["dataFilter"]])
    gone = [held for held in document.metadata if held["metadataId"] in ids]
    document.metadata = [held for held in document.metadata if held["metadataId"] not in ids]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": gone}}


def _ids(document: Document, filters: list[Json]) -> set[int]:
    return {held["metadataId"] for one in filters for held in found_by(document, one)}


def get(document: Document, wanted: int) -> Json:
    """One metadata by its id.

    Raises:
        BadRequest: 404, there is none.
    """
    for held in document.metadata:
        if held["metadataId"] == wanted:
            return held
    raise BadRequest(f"No developer metadata with id: {wanted}", 404, "NOT_FOUND")


def search(document: Document, body: Json) -> Json:
    """Every metadata that a filter of the search means, with those filters."""
    matched: dict[int, Json] = {}
    for one in body.get("dataFilters") or []:
        for held in found_by(document, one):
            told: dict[str, Any] = matched.setdefault(
                held["metadataId"], {"developerMetadata": held, "dataFilters": []}
            )
            told["dataFilters"].append(one)
    return {"matchedDeveloperMetadata": list(matched.values())} if matched else {}


KINDS: dict[str, Callable[[Work, Json], Json | None]] = {
    "createDeveloperMetadata": _create,
    "updateDeveloperMetadata": _update,
    "deleteDeveloperMetadata": _delete,
}
