"""Modals of the local Slack as an unmodified Bolt app opens, changes, refuses and closes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.playground import slack_blocks
from assistant.playground.slack import APP_TOKEN, BOT_TOKEN, OLIVE, SIGNING_SECRET, LocalSlack
from tests.sockets import hang_up

Json = dict[str, Any]
OPTION = {"text": {"type": "plain_text", "text": "Leeds"}, "value": "1"}


def field(name: str, element: Json, **more: Any) -> Json:
    """An input block whose ids are its name."""
    label = {"type": "plain_text", "text": name}
    return {"type": "input", "block_id": name, "label": label,
            "element": {"action_id": name, **element}, **more}  # fmt: skip


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal of these blocks."""
    words = {name: {"type": "plain_text", "text": name.title()} for name in ("title", "submit")}
    return {"type": "modal", "callback_id": "form", **words, "blocks": list(blocks), **more}


UNITS = field("units", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1",
                        "max_value": "4", "initial_value": "2"})  # fmt: skip
NOTE = field("note", {"type": "plain_text_input"}, optional=True)
PLACE = field("place", {"type": "external_select", "min_query_length": 0}, optional=True)
FORM = modal(UNITS, NOTE, PLACE)


class Shop:
    """A Bolt app that answers every modal as the test says, and what it was sent."""

    def __init__(self, slack: LocalSlack) -> None:
        self.answer: Json = {}
        self.options: Any = [OPTION]
        self.sent: list[Json] = []
        self.closed: list[Json] = []
        self.web = WebClient(BOT_TOKEN, base_url=slack.api_url)
        self.app = App(client=self.web, signing_secret=SIGNING_SECRET,
                       listener_executor=ThreadPoolExecutor(4))  # fmt: skip

        @self.app.view("form")
        def submitted(ack: Callable[..., Any], view: Json) -> None:
            self.sent.append(view)
            ack(self.answer or "")

        @self.app.view_closed("form")
        def closed(ack: Callable[..., Any], body: Json) -> None:
            ack()
            self.closed.append(body)

        @self.app.options("place")
        def offered(ack: Callable[..., Any]) -> None:
            ack(options=self.options)


@pytest.fixture(scope="module")
def shop() -> Iterator[tuple[LocalSlack, Shop]]:
    """One app on one local Slack for the tests of this file."""
    slack = LocalSlack(time_scale=0.001).start()
    made = Shop(slack)
    handler = SocketModeHandler(made.app, APP_TOKEN)
    handler.connect()  # type: ignore[no-untyped-call]
    slack.wait_connected()
    yield slack, made
    hang_up(handler.client)
    handler.close()  # type: ignore[no-untyped-call]
    slack.stop()


@pytest.fixture
def slack(shop: tuple[LocalSlack, Shop]) -> LocalSlack:
    shop[0].reset()
    return shop[0]


@pytest.fixture
def app(shop: tuple[LocalSlack, Shop], slack: LocalSlack) -> Shop:
    made = shop[1]
    made.answer, made.options = {}, [OPTION]
    made.sent.clear()
    made.closed.clear()
    return made


def opened(slack: LocalSlack, app: Shop, view: Json = FORM) -> Json:
    """A modal that is open."""
    answer: Json = app.web.views_open(trigger_id=slack.workspace.trigger(OLIVE), view=view)["view"]
    return answer


def typed(name: str, value: Any) -> Json:
    return {name: {name: {"type": "plain_text_input", "value": value}}}


def test_every_field_is_sent_those_that_nobody_touched_too(slack: LocalSlack, app: Shop) -> None:
    view = opened(slack, app)

    assert slack.submit(OLIVE, view["id"], typed("note", "torn")) == {"closed": True}

    assert app.sent[0]["state"]["values"] == {
        "units": {"units": {"type": "number_input", "value": "2"}},
        "note": {"note": {"type": "plain_text_input", "value": "torn"}},
        "place": {"place": {"type": "external_select", "selected_option": None}},
    }
    assert slack.modal(OLIVE) == {}


@pytest.mark.parametrize(
    ("value", "said"),
    [("", "required"), ("5", "4 or less"), ("0", "1 or more"),
     ("1.5", "whole number"), ("many", "whole number")],
)  # fmt: skip
def test_what_a_client_refuses_never_reaches_the_app(
    slack: LocalSlack, app: Shop, value: str, said: str
) -> None:
    view = opened(slack, app)

    assert said in slack.submit(OLIVE, view["id"], typed("units", value))["errors"]["units"]
    assert app.sent == []


def test_errors_stand_below_fields_of_the_view_and_nowhere_else(
    slack: LocalSlack, app: Shop
) -> None:
    view = opened(slack, app)
    app.answer = {"response_action": "errors", "errors": {"units": "Only 1 is left."}}
    assert slack.submit(OLIVE, view["id"], {}) == {"errors": {"units": "Only 1 is left."}}

    app.answer = {"response_action": "errors", "errors": {"weight": "Too heavy."}}
    assert "trouble connecting" in slack.submit(OLIVE, view["id"], {})["user_sees"]
    assert slack.modal(OLIVE)["id"] == view["id"]


