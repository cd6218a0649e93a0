"""What owners are told of the ledger in Slack, and the buttons under it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import block_limits, dialogue, ledger_door, render
from assistant.desk import Desk
from assistant.dialogue import Pressed
from assistant.dialogue_running import Answer
from oms import actors, catalogue, ledger_edits, ledger_notices, ledger_questions, ledger_wishes
from oms.errors import NoLongerPossible
from oms.ledger_notices import PutBack
from oms.ledger_questions import Asking
from oms.outbox import Claimed
from oms.product_fields import Value
from oms.tables.messages import OutboxMessage
from tests.assistant.running import answered
from tests.conversation import ask_about
from tests.oms.routed import sku
from tests.small_shop import OWNER, PICKER, SmallShop

PRICES = {"MUG-BLU": 900, "MUG-RED": 910, "LAMP-1": 4100, "TEAPOT": 3000, "BAG-JUTE": 400,
          "CARD-XMAS": 610}  # fmt: skip
Button = dict[str, Any]


def notices(books: Session) -> list[tuple[str, list[Button], str]]:
    """The notices that wait to be sent: their template, their buttons and their words."""
    found = []
    for payload in books.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id)):
        if payload.get("template", "").startswith("notices/ledger"):
            message = render.render(payload["template"], payload["facts"])
            assert block_limits.faults(message.blocks, message.text) == []
            buttons = [one for block in message.blocks if block["type"] == "actions"
                       for one in block["elements"]]  # fmt: skip
            found.append((payload["template"], buttons, message.text))
    return found


def press(books: Session, button: Button, user: str = OWNER) -> Answer:
    pressed = Pressed(
        action=button["action_id"], value=button["value"], user=user, target="C01FLOOR",
        thread=None, message="171.1", key=f"{user}:{button['value']}",
    )  # fmt: skip
    return dialogue.press(books, pressed)


def labels(answer: Answer) -> list[str]:
    return [one["text"]["text"] for block in answer.message.blocks if block["type"] == "actions"
            for one in block["elements"]]  # fmt: skip


def typed(books: Session, wanted: dict[str, int]) -> list[int]:
    """Prices typed into the ledger and taken in one pass; gives the edits."""
    edits = []
    for code, price in wanted.items():
        ref, ledger = {"sku": sku(books, code).id}, actors.ledger(books)
        done = ledger_edits.put(books, ("Products", "Price"), ref, price, by=ledger, key=code)
        assert done.edit_id is not None
        edits.append(done.edit_id)
    ledger_notices.tell_edits(books, edits)
    return edits


def prices(books: Session) -> dict[str, int | None]:
    return {code: sku(books, code).price_minor for code in PRICES}


def test_one_edit_is_told_with_what_it_was_and_taken_back_from_there(books: Session) -> None:
    before = prices(books)
    typed(books, {"MUG-BLU": 900})

    (template, buttons, words), = notices(books)  # fmt: skip
    assert template == "notices/ledger_changed"
    assert words == "From the ledger: Blue mug (MUG-BLU) Price £8.50 → £9.00."
    answer = press(books, buttons[0])

    assert answer.message.text.startswith("Undone: 1 edit.")
    assert prices(books) == before


def test_several_edits_are_one_message_the_rest_a_number_and_each_has_its_undo(
    books: Session,
) -> None:
    before = prices(books)
    typed(books, PRICES)

    (_, buttons, words), = notices(books)  # fmt: skip
    assert words.startswith("From the ledger: 6 edits (Price 6). Blue mug (MUG-BLU) Price £8.50")
    assert words.endswith("and 1 more.")
    assert [one["text"]["text"] for one in buttons] == ["Undo"] * 5 + ["Undo all 6"]
    # the others can still be undone one by one
    answer = press(books, buttons[1])
    assert labels(answer) == ["Undo"] * 4
    assert prices(books) == PRICES | {"MUG-RED": before["MUG-RED"]}


def test_all_edits_of_a_pass_are_taken_back_but_what_somebody_changed_since(
    books: Session,
) -> None:
    before = prices(books)
    typed(books, PRICES)
    ref, owner = {"sku": sku(books, "LAMP-1").id}, actors.who(books, OWNER)
    ledger_edits.put(books, ("Products", "Price"), ref, 4300, by=owner, key="later")

    (_, buttons, _), = notices(books)  # fmt: skip
    answer = press(books, buttons[-1])

    assert "Undone: 5 edits." in answer.message.text
    assert "1 not: The price of Brass desk lamp was changed again" in answer.message.text
    assert prices(books) == before | {"LAMP-1": 4300}


def test_a_picker_takes_nothing_back(sqlite_books: Session) -> None:
    typed(sqlite_books, {"MUG-BLU": 900})
    (_, buttons, _), = notices(sqlite_books)  # fmt: skip

    assert press(sqlite_books, buttons[0], PICKER).code == "not_allowed"


def test_conflicts_of_a_tab_are_one_message_and_one_answer_settles_all(books: Session) -> None:
    before = prices(books)
    new = [ask_about(books, code, "Price", f"{price / 100:.2f}") for code, price in PRICES.items()]

    ledger_notices.tell_questions(books, new)

    (template, buttons, words), = notices(books)  # fmt: skip
    assert template == "notices/ledger_conflict"
    assert "The ledger asks: 6 cells say something else than the books in Products." in words
    assert "and 1 more" in words
    assert "both stay as they are" in words
    told = [one["text"]["text"] for one in buttons]
    assert told[:2] == ["Keep the ledger's £9.00", "Keep the books' £8.50"]
    assert told[-2:] == ["Keep the ledger's in all 6", "Keep the books' in all 6"]
    press(books, buttons[1])
    answer = press(books, buttons[-2])
    assert "5 questions answered" in answer.message.text
    assert prices(books) == PRICES | {"MUG-BLU": before["MUG-BLU"]}
    assert ledger_questions.waiting(books) == []


def test_one_answer_to_all_reaches_what_its_message_counts_and_is_taken_back_whole(
    books: Session,
) -> None:
    before = prices(books)
    for codes in (["MUG-BLU"], ["MUG-RED", "LAMP-1"], ["TEAPOT", "BAG-JUTE"]):
        new = [ask_about(books, code, "Price", f"{PRICES[code] / 100:.2f}") for code in codes]
        ledger_notices.tell_questions(books, new)

    _, (_, buttons, _), _ = notices(books)
    assert buttons[-2]["text"]["text"] == "Keep the ledger's in all 2"
    done = press(books, buttons[-2])

    assert "2 questions answered" in done.message.text
    assert labels(done) == ["Undo"]
    taken = {code: PRICES[code] for code in ("MUG-RED", "LAMP-1")}
    assert prices(books) == before | taken
    (undo,) = (one for block in done.message.blocks if block["type"] == "actions"
               for one in block["elements"])  # fmt: skip
    undone = press(books, undo)
    assert undone.message.text.startswith("Undone: 2 answers.")
    assert prices(books) == before


def test_an_answered_message_goes_on_with_its_own_questions_only(books: Session) -> None:
    for codes in (["MUG-BLU"], ["MUG-RED", "LAMP-1"], ["TEAPOT"]):
        new = [ask_about(books, code, "Price", f"{PRICES[code] / 100:.2f}") for code in codes]
        ledger_notices.tell_questions(books, new)

    _, (_, buttons, _), _ = notices(books)
    done = press(books, buttons[0])

    assert labels(done)[1:] == ["Keep the ledger's £41.00", "Keep the books' £42.00"]
    assert "1 more wait" in done.message.text


def test_questions_with_others_between_them_have_no_answer_to_all(sqlite_books: Session) -> None:
    several = [ask_about(sqlite_books, code, "Price", "9.99") for code in PRICES]

    ledger_notices.tell_questions(sqlite_books, [several[0], several[2]])

    (_, buttons, _), = notices(sqlite_books)  # fmt: skip
    assert len(buttons) == 4


def test_a_button_to_all_that_names_no_message_answers_nothing(sqlite_books: Session) -> None:
    questions = [ask_about(sqlite_books, code, "Price", "9.99") for code in PRICES]
    ledger_notices.tell_questions(sqlite_books, questions)
    (_, buttons, _), = notices(sqlite_books)  # fmt: skip
    older = {"like": questions[0].id, "until": questions[-1].id, "answer": "sheet"}

    answer = press(sqlite_books, {**buttons[-1], "value": json.dumps(older)})

    assert answer.code == NoLongerPossible.code
    assert len(ledger_questions.waiting(sqlite_books)) == len(questions)


def test_a_second_answer_says_who_gave_the_first(books: Session) -> None:
    ledger_notices.tell_questions(books, [ask_about(books, "MUG-BLU", "Price", "9.00")])
    (_, buttons, _), = notices(books)  # fmt: skip

    done = press(books, buttons[0])
    again = press(books, buttons[1])

    assert labels(done) == ["Undo"]
    assert again.private
    assert "Olive Marsh answered “keep what the ledger says” at 12:00" in again.message.text


def asking(books: Session, kind: str) -> Asking:
    blue = sku(books, "MUG-BLU").id
    row: dict[str, Value] = {"code": "MUG-GRN", "title": "Green mug", "price": 850}
    cells = [["Name", "Green mug"], ["Price", "£8.50"]]
    facts: dict[str, dict[str, Any]] = {
        "new_row": {"title": "MUG-GRN", "row": row, "shown": cells},
        "rename": {"title": "Blue mug", "ref": {"sku": blue}, "was": "MUG-BLU",
                   "code": "MUG-GRN", "row": row},
        "gone_rows": {"count": 37, "rows": ["MUG-BLU", "MUG-RED"]},
        "held": {"title": "Blue mug", "ref": {"sku": blue}, "value": 85000, "typed": 850,
                 "sheet": "£850.00", "books": "£8.50", "why": "it is more than 10 times"},
    }  # fmt: skip
    column = "Price" if kind == "held" else None
    return Asking(kind, "Products", "MUG-GRN", facts[kind], column=column)


@pytest.mark.parametrize(
    ("kind", "template", "offers", "said"),
    [
        ("new_row", "ledger_new_row", ["Add it", "Ignore it"], "MUG-GRN"),
        ("rename", "ledger_rename", ["Rename it", "It is a new product"], "MUG-BLU → MUG-GRN"),
        ("gone_rows", "ledger_rows_gone", ["Put them back", "They may go"], "37 rows of Products"),
        ("held", "ledger_held", ["Take £850.00", "Keep £8.50"], "it is more than 10 times"),
    ],
)
def test_each_kind_of_question_is_told_and_can_be_answered(
    books: Session, kind: str, template: str, offers: list[str], said: str
) -> None:
    question, _ = ledger_questions.ask(books, asking(books, kind))
    ledger_notices.tell_questions(books, [question])
    ledger_notices.tell_questions(books, [question])

    (name, buttons, words), = notices(books)  # fmt: skip
    assert name == f"notices/{template}"
    assert [one["text"]["text"] for one in buttons] == offers
    assert said in words
    answer = press(books, buttons[0])
    assert answer.code == ""
    assert question.state == "answered"
    if kind in {"new_row", "rename"}:
        assert catalogue.exactly(books, "MUG-GRN").code == "MUG-GRN"


def test_cells_that_were_put_back_are_told_once_in_one_message(books: Session) -> None:
    cells = [PutBack("Blue mug", "On hand", str(number), "5") for number in range(7)]

    ledger_notices.tell_put_back(books, cells, name="r1")
    ledger_notices.tell_put_back(books, cells, name="r1")

    (template, _, words), = notices(books)  # fmt: skip
    assert template == "notices/ledger_put_back"
    assert words.startswith("Put back in the ledger: 7 cells of the books.")
    assert words.endswith("and 2 more.")


class Post:
    """Takes what is to be delivered and keeps it."""

    def deliver(self, message: Claimed) -> None:
        """Keep nothing: the outbox is looked at."""

    def settle(self) -> None:
        """Nothing is on its way."""


def say(shop: SmallShop, desk: Desk, words: str, ts: str) -> None:
    told = {"kind": "message", "text": words, "user": OWNER, "target": "D01", "thread": None,
            "ts": ts}  # fmt: skip
    answered(shop.database, desk, ts, told)


def test_whoever_asks_for_a_pass_has_it_begun_and_is_told_in_the_thread_what_it_did(
    shop: SmallShop,
) -> None:
    begun: list[str] = []
    desk = Desk(shop.database, Post(), ledger=lambda: begun.append("pass"))
    say(shop, desk, "how many blue mugs in Leeds?", "1.0")
    assert begun == []

    say(shop, desk, "sync now", "1.1")
    say(shop, desk, "sync the ledger", "1.2")
    ledger_door.tell_away(shop.database, ledger_door.NoLedger())

    assert begun == ["pass", "pass"]
    with shop.database.reading() as books:
        (_, _, words), (_, _, again) = notices(books)
        threads = books.scalars(
            select(OutboxMessage.thread).where(OutboxMessage.kind == "notice")
        ).all()
        assert not ledger_wishes.is_wanted(books)
    assert words == again
    assert words == (
        "The ledger is not kept in step: No spreadsheet is set up. Set BACKROOM_LEDGER_ID and"
        " GOOGLE_SERVICE_ACCOUNT_FILE."
    )
    assert threads == ["1.1", "1.2"]


def test_who_asks_after_a_pass_began_waits_for_the_next(books: Session) -> None:
    owner = actors.who(books, OWNER)
    assert not ledger_wishes.ask(books, ("D01", "1.1"), by=owner)
    until = ledger_wishes.last(books)
    assert ledger_wishes.ask(books, ("D01", "1.2"), by=owner)
    facts = {"away": "", "busy": False, "booked": 3, "written": 12, "problems": 1, "waiting": 2,
             "paused": ["Stock"]}  # fmt: skip

    ledger_wishes.settle(books, until, facts)

    (_, _, words), = notices(books)  # fmt: skip
    assert "3 edits taken, 12 cells written" in words
    assert "2 questions wait" in words
    assert ledger_wishes.is_wanted(books)


def test_a_button_carries_ids_and_no_words(sqlite_books: Session) -> None:
    ledger_notices.tell_questions(sqlite_books, [ask_about(sqlite_books, "LAMP-1", "Name", "Lamp")])
    typed(sqlite_books, PRICES)

    for _, buttons, _ in notices(sqlite_books):
        for button in buttons:
            told = json.loads(button["value"])
            words = [one for one in told.values() if isinstance(one, str)]
            assert words in (["sheet"], ["books"], [])


def test_a_button_of_an_older_version_does_nothing(sqlite_books: Session) -> None:
    question = ask_about(sqlite_books, "MUG-BLU", "Price", "9.00")
    ledger_notices.tell_questions(sqlite_books, [question])
    (_, buttons, _), = notices(sqlite_books)  # fmt: skip
    ledger_questions.drop(question)

    answer = press(sqlite_books, buttons[0])

    assert answer.code == NoLongerPossible.code
    assert "Nobody needs to know" in answer.message.text
