"""Lines that a known document did not have yet: a row that was mended after it was rejected.

The key is (channel, document), then its lines. Exact duplicates within a document are genuine, so
lines are compared as often as they occur; what the file has more often than the books is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from oms.bulk import Bulk
from oms.importing_known import Known, Placed, Taken
from oms.order_in import LineIn, OrderIn
from oms.values import sku_key

Content = tuple[str, int, int]
"""SKU code, folded (a charge has its title), signed units, value in minor units."""

ORDERED = """SELECT line_no, sku_text, ordered, amount_minor FROM order_lines
    WHERE order_id = ? AND parent_line_id IS NULL"""
LAST_NO = "SELECT COALESCE(MAX(line_no), 0) FROM order_lines WHERE order_id = ?"
FIRST_VERSION = "SELECT before FROM order_versions WHERE order_id = ? AND version_no = 1"
CAME_BACK = """SELECT rl.line_no, s.code, -SUM(rl.units), -SUM(rl.amount_minor)
    FROM return_lines rl JOIN skus s ON s.id = rl.sku_id
    WHERE rl.return_id = ? GROUP BY rl.line_no, s.code"""
CHARGED = """SELECT line_no, '', units, amount_minor FROM charges
    WHERE channel_id = ? AND their_number = ?"""
CORRECTED = """SELECT c.line_no, s.code, c.units, c.amount_minor
    FROM corrections c JOIN skus s ON s.id = c.sku_id
    WHERE c.channel_id = ? AND c.their_number = ?"""
FORMER = """SELECT a.alias_key, s.code_key FROM sku_aliases a JOIN skus s ON s.id = a.sku_id
    WHERE a.channel_id IS NULL"""
"""Code that a product had, and the one it has."""


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
    found: list[Late] = []
    present: dict[str, str] | None = None
    for channel, one in placed:
        taken = known.get((channel, one.their_id))
        if taken is None or (taken.lines, taken.minor) == _sums(one):
            continue
        if present is None:
            present = dict(bulk.ask(FORMER, ()))
        found.append(_compared(bulk, channel, one, taken, present))
    return found


def _sums(document: OrderIn) -> tuple[int, int]:
    return len(document.lines), sum(line.minor for line in document.lines)


def _compared(
    bulk: Bulk, channel: int, one: OrderIn, taken: Taken, present: Mapping[str, str]
) -> Late:
    def known_as(code: str) -> str:
        key = sku_key(code)
        return present.get(key, key)

    changed = _before_edits(bulk, taken.order_id)
    rows = [*bulk.ask(CHARGED, (channel, one.their_id)),
            *bulk.ask(CORRECTED, (channel, one.their_id))]  # fmt: skip
    last_no = 0
    if taken.order_id is not None:
        # components of kits and lines added here have numbers too
        last_no = bulk.ask(LAST_NO, (taken.order_id,))[0][0]
        ordered = bulk.ask(ORDERED, (taken.order_id,))
        rows.extend([(last_no, *line) for line in changed] if changed else ordered)
    if taken.return_id is not None:
        rows.extend(bulk.ask(CAME_BACK, (taken.return_id,)))
    left: Counter[Content] = Counter(
        (known_as(code), int(units), int(minor)) for _, code, units, minor in rows
    )
    missing: list[LineIn] = []
    for line in one.lines:
        content = (known_as(line.code) if not line.charge else "", line.units, line.minor)
        if left[content] > 0:
            left[content] -= 1
        else:
            missing.append(line)
    return Late(
        channel=channel,
        document=replace(one, lines=tuple(missing)),
        taken=taken,
        next_line_no=max([last_no, *(row[0] for row in rows)]) + 1,
        lost=sum(left.values()),
    )


def _before_edits(bulk: Bulk, order_id: int | None) -> list[tuple[str, int, int]]:
    """The lines of an order as its channel sent them, where a person edited it since; else none.

    What was changed here is not what the channel changed.
    """
    kept = bulk.ask(FIRST_VERSION, (order_id,)) if order_id is not None else []
    if not kept:
        return []
    before = json.loads(kept[0][0]) if isinstance(kept[0][0], str) else kept[0][0]
    return [
        (line["sku"], int(line["ordered"]), int(line["amount_minor"])) for line in before["lines"]
    ]
