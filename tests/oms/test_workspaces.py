"""Workspaces of Slack that let Backroom in: one row each, renewed in place, gone with its token."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from oms import clock, workspaces
from oms.database import Database
from oms.tables.messages import History
from oms.workspaces import LetIn
from tests.small_shop import SmallShop

TOLD = LetIn("T02", "Marsh Depot", "U0", "B0", "chat:write", "sealed", "U1")


@pytest.fixture
def database(shop: SmallShop) -> Database:
    """The books of the small shop, on each kind of database."""
    return shop.database


def test_a_workspace_is_kept_once_renewed_and_forgotten(
    database: Database, noon: dt.datetime
) -> None:
    with database.writing() as books:
        workspaces.keep(books, TOLD)
    clock.set_source(lambda: noon + dt.timedelta(hours=1))
    with database.writing() as books:
        workspaces.keep(books, replace(TOLD, sealed="anew", bot=None))
        row = workspaces.find(books, "T02")
        assert row is not None
        assert (row.sealed, row.bot, row.installed_at - noon) == (
            "anew",
            None,
            dt.timedelta(hours=1),
        )
        assert len(workspaces.every(books)) == 1
        assert workspaces.find(books, "T03") is None

    with database.writing() as books:
        assert not workspaces.forget(books, "T03")
        assert not workspaces.forget(books, "T02", noon)
        assert workspaces.forget(books, "T02", noon + dt.timedelta(hours=1))
        assert workspaces.every(books) == []
        kept = books.scalars(select(History).where(History.about_kind == workspaces.ABOUT)).all()
    assert [one.what for one in kept] == ["let in", "let in again", "taken out"]
    assert "sealed" not in str([one.after for one in kept])
