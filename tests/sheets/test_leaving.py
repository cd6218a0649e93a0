"""Many rows that leave a tab at once: asked about, and what is answered is about these rows."""

from __future__ import annotations

import datetime as dt

import pytest

from oms import clock, ledger_questions
from oms.ledger_questions import GONE_ROWS
from tests.conftest import NOON
from tests.sheets.conftest import Ledger
from tests.sheets.test_sync import answer, notices, waiting

MANY = 6
"""The fewest rows of the small shop that are too many to go by themselves."""
ASKED = [(GONE_ROWS, "", None)]


def take_out(ledger: Ledger, rows: int = MANY, first: int = 1) -> list[list[object]]:
    """A person deletes rows of the tab Stock; gives what stood in them."""
    tab = ledger.server.tab(ledger.id, "Stock")
    kept = [list(row) for row in ledger.server.rows(ledger.id, "Stock")[first : first + rows]]
    span = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": first, "endIndex": first + rows}
    ledger.server.do(ledger.id, {"deleteDimension": {"range": span}})
    return kept


def undo(ledger: Ledger, kept: list[list[object]]) -> None:
    """The person takes it back: the rows stand there again."""
    tab = ledger.server.tab(ledger.id, "Stock")
    span = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": 1, "endIndex": 1 + len(kept)}
    ledger.server.do(ledger.id, {"insertDimension": {"range": span}})
    rows = [{"values": [{"userEnteredValue": entered(cell)} for cell in row]} for row in kept]
    start = {"sheetId": tab.id, "rowIndex": 1, "columnIndex": 0}
    ledger.server.do(
        ledger.id, {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
    )


def entered(cell: object) -> dict[str, object]:
    if cell in {"", None}:
        return {}
    return {"numberValue": cell} if isinstance(cell, (int, float)) else {"stringValue": cell}


def passes(ledger: Ledger, count: int = 2) -> None:
    for _ in range(count):
        ledger.sync.pass_once(force=True)


def later(seconds: int) -> None:
    moment = NOON + dt.timedelta(seconds=seconds)
    clock.set_source(lambda: moment)


def test_many_rows_that_leave_at_once_are_asked_about_and_the_tab_waits(ledger: Ledger) -> None:
    before = ledger.places()
    kept = take_out(ledger)
    passes(ledger)
    later(300)
    passes(ledger)

    assert waiting(ledger) == ASKED
    assert notices(ledger) == ["notices/ledger_rows_gone"]
    assert ledger.places() == before - {(row[0], row[1]) for row in kept}


@pytest.mark.parametrize("said", ["restore", "archive"])
def test_what_is_answered_is_done_once_and_asked_again_the_next_time(
    ledger: Ledger, said: str
) -> None:
    before = ledger.places()
    take_out(ledger)
    passes(ledger)
    later(30)
    answer(ledger, said)
    passes(ledger, 3)

    # the books keep rows of which something is there, so that they come back either way
    assert waiting(ledger) == []
    assert ledger.places() == before if said == "restore" else ledger.places() <= before

    later(60)
    there = ledger.places()
    gone = {(row[0], row[1]) for row in take_out(ledger)}
    passes(ledger)
    assert waiting(ledger) == ASKED
    assert ledger.places() == there - gone


def test_rows_that_come_back_are_asked_about_no_more_and_the_next_time_anew(
    ledger: Ledger,
) -> None:
    before = ledger.places()
    kept = take_out(ledger)
    passes(ledger)
    undo(ledger, kept)
    passes(ledger)

    assert waiting(ledger) == []
    assert ledger.places() == before

    # at the very moment of the first, by the clock: it is another question nonetheless
    take_out(ledger)
    passes(ledger, 3)
    assert waiting(ledger) == ASKED
    answer(ledger, "restore")
    passes(ledger)
    assert ledger.places() == before


@pytest.mark.parametrize("said", ["restore", "archive"])
def test_an_answer_that_came_before_the_undo_says_nothing_of_rows_that_leave_later(
    ledger: Ledger, said: str
) -> None:
    kept = take_out(ledger)
    passes(ledger)
    later(30)
    answer(ledger, said)
    undo(ledger, kept)
    passes(ledger)
    later(60)
    there = ledger.places()
    gone = {(row[0], row[1]) for row in take_out(ledger)}
    passes(ledger)

    assert waiting(ledger) == ASKED
    assert ledger.places() == there - gone


def test_what_was_answered_counts_for_the_rows_that_are_still_away(ledger: Ledger) -> None:
    before = ledger.places()
    kept = take_out(ledger)
    passes(ledger)
    later(30)
    answer(ledger, "restore")
    # of six rows the person brings five back: one alone would go by itself after a while
    undo(ledger, kept[1:])
    passes(ledger)

    assert ledger.places() == before


def test_a_few_of_many_that_come_back_leave_the_rest_to_go_by_themselves(ledger: Ledger) -> None:
    kept = take_out(ledger)
    passes(ledger)
    undo(ledger, kept[:2])
    passes(ledger)
    assert waiting(ledger) == []

    # and with some more they are many again
    take_out(ledger, 2)
    passes(ledger)
    assert waiting(ledger) == ASKED
    with ledger.shop.database.reading() as books:
        (one,) = ledger_questions.waiting(books)
        assert one.facts["count"] == MANY
