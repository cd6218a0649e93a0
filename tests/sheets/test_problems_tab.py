"""The tab Problems is ours, and still nothing that people type in it goes without a word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms.tables.messages import OutboxMessage
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger
from tests.sheets.test_notes import acting

PLACE = ("MUG-BLU", "Leeds")
TYPED_OVER = "notices/ledger_put_back"


def told(ledger: Ledger) -> list[tuple[str, str, str]]:
    """Row, column and what was typed, of the cells that Slack was told are put back."""
    with ledger.shop.database.reading() as books:
        found = [one.payload for one in books.scalars(select(OutboxMessage))]
    return [
        (cell["title"], cell["heading"], cell["typed"])
        for one in found
        if one["template"] == TYPED_OVER
        for cell in one["facts"]["cells"]
    ]


def shown(ledger: Ledger) -> list[list[str]]:
    """The rows of the tab that show anything, below its headings."""
    rows = [list(map(str, row)) for row in ledger.server.rows(ledger.id, "Problems")[1:]]
    return [row for row in rows if any(row)]


def listed(ledger: Ledger) -> str:
    """Have something typed that cannot be taken; gives the name of its problem."""
    ledger.type(*PLACE, "Reorder at", "lots")
    ledger.settle()
    (row,) = shown(ledger)
    return row[0]


def test_a_row_that_somebody_wrote_there_is_left_as_it_is(ledger: Ledger) -> None:
    name = listed(ledger)
    below = ledger.row("Problems", name) + 1
    for column, text in (("A", "Ann"), ("D", "looks into"), ("H", "these on Friday")):
        ledger.server.type(ledger.id, "Problems", f"{column}{below}", text)
    ledger.settle()
    assert ledger.server.rows(ledger.id, "Problems")[below - 1][0] == "Ann"

    ledger.type(*PLACE, "Reorder at", "9")
    ledger.settle()
    ledger.restart()
    ledger.settle()

    (row,) = shown(ledger)
    assert [row[0], row[3], row[7]] == ["Ann", "looks into", "these on Friday"]
    assert told(ledger) == []

    ledger.type(*PLACE, "Reorder at", "some")
    ledger.settle()
    assert sorted(row[5] for row in shown(ledger)) == ["", "some"]


def test_a_row_that_somebody_wrote_there_under_a_name_of_ours_goes_and_is_told(
    ledger: Ledger,
) -> None:
    for column, text in (("A", "P99"), ("G", "ask Harrow")):
        ledger.server.type(ledger.id, "Problems", f"{column}3", text)
    ledger.settle()
    assert shown(ledger) == []
    assert told(ledger) == [("P99", "Problem", "P99"), ("P99", "Why not", "ask Harrow")]


def test_what_was_typed_in_a_row_that_goes_just_then_is_told(ledger: Ledger) -> None:
    name = listed(ledger)
    at = ledger.row("Problems", name)
    ledger.server.type(ledger.id, "Problems", f"G{at}", "Ann asks the supplier")
    ledger.type(*PLACE, "Reorder at", "9")
    ledger.settle()

    assert shown(ledger) == []
    assert told(ledger) == [(name, "Why not", "Ann asks the supplier")]


def refused_once(ledger: Ledger) -> None:
    """What was typed is booked, and the write that follows is refused."""
    ledger.type(*PLACE, "Reorder at", "9")
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.settle()


def test_what_was_typed_in_a_row_that_should_have_gone_before_is_told(ledger: Ledger) -> None:
    name = listed(ledger)
    refused_once(ledger)
    ledger.server.type(
        ledger.id, "Problems", f"G{ledger.row('Problems', name)}", "Ann asks the supplier"
    )
    ledger.settle()

    assert shown(ledger) == []
    assert told(ledger) == [(name, "Why not", "Ann asks the supplier")]


def test_that_somebody_emptied_a_row_that_should_have_gone_before_is_no_news(
    ledger: Ledger,
) -> None:
    name = listed(ledger)
    refused_once(ledger)
    ledger.server.type(ledger.id, "Problems", f"G{ledger.row('Problems', name)}", "")
    ledger.settle()

    assert shown(ledger) == []
    assert told(ledger) == []


def test_a_row_is_added_where_nothing_but_the_heading_is_left_of_the_sheet(ledger: Ledger) -> None:
    problems = ledger.server.tab(ledger.id, "Problems")
    thawed = {"sheetId": problems.id, "gridProperties": {"frozenRowCount": 0}}
    ledger.server.do(
        ledger.id,
        {
            "updateSheetProperties": {
                "properties": thawed,
                "fields": "gridProperties.frozenRowCount",
            }
        },
    )
    below = {"sheetId": problems.id, "dimension": "ROWS", "startIndex": 1}
    ledger.server.do(ledger.id, {"deleteDimension": {"range": below}})

    listed(ledger)


def test_the_list_starts_at_the_top_again_when_all_problems_are_gone(ledger: Ledger) -> None:
    for text in ("some", "9", "lots", "7", "few"):
        ledger.type(*PLACE, "Reorder at", text)
        ledger.settle()

    (row,) = shown(ledger)
    assert (row[5], ledger.row("Problems", row[0])) == ("few", 2)
    assert ledger.server.tab(ledger.id, "Problems").used()[0] == 2


FIRST, SECOND, THIRD = ("MUG-BLU", "Leeds"), ("TEAPOT", "York"), ("BAG-JUTE", "Hull")


def with_a_gap(ledger: Ledger) -> tuple[str, int]:
    """Two problems, of which the first is mended; gives the name of the other, and its row."""
    ledger.type(*FIRST, "Reorder at", "lots")
    ledger.settle()
    ledger.type(*SECOND, "Reorder at", "some")
    ledger.settle()
    ledger.type(*FIRST, "Reorder at", "9")
    ledger.settle()
    (left,) = shown(ledger)
    return left[0], ledger.row("Problems", left[0])


def typed_in(ledger: Ledger) -> list[tuple[int, str]]:
    """Row of the tab, and what was typed of the problem that stands there."""
    rows = ledger.server.rows(ledger.id, "Problems")
    return [(number, str(row[5])) for number, row in enumerate(rows, start=1)
            if number > 1 and len(row) > 5 and row[5]]  # fmt: skip


def test_a_new_problem_comes_where_one_went(ledger: Ledger) -> None:
    _, stays = with_a_gap(ledger)
    assert stays == 3

    ledger.type(*THIRD, "Reorder at", "few")
    ledger.settle()
    assert typed_in(ledger) == [(2, "few"), (3, "some")]

    ledger.type(*FIRST, "Reorder at", "lots")
    ledger.settle()
    assert typed_in(ledger) == [(2, "few"), (3, "some"), (4, "lots")]

    for place in (FIRST, SECOND, THIRD):
        ledger.type(*place, "Reorder at", "9")
    ledger.settle()
    assert shown(ledger) == []


def test_what_somebody_types_where_a_problem_went_stays_and_the_new_one_comes_elsewhere(
    ledger: Ledger,
) -> None:
    with_a_gap(ledger)
    ledger.type(*THIRD, "Reorder at", "few")
    acting(ledger, lambda: ledger.server.type(ledger.id, "Problems", "D2", "Ann looks"))
    ledger.settle()

    rows = ledger.server.rows(ledger.id, "Problems")
    assert [cell for cell in rows[1] if cell] == ["Ann looks"]
    assert typed_in(ledger) == [(3, "some"), (4, "few")]


@pytest.mark.parametrize("dies", [False, True])
def test_a_row_that_moves_where_a_problem_went_is_given_back(ledger: Ledger, *, dies: bool) -> None:
    left, _ = with_a_gap(ledger)
    before = shown(ledger)
    ledger.type(*THIRD, "Reorder at", "few")

    def moves() -> None:
        gap = {"sheetId": ledger.server.tab(ledger.id, "Problems").id, "dimension": "ROWS",
               "startIndex": 1, "endIndex": 2}  # fmt: skip
        ledger.server.do(ledger.id, {"deleteDimension": {"range": gap}})
        if dies:
            ledger.server.faults.append(
                {"path": "values:batchGetByDataFilter", "times": 1, "status": 403}
            )

    acting(ledger, moves)
    if dies:
        with pytest.raises(LedgerRefused):
            ledger.settle()
        ledger.restart()
    ledger.settle()

    assert sorted(word for _, word in typed_in(ledger)) == ["few", "some"]
    assert [row for row in shown(ledger) if row[0] == left] == before


def test_a_problem_in_a_row_of_merged_cells_is_seen_all_the_same(ledger: Ledger) -> None:
    with_a_gap(ledger)
    span = {"sheetId": ledger.server.tab(ledger.id, "Problems").id, "startRowIndex": 1,
            "endRowIndex": 2, "startColumnIndex": 1, "endColumnIndex": 4}  # fmt: skip
    ledger.server.do(ledger.id, {"mergeCells": {"mergeType": "MERGE_ALL", "range": span}})
    ledger.type(*THIRD, "Reorder at", "few")
    for _ in range(3):
        ledger.settle()

    assert sorted(row[5] for row in shown(ledger)) == ["few", "some"]
