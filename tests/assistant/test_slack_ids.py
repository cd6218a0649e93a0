"""Ids of people and channels: unique across workspaces, and the same as ever in the shop's own."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import slack_ids
from assistant.slack import incoming, looking

HOME, DEPOT = "T01SHOP", "T02DEPOT"
MESSAGE: dict[str, Any] = {
    "type": "event_callback", "event_id": "Ev1",
    "event": {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1",
              "text": "help", "ts": "1.1"},
}  # fmt: skip
HOME_TAB = {
    "type": "event_callback", "event_id": "Ev1",
    "event": {"type": "app_home_opened", "tab": "home", "channel": "D1", "user": "U1"},
}  # fmt: skip
LOOK = {
    "type": "event_callback", "event_id": "Ev1",
    "event": {"type": "app_context_changed", "channel": "D1", "user": "U1", "event_ts": "1.5",
              "context": {"entities": [{"type": "slack#/types/channel_id", "value": "C1X",
                                        "team_id": "T01SHOP"}]}},
}  # fmt: skip
PRESS = {
    "type": "block_actions", "user": {"id": "U1"}, "channel": {"id": "C1"},
    "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1"},
    "actions": [{"action_id": "confirm", "value": "t", "action_ts": "2"}],
}  # fmt: skip
ABOUT = {
    "type": "message_action", "callback_id": "about", "user": {"id": "U1"}, "action_ts": "2",
    "channel": {"id": "C1"}, "message": {"ts": "1.1", "text": "1043"}, "response_url": "h",
}  # fmt: skip
SLASH = {"command": "/backroom", "text": "help", "user_id": "U1", "channel_id": "C1",
         "trigger_id": "1", "response_url": "h"}  # fmt: skip
EVERY = (MESSAGE, HOME_TAB, PRESS, ABOUT, SLASH)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "user", "channel", "channel_id"]), inside, max_size=3
        )
    ),
    max_leaves=6,
)


def facts(body: dict[str, Any], team: str | None, actor: str | None) -> tuple[str, str, str]:
    """Key, person and place of what came in."""
    whole = copy.deepcopy(body)
    slack_ids.fill_in(whole, team, slack_ids.actor(whole, actor, None), HOME)
    told = incoming(whole)
    assert told is not None
    return told[0], told[1]["user"], told[1]["target"]


def test_in_the_shops_own_workspace_ids_stay_as_they_are() -> None:
    for body in EVERY:
        _, user, target = facts(body, HOME, HOME)
        assert user == "U1"
        assert target in {"C1", "D1"}


def test_those_of_another_carry_its_id_and_meet_no_other() -> None:
    for body in EVERY:
        key, user, target = facts(body, DEPOT, DEPOT)
        assert user == f"{DEPOT}/U1"
        assert target in {f"{DEPOT}/C1", f"{DEPOT}/D1"}
        assert key != facts(body, HOME, HOME)[0]


def test_what_is_looked_at_is_of_the_workspace_that_it_says() -> None:
    for team, of, room in ((HOME, HOME, "C1X"), (DEPOT, DEPOT, f"{DEPOT}/C1X"),
                           (DEPOT, HOME, "C1X"), (DEPOT, None, f"{DEPOT}/C1X")):  # fmt: skip
        whole: dict[str, Any] = copy.deepcopy(LOOK)
        whole["event"]["context"]["entities"][0]["team_id"] = of
        slack_ids.fill_in(whole, team, team, HOME)
        told = looking(whole)
        assert told is not None
        assert (told.user, told.room) == ("U1" if team == HOME else f"{DEPOT}/U1", room)


def test_somebody_of_elsewhere_in_a_shared_channel_is_nobody_of_the_shop() -> None:
    assert facts(MESSAGE, HOME, DEPOT)[1:] == (f"{DEPOT}/U1", "D1")
    assert facts(MESSAGE, HOME, None)[1:] == ("?/U1", "D1")


@pytest.mark.parametrize("body", [PRESS, ABOUT])
def test_whoever_presses_in_a_shared_channel_is_of_the_workspace_that_they_say(
    body: dict[str, Any],
) -> None:
    pressed = {**body, "user": {"id": "U1", "team_id": DEPOT}}

    assert facts(pressed, HOME, HOME)[1:] == (f"{DEPOT}/U1", "C1")
    assert facts({**body, "user": {"id": "U1", "team_id": HOME}}, DEPOT, DEPOT)[1] == "U1"


@pytest.mark.parametrize("said", ["user_team", "source_team", "team"])
def test_whoever_speaks_is_of_the_workspace_that_they_say_though_the_channel_is_not_called_shared(
    said: str,
) -> None:
    spoken, ours = copy.deepcopy(MESSAGE), copy.deepcopy(MESSAGE)
    spoken["event"] |= {said: DEPOT}
    ours["event"] |= {said: HOME, "team": DEPOT}

    assert facts(spoken, HOME, HOME)[1] == f"{DEPOT}/U1"
    assert said == "team" or facts(ours, HOME, HOME)[1] == "U1"


def test_whoever_is_only_said_to_be_of_an_organisation_is_ours_where_it_is_ours() -> None:
    for part, name in (("user", "team_id"), ("event", "user_team")):
        body = {part: {name: "E01ORG"}}
        assert slack_ids.actor(body, HOME, "E01ORG") == HOME
        assert slack_ids.actor(body, HOME, "E02OTHER") is None
        assert slack_ids.actor(body, HOME, None) is None
        assert slack_ids.actor({part: {name: 7}}, HOME, None) == HOME


def test_what_is_full_already_stays_so_and_comes_apart_again() -> None:
    full = slack_ids.full(DEPOT, "C1", HOME)

    assert slack_ids.full(DEPOT, full, HOME) == full
    assert slack_ids.parts(full, HOME) == (DEPOT, "C1")
    assert slack_ids.parts("C1", HOME) == (HOME, "C1")
    # nobody gets into another workspace by saying its id
    assert slack_ids.full(DEPOT, f"{HOME}/U1", HOME) == f"{DEPOT}/{HOME}/U1"


@given(st.dictionaries(st.sampled_from([*slack_ids.HELD, "user_id", "x"]), JSON, max_size=4))
def test_an_odd_shape_is_left_as_it_is(body: dict[str, Any]) -> None:
    slack_ids.actor(body, None, None)
    slack_ids.fill_in(body, DEPOT, None, HOME)
    slack_ids.fill_in({"event": {"context": body}}, DEPOT, None, HOME)
    slack_ids.fill_in({"event": {"context": {"entities": [body, None]}}}, DEPOT, None, HOME)
