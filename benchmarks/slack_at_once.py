"""Twenty people at once, each with a command, beside an empty Bolt app and Slack's own clocks.

Eight ask about orders and stock, six ask for a change of stock and are shown it, six confirm one
that they were shown: by slash command and by button, over Socket Mode and over signed HTTP, with
SQLite and with PostgreSQL. Then one person at a time. Measured are the acknowledgement and the
answer, from the person's press of a key to what they see, and what a command takes of the
processors, which a busy machine does not stretch. Bounds: of twenty at once each is
acknowledged within 500 ms; of one alone 99 of 100 are acknowledged within 100 ms and answered
within 300 ms, menus are filled within 150 ms; a start takes at most 2 s.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from sqlalchemy import select
from sqlalchemy.engine import make_url

from assistant import try_history
from assistant.playground.slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, LocalSlack
from benchmarks.import_orders import _server
from benchmarks.processes import load
from benchmarks.tables import Outcome
from oms import catalogue, clock, demo, schema, staff
from oms.database import Database
from oms.tables.catalogue import Sku
from oms.tables.orders import Order

RUNS, ROUNDS, PEOPLE, AT_ONCE, ALONE = 3, 10, 500, 20, 50
ASKING, CHANGING = 8, 6
ACK_AT_ONCE, ACK_P99, ANSWER_P99, MENU_P99, START = 500.0, 100.0, 300.0, 150.0, 2.0
LONGEST = 20.0
PORTS = {"sqlite": 38_471, "postgresql": 38_472}
Json = dict[str, Any]
Quantiles = tuple[float, float, float, float]
"""Milliseconds: p50, p95, p99 and the longest."""


@dataclass
class Side:
    """A program, the Slack in which people use it, and how long they waited: milliseconds."""

    name: str
    slack: LocalSlack
    words: list[str]
    changes: list[str]
    start: float
    first: float
    """Seconds from its start to the answer to what was asked as soon as it was there."""
    process: psutil.Process
    turn: int = 0
    cpu: list[float] = field(default_factory=list)
    """Milliseconds of the processors' time that a command took, of each run."""
    shown: list[Json] = field(default_factory=list)
    """Changes that wait for their confirmation."""
    times: dict[str, list[float]] = field(default_factory=dict)


