"""Goods of the small shop that came back: counted, inspected, and not refunded yet."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import actors, catalogue, inspections, orders, return_documents, returns
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.return_reasons import CHANGED_MIND
from oms.tables.returns import Return
from tests.small_shop import OWNER


def came_back(
    books: Session,
    number: str,
    units: int,
    *,
    reason: str = CHANGED_MIND,
    wanted: str = "refund",
) -> Return:
    """So many units of the first line of an order, announced, received and inspected."""
    by, order = actors.who(books, OWNER), orders.by_number(books, number)
    line = orders.lines_of(books, order)[0]
    key = f"came-back-{number}-{line.returned}"
    announced = [Announced(line.id, units, reason, wanted)]
    made = returns.authorise(books, order.id, announced, by=by, key=key)
    arrive(books, made, {line.sku_id or 0: units}, key=key)
    return books.get_one(Return, made, populate_existing=True)


def arrive(books: Session, return_id: int, units: dict[int, int], *, key: str) -> None:
    """Units of a return arrive in York and are good."""
    by, york = actors.who(books, OWNER), catalogue.location(books, "York").id
    returns.receive(books, return_id, units, york, by=by, key=f"{key}-received")
    unseen = [
        Judgement(line.id, line.received - line.inspected, "restock")
        for line in return_documents.lines_of(books, return_id)
        if line.received > line.inspected
    ]
    if unseen:
        inspections.inspect(books, return_id, unseen, by=by, key=f"{key}-inspected")
