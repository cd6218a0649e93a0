"""Troubles between Slack and the running program: each ends in exactly one effect and an answer.

Over a socket with SQLite, over HTTP with PostgreSQL. Of the processes that die, tests/end_to_end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.request import urlopen

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from assistant.manifest import PATH
from assistant.playground.slack import (
    DIGEST,
    FLOOR,
    NOBODY,
    OLIVE,
    ORDERS,
    PRIYA,
    SAM,
)
from assistant.playground.slack_delivery import ACK_SECONDS
from assistant.slack_web import HEALTH
from oms import outbox, settings
from oms.database import Database
from tests.assistant.chaos import (
    ADDED,
    TWINS,
    Shop,
    address,
    books_held,
    pressed,
)

Json = dict[str, Any]
ORDINARY, LONG = 30, 200
REFRESHED = 0.3
PLACES = ((SAM, FLOOR), (OLIVE, ORDERS), (PRIYA, DIGEST),
          *((user, f"D{user[1:]}") for user in (OLIVE, SAM, PRIYA)))  # fmt: skip
"""Who asks where; each place hears at most one message a second."""
HALF_AN_HOUR = 1_801


@pytest.fixture
def shop(quiet: Shop) -> Shop:
    """The running program, in a Slack in which nothing was said yet."""
    return quiet


def test_an_acknowledgement_that_is_lost_has_the_event_come_again_and_nothing_done_again(
    shop: Shop,
) -> None:
    before, thread = shop.on_hand(), shop.asked()

    shop.slack.delivery.lost_acks = 2
    shop.say(thread, "yes")

    shop.slack.wait_until(lambda: shop.outcomes("yes").count("acked") == TWINS)
    assert shop.outcomes("yes").count("timeout") == 2
    shop.settled()
    assert shop.on_hand() == before + ADDED
    assert len(shop.answers(thread)) == 2


def test_a_second_try_may_be_the_only_one_that_arrives(shop: Shop) -> None:
    before, thread = shop.on_hand(), shop.asked()
    asked = shop.last_event("found")
    yes = {**asked["event"], "text": "<@U00BACKROOM> yes", "thread_ts": thread, "ts": "9.1"}
    event = {**asked, "event_id": "Ev91", "event": yes}

    for attempt in (2, 3, 1):
        assert shop.slack.on_loop(shop.slack.delivery.again(event, attempt)) == "acked"

    shop.settled()
    assert shop.on_hand() == before + ADDED
    assert len(shop.answers(thread)) == 2


def test_two_programs_that_get_one_event_at_the_same_moment_act_once(shop: Shop) -> None:
    slack, second = shop.slack, shop.another()
    before, thread = shop.on_hand(), shop.asked()
    asked = shop.last_event("found")
    second.start()
    if shop.over_http:
        urls = [address(shop.program), address(second)] * 2
    else:
        slack.wait_until(lambda: slack.delivery.connected == 2)
        urls = []
    for number in range(5):
        yes = {**asked["event"], "text": "<@U00BACKROOM> yes", "thread_ts": thread,
               "ts": f"{number}.2"}  # fmt: skip
        event = {**asked, "event_id": f"Ev{number}", "event": yes}
        outcomes = slack.on_loop(slack.delivery.everywhere(event, *urls))
        assert set(outcomes) == {"acked"}
        assert len(outcomes) == max(len(urls), 2)

    slack.wait_until(lambda: len(shop.answers(thread)) == 1 + 5)
    second.stop()
    shop.settled()
    assert shop.on_hand() == before + ADDED
    said = [one["text"] for one in shop.answers(thread)]
    assert len([one for one in said if "Nothing waits" in one]) == 4


def test_a_slow_database_has_everything_come_again_and_each_is_answered_once(shop: Shop) -> None:
    slack, before = shop.slack, shop.on_hand()
    thread, other = shop.asked(), shop.asked("York")
    preview = shop.answers(other)[0]
    with ThreadPoolExecutor() as people, books_held(shop.url):
        shop.say(thread, "yes")
        command = people.submit(slack.slash, SAM, FLOOR, "/backroom", "how many red mugs in York?")
        button = people.submit(slack.press, SAM, preview, "Confirm")
        if shop.over_http:
            # who waits for the books keeps nobody else from being heard
            health = address(shop.program).replace(PATH, HEALTH)
            assert urlopen(health, timeout=ACK_SECONDS).status == 200  # noqa: S310  loopback
        # Slack gives up waiting, and says so to the people
        assert command.result()["outcome"] == button.result()["outcome"] == "timeout"

    slack.wait_message(lambda one: one.get("only_to") == SAM and "York" in one["text"])
    slack.wait_until(lambda: len(shop.answers(thread)) == 2)
    slack.wait_until(lambda: "Undo" in str(shop.answers(other)))
    assert slack.press(SAM, preview, "Confirm")["outcome"] == "acked"
    slack.wait_message(lambda one: "done before" in one["text"])
    shop.settled()
    assert shop.on_hand() == before + 2 * ADDED
    assert [len(shop.answers(one)) for one in (thread, other)] == [2, 2]


def stop_the_database(shop: Shop, server: str) -> Callable[[], None]:
    """From now on nothing can be written; what is given ends that."""
    if not shop.over_http:
        with Database(shop.url).engine.begin() as books:
            books.execute(text("CREATE TRIGGER broken BEFORE INSERT ON inbox"
                               " BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"))  # fmt: skip

        def mend() -> None:
            with Database(shop.url).engine.begin() as books:
                books.execute(text("DROP TRIGGER broken"))

        return mend
    name = make_url(shop.url).database
    lock = f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {{}}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(lock.format("false"))
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        admin.execute(others, [name])

    def allow() -> None:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(lock.format("true"))

    return allow


def test_while_the_database_is_away_nothing_is_acknowledged_and_then_done_once(
    shop: Shop, postgresql_server: str
) -> None:
    slack, before, thread = shop.slack, shop.on_hand(), shop.asked()
    shop.settled()
    mend = stop_the_database(shop, postgresql_server)

    shop.say(thread, "yes")
    # the database comes back between two tries: in the middle of one a failure may still be told
    failed = {"timeout", "refused"}
    slack.wait_until(lambda: sum(one in failed for one in shop.outcomes("yes")) >= TWINS)
    mend()

    slack.wait_until(lambda: len(shop.answers(thread)) == 2)
    slack.wait_until(lambda: shop.outcomes("yes").count("acked") == TWINS)
    assert shop.on_hand() == before + ADDED


TROUBLES: dict[str, Json] = {
    "too many": {"retry_after": 1},
    "a broken line": {"drop": "before"},
    "a fault of Slack's": {"status": 500},
    "no answer of Slack's at all": {"status": 200},
}


@pytest.mark.parametrize("number", [0, 1])
def test_whatever_slack_does_to_an_answer_it_arrives_once_on_every_way(
    shop: Shop, number: int
) -> None:
    # answers go out alike whichever way the question came in: each way has two of the troubles
    trouble = [*TROUBLES.values()][number + 2 * shop.over_http]
    slack, before = shop.slack, shop.on_hand()
    thread, other = shop.asked(), shop.asked("York")
    for method in ("chat.postMessage", "chat.update", "response_url", "chat.postEphemeral"):
        # a response_url has no answer but its status
        if method != "response_url" or trouble.get("status") != 200:
            slack.faults.append({"method": method, "times": 1, **trouble})
    # what was posted all the same is found again; what only one person sees could not be
    for fault in slack.faults[:2]:
        fault["arrived"] = "status" in trouble
    slack.faults.append({"method": "conversations.replies", "times": 1, "retry_after": 1})

    shop.say(thread, "yes")
    slack.press(SAM, shop.answers(other)[0], "Confirm")
    slack.slash(SAM, FLOOR, "/backroom", "how many red mugs in York?")
    asked = slack.say(SAM, FLOOR, "cake, anybody?")
    slack.shortcut(SAM, FLOOR, asked, "about")
    slack.press(SAM, {**shop.answers(other)[0], "blocks": [old_button()]}, "Ship it")

    slack.wait_until(lambda: len(shop.answers(thread)) == 2)
    slack.wait_until(lambda: "Undo" in str(shop.answers(other)))
    slack.wait_message(lambda one: one.get("only_to") == SAM and "York" in one["text"])
    slack.wait_message(lambda one: "no order, return, parcel" in one["text"])
    slack.wait_message(lambda one: "older version" in one["text"])
    shop.settled()
    assert shop.on_hand() == before + 2 * ADDED
    assert len(slack.bot_messages()) == 2 + 1 + 3
    if "retry_after" in trouble:
        assert not [one for one in slack.calls if is_too_early(one, slack.calls)]


def is_too_early(call: Json, calls: list[Json]) -> bool:
    """Whether a call came before the time that Slack had asked for was over."""
    refused = [one for one in calls if one["answer"].get("fault") and one is not call
               and one["method"] == call["method"] and same_place(one, call)]  # fmt: skip
    return any(0 <= call["at"] - one["at"] < 1 for one in refused)


def same_place(one: Json, other: Json) -> bool:
    """Whether two calls are about the same channel."""
    return bool(one["given"].get("channel") == other["given"].get("channel"))


def old_button() -> Json:
    """A button that no version of the program has any more."""
    label = {"type": "plain_text", "text": "Ship it"}
    return {"type": "actions", "block_id": "old", "elements": [
        {"type": "button", "action_id": "ship_now", "value": "1043", "text": label}]}  # fmt: skip


def test_an_answer_whose_response_url_has_ended_comes_all_the_same(shop: Shop) -> None:
    slack = shop.slack
    hold = threading.Event()
    slack.faults.append({"method": "response_url", "times": 1, "until": hold})
    slack.slash(SAM, FLOOR, "/backroom", "how many red mugs in York?")
    for hook in slack.workspace.hooks.values():
        hook["at"] -= HALF_AN_HOUR
    hold.set()

    told = slack.wait_message(lambda one: "York" in one["text"])
    assert (told["only_to"], told["channel"]) == (SAM, FLOOR)

    # where the bot may not write either, it comes in the direct message
    for hook in slack.workspace.hooks.values():
        hook["left"] = 0
    hold.clear()
    slack.faults.append({"method": "response_url", "times": 1, "until": hold})
    slack.faults.append({"method": "chat.postEphemeral", "error": "user_not_in_channel"})
    slack.slash(SAM, ORDERS, "/backroom", "how many red mugs in Hull?")
    for hook in slack.workspace.hooks.values():
        hook["left"] = 0
    hold.set()

    told = slack.wait_message(lambda one: "Hull" in one["text"])
    assert told["channel"] == f"D{SAM[1:]}"
    shop.settled()
    assert len(slack.bot_messages()) == 2


def test_blocks_that_slack_would_not_take_are_not_sent_and_their_words_are(shop: Shop) -> None:
    told = {"text": "Fifty-one lines", "blocks": [{"type": "divider"}] * 51}
    with shop.program.database.writing() as books:
        outbox.tell(books, kind="notice", key=f"long:{shop.over_http}", target=FLOOR, payload=told)
    shop.program.sender().wake()

    assert "blocks" not in shop.slack.wait_message(lambda one: one["text"] == told["text"])
    posted = [one for one in shop.slack.calls if one["method"] == "chat.postMessage"]
    assert [one["answer"]["ok"] for one in posted] == [True]


def test_where_the_message_of_a_button_is_gone_the_answer_is_a_new_one(shop: Shop) -> None:
    slack, before, thread = shop.slack, shop.on_hand(), shop.asked()
    slack.faults.append({"method": "chat.update", "error": "message_not_found"})

    slack.press(SAM, shop.answers(thread)[0], "Confirm")

    slack.wait_until(lambda: len(shop.answers(thread)) == 2)
    assert shop.on_hand() == before + ADDED


def test_a_button_that_two_people_press_at_the_same_moment_acts_once(shop: Shop) -> None:
    slack, before, thread = shop.slack, shop.on_hand(), shop.asked()
    preview = shop.answers(thread)[0]
    with ThreadPoolExecutor() as people:
        presses = [
            people.submit(slack.on_loop, slack.people.press({**pressed(preview, "Confirm"),
                                                             "user": user}))
            for user in (SAM, SAM, OLIVE, SAM)
        ]  # fmt: skip
        assert {one.result()["outcome"] for one in presses} == {"acked"}

    slack.wait_until(lambda: "Undo" in str(shop.answers(thread)[0]))
    shop.settled()
    assert shop.on_hand() == before + ADDED


@pytest.mark.parametrize("kind", ["block_actions", "view_submission", "shortcut", "events_api"])
def test_what_nobody_listens_to_is_acknowledged_and_comes_once(shop: Shop, kind: str) -> None:
    slack, known = shop.slack, shop.came_in()
    user = {"id": SAM, "team_id": "T01SHOP"}
    if kind == "events_api":
        event = {"type": "reaction_added", "user": SAM, "event_ts": "1.1"}
        payload = {"type": "event_callback", "team_id": "T01SHOP", "event_id": "Ev1",
                   "event": event}  # fmt: skip
        assert slack.on_loop(slack.delivery.again(payload, 0)) == "acked"
        return
    body = {"type": kind, "user": user, "callback_id": "gone", "trigger_id": "1", "actions": [
        {"type": "button", "action_id": "gone", "block_id": "b", "action_ts": "1.1"}],
        "container": {"type": "view", "view_id": "V0"},
        "view": {"id": "V0", "type": "modal", "callback_id": "gone"}}  # fmt: skip
    assert slack.on_loop(slack.delivery.once("interactive", body))[0] == "acked"
    assert shop.came_in() == known


SPOKEN_BY_US: dict[str, Json] = {
    "what we said": {"bot_id": "B01BACKROOM", "user": "U00BACKROOM"},
    "what another bot said": {"bot_id": "B99", "user": "U99"},
    "a message that was edited": {"subtype": "message_changed"},
    "a message that was deleted": {"subtype": "message_deleted"},
    "somebody who came": {"subtype": "channel_join"},
    "what nobody said": {"user": ""},
}


@pytest.mark.parametrize("event", SPOKEN_BY_US.values(), ids=list(SPOKEN_BY_US))
def test_nobody_is_answered_who_does_not_speak_to_us(shop: Shop, event: Json) -> None:
    slack, known = shop.slack, shop.came_in()
    said = {"type": "message", "channel_type": "im", "channel": f"D{SAM[1:]}", "user": SAM,
            "text": "where is order 1043?", "ts": "5.1", **event}  # fmt: skip
    payload = {"type": "event_callback", "team_id": "T01SHOP", "event_id": "Ev5", "event": said}

    assert slack.on_loop(slack.delivery.again(payload, 0)) == "acked"

    assert shop.came_in() == known


def test_a_mention_that_is_heard_twice_is_answered_once(shop: Shop) -> None:
    slack, known = shop.slack, shop.came_in()
    slack.people.subscribed.add("message.channels")

    thread = slack.mention(SAM, FLOOR, "where is order 1043?")

    slack.wait_until(lambda: len(slack.deliveries) == 2)
    slack.wait_until(lambda: len(shop.answers(thread)) == 1)
    assert shop.came_in() == known + 1


def test_slow_answers_keep_nobody_else_waiting(shop: Shop) -> None:
    slack, hold = shop.slack, threading.Event()
    places = 7
    slack.faults.append({"method": "chat.postMessage", "times": places, "until": hold})
    for user in (OLIVE, SAM, PRIYA, NOBODY):
        slack.dm(user, "where is order 1043?")
    for channel in (FLOOR, ORDERS, DIGEST):
        slack.mention(OLIVE, channel, "where is order 1043?")
    slack.wait_until(lambda: slack.faults[0]["times"] == 0)

    assert slack.slash(SAM, FLOOR, "/backroom", "how many red mugs in York?")["outcome"] == "acked"
    told = slack.wait_message(lambda one: "York" in one["text"])

    assert told["only_to"] == SAM
    assert len(slack.bot_messages()) == 1
    hold.set()
    slack.wait_until(lambda: len(slack.bot_messages()) == 1 + places)


# over HTTP there is a connection for each request: one that ends is an answer that is lost
@pytest.mark.parametrize("running", ["socket"], indirect=True)
def test_a_connection_that_ends_in_the_middle_has_the_event_come_again(shop: Shop) -> None:
    slack, before = shop.slack, shop.on_hand()
    for reason in ("", "warning", "refresh_requested", "link_disabled"):
        thread = shop.asked()
        with books_held(shop.url):
            shop.say(thread, f"yes{' ' * len(reason)}")
            ending = slack.delivery.disconnect(reason) if reason else slack.delivery.drop()
            slack.on_loop(ending)
        slack.wait_until(lambda thread=thread: len(shop.answers(thread)) == 2)  # type: ignore[misc]
        slack.wait_connected()

    shop.settled()
    slack.wait_until(lambda: shop.outcomes("yes").count("acked") >= TWINS)
    assert shop.on_hand() == before + 4 * ADDED


@pytest.mark.parametrize(
    "times", [ORDINARY, pytest.param(LONG, marks=pytest.mark.soak)], ids=["ordinary", "soak"]
)
def test_each_command_is_answered_once_while_connections_are_replaced(
    shop: Shop, times: int
) -> None:
    slack, over = shop.slack, threading.Event()

    def refresh() -> None:
        while not over.wait(REFRESHED):
            slack.on_loop(slack.delivery.disconnect("refresh_requested", patience=0.05))

    refreshing = threading.Thread(target=refresh)
    refreshing.start()
    taken: dict[int, int] = {}
    for number in range(7_000, 7_000 + times):
        # whom Slack tells that nobody took it says it again
        who, place = PLACES[number % len(PLACES)]
        words = f"where is order {number}?"
        while slack.slash(who, place, "/backroom", words)["outcome"] != "acked":
            slack.wait_until(lambda: shop.over_http or slack.delivery.connected > 0)
            taken[number] = taken.get(number, 0) + 1
        taken[number] = taken.get(number, 0) + 1
    over.set()
    refreshing.join()

    shop.settled()
    for number, tries in taken.items():
        told = [one for one in slack.bot_messages() if f"no order {number}" in one["text"]]
        assert 1 <= len(told) <= tries


def test_the_home_tab_that_is_drawn_last_is_the_one_that_stays(shop: Shop) -> None:
    slack, hold = shop.slack, threading.Event()
    slack.open_home(SAM)
    shown = slack.wait_home(SAM, lambda one: bool(one.get("blocks")))["hash"]
    slack.faults.append({"method": "views.publish", "times": 1, "until": hold})
    slack.open_home(SAM)
    slack.wait_until(lambda: slack.faults[0]["times"] == 0)
    with shop.program.database.writing() as books:
        settings.put(books, "shop_name", "Renamed")
    slack.open_home(SAM)
    slack.wait_until(lambda: sum(one["outcome"] == "acked" for one in slack.deliveries) == 3)
    hold.set()

    drawn = [one for one in slack.calls if one["method"] == "views.publish"]
    slack.wait_until(lambda: sum(one["method"] == "views.publish" for one in slack.calls) == 3)
    shop.settled()
    assert shown != slack.home(SAM)["hash"]
    assert "Renamed" in str(slack.home(SAM)), drawn
