"""Which orders a customer, a channel or a product has.

Said: orders for Priya Shah · open orders · which orders have blue mugs? · which orders are held?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots import CHANNEL, CUSTOMER, SKU, STAGE
from oms import clock, order_lists
from oms.actors import READ
from oms.order_lists import Wanted
from oms.records import Channel, Sku


@command(
    phrases=[
        "[find|show|list] [me] [the|all] [our] orders (from|on|of|for) {channel}",
        "[find|show|list] [me] [the|all] (orders|order) (for|of|from|by) {customer}",
        "[find|show|list] [me] [the|all] {stage} orders (from|on|for) {channel}",
        "[find|show|list] [me] [the|all] {stage} orders (for|of|from|by) {customer}",
        "[show|list|find|which] [me] [the|all] {stage} orders",
        "[show|list|find|which] [me] [the|all] {stage} {channel} orders",
        "(which|what|how many) orders are [still] {stage}",
        "(what is|what's|whats) [still] {stage}",
        "[show|list] [me] [the|all] [our] orders {stage}",
        "orders which are {stage}",
        "how many {stage} orders [are there|do we have|have we got]",
        "(which|what) orders (have|contain|need|want|include|are waiting for) {sku}",
        "[find|show|list] [me] [the|all] orders (with|containing|that have) {sku}",
        "{stage} orders (with|containing) {sku}",
        "(who|which customers) (ordered|bought) {sku}",
    ],
    slots=[CUSTOMER, CHANNEL, SKU, STAGE],
    may=READ,
)
def find_orders(
    asked: Asked,
    customer: str | None = None,
    channel: Channel | None = None,
    sku: Sku | None = None,
    stage: str | None = None,
) -> Reply:
    """List orders by customer, channel, product or stage, newest first."""
    wanted = Wanted(
        customer=customer,
        channel_id=channel.id if channel else None,
        sku_id=sku.id if sku else None,
        stage=stage,
        today=asked.today,
    )
    found = order_lists.find(asked.books, wanted)
    about = customer or (sku.title if sku else "")
    return Reply(
        {
            "found": found,
            "stage": stage or "",
            "channel": channel.name if channel else "",
            "about": about,
            "now": clock.now(),
        },
        listed=tuple(one.id for one in found.orders),
        is_cut=found.total > len(found.orders),
    )
