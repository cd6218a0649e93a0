"""What of an order may still come back, as a form offers it."""

from __future__ import annotations

from commands.kit import Asked, Goods
from oms import return_picks
from oms.records import Order


def goods_back(asked: Asked, order: Order) -> tuple[Goods, ...]:
    """What of each line may still come back.

    Raises:
        NothingToReturn: nothing may.
    """
    return tuple(
        Goods(line.id, line.title, line.returnable, f"{line.shipped} went out")
        for line in return_picks.returnable(asked.books, order)
    )
