"""The program put together: database, desk, sender, Slack, ledger and clock.

Slack reaches it first, and whatever answers is loaded after that: what comes in meanwhile is kept,
acknowledged, and answered as soon as it can be (docs/decisions/0104).
"""

from __future__ import annotations

import datetime as dt
import gc
import logging
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from assistant import slack, slack_workspaces
from assistant.config import Config
from assistant.intake import Intake
from assistant.opening import opened
from assistant.slack_socket import Connection
from assistant.slack_workspaces import Workspaces
from assistant.understanding.made_once import MadeOnce
from oms import outbox
from oms.database import Database
from oms.errors import ShopError

if TYPE_CHECKING:
    from assistant.adviser import Adviser
    from assistant.desk import Desk
    from assistant.jobs import Jobs
    from assistant.ledger_door import Door
    from assistant.sender import Sender
    from assistant.slack_web import SlackWeb

log = logging.getLogger(__name__)
RECONNECT, PATIENCE = 5.0, 5.0


class NoHttp(ShopError):
    """The extra `http` is not installed, and Slack is to reach us over HTTP."""

    code = "no_http"

    def __init__(self) -> None:
        super().__init__(
            "What serves Slack's requests over HTTP is not installed.",
            remedy="Install backroom[http], or use Socket Mode with SLACK_APP_TOKEN.",
        )


