"""What was shown and then moved is not done as if it were the same: by words and in forms."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant import dialogue
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from oms.tables.catalogue import Sku
from oms.tables.money import Exchange
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
        assert "has changed since you were asked" in done.message.text
    else:
        assert [(one.worth_minor, one.charge_minor) for one in made] == [(1_700, 1_700)]
