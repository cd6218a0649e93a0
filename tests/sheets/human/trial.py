"""One trial: a ledger, a program that keeps it in step, a person and a shop that do not wait."""

from __future__ import annotations

import datetime as dt
import inspect
import pickle
import random
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from assistant.opening import phrasebook
from assistant.playground.google_sheets import LocalSheets
from oms import clock, schema, words
from oms.database import Database
from oms.errors import ShopError
from sheets.google import GoogleLedger
from sheets.sync import Sync
from sheets.tab import Tab
from tests.sheets.conftest import tabs
from tests.sheets.human.judge import Judge
from tests.sheets.human.page import OWN, Page
from tests.sheets.human.person import Person
from tests.sheets.human.staff import Staff
from tests.sheets.human.typed import Loss
from tests.sheets.human.wire import Died, Request, Wire, wired
from tests.small_shop import SmallShop, open_small_shop

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
BUSY_PASSES, HABIT_PASSES, SETTLING_PASSES = 3, 8, 9
MINUTE = dt.timedelta(seconds=61)
JUDGED = ("Stock", "Products", "Orders", "Words")
"""Tabs of which `truth` knows every change from the books alone; most is typed in the first."""
TAUGHT = {"big blues": "MUG-BLU", "grandad": "LAMP-1", "the barn": "York", "the bay": "Etsy",
          "tea time": "TEAPOT", "dig out {order}": "where is order {order}"}  # fmt: skip
"""Words that the shop has from the start."""


class Program(Protocol):
    """Whatever keeps the ledger in step."""

    def pass_once(self, *, force: bool = False) -> Any:
        """One pass; `force`: look although nothing seems to have changed."""


class Mortal(Database):
    """Books that a program which has died can open no more."""

    is_dead = False

    @contextmanager
    def _opened(self, queues: bool) -> Iterator[Session]:
        if self.is_dead:
            raise Died
        with super()._opened(queues) as books:
            yield books

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open books to look something up."""
        if self.is_dead:
            raise Died
        with super().reading() as books:
            yield books


Maker = Callable[["World"], Program]


@dataclass
class World:
    """A spreadsheet and books that are in step, made once and copied for each trial."""

    server: LocalSheets
    wire: Wire
    folder: Path
    id: str = ""
    now: dt.datetime = NOON
    database: Database = field(init=False)
    opened: list[Mortal] = field(default_factory=list)
    """What programs opened of the books."""
    _document: bytes = b""
    _spare: list[Mortal] = field(default_factory=list)

    def __post_init__(self) -> None:
        clock.set_source(lambda: self.now)
        words.set_phrasebook(phrasebook)
        self.id = self.server.create("Ledger")
        self.database = Database(f"sqlite:///{self._path}")
        schema.upgrade(self.database)
        with self.database.writing() as books:
            open_small_shop(books, today=NOON.date())
            for said, means in TAUGHT.items():
                words.put(books, said, means, by=SmallShop(self.database).owner(books))
        self.ledger().prepare(tabs())
        program = product(self)
        for _ in range(6):
            program.pass_once()
        for tab in self.tabs:
            self._own_columns(tab)
        for _ in range(2):
            program.pass_once()
        with self.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()
        shutil.copyfile(self._path, self._template)
        self._document = pickle.dumps(self.server.documents[self.id])

    @property
    def tabs(self) -> list[Tab]:
        """Tabs in which the person acts, those of which the judge knows the truth; Stock first."""
        known = {tab.title: tab for tab in tabs()}
        return [known[title] for title in JUDGED]

    @property
    def _template(self) -> Path:
        return self.folder / "template.sqlite"

    @property
    def _path(self) -> Path:
        return self.folder / "books.sqlite"

    def ledger(self) -> GoogleLedger:
        """The program's own client, as at its start."""
        made: Any = GoogleLedger
        given = {"pause": self.pause} if "pause" in inspect.signature(made).parameters else {}
        ledger: GoogleLedger = made(
            self.server.service_account_info(), self.id, self.server.base_url, **given
        )
        return ledger

    def pause(self, seconds: float) -> None:
        """Waiting costs nothing here; the program's clock goes on."""
        self.now += dt.timedelta(seconds=seconds)

    def open(self) -> Mortal:
        """The books as a program opens them at its start."""
        # what SQLAlchemy has compiled is kept from trial to trial
        books = self._spare.pop() if self._spare else Mortal(f"sqlite:///{self._path}")
        books.is_dead = False
        self.opened.append(books)
        return books

    def close(self) -> None:
        """Close the books, for everybody."""
        for books in [self.database, *self.opened]:
            books.close()
        self._spare += self.opened
        self.opened = []

    @contextmanager
    def fresh(self) -> Iterator[None]:
        """The spreadsheet and the books as they were made."""
        self.now = NOON
        clock.set_source(lambda: self.now)
        self.wire.quiet()
        self.server.documents[self.id] = pickle.loads(self._document)  # noqa: S301  our own
        for left in self.folder.glob("books.sqlite*"):
            left.unlink()
        shutil.copyfile(self._template, self._path)
        try:
            yield
        finally:
            self.wire.quiet()
            self.close()

    def _own_columns(self, tab: Tab) -> None:
        page = Page(self.server, self.id, tab)
        spare = [name for name in page.columns if name.startswith("_")]
        for column, heading in zip(spare, OWN, strict=False):
            page.type(0, column, heading)
        page = Page(self.server, self.id, tab)
        for number, row in enumerate(page.filled()):
            page.type(row, "Shelf", f"shelf {number}")
            page.type(row, "My sum", f"={number}+1")
        page.note(page.filled()[0], "Shelf", "mind the step")


