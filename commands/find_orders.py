"""Which orders a customer, a channel or a product has.

Said: orders for Priya Shah · open orders · which orders have blue mugs? · what shipped yesterday?
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.kit import Asked, Reply, Slot, command
from commands.slot_kinds import words
from commands.slots import CHANNEL, CUSTOMER, SKU, STAGE
from commands.slots_days import OWN_DAY, WHEN
from oms import clock, order_lists, order_owner, settings
from oms.actors import READ
from oms.errors import ShopError
from oms.order_lists import Wanted
from oms.order_owner import OrderOwner
from oms.periods import Days
from oms.records import Channel, Sku


class NoMoreOrders(ShopError):
    """A list of orders was shown to its end."""

    code = "no_more_orders"

    def __init__(self, total: int) -> None:
        super().__init__(f"Those were all {total}.", remedy="Ask again to begin at the newest.")


FIND = "[find|show|list|which|what] [me] [the|all] [our]"
WENT = Slot(
    "went",
    r"shipped|left|went out|went|(?:was|were|has|have) (?:shipped|left|gone out|sent)|did we ship"
    r"|did we send|have we shipped|we shipped",
    words,
    "shipped",
)
"""Says that the days are those on which goods left."""
WAITS = Slot("waits", r"(?:is|are) (?:still )?waiting", words, "are waiting")
PAGE = Slot("page", r"\d{1,4}", lambda _asked, said: int(said), "2", int)
"""Which ten of them, as the button below a list carries it."""
ARE = Slot("are", r"are", words, "are")
"""Stands where “stock” is what orders wait for, and no product."""


@command(
    phrases=[
        # before those of customers: nobody is called “yesterday”
        "[find|show|list] [me] [the|all] orders (for|of|from|by) {when}",
        f"{FIND} [new] orders [placed|taken|made|received|came in|that came in] [on|in] {{when}}",
        "[find|show|list] [me] [all] {own_day} orders",
        "[show] [me] page {page} of [the|all] [our] {stage} orders",
        "(what|which orders|orders) [that] {went} [on|in] {when}",
        "(which|what) orders {are} [still] (waiting for|short of|lacking|without) stock",
        "[find|show|list] [me] [the|all] [our] orders (from|on|of|for) {channel}",
        "[find|show|list] [me] [the|all] (orders|order) (for|of|from|by) {customer}",
        "(any|what|which|are there any|do we have any) orders (for|of|from|by) {customer}",
        "[find|show|list] [me] [the|all] {stage} orders (from|on|for) {channel}",
        "[find|show|list] [me] [the|all] {stage} orders (for|of|from|by) {customer}",
        "[show|list|find|which] [me] [the|all] {stage} orders",
        "[show|list|find|which] [me] [the|all] {stage} {channel} orders",
        "(which|what|how many) orders are [still] {stage}",
        "(what is|what's|whats) [still] {stage}",
        "[show|list] [me] [the|all] [our] orders {stage}",
        "orders which are {stage}",
        "how many {stage} orders [are there|do we have|have we got]",
        "(which|what) orders (have|contain|need|want|include) {sku}",
        "[find|show|list] [me] [the|all] orders (with|containing|that have) {sku}",
        "{stage} orders (with|containing) {sku}",
        "(who|which customers) (ordered|bought) {sku}",
        "(who|which customers|which orders|what orders) {waits} for {sku}",
    ],
    slots=[CUSTOMER, CHANNEL, SKU, STAGE, WHEN, OWN_DAY, WENT, ARE, WAITS, PAGE],
    may=READ,
)
def find_orders(  # noqa: PLR0913  what can be said of orders
    asked: Asked,
    *,
    customer: str | None = None,
    channel: Channel | None = None,
    sku: Sku | None = None,
    stage: str | None = None,
    when: Days | None = None,
    went: str | None = None,
    own_day: Days | None = None,
    are: str | None = None,
    waits: str | None = None,
    page: int = 1,
) -> Reply:
    """List orders by customer, channel, product, stage or day, newest first."""
    when = when or own_day
    span = when.span(settings.zone(asked.books)) if when else None
    # who has got it waits no more
    stage = "backordered" if are else "open" if waits else stage
    owner = order_owner.meant(asked.books, customer) if customer else OrderOwner()
    channel, sku = channel or owner.channel, sku or owner.sku
    wanted = Wanted(
        customer=owner.customer,
        town=owner.town,
        channel_id=channel.id if channel else None,
        sku_id=sku.id if sku else None,
        stage=stage,
        today=asked.today,
        placed=None if went else span,
        left=span if went else None,
    )
    found = order_lists.find(asked.books, wanted, skip=(page - 1) * order_lists.LISTED)
    if page > 1 and not found.orders:
        raise NoMoreOrders(found.total)
    told = {"customer": owner.customer or owner.town, "channel": channel, "sku": sku,
            "stage": stage, "when": when, "went": went}  # fmt: skip
    rest = found.total - (page - 1) * order_lists.LISTED - len(found.orders)
    about = owner.customer or owner.town or (sku.title if sku else "")
    return Reply(
        {
            "found": found,
            "stage": stage or "",
            "channel": channel.name if channel else "",
            "about": about,
            "days": when,
            "went": went is not None,
            "page": page,
            "next": _ids({**told, "page": page + 1}) if rest else None,
            "rest": rest,
            "now": clock.now(),
        },
        listed=tuple(one.id for one in found.orders),
        is_cut=found.total > len(found.orders),
    )


def _ids(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, as a button carries it."""
    slots = find_orders.slots
    return {name: slots[name].to_id(value) for name, value in told.items() if value is not None}
