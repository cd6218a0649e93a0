"""Requests that carry cells about: copy, cut, sort, find and replace, paste."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from assistant.playground import sheets_references
from assistant.playground.sheets_area import Area
from assistant.playground.sheets_batch_cells import coordinate
from assistant.playground.sheets_batch_merges import lay_merges, lift_merges
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_layer import Layer
from assistant.playground.sheets_references import Reference, pasted
from assistant.playground.sheets_shown import shown
from assistant.playground.sheets_tab import Tab, Value
from assistant.playground.sheets_typed import typed
from assistant.playground.sheets_values import put
from assistant.playground.sheets_work import Work

MERGES = ("PASTE_NORMAL", "PASTE_NO_BORDERS")
"""The ways of pasting that carry merges."""
PASTES = {
    "PASTE_NORMAL": ("values", "formulas", "formats", "notes", "rules"),
    "PASTE_NO_BORDERS": ("values", "formulas", "formats", "notes", "rules"),
    "PASTE_VALUES": ("values",),
    "PASTE_FORMAT": ("formats",),
    "PASTE_FORMULA": ("values", "formulas"),
    "PASTE_DATA_VALIDATION": ("rules",),
    "PASTE_CONDITIONAL_FORMATTING": (),
}
"""What each way of pasting carries."""


def _carries_merges(body: Json) -> bool:
    return (body.get("pasteType") or "PASTE_NORMAL") in MERGES


def _layers(body: Json) -> tuple[str, ...]:
    kind = body.get("pasteType") or "PASTE_NORMAL"
    if kind not in PASTES:
        raise BadRequest(f"Invalid value at 'paste_type': {kind}")
    return PASTES[kind]


def _copy_paste(work: Work, body: Json) -> None:
    source, area = work.document.area(body["source"])
    to, target = work.document.area(body["destination"])
    names = _layers(body)
    if area.height * area.width == 0:
        return
    turned = body.get("pasteOrientation") == "TRANSPOSE"
    height, width = (area.width, area.height) if turned else (area.height, area.width)
    # a larger destination is filled with copies, as often as they fit whole; a smaller one is grown
    down = target.height // height if target.height % height == 0 and target.height else 1
    across = target.width // width if target.width % width == 0 and target.width else 1
    blocks = [
        Area(target.top + at * height, target.top + (at + 1) * height,
             target.left + over * width, target.left + (over + 1) * width)
        for at in range(max(1, down)) for over in range(max(1, across))
    ]  # fmt: skip
    _refuse_outside(to, blocks[-1])
    work.refuse_protected(to, Area(target.top, blocks[-1].bottom, target.left, blocks[-1].right))
    held = {name: _lifted(getattr(source, name), area) for name in ("values", "formulas", *names)}
    merges = lift_merges(source, area) if _carries_merges(body) else None
    for block in blocks:
        _lay(to, block, held, names, area, turned=turned)
        if merges is not None:
            lay_merges(to, block, merges, turned=turned)


def _refuse_outside(tab: Tab, area: Area) -> None:
    if area.bottom > tab.rows or area.right > tab.columns:
        raise BadRequest(
            f"The destination exceeds grid limits. Max rows: {tab.rows}, max columns: {tab.columns}"
        )


def _lifted(layer: Layer[Any], area: Area) -> list[list[Any]]:
    """What is in an area, column by column, each as long as the area is high."""
    strips = [layer.strip(column, area.top, area.bottom) for column in range(area.left, area.right)]
    return [strip + [None] * (area.height - len(strip)) if strip else [] for strip in strips]


def _lay(
    tab: Tab, block: Area, held: dict[str, list[list[Any]]], names: Sequence[str], source: Area,
    *, turned: bool,
) -> None:  # fmt: skip
    for name in names:
        columns = held[name]
        if name == "formulas":
            columns = [
                _moved_formulas(strip, (block.top, source.top), block.left - source.left)
                for strip in columns
            ]
        if turned:
            columns = _turned(columns, source.height)
        for across, strip in enumerate(columns):
            getattr(tab, name).put_strip(
                block.left + across, block.top, strip or [None] * block.height
            )
    if "values" in names and "formulas" not in names:
        for across in range(block.width):
            tab.formulas.put_strip(block.left + across, block.top, [None] * block.height)


def _moved_formulas(
    strip: list[str | None], rows: tuple[int, int], across: int
) -> list[str | None]:
    down = rows[0] - rows[1]
    return [None if formula is None else pasted(formula, down, across) for formula in strip]


def _turned(columns: list[list[Any]], height: int) -> list[list[Any]]:
    full = [strip or [None] * height for strip in columns]
    return [list(row) for row in zip(*full, strict=True)]


def _cut_paste(work: Work, body: Json) -> None:
    source, area = work.writable(body["source"])
    told = body["destination"]
    to = work.tab(told)
    top, left = coordinate(told, to)
    block = Area(top, top + area.height, left, left + area.width)
    _refuse_outside(to, block)
    work.refuse_protected(to, block)
    names = _layers(body)
    held = {name: _lifted(getattr(source, name), area) for name in names}
    if _carries_merges(body):
        merges = lift_merges(source, area)
        lay_merges(source, area, [])
        lay_merges(to, block, merges)
    for name in names:
        for column in range(area.left, area.right):
            getattr(source, name).put_strip(column, area.top, [None] * area.height)
        for across, strip in enumerate(held[name]):
            getattr(to, name).put_strip(left + across, top, strip or [None] * area.height)
    _repoint(work, source, area, (to, top - area.top, left - area.left))


def _repoint(work: Work, source: Tab, area: Area, moved: tuple[Tab, int, int]) -> None:
    """Formulas that named the cells that were cut name them where they are now."""
    to, down, across = moved
    for home in work.document.tabs:

        def change(reference: Reference, home: Tab = home) -> Reference | None:
            named = source.title if reference.sheet else home.title
            if (reference.sheet or named).lower() != source.title.lower():
                return reference
            if not _lies_in(reference, area):
                return reference
            corners = [replace(one, row=one.row + down, column=one.column + across)  # type: ignore[operator]
                       for one in (reference.first, reference.last) if one]  # fmt: skip
            sheet = reference.sheet if to is source else to.title
            return Reference(sheet, corners[0], corners[1] if len(corners) == 2 else None)

        sheets_references.rewrite_all(home, change)


def _lies_in(reference: Reference, area: Area) -> bool:
    return all(
        one.row is not None and one.column is not None
        and area.top <= one.row < area.bottom and area.left <= one.column < area.right
        for one in (reference.first, reference.last) if one
    )  # fmt: skip


def _sort(work: Work, body: Json) -> None:
    tab, area = work.writable(body["range"])
    bottom = min(area.bottom, max((layer.height() for layer in tab.layers), default=0))
    reorder(tab, replace(area, bottom=max(area.top, bottom)), body.get("sortSpecs") or [])


def reorder(tab: Tab, area: Area, specs: list[Json]) -> None:
    """Sort the rows of an area: numbers, texts without regard to capitals, truth; blanks last.

    Cells move whole: formats and notes too. What belongs to whole rows (metadata, height, hidden
    or not) stays where it is.
    """
    order = list(range(area.height))
    for spec in reversed(specs):
        column = _sorted_by(tab, spec)
        down = spec.get("sortOrder") == "DESCENDING"
        strip = tab.values.strip(column, area.top, area.bottom)
        strip += [None] * (area.height - len(strip))
        filled = [row for row in order if strip[row] is not None]
        blank = [row for row in order if strip[row] is None]
        filled.sort(key=lambda row, held=strip: _sort_key(held[row]), reverse=down)
        order = filled + blank
    for layer in tab.layers:
        layer.reorder(area, order)
    for column in range(area.left, area.right):
        for new, old in enumerate(order):
            formula = tab.formulas.get(area.top + new, column)
            if formula is not None and new != old:
                tab.formulas.put(area.top + new, column, pasted(formula, new - old, 0))


def _sorted_by(tab: Tab, spec: Json) -> int:
    column = int(spec.get("dimensionIndex") or 0)
    if not 0 <= column < tab.columns:
        raise BadRequest(f"SortSpec.dimensionIndex[{column}] is not in grid[{tab.columns - 1}]")
    return column


def _sort_key(value: Value | None) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 2, value
    return (0, value) if isinstance(value, int | float) else (1, str(value).lower())


def _randomize(work: Work, body: Json) -> None:
    tab, area = work.writable(body["range"])
    order = list(range(area.height))
    random.shuffle(order)
    for layer in tab.layers:
        layer.reorder(area, order)


def _find_replace(work: Work, body: Json) -> Json:
    document = work.document
    if body.get("allSheets"):
        places = [(tab, tab.whole) for tab in document.tabs]
    elif "range" in body:
        places = [document.area(body["range"])]
    elif "sheetId" in body:
        tab = work.tab(body)
        places = [(tab, tab.whole)]
    else:
        raise BadRequest("No search scope specified: set allSheets, sheetId or range.")
    if not body.get("find"):
        raise BadRequest("No find value specified.")
    pattern = _wanted(body)
    count = {"values": 0, "formulas": 0, "rows": set(), "sheets": set(), "occurrences": 0}
    for tab, area in places:
        _replace_in(work, (tab, area), pattern, body, count)
    told = {"valuesChanged": count["values"], "formulasChanged": count["formulas"],
            "rowsChanged": len(count["rows"]), "sheetsChanged": len(count["sheets"]),  # type: ignore[arg-type]
            "occurrencesChanged": count["occurrences"]}  # fmt: skip
    return {"findReplace": {key: held for key, held in told.items() if held}}


def _wanted(body: Json) -> re.Pattern[str]:
    text = body["find"] if body.get("searchByRegex") else re.escape(body["find"])
    try:
        found = re.compile(text, 0 if body.get("matchCase") else re.IGNORECASE)
    except re.error as fault:
        raise BadRequest(f"Invalid regular expression: {fault}") from fault
    return found


def _replace_in(
    work: Work, place: tuple[Tab, Area], pattern: re.Pattern[str], body: Json, count: dict[str, Any]
) -> None:
    tab, area = place
    into = body.get("replacement") or ""
    into = (
        re.sub(r"\$(\d)", r"\\\1", into) if body.get("searchByRegex") else into.replace("\\", r"\\")
    )
    for row, column in _filled(tab, area):
        formula = tab.formulas.get(row, column)
        if formula is not None and not body.get("includeFormulas"):
            continue
        look = (tab.formats.get(row, column) or {}).get("numberFormat")
        text = formula or shown(tab.values.get(row, column), look, work.document.locale)
        if body.get("matchEntireCell") and not pattern.fullmatch(text):
            continue
        after, times = pattern.subn(into, text)
        if not times or after == text:
            continue
        work.refuse_protected(tab, Area(row, row + 1, column, column + 1))
        as_text = (look or {}).get("type") == "TEXT"
        put(tab, (row, column), typed(after, work.document.locale, work.today, as_text=as_text))
        count["formulas" if formula else "values"] += 1
        count["occurrences"] += times
        count["rows"].add((tab.id, row))
        count["sheets"].add(tab.id)


def _filled(tab: Tab, area: Area) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(area.top, min(area.bottom, tab.used()[0]))
        for column in range(area.left, min(area.right, tab.used()[1]))
        if tab.values.get(row, column) is not None
    ]


def _paste_data(work: Work, body: Json) -> None:
    told = body["coordinate"]
    tab = work.tab(told)
    top, left = coordinate(told, tab)
    if body.get("html"):
        raise BadRequest("this local server does not paste HTML.")
    rows = list(
        csv.reader(io.StringIO(body.get("data") or ""), delimiter=body.get("delimiter") or "\t")
    )
    area = Area(top, top + len(rows), left, left + max((len(row) for row in rows), default=0))
    _refuse_outside(tab, area)
    work.refuse_protected(tab, area)
    for down, row in enumerate(rows, start=top):
        for across, text in enumerate(row, start=left):
            put(tab, (down, across), typed(text, work.document.locale, work.today))


def _trim(work: Work, body: Json) -> Json:
    tab, area = work.writable(body["range"])
    cells = 0
    for row, column in _filled(tab, area):
        before = tab.values.get(row, column)
        if isinstance(before, str) and tab.formulas.get(row, column) is None:
            after = re.sub(r"\s+", " ", before).strip()
            if after != before:
                tab.values.put(row, column, after or None)
                cells += 1
    return {"trimWhitespace": {"cellsChangedCount": cells}}


def _delete_duplicates(work: Work, body: Json) -> Json:
    tab, area = work.writable(body["range"])
    compared = [
        at for told in body.get("comparisonColumns") or [{}] for at in _compared(told, area)
    ]
    seen: set[tuple[Any, ...]] = set()
    kept: list[int] = []
    for row in range(area.top, area.bottom):
        held = [tab.values.get(row, column) for column in compared]
        key = tuple(None if one is None else _sort_key(one) for one in held)
        if key not in seen or not any(key):
            seen.add(key)
            kept.append(row - area.top)
    gone = area.height - len(kept)
    for layer in tab.layers:
        for strip, column in zip(_lifted(layer, area), range(area.left, area.right), strict=True):
            full = strip or [None] * area.height
            layer.put_strip(column, area.top, [full[row] for row in kept] + [None] * gone)
    return {"deleteDuplicates": {"duplicatesRemovedCount": gone}}


def _compared(told: Json, area: Area) -> range:
    start, end = int(told.get("startIndex", area.left)), int(told.get("endIndex", area.right))
    if not area.left <= start <= end <= area.right:
        raise BadRequest(f"The comparison columns [{start}, {end}) must be within the range.")
    return range(start, end)


KINDS: dict[str, Callable[[Work, Json], Json | None]] = {
    "copyPaste": _copy_paste,
    "cutPaste": _cut_paste,
    "sortRange": _sort,
    "randomizeRange": _randomize,
    "findReplace": _find_replace,
    "pasteData": _paste_data,
    "trimWhitespace": _trim,
    "deleteDuplicates": _delete_duplicates,
}
