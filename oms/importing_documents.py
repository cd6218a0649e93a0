"""One chunk of documents becomes rows: orders, lines, charges, corrections, returns, movements."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import clock, importing_late, importing_open, importing_refresh, sequences
from oms.actors import Who
from oms.bulk import Bulk
from oms.capture import DISCOUNT, TAX, LineWorth, Priced, Taxes, capture
from oms.importing_known import Known, Lookup, Placed, Taken
from oms.importing_late import Late
from oms.importing_plan import Outcome, Plan
from oms.importing_returns import Back, Backs
from oms.importing_stock import Flows
from oms.order_in import CANCELLED, CHARGE, GOODS, LEFT, LineIn, OrderIn
from oms.values import minor_of


@dataclass(frozen=True)
class _At:
    """Where a line goes: its channel, document and place in it."""

    channel: int
    document: OrderIn
    line_no: int


class Chunk:
    """Takes one chunk of documents, within one transaction."""

    def __init__(
        self, books: Session, plan: Plan, lookup: Lookup, outcome: Outcome, by: Who
    ) -> None:
        self.books, self.plan, self.outcome, self.by = books, plan, outcome, by
        self.bulk, self.lookup = Bulk(books), lookup
        self.now = self.bulk.time(clock.now())
        self.flows = Flows(self.bulk, by_id=by.id, now=self.now)
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.totals: list[tuple[int, int, int]] = []
        self.mismatched: list[tuple[int, int]] = []
        self.risky: list[int] = []
        lookup.use(books, self.bulk)

    def take(self, chunk: list[OrderIn]) -> None:
        """Write what is new, bring up to date what is known."""
        # two imports at once would both find a document unknown
        self.bulk.lock("backroom import")
        placed = [(self.plan.channel_of(document), document) for document in chunk]
        known = self.lookup.known(placed)
        fresh = [(channel, one) for channel, one in placed if (channel, one.their_id) not in known]
        late = self._late(importing_late.differing(self.bulk, placed, known))
        self._refresh(placed, known)
        self.lookup.prepare([*fresh, *((one.channel, one.document) for one in late)], self.outcome)
        backs = [Back(channel, one) for channel, one in fresh if one.is_credit]
        ids = self._orders([pair for pair in fresh if not pair[1].is_credit])
        backs.extend(self._add_late(late))
        self._write_rows()
        held = {
            one.taken.order_id: one.document.held_tax_minor
            for one in late
            if one.taken.order_id is not None
        }
        importing_open.settle_worth(self.books, held)
        importing_open.tell_mismatches(self.books, self.mismatched)
        if not self.plan.past:
            importing_open.settle(self.books, [*ids, *held], self.risky, by=self.by)
        place_of = self.plan.place_of if self.plan.moves_stock else None
        Backs(self.books, self.bulk, self.lookup, self.flows, self.by).take(backs, place_of)
        self.flows.write()
        self.outcome.orders_new += len(ids)
        self.outcome.returns_new += sum(back.return_id is None for back in backs)

    def _late(self, found: list[Late]) -> list[Late]:
        """Those whose missing lines can be added; the rest is told to a person."""
        late = []
        for one in found:
            if self.plan.past or (not one.lost and one.taken.state == "open"):
                late.append(one)
            elif one.taken.order_id is not None and one.taken.state == "open":
                importing_refresh.ask_about_lines(self.books, one.taken.order_id)
        return [one for one in late if one.document.lines]

    def _refresh(self, placed: Placed, known: dict[Known, Taken]) -> None:
        for channel, one in placed:
            taken = known.get((channel, one.their_id))
            if taken is None:
                continue
            self.outcome.returns_known += taken.return_id is not None
            self.outcome.orders_known += taken.order_id is not None
            if not self.plan.past and importing_refresh.is_due(taken, one):
                changed = importing_refresh.refresh(self.books, taken.order_id, one, by=self.by)
                self.outcome.orders_changed += changed

    def _orders(self, fresh: Placed) -> Sequence[int]:
        orders = [pair for pair in fresh if _holds_goods(pair[1])]
        kind = "past_order" if self.plan.past else "order"
        numbers = sequences.several(self.books, kind, len(orders)) if orders else []
        ids = self.bulk.ids("orders", len(orders))
        for number, order_id, (channel, one) in zip(numbers, ids, orders, strict=True):
            self._order(str(number), order_id, channel, one)
        for channel, one in fresh:
            if not _holds_goods(one):
                self._lines(channel, one, None, 1)
                self.outcome.documents_new += 1
        return ids

    def _add_late(self, late: list[Late]) -> list[Back]:
        """Add lines to documents that are known; gives back those of credit notes."""
        backs = []
        for one in late:
            self.outcome.lines_added += len(one.document.lines)
            taken, document = one.taken, one.document
            if document.is_credit:
                backs.append(Back(one.channel, document, taken.return_id, one.next_line_no))
            elif taken.order_id is None and _holds_goods(document):
                self._orders([(one.channel, document)])
            else:
                self._lines(one.channel, document, taken.order_id, one.next_line_no)
                if taken.order_id is not None:
                    self.totals.append((document.total_minor, document.taken_minor, taken.order_id))
        return backs

    def _order(self, number: str, order_id: int, channel: int, one: OrderIn) -> None:
        customer = self.lookup.customer_id(channel, one)
        self.rows["orders"].append(
            (order_id, number, channel, one.their_id, one.their_number, customer, one.state,
             one.payment, self.bulk.time(one.placed_at), one.placed_text, one.town, one.country,
             one.currency, one.total_minor, one.note, 1, self.now, one.taken_minor,
             one.ship_method, json.dumps(one.ship_to) if one.ship_to else None)
        )  # fmt: skip
        if one.stated_total is not None:
            stated = minor_of(one.stated_total, one.currency)
            if stated != one.total_minor:
                self.mismatched.append((order_id, stated))
        if one.is_risky:
            self.risky.append(order_id)
        self._lines(channel, one, order_id, 1)

    def _lines(self, channel: int, one: OrderIn, order_id: int | None, first: int) -> None:
        worth = _worth(one) if order_id is not None else {}
        for at, line in enumerate(one.lines):
            line_no = first + at
            if line.kind == GOODS and order_id is not None:
                self._goods(order_id, line_no, line, one, worth.get(at))
            elif line.kind == CHARGE:
                self._charge(_At(channel, one, line_no), line, order_id)
            else:
                self._correction(_At(channel, one, line_no), line)

    def _goods(
        self, order_id: int, line_no: int, line: LineIn, one: OrderIn, worth: LineWorth | None
    ) -> None:
        share, net, tax = (0, line.minor, 0) if worth is None else worth.parts
        sku_id = self.lookup.sku_id(line.code)
        shipped = line.units if line.fate == LEFT else 0
        cancelled = line.units if line.fate == CANCELLED else 0
        self.rows["order_lines"].append(
            (order_id, line_no, sku_id, line.code, line.title or line.code, line.units,
             line.unit_price, line.minor, cancelled, 0, shipped, 0, 0, share, net, tax)
        )  # fmt: skip
        if self.plan.moves_stock and shipped and sku_id is not None:
            place = self.plan.place_of(one)
            self.flows.sold(sku_id, shipped, place, one.placed_at, about=("order", order_id))

    def _charge(self, at: _At, line: LineIn, order_id: int | None) -> None:
        one = at.document
        self.rows["charges"].append(
            (at.channel, one.their_id, at.line_no, order_id, line.charge, line.title or line.code,
             line.units, line.unit_price, line.minor, self.bulk.time(one.placed_at))
        )  # fmt: skip

    def _correction(self, at: _At, line: LineIn) -> None:
        one, sku_id = at.document, self.lookup.sku_id(line.code)
        self.rows["corrections"].append(
            (at.channel, one.their_id, at.line_no, sku_id, line.units, line.title or None,
             line.unit_price, line.minor, self.bulk.time(one.placed_at))
        )  # fmt: skip
        if self.plan.moves_stock and sku_id is not None:
            place = self.plan.place_of(one)
            self.flows.corrected(sku_id, line.units, place, one.placed_at, note=line.title)

    def _write_rows(self) -> None:
        for table, columns in COLUMNS.items():
            if self.rows[table]:
                self.bulk.insert(table, columns, self.rows[table])
        if self.totals:
            self.bulk.run(
                "UPDATE orders SET total_minor = total_minor + ?, taken_minor = taken_minor + ?,"
                " version = version + 1 WHERE id = ?",
                self.totals,
            )


COLUMNS = {
    "orders": ("id", "number", "channel_id", "their_id", "their_number", "customer_id", "state",
               "payment", "placed_at", "placed_text", "town", "country", "currency", "total_minor",
               "note", "version", "recorded_at", "taken_minor", "ship_method", "ship_to"),
    "order_lines": ("order_id", "line_no", "sku_id", "sku_text", "title", "ordered", "unit_price",
                    "amount_minor", "cancelled", "reserved", "shipped", "return_open", "returned",
                    "discount_share_minor", "net_minor", "tax_minor"),
    "charges": ("channel_id", "their_number", "line_no", "order_id", "kind", "title", "units",
                "unit_price", "amount_minor", "occurred_at"),
    "corrections": ("channel_id", "their_number", "line_no", "sku_id", "units", "note",
                    "unit_price", "amount_minor", "occurred_at"),
}  # fmt: skip


def _holds_goods(document: OrderIn) -> bool:
    return any(line.kind == GOODS for line in document.lines)


def _worth(document: OrderIn) -> dict[int, LineWorth]:
    """What lines are worth, by their place in the document, where it is not just what they cost."""
    charges = [(line.charge, line.minor) for line in document.lines if line.kind == CHARGE]
    if not document.held_tax_minor and not any(kind in {DISCOUNT, TAX} for kind, _ in charges):
        return {}
    goods = [at for at, line in enumerate(document.lines) if line.kind == GOODS]
    priced = [Priced(document.lines[at].minor, document.lines[at].discount) for at in goods]
    taxes = Taxes(stated_minor=document.held_tax_minor)
    return dict(zip(goods, capture(priced, charges, taxes).lines, strict=True))
