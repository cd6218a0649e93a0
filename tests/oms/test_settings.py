"""The shop's settings: known by name, checked, kept."""

from __future__ import annotations

import datetime as dt

import pytest

from oms import clock, settings
from oms.database import Database
from tests.transactions import Failure, fail_after


def test_a_setting_has_its_default_until_it_is_put(database: Database) -> None:
    with database.writing() as books:
        assert settings.value(books, "digest_time") == "07:30"
        assert settings.put(books, "digest_time", "06:45") == "07:30"
        assert settings.digest_time(books) == dt.time(6, 45)
    with database.reading() as books:
        assert settings.digest_time(books) == dt.time(6, 45)


def test_what_was_put_in_a_change_that_failed_is_not_kept(database: Database) -> None:
    with pytest.raises(Failure):
        fail_after(database, lambda books: settings.put(books, "shop_name", "Marsh"))

    with database.reading() as books:
        assert settings.value(books, "shop_name") == "The shop"


def test_a_setting_that_there_is_not_is_named_with_those_there_are(database: Database) -> None:
    with database.writing() as books:
        with pytest.raises(settings.UnknownSetting, match="digest_tiem") as refused:
            settings.put(books, "digest_tiem", "07:30")
        with pytest.raises(settings.UnknownSetting, match="digest_tiem"):
            settings.value(books, "digest_tiem")
    assert "digest_time" in refused.value.remedy


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("zone", "Leeds"),
        ("zone", "europe/london "),
        ("digest_time", "half past seven"),
        ("digest_time", "25:00"),
        ("digest_time", "07:30+00:00"),
        ("currency", "pounds"),
        ("currency", "gbp"),
        ("names_on_cards", "none"),
        ("ledger_problem_limit", "-5"),
        ("ledger_problem_limit", "many"),
        ("ledger_problem_limit", "9" * 4400),
        ("return_expires_days", "999999"),
        ("notice_channel", "the floor, upstairs"),
        ("digest_channel", "#floor"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_the_old_one_stays(
    database: Database, name: str, bad: str
) -> None:
    with database.writing() as books:
        before = settings.value(books, name)
        with pytest.raises(settings.BadSetting, match=name):
            settings.put(books, name, bad)
        assert settings.value(books, name) == before


def test_every_default_would_be_accepted(database: Database) -> None:
    with database.writing() as books:
        for known in settings.KNOWN.values():
            assert settings.put(books, known.name, known.default) == known.default
            assert known.means.endswith(".")


def test_the_shops_day_begins_at_its_own_midnight(database: Database) -> None:
    clock.set_source(lambda: dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC))
    with database.writing() as books:
        assert settings.today(books) == dt.date(2026, 7, 2)
        settings.put(books, "zone", "America/New_York")
        assert settings.today(books) == dt.date(2026, 7, 1)
    clock.set_source(None)


def test_what_was_put_and_taken_back_is_not_remembered(database: Database) -> None:
    with database.writing() as books:
        tried = books.begin_nested()
        settings.put(books, "digest_time", "09:00")
        tried.rollback()
        assert settings.value(books, "digest_time") == "07:30"
