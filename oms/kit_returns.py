"""What came back of a kit: components, counted as whole kits where somebody asks about the kit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Return, ReturnLine

KIT, PART, SIBLING = aliased(OrderLine), aliased(OrderLine), aliased(OrderLine)
COMPONENTS = (
    select(func.count(SIBLING.id)).where(SIBLING.parent_line_id == KIT.id).scalar_subquery()
)


@dataclass(frozen=True)
class PartBack:
    """Units of one component of a kit that was sold, in one return."""

    return_id: int
    state: str
    """That of the return."""
    currency: str
    reason: str
    kit_line_id: int
    components: int
    """How many components the kit has."""
    sku_id: int
    in_one: int
    """Units of this one in a kit."""
    units: int
    received: int
    worth_minor: int


def of_kit(books: Session, sku_id: int, asked: Sequence[ColumnElement[bool]]) -> list[PartBack]:
    """What came back of a kit; nothing for what is none.

    Args:
        books: open.
        sku_id: the kit.
        asked: which returns, in terms of `Return` and `Order`.
    """
    rows = books.execute(
        select(
            Return.id, Return.state, Order.currency, func.coalesce(ReturnLine.reason, ""),
            KIT.id, COMPONENTS, ReturnLine.sku_id, func.coalesce(PART.kit_units, 1),
            ReturnLine.units, ReturnLine.received, ReturnLine.amount_minor,
        )
        .select_from(Return)
        .join(Order, Order.id == Return.order_id)
        .join(ReturnLine, ReturnLine.return_id == Return.id)
        .join(PART, PART.id == ReturnLine.order_line_id)
        .join(KIT, KIT.id == PART.parent_line_id)
        .where(KIT.sku_id == sku_id, *asked)
    )  # fmt: skip
    return [PartBack(*row) for row in rows]


def whole(every: Iterable[PartBack], *, arrived: bool = False) -> int:
    """How many whole kits these parts make, of each line of an order by itself."""
    kits: dict[int, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    components: dict[int, int] = {}
    for one in every:
        units = one.received if arrived else one.units
        kits[one.kit_line_id][one.sku_id, one.in_one] += units
        components[one.kit_line_id] = one.components
    return sum(
        min(units // in_one for (_, in_one), units in parts.items())
        for line_id, parts in kits.items()
        if len(parts) == components[line_id]
    )
