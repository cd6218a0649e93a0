"""The local Slack as an unmodified Bolt app sees it: over a socket and over signed HTTP."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from assistant.playground.slack import (
    APP_TOKEN,
    BOT_TOKEN,
    FLOOR,
    OLIVE,
    SAM,
    SIGNING_SECRET,
    LocalSlack,
)
from tests.sockets import hang_up

FAST = 0.001
MODAL = {
    "type": "modal",
    "callback_id": "count",
    "title": {"type": "plain_text", "text": "Count"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "units",
            "label": {"type": "plain_text", "text": "Units"},
            "element": {"type": "plain_text_input", "action_id": "typed"},
        }
    ],
}
BUTTON = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "open", "text": {"type": "plain_text", "text": "Open"},
         "value": "1043"}
    ],
}  # fmt: skip


class Heard:
    """What the app heard, for tests to look at."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.pressed: list[str] = []
        self.submitted: list[str] = []


def bolt(slack: LocalSlack, heard: Heard) -> App:
    """An app as the manual of Bolt shows it."""
    app = App(
        client=WebClient(BOT_TOKEN, base_url=slack.api_url),
        signing_secret=SIGNING_SECRET,
        listener_executor=ThreadPoolExecutor(4),
    )

    @app.event("message")
    @app.event("app_mention")
    def spoken(event: dict[str, Any], say: Callable[..., Any]) -> None:
        heard.events.append(event)
        say(text=f"heard {event['text']}", blocks=[BUTTON], thread_ts=event.get("thread_ts"))

    @app.command("/backroom")
    def commanded(ack: Callable[..., Any], respond: Callable[..., Any], command: Any) -> None:
        ack()
        respond(f"you said {command['text']}")

    @app.action("open")
    def pressed(ack: Callable[..., Any], body: dict[str, Any], client: WebClient) -> None:
        ack()
        heard.pressed.append(body["actions"][0]["value"])
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("count")
    def submitted(ack: Callable[..., Any], view: dict[str, Any]) -> None:
        typed = view["state"]["values"]["units"]["typed"]["value"]
        if not typed.isdigit():
            ack(response_action="errors", errors={"units": "A whole number, please."})
            return
        ack()
        heard.submitted.append(typed)

    return app


@contextmanager
def over_a_socket(slack: LocalSlack, app: App) -> Iterator[None]:
    handler = SocketModeHandler(app, APP_TOKEN)
    handler.connect()  # type: ignore[no-untyped-call]
    slack.wait_connected()
    try:
        yield
    finally:
        hang_up(handler.client)
        handler.close()  # type: ignore[no-untyped-call]
        # or the next test would find this connection and take it for its own
        slack.wait_until(lambda: slack.delivery.connected == 0)


@contextmanager
def over_http(slack: LocalSlack, app: App) -> Iterator[None]:
    server = make_server("127.0.0.1", 0, SlackRequestHandler(app))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    slack.delivery.request_url = f"http://127.0.0.1:{server.server_port}/slack/events"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def server() -> Iterator[LocalSlack]:
    """One local Slack for the tests of this file; an event comes again without a wait."""
    made = LocalSlack(time_scale=FAST).start()
    yield made
    made.stop()


@pytest.fixture
def slack(server: LocalSlack) -> LocalSlack:
    """The local Slack, with nothing said in it yet."""
    server.reset()
    server.delivery.request_url, server.delivery.time_scale = None, FAST
    server.enforce_rates = False
    return server


@pytest.fixture(params=[over_a_socket, over_http], ids=["socket", "http"])
def connected(request: pytest.FixtureRequest, slack: LocalSlack) -> Iterator[Heard]:
    """An app that is connected in one way or the other."""
    heard = Heard()
    with request.param(slack, bolt(slack, heard)):
        yield heard


def test_a_direct_message_reaches_the_app_and_its_answer_the_person(
    slack: LocalSlack, connected: Heard
) -> None:
    slack.dm(OLIVE, "where is <order> 1043 & 1044?")

    answer = slack.wait_message(lambda one: "heard" in one["text"])
    assert connected.events[0]["channel_type"] == "im"
    assert connected.events[0]["user"] == OLIVE
    assert answer["text"] == "heard where is &lt;order&gt; 1043 &amp; 1044?"


def looked(slack: LocalSlack, told: str) -> None:
    """Somebody in a browser looks at another channel."""
    asked = urllib.request.Request(f"{slack.base_url}client/look", told.encode())  # noqa: S310
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        assert answer.status == 200


