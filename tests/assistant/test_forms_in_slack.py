"""Forms as people use them: real Bolt, a local Slack, over a socket and over HTTP."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.app import Program
from assistant.playground.slack import FLOOR, NOBODY, OLIVE, SAM, LocalSlack
from oms import catalogue, orders, settings, shipping, stock
from oms.actors import who
from oms.tables.orders import Shipment
from oms.tables.returns import Return
from tests.assistant.running import small_shop_at

Json = dict[str, Any]


def asked(slack: LocalSlack, number: str) -> Json:
    """The answer in the DM to where an order is."""
    slack.dm(OLIVE, f"where is {number}?")
    return slack.wait_message(lambda one: one["text"].startswith(f"Order {number}"))


def form(slack: LocalSlack, message: Json, label: str, user: str = OLIVE) -> Json:
    """The form that a button of a message opens."""
    slack.press(user, message, label)
    return slack.wait_modal(user, bool)


def count(program: Program, kind: type[Any]) -> int:
    with program.database.reading() as books:
        return books.scalars(select(func.count()).select_from(kind)).one()


def on_hand(program: Program, code: str, place: str) -> int:
    with program.database.reading() as books:
        sku, location = catalogue.sku(books, code), catalogue.location(books, place)
        return stock.at(books, sku.id, location.id).on_hand


def submissions(slack: LocalSlack) -> list[Json]:
    """The forms that were sent, as they were brought to the app."""
    return [one["payload"] for one in slack.deliveries
            if one["payload"].get("type") == "view_submission"]  # fmt: skip


def chosen(block: str, action: str, option: Json) -> Json:
    return {block: {action: {"type": "external_select", "selected_option": option}}}


def test_an_order_is_shipped_from_its_card_once_however_often_the_form_comes(
    slack: LocalSlack, program: Program
) -> None:
    before = count(program, Shipment)
    view = form(slack, asked(slack, "1043"), "Ship…")
    leeds = slack.suggest(OLIVE, view["id"], "slot:location", "lee")["options"][0]
    assert leeds["text"]["text"] == "Leeds"
    filled = chosen("slot:location", "find:ship_order:location", leeds)

    assert slack.submit(OLIVE, view["id"], filled) == {"updated": True}
    looked = slack.modal(OLIVE)
    assert "5 → 2 on hand" in json.dumps(looked["blocks"], ensure_ascii=False)
    assert slack.submit(OLIVE, looked["id"], {}) == {"closed": True}

    done = slack.wait_message(lambda one: one["text"].startswith("Shipped: 4 units"))
    assert done["channel"] == slack.workspace.dm(OLIVE).id
    last = submissions(slack)[-1]
    again = [slack.on_loop(slack.delivery.once("interactive", last)) for _ in range(2)]
    assert again == [("acked", {}), ("acked", {})]
    assert count(program, Shipment) == before + 1
    assert on_hand(program, "MUG-BLU", "Leeds") == 2
    said = [one["text"] for one in slack.bot_messages()]
    assert sum(one.startswith("Shipped") for one in said) == 1

    slack.press(OLIVE, done, "Undo")
    slack.wait_message(lambda one: one["ts"] == done["ts"] and "Undone" in one["text"])
    assert on_hand(program, "MUG-BLU", "Leeds") == 5


def test_a_stale_form_says_so_and_ships_nothing(slack: LocalSlack, program: Program) -> None:
    view = form(slack, asked(slack, "1043"), "Ship…")
    with program.database.writing() as books:
        plan = shipping.plan(books, orders.by_number(books, "1043"))
        shipping.ship(books, plan, by=who(books, SAM), key="meanwhile")
    before = count(program, Shipment)

    assert slack.submit(OLIVE, view["id"], {}) == {"updated": True}

    assert "Nothing was done." in json.dumps(slack.modal(OLIVE)["blocks"])
    assert "submit" not in slack.modal(OLIVE)
    assert count(program, Shipment) == before


def test_what_is_wrong_stands_below_its_field_and_can_be_put_right(
    slack: LocalSlack, program: Program
) -> None:
    view = form(slack, asked(slack, "1001"), "Start a return…")
    line = next(one["block_id"] for one in view["blocks"] if one["block_id"].startswith("line:"))
    assert slack.submit(OLIVE, view["id"], {line: {"in": {"value": "0"}}})["errors"] == {
        line: "Enter how many, of one line at least."
    }
    assert count(program, Return) == 0

    assert slack.submit(OLIVE, view["id"], {line: {"in": {"value": "2"}}}) == {"closed": True}
    slack.wait_message(lambda one: one["text"].startswith("Return R-1 started"))
    assert count(program, Return) == 1


def test_a_form_of_a_thread_answers_in_it_and_one_of_a_slash_command_to_one_person(
    slack: LocalSlack, program: Program
) -> None:
    root = slack.mention(OLIVE, FLOOR, "where is 1043?")
    card = slack.wait_message(lambda one: one["text"].startswith("Order 1043"))
    view = form(slack, card, "Ship…")
    slack.submit(OLIVE, view["id"], {})
    slack.submit(OLIVE, view["id"], {})
    done = slack.wait_message(lambda one: one["text"].startswith("Shipped"))
    assert (done["channel"], done["thread_ts"]) == (FLOOR, root)

    slack.slash(OLIVE, FLOOR, "/backroom", "where is 1001?")
    private = slack.wait_message(lambda one: one["text"].startswith("Order 1001"))
    view = form(slack, private, "Start a return…")
    slack.submit(OLIVE, view["id"], {})
    told = slack.wait_message(lambda one: one["text"].startswith("Return R-1"))
    assert told["only_to"] == OLIVE


def test_a_shortcut_on_a_message_opens_the_form_of_the_order_that_it_names(
    slack: LocalSlack, program: Program
) -> None:
    said = slack.say(SAM, FLOOR, "Ann writes that 1001 came broken")
    assert slack.shortcut(OLIVE, FLOOR, said, "return_from")["outcome"] == "acked"
    view = slack.wait_modal(OLIVE, bool)
    assert "Order 1001" in json.dumps(view["blocks"])
    slack.submit(OLIVE, view["id"], {})
    done = slack.wait_message(lambda one: one["text"].startswith("Return R-1 started"))
    assert (done["channel"], done["thread_ts"]) == (FLOOR, said)

    other = slack.say(SAM, FLOOR, "which one was it?")
    slack.shortcut(OLIVE, FLOOR, other, "ship_from")
    asks = slack.wait_modal(OLIVE, lambda one: "slot:order" in json.dumps(one["blocks"]))
    options = slack.suggest(OLIVE, asks["id"], "slot:order", "1043")["options"]
    filled = chosen("slot:order", "find:ship_order:order", options[0])
    slack.submit(OLIVE, asks["id"], filled)
    assert "Order 1043" in json.dumps(slack.modal(OLIVE)["blocks"])


def test_a_form_that_opened_too_late_is_told_to_whoever_pressed(
    slack: LocalSlack, program: Program
) -> None:
    card = asked(slack, "1043")
    slack.faults.append({"method": "views.open", "times": 1, "error": "expired_trigger_id"})
    slack.press(OLIVE, card, "Ship…")

    told = slack.wait_message(lambda one: "took too long" in one["text"])
    assert told["only_to"] == OLIVE
    assert slack.modal(OLIVE) == {}


def test_a_stranger_sees_why_there_is_no_form_and_menus_that_are_empty(
    slack: LocalSlack, program: Program
) -> None:
    view = form(slack, asked(slack, "1043"), "Ship…")
    root = slack.mention(OLIVE, FLOOR, "where is 1043?")
    card = slack.wait_message(lambda one: one.get("thread_ts") == root)
    refused = form(slack, card, "Ship…", NOBODY)

    assert "I do not know you" in json.dumps(refused["blocks"])
    assert slack.suggest(NOBODY, view["id"], "slot:location", "")["options"] == []
    assert "submit" not in refused


@pytest.mark.parametrize("kind", ["view_submission", "block_suggestion", "block_actions"])
def test_what_slack_would_not_send_is_acknowledged_and_does_nothing(
    slack: LocalSlack, program: Program, kind: str
) -> None:
    view = form(slack, asked(slack, "1043"), "Ship…")
    slack.suggest(OLIVE, view["id"], "slot:location", "")
    slack.submit(OLIVE, view["id"], {})
    known = {one["payload"].get("type"): one["payload"] for one in slack.deliveries}[kind]
    before, named = count(program, Shipment), {"type": "modal", "callback_id": "form"}
    odd: tuple[Json, ...] = (
        {"user": {}}, {"user": {"id": 7}}, {"view": named}, {"value": None}, {"value": ["x"]},
        {"view": {**named, "state": {"values": []}}},
        {"view": {**named, "state": {"values": {}}, "private_metadata": {"a": 1}}},
        {"actions": [{"action_id": "form:0", "type": "button", "block_id": "b", "value": "no"}]},
        {"container": {}}, {"user": {"id": "U\x00"}},
    )  # fmt: skip
    for spoilt in odd:
        outcome, _ = slack.on_loop(slack.delivery.once("interactive", known | spoilt))
        assert outcome in {"acked", "refused"}
    assert count(program, Shipment) == before


class TestTwoAtOnce:
    """On each kind of database."""

    @pytest.fixture
    def url(self, database_url: str) -> str:
        return small_shop_at(database_url)

    def test_two_sendings_at_once_ship_once(self, slack: LocalSlack, program: Program) -> None:
        before = count(program, Shipment)
        view = form(slack, asked(slack, "1043"), "Ship…")
        slack.submit(OLIVE, view["id"], {})
        last = {**submissions(slack)[-1], "view": {**slack.modal(OLIVE)}}

        async def both() -> list[Any]:
            return await asyncio.gather(
                *(slack.delivery.once("interactive", last) for _ in range(4))
            )

        outcomes = slack.on_loop(both())
        assert [one for one in outcomes if one != ("acked", {})] == []
        slack.wait_message(lambda one: one["text"].startswith("Shipped"))
        assert count(program, Shipment) == before + 1
        assert on_hand(program, "MUG-BLU", "Leeds") == 2

    def test_two_people_who_ship_one_order_at_once_ship_it_once(
        self, slack: LocalSlack, program: Program
    ) -> None:
        before = count(program, Shipment)
        root = slack.mention(OLIVE, FLOOR, "where is 1043?")
        card = slack.wait_message(lambda one: one.get("thread_ts") == root)
        for user in (OLIVE, SAM):
            view = form(slack, card, "Ship…", user)
            assert slack.submit(user, view["id"], {}) == {"updated": True}
        looked = [
            {**sent, "view": slack.modal(user)}
            for user, sent in zip((OLIVE, SAM), submissions(slack)[-2:], strict=True)
        ]

        async def both() -> list[Any]:
            return await asyncio.gather(
                *(slack.delivery.once("interactive", one) for one in looked)
            )

        answers = [answer for _, answer in slack.on_loop(both())]
        slack.wait_message(lambda one: one["text"].startswith("Shipped"))
        assert sorted(map(bool, answers)) == [False, True]
        late = next(one for one in answers if one)
        assert "Nothing was done." in json.dumps(late["view"]["blocks"])
        assert count(program, Shipment) == before + 1


def on_home(slack: LocalSlack, label: str) -> Json:
    """The form that a button of the Home tab opens."""
    slack.open_home(OLIVE)
    view = slack.wait_home(OLIVE, lambda one: label in json.dumps(one, ensure_ascii=False))
    return form(slack, view, label)


def test_the_settings_are_changed_from_the_home_tab_and_put_back(
    slack: LocalSlack, program: Program
) -> None:
    view = on_home(slack, "Settings…")
    filled = {"slot:digest_time": {"in": {"value": "8.15"}},
              "slot:digest_channel": {"in": {"selected_conversation": FLOOR}}}  # fmt: skip

    assert slack.submit(OLIVE, view["id"], filled) == {"updated": True}
    assert slack.submit(OLIVE, slack.modal(OLIVE)["id"], {}) == {"closed": True}

    done = slack.wait_message(lambda one: "Digest time: 07:30 → 08:15" in one["text"])
    assert done["channel"] == slack.workspace.dm(OLIVE).id
    with program.database.reading() as books:
        assert settings.value(books, "digest_channel") == FLOOR
    slack.press(OLIVE, done, "Undo")
    slack.wait_message(lambda one: one["ts"] == done["ts"] and "Undone" in one["text"])
    with program.database.reading() as books:
        assert settings.value(books, "digest_channel") == ""
        assert settings.value(books, "digest_time") == "07:30"


def test_stock_is_counted_from_the_home_tab(slack: LocalSlack, program: Program) -> None:
    view = on_home(slack, "Count or change stock…")
    filled = {"slot:counted": {"in": {"value": "4"}}}
    for slot, typed in (("sku", "blue mug"), ("location", "lee")):
        option = slack.suggest(OLIVE, view["id"], f"slot:{slot}", typed)["options"][0]
        filled |= chosen(f"slot:{slot}", f"find:adjust_stock:{slot}", option)

    assert slack.submit(OLIVE, view["id"], filled) == {"updated": True}
    assert on_hand(program, "MUG-BLU", "Leeds") == 5
    assert slack.submit(OLIVE, slack.modal(OLIVE)["id"], {}) == {"closed": True}

    slack.wait_message(lambda one: one["text"].startswith("Done: Blue mug"))
    assert on_hand(program, "MUG-BLU", "Leeds") == 4
