"""What must be true, from the books alone: sums of movements, rows of the history."""

from __future__ import annotations

import inspect
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, ledger_notes, words
from oms.database import Database
from oms.tables.base import Base
from oms.tables.catalogue import Location, Sku
from oms.tables.messages import History
from oms.tables.orders import Order
from oms.tables.sheet import LedgerProblem, LedgerQuestion
from oms.tables.stock import CountQuestion, Movement
from sheets.tab import Tab
from sheets.troubles import DISPLACED

TELLING = ("outbox", "history", "ledger_problems", "ledger_questions", "exception_cases",
           "count_questions")  # fmt: skip
"""Tables in which a person finds again what they typed and what became of it."""


REORDER, MEANS = "Reorder at", "Means"
FACTS = {"title": "Name", "option": "Option", "barcode": "Barcode", "price_minor": "Price",
         "cost_minor": "Cost", "supplier": "Supplier", "active": "Active"}  # fmt: skip
"""How the history calls a fact of a product -> its column."""


@dataclass(frozen=True)
class Mark:
    """How far the books are."""

    change: int = 0
    """The last row of their history."""
    movement: int = 0
    told: Mapping[str, int] = field(default_factory=dict)
    """The last row of each table that tells."""


START = Mark()


@dataclass(frozen=True)
class Record:
    """A row in which a person may read what became of their typing."""

    table: str
    id: int
    text: str

    def is_since(self, mark: Mark) -> bool:
        """Whether it was told since; a problem that is seen again keeps its row."""
        return self.table == "ledger_problems" or self.id > mark.told.get(self.table, 0)


@dataclass(frozen=True)
class Moved:
    """One movement at a place that holds stock."""

    id: int
    key: str
    units: int
    after: int
    """On hand there, this one included."""
    by_ledger: bool
    reason: str


@dataclass(frozen=True)
class Changed:
    """A cell that both sides may change, changed in the books."""

    id: int
    """Of its row of the history."""
    key: str
    heading: str
    before: Any
    after: Any
    by_ledger: bool


def shown(books: Session, tab: Tab) -> Mapping[str, Mapping[str, Any]]:
    """Key -> what the ledger must show; on hand is summed up from the movements here."""
    ask: Any = tab.rows
    if len(inspect.signature(ask).parameters) == 1:
        rows = ask(books)
    else:
        given = ask(books, None)
        rows = {key: {heading: cells[at] for heading, cells in given.columns.items()}
                for at, key in enumerate(given.keys)}  # fmt: skip
    told = {key: dict(row) for key, row in rows.items()}
    if tab.title == "Stock":
        on_hand: dict[str, int] = defaultdict(int)
        for move in movements(books):
            on_hand[move.key] += move.units
        for key, row in told.items():
            row["On hand"] = on_hand[key]
    return told


def movements(books: Session) -> list[Moved]:
    """Every movement into or out of a place, in order."""
    ledger = actors.ledger(books).id
    codes = {one.id: fold(one.code) for one in books.scalars(select(Sku))}
    places = {one.id: fold(one.name) for one in books.scalars(select(Location))
              if one.is_physical}  # fmt: skip
    sums: dict[str, int] = defaultdict(int)
    found = []
    for one in books.scalars(select(Movement).order_by(Movement.id)):
        for place, units in ((one.from_location_id, -one.units), (one.to_location_id, one.units)):
            if place in places and one.from_location_id != one.to_location_id:
                key = f"{codes[one.sku_id]}|{places[place]}"
                sums[key] += units
                found.append(Moved(one.id, key, units, sums[key], one.by_id == ledger, one.reason))
    return found