class Program:
    """Backroom as it runs: everything starts although Slack or the ledger is out of reach."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.database = opened(config)
        self._door = _ledger(config, self.database)
        self._workspaces: Workspaces | None = None
        if config.install is not None:
            self._workspaces = Workspaces(self.database, config.install)
            self._workspaces.check()
        self._sends = bool(config.slack_bot_token or config.install)
        # each is loaded when it is first needed, as what it is made of takes a while to load
        self.sender: MadeOnce[Sender] = MadeOnce(self._make_sender)
        self.desk: MadeOnce[Desk] = MadeOnce(self._make_desk)
        self.jobs: MadeOnce[Jobs] = MadeOnce(self._make_jobs)
        self.intake = Intake(self.database, self.desk)
        self._stop = threading.Event()
        self._tried = threading.Event()
        """It was tried to connect: until then nothing else is to take the processor's time."""
        self._beginning = threading.Lock()
        """Held while the rest begins, so that who stops finds all of it or none."""
        self._socket: Connection | None = None
        self.web: SlackWeb | None = None
        if config.over_http:
            self.web = _web(config, self, self._workspaces)
        self._connector = threading.Thread(target=self._connect, name="connector", daemon=True)
        self._rest = threading.Thread(target=self._do_the_rest, name="rest", daemon=True)
        self._is_for_good = False
        """The process is this program and ends with it."""
        self.fault: Exception | None = None
        """Why the program may not run after all."""

    def start(self) -> None:
        """Begin to take in; and then to answer, to send and to keep the ledger in step."""
        if self._sends:
            # what a former program was sending is due at once; what we claim from now on is not
            self.database.write(outbox.requeue)
        self.intake.start()
        if self.web is not None:
            self.web.start()
        if self.config.slack_app_token:
            self._connector.start()
        else:
            self._tried.set()
        self._rest.start()

    def stop(self) -> None:
        """End in order; what is not finished is finished after the next start."""
        self._stop.set()
        self._tried.set()
        with self._beginning:
            jobs = self.jobs.so_far
        if jobs is not None:
            jobs.stop()
        if self._rest.is_alive():
            self._rest.join(PATIENCE)
        if self._connector.is_alive():
            self._connector.join(PATIENCE)
        if self._socket is not None:
            slack.close(self._socket)
        if self.web is not None:
            self.web.stop()
        self.intake.stop()
        if (sender := self.sender.so_far) is not None:
            sender.stop()
        self.database.close()

    def run(self, ready: Callable[[], None]) -> None:
        """Start, say so, and run until SIGTERM or Ctrl-C.

        Raises:
            ClaimedTwice, NotItsOwn: a command that somebody added cannot be told from another.
        """
        self._is_for_good = True
        self.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        ready()
        self._stop.wait()
        self.stop()
        if self.fault is not None:
            raise self.fault

    def _do_the_rest(self) -> None:
        """Answer, send and keep time, once Slack can reach us; whatever keeps from it ends us."""
        self._tried.wait(PATIENCE)
        try:
            with self._beginning:
                if self._stop.is_set():
                    return
                # first of all, as what comes in waits for it, and a form only for three seconds
                self.desk()
                if self._sends:
                    self.sender().start()
                self.jobs().start()
            self._learn()
        except Exception as fault:
            if self._stop.is_set():
                return  # it stops, and has closed what this needs
            # a program that takes in, and never answers, would be worse than none
            log.critical("%s", fault, exc_info=not isinstance(fault, RuntimeError))
            self.fault = fault
            self._stop.set()

    def _learn(self) -> None:
        """Make all patterns, look for commands that clash, and index the shop's names.

        Raises:
            ClaimedTwice, NotItsOwn: a command that somebody added cannot be told from another.
        """
        from assistant import loosely, understand

        for warm in (understand.warm, loosely.warm):
            if self._stop.is_set():
                return
            warm()
        try:
            self._meet_the_shop()
        finally:
            if self._is_for_good:
                # what was learnt stays: to look through it for garbage stops everybody for 0.3 s
                gc.collect()
                gc.freeze()
                gc.enable()

    def _meet_the_shop(self) -> None:
        """Index what the shop's things are called, which the first message would wait for."""
        from assistant import shop_names
        from oms import catalogue

        try:
            with self.database.reading() as books:
                shop_names.known(books, "")
                catalogue.find(books, "backroom")
        except SQLAlchemyError:
            log.warning("The database is out of reach; the first message waits for an index")
        except Exception:
            # whoever speaks of what cannot be indexed gets a number of their own
            log.exception("The shop's names could not be indexed beforehand")

    def _connect(self) -> None:
        """Connect to Slack, again and again while it is out of reach."""
        handler = slack.connection(slack.build(self.config, self.desk, self.intake), self.config)
        while not self._stop.is_set():
            try:
                slack.connect(handler)
            except Exception as fault:  # noqa: BLE001  a thread: whatever it is, the rest works on
                log.warning("Slack is out of reach: %s", fault)
                self._tried.set()
                self._stop.wait(RECONNECT)
                continue
            self._socket = handler
            self._tried.set()
            log.info("Connected to Slack")
            break
        if self._stop.is_set():
            # a connection that came too late would be left behind, and swallow events
            slack.close(handler)

    def _make_sender(self) -> Sender:
        from assistant.sender import Sender

        web = slack_workspaces.clients(self.config, self.database, slack.client)
        return Sender(self.database, web, ledger_seen=self._ledger_seen)

    def _make_desk(self) -> Desk:
        from assistant.desk import Desk

        return Desk(
            self.database, self.sender(), freed=self._give_out, ledger=self._look_at_ledger,
            adviser=_adviser(self.config),
        )  # fmt: skip

    def _make_jobs(self) -> Jobs:
        from assistant.jobs import Jobs

        return Jobs(
            self.database, left=self.intake.take_up, ledger=self._ledger_job(),
            digest=self._post_digest,
        )  # fmt: skip

    def _ledger_job(self) -> Callable[[], object] | None:
        door = self._door
        if door is None:
            return None

        def in_step() -> None:
            door.pass_and_tell()
            self.sender().wake()

        return in_step

    def _ledger_seen(self) -> dt.datetime | None:
        return None if self._door is None else self._door.seen_at

    def _look_at_ledger(self) -> None:
        """Begin a pass that somebody asked for, or say why there is none."""
        if self.config.has_ledger:
            from assistant.jobs import LEDGER

            self.jobs().soon(LEDGER)
        else:
            from assistant import ledger_door

            ledger_door.tell_away(self.database, ledger_door.NoLedger())
            self.sender().wake()

    def _give_out(self) -> None:
        from assistant.jobs import BACKORDERS

        self.jobs().soon(BACKORDERS)

    def _post_digest(self, day: dt.date) -> None:
        # it draws with pandas, which takes a second to load: the program answers before that
        from assistant import digest

        digest.send(self.database, day)
        self.sender().wake()


def _ledger(config: Config, database: Database) -> Door | None:
    """The way to the ledger; None: none was set up, and nothing of Google's is loaded."""
    if not config.has_ledger:
        return None
    from assistant.ledger_door import Door

    return Door(config, database)


def _adviser(config: Config) -> Adviser | None:
    """A language model within its bounds; None: none was set up."""
    if config.model is None:
        return None
    from assistant.adviser import Adviser
    from assistant.model_http import HttpModel

    return Adviser(HttpModel(config.model), config.model.a_day)


def _web(config: Config, program: Program, known: Workspaces | None) -> SlackWeb:
    """What serves Slack's requests over HTTP.

    Raises:
        NoHttp: its libraries are not installed.
        PortTaken: another program has the port.
    """
    try:
        from assistant.slack_install import Door
        from assistant.slack_web import SlackWeb
    except ImportError as fault:
        raise NoHttp from fault
    door = None if known is None else Door(config, program.database, known)
    app = slack.build(config, program.desk, program.intake, known)
    secret = config.slack_signing_secret
    return SlackWeb(app, config.port, secret, program.database.answers, door)
