"""The tab Problems is ours, and still nothing that people type in it goes without a word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms.tables.messages import OutboxMessage
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger

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
