"""Taking past orders, credit notes and corrections from a channel's file, exactly and once.

Each chunk of documents is one transaction: what is killed half way is done again from the last
chunk, and a document that is known is left as it is, so a second run changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from oms import clock, importing_open, importing_refresh, sequences
from oms.actors import Who
from oms.bulk import Bulk
from oms.database import Database
from oms.errors import ShopError
from oms.importing_known import Known, Lookup
from oms.importing_returns import Backs
from oms.importing_stock import Flows
from oms.order_in import CHARGE, CORRECTION, LineIn, OrderIn, Rejected, Tally

CHUNK = 1_000
CHUNK_LINES = 20_000


class StockPolicy(StrEnum):
    """What a past document does to the stock."""

    HISTORY = "history"
    """Nothing: it is remembered only."""
    MOVEMENTS = "movements"
    """Each line moves its units."""


class WrongCurrency(ShopError):
    """A document is in another currency than its channel."""

    code = "wrong_currency"

    def __init__(self, number: str, found: str, wanted: str) -> None:
        super().__init__(
            f"Order {number} is in {found}, its channel in {wanted}.",
            remedy="Import it into a channel of that currency.",
        )


@dataclass
class Outcome:
    """What an import did."""

    tally: Tally = field(default_factory=Tally)
    orders_new: int = 0
    orders_known: int = 0
    orders_changed: int = 0
    returns_new: int = 0
    returns_known: int = 0
    customers_new: int = 0
    skus_new: int = 0


@dataclass(frozen=True)
class Plan:
    """How documents are taken: into which channels, from which places, by whom."""

    channel_of: Callable[[OrderIn], int]
    place_of: Callable[[OrderIn], int]
    """Where past goods left from and come back to; asked only with policy movements."""
    policy: StockPolicy = StockPolicy.HISTORY
    past: bool = True
    """Goods unknown here are added to the catalogue, since a past file defines it."""


def take_documents(
    database: Database,
    documents: Iterable[OrderIn | Rejected],
    plan: Plan,
    *,
    by: Who,
    rejected: Callable[[Rejected], None],
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Take every document, chunk by chunk.

    Args:
        database: open, at the present schema.
        documents: as the file gives them.
        plan: where they go.
        by: who imports.
        rejected: told of each line that cannot be taken.
        progress: told the lines read so far.

    Returns:
        What became of every line.
    """
    outcome = Outcome()
    chunk: list[OrderIn] = []
    lines = 0
    for document in documents:
        if isinstance(document, Rejected):
            outcome.tally.reject(document)
            rejected(document)
            continue
        chunk.append(document)
        lines += len(document.lines)
        if len(chunk) >= CHUNK or lines >= CHUNK_LINES:
            _take_chunk(database, chunk, plan, outcome, by=by)
            chunk, lines = [], 0
            if progress is not None:
                progress(outcome.tally.lines_read)
    if chunk:
        _take_chunk(database, chunk, plan, outcome, by=by)
    if progress is not None:
        progress(outcome.tally.lines_read)
    return outcome


def _take_chunk(
    database: Database, chunk: list[OrderIn], plan: Plan, outcome: Outcome, *, by: Who
) -> None:
    with database.writing() as books:
        _Chunk(books, plan, outcome, by).take(chunk)
    for document in chunk:
        for line in document.lines:
            outcome.tally.count(line, is_credit=document.is_credit)