def changes(books: Session) -> Iterator[Changed]:
    """Every change of a cell that both sides may change, in order."""
    codes = {one.id: fold(one.code) for one in books.scalars(select(Sku))}
    places = {one.id: fold(one.name) for one in books.scalars(select(Location))}
    numbers = {one.id: one.number for one in books.scalars(select(Order))}
    for row in books.scalars(select(History).order_by(History.id)):
        before, after = row.before or {}, row.after or {}
        if row.what == "reorder point":
            key = f"{codes[row.about_id or 0]}|{places[after['location']]}"
            points = shown_as(before.get("point")), shown_as(after.get("point"))
            yield Changed(row.id, key, REORDER, *points, row.source == "sheet")
        elif row.what == words.WHAT:
            yield Changed(row.id, fold(after["said"]), MEANS, shown_as(before["means"]),
                          shown_as(after["means"]), row.source == "sheet")  # fmt: skip
        elif row.about_kind == "sku" and row.before and len(after) == 1:
            name = next(iter(after))
            if name in FACTS:
                key = codes[row.about_id or 0]
                yield Changed(row.id, key, FACTS[name], _shown(name, before[name]),
                              _shown(name, after[name]), row.source == "sheet")  # fmt: skip
        elif row.what == ledger_notes.WHAT and row.about_kind == "order":
            key = fold(numbers[row.about_id or 0])
            yield Changed(row.id, key, "Notes", before["note"], after["note"],
                          row.source == "sheet")  # fmt: skip


def mark(database: Database) -> Mark:
    """How far the books are."""
    with database.reading() as books:
        last = books.scalar(select(func.max(Movement.id))) or 0
        told = last_ids(books)
    return Mark(told["history"], last, told)


def held(books: Session) -> set[tuple[str, str, str | None]]:
    """Tab, key and heading of each cell of which somebody is asked or told; None: the whole row."""
    asked = books.execute(
        select(LedgerQuestion.tab, LedgerQuestion.row_key, LedgerQuestion.column).where(
            LedgerQuestion.state == "open"
        )
    )
    told = books.execute(
        select(LedgerProblem.tab, LedgerProblem.row_key, LedgerProblem.column).where(
            LedgerProblem.cleared_at.is_(None)
        )
    )
    return {(tab, fold(key), heading or None) for tab, key, heading in [*asked, *told]}


def counts_asked(books: Session) -> set[tuple[str, int]]:
    """Key and units of each count of which somebody is asked what was meant."""
    asked = (
        select(Sku.code, Location.name, CountQuestion.counted)
        .join(Sku, Sku.id == CountQuestion.sku_id)
        .join(Location, Location.id == CountQuestion.location_id)
        .where(CountQuestion.state == "open")
    )
    return {(f"{fold(code)}|{fold(place)}", units) for code, place, units in books.execute(asked)}


def records(books: Session) -> list[Record]:
    """Everything a person may read of what became of their typing."""
    found = []
    for name in TELLING:
        rows = books.execute(select(Base.metadata.tables[name])).mappings()
        found += [Record(name, row["id"], _text(row)) for row in rows]
    return found


def displaced(books: Session) -> int:
    """How many cells were ever told of because a write landed where they might have stood."""
    told = select(func.count()).select_from(LedgerProblem).where(LedgerProblem.why == DISPLACED)
    return books.scalar(told) or 0


def last_ids(books: Session) -> dict[str, int]:
    """The last row of each such table."""
    last = [select(func.max(Base.metadata.tables[name].c.id)).scalar_subquery() for name in TELLING]
    return dict(zip(TELLING, (one or 0 for one in books.execute(select(*last)).one()), strict=True))


def fold(text: Any) -> str:
    """Capitals and blanks make no difference in a key."""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    return " ".join(str(text).upper().split())


def same(one: Any, other: Any) -> bool:
    """Whether two cells show the same; a number is not its text."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return float(one) == float(other)
    return bool(one == other)


def _text(row: Mapping[Any, Any]) -> str:
    return json.dumps({name: held for name, held in row.items() if name != "id"}, default=str)


def _shown(name: str, value: Any) -> Any:
    return value / 100 if name.endswith("_minor") and value is not None else shown_as(value)


def shown_as(value: Any) -> Any:
    """A value as a cell shows it; nothing is an empty one."""
    return "" if value is None else value
