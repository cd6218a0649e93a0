"""What nobody needs of the ledger any more is let go of after some days, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from assistant.jobs import Jobs
from oms import clock, ledger_lapse, ledger_questions
from oms.ledger_questions import CONFLICT, PUT_BACK, Asking
from oms.tables.sheet import LedgerProblem, LedgerQuestion
from tests.conftest import NOON
from tests.small_shop import SmallShop


@pytest.fixture
def jobs(shop: SmallShop) -> Jobs:
    return Jobs(shop.database, left=lambda: None, ledger=None, digest=lambda _: None)


def after(days: int) -> None:
    clock.set_source(lambda: NOON + dt.timedelta(days=days))


def test_problems_go_a_month_after_they_were_mended(shop: SmallShop, jobs: Jobs) -> None:
    after(0)
    with shop.database.writing() as books:
        for typed, cleared in (("mended", NOON), ("open", None)):
            books.add(LedgerProblem(tab="Stock", row_key="MUG|LEEDS", column="Counted", why="so",
                                    typed=typed, remedy="", seen_at=NOON,
                                    cleared_at=cleared))  # fmt: skip
    for days, left in ((29, ["mended", "open"]), (31, ["open"]), (400, ["open"])):
        after(days)
        jobs.let_go()
        with shop.database.reading() as books:
            assert list(books.scalars(select(LedgerProblem.typed).order_by("typed"))) == left


def test_what_only_tells_lapses_after_a_week_and_questions_stay(
    shop: SmallShop, jobs: Jobs
) -> None:
    after(0)
    with shop.database.writing() as books:
        for kind, key in ((PUT_BACK, "MUG|LEEDS"), (CONFLICT, "MUG|YORK")):
            ledger_questions.ask(books, Asking(kind, "Stock", key, {"title": key}, column="X"))
    for days, told in ((6, "open"), (8, "dropped")):
        after(days)
        jobs.let_go()
        with shop.database.reading() as books:
            states = dict(books.execute(select(LedgerQuestion.kind, LedgerQuestion.state)).all())
            assert states == {PUT_BACK: told, CONFLICT: "open"}
            assert not ledger_lapse.is_old(books)
