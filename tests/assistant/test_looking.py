"""The channel that somebody looks at beside us: it is heard, the last is kept, and used there."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from sqlalchemy import select

from assistant.app import Program
from assistant.playground.slack import FLOOR, NOBODY, OLIVE, ORDERS, SAM, LocalSlack
from assistant.slack import OddShape, looking
from oms import actors, catalogue, room_places
from oms.tables.messages import InboxEvent
from oms.tables.rooms import Look

CHANNEL = {"type": "slack#/types/channel_id", "value": FLOOR, "team_id": "T01SHOP"}
EVENT: dict[str, Any] = {
    "type": "event_callback", "event_id": "Ev1", "event_time": 1_700_000_000,
    "event": {"type": "app_context_changed", "user": OLIVE, "channel": "D01OLIVE",
              "event_ts": "1700000000.000100", "context": {"entities": [CHANNEL]}},
}  # fmt: skip
ODD: dict[str, dict[str, Any]] = {
    "no context": {"context": "here"},
    "a list for a context": {"context": [CHANNEL]},
    "entities that are none": {"context": {"entities": "C01FLOOR"}},
    "a number of them": {"context": {"entities": 7}},
    "nothing for an entity": {"context": {"entities": [None]}},
    "an entity of no type": {"context": {"entities": [{"value": FLOOR}]}},
    "a number for a channel": {"context": {"entities": [{**CHANNEL, "value": 7}]}},
    "nobody": {"user": None},
    "a user of no text": {"user": {"id": OLIVE}},
    "a user that no database keeps": {"user": "U01\x00"},
    "a long user": {"user": "U" * 4_000},
    "no time": {"event_ts": "now"},
    "a time beyond all": {"event_ts": "1e300"},
    "a time that is none": {"event_ts": "nan"},
    "a list for a time": {"event_ts": [1]},
}


def told(**event: Any) -> dict[str, Any]:
    """An event of Slack's with some parts otherwise."""
    made = copy.deepcopy(EVENT)
    made["event"] |= event
    return made


def entities(*values: Any) -> dict[str, Any]:
    return {"context": {"entities": list(values)}}


def kept(program: Program) -> list[str]:
    """The channels that are kept as looked at."""
    with program.database.reading() as books:
        return list(books.scalars(select(Look.room).order_by(Look.by_id)))


def for_leeds(program: Program) -> None:
    """The floor is for Leeds."""
    with program.database.writing() as books:
        leeds = catalogue.location(books, "Leeds").id
        room_places.change(books, FLOOR, leeds, was=None, by=actors.who(books, OLIVE), key="floor")


def answer(slack: LocalSlack, user: str) -> str:
    """The words of the answer to how many blue mugs there are, asked in a direct message."""
    before = len(slack.bot_messages())
    slack.dm(user, "how many blue mugs?")
    slack.wait_until(lambda: len(slack.bot_messages()) > before)
    return str(slack.bot_messages()[-1]["text"])


@pytest.mark.parametrize(
    ("event", "room"),
    [
        ({}, FLOOR),
        ({"context": {}}, ""),
        ({"context": None}, ""),
        ({"context": {"entities": None}}, ""),
        (entities(), ""),
        (entities({**CHANNEL, "value": "D01OLIVE"}), ""),
        (entities({**CHANNEL, "value": "C01\x00"}), ""),
        (entities({**CHANNEL, "value": f"x\x00/{FLOOR}"}), ""),
        (entities({"type": "slack#/types/user_id", "value": "U01SAM"}), ""),
        (entities({"type": "slack#/types/canvas", "value": 7}, CHANNEL), FLOOR),
        ({"type": "app_home_opened", "tab": "messages"}, FLOOR),
    ],
)
def test_only_a_channel_is_taken_from_what_slack_says(event: dict[str, Any], room: str) -> None:
    found = looking(told(**event))

    assert found is not None
    assert (found.user, found.room, f"{found.at:%H:%M:%S.%f}") == (OLIVE, room, "22:13:20.000100")


@pytest.mark.parametrize("event", [{"type": "message"}, {"type": "app_mention"}])
def test_nothing_else_says_where_somebody_looks(event: dict[str, Any]) -> None:
    assert looking(told(**event)) is None
    assert looking({"type": "block_actions", "event": EVENT["event"]}) is None
    opened = told(type="app_home_opened")
    del opened["event"]["context"]
    assert looking(opened) is None