def product(world: World) -> Program:
    """The program's own protocol, as at its start."""
    return Sync(world.open(), world.ledger(), tabs())


Doing = tuple[str, int, int]
"""Who did something, before or after which request, and which in a row."""
Doings = frozenset[Doing]


@dataclass
class Outcome:
    """How a trial ended."""

    seed: int
    losses: list[Loss]
    story: list[str]
    requests: int
    doings: Doings
    displaced: int = 0
    """Cells a person is told of because a write landed where they might have stood."""

    def __str__(self) -> str:
        return "\n".join(["", f"seed {self.seed}: python -m tests.sheets.human {self.seed}",
                          *self.story, "lost:", *(f"  {one}" for one in self.losses)])  # fmt: skip


class Trial:
    """A person and a shop beside a program, from a seed."""

    minute = MINUTE

    def __init__(
        self,
        world: World,
        seed: int,
        make: Maker = product,
        *,
        without: Doings = frozenset(),
        tabs: Sequence[Tab] | None = None,
        between: bool = False,
    ) -> None:
        """Get ready.

        Args:
            world: where it happens.
            seed: everything that is left to chance follows from it.
            make: starts the program that is tried.
            without: doings that are left out, to see whether the rest is enough.
            tabs: where the person acts; every tab with something to type unless told.
            between: everybody acts between passes only, never while one is under way.
        """
        self.tabs, self._between = world.tabs if tabs is None else tabs, between
        self.world, self.seed, self._make, self._without = world, seed, make, without
        self.draw = random.Random(seed)  # noqa: S311  a repeatable trial
        self.often = self.draw.choice([0.4, 1.0, 1.0])
        self.windows = self.draw.choice([1, 2, 4, 8, 16, 24])
        """So often the person acts before a request, and then is tired."""
        self.requests = self.writes = 0
        self.is_busy = False
        self.doings: set[Doing] = set()

    def run(self) -> Outcome:
        """Let everybody act, then come to rest, then judge."""
        world = self.world
        with world.fresh():
            pages = [Page(world.server, world.id, tab) for tab in self.tabs]
            self.judge = Judge(world.database, pages)
            self.story = self.judge.story
            self.person = Person(self.seed, pages, self.judge)
            # somebody with a habit does one thing at a time, and waits for what becomes of it
            self.between = self._between or self.person.has_habit
            self.staff = Staff(self.seed, SmallShop(world.database), self.judge)
            self.program = self._make(world)
            self.listen()
            self.busy()
            self.settle()
            losses = self.judge.verdict()
            return Outcome(
                self.seed, losses, self.story, self.requests, frozenset(self.doings),
                self.judge.displaced(),
            )  # fmt: skip

    def listen(self) -> None:
        """Take part in what goes over the wire."""
        self.world.wire.before = self.before
        self.world.wire.after = self.after

    def busy(self) -> None:
        """The time in which everybody acts."""
        self.is_busy = True
        for number in range(HABIT_PASSES if self.person.has_habit else BUSY_PASSES):
            if self.between:
                self._act(number)
                self._act_of_staff(number)
            self.pass_once(f"pass {number + 1}")
            if self._chance(f"wait {number}").random() < 0.2:
                self.world.now += MINUTE
        self.is_busy = False

    def settle(self) -> None:
        """The time in which only the program acts, until nothing is left to do."""
        self.person.come_to_rest()
        for number in range(SETTLING_PASSES):
            self.world.now += MINUTE
            before = self.writes
            self.pass_once(f"settling pass {number + 1}")
            # a tab of which nobody says what became of its rows waits for ever
            is_decided = self.staff.decide_rows(number)
            if number > 1 and self.writes == before and not is_decided:
                return

    def pass_once(self, name: str) -> None:
        """One pass, told in the story."""
        self.story.append(name)
        try:
            self.program.pass_once(force=not self.is_busy)
        except ShopError as fault:
            self.story.append(f"  {type(fault).__name__}: {fault}")
        except Exception as fault:  # noqa: BLE001  the program must not fail, whatever it finds
            last = traceback.extract_tb(fault.__traceback__)[-1]
            told = f"{type(fault).__name__}: {fault} in {last.name} ({last.filename}:{last.lineno})"
            self.judge.faults.append(Loss("crash", told))

    def before(self, request: Request) -> None:
        """Just before a request arrives, the person acts."""
        self.requests += 1
        self.writes += request.is_write
        self.world.now += dt.timedelta(milliseconds=200)
        if self.is_busy and not self.between and self.windows:
            self._act(self.requests, request)
        self.judge.acted()
        self.story.append(f" {request}")

    def after(self, request: Request, status: int) -> None:
        """A request has arrived; the shop goes on while its answer is on the way."""
        if status != 200:
            self.story.append(f"    answered {status}")
        elif request.is_write:
            self.judge.landed(request)
        elif request.is_read:
            self.judge.read(request.reads)
        if self.is_busy and not self.between:
            self._act_of_staff(self.requests)

    def _act(self, window: int, request: Request | None = None) -> None:
        chance = self._chance(window)
        if chance.random() >= self.often:
            return
        self.windows -= 1
        for number in range(1 if self.person.has_habit else chance.randint(1, 3)):
            if self._does("person", window, number):
                self.person.act((window, number), request)

    def _act_of_staff(self, window: int) -> None:
        often = 0.1 if self.person.has_habit else 0.3
        if self._chance(("staff", window)).random() < often and self._does("staff", window, 0):
            self.staff.act(window)

    def _does(self, who: str, request: int, number: int) -> bool:
        doing = who, request, number
        self.doings.add(doing)
        return doing not in self._without

    def _chance(self, number: object) -> random.Random:
        return random.Random(f"{self.seed}:{number}")  # noqa: S311  a repeatable trial


def shrunk(outcome: Outcome, run: Callable[[Doings], Outcome]) -> Outcome:
    """The same loss with as few doings as will do."""
    kind, without = outcome.losses[0].kind, set[Doing]()
    for doing in sorted(outcome.doings, key=lambda one: (one[1], one[0], one[2]), reverse=True):
        smaller = run(frozenset(without | {doing}))
        if any(loss.kind == kind for loss in smaller.losses):
            without.add(doing)
            outcome = smaller
    return outcome


@contextmanager
def a_world() -> Iterator[World]:
    """A world in a folder that is gone afterwards, in memory where the machine has room there."""
    memory = Path("/dev/shm")  # noqa: S108  a folder of this world's own is made in it
    server = LocalSheets().start()
    try:
        where = str(memory) if memory.is_dir() else None
        with tempfile.TemporaryDirectory(dir=where) as folder, wired(server) as wire:
            yield World(server, wire, Path(folder))
    finally:
        clock.set_source(None)
        with suppress(RuntimeError):
            server.stop()
