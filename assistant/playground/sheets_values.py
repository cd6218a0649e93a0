"""The values of a range: read as the API shows them, written as typed or as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from assistant.playground.sheets_area import Area, column_letters, full_a1, outside
from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import BadRequest, Json, invalid_value
from assistant.playground.sheets_locale import Locale
from assistant.playground.sheets_shown import shown
from assistant.playground.sheets_tab import Tab, Value
from assistant.playground.sheets_typed import Typed, typed, whole
from assistant.playground.sheets_work import LONGEST_TEXT, Work

MOMENTS = {"DATE", "TIME", "DATE_TIME"}
LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"


@dataclass(frozen=True)
class Rendering:
    """How values are wanted: FORMATTED_VALUE, UNFORMATTED_VALUE or FORMULA; days as numbers."""

    option: str = "FORMATTED_VALUE"
    days: str = "SERIAL_NUMBER"
    by_column: bool = False


def rendering(told: Any, prefix: str = "") -> Rendering:
    """The rendering that the parameters of a request ask for.

    Raises:
        BadRequest: an option that is not one.
    """

    def asked(name: str, *known: str) -> str:
        key = (
            name if not prefix or name == "majorDimension" else prefix + name[0].upper() + name[1:]
        )
        given = told.get(key) or known[0]
        if given not in known:
            raise invalid_value(key, f"type.googleapis.com/google.apps.sheets.v4.{name[0].upper()}"
                                f"{name[1:]}", f'"{given}"')  # fmt: skip
        return str(given)

    return Rendering(
        asked("valueRenderOption", "FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
        asked("dateTimeRenderOption", "SERIAL_NUMBER", "FORMATTED_STRING"),
        asked("majorDimension", "ROWS", "COLUMNS", "DIMENSION_UNSPECIFIED") == "COLUMNS",
    )


def read(document: Document, tab: Tab, area: Area, how: Rendering) -> Json:
    """A ValueRange; no `values` where all is blank."""
    used = Area(area.top, min(area.bottom, tab.used()[0]), area.left, area.right)
    columns = [_column(tab, number, used, how, document.locale)
               for number in range(area.left, min(area.right, tab.used()[1]))]  # fmt: skip
    lines = columns if how.by_column else _rows(columns)
    return _value_range(tab, area, _trimmed(lines), how)


def read_compact(document: Document, tab: Tab, area: Area, how: Rendering) -> Json:
    """A ValueRange of columns of which each is JSON already, for an answer in one piece.

    Columns that did not change since they were read last are not written out again.
    """
    used = Area(area.top, min(area.bottom, tab.used()[0]), area.left, area.right)
    if not how.by_column:
        return read(document, tab, area, how)
    parts = [_written_out(tab, number, used, how, document.locale)
             for number in range(area.left, min(area.right, tab.used()[1]))]  # fmt: skip
    while parts and parts[-1] == b"[]":
        parts.pop()
    return _value_range(tab, area, [orjson.Fragment(part) for part in parts], how)


def _value_range(tab: Tab, area: Area, lines: list[Any], how: Rendering) -> Json:
    told: Json = {
        "range": full_a1(tab, area), "majorDimension": "COLUMNS" if how.by_column else "ROWS",
    }  # fmt: skip
    return told | ({"values": lines} if lines else {})


def _written_out(tab: Tab, number: int, area: Area, how: Rendering, locale: Locale) -> bytes:
    """A column as JSON; kept as long as the column is the very same."""
    held = tuple(layer.frozen(number) for layer in (tab.values, tab.formulas, tab.formats))
    key = (number, area.top, area.bottom, how, locale.code)
    kept = tab.written_out.get(key)
    if kept is not None and all(old is new for old, new in zip(kept[0], held, strict=True)):
        return bytes(kept[1])
    cells = _column(tab, number, area, how, locale)
    while cells and cells[-1] == "":
        cells.pop()
    told = orjson.dumps(cells)
    if len(tab.written_out) > 500:
        tab.written_out.clear()
    if len(cells) > 100:  # writing out a small column is quicker than remembering it
        tab.written_out[key] = (held, told)
    return told


def _column(tab: Tab, number: int, area: Area, how: Rendering, locale: Locale) -> list[Any]:
    values: list[Any]
    if how.option == "FORMATTED_VALUE" or how.days == "FORMATTED_STRING":
        values = _shown(tab, number, area, how, locale)
    else:
        values = tab.values.strip(number, area.top, area.bottom)
    if how.option == "FORMULA":
        formulas = tab.formulas.strip(number, area.top, area.bottom)
        if formulas:
            values += [None] * (len(formulas) - len(values))
            for at, formula in enumerate(formulas):
                if formula is not None:
                    values[at] = formula
    values = ["" if value is None else value for value in values] if None in values else values
    return values + [""] * (max(0, area.height) - len(values))


def _shown(tab: Tab, number: int, area: Area, how: Rendering, locale: Locale) -> list[Any]:
    values = tab.values.strip(number, area.top, area.bottom)
    formats: list[Any] = tab.formats.strip(number, area.top, area.bottom)
    formats += [None] * (len(values) - len(formats))
    kinds = [(one or {}).get("numberFormat") for one in formats]
    if how.option == "FORMATTED_VALUE":
        return [shown(value, kind, locale) for value, kind in zip(values, kinds, strict=False)]
    return [
        shown(value, kind, locale) if kind and kind.get("type") in MOMENTS else value
        for value, kind in zip(values, kinds, strict=False)
    ]


def _rows(columns: list[list[Any]]) -> list[list[Any]]:
    return [list(row) for row in zip(*columns, strict=True)]


def _trimmed(lines: list[list[Any]]) -> list[list[Any]]:
    for line in lines:
        while line and line[-1] == "":
            line.pop()
    while lines and not lines[-1]:
        lines.pop()
    return lines


@dataclass(frozen=True)
class Entered:
    """What was written: the area that the values cover, and which cells of it were set."""

    area: Area
    rows: int
    columns: int
    cells: int


def checked(told: Json, field: str) -> list[list[Any]]:
    """The lines of values of a ValueRange.

    Raises:
        BadRequest: they are not lines of values; said before the range is looked at.
    """
    values = told.get("values") or []
    if not isinstance(values, list):
        raise invalid_value(f"{field}.values", LIST_VALUE, _quoted(values))
    for number, line in enumerate(values):
        if not isinstance(line, list):
            raise invalid_value(f"{field}.values[{number}]", LIST_VALUE, _quoted(line))
    for number, line in enumerate(values):
        for at, one in enumerate(line):
            if isinstance(one, list | dict):
                kind = "list_value" if isinstance(one, list) else "struct_value"
                raise BadRequest(f"Invalid values[{number}][{at}]: {kind} {{\n}}\n")
            if isinstance(one, str) and len(one) > LONGEST_TEXT:
                raise BadRequest(
                    "Your input contains more than the maximum of 50000 characters in a single"
                    " cell."
                )
    return values


def _quoted(value: Any) -> str:
    return orjson.dumps(value).decode()


def input_option(given: Any) -> bool:
    """Whether values are read as typed (USER_ENTERED) and not taken as they are (RAW).

    Raises:
        BadRequest: the option is not told, or not one of the two.
    """
    if given in {None, "", "INPUT_VALUE_OPTION_UNSPECIFIED"}:
        raise BadRequest("'valueInputOption' is required but not specified")
    if given not in {"RAW", "USER_ENTERED"}:
        raise invalid_value("value_input_option",
                            "type.googleapis.com/google.apps.sheets.v4.ValueInputOption",
                            _quoted(given))  # fmt: skip
    return bool(given == "USER_ENTERED")


def by_rows(values: list[list[Any]], major: Any) -> list[list[Any]]:
    """Lines of values as rows; null, which leaves a cell alone, where a line is too short."""
    if major != "COLUMNS":
        return values
    deepest = max((len(line) for line in values), default=0)
    return [[line[row] if row < len(line) else None for line in values] for row in range(deepest)]


def room(tab: Tab, said: str, area: Area, *, named: bool) -> Area:
    """As far as values may be written: a lone cell is where they begin, a range is all there is."""
    begins = not named and ":" not in said.rpartition("!")[2] and area.height * area.width == 1
    return Area(area.top, tab.rows, area.left, tab.columns) if begins else area


def write(work: Work, tab: Tab, area: Area, rows: Sequence[list[Any]], *, entered: bool) -> Entered:
    """Write rows of values from the first cell of an area on, and no farther than it goes.

    Raises:
        BadRequest: they do not fit, or a cell is protected from this account.
    """
    width = max((len(row) for row in rows), default=0)
    covered = Area(area.top, area.top + len(rows), area.left, area.left + width)
    _refuse_beyond(tab, area, covered)
    work.refuse_protected(tab, covered)
    touched: set[int] = set()
    cells = 0
    lines = 0
    for down, row in enumerate(rows, start=area.top):
        set_here = [column for column, value in enumerate(row, start=area.left)
                    if value is not None]  # fmt: skip
        for column in set_here:
            enter(work, tab, (down, column), row[column - area.left], entered=entered)
        touched.update(set_here)
        cells += len(set_here)
        lines += bool(set_here)
    return Entered(covered, lines, len(touched), cells)


def _refuse_beyond(tab: Tab, area: Area, covered: Area) -> None:
    if covered.bottom > tab.rows or covered.right > tab.columns:
        raise outside(tab, full_a1(tab, covered).rpartition("!")[2])
    place = full_a1(tab, area)
    if covered.bottom > area.bottom:
        raise BadRequest(
            f"Requested writing within range [{place}], but tried writing to row"
            f" [{area.bottom + 1}]"
        )
    if covered.right > area.right:
        raise BadRequest(
            f"Requested writing within range [{place}], but tried writing to column"
            f" [{column_letters(area.right)}]"
        )


def enter(work: Work, tab: Tab, place: tuple[int, int], value: Any, *, entered: bool) -> None:
    """Put one value into a cell: as it is, or as if it had been typed."""
    if not (entered and isinstance(value, str)):
        tab.enter(*place, plain(value))
        return
    look = tab.formats.get(*place) or {}
    kind = look.get("numberFormat", {}).get("type")
    put(tab, place, typed(value, work.document.locale, work.today, as_text=kind == "TEXT"))


def put(tab: Tab, place: tuple[int, int], made: Typed) -> None:
    """Put what was typed into a cell; it brings its number format where there is none."""
    tab.enter(*place, made.value, made.formula)
    look = tab.formats.get(*place) or {}
    if made.shown is not None and "numberFormat" not in look:
        tab.formats.put(*place, {**look, "numberFormat": made.shown})


def plain(value: Any) -> Value | None:
    """A value as it is kept: nothing instead of an empty text, 5 instead of 5.0."""
    if value == "":
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return whole(value) if is_number else value
