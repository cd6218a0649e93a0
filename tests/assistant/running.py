"""The program as it runs in a test: its environment, and what it has sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from assistant import config
from assistant.app import Program
from assistant.came import SOURCE, Came
from assistant.desk import Desk
from assistant.playground.slack import APP_TOKEN, BOT_TOKEN, LocalSlack
from oms import clock, inbox, settings
from oms.database import Database
from oms.outbox import Claimed
from oms.tables.messages import OutboxMessage
from tests.small_shop import open_small_shop_now
from tests.sockets import hang_up


def environment(url: str, slack: LocalSlack, **more: str) -> dict[str, str]:
    """The settings of a program with that database and that Slack."""
    return {
        "BACKROOM_DATABASE_URL": url,
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        **more,
    }


def program_of(url: str, slack: LocalSlack) -> Program:
    """A program that is reached over a socket; it is not started yet."""
    return Program(config.from_environment(environment(url, slack, SLACK_APP_TOKEN=APP_TOKEN)))


def answered(database: Database, desk: Desk, key: str, facts: dict[str, Any]) -> list[Claimed]:
    """What a desk queues on something that comes in now, or again."""
    event_id = database.write(lambda books: inbox.keep(books, SOURCE, key, facts))
    return [] if event_id is None else desk.answer(Came(event_id, key, facts, clock.now()))


def ended(program: Program, slack: LocalSlack) -> None:
    """Stop a program; the next test would find its connection and take it for its own."""
    if program._socket is not None:
        hang_up(program._socket.client)
    program.stop()
    slack.wait_until(lambda: slack.delivery.connected == 0)


def sent(program: Program) -> list[str]:
    """The states of the messages in the outbox, in order."""
    with program.database.reading() as books:
        return list(books.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


CALLED = frozenset({
    "apps.connections.open", "apps.uninstall", "assistant.threads.setSuggestedPrompts", "auth.test",
    "chat.postEphemeral",
    "chat.postMessage", "chat.update", "conversations.history", "conversations.replies",
    "files.completeUploadExternal", "files.getUploadURLExternal", "oauth.v2.access",
    "response_url", "views.open", "views.publish", "views.push", "views.update",
})  # fmt: skip
"""All of the Web API that the program calls; what is not here has traps that nobody looked at."""
QUIET = {"unfurl_links": False, "unfurl_media": False}
LOUD = ("link_names", "parse")


def mistakes(slack: LocalSlack) -> list[str]:
    """What the program asked of Slack and never should, whatever a test was about."""
    found = [one["method"] for one in slack.calls if one["method"] not in CALLED]
    for one in slack.calls:
        method, given = one["method"], one["given"]
        found += [f"{method} with {name}" for name in LOUD if name in given]
        if method == "chat.postMessage" and not QUIET.items() <= given.items():
            found.append(f"{method} that unfurls links")
    return found


def small_shop_at(url: str) -> str:
    """Open the small shop there as of now, without a digest; gives the address."""
    database = Database(url)
    with database.writing() as books:
        open_small_shop_now(books)
        settings.put(books, "digest_channel", "")
    database.close()
    return url


def chosen(slack: LocalSlack, user: str, view: str, menu: dict[str, Any], typed: str) -> str:
    """The label of what a menu offers first for what is typed, once it is chosen."""
    told = {"user": user, "view": view, "block": "b", "action": menu, "typed": typed}
    option = slack.on_loop(slack.people.suggest(told))["options"][0]
    action = {"type": "external_select", "action_id": menu["action_id"], "block_id": "b",
              "selected_option": option}  # fmt: skip
    pressed = {"user": user, "view_id": view, "action": action}
    assert slack.on_loop(slack.people.press(pressed))["outcome"] == "acked"
    label: str = option["text"]["text"]
    return label
