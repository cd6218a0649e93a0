"""Questions on whose answers nothing of Backroom relies, but on which the local Sheets guesses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sheets.checks.desk import COLUMNS, Desk
from sheets.checks.drive import marked_row, where_marked
from sheets.checks.question import Did, Question
from sheets.connection import LedgerRefused, LedgerUnreachable
from sheets.requests import area

OK = 200
EPOCH = dt.date(1899, 12, 30)
MOST_READS = 320
"""Google lets one user make 60 a minute and a project 300."""


def sort_mark(desk: Desk) -> Did:
    """The mark of a row when the range is sorted."""
    down = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
    sort = {"sortRange": {"range": area(desk.one, 1, 5, 0, 2), "sortSpecs": down}}
    marked_row(desk, sort)
    return where_marked(desk)


def filter_null(desk: Desk) -> Did:
    """A line of nulls, written by a data filter."""
    desk.lay()
    there = {"gridRange": area(desk.one, 1, 2, 0, 2)}
    told = _values(desk, "post", ":batchUpdateByDataFilter", json={
        "valueInputOption": "RAW", "includeValuesInResponse": True,
        "data": [{"dataFilter": there, "majorDimension": "ROWS", "values": [[None, None]]}],
    })  # fmt: skip
    one = told.get("responses", [{}])[0]
    counts = [key for key in one if key.startswith("updated") and key.endswith("s")]
    words = f"named {one.get('updatedRange')} and counted {', '.join(counts) or 'nothing'}"
    return Did(words, as_assumed="updatedRange" in one and not counts)


def find_replace(desk: Desk) -> Did:
    """Numbers and a text that look alike."""
    shown = {"userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": "0.00"}}}
    asked = {"find": "12", "replacement": "13", "matchEntireCell": True,
             "range": area(desk.one, 0, 3, 0, 1)}  # fmt: skip
    desk.lay(
        [[12], [12], ["12"]],
        desk.written(1, 0, [{"values": [shown]}], "userEnteredFormat.numberFormat"),
        {"findReplace": asked},
    )
    found = [row[0] for row in desk.rows()]
    names = ("a number", "a number shown as 12.00", "a text")
    hit = [name for name, cell in zip(names, found, strict=False) if str(cell).startswith("13")]
    return Did(f"replaced {', '.join(hit) or 'none'}", as_assumed=hit == ["a number", "a text"])


def append_wide(desk: Desk) -> Did:
    """A row that is appended and wider than the grid."""
    desk.lay([])
    place = f"/'{desk.titles[0]}'!A1:append"
    line = list(range(COLUMNS + 2))
    _values(desk, "post", place, params={"valueInputOption": "RAW"}, json={"values": [line]})
    width = len(desk.rows()[0])
    return Did(f"kept {width} of {len(line)} cells", as_assumed=width == len(line))


def typed_years(desk: Desk) -> Did:
    """Years of two digits, as a person types them."""
    desk.lay()
    for sign in "/.":
        cells = [[f"5{sign}4{sign}29"], [f"5{sign}4{sign}30"]]
        told = _typed(desk, cells)
        if all(isinstance(one, int | float) for one in told):
            years = [(EPOCH + dt.timedelta(int(one))).year for one in told]
            words = " and ".join(
                f"{cell[0]} as {year}" for cell, year in zip(cells, years, strict=True)
            )
            return Did(f"took {words}", as_assumed=years == [2029, 1930])
    return Did(f"took them as {told}", as_assumed=False)


def typed_true(desk: Desk) -> Did:
    """TRUE, as a person types it in this locale."""
    desk.lay()
    told = _typed(desk, [["TRUE"], ["true"]])
    return Did(f"took TRUE and true as {told}", as_assumed=told == [True, True])


def great_numbers(desk: Desk) -> Did:
    """Numbers without a format, as they are shown."""
    desk.lay([[999999999999999], [1e15], [0.00001], [0.000009]])
    told = [str(row[0]) for row in desk.rows(how="FORMATTED_VALUE")]
    powers = ["E" in one for one in told]
    return Did(f"shows {', '.join(told)}", as_assumed=powers == [False, True, False, True])


def out_of_quota(desk: Desk) -> Did:
    """More reads than Google allows in a minute."""
    for number in range(1, MOST_READS + 1):
        try:
            answer = desk.connection.once("get", desk.url, params={"fields": "spreadsheetId"})
        except LedgerUnreachable as fault:
            return Did(f"gave no answer after {number} reads: {fault.message}", as_assumed=False)
        if answer.status_code != OK:
            later = answer.headers.get("Retry-After", "none")
            status = answer.json()["error"].get("status")
            words = f"answered {answer.status_code} {status} to read {number}, Retry-After: {later}"
            is_known = (answer.status_code, status) == (429, "RESOURCE_EXHAUSTED")
            return Did(words, as_assumed=is_known)
    return Did(f"answered {MOST_READS} reads one after the other", as_assumed=False)


def _typed(desk: Desk, cells: list[list[str]]) -> list[Any]:
    """What cells hold that somebody types: only here anything is parsed, in a tab of our own."""
    place = f"/'{desk.titles[0]}'!G1:G{len(cells)}"
    try:
        _values(desk, "put", place, params={"valueInputOption": "USER_ENTERED"},
                json={"values": cells})  # fmt: skip
    except LedgerRefused as fault:
        return [fault.why]
    rows = desk.rows(startColumnIndex=6, endColumnIndex=7, endRowIndex=len(cells))
    return [row[0] if row else "" for row in rows]


def _values(desk: Desk, method: str, place: str, **given: Any) -> Any:
    return desk.connection.call("write", method, f"{desk.url}/values{place}", **given).json()


QUESTIONS = (
    Question("sort-mark", "Does the mark of a row follow a sort of the range?", sort_mark,
             letter="b"),
    Question("filter-null", "What is said of a line of nulls written by a data filter?",
             filter_null, letter="f"),
    Question("find-replace", "How does findReplace compare whole cells with 12?", find_replace,
             letter="g"),
    Question("append-wide", "Are columns added for a row that is appended and too wide?",
             append_wide, letter="m"),
    Question("typed-years", "As which years are two digits read?", typed_years, letter="p"),
    Question("typed-true", "Is TRUE read as truth in this locale?", typed_true, letter="q"),
    Question("great-numbers", "When is a number shown in powers of ten?", great_numbers,
             letter="r"),
    Question("quota", "What comes when there were too many reads?", out_of_quota, letter="h",
             only_with="--quota"),
    Question("protected", "Is a protected range refused with 400 or 403?", None, letter="s",
             only_with="who protects a range may always edit it, so it takes a second account"),
    Question("push", "How late does Drive tell of an edit by itself?", None, letter="c",
             only_with="Backroom looks by itself, as Drive tells only addresses on the internet"),
    Question("excel", "Does fullCalcOnLoad make Excel and LibreOffice calculate?", None,
             only_with="Backroom makes no Excel file"),
)  # fmt: skip
