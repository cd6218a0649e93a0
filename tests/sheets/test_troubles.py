"""The list of what was not taken: what is long mended is not looked through in every pass."""

from __future__ import annotations

from sqlalchemy import event, select

from oms.tables.sheet import LedgerProblem
from tests.conftest import NOON
from tests.sheets.conftest import Ledger


def test_a_pass_asks_only_for_problems_that_are_open_or_seen_again(ledger: Ledger) -> None:
    with ledger.shop.database.writing() as books:
        for number in range(50):
            books.add(LedgerProblem(tab="Stock", row_key=f"OLD-{number}|LEEDS", column="Counted",
                                    typed="x", why="so", remedy="", seen_at=NOON,
                                    cleared_at=NOON))  # fmt: skip
    loaded: list[str] = []

    def note(row: LedgerProblem, _context: object) -> None:
        loaded.append(row.row_key)

    event.listen(LedgerProblem, "load", note)
    try:
        ledger.type("MUG-BLU", "Leeds", "Counted", "twelve")
        ledger.settle()
    finally:
        event.remove(LedgerProblem, "load", note)
    assert set(loaded) == {"MUG-BLU|LEEDS"}


def test_what_was_mended_and_is_typed_again_is_the_same_problem(ledger: Ledger) -> None:
    for typed in ("twelve", "", "twelve"):
        ledger.type("MUG-BLU", "Leeds", "Counted", typed)
        ledger.settle()

    with ledger.shop.database.reading() as books:
        [one] = books.scalars(select(LedgerProblem))
        assert (one.typed, one.cleared_at) == ("twelve", None)
    assert "twelve" in (ledger.note("MUG-BLU", "Leeds", "Counted") or "")