def test_where_somebody_looks_reaches_an_app_that_subscribed_to_it(slack: LocalSlack) -> None:
    events: list[dict[str, Any]] = []
    app = bolt(slack, Heard())

    @app.event("app_context_changed")
    def heard(event: dict[str, Any]) -> None:
        events.append(event)

    with over_a_socket(slack, app):
        slack.look(OLIVE, FLOOR)
        slack.people.subscribed.add("app_context_changed")
        looked(slack, f'{{"user": "{OLIVE}", "channel": "{FLOOR}"}}')
        slack.wait_until(lambda: len(events) == 1)
        looked(slack, f'{{"user": "{OLIVE}"}}')
        slack.wait_until(lambda: len(events) == 2)

    seen = {"type": "slack#/types/channel_id", "value": FLOOR, "team_id": slack.workspace.team}
    assert [one["context"] for one in events] == [{"entities": [seen]}, {}]
    assert {(one["user"], one["channel"]) for one in events} == {
        (OLIVE, slack.workspace.dm(OLIVE).id)
    }


def test_in_a_channel_only_a_mention_reaches_the_app(slack: LocalSlack, connected: Heard) -> None:
    slack.say(SAM, FLOOR, "lunch?")
    slack.mention(SAM, FLOOR, "late orders")

    slack.wait_message(lambda one: "late orders" in one["text"])
    assert [event["type"] for event in connected.events] == ["app_mention"]


def test_a_photo_reaches_the_app_as_a_file_share_with_its_permalink(
    slack: LocalSlack, connected: Heard
) -> None:
    slack.people.subscribed.add("message.channels")
    root = slack.say(SAM, FLOOR, "the mugs of 1043 are back")
    slack.say(SAM, FLOOR, "", root, [("mug.jpg", b"JPEG"), ("box.png", b"PNG!")])

    slack.wait_until(lambda: len(connected.events) == 2)
    # over HTTP the two requests may overtake one another
    (event,) = [one for one in connected.events if "subtype" in one]
    assert (event["subtype"], event["channel_type"], event["thread_ts"]) == (
        "file_share", "channel", root,
    )  # fmt: skip
    assert [file["name"] for file in event["files"]] == ["mug.jpg", "box.png"]
    assert event["files"][0]["mimetype"] == "image/jpeg"
    assert event["files"][0]["permalink"].endswith("/mug.jpg")
    told = WebClient(BOT_TOKEN, base_url=slack.api_url).files_info(file=event["files"][1]["id"])
    assert told["file"]["user"] == SAM


def test_a_mention_is_heard_twice_by_an_app_that_hears_the_channel(
    slack: LocalSlack, connected: Heard
) -> None:
    slack.people.subscribed.add("message.channels")
    slack.mention(SAM, FLOOR, "late orders")

    slack.wait_until(lambda: len(connected.events) == 2)
    assert {event["type"] for event in connected.events} == {"message", "app_mention"}
    assert len({event["ts"] for event in connected.events}) == 1


def test_a_command_is_answered_privately(slack: LocalSlack, connected: Heard) -> None:
    slack.slash(SAM, FLOOR, "/backroom", "stock of mugs")

    answer = slack.wait_message(lambda one: "you said" in one["text"])
    assert answer["text"] == "you said stock of mugs"
    assert answer["only_to"] == SAM


def test_a_button_opens_a_modal_and_its_faults_are_shown_in_it(
    slack: LocalSlack, connected: Heard
) -> None:
    slack.dm(OLIVE, "count")
    message = slack.wait_message(lambda one: "heard" in one["text"])

    slack.press(OLIVE, message, "Open")
    slack.wait_until(lambda: len(slack.workspace.views) == 1)
    view = next(iter(slack.workspace.views))

    def typed(words: str) -> dict[str, Any]:
        return {"units": {"typed": {"type": "plain_text_input", "value": words}}}

    assert slack.submit(OLIVE, view, typed("many"))["errors"] == {
        "units": "A whole number, please."
    }
    assert slack.submit(OLIVE, view, typed("12"))["closed"]
    assert connected.pressed == ["1043"]
    assert connected.submitted == ["12"]


def test_an_event_that_nobody_takes_comes_again_until_somebody_does(slack: LocalSlack) -> None:
    heard = Heard()
    slack.delivery.time_scale = 0.02
    slack.dm(OLIVE, "is anybody there?")
    slack.wait_until(lambda: len(slack.deliveries) >= 2)

    with over_a_socket(slack, bolt(slack, heard)):
        slack.wait_message(lambda one: "anybody" in one["text"])

    assert [one["outcome"] for one in slack.deliveries][:2] == ["nobody", "nobody"]
    assert len(heard.events) == 1


def test_a_request_that_slack_did_not_sign_is_refused(slack: LocalSlack) -> None:
    heard = Heard()
    with over_http(slack, bolt(slack, heard)):
        request = urllib.request.Request(  # noqa: S310  loopback
            slack.delivery.request_url or "", b'{"type":"event_callback"}',
            {"x-slack-signature": "v0=00", "x-slack-request-timestamp": "1"},
        )  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)  # noqa: S310
        refused.value.close()

    assert refused.value.code == 401
    assert heard.events == []


def test_too_many_messages_are_told_to_wait_and_the_client_waits(slack: LocalSlack) -> None:
    slack.faults.append({"method": "chat.postMessage", "times": 1, "retry_after": 1})
    patient = WebClient(BOT_TOKEN, base_url=slack.api_url)
    patient.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))

    patient.chat_postMessage(channel=FLOOR, text="hello")

    assert [one["text"] for one in slack.bot_messages()] == ["hello"]


