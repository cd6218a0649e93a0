"""The manifest of the Slack app: Slack takes it, and what it gives is enough and no more."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from assistant.manifest import SCOPES, BadWebAddress, manifest
from assistant.playground import slack_grants
from assistant.playground.slack import APP_TOKEN, BOT_TOKEN, FLOOR, OLIVE, LocalSlack
from tests.assistant.running import program_of
from tests.importing.command import backroom

SPOILT: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "no scope for an event": (
        "message.im needs the scope im:history",
        lambda app: app["oauth_config"]["scopes"]["bot"].remove("im:history"),
    ),
    "no scope for commands": (
        "commands need the scope commands",
        lambda app: app["oauth_config"]["scopes"]["bot"].remove("commands"),
    ),
    "an event that is none": (
        "message.mars is no event",
        lambda app: app["settings"]["event_subscriptions"]["bot_events"].append("message.mars"),
    ),
    "a short description": (
        "the long description has to have 174 characters",
        lambda app: app["display_information"].update(long_description="Short."),
    ),
    "a long name": (
        "display_information.name has to have 1 to 35 characters",
        lambda app: app["display_information"].update(name="B" * 36),
    ),
    "no scope for shortcuts": (
        "shortcuts need the scope commands",
        lambda app: app["oauth_config"]["scopes"]["bot"].remove("commands"),
    ),
    "a long shortcut": (
        "the name of a shortcut has to have 1 to 24 characters",
        lambda app: app["features"]["shortcuts"][0].update(name="B" * 25),
    ),
    "a shortcut of nothing": (
        "a shortcut is of a message or global",
        lambda app: app["features"]["shortcuts"][0].update(type="channel"),
    ),
    "a shortcut twice": (
        "two shortcuts have one callback_id",
        lambda app: app["features"]["shortcuts"].append(app["features"]["shortcuts"][0]),
    ),
    "no home tab": (
        "app_home_opened needs the Home tab",
        lambda app: app["features"]["app_home"].update(home_tab_enabled=False),
    ),
    "no agent to look beside": (
        "app_context_changed needs agent_view",
        lambda app: app["features"].pop("agent_view"),
    ),
    "no address": (
        "events has no address over TLS",
        lambda app: app["settings"].update(socket_mode_enabled=False),
    ),
}


@pytest.mark.parametrize("address", [None, "https://shop.example.org"])
def test_slack_takes_the_manifest(address: str | None) -> None:
    assert slack_grants.faults(manifest(address)) == []


@pytest.mark.parametrize(("said", "spoil"), SPOILT.values(), ids=list(SPOILT))
def test_slack_refuses_a_manifest_that_is_not_right(
    said: str, spoil: Callable[[dict[str, Any]], object]
) -> None:
    app = copy.deepcopy(manifest())
    spoil(app)

    assert said in "; ".join(slack_grants.faults(app))


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://shop.example.org", "https://shop.example.org/slack/events"),
        ("https://shop.example.org/", "https://shop.example.org/slack/events"),
        ("https://example.org:8443/oms/", "https://example.org:8443/oms/slack/events"),
        ("https://shop.example.org/slack/events", "https://shop.example.org/slack/events"),
    ],
)
def test_every_door_has_the_address_at_which_slack_reaches_us(address: str, url: str) -> None:
    app = manifest(address)

    assert app["settings"]["event_subscriptions"]["request_url"] == url
    assert app["settings"]["interactivity"]["request_url"] == url
    assert app["features"]["slash_commands"][0]["url"] == url
    assert not app["settings"]["socket_mode_enabled"]
    assert app["oauth_config"]["redirect_urls"] == [url.replace("events", "oauth_redirect")]


@pytest.mark.parametrize(
    "address",
    ["http://shop.example.org", "shop.example.org", "https://", "https://localhost",
     "https://shop.example.org?shop=1", ""],
)  # fmt: skip
def test_an_address_that_slack_cannot_reach_is_refused(address: str) -> None:
    with pytest.raises(BadWebAddress):
        manifest(address)


@pytest.mark.parametrize(
    ("scope", "said"),
    [("chat:write", "chat.postMessage"), ("files:write", "files.getUploadURLExternal")],
)
def test_without_a_scope_something_that_we_do_is_refused(
    url: str, slack: LocalSlack, scope: str, said: str
) -> None:
    slack.grants.scopes = frozenset(SCOPES) - {scope}
    program = program_of(url, slack)
    program.start()
    slack.wait_connected()
    try:
        slack.dm(OLIVE, "where is order 1043?")
        slack.dm(OLIVE, "pick list for Leeds")
        slack.wait_until(lambda: any(_lacks(one, scope, said) for one in slack.calls))
    finally:
        program.stop()


def _lacks(call: dict[str, Any], scope: str, method: str) -> bool:
    return bool(call["method"] == method and call["answer"].get("needed") == scope)


def test_a_command_that_the_manifest_does_not_declare_reaches_nobody(slack: LocalSlack) -> None:
    seen = slack.slash(OLIVE, FLOOR, "/oms", "where is order 1043?")

    assert seen == {"outcome": "unknown_command"}
    assert slack.messages(FLOOR)[-1]["text"] == "/oms is not a valid command."


def test_the_command_line_prints_it_and_the_doctor_says_what_slack_did_not_give(
    url: str, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    printed = backroom(url, "manifest", "--address", "https://shop.example.org")
    refused = backroom(url, "manifest", "--address", "http://10.0.0.1")
    well = backroom(url, "doctor")
    slack.grants.scopes = frozenset(SCOPES) - {"files:read", "channels:history"}
    lacking = backroom(url, "doctor")

    assert json.loads(printed.stdout) == manifest("https://shop.example.org")
    assert refused.status == 2
    assert "no address that Slack can reach" in refused.stderr
    assert "ok   slack" in well.stdout
    assert "TODO slack: The app lacks channels:history, files:read at Slack." in lacking.stdout
