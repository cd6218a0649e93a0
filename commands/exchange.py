"""Exchange goods that come back for others.

Said: exchange 1 blue mug of 1043 for a red mug · swap 2 faulty MUG-BLU of 1043 for MUG-BLU
"""

from __future__ import annotations

from collections.abc import Mapping

from commands.goods_back import goods_back
from commands.kit import (
    Asked,
    Done,
    Facts,
    Field,
    Form,
    MissingWord,
    Plain,
    Preview,
    Write,
    command,
)
from commands.slots import SKU, UNITS
from commands.slots_money import FAULT, OTHER_SKU, SOLD
from commands.slots_returns import WHY
from oms import exchange_endings, exchanges, orders, return_picks
from oms.actors import EXCHANGE
from oms.errors import NoLongerPossible, ShopError, TooManyReturned
from oms.exchanges import ExchangePlan, Swap
from oms.order_card import card
from oms.records import Order, Sku
from oms.return_reasons import CHANGED_MIND

SWAP = "(exchange|swap)"
ONE = "[a|an|the|1|one]"
FOR = f"for {ONE}"


class NotSentYet(ShopError):
    """Goods are to be exchanged that have not left yet, so that nothing can come back."""

    code = "not_sent_yet"

    def __init__(self, number: str, title: str, other: str) -> None:
        change = f"change the {title.lower()} on {number} to {other.lower()}"
        super().__init__(
            f"{title} of order {number} has not left yet, so there is nothing to send back.",
            remedy=f"Change the order instead: `{change}`.",
        )


class OneAtATime(ShopError):
    """Goods of several lines are to be exchanged for the same others."""

    code = "one_at_a_time"

    def __init__(self, line_id: int) -> None:
        self.line_id = line_id
        super().__init__(
            "One line is exchanged at a time.", remedy="Put 0 here, and exchange it after this one."
        )


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    plan = exchanges.plan(asked.books, order, Swap(**stored["swap"]), by=asked.who)
    if _money(plan) != stored.get("money"):
        # a price or a rule is another: nobody agreed to what it would come to now
        raise NoLongerPossible(
            "What the exchange comes to has changed since you were asked.", remedy="Say it again."
        )
    made = exchanges.promise(asked.books, order.id, plan.swap, by=asked.who, key=key)
    return Done({**_facts(asked, made), "plan": plan}, {"exchange": made})


def _money(plan: ExchangePlan) -> list[int]:
    """What comes back is worth, and what goes out costs, as it was shown."""
    return [plan.worth_minor, plan.charge_minor]


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    exchange_endings.call_off(asked.books, stored["exchange"], by=asked.who, key=key)
    return _facts(asked, stored["exchange"])


FORM = Form(
    title="Exchange goods",
    submit="Exchange",
    fields=(
        Field("why", "Why it comes back", is_needed=True, prefers=CHANGED_MIND),
        Field("other", "What goes out instead", "As many as come back of one line above.",
              is_needed=True),
    ),
    goods=goods_back,
    slots=(WHY,),
    faults={"no_price": "other"},
)  # fmt: skip


@command(
    phrases=[
        f"{SWAP} {{units}} {{sku}} (of|from|on) [order] {{order}} {FOR} {{other}}",
        f"{SWAP} [the] {{sku}} (of|from|on) [order] {{order}} {FOR} {{other}}",
        f"{SWAP} [the] {{sku}} {FOR} {{other}} (of|from|on) [order] {{order}}",
        f"{SWAP} {{units}} {{sku}} {FOR} {{other}} (of|from|on) [order] {{order}}",
        f"replace {{units}} {{sku}} (of|from|on) [order] {{order}} (with|by) {ONE} {{other}}",
        f"replace [the] {{sku}} (of|from|on) [order] {{order}} (with|by) {ONE} {{other}}",
        f"{SWAP} {{fault}} {{sku}} (of|from|on) [order] {{order}} {FOR} {{other}}",
        f"{SWAP} {{units}} {{fault}} {{sku}} (of|from|on) [order] {{order}} {FOR} {{other}}",
        "(exchange|swap) [order] {order}",
        "(exchange|swap|exchange goods)",
    ],
    slots=[SOLD, UNITS, SKU, OTHER_SKU, FAULT],
    may=EXCHANGE,
    write=Write(_do, _undo),
    form=FORM,
)
def exchange(  # noqa: PLR0913  what can be said of an exchange, and filled in
    asked: Asked,
    *,
    order: Order | None = None,
    units: int | None = None,
    sku: Sku | None = None,
    other: Sku | None = None,
    fault: str | None = None,
    why: str | None = None,
    picked: Mapping[int, int] | None = None,
) -> Preview:
    """Exchange goods: a return is announced, and the others wait for it or leave at once."""
    if order is None:
        raise MissingWord("order", "exchange 1 blue mug of 1043 for a red mug")
    example = f"exchange 1 blue mug of {order.number} for a red mug"
    if other is None or (sku is None and not picked):
        raise MissingWord("product", example)
    reason = why or fault or CHANGED_MIND
    if picked:
        line, units = _picked(asked, order, picked, reason)
    elif sku is not None:
        line = _line(asked, order, sku, other, units or 1)
    swap = Swap(line, units or 1, other.id, reason)
    plan = exchanges.plan(asked.books, order, swap, by=asked.who)
    stored = {"order": order.id, "version": order.version, "swap": vars(swap),
              "money": _money(plan)}  # fmt: skip
    return Preview({"order": card(asked.books, order), "plan": plan}, stored)


def _picked(asked: Asked, order: Order, picked: Mapping[int, int], reason: str) -> tuple[int, int]:
    """The one line that was picked, and its units."""
    announced = return_picks.pick(asked.books, order, picked, reason=reason, wanted="exchange")
    if len(announced) > 1:
        raise OneAtATime(announced[1].line_id)
    return announced[0].line_id, announced[0].units


def _line(asked: Asked, order: Order, sku: Sku, other: Sku, units: int) -> int:
    """The line of what comes back; what has not left yet is no exchange but another order."""
    try:
        return exchanges.line_for(asked.books, order, sku.id, units)
    except TooManyReturned:
        lines = [one for one in orders.lines_of(asked.books, order) if one.sku_id == sku.id]
        if sum(line.open_units for line in lines) >= units:
            raise NotSentYet(order.number, sku.title, other.title) from None
        raise


def _facts(asked: Asked, exchange_id: int) -> dict[str, object]:
    child, came_back = exchanges.documents_of(asked.books, exchange_id)
    return {
        "child": card(asked.books, child),
        "number": came_back.number,
        "who": asked.who.name,
    }