def test_an_updated_modal_keeps_what_was_typed_and_takes_a_new_hash(
    slack: LocalSlack, app: Shop
) -> None:
    view = opened(slack, app)
    app.answer = {"response_action": "update", "view": modal(NOTE, UNITS, title=FORM["submit"])}
    assert slack.submit(OLIVE, view["id"], typed("note", "torn")) == {"updated": True}

    shown = slack.modal(OLIVE)
    assert shown["id"] == view["id"]
    assert shown["hash"] != view["hash"]
    assert shown["state"]["values"]["note"]["note"]["value"] == "torn"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        app.web.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    app.web.views_update(view_id=view["id"], hash=shown["hash"], view=FORM)


def test_modals_stack_three_deep_and_come_off_one_by_one(slack: LocalSlack, app: Shop) -> None:
    view = opened(slack, app, modal(UNITS, notify_on_close=True))
    app.answer = {"response_action": "push", "view": modal(NOTE)}
    assert slack.submit(OLIVE, view["id"], {}) == {"pushed": True}
    trigger = slack.workspace.trigger(OLIVE)
    top = app.web.views_push(trigger_id=trigger, view=FORM)["view"]
    assert (top["root_view_id"], top["previous_view_id"] == view["id"]) == (view["id"], False)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        app.web.views_push(trigger_id=slack.workspace.trigger(OLIVE), view=FORM)

    slack.close_view(OLIVE, top["id"])
    assert slack.modal(OLIVE)["previous_view_id"] == view["id"]
    slack.close_view(OLIVE, slack.modal(OLIVE)["id"], clear=True)
    assert slack.modal(OLIVE) == {}
    slack.wait_until(lambda: len(app.closed) == 1)
    assert app.closed[0]["is_cleared"] is True
    with pytest.raises(SlackApiError, match="not_found"):
        app.web.views_update(view_id=view["id"], view=FORM)


def test_an_answer_that_clears_closes_them_all(slack: LocalSlack, app: Shop) -> None:
    view = opened(slack, app)
    app.answer = {"response_action": "push", "view": modal(NOTE)}
    slack.submit(OLIVE, view["id"], {})
    app.answer = {"response_action": "clear"}

    assert slack.submit(OLIVE, slack.modal(OLIVE)["id"], {}) == {"closed": True}
    assert slack.modal(OLIVE) == {}


def test_an_external_menu_shows_what_the_app_offers_and_no_more_than_slack_takes(
    slack: LocalSlack, app: Shop
) -> None:
    view = opened(slack, app)
    assert slack.suggest(OLIVE, view["id"], "place", "")["options"] == [OPTION]

    app.options = [{**OPTION, "value": str(number)} for number in range(101)]
    assert "trouble" in slack.suggest(OLIVE, view["id"], "place", "le")["user_sees"]
    app.options = [{"text": {"type": "plain_text", "text": "x" * 76}, "value": "1"}]
    assert slack.suggest(OLIVE, view["id"], "place", "le")["options"] == []
    told = [one["payload"] for one in slack.deliveries]
    assert [one["value"] for one in told] == ["", "le", "le"]
    assert told[0]["container"] == {"type": "view", "view_id": view["id"]}


def test_a_trigger_is_good_once_and_for_three_seconds(slack: LocalSlack, app: Shop) -> None:
    trigger = slack.workspace.trigger(OLIVE)
    app.web.views_open(trigger_id=trigger, view=FORM)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        app.web.views_open(trigger_id=trigger, view=FORM)
    late = slack.workspace.trigger(OLIVE)
    slack.workspace.triggers[late] = (OLIVE, slack.workspace.triggers[late][1] - 3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        app.web.views_open(trigger_id=late, view=FORM)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        app.web.views_push(trigger_id=slack.workspace.trigger("U02SAM"), view=FORM)


@pytest.mark.parametrize(
    "spoilt",
    [
        modal(UNITS, UNITS),
        modal(field("a", {"type": "button", "text": {"type": "plain_text", "text": "a"}})),
        modal(field("a", {"type": "plain_text_input", "max_length": 3001})),
        modal(field("a", {"type": "plain_text_input", "max_length": 3, "initial_value": "abcd"})),
        modal(field("a", {"type": "number_input"})),
        modal(field("a", {"type": "number_input", "is_decimal_allowed": False, "min_value": 1})),
        modal(field("a", {"type": "external_select",
                          "initial_option": {**OPTION, "value": "x" * 151}})),
        modal(*[field(name, {"type": "plain_text_input", "focus_on_load": True})
                for name in ("a", "b")]),
        modal(UNITS, private_metadata="x" * 3001),
        {**FORM, "submit": {"type": "plain_text", "text": "x" * 25}},
        {name: one for name, one in FORM.items() if name != "submit"},
        {"type": "home", "blocks": [{"type": "divider"}]},
    ],
    ids=lambda view: json.dumps(view)[-60:],
)  # fmt: skip
def test_a_modal_that_slack_would_not_take_is_not_opened(
    slack: LocalSlack, app: Shop, spoilt: Json
) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        opened(slack, app, spoilt)
    assert slack_blocks.view_problems(FORM) == []


def test_two_modals_cannot_have_one_external_id(slack: LocalSlack, app: Shop) -> None:
    opened(slack, app, {**FORM, "external_id": "order-1"})
    trigger = slack.workspace.trigger("U02SAM")
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        app.web.views_open(trigger_id=trigger, view={**FORM, "external_id": "order-1"})
    app.web.views_update(external_id="order-1", view={**FORM, "external_id": "order-1"})
