"""That nothing happens unrecorded: a document whose state changed is told of in the history."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from oms.tables.base import Base
from oms.tables.messages import History
from oms.tables.money import Refund
from oms.tables.orders import Order, Shipment
from oms.tables.purchasing import PurchaseOrder
from oms.tables.returns import Return
from oms.tables.stock import StockCount, Transfer

Documents = Mapping[tuple[str, int], str]
"""Kind and id of a document -> its state."""
KINDS: Mapping[str, type[Base]] = {
    "order": Order, "shipment": Shipment, "return": Return, "refund": Refund,
    "transfer": Transfer, "count": StockCount, "purchase": PurchaseOrder,
}  # fmt: skip
STATES = union_all(
    *(
        select(literal(kind), mapped.__table__.c["id"], mapped.__table__.c["state"])
        for kind, mapped in KINDS.items()
    )
)


def states(books: Session) -> Documents:
    """The state of every document."""
    return {(kind, number): state for kind, number, state in books.execute(STATES)}


def last_row(books: Session) -> int:
    """The id of the newest row of the history."""
    return books.scalars(select(func.coalesce(func.max(History.id), 0))).one()


def unrecorded(books: Session, before: Documents, since: int) -> list[str]:
    """Documents whose state is another than before and that no row since tells of.

    What becomes of a shipment, a return or a purchase order is also told with its order.
    """
    rows = books.execute(
        select(History.about_kind, History.about_id).where(History.id > since).distinct()
    )
    told = {(kind, about) for kind, about in rows}
    changed = [one for one, state in states(books).items() if before.get(one) != state]
    return [f"{kind} {number}" for kind, number in changed
            if not told & {(kind, number), ("order", _order(books, kind, number))}]  # fmt: skip


def _order(books: Session, kind: str, number: int) -> int | None:
    table = KINDS[kind]
    return getattr(books.get_one(table, number), "order_id", None)
