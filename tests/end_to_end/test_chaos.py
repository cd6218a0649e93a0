"""The program as a process that freezes, dies and loses its connection: once done, once answered.

Over a socket with SQLite, over HTTP with PostgreSQL; what was asked for is the same throughout.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.manifest import manifest
from assistant.playground.slack import FLOOR, SAM, LocalSlack
from oms.database import Database
from tests.assistant.chaos import (
    ADDED,
    books_held,
    books_of_a_file,
    broken,
    red_mugs,
    waiting,
)
from tests.end_to_end.serving import Served

Json = dict[str, Any]
FROZEN = 3.6
"""Seconds: longer than Slack waits for an acknowledgement."""
GO_ON = 0.3


@dataclass
class Shop:
    """A served shop, its books, and what Sam asks of it in a thread."""

    slack: LocalSlack
    served: Served
    database: Database
    url: str

    def asked(self) -> str:
        """Sam asks for two more red mugs and is shown what would change; gives the thread."""
        thread = self.slack.mention(SAM, FLOOR, "add 2 red mugs in Leeds found")
        self.slack.wait_until(lambda: len(self.answers(thread)) == 1)
        return thread

    def answers(self, thread: str) -> list[Json]:
        """What was answered in a thread."""
        return [one for one in self.slack.bot_messages() if one.get("thread_ts") == thread]

    def brought(self, words: str) -> list[Json]:
        """The mentions that end in these words, as Slack brought them."""
        found = [one["payload"] for one in self.slack.deliveries if one["kind"] == "events_api"]
        return [
            one for one in found
            if one["event"]["type"] == "app_mention" and one["event"]["text"].endswith(words)
        ]  # fmt: skip

    def outcomes(self, thread: str) -> set[str]:
        """What became of what was said in a thread, and of commands."""
        return {
            one["outcome"] for one in self.slack.deliveries
            if one["payload"].get("event", {}).get("thread_ts") == thread
            or "command" in one["payload"]
        }  # fmt: skip

    def confirms(self, thread: str) -> None:
        """Sam says yes."""
        self.slack.mention(SAM, FLOOR, "yes", thread)

    def is_done_once(self, thread: str, before: int) -> None:
        """Wait for the answer; then everything was done and said once."""
        self.slack.wait_until(lambda: len(self.answers(thread)) >= 2)
        self.slack.wait_until(lambda: waiting(self.database) == 0)
        assert red_mugs(self.database) == before + ADDED
        assert len(self.answers(thread)) == 2
        assert "Done" in self.answers(thread)[-1]["text"]


@pytest.fixture(scope="module", params=["socket", "http"])
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """One shop for all tests of one way: what they change adds up."""
    over_http, folder = request.param == "http", tmp_path_factory.mktemp("served")
    # what met nobody comes again after 6 s and 30 s: a slow machine takes long to start a program
    slack = LocalSlack(time_scale=0.1).start()
    with books_of_a_file(request, over_http=over_http) as url:
        served, database = Served(url, slack, folder, over_http=over_http), Database(url)
        slack.delivery.request_url = served.address
        served.start()
        try:
            yield Shop(slack, served, database, url)
        finally:
            served.stop()
            slack.stop()
            database.close()


@pytest.fixture
def shop(running: Shop) -> Shop:
    """The shop, in a Slack in which nothing was said yet."""
    running.slack.reset()
    running.slack.install(manifest())
    return running


def test_a_program_that_stood_still_for_seconds_acts_once_on_what_came_twice(shop: Shop) -> None:
    before, thread = red_mugs(shop.database), shop.asked()
    shop.served.freeze()
    shop.confirms(thread)
    time.sleep(FROZEN)
    shop.served.thaw()

    shop.is_done_once(thread, before)
    assert "timeout" in [one["outcome"] for one in shop.slack.deliveries]


@pytest.mark.parametrize("arrives", [True, False], ids=["it arrived", "it did not"])
def test_killed_while_the_answer_is_sent_it_is_there_once(shop: Shop, arrives: bool) -> None:
    before, thread = red_mugs(shop.database), shop.asked()
    hold = threading.Event()
    lost = {} if arrives else {"drop": "before"}
    shop.slack.faults.append({"method": "chat.postMessage", "times": 1, "until": hold, **lost})

    shop.confirms(thread)
    shop.slack.wait_until(lambda: shop.slack.faults[0]["times"] == 0)
    assert red_mugs(shop.database) == before + ADDED
    shop.served.kill()
    hold.set()
    shop.served.start()

    shop.is_done_once(thread, before)


def test_killed_before_anything_was_kept_it_is_done_when_it_comes_again(shop: Shop) -> None:
    before, thread = red_mugs(shop.database), shop.asked()
    with books_held(shop.url):
        shop.confirms(thread)
        time.sleep(GO_ON)
        shop.served.kill()
    assert red_mugs(shop.database) == before
    shop.slack.wait_until(lambda: bool(shop.brought("yes")))
    shop.served.start()
    # it comes again by itself, sooner or later
    shop.slack.on_loop(shop.slack.delivery.again(shop.brought("yes")[0], 1))

    shop.is_done_once(thread, before)


def test_killed_after_it_was_acknowledged_it_is_done_after_the_next_start(shop: Shop) -> None:
    before, thread = red_mugs(shop.database), shop.asked()
    with broken(shop.database, "outbox"):
        # no answer can be kept, nor the words of a fault: what came in stands there
        shop.confirms(thread)
        shop.slack.slash(SAM, FLOOR, "/backroom", "how many red mugs in York?")
        shop.slack.wait_until(lambda: shop.outcomes(thread) == {"acked"})
        shop.served.kill()
    assert red_mugs(shop.database) == before
    shop.served.start()

    shop.is_done_once(thread, before)
    assert shop.outcomes(thread) == {"acked"}, "nothing had to come again"
    shop.slack.wait_message(lambda one: one.get("only_to") == SAM and "York" in one["text"])
