"""Forms: filled in, they do what the same words would do, once, or say in place what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from assistant import block_limits, form_fields, forms, understand
from assistant.form_asked import Opening, Sent
from assistant.form_metadata import Carried, unpacked
from assistant.playground import slack_blocks
from commands.kit import Goods
from oms import catalogue, clock, counts, holds, orders, reservations, schema, shipping, stock
from oms.actors import who
from oms.database import Database
from oms.errors import NoLongerPossible, TooManyReturned
from oms.parcels import Carriage
from oms.tables.catalogue import Sku
from oms.tables.messages import Proposal
from oms.tables.orders import OrderLine, Shipment
from oms.tables.people import Actor
from oms.tables.returns import Return, ReturnLine
from tests.conversation import lines_of
from tests.small_shop import OWNER, PICKER, SERVICE, STRANGER, open_small_shop_now, order

Json = dict[str, Any]


def opened(
    books: Session, command: str, number: str | None, user: str = OWNER, **more: Any
) -> Json:
    """The form of a command about an order, as Slack is given it."""
    order_id = orders.by_number(books, number).id if number else None
    wanted = Opening(command, user, "C01FLOOR", "1.1", "1.1", order=order_id, **more)
    return fits(forms.opened(books, wanted))


def fits(view: Json) -> Json:
    """A view that Slack would take."""
    assert block_limits.view_faults(view) == slack_blocks.view_problems(view) == []
    return view


def fields(view: Json) -> dict[str, Json]:
    """Its elements by block."""
    return {one["block_id"]: one["element"] for one in view["blocks"] if one["type"] == "input"}


def block_of(view: Json, label: str) -> str:
    """The block of the field with that label."""
    return next(str(one["block_id"]) for one in view["blocks"]
                if one["type"] == "input" and one["label"]["text"].startswith(label))  # fmt: skip


def sent(books: Session, view: Json, user: str = OWNER, **filled: str) -> forms.Outcome:
    """Send a form with what stands in it, and `filled` by the beginnings of labels."""
    values: Json = {}
    for block, element in fields(view).items():
        option, room = element.get("initial_option"), element.get("initial_conversation")
        values[block] = {"in": {"value": element.get("initial_value"), "selected_option": option,
                                "selected_conversation": room}}  # fmt: skip
    for label, said in filled.items():
        block = block_of(view, label.replace("_", " "))
        text = {"type": "plain_text", "text": said}
        values[block] = {"in": {"value": said, "selected_option": {"text": text, "value": said},
                                "selected_conversation": said}}  # fmt: skip
    outcome = forms.send(books, Sent(user, view.get("private_metadata"), values))
    if "view" in outcome.answer:
        fits(outcome.answer["view"])
    return outcome


def confirmed(books: Session, view: Json, user: str = OWNER, **filled: str) -> forms.Outcome:
    """Send a form that shows first what it would do, and then send that."""
    looked = sent(books, view, user, **filled)
    assert looked.message is None, "it is done only when it has been looked at"
    return sent(books, looked.answer["view"], user)


def words(view: Json) -> list[str]:
    """What a person reads above the fields."""
    return [one["text"]["text"] for one in view["blocks"] if one["type"] == "alert"] + lines_of(
        tuple(view["blocks"])
    )


def errors(outcome: forms.Outcome) -> list[str]:
    """What stands below the fields."""
    assert outcome.answer["response_action"] == "errors", outcome.answer
    return list(outcome.answer["errors"].values())


def on_hand(books: Session, code: str, place: str = "Leeds") -> int:
    sku, location = catalogue.sku(books, code), catalogue.location(books, place)
    return stock.at(books, sku.id, location.id).on_hand


def shipments(books: Session) -> int:
    return books.scalars(select(func.count()).select_from(Shipment)).one()


def test_it_shows_every_line_that_can_leave_and_where_it_stands(sqlite_books: Session) -> None:
    view = opened(sqlite_books, "ship_order", "1043")

    shown = {one["label"]["text"]: (one["element"].get("initial_value"), one.get("hint", {}))
             for one in view["blocks"] if one["type"] == "input"}  # fmt: skip
    assert shown["Blue mug (MUG-BLU)"][0] == "3"
    assert shown["Blue mug (MUG-BLU)"][1]["text"] == "3 at most: 3 in Leeds"
    assert shown["Brass desk lamp (LAMP-1)"][0] == "1"
    assert view["submit"]["text"] == "Next"


def test_a_part_of_an_order_is_shown_before_it_leaves_and_then_leaves(
    sqlite_books: Session,
) -> None:
    before = shipments(sqlite_books)
    looked = sent(sqlite_books, opened(sqlite_books, "ship_order", "1043"), Blue="2", Brass="0",
                  Carrier="DPD", Tracking="15501234567890")  # fmt: skip
    assert "• 2 × Blue mug (MUG-BLU) from Leeds: 5 → 3 on hand" in words(looked.answer["view"])
    assert looked.answer["view"]["submit"]["text"] == "Ship"
    assert (on_hand(sqlite_books, "MUG-BLU"), shipments(sqlite_books)) == (5, before)

    done = sent(sqlite_books, looked.answer["view"])

    assert done.answer == {}
    assert done.message is not None
    assert done.message.text.startswith("Shipped: 2 units of order 1043 left Leeds.")
    assert (on_hand(sqlite_books, "MUG-BLU"), on_hand(sqlite_books, "LAMP-1")) == (3, 2)
    kept = list(sqlite_books.scalars(select(Proposal.state)))
    assert kept == ["done"], "it can be undone like what was said"


def of_lines(books: Session, number: int) -> str:
    """An order of so many lines that can leave; its number."""
    owner, leeds = who(books, OWNER), catalogue.location(books, "Leeds").id
    units = {f"PART-{part}": 1 for part in range(number)}
    for code in units:
        made = catalogue.add_sku(books, code, f"Part {code}", price_minor=100)
        books.flush()
        where = counts.Where(made.id, leeds)
        counts.adjust(books, where, 1, reason="found", by=owner, key=code)
    long = order(books, "3002", "etsy", "Ann", "Hull", clock.now().date(), units, due=3)
    reservations.reserve_order(books, long, by=owner)
    return long.number


def lines_shown(view: Json) -> int:
    return sum(one.startswith("line:") for one in fields(view))


def test_every_line_of_a_long_order_has_room_and_is_seen_before_it_leaves(
    sqlite_books: Session,
) -> None:
    view = opened(sqlite_books, "ship_order", of_lines(sqlite_books, 60))
    assert lines_shown(view) == 60
    assert not any("no room here" in one for one in words(view))

    looked = sent(sqlite_books, view).answer["view"]
    assert sum(one.startswith("• 1 × Part PART-") for one in words(looked)) == 60
    assert sent(sqlite_books, looked).message is not None

    back = opened(sqlite_books, "start_return", "3002")
    assert lines_shown(back) == 60
    assert sent(sqlite_books, back, **{"Part PART-59": "1"}).message is not None


def test_an_order_of_more_lines_than_have_room_says_so_and_leaves_the_others_alone(
    sqlite_books: Session,
) -> None:
    view = opened(sqlite_books, "ship_order", of_lines(sqlite_books, 83))

    assert lines_shown(view) == 80
    assert any(one.startswith("3 more lines have no room here") for one in words(view))
    done = confirmed(sqlite_books, view)
    assert done.message is not None
    assert done.message.text.startswith("Shipped: 80 units")

    # what had no room has it once the others are done
    rest = opened(sqlite_books, "ship_order", "3002")
    assert lines_shown(rest) == 3
    assert confirmed(sqlite_books, rest).message is not None


def test_what_is_changed_after_it_was_looked_at_is_looked_at_again(sqlite_books: Session) -> None:
    looked = sent(sqlite_books, opened(sqlite_books, "ship_order", "1043"), Brass="0")
    again = sent(sqlite_books, looked.answer["view"], Blue="1")

    assert again.message is None
    assert "• 1 × Blue mug (MUG-BLU) from Leeds: 5 → 4 on hand" in words(again.answer["view"])
    assert on_hand(sqlite_books, "MUG-BLU") == 5


def test_a_form_that_is_sent_twice_acts_once_and_says_nothing_new(sqlite_books: Session) -> None:
    looked = sent(sqlite_books, opened(sqlite_books, "ship_order", "1043")).answer["view"]
    first, second = sent(sqlite_books, looked), sent(sqlite_books, looked)

    assert first.message is not None
    assert (second.answer, second.message) == ({}, None)
    assert on_hand(sqlite_books, "MUG-BLU") == 2
    other = sent(sqlite_books, looked, Blue="1")
    assert "sent before" in words(other.answer["view"])[0]
    assert on_hand(sqlite_books, "MUG-BLU") == 2


def test_an_order_that_was_shipped_meanwhile_is_told_in_the_form_and_nothing_is_done(
    sqlite_books: Session,
) -> None:
    looked = sent(sqlite_books, opened(sqlite_books, "ship_order", "1043")).answer["view"]
    found = orders.by_number(sqlite_books, "1043")
    plan = shipping.plan(sqlite_books, found)
    shipping.ship(sqlite_books, plan, by=who(sqlite_books, PICKER), key="meanwhile")
    before = shipments(sqlite_books)

    late = sent(sqlite_books, looked)

    assert words(late.answer["view"]) == [
        "Order 1043 has nothing to ship: it is shipped.", "There is nothing to do.",
        "Nothing was done.",
    ]  # fmt: skip
    assert (late.message, shipments(sqlite_books)) == (None, before)


def test_an_order_that_was_part_shipped_meanwhile_is_drawn_as_it_stands_now(
    sqlite_books: Session,
) -> None:
    view = opened(sqlite_books, "ship_order", "1043")
    found = orders.by_number(sqlite_books, "1043")
    mug = catalogue.sku(sqlite_books, "MUG-BLU").id
    plan = shipping.plan(sqlite_books, found, sku_id=mug, units=2)
    shipping.ship(sqlite_books, plan, by=who(sqlite_books, PICKER), key="meanwhile")

    fresh = sent(sqlite_books, view).answer["view"]

    assert "changed since, so nothing was done" in words(fresh)[0]
    assert fields(fresh)[block_of(fresh, "Blue")]["max_value"] == "1"
    assert on_hand(sqlite_books, "MUG-BLU") == 3
    assert confirmed(sqlite_books, fresh).message is not None
    assert on_hand(sqlite_books, "MUG-BLU") == 2


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"Blue": "4"}, "Enter a whole number from 0 to 3."),
        ({"Blue": "-1"}, "Enter a whole number from 0 to 3."),
        ({"Blue": "0", "Brass": "0"}, "Enter how many, of one line at least."),
        ({"Tracking": "no number"}, "That cannot stand here. Write it like this: 15501234567890"),
        ({"Carrier": "Pigeon"}, "Choose one of the list."),
        ({"From": "999999"}, "That is gone. Choose another."),
        ({"From": "Leeds"}, "Choose one of the list."),
    ],
)
def test_what_cannot_be_is_said_below_its_field(
    sqlite_books: Session, filled: dict[str, str], said: str
) -> None:
    view = opened(sqlite_books, "ship_order", "1043")

    assert errors(sent(sqlite_books, view, **filled)) == [said]
    assert on_hand(sqlite_books, "MUG-BLU") == 5


def test_what_cannot_leave_from_a_place_is_said_below_its_line(sqlite_books: Session) -> None:
    made = order(sqlite_books, "3001", "etsy", "Ann Lee", "Hull", clock.now().date(),
                 {"MUG-BLU": 9}, due=3)  # fmt: skip
    reservations.reserve_order(sqlite_books, made, by=who(sqlite_books, OWNER))
    view = opened(sqlite_books, "ship_order", "3001")
    york = str(catalogue.location(sqlite_books, "York").id)
    places = sqlite_books.scalars(select(OrderLine.reserved).where(OrderLine.order_id == made.id))
    assert list(places) == [9]

    hull = str(catalogue.location(sqlite_books, "Hull").id)
    outcome = sent(sqlite_books, view, From=hull)
    assert "no stock is reserved for it at Hull" in errors(outcome)[0]
    assert confirmed(sqlite_books, view, From=york).message is not None


def test_a_number_that_is_on_another_parcel_is_said_below_the_number(
    sqlite_books: Session,
) -> None:
    other = shipping.plan(sqlite_books, orders.by_number(sqlite_books, "1042"))
    carriage = Carriage("DPD", "15501234567890")
    shipping.ship(sqlite_books, other, carriage, by=who(sqlite_books, OWNER), key="other")
    view = opened(sqlite_books, "ship_order", "1043")

    outcome = sent(sqlite_books, view, Carrier="DPD", Tracking="15501234567890")

    assert "is on a parcel of order 1042 already" in errors(outcome)[0]
    assert list(outcome.answer["errors"]) == [block_of(view, "Tracking")]


def test_an_order_on_hold_opens_no_form_and_is_not_shipped_by_one_that_is_open(
    sqlite_books: Session,
) -> None:
    view = opened(sqlite_books, "ship_order", "1043")
    found = orders.by_number(sqlite_books, "1043")
    holds.place(sqlite_books, found, "manual", by=who(sqlite_books, OWNER), key="hold")

    assert fields(opened(sqlite_books, "ship_order", "1043")) == {}
    assert fields(sent(sqlite_books, view).answer["view"]) == {}
    assert on_hand(sqlite_books, "MUG-BLU") == 5


@pytest.mark.parametrize("user", [STRANGER, PICKER])
def test_who_may_not_say_it_may_not_fill_it_in(sqlite_books: Session, user: str) -> None:
    assert fields(opened(sqlite_books, "start_return", "1001", user)) == {}

    view = opened(sqlite_books, "start_return", "1001")
    outcome = sent(sqlite_books, view, user)

    assert outcome.message is None
    assert "Nothing was done." in words(outcome.answer["view"])
    assert list(sqlite_books.scalars(select(Return))) == []


def test_whose_role_changed_while_it_was_open_does_nothing(sqlite_books: Session) -> None:
    looked = sent(sqlite_books, opened(sqlite_books, "ship_order", "1043", PICKER), PICKER)
    sam = update(Actor).where(Actor.slack_user_id == PICKER)
    sqlite_books.execute(sam.values(role="viewer"))

    assert sent(sqlite_books, looked.answer["view"], PICKER).message is None
    assert on_hand(sqlite_books, "MUG-BLU") == 5


def test_a_return_is_started_with_its_lines_reason_and_resolution(sqlite_books: Session) -> None:
    done = sent(sqlite_books, opened(sqlite_books, "start_return", "1001", SERVICE), SERVICE,
                Blue="2", Why="faulty", What="credit")  # fmt: skip

    assert done.message is not None
    assert done.message.text.startswith("Return R-1 started")
    line = sqlite_books.scalars(select(ReturnLine)).one()
    assert (line.units, line.reason, line.wanted) == (2, "faulty", "credit")
    assert sqlite_books.scalars(select(Return)).one().slack_thread == "1.1"
    late = sent(sqlite_books, opened(sqlite_books, "start_return", "1001"), Blue="1")
    assert late.message is not None
    assert "can come back" in words(opened(sqlite_books, "start_return", "1001"))[0]


def test_a_return_that_the_policy_refuses_says_so_and_one_to_decide_is_shown_first(
    sqlite_books: Session,
) -> None:
    sqlite_books.execute(update(Sku).values(returnable=False))
    view = opened(sqlite_books, "start_return", "1001")
    refused = sent(sqlite_books, view)
    assert list(refused.answer["errors"]) == [block_of(view, "Despite")]
    assert "is not taken back" in errors(refused)[0]

    looked = sent(sqlite_books, view, Despite="a regular customer")
    assert any("Despite policy (a regular customer)" in one for one in words(looked.answer["view"]))
    assert list(sqlite_books.scalars(select(Return))) == []
    assert sent(sqlite_books, looked.answer["view"]).message is not None


def test_which_order_is_chosen_first_where_none_is_named(sqlite_books: Session) -> None:
    named = opened(sqlite_books, "start_return", None, text="Hi, 1001 came broken! Ann")
    assert "Order 1001" in words(named)[0]
    view = opened(sqlite_books, "start_return", None, text="1001 and 1043 came broken")
    assert list(fields(view)) == ["slot:order"]

    found = orders.by_number(sqlite_books, "1001").id
    chosen = sent(sqlite_books, view, Order=str(found)).answer["view"]
    assert "Order 1001" in words(chosen)[0]
    assert sent(sqlite_books, chosen).message is not None
    nothing = orders.by_number(sqlite_books, "1043").id
    assert "can come back" in errors(sent(sqlite_books, view, Order=str(nothing)))[0]
    assert errors(sent(sqlite_books, view)) == ["Choose one."]


def offered(books: Session, slot: str, typed: str, user: str = OWNER) -> list[str]:
    """What a menu of a form shows."""
    found = forms.offered(books, user, f"find:start_return:{slot}", typed)
    assert slack_blocks.option_problems(found) == []
    return [one["text"]["text"] for one in found]


def test_menus_offer_what_begins_as_it_was_typed_and_nothing_to_a_stranger(
    sqlite_books: Session,
) -> None:
    assert offered(sqlite_books, "order", "104") == ["1043 · Priya Shah", "1042 · Tom Hale"]
    assert offered(sqlite_books, "order", "#1043") == ["1043 · Priya Shah"]
    assert offered(sqlite_books, "order", "priya") == ["1043 · Priya Shah"]
    assert offered(sqlite_books, "order", "we-1043") == ["1043 · Priya Shah"]
    assert offered(sqlite_books, "order", "zz9") == []
    assert len(offered(sqlite_books, "order", "")) == 3
    assert offered(sqlite_books, "sku", "mu r") == ["Red mug (MUG-RED)"]
    assert offered(sqlite_books, "location", "LE") == ["Leeds"]
    assert offered(sqlite_books, "order", "104", STRANGER) == []
    assert offered(sqlite_books, "why", "") == []
    for action in ("find", "find:", "find:ship_order", "find:no:no", "find:ship_order:units"):
        assert forms.offered(sqlite_books, OWNER, action, "x") == []


def test_menus_stay_within_what_slack_takes_whatever_things_are_called(
    sqlite_books: Session,
) -> None:
    for number, word in enumerate(["<!channel>", "x" * 200, "\u202e", "&" * 100] * 30):
        catalogue.add_sku(sqlite_books, f"EVIL-{number}", f"{word} evil", price_minor=100)
    catalogue.changed(sqlite_books)

    assert 0 < len(offered(sqlite_books, "sku", "evil")) <= 100


@pytest.mark.parametrize(
    "spoilt",
    [None, "", "1", "1..", "2.0.[]", "1.00000000.[]", 7, {"a": 1}, "1." + "x" * 5_000],
    ids=str,
)
def test_a_form_that_was_changed_on_the_way_does_nothing(
    sqlite_books: Session, spoilt: object
) -> None:
    with pytest.raises(NoLongerPossible):
        unpacked(spoilt)
    outcome = forms.send(sqlite_books, Sent(OWNER, spoilt, {}))
    assert "older version" in words(fits(outcome.answer["view"]))[0]


def test_what_a_form_carries_comes_back_whole_and_only_of_the_right_types() -> None:
    carried = Carried("ship_order", "k", 3, 1, "C1", None, None, "https://x", "s")
    assert unpacked(carried.packed()) == carried
    assert len(Carried("c" * 40, "k" * 40, 9**15, 9, "C" * 20, "1" * 20, "1" * 20, "u" * 300,
                       "s" * 16).packed()) < 3_000  # fmt: skip
    wrong = Carried("ship_order", "k", "3", 1, "C1", None, None, None)  # type: ignore[arg-type]
    with pytest.raises(NoLongerPossible):
        unpacked(wrong.packed())


JUNK = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.sampled_from(["in", "value", "text"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["in", "value", "selected_option", "text", "type"]), inner, max_size=3
    ),
    max_leaves=8,
)  # fmt: skip


@checked(max_examples=40, deadline=None)
@given(junk=st.lists(JUNK, min_size=8, max_size=8))
def test_whatever_is_sent_is_answered_and_ships_nothing_unseen(
    sqlite_books_module: Session, junk: list[Any]
) -> None:
    books = sqlite_books_module
    view = opened(books, "ship_order", "1043")
    values = dict(zip([*fields(view), "line:9999", "slot:order", "x"], junk, strict=False))

    outcome = forms.send(books, Sent(OWNER, view["private_metadata"], values))

    assert outcome.message is None
    assert outcome.answer["response_action"] in {"errors", "update"}
    if outcome.answer["response_action"] == "errors":
        assert outcome.answer["errors"].keys() <= fields(view).keys()
    assert json.dumps(outcome.answer)
    assert on_hand(books, "MUG-BLU") == 5


def test_every_form_names_slots_of_its_command_and_has_words_of_its_own(
    sqlite_books: Session,
) -> None:
    with_forms = [one for one in understand.known().values() if one.form is not None]
    assert {one.name for one in with_forms} >= {"ship_order", "start_return"}
    for one in with_forms:
        assert one.form is not None
        assert one.write is not None
        assert one.write.undo is not None
        assert all(one.slot(field.slot) for field in one.form.fields)
        assert set(one.form.faults.values()) <= {field.slot for field in one.form.fields}
        assert len(one.form.title) <= 24
        assert len(one.form.submit) <= 24
        assert one.form.goods is None or one.slots["order"].search is not None


@pytest.fixture(scope="module")
def sqlite_books_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The small shop for many examples that change nothing."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('forms') / 'shop.sqlite'}")
    schema.upgrade(database)
    with database.writing() as books:
        open_small_shop_now(books)
        yield books
    database.close()


def test_a_refusal_that_names_no_field_stands_below_one_that_the_form_has() -> None:
    command = understand.known()["ship_order"]
    assert command.form is not None
    goods = [Goods(number, f"line {number}", 3, "") for number in (7, 8)]
    read = form_fields.Filled(picked={8: 1})
    refusal = NoLongerPossible("It cannot be.")

    # Slack shows an error below a field of the form, and takes none for anything else
    assert form_fields.block_about(command.form, refusal, read, goods) == "line:8"
    of_a_line = TooManyReturned("MUG-BLU", number="1001", wanted=3, returnable=2, line_id=7)
    assert form_fields.block_about(command.form, of_a_line, read, goods) == "line:7"
