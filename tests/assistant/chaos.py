"""What the tests of troubles share: one change that is asked for, and how often it was made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url

from assistant import config
from assistant.app import Program
from assistant.playground.slack import FLOOR, SAM, SIGNING_SECRET, LocalSlack
from oms import catalogue, stock
from oms.database import Database
from oms.tables.messages import InboxEvent, OutboxMessage
from tests.assistant.running import environment, program_of, small_shop_at

Json = dict[str, Any]
ADDED = 2
TWINS = 2
"""Events of one mention."""


def over_http(url: str, slack: LocalSlack) -> Program:
    """A program that Slack reaches over HTTP; it is not started yet."""
    named = environment(url, slack, SLACK_SIGNING_SECRET=SIGNING_SECRET, BACKROOM_PORT="0")
    return Program(config.from_environment(named))


def address(program: Program) -> str:
    """Where Slack reaches a program over HTTP."""
    assert program.web is not None
    return f"http://127.0.0.1:{program.web.port}/slack/events"


@dataclass
class Shop:
    """The running program in a shop, and somebody who asks it for a change."""

    slack: LocalSlack
    program: Program
    url: str

    @property
    def over_http(self) -> bool:
        """Whether Slack sends requests; else they come over a socket."""
        return self.program.web is not None

    def another(self) -> Program:
        """A second program on the same books; it is not started yet."""
        made = over_http if self.over_http else program_of
        return made(self.url, self.slack)

    def asked(self, place: str = "Leeds") -> str:
        """Sam asks in a thread for two more red mugs and is shown what would change; the thread.

        Where two such changes wait, each is of a place of its own: of one place, the second would
        be shown anew.
        """
        thread = self.slack.mention(SAM, FLOOR, f"add 2 red mugs in {place} found")
        self.slack.wait_until(lambda: len(self.answers(thread)) == 1)
        self.slack.wait_until(lambda: self.outcomes("found").count("acked") % TWINS == 0)
        return thread

    def say(self, thread: str, words: str) -> None:
        """Sam says something in the thread."""
        self.slack.mention(SAM, FLOOR, words, thread)

    def brought(self, words: str) -> list[Json]:
        """How often Slack brought the message that ends in these words, oldest first.

        A mention comes as two events, one of which is not acted on.
        """
        return [
            one
            for one in self.slack.deliveries
            if one["kind"] == "events_api"
            and one["payload"]["event"].get("text", "").endswith(words)
        ]

    def last_event(self, words: str) -> Json:
        """The event of the mention that ends in these words, as Slack brought it."""
        self.slack.wait_until(lambda: self.outcomes(words).count("acked") == TWINS)
        mentions = [one["payload"] for one in self.brought(words)]
        return next(one for one in mentions if one["event"]["type"] == "app_mention")

    def outcomes(self, words: str) -> list[str]:
        """What became of each time that it was brought."""
        return [one["outcome"] for one in self.brought(words)]

    def answers(self, thread: str) -> list[Json]:
        """What was answered in a thread, oldest first."""
        return [one for one in self.slack.bot_messages() if one.get("thread_ts") == thread]

    def on_hand(self) -> int:
        """Red mugs in Leeds and York."""
        return red_mugs(self.program.database)

    def settled(self) -> None:
        """Wait until everything queued is sent."""
        self.slack.wait_until(lambda: waiting(self.program.database) == 0)

    def came_in(self) -> int:
        """How many things that came in are kept."""
        with self.program.database.reading() as books:
            return books.scalars(select(func.count()).select_from(InboxEvent)).one()


def red_mugs(database: Database) -> int:
    """Red mugs in Leeds and York."""
    with database.reading() as books:
        sku = catalogue.sku(books, "MUG-RED")
        places = [catalogue.location(books, name).id for name in ("Leeds", "York")]
        return sum(stock.at(books, sku.id, one).on_hand for one in places)


def waiting(database: Database) -> int:
    """How many messages are not sent yet."""
    wanted = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == "waiting")
    with database.reading() as books:
        return books.scalars(wanted).one()


@contextmanager
def books_of_a_file(request: pytest.FixtureRequest, *, over_http: bool) -> Iterator[str]:
    """The small shop for the tests of one file: PostgreSQL over HTTP, else SQLite; its address."""
    if not over_http:
        template: Path = request.getfixturevalue("sqlite_template")
        folders: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
        path = folders.mktemp("chaos") / "shop.sqlite"
        path.write_bytes(template.read_bytes())
        yield small_shop_at(f"sqlite:///{path}")
        return
    server: str = request.getfixturevalue("postgresql_server")
    migrated: str = request.getfixturevalue("postgresql_template")
    name = f"chaos_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated}")
        made = make_url(server).set(database=name)
        yield small_shop_at(made.render_as_string(hide_password=False))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def books_held(url: str) -> Iterator[None]:
    """Nobody can write to the books: what comes in waits, as behind a slow database."""
    database = Database(url)
    with database.writing() as books:
        # SQLite has one writer, from the first word on
        held = "SELECT 1" if database.is_sqlite else "LOCK TABLE inbox IN EXCLUSIVE MODE"
        books.execute(text(held))
        yield
    database.close()


RAISES = (
    "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'broken' USING ERRCODE = '{state}'; END $$"
)
RAISING = "CREATE TRIGGER broken BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION broken()"
RAISING_IN_SQLITE = (
    "CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
)
BROKEN = "XX000"
"""What PostgreSQL says of a fault of its own."""


@contextmanager
def broken(database: Database, table: str = "conversations", state: str = BROKEN) -> Iterator[None]:
    """The books take nothing into a table: what comes in fails half way.

    Into conversations goes what was spoken of, and that is most of what is said; into the outbox
    goes every answer, and the words of a fault.
    """
    if database.is_sqlite:
        begin, end = [RAISING_IN_SQLITE], "DROP TRIGGER broken"
    else:
        begin, end = [RAISES, RAISING], "DROP FUNCTION broken CASCADE"
    _execute(database, *(line.format(table=table, state=state) for line in begin))
    try:
        yield
    finally:
        _execute(database, end)


def _execute(database: Database, *lines: str) -> None:
    with database.writing() as books:
        for line in lines:
            books.execute(text(line))


def pressed(message: Json, label: str) -> Json:
    """What a press of a button of a message is told to the app as."""
    (button,) = [
        element
        for block in message["blocks"]
        for element in block.get("elements", [])
        if element.get("type") == "button" and element["text"]["text"] == label
    ]
    action = {"type": "button", "action_id": button["action_id"], "block_id": "b",
              "value": button["value"], "text": button["text"]}  # fmt: skip
    return {"user": SAM, "action": action, "channel": message["channel"],
            "message_ts": message["ts"]}  # fmt: skip
