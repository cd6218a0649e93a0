"""A day at the shop while the program is killed with -9 again and again.

People talk, ship, take returns and count in the ledger; the program dies at random moments, among
them the worst: while it answers, just as its message is posted, just as its write reaches the
spreadsheet. After the last start nothing is lost and nothing was done twice.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.playground.google_sheets import LocalSheets
from assistant.playground.slack import BOT_USER, OLIVE, SAM, LocalSlack
from oms import actors, catalogue, stock, verify
from oms.database import Database
from oms.tables.messages import OutboxMessage
from oms.tables.orders import Order, Shipment
from oms.tables.returns import Return
from oms.tables.stock import Movement
from tests.end_to_end.program import Program
from tests.small_shop import open_small_shop_now

QUESTIONS = (
    "where is order 1043?", "how many blue mugs?", "what is late?", "what is running out?",
    "orders of Priya Shah", "where is order 9999?", "how many jute bags in Hull?", "help",
    "where is the moon?", "where is order 1001?",
)  # fmt: skip
COUNTS = (
    ("MUG-RED", "Leeds", "Counted", 6),
    ("BAG-JUTE", "Hull", "Counted", 28),
    ("TEAPOT", "York", "Adjust by", -1),
    ("LAMP-1", "Hull", "Adjust by", 3),
)
LEFT = {"TEAPOT": 3, "LAMP-1": 1}
"""On hand once the orders of the script have left, before what is typed into the ledger."""
LONGEST = 300.0


class Day:
    """The script, the people in it, and the one who kills."""

    def __init__(self, program: Program, seed: int) -> None:
        self.program, self.chance = program, random.Random(seed)  # noqa: S311  a script, no secret
        self.slack, self.sheets = program.slack, program.sheets
        self.said = 0

    # ---- what people do

    def ask(self, user: str, words: str) -> None:
        """Say something in a DM and wait for the answer."""
        before = len(self.heard(user))
        self.slack.dm(user, words)
        self.said += 1
        self.wait(lambda: len(self.heard(user)) > before, f"an answer to {words!r}")

    def confirm(self, user: str, words: str) -> None:
        """Ask for a change and press Confirm until the program has heard it."""
        self.ask(user, words)
        preview = self.heard(user)[-1]
        assert "Confirm" in labels(preview), preview["text"]

        heard = False

        def done() -> bool:
            nonlocal heard
            shown = next(one for one in self.heard(user) if one["ts"] == preview["ts"])
            if "Confirm" in labels(shown) and not heard:
                # Slack tells the person when nobody took the press; then they press again
                heard = "user_sees" not in self.slack.press(user, shown, "Confirm")
            return "Confirm" not in labels(shown)

        self.wait(done, f"{words!r} to be done")

    def count(self, sku: str, place: str, heading: str, units: int) -> None:
        """Type a figure into the ledger and wait until it was taken."""
        ledger = self.program.ledger
        ledger.type(sku, place, heading, str(units))
        self.wait(lambda: ledger.shows(sku, place, heading) == "", f"{heading} of {sku}")

    def heard(self, user: str) -> list[dict[str, Any]]:
        """What the bot said to somebody, oldest first."""
        place = f"D{user[1:]}"
        said = self.slack.messages(place)
        return [one for one in said if one.get("bot_id") and not one.get("only_to")]

    def wait(self, so: Callable[[], bool], what: str) -> None:
        """Wait until something is so, starting the program again whenever it is dead."""
        until = time.monotonic() + LONGEST
        while not so():
            assert time.monotonic() < until, f"waited in vain for {what}"
            self.program.see_that_it_runs()
            with self.slack.workspace.changed:
                self.slack.workspace.changed.wait(0.05)

    # ---- who kills

    def doom(self) -> None:
        """Arrange that the program dies soon."""
        self.chance.choice((self.by_the_clock, self.as_it_posts, self.as_it_writes))()

    def by_the_clock(self) -> None:
        """At some moment of the next tenth of a second."""
        timer = threading.Timer(self.chance.uniform(0, 0.1), self.program.kill)
        timer.daemon = True
        timer.start()

    def as_it_posts(self) -> None:
        """Just as a message of its arrives, which it will never know."""

        def watch(event: dict[str, Any]) -> None:
            its_own = event["type"] == "message_changed" or event.get("user") == BOT_USER
            if its_own and self.program.runs:
                self.slack.workspace.listeners.remove(watch)
                self.program.kill()

        self.slack.workspace.listeners.append(watch)

    def as_it_writes(self) -> None:
        """Just as its write reaches the spreadsheet, before or after it lands."""
        lands = self.chance.random() < 0.5

        def watch(kind: str, _path: str) -> None:
            if kind != "write":
                return
            self.sheets.before_request = None
            if not lands:
                self.sheets.faults.append({"path": ":batchUpdate", "times": 1, "drop": "before"})
            self.program.kill()

        self.sheets.before_request = watch


@pytest.fixture
def program(sqlite_url: str, tmp_path: Path) -> Iterator[Program]:
    """The program over the small shop of today, with a local Slack and a local ledger."""
    database = Database(sqlite_url)
    with database.writing() as books:
        open_small_shop_now(books)
    # an event that met nobody comes again after 6 s and 30 s, in place of 60 s and 300 s: a slow
    # machine takes long to start the program, and after the last time it would be lost
    slack, sheets = LocalSlack(time_scale=0.1).start(), LocalSheets().start()
    made = Program(database, sqlite_url, slack, sheets, tmp_path)
    try:
        yield made
    finally:
        made.stop()
        slack.stop()
        sheets.stop()
        database.close()


def live_a_day(program: Program, kills: int, seed: int) -> None:
    """Go through the script; the program dies in `kills` of its steps."""
    day = Day(program, seed)
    steps: list[Callable[[], None]] = [
        *(
            lambda words=words: day.ask(day.chance.choice((OLIVE, SAM)), words)
            for words in QUESTIONS
        ),
        *(lambda row=row: day.count(*row) for row in COUNTS),
        lambda: day.confirm(SAM, "ship 1042"),
        lambda: day.confirm(OLIVE, "ship 1043"),
        lambda: day.confirm(OLIVE, "return 1 MUG-BLU from order 1001"),
        lambda: day.confirm(OLIVE, "add 2 MUG-BLU in York"),
    ]
    day.chance.shuffle(steps)
    program.start()
    day.wait(
        lambda: len(program.sheets.rows(program.ledger.id, "Stock")) > len(COUNTS), "the ledger"
    )
    doomed = set(day.chance.sample(range(len(steps)), min(kills, len(steps))))
    for number, step in enumerate(steps):
        if number in doomed:
            day.doom()
        step()
    while program.kills < kills:
        # a step that ended before its blow fell: talk on until it does
        day.by_the_clock()
        day.ask(OLIVE, day.chance.choice(QUESTIONS))
    settle(day)
    nothing_lost_and_nothing_twice(day)


def settle(day: Day) -> None:
    """Wait until everything queued is sent and the ledger shows what the books say."""
    day.sheets.before_request = None

    def done() -> bool:
        with day.program.database.reading() as books:
            waiting = books.scalars(
                select(func.count()).where(OutboxMessage.state == "waiting")
            ).one()
        return waiting == 0 and day.program.ledger.shows("MUG-BLU", "York", "On hand") == 11

    day.wait(done, "everything to be sent and shown")
    day.program.kill()


def nothing_lost_and_nothing_twice(day: Day) -> None:
    """What the books, Slack and the ledger must say at the end of the day."""
    replies = [*day.heard(OLIVE), *day.heard(SAM)]
    keys = Counter(one["metadata"]["event_payload"]["key"] for one in replies)
    assert len(replies) == day.said, "every message is answered"
    assert set(keys.values()) == {1}, "and once"
    with day.program.database.reading() as books:
        assert verify.differences(books) == []
        shipped = select(Order.number).join(Shipment, Shipment.order_id == Order.id)
        assert Counter(books.scalars(shipped)) == {"1001": 1, "1042": 1, "1043": 1}
        assert books.scalars(select(func.count()).select_from(Return)).one() == 1
        for sku, place, heading, units in COUNTS:
            assert booked(books, sku, place) == 1, f"{heading} of {sku} is booked once"
            expected = units if heading == "Counted" else LEFT[sku] + units
            assert on_hand(books, sku, place) == expected
    said = [one["text"] for one in day.slack.messages("C01FLOOR")]
    assert len(said) == len(set(said)), "no notice twice"


def booked(books: Session, sku: str, place: str) -> int:
    """How many movements the ledger made of one SKU at one place."""
    location = catalogue.location(books, place).id
    ends = (Movement.from_location_id == location) | (Movement.to_location_id == location)
    wanted = select(func.count()).where(
        ends,
        Movement.sku_id == catalogue.sku(books, sku).id,
        Movement.by_id == actors.ledger(books).id,
    )
    return books.scalars(wanted).one()


def on_hand(books: Session, sku: str, place: str) -> int:
    """Units on hand."""
    return stock.at(
        books, catalogue.sku(books, sku).id, catalogue.location(books, place).id
    ).on_hand


def labels(message: dict[str, Any]) -> set[str]:
    """The buttons of a message."""
    return {
        element["text"]["text"]
        for block in message.get("blocks", [])
        for element in block.get("elements", [])
        if element.get("type") == "button"
    }


def test_killed_six_times_in_a_day_nothing_is_lost_and_nothing_done_twice(program: Program) -> None:
    live_a_day(program, kills=6, seed=1043)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_killed_twenty_times_in_a_day_nothing_is_lost(program: Program, seed: int) -> None:
    live_a_day(program, kills=20, seed=seed)