@pytest.mark.parametrize("event", ODD.values(), ids=list(ODD))
def test_an_odd_shape_is_known_as_one(event: dict[str, Any]) -> None:
    with pytest.raises(OddShape):
        looking(told(**event))


def test_a_question_in_a_direct_message_is_of_the_channel_looked_at(
    slack: LocalSlack, program: Program
) -> None:
    for_leeds(program)
    assert "11 Blue mug (MUG-BLU) available in all" in answer(slack, OLIVE)

    slack.look(OLIVE, FLOOR)
    slack.wait_until(lambda: kept(program) == [FLOOR])
    leeds = answer(slack, OLIVE)
    assert "2 Blue mug (MUG-BLU) available in Leeds" in leeds
    assert "York has 9" in leeds
    assert "available in all" in answer(slack, SAM)

    slack.look(OLIVE, "")
    slack.wait_until(lambda: kept(program) == [""])
    assert "available in all" in answer(slack, OLIVE)


def test_opening_the_messages_says_it_too_and_suggests_as_ever(
    slack: LocalSlack, program: Program
) -> None:
    for_leeds(program)
    slack.open_home(SAM, "messages", beside=FLOOR)
    slack.wait_until(lambda: bool(slack.prompts(SAM)))
    assert kept(program) == [FLOOR]
    slack.open_home(SAM)
    slack.wait_home(SAM, lambda view: bool(view.get("blocks")))

    assert kept(program) == [FLOOR]
    assert "available in Leeds" in answer(slack, SAM)


def test_a_channel_is_given_its_place_where_it_is(slack: LocalSlack, program: Program) -> None:
    slack.mention(OLIVE, FLOOR, "this channel is for Leeds")
    shown = slack.wait_message(lambda one: "This channel is for Leeds" in one["text"])
    slack.press(OLIVE, shown, "Confirm")
    slack.wait_message(lambda one: one["ts"] == shown["ts"] and "Undo" in str(one["blocks"]))
    slack.mention(SAM, FLOOR, "how many blue mugs?")
    slack.wait_message(lambda one: "2 Blue mug (MUG-BLU) available in Leeds" in one["text"])

    slack.slash(SAM, FLOOR, "/backroom", "how many blue mugs?")
    slack.wait_until(
        lambda: any(one.get("only_to") == SAM and "available in Leeds" in one["text"]
                    for one in slack.messages(FLOOR))
    )  # fmt: skip


def test_a_change_is_asked_for_its_place_wherever_one_looks(
    slack: LocalSlack, program: Program
) -> None:
    for_leeds(program)
    slack.look(OLIVE, FLOOR)
    slack.wait_until(lambda: kept(program) == [FLOOR])
    assert "available in Leeds" in answer(slack, OLIVE)

    slack.dm(OLIVE, "add 3 of them")
    slack.wait_message(lambda one: "Which location?" in one["text"])


def test_nothing_but_the_last_is_kept_and_what_comes_late_changes_nothing(
    slack: LocalSlack, program: Program
) -> None:
    slack.look(OLIVE, FLOOR)
    slack.wait_until(lambda: kept(program) == [FLOOR])
    late = next(one["payload"] for one in slack.deliveries if one["kind"] == "events_api")
    slack.look(OLIVE, ORDERS)
    slack.wait_until(lambda: kept(program) == [ORDERS])
    slack.look(NOBODY, FLOOR)
    slack.on_loop(slack.delivery.event(late))
    assert "available in all" in answer(slack, OLIVE)

    assert kept(program) == [ORDERS]
    with program.database.reading() as books:
        came_in = list(books.scalars(select(InboxEvent.payload)))
    assert [one["kind"] for one in came_in] == ["message"]


@pytest.mark.parametrize("name", ["a number of them", "nobody", "a time beyond all"])
def test_what_is_odd_is_acknowledged_and_changes_nothing(
    slack: LocalSlack, program: Program, name: str
) -> None:
    slack.look(OLIVE, FLOOR)
    slack.wait_until(lambda: kept(program) == [FLOOR])

    odd = {**told(**ODD[name]), "team_id": "T01SHOP", "api_app_id": "A01"}
    assert slack.on_loop(slack.delivery.again(odd, 0)) == "acked"
    assert kept(program) == [FLOOR]
    assert "available in all" in answer(slack, OLIVE)
