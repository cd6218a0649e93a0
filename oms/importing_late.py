"""Lines that a known document did not have yet: a row that was mended after it was rejected.

The key is (channel, document), then its lines. Exact duplicates within a document are genuine, so
lines are compared as often as they occur; what the file has more often than the books is new.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from oms.bulk import Bulk
from oms.importing_known import Known, Placed, Taken
from oms.order_in import LineIn, OrderIn
from oms.values import sku_key

Content = tuple[str, int, int]
"""SKU code, folded (a charge has its title), signed units, value in minor units."""

ORDERED = "SELECT line_no, sku_text, ordered, amount_minor FROM order_lines WHERE order_id = ?"
CAME_BACK = """SELECT rl.line_no, s.code, -SUM(rl.units), -SUM(rl.amount_minor)
    FROM return_lines rl JOIN skus s ON s.id = rl.sku_id
    WHERE rl.return_id = ? GROUP BY rl.line_no, s.code"""
CHARGED = """SELECT line_no, '', units, amount_minor FROM charges
    WHERE channel_id = ? AND their_number = ?"""
CORRECTED = """SELECT c.line_no, s.code, c.units, c.amount_minor
    FROM corrections c JOIN skus s ON s.id = c.sku_id
    WHERE c.channel_id = ? AND c.their_number = ?"""


@dataclass(frozen=True)
class Late:
    """A known document, cut down to the lines that are not in the books."""

    channel: int
    document: OrderIn
    taken: Taken
    next_line_no: int
    lost: int
    """Lines in the books that the file does not have (any more)."""


def differing(bulk: Bulk, placed: Placed, known: dict[Known, Taken]) -> list[Late]:
    """The known documents whose lines are not those in the books."""
    found = []
    for channel, one in placed:
        taken = known.get((channel, one.their_id))
        if taken is None or (taken.lines, taken.minor) == _sums(one):
            continue
        found.append(_compared(bulk, channel, one, taken))
    return found


def _sums(document: OrderIn) -> tuple[int, int]:
    return len(document.lines), sum(line.minor for line in document.lines)


def _compared(bulk: Bulk, channel: int, one: OrderIn, taken: Taken) -> Late:
    rows = [*bulk.ask(CHARGED, (channel, one.their_id)),
            *bulk.ask(CORRECTED, (channel, one.their_id))]  # fmt: skip
    if taken.order_id is not None:
        rows.extend(bulk.ask(ORDERED, (taken.order_id,)))
    if taken.return_id is not None:
        rows.extend(bulk.ask(CAME_BACK, (taken.return_id,)))
    left: Counter[Content] = Counter(
        (sku_key(code), int(units), int(minor)) for _, code, units, minor in rows
    )
    missing: list[LineIn] = []
    for line in one.lines:
        content = (sku_key(line.code) if not line.charge else "", line.units, line.minor)
        if left[content] > 0:
            left[content] -= 1
        else:
            missing.append(line)
    return Late(
        channel=channel,
        document=replace(one, lines=tuple(missing)),
        taken=taken,
        next_line_no=max((row[0] for row in rows), default=0) + 1,
        lost=sum(left.values()),
    )
