"""From a person's message to our chat.postMessage, over real sockets, beside an empty Bolt app.

The example shop with the whole Online Retail file; each question names another order or SKU. Both
programs are processes of their own, each connected to a local Slack by Socket Mode. Bounds: at most
5 ms more than the empty round trip at the median and 15 ms more at the 99th percentile, as medians
of the runs, which take turns.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from assistant import config, try_history
from assistant.playground.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, LocalSlack
from benchmarks.processes import load
from benchmarks.tables import Outcome
from oms import clock, demo, schema, staff
from oms.database import Database
from oms.tables.catalogue import Sku
from oms.tables.orders import Order

RUNS, MESSAGES, PEOPLE = 5, 1_000, 500
MORE_P50, MORE_P99 = 5.0, 15.0
LONGEST = 10.0


@dataclass(frozen=True)
class Side:
    """A program and the Slack it is connected to."""

    slack: LocalSlack
    ask: Callable[[int], str]


@dataclass(frozen=True)
class Quantiles:
    """Milliseconds of one run."""

    p50: float
    p99: float


def run() -> Outcome:
    """Measure the three round trips, turn about."""
    with tempfile.TemporaryDirectory(prefix="backroom-bench-") as folder, ExitStack() as stack:
        url = f"sqlite:///{Path(folder) / 'shop.sqlite'}"
        said, orders, skus = _shop(url)
        before = load()
        empty = stack.enter_context(_running(["-m", "benchmarks.empty_bolt"], url))
        ours = stack.enter_context(_running(["-m", "assistant", "serve"], url))
        sides = {
            "empty": Side(empty, lambda number: f"hello {number}"),
            "order_status": Side(ours, lambda number: f"where is order {orders[number]}?"),
            "stock_level": Side(ours, lambda number: f"how many {skus[number]} do we have?"),
        }
        runs: dict[str, list[Quantiles]] = {name: [] for name in sides}
        for side in sides.values():
            _round_trips(side, range(100))
        for turn in range(RUNS):
            for name, side in sides.items():
                numbers = range(turn * MESSAGES, (turn + 1) * MESSAGES)
                runs[name].append(_round_trips(side, numbers))
    return _outcome(runs, f"{said}; before {before}, after {load()}")


def _round_trips(side: Side, numbers: Sequence[int]) -> Quantiles:
    """Ask one question after the other; the milliseconds each answer took."""
    come = threading.Event()
    at = 0.0

    def watch(event: dict[str, Any]) -> None:
        nonlocal at
        if event["type"] == "message" and event.get("user") == BOT_USER:
            at = time.perf_counter()
            come.set()

    took = []
    side.slack.workspace.listeners.append(watch)
    for number in numbers:
        come.clear()
        asked = time.perf_counter()
        side.slack.dm(_person(number % PEOPLE), side.ask(number))
        if not come.wait(LONGEST):
            raise TimeoutError(f"no answer to {side.ask(number)!r} in {LONGEST:.0f} s")
        took.append((at - asked) * 1000)
    side.slack.workspace.listeners.clear()
    side.slack.reset()
    cuts = statistics.quantiles(took, n=100)
    return Quantiles(cuts[49], cuts[98])


def _shop(url: str) -> tuple[str, list[str], list[str]]:
    """Fill the database; what is in it, and the orders and SKUs to ask for."""
    database = Database(url)
    schema.upgrade(database)
    history = try_history.find(config.from_environment().data)
    today = clock.day_of(clock.now(), try_history.ZONE)
    demo.open_shop(
        database,
        lambda opened: try_history.load(opened, history, today=today, progress=lambda _: None),
        today=today,
    )
    chance = random.Random(1043)
    with database.writing() as books:
        for number in range(PEOPLE):
            staff.add(books, name=f"Person {number}", slack_user_id=_person(number), role="viewer")
        numbers = [order for order in books.scalars(select(Order.number)) if order.isdigit()]
        codes = list(books.scalars(select(Sku.code)))
    database.close()
    wanted = RUNS * MESSAGES + 100
    return (
        history.said(),
        chance.choices(numbers, k=wanted),
        chance.choices(codes, k=wanted),
    )


@contextmanager
def _running(arguments: list[str], url: str) -> Iterator[LocalSlack]:
    """A program connected to a local Slack of its own."""
    slack = LocalSlack().start()
    for number in range(PEOPLE):
        slack.workspace.users[_person(number)] = (f"person{number}", f"Person {number}")
    settings = {
        "BACKROOM_DATABASE_URL": url,
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "BACKROOM_LOG": "WARNING",
    }
    child = subprocess.Popen([sys.executable, *arguments], env={**os.environ, **settings})
    try:
        slack.wait_connected(30)
        yield slack
    finally:
        child.terminate()
        child.wait(30)
        slack.stop()


def _person(number: int) -> str:
    return f"U1{number:06d}"


def _outcome(runs: dict[str, list[Quantiles]], about: str) -> Outcome:
    p50 = {name: statistics.median(run.p50 for run in some) for name, some in runs.items()}
    p99 = {name: statistics.median(run.p99 for run in some) for name, some in runs.items()}
    rows, missed = [], []
    for name in runs:
        more50, more99 = p50[name] - p50["empty"], p99[name] - p99["empty"]
        rows.append(
            [name, f"{p50[name]:.1f}", f"{p99[name]:.1f}", f"{more50:+.1f}", f"{more99:+.1f}"]
        )
        if more50 > MORE_P50:
            missed.append(f"{name}: {more50:.1f} ms more at p50, not {MORE_P50}")
        if more99 > MORE_P99:
            missed.append(f"{name}: {more99:.1f} ms more at p99, not {MORE_P99}")
    figures = {
        name: {"p50_ms": [run.p50 for run in some], "p99_ms": [run.p99 for run in some]}
        for name, some in runs.items()
    }
    return Outcome(
        f"Round trip, medians of {RUNS} runs of {MESSAGES:,}; {about}",
        ["", "p50 ms", "p99 ms", "more p50", "more p99"],
        rows,
        {"runs": figures, "about": about},
        missed,
    )
