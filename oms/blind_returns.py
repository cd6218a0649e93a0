"""Goods that come back and no order of ours is known for them.

They are counted in all the same, wait in quarantine, and are inspected like any other; no money is
owed for them. When somebody finds out whose they are, undo it and take them in for that order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, clock, locks, return_documents, return_receipts, sequences
from oms.actors import Who
from oms.errors import BadQuantity
from oms.once import once
from oms.return_announcing import PLAIN, Terms
from oms.return_documents import Opened
from oms.return_states import State
from oms.tables.returns import Return, ReturnLine

NO_ORDER = "no order on file"


def take_in(
    books: Session,
    goods: Mapping[int, int],
    location_id: int,
    terms: Terms = PLAIN,
    *,
    by: Who,
    key: str,
) -> int:
    """Count in goods of no order, once for each `key`.

    Args:
        books: open for writing.
        goods: SKU id -> units, 1 or more.
        location_id: where they are.
        terms: a note, and the thread it is talked about in.
        by: who counted.
        key: idempotency key.

    Returns:
        The id of the return; its goods are in quarantine.

    Raises:
        NotAllowed, NotHere: the role does not accept returns, or not there.
        BadQuantity: no goods, or units below 1.
    """
    actors.allow(by, actors.RETURNS, location_id=location_id)
    if not goods or min(goods.values()) < 1:
        raise BadQuantity(min(goods.values(), default=0))

    def do() -> dict[str, Any]:
        locks.stock(books, goods)
        opened = _document(books, goods, location_id, terms, by=by)
        return_receipts.take_in(books, opened, goods, location_id, by=by, key=key)
        return {"return": opened.document.id}

    told = {"goods": sorted(goods.items()), "at": location_id, "note": terms.note}
    return int(once(books, key, "blind_return", told, by=by, do=do)["return"])


def _document(
    books: Session, goods: Mapping[int, int], location_id: int, terms: Terms, *, by: Who
) -> Opened:
    made = Return(
        number=f"R-{sequences.take(books, 'return')}",
        source="blind",
        state=State.AUTHORISED.value,
        location_id=location_id,
        requested_at=clock.now(),
        by_id=by.id,
        note=terms.note,
        slack_channel=terms.thread[0] if terms.thread else None,
        slack_thread=terms.thread[1] if terms.thread else None,
    )
    books.add(made)
    books.flush()
    lines = [
        ReturnLine(
            return_id=made.id,
            line_no=line_no,
            sku_id=sku_id,
            units=units,
            received=0,
            missing=0,
            inspected=0,
            wanted="nothing",
            no_refund_reason=NO_ORDER,
            unit_price="",
            amount_minor=0,
        )
        for line_no, (sku_id, units) in enumerate(sorted(goods.items()), start=1)
    ]
    books.add_all(lines)
    books.flush()
    return_documents.remember(
        books, Opened(made, None, lines), "authorised", by=by, reason=terms.note
    )
    return Opened(made, None, lines)
