"""The buttons of a request for a second person: they act at once, for whoever may."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import dialogue, render
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from oms import actors, approvals, staff, stock, write_offs
from oms.counts import Where
from oms.history import About
from oms.tables.messages import Approval, OutboxMessage
from tests.conversation import lines_of
from tests.small_shop import OWNER, PICKER, SmallShop


def asked(shop: SmallShop, books: Session) -> Where:
    """Sam asks to write off teapots at York."""
    where = Where(shop.sku_id(books, "TEAPOT"), shop.location_id(books, "YORK"))
    sam = actors.who(books, PICKER)
    assert isinstance(
        write_offs.take_off(books, where, 2, reason="damage", by=sam, key="k"), Approval
    )
    return where


def said(books: Session, words: str, user: str) -> str:
    """What is answered to these words."""
    answer = dialogue.answer(books, Heard(words, user, "D01", None, f"said {words}"))
    return "\n".join(lines_of(answer.message.blocks))


def test_deciding_is_offered_to_those_only_who_could_ever_decide(sqlite_books: Session) -> None:
    staff.add(sqlite_books, name="Vera", slack_user_id="U77VERA", role="viewer")

    for user, offered in ((OWNER, True), (PICKER, True), ("U77VERA", False)):
        listed = said(sqlite_books, "help requests", user)
        assert "• approvals" in listed
        assert ("approve A-7" in listed, "decline A-7" in listed) == (offered, offered)
        assert ("• approve A-7" in said(sqlite_books, "perhaps approve A-7", user)) == offered


def press(books: Session, label: str, user: str) -> Answer:
    """Press a button of the notice as it was queued."""
    told = books.scalars(select(OutboxMessage.payload).where(OutboxMessage.kind == "notice")).one()
    notice = render.render(told["template"], told["facts"])
    buttons = {one["text"]["text"]: one for one in notice.blocks[-1]["elements"]}
    chosen = buttons[label]
    assert set(json.loads(chosen["value"])) == {"request", "approve"}
    pressed = Pressed(
        action=chosen["action_id"],
        value=chosen["value"],
        user=user,
        target="C01FLOOR",
        thread=None,
        message="17.1",
        key=f"{label}-{user}",
    )
    return dialogue.press(books, pressed)


def test_approve_does_it_at_once_and_the_notice_says_who(
    sqlite_shop: SmallShop, sqlite_books: Session
) -> None:
    where = asked(sqlite_shop, sqlite_books)

    answer = press(sqlite_books, "Approve", OWNER)

    assert answer.instead
    assert lines_of(answer.message.blocks)[0].startswith("Approved and done by Olive Marsh")
    assert stock.at(sqlite_books, where.sku_id, where.location_id).on_hand == 5


def test_decline_changes_nothing_and_the_notice_says_who(
    sqlite_shop: SmallShop, sqlite_books: Session
) -> None:
    where = asked(sqlite_shop, sqlite_books)

    answer = press(sqlite_books, "Decline", OWNER)

    assert lines_of(answer.message.blocks)[0].startswith("Declined by Olive Marsh")
    assert stock.at(sqlite_books, where.sku_id, where.location_id).on_hand == 7


def test_a_request_that_was_taken_back_says_so_in_the_notice_and_to_who_comes_later(
    sqlite_shop: SmallShop, sqlite_books: Session
) -> None:
    where = asked(sqlite_shop, sqlite_books)

    approvals.drop(sqlite_books, About("sku", where.sku_id), by=actors.who(sqlite_books, PICKER))

    wanted = select(OutboxMessage.payload).where(OutboxMessage.key == "approval_decided:1")
    told = sqlite_books.scalars(wanted).one()
    notice = render.render(told["template"], told["facts"])
    assert lines_of(notice.blocks)[0].startswith("Taken back by Sam Reed: Write off 2 ×")
    assert "A-1 was taken back before" in said(sqlite_books, "approve A-1", OWNER)


def test_whoever_asked_is_told_privately_that_they_cannot_agree(
    sqlite_shop: SmallShop, sqlite_books: Session
) -> None:
    where = asked(sqlite_shop, sqlite_books)

    answer = press(sqlite_books, "Approve", PICKER)

    assert (answer.code, answer.private) == ("same_person", True)
    assert stock.at(sqlite_books, where.sku_id, where.location_id).on_hand == 7


def test_a_second_press_of_another_button_says_that_it_was_decided(
    sqlite_shop: SmallShop, sqlite_books: Session
) -> None:
    where = asked(sqlite_shop, sqlite_books)
    press(sqlite_books, "Approve", OWNER)

    answer = press(sqlite_books, "Decline", OWNER)

    assert "A-1 was approved before" in answer.message.text
    assert stock.at(sqlite_books, where.sku_id, where.location_id).on_hand == 5
