"""What Google's answers say, in our own words. Pure: JSON in, cells, headings and notes out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest

import orjson

from sheets import formulas
from sheets import requests as bodies
from sheets.cells import is_formula
from sheets.grid import Batch, Copied, Receipt
from sheets.requests import Json
from sheets.table import Merge, Table

ECHO = re.compile(r".*!A1:(?P<column>[A-Z]+)(?P<row>\d+)$")


def size_of(echo: str) -> tuple[str, int, int] | None:
    """Title, rows and columns of a tab, as the answer to a read without bounds tells them."""
    told = ECHO.match(echo)
    if told is None:
        return None
    return title_of(echo), int(told["row"]), _number(told["column"])


def columns_of(text: bytes) -> list[bytes]:
    """The columns of a range as received, each the text of a JSON array."""
    return list(Table.kept(text).raw)


def heading_of(columns: Sequence[bytes]) -> tuple[str, ...]:
    """A row of one cell a column."""
    found = []
    for raw in columns:
        cells = orjson.loads(raw)
        found.append(str(cells[0]).strip() if cells else "")
    return tuple(found)


def heading_as_entered(
    shown: Sequence[bytes], entered: Sequence[bytes], left: int
) -> tuple[str, ...]:
    """The heading of a tab as people entered it, from the copies of it in `_sync`.

    Args:
        shown: the copy of what its formulas came to.
        entered: the copy of what was entered.
        left: the number of the first column of that.
    """
    pairs = zip_longest(heading_of(shown), heading_of(entered), fillvalue="")
    return tuple(
        formulas.moved(formula, down=-1, right=-left)
        if is_formula(formula) and formula != text
        else text
        for text, formula in pairs
    )


def receipt_of(text: bytes) -> Receipt:
    """The first cells of `_sync`."""
    told = [str(cells[0]) if cells else "" for cells in orjson.loads(text)]
    told += [""] * (bodies.RECEIPTS - len(told))
    return Receipt(
        told[bodies.LANDED_AT], told[bodies.BEFORE_AT], told[bodies.OWNER_AT]
    )  # fmt: skip


def touched(batch: Batch, copied: Copied) -> list[int]:
    """The columns of a tab that tell what a batch hit: those it wrote to, and the key's."""
    written = {one.column for one in batch.writes if one.tab == copied.tab}
    return sorted(written | set(copied.keys))


def formulas_in(
    columns: Sequence[bytes], left: int, values: Sequence[bytes] = ()
) -> dict[tuple[int, int], str]:
    """Formulas of a tab as they stood there, from a copy of it in `_sync`.

    Args:
        columns: the copy of what was entered.
        left: the number of its first column.
        values: the copy of what the formulas came to; what is the same in both is text.
    """
    found = {}
    for column, raw in enumerate(columns):
        if b'"=' not in raw:
            continue
        shown = orjson.loads(values[column])[1:] if column < len(values) else []
        for row, cell in enumerate(orjson.loads(raw)[1:]):
            if is_formula(cell) and shown[row : row + 1] != [cell]:
                found[row, column] = formulas.moved(str(cell), down=-1, right=-left)
    return found


def notes_of(answer: Json) -> dict[tuple[int, int, int], str]:
    """Number of a tab, row below the heading, column -> the note there, of cells that have one."""
    return {
        (sheet["properties"].get("sheetId", 0), row, column): note
        for sheet in answer.get("sheets", [])
        for part in sheet.get("data", [])
        for row, column, note in _notes_in(part)
    }


def _notes_in(part: Json) -> Iterator[tuple[int, int, str]]:
    """Row below the heading, column and note, of the cells of a part of a tab that have one."""
    for row, column, cell in _cells_in(part):
        if cell.get("note"):
            yield row - 1, column, str(cell["note"])


def _cells_in(part: Json) -> Iterator[tuple[int, int, Json]]:
    """Row, column and what is told of it, of each cell of a part of a tab."""
    top, left = part.get("startRow", 0), part.get("startColumn", 0)
    for row, told in enumerate(part.get("rowData", []), start=top):
        for column, cell in enumerate(told.get("values", []), start=left):
            yield row, column, cell


def shown_in(answer: Json) -> dict[int, dict[float, set[str]]]:
    """Column -> each number in it -> the ways in which it is shown there."""
    found: dict[int, dict[float, set[str]]] = {}
    parts = (part for sheet in answer.get("sheets", []) for part in sheet.get("data", []))
    for _, column, cell in chain.from_iterable(map(_cells_in, parts)):
        number = cell.get("effectiveValue", {}).get("numberValue")
        if number is not None:
            numbers = found.setdefault(column, {})
            numbers.setdefault(number, set()).add(cell.get("formattedValue", ""))
    return found


def called_now(
    told: Json, texts: Sequence[bytes], titles: Mapping[str, str]
) -> dict[str, dict[str, list[str]]]:
    """Tab -> the heading of the start -> those of now, of the marked columns that were read.

    Args:
        told: the answer; where the values of a range were, their number among the texts.
        texts: the columns of each range.
        titles: our title of a tab -> what it is called.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for one in told.get("valueRanges", []):
        values = one["valueRange"]
        columns = columns_of(texts[values["values"]]) if "values" in values else []
        (called,) = heading_of(columns[:1]) or ("",)
        for lookup in one["dataFilters"]:
            mark = lookup["developerMetadataLookup"]["metadataValue"]
            title, _, heading = mark.partition("/")
            # a copy of a tab has the marks of its columns, and another title
            if title_of(values["range"]) == titles.get(title):
                found.setdefault(title, {}).setdefault(heading, []).append(called)
    return found


def title_of(place: str) -> str:
    """The tab of a range in A1 notation."""
    title, _, _ = place.rpartition("!")
    return title.removeprefix("'").removesuffix("'").replace("''", "'")


def merges_of(answer: Json, ids: Mapping[str, int]) -> dict[str, list[Merge]]:
    """Tab -> its merged cells, of the tabs with these numbers."""
    told = {sheet["properties"].get("sheetId", 0): sheet.get("merges", [])
            for sheet in answer.get("sheets", [])}  # fmt: skip
    return {title: [_merge(one) for one in told.get(sheet, [])] for title, sheet in ids.items()}


def _merge(span: Json) -> Merge:
    """A range of a grid, of which the heading is the first row; without an end, to the last."""
    return Merge(
        span.get("startRowIndex", 0) - 1,
        span.get("endRowIndex", sys.maxsize) - 1,
        span.get("startColumnIndex", 0),
        span.get("endColumnIndex", sys.maxsize),
    )


def neighbours(columns: Sequence[int]) -> list[list[int]]:
    """Columns in runs of such as stand beside one another."""
    found: list[list[int]] = []
    for column in columns:
        if found and found[-1][-1] == column - 1:
            found[-1].append(column)
        else:
            found.append([column])
    return found


def column_of(sync: int, left: int, run: Sequence[int]) -> Json:
    """The span in `_sync` of neighbouring columns of a copy that begins at `left`."""
    return {"sheetId": sync, "startRowIndex": 1,
            "startColumnIndex": left + run[0], "endColumnIndex": left + run[-1] + 1}  # fmt: skip


def _number(letters: str) -> int:
    """The number of a column by its letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
