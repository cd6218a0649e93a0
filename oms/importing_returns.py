"""Credit notes of a file: each line finds the order lines it reverses, or comes back blind.

A credit note does not name its order. Units are matched to what the same customer bought of the
same SKU before, the latest purchase first, as far as it has not come back; what finds none is a
return without an order.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import sequences
from oms.actors import Who
from oms.bulk import Bulk
from oms.importing_known import Lookup
from oms.importing_stock import Flows
from oms.order_in import CHARGE, OrderIn

PAIRS = 400
# every order of the customers concerned is walked once, whatever the number of SKUs asked for
BOUGHT = """
    WITH wanted(customer, sku) AS (VALUES {pairs})
    SELECT o.customer_id, ol.sku_id, ol.id, o.placed_at, ol.shipped - ol.returned - ol.return_open
           - CASE WHEN ol.lost > ol.returnless THEN ol.lost ELSE ol.returnless END, o.id
    FROM orders o CROSS JOIN order_lines ol
    WHERE ol.order_id = o.id AND o.customer_id IN (SELECT customer FROM wanted)
      AND (o.customer_id, ol.sku_id) IN (SELECT customer, sku FROM wanted)
      AND ol.shipped > ol.returned + ol.return_open
    ORDER BY o.placed_at DESC, ol.id DESC"""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Back:
    """A credit note, or the lines of one that its return does not have yet."""

    channel: int
    document: OrderIn
    return_id: int | None = None
    first_line_no: int = 1


class Backs:
    """The returns that the credit notes of one chunk become."""

    def __init__(self, books: Session, bulk: Bulk, lookup: Lookup, flows: Flows, by: Who) -> None:
        self._books, self._bulk, self._lookup = books, bulk, lookup
        self._flows, self._by = flows, by
        self._bought: dict[Pair, list[list[Any]]] = {}
        self._returned: dict[int, int] = defaultdict(int)

    def take(self, backs: list[Back], place_of: Callable[[OrderIn], int] | None) -> None:
        """Write the returns of these credit notes; with `place_of`, their goods move too."""
        if not backs:
            return
        self._find_bought(backs)
        returns: list[tuple[Any, ...]] = []
        lines: list[tuple[Any, ...]] = []
        charges: list[tuple[Any, ...]] = []
        for back, return_id, number in self._numbered(backs):
            own = list(self._lines(return_id, back))
            orders = {order_id for *_, order_id in own if order_id is not None}
            if number is not None:
                returns.append(self._return(return_id, number, back, orders))
            lines.extend(row for row, _ in own)
            charges.extend(self._charges(return_id, back))
            if place_of is not None:
                self._put_back(return_id, back.document, place_of(back.document))
        self._write(returns, lines, charges)

    def _numbered(self, backs: list[Back]) -> Iterator[tuple[Back, int, int | None]]:
        """Each with the id of its return, and a number where the return is new."""
        new = sum(back.return_id is None for back in backs)
        numbers = iter(sequences.several(self._books, "past_return", new) if new else [])
        ids = iter(self._bulk.ids("returns", new))
        for back in backs:
            if back.return_id is not None:
                yield back, back.return_id, None
            else:
                yield back, next(ids), next(numbers)

    def _lines(self, return_id: int, back: Back) -> Iterator[tuple[tuple[Any, ...], int | None]]:
        one = back.document
        customer = self._lookup.customer_id(back.channel, one)
        for line_no, line in enumerate(one.lines, start=back.first_line_no):
            if line.kind == CHARGE:
                continue
            sku_id = self._lookup.sku_id(line.code)
            parts = self._match(customer, sku_id, -line.units, self._bulk.time(one.placed_at))
            before = 0
            for part, (order_line, order_id, units) in enumerate(parts):
                worth = _share(-line.minor, -line.units, before, before + units)
                before += units
                yield (
                    (return_id, line_no, part, order_line, sku_id, units, units, 0,
                     "restock", "refund", line.unit_price, worth),
                    order_id,
                )  # fmt: skip

    def _match(
        self, customer: int | None, sku_id: int | None, units: int, at: Any
    ) -> list[tuple[int | None, int | None, int]]:
        parts: list[tuple[int | None, int | None, int]] = []
        if customer is not None and sku_id is not None:
            for bought in self._bought.get((customer, sku_id), []):
                line_id, placed, free, order_id = bought
                part = min(free, units) if _before(placed, at) else 0
                if part > 0:
                    bought[2] -= part
                    units -= part
                    self._returned[line_id] += part
                    parts.append((line_id, order_id, part))
        if units:
            parts.append((None, None, units))
        return parts

    def _find_bought(self, backs: Iterable[Back]) -> None:
        pairs: set[Pair] = set()
        for back in backs:
            customer = self._lookup.customer_id(back.channel, back.document)
            for line in back.document.lines:
                sku_id = self._lookup.sku_id(line.code)
                if customer is not None and sku_id is not None and line.kind != CHARGE:
                    pairs.add((customer, sku_id))
        wanted = sorted(pairs)
        for start in range(0, len(wanted), PAIRS):
            part = wanted[start : start + PAIRS]
            marks = ", ".join(self._bulk.pair_marks for _ in part)
            question = BOUGHT.format(pairs=marks)
            for customer, sku, line, placed, free, order in self._bulk.ask(
                question, [value for pair in part for value in pair]
            ):
                self._bought.setdefault((customer, sku), []).append([line, placed, free, order])

    def _return(self, return_id: int, number: int, back: Back, orders: set[int]) -> tuple[Any, ...]:
        channel, one = back.channel, back.document
        at = self._bulk.time(one.placed_at)
        order_id = orders.pop() if len(orders) == 1 else None
        source = "blind" if order_id is None and not orders else "channel"
        customer = self._lookup.customer_id(channel, one)
        return (return_id, f"R-{number}", channel, one.their_id, order_id, customer, source,
                "closed", at, at, self._by.id)  # fmt: skip

    def _charges(self, return_id: int, back: Back) -> Iterator[tuple[Any, ...]]:
        channel, one = back.channel, back.document
        at = self._bulk.time(one.placed_at)
        for line_no, line in enumerate(one.lines, start=back.first_line_no):
            if line.kind == CHARGE:
                yield (channel, one.their_id, line_no, return_id, line.charge,
                       line.title or line.code, line.units, line.unit_price, line.minor,
                       at)  # fmt: skip

    def _put_back(self, return_id: int, one: OrderIn, place: int) -> None:
        for line in one.lines:
            sku_id = self._lookup.sku_id(line.code)
            if line.kind != CHARGE and sku_id is not None:
                about = ("return", return_id)
                self._flows.came_back(sku_id, -line.units, place, one.placed_at, about=about)

    def _write(
        self,
        returns: list[tuple[Any, ...]],
        lines: list[tuple[Any, ...]],
        charges: list[tuple[Any, ...]],
    ) -> None:
        self._bulk.insert(
            "returns",
            ("id", "number", "channel_id", "their_number", "order_id", "customer_id", "source",
             "state", "requested_at", "closed_at", "by_id"),
            returns,
        )  # fmt: skip
        self._bulk.insert(
            "return_lines",
            ("return_id", "line_no", "part", "order_line_id", "sku_id", "units", "received",
             "missing", "disposition", "resolution", "unit_price", "amount_minor"),
            lines,
        )  # fmt: skip
        self._bulk.insert(
            "charges",
            ("channel_id", "their_number", "line_no", "return_id", "kind", "title", "units",
             "unit_price", "amount_minor", "occurred_at"),
            charges,
        )  # fmt: skip
        self._bulk.run(
            "UPDATE order_lines SET returned = returned + ? WHERE id = ?",
            [(units, line_id) for line_id, units in sorted(self._returned.items())],
        )
        self._returned.clear()


def _share(total: int, units: int, start: int, end: int) -> int:
    """What the units from `start` to `end` of a line are worth; the parts add up exactly."""

    def upto(part: int) -> int:
        return (2 * total * part + units) // (2 * units)

    return upto(end) - upto(start)


def _before(placed: Any, at: Any) -> bool:
    if isinstance(placed, dt.datetime) and placed.tzinfo is None:
        placed = placed.replace(tzinfo=dt.UTC)
    return bool(placed <= at)