def test_a_burst_beyond_the_rate_is_limited_when_rates_are_enforced(slack: LocalSlack) -> None:
    slack.enforce_rates = True
    web = WebClient(BOT_TOKEN, base_url=slack.api_url)

    def burst() -> None:
        for number in range(20):
            web.chat_postMessage(channel=FLOOR, text=str(number))

    with pytest.raises(SlackApiError) as refused:
        burst()
    slack.enforce_rates = False

    assert refused.value.response.status_code == 429
    assert int(refused.value.response.headers["Retry-After"]) >= 1


def test_a_file_is_uploaded_in_slacks_three_steps_and_shown(slack: LocalSlack) -> None:
    web = WebClient(BOT_TOKEN, base_url=slack.api_url)

    web.files_upload_v2(channel=FLOOR, content=b"\x89PNG....", filename="sales.png", title="Sales",
                        alt_txt="Sales by day")  # fmt: skip

    shown = slack.wait_message(lambda one: bool(one.get("files")))
    assert shown["files"][0]["title"] == "Sales"


def test_a_file_is_there_after_a_restart_as_the_message_is_that_shows_it(tmp_path: Path) -> None:
    store = tmp_path / "slack.json"
    before = LocalSlack(store=store).start()
    web = WebClient(BOT_TOKEN, base_url=before.api_url)
    web.files_upload_v2(channel=FLOOR, content=b"\x89PNG....", filename="sales.png", title="Sales")
    before.stop()

    after = LocalSlack(store=store).start()
    try:
        (shown,) = (one for one in after.messages(FLOOR) if one.get("files"))
        address = f"{after.base_url}client/files/{shown['files'][0]['id']}"
        with urllib.request.urlopen(address) as answer:  # noqa: S310  loopback
            assert answer.read() == b"\x89PNG...."
    finally:
        after.stop()


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def button(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": f"a{number}", "text": text("Go"), **more}


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}],
        [{"type": "header", "text": text("x" * 151)}],
        [{"type": "divider"}] * 51,
        [{"type": "actions", "elements": [button(number) for number in range(26)]}],
        [{"type": "actions", "elements": [button(value="x" * 2_001)]}],
        [{"type": "actions", "elements": [{**button(), "text": text("x" * 76)}]}],
        [{"type": "section"}],
        [{"type": "unheard_of"}],
        [{"type": "context", "elements": [text("x")] * 11}],
        [{"type": "section", "text": text("x"), "fields": [text("x")] * 11}],
        [{"type": "divider", "block_id": "x" * 256}],
        [{"type": "image", "image_url": "https://example.com/x.png"}],
    ],
    ids=lambda blocks: str(blocks[0].get("type")),
)  # fmt: skip
def test_blocks_that_slack_would_refuse_are_refused(
    slack: LocalSlack, blocks: list[dict[str, Any]]
) -> None:
    web = WebClient(BOT_TOKEN, base_url=slack.api_url)

    with pytest.raises(SlackApiError) as refused:
        web.chat_postMessage(channel=FLOOR, text="x", blocks=blocks)

    assert refused.value.response["error"] == "invalid_blocks"
    assert slack.bot_messages() == []


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("chat.postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": FLOOR}, "no_text"),
        ("chat.update", {"channel": FLOOR, "ts": "1.0", "text": "x"}, "message_not_found"),
        ("views.open", {"trigger_id": "old", "view": MODAL}, "invalid_trigger_id"),
        ("chat.unheardOf", {}, "unknown_method"),
    ],
)  # fmt: skip
def test_a_call_that_slack_would_refuse_is_refused_with_its_word(
    slack: LocalSlack, method: str, given: dict[str, Any], error: str
) -> None:
    web = WebClient(BOT_TOKEN, base_url=slack.api_url)

    with pytest.raises(SlackApiError) as refused:
        web.api_call(method, json=given)

    assert refused.value.response["error"] == error


def test_a_wrong_token_is_refused(slack: LocalSlack) -> None:
    with pytest.raises(SlackApiError) as refused:
        WebClient("xoxb-wrong", base_url=slack.api_url).auth_test()

    assert refused.value.response["error"] == "invalid_auth"


def test_what_was_posted_is_found_again_by_its_metadata(slack: LocalSlack) -> None:
    web = WebClient(BOT_TOKEN, base_url=slack.api_url)
    marked = {"event_type": "backroom_message", "event_payload": {"key": "answer:1"}}
    web.chat_postMessage(channel=FLOOR, text="x", metadata=marked)

    plain = web.conversations_history(channel=FLOOR)["messages"]
    with_metadata = web.conversations_history(channel=FLOOR, include_all_metadata=True)["messages"]

    assert "metadata" not in plain[0]
    assert with_metadata[0]["metadata"] == marked
