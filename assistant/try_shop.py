"""The example shop, whole: local Slack, local Google Sheets, the program itself, and the page."""

from __future__ import annotations

import datetime as dt
import errno
import json
import logging
import signal
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant import config, digest, manifest, ports, try_folder, try_history, try_ledger
from assistant.app import Program
from assistant.config import Config
from assistant.playground import slack as local_slack
from assistant.playground.google_sheets import LocalSheets
from assistant.playground.page import Doing, LocalPage, Shop
from assistant.playground.slack import LocalSlack
from assistant.ports import PortTaken
from assistant.try_doings import Doings
from assistant.try_history import History
from oms import clock, demo, schema, settings, staff
from oms.database import Database

PORT = 8420
LOOKING = 1.0
"""Seconds until it is looked again whether the program runs."""
CHECK_SECONDS = 60
QUESTION, EXPECTED = "where is order 1043?", "1043"
DATABASE = "shop.sqlite"
Echo = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """How the example shop is to be opened."""

    port: int | None = None
    data: Path | None = None
    fresh: bool = False
    check: bool = False
    browser: bool = True
    home: Path | None = None
    """Folder to keep it in; by default `try` in the program's own."""


@dataclass(frozen=True)
class Opened:
    """The example shop while it is open."""

    url: str
    slack: LocalSlack
    sheets: LocalSheets
    program: Program
    ledger_id: str


