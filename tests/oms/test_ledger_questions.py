"""What the ledger asks: once, answered once, and done in the books in the same transaction."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    history,
    ledger_answers,
    ledger_edits,
    ledger_questions,
    orders,
    reorder,
    settings,
)
from oms.counts import Where
from oms.errors import NoLongerPossible, NotAllowed, ShopError
from oms.history import About
from oms.ledger_answers import Answer, ToAll
from oms.ledger_edits import PLACES, Ref
from oms.ledger_notes import NoteTooLong
from oms.ledger_questions import ANSWERS, PUT_BACK, TYPED, Asking, NotAnAnswer
from oms.product_codes import CodeTaken
from oms.product_fields import Value
from oms.reorder import BadPoint
from oms.settings import BadSetting
from oms.tables.returns import Return
from oms.tables.sheet import QUESTION_KINDS, LedgerQuestion
from tests.oms.routed import location, sku
from tests.small_shop import OWNER, PICKER

KEYS = (f"key {number}" for number in itertools.count())
PRICE = ("Products", "Price")


def conflict(books: Session, code: str = "MUG-BLU", value: Value = 1400, now: int = 1350) -> Asking:
    """The ledger says 14.00 and the books 13.50."""
    facts = {"title": code, "ref": {"sku": sku(books, code).id}, "value": value, "typed": 14,
             "sheet": "£14.00", "books": "£13.50"}  # fmt: skip
    return Asking("conflict", "Products", code, facts, column="Price", about=(850, value, now))


def asked(books: Session, asking: Asking) -> LedgerQuestion:
    question, is_new = ledger_questions.ask(books, asking)
    assert is_new
    return question


def say(
    books: Session, question: LedgerQuestion, answer: str, value: Value = None, user: str = OWNER
) -> ledger_answers.Answered:
    given = Answer(question.id, question.version, answer, value)
    return ledger_answers.answer(books, given, by=actors.who(books, user), key=next(KEYS))


def test_another_value_is_named_in_words_where_it_is_no_answer(books: Session) -> None:
    told = asked(books, Asking(PUT_BACK, "Stock", "MUG-BLU|LEEDS", {"title": "–"}))

    with pytest.raises(NotAnAnswer, match="“another value” answers something else"):
        say(books, told, TYPED, 3)


def test_every_kind_of_question_can_be_asked_and_says_what_can_be_answered(books: Session) -> None:
    assert set(ANSWERS) == set(QUESTION_KINDS)
    for kind in QUESTION_KINDS:
        question = asked(books, Asking(kind, "Products", kind, {"title": "–"}))
        with pytest.raises(NotAnAnswer):
            say(books, question, "sheet" if kind in {"rename", "new_row", "gone_rows"} else "add")


def test_the_same_disagreement_is_asked_once_and_its_facts_are_brought_up_to_date(
    books: Session,
) -> None:
    asking = conflict(books)
    first = asked(books, asking)

    again, is_new = ledger_questions.ask(books, asking)
    assert (again.id, is_new, again.version) == (first.id, False, 1)
    later = replace(asking, facts={**asking.facts, "by": "Bob"})
    again, is_new = ledger_questions.ask(books, later)

    assert (again.id, is_new, again.version) == (first.id, False, 2)
    assert again.facts["by"] == "Bob"


def test_another_disagreement_in_the_same_cell_takes_the_place_of_the_first(books: Session) -> None:
    first = asked(books, conflict(books))
    elsewhere = asked(books, replace(conflict(books), column="Cost"))

    second = asked(books, conflict(books, value=1500))

    assert first.state == "dropped"
    assert [one.id for one in ledger_questions.waiting(books)] == [elsewhere.id, second.id]
    # what was dropped is not asked again
    assert ledger_questions.ask(books, conflict(books)) == (first, False)
    assert first.state == "dropped"


def test_an_answer_for_the_ledger_is_done_in_the_books_with_who_said_it(books: Session) -> None:
    question = asked(books, conflict(books))

    done = say(books, question, "sheet")

    assert (done.before, done.after) == (850, 1400)
    assert sku(books, "MUG-BLU").price_minor == 1400
    assert (question.state, question.answer) == ("answered", "sheet")
    row = history.of(books, About("sku", sku(books, "MUG-BLU").id))[-1]
    assert (row.id, row.source, row.by_id) == (done.edit_id, "slack", actors.who(books, OWNER).id)
    assert ledger_questions.waiting(books) == []


def test_an_answer_for_the_books_leaves_them_as_they_are(books: Session) -> None:
    question = asked(books, conflict(books))

    done = say(books, question, "books")

    assert done.edit_id is None
    assert sku(books, "MUG-BLU").price_minor == 850
    assert (question.state, question.answer) == ("answered", "books")
    here = "Products", "MUG-BLU", "Price"
    # it is due until the ledger is brought in step with it, once
    assert ledger_questions.unsettled(books, "Products") == [question]
    ledger_questions.use(question)
    assert ledger_questions.unsettled(books, "Products") == []
    assert ledger_questions.closed(books, here) == 1


def test_another_value_may_be_given(books: Session) -> None:
    say(books, asked(books, conflict(books)), "typed", 1375)

    assert sku(books, "MUG-BLU").price_minor == 1375


def test_the_same_press_answers_once_and_another_is_told_who_answered_what(books: Session) -> None:
    question = asked(books, conflict(books))
    owner, given = actors.who(books, OWNER), Answer(question.id, 1, "sheet")

    first = ledger_answers.answer(books, given, by=owner, key="press")
    assert ledger_answers.answer(books, given, by=owner, key="press") == first

    with pytest.raises(NoLongerPossible) as refusal:
        say(books, question, "books")
    assert refusal.value.message == (
        "Olive Marsh answered “keep what the ledger says” at 12:00 on Tue 24 Nov."
    )


def test_nobody_answers_what_they_were_not_shown(books: Session) -> None:
    question = asked(books, conflict(books))
    shown = question.version
    facts = {**question.facts, "books": "£13.00"}
    ledger_questions.ask(books, replace(conflict(books), facts=facts))

    owner = actors.who(books, OWNER)
    with pytest.raises(NoLongerPossible, match="changed since you were asked"):
        ledger_answers.answer(books, Answer(question.id, shown, "sheet"), by=owner, key="k")
    ledger_questions.drop(question)
    with pytest.raises(NoLongerPossible, match="Nobody needs to know"):
        say(books, question, "sheet")


def test_a_picker_decides_nothing(sqlite_books: Session) -> None:
    question = asked(sqlite_books, conflict(sqlite_books))

    with pytest.raises(NotAllowed):
        say(sqlite_books, question, "sheet", user=PICKER)
    every = ToAll(question.id, 99, 1, "sheet")
    picker = actors.who(sqlite_books, PICKER)
    with pytest.raises(NotAllowed):
        ledger_answers.answer_all(sqlite_books, every, by=picker, key="k")


def test_what_the_books_refuse_stays_open(books: Session) -> None:
    taken = Asking(
        "rename", "Products", "MUG-RED", {"ref": {"sku": sku(books, "MUG-BLU").id},
                                          "was": "MUG-BLU", "code": "MUG-RED", "row": {}},
    )  # fmt: skip
    question = asked(books, taken)

    with pytest.raises(CodeTaken), books.begin_nested():
        say(books, question, "rename")

    books.refresh(question)
    assert question.state == "open"


def renamed(books: Session) -> Asking:
    row = {"code": "MUG-NAVY", "title": "Navy mug", "price": 900}
    facts = {"ref": {"sku": sku(books, "MUG-BLU").id}, "was": "MUG-BLU", "code": "MUG-NAVY",
             "row": row}  # fmt: skip
    return Asking("rename", "Products", "MUG-NAVY", facts)


def test_a_renamed_row_is_the_same_product_or_a_new_one(books: Session) -> None:
    blue = sku(books, "MUG-BLU").id
    question = asked(books, renamed(books))

    done = say(books, question, "rename")
    assert catalogue.exactly(books, "MUG-NAVY").id == blue
    assert done.edit_id is not None
    ledger_edits.undo(books, done.edit_id, by=actors.who(books, OWNER), key="undo")

    again = asked(books, replace(renamed(books), about=("again",)))
    say(books, again, "new")
    assert catalogue.exactly(books, "MUG-NAVY").id != blue
    assert catalogue.exactly(books, "MUG-NAVY").price_minor == 900


def test_a_new_row_becomes_a_product_or_nothing(books: Session) -> None:
    row = {"code": "MUG-GRN", "title": "Green mug", "price": 850, "supplier": "Harrow"}
    asking = Asking("new_row", "Products", "MUG-GRN", {"row": row, "title": "MUG-GRN"})

    say(books, asked(books, asking), "add")
    say(books, asked(books, replace(asking, row_key="X")), "ignore")

    assert catalogue.exactly(books, "MUG-GRN").supplier_id is not None


def test_one_answer_may_be_given_to_all_and_what_is_refused_waits_on(books: Session) -> None:
    earlier = asked(books, conflict(books, "CARD-XMAS"))
    questions = [asked(books, conflict(books, code)) for code in ("MUG-BLU", "MUG-RED", "LAMP-1")]
    asked(books, conflict(books, "TEAPOT", value=-5))
    later = asked(books, conflict(books, "BAG-JUTE"))
    every = ToAll(questions[0].id, later.id - 1, 1, "sheet")
    owner = actors.who(books, OWNER)

    told = ledger_answers.answer_all(books, every, by=owner, key="press")
    again = ledger_answers.answer_all(books, every, by=owner, key="press")

    assert [one.question_id for one in told.done] == [one.id for one in questions]
    assert [why for _, why in told.refused] == ["“−£0.05” cannot be the price."]
    assert told.left == 0
    assert again.done == ()
    codes = ("MUG-BLU", "MUG-RED", "LAMP-1", "TEAPOT", "BAG-JUTE")
    assert [sku(books, code).price_minor for code in codes] == [1400, 1400, 1400, 2995, 395]
    assert (earlier.state, later.state) == ("open", "open")


def test_what_changed_since_it_was_shown_is_no_part_of_one_answer_to_all(books: Session) -> None:
    first, changed = (asked(books, conflict(books, code)) for code in ("MUG-BLU", "MUG-RED"))
    every = ToAll(first.id, changed.id, 1, "sheet")
    again = conflict(books, "MUG-RED")
    ledger_questions.ask(books, replace(again, facts={**again.facts, "books": "£7.77"}))

    owner = actors.who(books, OWNER)
    told = ledger_answers.answer_all(books, every, by=owner, key="press")

    assert [one.question_id for one in told.done] == [first.id]
    assert "One of the values has changed" in told.refused[0][1]
    assert changed.state == "open"


def refs(books: Session) -> dict[tuple[str, str], tuple[Ref, Value]]:
    """Every place of the ledger that both may change, what it is about, and another value."""
    bag, hull = sku(books, "BAG-JUTE"), location(books, "HULL")
    back = Return(
        number="R-7", source="staff", state="requested", requested_at=bag.created_at,
        by_id=actors.who(books, OWNER).id,
    )  # fmt: skip
    books.add(back)
    books.flush()
    order = orders.by_number(books, "1043")
    facts: dict[str, Value] = {
        "SKU": "BAG-2", "Name": "Bag", "Option": "Large", "Barcode": "5012345678917",
        "Price": 400, "Cost": 100, "Supplier": "Harrow",
    }  # fmt: skip
    places: dict[tuple[str, str], tuple[Ref, Value]] = {
        ("Products", heading): ({"sku": bag.id}, value) for heading, value in facts.items()
    }
    return places | {
        ("Products", "Active"): ({"sku": sku(books, "CARD-XMAS").id}, False),
        ("Stock", "Reorder at"): ({"sku": bag.id, "location": hull.id}, 15),
        ("Settings", "Value"): ({"setting": "starve_days"}, "5"),
        ("Orders", "Notes"): ({"order": order.id}, "ring first"),
        ("Returns", "Notes"): ({"return": back.id}, "was wet"),
        ("Words", "Means"): ({"words": "the brown one"}, "TEAPOT"),
    }


def test_every_place_of_the_ledger_is_set_told_and_put_back(books: Session) -> None:
    owner, ledger = actors.who(books, OWNER), actors.ledger(books)
    places = refs(books)
    assert set(places) == PLACES
    for number, (place, (ref, value)) in enumerate(places.items()):
        before = ledger_edits.value_of(books, place, ref)

        done = ledger_edits.put(books, place, ref, value, by=ledger, key=f"put {number}")
        again = ledger_edits.put(books, place, ref, value, by=ledger, key=f"put {number}")

        assert (done.before, done.after) == (before, value)
        assert again == done
        assert ledger_edits.value_of(books, place, ref) == value
        assert ledger_edits.title_of(books, place, ref)
        assert ledger_edits.words(books, place, ref, value)
        changed = ledger_edits.last_change(books, place, ref)
        assert changed is not None
        assert changed[1] == "The ledger"
        same = ledger_edits.put(books, place, ref, value, by=ledger, key=f"same {number}")
        assert same.edit_id is None
        assert done.edit_id is not None
        back = ledger_edits.undo(books, done.edit_id, by=owner, key=f"undo {number}")
        assert back.after == before == ledger_edits.value_of(books, place, ref)
        with pytest.raises(NoLongerPossible, match="changed again since"):
            ledger_edits.undo(books, done.edit_id, by=owner, key=f"undo again {number}")


def test_an_edit_of_another_place_or_setting_is_no_change_of_this_one(books: Session) -> None:
    owner, places = actors.who(books, OWNER), refs(books)
    done = []
    for name, value in (("starve_days", "5"), ("tax_percent", "20")):
        ref = {"setting": name}
        done.append(ledger_edits.put(books, ("Settings", "Value"), ref, value, by=owner, key=name))
    bag = places["Stock", "Reorder at"][0]
    first = ledger_edits.put(books, ("Stock", "Reorder at"), bag, 15, by=owner, key="hull")
    other = {**bag, "location": location(books, "YORK").id}
    ledger_edits.put(books, ("Stock", "Reorder at"), other, 4, by=owner, key="york")

    for number, one in enumerate((*done, first)):
        assert one.edit_id is not None
        ledger_edits.undo(books, one.edit_id, by=owner, key=f"u{number}")

    assert settings.value(books, "starve_days") == "3"
    assert reorder.point_of(books, Where(int(bag["sku"]), int(bag["location"]))) == 10


@pytest.mark.parametrize(
    ("place", "ref", "value", "refusal"),
    [
        (("Settings", "Value"), {"setting": "zone"}, "Europe/Leeds", BadSetting),
        (("Stock", "Reorder at"), {}, -1, BadPoint),
        (("Stock", "Reorder at"), {}, 1_000_001, BadPoint),
        (("Orders", "Notes"), {}, "x" * 2_001, NoteTooLong),
    ],
)
def test_what_cannot_be_is_refused(
    sqlite_books: Session, place: tuple[str, str], ref: Ref, value: Any, refusal: type[ShopError]
) -> None:
    ref = ref or refs(sqlite_books)[place][0]
    owner = actors.who(sqlite_books, OWNER)

    with pytest.raises(refusal):
        ledger_edits.put(sqlite_books, place, ref, value, by=owner, key="k")


def test_only_those_who_may_change_each_place(sqlite_books: Session) -> None:
    picker, places = actors.who(sqlite_books, PICKER), refs(sqlite_books)

    for place, (ref, value) in places.items():
        if place[1] == "Notes":
            assert ledger_edits.put(sqlite_books, place, ref, value, by=picker, key=str(place))
        else:
            with pytest.raises(NotAllowed):
                ledger_edits.put(sqlite_books, place, ref, value, by=picker, key=str(place))


def test_there_is_no_undo_of_what_was_no_edit(sqlite_books: Session) -> None:
    owner = actors.who(sqlite_books, OWNER)
    ended = history.record(sqlite_books, by=owner, what="shipped", about=About("order", 1))

    for edit in (ended, 10**9):
        with pytest.raises(NoLongerPossible, match="no such edit"):
            ledger_edits.undo(sqlite_books, edit, by=owner, key=f"u{edit}")
