"""What was shown and then moved is not done as if it were the same: by words and in forms."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant import asking_again, dialogue
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from oms import settings
from oms.tables.catalogue import Sku
from oms.tables.messages import Proposal
from oms.tables.money import Exchange
from tests.assistant.test_forms import opened, sent, words
from tests.small_shop import OWNER

Json = dict[str, Any]


def said(books: Session, text: str, key: str, **more: Any) -> Answer:
    """The answer to what the owner says in a thread."""
    return dialogue.answer(books, Heard(text, OWNER, "C01FLOOR", "1.1", key, **more))


def token(shown: Answer) -> str:
    """What the button that confirms a preview carries."""
    buttons = [one for block in shown.message.blocks for one in block.get("elements", ())]
    return next(
        str(one["value"]) for one in buttons if str(one.get("action_id")).startswith("confirm")
    )


def confirm(books: Session, shown: Answer) -> Answer:
    pressed = Pressed("confirm", token(shown), OWNER, "C01FLOOR", "1.1", "2.2", "press")
    return dialogue.press(books, pressed)


@pytest.mark.parametrize("moved", ["price", "nothing"])
def test_an_exchange_is_promised_for_what_was_shown_or_not_at_all(
    sqlite_books: Session, moved: str
) -> None:
    shown = said(sqlite_books, "exchange 2 blue mugs of 1001 for a red mug", "said")
    assert "Nothing is to be paid either way" in shown.message.text
    if moved == "price":
        sqlite_books.execute(update(Sku).where(Sku.code == "MUG-RED").values(price_minor=5_000))
        sqlite_books.expire_all()

    done = confirm(sqlite_books, shown)

    made = sqlite_books.scalars(select(Exchange)).all()
    if moved == "price":
        assert (done.code, made) == ("no_longer_possible", [])
        assert "has changed since it was shown" in done.message.text
    else:
        assert [(one.worth_minor, one.charge_minor) for one in made] == [(1_700, 1_700)]


@pytest.mark.parametrize("is_looked_at", [False, True])
def test_a_form_of_the_settings_leaves_what_another_changed_meanwhile(
    sqlite_books: Session, is_looked_at: bool
) -> None:
    view = opened(sqlite_books, "change_setting", None)
    if is_looked_at:
        view = sent(sqlite_books, view, Names="initials").answer["view"]
    settings.put(sqlite_books, "digest_time", "09:00")
    settings.put(sqlite_books, "digest_channel", "C0OTHER01")
    settings.put(sqlite_books, "exchange_ships", "at_once")
    if not is_looked_at:
        view = sent(sqlite_books, view, Names="initials").answer["view"]

    assert [one for one in words(view) if "→" in one] == ["• Names on cards: full → initials"]
    assert sent(sqlite_books, view).message is not None

    now = {"digest_time": "09:00", "digest_channel": "C0OTHER01", "exchange_ships": "at_once",
           "names_on_cards": "initials"}  # fmt: skip
    assert {name: settings.value(sqlite_books, name) for name in now} == now


def test_what_two_changed_in_the_settings_is_shown_as_it_is_now_before_it_is_saved(
    sqlite_books: Session,
) -> None:
    view = opened(sqlite_books, "change_setting", None)
    settings.put(sqlite_books, "digest_time", "09:00")

    looked = sent(sqlite_books, view, Digest_time="8.15").answer["view"]

    assert "• Digest time: 09:00 → 08:15" in words(looked)
    sent(sqlite_books, looked)
    assert settings.value(sqlite_books, "digest_time") == "08:15"


def test_what_was_not_meant_is_not_said_of_another_change_by_asking_again(
    sqlite_books: Session,
) -> None:
    said(sqlite_books, "add 2 red mugs in Leeds found", "said")

    again = said(sqlite_books, "that's not what I meant", "again", is_again=True)

    assert again.code == "no_longer_possible"
    assert sqlite_books.scalars(select(Proposal.state)).all() == ["open"]
    assert asking_again.offered(1, {"kind": "message", "text": "not what I meant"}) == []
    assert asking_again.offered(1, {"kind": "message", "text": "stock of red mugs"}) != []