def open_shop_in_browser(wanted: Wanted, *, echo: Echo) -> int:
    """Make the shop where it is not made yet, start everything, and run until Ctrl-C.

    Args:
        wanted: how.
        echo: tells the person at the terminal.

    Returns:
        The exit status: 0, or 1 when a check got no answer.

    Raises:
        PortTaken: another program has the port that was asked for.
        AlreadyOpen: the shop is open in another terminal.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    with opened(wanted, echo=echo) as shop:
        if wanted.check:
            return _check(shop, echo)
        echo(f"\nThe shop is open at {shop.url}   Stop it with Ctrl-C.")
        if wanted.browser:
            webbrowser.open(shop.url)
        _until_stopped(shop.program)
        echo("\nClosing the shop. What you did is kept until tomorrow.")
    return 0


@contextmanager
def opened(wanted: Wanted, *, echo: Echo) -> Iterator[Opened]:
    """Everything started, in order; stopped in reverse order at the end."""
    environment = config.from_environment()
    home = wanted.home or environment.home / "try"
    history = try_history.find(wanted.data or environment.data)
    with ExitStack() as stack:
        stack.enter_context(try_folder.kept(home))
        # before minutes go into a shop that nobody could look at
        ports.refuse_taken(_port(wanted))
        today = _today()
        folder, made = try_folder.shop(
            home,
            day=today,
            history=history,
            fresh=wanted.fresh,
            make=lambda making: _make(making, history, today, echo),
        )
        if not made:
            echo(f"The shop you opened today, with {history.said()}. Begin again with --fresh.")
        shop = _start(stack, folder, _port(wanted))
        try_folder.tell_where(home, shop.url)
        yield shop


def _start(stack: ExitStack, folder: Path, port: int) -> Opened:
    slack = LocalSlack(store=folder / "slack.json")
    slack.install(manifest.manifest())
    slack.start()
    stack.callback(slack.stop)
    sheets = LocalSheets(store=folder / "sheets.json").start()
    stack.callback(sheets.stop)
    ledger_id = try_ledger.create(sheets)
    given = _config(folder, slack, sheets, ledger_id)
    program = Program(given)
    try_ledger.set_up(given, program.database, sheets)
    program.start()
    stack.callback(program.stop)
    doings = Doings({"sync": lambda: _sync(program), "digest": lambda: _digest(program)})
    stack.callback(doings.stop)
    page = _page(program, slack, sheets, ledger_id, doings, port).start()
    stack.callback(page.stop)
    slack.wait_connected()
    return Opened(page.url, slack, sheets, program, ledger_id)


def _page(
    program: Program,
    slack: LocalSlack,
    sheets: LocalSheets,
    ledger_id: str,
    doings: Doings,
    port: int,
) -> LocalPage:
    with program.database.reading() as books:
        roles = {str(who.slack_user_id): str(who.role) for who in staff.everybody(books)}
        name, zone = settings.value(books, "shop_name"), settings.zone(books)
    about = Shop(
        name=name,
        zone=zone,
        roles={**roles, local_slack.NOBODY: "not known to the shop"},
        first_tab="Stock",
        doings=(
            Doing("sync", "Sync now", doings.url("sync"), "Read and write the ledger now"),
            Doing("digest", "Digest", doings.url("digest"), "Post the morning's digest now"),
        ),
    )
    try:
        return LocalPage(
            about,
            slack_url=slack.base_url,
            sheets_url=sheets.base_url,
            ledger_id=ledger_id,
            port=port,
        )
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise PortTaken(port) from fault
        raise


# ---- the buttons above the ledger -----------------------------------------------------------


def _sync(program: Program) -> Mapping[str, str]:
    program.jobs().soon("ledger")
    return {"said": "Backroom reads the ledger now."}


def _digest(program: Program) -> Mapping[str, str]:
    asked_at = clock.now().isoformat(timespec="milliseconds")
    with program.database.reading() as books:
        today = settings.today(books)
    digest.send(program.database, today, again=f":{asked_at}")
    program.sender().wake()
    return {"said": "The digest is in #digest.", "look": local_slack.DIGEST}


# ---- making the shop ------------------------------------------------------------------------


def _make(folder: Path, history: History, today: dt.date, echo: Echo) -> None:
    started = time.monotonic()
    echo(f"Setting up the example shop with {history.said()}.")
    database = Database(f"sqlite:///{folder / DATABASE}")
    try:
        schema.upgrade(database)
        summary = demo.open_shop(
            database,
            lambda opened: try_history.load(opened, history, today=today, progress=_told(echo)),
            today=today,
        )
        with database.writing() as books:
            settings.put(books, "digest_channel", local_slack.DIGEST)
            settings.put(books, "notice_channel", local_slack.ORDERS)
            settings.put(books, "pick_channel", local_slack.ORDERS)
    finally:
        database.close()
    echo(
        f"{summary.orders:,} orders and {summary.movements:,} movements of stock,"
        f" {summary.open_orders} orders open and {summary.late_orders} of them late,"
        f" in {time.monotonic() - started:.0f} s."
    )


def _told(echo: Echo) -> Callable[[int], None]:
    """Tell every hundred thousand lines."""
    told = 0

    def progress(lines: int) -> None:
        nonlocal told
        if lines // 100_000 > told:
            told = lines // 100_000
            echo(f"  {lines:,} lines read")

    return progress


def _today() -> dt.date:
    return clock.day_of(clock.now(), try_history.ZONE)


def _config(folder: Path, slack: LocalSlack, sheets: LocalSheets, ledger_id: str = "") -> Config:
    """The program's environment, pointed at the local servers and at nothing else."""
    key_file = folder / "service-account.json"
    key_file.write_text(json.dumps(sheets.service_account_info()), encoding="utf-8")
    return config.from_environment(
        {
            "BACKROOM_HOME": str(folder),
            "BACKROOM_DATABASE_URL": f"sqlite:///{folder / DATABASE}",
            "BACKROOM_LEDGER_ID": ledger_id,
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": local_slack.BOT_TOKEN,
            "SLACK_APP_TOKEN": local_slack.APP_TOKEN,
            "SLACK_SIGNING_SECRET": local_slack.SIGNING_SECRET,
            "GOOGLE_SHEETS_URL": sheets.base_url,
            "GOOGLE_SERVICE_ACCOUNT_FILE": str(key_file),
        }
    )


# ---- running --------------------------------------------------------------------------------


def _port(wanted: Wanted) -> int:
    if wanted.check:
        return wanted.port or 0
    return PORT if wanted.port is None else wanted.port


def _until_stopped(program: Program) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(LOOKING):
        if program.fault is not None:
            raise program.fault


def _check(shop: Opened, echo: Echo) -> int:
    """Ask one question through a real browser; 0 when the answer came."""
    from playwright.sync_api import Error

    from assistant import try_browser

    try:
        with try_browser.browser() as browser:
            page = browser.new_page()
            try_browser.ready(page, shop.url)
            answer = try_browser.ask(page, QUESTION, seconds=CHECK_SECONDS)
    except Error as fault:
        echo(f"No answer to “{QUESTION}” came in the browser: {fault}")
        return 1
    echo(f"Asked in the browser: {QUESTION}\nAnswered: {answer}")
    return 0 if EXPECTED in answer else 1