def run() -> Outcome:
    """Measure every side, turn about."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backroom-bench-")))
        server = stack.enter_context(_server())[0]
        before = load()
        sides = [stack.enter_context(side) for side in _sides(folder, server)]
        for side in sides:
            _rounds(side, 3)
            side.times.clear()
            side.cpu.clear()
        for _ in range(RUNS):
            for side in sides:
                _rounds(side, ROUNDS)
                _alone(side)
        return _outcome(sides, f"before {before}, after {load()}")


def _rounds(side: Side, rounds: int) -> None:
    """So many times twenty people at once."""
    before = _spent(side.process)
    for _ in range(rounds):
        people = [_person((side.turn * AT_ONCE + one) % PEOPLE) for one in range(AT_ONCE)]
        side.turn += 1
        pressed, side.shown = side.shown[:CHANGING], []
        deeds: list[tuple[str, str, Coroutine[Any, Any, Json]]] = []
        for number, person in enumerate(people):
            if number >= ASKING + CHANGING and pressed:
                message = pressed.pop()
                deeds.append(("confirm", message["channel"], _press(side, message)))
                continue
            changes = ASKING <= number < ASKING + CHANGING
            said = side.changes if changes else side.words
            words = said[(side.turn * AT_ONCE + number) % len(said)]
            place = _dm(person)
            command = side.slack.people.command(person, place, "/backroom", words)
            deeds.append(("change" if changes else "ask", place, command))
        took = _together(side, deeds)
        for (kind, place, _), (ack, answer) in zip(deeds, took, strict=True):
            side.times.setdefault("ack at once", []).append(ack)
            side.times.setdefault("answer at once", []).append(answer)
            if kind == "change":
                side.shown += [{**one, "channel": place} for one in _buttons(side, place)]
    side.cpu.append((_spent(side.process) - before) * 1000 / (rounds * AT_ONCE))


def _spent(process: psutil.Process) -> float:
    """Seconds that a program has used of the processors; what its database used is not in it."""
    used = process.cpu_times()
    return used.user + used.system


def _alone(side: Side) -> None:
    """One person after the other: a command, then a menu of a form."""
    for number in range(ALONE):
        side.turn += 1
        person = _person((side.turn * AT_ONCE) % PEOPLE)
        words = side.words[number % len(side.words)]
        command = side.slack.people.command(person, _dm(person), "/backroom", words)
        ((ack, answer),) = _together(side, [("ask", _dm(person), command)])
        side.times.setdefault("ack alone", []).append(ack)
        side.times.setdefault("answer alone", []).append(answer)
        begun = time.perf_counter()
        side.slack.on_loop(side.slack.delivery.once("interactive", _menu(person)))
        side.times.setdefault("menu", []).append((time.perf_counter() - begun) * 1000)


def _together(
    side: Side, deeds: Sequence[tuple[str, str, Coroutine[Any, Any, Json]]]
) -> list[tuple[float, float]]:
    """Do all of it at one moment; the milliseconds to each acknowledgement and each answer."""
    answered: dict[str, float] = {}
    begun = 0.0

    def watch(event: Json) -> None:
        if event["type"] == "message_changed" or event.get("ephemeral"):
            answered.setdefault(event["channel"], time.perf_counter())

    async def timed(deed: Coroutine[Any, Any, Json]) -> float:
        outcome = await deed
        if outcome["outcome"] not in {"acked", "timeout"}:
            raise RuntimeError(f"{side.name}: {outcome}")
        # after three seconds Slack waits no longer: that is how long it was
        return (time.perf_counter() - begun) * 1000

    async def all_of_it() -> list[float]:
        nonlocal begun
        begun = time.perf_counter()
        return await asyncio.gather(*(timed(deed) for _, _, deed in deeds))

    side.slack.workspace.listeners.append(watch)
    acks = side.slack.on_loop(all_of_it())
    places = [place for _, place, _ in deeds]
    side.slack.wait_until(lambda: set(places) <= set(answered), LONGEST)
    side.slack.workspace.listeners.clear()
    return [
        (ack, (answered[place] - begun) * 1000) for ack, place in zip(acks, places, strict=True)
    ]


def _buttons(side: Side, place: str) -> list[Json]:
    """The newest message of a place, where it has a button to confirm with."""
    message = side.slack.messages(place)[-1]
    return [message] if "Confirm" in str(message.get("blocks")) else []


def _press(side: Side, message: Json) -> Coroutine[Any, Any, Json]:
    elements = (one for block in message["blocks"] for one in block.get("elements", []))
    button = next(one for one in elements if one.get("text", {}).get("text") == "Confirm")
    action = {"type": "button", "action_id": button["action_id"], "block_id": "b",
              "value": button["value"], "text": button["text"]}  # fmt: skip
    told = {"channel": message["channel"], "message_ts": message["ts"], "action": action}
    return side.slack.people.press({"user": message["only_to"], **told})


def _menu(person: str) -> Json:
    """What Slack asks while somebody types into a menu of a form."""
    view = {"id": "V1", "type": "modal", "callback_id": "form"}
    return {"type": "block_suggestion", "user": {"id": person}, "view": view, "value": "10",
            "action_id": "find:start_return:order", "block_id": "order",
            "container": {"type": "view", "view_id": "V1"}}  # fmt: skip


def _sides(folder: Path, server: str) -> Iterator[Any]:
    """Each program: the empty one, and ours over both ways with both databases."""
    yield _running("empty, socket", "sqlite://", ["-m", "benchmarks.empty_bolt"], None)
    for kind, url in _urls(folder, server):
        _fill(url)
        for way in ("socket", "http"):
            port = PORTS[kind] if way == "http" else None
            yield _running(f"{kind}, {way}", url, ["-m", "assistant", "serve"], port)


def _urls(folder: Path, server: str) -> Iterator[tuple[str, str]]:
    yield "sqlite", f"sqlite:///{folder / 'shop.sqlite'}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE at_once")
    made = make_url(server).set(database="at_once")
    yield "postgresql", made.render_as_string(hide_password=False)


def _fill(url: str) -> None:
    """The example shop with the excerpt that is shipped, and everybody who asks."""
    database = Database(url)
    schema.upgrade(database)
    today, history = clock.day_of(clock.now(), try_history.ZONE), try_history.find(None)
    demo.open_shop(
        database,
        lambda opened: try_history.load(opened, history, today=today, progress=lambda _: None),
        today=today,
    )
    with database.writing() as books:
        for number in range(PEOPLE):
            staff.add(books, name=f"Person {number}", slack_user_id=_person(number), role="owner")
    database.close()


@contextmanager
def _running(name: str, url: str, arguments: list[str], port: int | None) -> Iterator[Side]:
    """A program in a Slack of its own; the time that its start took is kept."""
    slack = LocalSlack().start()
    for number in range(PEOPLE):
        slack.workspace.users[_person(number)] = (f"person{number}", f"Person {number}")
    slack.workspace.clear()
    way = {"SLACK_APP_TOKEN": APP_TOKEN} if port is None else {
        "SLACK_SIGNING_SECRET": SIGNING_SECRET, "BACKROOM_PORT": str(port)}  # fmt: skip
    settings = {"BACKROOM_DATABASE_URL": url, "SLACK_API_URL": slack.api_url,
                "SLACK_BOT_TOKEN": BOT_TOKEN, "BACKROOM_LOG": "WARNING", **way}  # fmt: skip
    begun = time.perf_counter()
    child = subprocess.Popen([sys.executable, *arguments], env={**os.environ, **settings})
    try:
        slack.wait_until(lambda: _is_there(slack, port), 60)
        took = time.perf_counter() - begun
        if port is not None:
            slack.delivery.request_url = f"http://127.0.0.1:{port}/slack/events"
        first = _first_answer(slack, begun)
        words, changes = _sayings(url) if url != "sqlite://" else (["hello"], ["hello"])
        yield Side(name, slack, words, changes, took, first, psutil.Process(child.pid))
    finally:
        child.terminate()
        child.wait(30)
        slack.stop()


def _first_answer(slack: LocalSlack, begun: float) -> float:
    """Ask something that is all words, so that what understands has to be there."""
    person = _person(0)
    slack.slash(person, _dm(person), "/backroom", "what is running out?")
    slack.wait_message(lambda one: one["channel"] == _dm(person))
    return time.perf_counter() - begun


def _is_there(slack: LocalSlack, port: int | None) -> bool:
    if port is None:
        return slack.delivery.connected > 0
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except OSError:
        return False


def _sayings(url: str) -> tuple[list[str], list[str]]:
    """Questions about as many orders and SKUs, and changes of stock."""
    database, chance = Database(url), random.Random(1043)
    with database.reading() as books:
        orders = [one for one in books.scalars(select(Order.number)) if one.isdigit()]
        codes = list(books.scalars(select(Sku.code)))
        place = catalogue.locations(books)[0].name
    database.close()
    asked = [f"where is order {one}?" for one in chance.choices(orders, k=500)]
    asked += [f"how many {one} do we have?" for one in chance.choices(codes, k=500)]
    chance.shuffle(asked)
    # each of a product of its own: of one product, the second would be shown anew
    of_each = chance.sample(codes, k=min(500, len(codes)))
    return asked, [f"add 1 {one} in {place} found" for one in of_each]


def _person(number: int) -> str:
    return f"U1{number:06d}"


def _dm(person: str) -> str:
    return f"D{person[1:]}"


def _quantiles(took: Sequence[float]) -> Quantiles:
    cuts = statistics.quantiles(took, n=100)
    return cuts[49], cuts[94], cuts[98], max(took)


BOUNDS: dict[str, tuple[int, float]] = {
    "ack at once": (3, ACK_AT_ONCE),
    "ack alone": (2, ACK_P99),
    "answer alone": (2, ANSWER_P99),
    "menu": (2, MENU_P99),
}
"""Which of the quantiles may be how long."""
NAMES = ("p50", "p95", "p99", "longest")


def _outcome(sides: Sequence[Side], about: str) -> Outcome:
    rows, missed = [], []
    figures: dict[str, Any] = {"about": about}
    for what in ("ack at once", "answer at once", "ack alone", "answer alone", "menu"):
        which, bound = BOUNDS.get(what, (2, 0.0))
        for side in sides:
            found = _quantiles(side.times[what])
            figures[f"{side.name}: {what}"] = dict(zip(NAMES, found, strict=True))
            shown = f"{NAMES[which]} {bound:.0f}" if bound else ""
            rows.append([f"{what}: {side.name}", *(f"{one:.1f}" for one in found), shown])
            if bound and found[which] > bound and not side.name.startswith("empty"):
                missed.append(f"{side.name}: {what} {NAMES[which]} {found[which]:.0f} ms"
                              f", not {bound:.0f}")  # fmt: skip
    for side in sides:
        figures[f"{side.name}: cpu"] = side.cpu
        spent = f"{statistics.median(side.cpu):.1f}"
        rows.append([f"processors' time a command: {side.name}", spent, "", "", "", ""])
    for side in sides:
        figures[f"{side.name}: start"] = side.start
        rows.append([f"start: {side.name}", f"{side.start * 1000:.0f}", "", "", "", "2000"])
        figures[f"{side.name}: first answer"] = side.first
        rows.append([f"start and first answer: {side.name}", f"{side.first * 1000:.0f}",
                     "", "", "", ""])  # fmt: skip
        if side.start > START and not side.name.startswith("empty"):
            missed.append(f"{side.name}: a start takes {side.start:.1f} s, not {START:.0f}")
    title = f"{AT_ONCE} at once, {RUNS} runs of {ROUNDS} rounds, milliseconds; {about}"
    return Outcome(title, ["", *NAMES, "bound"], rows, figures, missed)
