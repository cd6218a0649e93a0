"""Forms about no order: the settings of the shop, and stock that is counted or put right."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import forms
from oms import settings
from oms.tables.people import Actor
from oms.tables.settings import Setting
from tests.assistant.test_forms import (
    confirmed,
    errors,
    fields,
    on_hand,
    opened,
    sent,
    words,
)
from tests.small_shop import OWNER, PICKER

ADDED, TAKEN = "Add: found, or came in", "Take off: damaged"


def test_the_settings_stand_in_their_form_as_they_are(sqlite_books: Session) -> None:
    # as it was taken before only ids were
    sqlite_books.merge(Setting(name="notice_channel", value="general"))
    sqlite_books.flush()
    sqlite_books.expire_all()

    view = opened(sqlite_books, "change_setting", None)

    elements = fields(view)
    assert elements["slot:digest_time"]["initial_value"] == "07:30"
    assert elements["slot:digest_channel"]["initial_conversation"] == "C03DIGEST"
    assert elements["slot:names_on_cards"]["initial_option"]["value"] == "full"
    # Slack opens no form that names a channel by no id
    assert "initial_conversation" not in elements["slot:notice_channel"]
    assert len(elements) == len(settings.KNOWN)


def test_what_is_changed_in_the_settings_is_shown_and_then_saved_and_nothing_else(
    sqlite_books: Session,
) -> None:
    before = {name: settings.value(sqlite_books, name) for name in settings.KNOWN}
    view = opened(sqlite_books, "change_setting", None)

    looked = sent(sqlite_books, view, Digest_time="8.15", Names="initials").answer["view"]
    shown = words(looked)
    done = sent(sqlite_books, looked)

    assert "• Digest time: 07:30 → 08:15" in shown
    assert "• Names on cards: full → initials" in shown
    assert done.message is not None
    assert "Done: Digest time: 07:30 → 08:15; Names on cards: full → initials" in done.message.text
    now = {name: settings.value(sqlite_books, name) for name in settings.KNOWN}
    assert now == before | {"digest_time": "08:15", "names_on_cards": "initials"}


@pytest.mark.parametrize("channel", ["C0OTHER01", ""])
def test_a_channel_is_chosen_or_taken_out(sqlite_books: Session, channel: str) -> None:
    view = opened(sqlite_books, "change_setting", None)

    confirmed(sqlite_books, view, Digest_channel=channel)

    assert settings.value(sqlite_books, "digest_channel") == channel


def test_what_a_setting_cannot_be_is_said_below_it(sqlite_books: Session) -> None:
    view = opened(sqlite_books, "change_setting", None)

    refused = sent(sqlite_books, view, Digest_time="25:99", Currency="pounds").answer["errors"]

    assert refused == {
        "slot:digest_time": "digest_time cannot be “25:99”. Give a time such as 07:30.",
        "slot:currency": "currency cannot be “POUNDS”. Give three capital letters such as GBP.",
    }
    assert settings.value(sqlite_books, "digest_time") == "07:30"


def test_settings_sent_as_they_are_change_nothing_and_say_so(sqlite_books: Session) -> None:
    view = opened(sqlite_books, "change_setting", None)

    assert errors(sent(sqlite_books, view)) == ["It is so already. Nothing was changed."]


def test_a_setting_that_somebody_changed_meanwhile_is_drawn_as_it_stands(
    sqlite_books: Session,
) -> None:
    view = opened(sqlite_books, "change_setting", None)
    looked = sent(sqlite_books, view, Digest_time="08:15").answer["view"]
    settings.put(sqlite_books, "digest_time", "06:00")

    again = sent(sqlite_books, looked)

    assert again.message is None
    assert "• Digest time: 06:00 → 08:15" in words(again.answer["view"])


def test_a_channel_that_the_form_cannot_show_stays(sqlite_books: Session) -> None:
    settings.put(sqlite_books, "digest_channel", "T0456EFGH/C0123KLMN")

    confirmed(sqlite_books, opened(sqlite_books, "change_setting", None), Digest_time="08:15")

    assert settings.value(sqlite_books, "digest_channel") == "T0456EFGH/C0123KLMN"


def test_in_another_workspace_the_settings_with_channels_are_not_opened(
    sqlite_books: Session,
) -> None:
    olive = sqlite_books.scalars(select(Actor).where(Actor.slack_user_id == OWNER)).one()
    olive.slack_user_id = f"T02DEPOT/{OWNER}"

    view = opened(sqlite_books, "change_setting", None, f"T02DEPOT/{OWNER}")

    assert fields(view) == {}
    assert any("you are in another" in line for line in words(view))


def test_settings_are_for_who_may_change_them(sqlite_books: Session) -> None:
    assert fields(opened(sqlite_books, "change_setting", None, PICKER)) == {}


@pytest.mark.parametrize(("what", "units", "shown", "after"), [
    ("I counted what is there", "4", "on hand 5 → 4 · count", 4),
    (ADDED, "3", "on hand 5 → 8 · found", 8),
    (TAKEN, "2", "on hand 5 → 3 · damage", 3),
])  # fmt: skip
def test_stock_is_counted_added_and_taken_off(
    sqlite_books: Session, what: str, units: str, shown: str, after: int
) -> None:
    view = opened(sqlite_books, "adjust_stock", None)
    sku, place = _ids(sqlite_books)

    looked = sent(sqlite_books, view, Product=sku, Place=place, What=what, How=units)
    done = sent(sqlite_books, looked.answer["view"])

    assert any(line.endswith(shown) for line in words(looked.answer["view"]))
    assert done.message is not None
    assert on_hand(sqlite_books, "MUG-BLU") == after


@pytest.mark.parametrize(("what", "units", "said"), [
    (TAKEN, "99", "Leeds has 5 MUG-BLU on hand, so 99 cannot be taken off."),
    (ADDED, "0", "“0” is not a quantity."),
    (ADDED, "", "Choose one."),
    (ADDED, "1.5", "That cannot stand here."),
])  # fmt: skip
def test_what_cannot_be_is_said_below_how_many(
    sqlite_books: Session, what: str, units: str, said: str
) -> None:
    view = opened(sqlite_books, "adjust_stock", None)
    sku, place = _ids(sqlite_books)

    refused = sent(sqlite_books, view, Product=sku, Place=place, What=what, How=units)

    [(block, words_below)] = refused.answer["errors"].items()
    assert block == "slot:counted"
    assert words_below.startswith(said)
    assert on_hand(sqlite_books, "MUG-BLU") == 5


def _ids(books: Session) -> tuple[str, str]:
    found = [forms.offered(books, OWNER, f"find:adjust_stock:{slot}", said)[0]["value"]
             for slot, said in (("sku", "blue mug"), ("location", "Leeds"))]  # fmt: skip
    return found[0], found[1]