class _Chunk:
    """The rows that one chunk of documents becomes."""

    def __init__(self, books: Session, plan: Plan, outcome: Outcome, by: Who) -> None:
        self.books, self.plan, self.outcome, self.by = books, plan, outcome, by
        self.bulk = Bulk(books)
        self.now = self.bulk.time(clock.now())
        self.lookup = Lookup(books, self.bulk)
        self.flows = Flows(self.bulk, by_id=by.id, now=self.now)
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def take(self, chunk: list[OrderIn]) -> None:
        """Write what is new, bring up to date what is known."""
        placed = [(self.plan.channel_of(document), document) for document in chunk]
        known = self.lookup.known(placed)
        fresh = [(channel, one) for channel, one in placed if (channel, one.their_id) not in known]
        self._see_known(placed, known)
        self.lookup.prepare(fresh, self.outcome, add_skus=self.plan.past)
        orders = [pair for pair in fresh if _holds_goods(pair[1]) and not pair[1].is_credit]
        kind = "past_order" if self.plan.past else "order"
        numbers = sequences.take(self.books, kind, len(orders)) if orders else 0
        ids = self.bulk.ids("orders", len(orders))
        in_turn = range(numbers, numbers + len(orders))
        for number, order_id, (channel, one) in zip(in_turn, ids, orders, strict=True):
            self._order(str(number), order_id, channel, one)
        ordered = {(channel, one.their_id) for channel, one in orders}
        for channel, one in fresh:
            if (channel, one.their_id) not in ordered and not one.is_credit:
                self._lines_without_order(channel, one)
        self._write_orders()
        if not self.plan.past:
            importing_open.settle(self.books, ids, by=self.by)
        credits_ = [(channel, one) for channel, one in fresh if one.is_credit]
        Backs(self.books, self.bulk, self.lookup, self.flows, self.by).take(
            credits_, self.plan.place_of if self.plan.policy is StockPolicy.MOVEMENTS else None
        )
        self.flows.write()
        self.outcome.orders_new += len(orders)
        self.outcome.returns_new += len(credits_)

    def _see_known(self, placed: list[tuple[int, OrderIn]], known: dict[Known, int | None]) -> None:
        for channel, one in placed:
            if (channel, one.their_id) not in known:
                continue
            if one.is_credit:
                self.outcome.returns_known += 1
                continue
            order_id = known[channel, one.their_id]
            self.outcome.orders_known += order_id is not None
            if order_id is not None and not self.plan.past:
                changed = importing_refresh.refresh(self.books, order_id, one, by=self.by)
                self.outcome.orders_changed += changed

    def _order(self, number: str, order_id: int, channel: int, one: OrderIn) -> None:
        total = sum(line.minor for line in one.lines if line.kind != CORRECTION)
        placed = self.bulk.time(one.placed_at)
        customer = self.lookup.customer_id(channel, one)
        self.rows["orders"].append(
            (order_id, number, channel, one.their_id, one.their_number, customer, one.state,
             one.payment, placed, one.placed_text, one.town, one.country, one.currency, total,
             one.note, 1, self.now)
        )  # fmt: skip
        for line_no, line in enumerate(one.lines, start=1):
            if line.kind == CHARGE:
                self._charge(channel, one, line_no, line, order_id)
            elif line.kind == CORRECTION:
                self._correction(channel, one, line_no, line)
            else:
                self._goods(order_id, line_no, line, one)

    def _goods(self, order_id: int, line_no: int, line: LineIn, one: OrderIn) -> None:
        sku_id = self.lookup.sku_id(line.code)
        shipped = line.units if one.state == "completed" else 0
        cancelled = line.units if one.state == "cancelled" else 0
        self.rows["order_lines"].append(
            (order_id, line_no, sku_id, line.code, line.title or line.code, line.units,
             line.unit_price, line.minor, cancelled, 0, shipped, 0, 0)
        )  # fmt: skip
        if self.plan.policy is StockPolicy.MOVEMENTS and shipped and sku_id is not None:
            place = self.plan.place_of(one)
            self.flows.sold(sku_id, shipped, place, one.placed_at, about=("order", order_id))

    def _lines_without_order(self, channel: int, one: OrderIn) -> None:
        for line_no, line in enumerate(one.lines, start=1):
            if line.kind == CHARGE:
                self._charge(channel, one, line_no, line, None)
            elif line.kind == CORRECTION:
                self._correction(channel, one, line_no, line)

    def _charge(
        self, channel: int, one: OrderIn, line_no: int, line: LineIn, order_id: int | None
    ) -> None:
        self.rows["charges"].append(
            (channel, one.their_id, line_no, order_id, line.charge, line.title or line.code,
             line.units, line.unit_price, line.minor, self.bulk.time(one.placed_at))
        )  # fmt: skip

    def _correction(self, channel: int, one: OrderIn, line_no: int, line: LineIn) -> None:
        sku_id = self.lookup.sku_id(line.code)
        self.rows["corrections"].append(
            (channel, one.their_id, line_no, sku_id, line.units, line.title or None,
             line.unit_price, line.minor, self.bulk.time(one.placed_at))
        )  # fmt: skip
        if self.plan.policy is StockPolicy.MOVEMENTS and sku_id is not None:
            place = self.plan.place_of(one)
            self.flows.corrected(sku_id, line.units, place, one.placed_at, note=line.title)

    def _write_orders(self) -> None:
        for table, columns in COLUMNS.items():
            if self.rows[table]:
                self.bulk.insert(table, columns, self.rows[table])


COLUMNS = {
    "orders": ("id", "number", "channel_id", "their_id", "their_number", "customer_id", "state",
               "payment", "placed_at", "placed_text", "town", "country", "currency", "total_minor",
               "note", "version", "recorded_at"),
    "order_lines": ("order_id", "line_no", "sku_id", "sku_text", "title", "ordered", "unit_price",
                    "amount_minor", "cancelled", "reserved", "shipped", "return_open", "returned"),
    "charges": ("channel_id", "their_number", "line_no", "order_id", "kind", "title", "units",
                "unit_price", "amount_minor", "occurred_at"),
    "corrections": ("channel_id", "their_number", "line_no", "sku_id", "units", "note",
                    "unit_price", "amount_minor", "occurred_at"),
}  # fmt: skip


def _holds_goods(document: OrderIn) -> bool:
    return any(line.kind not in {CHARGE, CORRECTION} for line in document.lines)
